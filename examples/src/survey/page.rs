//! The page: scores, answers, comparisons, what to improve first.

mod groups;
mod improve;
mod score;

use kpis::survey::ScoreError;
use kpis::types::Language;

use super::args::SurveyArguments;
use super::drivers::Drivers;
use super::scores::Scored;
use super::sheet::Sheet;
use crate::shown::{grouped, heading, pick};
use groups::groups;
use improve::improve;
use score::{answers, whole};

pub(super) fn page(
    arguments: &SurveyArguments,
    sheet: &Sheet,
    scores: &[Scored],
    drivers: Option<&Drivers>,
) -> String {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "Survey", "アンケート"));
    page = page.trim_start_matches('\n').to_owned();
    page += &source(sheet, scores, l);
    for scored in scores {
        page +=
            &heading(&format!("{}: {}", scored.name, scored.asked.name(scored.answers.scale(), l)));
        page += &whole(scored, l);
        page += &answers(scored, l);
        let waves = pick(l, "wave", "調査回");
        page += &groups(scored, waves, &scored.waves, scored.wave_tests.as_ref(), l);
        let segments = pick(l, "segment", "セグメント");
        page += &groups(scored, segments, &scored.segments, scored.segment_tests.as_ref(), l);
    }
    if let Some(drivers) = drivers {
        page += &heading(pick(l, "What to improve first", "優先的に改善すべき項目"));
        page += &improve(arguments, sheet, drivers, l);
    }
    page
}

fn source(sheet: &Sheet, scores: &[Scored], l: Language) -> String {
    let rows = count(sheet.rows as u64);
    let names = match (sheet.made_up, l) {
        (true, Language::En) => "a made-up survey (examples/data/survey.csv)".to_owned(),
        (true, Language::Ja) => "架空のアンケート(examples/data/survey.csv)".to_owned(),
        _ => sheet.names.join(", "),
    };
    let mut text = match l {
        Language::En => {
            let s = if sheet.rows == 1 { "" } else { "s" };
            format!("Data: {names}: {rows} respondent{s}\nIntervals are of 95 %.\n")
        }
        Language::Ja => format!("データ: {names}: 回答者 {rows} 人\n区間はすべて 95% 区間です。\n"),
    };
    for scored in scores.iter().filter(|scored| !scored.kept.is_empty()) {
        let kept: Vec<String> = scored.kept.iter().map(ToString::to_string).collect();
        let (kept, name, scale) = (kept.join(", "), &scored.name, scored.answers.scale());
        text += &match l {
            Language::En => format!("{kept} of --missing are answers to {name} (from {scale}).\n"),
            Language::Ja => format!(
                "--missing の {kept} は {name}({}~{})では回答として扱います。\n",
                scale.low(),
                scale.high()
            ),
        };
    }
    text
}

fn count(n: u64) -> String {
    grouped(n.into(), 0)
}

fn no_score(why: &ScoreError, l: Language) -> String {
    why.undefined().map_or_else(|| why.to_string(), |why| why.message().text(l).to_owned())
}

//! The page: scores, answers, comparisons, what to improve first.

use kpis::survey::{
    Distribution, ImportanceMeasure, ItemStability, MissingRatings, NpsBands, Portfolio, ScoreError,
};
use kpis::types::Language;
use rust_decimal::Decimal;

use super::args::SurveyArguments;
use super::asked::{Asked, figure_ja};
use super::compare::Compared;
use super::drivers::Drivers;
use super::scatter;
use super::scores::{Group, Scored};
use super::sheet::Sheet;
use super::text::{p_value, test};
use crate::shown::{Align, bar, grouped, heading, pick, table};

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

fn count(n: u64) -> String {
    grouped(n.into(), 0)
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

fn no_score(why: &ScoreError, l: Language) -> String {
    why.undefined().map_or_else(|| why.to_string(), |why| why.message().text(l).to_owned())
}

fn whole(scored: &Scored, l: Language) -> String {
    let unit = scored.asked.unit(scored.answers.scale());
    let (n, none) = (count(scored.answers.n()), count(scored.answers.no_answer()));
    let mut text = match &scored.score {
        Ok(score) => {
            let (point, interval) = (unit.figure(score.point()), unit.interval(score, l));
            let method = score.method().name();
            match l {
                Language::En => {
                    format!("  {point}   {interval} ({method}), n = {n}, no answer {none}\n")
                }
                Language::Ja => {
                    format!("  {point}   {interval}({method})、n = {n}、無回答 {none}\n")
                }
            }
        }
        Err(why) => format!("  -   {} (n = {n})\n", no_score(why, l)),
    };
    match &scored.weighted {
        Some(Ok(weighted)) => {
            let found = weighted.estimate();
            let (point, interval) = (unit.figure(found.point()), unit.interval(&found, l));
            let effective = count(weighted.effective_n().round() as u64);
            let effect = weighted.design_effect();
            text += &match l {
                Language::En => format!(
                    "  weighted {point}   {interval} (linearised), effective n {effective}, design \
                     effect {effect:.2}\n"
                ),
                Language::Ja => format!(
                    "  ウェイト付き {point}   {interval}(線形化)、有効 n {effective}、デザイン効果 {effect:.2}\n"
                ),
            };
        }
        Some(Err(why)) => {
            let label = pick(l, "weighted", "ウェイト付き");
            text += &format!("  {label} -   {}\n", no_score(why, l));
        }
        None => {}
    }
    text
}

/// The answers as bars.
fn answers(scored: &Scored, l: Language) -> String {
    let answers = &scored.answers;
    let n = answers.n();
    if n == 0 {
        return String::new();
    }
    let most = answers.counts().iter().copied().max().unwrap_or(1);
    let mut text = "\n".to_owned();
    for (value, times) in answers.iter().rev() {
        let share = times as f64 / n as f64;
        let bar = bar(Decimal::from(times), Decimal::from(most), 40);
        let line = format!("  {value:>4} {:>7} {:>6.1} %  {bar}", count(times), 100.0 * share);
        text += &format!("{}\n", line.trim_end());
    }
    if scored.asked == Asked::Nps {
        text += &bands(answers, l);
    }
    text
}

/// Detractors, passives and promoters in one line.
fn bands(answers: &Distribution, l: Language) -> String {
    let (to, from) = (NpsBands::STANDARD.detractors_to(), NpsBands::STANDARD.promoters_from());
    let n = answers.n();
    let parts = [
        (answers.between(0, to), '░', pick(l, "detractors", "批判者")),
        (answers.between(to + 1, from - 1), '▒', pick(l, "passives", "中立者")),
        (answers.between(from, 10), '█', pick(l, "promoters", "推奨者")),
    ];
    let cells: String = parts
        .iter()
        .map(|(times, mark, _)| {
            let cells = (60.0 * *times as f64 / n as f64).round() as usize;
            mark.to_string().repeat(cells)
        })
        .collect();
    let named = parts.iter().map(|(times, mark, name)| {
        format!("{mark} {name} {} ({:.1} %)", count(*times), 100.0 * *times as f64 / n as f64)
    });
    format!("\n  {cells}\n  {}\n", named.collect::<Vec<_>>().join("   "))
}

fn groups(
    scored: &Scored,
    what: &str,
    groups: &[Group],
    tests: Option<&Compared>,
    l: Language,
) -> String {
    let Some(tests) = tests else { return String::new() };
    let unit = scored.asked.unit(scored.answers.scale());
    let weighted = groups.iter().any(|group| group.weighted.is_some());
    let against = match tests.rows.first().and_then(|row| row.with.as_ref()) {
        Some(_) => pick(l, "less the one before", "前回との差"),
        None => pick(l, "less all others", "他の全体との差"),
    };
    let mut header = vec![
        (what, Align::Left),
        (pick(l, "n", "n"), Align::Right),
        (pick(l, "score", "スコア"), Align::Right),
        (pick(l, "interval", "区間"), Align::Right),
    ];
    if weighted {
        header.push((pick(l, "weighted", "ウェイト付き"), Align::Right));
    }
    header.extend([
        (against, Align::Right),
        (pick(l, "interval", "区間"), Align::Right),
        (pick(l, "p (Holm)", "p(Holm)"), Align::Right),
    ]);
    let row = |group: &Group| -> Vec<String> {
        let mut cells = vec![group.name.clone(), count(group.answers.n())];
        match &group.score {
            Ok(score) => cells.extend([unit.figure(score.point()), unit.interval(score, l)]),
            Err(why) => cells.extend(["-".to_owned(), no_score(why, l)]),
        }
        if weighted {
            let found = group.weighted.as_ref().and_then(|score| score.as_ref().ok());
            let point = found.map(|score| unit.figure(score.estimate().point()));
            cells.push(point.unwrap_or_else(|| "-".to_owned()));
        }
        match tests.rows.iter().find(|row| row.name == group.name).map(|row| &row.found) {
            Some(Ok(found)) => cells.extend([
                unit.difference(found.estimate.point()),
                unit.difference_interval(&found.estimate, l),
                p_value(found.adjusted)
                    .trim_start_matches("p = ")
                    .trim_start_matches("p ")
                    .to_owned(),
            ]),
            Some(Err(why)) => cells.extend(["-".to_owned(), why.clone(), "-".to_owned()]),
            None => cells.extend(["", "", ""].map(str::to_owned)),
        }
        cells
    };
    let rows: Vec<Vec<String>> = groups.iter().map(row).collect();
    let mut text = format!("\n{}", table(&header, &rows));
    if let Some(alike) = &tests.all_alike {
        let label = pick(l, "Do all answer alike?", "すべて同じ分布か");
        text += &format!("  {label} {}\n", test(alike));
    }
    if weighted {
        text += pick(
            l,
            "  Differences and tests are without weights.\n",
            "  差と検定はウェイトなしの値です。\n",
        );
    }
    text
}

fn improve(arguments: &SurveyArguments, sheet: &Sheet, drivers: &Drivers, l: Language) -> String {
    let mut text = basis(arguments, drivers, l);
    for (name, share) in &sheet.not_items {
        let share = 100.0 * share;
        text += &match l {
            Language::En => format!(
                "  {name} fits --items and is none: {share:.0} % of its cells are off the scale.\n"
            ),
            Language::Ja => format!(
                "  {name} は --items に合いますが、{share:.0} % のセルが範囲外のため除きました。\n"
            ),
        };
    }
    for (_, why) in &drivers.dropped {
        let label = pick(l, "left out", "除外");
        text += &format!("  {label}: {}\n", why.text(l));
    }
    let portfolio = match &drivers.portfolio {
        Ok(portfolio) => portfolio,
        Err(why) => {
            let why =
                why.undefined().map_or_else(|| why.to_string(), |u| u.message().text(l).to_owned());
            return text + &format!("  -  {why}\n");
        }
    };
    text += &format!("\n{}", ranked(arguments, portfolio, drivers, l));
    if let Some(importance) = portfolio.importance() {
        for item in importance.collinear() {
            let (name, inflation) = (&item.item, item.variance_inflation);
            text += &match l {
                Language::En => format!(
                    "  {name} goes with the other items (variance inflation {inflation:.1}): how much \
                     of the importance is its own cannot be told.\n"
                ),
                Language::Ja => format!(
                    "  {name} は他の項目と強く関連しています(VIF {inflation:.1})。固有の重要度は区別できません。\n"
                ),
            };
        }
    }
    text.push('\n');
    text += &scatter::draw(portfolio, satisfaction(arguments), l);
    match &drivers.alpha {
        Ok(alpha) => {
            let found = alpha.estimate();
            let (lower, upper) = (found.lower(), found.upper());
            let to = pick(l, " to ", " ～ ");
            text += &format!(
                "\n  {} {:.3}   {lower:.3}{to}{upper:.3} ({}), n = {}\n  {}\n",
                pick(l, "Cronbach's alpha", "クロンバックの α"),
                found.point(),
                found.method().name(),
                count(found.n()),
                alpha.explanation().text(l)
            );
        }
        Err(why) => {
            let why =
                why.undefined().map_or_else(|| why.to_string(), |u| u.message().text(l).to_owned());
            text += &format!("\n  {} -   {why}\n", pick(l, "Cronbach's alpha", "クロンバックの α"));
        }
    }
    text
}

/// How satisfaction is shown.
fn satisfaction(arguments: &SurveyArguments) -> impl Fn(f64) -> String + use<> {
    use super::args::SatisfactionOption as Option;
    let option = arguments.satisfaction;
    move |value| match option {
        Option::Mean => format!("{value:.2}"),
        Option::TopBoxes => format!("{:.1} %", 100.0 * value),
        Option::GoodMinusBad => format!("{:+.1} %", 100.0 * value),
    }
}

fn basis(arguments: &SurveyArguments, drivers: &Drivers, l: Language) -> String {
    let measure = arguments.importance.measure().label();
    let measure = measure.text(l).to_owned();
    let figure = match l {
        Language::En => arguments.figure().to_string(),
        Language::Ja => figure_ja(arguments.figure()),
    };
    let (complete, all) = (count(drivers.complete as u64), count(drivers.respondents as u64));
    let whose = match (arguments.missing_ratings(), l) {
        (MissingRatings::Pairwise, Language::En) => "everybody who answered what a figure needs",
        (MissingRatings::Pairwise, Language::Ja) => "各指標に必要な回答がある人",
        (_, Language::En) => "who answered everything",
        (_, Language::Ja) => "すべてに回答した人",
    };
    let overall = &drivers.overall;
    match l {
        Language::En => format!(
            "  Importance: {measure} ({overall}). Satisfaction: {figure}.\n  Whose answers: {whose} \
             ({complete} of {all} answered everything). An association, not a cause.\n"
        ),
        Language::Ja => format!(
            "  重要度: {measure}({overall})。満足度: {figure}。\n  対象: {whose}(全問回答は {all} 人中 {complete} 人)。関連であり因果ではありません。\n"
        ),
    }
}

fn ranked(
    arguments: &SurveyArguments,
    portfolio: &Portfolio,
    drivers: &Drivers,
    l: Language,
) -> String {
    let figure = satisfaction(arguments);
    let header = [
        ("", Align::Left),
        (pick(l, "item", "項目"), Align::Left),
        (pick(l, "n", "n"), Align::Right),
        (pick(l, "satisfaction", "満足度"), Align::Right),
        (pick(l, "importance", "重要度"), Align::Right),
        (pick(l, "interval", "区間"), Align::Right),
        (pick(l, "index", "改善度指数"), Align::Right),
        (pick(l, "interval", "区間"), Align::Right),
        (pick(l, "quadrant", "象限"), Align::Left),
        (pick(l, "stays", "再現率"), Align::Right),
    ];
    let to = pick(l, " to ", " ～ ");
    let rows = portfolio.ranked().into_iter().enumerate().map(|(rank, item)| {
        let stable = drivers.stability.as_ref().and_then(|stability| {
            stability.items().iter().find(|stable| stable.item() == item.item())
        });
        let of = |wanted: fn(&ItemStability) -> kpis::types::Estimate| stable.map(wanted);
        let dash = || "-".to_owned();
        let importance = match arguments.importance.measure() {
            // The one interval that Shapley shares have.
            ImportanceMeasure::Shapley => of(ItemStability::importance),
            _ => item.importance_interval(),
        };
        let n = portfolio
            .importance()
            .and_then(|importance| importance.items().iter().find(|row| row.item() == item.item()));
        vec![
            scatter::letter(rank).to_string(),
            item.item().to_owned(),
            n.map_or_else(dash, |row| count(row.n())),
            figure(item.satisfaction()),
            format!("{:.3}", item.importance()),
            importance.map_or_else(dash, |i| format!("{:.3}{to}{:.3}", i.lower(), i.upper())),
            format!("{:+.1}", item.improvement().value()),
            of(ItemStability::improvement)
                .map_or_else(dash, |i| format!("{:+.1}{to}{:+.1}", i.lower(), i.upper())),
            item.quadrant().label().text(l).to_owned(),
            stable.map_or_else(dash, |stable| format!("{:.0} %", 100.0 * stable.stays())),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let note = match l {
        Language::En => {
            "  stays: how often redrawn respondents see the item in the same quadrant\n"
        }
        Language::Ja => "  再現率: 回答者を再抽出したとき同じ象限になった割合\n",
    };
    table(&header, &rows) + note
}

//! Waves and segments side by side.

use kpis::types::Language;

use super::super::compare::Compared;
use super::super::scores::{Group, Scored};
use super::super::text::{p_value, test};
use super::{count, no_score};
use crate::shown::{Align, pick, table};

pub(super) fn groups(
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

//! Whether stated probabilities held.

use anyhow::Result;
use kpis::goals::{Calibration, SmartRules};
use kpis::types::Language;
use serde_json::{Value, json};

use super::args::SmartGoalsArguments;
use super::folder::Read;
use crate::shown::{Align, heading, pick, table};

/// Months ahead.
const AHEAD: [u32; 4] = [1, 3, 6, 12];

pub(super) fn page(asked: &SmartGoalsArguments, read: &Read) -> Result<String> {
    let rules = SmartRules::default();
    let l = asked.shown.page.language();
    // By metric, and for each so many periods ahead.
    let each: Vec<(String, Vec<Calibration>)> = read
        .histories
        .iter()
        .map(|(_, history)| {
            let history = read.ranged(history);
            let ahead = AHEAD.iter().map(|periods| history.calibration(*periods, &rules));
            (history.metric().to_string(), ahead.collect())
        })
        .collect();
    let together = |of: &mut dyn Iterator<Item = &Calibration>| {
        of.fold(Calibration::default(), |all, one| all.merged(one))
    };
    let by_horizon = AHEAD.iter().enumerate().map(|(at, periods)| {
        let name = match l {
            Language::En => format!("{periods} ahead"),
            Language::Ja => format!("{periods} 期間先"),
        };
        (name, together(&mut each.iter().filter_map(|(_, ahead)| ahead.get(at))))
    });
    let all = (
        pick(l, "all", "すべて").to_owned(),
        together(&mut each.iter().flat_map(|(_, ahead)| ahead)),
    );
    let all: Vec<(String, Calibration)> = by_horizon.chain([all]).collect();
    let by_metric: Vec<(String, Calibration)> =
        each.iter().map(|(name, ahead)| (name.clone(), together(&mut ahead.iter()))).collect();
    if asked.shown.page.json {
        let rows = |all: &[(String, Calibration)]| -> Value {
            let one = |(name, calibration): &(String, Calibration)| {
                let rows: Vec<Value> = calibration
                    .rows()
                    .iter()
                    .map(|row| {
                        json!({
                            "wanted": row.wanted, "stated": row.stated(), "goals": row.goals,
                            "reached": row.reached,
                        })
                    })
                    .collect();
                json!({ "of": name, "rows": rows })
            };
            all.iter().map(one).collect()
        };
        let json = json!({ "by_horizon": rows(&all), "by_metric": rows(&by_metric) });
        return Ok(serde_json::to_string_pretty(&json)? + "\n");
    }
    let title = pick(
        l,
        "Goals set at every past period with a stated probability: how often they were reached",
        "過去の各期間に確率を定めて設定した目標が、実際に達成された割合",
    );
    let mut page = heading(title).trim_start_matches('\n').to_owned();
    page += &part(&all, &rules, l);
    page += "\n";
    page += &part(&by_metric, &rules, l);
    Ok(page)
}

fn part(all: &[(String, Calibration)], rules: &SmartRules, l: Language) -> String {
    let wanted: Vec<String> = (1..=9).map(|tenth| format!("{tenth}0 %")).collect();
    let mut header = vec![("", Align::Left), (pick(l, "goals", "目標数"), Align::Right)];
    header.extend(wanted.iter().map(|w| (w.as_str(), Align::Right)));
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|(name, calibration)| {
            let goals: u64 = calibration.rows().iter().map(|row| row.goals).sum();
            let mut row = vec![name.clone(), goals.to_string()];
            row.extend(calibration.rows().iter().map(|row| match row.share(rules) {
                Some(share) => format!("{:.0}", share.point() * 100.0),
                None => "–".to_owned(),
            }));
            row
        })
        .collect();
    table(&header, &rows)
}

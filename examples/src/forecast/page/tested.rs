//! How such forecasts did in the past.

use anyhow::Result;
use kpis::cohort::RevenueBackTest;
use kpis::types::Language;

use super::{number, percent};
use crate::forecast::book::Found;
use crate::forecast::judged::{Measure, Of, judged, name, not_nearer_than};
use crate::forecast::plain::left_out;
use crate::shown::{Align, heading, pick, table, width};

pub(super) fn tested(found: &Found, test: &RevenueBackTest, l: Language) -> Result<String> {
    let months = test.options().forecast().months();
    let title = match l {
        Language::En => format!("How the {months}-month forecast did at past quarters"),
        Language::Ja => format!("過去の四半期末における {months} か月予測の成績"),
    };
    let mut text = heading(&title);
    for of in Of::ALL {
        text += &format!("\n  {}\n", of.name(l));
        text += &origins(found, test, of, l)?;
        text += &scores(test, of, l)?;
    }
    for row in test.left_out() {
        let (made, target) = (found.label(row.origin)?, found.label(row.target)?);
        let reason = left_out(row.reason, l);
        text += &match l {
            Language::En => format!("  Left out: made at {made} for {target}: {reason}.\n"),
            Language::Ja => format!("  除外: 起点 {made}、対象 {target}: {reason}。\n"),
        };
    }
    let n = test.rows().len();
    let first_and_last = test.rows().first().zip(test.rows().last());
    let apart = first_and_last
        .map_or(0, |(first, last)| 1 + (last.origin - first.origin).unsigned_abs() / months.max(1));
    let words = match l {
        Language::En => format!(
            "  Every forecast knew only the months up to its origin. Forecasts of {months} months made each\n  \
             quarter overlap: these {n} are worth about {apart} that share nothing. So the coverage is less\n  \
             certain than its interval says, and small differences between methods say nothing.\n"
        ),
        Language::Ja => format!(
            "  どの予測も、その起点までのデータだけを使っています。四半期ごとの {months} か月予測は期間が重なり、\n  \
             同じ出来事を共有します。{n} 回は重ならない予測の約 {apart} 回分です。的中率は区間が示すより\n  \
             不確かで、方法の間の小さな差に意味はありません。\n"
        ),
    };
    Ok(text + &words)
}

fn origins(found: &Found, test: &RevenueBackTest, of: Of, l: Language) -> Result<String> {
    let level = test.options().forecast().level();
    let interval = match l {
        Language::En => format!("{level} interval"),
        Language::Ja => format!("{level} 区間"),
    };
    let header = [
        (pick(l, "made at", "起点"), Align::Left),
        (pick(l, "for", "対象"), Align::Left),
        (pick(l, "came", "実績"), Align::Right),
        (pick(l, "forecast", "予測"), Align::Right),
        (interval.as_str(), Align::Right),
        (pick(l, "held", "的中"), Align::Left),
        (pick(l, "error", "誤差"), Align::Right),
        (pick(l, "last value", "直近の値"), Align::Right),
        (pick(l, "last year's growth", "前年の成長率"), Align::Right),
    ];
    let to = pick(l, " to ", " ～ ");
    let mut rows = Vec::new();
    for row in test.rows() {
        let figure = of.figure(row);
        let off = |said: Option<f64>| match said {
            Some(said) if figure.actual != 0.0 => percent((said - figure.actual) / figure.actual),
            _ => "-".to_owned(),
        };
        let e = figure.forecast;
        let held = if figure.is_covered() { pick(l, "yes", "○") } else { pick(l, "no", "×") };
        rows.push(vec![
            found.label(row.origin)?,
            found.label(row.target)?,
            number(figure.actual, 0),
            number(e.point(), 0),
            format!("{}{to}{}", number(e.lower(), 0), number(e.upper(), 0)),
            held.to_owned(),
            off(Some(e.point())),
            off(Some(figure.last_value)),
            off(figure.last_years_growth.ok()),
        ]);
    }
    Ok(table(&header, &rows))
}

fn scores(test: &RevenueBackTest, of: Of, l: Language) -> Result<String> {
    let all = judged(test, of)?;
    let header = [
        (pick(l, "method", "方法"), Align::Left),
        (pick(l, "forecasts", "予測数"), Align::Right),
        (pick(l, "mean absolute error", "平均絶対誤差"), Align::Right),
        ("MAPE", Align::Right),
        (pick(l, "bias", "偏り"), Align::Right),
    ];
    let none = || "-".to_owned();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|j| {
            vec![
                name(j.of, l).to_owned(),
                j.origins.to_string(),
                j.mean_absolute_error.map_or_else(none, |e| number(e, 1)),
                j.mean_absolute_percentage_error.map_or_else(none, percent),
                j.bias.map_or_else(none, |b| {
                    format!("{}{}", if b > 0.0 { "+" } else { "" }, number(b, 1))
                }),
            ]
        })
        .collect();
    let coverage = test.coverage(|row| of.figure(row))?;
    let held = test.rows().iter().filter(|row| of.figure(row).is_covered()).count();
    let (n, level) = (coverage.n(), test.options().forecast().level());
    let (low, high) = (percent(coverage.lower()), percent(coverage.upper()));
    let verdict = verdict(test, of, l);
    let words = match l {
        Language::En => format!(
            "  {verdict}\n  The {level} interval held {held} of {n} times ({}; 95 % interval {low} to {high}).\n",
            percent(coverage.point())
        ),
        Language::Ja => format!(
            "  {verdict}\n  {level} 区間は {n} 回中 {held} 回的中しました({}、95% 区間 {low} ～ {high})。\n",
            percent(coverage.point())
        ),
    };
    debug_assert!(words.lines().all(|line| width(line) < 120));
    Ok(table(&header, &rows) + &words)
}

/// In words, which is nearer.
fn verdict(test: &RevenueBackTest, of: Of, l: Language) -> String {
    let names = |measure| -> Vec<&str> {
        not_nearer_than(test, of, measure).into_iter().map(|method| name(method, l)).collect()
    };
    let by_amount = names(Measure::MeanAbsoluteError);
    let by_share = names(Measure::Percentage);
    let said = |names: &[&str]| match (names, l) {
        ([], Language::En) => "nearer than both".to_owned(),
        ([], Language::Ja) => "どちらより近い".to_owned(),
        (some, Language::En) => format!("not nearer than {}", some.join(" and ")),
        (some, Language::Ja) => format!("「{}」より近くない", some.join("」「")),
    };
    match (by_amount == by_share, by_amount.as_slice(), l) {
        (true, [], Language::En) => "Nearer on average than both naive forecasts.".to_owned(),
        (true, [], Language::Ja) => "平均では、どちらの単純な予測よりも近い結果です。".to_owned(),
        (true, some, Language::En) => format!("On average {}.", said(some)),
        (true, some, Language::Ja) => format!("平均では、{}結果です。", said(some)),
        (false, _, Language::En) => {
            format!("By mean absolute error {}, by MAPE {}.", said(&by_amount), said(&by_share))
        }
        (false, _, Language::Ja) => {
            format!("平均絶対誤差では{}、MAPE では{}結果です。", said(&by_amount), said(&by_share))
        }
    }
}

//! One score of everybody, and the answers behind it.

use kpis::survey::{Distribution, NpsBands};
use kpis::types::Language;
use rust_decimal::Decimal;

use super::super::asked::Asked;
use super::super::scores::Scored;
use super::{count, no_score};
use crate::shown::{bar, pick};

pub(super) fn whole(scored: &Scored, l: Language) -> String {
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
pub(super) fn answers(scored: &Scored, l: Language) -> String {
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

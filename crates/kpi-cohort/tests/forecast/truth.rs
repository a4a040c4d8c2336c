//! Books whose truth is known: forecasts from them are right on average, and their intervals hold
//! about as often as they say.

use kpi_cohort::RevenueHistory;
use kpi_stats::SeededDraws;

use crate::books::{Row, history, quick};

const KNOWN: i32 = 36;
const AHEAD: i32 = 12;

/// A business with two kinds of customer: many small ones that leave often, few large ones that
/// stay, a rise or a cut now and then, and as many newcomers a month on average as it has.
fn business(seed: u64) -> Vec<Row> {
    let mut draws = SeededDraws::new(seed, 1);
    let mut rows = Vec::new();
    let mut next = 0_u32;
    for start in 0..KNOWN + AHEAD {
        // Twenty chances of one in four: five newcomers, more or less.
        let chances = if start == 0 { 400 } else { 20 };
        for _ in 0..chances {
            if draws.unit() >= 0.25 {
                continue;
            }
            let large = draws.unit() < 0.2;
            let mut amount =
                if large { 200 + 50 * draws.below(8) as i64 } else { 10 + draws.below(40) as i64 };
            for month in start..KNOWN + AHEAD {
                rows.push((next, month, amount));
                if draws.unit() < if large { 0.01 } else { 0.05 } {
                    break;
                }
                let change = draws.unit();
                amount = if change < 0.02 {
                    amount * 3 / 2
                } else if change < 0.04 {
                    (amount * 2 / 3).max(1)
                } else {
                    amount
                };
            }
            next += 1;
        }
    }
    rows
}

/// 60 businesses at 80 %: forecasts are on average within three standard errors of what came or
/// within 2 %, and the intervals hold between 65 % and 92 % of the time (80 % and three standard
/// errors of 60 draws, 5.2 points each).
#[test]
fn forecasts_of_a_known_process_are_right_on_average() {
    let (mut gaps, mut held) = ([Vec::new(), Vec::new()], [0_u32; 2]);
    let level = kpi_stats::ConfidenceLevel::try_new(0.8).unwrap();
    let businesses = 60;
    for seed in 0..businesses {
        let whole: RevenueHistory = history(&business(seed), KNOWN + AHEAD - 1);
        let options = quick().with_paths(199).with_level(level);
        let known = whole.known_until(KNOWN - 1).unwrap();
        let forecast = known.forecast(options).unwrap();
        let last = forecast.months().last().unwrap();
        let came = whole.totals().last().unwrap();
        let heads = came.customers().unwrap() as f64;
        let mrr: f64 = came.mrr().unwrap().amount().try_into().unwrap();
        let found = [(last.customers(), heads), (last.mrr(), mrr)];
        for (at, (split, actual)) in found.into_iter().enumerate() {
            let e = split.total().estimate();
            gaps[at].push((e.point() - actual) / actual);
            held[at] += u32::from((e.lower()..=e.upper()).contains(&actual));
        }
    }
    for (of, (gaps, held)) in gaps.into_iter().zip(held).enumerate() {
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n;
        let variance = gaps.iter().map(|g| (g - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let error = (variance / n).sqrt();
        println!("figure {of}: bias {mean:+.4} ± {error:.4}, held {held} of {businesses}");
        assert!(mean.abs() < (3.0 * error).max(0.02), "figure {of}: bias {mean:+.4} ± {error:.4}");
        let share = f64::from(held) / n;
        assert!((0.65..=0.92).contains(&share), "figure {of}: held {held} of {businesses}");
    }
}

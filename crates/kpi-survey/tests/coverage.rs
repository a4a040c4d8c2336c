//! How often 95 % intervals of an NPS hold the true score: the table of docs/coverage-nps.md.
//!
//! Not a simulation: every outcome of a multinomial of n answers is gone through with its
//! probability. The bootstraps have a seed.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_survey::{NetMethod, NpsCounts, ScoreOptions};

/// Shares of detractors, passives, promoters in percent.
const TRUTHS: [[u64; 3]; 5] = [[30, 40, 30], [20, 30, 50], [60, 25, 15], [5, 15, 80], [1, 9, 90]];
const SIZES: [u64; 4] = [10, 20, 50, 100];
/// A bootstrap of every outcome takes long; these sizes show what there is to see.
const RESAMPLED: [u64; 2] = [10, 20];

fn log_factorials(n: u64) -> Vec<f64> {
    let mut logs = vec![0.0];
    for i in 1..=n {
        logs.push(logs[i as usize - 1] + (i as f64).ln());
    }
    logs
}

/// The probability that the interval holds the truth, no interval being no hold.
fn coverage(n: u64, truth: [u64; 3], options: ScoreOptions) -> f64 {
    let logs = log_factorials(n);
    let shares = truth.map(|percent| percent as f64 / 100.0);
    let score = 100.0 * (shares[2] - shares[0]);
    let mut held = 0.0;
    for detractors in 0..=n {
        for passives in 0..=n - detractors {
            let promoters = n - detractors - passives;
            let counts = [detractors, passives, promoters];
            let log: f64 = counts
                .iter()
                .zip(shares)
                .map(|(count, share)| *count as f64 * share.ln() - logs[*count as usize])
                .sum();
            let probability = (logs[n as usize] + log).exp();
            let nps = NpsCounts::try_new(detractors, passives, promoters).unwrap();
            if let Ok(found) = nps.score(options) {
                let e = found.estimate();
                if e.lower() <= score + 1e-9 && score - 1e-9 <= e.upper() {
                    held += probability;
                }
            }
        }
    }
    held
}

fn table() -> String {
    let mut text = String::from(
        "| detractors, passives, promoters | NPS | answers | Wald | adjusted Wald | score | percentile | BCa |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for truth in TRUTHS {
        for n in SIZES {
            let nps = truth[2] as i64 - truth[0] as i64;
            let [d, p, q] = truth;
            text += &format!("| {d}, {p}, {q} % | {nps:+} | {n} |");
            for method in NetMethod::ALL {
                let resampled =
                    matches!(method, NetMethod::BootstrapPercentile | NetMethod::BootstrapBca);
                if resampled && !RESAMPLED.contains(&n) {
                    text += " – |";
                    continue;
                }
                let options = ScoreOptions::from(method).with_replicates(999).with_seed(1);
                text += &format!(" {:.1} |", 100.0 * coverage(n, truth, options));
            }
            text += "\n";
        }
    }
    text
}

#[test]
fn the_table_in_the_documents_is_what_comes_out() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/coverage-nps.md");
    let found = table();
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written.contains(&found), "docs/coverage-nps.md should hold\n{found}");
}

/// Known ranges (Rocks 2016: adjusted Wald near its level everywhere, Wald far below for few answers
/// and high scores).
#[test]
fn adjusted_wald_keeps_its_promise() {
    for truth in TRUTHS {
        for n in [10, 30, 80] {
            let adjusted = coverage(n, truth, NetMethod::AdjustedWald.into());
            assert!((0.925..=1.0).contains(&adjusted), "{truth:?} {n}: {adjusted}");
            let score = coverage(n, truth, NetMethod::Score.into());
            assert!((0.9..=1.0).contains(&score), "{truth:?} {n}: {score}");
        }
    }
    assert!(coverage(10, [1, 9, 90], NetMethod::Wald.into()) < 0.7);
}

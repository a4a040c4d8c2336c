//! How often 95 % intervals cover, counted over all outcomes, and the tables of
//! docs/CONVENTIONS.md.
//!
//! Nothing is simulated: for each true value the chances of all outcomes are added whose interval
//! holds it. A table that is no longer right fails, and the failure shows the new one.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_stats::{
    CategoryShares, CategorySharesMethod, ConfidenceLevel, DifferenceMethod, FinitePopulation,
    FiniteProportionMethod, PairedCounts, PairedDifferenceMethod, PairedProportions, Proportion,
    ProportionMethod, TwoProportions,
};
use kpi_types::Estimate;

const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

/// Ends that are reached count as held, also when rounding has moved them.
fn holds(interval: &Estimate, truth: f64) -> bool {
    interval.lower() - 1e-12 <= truth && truth <= interval.upper() + 1e-12
}

/// The chances of 0 to n successes, rate by rate of what comes before.
fn binomial(n: u64, p: f64) -> Vec<f64> {
    let ln_factorial: Vec<f64> = (0..=n)
        .scan(0.0, |sum, k| {
            *sum += if k > 0 { (k as f64).ln() } else { 0.0 };
            Some(*sum)
        })
        .collect();
    let of = |k: u64| {
        let ways =
            ln_factorial[n as usize] - ln_factorial[k as usize] - ln_factorial[(n - k) as usize];
        let power = |count: u64, p: f64| if count == 0 { 0.0 } else { count as f64 * p.ln() };
        (ways + power(k, p) + power(n - k, 1.0 - p)).exp()
    };
    (0..=n).map(of).collect()
}

/// Mean and lowest coverage, in percent.
fn summary(coverages: &[f64]) -> String {
    let mean = coverages.iter().sum::<f64>() / coverages.len() as f64;
    let least = coverages.iter().copied().fold(f64::INFINITY, f64::min);
    format!("{:.1} / {:.1}", 100.0 * mean, 100.0 * least)
}

fn table(head: &[&str], rows: Vec<(String, Vec<String>)>) -> String {
    let mut text = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
    for (name, cells) in rows {
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    text
}

/// The table stands in the conventions, word for word.
fn stands(table: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CONVENTIONS.md");
    let conventions = std::fs::read_to_string(path).unwrap();
    assert!(conventions.contains(table), "docs/CONVENTIONS.md should have:\n{table}");
}

#[test]
fn one_proportion() {
    let rates: Vec<f64> = (1..200).map(|k| f64::from(k) / 200.0).collect();
    let row = |method: ProportionMethod| {
        let cell = |n: u64| {
            let of = |k| Proportion::try_new(k, n).unwrap().estimate(method, LEVEL).unwrap();
            let intervals: Vec<Estimate> = (0..=n).map(of).collect();
            let covered = |p: &f64| {
                let chances = binomial(n, *p);
                let held = intervals.iter().zip(chances).filter(|(i, _)| holds(i, *p));
                held.map(|(_, chance)| chance).sum()
            };
            summary(&rates.iter().map(covered).collect::<Vec<f64>>())
        };
        (method.estimate_method().name().to_owned(), [10, 30, 100, 300].map(cell).to_vec())
    };
    let rows = ProportionMethod::ALL.into_iter().map(row).collect();
    stands(&table(&["method", "n = 10", "n = 30", "n = 100", "n = 300"], rows));
}

#[test]
fn one_proportion_of_a_known_population() {
    let people = 200_u64;
    let population = FinitePopulation::try_new(people).unwrap();
    let row = |method: FiniteProportionMethod, name: &str| {
        let cell = |n: u64| {
            let of = |k: u64| {
                let asked = Proportion::try_new(k, n).unwrap();
                asked.estimate_in(population, method, LEVEL).unwrap()
            };
            let intervals: Vec<Estimate> = (0..=n).map(of).collect();
            // k of n asked when `yes` of all would say so: both groups drawn with any one rate.
            let covered = |yes: u64| {
                let (a, b) = (binomial(yes, 0.5), binomial(people - yes, 0.5));
                let all: f64 = binomial(people, 0.5)[n as usize];
                let held = (0..=n).filter(|k| *k <= yes && n - k <= people - yes);
                let held =
                    held.filter(|k| holds(&intervals[*k as usize], yes as f64 / people as f64));
                held.map(|k| a[k as usize] * b[(n - k) as usize] / all).sum::<f64>()
            };
            summary(&(1..people).map(covered).collect::<Vec<f64>>())
        };
        (name.to_owned(), [20, 50, 100].map(cell).to_vec())
    };
    let rows = vec![
        row(FiniteProportionMethod::Wald, "Wald, finite population"),
        row(FiniteProportionMethod::Wilson, "Wilson, finite population"),
    ];
    stands(&table(&["method", "20 of 200", "50 of 200", "100 of 200"], rows));
}

#[test]
fn difference_of_two_proportions() {
    let rates = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9];
    let row = |method: DifferenceMethod| {
        let cell = |(m, n): (u64, u64)| {
            let of = |k, l| {
                let (first, second) = (Proportion::try_new(k, m), Proportion::try_new(l, n));
                let pair = TwoProportions::new(first.unwrap(), second.unwrap());
                pair.difference(method, LEVEL).unwrap()
            };
            let intervals: Vec<Vec<Estimate>> =
                (0..=m).map(|k| (0..=n).map(|l| of(k, l)).collect()).collect();
            let mut coverages = Vec::new();
            for p in rates {
                for q in rates {
                    let (a, b) = (binomial(m, p), binomial(n, q));
                    let mut sum = 0.0;
                    for (row, chance) in intervals.iter().zip(&a) {
                        let held = row.iter().zip(&b).filter(|(i, _)| holds(i, p - q));
                        sum += chance * held.map(|(_, other)| other).sum::<f64>();
                    }
                    coverages.push(sum);
                }
            }
            summary(&coverages)
        };
        let cells = [(10, 10), (15, 45), (40, 40)].map(cell).to_vec();
        (method.estimate_method().name().to_owned(), cells)
    };
    let rows = DifferenceMethod::ALL.into_iter().map(row).collect();
    stands(&table(&["method", "10 and 10", "15 and 45", "40 and 40"], rows));
}

/// The chances of (b, c) changing among n, given the chances of each.
fn changes(n: u64, p: f64, q: f64) -> Vec<(u64, u64, f64)> {
    let outer = binomial(n, p);
    let inner = |b: u64| {
        let (first, rest) = (outer[b as usize], n - b);
        let chances = binomial(rest, q / (1.0 - p));
        (0..=rest).zip(chances).map(move |(c, chance)| (b, c, first * chance))
    };
    (0..=n).flat_map(inner).collect()
}

#[test]
fn difference_of_paired_proportions() {
    let rates = [(0.02, 0.02), (0.05, 0.01), (0.1, 0.1), (0.2, 0.05), (0.3, 0.3), (0.5, 0.1)];
    // Newcombe's also depends on how those who did not change answered: half of them yes.
    let row = |method: PairedDifferenceMethod| {
        let cell = |n: u64| {
            let covered = |(p, q): &(f64, f64)| {
                let held = changes(n, *p, *q).into_iter().filter(|(b, c, _)| {
                    let same = n - b - c;
                    let counts = PairedCounts {
                        both: same.div_ceil(2),
                        first_only: *b,
                        second_only: *c,
                        neither: same / 2,
                    };
                    let pairs = PairedProportions::try_new(counts).unwrap();
                    holds(&pairs.difference(method, LEVEL).unwrap(), p - q)
                });
                held.map(|(_, _, chance)| chance).sum()
            };
            summary(&rates.iter().map(covered).collect::<Vec<f64>>())
        };
        (method.estimate_method().name().to_owned(), [20, 50, 100].map(cell).to_vec())
    };
    let rows = PairedDifferenceMethod::ALL.into_iter().map(row).collect();
    stands(&table(&["method", "20 pairs", "50 pairs", "100 pairs"], rows));
}

#[test]
fn shares_of_three_categories() {
    let rates = [[0.1, 0.2, 0.7], [0.05, 0.15, 0.8], [0.3, 0.4, 0.3], [0.02, 0.08, 0.9]];
    let row = |(method, name): (CategorySharesMethod, &str)| {
        let cell = |n: u64| {
            let covered = |[p, q, r]: &[f64; 3]| {
                let held = changes(n, *p, *q).into_iter().filter(|(a, b, _)| {
                    let counts = CategoryShares::try_new(vec![*a, *b, n - a - b]).unwrap();
                    // Sison-Glaz is undefined where all are in one: it holds nothing there.
                    counts.estimates(method, LEVEL).is_ok_and(|found| {
                        found.iter().zip([*p, *q, *r]).all(|(share, truth)| holds(share, truth))
                    })
                });
                held.map(|(_, _, chance)| chance).sum()
            };
            summary(&rates.iter().map(covered).collect::<Vec<f64>>())
        };
        (name.to_owned(), [20, 50, 100].map(cell).to_vec())
    };
    let rows = [
        (CategorySharesMethod::Goodman, "Goodman"),
        (CategorySharesMethod::QuesenberryHurst, "Quesenberry-Hurst"),
        (CategorySharesMethod::SisonGlaz, "Sison-Glaz"),
    ];
    let rows = rows.into_iter().map(row).collect();
    stands(&table(&["method", "20 answers", "50 answers", "100 answers"], rows));
}

//! From counts to the chances and factors of one path.

use kpi_stats::SeededDraws;

use super::cells::AGE_BANDS;
use super::observed::{Donors, Observed, Tally};

/// A rate of few customers is pulled toward that of many: as if this many customer-months more had
/// been seen, that left as the many do.
pub(super) const POOLING: f64 = 50.0;

/// A band or class is pulled toward all by so many events. More would let large customers, who are few
/// and stay, leave like small ones.
const HALF_AN_EVENT: f64 = 0.5;

/// Rounds of fitting bands and classes; they settle in a few.
const ROUNDS: usize = 8;

/// A pool of fewer factors hands over to a larger one.
const FEWEST_DONORS: usize = 30;

/// Months that follow each other are redrawn together, because what moves one moves the next.
const BLOCK: usize = 3;

/// Chances and pools learned from some months.
#[derive(Debug, Clone)]
pub(super) struct Rates<'a> {
    pub(super) leaving: Vec<f64>,
    pub(super) returning: Vec<f64>,
    growth: Vec<Pool<'a>>,
    comeback: Pool<'a>,
    /// The pool each cell draws from.
    pool_of: Vec<usize>,
}

/// Factors of some months, with the running total of the balances of the months that changed.
#[derive(Debug, Clone)]
struct Pool<'a> {
    donors: &'a Donors,
    months: Vec<usize>,
    upto: Vec<f64>,
    /// All balances, and how many.
    all: f64,
    len: usize,
}

impl<'a> Rates<'a> {
    /// What some months say, each as often as it is named.
    ///
    /// `doubt` is added to the number of those who left, without a customer-month more.
    pub(super) fn of(observed: &'a Observed, months: &[usize], doubt: f64) -> Self {
        let pool = |donors: &'a Donors| Pool::of(donors, months);
        let growth: Vec<Pool<'a>> = observed.growth.iter().map(pool).collect();
        let filled = |pool: &usize| growth.get(*pool).is_some_and(|p| p.len >= FEWEST_DONORS);
        let pool_of = (0..observed.leaving.len())
            .map(|cell| {
                let [own, class, all] = observed.pools(cell);
                [own, class].into_iter().find(filled).unwrap_or(all)
            })
            .collect();
        Self {
            leaving: leaving(observed, months, doubt),
            returning: shrunk(observed.returning.iter().map(|tally| tally.over(months))),
            pool_of,
            growth,
            comeback: pool(&observed.comeback),
        }
    }

    /// What somebody who stays is multiplied by; 1 where nobody ever stayed.
    pub(super) fn growth(&self, cell: usize, draws: &mut SeededDraws) -> f64 {
        let pool = self.pool_of.get(cell).and_then(|pool| self.growth.get(*pool));
        pool.and_then(|pool| pool.draw(draws)).unwrap_or(1.0)
    }

    /// What the last balance of somebody who comes back is multiplied by.
    pub(super) fn comeback(&self, draws: &mut SeededDraws) -> f64 {
        self.comeback.draw(draws).unwrap_or(1.0)
    }
}

/// Months redrawn in blocks, around the end to the beginning.
pub(super) fn redrawn(window: usize, draws: &mut SeededDraws) -> Vec<usize> {
    let mut months = Vec::with_capacity(window + BLOCK);
    while months.len() < window {
        let start = draws.below(window);
        months.extend((start..start + BLOCK).map(|month| month % window));
    }
    months.truncate(window);
    months
}

/// The chance of leaving of each cell.
///
/// h of a cell is (d + k p) ÷ (n + k): d of n left, and p is what its band of age and its class of
/// size let expect: the chance of all × a factor of the band × a factor of the class.
fn leaving(observed: &Observed, months: &[usize], doubt: f64) -> Vec<f64> {
    let classes = observed.classes.len();
    let mut counts: Vec<(f64, f64)> = observed.leaving.iter().map(|t| t.over(months)).collect();
    let sum = counts.iter().fold((0.0, 0.0), |(n, d), (at, left)| (n + at, d + left));
    let (at_risk, left) = (sum.0, (sum.1 + doubt).min(sum.0));
    let all = rate((at_risk, left), 0.0, 0.0);
    // The doubt falls on every customer-month alike.
    for (n, d) in &mut counts {
        *d += (left - sum.1) * *n / at_risk.max(1.0);
    }
    let mut bands = vec![1.0; AGE_BANDS.len()];
    let mut sizes = vec![1.0; classes];
    // Each margin in turn is brought to what was seen, given the other: old customers are large
    // ones, and must not count as safe for both.
    for _ in 0..ROUNDS {
        for (band, factor) in bands.iter_mut().enumerate() {
            let row = counts.iter().skip(band * classes).take(classes).zip(&sizes);
            *factor = seen_by_expected(row.map(|((n, d), size)| (n * all * size, *d)));
        }
        for (class, factor) in sizes.iter_mut().enumerate() {
            let column = counts.iter().skip(class).step_by(classes).zip(&bands);
            *factor = seen_by_expected(column.map(|((n, d), band)| (n * all * band, *d)));
        }
    }
    let expected = bands.iter().flat_map(|band| sizes.iter().map(move |size| band * size * all));
    counts.iter().zip(expected).map(|(c, p)| rate(*c, p.min(1.0), POOLING)).collect()
}

/// How many left by how many were expected to, with half an event more of each: where nobody left,
/// nobody is safe for ever.
fn seen_by_expected(parts: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (expected, left) =
        parts.fold((0.0, 0.0), |(e, d), (expected, left)| (e + expected, d + left));
    (left + HALF_AN_EVENT) / (expected + HALF_AN_EVENT)
}

/// Rates pulled toward the rate of all together.
fn shrunk(counts: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    let counts: Vec<(f64, f64)> = counts.collect();
    let sum = counts.iter().fold((0.0, 0.0), |(n, d), (at, events)| (n + at, d + events));
    let all = rate(sum, 0.0, 0.0);
    counts.into_iter().map(|counts| rate(counts, all, POOLING)).collect()
}

fn rate((at_risk, events): (f64, f64), toward: f64, weight: f64) -> f64 {
    let whole = at_risk + weight;
    if whole > 0.0 { (events + weight * toward) / whole } else { toward }
}

/// Whether somebody could and did, over all months: for the page, without pulling.
pub(super) fn plain(tallies: &[&Tally], window: usize) -> (u64, u64) {
    let months: Vec<usize> = (0..window).collect();
    let sums = tallies.iter().map(|tally| tally.over(&months));
    let sum = sums.fold((0.0, 0.0), |(n, d), (at_risk, events)| (n + at_risk, d + events));
    (sum.0 as u64, sum.1 as u64)
}

impl<'a> Pool<'a> {
    fn of(donors: &'a Donors, months: &[usize]) -> Self {
        let (mut upto, mut total) = (Vec::with_capacity(months.len()), 0.0);
        let (mut all, mut len) = (0.0, 0);
        for month in months {
            if let Some(found) = donors.months.get(*month) {
                total += found.changed();
                all += found.all;
                len += found.len;
            }
            upto.push(total);
        }
        Self { donors, months: months.to_vec(), upto, all, len }
    }

    fn draw(&self, draws: &mut SeededDraws) -> Option<f64> {
        if self.all <= 0.0 {
            return None;
        }
        let at = draws.unit() * self.all;
        // The rest of the balances did not change.
        if self.upto.last().is_none_or(|changed| at >= *changed) {
            return Some(1.0);
        }
        let place = self.upto.partition_point(|upto| *upto <= at);
        let before = place.checked_sub(1).and_then(|p| self.upto.get(p)).copied().unwrap_or(0.0);
        let month = self.donors.months.get(*self.months.get(place)?)?;
        let within = month.upto.partition_point(|upto| *upto <= at - before);
        // Rounding can leave the rest a hair above the last total.
        month.factors.get(within).or(month.factors.last()).copied()
    }
}

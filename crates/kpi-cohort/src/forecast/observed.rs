//! What happened to customers from one month to the next, counted by month.

use super::cells::{AGE_BANDS, AWAY_BANDS, SizeClasses, age, band};
use super::history::RevenueHistory;

/// How many could have, and how many did, in each month of the window.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) at_risk: Vec<u32>,
    pub(super) events: Vec<u32>,
}

/// What others of the same kind were multiplied by, month by month.
#[derive(Debug, Clone, Default)]
pub(super) struct Donors {
    pub(super) months: Vec<MonthDonors>,
}

/// Factors of one month, each with the running total of the balances they were of: a factor is
/// drawn as often as money was multiplied by it. Drawing each as often as the other would let the
/// jump from 5 to 500 of one small customer happen to large ones.
///
/// Most balances do not change: they are one total, not a factor of 1 each.
#[derive(Debug, Clone, Default)]
pub(super) struct MonthDonors {
    /// All balances, changed or not, and how many.
    pub(super) all: f64,
    pub(super) len: usize,
    pub(super) upto: Vec<f64>,
    pub(super) factors: Vec<f64>,
}

impl MonthDonors {
    /// The balances that changed.
    pub(super) fn changed(&self) -> f64 {
        self.upto.last().copied().unwrap_or(0.0)
    }
}

/// Everything learned from, by step of the window: from a month that was seen to the next one, if that
/// was seen too. What happened across a month that nobody looked at has no date: nobody was at risk
/// in it, left, came back or grew.
#[derive(Debug, Clone)]
pub(super) struct Observed {
    pub(super) window: usize,
    pub(super) classes: SizeClasses,
    /// Who left, by cell: band of age times class of size.
    pub(super) leaving: Vec<Tally>,
    /// Who came back, by band of absence.
    pub(super) returning: Vec<Tally>,
    /// Growth of who stayed: by cell, then by class, then of all.
    pub(super) growth: Vec<Donors>,
    /// Balance after the return by the last one before.
    pub(super) comeback: Donors,
    /// First balances of newcomers in the window.
    pub(super) first_balances: Vec<f64>,
}

impl Observed {
    pub(super) fn new(history: &RevenueHistory, window: u32, size_classes: u8) -> Self {
        let last = history.last_place();
        let first = last.saturating_sub(window as usize);
        let steps: Vec<usize> = history.steps(first).collect();
        let window = steps.len();
        let classes = SizeClasses::of(history, first, size_classes);
        let cells = AGE_BANDS.len() * classes.len();
        let tally = || Tally { at_risk: vec![0; window], events: vec![0; window] };
        let donors = || Donors { months: vec![MonthDonors::default(); window] };
        let mut observed = Self {
            window,
            leaving: vec![tally(); cells],
            returning: vec![tally(); AWAY_BANDS.len()],
            growth: vec![donors(); cells + classes.len() + 1],
            comeback: donors(),
            first_balances: first_balances(history, first),
            classes,
        };
        for (month, place) in steps.into_iter().enumerate() {
            observed.count_month(history, place, month);
        }
        observed
    }

    fn count_month(&mut self, history: &RevenueHistory, place: usize, month: usize) {
        for path in history.customers.iter().filter(|path| path.start <= place) {
            let (now, next) = (path.at(place), path.at(place + 1));
            if now > 0.0 {
                let cell = self.cell(age(path.start, place), now);
                if let Some(tally) = self.leaving.get_mut(cell) {
                    tally.count(month, next <= 0.0);
                }
                if next > 0.0 {
                    for pool in self.pools(cell) {
                        if let Some(donors) = self.growth.get_mut(pool) {
                            donors.add(month, now, next / now);
                        }
                    }
                }
            } else if let Some((left, amount)) = path.last_above_zero(place) {
                let away = u32::try_from(place - left).unwrap_or(u32::MAX);
                if let Some(tally) = self.returning.get_mut(band(&AWAY_BANDS, away)) {
                    tally.count(month, next > 0.0);
                }
                if next > 0.0 {
                    self.comeback.add(month, amount, next / amount);
                }
            }
        }
    }

    /// The cell of an active customer.
    pub(super) fn cell(&self, age: u32, amount: f64) -> usize {
        band(&AGE_BANDS, age) * self.classes.len() + self.classes.of_amount(amount)
    }

    /// The pools of a cell: its own, that of its class, that of all.
    pub(super) fn pools(&self, cell: usize) -> [usize; 3] {
        let (classes, cells) = (self.classes.len(), self.leaving.len());
        [cell, cells + cell % classes, cells + classes]
    }
}

impl Tally {
    fn count(&mut self, month: usize, event: bool) {
        if let Some(at_risk) = self.at_risk.get_mut(month) {
            *at_risk += 1;
        }
        if let Some(events) = self.events.get_mut(month) {
            *events += u32::from(event);
        }
    }

    /// Sums over months, each as often as it is named.
    pub(super) fn over(&self, months: &[usize]) -> (f64, f64) {
        let sum = |counts: &[u32]| -> u64 {
            months.iter().filter_map(|month| counts.get(*month)).map(|n| u64::from(*n)).sum()
        };
        (sum(&self.at_risk) as f64, sum(&self.events) as f64)
    }
}

impl Donors {
    fn add(&mut self, month: usize, weight: f64, factor: f64) {
        if let Some(donors) = self.months.get_mut(month) {
            donors.all += weight;
            donors.len += 1;
            if factor != 1.0 {
                donors.upto.push(donors.changed() + weight);
                donors.factors.push(factor);
            }
        }
    }
}

/// First balances of newcomers of the window; of all where there were none.
fn first_balances(history: &RevenueHistory, first: usize) -> Vec<f64> {
    let of = |after: usize| -> Vec<f64> {
        let newcomers = history.customers.iter().filter(|path| path.start > after);
        newcomers.map(|path| path.at(path.start)).collect()
    };
    let recent = of(first);
    if recent.is_empty() { of(0) } else { recent }
}

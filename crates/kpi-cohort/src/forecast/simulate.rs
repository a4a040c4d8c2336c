//! Paths of the future, customer by customer.

use kpi_stats::{DampedTrendDraw, DampedTrendPosterior, SeededDraws};

use super::RevenueForecastOptions;
use super::cells::{AWAY_BANDS, age, band};
use super::history::RevenueHistory;
use super::observed::Observed;
use super::rates::{Rates, redrawn};
use super::shocks::Shocks;

/// Customers and MRR of each path, one row of paths for each month.
#[derive(Debug, Clone)]
pub(super) struct Paths {
    pub(super) months: Vec<MonthPaths>,
}

/// One month of every path.
#[derive(Debug, Clone, Default)]
pub(super) struct MonthPaths {
    pub(super) existing: PathFigures,
    pub(super) new_business: PathFigures,
}

#[derive(Debug, Clone, Default)]
pub(super) struct PathFigures {
    pub(super) customers: Vec<f64>,
    pub(super) mrr: Vec<f64>,
}

/// What a month does to everybody's chances.
#[derive(Debug, Clone, Copy)]
struct MonthShock {
    leaving: f64,
    returning: f64,
}

/// One customer on a path.
#[derive(Debug, Clone, Copy)]
struct Member {
    age: u32,
    /// Months without a balance; 0 for a customer.
    away: u32,
    /// The balance, or the last one.
    amount: f64,
}

impl Member {
    /// One month on.
    fn step(
        &mut self,
        observed: &Observed,
        rates: &Rates<'_>,
        shock: MonthShock,
        draws: &mut SeededDraws,
    ) {
        if self.away == 0 {
            let cell = observed.cell(self.age, self.amount);
            let chance = rates.leaving.get(cell).copied().unwrap_or(0.0);
            let leaves = draws.unit() < chance * shock.leaving;
            if leaves {
                self.away = 1;
            } else {
                self.amount *= rates.growth(cell, draws);
            }
        } else {
            let chance = rates.returning.get(band(&AWAY_BANDS, self.away)).copied().unwrap_or(0.0);
            if draws.unit() < chance * shock.returning {
                self.away = 0;
                self.amount *= rates.comeback(draws);
            } else {
                self.away = self.away.saturating_add(1);
            }
        }
        self.age = self.age.saturating_add(1);
    }
}

/// Everybody who ever was a customer, as at the last month.
fn members(history: &RevenueHistory) -> Vec<Member> {
    let last = history.last_place();
    let member = |path: &super::history::CustomerPath| {
        let (at, amount) = path.last_above_zero(last)?;
        let away = u32::try_from(last - at).unwrap_or(u32::MAX);
        Some(Member { age: age(path.start, last), away, amount })
    };
    history.customers.iter().filter_map(member).collect()
}

/// Simulates every path. A path has a stream of random numbers of its own and draws month by month,
/// so that neither more paths, nor more months, nor more threads change what it does first.
pub(super) fn simulate(
    history: &RevenueHistory,
    observed: &Observed,
    trend: &DampedTrendPosterior,
    options: RevenueForecastOptions,
) -> Paths {
    let start = members(history);
    let (shocks, level) = (Shocks::of(observed), trend.mean());
    let known = Known { start: &start, observed, trend, shocks, level, options };
    let mut months = vec![MonthPaths::default(); options.months() as usize];
    for path in known.paths() {
        for (month, [existing, new_business]) in months.iter_mut().zip(path) {
            month.existing.push(existing);
            month.new_business.push(new_business);
        }
    }
    Paths { months }
}

/// What all paths start from.
struct Known<'a> {
    start: &'a [Member],
    observed: &'a Observed,
    trend: &'a DampedTrendPosterior,
    shocks: Shocks,
    /// Mean of past counts of newcomers.
    level: f64,
    options: RevenueForecastOptions,
}

/// Existing customers and new business at the end of each month of a path.
type Path = Vec<[Sum; 2]>;

impl Known<'_> {
    #[cfg(feature = "parallel")]
    fn paths(&self) -> Vec<Path> {
        use rayon::prelude::*;
        (0..self.options.paths())
            .into_par_iter()
            .map_init(Room::default, |room, path| self.path(path, room))
            .collect()
    }

    #[cfg(not(feature = "parallel"))]
    fn paths(&self) -> Vec<Path> {
        let mut room = Room::default();
        (0..self.options.paths()).map(|path| self.path(path, &mut room)).collect()
    }

    fn path(&self, path: u32, Room { existing, joined }: &mut Room) -> Path {
        let Self { observed, shocks, .. } = self;
        let mut draws = SeededDraws::new(self.options.seed(), u64::from(path));
        let seen = redrawn(observed.window, &mut draws);
        // Half an event more, give or take: with the redrawn months this has mean and variance of a
        // Jeffreys posterior, also where nobody ever left.
        let rates = Rates::of(observed, &seen, draws.gamma(0.5));
        let first_balances = resampled(&observed.first_balances, &mut draws);
        existing.clear();
        existing.extend_from_slice(self.start);
        joined.clear();
        let mut newcomers = Newcomers { trend: self.trend.draw(&mut draws), level: self.level };
        let mut month = || {
            let shock = MonthShock {
                leaving: shocks.leaving.draw(&mut draws),
                returning: shocks.returning.draw(&mut draws),
            };
            for member in existing.iter_mut().chain(&mut *joined) {
                member.step(observed, &rates, shock, &mut draws);
            }
            for _ in 0..newcomers.next(&mut draws) {
                let place = draws.below(first_balances.len());
                if let Some(amount) = first_balances.get(place) {
                    joined.push(Member { age: 0, away: 0, amount: *amount });
                }
            }
            [Sum::of(existing), Sum::of(joined)]
        };
        (0..self.options.months()).map(|_| month()).collect()
    }
}

/// Room for the customers of a path, used again for the next.
#[derive(Default)]
struct Room {
    existing: Vec<Member>,
    joined: Vec<Member>,
}

/// Customers and MRR.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    customers: f64,
    mrr: f64,
}

impl Sum {
    fn of(members: &[Member]) -> Self {
        let active = members.iter().filter(|member| member.away == 0);
        active.fold(Self::default(), |sum, member| Self {
            customers: sum.customers + 1.0,
            mrr: sum.mrr + member.amount,
        })
    }
}

impl PathFigures {
    fn push(&mut self, sum: Sum) {
        self.customers.push(sum.customers);
        self.mrr.push(sum.mrr);
    }
}

/// How many join, month after month: one of the damped trends that newcomers may follow, moved by
/// errors as wide as its past ones.
struct Newcomers {
    trend: DampedTrendDraw,
    /// Mean of past counts.
    level: f64,
}

impl Newcomers {
    fn next(&mut self, draws: &mut SeededDraws) -> u32 {
        let DampedTrendDraw { parameters, state, deviation, .. } = self.trend;
        let expected = parameters.next_value(state).max(0.0);
        // Counts spread with the root of their level; a gamma number has the mean and the spread
        // and is not below nothing.
        let variance = deviation * deviation * expected / self.level.max(f64::MIN_POSITIVE);
        let value = gamma_with(expected, variance, draws);
        self.trend.state = parameters.after(state, value);
        // Whole customers, with the right mean.
        let whole = value.floor();
        let more = draws.unit() < value - whole;
        (whole as u32).saturating_add(u32::from(more))
    }
}

/// A number that is not below zero, with a mean and a variance.
pub(super) fn gamma_with(mean: f64, variance: f64, draws: &mut SeededDraws) -> f64 {
    if mean <= 0.0 || variance <= 1e-9 * mean * mean {
        return mean.max(0.0);
    }
    draws.gamma(mean * mean / variance) * variance / mean
}

/// As many values, drawn with repetition.
fn resampled(values: &[f64], draws: &mut SeededDraws) -> Vec<f64> {
    let draw = |_| values.get(draws.below(values.len())).copied();
    (0..values.len()).map_while(draw).collect()
}

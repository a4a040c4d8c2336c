//! What a forecast was learned from.

use kpi_stats::{ConfidenceLevel, DampedTrend, DampedTrendPosterior, wilson};
use kpi_types::Estimate;

use super::RevenueForecastError;
use super::cells::AGE_BANDS;
use super::history::RevenueHistory;
use super::observed::{Observed, Tally};
use super::rates::{Rates, plain};
use super::shocks::Shocks;

/// What a forecast was learned from, over the months of the window.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct ForecastBasis {
    /// How many pairs of neighbouring months were looked at.
    pub window: usize,
    /// Leaving by age.
    pub ages: Vec<AgeBandBasis>,
    /// Customer-months in which somebody could leave.
    pub at_risk: u64,
    /// How many ended in leaving.
    pub left: u64,
    /// Customer-months of absence.
    pub away: u64,
    /// How many ended in a return.
    pub returned: u64,
    /// Who stayed and paid more.
    pub expanded: u64,
    /// Who stayed and paid less.
    pub contracted: u64,
    /// What a unit of MRR of those who stay becomes in a month, on average.
    pub growth: Option<f64>,
    /// Months that nobody looked at, in the whole history.
    pub not_observed: Vec<i32>,
    /// Newcomers of each month after the first, oldest first; none for a month that was not observed.
    /// Those first seen after such months are shared evenly by these and the month itself.
    pub newcomers: Vec<Option<f64>>,
    /// The damped trend of newcomers with the smallest errors.
    pub trend: DampedTrend,
    /// How likely each damped trend is: the paths follow these.
    pub trends: DampedTrendPosterior,
    /// How much months differ in how many leave: the standard deviation, as a share of the chance, of
    /// what chance does not explain.
    pub leaving_shock: f64,
    /// The same for coming back.
    pub returning_shock: f64,
    /// What was never seen in the window.
    pub never_seen: Vec<NeverSeen>,
    /// How many first balances new business starts from.
    pub first_balances: u64,
    /// Their mean; `None` without any.
    pub mean_first_balance: Option<f64>,
}

/// What did not happen once in the window, and so has no rate to learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NeverSeen {
    /// Nobody left. The forecast still lets customers leave, as often as so many customer-months
    /// without one leaver allow (the Jeffreys posterior).
    Leaving,
    /// Nobody came back: the forecast lets nobody come back.
    Returning,
    /// Nobody joined: the forecast lets nobody join.
    Joining,
    /// Nobody who stayed paid another amount: the forecast changes none.
    Change,
}

impl NeverSeen {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Leaving, Self::Returning, Self::Joining, Self::Change];
}

/// Who left at an age.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct AgeBandBasis {
    /// Months since the first month as a customer, at least.
    pub from: u32,
    /// Months, at most; `None` for the open tail.
    pub to: Option<u32>,
    /// Customer-months.
    pub at_risk: u64,
    /// How many ended in leaving.
    pub left: u64,
    /// Share that left in a month as observed, with its Wilson interval; `None` where nobody was.
    pub observed: Option<Estimate>,
    /// The mean chance used, pulled toward that of others; `None` where nobody was.
    pub used: Option<f64>,
}

pub(super) fn basis(
    history: &RevenueHistory,
    observed: &Observed,
    trends: DampedTrendPosterior,
) -> Result<ForecastBasis, RevenueForecastError> {
    let months: Vec<usize> = (0..observed.window).collect();
    let rates = Rates::of(observed, &months, 0.0);
    let classes = observed.classes.len();
    let cells = |place: usize| -> Vec<&Tally> {
        observed.leaving.iter().skip(place * classes).take(classes).collect()
    };
    let mut ages = Vec::with_capacity(AGE_BANDS.len());
    for (place, from) in AGE_BANDS.iter().enumerate() {
        let (at_risk, left) = plain(&cells(place), observed.window);
        let used: f64 = cells(place)
            .iter()
            .zip(rates.leaving.iter().skip(place * classes))
            .map(|(tally, rate)| tally.over(&months).0 * rate)
            .sum();
        ages.push(AgeBandBasis {
            from: *from,
            to: AGE_BANDS.get(place + 1).map(|next| next - 1),
            at_risk,
            left,
            observed: wilson(left, at_risk, ConfidenceLevel::P95).ok(),
            used: (at_risk > 0).then(|| used / at_risk as f64),
        });
    }
    let (away, returned) = plain(&observed.returning.iter().collect::<Vec<_>>(), observed.window);
    let stays = observed.growth.last();
    let factors = || stays.iter().flat_map(|donors| &donors.months).flat_map(|m| &m.factors);
    let (mut before, mut after) = (0.0, 0.0);
    for month in stays.iter().flat_map(|donors| &donors.months) {
        let mut last = 0.0;
        // What did not change.
        before += month.all - month.changed();
        after += month.all - month.changed();
        for (upto, factor) in month.upto.iter().zip(&month.factors) {
            before += upto - last;
            after += (upto - last) * factor;
            last = *upto;
        }
    }
    let first = &observed.first_balances;
    let newcomers = history.newcomers();
    let left: u64 = ages.iter().map(|age| age.left).sum();
    let expanded = factors().filter(|factor| **factor > 1.0).count() as u64;
    let contracted = factors().filter(|factor| **factor < 1.0).count() as u64;
    let never = |what: &NeverSeen| match what {
        NeverSeen::Leaving => left == 0,
        NeverSeen::Returning => returned == 0,
        NeverSeen::Joining => newcomers.iter().flatten().all(|count| *count == 0.0),
        NeverSeen::Change => expanded + contracted == 0,
    };
    let shocks = Shocks::of(observed);
    Ok(ForecastBasis {
        window: observed.window,
        at_risk: ages.iter().map(|age| age.at_risk).sum(),
        left,
        never_seen: NeverSeen::ALL.into_iter().filter(never).collect(),
        leaving_shock: shocks.leaving.variance.sqrt(),
        returning_shock: shocks.returning.variance.sqrt(),
        not_observed: history.not_observed().collect(),
        ages,
        away,
        returned,
        expanded,
        contracted,
        growth: (before > 0.0).then(|| after / before),
        trend: DampedTrend::fit_with_gaps(&newcomers)?,
        newcomers,
        trends,
        first_balances: first.len() as u64,
        mean_first_balance: (!first.is_empty())
            .then(|| first.iter().sum::<f64>() / first.len() as f64),
    })
}

//! What a forecast was learned from.

use kpi_stats::{ConfidenceLevel, DampedTrend, wilson};
use kpi_types::Estimate;

use super::RevenueForecastError;
use super::cells::AGE_BANDS;
use super::history::RevenueHistory;
use super::observed::{Observed, Tally};
use super::rates::{Rates, plain};

/// What a forecast was learned from, over the months of the window.
#[derive(Debug, Clone, PartialEq)]
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
    /// Newcomers of each month after the first, oldest first.
    pub newcomers: Vec<f64>,
    /// The damped trend of newcomers.
    pub trend: DampedTrend,
    /// How many first balances new business starts from.
    pub first_balances: u64,
    /// Their mean; `None` without any.
    pub mean_first_balance: Option<f64>,
}

/// Who left at an age.
#[derive(Debug, Clone, Copy, PartialEq)]
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
    trend: DampedTrend,
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
        for (upto, factor) in month.upto.iter().zip(&month.factors) {
            before += upto - last;
            after += (upto - last) * factor;
            last = *upto;
        }
    }
    let first = &observed.first_balances;
    Ok(ForecastBasis {
        window: observed.window,
        at_risk: ages.iter().map(|age| age.at_risk).sum(),
        left: ages.iter().map(|age| age.left).sum(),
        ages,
        away,
        returned,
        expanded: factors().filter(|factor| **factor > 1.0).count() as u64,
        contracted: factors().filter(|factor| **factor < 1.0).count() as u64,
        growth: (before > 0.0).then(|| after / before),
        newcomers: history.newcomers(),
        trend,
        first_balances: first.len() as u64,
        mean_first_balance: (!first.is_empty())
            .then(|| first.iter().sum::<f64>() / first.len() as f64),
    })
}

//! Months in which more leave, or come back, than chance explains.

use kpi_stats::SeededDraws;

use super::observed::{Observed, Tally};
use super::rates::Rates;
use super::simulate::gamma_with;

/// How much months differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shocks {
    pub(super) leaving: Shock,
    pub(super) returning: Shock,
}

/// What a month multiplies everybody's chance by: mean 1, and this variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shock {
    pub(super) variance: f64,
}

impl Shocks {
    pub(super) fn of(observed: &Observed) -> Self {
        let months: Vec<usize> = (0..observed.window).collect();
        let rates = Rates::of(observed, &months, 0.0);
        Self {
            leaving: Shock::of(&observed.leaving, &rates.leaving, observed.window),
            returning: Shock::of(&observed.returning, &rates.returning, observed.window),
        }
    }
}

impl Shock {
    /// By moments: with O who did and E who were expected to, the squares of O − E are on average
    /// the binomial variance V and τ² E² more.
    fn of(tallies: &[Tally], rates: &[f64], window: usize) -> Self {
        let (mut excess, mut scale) = (0.0, 0.0);
        for month in 0..window {
            let (mut gap, mut expected, mut variance) = (0.0, 0.0, 0.0);
            for (tally, rate) in tallies.iter().zip(rates) {
                let (at_risk, events) = tally.over(&[month]);
                gap += events - at_risk * rate;
                expected += at_risk * rate;
                variance += at_risk * rate * (1.0 - rate);
            }
            excess += gap * gap - variance;
            scale += expected * expected;
        }
        // The rates were fitted to the same months: one of them is not free.
        let free = window.saturating_sub(1).max(1) as f64 / window.max(1) as f64;
        Self { variance: if scale > 0.0 { (excess / scale / free).max(0.0) } else { 0.0 } }
    }

    pub(super) fn draw(self, draws: &mut SeededDraws) -> f64 {
        gamma_with(1.0, self.variance, draws)
    }
}

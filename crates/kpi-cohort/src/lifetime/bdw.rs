//! The beta-discrete-Weibull model of contracts.

use std::marker::PhantomData;

use super::contract::{RenewalModel, ResidualError};
use super::discount::Discount;
use super::fit::sealed::Sealed;
use super::fit::{Fit, FitError, FitOptions, LifetimeModel};
use super::matrix::Matrix;
use super::maximise::{Derivatives, LogLikelihood, maximise};
use super::parameters::{ParameterError, positive, timed_model};
use super::renewal::RenewalCounts;
use super::special::{gammas, log_rise};
use super::unit::UnitOfTime;

/// The beta-discrete-Weibull model: as [`Sbg`](super::Sbg), and the probability to leave may
/// itself rise or fall with the customer's age.
///
/// # Formula
///
/// S(t) = B(γ, δ + tᶜ) / B(γ, δ) with *t* renewals. *c* = 1 is the sBG model with α = γ, β = δ.
/// *c* > 1: a customer is the more likely to leave the longer they stay; *c* < 1: the less likely.
///
/// # Conventions
///
/// As for the sBG model. There is no closed form for the residual lifetime; the sum is taken until
/// the rest is below 10⁻¹³ of it, which needs a discount of at least
/// [`Bdw::LEAST_DISCOUNT`] a period.
///
/// # Undefined when
///
/// Three parameters need at least three renewals. [`Fit::status`] says when the data do not tell
/// them apart.
///
/// # Worked example
///
/// ```
/// use kpi_cohort::{Bdw, FitOptions, RenewalCounts, RenewalModel, Sbg, Years};
///
/// // c = 1 is the sBG model.
/// let bdw = Bdw::<Years>::try_new(0.668, 3.806, 1.0)?;
/// let sbg = Sbg::<Years>::try_new(0.668, 3.806)?;
/// assert!((bdw.survival(12) - sbg.survival(12)).abs() < 1e-12);
///
/// let counts = RenewalCounts::from_active(&[1000, 869, 743, 653, 593, 551, 517, 491])?;
/// let fit = Bdw::<Years>::fit(&counts, &FitOptions::default())?;
/// assert!(fit.status().is_converged());
/// assert!(fit.log_likelihood() > -1611.158); // at least as high as that of the sBG model
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading *c* as the trend of the retention curve. The curve of a cohort also rises because those
/// likely to leave have left; *c* is what is left for the single customer.
///
/// # What other systems do
///
/// `foretell` (R) fits it to percentages; most packages have only the sBG model.
///
/// # References
///
/// P. S. Fader, B. G. S. Hardie, Y. Liu, J. Davin, T. Steenburgh, *"How to project customer
/// retention" revisited: the role of duration dependence*, Journal of Interactive Marketing 43
/// (2018).
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "beta-discrete-Weibull")]
pub struct Bdw<U> {
    gamma: f64,
    delta: f64,
    c: f64,
    unit: PhantomData<U>,
}

timed_model!(
    Bdw, "BdW",
    gamma: "γ, the α of the sBG model.",
    delta: "δ, the β of the sBG model.",
    c: "c: how the single customer's probability to leave changes with age."
);

impl<U: UnitOfTime> Bdw<U> {
    /// The smallest discount at which the residual lifetime is summed up.
    pub const LEAST_DISCOUNT: f64 = 1e-4;

    /// The parameters under which the counts are most likely.
    ///
    /// # Errors
    ///
    /// [`FitError::Empty`] without customers, [`FitError::NoDecisions`] when no renewal decision of
    /// theirs was seen.
    pub fn fit(counts: &RenewalCounts, options: &FitOptions) -> Result<Fit<Self>, FitError> {
        let model = "BdW";
        let [stayed, left] = counts.totals();
        let decisions = stayed as f64 + left as f64;
        if decisions == 0.0 {
            return Err(FitError::undecided(model, counts.customers()));
        }
        let rows: Vec<(f64, f64, f64)> = counts.rows().collect();
        // A share inside 0 to 1 even when all or none left.
        let share = (left as f64 + 0.5) / (decisions + 1.0);
        let starts = [(1.0, 1.0), (10.0, 1.0), (3.0, 1.5), (3.0, 0.7), (0.3, 2.0)]
            .map(|(size, c)| [share * size, (1.0 - share) * size, c]);
        let failed = FitError::NoStart { model, starts: starts.len() };
        let top = maximise(&Counts { rows: &rows }, &starts, options.steps()).ok_or(failed)?;
        let n = counts.customers();
        Fit::new(&top, top.parameters, top.value, n, starts.len(), options).ok_or(failed)
    }

    /// The log-likelihood of counts under this model.
    #[must_use]
    pub fn log_likelihood(&self, counts: &RenewalCounts) -> f64 {
        let rows: Vec<(f64, f64, f64)> = counts.rows().collect();
        Counts { rows: &rows }.at(&[self.gamma, self.delta, self.c]).value
    }

    fn log_survival(&self, renewals: f64) -> f64 {
        let x = renewals.powf(self.c);
        if x.is_finite() {
            log_rise(self.delta, self.gamma) - log_rise(self.delta + x, self.gamma)
        } else {
            f64::NEG_INFINITY
        }
    }
}

impl<U: UnitOfTime> RenewalModel<U> for Bdw<U> {
    fn survival(&self, renewals: u32) -> f64 {
        self.log_survival(f64::from(renewals)).exp().min(1.0)
    }

    fn retention_after_renewals(&self, renewals: u32) -> f64 {
        let n = f64::from(renewals);
        let (before, after) = (self.log_survival(n), self.log_survival(n + 1.0));
        // Nobody is left to renew.
        if after == f64::NEG_INFINITY { 0.0 } else { (after - before).exp().min(1.0) }
    }

    fn discounted_residual_lifetime_after_renewals(
        &self,
        renewals: u32,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        const REST: f64 = 1e-13;
        let (rate, least) = (discount.rate(), Self::LEAST_DISCOUNT);
        if rate < least {
            return Err(ResidualError::DiscountTooSmall { rate, least });
        }
        let n = f64::from(renewals);
        let start = self.log_survival(n);
        let z = 1.0 / (1.0 + rate);
        let (mut sum, mut weight, mut t) = (0.0, 1.0, n);
        loop {
            let after = self.log_survival(t + 1.0);
            let share = if after == f64::NEG_INFINITY { 0.0 } else { (after - start).exp() };
            let term = weight * share.min(1.0);
            sum += term;
            // Survival does not rise, so the rest is below a geometric series.
            if term <= REST * (1.0 - z) * sum || term == 0.0 {
                return Ok(sum);
            }
            weight *= z;
            t += 1.0;
        }
    }
}

/// ln S(t) with its derivatives by γ, δ and c.
fn log_survival(&[gamma, delta, c]: &[f64; 3], t: f64) -> Derivatives<3> {
    if t == 0.0 {
        return Derivatives { value: 0.0, gradient: [0.0; 3], hessian: [[0.0; 3]; 3] };
    }
    // ln Γ(δ+x) − ln Γ(γ+δ+x) − ln Γ(δ) + ln Γ(γ+δ) with x = tᶜ.
    let (x, log_t) = (t.powf(c), t.ln());
    let [above, above_1, above_2] = gammas(delta + x);
    let [all, all_1, all_2] = gammas(gamma + delta + x);
    let [low, low_1, low_2] = gammas(delta);
    let [both, both_1, both_2] = gammas(gamma + delta);
    // x by c, once and twice.
    let (x_1, x_2) = (x * log_t, x * log_t * log_t);
    let slope = above_1 - all_1;
    let bend = above_2 - all_2;
    Derivatives {
        value: above - all - low + both,
        gradient: [both_1 - all_1, slope - low_1 + both_1, slope * x_1],
        hessian: [
            [both_2 - all_2, both_2 - all_2, -all_2 * x_1],
            [both_2 - all_2, bend - low_2 + both_2, bend * x_1],
            [-all_2 * x_1, bend * x_1, bend * x_1 * x_1 + slope * x_2],
        ],
    }
}

/// Σ over renewals of left · ln(1 − R) + stayed · ln R, with R = S(i+1)/S(i).
struct Counts<'a> {
    rows: &'a [(f64, f64, f64)],
}

impl LogLikelihood<3> for Counts<'_> {
    fn at(&self, parameters: &[f64; 3]) -> Derivatives<3> {
        let mut sum = Derivatives { value: 0.0, gradient: [0.0; 3], hessian: [[0.0; 3]; 3] };
        let mut before = log_survival(parameters, 0.0);
        for (made, stayed, left) in self.rows {
            let after = log_survival(parameters, made + 1.0);
            // ln R and its derivatives.
            let log_stay = after.value - before.value;
            let slopes = minus(&after.gradient, &before.gradient);
            let mut bends: Matrix<3> = after.hessian;
            for (row, other) in bends.iter_mut().zip(&before.hessian) {
                *row = minus(row, other);
            }
            let leave = -log_stay.exp_m1();
            // ln(1 − R) by ln R: −R/(1 − R), then −R/(1 − R)².
            let odds = (1.0 - leave) / leave;
            let nought = |count: f64, log: f64| if count > 0.0 { count * log } else { 0.0 };
            sum.value += nought(*stayed, log_stay) + nought(*left, leave.ln());
            let (one, two) = (nought(*left, odds), nought(*left, odds / leave));
            for (entry, slope) in sum.gradient.iter_mut().zip(slopes) {
                *entry += (stayed - one) * slope;
            }
            for ((row, bend), slope) in sum.hessian.iter_mut().zip(bends).zip(slopes) {
                for ((entry, bend), other) in row.iter_mut().zip(bend).zip(slopes) {
                    *entry += (stayed - one) * bend - two * slope * other;
                }
            }
            before = after;
        }
        sum
    }
}

fn minus(a: &[f64; 3], b: &[f64; 3]) -> [f64; 3] {
    let mut out = *a;
    out.iter_mut().zip(b).for_each(|(a, b)| *a -= b);
    out
}

#[cfg(test)]
mod tests;

//! What every model of contract renewals can say.

use kpi_types::Localized;

use super::discount::Discount;
use super::fit::sealed::Sealed;
use super::unit::UnitOfTime;

/// A model of contracts that are renewed, or not, at the end of each period of the unit `U`.
///
/// *S(t)* is the share still active after *t* renewals; S(0) = 1.
///
/// # Index convention
///
/// Published code disagrees by one on the index of a residual lifetime. Here the convention is
/// part of the name:
///
/// * `…_after_renewals(n)`: the customer has renewed *n* times and stands just before the next
///   decision. A new customer has n = 0. This is `derl(n)` of `shifted_beta_geometric_py`.
/// * `…_in_period(n)`: the customer is in contract period *n*, counted from 1, so n − 1 renewals
///   have been made. This is `derl(period)` of runtastic's `sBGmodel`, and the *n* of Fader &
///   Hardie (2010).
///
/// In both, the payment due at the next renewal counts in full, the one after is discounted once.
///
/// ```
/// use kpi_cohort::{ContractPayment, Discount, RenewalModel, Sbg, Years};
///
/// // Fader & Hardie's High End segment at 10 % a year: 7.530 payments after seven renewals.
/// let sbg = Sbg::<Years>::try_new(0.668, 3.806)?;
/// let discount = Discount::try_new(0.1)?;
/// let after_seven = sbg.discounted_residual_lifetime_after_renewals(7, discount)?;
/// let in_the_eighth = sbg.discounted_residual_lifetime_in_period(8, discount)?;
/// assert_eq!(after_seven, in_the_eighth);
/// assert!((after_seven - 7.530).abs() < 5e-4);
/// // At 10 a year, all of it earned, 75.30.
/// let ten = ContractPayment::try_new(10.0, 1.0)?;
/// assert!((sbg.residual_value_after_renewals(7, ten, discount)? - 75.30).abs() < 5e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait RenewalModel<U: UnitOfTime>: Sealed {
    /// S(t): the share of customers still active after `renewals` renewals.
    fn survival(&self, renewals: u32) -> f64;

    /// The share of those with `renewals` renewals behind them who renew once more.
    fn retention_after_renewals(&self, renewals: u32) -> f64;

    /// Σ_{t≥n} S(t+1)/S(n) · (1+d)^−(t−n): the discounted number of payments still to come.
    ///
    /// # Errors
    ///
    /// [`ResidualError`] where the sum is infinite or cannot be had.
    #[doc(alias = "DERL")]
    #[doc(alias = "discounted expected residual lifetime")]
    fn discounted_residual_lifetime_after_renewals(
        &self,
        renewals: u32,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError>;

    /// The same for a customer in contract period `period`, counted from 1.
    ///
    /// # Errors
    ///
    /// [`ResidualError::Period`] for period 0, and as
    /// [`RenewalModel::discounted_residual_lifetime_after_renewals`].
    fn discounted_residual_lifetime_in_period(
        &self,
        period: u32,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        let renewals = period.checked_sub(1).ok_or(ResidualError::Period)?;
        self.discounted_residual_lifetime_after_renewals(renewals, discount)
    }

    /// Σ_{t≥0} S(t) (1+d)^−t: the discounted number of payments of a new customer, the first one,
    /// paid now, included.
    ///
    /// # Errors
    ///
    /// As [`RenewalModel::discounted_residual_lifetime_after_renewals`].
    fn discounted_lifetime_of_a_new_customer(
        &self,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        let rest = self.discounted_residual_lifetime_after_renewals(0, discount)?;
        Ok(1.0 + rest * discount.factor(1.0))
    }

    /// What the customer is still worth: margin × discounted payments to come.
    ///
    /// # Errors
    ///
    /// As [`RenewalModel::discounted_residual_lifetime_after_renewals`].
    #[doc(alias = "residual CLV")]
    fn residual_value_after_renewals(
        &self,
        renewals: u32,
        payment: ContractPayment,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        let periods = self.discounted_residual_lifetime_after_renewals(renewals, discount)?;
        Ok(payment.margin() * periods)
    }

    /// What a new customer is worth from the first payment on.
    ///
    /// # Errors
    ///
    /// As [`RenewalModel::discounted_residual_lifetime_after_renewals`].
    fn value_of_a_new_customer(
        &self,
        payment: ContractPayment,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        Ok(payment.margin() * self.discounted_lifetime_of_a_new_customer(discount)?)
    }

    /// The share of a cohort that leaves at that renewal, counted from 1: S(t−1) − S(t). 0 for
    /// renewal 0, at which nobody can leave.
    fn churn_at_renewal(&self, renewal: u32) -> f64 {
        renewal.checked_sub(1).map_or(0.0, |before| {
            self.survival(before) * (1.0 - self.retention_after_renewals(before))
        })
    }

    /// The retention at renewal 1, 2, …, `renewals`.
    fn retention_curve(&self, renewals: u32) -> Vec<f64> {
        (0..renewals).map(|before| self.retention_after_renewals(before)).collect()
    }

    /// S(0), S(1), …, S(renewals).
    fn survival_curve(&self, renewals: u32) -> Vec<f64> {
        let mut share = 1.0;
        let mut curve = vec![share];
        for before in 0..renewals {
            share *= self.retention_after_renewals(before);
            curve.push(share);
        }
        curve
    }
}

/// What one renewal brings: the payment and the part of it that is earned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContractPayment {
    amount: f64,
    margin: f64,
}

/// Why a payment is refused.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ContractPaymentError {
    /// Not a finite amount.
    #[error("a payment of {amount}: it must be finite")]
    Amount {
        /// What was given.
        amount: f64,
    },
    /// Not a share.
    #[error("a margin of {share}: it must be between 0 and 1, 0.8 for 80 %")]
    Margin {
        /// What was given.
        share: f64,
    },
}

impl ContractPayment {
    /// An amount of which `margin_share` is earned: 0.8 for 80 %.
    ///
    /// # Errors
    ///
    /// [`ContractPaymentError`] for an amount that is not finite or a share outside 0 to 1.
    pub fn try_new(amount: f64, margin_share: f64) -> Result<Self, ContractPaymentError> {
        if !amount.is_finite() {
            return Err(ContractPaymentError::Amount { amount });
        }
        if !(0.0..=1.0).contains(&margin_share) {
            return Err(ContractPaymentError::Margin { share: margin_share });
        }
        Ok(Self { amount, margin: margin_share })
    }

    /// What is earned of one payment.
    #[must_use]
    pub fn margin(self) -> f64 {
        self.amount * self.margin
    }
}

/// Why a residual lifetime has no value.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResidualError {
    /// Some customers stay so long that the mean is infinite.
    #[error(
        "without a discount the mean lifetime is infinite: {parameter} is {value}, not above {bound}"
    )]
    Infinite {
        /// What decides.
        parameter: &'static str,
        /// Its value.
        value: f64,
        /// Above which the mean is finite.
        bound: f64,
    },
    /// The sum over all renewals has no closed form and takes too long at such a rate.
    #[error("a discount rate of {rate} is too small to sum up: at least {least} is needed")]
    DiscountTooSmall {
        /// What was given.
        rate: f64,
        /// The smallest possible.
        least: f64,
    },
    /// Periods are counted from 1.
    #[error("period 0: contract periods are counted from 1")]
    Period,
}

impl ResidualError {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::Infinite { parameter, value, bound } => format!(
                "割引なしでは平均期間が無限大になります: {parameter} が {value} で、{bound} を超えていません"
            ),
            Self::DiscountTooSmall { rate, least } => {
                format!("割引率 {rate} は小さすぎて合計できません。{least} 以上が必要です")
            }
            Self::Period => "契約期間は 1 から数えます。0 は使えません".to_owned(),
        };
        Localized::new(self.to_string(), ja)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        for error in [
            ResidualError::Infinite { parameter: "alpha", value: 0.7, bound: 1.0 },
            ResidualError::DiscountTooSmall { rate: 0.0, least: 1e-4 },
            ResidualError::Period,
        ] {
            crate::said::in_both(&error.message(), &error.to_string());
        }
    }
}

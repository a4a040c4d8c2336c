//! Customer lifetime value without a contract: purchases × spend, discounted.

use kpi_types::{Estimate, Localized};

use super::discount::Discount;
use super::fit::{Fit, FitIntervalScale, LifetimeModel, wald};
use super::gamma_gamma::{GammaGamma, SpendError, SpendHistory};
use super::history::PurchaseHistory;
use super::purchase::PurchaseModel;
use super::unit::{Horizon, HorizonError, MonthLength, UnitOfTime};

/// Over which time, at what discount and margin a customer is valued. `D` is the unit in which the
/// periods and the discount rate are counted; the purchase model may count in another.
///
/// ```
/// use kpi_cohort::{ClvOptions, Discount, DiscountTiming, MonthLength, Months};
///
/// let year = ClvOptions::<Months>::new(12, Discount::try_new(0.01)?, MonthLength::Gregorian)
///     .with_margin(0.3)?
///     .with_timing(DiscountTiming::EndOfPeriod);
/// assert_eq!(year.periods(), 12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClvOptions<D> {
    periods: u32,
    discount: Discount<D>,
    month: MonthLength,
    margin: f64,
    timing: DiscountTiming,
}

/// When in a period its purchases are taken to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum DiscountTiming {
    /// At its end: period *i* is discounted *i* times. What `lifetimes` does.
    #[default]
    EndOfPeriod,
    /// In its middle: *i* − ½ times.
    MiddleOfPeriod,
}

/// What a customer is expected to bring within the time asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CustomerValue {
    /// Purchases to be expected.
    pub purchases: f64,
    /// Spend to be expected per purchase.
    pub spend: f64,
    /// Margin × spend × purchases, as if money later were money now.
    pub undiscounted: f64,
    /// The same, each period discounted.
    pub value: f64,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClvError {
    /// The spend is not defined.
    #[error(transparent)]
    Spend(#[from] SpendError),
    /// A period is too long to be a number.
    #[error(transparent)]
    Horizon(#[from] HorizonError),
    /// Not a share.
    #[error("a margin of {share}: it must be between 0 and 1, 0.3 for 30 %")]
    Margin {
        /// What was given.
        share: f64,
    },
}

impl ClvError {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::Spend(error) => return error.message(),
            Self::Horizon(_) => "期間が長すぎて数として表せません".to_owned(),
            Self::Margin { share } => {
                format!("粗利率 {share} は使えません。0 から 1 の数で、30 % は 0.3 です")
            }
        };
        Localized::new(self.to_string(), ja)
    }
}

impl<D: UnitOfTime> ClvOptions<D> {
    /// The next `periods` periods at such a discount per period; all of the spend counts, at the
    /// end of each period. `month` is used where `D` and the unit of the purchase model are not
    /// both days or weeks, or both months, quarters or years.
    #[must_use]
    pub const fn new(periods: u32, discount: Discount<D>, month: MonthLength) -> Self {
        Self { periods, discount, month, margin: 1.0, timing: DiscountTiming::EndOfPeriod }
    }

    /// Sets the share of the spend that is earned: 0.3 for 30 %.
    ///
    /// # Errors
    ///
    /// [`ClvError::Margin`] for anything outside 0 to 1.
    pub fn with_margin(mut self, share: f64) -> Result<Self, ClvError> {
        if (0.0..=1.0).contains(&share) {
            self.margin = share;
            Ok(self)
        } else {
            Err(ClvError::Margin { share })
        }
    }

    /// Sets when in a period its purchases are taken to happen.
    #[must_use]
    pub const fn with_timing(mut self, timing: DiscountTiming) -> Self {
        self.timing = timing;
        self
    }

    /// Number of periods.
    #[must_use]
    pub const fn periods(&self) -> u32 {
        self.periods
    }
}

/// What a customer is still worth: the purchases of each period to come, times the spend per
/// purchase, times the margin, discounted.
///
/// # Formula
///
/// margin · E(spend) · Σᵢ₌₁ (E(purchases within i) − E(purchases within i − 1)) / (1 + d)ⁱ
///
/// It is the value from the end of observation on: what was earned before does not count.
///
/// # Conventions
///
/// Spend history `None`: no repeat purchases, so the mean over customers. The order of purchases
/// and their amounts are taken to be independent; see [`GammaGamma`].
///
/// # Worked example
///
/// CDNOW, first customer, twelve months at 1 % a month, 4.345 weeks to the month: 36.28, as
/// `lifetimes` gives for weekly data.
///
/// ```
/// use kpi_cohort::{
///     BgNbd, ClvOptions, Discount, GammaGamma, MonthLength, Months, PurchaseHistory,
///     SpendHistory, Weeks, customer_lifetime_value,
/// };
///
/// let buying = BgNbd::<Weeks>::try_new(0.242593, 4.413532, 0.792886, 2.425753)?;
/// let spending = GammaGamma::try_new(6.248802, 3.744588, 15.447748)?;
/// let options = ClvOptions::<Months>::new(
///     12,
///     Discount::try_new(0.01)?,
///     MonthLength::FourPoint345Weeks,
/// );
/// let history = PurchaseHistory::try_new(2, 30.43, 38.86)?;
/// let spend = SpendHistory::try_new(2, 22.35)?;
/// let value = customer_lifetime_value(&buying, &spending, &history, Some(&spend), &options)?;
/// assert!((value.value - 36.278).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// The quickstart of `lifetimes` feeds weeks into a function that takes days by default, and gets
/// 140.10 for this customer; the figure was copied widely. Here the unit is part of the types, and
/// a month has to be given a length.
///
/// # References
///
/// P. S. Fader, B. G. S. Hardie, K. L. Lee, *RFM and CLV: using iso-value curves for customer base
/// analysis*, Journal of Marketing Research 42 (2005).
///
/// # Errors
///
/// [`ClvError::Spend`] where the spend per purchase is infinite, [`ClvError::Horizon`] where a
/// period is.
#[doc(alias = "CLV")]
#[doc(alias = "LTV")]
pub fn customer_lifetime_value<U: UnitOfTime, D: UnitOfTime>(
    buying: &impl PurchaseModel<U>,
    spending: &GammaGamma,
    history: &PurchaseHistory<U>,
    spend: Option<&SpendHistory>,
    options: &ClvOptions<D>,
) -> Result<CustomerValue, ClvError> {
    let spend = spending.expected_spend(spend)?;
    let (mut before, mut discounted) = (0.0, 0.0);
    for period in 1..=options.periods {
        let end = Horizon::<D>::try_new(f64::from(period))?.to::<U>(options.month);
        let until = buying.expected_purchases_of(history, end);
        let late = match options.timing {
            DiscountTiming::EndOfPeriod => 0.0,
            DiscountTiming::MiddleOfPeriod => 0.5,
        };
        // Expected purchases do not fall; what rounding leaves is nothing.
        discounted += (until - before).max(0.0) * options.discount.factor(f64::from(period) - late);
        before = until;
    }
    let each = options.margin * spend;
    Ok(CustomerValue {
        purchases: before,
        spend,
        undiscounted: each * before,
        value: each * discounted,
    })
}

/// The same from two fits, with an interval for what both samples leave open about the
/// parameters. The two fits are taken to be independent, as the model says they are; the interval
/// is symmetric on the logarithm. `None` where a fit did not converge.
///
/// It is about the expected value. What a single customer will bring scatters far more.
///
/// # Errors
///
/// As [`customer_lifetime_value`].
pub fn customer_lifetime_value_estimate<U, D, M>(
    buying: &Fit<M>,
    spending: &Fit<GammaGamma>,
    history: &PurchaseHistory<U>,
    spend: Option<&SpendHistory>,
    options: &ClvOptions<D>,
) -> Result<Option<Estimate>, ClvError>
where
    U: UnitOfTime,
    D: UnitOfTime,
    M: PurchaseModel<U> + LifetimeModel,
{
    let value = |buying: &M, spending: &GammaGamma| {
        customer_lifetime_value(buying, spending, history, spend, options).map(|found| found.value)
    };
    let point = value(buying.model(), spending.model())?;
    let log = |found: Result<f64, ClvError>| found.map_or(f64::NAN, f64::ln);
    let by_buying = buying.standard_error_of(|model| log(value(model, spending.model())));
    let by_spending = spending.standard_error_of(|model| log(value(buying.model(), model)));
    let n = buying.n().min(spending.n());
    Ok(by_buying.zip(by_spending).and_then(|(one, other)| {
        wald(point, one.hypot(other) * point, n, buying.level(), FitIntervalScale::Log)
    }))
}

#[cfg(test)]
mod tests {
    use super::super::unit::{Months, Weeks};
    use super::super::{BgNbd, MbgNbd};
    use super::*;

    #[test]
    fn every_refusal() {
        let options = ClvOptions::<Months>::new(12, Discount::none(), MonthLength::Julian);
        for share in [-0.1, 1.1, f64::NAN] {
            let error = options.with_margin(share).unwrap_err();
            assert!(matches!(error, ClvError::Margin { .. }));
            assert!(error.message().ja.contains("粗利率"), "{error}");
        }
        let buying = BgNbd::<Weeks>::try_new(0.243, 4.414, 0.793, 2.426).unwrap();
        let heavy = GammaGamma::try_new(1.0, 0.9, 1.0).unwrap();
        let history = PurchaseHistory::try_new(0, 0.0, 38.86).unwrap();
        let error = customer_lifetime_value(&buying, &heavy, &history, None, &options);
        assert_eq!(error, Err(ClvError::Spend(SpendError::InfiniteMean { q: 0.9 })));
        // A horizon of a month count is always finite; the variant is for other callers.
        assert!(
            ClvError::from(HorizonError::Length {
                length: f64::INFINITY,
                unit: super::super::LifetimeUnit::Months
            })
            .to_string()
            .contains("months")
        );
    }

    /// The variance of the logarithm is that of its parts: for a known mean spend the part of the
    /// purchases alone is the estimate of Fit.
    #[test]
    fn the_interval_joins_both_fits() {
        use super::super::{FitOptions, PurchaseSample, SpendSample};

        let mut sample = PurchaseSample::<Weeks>::new();
        let mut spends = SpendSample::new();
        for (x, last, age, count, mean) in [
            (0, 0.0, 30.0, 40, 1.0),
            (0, 0.0, 20.0, 20, 1.0),
            (1, 5.0, 30.0, 12, 30.0),
            (1, 25.0, 30.0, 5, 8.0),
            (2, 12.0, 28.0, 7, 55.0),
            (5, 29.0, 30.0, 4, 21.0),
            (9, 20.0, 30.0, 2, 26.0),
        ] {
            sample.observe_many(PurchaseHistory::try_new(x, last, age).unwrap(), count);
            if let Ok(spend) = SpendHistory::try_new(x, mean) {
                spends.observe_many(spend, count);
            }
        }
        let options = FitOptions::default();
        let buying = MbgNbd::fit(&sample, &options).unwrap();
        let spending = GammaGamma::fit(&spends, &options).unwrap();
        assert!(buying.status().is_converged() && spending.status().is_converged());
        let history = PurchaseHistory::try_new(2, 12.0, 28.0).unwrap();
        let spend = SpendHistory::try_new(2, 55.0).unwrap();
        let year = ClvOptions::<Months>::new(12, Discount::none(), MonthLength::Gregorian);
        let found =
            customer_lifetime_value_estimate(&buying, &spending, &history, Some(&spend), &year);
        let found = found.unwrap().unwrap();
        let point = customer_lifetime_value(
            buying.model(),
            spending.model(),
            &history,
            Some(&spend),
            &year,
        );
        assert_eq!(found.point(), point.unwrap().value);
        let horizon = Horizon::<Months>::try_new(12.0).unwrap().to(MonthLength::Gregorian);
        let part = |estimate: Estimate| (estimate.upper() / estimate.point()).ln();
        let log = FitIntervalScale::Log;
        let purchases = buying.estimate(log, |m| m.expected_purchases_of(&history, horizon));
        let each = spending.estimate(log, |m| m.expected_spend(Some(&spend)).unwrap());
        let both = part(purchases.unwrap()).hypot(part(each.unwrap()));
        assert!((part(found) / both - 1.0).abs() < 1e-6);
    }

    #[test]
    fn timing_and_margin() {
        let buying = MbgNbd::<Weeks>::try_new(0.525, 6.183, 0.891, 1.614).unwrap();
        let spending = GammaGamma::try_new(6.25, 3.74, 15.44).unwrap();
        let history = PurchaseHistory::try_new(2, 30.43, 38.86).unwrap();
        let rate = Discount::<Months>::try_new(0.02).unwrap();
        let end = ClvOptions::new(6, rate, MonthLength::Julian);
        let middle = end.with_timing(DiscountTiming::MiddleOfPeriod);
        let value = |options: &ClvOptions<Months>| {
            customer_lifetime_value(&buying, &spending, &history, None, options).unwrap()
        };
        // Half a period less of discount, throughout.
        let ratio = value(&middle).value / value(&end).value;
        assert!((ratio - 1.02_f64.sqrt()).abs() < 1e-12);
        let third = value(&end.with_margin(0.3).unwrap());
        assert!((third.value / value(&end).value - 0.3).abs() < 1e-12);
        assert!(value(&end).undiscounted > value(&end).value);
        assert_eq!(value(&ClvOptions::new(0, rate, MonthLength::Julian)).value, 0.0);
    }
}

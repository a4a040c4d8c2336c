//! Exchange rates into one reporting currency.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpi_types::{Currency, date_of_day, day_number};
use rust_decimal::Decimal;

use crate::amount::Amount;

/// A table of exchange rates: what one unit of a currency is worth in the reporting currency.
///
/// A rate holds on its date and, when asked for with [`Rates::with_max_age`], some days longer,
/// until a newer one. A date without a rate is an error, never a guess.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_revenue::Rates;
/// use kpi_types::Currency;
/// use rust_decimal::Decimal;
///
/// let friday = NaiveDate::from_ymd_opt(2026, 1, 30).unwrap();
/// let mut rates = Rates::new(Currency::USD).with_max_age(3);
/// rates.insert(Currency::JPY, friday, Decimal::new(65, 4))?;
/// let sunday = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
/// assert_eq!(rates.rate(Currency::JPY, sunday)?, Decimal::new(65, 4));
/// assert!(rates.rate(Currency::JPY, sunday + chrono::Days::new(2)).is_err());
/// # Ok::<(), kpi_revenue::RateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "crate::stored::RawRates", into = "crate::stored::RawRates")
)]
pub struct Rates {
    reporting: Currency,
    pub(crate) max_age: u32,
    pub(crate) table: BTreeMap<(Currency, i32), Decimal>,
}

/// What is wrong with a rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// There is no rate for that date.
    #[error(
        "no rate from {from} to {to} on {date} or up to {max_age} days before: add one to the table"
    )]
    Missing {
        /// The currency to convert.
        from: Currency,
        /// The reporting currency.
        to: Currency,
        /// The date.
        date: NaiveDate,
        /// How old a rate may be.
        max_age: u32,
    },
    /// A rate of zero or less.
    #[error("the rate {rate} from {from} on {date} is not positive")]
    NotPositive {
        /// The currency to convert.
        from: Currency,
        /// The date.
        date: NaiveDate,
        /// What was given.
        rate: Decimal,
    },
    /// A second, different rate for one date.
    #[error("two rates from {from} on {date}: {first} and {second}")]
    Conflict {
        /// The currency to convert.
        from: Currency,
        /// The date.
        date: NaiveDate,
        /// The rate that was there.
        first: Decimal,
        /// The rate that came.
        second: Decimal,
    },
    /// A converted amount that does not fit.
    #[error(
        "an amount in {from} converted on {date} exceeds 79228162514264337, the most a monthly amount can be"
    )]
    Overflow {
        /// The currency to convert.
        from: Currency,
        /// The date.
        date: NaiveDate,
    },
}

impl Rates {
    /// An empty table into a reporting currency.
    #[must_use]
    pub fn new(reporting: Currency) -> Self {
        Self { reporting, max_age: 0, table: BTreeMap::new() }
    }

    /// Lets a rate hold for so many days after its date.
    #[must_use]
    pub fn with_max_age(self, days: u32) -> Self {
        Self { max_age: days, ..self }
    }

    /// The currency converted into.
    #[must_use]
    pub fn reporting(&self) -> Currency {
        self.reporting
    }

    /// Files a rate: one unit of `from` is `rate` units of the reporting currency.
    ///
    /// # Errors
    ///
    /// [`RateError::NotPositive`]; [`RateError::Conflict`] with a rate filed before.
    pub fn insert(
        &mut self,
        from: Currency,
        date: NaiveDate,
        rate: Decimal,
    ) -> Result<(), RateError> {
        if rate <= Decimal::ZERO {
            return Err(RateError::NotPositive { from, date, rate });
        }
        match self.table.insert((from, day_number(date)), rate) {
            Some(first) if first != rate => {
                self.table.insert((from, day_number(date)), first);
                Err(RateError::Conflict { from, date, first, second: rate })
            }
            _ => Ok(()),
        }
    }

    /// The rate of a date. The reporting currency's own is always 1.
    ///
    /// # Errors
    ///
    /// [`RateError::Missing`] naming currency and date.
    pub fn rate(&self, from: Currency, date: NaiveDate) -> Result<Decimal, RateError> {
        self.rate_on(from, day_number(date))
    }

    pub(crate) fn rate_on(&self, from: Currency, day: i32) -> Result<Decimal, RateError> {
        if from == self.reporting {
            return Ok(Decimal::ONE);
        }
        let oldest = i64::from(day) - i64::from(self.max_age);
        let oldest = i32::try_from(oldest).unwrap_or(i32::MIN);
        let found = self.table.range((from, oldest)..=(from, day)).next_back();
        found.map(|(_, rate)| *rate).ok_or_else(|| RateError::Missing {
            from,
            to: self.reporting,
            date: date_of_day(day).unwrap_or_default(),
            max_age: self.max_age,
        })
    }

    pub(crate) fn convert(
        &self,
        amount: Amount,
        from: Currency,
        day: i32,
    ) -> Result<Amount, RateError> {
        if from == self.reporting || amount.is_zero() {
            return Ok(amount);
        }
        let rate = self.rate_on(from, day)?;
        let converted = amount.to_decimal().ok().and_then(|value| value.checked_mul(rate));
        converted
            .and_then(|value| Amount::try_from_decimal(value).ok())
            .ok_or_else(|| RateError::Overflow { from, date: date_of_day(day).unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, d).unwrap()
    }

    #[test]
    fn a_missing_rate_names_currency_and_date() {
        let rates = Rates::new(Currency::USD);
        let error = rates.rate(Currency::JPY, date(31)).unwrap_err();
        assert!(error.to_string().contains("JPY") && error.to_string().contains("2026-01-31"));
        assert_eq!(rates.rate(Currency::USD, date(31)), Ok(Decimal::ONE));
    }

    #[test]
    fn a_conflict_and_a_negative_rate_are_refused() {
        let mut rates = Rates::new(Currency::USD);
        rates.insert(Currency::EUR, date(1), Decimal::ONE).unwrap();
        rates.insert(Currency::EUR, date(1), Decimal::ONE).unwrap();
        let conflict = rates.insert(Currency::EUR, date(1), Decimal::TWO).unwrap_err();
        assert!(matches!(conflict, RateError::Conflict { .. }));
        assert_eq!(rates.rate(Currency::EUR, date(1)), Ok(Decimal::ONE));
        let zero = rates.insert(Currency::EUR, date(2), Decimal::ZERO).unwrap_err();
        assert!(matches!(zero, RateError::NotPositive { .. }));
    }

    #[test]
    fn too_large_is_an_error() {
        let mut rates = Rates::new(Currency::JPY);
        rates.insert(Currency::USD, date(1), Decimal::from(1_000_000)).unwrap();
        let most = Amount::try_from_decimal(Decimal::from(70_000_000_000_000_000_i64)).unwrap();
        let day = day_number(date(1));
        let error = rates.convert(most, Currency::USD, day).unwrap_err();
        assert!(matches!(error, RateError::Overflow { .. }));
    }
}

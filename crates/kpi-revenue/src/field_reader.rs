//! Reading the fields of a row, one after another, with everything that is wrong with them.

use std::num::NonZeroU64;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kpi_types::{Currency, Money};
use rust_decimal::Decimal;

use crate::allowed::Allowed;
use crate::fields::{FieldError, LineFields};
use crate::line::{Discount, DiscountLength, DiscountSize, LineError, LineStatus};

/// Reads the fields of one row and keeps everything that is wrong with them.
///
/// The readers of this crate use it; it is public for other tables that stand beside them.
///
/// ```
/// use std::num::NonZeroU64;
/// use kpi_revenue::FieldReader;
///
/// let mut reader = FieldReader::new(NonZeroU64::new(7).unwrap());
/// let date = reader.date("date", "2026-01-31");
/// let rate = reader.number("rate", "1,1");
/// let findings = reader.finish(date.zip(rate)).unwrap_err();
/// assert_eq!(findings[0].allowed.code(), "number");
/// ```
#[derive(Debug)]
pub struct FieldReader {
    row: NonZeroU64,
    errors: Vec<FieldError>,
}

impl FieldReader {
    /// Nothing wrong yet.
    #[must_use]
    pub const fn new(row: NonZeroU64) -> Self {
        Self { row, errors: Vec::new() }
    }

    /// Notes that something else is allowed in a field.
    pub fn fail(&mut self, field: &'static str, value: &str, allowed: Allowed) {
        self.errors.push(FieldError { row: self.row, field, value: value.to_owned(), allowed });
    }

    /// What `read` makes of a text without its outer spaces; `None` is wrong.
    pub fn read<T>(
        &mut self,
        field: &'static str,
        text: &str,
        allowed: Allowed,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(text.trim());
        if value.is_none() {
            self.fail(field, text, allowed);
        }
        value
    }

    /// As [`FieldReader::read`] where the field may be empty.
    pub fn optional<T>(
        &mut self,
        field: &'static str,
        text: &str,
        allowed: Allowed,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        absent(text).and_then(|text| self.read(field, text, allowed, read))
    }

    pub(crate) fn need<T>(
        &mut self,
        field: &'static str,
        text: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.read(field, text, Allowed::Identifier, read)
    }

    /// A date, `2026-01-31`.
    pub fn date(&mut self, field: &'static str, text: &str) -> Option<NaiveDate> {
        self.read(field, text, Allowed::Date, date)
    }

    /// A date, which stands for its first moment in UTC, or an RFC 3339 time.
    pub fn time(&mut self, field: &'static str, text: &str) -> Option<DateTime<Utc>> {
        self.read(field, text, Allowed::DateOrTime, time)
    }

    /// A decimal number: every digit or nothing, no grouping.
    pub fn number(&mut self, field: &'static str, text: &str) -> Option<Decimal> {
        self.read(field, text, Allowed::Number, number)
    }

    /// An ISO 4217 code.
    pub fn currency(&mut self, field: &'static str, text: &str) -> Option<Currency> {
        self.read(field, text, Allowed::Currency, |t| Currency::try_new(t).ok())
    }

    /// An amount and its currency.
    pub fn money(&mut self, field: &'static str, amount: &str, currency: &str) -> Option<Money> {
        let currency = self.currency("currency", currency);
        let amount = self.number(field, amount);
        Some(Money::new(amount?, currency?))
    }

    pub(crate) fn line_error(&mut self, error: &LineError, fields: &LineFields<'_>) {
        let (field, value) = match error {
            LineError::NegativePrice { .. } | LineError::TooLarge { .. } => ("price", fields.price),
            LineError::NegativeQuantity { .. } => ("quantity", fields.quantity),
            LineError::EndBeforeStart { .. } => ("end", fields.end),
            LineError::TrialBeforeStart { .. } => ("trial_end", fields.trial_end),
            LineError::DiscountOutOfRange { .. } => ("discount", fields.discount),
        };
        let allowed = match error {
            LineError::NegativePrice { .. } | LineError::NegativeQuantity { .. } => {
                Allowed::ZeroOrMore
            }
            LineError::EndBeforeStart { start, .. } | LineError::TrialBeforeStart { start, .. } => {
                Allowed::NotBefore { start: *start }
            }
            LineError::DiscountOutOfRange { .. } => Allowed::Discounts,
            LineError::TooLarge { .. } => Allowed::FitsInAMonth,
        };
        self.fail(field, value, allowed);
    }

    /// True while nothing is wrong.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The record, if it is whole and nothing was wrong.
    ///
    /// # Errors
    ///
    /// Everything wrong with the row. Empty only where the record is missing for no reason.
    pub fn finish<T>(self, record: Option<T>) -> Result<T, Vec<FieldError>> {
        match record {
            Some(record) if self.errors.is_empty() => Ok(record),
            _ => Err(self.errors),
        }
    }
}

pub(crate) fn absent(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|t| !t.is_empty())
}

/// Every digit or nothing: no grouping, no rounding to fit.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    if text.contains('_') {
        return None;
    }
    Decimal::from_str_exact(text).ok().or_else(|| Decimal::from_scientific(text).ok())
}

pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

pub(crate) fn time(text: &str) -> Option<DateTime<Utc>> {
    let stamp = DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
    stamp.or_else(|| date(text).map(|day| day.and_time(NaiveTime::MIN).and_utc()))
}

pub(crate) fn status(text: &str, since: NaiveDate) -> Option<LineStatus> {
    Some(match text {
        "active" => LineStatus::Active,
        "paused" => LineStatus::Paused { since },
        "past_due" => LineStatus::PastDue { since },
        "withdrawn" => LineStatus::Withdrawn,
        _ => return None,
    })
}

pub(crate) fn discounts(text: &str) -> Option<Vec<Discount>> {
    text.split(';').map(|part| discount(part.trim())).collect()
}

fn discount(text: &str) -> Option<Discount> {
    let (size, length) = text.split_once(char::is_whitespace)?;
    let size = match size.strip_suffix('%') {
        Some(percent) => DiscountSize::Percent(number(percent)?),
        None => DiscountSize::Amount(number(size)?),
    };
    let length = match length.trim() {
        "forever" => DiscountLength::Forever,
        "once" => DiscountLength::OneOff,
        until => DiscountLength::Until(date(until.strip_prefix("until")?.trim())?),
    };
    Discount::try_new(size, length).ok()
}

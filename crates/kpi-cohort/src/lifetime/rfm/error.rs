//! What is wrong with orders.

use chrono::NaiveDate;
use kpi_types::{Currency, DayError, Localized, MoneyError};
use rust_decimal::Decimal;

use super::options::RfmOptions;

/// Why orders are refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RfmError {
    /// An amount in another currency.
    #[error(
        "an order of {customer} on {date} is in {found}, the table in {wanted}: convert it first"
    )]
    Currency {
        /// Whose order.
        customer: String,
        /// Its day.
        date: NaiveDate,
        /// Its currency.
        found: Currency,
        /// The currency of the table.
        wanted: Currency,
    },
    /// A negative amount, and the rule refuses them.
    #[error(
        "an order of {customer} on {date} is {amount}: choose whether refunds are netted or ignored"
    )]
    Refund {
        /// Whose order.
        customer: String,
        /// Its day.
        date: NaiveDate,
        /// Its amount.
        amount: Decimal,
    },
    /// A day number that no date has.
    #[error("an order of {customer}: {error}")]
    Day {
        /// Whose order.
        customer: String,
        /// What is wrong with the day.
        error: DayError,
    },
    /// A sum that is too large to be exact.
    #[error("the amounts of {customer} cannot be added up: {error}")]
    Sum {
        /// Whose orders.
        customer: String,
        /// What is wrong with the sum.
        error: MoneyError,
    },
    /// Columns of different lengths.
    #[error("{customers} customers, {days} days and {amounts} amounts: columns need one length")]
    Columns {
        /// Length of the column of customers.
        customers: usize,
        /// Length of the column of days.
        days: usize,
        /// Length of the column of amounts.
        amounts: usize,
    },
    /// A holdout that ends before it begins.
    #[error("the holdout ends on {holdout}, calibration on {calibration}: it has to end later")]
    Holdout {
        /// Last day of calibration.
        calibration: NaiveDate,
        /// Last day of the holdout.
        holdout: NaiveDate,
    },
    /// Two builders of different rules.
    #[error(
        "orders gathered under {other:?} in {other_currency} cannot join those under {own:?} in {own_currency}"
    )]
    Rules {
        /// The rules here.
        own: RfmOptions,
        /// The currency here.
        own_currency: Currency,
        /// The rules there.
        other: RfmOptions,
        /// The currency there.
        other_currency: Currency,
    },
}

impl RfmError {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::Currency { customer, date, found, wanted } => format!(
                "{customer} の {date} の注文は {found} で、表の {wanted} と異なります。先に換算してください"
            ),
            Self::Refund { customer, date, amount } => format!(
                "{customer} の {date} の注文は {amount} です。返金を差し引くか無視するかを選んでください"
            ),
            Self::Day { customer, .. } => {
                format!("{customer} の注文の日付番号に当たる日がありません")
            }
            Self::Sum { customer, .. } => format!("{customer} の金額は大きすぎて合計できません"),
            Self::Columns { customers, days, amounts } => format!(
                "顧客 {customers} 件、日付 {days} 件、金額 {amounts} 件です。列の長さを揃えてください"
            ),
            Self::Holdout { calibration, holdout } => format!(
                "検証期間の最終日 {holdout} は、学習期間の最終日 {calibration} より後にしてください"
            ),
            Self::Rules { own_currency, other_currency, .. } => {
                format!("規則の異なる集計は合わせられません({own_currency} と {other_currency})")
            }
        };
        Localized::new(self.to_string(), ja)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        let (customer, date) = ("acme".to_owned(), NaiveDate::MIN);
        let rules = RfmOptions::default();
        let error = DayError { number: i32::MAX };
        for error in [
            RfmError::Currency {
                customer: customer.clone(),
                date,
                found: Currency::JPY,
                wanted: Currency::USD,
            },
            RfmError::Refund { customer: customer.clone(), date, amount: Decimal::ONE },
            RfmError::Day { customer: customer.clone(), error },
            RfmError::Sum { customer, error: MoneyError::Overflow { currency: Currency::JPY } },
            RfmError::Columns { customers: 1, days: 2, amounts: 3 },
            RfmError::Holdout { calibration: date, holdout: date },
            RfmError::Rules {
                own: rules,
                own_currency: Currency::JPY,
                other: rules,
                other_currency: Currency::USD,
            },
        ] {
            crate::said::in_both(&error.message(), &error.to_string());
        }
    }
}

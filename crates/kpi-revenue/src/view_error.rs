//! Why a view cannot answer.

use kpi_types::{Currency, PeriodError};

use crate::rates::RateError;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ViewError {
    /// The ledger has amounts in several currencies and none was chosen.
    #[error("amounts are in {}: choose one with `view_in`, or convert with `view_reported_in`", codes(.found))]
    SeveralCurrencies {
        /// The currencies.
        found: Vec<Currency>,
    },
    /// The ledger has no amounts in that currency.
    #[error("there are no amounts in {asked}: found {}", codes(.found))]
    NoSuchCurrency {
        /// The currency asked for.
        asked: Currency,
        /// The currencies there are.
        found: Vec<Currency>,
    },
    /// The ledger has no recurring amounts at all.
    #[error("the ledger has no recurring amounts, so there is no currency to report in")]
    Empty,
    /// The book knows no such product.
    #[error("unknown product {product}: expected one of {}", .known.join(", "))]
    NoSuchProduct {
        /// The product asked for.
        product: String,
        /// The products there are.
        known: Vec<String>,
    },
    /// A rate is missing or an amount does not fit.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// A period outside the calendar, or periods of two grains.
    #[error(transparent)]
    Period(#[from] PeriodError),
    /// A sum that does not fit.
    #[error("a sum in {currency} exceeds 79228162514264337, the most a monthly amount can be")]
    Overflow {
        /// The currency.
        currency: Currency,
    },
}

fn codes(currencies: &[Currency]) -> String {
    let codes: Vec<&str> = currencies.iter().map(|c| c.code()).collect();
    if codes.is_empty() { "none".to_owned() } else { codes.join(", ") }
}

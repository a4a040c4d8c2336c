//! Forecasts of customers and revenue: by hand, laws, refusals, books with a known truth.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod back_test;
mod books;
#[cfg(feature = "serde")]
mod documents;
mod errors;
mod gaps;
mod laws;
mod truth;

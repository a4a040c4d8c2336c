//! Forecasts of customers and revenue: by hand, laws, refusals, books with a known truth.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod back_test;
mod books;
#[cfg(feature = "serde")]
mod documents;
mod errors;
mod gaps;
mod laws;
mod truth;

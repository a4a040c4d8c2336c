//! Money by cohort and age.

mod cell;
mod count;

pub use cell::{RevenueCell, RevenueFigures};
pub(crate) use count::{MoneyTally, by_row};

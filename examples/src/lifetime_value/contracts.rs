//! Survivors of contracts, period by period, to renewals and values to come.

mod args;
mod check;
mod cohorts;
mod found;
mod model;
mod page;
mod worth;
mod written;

pub use args::{ContractsArguments, PeriodUnit};
pub(super) use cohorts::{Survivors, read};

use anyhow::Result;

use crate::input::BadCell;

/// The page, or JSON.
pub(super) fn shown(
    arguments: &ContractsArguments,
    survivors: &Survivors,
    bad: &[BadCell],
) -> Result<String> {
    let found = found::find(arguments, survivors)?;
    arguments.shown.page.answer(
        || Ok(written::json(arguments, survivors, &found, bad)),
        || Ok(page::page(arguments, survivors, &found)),
    )
}

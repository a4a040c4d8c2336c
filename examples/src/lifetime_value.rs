//! What customers are still worth: of orders, purchase and spend models, fitted and judged; of
//! contracts, renewal models.

mod args;
mod contracts;
mod discount;
mod orders;
mod page;
mod rules;
mod value;
mod words;

use std::ffi::OsString;
use std::io::Write;

pub use args::{Kind, LifetimeValueArguments, Model, OrdersArguments};
pub use contracts::{ContractsArguments, PeriodUnit};
pub use discount::DiscountArguments;
pub use rules::{RefundRule, RulesArguments, ZeroRule};

use crate::program;

/// What was read.
enum Read {
    Orders(orders::Orders),
    Contracts(contracts::Survivors),
}

/// Runs the program; the exit code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    program::run(
        arguments,
        out,
        err,
        |arguments: &LifetimeValueArguments| match &arguments.kind {
            Some(Kind::Contracts(asked)) => {
                contracts::read(asked).map(|(read, bad)| (Read::Contracts(read), bad))
            }
            None => orders::read(&arguments.orders).map(|(read, bad)| (Read::Orders(read), bad)),
        },
        |arguments, read, bad| match (read, &arguments.kind) {
            (Read::Contracts(read), Some(Kind::Contracts(asked))) => {
                contracts::shown(asked, read, bad)
            }
            (Read::Orders(read), _) => page::shown(&arguments.orders, read, bad),
            // A page is made of what was read under the same arguments.
            (Read::Contracts(_), None) => Ok(String::new()),
        },
    )
}

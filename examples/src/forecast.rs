//! Records to customers and MRR of the coming months, and how such forecasts did in the past.

mod args;
mod book;
mod judged;
mod page;
mod plain;
mod written;

use std::ffi::OsString;
use std::io::Write;

pub use args::ForecastArguments;

use crate::program;

/// Runs the program; the exit code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    program::run(arguments, out, err, book::read, |arguments: &ForecastArguments, read, bad| {
        let found = book::find(arguments, read)?;
        let page = || page::page(arguments, &found);
        arguments.shown.page.answer(|| written::json(&found, bad), page)
    })
}

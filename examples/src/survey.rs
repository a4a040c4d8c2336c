//! Answers in any CSV to NPS, CSAT and CES with intervals, compared, and to what to improve first.

mod args;
mod asked;
mod cells;
mod compare;
mod drivers;
mod page;
mod scatter;
mod scores;
mod sheet;
mod text;
mod written;

use std::ffi::OsString;
use std::io::Write;

pub use args::SurveyArguments;

use crate::program;

/// Runs the program. The exit code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    program::run(arguments, out, err, sheet::read, |arguments: &SurveyArguments, sheet, bad| {
        let arguments = &arguments.or_sample();
        let scores = scores::of(sheet)?;
        let drivers = drivers::of(arguments, sheet)?;
        let drivers = drivers.as_ref();
        arguments.shown.page.answer(
            || Ok(written::json(sheet, &scores, drivers, bad)),
            || Ok(page::page(arguments, sheet, &scores, drivers)),
        )
    })
}

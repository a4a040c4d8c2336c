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
pub fn run<A>(
    arguments: impl IntoIterator<Item = A>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8
where
    A: Into<OsString> + Clone,
{
    program::run(arguments, out, err, sheet::read, |arguments: &SurveyArguments, sheet, bad| {
        let arguments = &arguments.or_sample();
        let scores = scores::of(sheet)?;
        let drivers = drivers::of(arguments, sheet)?;
        Ok(match arguments.json {
            true => {
                let json = written::json(sheet, &scores, drivers.as_ref(), bad);
                serde_json::to_string_pretty(&json)? + "\n"
            }
            false => page::page(arguments, sheet, &scores, drivers.as_ref()),
        })
    })
}

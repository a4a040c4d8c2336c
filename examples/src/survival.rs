//! How long customers stay, group by group, with those who are still there counted as such.

mod args;
mod durations;
mod page;
mod states;
mod words;
mod written;

use std::ffi::OsString;
use std::io::Write;

pub use args::SurvivalArguments;

use crate::program;

/// Runs the program; the exit code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    program::run(arguments, out, err, durations::read, |asked: &SurvivalArguments, read, bad| {
        let groups = durations::curves(read)?;
        asked.shown.page.answer(
            || Ok(written::json(asked, read, &groups, bad)),
            || Ok(page::page(asked, read, &groups)),
        )
    })
}

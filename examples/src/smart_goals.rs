//! Goals and the past of their metrics to verdicts letter by letter, remedies, pace and an agenda.

mod args;
mod book;
mod folder;
mod judged;
mod page;
mod tested;
mod written;

use std::ffi::OsString;
use std::io::Write;

pub use args::SmartGoalsArguments;

use crate::program;

/// Runs the program; the exit code is 0, 1 for bad rows, all of them listed, 2 for errors. Findings
/// about goals are what the page is for, not errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    program::run(arguments, out, err, folder::read, |asked: &SmartGoalsArguments, read, bad| {
        if asked.calibrate {
            return tested::page(asked, read);
        }
        let judged = judged::Judged::of(asked, read)?;
        let page = || Ok(page::page(asked, read, &judged));
        asked.shown.page.answer(|| written::json(read, &judged, bad), page)
    })
}

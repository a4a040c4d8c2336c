//! A log of events to a retention grid, drawn as a heat map, and the active users beside it.

mod args;
mod grid;
mod log;
mod page;
mod question;
mod sample;
mod segments;
mod written;

use std::ffi::OsString;
use std::io::Write;

pub use args::RetentionArguments;

use crate::program;

/// Runs the program; `color` says whether a terminal shows the page. The exit code is 0, 1 for bad
/// rows, all of them listed, 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    color: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    program::run(arguments, out, err, log::read, |arguments: &RetentionArguments, log, bad| {
        let found = grid::count(arguments, log)?;
        arguments.shown.page.answer(
            || written::json(arguments, log, &found, bad),
            || page::page(arguments, log, &found, color),
        )
    })
}

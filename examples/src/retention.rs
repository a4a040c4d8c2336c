//! A log of events to a retention grid, drawn as a heat map, and the active users beside it.

mod args;
mod grid;
mod log;
mod page;
mod sample;

use std::ffi::OsString;
use std::io::Write;

pub use args::RetentionArguments;

use crate::program;

/// Runs the program; `color` says whether a terminal shows the page. The exit code is 0, 1 for bad
/// rows, all of them listed, 2 for errors.
pub fn run<A>(
    arguments: impl IntoIterator<Item = A>,
    color: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8
where
    A: Into<OsString> + Clone,
{
    program::run(arguments, out, err, log::read, |arguments: &RetentionArguments, log, bad| {
        let found = grid::count(arguments, log)?;
        Ok(match arguments.json {
            true => serde_json::to_string_pretty(&page::json(arguments, log, &found, bad)?)? + "\n",
            false => page::page(arguments, log, &found, color)?,
        })
    })
}

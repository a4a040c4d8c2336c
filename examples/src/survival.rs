//! How long customers stay, group by group, with those who are still there counted as such.

mod args;
mod durations;
mod page;
mod states;
mod written;

use std::ffi::OsString;
use std::io::Write;

pub use args::SurvivalArguments;

use crate::program;

/// Runs the program; the exit code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub fn run<A>(
    arguments: impl IntoIterator<Item = A>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8
where
    A: Into<OsString> + Clone,
{
    program::run(
        arguments,
        out,
        err,
        durations::read,
        |arguments: &SurvivalArguments, read, bad| {
            let groups = durations::curves(read)?;
            Ok(match arguments.json {
                true => {
                    let json = written::json(arguments, read, &groups, bad);
                    serde_json::to_string_pretty(&json)? + "\n"
                }
                false => page::page(arguments, read, &groups),
            })
        },
    )
}

//! Orders to what customers are still worth: purchase and spend models, fitted and judged.

mod args;
mod orders;
mod page;
mod value;

use std::ffi::OsString;
use std::io::Write;

pub use args::LifetimeValueArguments;

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
        orders::read,
        |arguments: &LifetimeValueArguments, log, bad| {
            let found = value::find(arguments, log)?;
            Ok(match arguments.json {
                true => serde_json::to_string_pretty(&page::json(arguments, &found, bad))? + "\n",
                false => page::page(arguments, log, &found),
            })
        },
    )
}

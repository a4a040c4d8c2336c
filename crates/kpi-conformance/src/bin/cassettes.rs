//! Holds recorded answers of ChartMogul's API against the catalog: `cassettes FOLDER`.
//!
//! Prints what came out, what is known not to, and what nobody can explain. Exit code 0 when there
//! is nothing of the latter, 1 when there is or the folder is missing or empty, 2 without a folder.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use kpi_conformance::cassettes::run_folder;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        return say("usage: cassettes FOLDER", 2);
    };
    match run_folder(Path::new(&folder)) {
        Ok(report) => say(&report.to_string(), if report.is_clean() { 0 } else { 1 }),
        Err(error) => say(&format!("FAIL  {error}"), 1),
    }
}

/// Prints; a closed pipe must not hide the answer, so its error does not change the exit code.
fn say(text: &str, code: u8) -> ExitCode {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
    ExitCode::from(code)
}

//! Sample data: a made-up company with 500 customers over 36 months, the same bytes every time.

mod chance;
mod customer;
mod life;
mod offer;
mod side;
mod survey;
mod write;

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Parser;
use kpis::types::Language;

use crate::program::{failed, parsed, say};

pub(crate) use chance::Chance;
pub use write::Files;

/// First day of the story.
const FIRST: (i32, u32, u32) = (2023, 11, 1);
/// Months in it; the last is October 2026.
const MONTHS: i32 = 36;
/// How many customers ever sign.
const CUSTOMERS: usize = 500;
/// Another seed is another company.
const SEED: u64 = 20_261_031;

/// Writes the sample data: a made-up company with 500 customers over 36 months, and answers to a
/// survey; the same bytes every time.
#[derive(Debug, Clone, Parser)]
#[command(name = "generate", version)]
pub struct GenerateArguments {
    /// The folder; `examples/data` otherwise. Files of the same names are written over.
    #[arg(default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"), hide_default_value = true)]
    pub folder: PathBuf,
}

/// Runs the program; the exit code is 0, or 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments: GenerateArguments = match parsed(arguments, out, err) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match write_to(&arguments.folder) {
        Ok(written) => say(out, &(written.join("\n") + "\n"), 0),
        Err(error) => failed(err, &error, Language::En),
    }
}

/// Every file of the sample, in memory.
///
/// # Errors
///
/// Only when a date leaves the calendar, which the constants do not allow.
pub fn files() -> Result<Files> {
    let mut chance = chance::Chance::new(SEED);
    let clock = life::Clock::try_new()?;
    let mut records = Vec::new();
    let mut segments = Vec::new();
    for number in 0..CUSTOMERS {
        let customer = customer::Customer::draw(number, &mut chance);
        side::segments(&customer, clock, &mut chance, &mut segments);
        life::live(&customer, clock, &mut chance, &mut records);
    }
    records.retain(|record| record.recorded_at <= clock.last_moment());
    records.sort_by(|a, b| (a.recorded_at, &a.line).cmp(&(b.recorded_at, &b.line)));
    Files::new(
        &records,
        &segments,
        &side::rates(clock, &mut chance),
        &side::inputs(clock, &mut chance),
        // People who answer surveys are another story, with chance of their own.
        &survey::answers(&mut Chance::new(SEED + 1)),
    )
}

/// Writes the files into a folder.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write_to(folder: &Path) -> Result<Vec<String>> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create {}", folder.display()))?;
    let mut said = Vec::new();
    for (name, text) in files()?.iter() {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        said.push(format!("{}: {} lines", path.display(), text.lines().count()));
    }
    Ok(said)
}

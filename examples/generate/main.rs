//! Writes the sample data: `cargo run --example generate [FOLDER]`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data")), PathBuf::from);
    match kpis_examples::generate::write_to(&folder) {
        Ok(written) => {
            let mut out = std::io::stdout().lock();
            let told = written.iter().try_for_each(|line| writeln!(out, "{line}"));
            if told.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            let _unheard = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

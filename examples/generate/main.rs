//! Writes the sample data: `cargo run --example generate [FOLDER]`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::generate::run(std::env::args_os(), &mut out, &mut err))
}

//! `cargo run --release --example smart_goals [FOLDER --as-of 2026-10-05 --rule probability]`

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::smart_goals::run(std::env::args_os(), &mut out, &mut err))
}

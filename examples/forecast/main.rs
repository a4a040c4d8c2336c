//! `cargo run --release --example forecast [FILES --month 2026-08 --months 12 --backtest]`

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::forecast::run(std::env::args_os(), &mut out, &mut err))
}

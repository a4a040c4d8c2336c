//! `cargo run --release --example retention [EVENTS.csv --id user_id --time ts_utc]`

use std::io::IsTerminal;
use std::process::ExitCode;

fn main() -> ExitCode {
    let color = std::io::stdout().is_terminal();
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::retention::run(std::env::args_os(), color, &mut out, &mut err))
}

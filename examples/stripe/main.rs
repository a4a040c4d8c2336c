//! `cargo run --release --example stripe [FILE.json]`

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::stripe::run(std::env::args_os(), &mut out, &mut err))
}

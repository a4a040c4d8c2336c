//! `cargo run --release --example survival [FILE.csv --duration tenure --event Churn=Yes --by Contract]`

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::survival::run(std::env::args_os(), &mut out, &mut err))
}

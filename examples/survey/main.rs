//! `cargo run --release --example survey [ANSWERS.csv --nps COLUMN --csat COLUMN --items 'Q9*' --overall COLUMN]`

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::survey::run(std::env::args_os(), &mut out, &mut err))
}

//! `cargo run --release --example lifetime_value [ORDERS.csv --customer id --date date --amount amount]`

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    ExitCode::from(kpis_examples::lifetime_value::run(std::env::args_os(), &mut out, &mut err))
}

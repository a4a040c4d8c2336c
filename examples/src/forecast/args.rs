//! What the program can be asked.

use clap::Parser;
use kpis::types::Currency;

use crate::flags::{BookArguments, ShownArguments};
use crate::program::Asked;

/// Customers and MRR of the coming months with intervals, and how such forecasts did in the past.
///
/// Without files it reads the made-up company in `examples/data`.
#[derive(Debug, Clone, Parser)]
#[command(name = "forecast", version)]
pub struct ForecastArguments {
    /// The book.
    #[command(flatten)]
    pub book: BookArguments,
    /// Only the book of one currency, such as USD.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// The last month to learn from, such as 2026-08; the last one that is over otherwise.
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
    /// How many months ahead.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub months: u32,
    /// How many paths are simulated.
    #[arg(long, value_name = "N", default_value_t = 1_999, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub paths: u32,
    /// Where the random numbers start; the same seed prints the same page.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// The level of every interval.
    #[arg(long, value_name = "LEVEL", default_value_t = 0.95)]
    pub level: f64,
    /// Makes the forecast again at every past quarter and puts it beside what came.
    #[arg(long)]
    pub backtest: bool,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

impl Asked for ForecastArguments {
    fn shown(&self) -> ShownArguments {
        self.shown
    }
}

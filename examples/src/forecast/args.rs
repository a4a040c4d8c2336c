//! What the program can be asked.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Parser;
use kpis::types::{Currency, Language};

use crate::input::{Door, ListBy};
use crate::program::Asked;
use crate::scorecard::Lang;

/// Customers and MRR of the coming months with intervals, and how such forecasts did in the past.
///
/// Without files it reads the made-up company in `examples/data`.
#[derive(Debug, Clone, Parser)]
#[command(name = "forecast", version)]
pub struct ForecastArguments {
    /// Files of contract lines, snapshots or changes: .csv or .csv.gz.
    pub files: Vec<PathBuf>,
    /// What the rows are; found from the columns otherwise.
    #[arg(long, value_name = "KIND")]
    pub door: Option<Door>,
    /// What makes rows of snapshots one list: one moment, or one day.
    #[arg(long, value_enum, default_value_t = ListBy::Moment)]
    pub list_by: ListBy,
    /// Which column holds a field, such as mrr=mrr_usd; may be repeated.
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// One value for every row, such as currency=USD; may be repeated.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// Exchange rates: date, from, to, rate. Amounts are forecast in `to`.
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// For how many days a rate holds.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub rate_age: u32,
    /// Only the book of one currency, such as USD.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<Currency>,
    /// The convention: kpis, chartmogul, stripe, profitwell, chargebee, recurly or maxio.
    #[arg(long, value_name = "NAME", default_value = "kpis")]
    pub policy: String,
    /// The last day that is known; the last date in the data otherwise.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
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
    /// Leaves bad rows out and lists them, instead of stopping.
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// The time zone that decides on which date a moment falls.
    #[arg(long, value_name = "NAME", default_value = "UTC")]
    pub zone: String,
    /// The language of the page.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// JSON instead of a page.
    #[arg(long)]
    pub json: bool,
}

impl Asked for ForecastArguments {
    fn language(&self) -> Language {
        self.lang.language()
    }

    fn json(&self) -> bool {
        self.json
    }

    fn skips_bad_rows(&self) -> bool {
        self.skip_bad_rows
    }
}

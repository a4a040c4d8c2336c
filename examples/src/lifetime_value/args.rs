//! What the program can be asked.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, ValueEnum};
use kpis::types::{Currency, Language};

use crate::program::Asked;
use crate::scorecard::Lang;

/// What customers without a contract are still worth: how often and for how much they will buy.
///
/// Without a file it shows the made-up customers of a made-up shop. A file has one order a row.
#[derive(Debug, Clone, Parser)]
#[command(name = "lifetime_value", version)]
pub struct LifetimeValueArguments {
    /// One order a row: CSV (gzip accepted), or columns between blanks with --whitespace.
    pub file: Option<PathBuf>,
    /// Columns stand between blanks.
    #[arg(long)]
    pub whitespace: bool,
    /// The column that says who.
    #[arg(long, value_name = "COLUMN", default_value = "customer")]
    pub customer: String,
    /// The column with the day: 2026-01-31 or 20260131.
    #[arg(long, value_name = "COLUMN", default_value = "date")]
    pub date: String,
    /// The column with the money; refunds are negative.
    #[arg(long, value_name = "COLUMN", default_value = "amount")]
    pub amount: String,
    /// The currency of every amount.
    #[arg(long, default_value = "USD")]
    pub currency: Currency,
    /// How often customers buy: who may leave, from the first order on or from the second.
    #[arg(long, value_enum, default_value_t = Model::BgNbd)]
    pub model: Model,
    /// How many months ahead.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub months: u32,
    /// The discount of a year: 0.1 for 10 %.
    #[arg(long, default_value_t = 0.1)]
    pub discount_per_year: f64,
    /// Fits on orders up to this day and compares the rest with what was expected.
    #[arg(long, value_name = "DATE")]
    pub calibrate_until: Option<NaiveDate>,
    /// How many customers to name.
    #[arg(long, default_value_t = 10)]
    pub top: usize,
    /// Runs without the bad rows and reports them.
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// The language of the page.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// JSON instead of a page.
    #[arg(long)]
    pub json: bool,
}

/// A model of how often customers buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Model {
    /// BG/NBD: a customer may leave after each order but the first.
    BgNbd,
    /// MBG/NBD: also after the first.
    MbgNbd,
}

impl Asked for LifetimeValueArguments {
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

//! What the program can be told.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, ValueEnum};

use crate::flags::{BookArguments, ShownArguments};

/// The KPIs of a month from contract lines, MRR snapshots or MRR changes.
///
/// Without files it reads the made-up company in `examples/data`.
#[derive(Debug, Clone, Parser)]
#[command(name = "scorecard", version)]
pub struct Arguments {
    /// The book.
    #[command(flatten)]
    pub book: BookArguments,
    /// Charges that do not recur: date, customer, amount, currency.
    #[arg(long, value_name = "FILE")]
    pub one_off: Option<PathBuf>,
    /// Attributes of customers: customer, attribute, value, from.
    #[arg(long, value_name = "FILE")]
    pub segments: Option<PathBuf>,
    /// Facts that no contract knows: fact, period, value, currency.
    #[arg(long, value_name = "FILE")]
    pub inputs: Option<PathBuf>,
    /// The period: 2026-10, 2026-Q3, 2026-W40, FY2026 or 2026-10-31. The last complete month
    /// otherwise.
    #[arg(long, value_name = "PERIOD")]
    pub month: Option<String>,
    /// How many periods the waterfall goes back.
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub months: u16,
    /// Only customers of a segment, such as industry=retail.
    #[arg(long, value_name = "ATTRIBUTE=VALUE")]
    pub segment: Option<String>,
    /// The attribute's value that counts: at the period's start or at its end.
    #[arg(long, value_enum, default_value_t = SegmentAt::Start)]
    pub segment_at: SegmentAt,
    /// Only one product, as a book of its own.
    #[arg(long)]
    pub product: Option<String>,
    /// Only the book of one currency, such as USD; `each` shows every currency by itself.
    #[arg(long, value_name = "CODE|each")]
    pub currency: Option<String>,
    /// One rule of the convention, such as trials=include; may be repeated.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub rule: Vec<String>,
    /// Explains the gap to another convention, rule by rule and customer by customer.
    #[arg(long, value_name = "NAME")]
    pub compare: Option<String>,
    /// Shows everything as it was known on a day, and what was restated since.
    #[arg(long, value_name = "DATE")]
    pub known_at: Option<NaiveDate>,
    /// How many days after its end a period counts as reported.
    #[arg(long, value_name = "DAYS", default_value_t = 5)]
    pub reported_after: u16,
    /// Names everybody behind a metric, such as net_revenue_retention.
    #[arg(long, value_name = "METRIC")]
    pub explain: Option<String>,
    /// Goals as the example smart_goals reads them: target, pace and forecast of each by the book.
    #[arg(long, value_name = "FILE")]
    pub goals: Option<PathBuf>,
    /// How many customers and movements a list shows.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,
    /// Compares every list of a snapshot file with totals published elsewhere: at, total.
    #[arg(long, value_name = "FILE")]
    pub reconcile: Option<PathBuf>,
    /// How far a list may be from its published total.
    #[arg(long, value_name = "AMOUNT", default_value = "1")]
    pub within: rust_decimal::Decimal,
    /// The first month of the fiscal year, 1 to 12.
    #[arg(long, value_name = "MONTH", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=12))]
    pub fiscal_start: u8,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

/// When an attribute's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SegmentAt {
    /// On the period's first day.
    Start,
    /// On its last day.
    End,
}

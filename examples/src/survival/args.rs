//! What the program can be asked.

use std::path::PathBuf;

use clap::Parser;

use crate::flags::{HeaderArguments, ShownArguments};
use crate::program::Asked;

/// How long customers stay: Kaplan-Meier curves by group, medians, log-rank.
///
/// Without a file it shows the contracts of the made-up company by billing interval. A file is CSV
/// (gzip accepted) with one customer a row.
#[derive(Debug, Clone, Parser)]
#[command(name = "survival", version)]
pub struct SurvivalArguments {
    /// CSV with one customer a row.
    pub file: Option<PathBuf>,
    /// Names of columns.
    #[command(flatten)]
    pub header: HeaderArguments,
    /// The column that says how long the customer was seen: a number of zero or more.
    #[arg(long, value_name = "COLUMN", default_value = "duration")]
    pub duration: String,
    /// The column that says who left, and the value that means so: `Churn=Yes`. Every other value
    /// means still there when last seen, unless --censored says which do.
    #[arg(long, value_name = "COLUMN=VALUE", default_value = "left=1")]
    pub event: String,
    /// A value of the same column that means still there: `Churn=No`. May be said several times;
    /// every third value is then a bad row.
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub censored: Vec<String>,
    /// Nobody left, and that is as it should be: without this, an event that stands in no row is
    /// taken for a slip.
    #[arg(long)]
    pub no_event_expected: bool,
    /// The column to compare by.
    #[arg(long, value_name = "COLUMN")]
    pub by: Option<String>,
    /// What a duration of one is called.
    #[arg(long, value_name = "WORD", default_value = "month")]
    pub unit: String,
    /// Of those who stayed so long: who stays as long again?
    #[arg(long, value_name = "TIME", value_parser = positive)]
    pub given: Option<f64>,
    /// Up to where the mean time stayed is taken; the shortest of the groups' last times otherwise.
    #[arg(long, value_name = "TIME", value_parser = positive)]
    pub limit: Option<f64>,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(time) if time > 0.0 && time.is_finite() => Ok(time),
        _ => Err("expected a number above zero".to_owned()),
    }
}

impl Asked for SurvivalArguments {
    fn shown(&self) -> ShownArguments {
        self.shown
    }
}

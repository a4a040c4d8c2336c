//! What the program can be asked.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, ValueEnum};
use kpis::goals::StatusRule;
use kpis::types::Currency;

use crate::flags::{FieldArguments, ShownArguments};
use crate::program::Asked;

/// Judges goals on evidence: five verdicts a goal, findings with remedies, pace, forecast, agenda.
///
/// A folder holds goals.toml, and where there are: catalog.toml (own metrics), history/METRIC.csv
/// (period, value[, low, high]), history/METRIC@ATTRIBUTE=VALUE.csv for a segment, benchmarks.csv
/// (metric, name, value), people.txt, revisions.json, tree.toml, scenario.toml. Without a folder it reads the made-up company in
/// `examples/data/goals/good`.
#[derive(Debug, Clone, Parser)]
#[command(name = "smart_goals", version)]
pub struct SmartGoalsArguments {
    /// The folder.
    pub folder: Option<PathBuf>,
    /// Contract lines or snapshots to compute the past of metrics from, besides the CSV files; may be
    /// repeated.
    #[arg(long, value_name = "FILE")]
    pub book: Vec<PathBuf>,
    /// Exchange rates of the book: date, from, to, rate. Without them its amounts in --currency count.
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// For how many days a rate holds.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub rate_age: u32,
    /// Where the fields of the book stand.
    #[command(flatten)]
    pub fields: FieldArguments,
    /// The currency of amounts that are written without one.
    #[arg(long, value_name = "CODE", default_value = "JPY")]
    pub currency: Currency,
    /// The last day that is known; the last day of the newest period in the histories otherwise.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// What decides between on track, at risk and off track.
    #[arg(long, value_enum, default_value_t = Rule::Pace)]
    pub rule: Rule,
    /// Sets goals at every past month with stated probabilities, and shows how often they were reached.
    #[arg(long)]
    pub calibrate: bool,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

/// What decides how a goal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rule {
    /// The way made against the way of the line.
    Pace,
    /// The probability by the metric's own past.
    Probability,
}

impl Rule {
    pub(super) const fn rule(self) -> StatusRule {
        match self {
            Self::Pace => StatusRule::PACE,
            Self::Probability => StatusRule::PROBABILITY,
        }
    }
}

impl Asked for SmartGoalsArguments {
    fn shown(&self) -> ShownArguments {
        self.shown
    }
}

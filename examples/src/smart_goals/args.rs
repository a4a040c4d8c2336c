//! What the program can be asked.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, ValueEnum};
use kpis::goals::StatusRule;
use kpis::types::{Currency, Language};

use crate::program::Asked;
use crate::scorecard::Lang;

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
    /// Which column of the book holds a field, such as mrr=mrr_usd; may be repeated.
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// One value for every row of the book, such as currency=USD; may be repeated.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
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
    /// Leaves bad rows out and lists them, instead of stopping.
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// The language of the page.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// JSON instead of a page.
    #[arg(long)]
    pub json: bool,
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

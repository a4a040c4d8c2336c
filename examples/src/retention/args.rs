//! What the program can be asked.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, ValueEnum};
use kpis::types::{Grain, Zone};

use crate::flags::{HeaderArguments, ShownArguments, day};
use crate::program::Asked;

/// Retention of a log of events, cohort by cohort.
///
/// Without a file it shows a made-up log of a few hundred users. A file is CSV (gzip accepted) with
/// one event a row; name the columns with --id and --time.
#[derive(Debug, Clone, Parser)]
#[command(name = "retention", version)]
pub struct RetentionArguments {
    /// CSV with one event a row.
    pub file: Option<PathBuf>,
    /// Names of columns.
    #[command(flatten)]
    pub header: HeaderArguments,
    /// The column that says who.
    #[arg(long, value_name = "COLUMN", default_value = "id")]
    pub id: String,
    /// The column that says when: a date, or a time with or without a zone.
    #[arg(long, value_name = "COLUMN", default_value = "time")]
    pub time: String,
    /// Periods of the cohorts and windows.
    #[arg(long, value_enum, default_value_t = GrainOption::Month)]
    pub grain: GrainOption,
    /// Calendar periods, or windows of 24 hours, 7 days or 30 days from each member's first event.
    #[arg(long, value_enum, default_value_t = WindowsOption::Calendar)]
    pub windows: WindowsOption,
    /// What a return is.
    #[arg(long, value_enum, default_value_t = ModeOption::On)]
    pub mode: ModeOption,
    /// How many ages.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub horizon: u32,
    /// How many cohorts the grid shows, the youngest last; the mean is over all.
    #[arg(long, default_value_t = 18, value_parser = clap::value_parser!(u16).range(1..))]
    pub cohorts: u16,
    /// The last day the log covers; the day of the last event otherwise.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub end: Option<NaiveDate>,
    /// IANA time zone of days and periods; times in the file without a zone are in it, too.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub zone: Zone,
    /// Rows without an id are left out and counted; otherwise they are bad rows.
    #[arg(long)]
    pub leave_out_blank_ids: bool,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

/// A grain of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GrainOption {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
}

impl GrainOption {
    /// The grain.
    #[must_use]
    pub const fn grain(self) -> Grain {
        match self {
            Self::Day => Grain::Day,
            Self::Week => Grain::Week,
            Self::Month => Grain::Month,
        }
    }
}

/// How windows lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WindowsOption {
    /// Periods of the calendar.
    Calendar,
    /// From each member's own first event.
    Rolling,
}

/// What a return is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeOption {
    /// In the window itself.
    On,
    /// In the window or later.
    OnOrAfter,
    /// In the window or before.
    OnOrBefore,
    /// In every window so far.
    Streak,
}

impl Asked for RetentionArguments {
    fn shown(&self) -> ShownArguments {
        self.shown
    }
}

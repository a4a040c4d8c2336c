//! What the program can be asked.

use std::path::PathBuf;

use chrono::{NaiveDate, Weekday};
use clap::{Parser, ValueEnum};
use kpis::cohort::{CohortBy, RollingStep};
use kpis::types::{Currency, Grain, Zone};

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
    /// What opens a cohort: the first event ever, or in every period the first one of it.
    #[arg(long, value_enum, default_value_t = CohortByOption::FirstEvent)]
    pub cohort_by: CohortByOption,
    /// On which day weeks start.
    #[arg(long, value_enum, value_name = "DAY", default_value_t = WeekStartOption::Monday)]
    pub week_start: WeekStartOption,
    /// Calendar periods, or windows of one length from each member's own event.
    #[arg(long, value_enum, default_value_t = WindowsOption::Calendar)]
    pub windows: WindowsOption,
    /// How long a rolling window is: hours24, days7 or days30, as the grain is, unless said.
    #[arg(long, value_enum)]
    pub step: Option<StepOption>,
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
    /// The column with the money of an event, refunds negative; or two columns to multiply:
    /// Quantity*UnitPrice.
    #[arg(long, value_name = "COLUMN")]
    pub money: Option<String>,
    /// The currency of every amount; USD otherwise.
    #[arg(long, value_name = "CODE", requires = "money")]
    pub currency: Option<Currency>,
    /// The age whose money is 100 %: 0, which may be a short period, or 1, the first full one.
    #[arg(long, value_name = "AGE", default_value_t = 0)]
    pub base_age: u32,
    /// One grid for each value of a column, by the value at a member's first event.
    #[arg(long, value_name = "COLUMN")]
    pub segment: Option<String>,
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

/// What opens a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CohortByOption {
    /// The first event ever: everybody is in one cohort.
    FirstEvent,
    /// Every period with an event (recurring): the same member is in several cohorts.
    EveryEvent,
}

impl CohortByOption {
    /// The library's word for it.
    #[must_use]
    pub const fn cohort_by(self) -> CohortBy {
        match self {
            Self::FirstEvent => CohortBy::FirstEvent,
            Self::EveryEvent => CohortBy::EveryEvent,
        }
    }
}

/// The first day of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WeekStartOption {
    /// As in ISO 8601.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl WeekStartOption {
    /// The weekday.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Mon,
            Self::Tuesday => Weekday::Tue,
            Self::Wednesday => Weekday::Wed,
            Self::Thursday => Weekday::Thu,
            Self::Friday => Weekday::Fri,
            Self::Saturday => Weekday::Sat,
            Self::Sunday => Weekday::Sun,
        }
    }
}

/// The length of a rolling window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepOption {
    /// 24 hours.
    Hours24,
    /// 7 times 24 hours.
    Days7,
    /// 30 times 24 hours.
    Days30,
    /// To the same day and time of the next month; its last day where it is shorter.
    CalendarMonth,
}

impl StepOption {
    /// The library's word for it.
    #[must_use]
    pub const fn step(self) -> RollingStep {
        match self {
            Self::Hours24 => RollingStep::Hours24,
            Self::Days7 => RollingStep::Days7,
            Self::Days30 => RollingStep::Days30,
            Self::CalendarMonth => RollingStep::CalendarMonth,
        }
    }
}

/// How windows lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WindowsOption {
    /// Periods of the calendar.
    Calendar,
    /// From the event with which each member joined its cohort.
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

impl RetentionArguments {
    /// The currency of every amount.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency.unwrap_or(Currency::USD)
    }

    /// The length of a rolling window, where windows roll.
    #[must_use]
    pub fn rolling(&self) -> Option<StepOption> {
        let as_the_grain = match self.grain {
            GrainOption::Day => StepOption::Hours24,
            GrainOption::Week => StepOption::Days7,
            GrainOption::Month => StepOption::Days30,
        };
        match self.windows {
            WindowsOption::Calendar => None,
            WindowsOption::Rolling => Some(self.step.unwrap_or(as_the_grain)),
        }
    }
}

impl Asked for RetentionArguments {
    fn shown(&self) -> ShownArguments {
        self.shown
    }
}

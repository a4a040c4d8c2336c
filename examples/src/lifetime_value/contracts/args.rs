//! What can be asked of contracts.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kpis::cohort::LifetimeUnit;
use kpis::types::Currency;

use super::super::discount::DiscountArguments;
use crate::flags::{HeaderArguments, ShownArguments};

/// What can be asked of contracts.
#[derive(Debug, Clone, Args)]
pub struct ContractsArguments {
    /// CSV (gzip accepted) with the number of customers still there.
    pub file: Option<PathBuf>,
    /// Names of columns.
    #[command(flatten)]
    pub header: HeaderArguments,
    /// The column with the period, a number of renewals; otherwise the first.
    #[arg(long, value_name = "COLUMN")]
    pub period: Option<String>,
    /// The columns that are cohorts; otherwise all but the period.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', conflicts_with = "cohort")]
    pub cohorts: Vec<String>,
    /// The column that says which cohort, in a file with a cohort and a period a row.
    #[arg(long, value_name = "COLUMN")]
    pub cohort: Option<String>,
    /// With --cohort: the column with the number of customers still there.
    #[arg(long, value_name = "COLUMN", default_value = "survivors", requires = "cohort")]
    pub survivors: String,
    /// The file has percent, each cohort of so many customers at its start.
    #[arg(long, value_name = "CUSTOMERS", value_parser = clap::value_parser!(u64).range(1..))]
    pub percent_of: Option<u64>,
    /// How long a period is; otherwise what the period's column is called.
    #[arg(long, value_enum)]
    pub unit: Option<PeriodUnit>,
    /// One fit for all cohorts together: customers of one kind who came at different times.
    #[arg(long)]
    pub pool: bool,
    /// Fits on the renewals up to this one and compares the rest with the projection.
    #[arg(long, value_name = "RENEWAL", value_parser = clap::value_parser!(u32).range(1..))]
    pub fit_until: Option<u32>,
    /// How many periods to project past the last one seen.
    #[arg(long, value_name = "PERIODS", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=600))]
    pub ahead: u32,
    /// What later money counts less.
    #[command(flatten)]
    pub discount: DiscountArguments,
    /// What a renewal brings for one period. Without it a value is a number of payments.
    #[arg(long, value_name = "AMOUNT")]
    pub payment: Option<f64>,
    /// The share of the payment that is earned: 0.8 for 80 %. All of it otherwise.
    #[arg(long, value_name = "SHARE", requires = "payment")]
    pub margin: Option<f64>,
    /// The currency of the payment; USD otherwise.
    #[arg(long, requires = "payment")]
    pub currency: Option<Currency>,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PeriodUnit {
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl PeriodUnit {
    const fn unit(self) -> LifetimeUnit {
        match self {
            Self::Day => LifetimeUnit::Days,
            Self::Week => LifetimeUnit::Weeks,
            Self::Month => LifetimeUnit::Months,
            Self::Quarter => LifetimeUnit::Quarters,
            Self::Year => LifetimeUnit::Years,
        }
    }
}

impl ContractsArguments {
    /// The unit as it was asked for, or as a column is called.
    pub(super) fn unit_by(&self, column: &str) -> Option<LifetimeUnit> {
        let called = |unit: &PeriodUnit| {
            let plural = unit.unit().name();
            let name = column.to_ascii_lowercase();
            name == plural || plural.strip_suffix('s').is_some_and(|one| one == name)
        };
        self.unit
            .or_else(|| PeriodUnit::value_variants().iter().copied().find(called))
            .map(PeriodUnit::unit)
    }

    pub(super) fn currency(&self) -> Currency {
        self.currency.unwrap_or(Currency::USD)
    }
}

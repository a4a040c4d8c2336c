//! What the program can be asked.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use kpis::types::Currency;

use super::contracts::ContractsArguments;
use super::discount::DiscountArguments;
use super::rules::RulesArguments;
use crate::flags::{HeaderArguments, ShownArguments, day};
use crate::program::Asked;

/// What customers are still worth.
///
/// Without `contracts`: customers who order when they like. How often and for how much will they
/// buy? A file has one order a row; without one it shows the made-up customers of a made-up shop.
///
/// With `contracts`: customers who renew or leave. Its own help: `lifetime_value contracts --help`.
#[derive(Debug, Clone, Parser)]
#[command(name = "lifetime_value", version, args_conflicts_with_subcommands = true)]
pub struct LifetimeValueArguments {
    /// Contracts, if that is what customers have.
    #[command(subcommand)]
    pub kind: Option<Kind>,
    /// Orders otherwise.
    #[command(flatten)]
    pub orders: OrdersArguments,
}

/// Another kind of customers than those who order when they like.
#[derive(Debug, Clone, Subcommand)]
pub enum Kind {
    /// Customers who renew or leave at the end of each period: who renews, projected past the end of
    /// the data, and what that is worth.
    ///
    /// The file says how many are still customers at the start (period 0) and after each renewal (1,
    /// 2, …): a period a row and a cohort a column, with blanks where a period is not over; or, with
    /// --cohort, a cohort and a period a row. With --skip-bad-rows a cohort ends before its first bad
    /// cell. Without a file it shows the made-up cohorts of a made-up company.
    Contracts(Box<ContractsArguments>),
}

/// What can be asked of orders.
#[derive(Debug, Clone, Args)]
pub struct OrdersArguments {
    /// One order a row: CSV (gzip accepted), or columns between blanks with --whitespace.
    pub file: Option<PathBuf>,
    /// Columns stand between blanks.
    #[arg(long)]
    pub whitespace: bool,
    /// Names of columns.
    #[command(flatten)]
    pub header: HeaderArguments,
    /// The column that says who.
    #[arg(long, value_name = "COLUMN", default_value = "customer")]
    pub customer: String,
    /// The column with the day: 2026-01-31 or 20260131. A time of day may follow and is passed over.
    #[arg(long, value_name = "COLUMN", default_value = "date")]
    pub date: String,
    /// The column with the money; refunds are negative, see --refunds.
    #[arg(long, value_name = "COLUMN", default_value = "amount")]
    pub amount: String,
    /// The currency of every amount.
    #[arg(long, default_value = "USD")]
    pub currency: Currency,
    /// What counts as a purchase.
    #[command(flatten)]
    pub rules: RulesArguments,
    /// How often customers buy: who may leave, from the first order on or from the second.
    #[arg(long, value_enum, default_value_t = Model::BgNbd)]
    pub model: Model,
    /// How many months ahead.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=120))]
    pub months: u32,
    /// What later money counts less.
    #[command(flatten)]
    pub discount: DiscountArguments,
    /// Fits on orders up to this day and compares the rest with what was expected.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub calibrate_until: Option<NaiveDate>,
    /// How many customers to name.
    #[arg(long, default_value_t = 10)]
    pub top: usize,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
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
    fn shown(&self) -> ShownArguments {
        match &self.kind {
            Some(Kind::Contracts(contracts)) => contracts.shown,
            None => self.orders.shown,
        }
    }
}

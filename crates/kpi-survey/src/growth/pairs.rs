//! Scores and revenue of accounts, period by period.

use std::collections::BTreeMap;

use kpi_stats::Moments;
use kpi_types::{Grain, Interner, Period};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{GrowthError, GrowthOptions, NoLaterRevenue, RevenueChange, WhichScore};

/// Takes scores and revenue of accounts by period, in any order and in parts, and pairs each
/// account's score with what its revenue did later.
///
/// Several answers of one account in one period are averaged; several revenues are added. See
/// [`GrowthLink`](super::GrowthLink).
#[derive(Debug, Clone)]
pub struct GrowthPairs {
    grain: Grain,
    accounts: Interner,
    scores: BTreeMap<(u32, i32), Moments>,
    revenue: BTreeMap<(u32, i32), Decimal>,
}

/// One account with its score and what came after.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GrowthPair {
    /// The account.
    pub account: String,
    /// When it was asked.
    pub asked: Period,
    /// The mean of its answers then.
    pub score: f64,
    /// The change of its revenue.
    pub change: f64,
}

/// Accounts with a score that have no pair, by the first reason that applies to all their scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct GrowthLeftOut {
    /// The later period is beyond the last one that revenue is known for: not over yet.
    pub not_over: u64,
    /// No revenue (or none above zero, for rates) in the period of the score.
    pub no_revenue: u64,
    /// No revenue in the later period, where that is not taken for zero.
    pub no_later_revenue: u64,
}

/// What one score of an account comes to.
enum Found {
    Change(f64),
    NotOver,
    NoRevenue,
    NoLaterRevenue,
}

impl GrowthPairs {
    /// Nothing yet, by periods of one length.
    #[must_use]
    pub fn new(grain: Grain) -> Self {
        let (scores, revenue) = (BTreeMap::new(), BTreeMap::new());
        Self { grain, accounts: Interner::new(), scores, revenue }
    }

    /// The length of the periods.
    #[must_use]
    pub const fn grain(&self) -> Grain {
        self.grain
    }

    /// Takes one answer of an account; higher is better.
    ///
    /// # Errors
    ///
    /// [`GrowthError`] for a period of another length and a score that is not a finite number.
    pub fn observe_score(
        &mut self,
        account: &str,
        asked: Period,
        score: f64,
    ) -> Result<(), GrowthError> {
        let key = self.key(account, asked)?;
        let wrong = |_| GrowthError::Score { account: account.to_owned(), score };
        self.scores.entry(key).or_default().observe(score).map_err(wrong)
    }

    /// Takes revenue of an account in a period, such as its MRR at the end.
    ///
    /// # Errors
    ///
    /// [`GrowthError`] for a period of another length, and where sums become too large.
    pub fn observe_revenue(
        &mut self,
        account: &str,
        period: Period,
        revenue: Decimal,
    ) -> Result<(), GrowthError> {
        let key = self.key(account, period)?;
        let sum = self.revenue.entry(key).or_default();
        let wrong = || GrowthError::Revenue { account: account.to_owned(), period };
        *sum = sum.checked_add(revenue).ok_or_else(wrong)?;
        Ok(())
    }

    /// Adds everything another part took.
    ///
    /// # Errors
    ///
    /// As the observations; [`GrowthError::OtherGrains`].
    pub fn merge(&mut self, other: &Self) -> Result<(), GrowthError> {
        if self.grain != other.grain {
            return Err(GrowthError::OtherGrains { grain: self.grain, other: other.grain });
        }
        let here = self.accounts.absorb(&other.accounts)?;
        let renamed = |account: u32| here.get(account as usize).copied().unwrap_or(account);
        for ((account, period), scores) in &other.scores {
            let sum = self.scores.entry((renamed(*account), *period)).or_default();
            let wrong = |_| {
                let account = other.accounts.resolve(*account).unwrap_or_default().to_owned();
                GrowthError::Score { account, score: scores.mean().unwrap_or(f64::NAN) }
            };
            sum.merge(scores).map_err(wrong)?;
        }
        for ((account, period), revenue) in &other.revenue {
            let name = other.accounts.resolve(*account).unwrap_or_default();
            self.observe_revenue(name, Period::new(self.grain, *period), *revenue)?;
        }
        Ok(())
    }

    /// Each account once, by name, and who is left out.
    pub(super) fn paired(&self, options: GrowthOptions) -> (Vec<GrowthPair>, GrowthLeftOut) {
        let last = self.revenue.keys().map(|(_, period)| *period).max();
        let mut by_account: BTreeMap<u32, Vec<(i32, f64)>> = BTreeMap::new();
        for ((account, period), scores) in &self.scores {
            let mean = scores.mean().unwrap_or_default();
            by_account.entry(*account).or_default().push((*period, mean));
        }
        let (mut pairs, mut left_out) = (Vec::new(), GrowthLeftOut::default());
        for (account, mut scores) in by_account {
            if options.which() == WhichScore::Latest {
                scores.reverse();
            }
            let mut reasons = Vec::new();
            let mut found = None;
            for (period, score) in scores {
                match self.change(account, period, last, options) {
                    Found::Change(change) => {
                        found = Some((period, score, change));
                        break;
                    }
                    reason => reasons.push(reason),
                }
            }
            match (found, reasons.first()) {
                (Some((period, score, change)), _) => pairs.push(GrowthPair {
                    account: self.accounts.resolve(account).unwrap_or_default().to_owned(),
                    asked: Period::new(self.grain, period),
                    score,
                    change,
                }),
                (None, Some(Found::NotOver)) => left_out.not_over += 1,
                (None, Some(Found::NoLaterRevenue)) => left_out.no_later_revenue += 1,
                (None, _) => left_out.no_revenue += 1,
            }
        }
        pairs.sort_by(|a, b| a.account.cmp(&b.account));
        (pairs, left_out)
    }

    fn change(
        &self,
        account: u32,
        period: i32,
        last: Option<i32>,
        options: GrowthOptions,
    ) -> Found {
        let later = i32::try_from(options.lag()).ok().and_then(|lag| period.checked_add(lag));
        let Some(later) = later.filter(|later| last.is_some_and(|last| *later <= last)) else {
            return Found::NotOver;
        };
        let Some(then) = self.revenue.get(&(account, period)) else { return Found::NoRevenue };
        if options.change() == RevenueChange::Rate && *then <= Decimal::ZERO {
            return Found::NoRevenue;
        }
        let afterwards = match self.revenue.get(&(account, later)) {
            Some(revenue) => *revenue,
            None if options.no_later_revenue() == NoLaterRevenue::IsZero => Decimal::ZERO,
            None => return Found::NoLaterRevenue,
        };
        let (exact, rate) = (afterwards.checked_sub(*then), options.change());
        let exact = match rate {
            RevenueChange::Amount => exact,
            RevenueChange::Rate => exact.and_then(|change| change.checked_div(*then)),
        };
        // Where a difference of decimals does not fit, floats are near enough for ranks.
        let near = || {
            let (then, later) = (then.to_f64()?, afterwards.to_f64()?);
            Some(match rate {
                RevenueChange::Amount => later - then,
                RevenueChange::Rate => (later - then) / then,
            })
        };
        let change = exact.and_then(|change| change.to_f64()).or_else(near);
        change.map_or(Found::NoRevenue, Found::Change)
    }

    fn key(&mut self, account: &str, period: Period) -> Result<(u32, i32), GrowthError> {
        if period.grain() != self.grain {
            let (grain, found) = (self.grain, period.grain());
            return Err(GrowthError::OtherGrain { account: account.to_owned(), grain, found });
        }
        Ok((self.accounts.intern(account)?, period.index()))
    }
}

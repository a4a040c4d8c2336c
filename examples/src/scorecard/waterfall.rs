//! Opening, movements and closing of the last periods, in money and in customers.

use anyhow::{Result, bail};
use kpis::revenue::{MovementKind, PeriodTotals, View};
use kpis::types::{Calendar, Language, Money, Period};
use serde::Serialize;

use crate::shown::Figure;

/// Periods from old to new.
#[derive(Debug, Clone, Serialize)]
pub struct Waterfall {
    /// One row for each period.
    pub periods: Vec<Step>,
    /// Counts over all of them.
    pub total: Counts,
}

/// One period.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Its label.
    pub period: String,
    /// MRR before its first day.
    pub opening: Figure,
    /// What happened, losses negative, in the order of the kinds.
    pub movements: Vec<Moved>,
    /// MRR at the end of its last day.
    pub closing: Figure,
    /// Customers at the end of its last day.
    pub customers: u64,
    /// How often each thing happened.
    pub counts: Counts,
}

/// The sum of one kind of movement.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// The kind.
    pub kind: &'static str,
    /// The amount, negative for losses.
    pub amount: Figure,
}

/// How often something happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Customers who joined.
    pub new: u64,
    /// Who came back.
    pub reactivated: u64,
    /// Customers with an upsell.
    pub upsold: u64,
    /// Customers with a cross-sell.
    pub cross_sold: u64,
    /// Customers with a contraction.
    pub contracted: u64,
    /// Who left.
    pub churned: u64,
}

impl Counts {
    fn of(totals: &PeriodTotals) -> Self {
        Self {
            new: totals.joins(),
            reactivated: totals.returns(),
            upsold: totals.movers(MovementKind::Upsell),
            cross_sold: totals.movers(MovementKind::CrossSell),
            contracted: totals.movers(MovementKind::Contraction),
            churned: totals.churns(),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            new: self.new + other.new,
            reactivated: self.reactivated + other.reactivated,
            upsold: self.upsold + other.upsold,
            cross_sold: self.cross_sold + other.cross_sold,
            contracted: self.contracted + other.contracted,
            churned: self.churned + other.churned,
        }
    }
}

impl Waterfall {
    pub(super) fn build(
        view: &View<'_>,
        first: Period,
        last: Period,
        language: Language,
    ) -> Result<Self> {
        let calendar = view.calendar();
        let mut periods = Vec::new();
        let mut total = Counts::default();
        for totals in view.totals(first, last)? {
            if !totals.closes() {
                bail!("the books of {} do not close", calendar.label(totals.period())?);
            }
            let step = step(calendar, &totals, language)?;
            total = total.and(step.counts);
            periods.push(step);
        }
        Ok(Self { periods, total })
    }
}

fn step(calendar: Calendar, totals: &PeriodTotals, language: Language) -> Result<Step> {
    let figure = |money| Figure::money(money, language);
    let mut movements = Vec::new();
    for kind in MovementKind::ALL {
        let amount = totals.movement(kind)?;
        let signed = match kind.is_loss() {
            true => Money::zero(amount.currency()).checked_sub(amount)?,
            false => amount,
        };
        movements.push(Moved { kind: kind.name(), amount: figure(signed) });
    }
    Ok(Step {
        period: calendar.label(totals.period())?,
        opening: figure(totals.opening()?),
        movements,
        closing: figure(totals.closing()?),
        customers: totals.closing_customers(),
        counts: Counts::of(totals),
    })
}

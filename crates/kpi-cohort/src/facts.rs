//! From what was counted to the facts that the metric catalog divides.
//!
//! The formulas stand in the catalog (`retention_rate`, `stickiness`, `ltv_realised`,
//! `survival_rate`, …); a test holds that they give what the types here say of themselves.

use kpi_types::{Facts, Money, Period, Quantity, Ratio, Undefined};
use rust_decimal::Decimal;

use crate::actives::{PeriodActives, Stickiness};
use crate::retention::{Cell, RevenueFigures};
use crate::survival::SurvivalPoint;

impl Cell {
    /// `cohort_members` and `returned_members` of the members whose window is over, filed under a
    /// period of the caller's choice: the cohort's own, or the window's.
    ///
    /// ```
    /// use kpi_cohort::{EventColumns, ObservationEnd, Retention, RetentionSpec, TimeColumn};
    /// use kpi_types::{Calendar, Quantity};
    ///
    /// let end = ObservationEnd::Through("2026-03-31".parse()?);
    /// let mut retention = Retention::try_new(RetentionSpec::monthly(end).with_horizon(2)?)?;
    /// // Day 20454 is 1 January 2026; user 7 is back in February.
    /// let (users, days) = ([7_u64, 8, 7], [20454, 20460, 20486]);
    /// retention.observe_columns(&EventColumns::new(&users[..], TimeColumn::Days(&days)))?;
    /// let grid = retention.finish()?;
    /// let february = Calendar::utc().parse("2026-02")?;
    /// let facts = grid.cohorts()[0].cell(1).unwrap().facts(february);
    /// assert_eq!(facts.get("cohort_members"), Some(Quantity::Count(2)));
    /// assert_eq!(facts.get("returned_members"), Some(Quantity::Count(1)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn facts(&self, period: Period) -> Facts {
        filed(
            period,
            [
                ("cohort_members", count(self.eligible())),
                ("returned_members", count(self.returned())),
            ],
        )
    }
}

impl RevenueFigures {
    /// `cohort_members`, `cohort_first_revenue`, `cohort_age_revenue`, `cohort_kept_revenue` and
    /// `cohort_revenue_to_date` of one currency, filed under a period of the caller's choice.
    #[must_use]
    pub fn facts(&self, period: Period) -> Facts {
        let money = |money: Money| Quantity::Money(money);
        filed(
            period,
            [
                ("cohort_members", count(self.eligible())),
                ("cohort_first_revenue", money(self.base())),
                ("cohort_age_revenue", money(self.revenue_of_base())),
                ("cohort_kept_revenue", money(self.kept_of_base())),
                ("cohort_revenue_to_date", money(self.cumulative())),
            ],
        )
    }
}

impl PeriodActives {
    /// `active_users`, and where the period has one before it in the records `new_active_users`,
    /// `returning_active_users`, `resurrected_active_users` and `dormant_users`. A fact that is not
    /// known is left out, so that a metric that needs it is undefined.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let mut facts = filed(self.period(), [("active_users", count(self.active()))]);
        if let Ok(split) = self.split() {
            add(
                &mut facts,
                [
                    ("new_active_users", count(split.new)),
                    ("returning_active_users", count(split.returning)),
                    ("resurrected_active_users", count(split.resurrected)),
                    ("dormant_users", count(split.dormant)),
                ],
            );
        }
        facts
    }
}

impl Stickiness {
    /// `active_user_days` and `possible_user_days`.
    ///
    /// # Errors
    ///
    /// The reason where the period is not fully in the records, as [`Stickiness::ratio`].
    pub fn facts(&self) -> Result<Facts, Undefined> {
        if let Err(
            reason @ (Undefined::PeriodNotOver { .. } | Undefined::NotEnoughHistory { .. }),
        ) = self.ratio()
        {
            return Err(reason);
        }
        Ok(filed(
            self.period(),
            [
                ("active_user_days", count(self.active_days())),
                ("possible_user_days", count(self.active().saturating_mul(self.days()))),
            ],
        ))
    }
}

impl SurvivalPoint {
    /// `surviving_share`, and `earlier_surviving_share` where an earlier point is given, to 15
    /// digits after the point, filed under a period of the caller's choice.
    #[must_use]
    pub fn facts(&self, period: Period, earlier: Option<&Self>) -> Facts {
        let mut facts = Facts::new(period);
        add(&mut facts, share(self).map(|share| ("surviving_share", share)));
        let earlier = earlier.and_then(share);
        add(&mut facts, earlier.map(|share| ("earlier_surviving_share", share)));
        facts
    }
}

fn share(point: &SurvivalPoint) -> Option<Quantity> {
    let share = Decimal::try_from(point.survival()).ok()?.round_dp(15);
    Some(Quantity::Ratio(Ratio::new(share)))
}

fn count(n: u64) -> Quantity {
    Quantity::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

fn filed<const N: usize>(period: Period, figures: [(&str, Quantity); N]) -> Facts {
    let mut facts = Facts::new(period);
    add(&mut facts, figures);
    facts
}

/// Names are fixed and differ, so none is refused.
fn add<'n>(facts: &mut Facts, figures: impl IntoIterator<Item = (&'n str, Quantity)>) {
    for (name, figure) in figures {
        let filed = facts.insert(name, figure);
        debug_assert!(filed.is_ok(), "{name}");
    }
}

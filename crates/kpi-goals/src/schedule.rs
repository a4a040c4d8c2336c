//! Dates of a goal: milestones and reviews.

use chrono::{Days, Months, NaiveDate};
use kpi_types::Grain;

/// An interim target at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Milestone<T> {
    /// When.
    pub date: NaiveDate,
    /// How much by then.
    pub value: T,
}

/// When a goal is looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ReviewPlan {
    every: Option<Grain>,
    dates: Vec<NaiveDate>,
}

impl ReviewPlan {
    /// No reviews.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Once in every period of that length, counted from the start of the goal.
    #[must_use]
    pub fn every(grain: Grain) -> Self {
        Self { every: Some(grain), dates: Vec::new() }
    }

    /// Dates besides.
    #[must_use]
    pub fn with_dates(mut self, dates: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.dates.extend(dates);
        self.dates.sort_unstable();
        self.dates.dedup();
        self
    }

    /// How often.
    #[must_use]
    pub fn cadence(&self) -> Option<Grain> {
        self.every
    }

    /// The dates named, in order.
    #[must_use]
    pub fn dates(&self) -> &[NaiveDate] {
        &self.dates
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.every.is_none() && self.dates.is_empty()
    }

    /// The first review after a day.
    #[must_use]
    pub fn next_after(&self, day: NaiveDate, start: NaiveDate) -> Option<NaiveDate> {
        let named = self.dates.iter().copied().find(|date| *date > day);
        let regular = self.every.and_then(|grain| first_after(start, grain, day));
        match (named, regular) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// The last review on or before a day, not counting the start itself.
    #[must_use]
    pub fn last_until(&self, day: NaiveDate, start: NaiveDate) -> Option<NaiveDate> {
        let named = self.dates.iter().copied().rev().find(|date| *date <= day);
        let regular = self.every.and_then(|grain| last_until(start, grain, day));
        named.max(regular)
    }
}

/// `start` and so many periods.
fn step(start: NaiveDate, grain: Grain, steps: u32) -> Option<NaiveDate> {
    match grain {
        Grain::Day => start.checked_add_days(Days::new(u64::from(steps))),
        Grain::Week => start.checked_add_days(Days::new(7 * u64::from(steps))),
        Grain::Month => start.checked_add_months(Months::new(steps)),
        Grain::Quarter => start.checked_add_months(Months::new(steps.checked_mul(3)?)),
        Grain::FiscalYear => start.checked_add_months(Months::new(steps.checked_mul(12)?)),
    }
}

/// Days of a period, at most: what a step is divided by to land before the day looked for.
fn longest(grain: Grain) -> i64 {
    match grain {
        Grain::Day => 1,
        Grain::Week => 7,
        Grain::Month => 31,
        Grain::Quarter => 92,
        Grain::FiscalYear => 366,
    }
}

/// The number of the last step on or before a day.
fn steps_until(start: NaiveDate, grain: Grain, day: NaiveDate) -> Option<u32> {
    let days = (day - start).num_days();
    if days < 0 {
        return None;
    }
    let mut steps = u32::try_from(days / longest(grain)).ok()?;
    // The estimate is low by at most one in sixty steps of months.
    while step(start, grain, steps.checked_add(1)?).is_some_and(|next| next <= day) {
        steps = steps.checked_add(1)?;
    }
    Some(steps)
}

fn first_after(start: NaiveDate, grain: Grain, day: NaiveDate) -> Option<NaiveDate> {
    match steps_until(start, grain, day) {
        Some(steps) => step(start, grain, steps.checked_add(1)?),
        None => step(start, grain, 1),
    }
}

fn last_until(start: NaiveDate, grain: Grain, day: NaiveDate) -> Option<NaiveDate> {
    match steps_until(start, grain, day)? {
        0 => None,
        steps => step(start, grain, steps),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn regular_and_named_reviews_are_found() {
        let plan = ReviewPlan::every(Grain::Month).with_dates([day("2026-02-10")]);
        let start = day("2026-01-31");
        // A month after the last of January is the last of February.
        assert_eq!(plan.next_after(start, start), Some(day("2026-02-10")));
        assert_eq!(plan.next_after(day("2026-02-10"), start), Some(day("2026-02-28")));
        assert_eq!(plan.last_until(day("2026-03-30"), start), Some(day("2026-02-28")));
        assert_eq!(plan.last_until(start, start), None);
        assert_eq!(ReviewPlan::none().next_after(start, start), None);
        let far = day("2099-12-31");
        assert_eq!(plan.last_until(far, start), Some(far));
    }
}

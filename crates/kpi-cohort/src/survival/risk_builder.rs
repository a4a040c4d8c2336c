//! From counts by time to the numbers at risk.

use std::sync::Arc;

use super::error::SurvivalInputError;
use super::risk_table::{RiskRow, RiskTable, RobustRow};
use super::tally::Joins;
use super::weight::{Sum, to_f64};

/// Subjects: counted, or weighed.
pub(super) trait Amount: Joins + Default {
    /// Whether squares of weights say something that counts do not.
    const WEIGHED: bool;
    fn value(self) -> f64;
    fn rows(self) -> u64;
    fn squares(self) -> f64;
    fn minus(self, other: Self) -> Self;
}

impl Amount for u64 {
    const WEIGHED: bool = false;

    fn value(self) -> f64 {
        self as f64
    }

    fn rows(self) -> u64 {
        self
    }

    fn squares(self) -> f64 {
        self as f64
    }

    fn minus(self, other: Self) -> Self {
        self.saturating_sub(other)
    }
}

impl Amount for Sum {
    const WEIGHED: bool = true;

    fn value(self) -> f64 {
        to_f64(self.weight)
    }

    fn rows(self) -> u64 {
        self.rows
    }

    fn squares(self) -> f64 {
        to_f64(self.squares)
    }

    fn minus(self, other: Self) -> Self {
        Self {
            rows: self.rows.saturating_sub(other.rows),
            weight: self.weight.saturating_sub(other.weight),
            squares: self.squares.saturating_sub(other.squares),
        }
    }
}

/// Everything that happens at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exits<A> {
    pub(super) time: u64,
    events: A,
    censored: A,
    entered: A,
}

impl<A: Amount> Exits<A> {
    /// Exits by key: the last bit says how.
    pub(super) fn of(key: u64, amount: A) -> Self {
        let (time, none) = (key >> 1, A::default());
        let (events, censored) = if key & 1 == 1 { (amount, none) } else { (none, amount) };
        Self { time, events, censored, entered: none }
    }

    /// Entries at a time.
    pub(super) fn entry(time: u64, entered: A) -> Self {
        Self { time, events: A::default(), censored: A::default(), entered }
    }

    fn join(self, other: Self) -> Self {
        Self {
            time: self.time,
            events: self.events.join(other.events),
            censored: self.censored.join(other.censored),
            entered: self.entered.join(other.entered),
        }
    }
}

/// Everybody.
pub(super) struct Totals<A> {
    pub(super) left: A,
    pub(super) entered: A,
    pub(super) fractional: bool,
}

/// The table of exits whose times never fall.
pub(super) fn build<A: Amount>(
    totals: &Totals<A>,
    exits: impl Iterator<Item = Exits<A>>,
    decode: fn(u64) -> f64,
) -> Result<RiskTable, SurvivalInputError> {
    let most = RiskTable::MAX_SUBJECTS as f64;
    if totals.left.value() > most || totals.left.squares() > most * most {
        return Err(SurvivalInputError::TooMany);
    }
    let mut rows = Rows {
        decode,
        risk: Vec::with_capacity(exits.size_hint().0 / 2),
        robust: A::WEIGHED.then(Vec::new),
    };
    // Who did not enter late was there from the start.
    let mut at_risk = totals.left.minus(totals.entered);
    let mut open: Option<Exits<A>> = None;
    for next in exits {
        open = Some(match open {
            Some(now) if now.time == next.time => now.join(next),
            Some(now) => {
                at_risk = rows.close(now, at_risk);
                next
            }
            None => next,
        });
    }
    if let Some(now) = open {
        rows.close(now, at_risk);
    }
    Ok(RiskTable {
        subjects: totals.left.rows(),
        delayed: totals.entered.rows() > 0,
        fractional: totals.fractional,
        rows: Arc::new(rows.risk),
        robust: rows.robust.map(Arc::new),
    })
}

/// A table being written.
struct Rows {
    decode: fn(u64) -> f64,
    risk: Vec<RiskRow>,
    robust: Option<Vec<RobustRow>>,
}

impl Rows {
    /// Writes the row of a time; returns who is at risk at the next.
    fn close<A: Amount>(&mut self, now: Exits<A>, at_risk: A) -> A {
        let survivors = at_risk.minus(now.events);
        self.risk.push(RiskRow {
            time: (self.decode)(now.time),
            at_risk: at_risk.value(),
            survivors: survivors.value(),
            entered: now.entered.value(),
            events: now.events.value(),
            censored: now.censored.value(),
        });
        if let Some(robust) = &mut self.robust {
            robust.push(RobustRow {
                event_rows: now.events.rows(),
                censored_rows: now.censored.rows(),
                events: now.events.squares(),
                censored: now.censored.squares(),
            });
        }
        // A subject is at risk in (entry, exit]: who enters now is at risk from the next time on.
        survivors.minus(now.censored).join(now.entered)
    }
}

//! Whom a view is about.

use kpi_types::{AttributeHistory, Segment, SegmentTiming, date_of_day};

use crate::amount::Amount;
use crate::grid::Grid;
use crate::ledger::Ledger;
use crate::walk::{CustomerPeriod, RawMovement, Sink};

/// All customers, or a segment of them.
#[derive(Debug, Clone)]
pub(crate) enum Scope<'l> {
    Everybody,
    Segment {
        history: &'l AttributeHistory,
        segment: Segment,
        timing: SegmentTiming,
    },
}

/// Answers whether a customer belongs to a scope in a period.
pub(crate) struct Members<'a> {
    scope: &'a Scope<'a>,
    ledger: &'a Ledger<'a>,
    grid: &'a Grid,
}

impl<'a> Members<'a> {
    pub(crate) fn new(scope: &'a Scope<'a>, ledger: &'a Ledger<'a>, grid: &'a Grid) -> Self {
        Self {
            scope,
            ledger,
            grid,
        }
    }

    pub(crate) fn has(&self, customer: u32, period: usize) -> bool {
        let Scope::Segment {
            history,
            segment,
            timing,
        } = self.scope
        else {
            return true;
        };
        let day = match timing {
            SegmentTiming::PeriodEnd => self.grid.end(period) - 1,
            _ => self.grid.start(period),
        };
        let id = self.ledger.customer_id(customer);
        let value = id.zip(date_of_day(day).ok());
        value.is_some_and(|(id, date)| history.value_on(&id, date) == Some(segment.value()))
    }
}

/// Passes on what belongs to a scope.
pub(crate) struct Scoped<'a, S> {
    pub(crate) members: Members<'a>,
    pub(crate) sink: S,
}

impl<S: Sink> Sink for Scoped<'_, S> {
    const DETAIL: bool = S::DETAIL;

    fn period(&mut self, at: usize, figures: &CustomerPeriod, movements: &[RawMovement]) {
        if self.members.has(figures.customer, at) {
            self.sink.period(at, figures, movements);
        }
    }

    fn quiet(&mut self, customer: u32, first: usize, last: usize, balance: Amount) {
        if matches!(self.members.scope, Scope::Everybody) {
            return self.sink.quiet(customer, first, last, balance);
        }
        for at in first..=last {
            if self.members.has(customer, at) {
                self.sink.quiet(customer, at, at, balance);
            }
        }
    }
}

//! Whom a view is about.

use kpi_types::{AttributeHistory, Segment, SegmentTiming, date_of_day};

use crate::amount::Amount;
use crate::figures::{CustomerPeriod, RawMovement, Sink};
use crate::grid::Grid;
use crate::ledger::Ledger;

/// All customers, or a segment of them.
#[derive(Debug, Clone)]
pub(crate) enum Scope<'l> {
    Everybody,
    Segment { history: &'l AttributeHistory, segment: Segment, timing: SegmentTiming },
}

/// Answers whether a customer belongs to a scope in a period.
pub(crate) struct Members<'a> {
    scope: &'a Scope<'a>,
    ledger: &'a Ledger<'a>,
    grid: &'a Grid,
}

impl<'a> Members<'a> {
    pub(crate) fn new(scope: &'a Scope<'a>, ledger: &'a Ledger<'a>, grid: &'a Grid) -> Self {
        Self { scope, ledger, grid }
    }

    pub(crate) fn has(&self, customer: u32, period: usize) -> bool {
        let (start, end) = (self.grid.start(period), self.grid.end(period));
        ScopeOn::new(self.scope, self.ledger, start, end).contains(customer)
    }
}

/// A scope in one period.
#[derive(Clone, Copy)]
pub(crate) struct ScopeOn<'a> {
    scope: &'a Scope<'a>,
    ledger: &'a Ledger<'a>,
    start: i32,
    end: i32,
}

impl<'a> ScopeOn<'a> {
    pub(crate) fn new(scope: &'a Scope<'a>, ledger: &'a Ledger<'a>, start: i32, end: i32) -> Self {
        Self { scope, ledger, start, end }
    }

    pub(crate) fn contains(self, customer: u32) -> bool {
        let Scope::Segment { history, segment, timing } = self.scope else { return true };
        let day = match timing {
            SegmentTiming::PeriodEnd => self.end - 1,
            _ => self.start,
        };
        let who = self.ledger.customer_id(customer).zip(date_of_day(day).ok());
        who.is_some_and(|(id, date)| history.value_on(&id, date) == Some(segment.value()))
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
        for at in first..=last {
            if self.members.has(customer, at) {
                self.sink.quiet(customer, at, at, balance);
            }
        }
    }
}

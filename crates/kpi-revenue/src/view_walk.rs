//! How a view walks its customers: in runs of neighbours, side by side where possible.

use kpi_types::{Period, ProductId, date_of_day};

use crate::block::Block;
use crate::book::NONE;
use crate::ends::EndsWalk;
use crate::entry::{Door, Entry};
use crate::figures::{CustomerPeriod, RawMovement, Sink};
use crate::grid::Grid;
use crate::movement::Movement;
use crate::rates::RateError;
use crate::scope::{Scope, Scoped};
use crate::totals::TotalsSink;
use crate::view::{RATE_MISSING, View};
use crate::view_error::ViewError;

/// Neighbouring customers of a block.
pub(crate) type Run<'a> = (&'a Block, std::ops::Range<usize>);

impl View<'_> {
    /// What each customer did in one period.
    pub(crate) fn customer_periods(
        &self,
        period: Period,
    ) -> Result<Vec<CustomerPeriod>, ViewError> {
        self.collect(&self.grid(period, period)?)
    }

    /// What each customer did in a stretch of days taken as one period.
    pub(crate) fn customer_window(
        &self,
        period: Period,
        from: i32,
        to: i32,
    ) -> Result<Vec<CustomerPeriod>, ViewError> {
        let first_day = self.first_day().unwrap_or(from);
        self.collect(&Grid::window(self.calendar, first_day, period.grain(), from, to)?)
    }

    fn collect(&self, grid: &Grid) -> Result<Vec<CustomerPeriod>, ViewError> {
        let join = |mut a: CollectSink, b: CollectSink| {
            a.0.extend(b.0);
            a
        };
        let part = |runs: &[Run<'_>]| self.walk_part(grid, runs, CollectSink::default());
        let mut all = self.run(part, join)?.unwrap_or_default().0;
        all.sort_unstable_by_key(|f| f.customer);
        Ok(all)
    }

    pub(crate) fn walk_part<S: Sink>(
        &self,
        grid: &Grid,
        runs: &[Run<'_>],
        sink: S,
    ) -> Result<S, RateError> {
        if matches!(self.scope, Scope::Everybody) {
            return self.walk_into(grid, runs, sink);
        }
        let scoped = Scoped { members: self.members(grid), sink };
        Ok(self.walk_into(grid, runs, scoped)?.sink)
    }

    fn walk_into<S: Sink>(
        &self,
        grid: &Grid,
        runs: &[Run<'_>],
        mut sink: S,
    ) -> Result<S, RateError> {
        let mut walker = self.walker(grid);
        let mut room = Vec::new();
        for (block, run) in runs {
            block.visit(run.clone(), |customer, kept| {
                let entries = kept.entries(&mut room);
                self.need_rates(entries, grid.last_end())?;
                walker.customer(customer, entries, |e| self.keeps(e), &mut sink)
            })?;
        }
        Ok(sink)
    }

    /// Totals where only period ends are compared and all amounts are in one currency.
    pub(crate) fn walk_ends(
        &self,
        grid: &Grid,
        runs: &[Run<'_>],
        mut sink: TotalsSink,
    ) -> Result<TotalsSink, RateError> {
        let mut walker = self.walker(grid);
        let mut ends = EndsWalk::new(grid, self.ledger.policy());
        let mut room = Vec::new();
        let whole = self.ledger.currencies.len() == 1 && self.product.is_none();
        for (block, run) in runs {
            block.visit(run.clone(), |customer, kept| {
                let done = if whole {
                    ends.customer(kept, |_| true)
                } else {
                    ends.customer(kept, |flow| self.keeps_of(flow.currency, flow.product))
                };
                if done {
                    return Ok(());
                }
                walker.customer(customer, kept.entries(&mut room), |e| self.keeps(e), &mut sink)
            })?;
        }
        ends.add_to(sink.sums_mut());
        Ok(sink)
    }

    /// Fails where an entry that starts before a day could not be converted at its start.
    fn need_rates(&self, entries: &[Entry], end: i32) -> Result<(), RateError> {
        let Some(rates) = self.rates.filter(|_| self.converted.is_some()) else { return Ok(()) };
        let lacks = |e: &&Entry| e.currency & RATE_MISSING != 0 && e.from < end;
        for entry in entries.iter().filter(lacks) {
            let place = usize::from(entry.currency & !RATE_MISSING);
            if let Some(currency) = self.ledger.currencies.get(place) {
                rates.rate_on(*currency, entry.from)?;
            }
        }
        Ok(())
    }

    #[cfg(not(feature = "parallel"))]
    pub(crate) fn run<T>(
        &self,
        part: impl Fn(&[Run<'_>]) -> Result<T, RateError>,
        _join: impl Fn(T, T) -> T,
    ) -> Result<Option<T>, RateError> {
        let runs: Vec<Run<'_>> = self.blocks().iter().map(|block| (block, block.all())).collect();
        part(&runs).map(Some)
    }

    /// Customers do not depend on each other: each thread walks a run of them.
    #[cfg(feature = "parallel")]
    pub(crate) fn run<T: Send>(
        &self,
        part: impl Fn(&[Run<'_>]) -> Result<T, RateError> + Send + Sync,
        join: impl Fn(T, T) -> T + Sync,
    ) -> Result<Option<T>, RateError> {
        use rayon::prelude::*;

        // A few parts for each thread even out the work.
        let parts = rayon::current_num_threads() * 4;
        let each = parts.div_ceil(self.blocks().len().max(1));
        let runs: Vec<Run<'_>> = self
            .blocks()
            .iter()
            .flat_map(|block| block.runs(each).map(move |run| (block, run)))
            .collect();
        let found: Result<Vec<T>, RateError> =
            runs.par_chunks(runs.len().div_ceil(parts).max(1)).map(part).collect();
        Ok(found?.into_iter().reduce(join))
    }

    pub(crate) fn name_movement(
        &self,
        customer: u32,
        raw: &RawMovement,
    ) -> Result<Movement, ViewError> {
        let RawMovement { day, kind, cause, product, amount, source } = *raw;
        let book = self.ledger.book;
        let line = match (book, source) {
            (Some(book), Some((Door::Line, at))) => book.lines.get(at as usize),
            _ => None,
        };
        let row = book.zip(source).and_then(|(book, (door, at))| match door {
            Door::Line => book.lines.get(at as usize)?.row,
            Door::Snapshot => book.snapshots.get(at as usize)?.row,
            Door::Change => book.changes.get(at as usize)?.row,
            Door::Column => None,
        });
        let contract = line.zip(book).and_then(|(line, book)| {
            kpi_types::ContractId::try_new(book.contracts.resolve(line.contract)?).ok()
        });
        let product = if product == NONE { None } else { self.ledger.product_name(product) };
        Ok(Movement {
            date: date_of_day(day).unwrap_or_default(),
            customer: self.ledger.customer_id(customer).ok_or(ViewError::Empty)?,
            kind,
            cause,
            amount: amount.to_money(self.currency).map_err(|e| self.overflow(e))?,
            product: product.and_then(|p| ProductId::try_new(p).ok()),
            contract,
            row,
        })
    }
}

#[derive(Default)]
pub(crate) struct ListSink(pub(crate) Vec<(u32, RawMovement)>);

impl Sink for ListSink {
    const DETAIL: bool = true;

    fn period(&mut self, _at: usize, figures: &CustomerPeriod, movements: &[RawMovement]) {
        self.0.extend(movements.iter().map(|m| (figures.customer, *m)));
    }
}

#[derive(Default)]
struct CollectSink(Vec<CustomerPeriod>);

impl Sink for CollectSink {
    const DETAIL: bool = false;

    fn period(&mut self, _at: usize, figures: &CustomerPeriod, _movements: &[RawMovement]) {
        self.0.push(figures.clone());
    }
}

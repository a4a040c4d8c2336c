//! A view: what is asked of a ledger, in which currency, of whom, in which calendar.

use chrono::NaiveDate;
use kpi_types::{
    AttributeHistory, Calendar, Currency, Period, ProductId, Segment, SegmentTiming, date_of_day,
};

use crate::amount::{Amount, AmountOverflow};
use crate::block::{Block, Kept};
use crate::book::{LineRecord, NONE};
use crate::cause::CauseOf;
use crate::ends::EndsWalk;
use crate::entry::{Door, Entry};
use crate::figures::{CustomerPeriod, RawMovement, Sink};
use crate::fx::Fx;
use crate::grid::Grid;
use crate::ledger::Ledger;
use crate::movement::Movement;
use crate::policy::{FxRule, MovementBasis};
use crate::rates::{RateError, Rates};
use crate::scope::{Members, Scope, ScopeOn, Scoped};
use crate::totals::{PeriodTotals, TotalsSink};
use crate::view_error::ViewError;
use crate::walk::Walker;

/// Questions to a [`Ledger`]: one currency, some or all customers, one calendar.
///
/// A view is either the book of one currency by itself, or all currencies brought into a reporting
/// currency. In the book of one currency a customer who moves from dollars to euros leaves one
/// book and joins the other; in the reporting currency the same customer changes currency.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_revenue::{BillingInterval, Book, ContractLine, Ledger, MovementKind, Policy};
/// use kpi_types::{ContractId, Currency, CustomerId, Money, ProductId};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
/// let mut book = Book::new();
/// book.observe_line(&ContractLine::new(
///     ContractId::try_new("c-1")?,
///     CustomerId::try_new("acme")?,
///     ProductId::try_new("crm")?,
///     Money::new(1200.into(), Currency::USD),
///     BillingInterval::YEAR,
///     day(1, 15),
/// ))?;
/// let ledger = Ledger::try_new(&book, &Policy::default())?;
/// let view = ledger.view()?;
/// let january = view.calendar().parse("2026-01")?;
/// let movements = view.movements(january, january)?;
/// assert_eq!(movements[0].kind, MovementKind::New);
/// assert_eq!(movements[0].amount, Money::new(100.into(), Currency::USD));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct View<'l> {
    pub(crate) ledger: &'l Ledger<'l>,
    pub(crate) currency: Currency,
    rates: Option<&'l Rates>,
    /// Entries at the rate of their start; see [`FxRule::StartDate`].
    converted: Option<Vec<Block>>,
    pub(crate) calendar: Calendar,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) scope: Scope<'l>,
    product: Option<u32>,
}

/// Neighbouring customers of a block.
type Run<'a> = (&'a Block, std::ops::Range<usize>);

/// Marks an entry whose start has no rate; ledgers have far fewer currencies than this.
const RATE_MISSING: u16 = 1 << 15;

impl<'b> Ledger<'b> {
    /// A view of the only currency there is.
    ///
    /// # Errors
    ///
    /// [`ViewError::SeveralCurrencies`], [`ViewError::Empty`].
    pub fn view(&self) -> Result<View<'_>, ViewError> {
        match self.currencies() {
            [] => Err(ViewError::Empty),
            [only] => Ok(View::new(self, *only)),
            several => Err(ViewError::SeveralCurrencies { found: several.to_vec() }),
        }
    }

    /// A view of one currency's own book.
    ///
    /// # Errors
    ///
    /// [`ViewError::NoSuchCurrency`].
    pub fn view_in(&self, currency: Currency) -> Result<View<'_>, ViewError> {
        if self.currencies().contains(&currency) {
            Ok(View::new(self, currency))
        } else {
            let found = self.currencies().to_vec();
            Err(ViewError::NoSuchCurrency { asked: currency, found })
        }
    }

    /// A view of everything in the reporting currency of a table of rates.
    ///
    /// # Errors
    ///
    /// [`ViewError::Rate`] for a converted amount that does not fit. A missing rate is found when a
    /// period needs it.
    pub fn view_reported_in<'l>(&'l self, rates: &'l Rates) -> Result<View<'l>, ViewError> {
        let mut view = View::new(self, rates.reporting());
        view.rates = Some(rates);
        if self.policy().fx() == FxRule::StartDate {
            view.converted = Some(self.at_start_rates(rates)?);
        }
        Ok(view)
    }

    fn at_start_rates(&self, rates: &Rates) -> Result<Vec<Block>, RateError> {
        let fx = Fx::new(rates, &self.currencies, FxRule::StartDate);
        let at_start = |entry: &Entry| match fx.convert(entry.amount(), entry.currency, entry.from)
        {
            Ok(amount) => Ok(entry.worth(amount, 0)),
            // A price that starts to hold later than anybody asks needs no rate yet.
            Err(RateError::Missing { .. }) => {
                Ok(entry.worth(entry.amount(), entry.currency | RATE_MISSING))
            }
            Err(overflow) => Err(overflow),
        };
        self.blocks.iter().map(|block| block.try_map(at_start)).collect()
    }
}

impl<'l> View<'l> {
    fn new(ledger: &'l Ledger<'_>, currency: Currency) -> Self {
        Self {
            ledger,
            currency,
            rates: None,
            converted: None,
            calendar: Calendar::utc(),
            as_of: ledger.day_of_knowledge(),
            scope: Scope::Everybody,
            product: None,
        }
    }

    /// The same in another calendar; [`Calendar::utc`] is the default.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// The same knowing that records are complete up to and including a day: KPIs of periods that
    /// end later are undefined instead of too small. A ledger as it was known at a moment
    /// ([`Ledger::as_known`]) has the day of that moment by itself.
    #[must_use]
    pub fn as_of(self, last_known: NaiveDate) -> Self {
        Self { as_of: Some(last_known), ..self }
    }

    /// Only customers of a segment, by the value that held at the start or the end of each period.
    ///
    /// The books of a segment close within each period. From one period to the next its members
    /// may change, and its opening with them.
    #[must_use]
    pub fn segment(
        self,
        history: &'l AttributeHistory,
        segment: Segment,
        timing: SegmentTiming,
    ) -> Self {
        Self { scope: Scope::Segment { history, segment, timing }, ..self }
    }

    /// Only the amounts of one product, as a book of its own: who drops the product churns in it.
    ///
    /// # Errors
    ///
    /// [`ViewError::NoSuchProduct`].
    pub fn product(self, product: &ProductId) -> Result<Self, ViewError> {
        let number = match self.ledger.book {
            Some(book) => book.products.number_of(product.as_str()),
            None => product.as_str().parse().ok(),
        };
        let number = number.ok_or_else(|| ViewError::NoSuchProduct {
            product: product.to_string(),
            known: self
                .ledger
                .book
                .map_or_else(Vec::new, |b| b.products.iter().map(ToOwned::to_owned).collect()),
        })?;
        Ok(Self { product: Some(number), ..self })
    }

    /// The currency of every amount.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The calendar.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.calendar
    }

    /// Opening, movements and closing of each period from `first` through `last`.
    ///
    /// # Errors
    ///
    /// [`ViewError`] for a missing rate, periods of two grains or outside the calendar.
    pub fn totals(&self, first: Period, last: Period) -> Result<Vec<PeriodTotals>, ViewError> {
        let grid = self.grid(first, last)?;
        let make = || TotalsSink::new(grid.len());
        let ends = self.ledger.policy().movement_basis() == MovementBasis::PeriodEnds
            && self.rates.is_none()
            && matches!(self.scope, Scope::Everybody);
        let part = |runs: &[Run<'_>]| {
            if ends {
                self.walk_ends(&grid, runs, make())
            } else {
                self.walk_part(&grid, runs, make())
            }
        };
        let sink = self.run(part, TotalsSink::merge)?.unwrap_or_else(make);
        let all = sink.finish(self.currency).into_iter().skip(grid.report_from);
        Ok(first.through(last).zip(all).map(|(period, t)| t.with_period(period)).collect())
    }

    /// Every movement from `first` through `last`, by date, then customer.
    ///
    /// # Errors
    ///
    /// As [`View::totals`].
    pub fn movements(&self, first: Period, last: Period) -> Result<Vec<Movement>, ViewError> {
        let grid = self.grid(first, last)?;
        let join = |mut a: ListSink, b: ListSink| {
            a.0.extend(b.0);
            a
        };
        let part = |runs: &[Run<'_>]| self.walk_part(&grid, runs, ListSink::default());
        let list = self.run(part, join)?.unwrap_or_default().0;
        let mut movements = Vec::with_capacity(list.len());
        for (customer, raw) in list {
            movements.push(self.name_movement(customer, &raw)?);
        }
        movements.sort_by(|a, b| {
            let key = |m: &Movement| (m.date, m.kind, m.cause);
            (key(a).0, &a.customer, key(a), &a.product, &a.contract)
                .cmp(&(key(b).0, &b.customer, key(b), &b.product, &b.contract))
                .then_with(|| a.amount.amount().cmp(&b.amount.amount()))
        });
        Ok(movements)
    }

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

    pub(crate) fn first_day(&self) -> Option<i32> {
        self.ledger.day_range().map(|(first, _)| first)
    }

    fn grid(&self, first: Period, last: Period) -> Result<Grid, ViewError> {
        last.distance_from(first)?;
        let first_day = match self.first_day() {
            Some(day) => day,
            None => kpi_types::day_number(self.calendar.span(first)?.start()),
        };
        Ok(Grid::try_new(self.calendar, first_day, first, last)?)
    }

    /// Whether an entry belongs to this view.
    pub(crate) fn keeps(&self, entry: &Entry) -> bool {
        self.keeps_of(entry.currency, entry.product)
    }

    /// Whether amounts of a currency and a product belong to this view.
    pub(crate) fn keeps_of(&self, currency: u16, product: u32) -> bool {
        let mine = || self.ledger.currencies.get(usize::from(currency)) == Some(&self.currency);
        let all = self.rates.is_some() || self.ledger.currencies.len() == 1;
        (all || mine()) && self.product.is_none_or(|only| product == only)
    }

    fn fx(&self) -> Option<Fx<'_>> {
        let rule = self.ledger.policy().fx();
        let rates = self.rates.filter(|_| rule != FxRule::StartDate)?;
        Some(Fx::new(rates, &self.ledger.currencies, rule))
    }

    fn walker<'a>(&'a self, grid: &'a Grid) -> Walker<'a> {
        Walker::new(grid, self.ledger.policy(), self.fx(), CauseOf { book: self.ledger.book })
    }

    fn blocks(&self) -> &[Block] {
        self.converted.as_deref().unwrap_or(&self.ledger.blocks)
    }

    /// Shows every customer with entries, as this view values them.
    pub(crate) fn each_customer<E>(
        &self,
        mut show: impl FnMut(u32, &[Entry]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut room = Vec::new();
        let mut each = |customer, kept: &Kept<'_>| show(customer, kept.entries(&mut room));
        self.blocks().iter().try_for_each(|block| block.visit(block.all(), &mut each))
    }

    /// What an entry is worth a month on a day, in the currency of this view.
    pub(crate) fn home_value(&self, entry: &Entry, day: i32) -> Result<Amount, RateError> {
        match self.fx() {
            Some(fx) => fx.convert(entry.amount(), entry.currency, day),
            None => Ok(entry.amount()),
        }
    }

    /// Whether a contract line belongs to this view.
    pub(crate) fn keeps_line(&self, line: &LineRecord) -> bool {
        let currency = self.rates.is_some() || line.price.currency() == self.currency;
        currency && self.product.is_none_or(|product| line.product == product)
    }

    /// Who belongs to this view in the period from one day up to another.
    pub(crate) fn scope_on(&self, start: i32, end: i32) -> ScopeOn<'_> {
        ScopeOn::new(&self.scope, self.ledger, start, end)
    }

    pub(crate) fn members<'a>(&'a self, grid: &'a Grid) -> Members<'a> {
        Members::new(&self.scope, self.ledger, grid)
    }

    fn walk_part<S: Sink>(&self, grid: &Grid, runs: &[Run<'_>], sink: S) -> Result<S, RateError> {
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
    fn walk_ends(
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
    fn run<T>(
        &self,
        part: impl Fn(&[Run<'_>]) -> Result<T, RateError>,
        _join: impl Fn(T, T) -> T,
    ) -> Result<Option<T>, RateError> {
        let runs: Vec<Run<'_>> = self.blocks().iter().map(|block| (block, block.all())).collect();
        part(&runs).map(Some)
    }

    /// Customers do not depend on each other: each thread walks a run of them.
    #[cfg(feature = "parallel")]
    fn run<T: Send>(
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

    fn name_movement(&self, customer: u32, raw: &RawMovement) -> Result<Movement, ViewError> {
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

    pub(crate) fn overflow(&self, AmountOverflow: AmountOverflow) -> ViewError {
        ViewError::Overflow { currency: self.currency }
    }
}

#[derive(Default)]
struct ListSink(Vec<(u32, RawMovement)>);

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

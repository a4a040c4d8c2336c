//! A view: what is asked of a ledger, in which currency, of whom, in which calendar.

use chrono::NaiveDate;
use kpi_types::{AttributeHistory, Calendar, Currency, Period, ProductId, Segment, SegmentTiming};

use crate::amount::{Amount, AmountOverflow};
use crate::block::{Block, Kept};
use crate::book::LineRecord;
use crate::cause::CauseOf;
use crate::entry::Entry;
use crate::fx::Fx;
use crate::grid::Grid;
use crate::ledger::Ledger;
use crate::movement::Movement;
use crate::policy::{FxRule, MovementBasis};
use crate::rates::{RateError, Rates};
use crate::scope::{Members, Scope, ScopeOn};
use crate::totals::{PeriodTotals, TotalsSink};
use crate::view_error::ViewError;
use crate::view_walk::{ListSink, Run};
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
    pub(crate) rates: Option<&'l Rates>,
    /// Entries at the rate of their start; see [`FxRule::StartDate`].
    pub(crate) converted: Option<Vec<Block>>,
    pub(crate) calendar: Calendar,
    pub(crate) as_of: Option<NaiveDate>,
    pub(crate) scope: Scope<'l>,
    pub(crate) product: Option<u32>,
}

/// Marks an entry whose start has no rate; ledgers have far fewer currencies than this.
pub(crate) const RATE_MISSING: u16 = 1 << 15;

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

    pub(crate) fn first_day(&self) -> Option<i32> {
        self.ledger.day_range().map(|(first, _)| first)
    }

    pub(crate) fn grid(&self, first: Period, last: Period) -> Result<Grid, ViewError> {
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

    pub(crate) fn walker<'a>(&'a self, grid: &'a Grid) -> Walker<'a> {
        Walker::new(grid, self.ledger.policy(), self.fx(), CauseOf { book: self.ledger.book })
    }

    pub(crate) fn blocks(&self) -> &[Block] {
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

    pub(crate) fn overflow(&self, AmountOverflow: AmountOverflow) -> ViewError {
        ViewError::Overflow { currency: self.currency }
    }
}

//! From the events of openings to sums by cohort, age and currency.

use std::collections::BTreeMap;

use kpi_types::{Currency, Money, Ratio};
use rust_decimal::Decimal;

use super::cell::{RevenueCell, RevenueFigures};
use crate::retention::book::{Book, Opening, RowKey, Visitor};
use crate::retention::frame::Sight;
use crate::retention::{CellStatus, RetentionError, RevenueRule};

/// Sums of one row.
#[derive(Default)]
struct RowMoney {
    size: u64,
    ages: Vec<AgeMoney>,
}

#[derive(Default, Clone)]
struct AgeMoney {
    eligible: u64,
    running: u64,
    observed: i128,
    active: u64,
    events: u64,
    figures: BTreeMap<Currency, RevenueFigures>,
}

/// Counts the money of openings as they come.
pub(crate) struct MoneyTally<'a> {
    book: &'a Book,
    base_age: usize,
    ages: usize,
    rows: BTreeMap<RowKey, RowMoney>,
}

/// Money by row and age; empty where the specification counts none.
pub(crate) fn by_row(book: &Book) -> Result<BTreeMap<RowKey, Vec<RevenueCell>>, RetentionError> {
    let Some(mut tally) = MoneyTally::of(book) else { return Ok(BTreeMap::new()) };
    book.visit_all(&mut tally)?;
    tally.cells()
}

impl<'a> MoneyTally<'a> {
    /// Nothing counted yet; `None` where the specification counts no money.
    pub(crate) fn of(book: &'a Book) -> Option<Self> {
        let RevenueRule::Counted { base_age } = book.spec.revenue else { return None };
        let (base_age, ages) = (base_age as usize, book.spec.last_age() as usize + 1);
        Some(Self { book, base_age, ages, rows: BTreeMap::new() })
    }

    /// The money of each row at each age.
    pub(crate) fn cells(self) -> Result<BTreeMap<RowKey, Vec<RevenueCell>>, RetentionError> {
        let cells = |(key, row): (RowKey, RowMoney)| {
            let filling = match key {
                RowKey::Period(index) => self.book.frame().filling(index)?,
                RowKey::Value(_) => None,
            };
            Ok((key, row.cells(filling)))
        };
        self.rows.into_iter().map(cells).collect()
    }
}

impl Visitor for MoneyTally<'_> {
    fn opening(&mut self, opening: &Opening<'_>) -> Result<(), RetentionError> {
        let frame = self.book.frame();
        let mut sights = Vec::with_capacity(self.ages);
        for age in 0..self.ages as u32 {
            sights.push(frame.sight_of_ages(opening.start, age, age)?);
        }
        let row = self.rows.entry(opening.row).or_default();
        row.ages.resize(self.ages, AgeMoney::default());
        row.size += 1;
        for (age, sight) in row.ages.iter_mut().zip(&sights) {
            match *sight {
                Sight::Over => age.eligible += 1,
                Sight::Running { elapsed, length } => {
                    age.running += 1;
                    age.observed += i128::from(elapsed) * BILLION / i128::from(length.max(1));
                }
                Sight::NotBegun | Sight::BeforeRecords => {}
            }
        }
        for run in opening.events.chunk_by(|a, b| a.age == b.age) {
            let at = run.first().map_or(usize::MAX, |event| event.age as usize);
            let over = sights.get(at) == Some(&Sight::Over);
            if let Some(age) = row.ages.get_mut(at).filter(|_| over) {
                age.active += 1;
                age.events += run.len() as u64;
            }
        }
        for (currency, paid) in paid_by_currency(self.book, opening, self.ages)? {
            let base = paid.get(self.base_age).copied().unwrap_or(Money::zero(currency));
            let in_base = base.amount() > Decimal::ZERO;
            let mut so_far = Money::zero(currency);
            for ((age, sight), amount) in row.ages.iter_mut().zip(&sights).zip(paid) {
                so_far = so_far.checked_add(amount)?;
                let mut add = RevenueFigures::zero(currency);
                match sight {
                    Sight::NotBegun | Sight::BeforeRecords => continue,
                    Sight::Running { .. } => add.so_far = amount,
                    Sight::Over => {
                        (add.revenue, add.cumulative) = (amount, so_far);
                        if in_base {
                            (add.base, add.net) = (base, amount);
                            let least = amount.amount().min(base.amount());
                            add.gross = Money::new(least, currency);
                        }
                    }
                }
                let zero = || RevenueFigures::zero(currency);
                age.figures.entry(currency).or_insert_with(zero).add(&add)?;
            }
        }
        Ok(())
    }
}

const BILLION: i128 = 1_000_000_000;

/// What one member paid at each age, by currency.
fn paid_by_currency(
    book: &Book,
    opening: &Opening<'_>,
    ages: usize,
) -> Result<BTreeMap<Currency, Vec<Money>>, RetentionError> {
    let mut paid: BTreeMap<Currency, Vec<Money>> = BTreeMap::new();
    for event in opening.events {
        let Some(money) = book.money_of(event) else { continue };
        let currency = money.currency();
        let by_age = paid.entry(currency).or_insert_with(|| vec![Money::zero(currency); ages]);
        if let Some(sum) = by_age.get_mut(event.age as usize) {
            *sum = sum.checked_add(money)?;
        }
    }
    Ok(paid)
}

impl RowMoney {
    fn cells(self, filling: Option<Ratio>) -> Vec<RevenueCell> {
        let size = self.size;
        // A currency that anybody paid in has figures at every age, if only zeros.
        let all = self.ages.iter().flat_map(|age| age.figures.keys().copied());
        let currencies: std::collections::BTreeSet<Currency> = all.collect();
        let cell = |age: AgeMoney| {
            let eligible = age.eligible;
            let figures = currencies.iter().map(|currency| {
                let found = age.figures.get(currency).copied();
                let figures = found.unwrap_or_else(|| RevenueFigures::zero(*currency));
                RevenueFigures { eligible, ..figures }
            });
            RevenueCell {
                status: status(size, &age, filling),
                size,
                eligible,
                active: age.active,
                events: age.events,
                figures: figures.collect(),
            }
        };
        self.ages.into_iter().map(cell).collect()
    }
}

fn status(size: u64, age: &AgeMoney, filling: Option<Ratio>) -> CellStatus {
    if age.eligible == size {
        return filling.map_or(CellStatus::Complete, |observed| CellStatus::Partial { observed });
    }
    if age.eligible + age.running == 0 {
        return CellStatus::Unobservable;
    }
    let observed =
        Decimal::from_i128_with_scale(i128::from(age.eligible) * BILLION + age.observed, 0);
    let whole = Decimal::from_i128_with_scale(i128::from(size) * BILLION, 0);
    CellStatus::Partial { observed: Ratio::new(observed.checked_div(whole).unwrap_or_default()) }
}

//! The ledger: every customer's monthly amounts under one policy, as known at one moment.

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{Currency, CustomerId, date_of_day};

use crate::amount::AmountOverflow;
use crate::block::Block;
use crate::book::{Book, NONE};
use crate::compile::compile_line;
use crate::door;
use crate::entry::{Entry, Excluded};
use crate::policy::Policy;
use crate::version::latest_lines;

/// Monthly amounts of every customer, from day to day, under one [`Policy`].
///
/// A ledger is made of a [`Book`] in one step; making another one under another policy, or as the
/// book was known at an earlier moment, changes nothing. Ask it through a [`View`](crate::View).
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_revenue::{BillingInterval, Book, ContractLine, Ledger, Policy};
/// use kpi_types::{ContractId, Currency, CustomerId, Money, ProductId};
///
/// let mut book = Book::new();
/// book.observe_line(&ContractLine::new(
///     ContractId::try_new("c-1")?,
///     CustomerId::try_new("acme")?,
///     ProductId::try_new("crm")?,
///     Money::new(2000.into(), Currency::USD),
///     BillingInterval::YEAR,
///     NaiveDate::from_ymd_opt(2026, 1, 15).unwrap(),
/// ))?;
/// let ledger = Ledger::try_new(&book, &Policy::default())?;
/// assert_eq!(ledger.customers_ever(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Ledger<'b> {
    pub(crate) book: Option<&'b Book>,
    pub(crate) policy: Policy,
    pub(crate) as_known: Option<DateTime<Utc>>,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) excluded: Vec<Excluded>,
    /// Places in the book's lines that count, in the order of the book.
    pub(crate) live_lines: Vec<u32>,
}

/// Why a ledger cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// A monthly amount that does not fit under this policy.
    #[error(
        "customer {customer}, contract {contract}: the monthly amount exceeds 79228162514264337, the most that fits"
    )]
    TooLarge {
        /// The customer.
        customer: String,
        /// The contract.
        contract: String,
    },
    /// Two versions of one line that became known at the same moment.
    #[error("line {line} was recorded twice at {at}{}: the later record needs a later time", in_rows(.rows))]
    SameMoment {
        /// The line's identifier.
        line: String,
        /// When, or "an unknown time".
        at: String,
        /// The rows, where known.
        rows: Vec<u64>,
    },
    /// MRR changes that take a balance below zero.
    #[error("customer {customer}: MRR changes up to {date} add up to {balance}, which is below zero{}", in_rows(.rows))]
    NegativeBalance {
        /// The customer.
        customer: String,
        /// The day it happens.
        date: NaiveDate,
        /// The sum.
        balance: String,
        /// The row of the change, where known.
        rows: Vec<u64>,
    },
    /// Several records that do not fit together, in no ledger.
    #[error("{}", join(.errors))]
    Several {
        /// Everything found: two or more.
        errors: Vec<LedgerError>,
    },
    /// A policy that cannot be applied.
    #[error(transparent)]
    Policy(#[from] crate::policy::PolicyError),
    /// More entries, or more parts of columns, than fit.
    #[error("a ledger holds at most {} entries, in at most 65536 parts", u32::MAX)]
    Full,
    /// Columns of different lengths, or a value in one that no date or currency has.
    #[error(transparent)]
    Columns(#[from] crate::columns::ColumnsError),
}

fn join(errors: &[LedgerError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl LedgerError {
    /// Everything found, one by one.
    #[must_use]
    pub fn each(&self) -> &[Self] {
        match self {
            Self::Several { errors } => errors,
            one => std::slice::from_ref(one),
        }
    }

    fn all(mut errors: Vec<Self>) -> Result<(), Self> {
        match errors.len() {
            0 | 1 => errors.pop().map_or(Ok(()), Err),
            _ => Err(Self::Several { errors }),
        }
    }
}

/// What the records of a book say against each other, whatever the policy: versions of one line
/// that became known at the same moment, changes that add up to less than zero.
pub(crate) fn check_book(book: &Book) -> Result<(), LedgerError> {
    let mut wrong = Vec::new();
    let _lines = latest_lines(book, None, &mut wrong);
    door::compile_changes(book, None, &book.currencies(), &mut Vec::new(), &mut wrong);
    LedgerError::all(wrong)
}

fn in_rows(rows: &[u64]) -> String {
    let names: Vec<String> = rows.iter().map(ToString::to_string).collect();
    if names.is_empty() { String::new() } else { format!(" (row {})", names.join(", ")) }
}

impl<'b> Ledger<'b> {
    /// The ledger of a book as it is known now.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: a monthly amount that does not fit, versions that cannot be told apart,
    /// changes that fall below zero.
    pub fn try_new(book: &'b Book, policy: &Policy) -> Result<Self, LedgerError> {
        Self::build(book, policy, None)
    }

    /// The ledger as it would have been made at an earlier moment: records that became known later
    /// do not exist yet.
    ///
    /// # Errors
    ///
    /// As [`Ledger::try_new`].
    pub fn as_known(
        book: &'b Book,
        policy: &Policy,
        known: DateTime<Utc>,
    ) -> Result<Self, LedgerError> {
        Self::build(book, policy, Some(known))
    }

    /// As known at a moment, or now.
    pub(crate) fn as_known_at(
        book: &'b Book,
        policy: &Policy,
        known: Option<DateTime<Utc>>,
    ) -> Result<Self, LedgerError> {
        Self::build(book, policy, known)
    }

    fn build(
        book: &'b Book,
        policy: &Policy,
        known: Option<DateTime<Utc>>,
    ) -> Result<Self, LedgerError> {
        policy.check()?;
        let currencies = book.currencies();
        let mut wrong = Vec::new();
        let live_lines = latest_lines(book, known, &mut wrong);
        let mut flat: Vec<(u32, Entry)> = Vec::with_capacity(live_lines.len());
        let mut excluded = Vec::new();
        let mut scratch = Vec::new();
        for source in &live_lines {
            let Some(line) = book.lines.get(*source as usize) else {
                continue;
            };
            let (first, last) = line.discounts;
            let discounts = book.discounts.get(first as usize..last as usize).unwrap_or_default();
            let currency = place(&currencies, line.price.currency());
            compile_line(line, *source, currency, discounts, policy, &mut scratch, &mut excluded)
                .map_err(|AmountOverflow| LedgerError::TooLarge {
                customer: name(&book.customers, line.customer),
                contract: name(&book.contracts, line.contract),
            })?;
            flat.extend(scratch.drain(..).map(|entry| (line.customer, entry)));
        }
        door::compile_snapshots(book, known, policy, &currencies, &mut flat, &mut excluded);
        door::compile_changes(book, known, &currencies, &mut flat, &mut wrong);
        LedgerError::all(wrong)?;
        excluded.sort_unstable();
        let blocks = vec![Block::of_entries(book.customers.len(), &flat)?];
        let policy = policy.clone();
        Ok(Self {
            book: Some(book),
            policy,
            as_known: known,
            currencies,
            blocks,
            excluded,
            live_lines,
        })
    }

    /// The policy it was made under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The moment up to which records were taken in; `None` for all of them.
    #[must_use]
    pub fn known_at(&self) -> Option<DateTime<Utc>> {
        self.as_known
    }

    /// The day of [`Ledger::known_at`], in the zone of the book.
    pub(crate) fn day_of_knowledge(&self) -> Option<NaiveDate> {
        let (book, known) = self.book.zip(self.as_known)?;
        Some(book.zone.date_of(known))
    }

    /// Currencies that amounts are in, in the order of their codes.
    #[must_use]
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    /// How many customers ever had an amount.
    #[must_use]
    pub fn customers_ever(&self) -> usize {
        self.blocks.iter().map(Block::customers_ever).sum()
    }

    /// How many amounts it holds.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.blocks.iter().map(Block::len).sum()
    }

    /// First and last day on which an amount starts or ends. `None` when it holds none.
    #[must_use]
    pub fn first_and_last_day(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (first, last) = self.day_range()?;
        Some((date_of_day(first).ok()?, date_of_day(last).ok()?))
    }

    pub(crate) fn day_range(&self) -> Option<(i32, i32)> {
        let days = self.blocks.iter().filter_map(Block::days);
        days.reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
    }

    pub(crate) fn customer_name(&self, customer: u32) -> String {
        match self.book {
            Some(book) => name(&book.customers, customer),
            None => customer.to_string(),
        }
    }

    pub(crate) fn customer_id(&self, customer: u32) -> Option<CustomerId> {
        CustomerId::try_new(self.customer_name(customer)).ok()
    }

    pub(crate) fn product_name(&self, product: u32) -> Option<String> {
        match self.book {
            _ if product == NONE => None,
            Some(book) => Some(name(&book.products, product)),
            None => Some(product.to_string()),
        }
    }
}

pub(crate) fn name(names: &kpi_types::Interner, number: u32) -> String {
    names.resolve(number).unwrap_or_default().to_owned()
}

pub(crate) fn place(currencies: &[Currency], currency: Currency) -> u16 {
    let found = currencies.iter().position(|c| *c == currency);
    found.and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX)
}

//! Events as columns: the hot way in.

use kpi_types::{Currency, Money};
use rust_decimal::Decimal;

use super::{IdKind, RetentionError};

/// Ids, one a row.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum IdColumn<'a> {
    /// 64-bit numbers, sparse or dense.
    U64(&'a [u64]),
    /// 32-bit numbers; the same number as a `u64` is the same entity.
    U32(&'a [u32]),
    /// Texts, interned once.
    Text(&'a [&'a str]),
}

/// Times, one a row.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum TimeColumn<'a> {
    /// Days since 1970-01-01 in the calendar's time zone.
    Days(&'a [i32]),
    /// Seconds since 1970-01-01T00:00:00Z.
    Seconds(&'a [i64]),
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Millis(&'a [i64]),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Micros(&'a [i64]),
}

impl<'a> TimeColumn<'a> {
    /// Instants and the microseconds of their unit, or days.
    pub(crate) fn instants(self) -> Result<(&'a [i64], i64), &'a [i32]> {
        match self {
            Self::Days(days) => Err(days),
            Self::Seconds(times) => Ok((times, 1_000_000)),
            Self::Millis(times) => Ok((times, 1_000)),
            Self::Micros(times) => Ok((times, 1)),
        }
    }
}

/// Kinds of event, one a row.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum KindColumn<'a> {
    /// As texts.
    Text(&'a [&'a str]),
    /// As positions in a list of names.
    Codes {
        /// One a row.
        codes: &'a [u32],
        /// What the codes stand for.
        names: &'a [&'a str],
    },
}

/// Money, one a row.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum MoneyColumn<'a> {
    /// Minor units (cents, yen) of one currency.
    Minor(&'a [i64], Currency),
    /// Amounts in one currency.
    Amounts(&'a [Decimal], Currency),
    /// Amounts in several currencies, or none.
    Each(&'a [Option<Money>]),
}

/// Events as columns of one length.
///
/// ```
/// use kpi_cohort::{EventColumns, KindColumn, TimeColumn};
///
/// let (ids, days) = ([7_u64, 9], [20_000, 20_001]);
/// let kinds = KindColumn::Codes { codes: &[0, 1], names: &["signup", "login"] };
/// let columns = EventColumns::new(&ids[..], TimeColumn::Days(&days)).with_kinds(kinds);
/// assert_eq!(columns.len(), 2);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct EventColumns<'a> {
    pub(crate) ids: IdColumn<'a>,
    pub(crate) times: TimeColumn<'a>,
    pub(crate) kinds: Option<KindColumn<'a>>,
    pub(crate) accounts: Option<IdColumn<'a>>,
    pub(crate) money: Option<MoneyColumn<'a>>,
}

impl<'a> EventColumns<'a> {
    /// Who and when.
    #[must_use]
    pub fn new(ids: impl Into<IdColumn<'a>>, times: TimeColumn<'a>) -> Self {
        Self { ids: ids.into(), times, kinds: None, accounts: None, money: None }
    }

    /// What happened.
    #[must_use]
    pub fn with_kinds(self, kinds: KindColumn<'a>) -> Self {
        Self { kinds: Some(kinds), ..self }
    }

    /// The account of each entity.
    #[must_use]
    pub fn with_accounts(self, accounts: impl Into<IdColumn<'a>>) -> Self {
        Self { accounts: Some(accounts.into()), ..self }
    }

    /// What was paid.
    #[must_use]
    pub fn with_money(self, money: MoneyColumn<'a>) -> Self {
        Self { money: Some(money), ..self }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Refuses columns of different lengths and codes without a name.
    pub(crate) fn check(&self) -> Result<(), RetentionError> {
        let expected = self.len();
        let lengths = [
            ("times", Some(self.times.len())),
            ("kinds", self.kinds.map(|kinds| kinds.len())),
            ("accounts", self.accounts.map(|accounts| accounts.len())),
            ("money", self.money.map(|money| money.len())),
        ];
        for (column, found) in lengths {
            if let Some(found) = found.filter(|found| *found != expected) {
                return Err(RetentionError::ColumnLength { column, expected, found });
            }
        }
        if let Some(KindColumn::Codes { codes, names }) = self.kinds {
            let known = names.len();
            let unnamed = codes.iter().enumerate().find(|(_, code)| **code as usize >= known);
            if let Some((row, &code)) = unnamed {
                return Err(RetentionError::KindCode { row, code, known });
            }
        }
        Ok(())
    }
}

impl IdColumn<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::U64(ids) => ids.len(),
            Self::U32(ids) => ids.len(),
            Self::Text(ids) => ids.len(),
        }
    }

    pub(crate) fn kind(&self) -> IdKind {
        match self {
            Self::U64(_) | Self::U32(_) => IdKind::Numbers,
            Self::Text(_) => IdKind::Texts,
        }
    }
}

impl TimeColumn<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Days(days) => days.len(),
            Self::Seconds(times) | Self::Millis(times) | Self::Micros(times) => times.len(),
        }
    }
}

impl KindColumn<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(kinds) => kinds.len(),
            Self::Codes { codes, .. } => codes.len(),
        }
    }
}

impl MoneyColumn<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Minor(amounts, _) => amounts.len(),
            Self::Amounts(amounts, _) => amounts.len(),
            Self::Each(amounts) => amounts.len(),
        }
    }

    /// The amount of a row; `None` where there is none.
    pub(crate) fn at(&self, row: usize) -> Option<Money> {
        match self {
            Self::Minor(amounts, currency) => {
                let amount = Decimal::new(*amounts.get(row)?, currency.minor_units());
                Some(Money::new(amount, *currency))
            }
            Self::Amounts(amounts, currency) => Some(Money::new(*amounts.get(row)?, *currency)),
            Self::Each(amounts) => *amounts.get(row)?,
        }
    }
}

impl<'a> From<&'a [u64]> for IdColumn<'a> {
    fn from(ids: &'a [u64]) -> Self {
        Self::U64(ids)
    }
}

impl<'a> From<&'a [u32]> for IdColumn<'a> {
    fn from(ids: &'a [u32]) -> Self {
        Self::U32(ids)
    }
}

impl<'a> From<&'a [&'a str]> for IdColumn<'a> {
    fn from(ids: &'a [&'a str]) -> Self {
        Self::Text(ids)
    }
}

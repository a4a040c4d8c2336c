//! The figures a finding rests on.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;
use kpi_types::{Estimate, Quantity};

/// A named figure.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Evidence {
    name: Cow<'static, str>,
    value: EvidenceValue,
}

impl Evidence {
    /// A figure by a name that never changes.
    #[must_use]
    pub const fn new(name: &'static str, value: EvidenceValue) -> Self {
        Self { name: Cow::Borrowed(name), value }
    }

    /// What it is: `probability`, `baseline`, `windows`. The names never change.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How much.
    #[must_use]
    pub fn value(&self) -> &EvidenceValue {
        &self.value
    }
}

/// A figure of one of a few kinds.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EvidenceValue {
    /// An exact figure in its unit.
    Quantity(Quantity),
    /// How many.
    Count(u64),
    /// A share or probability from 0 to 1.
    Share(f64),
    /// A plain number.
    Number(f64),
    /// A statistic with its interval.
    Estimate(Estimate),
    /// A date.
    Date(NaiveDate),
    /// A name or a word.
    Text(String),
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name, self.value)
    }
}

impl fmt::Display for EvidenceValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantity(quantity) => write!(f, "{quantity}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{:.1} %", share * 100.0),
            Self::Number(number) => write!(f, "{number:.4}"),
            Self::Estimate(e) => {
                write!(f, "{:.4} [{:.4}, {:.4}]", e.point(), e.lower(), e.upper())
            }
            Self::Date(date) => write!(f, "{date}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident;)+) => {$(
        impl From<$type> for EvidenceValue {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

from! {
    Quantity => Quantity;
    u64 => Count;
    u32 => Count;
    Estimate => Estimate;
    NaiveDate => Date;
    String => Text;
    &str => Text;
}

impl From<usize> for EvidenceValue {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

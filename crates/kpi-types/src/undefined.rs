//! Why there is no value.

use std::fmt;

use chrono::NaiveDate;

use crate::{FactName, Localized};

/// The reason a measurement has no value. Not an error: the input was fine, the figure does not
/// exist. Shown as a dash with this reason; never as 0 or NaN.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "reason", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Undefined {
    /// The denominator is zero.
    ZeroDenominator {
        /// The fact, metric or expression that came out as zero.
        of: String,
    },
    /// A fact the formula needs was not given. Missing is not zero.
    MissingFact {
        /// The fact.
        fact: FactName,
    },
    /// The period is still running, so the figure would still move.
    PeriodNotOver {
        /// First day after the period.
        ends: NaiveDate,
        /// Last day that is known.
        as_of: NaiveDate,
    },
    /// The records start too late for the window asked for.
    NotEnoughHistory {
        /// First day the window needs.
        needed_from: NaiveDate,
        /// First day there are records for; `None` when there are none.
        records_from: Option<NaiveDate>,
    },
    /// Nobody to measure: the population is empty.
    EmptyPopulation {
        /// Who was looked for.
        of: String,
    },
    /// The figure has no meaning for these facts.
    NotApplicable {
        /// Why, in both languages.
        why: Localized,
    },
}

impl Undefined {
    /// The reason as a sentence in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::ZeroDenominator { of } => Localized::new(
                format!("the denominator {of} is zero"),
                format!("分母 {of} が 0 です"),
            ),
            Self::MissingFact { fact } => Localized::new(
                format!("the fact {fact} was not given"),
                format!("事実 {fact} が与えられていません"),
            ),
            Self::PeriodNotOver { ends, as_of } => Localized::new(
                format!("the period runs until {ends}, known only up to {as_of}"),
                format!("期間は {ends} まで続きますが、{as_of} までしか分かっていません"),
            ),
            Self::NotEnoughHistory { needed_from, records_from: Some(from) } => Localized::new(
                format!("records are needed from {needed_from}, they start on {from}"),
                format!("{needed_from} からの記録が必要ですが、記録は {from} からです"),
            ),
            Self::NotEnoughHistory { needed_from, records_from: None } => Localized::new(
                format!("records are needed from {needed_from}, there are none"),
                format!("{needed_from} からの記録が必要ですが、記録がありません"),
            ),
            Self::EmptyPopulation { of } => {
                Localized::new(format!("there are no {of}"), format!("対象がありません: {of}"))
            }
            Self::NotApplicable { why } => why.clone(),
        }
    }
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.message().en)
    }
}

/// Not a mistake, but in reach of `?` for programs that treat it as one.
impl std::error::Error for Undefined {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_speaks_both_languages() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let reasons = [
            Undefined::ZeroDenominator { of: "opening_mrr".to_owned() },
            Undefined::MissingFact { fact: FactName::try_new("gross_margin").unwrap() },
            Undefined::PeriodNotOver { ends: day, as_of: day },
            Undefined::NotEnoughHistory { needed_from: day, records_from: Some(day) },
            Undefined::NotEnoughHistory { needed_from: day, records_from: None },
            Undefined::EmptyPopulation { of: "customers".to_owned() },
            Undefined::NotApplicable { why: Localized::new("no", "いいえ") },
        ];
        for reason in reasons {
            let message = reason.message();
            assert!(message.is_complete());
            assert_ne!(message.en, message.ja);
        }
    }
}

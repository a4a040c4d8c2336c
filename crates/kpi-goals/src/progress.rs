//! How far a goal has come.

use kpi_metrics::{BenchmarkError, Target};
use kpi_types::{Localized, Quantity, Ratio, Undefined};
use rust_decimal::Decimal;

use crate::history::currency_of;
use crate::target::{like, room, shortfall};

/// What a share of progress is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ProgressBasis {
    /// Of the way from the start value to the target.
    FromStart,
    /// Of the target itself, because there is no start value.
    OfTarget,
}

/// How far a goal has come.
///
/// # Formula
///
/// With start value s, current value c and target t:
///
/// | target | start value | share |
/// |---|---|---|
/// | at least, at most | given | (c − s) ÷ (t − s) |
/// | between | given, outside the band | 1 − (distance of c) ÷ (distance of s) to the band |
/// | at least | none | c ÷ t |
/// | at most | none | t ÷ c |
///
/// # Conventions
///
/// The share is not cut: below 0 the goal is further away than at the start, above 1 it is exceeded. A
/// decreasing goal needs no rule of its own: both differences change their sign.
///
/// # Undefined when
///
/// The start meets the target already; without a start value, for a band, and where a value is not
/// positive. Whether the target is met, and the gap, are known all the same.
///
/// # Worked example
///
/// Churn from 4 % to 3 %, now 3.4 %: 0.6 of 1 percentage point, 60 %.
///
/// ```
/// use kpi_goals::Progress;
/// use kpi_metrics::Target;
/// use kpi_types::{Quantity, Ratio};
/// use rust_decimal::Decimal;
///
/// let percent = |tenths| Quantity::Ratio(Ratio::new(Decimal::new(tenths, 3)));
/// let progress = Progress::try_new(&Target::AtMost(percent(30)), Some(percent(40)), percent(34))?;
/// assert_eq!(progress.share().unwrap().value(), Decimal::new(6, 1));
/// assert_eq!(progress.gap(), percent(-4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// c ÷ t for a goal that falls: 4 % against a target of 3 % would be 133 % done before anything was
/// done.
///
/// # What other systems do
///
/// Objective trackers compute (c − s) ÷ (t − s), some with s = 0 where none is given, some cut at 0 or
/// 1.2, which hides losses and breaks falling goals.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Progress {
    share: Result<Ratio, Undefined>,
    basis: ProgressBasis,
    gap: Quantity,
    met: bool,
}

impl Progress {
    /// Of a target, from a start value if there is one, at the current value.
    ///
    /// # Errors
    ///
    /// [`BenchmarkError`] where units or currencies differ.
    pub fn try_new(
        target: &Target,
        start: Option<Quantity>,
        current: Quantity,
    ) -> Result<Self, BenchmarkError> {
        let model = match target {
            Target::AtLeast(value) | Target::AtMost(value) => *value,
            Target::Between(band) => band.low(),
        };
        for value in start.into_iter().chain([current]) {
            comparable(value, model)?;
        }
        let (now, missing) = (current.value(), shortfall(target, current.value()));
        let met = missing.is_zero();
        let (share, basis) = match start {
            Some(start) => (from_start(target, start.value(), now), ProgressBasis::FromStart),
            None => (of_target(target, now), ProgressBasis::OfTarget),
        };
        Ok(Self { share, basis, gap: like(model, room(target, now)), met })
    }

    /// The share of the way; 1 is all of it.
    ///
    /// # Errors
    ///
    /// The reason why there is none.
    pub fn share(&self) -> Result<Ratio, &Undefined> {
        self.share.as_ref().copied()
    }

    /// What it is a share of.
    #[must_use]
    pub fn basis(&self) -> ProgressBasis {
        self.basis
    }

    /// The room left when positive, what is missing when negative. For a band the distance to the
    /// nearer bound.
    #[must_use]
    pub fn gap(&self) -> Quantity {
        self.gap
    }

    /// Whether the value meets the target now.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.met
    }
}

fn comparable(value: Quantity, model: Quantity) -> Result<(), BenchmarkError> {
    if value.unit() != model.unit() {
        return Err(BenchmarkError::UnitMismatch { left: value.unit(), right: model.unit() });
    }
    match (currency_of(value), currency_of(model)) {
        (Some(left), Some(right)) if left != right => {
            Err(BenchmarkError::CurrencyMismatch { left, right })
        }
        _ => Ok(()),
    }
}

fn undefined(en: &'static str, ja: &'static str) -> Undefined {
    Undefined::NotApplicable { why: Localized::fixed(en, ja) }
}

/// Of differences that may not fit.
fn quotient(numerator: Option<Decimal>, denominator: Option<Decimal>) -> Result<Ratio, Undefined> {
    if denominator.is_some_and(|below| below.is_zero()) {
        return Err(Undefined::ZeroDenominator { of: "target - start".to_owned() });
    }
    let share = numerator.zip(denominator).and_then(|(above, below)| above.checked_div(below));
    share.map(Ratio::new).ok_or_else(too_large)
}

pub(crate) fn too_large() -> Undefined {
    undefined("the values are too large to compute with", "値が大きすぎて計算できません")
}

fn from_start(target: &Target, start: Decimal, now: Decimal) -> Result<Ratio, Undefined> {
    let way = shortfall(target, start);
    if way.is_zero() {
        return Err(undefined(
            "the start value meets the target already",
            "開始時の値がすでに目標を満たしています",
        ));
    }
    match target {
        Target::AtLeast(value) | Target::AtMost(value) => {
            quotient(now.checked_sub(start), value.value().checked_sub(start))
        }
        Target::Between(_) => quotient(way.checked_sub(shortfall(target, now)), Some(way)),
    }
}

fn of_target(target: &Target, now: Decimal) -> Result<Ratio, Undefined> {
    let (numerator, denominator) = match target {
        Target::AtLeast(value) => (now, value.value()),
        Target::AtMost(value) => (value.value(), now),
        Target::Between(_) => {
            return Err(undefined(
                "without a start value a band has no share of progress",
                "開始時の値がないため、範囲目標の進捗率は計算できません",
            ));
        }
    };
    if numerator <= Decimal::ZERO || denominator <= Decimal::ZERO {
        return Err(undefined(
            "without a start value both figures have to be positive",
            "開始時の値がない場合は、両方の値が正である必要があります",
        ));
    }
    quotient(Some(numerator), Some(denominator))
}

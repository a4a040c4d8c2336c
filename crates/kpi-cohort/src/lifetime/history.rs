//! What purchase models know of a customer: how often, until when, seen for how long.

use std::cmp::Ordering;
use std::marker::PhantomData;

use super::unit::{Days, LifetimeUnit, MonthLength, UnitOfTime, Weeks};

/// The purchases of one customer in three figures (*x*, *t_x*, *T*).
///
/// * *x* repeat purchases: the first is not counted;
/// * *t_x*: from the first purchase to the last, 0 when there was only one;
/// * *T*: from the first purchase to the end of observation.
///
/// # Common mistake
///
/// In marketing, "recency" is the time since the last purchase, T − t_x. Here it is the time of
/// the last purchase on the customer's own clock.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Raw", into = "Raw", bound = "U: UnitOfTime"))]
pub struct PurchaseHistory<U> {
    purchases: u64,
    last: f64,
    age: f64,
    unit: PhantomData<U>,
}

/// Why figures are no purchase history.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PurchaseHistoryError {
    /// A time that is negative or not finite.
    #[error("{name} is {value}: it must be finite and at least 0")]
    Time {
        /// `t_x` or `T`.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// The last purchase comes after the end of observation.
    #[error("the last purchase at {last} comes after the end of observation at {age}")]
    LastAfterEnd {
        /// t_x.
        last: f64,
        /// T.
        age: f64,
    },
    /// Only one purchase, but a later last one.
    #[error("no repeat purchase, but a last one at {last}: without one it is 0")]
    LastWithoutRepeat {
        /// t_x.
        last: f64,
    },
    /// A stored history in another unit.
    #[error("the history is in {found}, wanted is one in {wanted}: convert it with a month length")]
    Unit {
        /// The unit of the stored value.
        found: LifetimeUnit,
        /// The unit of the type.
        wanted: LifetimeUnit,
    },
}

/// Histories to fit a model to: an accumulator. Equal histories are counted, not kept twice, and
/// the order in which they come plays no part.
///
/// ```
/// use kpi_cohort::{PurchaseHistory, PurchaseSample, Weeks};
///
/// let mut sample = PurchaseSample::<Weeks>::new();
/// sample.observe(PurchaseHistory::try_new(2, 30.43, 38.86)?);
/// sample.observe_many(PurchaseHistory::try_new(0, 0.0, 38.86)?, 3);
/// assert_eq!((sample.customers(), sample.repeat_purchases()), (4, 2));
/// # Ok::<(), kpi_cohort::PurchaseHistoryError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct PurchaseSample<U> {
    rows: Vec<(PurchaseHistory<U>, u64)>,
    /// Rows up to here are sorted and different.
    settled: usize,
}

impl<U: UnitOfTime> PurchaseHistory<U> {
    /// `purchases` repeat purchases, the last one `last` after the first, seen for `age`.
    ///
    /// # Errors
    ///
    /// [`PurchaseHistoryError`] for times that are negative, not finite or contradict each other.
    pub fn try_new(purchases: u64, last: f64, age: f64) -> Result<Self, PurchaseHistoryError> {
        for (name, value) in [("t_x", last), ("T", age)] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(PurchaseHistoryError::Time { name, value });
            }
        }
        if last > age {
            return Err(PurchaseHistoryError::LastAfterEnd { last, age });
        }
        if purchases == 0 && last > 0.0 {
            return Err(PurchaseHistoryError::LastWithoutRepeat { last });
        }
        Ok(Self { purchases, last, age, unit: PhantomData })
    }

    /// *x*: repeat purchases.
    #[must_use]
    pub const fn purchases(&self) -> u64 {
        self.purchases
    }

    /// *t_x*: from the first purchase to the last.
    #[must_use]
    pub const fn last(&self) -> f64 {
        self.last
    }

    /// *T*: from the first purchase to the end of observation.
    #[must_use]
    pub const fn age(&self) -> f64 {
        self.age
    }

    /// The same history in another unit.
    #[must_use]
    pub fn to<V: UnitOfTime>(&self, month: MonthLength) -> PurchaseHistory<V> {
        let factor = U::UNIT.in_units_of(V::UNIT, month);
        let (last, age) = (self.last * factor, self.age * factor);
        PurchaseHistory { purchases: self.purchases, last, age, unit: PhantomData }
    }

    fn order(&self, other: &Self) -> Ordering {
        // Times are not negative, so `total_cmp` is the order of numbers.
        self.purchases
            .cmp(&other.purchases)
            .then(self.last.total_cmp(&other.last))
            .then(self.age.total_cmp(&other.age))
    }
}

impl PurchaseHistory<Days> {
    /// Of whole days, whose order the caller knows.
    pub(super) fn of_days(purchases: u64, last: u32, age: u32) -> Self {
        Self { purchases, last: f64::from(last), age: f64::from(age), unit: PhantomData }
    }

    /// The same history in weeks of seven days.
    #[must_use]
    pub fn in_weeks(&self) -> PurchaseHistory<Weeks> {
        let (last, age) = (self.last / 7.0, self.age / 7.0);
        PurchaseHistory { purchases: self.purchases, last, age, unit: PhantomData }
    }
}

impl<U: UnitOfTime> PurchaseSample<U> {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a customer.
    pub fn observe(&mut self, history: PurchaseHistory<U>) {
        self.observe_many(history, 1);
    }

    /// Adds so many customers of equal history.
    pub fn observe_many(&mut self, history: PurchaseHistory<U>, customers: u64) {
        if customers == 0 {
            return;
        }
        self.rows.push((history, customers));
        // Settled when as much again has come, so memory stays near the different histories.
        if self.rows.len() > 2 * self.settled + 1024 {
            self.settle();
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.settle();
    }

    /// Number of customers.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.rows.iter().fold(0, |sum: u64, (_, count)| sum.saturating_add(*count))
    }

    /// Number of repeat purchases.
    #[must_use]
    pub fn repeat_purchases(&self) -> u64 {
        let purchases =
            |(history, count): &(PurchaseHistory<U>, u64)| history.purchases.saturating_mul(*count);
        self.rows.iter().map(purchases).fold(0, u64::saturating_add)
    }

    /// Each different history with its number of customers, in order.
    #[must_use]
    pub fn histories(&self) -> Vec<(PurchaseHistory<U>, u64)> {
        let mut sorted = self.clone();
        sorted.settle();
        sorted.rows
    }

    fn settle(&mut self) {
        self.rows.sort_unstable_by(|(a, _), (b, _)| a.order(b));
        self.rows.dedup_by(|(next, more), (kept, count)| {
            let same = next.order(kept).is_eq();
            if same {
                *count = count.saturating_add(*more);
            }
            same
        });
        self.settled = self.rows.len();
    }
}

impl<U: UnitOfTime> Extend<PurchaseHistory<U>> for PurchaseSample<U> {
    fn extend<I: IntoIterator<Item = PurchaseHistory<U>>>(&mut self, histories: I) {
        histories.into_iter().for_each(|history| self.observe(history));
    }
}

impl<U: UnitOfTime> FromIterator<PurchaseHistory<U>> for PurchaseSample<U> {
    fn from_iter<I: IntoIterator<Item = PurchaseHistory<U>>>(histories: I) -> Self {
        let mut sample = Self::new();
        sample.extend(histories);
        sample
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "PurchaseHistory", deny_unknown_fields)]
struct Raw {
    unit: LifetimeUnit,
    purchases: u64,
    last: f64,
    age: f64,
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> TryFrom<Raw> for PurchaseHistory<U> {
    type Error = PurchaseHistoryError;

    fn try_from(raw: Raw) -> Result<Self, PurchaseHistoryError> {
        if raw.unit == U::UNIT {
            Self::try_new(raw.purchases, raw.last, raw.age)
        } else {
            Err(PurchaseHistoryError::Unit { found: raw.unit, wanted: U::UNIT })
        }
    }
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> From<PurchaseHistory<U>> for Raw {
    fn from(history: PurchaseHistory<U>) -> Self {
        let PurchaseHistory { purchases, last, age, .. } = history;
        Self { unit: U::UNIT, purchases, last, age }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal() {
        let refused = |x, last, age| PurchaseHistory::<Days>::try_new(x, last, age).unwrap_err();
        let time =
            |name| move |e| matches!(e, PurchaseHistoryError::Time { name: n, .. } if n == name);
        assert!(time("t_x")(refused(1, f64::NAN, 2.0)));
        assert!(time("T")(refused(1, 1.0, f64::INFINITY)));
        assert!(time("t_x")(refused(1, -1.0, 2.0)));
        assert_eq!(
            refused(1, 3.0, 2.0),
            PurchaseHistoryError::LastAfterEnd { last: 3.0, age: 2.0 }
        );
        assert_eq!(refused(0, 1.0, 2.0), PurchaseHistoryError::LastWithoutRepeat { last: 1.0 });
    }

    #[test]
    fn equal_histories_are_kept_once() {
        let history = |x, last| PurchaseHistory::<Weeks>::try_new(x, last, 9.0).unwrap();
        let mut sample: PurchaseSample<Weeks> =
            (0..5000).map(|i| history(1, f64::from(i % 7))).collect();
        assert!(sample.rows.len() < 3000);
        let mut other = PurchaseSample::new();
        other.observe_many(history(0, 0.0), 3);
        other.observe_many(history(5, 1.0), 0);
        sample.merge(other);
        assert_eq!(sample.histories().len(), 8);
        assert_eq!(sample.customers(), 5003);
        assert_eq!(sample.repeat_purchases(), 5000);
        assert_eq!(history(1, 7.0).to::<Days>(MonthLength::Julian).last(), 49.0);
    }
}

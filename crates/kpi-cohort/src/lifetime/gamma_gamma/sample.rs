//! Spend histories, and many of them.

use std::cmp::Ordering;

use kpi_stats::ConfidenceLevel;
use kpi_types::{Estimate, EstimateMethod, Localized};
use statrs::distribution::{ContinuousCDF, Normal};

/// How often a customer bought, and for how much on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpendHistory {
    purchases: u64,
    mean: f64,
}

/// Why there is no spend.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpendError {
    /// No purchase, so no mean. Such a customer is asked for as `None`.
    #[error("no purchase to take a mean of: leave out customers who did not buy again")]
    NoPurchase,
    /// The mean is not a positive amount.
    #[error("a mean spend of {mean}: it must be finite and above 0")]
    Mean {
        /// What was given.
        mean: f64,
    },
    /// So many customers spend so much that the mean over all is infinite.
    #[error("the mean spend over customers is infinite: q is {q}, not above 1")]
    InfiniteMean {
        /// The parameter.
        q: f64,
    },
}

impl SpendError {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::NoPurchase => {
                "平均をとる購入がありません。再購入のない顧客は除いてください".to_owned()
            }
            Self::Mean { mean } => {
                format!("平均購入額 {mean} は使えません。0 より大きい有限の数が必要です")
            }
            Self::InfiniteMean { q } => {
                format!("顧客全体の平均購入額が無限大になります: q が {q} で、1 を超えていません")
            }
        };
        Localized::new(self.to_string(), ja)
    }
}

/// Spend to fit the model to: an accumulator, in which equal histories are counted.
#[derive(Debug, Clone, Default)]
pub struct SpendSample {
    rows: Vec<(SpendHistory, u64)>,
}

impl SpendHistory {
    /// So many purchases of so much on average.
    ///
    /// # Errors
    ///
    /// [`SpendError::NoPurchase`] and [`SpendError::Mean`].
    pub fn try_new(purchases: u64, mean: f64) -> Result<Self, SpendError> {
        if purchases == 0 {
            Err(SpendError::NoPurchase)
        } else if mean.is_finite() && mean > 0.0 {
            Ok(Self { purchases, mean })
        } else {
            Err(SpendError::Mean { mean })
        }
    }

    /// Number of purchases.
    #[must_use]
    pub const fn purchases(&self) -> u64 {
        self.purchases
    }

    /// Mean spend per purchase.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    fn order(&self, other: &Self) -> Ordering {
        self.purchases.cmp(&other.purchases).then(self.mean.total_cmp(&other.mean))
    }
}

impl SpendSample {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a customer.
    pub fn observe(&mut self, history: SpendHistory) {
        self.observe_many(history, 1);
    }

    /// Adds so many customers of equal history.
    pub fn observe_many(&mut self, history: SpendHistory, customers: u64) {
        if customers > 0 {
            self.rows.push((history, customers));
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    /// Number of customers.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.rows.iter().fold(0, |sum: u64, (_, count)| sum.saturating_add(*count))
    }

    /// The correlation of purchases and mean spend over customers, with Fisher's z interval. The
    /// model assumes 0; a small one is no harm. `None` for fewer than four customers, and where
    /// all buy as often or spend as much.
    #[must_use]
    pub fn frequency_spend_correlation(&self, level: ConfidenceLevel) -> Option<Estimate> {
        let rows = self.settled();
        let n: f64 = rows.iter().map(|(_, n)| *n as f64).sum();
        let mean = |figure: fn(&SpendHistory) -> f64| {
            rows.iter().map(|(history, n)| figure(history) * *n as f64).sum::<f64>() / n
        };
        let (often, much) = (mean(|h| h.purchases as f64), mean(|h| h.mean));
        let (mut xx, mut mm, mut xm) = (0.0, 0.0, 0.0);
        for (history, count) in &rows {
            let (x, m) = (history.purchases as f64 - often, history.mean - much);
            let count = *count as f64;
            xx += count * x * x;
            mm += count * m * m;
            xm += count * x * m;
        }
        let r = xm / (xx * mm).sqrt();
        if n < 4.0 || !r.is_finite() || r.abs() >= 1.0 {
            return None;
        }
        let z = -Normal::standard().inverse_cdf(level.alpha() / 2.0);
        let half = z / (n - 3.0).sqrt();
        let (lower, upper) = ((r.atanh() - half).tanh(), (r.atanh() + half).tanh());
        let count = self.customers();
        Estimate::try_new(r, lower, upper, level.level(), count, EstimateMethod::FisherZ).ok()
    }

    /// Sorted, equal histories together.
    pub(super) fn settled(&self) -> Vec<(SpendHistory, u64)> {
        let mut rows = self.rows.clone();
        rows.sort_unstable_by(|(a, _), (b, _)| a.order(b));
        rows.dedup_by(|(next, more), (kept, count)| {
            let same = next.order(kept).is_eq();
            if same {
                *count = count.saturating_add(*more);
            }
            same
        });
        rows
    }
}

impl FromIterator<SpendHistory> for SpendSample {
    fn from_iter<I: IntoIterator<Item = SpendHistory>>(histories: I) -> Self {
        Self { rows: histories.into_iter().map(|history| (history, 1)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        for error in [
            SpendError::NoPurchase,
            SpendError::Mean { mean: -1.0 },
            SpendError::InfiniteMean { q: 0.9 },
        ] {
            crate::said::in_both(&error.message(), &error.to_string());
        }
    }
}

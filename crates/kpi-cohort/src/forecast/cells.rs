//! Which customers are alike: bands of age, classes of size, bands of absence.

use kpi_stats::{QuantileType, Sample};

use super::history::RevenueHistory;

/// First months of the bands of age: the month after the first, the second and third, to half a
/// year, to a year, to two, and older.
pub(super) const AGE_BANDS: [u32; 6] = [0, 1, 3, 6, 12, 24];

/// First months of the bands of absence.
pub(super) const AWAY_BANDS: [u32; 5] = [1, 2, 3, 6, 12];

/// The band a number of months falls in.
pub(super) fn band(starts: &[u32], months: u32) -> usize {
    starts.partition_point(|start| *start <= months).saturating_sub(1)
}

/// The age of a customer: months since the first one. Who was there in the first month of the
/// history joined before, nobody knows when: they count as of the oldest band from the beginning.
pub(super) fn age(start: usize, place: usize) -> u32 {
    let since = u32::try_from(place.saturating_sub(start)).unwrap_or(u32::MAX);
    let oldest = AGE_BANDS.last().copied().unwrap_or(0);
    if start == 0 { since.saturating_add(oldest) } else { since }
}

/// Classes of MRR, by their upper ends; the last is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SizeClasses {
    ends: Vec<f64>,
}

impl SizeClasses {
    /// As many balances in each class as equal ones allow.
    pub(super) fn of(history: &RevenueHistory, first: usize, classes: u8) -> Self {
        let last = history.last_place();
        let balances = |place: usize| history.customers.iter().map(move |path| path.at(place));
        let all: Vec<f64> = (first..=last).flat_map(balances).filter(|a| *a > 0.0).collect();
        let mut ends = Vec::new();
        if let Ok(sample) = Sample::try_new(all) {
            for class in 1..classes {
                let share = f64::from(class) / f64::from(classes);
                ends.extend(sample.quantile(share, QuantileType::InverseCdf));
            }
            // A class above the largest balance would be empty.
            let largest = sample.sorted().last().copied().unwrap_or(0.0);
            ends.retain(|end| *end < largest);
        }
        ends.dedup();
        Self { ends }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len() + 1
    }

    pub(super) fn of_amount(&self, amount: f64) -> usize {
        self.ends.partition_point(|end| *end < amount)
    }
}

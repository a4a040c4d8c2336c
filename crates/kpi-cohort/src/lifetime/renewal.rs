//! Who renewed and who left, counted by the number of renewals before.

use kpi_types::Localized;

/// Renewal decisions: at the first, the second, … renewal, how many stayed and how many left.
///
/// All a renewal model needs to know, for one cohort or for many together. An accumulator: cohorts
/// and single customers go in, counts merge, the order does not matter. Customers whose next
/// decision has not come yet count in the decisions they have made and in no other.
///
/// ```
/// use kpi_cohort::RenewalCounts;
///
/// // Fader & Hardie, note 017: a cohort of 10,000 seen for two renewals, a younger one for one.
/// let mut counts = RenewalCounts::from_active(&[10_000, 8_000, 6_480])?;
/// counts.observe_active(&[10_000, 8_000])?;
/// assert_eq!(counts.customers(), 20_000);
/// let first = counts.decisions().next().unwrap();
/// assert_eq!((first.renewal, first.stayed, first.left), (1, 16_000, 4_000));
/// # Ok::<(), kpi_cohort::RenewalCountsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RenewalCounts {
    /// Stayed and left at renewal 1, 2, …
    decisions: Vec<[u64; 2]>,
    customers: u64,
}

/// The decisions at one renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RenewalDecisions {
    /// Which renewal: 1 is the first.
    pub renewal: u32,
    /// How many renewed.
    pub stayed: u64,
    /// How many did not.
    pub left: u64,
}

/// What became of a contract after its last renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ContractEnd {
    /// It was not renewed at the next decision.
    Left,
    /// It runs; the next decision is still to come.
    StillActive,
}

/// Why figures are no renewal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RenewalCountsError {
    /// More customers active than before.
    #[error(
        "{now} active after renewal {renewal}, {before} before it: a cohort never grows; \
         customers who came later are a cohort of their own"
    )]
    Grows {
        /// At which renewal.
        renewal: usize,
        /// Active before it.
        before: u64,
        /// Active after it.
        now: u64,
    },
    /// A cohort without anybody at its start.
    #[error("a cohort needs its size at the start")]
    NoStart,
    /// More renewals than [`RenewalCounts::MOST_RENEWALS`].
    #[error("{renewals} renewals: at most {} are possible", RenewalCounts::MOST_RENEWALS)]
    TooLong {
        /// What was given.
        renewals: u64,
    },
    /// More customers than can be counted.
    #[error("more than {} customers", u64::MAX)]
    TooMany,
}

impl RenewalCountsError {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::Grows { renewal, before, now } => format!(
                "更新 {renewal} 回目の前の {before} 人が後では {now} 人です。コホートは増えません。\
                 後から来た顧客は別のコホートです"
            ),
            Self::NoStart => "コホートには開始時の人数が必要です".to_owned(),
            Self::TooLong { renewals } => format!(
                "更新 {renewals} 回は多すぎます。{} 回までです",
                RenewalCounts::MOST_RENEWALS
            ),
            Self::TooMany => format!("顧客が {} 人を超えています", u64::MAX),
        };
        Localized::new(self.to_string(), ja)
    }
}

impl RenewalCounts {
    /// The most renewals of one customer.
    pub const MOST_RENEWALS: u32 = 100_000;

    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One cohort by how many are active: at the start, after the first renewal, and so on.
    ///
    /// # Errors
    ///
    /// See [`RenewalCounts::observe_active`].
    pub fn from_active(active: &[u64]) -> Result<Self, RenewalCountsError> {
        let mut counts = Self::new();
        counts.observe_active(active)?;
        Ok(counts)
    }

    /// One cohort by how many left at the first renewal, the second, …, and how many are active
    /// after the last.
    ///
    /// # Errors
    ///
    /// See [`RenewalCounts::observe_lost`].
    pub fn from_lost(lost: &[u64], still_active: u64) -> Result<Self, RenewalCountsError> {
        let mut counts = Self::new();
        counts.observe_lost(lost, still_active)?;
        Ok(counts)
    }

    /// Adds a cohort by how many are active: at the start, after the first renewal, and so on.
    ///
    /// # Errors
    ///
    /// [`RenewalCountsError`] for no start, a number that rises, or too many. Nothing is added
    /// then.
    pub fn observe_active(&mut self, active: &[u64]) -> Result<(), RenewalCountsError> {
        let start = *active.first().ok_or(RenewalCountsError::NoStart)?;
        let mut added = Self { decisions: Vec::new(), customers: start };
        for (renewal, (before, now)) in (1..).zip(active.iter().zip(active.iter().skip(1))) {
            let left = before.checked_sub(*now);
            let (before, now) = (*before, *now);
            let left = left.ok_or(RenewalCountsError::Grows { renewal, before, now })?;
            added.decisions.push([now, left]);
        }
        self.merge(&added)
    }

    /// Adds a cohort by how many left at the first renewal, the second, …, and how many are active
    /// after the last.
    ///
    /// # Errors
    ///
    /// [`RenewalCountsError::TooMany`] and [`RenewalCountsError::TooLong`]. Nothing is added then.
    pub fn observe_lost(
        &mut self,
        lost: &[u64],
        still_active: u64,
    ) -> Result<(), RenewalCountsError> {
        let mut active = vec![still_active];
        for left in lost.iter().rev() {
            let after = active.last().copied().unwrap_or(0);
            active.push(after.checked_add(*left).ok_or(RenewalCountsError::TooMany)?);
        }
        active.reverse();
        self.observe_active(&active)
    }

    /// Adds one customer who renewed so many times.
    ///
    /// # Errors
    ///
    /// [`RenewalCountsError::TooLong`] and [`RenewalCountsError::TooMany`].
    pub fn observe_customer(
        &mut self,
        renewals: u32,
        end: ContractEnd,
    ) -> Result<(), RenewalCountsError> {
        let left = u32::from(end == ContractEnd::Left);
        if renewals > Self::MOST_RENEWALS - left {
            return Err(RenewalCountsError::TooLong { renewals: u64::from(renewals) });
        }
        let customers = self.customers.checked_add(1).ok_or(RenewalCountsError::TooMany)?;
        self.customers = customers;
        let made = renewals as usize;
        if self.decisions.len() < made + left as usize {
            self.decisions.resize(made + left as usize, [0; 2]);
        }
        // No count exceeds the number of customers, which fits.
        for [stayed, _] in self.decisions.iter_mut().take(made) {
            *stayed += 1;
        }
        for [_, lost] in self.decisions.iter_mut().skip(made).take(left as usize) {
            *lost += 1;
        }
        Ok(())
    }

    /// Adds what another has counted.
    ///
    /// # Errors
    ///
    /// [`RenewalCountsError::TooMany`] and [`RenewalCountsError::TooLong`]. Nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), RenewalCountsError> {
        let most = Self::MOST_RENEWALS as usize;
        if other.decisions.len() > most {
            return Err(RenewalCountsError::TooLong { renewals: other.decisions.len() as u64 });
        }
        let customers = self.customers.checked_add(other.customers);
        self.customers = customers.ok_or(RenewalCountsError::TooMany)?;
        if self.decisions.len() < other.decisions.len() {
            self.decisions.resize(other.decisions.len(), [0; 2]);
        }
        // No count exceeds the number of customers, which fits.
        for ([stayed, left], [more_stayed, more_left]) in
            self.decisions.iter_mut().zip(&other.decisions)
        {
            *stayed += more_stayed;
            *left += more_left;
        }
        Ok(())
    }

    /// Number of customers.
    #[must_use]
    pub const fn customers(&self) -> u64 {
        self.customers
    }

    /// The decisions at each renewal, from the first.
    pub fn decisions(&self) -> impl Iterator<Item = RenewalDecisions> {
        (1..).zip(&self.decisions).map(|(renewal, [stayed, left])| RenewalDecisions {
            renewal,
            stayed: *stayed,
            left: *left,
        })
    }

    /// Stayed and left, with the number of renewals made before.
    pub(super) fn rows(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        self.decisions
            .iter()
            .enumerate()
            .map(|(made, [stayed, left])| (made as f64, *stayed as f64, *left as f64))
    }

    /// Decisions that were made at all: all that stayed, all that left.
    pub(super) fn totals(&self) -> [u64; 2] {
        // Products of customers and renewals; a sum beyond 2⁶⁴ is only used as a rate.
        self.decisions.iter().fold([0, 0], |[stayed, left]: [u64; 2], [s, l]| {
            [stayed.saturating_add(*s), left.saturating_add(*l)]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_adds_nothing() {
        let mut counts = RenewalCounts::from_active(&[10, 7]).unwrap();
        let before = counts.clone();
        let grows = RenewalCountsError::Grows { renewal: 2, before: 7, now: 8 };
        assert_eq!(counts.observe_active(&[10, 7, 8]), Err(grows));
        assert!(grows.to_string().contains("8 active after renewal 2"));
        assert_eq!(counts.observe_active(&[]), Err(RenewalCountsError::NoStart));
        assert_eq!(counts.observe_active(&[u64::MAX]), Err(RenewalCountsError::TooMany));
        assert_eq!(counts.observe_lost(&[1], u64::MAX), Err(RenewalCountsError::TooMany));
        let long = vec![1; RenewalCounts::MOST_RENEWALS as usize + 2];
        assert!(matches!(counts.observe_active(&long), Err(RenewalCountsError::TooLong { .. })));
        let too_long = counts.observe_customer(RenewalCounts::MOST_RENEWALS, ContractEnd::Left);
        assert!(matches!(too_long, Err(RenewalCountsError::TooLong { renewals: 100_000 })));
        assert_eq!(counts, before);
    }

    #[test]
    fn every_reason_is_said_in_both_languages() {
        for error in [
            RenewalCountsError::Grows { renewal: 2, before: 7, now: 8 },
            RenewalCountsError::NoStart,
            RenewalCountsError::TooLong { renewals: 1_000_000 },
            RenewalCountsError::TooMany,
        ] {
            crate::said::in_both(&error.message(), &error.to_string());
        }
    }

    #[test]
    fn three_doors_one_count() {
        let active = RenewalCounts::from_active(&[10, 7, 7, 4]).unwrap();
        assert_eq!(RenewalCounts::from_lost(&[3, 0, 3], 4).unwrap(), active);
        let mut one_by_one = RenewalCounts::new();
        for (renewals, end, times) in
            [(3, ContractEnd::StillActive, 4), (0, ContractEnd::Left, 3), (2, ContractEnd::Left, 3)]
        {
            for _ in 0..times {
                one_by_one.observe_customer(renewals, end).unwrap();
            }
        }
        assert_eq!(one_by_one, active);
    }
}

//! Means over cohorts at one age.

use kpi_stats::{ConfidenceLevel, wilson};
use kpi_types::{Estimate, EstimateMethod, Localized, Undefined};

use super::{Cell, RetentionGrid};

/// How cohorts are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CohortWeights {
    /// By their members: everybody counts the same.
    BySize,
    /// Every cohort counts the same, whatever its size.
    Equal,
}

/// Which cells go into a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CellUse {
    /// Complete cells only. A cell at 0 % is a cell.
    #[default]
    CompleteOnly,
    /// Everybody whose window is over, also in cells where others' still run. On-or-after
    /// retention, whose cells are never complete, has means only this way.
    EligibleMembers,
    /// Windows that are still running too: too low as long as they run.
    SoFar,
}

/// A mean with the cells it was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RetentionMean {
    /// The mean with its interval.
    pub rate: Estimate,
    /// Number of cells in it.
    pub cells_used: u64,
    /// Number of cells left out because they are not observed enough.
    pub cells_left_out: u64,
}

impl RetentionGrid {
    /// The mean retention of all cohorts at one column.
    ///
    /// # Formula
    ///
    /// By size: Σ rᵢ ÷ Σ nᵢ; equal: Σ (rᵢ ÷ nᵢ) ÷ m, with rᵢ returned of nᵢ eligible members of
    /// cohort i, and m cohorts.
    ///
    /// # Conventions
    ///
    /// Complete cells only, unless [`CellUse`] says otherwise. Cohorts at 0 % count; cohorts with
    /// nobody are not rows. The interval by size is Wilson's over all members together; with equal
    /// weights Wilson's limits of each cohort are joined by MOVER. Both take cohorts as
    /// independent, which those by every event are not quite.
    ///
    /// # Undefined when
    ///
    /// No cell is usable.
    ///
    /// # Worked example
    ///
    /// 10 users at 20 % and 100 users at 0 %: 10 % with equal weights, 1.8 % by size
    /// ([PostHog issue 25998](https://github.com/PostHog/posthog/issues/25998)).
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use kpi_cohort::{CellUse, CohortWeights, EventColumns, ObservationEnd, Retention, RetentionSpec, TimeColumn};
    /// use kpi_stats::ConfidenceLevel;
    /// use kpi_types::day_number;
    ///
    /// let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let mut retention = Retention::try_new(RetentionSpec::monthly(ObservationEnd::Through(date(3, 31))))?;
    /// let january: Vec<u64> = (0..10).collect();
    /// let february: Vec<u64> = (10..110).collect();
    /// for (ids, day) in [(&january[..], date(1, 5)), (&february[..], date(2, 5)), (&january[..2], date(2, 9))] {
    ///     let days = vec![day_number(day); ids.len()];
    ///     retention.observe_columns(&EventColumns::new(ids, TimeColumn::Days(&days)))?;
    /// }
    /// let grid = retention.finish()?;
    /// let mean = |weights| grid.mean(1, weights, CellUse::CompleteOnly, ConfidenceLevel::P95);
    /// assert_eq!(mean(CohortWeights::Equal)?.rate.point(), 0.1);
    /// assert_eq!(format!("{:.3}", mean(CohortWeights::BySize)?.rate.point()), "0.018");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Averaging unfinished cells as if they were 0 %, or leaving out cohorts that are at 0 %:
    /// PostHog did the second until [PR 31711](https://github.com/PostHog/posthog/pull/31711).
    ///
    /// # What others do
    ///
    /// Amplitude weighs by members who have reached the age; PostHog offers both weights.
    ///
    /// # References
    ///
    /// G. Y. Zou, W. Huang, X. Zhang, *A note on confidence interval estimation for a linear
    /// function of binomial proportions*, Computational Statistics & Data Analysis 53 (2009).
    ///
    /// # Errors
    ///
    /// The reason why there is no mean.
    pub fn mean(
        &self,
        column: u32,
        weights: CohortWeights,
        cells: CellUse,
        level: ConfidenceLevel,
    ) -> Result<RetentionMean, Undefined> {
        let all = self.cohorts().iter().filter_map(|row| row.cell(column));
        let counts: Vec<Option<(u64, u64)>> = all.map(|cell| usable(cell, cells)).collect();
        let used: Vec<(u64, u64)> = counts.iter().copied().flatten().collect();
        let cells_used = used.len() as u64;
        let cells_left_out = counts.len() as u64 - cells_used;
        let none = || Undefined::EmptyPopulation {
            of: match cells {
                CellUse::CompleteOnly => "complete cells at this age",
                CellUse::EligibleMembers => "members whose window at this age is over",
                CellUse::SoFar => "members whose window at this age has begun",
            }
            .to_owned(),
        };
        let returned = used.iter().map(|(returned, _)| returned).sum();
        let eligible = used.iter().map(|(_, eligible)| eligible).sum();
        let pooled = wilson(returned, eligible, level).map_err(|_| none())?;
        let rate = match weights {
            CohortWeights::BySize => pooled,
            CohortWeights::Equal => equal(&used, eligible, level)?,
        };
        Ok(RetentionMean { rate, cells_used, cells_left_out })
    }
}

/// Returned and eligible, where the cell is to be used.
fn usable(cell: &Cell, cells: CellUse) -> Option<(u64, u64)> {
    let (returned, of) = match cells {
        CellUse::CompleteOnly if !cell.is_complete() => return None,
        CellUse::CompleteOnly | CellUse::EligibleMembers => (cell.returned(), cell.eligible()),
        CellUse::SoFar => {
            (cell.returned() + cell.returned_so_far(), cell.eligible() + cell.running())
        }
    };
    (of > 0).then_some((returned, of))
}

/// The mean of the rates; the distances to Wilson's limits add up as squares.
fn equal(used: &[(u64, u64)], n: u64, level: ConfidenceLevel) -> Result<Estimate, Undefined> {
    let unlikely = || Undefined::NotApplicable {
        why: Localized::new("more members than can be counted", "人数が多すぎます"),
    };
    let count = used.len() as f64;
    let (mut point, mut below, mut above) = (0.0, 0.0, 0.0);
    for (returned, eligible) in used {
        let rate = wilson(*returned, *eligible, level).map_err(|_| unlikely())?;
        point += rate.point() / count;
        below += ((rate.point() - rate.lower()) / count).powi(2);
        above += ((rate.upper() - rate.point()) / count).powi(2);
    }
    let (lower, upper) = ((point - below.sqrt()).max(0.0), (point + above.sqrt()).min(1.0));
    let method = EstimateMethod::Mover;
    Estimate::try_new(point, lower, upper, level.level(), n, method).map_err(|_| unlikely())
}

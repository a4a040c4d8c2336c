//! A line by medians.

use kpi_types::{Estimate, EstimateMethod};

use super::kendall::inversions;
use super::{PairedValues, PairedValuesError};
use crate::ConfidenceLevel;
use crate::ranks::{kth, median};

/// A line through points by medians.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TheilSen {
    /// The median of the slopes between all pairs of points with different x.
    pub slope: Estimate,
    /// Median of y less slope times median of x.
    pub intercept: f64,
}

/// Up to so many points all slopes are written down.
const WRITTEN_DOWN: usize = 600;

impl PairedValues {
    /// The line of Theil and Sen.
    ///
    /// # Formula
    ///
    /// The median of (yⱼ − yᵢ) ÷ (xⱼ − xᵢ) over the M pairs with xᵢ < xⱼ. The interval runs from
    /// the k-th smallest to the k-th largest slope, k = (M − z √v) ÷ 2 rounded up, v the variance
    /// of Kendall's score.
    ///
    /// # Conventions
    ///
    /// It goes with the normal test of [`kendall_test`](Self::kendall_test): where all y differ, p
    /// < α exactly when 0 is outside. Beyond 600 points slopes are found by counting inversions, n
    /// log n for each of 64 steps, and are exact to rounding.
    ///
    /// # Undefined when
    ///
    /// x or y does not vary, or there are too few pairs for the level.
    ///
    /// # Worked example
    ///
    /// Sen's example (1968; as in Hollander and Wolfe, chapter 9): y = 9, 15, 19, 20, 45, 55, 78 at
    /// x = 1, 2, 3, 4, 10, 12, 18 has the slope 4.
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, PairedValues};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 10.0, 12.0, 18.0];
    /// let y = [9.0, 15.0, 19.0, 20.0, 45.0, 55.0, 78.0];
    /// let points = PairedValues::try_new(x.into_iter().zip(y).collect())?;
    /// assert_eq!(points.theil_sen(ConfidenceLevel::P90)?.slope.point(), 4.0);
    /// # Ok::<(), kpi_stats::PairedValuesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Expecting it to follow a few customers who grew tenfold. That it does not is what it is for.
    ///
    /// # What others do
    ///
    /// SciPy's `theilslopes` takes the slope next to k on either side of the rounding, so an end
    /// may be its neighbour; it corrects the variance for ties without their product terms.
    ///
    /// # References
    ///
    /// H. Theil (1950). P. K. Sen, *Estimates of the regression coefficient based on Kendall's
    /// tau*, JASA 63 (1968).
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`].
    pub fn theil_sen(&self, level: ConfidenceLevel) -> Result<TheilSen, PairedValuesError> {
        self.needs(3)?;
        let score = self.score()?;
        let slopes = score.slopes() as u128;
        let reach = level.z() * score.variance().sqrt();
        let k = ((score.slopes() - reach) / 2.0).ceil().max(0.0) as u128;
        if k == 0 {
            return Err(PairedValuesError::LevelNotReached { n: self.n(), level: level.level() });
        }
        let k = k.min(slopes.div_ceil(2));
        let [point, lower, upper] = if self.pairs.len() <= WRITTEN_DOWN {
            self.written_down(slopes, k)
        } else {
            self.counted(slopes, k)
        };
        let how = EstimateMethod::TheilSen;
        let slope = Estimate::try_new(point, lower, upper, level.level(), self.n(), how)?;
        let mut y: Vec<f64> = self.pairs.iter().map(|pair| pair.1).collect();
        y.sort_by(f64::total_cmp);
        let x: Vec<f64> = self.pairs.iter().map(|pair| pair.0).collect();
        Ok(TheilSen { slope, intercept: middle(&y) - point * middle(&x) })
    }

    /// Median, k-th smallest and k-th largest slope.
    fn written_down(&self, slopes: u128, k: u128) -> [f64; 3] {
        let mut all = Vec::with_capacity(usize::try_from(slopes).unwrap_or(0));
        let mut rest = self.pairs.as_slice();
        while let Some(((x, y), later)) = rest.split_first() {
            all.extend(later.iter().filter(|to| to.0 > *x).map(|to| (to.1 - y) / (to.0 - x)));
            rest = later;
        }
        all.sort_by(f64::total_cmp);
        let at = |k: u128| {
            let index = usize::try_from(k.saturating_sub(1)).unwrap_or(usize::MAX);
            all.get(index).copied().unwrap_or(f64::NAN)
        };
        [middle(&all), at(k), at(slopes + 1 - k)]
    }

    /// The same without writing slopes down.
    fn counted(&self, slopes: u128, k: u128) -> [f64; 3] {
        // The steepest slopes are between neighbours in x: all others are means of such.
        let groups: Vec<&[(f64, f64)]> = self.pairs.chunk_by(|a, b| a.0 == b.0).collect();
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for (here, next) in groups.iter().zip(groups.iter().skip(1)) {
            if let (Some(low), Some(high), Some(to_low), Some(to_high)) =
                (here.first(), here.last(), next.first(), next.last())
            {
                let step = to_low.0 - low.0;
                least = least.min((to_low.1 - high.1) / step);
                most = most.max((to_high.1 - low.1) / step);
            }
        }
        // A slope is at most t where y − t x does not rise. Equal x stand so that they count for
        // nothing.
        let at_most = |t: f64| {
            let mut heights = Vec::with_capacity(self.pairs.len());
            for group in &groups {
                heights.extend(group.iter().rev().map(|(x, y)| y - t * x));
            }
            // Pairs that rise, turned around: from the last to the first.
            heights.reverse();
            slopes - inversions(&mut heights)
        };
        let at = |k: u128| kth(k, least, most, at_most);
        [median(slopes, least, most, at_most), at(k), at(slopes + 1 - k)]
    }
}

/// The median of figures in rising order.
fn middle(sorted: &[f64]) -> f64 {
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    let n = sorted.len();
    let (low, high) = (at(n.saturating_sub(1) / 2), at(n / 2));
    low + 0.5 * (high - low)
}

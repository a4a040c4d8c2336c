//! Any figure of any rows.

use std::cmp::Ordering;

use super::draw::Draws;
use super::interval::{self, Jackknife};
use super::{BootstrapError, BootstrapEstimate, BootstrapOptions};

/// The interval of any figure, by redrawing rows.
///
/// The rows are sorted first, so their order does not matter: one seed and one set of rows give
/// one result. The figure sees the redrawn rows and answers `None` where it does not exist (a
/// denominator of zero); NaN and infinite answers count as that too.
///
/// Takes time in proportion to replicates × rows, and for [`Bca`](super::BootstrapMethod::Bca) to
/// distinct rows × rows besides. For a quotient of sums use [`RatioSample`](super::RatioSample).
///
/// ```
/// use kpi_stats::{BootstrapMethod, BootstrapOptions, bootstrap};
///
/// // Median days to close of ten tickets.
/// let days = [1, 2, 2, 3, 3, 4, 5, 8, 13, 40];
/// let median = |rows: &[&i32]| {
///     let mut rows: Vec<i32> = rows.iter().map(|d| **d).collect();
///     rows.sort_unstable();
///     Some(f64::from(rows[4] + rows[5]) / 2.0)
/// };
/// let options = BootstrapOptions::default().with_method(BootstrapMethod::Percentile);
/// let found = bootstrap(&days, median, options)?;
/// assert_eq!(found.estimate().point(), 3.5);
/// assert!(found.estimate().lower() < 3.5 && found.estimate().upper() > 3.5);
/// # Ok::<(), kpi_stats::BootstrapError>(())
/// ```
///
/// # Errors
///
/// [`BootstrapError`] for fewer than two rows, too few replicates for the level, a figure that is
/// undefined for the rows or for too many replicates, and where BCa has no correction.
pub fn bootstrap<T: Ord>(
    rows: &[T],
    figure: impl Fn(&[&T]) -> Option<f64>,
    options: BootstrapOptions,
) -> Result<BootstrapEstimate, BootstrapError> {
    bootstrap_by(rows, Ord::cmp, figure, options)
}

/// As [`bootstrap`], for rows without an order of their own, such as floats (`f64::total_cmp`).
///
/// Rows that compare equal must be alike for the figure.
///
/// # Errors
///
/// As [`bootstrap`].
pub fn bootstrap_by<T>(
    rows: &[T],
    compare: impl Fn(&T, &T) -> Ordering,
    figure: impl Fn(&[&T]) -> Option<f64>,
    options: BootstrapOptions,
) -> Result<BootstrapEstimate, BootstrapError> {
    options.check(rows.len() as u64)?;
    let mut sorted: Vec<&T> = rows.iter().collect();
    sorted.sort_by(|a, b| compare(a, b));
    let mut draws = Draws::new(options.seed());
    let mut drawn: Vec<&T> = Vec::with_capacity(sorted.len());
    let replicate = || {
        drawn.clear();
        for _ in 0..sorted.len() {
            drawn.extend(sorted.get(draws.below(sorted.len())).copied());
        }
        figure(&drawn)
    };
    let left_out = || leave_one_out(&sorted, &compare, &figure);
    let point = figure(&sorted);
    interval::estimate(rows.len() as u64, point, replicate, left_out, options)
}

/// The figure without each row; once for rows that are alike.
fn leave_one_out<T>(
    sorted: &[&T],
    compare: impl Fn(&T, &T) -> Ordering,
    figure: impl Fn(&[&T]) -> Option<f64>,
) -> Option<Jackknife> {
    let mut rest: Vec<&T> = Vec::with_capacity(sorted.len());
    let mut before = 0;
    sorted
        .chunk_by(|a, b| compare(a, b).is_eq())
        .map(|alike| {
            rest.clear();
            rest.extend(sorted.iter().take(before));
            rest.extend(sorted.iter().skip(before + 1));
            before += alike.len();
            let value = figure(&rest).filter(|v| v.is_finite())?;
            Some((value, alike.len() as u64))
        })
        .collect()
}

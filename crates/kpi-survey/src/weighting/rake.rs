//! Iterative proportional fitting.

use super::cells::Cells;
use super::raked::RakedWeights;
use super::{
    Margin, MarginTotals, RakingOptions, Trimming, WeightTotal, WeightingError, WeightingSample,
    Weights,
};

/// Weights under which the sample has the margins of the population, each variable by itself.
///
/// # Formula
///
/// From the design weights (1 where there are none): for one margin after the other every weight is
/// multiplied by target ÷ current sum of its category, and again from the start until all margins
/// hold at once. Of all weights that do, these are the nearest to the design weights (in the sense
/// of Σ w log(w ÷ d)).
///
/// # Conventions
///
/// Design weights are kept in: what is fitted is their product with the factors. Categories without
/// respondents, respondents without a target, and sums that differ are found before the first step.
///
/// # Undefined when
///
/// The margins contradict each other for these respondents: [`WeightingError::NotConverged`] names
/// the category that is furthest off.
///
/// # Worked example
///
/// The table of Kalton and Flores-Cervantes (2003), as R's `survey` prints it:
///
/// ```
/// use kpi_survey::{Margin, RakingOptions, WeightTotal, WeightingSample, rake};
///
/// let table = [[20, 40, 40], [50, 140, 310], [100, 50, 50], [30, 100, 70]];
/// let (mut a, mut b) = (Vec::new(), Vec::new());
/// for (row, counts) in (1_u16..).zip(table) {
///     for (column, count) in (1_u16..).zip(counts) {
///         a.extend(vec![row; count]);
///         b.extend(vec![column; count]);
///     }
/// }
/// let sample = WeightingSample::new(a.len()).with_variable("a", &a[..])?.with_variable("b", &b[..])?;
/// let margins = [
///     Margin::try_new("a", [(1, 175.0), (2, 550.0), (3, 430.0), (4, 345.0)])?,
///     Margin::try_new("b", [(1, 365.0), (2, 415.0), (3, 720.0)])?,
/// ];
/// let raked = rake(&sample, &margins, RakingOptions::default().with_total(WeightTotal::Margins))?;
/// // The first respondent has a = 1 and b = 1.
/// assert!((raked.weights().as_slice()[0] - 1.81).abs() < 0.005);
/// assert!(raked.largest_margin_error() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Leaving the design weights out: who was drawn twice as often then counts twice as much again.
///
/// # What others do
///
/// R's `survey` stops at a tolerance of 1 in the margins unless told otherwise; `anesrake` cuts
/// weights above 5 in every step, as [`Trimming::Repeated`] does; Python's `balance` ignored design
/// weights for years.
///
/// # References
///
/// W. E. Deming, F. F. Stephan, *On a least squares adjustment of a sampled frequency table*, Annals
/// of Mathematical Statistics 11 (1940). G. Kalton, I. Flores-Cervantes, *Weighting methods*, Journal
/// of Official Statistics 19 (2003).
///
/// # Errors
///
/// [`WeightingError`] for no respondents or margins, variables that the sample does not have,
/// categories without respondents (all of them, named) or without a target, sums that differ, and
/// margins that cannot hold at once.
pub fn rake(
    sample: &WeightingSample,
    margins: &[Margin],
    options: RakingOptions,
) -> Result<RakedWeights, WeightingError> {
    options.check()?;
    let first = margins.first().ok_or(WeightingError::NoMargins)?;
    if sample.n() == 0 {
        return Err(WeightingError::NoRespondents);
    }
    if options.margin_totals() == MarginTotals::MustAgree {
        let sum = first.sum();
        if let Some(other) = margins.iter().find(|m| (m.sum() - sum).abs() > 1e-6 * sum) {
            return Err(WeightingError::Totals {
                first: first.name(),
                first_sum: sum,
                other: other.name(),
                other_sum: other.sum(),
            });
        }
    }
    let cells = Cells::try_new(sample, margins)?;
    let total = match options.total() {
        WeightTotal::Respondents => sample.n() as f64,
        WeightTotal::Margins => first.sum(),
        WeightTotal::Of(total) => total,
    };
    let mut fit = Fit::new(&cells, total);
    let steps = fit.run(options)?;
    let trimmed = match options.trimming() {
        Trimming::None => 0,
        Trimming::Once { low, high } => fit.cut(low, high),
        Trimming::Repeated { low, high } => fit.at_bounds(low, high),
    };
    if let Trimming::Once { .. } = options.trimming() {
        let scale = total / cells.total(&fit.weights);
        fit.weights.iter_mut().for_each(|weight| *weight *= scale);
    }
    let by_cell = fit.weights;
    let rows = cells.of_row.iter().filter_map(|cell| by_cell.get(*cell).copied()).collect();
    let weights = Weights::try_new(rows)?;
    Ok(RakedWeights::new(cells, weights, &by_cell, total, steps, trimmed))
}

/// Weights under which the sample has the cells of the population: one factor for each cell.
///
/// [`rake`] with one margin, whose first step is the last. Needs to know the population cell by cell,
/// and respondents in every one of them.
///
/// ```
/// use kpi_survey::{Margin, RakingOptions, WeightingSample, post_stratify};
///
/// let plans = ["free", "free", "free", "pro"];
/// let sample = WeightingSample::new(4).with_variable("plan", &plans[..])?;
/// let plans = Margin::try_new("plan", [("free", 500.0), ("pro", 500.0)])?;
/// let weights = post_stratify(&sample, &plans, RakingOptions::default())?;
/// assert_eq!(weights.weights().as_slice().last(), Some(&2.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As [`rake`].
pub fn post_stratify(
    sample: &WeightingSample,
    cells: &Margin,
    options: RakingOptions,
) -> Result<RakedWeights, WeightingError> {
    rake(sample, std::slice::from_ref(cells), options)
}

/// Weights by cell on their way.
struct Fit<'a> {
    cells: &'a Cells,
    weights: Vec<f64>,
    total: f64,
}

/// The category that is furthest from its target.
struct Worst {
    error: f64,
    margin: usize,
    place: usize,
}

impl<'a> Fit<'a> {
    fn new(cells: &'a Cells, total: f64) -> Self {
        let design: Vec<f64> = cells.cells.iter().map(|cell| cell.design).collect();
        let scale = total / cells.total(&design);
        Self { cells, weights: design.iter().map(|weight| weight * scale).collect(), total }
    }

    /// Steps until the margins hold.
    fn run(&mut self, options: RakingOptions) -> Result<u32, WeightingError> {
        for step in 1..=options.most_steps() {
            for margin in 0..self.cells.margins.len() {
                self.adjust(margin);
            }
            if let Trimming::Repeated { low, high } = options.trimming() {
                self.cut(low, high);
            }
            if self.worst().error <= options.tolerance() {
                return Ok(step);
            }
        }
        let Worst { error, margin, place } = self.worst();
        let margin = self.cells.margins.get(margin);
        let cell = margin.and_then(|m| {
            let categories = m.categories.get(place)?;
            let pairs = m.variables.iter().zip(categories);
            Some(pairs.map(|(v, c)| format!("{v}={c}")).collect::<Vec<_>>().join(", "))
        });
        let iterations = options.most_steps();
        Err(WeightingError::NotConverged { iterations, error, cell: cell.unwrap_or_default() })
    }

    fn adjust(&mut self, margin: usize) {
        let Some(targets) = self.cells.margins.get(margin) else { return };
        let sums = self.cells.sums(margin, &self.weights);
        let factors: Vec<f64> =
            targets.shares.iter().zip(&sums).map(|(share, sum)| share * self.total / sum).collect();
        for (cell, weight) in self.cells.cells.iter().zip(&mut self.weights) {
            let factor = cell.places.get(margin).and_then(|place| factors.get(*place));
            *weight *= factor.copied().unwrap_or(1.0);
        }
    }

    fn worst(&self) -> Worst {
        let mut worst = Worst { error: 0.0, margin: 0, place: 0 };
        for (margin, targets) in self.cells.margins.iter().enumerate() {
            let sums = self.cells.sums(margin, &self.weights);
            for (place, (share, sum)) in targets.shares.iter().zip(sums).enumerate() {
                let error = (sum / self.total - share).abs();
                // NaN is the worst of all.
                if error.is_nan() || error > worst.error {
                    worst = Worst { error, margin, place };
                }
            }
        }
        worst
    }

    /// Cuts weights at multiples of their mean; how many respondents that concerns.
    fn cut(&mut self, low: f64, high: f64) -> u64 {
        let concerned = self.at_bounds(low, high);
        let mean = self.mean();
        self.weights.iter_mut().for_each(|w| *w = w.clamp(low * mean, high * mean));
        concerned
    }

    /// Respondents whose weight is at or beyond a bound.
    fn at_bounds(&self, low: f64, high: f64) -> u64 {
        let mean = self.mean();
        let cells = self.cells.cells.iter().zip(&self.weights);
        let beyond = cells.filter(|(_, w)| **w <= low * mean || **w >= high * mean);
        beyond.map(|(cell, _)| cell.respondents as u64).sum()
    }

    fn mean(&self) -> f64 {
        self.cells.total(&self.weights) / self.cells.of_row.len() as f64
    }
}

//! The cumulative hazard.

use kpi_types::{Estimate, EstimateMethod};

use super::harmonic::reciprocals;
use super::variance::jackknife;
use super::{
    HazardScale, HazardTies, HazardVariance, IntervalEdges, NelsonAalenOptions, NoInterval,
    RiskRow, RiskTable, SurvivalTail, SurvivalUndefined,
};

/// The cumulative hazard, by Nelson and Aalen, with its intervals.
///
/// # Formula
///
/// H(t) = Σ dᵢ ÷ nᵢ over the times tᵢ ≤ t, with dᵢ events among nᵢ at risk (counts or weights). H has
/// no unit and may be above 1: it is the number of events expected of a subject that is replaced
/// after each.
///
/// | variance | formula | used by |
/// |---|---|---|
/// | [`HazardVariance::Poisson`] | Σ dᵢ ÷ nᵢ² | R, SAS |
/// | [`HazardVariance::Binomial`] | Σ (nᵢ − dᵢ) dᵢ ÷ nᵢ³ | lifelines without smoothing |
/// | [`HazardVariance::Robust`] | infinitesimal jackknife | R with weights that are not whole |
///
/// With [`HazardTies::FlemingHarrington`] events of one time count as if one after the other: H adds
/// 1/n + 1/(n − 1) + …, d terms, and the variance the squares of these terms, as R with `ctype = 2`
/// and lifelines with smoothing. Whole weights count subjects; of weights with a fraction each tied row
/// gets their mean.
///
/// # Conventions
///
/// As [`KaplanMeier`](super::KaplanMeier). The interval is symmetric for log H, or plain and cut at 0.
///
/// # Undefined when
///
/// As [`KaplanMeier`](super::KaplanMeier); the interval also before the first event, unless
/// [`IntervalEdges::Collapsed`] is chosen.
///
/// # Worked example
///
/// The 6-MP patients at week 10 (R 4.2.2, `survfit(...)$cumhaz` and `$std.chaz`): 3/21 + 1/17 + 1/15.
///
/// ```
/// use kpi_cohort::{NelsonAalenOptions, Status, WholeLifetimes};
///
/// let mut weeks = WholeLifetimes::new();
/// [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| weeks.observe(week, Status::Event));
/// for last_seen in [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] {
///     weeks.observe(last_seen, Status::Censored);
/// }
/// let hazard = weeks.finish()?.nelson_aalen(NelsonAalenOptions::default());
/// let week_10 = hazard.hazard_at(10.0)?;
/// assert!((week_10.hazard() - 0.268347338935574).abs() < 1e-12);
/// assert!((week_10.standard_error()? - 0.121273959056908).abs() < 1e-10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading H as a probability. The share that stays is about exp(−H).
///
/// # References
///
/// O. Aalen, *Nonparametric inference for a family of counting processes*, Annals of Statistics 6
/// (1978). T. R. Fleming, D. P. Harrington, *Nonparametric estimation of the survival distribution
/// in censored data*, Communications in Statistics 13 (1984).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(from = "super::stored::RawNelsonAalen", into = "super::stored::RawNelsonAalen")
)]
pub struct NelsonAalen {
    table: RiskTable,
    options: NelsonAalenOptions,
    hazard: Vec<f64>,
    variance: Result<Vec<f64>, NoInterval>,
    method: EstimateMethod,
}

/// The cumulative hazard at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawHazardPoint", into = "super::stored::RawHazardPoint")
)]
pub struct HazardPoint {
    pub(super) time: f64,
    pub(super) hazard: f64,
    pub(super) standard_error: Result<f64, NoInterval>,
    pub(super) interval: Result<Estimate, NoInterval>,
}

/// A step: what happened at a time, and the cumulative hazard then.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawHazardStep", into = "super::stored::RawHazardStep")
)]
pub struct HazardStep {
    pub(super) row: RiskRow,
    pub(super) point: HazardPoint,
}

impl HazardPoint {
    /// The time.
    #[must_use]
    pub const fn time(&self) -> f64 {
        self.time
    }

    /// The cumulative hazard.
    #[must_use]
    pub const fn hazard(&self) -> f64 {
        self.hazard
    }

    /// Its standard error.
    ///
    /// # Errors
    ///
    /// [`NoInterval`] where the variance is not available.
    pub const fn standard_error(&self) -> Result<f64, NoInterval> {
        self.standard_error
    }

    /// The cumulative hazard with its interval.
    ///
    /// # Errors
    ///
    /// [`NoInterval`] as [`standard_error`](Self::standard_error), and before the first event.
    pub const fn estimate(&self) -> Result<Estimate, NoInterval> {
        self.interval
    }
}

impl HazardStep {
    /// Who was at risk, left or was last seen.
    #[must_use]
    pub const fn row(&self) -> RiskRow {
        self.row
    }

    /// The cumulative hazard from this time on.
    #[must_use]
    pub const fn point(&self) -> HazardPoint {
        self.point
    }
}

impl NelsonAalen {
    pub(super) fn new(table: &RiskTable, options: NelsonAalenOptions) -> Self {
        let robust = match options.variance() {
            HazardVariance::Robust => true,
            HazardVariance::ByWeights => table.fractional,
            HazardVariance::Poisson | HazardVariance::Binomial => false,
        };
        let corrected = options.ties() == HazardTies::FlemingHarrington;
        let binomial = options.variance() == HazardVariance::Binomial;
        let (mut hazard, mut variance) = (Vec::new(), Vec::new());
        let (mut sum, mut squares) = (0.0, 0.0);
        for (row, counts) in table.robust_rows() {
            if row.events > 0.0 {
                let (n, d) = (row.at_risk, row.events);
                let (first, second) = if corrected {
                    // Whole weights count subjects; of others each tied row has their mean.
                    let tied = if table.fractional { counts.event_rows } else { d as u64 };
                    let mean = d / tied as f64;
                    let (first, second) = reciprocals(n / mean, tied);
                    (first, second / mean)
                } else if binomial {
                    (d / n, row.survivors / n * (d / n) / n)
                } else {
                    (d / n, d / n / n)
                };
                sum += first;
                squares += second;
            }
            hazard.push(sum);
            variance.push(squares);
        }
        let variance = match (robust, table.delayed, corrected) {
            (false, ..) => Ok(variance),
            (true, true, _) => Err(NoInterval::RobustDelayed),
            (true, _, true) => Err(NoInterval::RobustTies),
            (true, false, false) => Ok(jackknife(
                table,
                // Written for the falling curve −H, which changes no square.
                |row| row.events / row.at_risk / row.at_risk,
                |row| -1.0 / row.at_risk,
            )),
        };
        let method = method(options.scale(), robust, corrected, binomial);
        Self { table: table.clone(), options, hazard, variance, method }
    }

    /// The choices it was computed with.
    #[must_use]
    pub const fn options(&self) -> NelsonAalenOptions {
        self.options
    }

    /// The counts it was computed from.
    #[must_use]
    pub const fn table(&self) -> &RiskTable {
        &self.table
    }

    /// The cumulative hazard at every time somebody left or was last seen.
    pub fn steps(&self) -> impl Iterator<Item = HazardStep> {
        let rows = self.table.rows.iter().enumerate().filter(|(_, row)| row.is_exit());
        rows.map(|(at, row)| HazardStep { row: *row, point: self.point(row.time, Some(at)) })
    }

    /// The cumulative hazard at a time.
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined`] without subjects, for what is no time, and beyond the last time seen
    /// unless [`SurvivalTail::Constant`] is chosen.
    pub fn hazard_at(&self, time: f64) -> Result<HazardPoint, SurvivalUndefined> {
        let last = self.table.last_time().ok_or(SurvivalUndefined::NoSubjects)?;
        if !(time >= 0.0 && time.is_finite()) {
            return Err(SurvivalUndefined::Time { time });
        }
        if time > last && self.options.tail() != SurvivalTail::Constant {
            return Err(SurvivalUndefined::BeyondLast { time, last });
        }
        let at = self.table.rows.partition_point(|row| row.time <= time).checked_sub(1);
        Ok(self.point(time, at))
    }

    fn point(&self, time: f64, at: Option<usize>) -> HazardPoint {
        let of = |values: &Vec<f64>| at.and_then(|at| values.get(at)).copied().unwrap_or(0.0);
        let hazard = of(&self.hazard);
        let variance = self.variance.as_ref().map(of).map_err(|why| *why);
        let standard_error = variance.map(f64::sqrt);
        let interval = standard_error.and_then(|error| self.interval(hazard, error));
        HazardPoint { time, hazard, standard_error, interval }
    }

    fn interval(&self, hazard: f64, error: f64) -> Result<Estimate, NoInterval> {
        let level = self.options.level();
        let reach = level.z() * error;
        let (lower, upper) = match self.options.scale() {
            _ if hazard > 0.0 => match self.options.scale() {
                HazardScale::Plain => ((hazard - reach).max(0.0), hazard + reach),
                HazardScale::Log => {
                    let factor = (reach / hazard).exp();
                    (hazard / factor, hazard * factor)
                }
            },
            _ if self.options.edges() == IntervalEdges::Collapsed => (hazard, hazard),
            _ => return Err(NoInterval::NoEventYet),
        };
        let subjects = self.table.subjects;
        Estimate::try_new(hazard, lower, upper, level.level(), subjects, self.method)
            .map_err(|_| NoInterval::TooWide)
    }
}

fn method(scale: HazardScale, robust: bool, corrected: bool, binomial: bool) -> EstimateMethod {
    let plain = scale == HazardScale::Plain;
    match (robust, corrected, binomial) {
        (true, ..) if plain => EstimateMethod::HazardRobustPlain,
        (true, ..) => EstimateMethod::HazardRobustLog,
        (_, true, _) if plain => EstimateMethod::HazardTiesPlain,
        (_, true, _) => EstimateMethod::HazardTiesLog,
        (_, _, true) if plain => EstimateMethod::HazardBinomialPlain,
        (_, _, true) => EstimateMethod::HazardBinomialLog,
        _ if plain => EstimateMethod::HazardPoissonPlain,
        _ => EstimateMethod::HazardPoissonLog,
    }
}

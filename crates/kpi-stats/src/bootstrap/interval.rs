//! From replicates to an interval.

use kpi_types::Estimate;

use super::{BootstrapError, BootstrapMethod, BootstrapOptions};
use crate::{QuantileType, Sample, normal};

/// An estimate with what the replicates say about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BootstrapEstimate {
    estimate: Estimate,
    standard_error: f64,
    bias: f64,
    replicates: u32,
    undefined: u32,
    at_extreme: bool,
}

impl BootstrapEstimate {
    /// Point, interval, level, number of units and method.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Standard deviation of the replicates.
    #[must_use]
    pub const fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// Mean of the replicates minus the point.
    #[must_use]
    pub const fn bias(&self) -> f64 {
        self.bias
    }

    /// Replicates drawn.
    #[must_use]
    pub const fn replicates(&self) -> u32 {
        self.replicates
    }

    /// Replicates in which the figure did not exist (a denominator of zero). They are left out of
    /// the interval; more than α/2 of them would be [`BootstrapError::UndefinedReplicates`].
    #[must_use]
    pub const fn undefined_replicates(&self) -> u32 {
        self.undefined
    }

    /// True when an end of the interval lies beyond the outermost replicates and was put on one:
    /// take more replicates.
    #[must_use]
    pub const fn is_at_extreme(&self) -> bool {
        self.at_extreme
    }
}

/// The figures left when one unit is taken out, each with the number of units it stands for.
pub(super) type Jackknife = Vec<(f64, u64)>;

/// Draws the replicates and reads the interval off them.
pub(super) fn estimate(
    units: u64,
    point: Option<f64>,
    mut replicate: impl FnMut() -> Option<f64>,
    jackknife: impl FnOnce() -> Option<Jackknife>,
    options: BootstrapOptions,
) -> Result<BootstrapEstimate, BootstrapError> {
    let point = finite(point).ok_or(BootstrapError::Undefined)?;
    let replicates = options.replicates();
    let values: Vec<f64> = (0..replicates).filter_map(|_| finite(replicate())).collect();
    let undefined = replicates - values.len() as u32;
    options.check_undefined(undefined)?;
    let sample = Sample::try_new(values)
        .map_err(|_| BootstrapError::UndefinedReplicates { undefined, replicates })?;
    if alike(sample.sorted()) {
        return Err(BootstrapError::NoSpread { replicates });
    }
    let tail = options.level().tail();
    let shares = match options.method() {
        BootstrapMethod::Percentile => [tail, 1.0 - tail],
        BootstrapMethod::Bca => {
            let left_out = jackknife().ok_or(BootstrapError::UndefinedJackknife)?;
            corrected(&sample, point, &left_out, tail)?
        }
    };
    let [lower, upper] = shares.map(|share| {
        // A share is a probability: clamped, and NaN was refused before.
        sample.quantile(share.clamp(0.0, 1.0), QuantileType::Weibull).unwrap_or(f64::NAN)
    });
    let outside = |share: f64| {
        let position = share * (sample.n() as f64 + 1.0);
        position < 1.0 - 1e-9 || position > sample.n() as f64 + 1e-9
    };
    let at_extreme = shares.into_iter().any(outside);
    let (mean, standard_error) = spread(sample.sorted());
    let level = options.level().level();
    let how = options.method().estimate_method();
    Ok(BootstrapEstimate {
        estimate: Estimate::try_new(point, lower, upper, level, units, how)?,
        standard_error,
        bias: mean - point,
        replicates,
        undefined,
        at_extreme,
    })
}

/// Whether sorted figures differ by no more than the rounding of their sums.
fn alike(sorted: &[f64]) -> bool {
    sorted
        .first()
        .zip(sorted.last())
        .is_none_or(|(least, most)| most - least <= 1e-12 * least.abs().max(most.abs()))
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// The shares at which BCa reads the ends.
fn corrected(
    sample: &Sample,
    point: f64,
    left_out: &[(f64, u64)],
    tail: f64,
) -> Result<[f64; 2], BootstrapError> {
    let below = sample.mid_rank(point).map_err(|_| BootstrapError::NoBcaCorrection)?;
    let bias = normal::quantile(below);
    let a = acceleration(left_out);
    let z = normal::quantile(tail);
    let moved = [z, -z].map(|z| {
        let sum = bias + z;
        let scale = 1.0 - a * sum;
        if scale > 0.0 { normal::cdf(bias + sum / scale) } else { f64::NAN }
    });
    if bias.is_finite() && moved.iter().all(|share| share.is_finite()) {
        Ok(moved)
    } else {
        Err(BootstrapError::NoBcaCorrection)
    }
}

/// A sixth of the skewness of the jackknife figures' mirror image; 0 when they are all the same.
fn acceleration(left_out: &[(f64, u64)]) -> f64 {
    let units: f64 = left_out.iter().map(|(_, count)| *count as f64).sum();
    let mean = left_out.iter().map(|(value, count)| value * *count as f64).sum::<f64>() / units;
    let moment = |power: i32| -> f64 {
        left_out.iter().map(|(value, count)| (mean - value).powi(power) * *count as f64).sum()
    };
    let squares = moment(2);
    if squares > 0.0 { moment(3) / (6.0 * squares.powf(1.5)) } else { 0.0 }
}

/// Mean and standard deviation (n − 1).
fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    let deviation = if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
    (mean, deviation)
}

//! The bootstrap of a net score: counts are redrawn, not rows.

use kpi_stats::{BootstrapError, BootstrapMethod, RatioSample};

use super::Net;
use crate::{ScoreError, ScoreOptions};

pub(super) fn ends(
    net: Net,
    method: BootstrapMethod,
    options: ScoreOptions,
) -> Result<[f64; 2], ScoreError> {
    if options.population().is_some() {
        return Err(ScoreError::BootstrapOfPopulation);
    }
    let mut sample = RatioSample::new();
    for (value, count) in [(-1.0, net.bad), (0.0, net.middling), (1.0, net.good)] {
        // Values are finite and the denominator is 1.
        sample.observe_many(value, 1.0, count).map_err(|_| BootstrapError::Undefined)?;
    }
    let estimate = sample.bootstrap(options.bootstrap(method))?.estimate();
    Ok([estimate.lower(), estimate.upper()])
}

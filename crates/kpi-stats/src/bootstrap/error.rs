//! Why a bootstrap has no interval.

use kpi_types::EstimateError;

/// Why a bootstrap has no interval.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BootstrapError {
    /// None or one unit: there is nothing to redraw.
    #[error("{units} units: a bootstrap needs at least 2")]
    TooFewUnits {
        /// Units given.
        units: u64,
    },
    /// More units than are counted.
    #[error("{units} units: at most {} are counted", u32::MAX)]
    TooManyUnits {
        /// Units given.
        units: u64,
    },
    /// The level cuts off less than one replicate on each side.
    #[error("{replicates} replicates are too few for this level: at least {needed}")]
    TooFewReplicates {
        /// Replicates asked for.
        replicates: u32,
        /// The least that works.
        needed: u64,
    },
    /// The figure does not exist for the rows as they are: a denominator of zero.
    #[error("the figure is undefined for the rows themselves")]
    Undefined,
    /// The figure does not exist for so many redrawn sets of rows that they could hold an end of
    /// the interval.
    #[error("the figure is undefined in {undefined} of {replicates} replicates")]
    UndefinedReplicates {
        /// Replicates without a value.
        undefined: u32,
        /// Replicates drawn.
        replicates: u32,
    },
    /// Every replicate gives the same figure, so nothing shows how uncertain it is. Not an interval
    /// of no width: of three customers of whom none left, one may leave next month.
    #[error("all {replicates} replicates are alike: the rows show no variation")]
    NoSpread {
        /// Replicates drawn.
        replicates: u32,
    },
    /// The figure does not exist when one unit is left out, so BCa has no acceleration; the
    /// percentile method needs none.
    #[error("the figure is undefined when one unit is left out, which BCa needs")]
    UndefinedJackknife,
    /// All replicates lie on one side of the estimate, or the correction runs off the scale; the
    /// percentile method has neither.
    #[error("the replicates are too lopsided for BCa")]
    NoBcaCorrection,
    /// The interval is not an estimate; not reached by any method here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

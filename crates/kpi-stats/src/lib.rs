#![doc = include_str!("../README.md")]
//!
//! # What is not here
//!
//! No KPI and no formula of one: which figures are divided stands in the metric catalog. No random
//! numbers from the system: a bootstrap and [`SeededDraws`] take a seed. No threads, no I/O.
//!
//! # Concepts
//!
//! * A result is a [`kpi_types::Estimate`]: point, interval, level, number of observations, method.
//!   Never a bare float, never NaN.
//! * Which method is a named choice: [`ProportionMethod`], [`QuantileType`], [`BootstrapMethod`].
//!   Each is described in the same way, with a worked example and what other systems do.
//! * What is compared is typed, so that successes are not taken for trials nor the first wave for
//!   the second: [`TwoProportions`], [`PairedProportions`], [`TwoMeans`], [`MannWhitney`]. A test
//!   is a [`HypothesisTest`] that names its method and keeps the digits of a tiny p-value; each has
//!   an interval that agrees with it.
//! * Counting types merge: [`Moments`] for means, [`Tally`] for ranks, [`RatioSample`] for
//!   quotients.
//! * What does not exist is typed: no trials, too few units, a denominator of zero.
//!
//! # Features
//!
//! * `serde`: options and method names read and write through the same checks as their
//!   constructors.

mod ab_test;
mod beta;
mod bootstrap;
mod category_shares;
mod chi_square;
mod contingency;
mod distribution;
mod effect_size;
mod finite_population;
mod forecast;
mod hypothesis;
mod level;
mod moments;
mod multiple_testing;
mod normal;
mod paired_proportions;
mod paired_values;
mod pairwise;
mod power;
mod proportion;
mod quantile;
mod random;
mod ranks;
mod tally;
mod two_means;
mod two_proportions;

pub use ab_test::{
    AbReport, AbTest, AbTestError, AbVerdict, Boundary, Looks, LooksError, Peeking, Relevance,
    SampleRatio, SampleRatioOutcome,
};
pub use bootstrap::{
    BootstrapError, BootstrapEstimate, BootstrapMethod, BootstrapOptions, RatioSample,
    RatioUnitError, bootstrap, bootstrap_by,
};
pub use category_shares::{CategoryShares, CategorySharesError, CategorySharesMethod};
pub use chi_square::{ChiSquare, ChiSquareError};
pub use contingency::{ContingencyTable, ContingencyTableError};
pub use effect_size::EffectSize;
pub use finite_population::{FinitePopulation, FinitePopulationError};
pub use forecast::{
    BackTestRow, DampedTrend, DampedTrendDraw, DampedTrendError, DampedTrendParameters,
    DampedTrendPosterior, ForecastErrors, ForecastScoreError, NaiveForecast, NaiveForecastError,
    NaiveScale, Origin, RollingOrigins, RollingOriginsError, TrendState, back_test,
};
pub use hypothesis::{Alternative, HypothesisTest, HypothesisTestError, TestMethod};
pub use level::{ConfidenceLevel, ConfidenceLevelError};
pub use moments::{MeanError, Moments, MomentsError};
pub use multiple_testing::{Adjustment, AdjustmentError};
pub use paired_proportions::{
    McNemarTest, PairedCounts, PairedDifferenceMethod, PairedProportionError, PairedProportions,
};
pub use paired_values::{
    Coordinate, KendallTest, LeastSquares, PairedValues, PairedValuesError, RankInterval, TheilSen,
};
pub use pairwise::{AdjustedTest, PairwiseComparison, pairwise};
pub use power::{
    Direction, FarSide, MarginSize, MeanDesign, MeanPower, PowerError, PowerOptions,
    ProportionMargin, ProportionPower, ProportionPowerMethod, SampleSize, Sides,
};
pub use proportion::{
    FiniteProportionMethod, Proportion, ProportionError, ProportionMethod, ProportionTest, wilson,
};
pub use quantile::{QuantileError, QuantileType, Sample};
pub use random::SeededDraws;
pub use ranks::{MannWhitney, RankError, RankMethod, SignedRank, ZeroRule};
pub use tally::{Tally, TallyError};
pub use two_means::{PairedMeans, TwoMeans, TwoMeansMethod};
pub use two_proportions::{
    DifferenceMethod, RatioOfProportions, TwoProportionError, TwoProportionTest, TwoProportions,
};

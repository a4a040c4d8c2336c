//! How long customers stay, counting those who are still there.
//!
//! A contract that still runs has no lifetime yet, only a lower bound of one: it is censored. Leaving
//! such contracts out, or taking today for their end, makes customers look short-lived. Everything
//! here counts them for as long as they were seen.
//!
//! # One road
//!
//! ```text
//! rows, columns ──► accumulator ──► RiskTable ──┬─► KaplanMeier ──► S(t), quantiles, mean, conditions
//!            observe, merge      finish         ├─► NelsonAalen ──► H(t)
//!                                               └─► log_rank, stratified_log_rank
//! ```
//!
//! * [`WholeLifetimes`] counts whole units (days, months) without a sort; [`DecimalLifetimes`] takes
//!   any decimals and sorts. Both take rows, columns, weights and delayed entries, and merge.
//! * [`RiskTable`] has a row for each distinct time: at risk, events, censored. It is all that curves
//!   and tests need, so memory depends on the number of distinct times.
//! * Groups are tables: [`LifetimesByGroup`] is one accumulator for each, then [`log_rank()`].
//!
//! # What is promised
//!
//! * Any order and any split of the rows give the same table, bit for bit. Counts are integers, and
//!   so are weights: multiples of 2⁻⁶⁴ ([`Weight`]).
//! * Durations, [`Status`] and [`Weight`] are different types. Nothing can be passed in the wrong
//!   place, and nothing missing is guessed.
//! * What does not exist is typed: [`SurvivalUndefined`] for a value, [`NoInterval`] for an interval,
//!   [`ReachedTime::NotReached`] for a quantile.
//!
//! # Conventions that differ
//!
//! | question | choices | R `survival` 3.5 | lifelines 0.30 |
//! |---|---|---|---|
//! | scale of the interval | [`IntervalScale`] | `Log` | `LogLog` |
//! | variance with weights | [`SurvivalVariance`] | `ByWeights` | `Greenwood` |
//! | interval before the first event | [`IntervalEdges`] | `Undefined` | `Collapsed` |
//! | quantile on a flat stretch | [`FlatStretch`] | `Midpoint` | `FirstTime` |
//! | beyond the last time seen | [`SurvivalTail`] | `Undefined`, the mean `Constant` | `Constant` |
//! | variance of H | [`HazardVariance`] | `ByWeights` (Σ d ÷ n²) | `Binomial` (Σ (n − d) d ÷ n³) |
//! | ties in H | [`HazardTies`] | `Together` | `FlemingHarrington`, `Together` without smoothing |
//! | ties of decimals | the same float | about 8 digits (`timefix`) | the same float |
//! | condition at s | T > s | `start.time`: T ≥ s | none |
//!
//! The default is the log-log scale with the rest as R: the interval stays within 0 and 1 without
//! being cut. [`KaplanMeierOptions::r`], [`KaplanMeierOptions::lifelines`] and the same of
//! [`NelsonAalenOptions`] are whole columns of the table.

mod by_group;
mod conditional;
mod decimal;
mod error;
mod harmonic;
mod hazard_options;
mod histogram;
mod interval;
mod kaplan_meier;
mod log_rank;
mod nelson_aalen;
mod options;
mod parts;
mod point;
mod quantile;
mod restricted_mean;
mod risk_builder;
mod risk_table;
mod status;
#[cfg(feature = "serde")]
mod stored;
mod tally;
mod undefined;
mod variance;
mod weight;
mod whole;

pub use by_group::LifetimesByGroup;
pub use decimal::DecimalLifetimes;
pub use error::SurvivalInputError;
pub use hazard_options::{HazardScale, HazardTies, HazardVariance, NelsonAalenOptions};
pub use kaplan_meier::{KaplanMeier, SurvivalStep};
pub use log_rank::{
    FlemingHarrington, LogRankError, LogRankGroup, LogRankTest, LogRankWeights, log_rank,
    stratified_log_rank,
};
pub use nelson_aalen::{HazardPoint, HazardStep, NelsonAalen};
pub use options::{
    FlatStretch, IntervalEdges, IntervalScale, KaplanMeierOptions, SurvivalTail, SurvivalVariance,
};
pub use point::SurvivalPoint;
pub use quantile::{ReachedTime, SurvivalQuantile};
pub use restricted_mean::RestrictedMean;
pub use risk_table::{NumberAtRisk, RiskRow, RiskTable};
pub use status::{Status, StatusCodeError};
pub use undefined::{NoInterval, SurvivalUndefined};
pub use weight::{Weight, WeightError};
pub use whole::WholeLifetimes;

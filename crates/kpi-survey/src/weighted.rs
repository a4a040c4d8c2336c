//! Scores of weighted answers.

mod answers;
mod distribution;
mod score;

pub use answers::{WeightedAnswers, WeightedGroup};
pub use distribution::WeightedDistribution;
pub use score::{WeightedInterval, WeightedOptions, WeightedScore};

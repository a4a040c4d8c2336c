//! Answers that stand for more customers than one.

mod cells;
mod error;
mod exact;
mod margin;
mod rake;
mod raked;
mod raking_options;
mod sample;
mod weights;

pub use error::{EmptyCell, WeightingError};
pub use margin::{Margin, MarginError};
pub use rake::{post_stratify, rake};
pub use raked::{MarginCheck, RakedWeights};
pub use raking_options::{MarginTotals, RakingOptions, Trimming, WeightTotal};
pub use sample::WeightingSample;
pub use weights::{WeightError, Weights};

pub(crate) use exact::WeightSum;
pub(crate) use weights::check;

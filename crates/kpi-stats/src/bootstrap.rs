//! Intervals by resampling.

mod draw;
mod error;
mod general;
mod interval;
mod options;
mod ratio;

pub use error::BootstrapError;
pub use general::{bootstrap, bootstrap_by};
pub use interval::BootstrapEstimate;
pub use options::{BootstrapMethod, BootstrapOptions};
pub use ratio::{RatioSample, RatioUnitError};

//! Two scores: is the difference more than chance?

mod independent;
mod paired;

pub use independent::NpsDifference;
pub use paired::PairedNps;

//! Two scores: is the difference more than chance?

mod answers;
mod independent;
mod paired;

pub use answers::PairedAnswers;
pub use independent::NpsDifference;
pub use paired::PairedNps;

//! How many are needed, and what can be seen with so many.

mod margin;
mod means;
mod options;
mod proportions;

pub use margin::{MarginSize, ProportionMargin};
pub use means::{MeanDesign, MeanPower};
pub use options::{FarSide, PowerError, PowerOptions, SampleSize, Sides};
pub use proportions::{Direction, ProportionPower, ProportionPowerMethod};

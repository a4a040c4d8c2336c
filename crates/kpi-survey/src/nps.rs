//! Net Promoter Score.

mod bands;
mod counts;
mod result;

pub use bands::NpsBands;
pub use counts::NpsCounts;
pub use result::NpsScore;

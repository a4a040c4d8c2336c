//! Tests of ranks.

mod choose;
mod exact;
mod mann_whitney;
mod rank_sum;
mod select;
mod signed_rank;

pub use choose::{RankError, RankMethod};
pub use mann_whitney::MannWhitney;
pub use signed_rank::{SignedRank, ZeroRule};

pub(crate) use exact::kendall_tails;
pub(crate) use select::{kth, median};

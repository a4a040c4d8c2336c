//! What drives overall satisfaction: correlations, a regression, Shapley shares.

mod electronics;
mod figures;
mod swiss;

pub(super) use electronics::run as electronics;
pub(super) use swiss::run as swiss;

//! The tree of KGI, KFS and KPI from outside.

#[path = "../common/mod.rs"]
mod common;

mod arithmetic;
mod checks;
#[cfg(feature = "serde")]
mod documents;
mod laws;
mod splits;

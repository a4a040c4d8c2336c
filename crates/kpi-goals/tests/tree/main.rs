//! The tree of KGI, KFS and KPI from outside.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests"
)]

#[path = "../common/mod.rs"]
mod common;

#[path = "../common/spoken.rs"]
mod spoken;

mod arithmetic;
mod cascades;
mod checks;
#[cfg(feature = "serde")]
mod documents;
mod laws;
mod splits;
mod ways;

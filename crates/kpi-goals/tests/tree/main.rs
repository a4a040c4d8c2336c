//! The tree of KGI, KFS and KPI from outside.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

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

//! Tests through the public interface, in one program.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod benchmarks;
mod book;
mod builtin;
mod evaluation;
mod findings;
mod formulas;
mod laws;
mod messages;
mod overrides;
mod published;
#[cfg(feature = "serde")]
mod round_trips;
mod units;

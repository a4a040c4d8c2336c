//! Tests through the public interface, in one program.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

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

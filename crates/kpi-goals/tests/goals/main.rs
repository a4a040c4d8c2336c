//! Goals: judged, run, reviewed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic"
)]

mod codes;
mod documents;
mod judged;
mod laws;
mod running;
mod world;

//! The lifetime models from outside: laws, rules of the builder, stored forms.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may panic")]

mod contracts;
mod orders;
mod purchases;
#[cfg(feature = "serde")]
mod stored;

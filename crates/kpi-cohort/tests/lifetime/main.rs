//! The lifetime models from outside: laws, rules of the builder, stored forms.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod contracts;
mod orders;
mod purchases;
#[cfg(feature = "serde")]
mod stored;

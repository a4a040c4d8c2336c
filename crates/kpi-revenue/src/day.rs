//! Day numbers inside the crate.

/// A day that never comes: "no end", "no cancellation".
pub(crate) const NEVER: i32 = i32::MAX;

/// `day + count`, staying at the last day before "never".
pub(crate) fn later(day: i32, count: u32) -> i32 {
    let sum = i64::from(day) + i64::from(count);
    i32::try_from(sum).map_or(NEVER - 1, |d| d.min(NEVER - 1))
}

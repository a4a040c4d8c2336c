//! Half-open stretches of days.

use std::fmt;

use chrono::NaiveDate;

/// Days from `start` up to, and not including, `end`.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_types::Span;
///
/// let day = |d| NaiveDate::from_ymd_opt(2026, 2, d).unwrap();
/// let week = Span::try_new(day(2), day(9))?;
/// assert_eq!(week.days(), 7);
/// assert!(week.contains(day(8)) && !week.contains(day(9)));
/// # Ok::<(), kpi_types::SpanError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawSpan", into = "RawSpan"))]
pub struct Span {
    start: NaiveDate,
    end: NaiveDate,
}

/// Why two dates are not a [`Span`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the end {end} comes before the start {start}: a span needs start <= end")]
pub struct SpanError {
    /// First day.
    pub start: NaiveDate,
    /// First day after.
    pub end: NaiveDate,
}

impl Span {
    /// The days from `start` to the day before `end`; equal dates make an empty span.
    ///
    /// # Errors
    ///
    /// [`SpanError`] when `end` is before `start`.
    pub fn try_new(start: NaiveDate, end: NaiveDate) -> Result<Self, SpanError> {
        if end < start { Err(SpanError { start, end }) } else { Ok(Self { start, end }) }
    }

    /// First day inside.
    #[must_use]
    pub fn start(self) -> NaiveDate {
        self.start
    }

    /// First day after.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.end
    }

    /// Number of days inside.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.end - self.start).num_days()
    }

    /// True when no day is inside.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True when `date` is inside.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.start <= date && date < self.end
    }

    /// The days in both, if any.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let start = self.start.max(other.start);
        let end = self.end.min(other.end);
        (start < end).then_some(Self { start, end })
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Span")]
struct RawSpan {
    start: NaiveDate,
    end: NaiveDate,
}

#[cfg(feature = "serde")]
impl TryFrom<RawSpan> for Span {
    type Error = SpanError;

    fn try_from(raw: RawSpan) -> Result<Self, Self::Error> {
        Self::try_new(raw.start, raw.end)
    }
}

#[cfg(feature = "serde")]
impl From<Span> for RawSpan {
    fn from(span: Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, d).unwrap()
    }

    #[test]
    fn backwards_is_refused_and_names_both_ends() {
        let error = Span::try_new(day(2), day(1)).unwrap_err();
        assert_eq!(error, SpanError { start: day(2), end: day(1) });
        assert!(error.to_string().contains("2026-01-01"));
    }

    #[test]
    fn touching_spans_do_not_meet() {
        let a = Span::try_new(day(1), day(5)).unwrap();
        let b = Span::try_new(day(5), day(9)).unwrap();
        assert_eq!(a.intersection(b), None);
        assert_eq!(a.intersection(Span::try_new(day(4), day(9)).unwrap()).unwrap().days(), 1);
        assert!(Span::try_new(day(1), day(1)).unwrap().is_empty());
    }
}

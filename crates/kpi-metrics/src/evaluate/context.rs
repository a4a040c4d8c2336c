//! What a measurement is taken under.

use chrono::NaiveDate;
use kpi_types::Calendar;

/// The policy, the day of knowledge and the calendar a measurement is taken under.
///
/// The policy and the day are noted in the measurement; the facts must have been counted under
/// them. The calendar says where the longer periods of "to date" metrics start.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_metrics::EvaluationContext;
/// use kpi_types::Calendar;
///
/// let context = EvaluationContext::new("chartmogul_standard")
///     .with_as_of(NaiveDate::from_ymd_opt(2026, 4, 5).unwrap())
///     .with_calendar(Calendar::japan());
/// assert_eq!(context.policy(), "chartmogul_standard");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationContext {
    policy: String,
    as_of: Option<NaiveDate>,
    calendar: Calendar,
}

impl EvaluationContext {
    /// Under a named policy, as known today, in the default calendar.
    pub fn new(policy: impl Into<String>) -> Self {
        Self { policy: policy.into(), as_of: None, calendar: Calendar::default() }
    }

    /// As known on a day.
    #[must_use]
    pub fn with_as_of(self, as_of: NaiveDate) -> Self {
        let as_of = Some(as_of);
        Self { as_of, ..self }
    }

    /// In another calendar.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// The policy's name.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The day of knowledge; `None` for all that is known.
    #[must_use]
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// The calendar.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.calendar
    }
}

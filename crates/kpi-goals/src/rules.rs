//! The limits of the check, as values.

use kpi_stats::ConfidenceLevel;

/// What counts as unlikely, as too easy, as old: every limit of the check, with its default.
///
/// ```
/// use kpi_goals::SmartRules;
///
/// let strict = SmartRules::default().with_unlikely_below(0.2);
/// assert_eq!(strict.unlikely_below, 0.2);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SmartRules {
    /// A target with a lower probability is unlikely: 0.1.
    pub unlikely_below: f64,
    /// A target with a higher probability needs no effort: 0.9.
    pub easy_above: f64,
    /// Probabilities by trend and by past changes further apart than this are pointed out: 0.35.
    pub disagreement_above: f64,
    /// The fewest past changes over the same horizon that a probability rests on: 6.
    pub least_changes: usize,
    /// The fewest measurements before the deadline: 3.
    pub least_measurements: u32,
    /// A baseline or a newest value that ended more full periods ago is old: 2.
    pub stale_after: u32,
    /// Goals that run longer than so many periods want milestones: 6.
    pub milestones_above: u32,
    /// The level of intervals: 95 %.
    pub level: ConfidenceLevel,
    /// The most KPIs of one owner on one level: 5.
    pub most_kpis: usize,
    /// A target made easier so many days before the deadline is pointed out: 31.
    pub lowered_within_days: i64,
}

impl Default for SmartRules {
    fn default() -> Self {
        Self {
            unlikely_below: 0.1,
            easy_above: 0.9,
            disagreement_above: 0.35,
            least_changes: 6,
            least_measurements: 3,
            stale_after: 2,
            milestones_above: 6,
            level: ConfidenceLevel::P95,
            most_kpis: 5,
            lowered_within_days: 31,
        }
    }
}

macro_rules! with {
    ($($(#[$doc:meta])* $name:ident: $field:ident, $type:ty;)+) => {
        impl SmartRules {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(self, $field: $type) -> Self {
                Self { $field, ..self }
            }
        )+}
    };
}

with! {
    /// Sets what is unlikely.
    with_unlikely_below: unlikely_below, f64;
    /// Sets what is too easy.
    with_easy_above: easy_above, f64;
    /// Sets how far two methods may lie apart.
    with_disagreement_above: disagreement_above, f64;
    /// Sets the fewest past changes.
    with_least_changes: least_changes, usize;
    /// Sets the fewest measurements before the deadline.
    with_least_measurements: least_measurements, u32;
    /// Sets after how many periods a value is old.
    with_stale_after: stale_after, u32;
    /// Sets how long a goal runs without milestones.
    with_milestones_above: milestones_above, u32;
    /// Sets the level of intervals.
    with_level: level, ConfidenceLevel;
    /// Sets the most KPIs of one owner on one level.
    with_most_kpis: most_kpis, usize;
    /// Sets how shortly before the deadline a lowered target is pointed out.
    with_lowered_within_days: lowered_within_days, i64;
}

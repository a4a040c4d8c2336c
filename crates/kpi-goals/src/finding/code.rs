//! The codes of findings.

use super::FindingLevel;
use crate::SmartLetter;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $letter:tt, $level:ident;)+) => {
        /// What a finding is about. The names never change; programs may rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum FindingCode {
            $($(#[$doc])* $variant,)+
        }

        impl FindingCode {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The letter it counts against; `None` for documents and sets.
            #[must_use]
            pub const fn letter(self) -> Option<SmartLetter> {
                match self { $(Self::$variant => codes!(@letter $letter),)+ }
            }

            /// How much it weighs.
            #[must_use]
            pub const fn level(self) -> FindingLevel {
                match self { $(Self::$variant => FindingLevel::$level,)+ }
            }
        }
    };
    (@letter S) => { Some(SmartLetter::Specific) };
    (@letter M) => { Some(SmartLetter::Measurable) };
    (@letter A) => { Some(SmartLetter::Achievable) };
    (@letter R) => { Some(SmartLetter::Related) };
    (@letter T) => { Some(SmartLetter::TimeBounded) };
    (@letter -) => { None };
}

codes! {
    /// The document cannot be read at all.
    Syntax = "syntax", -, Blocking;
    /// The document is larger than what is read.
    TooLarge = "too_large", -, Blocking;
    /// A field that does not exist.
    UnknownField = "unknown_field", -, Blocking;
    /// A field with a value that is not allowed.
    BadValue = "bad_value", -, Blocking;

    /// The goal has no id.
    IdMissing = "id_missing", S, Blocking;
    /// No metric is named.
    MetricMissing = "metric_missing", S, Blocking;
    /// The metric is not in the catalog.
    MetricUnknown = "metric_unknown", S, Blocking;
    /// More than one metric in one goal.
    SeveralMetrics = "several_metrics", S, Blocking;
    /// Nobody says what the goal is about.
    SubjectMissing = "subject_missing", S, Warning;
    /// Nobody answers for it.
    OwnerMissing = "owner_missing", S, Warning;
    /// Everybody answers for it, so nobody does.
    OwnerShared = "owner_shared", S, Warning;
    /// A word that everybody reads as they like.
    VagueWord = "vague_word", S, Warning;
    /// Neither a segment nor "all" is named.
    SegmentMissing = "segment_missing", S, Advice;

    /// There is no target.
    TargetMissing = "target_missing", M, Blocking;
    /// The target, baseline or a milestone is in another unit than the metric.
    UnitMismatch = "unit_mismatch", M, Blocking;
    /// Amounts in two currencies.
    CurrencyMismatch = "currency_mismatch", M, Blocking;
    /// The target pulls against the metric's better direction.
    DirectionMismatch = "direction_mismatch", M, Blocking;
    /// The lower bound is above the upper one.
    BandInverted = "band_inverted", M, Blocking;
    /// A change from a baseline that is not there.
    ChangeWithoutBaseline = "change_without_baseline", M, Blocking;
    /// The metric is not offered for that kind of period.
    GrainNotOffered = "grain_not_offered", M, Blocking;
    /// A value that the metric cannot take.
    ImpossibleValue = "impossible_value", M, Blocking;
    /// Percent written as a plain number.
    PercentForRatio = "percent_for_ratio", M, Warning;
    /// There is no baseline.
    BaselineMissing = "baseline_missing", M, Warning;
    /// Nobody says when the baseline was measured.
    BaselineUndated = "baseline_undated", M, Warning;
    /// The baseline is measured after the day of knowledge.
    BaselineInFuture = "baseline_in_future", M, Warning;
    /// The baseline is old.
    BaselineStale = "baseline_stale", M, Warning;
    /// The history has another value for that period.
    BaselineDiffers = "baseline_differs", M, Warning;
    /// The baseline names a fact that the metric does not use.
    BaselineFactUnknown = "baseline_fact_unknown", M, Warning;
    /// Too few measurements before the deadline to steer by.
    MeasuredTooSeldom = "measured_too_seldom", M, Warning;
    /// Nobody says from which facts the baseline comes.
    BaselineWithoutFacts = "baseline_without_facts", M, Advice;

    /// The history says the target is unlikely.
    Unlikely = "unlikely", A, Warning;
    /// It happens without effort.
    TooEasy = "too_easy", A, Warning;
    /// The baseline meets the target already.
    AlreadyMet = "already_met", A, Warning;
    /// The target lies inside the interval of the baseline.
    InsideNoise = "inside_noise", A, Warning;
    /// The needed pace was never seen.
    PaceNeverSeen = "pace_never_seen", A, Advice;
    /// Beyond every benchmark given.
    BeyondBenchmark = "beyond_benchmark", A, Advice;
    /// Trend and past changes say different things.
    MethodsDisagree = "methods_disagree", A, Advice;

    /// No path leads to a KGI.
    Orphan = "orphan", R, Warning;
    /// It names a parent that does not exist.
    ParentUnknown = "parent_unknown", R, Warning;
    /// Reaching it pushes the KGI the wrong way.
    SignInconsistent = "sign_inconsistent", R, Warning;
    /// The history shows the opposite of the assumed influence.
    AssociationOpposite = "association_opposite", R, Warning;
    /// The history does not show the assumed influence.
    AssociationUnclear = "association_unclear", R, Advice;

    /// There is no deadline.
    DeadlineMissing = "deadline_missing", T, Blocking;
    /// The deadline is over.
    DeadlinePast = "deadline_past", T, Blocking;
    /// The goal starts after its deadline.
    StartAfterDeadline = "start_after_deadline", T, Blocking;
    /// No period of the metric ends before the deadline.
    NoPeriodBeforeDeadline = "no_period_before_deadline", T, Warning;
    /// The metric looks back further than the goal runs.
    NotMature = "not_mature", T, Warning;
    /// Contracts run longer than the goal.
    ShorterThanContract = "shorter_than_contract", T, Warning;
    /// A milestone outside start and deadline.
    MilestoneOutside = "milestone_outside", T, Warning;
    /// Milestones not in the order of their dates.
    MilestonesUnordered = "milestones_unordered", T, Warning;
    /// A milestone that lies away from the target.
    MilestoneBackwards = "milestone_backwards", T, Warning;
    /// Nobody reviews it.
    ReviewMissing = "review_missing", T, Warning;
    /// No review before the deadline.
    ReviewAfterDeadline = "review_after_deadline", T, Warning;
    /// Reviewed more often than measured.
    ReviewTooOften = "review_too_often", T, Advice;
    /// The deadline lies inside a period.
    DeadlineInsidePeriod = "deadline_inside_period", T, Advice;
    /// A long way without a milestone.
    MilestonesMissing = "milestones_missing", T, Advice;

    /// Two goals with one id.
    DuplicateId = "duplicate_id", -, Blocking;
    /// Two goals for one metric and segment.
    DuplicateGoal = "duplicate_goal", -, Warning;
    /// Two goals that cannot both be met.
    ConflictingGoals = "conflicting_goals", -, Warning;
    /// More KPIs than one owner can steer on one level.
    TooManyKpis = "too_many_kpis", -, Warning;
    /// The owner is not there any more.
    OwnerGone = "owner_gone", -, Warning;
    /// A review is overdue.
    ReviewOverdue = "review_overdue", -, Warning;
    /// The newest value is old.
    StaleData = "stale_data", -, Warning;
    /// The metric moved with the KGI once and does not now.
    NoLongerRelated = "no_longer_related", -, Advice;
    /// A target changed without a reason.
    RevisionUnexplained = "revision_unexplained", -, Advice;
    /// A target made easier shortly before its deadline.
    TargetLowered = "target_lowered", -, Advice;
}

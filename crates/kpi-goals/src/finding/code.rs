//! The codes of findings.

use kpi_metrics::StableCode;

use super::FindingLevel;
use crate::SmartLetter;

/// What a code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FindingSubject {
    /// A document that is read: of goals, of a tree, of a scenario.
    Document,
    /// One goal, by a letter.
    Goal(SmartLetter),
    /// A set of goals.
    Set,
    /// The tree of KGI, KFS and KPI.
    Tree,
    /// The scenario.
    Scenario,
    /// A set of goals beside the stages of the scenario.
    Stages,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $subject:tt, $level:ident;)+) => {
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

            /// What it is about.
            #[must_use]
            pub const fn subject(self) -> FindingSubject {
                match self { $(Self::$variant => codes!(@subject $subject),)+ }
            }

            /// How much it weighs.
            #[must_use]
            pub const fn level(self) -> FindingLevel {
                match self { $(Self::$variant => FindingLevel::$level,)+ }
            }
        }
    };
    (@subject doc) => { FindingSubject::Document };
    (@subject S) => { FindingSubject::Goal(SmartLetter::Specific) };
    (@subject M) => { FindingSubject::Goal(SmartLetter::Measurable) };
    (@subject A) => { FindingSubject::Goal(SmartLetter::Achievable) };
    (@subject R) => { FindingSubject::Goal(SmartLetter::Related) };
    (@subject T) => { FindingSubject::Goal(SmartLetter::TimeBounded) };
    (@subject set) => { FindingSubject::Set };
    (@subject tree) => { FindingSubject::Tree };
    (@subject scenario) => { FindingSubject::Scenario };
    (@subject stages) => { FindingSubject::Stages };
}

impl FindingCode {
    /// The letter of SMART it counts against, where it is about one goal.
    #[must_use]
    pub const fn letter(self) -> Option<SmartLetter> {
        match self.subject() {
            FindingSubject::Goal(letter) => Some(letter),
            _ => None,
        }
    }
}

impl StableCode for FindingCode {
    fn as_str(self) -> &'static str {
        self.as_str()
    }

    fn level(self) -> FindingLevel {
        self.level()
    }

    fn initial(self) -> Option<char> {
        self.letter().map(SmartLetter::initial)
    }
}

codes! {
    /// The document cannot be read at all.
    Syntax = "syntax", doc, Blocking;
    /// The document is larger than what is read.
    TooLarge = "too_large", doc, Blocking;
    /// A field that does not exist.
    UnknownField = "unknown_field", doc, Blocking;
    /// A field with a value that is not allowed.
    BadValue = "bad_value", doc, Blocking;
    /// A field that has to be there.
    MissingField = "missing_field", doc, Blocking;

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
    DuplicateId = "duplicate_id", set, Blocking;
    /// Two goals for one metric and segment.
    DuplicateGoal = "duplicate_goal", set, Warning;
    /// Two goals that cannot both be met.
    ConflictingGoals = "conflicting_goals", set, Warning;
    /// More KPIs than one owner can steer on one level.
    TooManyKpis = "too_many_kpis", set, Warning;
    /// The owner is not there any more.
    OwnerGone = "owner_gone", set, Warning;
    /// A review is overdue.
    ReviewOverdue = "review_overdue", set, Warning;
    /// The newest value is old.
    StaleData = "stale_data", set, Warning;
    /// The metric moved with the KGI once and does not now.
    NoLongerRelated = "no_longer_related", set, Advice;
    /// A target changed without a reason.
    RevisionUnexplained = "revision_unexplained", set, Advice;
    /// A target made easier shortly before its deadline.
    TargetLowered = "target_lowered", set, Advice;

    /// No node at all.
    TreeEmpty = "tree_empty", tree, Blocking;
    /// No KGI among the nodes.
    NoKgi = "no_kgi", tree, Blocking;
    /// A name that is none: blank or too long.
    BadNodeId = "bad_node_id", tree, Blocking;
    /// Two nodes of one name.
    DuplicateNode = "duplicate_node", tree, Blocking;
    /// A node that does not exist.
    UnknownNode = "unknown_node", tree, Blocking;
    /// A metric the catalog does not have.
    UnknownTreeMetric = "unknown_tree_metric", tree, Blocking;
    /// Nodes that feed one another in a circle.
    TreeCycle = "tree_cycle", tree, Blocking;
    /// A node below one of a lower kind, such as a KGI below a KPI.
    WrongKind = "wrong_kind", tree, Blocking;
    /// A goal without a factor for its success.
    KgiWithoutKfs = "kgi_without_kfs", tree, Warning;
    /// A factor that nothing makes measurable.
    KfsWithoutKpi = "kfs_without_kpi", tree, Warning;
    /// A node from which no way leads up to a KGI.
    FeedsNothing = "feeds_nothing", tree, Warning;
    /// One node twice in one identity.
    DuplicateOperand = "duplicate_operand", tree, Blocking;
    /// An identity over nothing.
    NoOperand = "no_operand", tree, Blocking;
    /// A goal or indicator that does not say what it is measured in.
    NotMeasured = "not_measured", tree, Blocking;
    /// An identity at a node that is not measured.
    IdentityWithoutMeasure = "identity_without_measure", tree, Blocking;
    /// In words, and measured at the same time.
    WordsMeasured = "words_measured", tree, Blocking;
    /// A factor without a figure where one figure is needed.
    WordsAsFigure = "words_as_figure", tree, Blocking;
    /// Another unit than the catalog's.
    TreeMetricUnit = "tree_metric_unit", tree, Blocking;
    /// Another direction than the catalog's.
    TreeMetricDirection = "tree_metric_direction", tree, Blocking;
    /// A grain the catalog does not offer the metric for.
    TreeMetricGrain = "tree_metric_grain", tree, Blocking;
    /// A currency at something that is not money, or a thing counted that is not a count.
    UnitDetail = "unit_detail", tree, Blocking;
    /// Measures that do not add up, or not to that of the node.
    UnitsDoNotAddUp = "units_do_not_add_up", tree, Blocking;
    /// A figure per day or week beside one per month, quarter or year.
    DaysAndMonths = "days_and_months", tree, Blocking;
    /// Two currencies.
    Currencies = "currencies", tree, Blocking;
    /// A conversion of measures that does not fit.
    ConversionOverflow = "conversion_overflow", tree, Blocking;
    /// The catalog's formula, but no metric.
    FormulaWithoutMetric = "formula_without_metric", tree, Blocking;
    /// A formula that is no identity between figures of one period.
    FormulaNotAnIdentity = "formula_not_an_identity", tree, Blocking;
    /// Names of the formula that no operand stands for, or operands it does not name.
    FormulaOperands = "formula_operands", tree, Blocking;
    /// More levels than people can follow.
    TreeTooDeep = "tree_too_deep", tree, Warning;
    /// Factors in words within factors in words, more than can be spread out.
    WordsTooLarge = "words_too_large", tree, Blocking;
    /// Measured less often than what it feeds.
    MeasuredTooRarely = "measured_too_rarely", tree, Warning;
    /// A strength whose sign is against the stated effect.
    StrengthAgainstEffect = "strength_against_effect", tree, Warning;
    /// A strength whose interval holds zero.
    StrengthUnproven = "strength_unproven", tree, Advice;
    /// A belief without a strength.
    StrengthUnknown = "strength_unknown", tree, Advice;
    /// Better below makes it worse above.
    DirectionAgainstParent = "direction_against_parent", tree, Warning;

    /// No goal, start or number of customers.
    ScenarioIncomplete = "scenario_incomplete", scenario, Blocking;
    /// A goal of nobody.
    ScenarioEmptyGoal = "scenario_empty_goal", scenario, Blocking;
    /// More contracts than customers.
    GoalAboveCustomers = "goal_above_customers", scenario, Blocking;
    /// The goal lies before the start.
    GoalBeforeStart = "goal_before_start", scenario, Blocking;
    /// Stages out of order, or one twice.
    StageOrder = "stage_order", scenario, Blocking;
    /// The last stage is not renewal and expansion.
    NoRenewal = "no_renewal", scenario, Blocking;
    /// A stage that the scenario leaves out.
    StageMissing = "stage_missing", scenario, Warning;
    /// Counts that are no proportion.
    BadConversion = "bad_conversion", scenario, Blocking;
    /// A lag of more than a hundred years.
    LagTooLong = "lag_too_long", scenario, Blocking;
    /// A stage is over, but not the one before it.
    DoneBeforeEarlier = "done_before_earlier", scenario, Blocking;
    /// A metric the catalog does not have.
    UnknownStageMetric = "unknown_stage_metric", scenario, Blocking;
    /// A metric of a later stage: it moves only when this stage is long over.
    MetricOfLaterStage = "metric_of_later_stage", scenario, Warning;
    /// A lagging metric before the contract result.
    LaggingMilestone = "lagging_milestone", scenario, Warning;

    /// A lagging metric, and no leading one at its stage or before: trouble shows when it is over.
    LaggingWithoutLeading = "lagging_without_leading", stages, Warning;
    /// A stage before the last one in use, without any goal.
    StageWithoutGoal = "stage_without_goal", stages, Advice;
    /// A metric the catalog does not have.
    UnknownCoveredMetric = "unknown_covered_metric", stages, Warning;
}

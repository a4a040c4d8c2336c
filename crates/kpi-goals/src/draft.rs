//! A goal as somebody wrote it down: nothing in it has been checked.

use chrono::NaiveDate;
use kpi_metrics::Direction;
use kpi_types::{Department, Grain, Unit};

use crate::{Baseline, Effect, EffectLag, Figure, Milestone, ReviewPlan, TargetForm};

/// Which node of KGI, KFS and KPI a goal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum GoalLevel {
    /// The result itself: key goal indicator.
    Kgi,
    /// What success hinges on: key factor for success, with a number of its own.
    Kfs,
    /// Whether the process runs: key performance indicator.
    #[default]
    Kpi,
}

impl GoalLevel {
    /// All three, from the top.
    pub const ALL: [Self; 3] = [Self::Kgi, Self::Kfs, Self::Kpi];

    /// The name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kgi => "kgi",
            Self::Kfs => "kfs",
            Self::Kpi => "kpi",
        }
    }

    /// Reads a name; the inverse of [`GoalLevel::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// A goal that this one serves.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Support {
    /// Its id.
    pub goal: String,
    /// What a rise of this metric does to that one; `None` where nobody said.
    pub influence: Option<Effect>,
    /// After how long it shows; at once where nobody said.
    pub lag: Option<EffectLag>,
}

impl Support {
    /// A goal, without saying how.
    #[must_use]
    pub fn of(goal: &str) -> Self {
        Self { goal: goal.to_owned(), influence: None, lag: None }
    }
}

/// A goal as somebody wrote it down. [`SmartCheck::check`](crate::SmartCheck::check) makes a
/// [`Goal`](crate::Goal) of it, or says everything that is wrong.
///
/// ```
/// use kpi_goals::{Figure, GoalDraft, TargetForm};
///
/// let draft = GoalDraft::new("nrr_2027")
///     .with_metric("net_revenue_retention")
///     .with_owner("Sato")
///     .with_target(TargetForm::AtLeast(Figure::parse("110 %")?))
///     .with_deadline("2027-03-31".parse()?);
/// assert_eq!(draft.id(), Some("nrr_2027"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GoalDraft {
    pub(crate) id: Option<String>,
    pub(crate) level: GoalLevel,
    pub(crate) statement: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) segment: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) department: Option<Department>,
    pub(crate) metrics: Vec<String>,
    pub(crate) unit: Option<Unit>,
    pub(crate) direction: Option<Direction>,
    pub(crate) grain: Option<Grain>,
    pub(crate) target: Option<TargetForm<Figure>>,
    pub(crate) baseline: Option<Baseline<Figure>>,
    pub(crate) start: Option<NaiveDate>,
    pub(crate) deadline: Option<NaiveDate>,
    pub(crate) milestones: Vec<Milestone<Figure>>,
    pub(crate) review: ReviewPlan,
    pub(crate) supports: Vec<Support>,
    pub(crate) contract_months: Option<u32>,
    pub(crate) matures_after_months: Option<u32>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident($field:ident: $type:ty) = $value:expr;)+) => {
        impl GoalDraft {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(mut self, $field: $type) -> Self {
                self.$field = $value;
                self
            }
        )+}
    };
}

setters! {
    /// Whether it is a KGI, KFS or KPI; a KPI otherwise.
    with_level(level: GoalLevel) = level;
    /// The goal in one sentence of any language; vague words are looked for in it.
    with_statement(statement: &str) = Some(statement.to_owned());
    /// Whose figure it is: "customers of the standard plan".
    with_subject(subject: &str) = Some(subject.to_owned());
    /// `all`, or one segment as `attribute=value`.
    with_segment(segment: &str) = Some(segment.to_owned());
    /// The person who answers for it.
    with_owner(owner: &str) = Some(owner.to_owned());
    /// The department of the owner.
    with_department(department: Department) = Some(department);
    /// The unit as the author believes it to be, to be compared with the catalog.
    with_unit(unit: Unit) = Some(unit);
    /// The better direction as the author believes it to be.
    with_direction(direction: Direction) = Some(direction);
    /// The kind of period it is measured over; the shortest of the metric from a month on otherwise.
    with_grain(grain: Grain) = Some(grain);
    /// What it should come to.
    with_target(target: TargetForm<Figure>) = Some(target);
    /// Where it starts from.
    with_baseline(baseline: Baseline<Figure>) = Some(baseline);
    /// The first day of work on it; the day of knowledge otherwise.
    with_start(start: NaiveDate) = Some(start);
    /// The last day.
    with_deadline(deadline: NaiveDate) = Some(deadline);
    /// Interim targets, in the order of their dates.
    with_milestones(milestones: Vec<Milestone<Figure>>) = milestones;
    /// When it is looked at again.
    with_review(review: ReviewPlan) = review;
    /// How long the contracts behind the metric run.
    with_contract_months(contract_months: u32) = Some(contract_months);
    /// How many months a change needs to show in full, where the catalog does not say.
    with_matures_after_months(matures_after_months: u32) = Some(matures_after_months);
}

impl GoalDraft {
    /// Nothing but an id.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..Self::default() }
    }

    /// Adds a metric. A second one is a finding.
    #[must_use]
    pub fn with_metric(mut self, metric: &str) -> Self {
        self.metrics.push(metric.to_owned());
        self
    }

    /// Adds a goal that this one serves.
    #[must_use]
    pub fn with_support(mut self, support: Support) -> Self {
        self.supports.push(support);
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether it is a KGI, KFS or KPI.
    #[must_use]
    pub fn level(&self) -> GoalLevel {
        self.level
    }

    /// The owner, unless blank.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        present(self.owner.as_ref())
    }

    /// The only metric, if there is exactly one.
    #[must_use]
    pub fn metric(&self) -> Option<&str> {
        match self.metrics.as_slice() {
            [metric] => present(Some(metric)),
            _ => None,
        }
    }

    /// The last day.
    #[must_use]
    pub fn deadline(&self) -> Option<NaiveDate> {
        self.deadline
    }

    /// The goals that this one serves.
    #[must_use]
    pub fn supports(&self) -> &[Support] {
        &self.supports
    }
}

/// A text that says something.
pub(crate) fn present(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

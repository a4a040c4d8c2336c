//! Drafts to goals: the check itself.

mod achievable;
mod case;
mod measurable;
mod metric_facts;
mod related;
mod report;
mod specific;
mod starting_point;
mod time_bounded;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kpi_metrics::{Catalog, MetricId};
use kpi_types::{Calendar, Localized, Segment};

pub use report::{BenchmarkStanding, SmartReport};

use case::Case;
use metric_facts::MetricFacts;
use related::Associations;

use crate::{
    Benchmark, Finding, FindingCode, GoalDraft, MetricHistory, Relations, SmartRules, VagueWords,
};

/// What goals are judged by: the catalog, the day of knowledge, and whatever evidence there is.
///
/// Without a history a goal is not wrong, its achievability is unknown; without a tree so is its
/// relation to the KGI.
///
/// ```
/// use kpi_goals::{GoalDocument, GoalLinks, SmartCheck, SmartLetter, Verdict};
/// use kpi_metrics::Catalog;
///
/// let document = GoalDocument::from_toml(r#"
///     [[goal]]
///     id = "arr"
///     level = "kgi"
///     metric = "arr"
///     subject = "all contracts"
///     segment = "all"
///     owner = "Suzuki"
///     target = { at_least = "120,000,000 JPY" }
///     baseline = { value = "100,000,000 JPY", measured_on = 2026-09-30, facts = ["closing_mrr"] }
///     start = 2026-10-01
///     deadline = 2027-03-31
///     review = { every = "month" }
/// "#);
/// let catalog = Catalog::builtin()?;
/// let links = GoalLinks::of(document.drafts());
/// let check = SmartCheck::new(&catalog, "2026-10-01".parse()?).with_relations(&links);
/// let report = check.check(&document.drafts()[0]);
/// assert_eq!(report.verdict(SmartLetter::Specific), &Verdict::Met);
/// assert_eq!(report.verdict(SmartLetter::TimeBounded), &Verdict::Met);
/// // Nobody gave past values.
/// assert_eq!(report.verdict(SmartLetter::Achievable).name(), "unknown");
/// assert_eq!(report.into_goal()?.id(), "arr");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SmartCheck<'a> {
    catalog: &'a Catalog,
    as_of: NaiveDate,
    calendar: Calendar,
    rules: SmartRules,
    words: VagueWords,
    histories: BTreeMap<MetricId, BTreeMap<Option<Segment>, MetricHistory>>,
    benchmarks: BTreeMap<MetricId, Vec<Benchmark>>,
    relations: Option<&'a dyn Relations>,
    facts: BTreeMap<MetricId, MetricFacts>,
}

impl std::fmt::Debug for SmartCheck<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmartCheck")
            .field("as_of", &self.as_of)
            .field("rules", &self.rules)
            .field("histories", &self.histories.len())
            .finish_non_exhaustive()
    }
}

impl<'a> SmartCheck<'a> {
    /// The catalog, and the last day that is known.
    #[must_use]
    pub fn new(catalog: &'a Catalog, as_of: NaiveDate) -> Self {
        Self {
            catalog,
            as_of,
            calendar: Calendar::utc(),
            rules: SmartRules::default(),
            words: VagueWords::builtin(),
            histories: BTreeMap::new(),
            benchmarks: BTreeMap::new(),
            relations: None,
            facts: metric_facts::of(catalog),
        }
    }

    /// The calendar that periods follow; UTC, Monday and January otherwise.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// Other limits.
    #[must_use]
    pub fn with_rules(self, rules: SmartRules) -> Self {
        Self { rules, ..self }
    }

    /// Other vague words.
    #[must_use]
    pub fn with_vague_words(self, words: VagueWords) -> Self {
        Self { words, ..self }
    }

    /// The past values of a metric, of all customers. One given before is replaced.
    #[must_use]
    pub fn with_history(self, history: MetricHistory) -> Self {
        self.add_history(None, history)
    }

    /// The past values of a metric in one segment.
    #[must_use]
    pub fn with_segment_history(self, segment: Segment, history: MetricHistory) -> Self {
        self.add_history(Some(segment), history)
    }

    fn add_history(mut self, segment: Option<Segment>, history: MetricHistory) -> Self {
        let range = self.facts.get(history.metric()).map(|facts| facts.range);
        let history = match range {
            Some(range) => history.with_range(range),
            None => history,
        };
        let all = self.histories.entry(history.metric().clone()).or_default();
        all.insert(segment, history);
        self
    }

    /// What others reach, for the metric it names.
    #[must_use]
    pub fn with_benchmark(mut self, benchmark: Benchmark) -> Self {
        self.benchmarks.entry(benchmark.metric().clone()).or_default().push(benchmark);
        self
    }

    /// The tree, or the links among goals.
    #[must_use]
    pub fn with_relations(self, relations: &'a dyn Relations) -> Self {
        Self { relations: Some(relations), ..self }
    }

    /// The last day that is known.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The calendar.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        self.calendar
    }

    /// The limits.
    #[must_use]
    pub fn rules(&self) -> &SmartRules {
        &self.rules
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        self.catalog
    }

    /// The past values of a metric: those of the segment, or of all customers.
    #[must_use]
    pub fn history(&self, metric: &str, segment: Option<&Segment>) -> Option<&MetricHistory> {
        self.histories.get(metric)?.get(&segment.cloned())
    }

    /// The tree, if one was given.
    #[must_use]
    pub fn relations(&self) -> Option<&dyn Relations> {
        self.relations
    }

    pub(crate) fn benchmarks(&self, metric: &MetricId) -> &[Benchmark] {
        self.benchmarks.get(metric).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn facts_of(&self, metric: &MetricId) -> Option<&MetricFacts> {
        self.facts.get(metric)
    }

    /// Judges one draft: five verdicts, every finding, and the goal unless something blocks.
    #[must_use]
    pub fn check(&self, draft: &GoalDraft) -> SmartReport {
        self.check_at(draft, "goal[1]", &mut Associations::default())
    }

    fn check_at(&self, draft: &GoalDraft, fallback: &str, known: &mut Associations) -> SmartReport {
        let mut case = Case::new(self, draft, fallback);
        case.specific();
        case.measurable();
        case.achievable();
        case.related(known);
        case.time_bounded();
        case.finish()
    }

    /// Judges many drafts. Besides, two with one id are a finding of the second.
    #[must_use]
    pub fn check_all(&self, drafts: &[GoalDraft]) -> Vec<SmartReport> {
        let (mut seen, mut known) = (BTreeSet::new(), Associations::default());
        let mut reports = Vec::with_capacity(drafts.len());
        for (number, draft) in (1..).zip(drafts) {
            let mut report = match draft.id() {
                Some(_) => self.check_at(draft, "", &mut known),
                None => self.check_at(draft, &format!("goal[{number}]"), &mut known),
            };
            if let Some(id) = draft.id()
                && !seen.insert(id)
            {
                report.refuse(duplicate(id));
            }
            reports.push(report);
        }
        reports
    }
}

fn duplicate(id: &str) -> Finding {
    let id = crate::figure::shortened(id);
    let message = Localized::new(
        format!("the id {id:?} is taken by an earlier goal"),
        format!("id {id:?} は前の目標で使われています"),
    );
    let remedy = Localized::fixed("give each goal its own id", "目標ごとに別のidを付けてください");
    Finding::new(FindingCode::DuplicateId, format!("goal.{id}.id"), message, remedy)
}

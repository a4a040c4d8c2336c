//! A scenario as a document, in TOML, JSON or whatever serde reads.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use kpi_types::{Localized, ScenarioStage};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ContractGoal, ContractGoalKind, Lag, Scenario, ScenarioDraft, ScenarioProblem, StageDone,
    StageDraft, WorkingCalendar,
};
use crate::Finding;
use crate::document::{DocumentProblem, Fields, Loose, top};

const SCENARIO: &[&str] = &["start", "customers", "goal", "stage", "calendar"];
const GOAL: &[&str] = &["kind", "date", "target"];
const STAGE: &[&str] =
    &["stage", "takes", "conversion", "metric", "not_before", "capacity", "done"];
const TAKES: &[&str] = &["days", "working_days", "months"];
const CONVERSION: &[&str] = &["reached", "of"];
const DONE: &[&str] = &["on", "customers"];
const CALENDAR: &[&str] = &["weekend", "holiday"];
const HOLIDAY: &[&str] = &["date", "name"];

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "monday"),
    (Weekday::Tue, "tuesday"),
    (Weekday::Wed, "wednesday"),
    (Weekday::Thu, "thursday"),
    (Weekday::Fri, "friday"),
    (Weekday::Sat, "saturday"),
    (Weekday::Sun, "sunday"),
];

impl ScenarioDraft {
    /// Reads TOML. What a scenario cannot hold is noted and comes out of [`Scenario::try_new`] with
    /// everything else.
    ///
    /// ```
    /// use kpi_goals::{FindingCode, ScenarioDraft};
    ///
    /// let refused = ScenarioDraft::from_toml("customers = 60\nstart = 2026-13-01").unwrap_err();
    /// assert_eq!(refused.code(), FindingCode::Syntax);
    /// assert_eq!(refused.position().map(|at| at.line), Some(2));
    /// ```
    ///
    /// # Errors
    ///
    /// The finding about a text that is no TOML, or that is longer than
    /// [`GoalDocument::MOST_BYTES`](crate::GoalDocument::MOST_BYTES).
    pub fn from_toml(text: &str) -> Result<Self, Box<Finding>> {
        crate::goal_document::toml::draft("scenario", text)
    }
}

/// Never fails for what a scenario should hold: what is wrong is noted and comes out of
/// [`Scenario::try_new`] with everything else. It fails for text that is no TOML or JSON.
impl<'de> Deserialize<'de> for ScenarioDraft {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let document = Loose::deserialize(from)?;
        let mut found = Vec::new();
        let mut fields = top(document, SCENARIO, &mut found);
        let (start, customers) = (fields.date("start"), fields.whole("customers"));
        let goal = fields.take("goal").and_then(|value| goal(fields.inner("goal", value, GOAL)));
        let mut stages = Vec::new();
        for (number, value) in fields.list("stage").into_iter().enumerate() {
            let path = format!("stage[{}]", number + 1);
            stages.extend(stage(fields.inner(&path, value, STAGE)));
        }
        let calendar = match fields.take("calendar") {
            None => WorkingCalendar::weekdays(),
            Some(value) => calendar(fields.inner("calendar", value, CALENDAR)),
        };
        fields.finish();
        let noted = found.into_iter().map(ScenarioProblem::Document).collect();
        Ok(Self { goal, start, customers, stages, calendar, noted })
    }
}

fn goal(mut fields: Fields<'_>) -> Option<ContractGoal> {
    let kind = |name: &str| ContractGoalKind::ALL.into_iter().find(|kind| kind.name() == name);
    let kind = fields.one_of("kind", kind, &ContractGoalKind::ALL.map(ContractGoalKind::name));
    let kind = fields.require("kind", kind);
    let date = fields.date("date");
    let date = fields.require("date", date);
    let target = fields.whole("target");
    let target = fields.require("target", target);
    fields.finish();
    Some(ContractGoal::new(kind?, date?, target?))
}

fn stage(mut fields: Fields<'_>) -> Option<StageDraft> {
    let names: Vec<&str> = ScenarioStage::ALL.iter().map(|stage| stage.name()).collect();
    let stage = fields.one_of("stage", |name| ScenarioStage::from_name(name).ok(), &names);
    let stage = fields.require("stage", stage);
    let takes = fields.take("takes").and_then(|value| takes(fields.inner("takes", value, TAKES)));
    let takes = fields.require("takes", takes);
    let conversion = fields.take("conversion").and_then(|value| {
        let mut inner = fields.inner("conversion", value, CONVERSION);
        let (reached, of) = (inner.whole("reached"), inner.whole("of"));
        let (reached, of) = (inner.require("reached", reached), inner.require("of", of));
        inner.finish();
        Some((reached?, of?))
    });
    let conversion = fields.require("conversion", conversion);
    let (metric, not_before) = (fields.text("metric"), fields.date("not_before"));
    let capacity = fields.whole("capacity");
    let done = fields.take("done").and_then(|value| {
        let mut inner = fields.inner("done", value, DONE);
        let (on, customers) = (inner.date("on"), inner.whole("customers"));
        let (on, customers) = (inner.require("on", on), inner.require("customers", customers));
        inner.finish();
        Some(StageDone { on: on?, customers: customers? })
    });
    fields.finish();
    let (reached, of) = conversion?;
    let draft = StageDraft::new(stage?, takes?, reached, of);
    Some(StageDraft { metric, not_before, capacity, done, ..draft })
}

fn takes(mut fields: Fields<'_>) -> Option<Lag> {
    let given: Vec<&str> = TAKES.iter().copied().filter(|name| fields.has(name)).collect();
    let found = match given.as_slice() {
        [one] => {
            let count = fields.whole(one);
            // What does not fit is far beyond a hundred years as well.
            let count = count.map(|count| u32::try_from(count).unwrap_or(u32::MAX));
            count.map(|count| match *one {
                "days" => Lag::Days(count),
                "months" => Lag::Months(count),
                _ => Lag::WorkingDays(count),
            })
        }
        other => {
            let (path, value) = (fields.path_of("working_days"), other.join(", "));
            let value = if value.is_empty() { "nothing".to_owned() } else { value };
            let expected = Localized::fixed(
                "one of days, working_days, months",
                "days・working_days・months のうち1つ",
            );
            fields.problem(DocumentProblem::BadValue { path, value, expected });
            other.iter().for_each(|name| drop(fields.take(name)));
            None
        }
    };
    fields.finish();
    found
}

fn calendar(mut fields: Fields<'_>) -> WorkingCalendar {
    let mut found = WorkingCalendar::weekdays();
    if fields.has("weekend") {
        let names = fields.texts("weekend");
        let mut days = Vec::new();
        let mut wrong = None;
        for name in names {
            match WEEKDAYS.iter().find(|(_, known)| *known == name) {
                Some((day, _)) => days.push(*day),
                None => wrong = Some(Loose::Text(name).shown()),
            }
        }
        match WorkingCalendar::with_weekend(days) {
            Ok(calendar) if wrong.is_none() => found = calendar,
            other => {
                let value = wrong.unwrap_or_else(|| match other {
                    Err(error) => error.to_string(),
                    Ok(_) => String::new(),
                });
                let path = fields.path_of("weekend");
                let expected = Localized::fixed(
                    "at most six of monday to sunday",
                    "monday から sunday のうち6つまで",
                );
                fields.problem(DocumentProblem::BadValue { path, value, expected });
            }
        }
    }
    let mut holidays: BTreeMap<NaiveDate, Localized> = BTreeMap::new();
    for (number, value) in fields.list("holiday").into_iter().enumerate() {
        let path = format!("holiday[{}]", number + 1);
        let mut inner = fields.inner(&path, value, HOLIDAY);
        let date = inner.date("date");
        let date = inner.require("date", date);
        let name = inner.localized("name");
        let name = inner.require("name", name);
        inner.finish();
        holidays.extend(date.zip(name));
    }
    fields.finish();
    found.with_holidays(holidays)
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customers: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<WrittenGoal>,
    calendar: WrittenCalendar<'a>,
    stage: Vec<WrittenStage<'a>>,
}

#[derive(Serialize)]
struct WrittenGoal {
    kind: ContractGoalKind,
    date: NaiveDate,
    target: u64,
}

#[derive(Serialize)]
struct WrittenCalendar<'a> {
    weekend: Vec<&'static str>,
    holiday: Vec<WrittenHoliday<'a>>,
}

#[derive(Serialize)]
struct WrittenHoliday<'a> {
    date: NaiveDate,
    name: &'a Localized,
}

#[derive(Serialize)]
struct WrittenStage<'a> {
    stage: ScenarioStage,
    takes: Lag,
    conversion: BTreeMap<&'static str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<StageDone>,
}

/// As a document that reads back to an equal draft. What was noted while reading is not written.
impl Serialize for ScenarioDraft {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let name = |day: Weekday| WEEKDAYS.iter().find(|(d, _)| *d == day).map(|(_, name)| *name);
        let holiday = |(date, name)| WrittenHoliday { date, name };
        let stage = |stage: &'_ StageDraft| {
            let (reached, of) = (stage.conversion.reached, stage.conversion.of);
            BTreeMap::from([("reached", reached), ("of", of)])
        };
        Written {
            start: self.start,
            customers: self.customers,
            goal: self.goal.map(|goal| WrittenGoal {
                kind: goal.kind,
                date: goal.date,
                target: goal.target,
            }),
            calendar: WrittenCalendar {
                weekend: self.calendar.weekend().filter_map(name).collect(),
                holiday: self.calendar.holidays().map(holiday).collect(),
            },
            stage: self
                .stages
                .iter()
                .map(|draft| WrittenStage {
                    stage: draft.stage,
                    takes: draft.takes,
                    conversion: stage(draft),
                    metric: draft.metric.as_deref(),
                    not_before: draft.not_before,
                    capacity: draft.capacity,
                    done: draft.done,
                })
                .collect(),
        }
        .serialize(to)
    }
}

/// As the draft it was made of. To read one, read a [`ScenarioDraft`] and hand it to
/// [`Scenario::try_new`].
impl Serialize for Scenario {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.draft.serialize(to)
    }
}

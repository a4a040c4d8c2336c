//! Tables of a document to drafts, noting everything that is wrong.

use chrono::NaiveDate;
use kpi_metrics::Direction;
use kpi_types::{Department, Estimate, EstimateMethod, FactName, Grain, Localized, Unit};
use rust_decimal::prelude::ToPrimitive;

use super::Node;
use crate::figure::shortened;
use crate::{
    Baseline, Effect, EffectLag, Figure, Finding, FindingCode, GoalDraft, GoalLevel, Milestone,
    ReviewPlan, Support, TargetForm,
};

/// Longer texts are refused: nobody reads a goal of more characters.
const LONGEST_TEXT: usize = 2_000;
/// More entries of one list are refused.
const LONGEST_LIST: usize = 1_000;

/// One table of a document.
pub(super) struct TableReader<'a> {
    entries: &'a [(String, Node)],
    path: String,
    asked: Vec<&'static str>,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn draft(node: &Node, mut path: String) -> (GoalDraft, Vec<Finding>) {
    let id = match node {
        Node::Table(entries) => entries.iter().find(|(key, _)| key == "id").map(|(_, id)| id),
        _ => None,
    };
    if let Some(Node::Text(id)) = id
        && !id.trim().is_empty()
    {
        path = format!("goal.{}", shortened(id));
    }
    let mut table = TableReader::new(node, path);
    let draft = GoalDraft {
        id: table.text("id"),
        level: table.named("level", GoalLevel::from_name, "kgi, kfs, kpi").unwrap_or_default(),
        statement: table.text("statement"),
        subject: table.text("subject"),
        segment: table.text("segment"),
        owner: table.text("owner"),
        department: table.named(
            "department",
            |name| Department::from_name(name).ok(),
            "marketing, inside_sales, field_sales, customer_success, support",
        ),
        metrics: table.texts("metric"),
        unit: table.named(
            "unit",
            Unit::from_name,
            "count, number, ratio, money, score, days, months, years",
        ),
        direction: table.named(
            "direction",
            |name| Direction::ALL.iter().copied().find(|d| d.name() == name),
            "higher_is_better, lower_is_better, neither",
        ),
        grain: table.named("grain", Grain::from_name, GRAINS),
        target: target(&mut table),
        baseline: baseline(&mut table),
        start: table.date("start"),
        deadline: table.date("deadline"),
        milestones: milestones(&mut table),
        review: review(&mut table),
        supports: supports(&mut table),
        contract_months: table.whole("contract_months"),
        matures_after_months: table.whole("matures_after_months"),
    };
    table.refuse_others();
    (draft, table.findings)
}

const GRAINS: &str = "day, week, month, quarter, fiscal_year";

fn target(table: &mut TableReader<'_>) -> Option<TargetForm<Figure>> {
    table.inner("target", |inner| {
        let single = [
            ("at_least", TargetForm::AtLeast as fn(Figure) -> TargetForm<Figure>),
            ("at_most", TargetForm::AtMost),
            ("change_by", TargetForm::ChangeBy),
        ];
        let mut forms: Vec<TargetForm<Figure>> =
            single.into_iter().filter_map(|(field, form)| inner.figure(field).map(form)).collect();
        let bounds = inner.list("between");
        if !bounds.is_empty() {
            let figures: Vec<Figure> =
                bounds.iter().filter_map(|bound| inner.read_figure("between", bound)).collect();
            match figures.as_slice() {
                [low, high] => forms.push(TargetForm::Between { low: *low, high: *high }),
                _ => inner.wrong("between", "two figures in [ ]", "[ ] で囲んだ2つの数値"),
            }
        }
        match forms.as_slice() {
            [form] => Some(*form),
            [] => {
                if inner.findings.is_empty() {
                    inner.wrong(
                        "at_least",
                        "one of at_least, at_most, between, change_by",
                        "at_least, at_most, between, change_by のいずれか",
                    );
                }
                None
            }
            _ => {
                inner.wrong("at_least", "one form of target only", "目標値の形は1つだけ");
                None
            }
        }
    })
}

fn baseline(table: &mut TableReader<'_>) -> Option<Baseline<Figure>> {
    table.inner("baseline", |inner| {
        let value = inner.figure("value");
        if value.is_none() && inner.findings.is_empty() {
            inner.wrong("value", "a figure", "数値");
        }
        let measured_on = inner.date("measured_on");
        let names = inner.texts("facts");
        let mut facts = Vec::with_capacity(names.len());
        for name in names {
            match FactName::try_new(&name) {
                Ok(fact) => facts.push(fact),
                Err(_) => inner.wrong("facts", "names of facts", "事実の名前"),
            }
        }
        let value = value?;
        let interval = interval(inner, value);
        Some(Baseline { value, measured_on, facts, interval })
    })
}

fn interval(inner: &mut TableReader<'_>, value: Figure) -> Option<Estimate> {
    let bounds = (inner.figure("low"), inner.figure("high"));
    let level = inner.figure("level").and_then(|level| level.value().to_f64()).unwrap_or(0.95);
    let n = inner.whole("n").unwrap_or(1);
    let (Some(low), Some(high)) = bounds else { return None };
    let (low, high) = (low.value().to_f64()?, high.value().to_f64()?);
    let point = value.value().to_f64()?;
    let method = EstimateMethod::Given;
    let estimate = Estimate::try_new(point, low, high, level, u64::from(n), method).ok();
    let estimate = estimate.filter(|_| low <= point && point <= high);
    if estimate.is_none() {
        inner.wrong(
            "low",
            "low ≤ value ≤ high and a level below 1",
            "low ≤ value ≤ high と1未満の level",
        );
    }
    estimate
}

fn milestones(table: &mut TableReader<'_>) -> Vec<Milestone<Figure>> {
    let mut read = Vec::new();
    for (number, node) in (1..).zip(table.list("milestones")) {
        let path = format!("{}.milestones[{number}]", table.path);
        let mut inner = TableReader::new(node, path);
        let (date, value) = (inner.date("date"), inner.figure("value"));
        inner.refuse_others();
        match (date, value) {
            (Some(date), Some(value)) => read.push(Milestone { date, value }),
            _ if inner.findings.is_empty() => {
                inner.wrong("date", "a date and a value", "date と value の両方");
            }
            _ => {}
        }
        table.findings.append(&mut inner.findings);
    }
    read
}

fn review(table: &mut TableReader<'_>) -> ReviewPlan {
    let read = table.inner("review", |inner| {
        let every = inner.named("every", Grain::from_name, GRAINS);
        let mut dates = Vec::new();
        for node in inner.list("dates") {
            dates.extend(inner.read_date("dates", node));
        }
        let plan = every.map_or_else(ReviewPlan::none, ReviewPlan::every);
        Some(plan.with_dates(dates))
    });
    read.unwrap_or_default()
}

fn supports(table: &mut TableReader<'_>) -> Vec<Support> {
    let mut read = Vec::new();
    for (number, node) in (1..).zip(table.list("supports")) {
        if let Node::Text(goal) = node {
            read.push(Support::of(&shortened(goal)));
            continue;
        }
        let path = format!("{}.supports[{number}]", table.path);
        let mut inner = TableReader::new(node, path);
        let goal = inner.text("goal");
        let influence = inner.named(
            "influence",
            |name| match name {
                "raises" => Some(Effect::Raises),
                "lowers" => Some(Effect::Lowers),
                _ => None,
            },
            "raises, lowers",
        );
        let lag = inner.inner("lag", |table| {
            let (count, grain) =
                (table.whole("count"), table.named("grain", Grain::from_name, GRAINS));
            Some(EffectLag::new(count?, grain?))
        });
        inner.refuse_others();
        match goal {
            Some(goal) => read.push(Support { goal, influence, lag }),
            None if inner.findings.is_empty() => {
                inner.wrong("goal", "the id of a goal", "目標のid")
            }
            None => {}
        }
        table.findings.append(&mut inner.findings);
    }
    read
}

impl<'a> TableReader<'a> {
    pub(super) fn new(node: &'a Node, path: String) -> Self {
        let mut reader = Self { entries: &[], path, asked: Vec::new(), findings: Vec::new() };
        match node {
            Node::Table(entries) => reader.entries = entries,
            _ => {
                let path = reader.path.clone();
                reader.findings.push(bad_value(path, "a table", "表"));
            }
        }
        reader
    }

    fn value(&mut self, field: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&field) {
            self.asked.push(field);
        }
        let mut found = self.entries.iter().filter(|(key, _)| key == field).map(|(_, node)| node);
        let first = found.next();
        if found.next().is_some() {
            self.wrong(field, "the field once", "その項目は1回だけ");
        }
        first
    }

    pub(super) fn list(&mut self, field: &'static str) -> Vec<&'a Node> {
        match self.value(field) {
            None => Vec::new(),
            // The document itself has its own limit.
            Some(Node::List(items)) if items.len() <= LONGEST_LIST || field == "goal" => {
                items.iter().collect()
            }
            Some(_) => {
                self.wrong(
                    field,
                    "a list of at most 1,000 entries in [ ]",
                    "[ ] で囲んだ1,000個以下の一覧",
                );
                Vec::new()
            }
        }
    }

    fn text(&mut self, field: &'static str) -> Option<String> {
        match self.value(field)? {
            Node::Text(text) if text.chars().count() <= LONGEST_TEXT => Some(text.clone()),
            _ => {
                self.wrong(field, "a text of at most 2,000 characters", "2,000文字以下の文字列");
                None
            }
        }
    }

    /// One text or a list of them.
    fn texts(&mut self, field: &'static str) -> Vec<String> {
        match self.value(field) {
            None => Vec::new(),
            Some(Node::List(items)) if items.len() <= LONGEST_LIST => {
                let mut texts = Vec::new();
                for item in items {
                    match item {
                        Node::Text(text) => texts.push(shortened(text)),
                        _ => self.wrong(field, "a list of texts", "文字列の一覧"),
                    }
                }
                texts
            }
            Some(_) => self.text(field).into_iter().collect(),
        }
    }

    fn named<T>(
        &mut self,
        field: &'static str,
        from_name: impl Fn(&str) -> Option<T>,
        allowed: &'static str,
    ) -> Option<T> {
        let name = self.text(field)?;
        let found = from_name(&name);
        if found.is_none() {
            self.wrong(field, &format!("one of {allowed}"), &format!("{allowed} のいずれか"));
        }
        found
    }

    fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        let node = self.value(field)?;
        self.read_date(field, node)
    }

    fn read_date(&mut self, field: &'static str, node: &Node) -> Option<NaiveDate> {
        let read = match node {
            Node::Text(text) if text.len() == 10 => text.parse().ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(field, "a date such as 2027-03-31", "2027-03-31 のような日付");
        }
        read
    }

    fn whole(&mut self, field: &'static str) -> Option<u32> {
        let node = self.value(field)?;
        let read = match node {
            Node::Number(text) => text.parse::<u32>().ok().filter(|number| *number <= 12_000),
            _ => None,
        };
        if read.is_none() {
            self.wrong(field, "a whole number from 0 to 12000", "0から12000までの整数");
        }
        read
    }

    fn figure(&mut self, field: &'static str) -> Option<Figure> {
        let node = self.value(field)?;
        self.read_figure(field, node)
    }

    fn read_figure(&mut self, field: &'static str, node: &Node) -> Option<Figure> {
        let read = match node {
            Node::Text(text) | Node::Number(text) => Figure::parse(text).ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(
                field,
                "a figure such as \"110 %\", \"1000 USD\", 45 or \"30 days\"",
                "\"110 %\"、\"100万円\"、45、\"30日\" のような数値",
            );
        }
        read
    }

    /// Reads a table inside.
    fn inner<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut TableReader<'a>) -> Option<T>,
    ) -> Option<T> {
        let node = self.value(field)?;
        let mut inner = TableReader::new(node, format!("{}.{field}", self.path));
        let found = match inner.findings.is_empty() {
            true => read(&mut inner),
            false => None,
        };
        inner.refuse_others();
        self.findings.append(&mut inner.findings);
        found
    }

    fn wrong(&mut self, field: &str, en: &str, ja: &str) {
        self.findings.push(bad_value(format!("{}.{field}", self.path), en, ja));
    }

    /// Every field that nobody asked for does not exist.
    pub(super) fn refuse_others(&mut self) {
        for (key, _) in self.entries {
            if self.asked.contains(&key.as_str()) {
                continue;
            }
            let name = shortened(key);
            let fields = self.asked.join(", ");
            let message = Localized::new(
                format!("there is no field {name:?}"),
                format!("項目 {name:?} はありません"),
            );
            let remedy = Localized::new(
                format!("the fields are {fields}"),
                format!("使える項目は {fields} です"),
            );
            let path = match self.path.as_str() {
                "document" => name,
                path => format!("{path}.{name}"),
            };
            self.findings.push(Finding::new(FindingCode::UnknownField, path, message, remedy));
            if self.findings.len() >= LONGEST_LIST {
                break;
            }
        }
    }
}

fn bad_value(path: String, en: &str, ja: &str) -> Finding {
    let message = Localized::fixed("this value is not allowed", "この値は使えません");
    let remedy = Localized::new(format!("write {en}"), format!("{ja} を書いてください"));
    Finding::new(FindingCode::BadValue, path, message, remedy)
}

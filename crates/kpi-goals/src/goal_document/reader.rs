//! Tables of a document to drafts.

use kpi_metrics::Direction;
use kpi_types::{Department, Estimate, EstimateMethod, FactName, Grain, Unit};
use rust_decimal::prelude::ToPrimitive;

use super::Node;
use super::table::TableReader;
use crate::figure::shortened;
use crate::{
    Baseline, Effect, EffectLag, Figure, Finding, GoalDraft, GoalLevel, Milestone, ReviewPlan,
    Support, TargetForm,
};

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

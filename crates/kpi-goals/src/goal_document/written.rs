//! A draft as a table of a document.

#![cfg_attr(not(feature = "serde"), allow(dead_code))]

use super::Node;
use crate::{Baseline, Effect, Figure, GoalDraft, Milestone, TargetForm};

/// The table that reads back as the draft.
pub(super) fn node(draft: &GoalDraft) -> Node {
    let mut table = Table::default();
    table.text("id", draft.id.as_deref());
    table.text("level", Some(draft.level.name()));
    table.text("statement", draft.statement.as_deref());
    table.text("subject", draft.subject.as_deref());
    table.text("segment", draft.segment.as_deref());
    table.text("owner", draft.owner.as_deref());
    table.text("department", draft.department.map(|d| d.name()));
    match draft.metrics.as_slice() {
        [] => {}
        [metric] => table.text("metric", Some(metric)),
        metrics => table.add("metric", Node::List(metrics.iter().map(Node::text).collect())),
    }
    table.text("unit", draft.unit.map(|unit| unit.name()));
    table.text("direction", draft.direction.map(|direction| direction.name()));
    table.text("grain", draft.grain.map(|grain| grain.name()));
    if let Some(target) = &draft.target {
        table.add("target", self::target(target));
    }
    if let Some(baseline) = &draft.baseline {
        table.add("baseline", self::baseline(baseline));
    }
    table.text("start", draft.start.map(|date| date.to_string()).as_deref());
    table.text("deadline", draft.deadline.map(|date| date.to_string()).as_deref());
    if !draft.milestones.is_empty() {
        table.add("milestones", Node::List(draft.milestones.iter().map(milestone).collect()));
    }
    if !draft.review.is_empty() {
        let mut review = Table::default();
        review.text("every", draft.review.cadence().map(|grain| grain.name()));
        let dates: Vec<Node> =
            draft.review.dates().iter().map(|date| Node::Text(date.to_string())).collect();
        if !dates.is_empty() {
            review.add("dates", Node::List(dates));
        }
        table.add("review", review.node());
    }
    if !draft.supports.is_empty() {
        let supports = draft.supports.iter().map(|support| {
            let mut one = Table::default();
            one.text("goal", Some(&support.goal));
            one.text("influence", support.influence.map(influence));
            if let Some(lag) = support.lag {
                let mut took = Table::default();
                took.number("count", Some(lag.count));
                took.text("grain", Some(lag.grain.name()));
                one.add("lag", took.node());
            }
            one.node()
        });
        table.add("supports", Node::List(supports.collect()));
    }
    table.number("contract_months", draft.contract_months);
    table.number("matures_after_months", draft.matures_after_months);
    table.node()
}

#[derive(Default)]
struct Table(Vec<(String, Node)>);

impl Table {
    fn add(&mut self, field: &str, node: Node) {
        self.0.push((field.to_owned(), node));
    }

    fn text(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.add(field, Node::text(text));
        }
    }

    fn number(&mut self, field: &str, number: Option<u32>) {
        if let Some(number) = number {
            self.add(field, Node::Number(number.to_string()));
        }
    }

    fn node(self) -> Node {
        Node::Table(self.0)
    }
}

const fn influence(influence: Effect) -> &'static str {
    match influence {
        Effect::Raises => "raises",
        Effect::Lowers => "lowers",
    }
}

fn figure(figure: Figure) -> Node {
    Node::Text(figure.to_string())
}

fn target(target: &TargetForm<Figure>) -> Node {
    let value = match *target {
        TargetForm::AtLeast(v) | TargetForm::AtMost(v) | TargetForm::ChangeBy(v) => figure(v),
        TargetForm::Between { low, high } => Node::List(vec![figure(low), figure(high)]),
    };
    Node::Table(vec![(target.name().to_owned(), value)])
}

fn milestone(milestone: &Milestone<Figure>) -> Node {
    Node::Table(vec![
        ("date".to_owned(), Node::Text(milestone.date.to_string())),
        ("value".to_owned(), figure(milestone.value)),
    ])
}

fn baseline(baseline: &Baseline<Figure>) -> Node {
    let mut table = Table::default();
    table.add("value", figure(baseline.value));
    table.text("measured_on", baseline.measured_on.map(|date| date.to_string()).as_deref());
    if !baseline.facts.is_empty() {
        let facts = baseline.facts.iter().map(|fact| Node::text(fact.as_str()));
        table.add("facts", Node::List(facts.collect()));
    }
    if let Some(interval) = &baseline.interval {
        let number = |value: f64| Node::Number(value.to_string());
        table.add("low", number(interval.lower()));
        table.add("high", number(interval.upper()));
        table.add("level", number(interval.level()));
        table.add("n", Node::Number(interval.n().to_string()));
        // The name of the method is not a figure anybody writes by hand; it is read as given.
    }
    table.node()
}

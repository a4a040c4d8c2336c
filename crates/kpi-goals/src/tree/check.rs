//! From a draft to a tree, with everything that is wrong.

mod levels;
mod measures;
mod order;
mod words;

use std::collections::BTreeMap;

use kpi_metrics::{Catalog, Direction, MetricId, closest_name};

use super::problem::TreeProblem;
use super::{Measure, Node, NodeDraft, NodeId, NodeKind, Tree, TreeDraft};

/// Names that are looked up for "did you mean": each costs a walk over all nodes.
const MOST_SUGGESTIONS: usize = 20;

/// The tree, unless the draft is too broken to make one, and every problem.
pub(super) fn check(draft: TreeDraft, catalog: &Catalog) -> (Option<Tree>, Vec<TreeProblem>) {
    let TreeDraft { nodes, noted } = draft;
    let mut problems = noted;
    if nodes.is_empty() {
        problems.push(TreeProblem::Empty);
        return (None, problems);
    }
    let (mut nodes, index) = named(nodes, catalog, &mut problems);
    link(&mut nodes, &index, &mut problems);
    if nodes.iter().all(|node| node.kind() != NodeKind::Kgi) {
        problems.push(TreeProblem::NoKgi);
    }
    let order = order::order(&nodes, &mut problems);
    levels::check(&nodes, order.as_deref(), &mut problems);
    measures::check(&mut nodes, &index, catalog, &mut problems);
    let tree = order.map(|order| {
        let mut rank = vec![0; nodes.len()];
        for (place, at) in order.iter().enumerate() {
            if let Some(rank) = rank.get_mut(*at) {
                *rank = place;
            }
        }
        Tree { nodes, index, order, rank, problems: Vec::new() }
    });
    (tree, problems)
}

/// Nodes with names, in the order of those; of several with one name the first.
fn named(
    drafts: Vec<NodeDraft>,
    catalog: &Catalog,
    problems: &mut Vec<TreeProblem>,
) -> (Vec<Node>, BTreeMap<NodeId, usize>) {
    let mut times: BTreeMap<NodeId, (NodeDraft, usize)> = BTreeMap::new();
    for draft in drafts {
        match NodeId::try_new(&draft.id) {
            Err(_) => problems.push(TreeProblem::BadId { node: draft.id }),
            Ok(id) => times.entry(id).or_insert((draft, 0)).1 += 1,
        }
    }
    let mut nodes = Vec::with_capacity(times.len());
    let mut index = BTreeMap::new();
    for (id, (draft, times)) in times {
        if times > 1 {
            problems.push(TreeProblem::DuplicateNode { node: draft.id.clone(), times });
        }
        index.insert(id.clone(), nodes.len());
        nodes.push(node(id, draft, catalog, problems));
    }
    (nodes, index)
}

/// One node by itself: metric, measure, direction.
fn node(id: NodeId, draft: NodeDraft, catalog: &Catalog, found: &mut Vec<TreeProblem>) -> Node {
    let name = || id.as_str().to_owned();
    let definition = draft.metric.as_ref().and_then(|metric| {
        let definition = catalog.metric(metric);
        if definition.is_none() {
            found.push(TreeProblem::UnknownMetric { node: name(), metric: metric.clone() });
        }
        definition
    });
    if let Some(definition) = definition {
        let metric = || definition.id().as_str().to_owned();
        if let Some(stated) = draft.unit.filter(|unit| *unit != definition.unit()) {
            let catalog = definition.unit();
            found.push(TreeProblem::MetricUnit { node: name(), metric: metric(), stated, catalog });
        }
        if let Some(stated) = draft.direction.filter(|way| *way != definition.direction()) {
            let (metric, catalog) = (metric(), definition.direction());
            found.push(TreeProblem::MetricDirection { node: name(), metric, stated, catalog });
        }
        if let Some(stated) = draft.grain.filter(|grain| !definition.grains().contains(grain)) {
            let (metric, offered) = (metric(), definition.grains().to_vec());
            found.push(TreeProblem::MetricGrain { node: name(), metric, stated, offered });
        }
    }
    let unit = definition.map(|definition| definition.unit()).or(draft.unit);
    let measure = unit.map(|unit| {
        let money = unit == kpi_types::Unit::Money;
        if draft.currency.is_some() && !money {
            found.push(TreeProblem::UnitDetail { node: name(), unit, field: "currency" });
        }
        if draft.of.is_some() && unit != kpi_types::Unit::Count {
            found.push(TreeProblem::UnitDetail { node: name(), unit, field: "of" });
        }
        Measure {
            unit,
            currency: draft.currency.filter(|_| money),
            per: draft.per,
            each: draft.each.clone(),
            of: draft.of.clone(),
        }
    });
    let direction = definition.map(|definition| definition.direction()).or(draft.direction);
    Node {
        metric: draft.metric.as_ref().and_then(|metric| MetricId::try_new(metric).ok()),
        id,
        draft,
        measure,
        direction: direction.unwrap_or(Direction::Neither),
        arithmetic: None,
        movers: Vec::new(),
        children: Vec::new(),
        parents: Vec::new(),
        ways_up: Vec::new(),
    }
}

/// Finds the nodes that others name.
fn link(nodes: &mut [Node], index: &BTreeMap<NodeId, usize>, problems: &mut Vec<TreeProblem>) {
    let mut parents: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    let mut ways_up: Vec<Vec<(usize, Option<bool>)>> = vec![Vec::new(); nodes.len()];
    let mut suggestions = 0;
    for (at, node) in nodes.iter_mut().enumerate() {
        let mut children = Vec::new();
        for child in node.draft.children() {
            if let Some(found) = index.get(child) {
                children.push(*found);
                continue;
            }
            suggestions += 1;
            let close = match suggestions > MOST_SUGGESTIONS {
                true => None,
                false => closest_name(child, index.keys().map(NodeId::as_str)).map(str::to_owned),
            };
            let node = node.id.as_str().to_owned();
            problems.push(TreeProblem::UnknownNode { node, child: child.to_owned(), close });
        }
        let movers = node.draft.hypotheses.iter().filter_map(|h| index.get(h.child()).copied());
        node.movers = movers.collect();
        for (child, raises) in node.draft.signed_children() {
            if let Some(ways) = index.get(child).and_then(|child| ways_up.get_mut(*child)) {
                ways.push((at, raises));
            }
        }
        children.sort_unstable();
        children.dedup();
        for child in &children {
            if let Some(parents) = parents.get_mut(*child) {
                parents.push(at);
            }
        }
        node.children = children;
    }
    for ((node, parents), ways_up) in nodes.iter_mut().zip(parents).zip(ways_up) {
        node.parents = parents;
        node.ways_up = ways_up;
    }
}

//! Goals have factors, factors have indicators, indicators lead to goals.

use crate::tree::problem::TreeProblem;
use crate::tree::{Node, NodeKind, Tree};

pub(super) fn check(nodes: &[Node], order: Option<&[usize]>, problems: &mut Vec<TreeProblem>) {
    for node in nodes {
        kinds(nodes, node, problems);
    }
    feeding(nodes, problems);
    if let Some(order) = order {
        depth(nodes, order, problems);
    }
}

fn kinds(nodes: &[Node], node: &Node, problems: &mut Vec<TreeProblem>) {
    let (kind, name) = (node.kind(), || node.id.as_str().to_owned());
    let mut below = Vec::with_capacity(node.children.len());
    for child in node.children.iter().filter_map(|at| nodes.get(*at)) {
        below.push(child.kind());
        if child.kind() < kind {
            let (child_kind, child) = (child.kind(), child.id.as_str().to_owned());
            problems.push(TreeProblem::WrongKind { node: name(), kind, child, child_kind });
        }
    }
    let has = |wanted: &[NodeKind]| below.iter().any(|kind| wanted.contains(kind));
    match kind {
        NodeKind::Kgi if !has(&[NodeKind::Kgi, NodeKind::Kfs]) => {
            problems.push(TreeProblem::KgiWithoutKfs { node: name() });
        }
        NodeKind::Kfs if !has(&[NodeKind::Kfs, NodeKind::Kpi]) => {
            problems.push(TreeProblem::KfsWithoutKpi { node: name() });
        }
        _ => {}
    }
}

/// Every node a KGI does not reach downwards.
fn feeding(nodes: &[Node], problems: &mut Vec<TreeProblem>) {
    let kgis = nodes.iter().enumerate().filter(|(_, node)| node.kind() == NodeKind::Kgi);
    let mut reached = vec![false; nodes.len()];
    let mut next: Vec<usize> = kgis.map(|(at, _)| at).collect();
    if next.is_empty() {
        // One problem says it; one for each node says no more.
        return;
    }
    while let Some(at) = next.pop() {
        if let Some(seen) = reached.get_mut(at).filter(|seen| !**seen) {
            *seen = true;
            next.extend(nodes.get(at).into_iter().flat_map(|node| node.children.iter()));
        }
    }
    for (node, _) in nodes.iter().zip(&reached).filter(|(_, reached)| !**reached) {
        let (kind, node) = (node.kind(), node.id.as_str().to_owned());
        problems.push(TreeProblem::FeedsNothing { node, kind });
    }
}

/// The lowest node, if it stands too low.
fn depth(nodes: &[Node], order: &[usize], problems: &mut Vec<TreeProblem>) {
    let mut levels = vec![1_usize; nodes.len()];
    for at in order.iter().rev() {
        let level = levels.get(*at).copied().unwrap_or(1);
        for child in nodes.get(*at).into_iter().flat_map(|node| node.children.iter()) {
            if let Some(below) = levels.get_mut(*child) {
                *below = (*below).max(level + 1);
            }
        }
    }
    let most = Tree::MAX_DEPTH;
    let deepest = levels
        .iter()
        .zip(nodes)
        .max_by_key(|(level, node)| (**level, std::cmp::Reverse(node.id.clone())));
    if let Some((depth, node)) = deepest.filter(|(depth, _)| **depth > most) {
        let node = node.id.as_str().to_owned();
        problems.push(TreeProblem::TooDeep { node, depth: *depth, most });
    }
}

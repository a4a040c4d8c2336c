//! Children before parents, and the circles that prevent it. No recursion: a chain of any length
//! takes no stack.

use crate::tree::Node;
use crate::tree::problem::TreeProblem;

/// Every node after all of its children, or nothing and a problem for each circle found.
pub(super) fn order(nodes: &[Node], problems: &mut Vec<TreeProblem>) -> Option<Vec<usize>> {
    let mut waiting: Vec<usize> = nodes.iter().map(|node| node.children.len()).collect();
    let done = peel(nodes, &mut waiting, |node| &node.parents);
    if done.len() == nodes.len() {
        return Some(done);
    }
    // What is left lies in a circle, leads to one, or comes from one. Taken off from above as well,
    // every node that remains has a child that remains.
    let mut left: Vec<bool> = vec![true; nodes.len()];
    done.iter().for_each(|at| set(&mut left, *at, false));
    let mut above: Vec<usize> =
        nodes.iter().map(|node| node.parents.iter().filter(|at| is(&left, **at)).count()).collect();
    for (at, count) in above.iter_mut().enumerate() {
        if !is(&left, at) {
            *count = usize::MAX;
        }
    }
    for at in peel(nodes, &mut above, |node| &node.children) {
        set(&mut left, at, false);
    }
    circles(nodes, &left, problems);
    None
}

/// Takes off nodes that wait for nothing, and counts down those that waited for them.
fn peel<'a>(
    nodes: &'a [Node],
    waiting: &mut [usize],
    next: impl Fn(&'a Node) -> &'a Vec<usize>,
) -> Vec<usize> {
    let mut done: Vec<usize> = Vec::with_capacity(nodes.len());
    done.extend(waiting.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at));
    let mut taken = 0;
    while let Some(at) = done.get(taken).copied() {
        taken += 1;
        for other in nodes.get(at).map(&next).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*other).filter(|count| **count != usize::MAX) {
                *count -= 1;
                if *count == 0 {
                    done.push(*other);
                }
            }
        }
    }
    done
}

/// Walks on until a node comes again; every node is walked over once.
fn circles(nodes: &[Node], left: &[bool], problems: &mut Vec<TreeProblem>) {
    const NEVER: usize = usize::MAX;
    // In which walk a node was met, and as which step of it.
    let mut met = vec![(NEVER, 0); nodes.len()];
    for start in 0..nodes.len() {
        let mut walk: Vec<usize> = Vec::new();
        let mut at = start;
        while is(left, at) {
            match met.get(at).copied() {
                Some((NEVER, _)) => {}
                Some((walked, step)) if walked == start => {
                    let circle = walk.get(step..).unwrap_or_default();
                    let ids = circle.iter().chain(circle.first()).filter_map(|at| nodes.get(*at));
                    let path = ids.map(|node| node.id.as_str().to_owned()).collect();
                    problems.push(TreeProblem::Cycle { path });
                    break;
                }
                _ => break,
            }
            if let Some(met) = met.get_mut(at) {
                *met = (start, walk.len());
            }
            walk.push(at);
            let children = nodes.get(at).map(|node| node.children.as_slice()).unwrap_or_default();
            match children.iter().find(|child| is(left, **child)) {
                Some(child) => at = *child,
                None => break,
            }
        }
    }
}

fn is(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or(false)
}

fn set(flags: &mut [bool], at: usize, value: bool) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = value;
    }
}

//! Factors in words give way to what makes them measurable.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Identity, Node, NodeId};

/// Steps that spreading out may take in a whole tree. A tree people can read needs a few hundred.
const MOST_STEPS: usize = 1_000_000;

/// What is left of them.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Self {
        Self(MOST_STEPS)
    }
}

/// Why names cannot be spread out.
pub(super) enum NotSpread {
    /// An unknown node; reported already.
    Unknown,
    /// A factor met twice: its nodes would come twice.
    Twice(usize),
    TooLarge,
}

/// The measured nodes that stand for these names.
pub(super) fn spread<'a>(
    names: impl Iterator<Item = &'a str>,
    nodes: &[Node],
    index: &BTreeMap<NodeId, usize>,
    budget: &mut Budget,
) -> Result<Vec<usize>, NotSpread> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for name in names {
        let mut next = vec![*index.get(name).ok_or(NotSpread::Unknown)?];
        while let Some(at) = next.pop() {
            budget.0 = budget.0.checked_sub(1).ok_or(NotSpread::TooLarge)?;
            match nodes.get(at) {
                Some(node) if node.measure.is_none() => {
                    if !seen.insert(at) {
                        return Err(NotSpread::Twice(at));
                    }
                    if let Some(Identity::Words { of }) = node.identity() {
                        for name in of {
                            next.push(*index.get(name.as_str()).ok_or(NotSpread::Unknown)?);
                        }
                    }
                }
                _ => found.push(at),
            }
        }
    }
    Ok(found)
}

//! Which nodes lead to which, and with which sign.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::arithmetic::Arithmetic;
use super::{Node, NodeKind, Tree, TreeValueError};
use crate::{Effect, PathLag, PathToKgi, Relations};

/// What more of one node means for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Influence {
    /// More of it.
    Raises,
    /// Less of it.
    Lowers,
    /// More on one way, less on another.
    Mixed,
    /// A formula of the catalog lies on the way: it depends on the figures.
    Depends,
    /// There is no way.
    None,
}

impl Influence {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, any) | (any, Self::None) => any,
            (a, b) if a == b => a,
            (Self::Depends, _) | (_, Self::Depends) => Self::Depends,
            _ => Self::Mixed,
        }
    }

    /// What it means further up.
    fn through(self, raises: Option<bool>) -> Self {
        match (self, raises) {
            (Self::None, _) => Self::None,
            (_, None) => Self::Depends,
            (any, Some(true)) => any,
            (Self::Raises, Some(false)) => Self::Lowers,
            (Self::Lowers, Some(false)) => Self::Raises,
            (any, Some(false)) => any,
        }
    }
}

/// The nodes right below, and whether more of them is more above; nothing where it depends.
pub(super) fn signs(node: &Node) -> Vec<(usize, Option<bool>)> {
    let mut signs: Vec<(usize, Option<bool>)> = match &node.arithmetic {
        None => Vec::new(),
        Some(Arithmetic::Sum(terms)) => {
            terms.iter().map(|term| (term.child, Some(!term.minus))).collect()
        }
        Some(Arithmetic::Product { of, .. }) => of.iter().map(|at| (*at, Some(true))).collect(),
        Some(Arithmetic::Ratio { numerator, denominator, .. }) => {
            vec![(*numerator, Some(true)), (*denominator, Some(false))]
        }
        Some(Arithmetic::Formula { of, .. }) => of.iter().map(|at| (*at, None)).collect(),
    };
    let beliefs = node.movers.iter().zip(node.hypotheses());
    signs.extend(beliefs.map(|(at, belief)| (*at, Some(belief.effect() == Effect::Raises))));
    signs
}

impl Tree {
    /// What more of `node` means for `root`, over every way between them.
    ///
    /// # Conventions
    ///
    /// The factors of a product and both sides of a quotient are taken to be above zero, as shares,
    /// prices and numbers of customers are. A hypothesis counts with its stated effect. A factor in
    /// words passes on what makes it measurable.
    ///
    /// # Errors
    ///
    /// [`TreeValueError::UnknownNode`].
    pub fn influence(&self, node: &str, root: &str) -> Result<Influence, TreeValueError> {
        let (from, to) = (self.at(node)?, self.at(root)?);
        Ok(self.above(from).get(&to).copied().unwrap_or(Influence::None))
    }

    /// What more of each node means for one.
    pub(crate) fn influences_on(&self, to: usize) -> Vec<Influence> {
        let mut found = vec![Influence::None; self.nodes.len()];
        for at in self.order.iter().rev() {
            let ways = self.nodes.get(*at).map(|node| node.ways_up.as_slice()).unwrap_or_default();
            let of = |up: usize| found.get(up).copied().unwrap_or(Influence::None);
            let all = ways.iter().map(|(up, raises)| of(*up).through(*raises));
            let own = if *at == to { Influence::Raises } else { Influence::None };
            let all = all.fold(own, Influence::and);
            if let Some(place) = found.get_mut(*at) {
                *place = all;
            }
        }
        found
    }

    /// What more of a node means for itself and everything above it. Looks at nothing else.
    fn above(&self, from: usize) -> BTreeMap<usize, Influence> {
        let mut found = BTreeMap::from([(from, Influence::Raises)]);
        // By the order of computing, so that a node comes when all ways to it are known.
        let rank = |at: usize| self.rank.get(at).copied().unwrap_or(0);
        let mut next = BTreeSet::from([(rank(from), from)]);
        while let Some((_, at)) = next.pop_first() {
            let own = found.get(&at).copied().unwrap_or(Influence::None);
            for (up, raises) in self.nodes.get(at).into_iter().flat_map(|node| &node.ways_up) {
                let known = found.entry(*up).or_insert(Influence::None);
                *known = known.and(own.through(*raises));
                next.insert((rank(*up), *up));
            }
        }
        found
    }

    /// The KGIs that a node leads to, by id; a KGI leads to itself.
    ///
    /// # Errors
    ///
    /// [`TreeValueError::UnknownNode`].
    pub fn kgis_of(&self, node: &str) -> Result<Vec<&Node>, TreeValueError> {
        let above = self.above(self.at(node)?);
        let nodes = above.into_keys().filter_map(|at| self.nodes.get(at));
        Ok(nodes.filter(|node| node.kind() == NodeKind::Kgi).collect())
    }

    /// A shortest way from a node up to a KGI, both ends included; empty when there is none. Of
    /// several the first by id.
    ///
    /// # Errors
    ///
    /// [`TreeValueError::UnknownNode`].
    pub fn path_to_kgi(&self, node: &str) -> Result<Vec<&Node>, TreeValueError> {
        let first = self.ways_up(self.at(node)?).into_iter().next();
        let ids = first.map(|path| path.nodes).unwrap_or_default();
        Ok(ids.iter().filter_map(|id| self.node(id)).collect())
    }
}

/// A goal is found by its id, or else as every node of its metric. One way is listed for each KGI that
/// a node leads to: a shortest one; its influence is that over every way to that KGI.
impl Relations for Tree {
    fn paths_to_kgi(&self, goal: &str, metric: &kpi_metrics::MetricId) -> Vec<PathToKgi> {
        let by_metric = || {
            let same = |node: &&Node| node.metric() == Some(metric);
            self.nodes().filter(same).filter_map(|node| self.at(node.id().as_str()).ok()).collect()
        };
        let starts = self.at(goal).map_or_else(|_| by_metric(), |at| vec![at]);
        starts.into_iter().flat_map(|at| self.ways_up(at)).collect()
    }

    fn knows(&self, id: &str) -> bool {
        self.node(id).is_some()
    }
}

impl Tree {
    fn ways_up(&self, start: usize) -> Vec<PathToKgi> {
        let above = self.above(start);
        // From which node each was reached first.
        let mut below: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = vec![start];
        let (mut taken, mut found) = (0, Vec::new());
        while let Some(at) = queue.get(taken).copied() {
            taken += 1;
            let Some(node) = self.nodes.get(at) else { continue };
            if node.kind() == NodeKind::Kgi {
                let influence = above.get(&at).copied().unwrap_or(Influence::None);
                found.push(self.way(start, at, &below, influence));
            }
            for parent in node.parents.iter().filter(|parent| **parent != start) {
                if let Entry::Vacant(open) = below.entry(*parent) {
                    open.insert(at);
                    queue.push(*parent);
                }
            }
        }
        found
    }

    fn way(
        &self,
        start: usize,
        kgi: usize,
        below: &BTreeMap<usize, usize>,
        influence: Influence,
    ) -> PathToKgi {
        let (mut nodes, mut lag, mut at) = (vec![self.id(kgi)], PathLag::Immediate, kgi);
        while let Some(next) = below.get(&at).copied().filter(|_| at != start) {
            if let Some(node) = self.nodes.get(at) {
                let belief = node.movers.iter().zip(node.hypotheses()).find(|(m, _)| **m == next);
                lag = lag.then(belief.and_then(|(_, belief)| belief.lag()));
            }
            nodes.push(self.id(next));
            at = next;
        }
        nodes.reverse();
        let influence = match influence {
            Influence::Raises => Some(Effect::Raises),
            Influence::Lowers => Some(Effect::Lowers),
            _ => None,
        };
        let kgi_metric = self.nodes.get(kgi).and_then(|node| node.metric().cloned());
        PathToKgi { nodes, influence, lag, kgi_metric, kgi: self.id(kgi) }
    }
}

//! How much of one thing makes a goal add up.

use kpi_metrics::Direction;
use kpi_types::Unit;
use rust_decimal::Decimal;

use super::{Influence, NodeValues, Tree, TreeValueError, ValueGap};

/// What one node has to be for another to reach a figure, everything else held.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RequiredValue {
    node: String,
    root: String,
    target: Decimal,
    exact: Decimal,
    whole: Option<Decimal>,
    reached: Option<Decimal>,
}

impl RequiredValue {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// The node that has to reach the target.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// What it has to reach.
    #[must_use]
    pub fn target(&self) -> Decimal {
        self.target
    }

    /// The figure that gives the target exactly, but for the last of 28 digits of a quotient.
    #[must_use]
    pub fn exact(&self) -> Decimal {
        self.exact
    }

    /// For a count, the next whole number on the better side; nothing for other units, and where
    /// neither side is known to be better.
    #[must_use]
    pub fn whole(&self) -> Option<Decimal> {
        self.whole
    }

    /// What the goal comes out as with the whole number.
    #[must_use]
    pub fn reached(&self) -> Option<Decimal> {
        self.reached
    }
}

impl Tree {
    /// What `node` has to be for `root` to come out as `target`, all else as in `values`.
    ///
    /// A figure of `node` itself, and of anything between the two, is not needed: "how many shops
    /// make it add up" has an answer before there is a number of shops.
    ///
    /// # Errors
    ///
    /// [`TreeValueError`] where `node` does not enter the figure of `root`, enters it on two ways
    /// ([`TreeValueError::SeveralWays`]), another figure is missing, or no figure gives the target.
    pub fn required(
        &self,
        root: &str,
        target: Decimal,
        node: &str,
        values: &NodeValues,
    ) -> Result<RequiredValue, TreeValueError> {
        let (top, bottom) = (self.at(root)?, self.at(node)?);
        let mut given = self.by_place(values)?;
        // A stand-in: what lies between is computed from it and then replaced.
        if let Some(place) = given.get_mut(bottom) {
            *place = place.or(Some(Decimal::ONE));
        }
        let mut figures = self.computed(&given, &mut Vec::new());
        if let Some(place) = figures.get_mut(bottom).filter(|place| place.is_err()) {
            *place = Ok(Decimal::ONE);
        }
        let above = self.entered_by(bottom);
        let (mut at, mut wanted) = (top, target);
        while at != bottom {
            let not_below =
                || TreeValueError::NotBelow { root: root.to_owned(), node: node.to_owned() };
            let arithmetic = self
                .nodes
                .get(at)
                .and_then(|node| node.arithmetic.as_ref())
                .ok_or_else(not_below)?;
            let operands = arithmetic.operands();
            let on_the_way: Vec<(usize, usize)> = operands
                .iter()
                .copied()
                .enumerate()
                .filter(|(_, operand)| above.get(*operand).copied().unwrap_or(false))
                .collect();
            let (place, next) = match on_the_way.as_slice() {
                [] => return Err(not_below()),
                [one] => *one,
                many => {
                    let through = many.iter().map(|(_, at)| self.id(*at)).collect();
                    let (node, at) = (node.to_owned(), self.id(at));
                    return Err(TreeValueError::SeveralWays { node, at, through });
                }
            };
            let known = operands.iter().map(|operand| match *operand == next {
                true => Ok(figures
                    .get(next)
                    .and_then(|v| v.as_ref().ok())
                    .copied()
                    .unwrap_or(Decimal::ONE)),
                false => self.figure(*operand, &figures),
            });
            let known = known.collect::<Result<Vec<Decimal>, _>>()?;
            wanted = arithmetic.solve(&known, place, wanted).map_err(|_| {
                let (node, free) = (self.id(at), vec![self.id(next)]);
                TreeValueError::NoSolution { node, free, required: wanted }
            })?;
            at = next;
        }
        let influence = self.influence(node, root)?;
        let whole = self.whole(bottom, top, influence, wanted);
        let reached = match whole {
            None => None,
            Some(whole) => {
                let mut given = given;
                if let Some(place) = given.get_mut(bottom) {
                    *place = Some(whole);
                }
                self.reached(top, bottom, whole, &given)
            }
        };
        let (node, root) = (node.to_owned(), root.to_owned());
        Ok(RequiredValue { node, root, target, exact: wanted, whole, reached })
    }

    fn reached(
        &self,
        top: usize,
        bottom: usize,
        value: Decimal,
        given: &[Option<Decimal>],
    ) -> Option<Decimal> {
        if top == bottom {
            return Some(value);
        }
        // A node that follows from others cannot just be set.
        if self.nodes.get(bottom)?.arithmetic.is_some() {
            return None;
        }
        let figures: Vec<Result<Decimal, ValueGap>> = self.computed(given, &mut Vec::new());
        figures.get(top)?.as_ref().ok().copied()
    }

    /// The next whole number on the better side, for a count.
    pub(crate) fn whole(
        &self,
        node: usize,
        root: usize,
        influence: Influence,
        exact: Decimal,
    ) -> Option<Decimal> {
        let measure = self.nodes.get(node)?.measure.as_ref()?;
        if measure.unit() != Unit::Count {
            return None;
        }
        // A 27th digit that a quotient left behind is not a whole customer more.
        let exact = exact.round_dp(12);
        let less = self.nodes.get(root)?.direction() == Direction::LowerIsBetter;
        match (influence, less) {
            (Influence::Raises, false) | (Influence::Lowers, true) => Some(exact.ceil()),
            (Influence::Lowers, false) | (Influence::Raises, true) => Some(exact.floor()),
            _ => None,
        }
    }

    /// Which nodes' figures a node enters, itself included.
    fn entered_by(&self, node: usize) -> Vec<bool> {
        let mut above = vec![false; self.nodes.len()];
        if let Some(at) = above.get_mut(node) {
            *at = true;
        }
        for at in &self.order {
            let arithmetic = self.nodes.get(*at).and_then(|node| node.arithmetic.as_ref());
            let enters = arithmetic.is_some_and(|arithmetic| {
                let is = |at: &usize| above.get(*at).copied().unwrap_or(false);
                arithmetic.operands().iter().any(is)
            });
            if let Some(at) = above.get_mut(*at).filter(|_| enters) {
                *at = true;
            }
        }
        above
    }
}

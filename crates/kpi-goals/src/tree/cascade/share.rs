//! Who moves how far when the figure above has to move.

use rust_decimal::Decimal;

use super::split_exactly;
use crate::tree::arithmetic::{Arithmetic, NoFigure};
use crate::tree::{Tree, TreeValueError};

/// One identity whose operands share a move.
pub(super) struct Shares<'a> {
    pub(super) tree: &'a Tree,
    pub(super) at: usize,
    pub(super) arithmetic: &'a Arithmetic,
    pub(super) operands: &'a [usize],
    pub(super) current: Vec<Decimal>,
    pub(super) free: Vec<bool>,
    pub(super) weights: Option<Vec<Decimal>>,
}

type Found = Result<Vec<Decimal>, TreeValueError>;

impl Shares<'_> {
    /// What the operands have to be for the figure to go from `is` to `wanted`.
    pub(super) fn share(&self, is: Decimal, wanted: Decimal) -> Found {
        let free: Vec<usize> =
            self.free.iter().enumerate().filter(|(_, f)| **f).map(|(p, _)| p).collect();
        match (free.as_slice(), self.arithmetic) {
            ([], _) => Err(TreeValueError::AllHeld {
                node: self.tree.id(self.at),
                current: is,
                required: wanted,
            }),
            ([place], _) => self.solved(*place, wanted, &free, self.current.clone()),
            (_, Arithmetic::Sum(_)) => self.sum(is, wanted, &free),
            (_, Arithmetic::Product { .. } | Arithmetic::Ratio { .. }) => {
                self.product(is, wanted, &free)
            }
            (_, Arithmetic::Formula { .. }) => Err(TreeValueError::SeveralFree {
                node: self.tree.id(self.at),
                free: self.names(&free),
            }),
        }
    }

    fn names(&self, free: &[usize]) -> Vec<String> {
        free.iter().filter_map(|p| self.operands.get(*p)).map(|at| self.tree.id(*at)).collect()
    }

    fn solved(
        &self,
        place: usize,
        wanted: Decimal,
        free: &[usize],
        mut values: Vec<Decimal>,
    ) -> Found {
        let found = self.arithmetic.solve(&values, place, wanted).map_err(|no| match no {
            NoFigure::Overflow => TreeValueError::Overflow { node: self.tree.id(self.at) },
            _ => self.no_solution(wanted, free),
        })?;
        if let Some(value) = values.get_mut(place) {
            *value = found;
        }
        Ok(values)
    }

    fn no_solution(&self, required: Decimal, free: &[usize]) -> TreeValueError {
        TreeValueError::NoSolution { node: self.tree.id(self.at), free: self.names(free), required }
    }

    fn overflow(&self) -> TreeValueError {
        TreeValueError::Overflow { node: self.tree.id(self.at) }
    }

    fn weight(&self, place: usize, otherwise: impl FnOnce() -> Option<Decimal>) -> Option<Decimal> {
        match &self.weights {
            Some(weights) => weights.get(place).copied(),
            None => otherwise(),
        }
    }

    fn sum(&self, is: Decimal, wanted: Decimal, free: &[usize]) -> Found {
        let Arithmetic::Sum(terms) = self.arithmetic else { return Err(self.overflow()) };
        let overflow = || self.overflow();
        let away = wanted.checked_sub(is).ok_or_else(overflow)?;
        let mut weights = Vec::with_capacity(free.len());
        for place in free {
            let size = || {
                let (term, value) = (terms.get(*place)?, self.current.get(*place)?);
                Some(term.apply(*value)?.abs())
            };
            weights.push(self.weight(*place, size).ok_or_else(overflow)?);
        }
        if weights.iter().all(Decimal::is_zero) {
            if self.weights.is_some() {
                return Err(self.no_solution(wanted, free));
            }
            weights.fill(Decimal::ONE);
        }
        let total = weights.iter().try_fold(Decimal::ZERO, |sum, w| sum.checked_add(*w));
        let total = total.ok_or_else(overflow)?;
        let raw = weights.iter().map(|w| w.checked_div(total)?.checked_mul(away));
        let raw = raw.collect::<Option<Vec<Decimal>>>().ok_or_else(overflow)?;
        // Where the exact split does not fit, the nearest figures have to do.
        let parts = split_exactly(away, &raw).map_or(raw, |split| split.parts);
        let mut values = self.current.clone();
        for (place, part) in free.iter().zip(parts) {
            let term = terms.get(*place).ok_or_else(overflow)?;
            let by = term.undo(part).ok_or_else(overflow)?;
            if let Some(value) = values.get_mut(*place) {
                *value = value.checked_add(by).ok_or_else(overflow)?;
            }
        }
        Ok(values)
    }

    fn product(&self, is: Decimal, wanted: Decimal, free: &[usize]) -> Found {
        let growth = wanted.checked_div(is).and_then(|growth| f64::try_from(growth).ok());
        let growth = growth.filter(|growth| *growth > 0.0);
        let growth = growth.ok_or_else(|| self.no_solution(wanted, free))?;
        let weights = free.iter().map(|place| self.weight(*place, || Some(Decimal::ONE)));
        let weights: Vec<Decimal> =
            weights.collect::<Option<_>>().ok_or_else(|| self.overflow())?;
        let float = |weight: &Decimal| f64::try_from(*weight).unwrap_or(0.0);
        let total: f64 = weights.iter().map(float).sum();
        let moving: Vec<(usize, f64)> =
            free.iter().copied().zip(weights.iter().map(float)).filter(|(_, w)| *w > 0.0).collect();
        let Some(((last, _), others)) = moving.split_last() else {
            return Err(self.no_solution(wanted, free));
        };
        let mut values = self.current.clone();
        for (place, weight) in others {
            let below = matches!(self.arithmetic, Arithmetic::Ratio { .. }) && *place == 1;
            let power = if below { -weight / total } else { weight / total };
            let by = Decimal::from_f64_retain(growth.powf(power)).ok_or_else(|| self.overflow())?;
            if let Some(value) = values.get_mut(*place) {
                let moved = value.checked_mul(by).ok_or_else(|| self.overflow())?;
                // Floats hold 15 digits; the others would only look exact.
                *value = moved.round_sf(15).unwrap_or(moved);
            }
        }
        self.solved(*last, wanted, free, values)
    }
}

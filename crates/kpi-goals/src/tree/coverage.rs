//! Whether the plan below a goal adds up to it.

use kpi_metrics::Direction;
use rust_decimal::Decimal;

use super::{Tree, TreeValueError, ValueGap};

/// How the plan stands to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "verdict", rename_all = "snake_case"))]
pub enum CoverageVerdict {
    /// The plan misses the target.
    Short {
        /// By so much, in the goal's measure; above zero.
        by: Decimal,
    },
    /// The plan is the target.
    Exact,
    /// The plan is better than the target.
    Over {
        /// By so much, in the goal's measure; above zero.
        by: Decimal,
    },
}

/// What the targets below a node add up to, against its own target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Coverage {
    node: String,
    target: Decimal,
    planned: Result<Decimal, ValueGap>,
    direction: Direction,
    without_target: Vec<String>,
}

impl Coverage {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Its target.
    #[must_use]
    pub fn target(&self) -> Decimal {
        self.target
    }

    /// What the targets below it come out as, in its own measure.
    ///
    /// # Errors
    ///
    /// The reason why they come out as nothing.
    pub fn planned(&self) -> Result<Decimal, &ValueGap> {
        self.planned.as_ref().copied()
    }

    /// Planned ÷ target: 1.2 covers a goal by 120 %. Nothing where there is no plan, or the target
    /// is zero.
    #[must_use]
    pub fn ratio(&self) -> Option<Decimal> {
        self.planned.as_ref().ok()?.checked_div(self.target)
    }

    /// Short, exact or over; nothing where there is no plan. Where less is better, a plan above the
    /// target is short. Where nothing says which way is better, more is.
    #[must_use]
    pub fn verdict(&self) -> Option<CoverageVerdict> {
        let planned = *self.planned.as_ref().ok()?;
        let over = match self.direction {
            Direction::LowerIsBetter => self.target.checked_sub(planned)?,
            Direction::HigherIsBetter | Direction::Neither => planned.checked_sub(self.target)?,
        };
        Some(match over {
            by if by.is_zero() => CoverageVerdict::Exact,
            by if by.is_sign_negative() => CoverageVerdict::Short { by: -by },
            by => CoverageVerdict::Over { by },
        })
    }

    /// How much is missing; zero where the plan reaches the target.
    #[must_use]
    pub fn shortfall(&self) -> Option<Decimal> {
        Some(match self.verdict()? {
            CoverageVerdict::Short { by } => by,
            CoverageVerdict::Exact | CoverageVerdict::Over { .. } => Decimal::ZERO,
        })
    }

    /// The nodes at the bottom that have no target, by id: what to plan next.
    #[must_use]
    pub fn without_target(&self) -> &[String] {
        &self.without_target
    }
}

impl Tree {
    /// Coverage of one node by the targets below it.
    ///
    /// # Formula
    ///
    /// planned = the node's identity over its operands, each computed in turn where it has an
    /// identity, else its target. Shortfall = target − planned (planned − target where less is
    /// better).
    ///
    /// # Errors
    ///
    /// [`TreeValueError`] for an unknown node, or one without a target.
    pub fn coverage_of(&self, node: &str) -> Result<Coverage, TreeValueError> {
        let at = self.at(node)?;
        let values = self.computed(&self.by_place(&self.targets())?, &mut Vec::new());
        self.covered(at, &values)
    }

    /// Coverage of every node that has a target and an identity, by id.
    #[must_use]
    pub fn coverage(&self) -> Vec<Coverage> {
        let Ok(targets) = self.by_place(&self.targets()) else {
            return Vec::new();
        };
        let values = self.computed(&targets, &mut Vec::new());
        (0..self.nodes.len())
            .filter(|at| self.nodes.get(*at).is_some_and(|node| node.arithmetic.is_some()))
            .filter_map(|at| self.covered(at, &values).ok())
            .collect()
    }

    fn covered(
        &self,
        at: usize,
        values: &[Result<Decimal, ValueGap>],
    ) -> Result<Coverage, TreeValueError> {
        let missing = || TreeValueError::NoValue { node: self.id(at), gap: ValueGap::NotGiven };
        let node = self.nodes.get(at).ok_or_else(missing)?;
        let target = node.target().ok_or_else(missing)?;
        let planned = self.by_operands(at, values).unwrap_or(Err(ValueGap::NotGiven));
        let without_target = match &planned {
            Ok(_) => Vec::new(),
            Err(_) => {
                let entering = self.entering(at);
                let bottom =
                    self.nodes.iter().zip(entering).enumerate().filter(|(_, (n, in_it))| {
                        *in_it && n.arithmetic.is_none() && n.target().is_none()
                    });
                bottom.map(|(at, _)| self.id(at)).collect()
            }
        };
        let (node, direction) = (self.id(at), node.direction());
        Ok(Coverage { node, target, planned, direction, without_target })
    }
}

//! A change of the goal, split into what made it.

mod local;

use rust_decimal::Decimal;

use super::cascade::{Rest, split_exactly};
use super::{NodeValues, Tree, TreeValueError};
use local::Local;

/// How the change of an identity was split among its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ContributionMethod {
    /// Each term's own change.
    Additive,
    /// L(V₁, V₀) · ln(x₁ ÷ x₀), with L the logarithmic mean: the log-mean Divisia index.
    LogMeanDivisia,
    /// The mean effect of moving the operand, over all orders in which operands can move.
    Shapley,
}

impl ContributionMethod {
    /// The name people use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Additive => "additive",
            Self::LogMeanDivisia => "log-mean Divisia",
            Self::Shapley => "Shapley",
        }
    }
}

/// What rounding left in a split, and where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Remainder {
    /// The node whose change was split.
    pub parent: String,
    /// The operand that took it: the one with the largest contribution, of equal ones the first by
    /// id.
    pub node: String,
    /// How much, in the root's measure.
    pub amount: Decimal,
}

/// What one node contributed to the change of the root.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Contribution {
    node: String,
    before: Decimal,
    after: Decimal,
    amount: Decimal,
    share: Option<Decimal>,
    split_by: Option<ContributionMethod>,
}

impl Contribution {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Its own figure before.
    #[must_use]
    pub fn before(&self) -> Decimal {
        self.before
    }

    /// Its own figure after.
    #[must_use]
    pub fn after(&self) -> Decimal {
        self.after
    }

    /// How much of the root's change came from it, in the root's measure.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// Amount ÷ change; nothing where the root did not change.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// How its amount was split further; nothing at the bottom.
    #[must_use]
    pub fn split_by(&self) -> Option<ContributionMethod> {
        self.split_by
    }

    /// True for a node that is not computed from others.
    #[must_use]
    pub fn is_bottom(&self) -> bool {
        self.split_by.is_none()
    }
}

/// A change of the root, split exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Contributions {
    root: String,
    before: Decimal,
    after: Decimal,
    change: Decimal,
    rows: Vec<Contribution>,
    remainders: Vec<Remainder>,
}

impl Contributions {
    /// The node whose change it is.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Its figure before, to 12 decimal places, half to even.
    #[must_use]
    pub fn before(&self) -> Decimal {
        self.before
    }

    /// Its figure after, to 12 decimal places, half to even.
    #[must_use]
    pub fn after(&self) -> Decimal {
        self.after
    }

    /// After − before.
    #[must_use]
    pub fn change(&self) -> Decimal {
        self.change
    }

    /// Every node that enters the root's figure, by id.
    #[must_use]
    pub fn rows(&self) -> &[Contribution] {
        &self.rows
    }

    /// The nodes at the bottom, by id. Their amounts add up to the change, to the last digit.
    pub fn bottom(&self) -> impl Iterator<Item = &Contribution> {
        self.rows.iter().filter(|row| row.is_bottom())
    }

    /// One node.
    #[must_use]
    pub fn of(&self, node: &str) -> Option<&Contribution> {
        self.rows.iter().find(|row| row.node == node)
    }

    /// Where rounding left something, and who took it.
    #[must_use]
    pub fn remainders(&self) -> &[Remainder] {
        &self.remainders
    }
}

impl Tree {
    /// Splits the change of a node between two states into contributions of the nodes below.
    ///
    /// # Formula
    ///
    /// With V the node's figure, x an operand, 0 before and 1 after:
    ///
    /// * **sum**: x₁ − x₀ in the node's measure, with the term's sign;
    /// * **product, quotient**: L(V₁, V₀) · ln(x₁ ÷ x₀), for a denominator with the other sign, where
    ///   L(a, b) = (a − b) ÷ ln(a ÷ b) and L(a, a) = a;
    /// * where an operand of a product is zero or changes its sign, and for formulas of the catalog:
    ///   the Shapley value, Σ over sets S of the other operands that moved of
    ///   |S|! (k − 1 − |S|)! ÷ k! · (V with S and x after − V with S after).
    ///
    /// Further down a contribution is split in the proportions of the operand's own split.
    ///
    /// # Conventions
    ///
    /// Figures of the root are rounded to 12 decimal places once. Contributions are rounded to 12
    /// places as well; what that leaves goes to the operand with the largest contribution and is
    /// listed in [`Contributions::remainders`]. So the contributions at the bottom add up to the
    /// change exactly.
    ///
    /// # Undefined when
    ///
    /// A figure is missing on either side, a formula has a break between the two states, or more than
    /// [`Tree::MOST_MOVED`] operands moved where the Shapley value is needed.
    ///
    /// # Worked example
    ///
    /// 100 customers at 20 become 120 at 25: 2,000 becomes 3,000. L = 1000 ÷ ln 1.5 = 2466.303;
    /// × ln 1.2 = 449.660 from customers, × ln 1.25 = 550.340 from the price.
    ///
    /// ```
    /// use kpi_goals::{NodeDraft, NodeValues, Tree, TreeDraft};
    /// use kpi_metrics::Catalog;
    /// use kpi_types::{Currency, Unit};
    /// use rust_decimal::Decimal;
    ///
    /// let draft = TreeDraft::new()
    ///     .node(NodeDraft::kgi("mrr").money(Currency::USD).product(["customers", "price"]))
    ///     .node(NodeDraft::kpi("customers").unit(Unit::Count))
    ///     .node(NodeDraft::kpi("price").money(Currency::USD));
    /// let tree = Tree::try_new(draft, &Catalog::builtin()?)?;
    /// let state = |customers: i64, price: i64| {
    ///     NodeValues::new()
    ///         .with("customers", Decimal::from(customers))
    ///         .with("price", Decimal::from(price))
    /// };
    /// let split = tree.contributions("mrr", &state(100, 20), &state(120, 25))?;
    /// assert_eq!(split.of("customers").unwrap().amount().round_dp(3).to_string(), "449.660");
    /// assert_eq!(split.of("price").unwrap().amount().round_dp(3).to_string(), "550.340");
    /// assert_eq!(split.bottom().map(|row| row.amount()).sum::<Decimal>(), split.change());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Moving one factor after the other: 400 and 600 in one order, 500 and 500 in the other. The
    /// log-mean does not depend on an order.
    ///
    /// # References
    ///
    /// B. W. Ang, *The LMDI approach to decomposition analysis: a practical guide*, Energy Policy 33
    /// (2005). L. S. Shapley, *A value for n-person games* (1953).
    ///
    /// # Errors
    ///
    /// [`TreeValueError`] as above.
    pub fn contributions(
        &self,
        root: &str,
        before: &NodeValues,
        after: &NodeValues,
    ) -> Result<Contributions, TreeValueError> {
        let top = self.at(root)?;
        let before = self.computed(&self.by_place(before)?, &mut Vec::new());
        let after = self.computed(&self.by_place(after)?, &mut Vec::new());
        let overflow = |at: usize| TreeValueError::Overflow { node: self.id(at) };
        let (from, to) =
            (self.figure(top, &before)?.round_dp(12), self.figure(top, &after)?.round_dp(12));
        let change = to.checked_sub(from).ok_or_else(|| overflow(top))?;
        let mut amounts = vec![Decimal::ZERO; self.nodes.len()];
        // The root's move per move of the node: where a node stands still while its operands move
        // against each other, its amount of zero says nothing about theirs.
        let mut rates = vec![Decimal::ZERO; self.nodes.len()];
        set(&mut amounts, top, change);
        set(&mut rates, top, Decimal::ONE);
        let (mut rows, mut remainders) = (Vec::new(), Vec::new());
        let entering = self.entering(top);
        for at in self.order.iter().rev().filter(|at| entering.get(**at) == Some(&true)) {
            let at = *at;
            let (one, other) = (self.figure(at, &before)?, self.figure(at, &after)?);
            let amount = amounts.get(at).copied().unwrap_or_default();
            let mut split_by = None;
            if let Some(arithmetic) = self.nodes.get(at).and_then(|n| n.arithmetic.as_ref()) {
                let operands = arithmetic.operands();
                let (from, to) =
                    (self.figures(&operands, &before)?, self.figures(&operands, &after)?);
                let local = Local::of(arithmetic, (&from, one), (&to, other))
                    .map_err(|no| local::error(self, at, no))?;
                let rate = rates.get(at).copied().unwrap_or_default();
                let raw = local.parts.iter().map(|part| part.checked_mul(rate));
                let raw = raw.collect::<Option<Vec<_>>>().ok_or_else(|| overflow(at))?;
                let split = split_exactly(amount, &raw).ok_or_else(|| overflow(at))?;
                for ((operand, part), own) in operands.iter().zip(split.parts).zip(&local.rates) {
                    let more = |all: &mut Vec<Decimal>, by: Option<Decimal>| {
                        let sum = by.and_then(|by| all.get(*operand)?.checked_add(by));
                        sum.map(|sum| set(all, *operand, sum)).ok_or_else(|| overflow(at))
                    };
                    more(&mut amounts, Some(part))?;
                    more(&mut rates, own.checked_mul(rate))?;
                }
                if let Some(Rest { place, amount }) = split.rest {
                    let node = operands.get(place).map_or_else(String::new, |at| self.id(*at));
                    remainders.push(Remainder { parent: self.id(at), node, amount });
                }
                split_by = Some(local.method);
            }
            rows.push(Contribution {
                node: self.id(at),
                before: one,
                after: other,
                amount,
                share: amount.checked_div(change),
                split_by,
            });
        }
        rows.sort_by(|a, b| a.node.cmp(&b.node));
        remainders.sort_by(|a, b| a.parent.cmp(&b.parent));
        Ok(Contributions {
            root: root.to_owned(),
            before: from,
            after: to,
            change,
            rows,
            remainders,
        })
    }
}

fn set(all: &mut [Decimal], at: usize, value: Decimal) {
    if let Some(place) = all.get_mut(at) {
        *place = value;
    }
}

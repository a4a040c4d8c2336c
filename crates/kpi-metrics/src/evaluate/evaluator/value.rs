//! Figures inside a formula. Units were checked when the catalog was loaded; what is left to check
//! here are currencies and capacity.

use kpi_types::{Currency, Money, Quantity, Ratio, Unit};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A figure: money knows its currency, the unit of anything else is known from the formula.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Plain(Decimal),
    Money(Money),
}

/// Why two figures have no result.
#[derive(Debug, Clone, Copy)]
pub(super) enum Problem {
    Overflow,
    Currencies(Currency, Currency),
}

impl Value {
    pub(super) fn of(quantity: Quantity) -> Self {
        match quantity {
            Quantity::Money(money) => Self::Money(money),
            other => Self::Plain(other.value()),
        }
    }

    /// The figure as a quantity of a unit.
    pub(super) fn quantity(self, unit: Unit) -> Result<Quantity, Problem> {
        let value = self.amount();
        Ok(match (self, unit) {
            (Self::Money(money), _) => Quantity::Money(money),
            (_, Unit::Count) => Quantity::Count(value.to_i64().ok_or(Problem::Overflow)?),
            (_, Unit::Ratio) => Quantity::Ratio(Ratio::new(value)),
            (_, Unit::Score) => Quantity::Score(value),
            (_, Unit::Duration(unit)) => Quantity::Duration { value, unit },
            _ => Quantity::Number(value),
        })
    }

    pub(super) fn is_zero(self) -> bool {
        self.amount().is_zero()
    }

    pub(super) fn negated(self) -> Self {
        Self::with(-self.amount(), self.currency())
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, Problem> {
        let currency = self.common_currency(other)?;
        let sum = self.amount().checked_add(other.amount());
        Ok(Self::with(sum.ok_or(Problem::Overflow)?, currency))
    }

    pub(super) fn minus(self, other: Self) -> Result<Self, Problem> {
        self.plus(other.negated())
    }

    pub(super) fn smaller(self, other: Self) -> Result<Self, Problem> {
        let currency = self.common_currency(other)?;
        Ok(Self::with(self.amount().min(other.amount()), currency))
    }

    pub(super) fn larger(self, other: Self) -> Result<Self, Problem> {
        let currency = self.common_currency(other)?;
        Ok(Self::with(self.amount().max(other.amount()), currency))
    }

    pub(super) fn times(self, other: Self) -> Result<Self, Problem> {
        let currency = self.common_currency(other)?;
        let product = self.amount().checked_mul(other.amount());
        Ok(Self::with(product.ok_or(Problem::Overflow)?, currency))
    }

    /// Money over money is a plain ratio. The caller has seen to a denominator of zero.
    pub(super) fn divided_by(self, other: Self) -> Result<Self, Problem> {
        self.common_currency(other)?;
        let quotient = self.amount().checked_div(other.amount());
        let currency = match other.currency() {
            Some(_) => None,
            None => self.currency(),
        };
        Ok(Self::with(quotient.ok_or(Problem::Overflow)?, currency))
    }

    fn amount(self) -> Decimal {
        match self {
            Self::Plain(value) => value,
            Self::Money(money) => money.amount(),
        }
    }

    fn currency(self) -> Option<Currency> {
        match self {
            Self::Plain(_) => None,
            Self::Money(money) => Some(money.currency()),
        }
    }

    fn common_currency(self, other: Self) -> Result<Option<Currency>, Problem> {
        match (self.currency(), other.currency()) {
            (Some(left), Some(right)) if left != right => Err(Problem::Currencies(left, right)),
            (left, right) => Ok(left.or(right)),
        }
    }

    fn with(amount: Decimal, currency: Option<Currency>) -> Self {
        match currency {
            Some(currency) => Self::Money(Money::new(amount, currency)),
            None => Self::Plain(amount),
        }
    }
}

//! Splitting money without losing any.

use rust_decimal::Decimal;

use crate::Money;

/// Why an amount cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AllocationError {
    /// No weights, or all of them zero: nobody to give the money to.
    #[error("the weights add up to zero: at least one must be positive")]
    NoWeight,
    /// Amount times weight does not fit a 96-bit decimal.
    #[error("amount and weights exceed the 28 digits that fit")]
    Overflow,
}

impl Money {
    /// Splits the amount in proportion to `weights`; the parts add up to the whole exactly.
    ///
    /// Each part is cut to the currency's minor unit (or to the amount's own digits, where it has
    /// more), and what is left goes out one unit at a time to the parts that lost most by the cut,
    /// the earlier one on a tie (the largest-remainder method). A weight of zero gets nothing.
    ///
    /// ```
    /// use kpi_types::{Currency, Money};
    /// use rust_decimal::Decimal;
    ///
    /// let bill = Money::new(Decimal::from(10), Currency::USD);
    /// let parts: Vec<String> = bill.allocate(&[1, 1, 1])?.iter().map(ToString::to_string).collect();
    /// assert_eq!(parts, ["3.34 USD", "3.33 USD", "3.33 USD"]);
    /// # Ok::<(), kpi_types::AllocationError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AllocationError::NoWeight`] when the weights add up to zero,
    /// [`AllocationError::Overflow`] when amount times weight does not fit.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, AllocationError> {
        let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
        if total == 0 {
            return Err(AllocationError::NoWeight);
        }
        let mut amount = self.amount();
        amount.rescale(amount.scale().max(self.currency().minor_units()));
        let scale = amount.scale();
        let units = amount.mantissa().unsigned_abs();
        let mut parts = Vec::with_capacity(weights.len());
        let mut left = units;
        for (at, weight) in weights.iter().enumerate() {
            let product =
                units.checked_mul(u128::from(*weight)).ok_or(AllocationError::Overflow)?;
            parts.push((product / total, product % total, at));
            left -= product / total;
        }
        // What is left is less than the number of parts with a remainder.
        let mut by_loss: Vec<usize> = (0..parts.len()).collect();
        by_loss.sort_by_key(|i| parts.get(*i).map(|(_, rest, at)| (std::cmp::Reverse(*rest), *at)));
        for i in by_loss {
            if left == 0 {
                break;
            }
            if let Some((part, _, _)) = parts.get_mut(i) {
                *part += 1;
                left -= 1;
            }
        }
        let sign = if amount.is_sign_negative() { -1 } else { 1 };
        parts
            .into_iter()
            .map(|(part, _, _)| {
                let signed = i128::try_from(part).map_err(|_| AllocationError::Overflow)? * sign;
                Decimal::try_from_i128_with_scale(signed, scale)
                    .map(|part| Self::new(part, self.currency()))
                    .map_err(|_| AllocationError::Overflow)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn nobody_to_give_to_is_an_error() {
        let bill = Money::new(Decimal::TEN, Currency::USD);
        assert_eq!(bill.allocate(&[]), Err(AllocationError::NoWeight));
        assert_eq!(bill.allocate(&[0, 0]), Err(AllocationError::NoWeight));
    }

    #[test]
    fn too_large_is_an_error() {
        let most = Money::new(Decimal::MAX, Currency::JPY);
        assert_eq!(most.allocate(&[u64::MAX]), Err(AllocationError::Overflow));
    }

    #[test]
    fn debts_split_like_credits() {
        let debt = Money::new(Decimal::from(-5), Currency::JPY);
        let parts: Vec<_> = debt.allocate(&[1, 0, 1]).unwrap().iter().map(|p| p.amount()).collect();
        assert_eq!(parts, [Decimal::from(-3), Decimal::ZERO, Decimal::from(-2)]);
    }
}

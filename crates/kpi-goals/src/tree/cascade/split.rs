//! An amount in parts that add up to it, to the last digit.

use rust_decimal::Decimal;

/// Digits after the point that parts are rounded to; what that leaves is given to one of them.
const DIGITS: u32 = 12;

/// Parts of a total, and what rounding left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Split {
    pub(crate) parts: Vec<Decimal>,
    pub(crate) rest: Option<Rest>,
}

/// What rounding left, and the place of the part that took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rest {
    pub(crate) place: usize,
    pub(crate) amount: Decimal,
}

/// Parts close to `raw` that add up to `total` exactly. What rounding left goes to the largest part,
/// of equal ones the first. Nothing where 28 digits do not hold it.
pub(crate) fn split_exactly(total: Decimal, raw: &[Decimal]) -> Option<Split> {
    let mut parts: Vec<Decimal> = raw.iter().map(|part| part.round_dp(DIGITS)).collect();
    let mut amount = total;
    for part in &parts {
        amount = exact_difference(amount, *part)?;
    }
    if amount.is_zero() {
        return Some(Split { parts, rest: None });
    }
    let mut largest: Option<(usize, Decimal)> = None;
    for (place, part) in parts.iter().enumerate() {
        if largest.is_none_or(|(_, most)| part.abs() > most) {
            largest = Some((place, part.abs()));
        }
    }
    let (place, _) = largest?;
    let part = parts.get_mut(place)?;
    *part = exact_difference(*part, -amount)?;
    Some(Split { parts, rest: Some(Rest { place, amount }) })
}

/// Left − right with every digit, or nothing.
pub(crate) fn exact_difference(left: Decimal, right: Decimal) -> Option<Decimal> {
    let difference = left.checked_sub(right)?;
    // Past its capacity the decimal type rounds; going back shows it.
    let back = difference.checked_add(right)? == left && left.checked_sub(difference)? == right;
    back.then_some(difference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_each_leaves_nothing_behind() {
        let third = Decimal::ONE / Decimal::from(3);
        let split = split_exactly(Decimal::ONE, &[third, third, third]).unwrap();
        assert_eq!(split.parts.iter().sum::<Decimal>(), Decimal::ONE);
        assert_eq!(split.rest, Some(Rest { place: 0, amount: Decimal::new(1, 12) }));
        assert_eq!(split_exactly(Decimal::ONE, &[]), None);
        assert_eq!(split_exactly(Decimal::MAX, &[-Decimal::MAX]), None);
    }
}

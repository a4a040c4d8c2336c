//! The split of one identity's change among its operands.

use rust_decimal::Decimal;

use super::ContributionMethod;
use crate::tree::arithmetic::{Arithmetic, NoFigure};
use crate::tree::{Tree, TreeValueError};

/// What each operand did to one identity's figure.
pub(super) struct Local {
    pub(super) method: ContributionMethod,
    /// By operand, in the measure of the identity.
    pub(super) parts: Vec<Decimal>,
    /// By operand: part ÷ its own change, or the limit of that where it did not change.
    pub(super) rates: Vec<Decimal>,
}

/// Why there is none.
pub(super) enum NoSplit {
    Figure(NoFigure),
    TooMany(usize),
}

type State<'a> = (&'a [Decimal], Decimal);

impl Tree {
    /// The most operands that may have moved where the Shapley value is needed: it looks at 2¹²
    /// states.
    pub const MOST_MOVED: usize = 12;
}

pub(super) fn error(tree: &Tree, at: usize, no: NoSplit) -> TreeValueError {
    match no {
        NoSplit::Figure(no) => tree.no_figure(at, no),
        NoSplit::TooMany(moved) => {
            TreeValueError::TooManyMoved { node: tree.id(at), moved, most: Tree::MOST_MOVED }
        }
    }
}

impl Local {
    pub(super) fn of(
        arithmetic: &Arithmetic,
        before: State<'_>,
        after: State<'_>,
    ) -> Result<Self, NoSplit> {
        match arithmetic {
            Arithmetic::Sum(_) => additive(arithmetic, before.0, after.0),
            Arithmetic::Product { .. } => match log_mean(&|_| 1.0, before, after) {
                Some(found) => Ok(found),
                None => shapley(arithmetic, before.0, after.0),
            },
            Arithmetic::Ratio { .. } => {
                let sign = |place: usize| if place == 1 { -1.0 } else { 1.0 };
                match log_mean(&sign, before, after) {
                    Some(found) => Ok(found),
                    None => shapley(arithmetic, before.0, after.0),
                }
            }
            Arithmetic::Formula { .. } => shapley(arithmetic, before.0, after.0),
        }
    }
}

fn additive(
    arithmetic: &Arithmetic,
    before: &[Decimal],
    after: &[Decimal],
) -> Result<Local, NoSplit> {
    let overflow = || NoSplit::Figure(NoFigure::Overflow);
    let rates = arithmetic.slopes(before).map_err(NoSplit::Figure)?;
    let moved = before.iter().zip(after).map(|(x0, x1)| x1.checked_sub(*x0));
    let parts = moved.zip(&rates).map(|(moved, rate)| moved?.checked_mul(*rate));
    let parts = parts.collect::<Option<Vec<_>>>().ok_or_else(overflow)?;
    Ok(Local { method: ContributionMethod::Additive, parts, rates })
}

/// Nothing where an operand is zero or changes its sign, or floats do not hold it.
fn log_mean(sign: &dyn Fn(usize) -> f64, before: State<'_>, after: State<'_>) -> Option<Local> {
    let one_sign = before.0.iter().zip(after.0).all(|(x0, x1)| {
        !x0.is_zero() && !x1.is_zero() && x0.is_sign_negative() == x1.is_sign_negative()
    });
    if !one_sign || before.1.is_zero() || after.1.is_zero() {
        return None;
    }
    let float = |value: Decimal| f64::try_from(value).ok();
    let mean = logarithmic_mean(float(after.1)?, float(before.1)?);
    let decimal = |value: f64| {
        let value = Decimal::from_f64_retain(value).filter(|_| value.is_finite())?;
        // Floats hold 15 digits; the others would only look exact.
        value.round_sf(15)
    };
    let (mut parts, mut rates) = (Vec::new(), Vec::new());
    for (place, (x0, x1)) in before.0.iter().zip(after.0).enumerate() {
        let (x0, x1) = (float(*x0)?, float(*x1)?);
        let own = logarithmic_mean(x1, x0);
        if own == 0.0 {
            return None;
        }
        let rate = sign(place) * mean / own;
        // L(V) ln(x₁ ÷ x₀), as the rate times the change.
        parts.push(decimal(rate * (x1 - x0))?);
        rates.push(decimal(rate)?);
    }
    Some(Local { method: ContributionMethod::LogMeanDivisia, parts, rates })
}

/// (a − b) ÷ ln(a ÷ b) of two numbers of one sign; a where they are equal.
fn logarithmic_mean(a: f64, b: f64) -> f64 {
    let growth = (a - b) / b;
    // ln(1 + x) ÷ x loses nothing near 1.
    if growth == 0.0 { a } else { (a - b) / growth.ln_1p() }
}

fn shapley(
    arithmetic: &Arithmetic,
    before: &[Decimal],
    after: &[Decimal],
) -> Result<Local, NoSplit> {
    let overflow = || NoSplit::Figure(NoFigure::Overflow);
    let moved: Vec<usize> =
        (0..before.len()).filter(|place| before.get(*place) != after.get(*place)).collect();
    let count = moved.len();
    if count > Tree::MOST_MOVED {
        return Err(NoSplit::TooMany(count));
    }
    // The figure with each set of moved operands after, the others before.
    let mut figures = Vec::with_capacity(1 << count);
    for set in 0..1_usize << count {
        let mut state = before.to_vec();
        for (bit, place) in moved.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1) {
            let _ = bit;
            if let (Some(to), Some(from)) = (state.get_mut(*place), after.get(*place)) {
                *to = *from;
            }
        }
        figures.push(arithmetic.evaluate(&state).map_err(NoSplit::Figure)?);
    }
    let mut parts = vec![Decimal::ZERO; before.len()];
    let mut rates = vec![Decimal::ZERO; before.len()];
    for (bit, place) in moved.iter().enumerate() {
        let mut total = Decimal::ZERO;
        for set in (0..1_usize << count).filter(|set| set >> bit & 1 == 0) {
            let (without, with) = (figures.get(set), figures.get(set | 1 << bit));
            let (Some(without), Some(with)) = (without, with) else { continue };
            // |S|! (k − 1 − |S|)! ÷ k! = 1 ÷ (k · C(k − 1, |S|)).
            let orders = count as u64 * choose(count as u64 - 1, u64::from(set.count_ones()));
            let effect = with.checked_sub(*without).ok_or_else(overflow)?;
            let part = effect.checked_div(Decimal::from(orders)).ok_or_else(overflow)?;
            total = total.checked_add(part).ok_or_else(overflow)?;
        }
        if let (Some(part), Some(rate)) = (parts.get_mut(*place), rates.get_mut(*place)) {
            *part = total;
            let by = after.get(*place).zip(before.get(*place));
            let by = by.and_then(|(x1, x0)| x1.checked_sub(*x0));
            *rate = by.and_then(|by| total.checked_div(by)).ok_or_else(overflow)?;
        }
    }
    still(arithmetic, before, after, &moved, &mut rates);
    Ok(Local { method: ContributionMethod::Shapley, parts, rates })
}

/// For operands that stood still: the mean of the slopes before and after. Their own operands may
/// have moved against each other. A formula with a bend passes nothing on.
fn still(
    arithmetic: &Arithmetic,
    before: &[Decimal],
    after: &[Decimal],
    moved: &[usize],
    rates: &mut [Decimal],
) {
    if moved.len() == rates.len() {
        return;
    }
    let (Ok(first), Ok(second)) = (arithmetic.slopes(before), arithmetic.slopes(after)) else {
        return;
    };
    for (place, rate) in rates.iter_mut().enumerate().filter(|(at, _)| !moved.contains(at)) {
        let (Some(a), Some(b)) = (first.get(place), second.get(place)) else { continue };
        if let Some(sum) = a.checked_add(*b) {
            *rate = sum / Decimal::TWO;
        }
    }
}

fn choose(n: u64, k: u64) -> u64 {
    (0..k).fold(1, |found, i| found * (n - i) / (i + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means() {
        assert_eq!(logarithmic_mean(2.0, 2.0), 2.0);
        // (3000 − 2000) ÷ ln 1.5.
        assert!((logarithmic_mean(3000.0, 2000.0) - 2_466.303_462_376_431_5).abs() < 1e-9);
        assert!((logarithmic_mean(-3000.0, -2000.0) + 2_466.303_462_376_431_5).abs() < 1e-9);
        assert_eq!([choose(11, 0), choose(11, 5), choose(11, 11)], [1, 462, 1]);
    }
}

//! Splitting money: nothing lost, nobody more than a unit away from the exact share.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_types::{AllocationError, Currency, Money};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn currencies() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec![
        Currency::JPY,
        Currency::USD,
        Currency::EUR,
        Currency::KWD,
        Currency::try_new("CLF").unwrap(),
    ])
}

/// Amounts with up to twelve digits after the point, of either sign.
fn amounts() -> impl Strategy<Value = Decimal> {
    (-1_000_000_000_000_i64..1_000_000_000_000, 0_u32..=12)
        .prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn weights() -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        prop::collection::vec(0_u64..5, 1..20),
        prop::collection::vec(0_u64..1_000_000_000, 1..20),
        prop::collection::vec(Just(7_u64), 1..400),
    ]
}

proptest! {
    #[test]
    fn nothing_is_lost(amount in amounts(), currency in currencies(), weights in weights()) {
        let whole = Money::new(amount, currency);
        let parts = match whole.allocate(&weights) {
            Err(error) => {
                prop_assert_eq!(error, AllocationError::NoWeight);
                prop_assert!(weights.iter().all(|w| *w == 0));
                return Ok(());
            }
            Ok(parts) => parts,
        };
        prop_assert_eq!(parts.len(), weights.len());
        let mut sum = Money::zero(currency);
        for part in &parts {
            sum = sum.checked_add(*part).unwrap();
        }
        prop_assert_eq!(sum, whole);

        // One unit: the last digit of the coin or of the amount, whichever is finer.
        let digits = amount.scale().max(currency.minor_units());
        let total: Decimal = weights.iter().map(|w| Decimal::from(*w)).sum();
        for (part, weight) in parts.iter().zip(&weights) {
            // |part − amount × weight ÷ total| < unit, in whole numbers so that nothing rounds.
            let units = |money: Decimal| {
                let mut money = money;
                money.rescale(digits);
                money.mantissa()
            };
            let total = i128::try_from(total.to_string().parse::<u128>().unwrap()).unwrap();
            let gap = units(part.amount()) * total - units(amount) * i128::from(*weight);
            prop_assert!(gap.abs() < total, "{} of {} for {}", part, whole, weight);
            prop_assert!(*weight > 0 || part.is_zero());
            prop_assert!(part.is_zero() || (part.amount() < Decimal::ZERO) == (amount < Decimal::ZERO));
            prop_assert!(part.amount().scale() <= digits);
        }
    }

    #[test]
    fn credits_mirror_debts(amount in amounts(), weights in weights()) {
        let give = Money::new(amount, Currency::USD).allocate(&weights);
        let take = Money::new(-amount, Currency::USD).allocate(&weights);
        match (give, take) {
            (Ok(give), Ok(take)) => {
                for (a, b) in give.iter().zip(&take) {
                    prop_assert_eq!(a.amount(), -b.amount());
                }
            }
            (give, take) => prop_assert_eq!(give, take),
        }
    }

    #[test]
    fn a_larger_weight_never_gets_less(amount in 0_i64..1_000_000, weights in weights()) {
        let whole = Money::new(Decimal::new(amount, 2), Currency::USD);
        if let Ok(parts) = whole.allocate(&weights) {
            for (a, wa) in parts.iter().zip(&weights) {
                for (b, wb) in parts.iter().zip(&weights) {
                    prop_assert!(wa <= wb || a.amount() >= b.amount(), "{a} for {wa}, {b} for {wb}");
                }
            }
        }
    }
}

//! Sums: no order, no split changes them.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_types::{
    AttributeHistory, Currency, CustomerId, FactError, Facts, Grain, Interner, Money, MoneyBag,
    Period, Quantity, Ratio, TimeUnit,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

const MARCH: Period = Period::new(Grain::Month, 2026 * 12 + 2);

fn monies() -> impl Strategy<Value = Money> {
    let currencies = vec![Currency::JPY, Currency::USD, Currency::EUR, Currency::KWD];
    (any::<i32>(), 0_u32..=12, prop::sample::select(currencies)).prop_map(
        |(digits, scale, currency)| Money::new(Decimal::new(digits.into(), scale), currency),
    )
}

fn bag(monies: &[Money]) -> MoneyBag {
    let mut bag = MoneyBag::new();
    for money in monies {
        bag.add(*money).unwrap();
    }
    bag
}

fn quantities() -> impl Strategy<Value = Quantity> {
    let decimal = || (any::<i32>(), 0_u32..=12).prop_map(|(d, s)| Decimal::new(d.into(), s));
    prop_oneof![
        (-1_000_000_i64..1_000_000).prop_map(Quantity::Count),
        decimal().prop_map(Quantity::Number),
        decimal().prop_map(Quantity::Score),
        decimal().prop_map(|d| Quantity::Ratio(Ratio::new(d))),
        monies().prop_map(Quantity::Money),
        decimal().prop_map(|value| Quantity::Duration { value, unit: TimeUnit::Day }),
    ]
}

/// Facts named `a` to `e`, each with or without a figure.
fn facts() -> impl Strategy<Value = Facts> {
    prop::collection::vec(prop::option::of(quantities()), 5).prop_map(|figures| {
        let mut facts = Facts::new(MARCH);
        for (name, figure) in ["a", "b", "c", "d", "e"].into_iter().zip(figures) {
            if let Some(figure) = figure {
                facts.insert(name, figure).unwrap();
            }
        }
        facts
    })
}

/// The same, with one unit for each name so that all merge.
fn alike() -> impl Strategy<Value = Facts> {
    (any::<i32>(), any::<i32>(), any::<i32>(), 0_u8..8).prop_map(|(count, cents, score, which)| {
        let mut facts = Facts::new(MARCH);
        let money = Money::new(Decimal::new(cents.into(), 2), Currency::USD);
        let all = [
            ("customers", Quantity::Count(count.into())),
            ("mrr", Quantity::Money(money)),
            ("score", Quantity::Score(Decimal::new(score.into(), 3))),
        ];
        for (bit, (name, figure)) in all.into_iter().enumerate() {
            if which & (1 << bit) != 0 {
                facts.insert(name, figure).unwrap();
            }
        }
        facts
    })
}

proptest! {
    #[test]
    fn a_bag_does_not_know_the_order(
        (here, there) in prop::collection::vec(monies(), 0..40)
            .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        split in 0.0..=1.0,
    ) {
        let at = (there.len() as f64 * split) as usize;
        let mut merged = bag(&there[at..]);
        merged.merge(&bag(&there[..at])).unwrap();
        prop_assert_eq!(&merged, &bag(&here));
        for money in merged.iter() {
            let plain: Decimal = here
                .iter()
                .filter(|m| m.currency() == money.currency())
                .map(|m| m.amount())
                .sum();
            prop_assert_eq!(money.amount(), plain);
        }
    }

    #[test]
    fn money_adds_and_takes_away(a in monies(), b in monies()) {
        match a.checked_add(b) {
            Ok(sum) => {
                prop_assert_eq!(sum.checked_sub(b), Ok(a));
                prop_assert_eq!(b.checked_add(a), Ok(sum));
            }
            Err(_) => prop_assert_ne!(a.currency(), b.currency()),
        }
    }

    #[test]
    fn facts_merge_from_either_side(a in alike(), b in alike(), c in alike()) {
        let merged = |parts: [&Facts; 3]| {
            let mut all = Facts::new(MARCH);
            parts.into_iter().for_each(|part| all.merge(part).unwrap());
            all
        };
        let expected = merged([&a, &b, &c]);
        prop_assert_eq!(&merged([&c, &a, &b]), &expected);
        prop_assert_eq!(&merged([&b, &c, &a]), &expected);
        let mut later = b.clone();
        later.merge(&c).unwrap();
        let mut first = a.clone();
        first.merge(&later).unwrap();
        prop_assert_eq!(&first, &expected);
    }

    #[test]
    fn facts_that_do_not_merge_are_left_alone(a in facts(), b in facts()) {
        let (mut one, mut two) = (a.clone(), b.clone());
        match (one.merge(&b), two.merge(&a)) {
            (Ok(()), Ok(())) => prop_assert_eq!(one, two),
            (Err(left), Err(right)) => {
                prop_assert_eq!((&one, &two), (&a, &b));
                let refused = [left, right].iter().all(|e| matches!(e, FactError::Merge { .. }));
                prop_assert!(refused);
            }
            _ => prop_assert!(false, "merges one way only: {a:?} {b:?}"),
        }
    }

    #[test]
    fn interned_texts_resolve(texts in prop::collection::vec("[a-e]{1,2}", 0..40), split in 0.0..=1.0) {
        let at = (texts.len() as f64 * split) as usize;
        let (mut here, mut there) = (Interner::new(), Interner::new());
        for text in &texts[..at] {
            here.intern(text).unwrap();
        }
        let numbers: Vec<u32> = texts[at..].iter().map(|text| there.intern(text).unwrap()).collect();
        let map = here.absorb(&there).unwrap();
        for (text, number) in texts[at..].iter().zip(numbers) {
            prop_assert_eq!(here.resolve(map[number as usize]), Some(text.as_str()));
        }
        let distinct: std::collections::BTreeSet<&String> = texts.iter().collect();
        prop_assert_eq!(here.len(), distinct.len());
        prop_assert_eq!(here.is_empty(), texts.is_empty());
    }

    #[test]
    fn an_attribute_holds_until_the_next_value(
        records in prop::collection::btree_map(0_i32..500, "[a-z]", 1..12),
        day in 0_i32..600,
    ) {
        let date = |day| kpi_types::date_of_day(day).unwrap();
        let acme = CustomerId::try_new("acme").unwrap();
        let mut history = AttributeHistory::new();
        for (from, value) in records.iter().rev() {
            history.record(&acme, date(*from), value);
        }
        let expected = records.iter().rfind(|(from, _)| **from <= day);
        prop_assert_eq!(history.value_on(&acme, date(day)), expected.map(|(_, v)| v.as_str()));
    }
}

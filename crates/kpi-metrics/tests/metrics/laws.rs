//! What holds for any input.

use std::cell::RefCell;

use kpi_metrics::{Catalog, Formula};
use kpi_types::{FactName, FactSource, Facts, Period, Quantity, Undefined, Unit};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::book::{MARCH, context, count, derived, facts, one_of_each, usd};

/// Texts of formulas that parse.
fn formula() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-z][a-z0-9_]{0,8}",
        (0_u64..1_000_000, 0_u32..6).prop_map(|(n, scale)| {
            Decimal::from_i128_with_scale(i128::from(n), scale).to_string()
        }),
        (0_u32..100, prop::sample::select(vec!["day", "months", "year"]))
            .prop_map(|(n, unit)| format!("{n} {unit}")),
    ];
    leaf.prop_recursive(5, 64, 4, |inner| {
        let operator = prop::sample::select(vec!["+", "-", "*", "/", "×", "÷", "−"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, o, b)| format!("{a}{o} {b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("-{a}")),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|list| format!("min({})", list.join(","))),
            (inner.clone(), inner).prop_map(|(a, b)| format!("if_zero_denominator({a}, {b})")),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused_with_a_place(text in "\\PC{0,80}") {
        if let Err(error) = Formula::parse(&text) {
            prop_assert!(error.span().end() <= text.len());
            prop_assert!(error.render().contains('^'));
        }
    }

    #[test]
    fn any_row_of_tokens_parses_or_is_refused(
        text in "([a-z]{1,3}|[0-9.]{1,4}|[-+*/(),]|min\\(|max\\(|if_zero_denominator\\(| ){0,40}"
    ) {
        if let Ok(formula) = Formula::parse(&text) {
            prop_assert_eq!(Formula::parse(&formula.to_string()).unwrap(), formula);
        }
    }

    #[test]
    fn printing_and_parsing_are_inverse(text in formula()) {
        let parsed = Formula::parse(&text).unwrap();
        let printed = parsed.to_string();
        let again = Formula::parse(&printed).unwrap();
        prop_assert_eq!(&again, &parsed);
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn any_text_as_catalog_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = Catalog::from_toml(&text);
    }

    #[test]
    fn any_bytes_as_catalog_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Catalog::from_toml(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_damaged_catalog_is_read_or_refused(
        at in 0_usize..2000,
        length in 0_usize..40,
        instead in "[\\[\\]{}=\"'a-z0-9,.\\n ]{0,10}",
    ) {
        let document = one_of_each() + &derived("m", "money", "if_zero_denominator(a_money / a_ratio, a_money)");
        let characters: Vec<char> = document.chars().collect();
        let at = at.min(characters.len());
        let end = (at + length).min(characters.len());
        let damaged: String = characters[..at].iter().copied()
            .chain(instead.chars())
            .chain(characters[end..].iter().copied())
            .collect();
        if let Err(error) = Catalog::from_toml(&damaged) {
            prop_assert!(!error.findings().is_empty());
            for finding in error.findings() {
                prop_assert!(finding.message().is_complete() && finding.remedy().is_complete());
            }
        }
    }

    /// What the units promise, the evaluation keeps: any formula that loads gives a quantity of
    /// the declared unit, a reason, or an error of capacity.
    #[test]
    fn what_loads_gives_the_declared_unit(
        text in typed_formula(),
        unit in prop::sample::select(vec!["count", "number", "ratio", "money", "months"]),
        figures in (-5_i64..5, -5_i64..5, -5_i64..5),
    ) {
        let document = one_of_each() + &derived("m", unit, &text);
        if let Ok(catalog) = Catalog::from_toml(&document) {
            let (a, b, c) = figures;
            let figures = facts(MARCH, &[
                ("a_count", count(a)),
                ("a_money", usd(&b.to_string())),
                ("a_ratio", Quantity::Ratio(kpi_types::Ratio::new(Decimal::new(c, 1)))),
            ]);
            let measured = catalog.evaluate("m", MARCH, &figures, &context()).unwrap();
            match measured.value() {
                Ok(value) => prop_assert_eq!(Some(value.unit()), Unit::from_name(unit)),
                Err(reason) => {
                    let is_zero = matches!(reason, Undefined::ZeroDenominator { .. });
                    prop_assert!(is_zero);
                }
            }
        }
    }

    #[test]
    fn churn_and_retention_make_one(opening in 1_i64..100_000, share in 0.0..=1.0_f64) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        let lost = (opening as f64 * share) as i64;
        let figures = [("opening_customers", count(opening)), ("lost_customers", count(lost))];
        let value = |id| crate::book::measure(id, &figures).value().unwrap().value();
        let sum = value("customer_churn_rate_opening") + value("customer_retention_rate");
        prop_assert_eq!(sum, Decimal::ONE);
    }

    /// Facts are asked for in some order; the order in which they were filed plays no part, and a
    /// metric asked for directly is the same as one met inside another.
    #[test]
    fn the_order_of_facts_does_not_matter(
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
        left_out in 0_usize..5,
    ) {
        let all = [
            ("closing_mrr", usd("1000")),
            ("closing_customers", count(7)),
            ("churned_customers", count(3)),
            ("churn_base_customers", count(0)),
        ];
        let kept = |list: Vec<usize>| -> Vec<(&str, Quantity)> {
            list.into_iter().filter(|i| *i != left_out).map(|i| all[i]).collect()
        };
        let straight = crate::book::measure("ltv", &kept(vec![0, 1, 2, 3]));
        let shuffled = crate::book::measure("ltv", &kept(order));
        prop_assert_eq!(straight, shuffled);
    }
}

/// Formulas over facts that have a value, often with units that fit.
fn typed_formula() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "a_count", "a_money", "a_ratio", "2", "0", "0.5", "3 months", "a_count",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
        let operator = prop::sample::select(vec!["+", "-", "*", "/"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, o, b)| format!("({a} {o} {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("max({a}, {b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("if_zero_denominator({a}, {b})")),
        ]
    })
}

/// Notes which facts are asked for.
struct Witness<'a> {
    facts: &'a Facts,
    asked: RefCell<Vec<FactName>>,
}

impl FactSource for Witness<'_> {
    fn fact(&self, name: &FactName, period: Period) -> Result<Quantity, Undefined> {
        self.asked.borrow_mut().push(name.clone());
        self.facts.fact(name, period)
    }
}

#[test]
fn every_fact_is_asked_for_even_after_one_was_missing() {
    let catalog = crate::book::builtin();
    let figures = facts(MARCH, &[("churn_base_customers", count(1))]);
    let witness = Witness { facts: &figures, asked: RefCell::default() };
    let ltv = catalog.evaluate("ltv", MARCH, &witness, &context()).unwrap();
    assert!(ltv.value().is_err());
    assert_eq!(ltv.facts().len(), 1);
    let asked = witness.asked.into_inner();
    let names: Vec<&str> = asked.iter().map(FactName::as_str).collect();
    let expected =
        ["closing_mrr", "closing_customers", "churned_customers", "churn_base_customers"];
    assert_eq!(names, expected);
}

#[test]
fn nested_documents_do_not_exhaust_the_stack() {
    for (open, close) in [("[", "]"), ("{a=", "}"), ("a.", "")] {
        let document = format!("metric = {}{}", open.repeat(100_000), close.repeat(100_000));
        assert!(Catalog::from_toml(&document).is_err());
        let keys = format!("{}a = 1", "a.".repeat(100_000));
        assert!(Catalog::from_toml(&keys).is_err());
    }
}

/// Chains of references as deep as allowed, each level nested as deep as allowed.
#[test]
fn the_deepest_catalog_does_not_exhaust_a_small_stack() {
    let mut document = crate::book::fact("a", "number") + &derived("m_00", "number", "a");
    let wrap = |inner: &str| format!("{}{inner}{}", "(1 + 1 * ".repeat(30), ")".repeat(30));
    for n in 1..3 {
        let before = wrap(&format!("m_{:02}", n - 1));
        document += &derived(&format!("m_{n:02}"), "number", &before);
    }
    let deep = Catalog::from_toml(&document).unwrap();
    let work = move || {
        let figures = facts(MARCH, &[("a", crate::book::number("0"))]);
        let measured = deep.evaluate("m_02", MARCH, &figures, &context()).unwrap();
        // Twice thirty ones on top of nothing.
        assert_eq!(measured.value(), Ok(crate::book::number("60")));
    };
    let thread = std::thread::Builder::new().stack_size(1 << 19).spawn(work);
    thread.unwrap().join().unwrap();
}

//! What holds for any tree.

use kpi_goals::{CascadeOptions, NodeDraft, NodeValues, Tree};
use kpi_types::Unit;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::common::{catalog, dec};

/// One node of a random tree: how it is computed from the two below it.
#[derive(Debug, Clone, Copy)]
enum Way {
    Sum,
    Less,
    Product,
    Ratio,
}

/// Four levels of nodes, each computed from two below: n1 from n2 and n3, and so on.
fn nodes(ways: &[Way], flip: bool) -> Vec<NodeDraft> {
    let inner = ways.iter().enumerate().map(|(i, way)| {
        let at = i + 1;
        let draft = if at == 1 { NodeDraft::kgi("n1") } else { NodeDraft::kpi(format!("n{at}")) };
        let (a, b) = (format!("n{}", 2 * at), format!("n{}", 2 * at + 1));
        let draft = draft.unit(Unit::Number);
        match (way, flip) {
            (Way::Sum, false) => draft.sum([a, b]),
            (Way::Sum, true) => draft.sum([b, a]),
            (Way::Less, _) => {
                draft.identity(kpi_goals::Identity::Sum { plus: vec![a], minus: vec![b] })
            }
            (Way::Product, false) => draft.product([a, b]),
            (Way::Product, true) => draft.product([b, a]),
            (Way::Ratio, _) => draft.ratio(a, b),
        }
    });
    let bottom = ways.len() + 1..=2 * ways.len() + 1;
    let mut all: Vec<NodeDraft> =
        inner.chain(bottom.map(|at| NodeDraft::kpi(format!("n{at}")).unit(Unit::Number))).collect();
    if flip {
        all.reverse();
    }
    all
}

fn tree(ways: &[Way], flip: bool) -> Tree {
    Tree::try_new(nodes(ways, flip).into_iter().collect(), &catalog()).unwrap()
}

fn ways() -> impl Strategy<Value = Vec<Way>> {
    let way = prop::sample::select(vec![Way::Sum, Way::Sum, Way::Less, Way::Product, Way::Ratio]);
    prop::collection::vec(way, 1..=7)
}

/// Figures for the bottom, above zero, with two digits after the point.
fn figures(count: usize) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(1_i64..100_000, count + 1)
}

fn any_figures(count: usize) -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(-20_i64..20, count + 1)
}

fn state(ways: &[Way], figures: &[i64]) -> NodeValues {
    let id = |i: usize| format!("n{}", ways.len() + 1 + i);
    figures.iter().enumerate().map(|(i, f)| (id(i), Decimal::new(*f, 2))).collect()
}

fn case() -> impl Strategy<Value = (Vec<Way>, Vec<i64>, Vec<i64>)> {
    ways().prop_flat_map(|ways| {
        let count = ways.len();
        (Just(ways), figures(count), figures(count))
    })
}

fn rough_case() -> impl Strategy<Value = (Vec<Way>, Vec<i64>, Vec<i64>)> {
    ways().prop_flat_map(|ways| {
        let count = ways.len();
        (Just(ways), any_figures(count), any_figures(count))
    })
}

/// Equal to fifteen digits.
fn near(a: Decimal, b: Decimal) -> bool {
    (a - b).abs() <= a.abs().max(b.abs()) * dec("0.000000000000001") + dec("0.000000000000001")
}

proptest! {
    #[test]
    fn a_cascade_rolls_up_to_the_target((ways, now, _) in case(), growth in 20_i64..500) {
        let tree = tree(&ways, false);
        let now = state(&ways, &now);
        let current = tree.roll_up(&now).unwrap().value("n1").unwrap().unwrap();
        let target = current * Decimal::new(growth, 2);
        // Differences below may have to change their sign, which a product of several cannot share.
        if let Ok(cascade) = tree.cascade("n1", target, &now, &CascadeOptions::new()) {
            let bottom: NodeValues = cascade
                .values()
                .iter()
                .filter(|(node, _)| tree.node(node).unwrap().identity().is_none())
                .map(|(node, value)| (node.to_owned(), value))
                .collect();
            let reached = tree.roll_up(&bottom).unwrap().value("n1").unwrap().unwrap();
            prop_assert!(near(reached, target), "{reached} for {target}");
        } else {
            prop_assert!(ways.iter().any(|way| matches!(way, Way::Less)));
        }
    }

    #[test]
    fn contributions_sum_to_the_change_exactly((ways, before, after) in case()) {
        let tree = tree(&ways, false);
        let split = tree.contributions("n1", &state(&ways, &before), &state(&ways, &after));
        let split = split.unwrap();
        let sum: Decimal = split.bottom().map(|row| row.amount()).sum();
        prop_assert_eq!(sum, split.change());
        prop_assert_eq!(split.after() - split.before(), split.change());
    }

    #[test]
    fn also_through_zero_and_below((ways, before, after) in rough_case()) {
        let tree = tree(&ways, false);
        // A zero denominator has no figure; nothing else may fail.
        let (before, after) = (state(&ways, &before), state(&ways, &after));
        match tree.contributions("n1", &before, &after) {
            Ok(split) => {
                let sum: Decimal = split.bottom().map(|row| row.amount()).sum();
                prop_assert_eq!(sum, split.change());
            }
            Err(error) => prop_assert!(
                ways.iter().any(|way| matches!(way, Way::Ratio)), "{}", error
            ),
        }
    }

    #[test]
    fn the_order_of_writing_changes_nothing((ways, before, after) in case()) {
        let (one, other) = (tree(&ways, false), tree(&ways, true));
        let (before, after) = (state(&ways, &before), state(&ways, &after));
        prop_assert_eq!(one.roll_up(&before).unwrap(), other.roll_up(&before).unwrap());
        prop_assert_eq!(
            one.contributions("n1", &before, &after).unwrap(),
            other.contributions("n1", &before, &after).unwrap()
        );
        prop_assert_eq!(
            one.sensitivities("n1", &before).unwrap(),
            other.sensitivities("n1", &before).unwrap()
        );
        let options = CascadeOptions::new();
        prop_assert_eq!(
            one.cascade("n1", dec("5"), &before, &options),
            other.cascade("n1", dec("5"), &before, &options)
        );
    }

    #[test]
    fn what_is_required_is_enough((ways, now, _) in case(), growth in 50_i64..300) {
        let tree = tree(&ways, false);
        let values = state(&ways, &now);
        let node = format!("n{}", ways.len() + 1);
        let current = tree.roll_up(&values).unwrap().value("n1").unwrap().unwrap();
        let target = current * Decimal::new(growth, 2);
        if let Ok(required) = tree.required("n1", target, &node, &values) {
            let reached = tree.roll_up(&values.with(node, required.exact())).unwrap();
            if let Some(Ok(reached)) = reached.value("n1") {
                prop_assert!(near(reached, target), "{reached} for {target}");
            }
        }
    }

    #[test]
    fn elasticities_predict_small_moves((ways, now, _) in case()) {
        let tree = tree(&ways, false);
        let values = state(&ways, &now);
        let slopes = tree.sensitivities("n1", &values).unwrap();
        let node = format!("n{}", ways.len() + 1);
        let (own, of) = (values.get(&node).unwrap(), slopes.of(&node).unwrap());
        let step = own * dec("0.0000001");
        let moved = tree.roll_up(&values.with(node, own + step)).unwrap();
        let change = moved.value("n1").unwrap().unwrap() - slopes.value();
        let expected = of.slope() * step;
        prop_assert!((change - expected).abs() <= expected.abs() * dec("0.00001") + dec("0.0000000000001"));
    }
}

//! A target led down the tree.

use kpi_goals::{CascadeOptions, NodeDraft, NodeValues, TreeValueError, ValueGap};
use kpi_types::{Currency, Unit};

use crate::arithmetic::plans;
use crate::common::{dec, tree, values};

#[test]
fn a_sum_shares_a_rise_by_size_and_shrinks_what_is_taken_off() {
    let tree = plans();
    let now = values(&[("new", "60"), ("expansion", "30"), ("churn", "10")]);
    // 80 has to become 90: 10 more, of which 6, 3 and 1.
    let cascade = tree.cascade("arr", dec("90"), &now, &CascadeOptions::new()).unwrap();
    let required = |node: &str| cascade.requirement(node).unwrap().required();
    assert_eq!(
        [required("new"), required("expansion"), required("churn")],
        [dec("66"), dec("33"), dec("9")]
    );
    assert_eq!(cascade.requirement("arr").unwrap().change(), Some(dec("10")));
    // Held, and by weight.
    let options =
        CascadeOptions::new().hold("churn").weight("new", dec("1")).weight("expansion", dec("3"));
    let cascade = tree.cascade("arr", dec("90"), &now, &options).unwrap();
    let required = |node: &str| cascade.requirement(node).unwrap().required();
    assert_eq!(
        [required("new"), required("expansion"), required("churn")],
        [dec("62.5"), dec("37.5"), dec("10")]
    );
}

#[test]
fn a_product_shares_growth() {
    // 10 × 40 has to become 1600: each factor doubles.
    let tree = tree([
        NodeDraft::kgi("mrr").money(Currency::USD).product(["customers", "price"]),
        NodeDraft::kpi("customers").unit(Unit::Count),
        NodeDraft::kpi("price").money(Currency::USD),
    ]);
    let now = values(&[("customers", "10"), ("price", "40")]);
    let cascade = tree.cascade("mrr", dec("1600"), &now, &CascadeOptions::new()).unwrap();
    assert_eq!(cascade.requirement("customers").unwrap().required().normalize(), dec("20"));
    assert_eq!(cascade.requirement("price").unwrap().required().normalize(), dec("80"));
    // Three quarters of the growth from customers: 4^0.75 = 2.828427.
    let options = CascadeOptions::new().weight("customers", dec("3")).weight("price", dec("1"));
    let cascade = tree.cascade("mrr", dec("1600"), &now, &options).unwrap();
    let customers = cascade.requirement("customers").unwrap();
    assert_eq!(customers.required().round_dp(5), dec("28.28427"));
    assert_eq!(customers.whole(), Some(dec("29")));
    let options = CascadeOptions::new().hold("price");
    let cascade = tree.cascade("mrr", dec("1600"), &now, &options).unwrap();
    assert_eq!(cascade.requirement("customers").unwrap().required(), dec("40"));
}

#[test]
fn every_refusal_of_a_cascade() {
    let sums = plans();
    let now = values(&[("new", "60"), ("expansion", "30"), ("churn", "10")]);
    let cascade =
        |options: CascadeOptions| sums.cascade("arr", dec("90"), &now, &options).unwrap_err();
    let held = CascadeOptions::new().hold("new").hold("expansion").hold("churn");
    let (node, current, required) = ("arr".to_owned(), dec("80"), dec("90"));
    assert_eq!(cascade(held), TreeValueError::AllHeld { node, current, required });
    let negative = CascadeOptions::new().weight("new", dec("-1"));
    let (node, weight) = ("new".to_owned(), dec("-1"));
    assert_eq!(cascade(negative), TreeValueError::BadWeight { node, weight });
    let unknown = CascadeOptions::new().hold("nobody");
    assert_eq!(cascade(unknown), TreeValueError::UnknownNode { node: "nobody".to_owned() });
    let nothing = CascadeOptions::new().weight("new", dec("0"));
    assert!(matches!(cascade(nothing), TreeValueError::NoSolution { .. }));
    let missing = sums.cascade("arr", dec("90"), &NodeValues::new(), &CascadeOptions::new());
    let gap = ValueGap::NotGiven;
    assert_eq!(missing, Err(TreeValueError::NoValue { node: "churn".to_owned(), gap }));

    let product = tree([
        NodeDraft::kgi("v").unit(Unit::Number).product(["a", "b"]),
        NodeDraft::kpi("a").unit(Unit::Number),
        NodeDraft::kpi("b").unit(Unit::Number),
    ]);
    let zero = values(&[("a", "0"), ("b", "5")]);
    let error = product.cascade("v", dec("10"), &zero, &CascadeOptions::new()).unwrap_err();
    assert!(matches!(error, TreeValueError::NoSolution { .. }));
    let one = product.cascade("v", dec("10"), &zero, &CascadeOptions::new().hold("b")).unwrap();
    assert_eq!(one.requirement("a").unwrap().required(), dec("2"));
    let large =
        values(&[("a", "70000000000000000000000000000"), ("b", "70000000000000000000000000000")]);
    let error = product.cascade("v", dec("10"), &large, &CascadeOptions::new()).unwrap_err();
    assert!(matches!(error, TreeValueError::NoValue { gap: ValueGap::Overflow, .. }), "{error}");

    let shared = tree([
        NodeDraft::kgi("v").unit(Unit::Number).sum(["a", "b"]),
        NodeDraft::kpi("a").unit(Unit::Number).product(["x", "two"]),
        NodeDraft::kpi("b").unit(Unit::Number).product(["x", "y"]),
        NodeDraft::kpi("x").unit(Unit::Number),
        NodeDraft::kpi("y").unit(Unit::Number),
        NodeDraft::assumption("two").unit(Unit::Number),
    ]);
    let now = values(&[("x", "1"), ("y", "3"), ("two", "2")]);
    let error = shared.cascade("v", dec("10"), &now, &CascadeOptions::new()).unwrap_err();
    assert!(matches!(&error, TreeValueError::Shared { node, .. } if node == "x"), "{error}");
    let options = CascadeOptions::new().hold("x").hold("a");
    let held = shared.cascade("v", dec("10"), &now, &options).unwrap();
    assert_eq!(held.requirement("y").unwrap().required(), dec("8"));
}

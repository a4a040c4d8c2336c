//! A change of the goal and what made it.

use kpi_goals::{ContributionMethod, NodeDraft, Tree, TreeValueError};
use kpi_types::{Currency, Unit};
use rust_decimal::Decimal;

use crate::common::{dec, tree, values};

fn number(id: &str) -> NodeDraft {
    NodeDraft::kpi(id).unit(Unit::Number)
}

fn two(kgi: NodeDraft) -> Tree {
    tree([kgi.unit(Unit::Number), number("a"), number("b")])
}

#[test]
fn a_product_by_the_logarithmic_mean() {
    // Python: L = 1000/log(1.5); L*log(1.2), L*log(1.25).
    let product = two(NodeDraft::kgi("v").product(["a", "b"]));
    let split = product
        .contributions(
            "v",
            &values(&[("a", "100"), ("b", "20")]),
            &values(&[("a", "120"), ("b", "25")]),
        )
        .unwrap();
    assert_eq!(split.of("a").unwrap().amount().round_dp(9), dec("449.660286787"));
    assert_eq!(split.of("b").unwrap().amount().round_dp(9), dec("550.339713213"));
    assert_eq!(split.of("v").unwrap().split_by(), Some(ContributionMethod::LogMeanDivisia));
    assert_eq!(split.change(), dec("1000"));
    assert_eq!(split.bottom().map(|row| row.amount()).sum::<Decimal>(), split.change());
}

#[test]
fn a_quotient_is_a_product_with_a_reciprocal() {
    // 10/40 = 0.25 becomes 12/30 = 0.4. Python: L = 0.15/log(1.6) = 0.319148;
    // L*log(1.2) = 0.0581872816, -L*log(0.75) = 0.0918127184
    let ratio = two(NodeDraft::kgi("v").ratio("a", "b"));
    let split = ratio
        .contributions(
            "v",
            &values(&[("a", "10"), ("b", "40")]),
            &values(&[("a", "12"), ("b", "30")]),
        )
        .unwrap();
    assert_eq!(split.of("a").unwrap().amount().round_dp(9), dec("0.058187282"));
    assert_eq!(split.of("b").unwrap().amount().round_dp(9), dec("0.091812718"));
    assert_eq!(split.bottom().map(|row| row.amount()).sum::<Decimal>(), dec("0.15"));
}

#[test]
fn from_zero_by_the_mean_over_all_orders() {
    // a: 0 → 2, b: 3 → 5. Effect of a alone 6, after b 10: mean 8. Of b alone 0, after a 4: mean 2.
    let product = two(NodeDraft::kgi("v").product(["a", "b"]));
    let split = product
        .contributions("v", &values(&[("a", "0"), ("b", "3")]), &values(&[("a", "2"), ("b", "5")]))
        .unwrap();
    assert_eq!(
        (split.of("a").unwrap().amount(), split.of("b").unwrap().amount()),
        (dec("8"), dec("2"))
    );
    assert_eq!(split.of("v").unwrap().split_by(), Some(ContributionMethod::Shapley));
    // A change of sign.
    let split = product
        .contributions("v", &values(&[("a", "-1"), ("b", "3")]), &values(&[("a", "1"), ("b", "3")]))
        .unwrap();
    assert_eq!(
        (split.of("a").unwrap().amount(), split.of("b").unwrap().amount()),
        (dec("6"), dec("0"))
    );
}

#[test]
fn the_catalogs_formula_by_the_mean_over_all_orders() {
    // 10/40 → 12/30 as conversions: a alone 0.05, after b 0.4 − 1/3; mean 0.058333….
    let arpa = tree([
        NodeDraft::kgi("arpa").metric("arpa").formula(["closing_mrr", "closing_customers"]),
        NodeDraft::kpi("closing_mrr").money(Currency::USD),
        NodeDraft::kpi("closing_customers").unit(Unit::Count),
    ]);
    let state = |mrr: &str, customers: &str| {
        values(&[("closing_mrr", mrr), ("closing_customers", customers)])
    };
    let split = arpa.contributions("arpa", &state("10", "40"), &state("12", "30")).unwrap();
    assert_eq!(split.of("closing_mrr").unwrap().amount(), dec("0.058333333333"));
    assert_eq!(split.of("closing_customers").unwrap().amount(), dec("0.091666666667"));
    let [rest] = split.remainders() else { return };
    assert_eq!(rest.parent, "arpa");
}

#[test]
fn operands_that_cancel_are_still_told_apart() {
    // v = p × (a + b): a rises by 5 and b falls by 5, p stays 2.
    let tree = tree([
        NodeDraft::kgi("v").unit(Unit::Number).product(["p", "s"]),
        number("p"),
        number("s").sum(["a", "b"]),
        number("a"),
        number("b"),
    ]);
    let split = tree
        .contributions(
            "v",
            &values(&[("p", "2"), ("a", "10"), ("b", "10")]),
            &values(&[("p", "2"), ("a", "15"), ("b", "5")]),
        )
        .unwrap();
    assert_eq!(split.change(), Decimal::ZERO);
    assert_eq!(split.of("a").unwrap().amount().round_dp(9), dec("10"));
    assert_eq!(split.of("b").unwrap().amount().round_dp(9), dec("-10"));
    assert_eq!(split.of("a").unwrap().share(), None);
}

#[test]
fn what_cannot_be_split_says_so() {
    let names: Vec<String> = (0..13).map(|i| format!("x{i:02}")).collect();
    let wide = tree(
        std::iter::once(NodeDraft::kgi("v").unit(Unit::Number).product(names.clone()))
            .chain(names.iter().map(|id| number(id))),
    );
    let all = |value: &str| names.iter().map(|id| (id.clone(), dec(value))).collect();
    let error = wide.contributions("v", &all("0"), &all("1")).unwrap_err();
    let node = "v".to_owned();
    assert_eq!(error, TreeValueError::TooManyMoved { node, moved: 13, most: Tree::MOST_MOVED });
    assert!(wide.contributions("v", &all("1"), &all("2")).is_ok());

    let ratio = two(NodeDraft::kgi("v").ratio("a", "b"));
    let error = ratio
        .contributions("v", &values(&[("a", "1"), ("b", "1")]), &values(&[("a", "1"), ("b", "0")]))
        .unwrap_err();
    assert!(matches!(error, TreeValueError::NoValue { .. }), "{error}");
    let large = values(&[("a", "79228162514264337593543950335"), ("b", "0")]);
    let less = values(&[("a", "-79228162514264337593543950335"), ("b", "0")]);
    let sum = two(NodeDraft::kgi("v").sum(["a", "b"]));
    let error = sum.contributions("v", &less, &large).unwrap_err();
    assert_eq!(error, TreeValueError::Overflow { node: "v".to_owned() });
}

#[test]
fn a_formula_with_a_break_says_so() {
    let catalog = kpi_metrics::Catalog::builtin().unwrap().extend_toml(
        r#"
        [[fact]]
        name = "seats"
        unit = "count"
        label = { en = "seats", ja = "席" }
        description = { en = "seats", ja = "席" }
        provided_by = "user"
        [[metric]]
        id = "used_seats"
        name = { en = "n", ja = "n" }
        description = { en = "d", ja = "d" }
        kind = "derived"
        formula = "min(seats, closing_customers)"
        unit = "count"
        direction = "higher_is_better"
        grains = ["month"]
        scenario_stage = "use"
        timing = "leading"
        owner = "customer_success"
        sources = ["ours"]
        "#,
    );
    let catalog = catalog.unwrap();
    let draft = [
        NodeDraft::kgi("v").metric("used_seats").formula(["seats", "closing_customers"]),
        NodeDraft::kpi("seats").unit(Unit::Count),
        NodeDraft::kpi("closing_customers").unit(Unit::Count),
    ];
    let tree = Tree::try_new(draft.into_iter().collect(), &catalog).unwrap();
    let now = values(&[("seats", "10"), ("closing_customers", "10")]);
    let error = tree.sensitivities("v", &now).unwrap_err();
    assert!(matches!(error, TreeValueError::Break { .. }), "{error}");
    // Away from the bend there is a slope.
    let now = values(&[("seats", "10"), ("closing_customers", "20")]);
    let slopes = tree.sensitivities("v", &now).unwrap();
    assert_eq!(slopes.of("seats").unwrap().slope().normalize(), dec("1"));
    assert_eq!(slopes.of("closing_customers").unwrap().slope(), dec("0"));
}

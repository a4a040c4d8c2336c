//! Coverage, what is required, cascades, sensitivities, the weakest link.

use kpi_goals::{
    CascadeOptions, CoverageVerdict, Effect, EffectLag, Hypothesis, Influence, NodeDraft,
    NodeValues, TreeValueError, ValueGap, WeakestRule,
};
use kpi_metrics::Direction;
use kpi_types::{Currency, Estimate, EstimateMethod, Grain, Unit};
use rust_decimal::Decimal;

use crate::common::{dec, shops, tree, values};

const TEN_MILLION: i64 = 10_000_000;

#[test]
fn one_shop_at_a_million_a_month_covers_ten_million_a_year() {
    let tree = tree(shops(1_000_000, Some(1)));
    let kgi = tree.coverage_of("new_pc_sales").unwrap();
    assert_eq!(kgi.planned(), Ok(Decimal::from(12_000_000)));
    assert_eq!(kgi.ratio(), Some(dec("1.2")));
    assert_eq!(kgi.shortfall(), Some(Decimal::ZERO));
    assert_eq!(tree.coverage(), [kgi]);
    assert!(tree.problems().is_empty(), "{:?}", tree.problems());
}

#[test]
fn eight_shops_at_a_hundred_thousand_miss_it_by_four_hundred_thousand() {
    // 8 × 12 × 100,000 = 9,600,000.
    let planned = tree(shops(100_000, Some(8)));
    let kgi = planned.coverage_of("new_pc_sales").unwrap();
    assert_eq!(kgi.verdict(), Some(CoverageVerdict::Short { by: Decimal::from(400_000) }));
    // 10,000,000 ÷ 1,200,000 = 8.33…: nine shops make 10,800,000. Nobody said how many there are.
    let tree = tree(shops(100_000, None));
    let kgi = tree.coverage_of("new_pc_sales").unwrap();
    assert_eq!(kgi.planned(), Err(&ValueGap::Below { node: "shops".to_owned() }));
    assert_eq!(kgi.without_target(), ["shops"]);
    let target = Decimal::from(TEN_MILLION);
    let needed = tree.required("new_pc_sales", target, "shops", &tree.targets()).unwrap();
    assert_eq!(needed.exact().round_dp(6), dec("8.333333"));
    assert_eq!(needed.whole(), Some(Decimal::from(9)));
    assert_eq!(needed.reached(), Some(Decimal::from(10_800_000)));
    // The other way round: what one of eight shops has to sell in a month.
    let values = NodeValues::new().with("shops", Decimal::from(8));
    let needed = tree.required("new_pc_sales", target, "sales_per_shop", &values).unwrap();
    assert_eq!(needed.exact().round_dp(4), dec("104166.6667"));
    assert_eq!(needed.whole(), None);
}

#[test]
fn what_is_required_needs_one_way_down() {
    let two_ways = tree([
        NodeDraft::kgi("v").unit(Unit::Number).sum(["a", "b"]),
        NodeDraft::kpi("a").unit(Unit::Number).product(["x", "y"]),
        NodeDraft::kpi("b").unit(Unit::Number).product(["x", "z"]),
        NodeDraft::kpi("x").unit(Unit::Number),
        NodeDraft::kpi("y").unit(Unit::Number),
        NodeDraft::kpi("z").unit(Unit::Number),
        NodeDraft::kpi("aside").unit(Unit::Number),
    ]);
    let known = values(&[("x", "1"), ("y", "2"), ("z", "0")]);
    let ask = |node: &str| two_ways.required("v", dec("10"), node, &known);
    let (node, at) = ("x".to_owned(), "v".to_owned());
    let through = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(ask("x"), Err(TreeValueError::SeveralWays { node, at, through }));
    let (root, node) = ("v".to_owned(), "aside".to_owned());
    assert_eq!(ask("aside"), Err(TreeValueError::NotBelow { root, node }));
    assert_eq!(ask("nobody"), Err(TreeValueError::UnknownNode { node: "nobody".to_owned() }));
    assert_eq!(ask("y").unwrap().exact(), dec("10"));
    let without = values(&[("x", "0"), ("y", "2"), ("z", "0")]);
    let error = two_ways.required("v", dec("10"), "y", &without).unwrap_err();
    assert!(matches!(error, TreeValueError::NoSolution { .. }), "{error}");
}

/// ARR over three plans, one of them shrinking.
pub(crate) fn plans() -> kpi_goals::Tree {
    tree([
        NodeDraft::kgi("arr").money(Currency::USD).sum_less(["new", "expansion"], ["churn"]),
        NodeDraft::kpi("new").money(Currency::USD),
        NodeDraft::kpi("expansion").money(Currency::USD),
        NodeDraft::kpi("churn").money(Currency::USD).direction(Direction::LowerIsBetter),
    ])
}

trait SumLess {
    fn sum_less<const N: usize, const M: usize>(self, plus: [&str; N], minus: [&str; M]) -> Self;
}

impl SumLess for NodeDraft {
    fn sum_less<const N: usize, const M: usize>(self, plus: [&str; N], minus: [&str; M]) -> Self {
        let texts = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect();
        self.identity(kpi_goals::Identity::Sum { plus: texts(&plus), minus: texts(&minus) })
    }
}

#[test]
fn the_catalogs_formula_is_an_identity() {
    // ARPA names the facts closing_mrr and closing_customers; a node stands for a fact by its id.
    let tree = tree([
        NodeDraft::kgi("arpa").metric("arpa").formula(["closing_mrr", "closing_customers"]),
        NodeDraft::kpi("closing_mrr").money(Currency::USD),
        NodeDraft::kpi("closing_customers").unit(Unit::Count),
        NodeDraft::kgi("arr").metric("arr").formula(["our_mrr"]),
        NodeDraft::kpi("our_mrr").metric("mrr"),
    ]);
    let now = values(&[("closing_mrr", "3000"), ("closing_customers", "12"), ("our_mrr", "3000")]);
    let rolled = tree.roll_up(&now).unwrap();
    assert_eq!(rolled.value("arpa"), Some(Ok(dec("250"))));
    assert_eq!(rolled.value("arr"), Some(Ok(dec("36000"))));
    let options = CascadeOptions::new().hold("closing_customers");
    let cascade = tree.cascade("arpa", dec("300"), &now, &options).unwrap();
    assert_eq!(
        cascade.requirement("closing_mrr").unwrap().required().round_dp(9).normalize(),
        dec("3600")
    );
    let options = CascadeOptions::new().hold("closing_mrr");
    let cascade = tree.cascade("arpa", dec("300"), &now, &options).unwrap();
    assert_eq!(
        cascade.requirement("closing_customers").unwrap().required().round_dp(9).normalize(),
        dec("10")
    );
    let error = tree.cascade("arpa", dec("300"), &now, &CascadeOptions::new()).unwrap_err();
    assert!(matches!(error, TreeValueError::SeveralFree { .. }));
    let slopes = tree.sensitivities("arpa", &now).unwrap();
    assert_eq!(
        slopes.of("closing_customers").unwrap().elasticity().unwrap().round_dp(9),
        dec("-1")
    );
    assert_eq!(slopes.of("closing_mrr").unwrap().elasticity().unwrap().round_dp(9), dec("1"));
    let nobody = values(&[("closing_mrr", "3000"), ("closing_customers", "0")]);
    let gap = tree.roll_up(&nobody).unwrap();
    assert!(matches!(gap.value("arpa"), Some(Err(ValueGap::Formula { .. }))));
    let error = tree.sensitivities("arpa", &nobody).unwrap_err();
    assert!(matches!(error, TreeValueError::NoValue { .. }));
}

#[test]
fn a_computed_figure_goes_before_a_given_one_and_both_are_shown() {
    let tree = plans();
    let now = values(&[("new", "60"), ("expansion", "30"), ("churn", "10"), ("arr", "81")]);
    let rolled = tree.roll_up(&now).unwrap();
    assert_eq!(rolled.value("arr"), Some(Ok(dec("80"))));
    let [gap] = rolled.disagreements() else { panic!() };
    assert_eq!((gap.node.as_str(), gap.given, gap.computed), ("arr", dec("81"), dec("80")));
    let part = values(&[("new", "60"), ("arr", "81")]);
    assert_eq!(tree.roll_up(&part).unwrap().value("arr"), Some(Ok(dec("81"))));
    let none = tree.roll_up(&values(&[("new", "60")])).unwrap();
    let gap = ValueGap::Below { node: "churn".to_owned() };
    assert_eq!(none.value("arr"), Some(Err(&gap)));
    assert_eq!(none.value("nobody"), None);
    for gap in [
        gap,
        ValueGap::NotGiven,
        ValueGap::InWords,
        ValueGap::Overflow,
        ValueGap::ZeroDenominator { node: "x".to_owned() },
        ValueGap::Formula { reason: "x".to_owned() },
    ] {
        assert!(gap.message().is_complete());
    }
}

#[test]
fn a_ratio_without_a_denominator_has_no_figure() {
    let tree = tree([
        NodeDraft::kgi("rate").unit(Unit::Ratio).ratio("lost", "all"),
        NodeDraft::kpi("lost").unit(Unit::Count),
        NodeDraft::kpi("all").unit(Unit::Count),
    ]);
    let rolled = tree.roll_up(&values(&[("lost", "1"), ("all", "0")])).unwrap();
    let gap = ValueGap::ZeroDenominator { node: "all".to_owned() };
    assert_eq!(rolled.value("rate"), Some(Err(&gap)));
    // 5 of 40; 4 % more of both leaves it: elasticities 1 and −1.
    let now = values(&[("lost", "5"), ("all", "40")]);
    let slopes = tree.sensitivities("rate", &now).unwrap();
    assert_eq!(slopes.value(), dec("0.125"));
    assert_eq!(slopes.of("lost").unwrap().slope(), dec("0.025"));
    assert_eq!(slopes.of("all").unwrap().slope(), dec("-0.003125"));
    assert_eq!(slopes.of("all").unwrap().elasticity(), Some(dec("-1")));
    // Half the rate: a share of the move each, 5 ÷ √2 and 40 × √2.
    let cascade = tree.cascade("rate", dec("0.0625"), &now, &CascadeOptions::new()).unwrap();
    assert_eq!(cascade.requirement("lost").unwrap().required().round_dp(4), dec("3.5355"));
    assert_eq!(cascade.requirement("all").unwrap().required().round_dp(4), dec("56.5685"));
}

#[test]
fn sensitivities_are_ranked_over_every_way() {
    // v = a + b·c with b = 2, c = 3, a = 4: elasticities 0.4, 0.6, 0.6.
    let tree = tree([
        NodeDraft::kgi("v").unit(Unit::Number).sum(["a", "bc"]),
        NodeDraft::kpi("a").unit(Unit::Number),
        NodeDraft::kpi("bc").unit(Unit::Number).product(["b", "c"]),
        NodeDraft::kpi("b").unit(Unit::Number),
        NodeDraft::kpi("c").unit(Unit::Number),
    ]);
    let slopes = tree.sensitivities("v", &values(&[("a", "4"), ("b", "2"), ("c", "3")])).unwrap();
    let ranked: Vec<_> =
        slopes.ranked().iter().map(|s| (s.node(), s.elasticity().unwrap())).collect();
    let six = dec("0.6");
    assert_eq!(ranked, [("b", six), ("bc", six), ("c", six), ("a", dec("0.4"))]);
    assert!(slopes.of("b").unwrap().is_bottom() && !slopes.of("bc").unwrap().is_bottom());
}

#[test]
fn the_weakest_link_depends_on_the_rule() {
    // Target 100 × 0.5 = 50. Actual 95 × 0.5; the small lever is further from its own target.
    let nodes = [
        NodeDraft::kgi("v").unit(Unit::Number).sum(["large", "small"]),
        NodeDraft::kpi("large").unit(Unit::Number).target(dec("1000")).actual(dec("900")),
        NodeDraft::kpi("small").unit(Unit::Number).target(dec("10")).actual(dec("2")),
    ];
    let behind = tree(nodes.clone());
    let costs = behind.weakest_link("v", WeakestRule::CostsMost).unwrap().unwrap();
    assert_eq!((costs.node(), costs.cost()), ("large", Some(dec("100"))));
    assert_eq!(costs.attainment(), Some(dec("0.9")));
    let least = behind.weakest_link("v", WeakestRule::LeastAttained).unwrap().unwrap();
    assert_eq!((least.node(), least.attainment()), ("small", Some(dec("0.2"))));
    assert_eq!((least.target(), least.actual(), least.cost()), (dec("10"), dec("2"), None));
    let reached = values(&[("large", "1000"), ("small", "10")]);
    for rule in [WeakestRule::CostsMost, WeakestRule::LeastAttained] {
        let none = behind.weakest_link_of("v", rule, &behind.targets(), &reached).unwrap();
        assert_eq!(none, None);
    }
    // Where less is better, the one that rose.
    let [v, large, small] = nodes;
    let down = Direction::LowerIsBetter;
    let cost = tree([v.direction(down), large.direction(down), small.direction(down)]);
    let risen = values(&[("large", "1000"), ("small", "20")]);
    let link = cost.weakest_link_of("v", WeakestRule::CostsMost, &cost.targets(), &risen);
    let link = link.unwrap().unwrap();
    assert_eq!(
        (link.node(), link.cost(), link.attainment()),
        ("small", Some(dec("10")), Some(dec("0.5")))
    );
}

#[test]
fn a_belief_moves_beside_the_arithmetic() {
    let strength = Estimate::try_new(0.5, 0.25, 1.0, 0.95, 24, EstimateMethod::FisherZ).unwrap();
    let unsure = Estimate::try_new(0.5, -0.25, 1.0, 0.95, 24, EstimateMethod::FisherZ).unwrap();
    let tree = tree([
        NodeDraft::kgi("renewals")
            .unit(Unit::Ratio)
            .hypothesis(
                Hypothesis::new("onboarded", Effect::Raises)
                    .after(6, Grain::Month)
                    .with_strength(strength),
            )
            .hypothesis(Hypothesis::new("tickets", Effect::Lowers))
            .hypothesis(Hypothesis::new("visits", Effect::Raises).with_strength(unsure)),
        NodeDraft::kpi("onboarded").unit(Unit::Ratio),
        NodeDraft::kpi("tickets").unit(Unit::Number),
        NodeDraft::kpi("visits").unit(Unit::Number),
    ]);
    let now = values(&[("renewals", "0.8")]);
    let cascade = tree.cascade("renewals", dec("0.9"), &now, &CascadeOptions::new()).unwrap();
    let [onboarded, tickets, visits] = cascade.hypothetical() else { panic!() };
    assert!((onboarded.point().unwrap() - 0.2).abs() < 1e-12);
    let (least, most) = onboarded.range().unwrap();
    assert!((least - 0.1).abs() < 1e-12 && (most - 0.4).abs() < 1e-12);
    assert_eq!(onboarded.lag(), Some(EffectLag::new(6, Grain::Month)));
    assert_eq!((tickets.point(), tickets.range()), (None, None));
    assert!(visits.point().is_some() && visits.range().is_none());
    assert_eq!(tree.influence("tickets", "renewals"), Ok(Influence::Lowers));
    assert_eq!(tree.influence("renewals", "tickets"), Ok(Influence::None));
}

//! Coverage, what is required, cascades, sensitivities, the weakest link.

use kpi_goals::{
    CascadeOptions, CoverageVerdict, Effect, EffectLag, Hypothesis, Influence, NodeDraft,
    NodeValues, PathLag, Relations, TreeValueError, ValueGap, WeakestRule,
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
fn plans() -> kpi_goals::Tree {
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

#[test]
fn ways_up_to_a_goal() {
    let tree = tree(shops(1_000_000, Some(1)));
    let path: Vec<&str> =
        tree.path_to_kgi("sales_per_shop").unwrap().iter().map(|n| n.id().as_str()).collect();
    assert_eq!(path, ["sales_per_shop", "users_of_old_pcs", "new_pc_sales"]);
    let kgis = tree.kgis_of("shops").unwrap();
    assert_eq!(kgis.iter().map(|n| n.id().as_str()).collect::<Vec<_>>(), ["new_pc_sales"]);
    for node in ["sales_per_shop", "shops", "users_of_old_pcs"] {
        assert_eq!(tree.influence(node, "new_pc_sales"), Ok(Influence::Raises), "{node}");
    }
    let tree = plans();
    assert_eq!(tree.influence("churn", "arr"), Ok(Influence::Lowers));
}

#[test]
fn a_goal_finds_its_kgi_through_the_tree() {
    let metric = |id: &str| kpi_metrics::MetricId::try_new(id).unwrap();
    let tree = tree([
        NodeDraft::kgi("revenue")
            .metric("mrr")
            .hypothesis(Hypothesis::new("stay", Effect::Raises).after(12, Grain::Month)),
        NodeDraft::kfs("stay").words(["churn", "stickiness"]),
        NodeDraft::kpi("churn").metric("customer_churn_rate_opening"),
        NodeDraft::kpi("stickiness").metric("stickiness"),
        NodeDraft::kgi("loss")
            .unit(Unit::Number)
            .hypothesis(Hypothesis::new("stickiness", Effect::Lowers).after(3, Grain::Month)),
        NodeDraft::kpi("aside").metric("cac"),
    ]);
    // By its id.
    let paths = tree.paths_to_kgi("stickiness", &metric("nobody"));
    let shown: Vec<_> = paths.iter().map(|p| (p.nodes.join(" "), p.influence, p.lag)).collect();
    let months = |count| PathLag::After(EffectLag::new(count, Grain::Month));
    let expected = [
        ("stickiness loss".to_owned(), Some(Effect::Lowers), months(3)),
        ("stickiness stay revenue".to_owned(), Some(Effect::Raises), months(12)),
    ];
    assert_eq!(shown, expected);
    assert_eq!(paths[1].kgi_metric, Some(metric("mrr")));
    // By its metric, where no node has the goal's id.
    let paths = tree.paths_to_kgi("our_churn", &metric("customer_churn_rate_opening"));
    assert_eq!(paths[0].nodes, ["churn", "stay", "revenue"]);
    assert!(tree.paths_to_kgi("aside", &metric("cac")).is_empty());
    assert!(tree.knows("aside") && !tree.knows("nobody"));
    // More churn would raise the factor as written: the tree says so in its problems.
    assert_eq!(tree.influence("churn", "revenue"), Ok(Influence::Raises));
    let kgis = tree.kgis_of("stickiness").unwrap();
    assert_eq!(kgis.iter().map(|n| n.id().as_str()).collect::<Vec<_>>(), ["loss", "revenue"]);
    assert_eq!(tree.path_to_kgi("revenue").unwrap().len(), 1);
    assert!(tree.path_to_kgi("aside").unwrap().is_empty());
}

#[test]
fn ways_that_disagree_are_mixed_and_formulas_depend() {
    let tree = tree([
        NodeDraft::kgi("v").unit(Unit::Number).ratio("up", "down"),
        NodeDraft::kpi("up").unit(Unit::Number).sum(["x", "y"]),
        NodeDraft::kpi("down").unit(Unit::Number).product(["x", "z"]),
        NodeDraft::kpi("x").unit(Unit::Number),
        NodeDraft::kpi("y").unit(Unit::Number),
        NodeDraft::kpi("z").unit(Unit::Number),
        NodeDraft::kgi("arr").metric("arr").formula(["mrr"]),
        NodeDraft::kpi("mrr").metric("mrr"),
    ]);
    let on_v = |node: &str| tree.influence(node, "v").unwrap();
    assert_eq!(
        ["x", "y", "z", "mrr"].map(on_v),
        [Influence::Mixed, Influence::Raises, Influence::Lowers, Influence::None]
    );
    assert_eq!(tree.influence("mrr", "arr"), Ok(Influence::Depends));
}

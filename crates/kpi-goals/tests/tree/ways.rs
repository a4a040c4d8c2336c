//! Which nodes lead to a goal, and with which sign.

use kpi_goals::{Effect, EffectLag, Hypothesis, Influence, NodeDraft, PathLag, Relations};
use kpi_types::{Grain, Unit};

use crate::arithmetic::plans;
use crate::common::{shops, tree};

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

//! Every problem of a tree: one draft that trips it, and the good tree that does not.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kpi_goals::{
    Effect, FindingCode, FindingLevel, FindingSubject, Hypothesis, Identity, NodeDraft, Problem,
    Tree, TreeDraft, TreeProblem,
};
use kpi_metrics::Direction;
use kpi_types::{Currency, Estimate, EstimateMethod, Grain, Language, Unit};

use crate::common::{catalog, codes, dec, problems, shops};
use crate::spoken::spoken;

fn number(id: &str) -> NodeDraft {
    NodeDraft::kpi(id).unit(Unit::Number)
}

fn kgi() -> NodeDraft {
    NodeDraft::kgi("goal").unit(Unit::Number)
}

fn kfs() -> NodeDraft {
    NodeDraft::kfs("factor")
}

/// A goal with a factor and two indicators, which has no problem.
fn good() -> [NodeDraft; 4] {
    [kgi().sum(["factor"]), kfs().words(["a", "b"]), number("a"), number("b")]
}

fn with(extra: impl IntoIterator<Item = NodeDraft>) -> Vec<NodeDraft> {
    good().into_iter().chain(extra).collect()
}

fn strength(point: f64, lower: f64, upper: f64) -> Estimate {
    Estimate::try_new(point, lower, upper, 0.95, 24, EstimateMethod::FisherZ).unwrap()
}

fn belief(effect: Effect, strength: Option<Estimate>) -> Vec<NodeDraft> {
    let belief = Hypothesis::new("c", effect);
    let belief = strength.into_iter().fold(belief, Hypothesis::with_strength);
    vec![kgi().sum(["factor"]).hypothesis(belief), kfs().words(["a"]), number("a"), number("c")]
}

/// Two thousand goals over one chain of a thousand factors: two million steps.
fn crowded_words() -> Vec<NodeDraft> {
    let factors =
        (0..1_000).map(|i| NodeDraft::kfs(format!("f{i}")).words([format!("f{}", i + 1)]));
    let goals = (0..2_000).map(|i| NodeDraft::kgi(format!("g{i}")).unit(Unit::Number).sum(["f0"]));
    let last = [NodeDraft::kfs("f1000").words(["a"]), number("a")];
    factors.chain(goals).chain(last).collect()
}

/// Every code with a draft that has that problem, among others or alone.
fn each() -> Vec<(&'static str, Vec<NodeDraft>)> {
    let long = "x".repeat(300);
    let yen = |id: &str| NodeDraft::kpi(id).money(Currency::JPY);
    let chain: Vec<NodeDraft> = (0..9)
        .map(|i| number(&format!("n{i}")).sum([format!("n{}", i + 1)]))
        .chain([number("n9"), kgi().sum(["factor"]), kfs().words(["n0"])])
        .collect();
    vec![
        ("words_too_large", crowded_words()),
        ("tree_empty", vec![]),
        ("no_kgi", vec![number("a")]),
        ("bad_node_id", with([number(" ")])),
        ("bad_node_id", with([number(&long)])),
        ("duplicate_node", with([number("a")])),
        ("unknown_node", with([number("c").sum(["d"])])),
        ("unknown_tree_metric", with([NodeDraft::kpi("c").metric("nrrr")])),
        ("tree_cycle", with([number("c").sum(["d"]), number("d").sum(["c"])])),
        ("tree_cycle", with([number("c").sum(["c"])])),
        ("wrong_kind", with([number("c").sum(["goal"])])),
        ("kgi_without_kfs", vec![kgi().sum(["a"]), number("a")]),
        ("kfs_without_kpi", with([NodeDraft::kfs("other")])),
        ("feeds_nothing", with([number("c")])),
        ("duplicate_operand", vec![kgi().sum(["a", "a"]), number("a")]),
        (
            "duplicate_operand",
            vec![kgi().sum(["factor", "factor"]), kfs().words(["a"]), number("a")],
        ),
        ("no_operand", vec![kgi().sum::<&str>([])]),
        ("no_operand", vec![kgi().product::<&str>([])]),
        ("not_measured", with([NodeDraft::kpi("c")])),
        ("identity_without_measure", with([NodeDraft::kfs("c").sum(["a"])])),
        ("words_measured", with([number("c").words(["a"])])),
        ("words_measured", with([NodeDraft::kfs("c").words(["a"]).target(dec("1"))])),
        ("words_as_figure", with([number("c").ratio("factor", "a")])),
        ("tree_metric_unit", with([NodeDraft::kpi("c").metric("mrr").unit(Unit::Count)])),
        (
            "tree_metric_direction",
            with([NodeDraft::kpi("c").metric("mrr").direction(Direction::LowerIsBetter)]),
        ),
        (
            "tree_metric_grain",
            with([NodeDraft::kpi("c").metric("trailing_churn_rate").measured(Grain::Day)]),
        ),
        (
            "unit_detail",
            with([NodeDraft::kpi("c").unit(Unit::Count).money(Currency::JPY).unit(Unit::Count)]),
        ),
        ("unit_detail", with([NodeDraft::kpi("c").count_of("shop").unit(Unit::Money)])),
        ("units_do_not_add_up", vec![kgi().sum(["a"]), yen("a")]),
        // The article's example without the number of shops.
        (
            "units_do_not_add_up",
            vec![
                NodeDraft::kgi("goal").money(Currency::JPY).per(Grain::FiscalYear).sum(["a"]),
                yen("a").per(Grain::Month).each("shop"),
            ],
        ),
        (
            "days_and_months",
            vec![
                NodeDraft::kgi("goal").money(Currency::JPY).per(Grain::Month).sum(["a"]),
                yen("a").per(Grain::Day),
            ],
        ),
        ("currencies", vec![NodeDraft::kgi("goal").money(Currency::USD).sum(["a"]), yen("a")]),
        (
            "conversion_overflow",
            std::iter::once(kgi().product((0..30).map(|i| format!("y{i}"))))
                .chain((0..30).map(|i| {
                    NodeDraft::kpi(format!("y{i}")).unit(Unit::Duration(kpi_types::TimeUnit::Year))
                }))
                .collect(),
        ),
        ("formula_without_metric", with([number("c").formula(["a"])])),
        (
            "formula_not_an_identity",
            with([NodeDraft::kpi("c").metric("trailing_churn_rate").formula(["a"])]),
        ),
        ("formula_operands", with([NodeDraft::kpi("c").metric("arr").formula(["a"])])),
        // A month of MRR as days: the name fits, the unit does not.
        (
            "units_do_not_add_up",
            with([NodeDraft::kpi("c").metric("arr").formula(["mrr"]), number("mrr")]),
        ),
        ("tree_too_deep", chain),
        (
            "measured_too_rarely",
            vec![
                kgi().measured(Grain::Month).sum(["factor"]),
                kfs().words(["a"]),
                number("a").measured(Grain::Quarter),
            ],
        ),
        ("strength_against_effect", belief(Effect::Raises, Some(strength(-0.5, -0.7, -0.3)))),
        ("strength_unproven", belief(Effect::Raises, Some(strength(0.5, -0.1, 0.9)))),
        ("strength_unknown", belief(Effect::Lowers, None)),
        (
            "direction_against_parent",
            vec![
                kgi().direction(Direction::HigherIsBetter).sum(["factor"]),
                kfs().words(["a"]),
                number("a").direction(Direction::LowerIsBetter),
            ],
        ),
    ]
}

#[test]
fn the_good_tree_has_no_problem() {
    assert_eq!(codes(good()), [""; 0]);
    assert_eq!(codes(shops(1_000_000, Some(1))), [""; 0]);
}

/// The good trees, which trip none, are tested above.
#[test]
fn every_code_of_a_tree_is_tripped_as_a_finding_in_both_languages() {
    let mut tripped = BTreeSet::new();
    for (code, draft) in each() {
        tripped.insert(spoken(&problems(draft), code));
    }
    let of_trees = |code: &&FindingCode| code.subject() == FindingSubject::Tree;
    let all: BTreeSet<FindingCode> = FindingCode::ALL.iter().filter(of_trees).copied().collect();
    assert_eq!(tripped, all);
}

#[test]
fn a_circle_is_named_and_all_circles_are_found() {
    let found = problems(with([
        number("c").sum(["d"]),
        number("d").sum(["e"]),
        number("e").sum(["c"]),
        number("x").sum(["y"]),
        number("y").product(["x"]),
        // Leads into a circle, lies in none.
        number("z").sum(["x"]),
    ]));
    let circles: Vec<_> = found
        .iter()
        .filter_map(|problem| match problem {
            TreeProblem::Cycle { path } => Some(path.join(" ")),
            _ => None,
        })
        .collect();
    assert_eq!(circles, ["c d e c", "x y x"]);
}

#[test]
fn everything_wrong_is_found_at_once() {
    let found = codes([
        kgi().sum(["nobody"]),
        NodeDraft::kpi("c"),
        number("d").sum(["d"]),
        NodeDraft::kpi("e").metric("nrrr"),
        number("c"),
    ]);
    for code in [
        "unknown_node",
        "not_measured",
        "tree_cycle",
        "unknown_tree_metric",
        "duplicate_node",
        "kgi_without_kfs",
        "feeds_nothing",
    ] {
        assert!(found.contains(&code), "{code} not among {found:?}");
    }
}

#[test]
fn a_missing_factor_is_named_by_its_unit() {
    let [goal, factor, sales, _] = shops(1_000_000, None);
    let found = problems([goal.product(["users_of_old_pcs"]), factor, sales]);
    let TreeProblem::Units { expected, found, .. } = &found[0] else { panic!("{found:?}") };
    assert_eq!((expected.as_str(), found.as_str()), ("money / month", "money / (month × shop)"));
}

#[test]
fn near_names_are_suggested() {
    let found = problems(with([number("c").sum(["factr"])]));
    let TreeProblem::UnknownNode { close, .. } = &found[0] else { panic!("{found:?}") };
    assert_eq!(close.as_deref(), Some("factor"));
    assert_eq!(found[0].path(), "node.c.children");
    assert_eq!(found[0].remedy().en, "did you mean factor?");
}

#[test]
fn what_does_not_block_stays_with_the_tree() {
    let draft: TreeDraft = with([number("c")]).into_iter().collect();
    let tree = Tree::try_new(draft, &catalog()).unwrap();
    let [problem] = tree.problems() else { panic!() };
    assert_eq!(
        (problem.code().as_str(), problem.level()),
        ("feeds_nothing", FindingLevel::Warning)
    );
    let draft: TreeDraft = with([number("a"), number("c")]).into_iter().collect();
    let error = Tree::try_new(draft, &catalog()).unwrap_err();
    assert_eq!(error.problems()[0].level(), FindingLevel::Blocking);
    assert_eq!(error.problems().len(), 2);
    assert!(
        error
            .to_string()
            .starts_with("the tree has 2 problems\nblocking[duplicate_node] node.a.id")
    );
    assert!(error.render(Language::Ja).contains("要修正"));
}

/// Measured generously: a debug build on a busy machine.
fn bounded(draft: TreeDraft) -> Result<Tree, kpi_goals::TreeError> {
    let begun = Instant::now();
    let tree = Tree::try_new(draft, &catalog());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    tree
}

#[test]
fn hostile_depth_takes_no_stack() {
    const DEPTH: usize = 100_000;
    let id = |i: usize| format!("n{i:06}");
    let chain = (0..DEPTH).map(|i| number(&id(i)).sum([id(i + 1)]));
    let draft = chain.chain([number(&id(DEPTH)), kgi().sum([id(0)])]).collect();
    let tree = bounded(draft).unwrap();
    assert!(tree.problems().iter().any(|problem| problem.code().as_str() == "tree_too_deep"));
    let values = crate::common::values(&[("n100000", "2")]);
    assert_eq!(tree.roll_up(&values).unwrap().value("goal"), Some(Ok(dec("2"))));
    let cascade = tree.cascade("goal", dec("3"), &values, &Default::default()).unwrap();
    assert_eq!(cascade.requirement("n100000").unwrap().required(), dec("3"));
    let later = crate::common::values(&[("n100000", "5")]);
    let split = tree.contributions("goal", &values, &later).unwrap();
    assert_eq!(split.of("n100000").unwrap().amount(), dec("3"));
    assert_eq!(tree.path_to_kgi("n100000").unwrap().len(), DEPTH + 2);
    // The same as one circle.
    let draft = (0..DEPTH).map(|i| number(&id(i)).sum([id((i + 1) % DEPTH)])).chain([kgi()]);
    let error = bounded(draft.collect()).unwrap_err();
    assert!(error.problems().iter().any(|problem| problem.code().as_str() == "tree_cycle"));
    let text = error
        .problems()
        .iter()
        .find(|p| p.code().as_str() == "tree_cycle")
        .unwrap()
        .render(Language::En);
    assert!(text.len() < 1_000, "{text}");
}

#[test]
fn hostile_factors_in_words_are_bounded() {
    let error = bounded(crowded_words().into_iter().collect()).unwrap_err();
    assert!(error.problems().iter().any(|problem| problem.code() == FindingCode::WordsTooLarge));
    // Each level twice the one above.
    let doubled = (0..40).map(|i| {
        let below = [format!("l{}", i + 1), format!("r{}", i + 1)];
        [
            NodeDraft::kfs(format!("l{i}")).words(below.clone()),
            NodeDraft::kfs(format!("r{i}")).words(below),
        ]
    });
    let ends = [
        kgi().sum(["l0", "r0"]),
        NodeDraft::kfs("l40").words(["a"]),
        NodeDraft::kfs("r40").words(["a"]),
        number("a"),
    ];
    let error = bounded(doubled.flatten().chain(ends).collect()).unwrap_err();
    assert!(error.problems().iter().any(|problem| problem.code().as_str() == "duplicate_operand"));
}

#[test]
fn hostile_names_are_bounded() {
    // Each of them would be looked for among all others.
    let wide = (0..20_000).map(|i| number(&format!("n{i}")).sum([format!("m{i}")]));
    let error = bounded(wide.chain([kgi()]).collect()).unwrap_err();
    let unknown =
        error.problems().iter().filter(|problem| problem.code().as_str() == "unknown_node");
    assert_eq!(unknown.count(), 20_000);
    // A name of a megabyte is shown as far as there is room.
    let error = bounded([kgi(), number(&"x".repeat(1 << 20))].into_iter().collect()).unwrap_err();
    assert!(error.problems()[0].render(Language::En).len() < 1_000);
    assert!(error.problems()[0].message().en.len() < 200);
}

#[test]
fn an_identity_lists_what_it_names() {
    let sum = Identity::Sum { plus: vec!["a".to_owned()], minus: vec!["b".to_owned()] };
    assert_eq!(sum.names().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(sum.name(), "sum");
}

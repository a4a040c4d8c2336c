//! Trees in TOML and JSON.

use std::time::{Duration, Instant};

use kpi_goals::{
    CoverageVerdict, FindingCode, GoalDocument, Problem, Tree, TreeDraft, TreeProblem,
};
use rust_decimal::Decimal;

use crate::common::{catalog, problems_of};

const ARTICLE: &str = include_str!("../data/a2_pc_shops.toml");

const FULL: &str = r#"
[[node]]
id = "goal"
kind = "kgi"
name = "one name"
metric = "mrr"
currency = "JPY"
grain = "month"
target = 12.50
actual = "10.000"
sum = ["a"]
minus = ["b"]
[[node.hypothesis]]
child = "nps"
effect = "raises"
lag = { count = 3, grain = "month" }
strength = { point = 2, lower = 1.5, upper = 3.0, level = 0.95, n = 24, method = "fisher_z" }
[[node]]
id = "a"
kind = "kpi"
unit = "money"
[[node]]
id = "b"
kind = "kpi"
unit = "money"
direction = "lower_is_better"
[[node]]
id = "nps"
kind = "kpi"
unit = "score"
per = "quarter"
ratio = ["x", "y"]
[[node]]
id = "x"
kind = "assumption"
unit = "score"
each = "shop"
[[node]]
id = "y"
kind = "assumption"
unit = "count"
of = "shop"
"#;

#[test]
fn the_article_as_a_document() {
    let draft: TreeDraft = toml::from_str(ARTICLE).unwrap();
    let tree = Tree::try_new(draft, &catalog()).unwrap();
    assert!(tree.problems().is_empty(), "{:?}", tree.problems());
    let kgi = tree.coverage_of("new_pc_sales").unwrap();
    assert_eq!(kgi.verdict(), Some(CoverageVerdict::Over { by: Decimal::from(2_000_000) }));
    let name = tree.node("new_pc_sales").unwrap().name();
    assert_eq!(name.ja, "新型PCの年間売上");
}

#[test]
fn documents_round_trip() {
    for text in [ARTICLE, FULL] {
        let draft: TreeDraft = toml::from_str(text).unwrap();
        let written = toml::to_string(&draft).unwrap();
        assert_eq!(toml::from_str::<TreeDraft>(&written).unwrap(), draft);
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<TreeDraft>(&json).unwrap(), draft);
        assert!(!json.contains("null"));
    }
    let draft: TreeDraft = toml::from_str(ARTICLE).unwrap();
    let tree = Tree::try_new(draft, &catalog()).unwrap();
    let again: TreeDraft = serde_json::from_value(serde_json::to_value(&tree).unwrap()).unwrap();
    assert_eq!(Tree::try_new(again, &catalog()).unwrap(), tree);
    let shown = serde_json::to_value(tree.coverage()).unwrap();
    assert_eq!(shown[0]["target"], "10000000");
}

fn found(text: &str) -> Vec<(String, &'static str)> {
    let draft: TreeDraft = toml::from_str(text).unwrap();
    problems_of(draft)
        .iter()
        .filter(|problem| matches!(problem, TreeProblem::Document(_)))
        .map(|problem| {
            assert!(problem.message().is_complete() && problem.remedy().is_complete());
            (problem.path(), problem.code().as_str())
        })
        .collect()
}

#[test]
fn everything_wrong_in_a_document_is_found_at_once() {
    let text = r#"
        title = "x"
        [[node]]
        id = "goal"
        kind = "kgl"
        unit = "euros"
        tarjet = 5
        target = 1e300
        actual = [1]
        sum = ["a", 7]
        product = ["a"]
        name = { en = "only english" }
        [[node]]
        kind = "kpi"
        per = "fortnight"
        [[node.hypothesis]]
        effect = "helps"
        lag = { count = -1, grain = "month" }
        strength = { point = 2, lower = 3, upper = 1, level = 0.95, n = 24, method = "guess" }
        [[node]]
        id = "r"
        kind = "kpi"
        unit = "ratio"
        ratio = ["a"]
        currency = "yen"
    "#;
    let expected = [
        ("title", "unknown_field"),
        ("node[1].kind", "bad_value"),
        ("node[1].name.ja", "missing_field"),
        ("node[1].unit", "bad_value"),
        ("node[1].target", "bad_value"),
        ("node[1].actual", "bad_value"),
        ("node[1].sum", "bad_value"),
        ("node[1].sum", "bad_value"),
        ("node[1].tarjet", "unknown_field"),
        ("node[2].id", "missing_field"),
        ("node[2].per", "bad_value"),
        ("node[2].hypothesis[1].child", "missing_field"),
        ("node[2].hypothesis[1].effect", "bad_value"),
        ("node[2].hypothesis[1].lag.count", "bad_value"),
        ("node[2].hypothesis[1].strength", "bad_value"),
        ("node[3].currency", "bad_value"),
        ("node[3].ratio", "bad_value"),
    ];
    let expected: Vec<(String, &str)> = expected.map(|(p, c)| (p.to_owned(), c)).to_vec();
    assert_eq!(found(text), expected);
}

#[test]
fn documents_that_are_something_else() {
    assert_eq!(found("node = 5"), [("node".to_owned(), "bad_value")]);
    assert_eq!(found("node = [5]")[0], ("node[1]".to_owned(), "bad_value"));
    let draft: TreeDraft = serde_json::from_str("[]").unwrap();
    let codes: Vec<_> = problems_of(draft).iter().map(|problem| problem.code().as_str()).collect();
    assert_eq!(codes, ["bad_value", "tree_empty"]);
    assert!(serde_json::from_str::<TreeDraft>("{").is_err());
    let twice = r#"{"node": [], "node": []}"#;
    assert!(serde_json::from_str::<TreeDraft>(twice).is_err());
    // Null is as good as absent.
    let draft: TreeDraft = serde_json::from_str(
        r#"{"node": [{"id": "a", "kind": "kgi", "unit": "number", "sum": null, "target": null}]}"#,
    )
    .unwrap();
    assert!(Tree::try_new(draft, &catalog()).is_ok());
}

#[test]
fn what_is_no_toml_is_a_finding() {
    let refused = TreeDraft::from_toml("[[node]]\nid = \"a\"\nkind = [[\n").unwrap_err();
    assert_eq!((refused.code(), refused.path()), (FindingCode::Syntax, "tree"));
    assert_eq!(refused.position().map(|at| at.line), Some(3));
    let long = TreeDraft::from_toml(&" ".repeat(GoalDocument::MOST_BYTES + 1)).unwrap_err();
    assert_eq!((long.code(), long.path()), (FindingCode::TooLarge, "tree"));
    let twice = TreeDraft::from_toml("node = []\nnode = []").unwrap_err();
    assert_eq!(twice.code(), FindingCode::Syntax);
    assert_eq!(TreeDraft::from_toml(FULL).unwrap(), toml::from_str(FULL).unwrap());
}

#[test]
fn hostile_documents_are_bounded() {
    let begun = Instant::now();
    // Nesting: refused by the reader or noted, never a crash.
    for depth in [60, 100_000] {
        let json = format!("{{\"node\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
        let _ = serde_json::from_str::<TreeDraft>(&json).map(problems_of);
        let toml = format!("node = {}{}", "[".repeat(depth), "]".repeat(depth));
        let _ = TreeDraft::from_toml(&toml).map(problems_of);
        let keys = format!("{}node = 1", "a.".repeat(depth));
        let _ = TreeDraft::from_toml(&keys).map(problems_of);
    }
    // Numbers.
    for number in ["1e308", "-1e308", "99999999999999999999999999999999", "nan", "inf"] {
        let text =
            format!("[[node]]\nid = \"a\"\nkind = \"kgi\"\nunit = \"number\"\ntarget = {number}");
        match TreeDraft::from_toml(&text) {
            Err(_) => {}
            Ok(draft) => assert!(Tree::try_new(draft, &catalog()).is_err(), "{number}"),
        }
    }
    for number in ["1e400", "1e28", "123456789012345678901234567890"] {
        let text = format!(
            r#"{{"node": [{{"id": "a", "kind": "kgi", "unit": "number", "target": {number}}}]}}"#
        );
        let tree =
            serde_json::from_str::<TreeDraft>(&text).ok().map(|d| Tree::try_new(d, &catalog()));
        if number == "1e28" {
            assert!(tree.unwrap().is_ok());
        } else {
            assert!(tree.is_none_or(|tree| tree.is_err()), "{number}");
        }
    }
    let digits = format!(
        r#"{{"node": [{{"id": "a", "kind": "kgi", "unit": "number", "target": "{}"}}]}}"#,
        "9".repeat(1 << 20)
    );
    let draft: TreeDraft = serde_json::from_str(&digits).unwrap();
    let error = Tree::try_new(draft, &catalog()).unwrap_err();
    assert!(error.to_string().len() < 1_000);
    // Unknown fields by the thousand, and a circle through everything.
    let mut text = String::from("[[node]]\nid = \"a\"\nkind = \"kgi\"\nunit = \"number\"\n");
    (0..20_000).for_each(|i| text.push_str(&format!("x{i} = 1\n")));
    assert_eq!(found(&text).len(), 20_000);
    let circle: Vec<String> = (0..20_000)
        .map(|i| {
            format!(
                r#"{{"id": "n{i}", "kind": "kpi", "unit": "number", "sum": ["n{}"]}}"#,
                (i + 1) % 20_000
            )
        })
        .collect();
    let draft: TreeDraft =
        serde_json::from_str(&format!(r#"{{"node": [{}]}}"#, circle.join(","))).unwrap();
    assert!(problems_of(draft).iter().any(|problem| problem.code().as_str() == "tree_cycle"));
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

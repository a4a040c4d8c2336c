//! Documents: what is read, what is refused, and how long that takes.

use std::time::Instant;

use kpi_goals::{FindingCode as Code, GoalDocument, SmartCheck};

use crate::world::{as_of, builtin};

const GOAL: &str = r#"
[[goal]]
id = "nrr"
level = "kpi"
statement = "NRRを 110 % にする"
subject = "契約中の顧客"
segment = "plan=standard"
owner = "佐藤"
department = "customer_success"
metric = "net_revenue_retention"
unit = "ratio"
direction = "higher_is_better"
grain = "month"
target = { at_least = "110 %" }
baseline = { value = 1.032, measured_on = 2026-09-30, facts = ["opening_mrr"], low = 1.0, high = 1.06, level = 0.95, n = 80 }
start = 2026-10-01
deadline = 2027-03-31
milestones = [{ date = 2026-12-31, value = "106 %" }]
review = { every = "month", dates = [2026-11-15] }
supports = ["arr", { goal = "churn", influence = "lowers", lag = { count = 2, grain = "month" } }]
contract_months = 12
matures_after_months = 1
"#;

#[test]
fn a_whole_goal_is_read() {
    let document = GoalDocument::from_toml(GOAL);
    assert_eq!(document.findings(), []);
    let [draft] = document.drafts() else { panic!() };
    assert_eq!(draft.supports().len(), 2);
    let catalog = builtin();
    let report = SmartCheck::new(&catalog, as_of()).check(draft);
    let goal = report.goal().unwrap();
    assert_eq!(goal.baseline().unwrap().value.to_string(), "103.20 %");
    assert_eq!(goal.milestones().len(), 1);
    assert_eq!(goal.segment().unwrap().to_string(), "plan=standard");
}

#[cfg(feature = "serde")]
#[test]
fn json_and_toml_are_read_alike_and_written_back() {
    use kpi_goals::GoalDraft;

    let from_toml = GoalDocument::from_toml(GOAL);
    let json = serde_json::to_string(&from_toml.drafts()[0]).unwrap();
    let back: GoalDraft = serde_json::from_str(&json).unwrap();
    assert_eq!(&back, &from_toml.drafts()[0]);
    let document: GoalDocument = serde_json::from_str(&format!("{{\"goal\": [{json}]}}")).unwrap();
    assert_eq!(document.drafts(), from_toml.drafts());
    let error = serde_json::from_str::<GoalDraft>(r#"{"id": "a", "colour": 1, "owner": 2}"#);
    let text = error.unwrap_err().to_string();
    assert!(text.contains("goal.a.colour") && text.contains("goal.a.owner"), "{text}");
}

#[test]
fn what_is_wrong_is_named_by_path_and_the_rest_is_read() {
    let document = GoalDocument::from_toml(
        r#"
        name = "x"
        [[goal]]
        id = "a"
        deadline = 2027-13-45
        "#,
    );
    assert_eq!(document.findings()[0].code(), Code::Syntax);
    let document = GoalDocument::from_toml(
        r#"
        name = "x"
        goal = [
          { id = "a", metric = [1, "arr"], target = { at_least = 1, at_most = 2 }, supports = [7] },
          3,
          { owner = "b", target = { between = [1] }, baseline = 5, review = { every = "often" } },
          { id = "c", target = { at_most = 99999999999999999999999999999999999999 }, milestones = [{}] },
          { id = "d", baseline = { value = 1, low = 2, high = 3 }, contract_months = -1, target = {} },
        ]
        "#,
    );
    let paths: Vec<&str> = document.findings().iter().map(|f| f.path()).collect();
    assert_eq!(
        paths,
        [
            "name",
            "goal.a.metric",
            "goal.a.target.at_least",
            "goal.a.supports[1]",
            "goal[2]",
            "goal[3].target.between",
            "goal[3].baseline",
            "goal[3].review.every",
            "goal.c.target.at_most",
            "goal.c.milestones[1].date",
            "goal.d.target.at_least",
            "goal.d.baseline.low",
            "goal.d.contract_months",
        ]
    );
    assert_eq!(document.drafts().len(), 5);
    assert_eq!(document.drafts()[0].metric(), Some("arr"));
}

#[test]
fn hostile_documents_end_soon_with_short_findings() {
    let deep = format!("a = {}{}", "[".repeat(50_000), "]".repeat(50_000));
    let nested = format!("[[goal]]\ntarget = {}1{}", "{ a = ".repeat(60), " }".repeat(60));
    let fields: String = (0..50_000).map(|n| format!("f{n} = 1\n")).collect();
    let wide = format!("[[goal]]\n{fields}");
    let goals = "[[goal]]\nsupports = ['g']\nid = 'g'\n".repeat(20_000);
    let long =
        format!("[[goal]]\nid = '{}'\nstatement = '{}'", "x".repeat(100_000), "y".repeat(1 << 20));
    let huge = format!("[[goal]]\ntarget = {{ at_least = {} }}", "9".repeat(100_000));
    let many = format!("[[goal]]\nmetric = [{}]", "'m',".repeat(100_000));
    for text in [&deep, &nested, &wide, &goals, &long, &huge, &many] {
        let begun = Instant::now();
        let document = GoalDocument::from_toml(text);
        assert!(begun.elapsed().as_secs_f64() < 5.0, "{}", &text[..20]);
        assert!(document.findings().len() <= GoalDocument::MOST_FINDINGS);
        for finding in document.findings() {
            assert!(finding.render(kpi_types::Language::Ja).len() < 4_000);
        }
    }
    assert_eq!(GoalDocument::from_toml(&deep).findings()[0].code(), Code::Syntax);
    assert_eq!(GoalDocument::from_toml(&huge).findings()[0].code(), Code::BadValue);
    assert_eq!(GoalDocument::from_toml(&many).findings()[0].code(), Code::BadValue);
}

#[cfg(feature = "serde")]
#[test]
fn hostile_json_ends_soon_too() {
    let nested = format!("{{\"goal\": [{}1{}]}}", "{\"a\":".repeat(100), "}".repeat(100));
    let document: GoalDocument = serde_json::from_str(&nested).unwrap();
    assert_eq!(document.findings()[0].code(), Code::UnknownField);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let document: GoalDocument = serde_json::from_str(&deep).unwrap();
    assert_eq!(document.findings()[0].path(), "document");
    let unbalanced = "[".repeat(100_000);
    assert!(serde_json::from_str::<GoalDocument>(&unbalanced).is_err());
    let twice = r#"{"goal": [{"id": "a", "id": "b"}]}"#;
    let document: GoalDocument = serde_json::from_str(twice).unwrap();
    assert_eq!(document.findings()[0].path(), "goal.a.id");
    let wrong = r#"{"goal": [{"id": "a", "deadline": null, "target": {"at_least": true}}]}"#;
    let document: GoalDocument = serde_json::from_str(wrong).unwrap();
    assert_eq!(document.findings().len(), 2);
}

#[test]
fn too_many_goals_are_cut_and_named() {
    let text = "[[goal]]\n".repeat(GoalDocument::MOST_GOALS + 1);
    let document = GoalDocument::from_toml(&text);
    assert_eq!(document.findings()[0].code(), Code::TooLarge);
    assert_eq!(document.drafts().len(), GoalDocument::MOST_GOALS);
}

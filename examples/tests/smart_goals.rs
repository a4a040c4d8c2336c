//! The program of goals: what it prints of the good, the bad, the shops and the scenario.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::collections::BTreeSet;

use common::ran;
use kpis::goals::FindingCode;
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("smart_goals", arguments, kpis_examples::smart_goals::run)
}

fn folder(name: &str) -> String {
    format!("{}/data/goals/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn json(name: &str) -> Value {
    let (code, text, error) = run(&[&folder(name), "--as-of", "2026-10-05", "--json"]);
    assert_eq!(code, 0, "{error}");
    serde_json::from_str(&text).unwrap()
}

fn codes(page: &Value) -> BTreeSet<String> {
    let goals = page["goals"].as_array().unwrap().iter().map(|goal| &goal["findings"]);
    let lists = goals.chain([&page["document"], &page["set"]]);
    let all = lists.flat_map(|list| list.as_array().unwrap());
    all.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_good_goals_are_smart() {
    let page = json("good");
    assert_eq!(codes(&page), BTreeSet::new());
    for goal in page["goals"].as_array().unwrap() {
        for verdict in goal["verdicts"].as_array().unwrap() {
            assert_eq!(verdict, "met", "{goal}");
        }
    }
}

/// Goals, set, tree, scenario and stages: in `bad`, and in `alone` what cannot stand beside that.
#[test]
fn the_bad_goals_trip_every_finding() {
    // A document that cannot be read, or is too large, holds nothing else; an empty tree, or one
    // without a KGI, nothing of worth; two thousand goals over a thousand factors are no sample; and
    // a goal whose metric the catalog lacks is refused before its stage is looked for.
    let none = [
        FindingCode::Syntax,
        FindingCode::TooLarge,
        FindingCode::TreeEmpty,
        FindingCode::NoKgi,
        FindingCode::WordsTooLarge,
        FindingCode::UnknownCoveredMetric,
    ];
    let named = |codes: &[FindingCode]| -> BTreeSet<String> {
        codes.iter().map(|code| code.as_str().to_owned()).collect()
    };
    let all: BTreeSet<String> =
        named(FindingCode::ALL).difference(&named(&none)).cloned().collect();
    let (bad, alone) = (codes(&json("bad")), codes(&json("alone")));
    assert_eq!(bad.union(&alone).cloned().collect::<BTreeSet<String>>(), all);
    // What `alone` is for.
    let only = [
        FindingCode::TreeTooDeep,
        FindingCode::ConversionOverflow,
        FindingCode::ScenarioIncomplete,
        FindingCode::ScenarioEmptyGoal,
        FindingCode::LaggingWithoutLeading,
    ];
    assert_eq!(alone.difference(&bad).cloned().collect::<BTreeSet<String>>(), named(&only));
}

/// The file says above each part which codes it trips.
#[test]
fn every_code_is_named_in_the_files_that_trip_it() {
    let mut texts = String::new();
    for file in ["goals.toml", "tree.toml", "scenario.toml"] {
        for name in ["bad", "alone"] {
            texts += &std::fs::read_to_string(format!("{}/{file}", folder(name))).unwrap();
        }
    }
    for code in codes(&json("bad")).union(&codes(&json("alone"))) {
        assert!(texts.contains(code.as_str()), "{code}");
    }
}

/// 12 × 1 million yen of one shop against 10 million: 120 %.
#[test]
fn the_shops_add_up() {
    let (code, page, error) = run(&[&folder("shop"), "--as-of", "2026-10-05"]);
    assert_eq!(code, 0, "{error}");
    // 10 million ÷ 12 months ÷ 1 million of one shop, in whole shops; ÷ 1 shop.
    for part in [
        "The tree",
        "12,000,000 of 10,000,000, 120 %",
        "needed: shops 1 (exactly 0.8333)",
        "needed: sales_per_shop 833,333.3333",
        "weakest link",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, ja, _) = run(&[&folder("shop"), "--as-of", "2026-10-05", "--lang", "ja"]);
    assert!(ja.contains("ツリー") && ja.contains("120 %"), "{ja}");
}

#[test]
fn the_scenario_is_planned_backwards() {
    let (code, page, error) = run(&[&folder("scenario"), "--as-of", "2026-10-01"]);
    assert_eq!(code, 0, "{error}");
    for part in ["Backwards from the contract", "onboarded_share", "own_goals_reached_share"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = json("scenario");
    let needed = page["scenario"]["milestones"].as_array().unwrap().iter();
    let needed: Vec<u64> = needed.map(|m| m["needed"].as_u64().unwrap()).collect();
    // 32 ÷ 0.96, ÷ 0.95, ÷ 0.9, ÷ 0.9, each rounded up.
    assert_eq!(needed, [45, 40, 36, 34, 32]);
}

#[test]
fn both_languages_and_rules_have_a_page() {
    let (code, ja, _) = run(&["--lang", "ja", "--rule", "probability"]);
    assert_eq!(code, 0);
    for part in ["の目標", "明確性", "次の見直しで扱うこと", "達成確率が 0.5 以上なら順調"]
    {
        assert!(ja.contains(part), "{part}: {ja}");
    }
    let (code, bad, _) = run(&[&folder("bad"), "--as-of", "2026-10-05", "--lang", "ja"]);
    assert_eq!(code, 0);
    assert!(bad.contains("要修正[several_metrics]") && bad.contains("対処:"), "{bad}");
}

#[test]
fn calibration_prints_a_table() {
    let (code, page, _) = run(&["--calibrate"]);
    assert_eq!(code, 0);
    assert!(page.contains("3 ahead") && page.contains("net_revenue_retention"), "{page}");
    let (_, text, _) = run(&["--calibrate", "--json"]);
    let page: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(page["by_horizon"][0]["rows"].as_array().unwrap().len(), 9);
}

/// The scorecard's book, in two currencies: with rates as the scorecard has it, without in one of them.
#[test]
fn the_past_comes_from_the_scorecards_book() {
    let data = |name: &str| format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let goals = std::fs::read_to_string(data("scorecard_goals.toml")).unwrap();
    let file = common::Temp::file("goals.toml", goals);
    let folder = std::path::Path::new(file.path()).parent().unwrap().to_str().unwrap();
    let (book, rates) = (data("contract_lines.csv"), data("rates.csv"));
    let arr = |more: &[&str]| {
        let asked = [&[folder, "--book", &book, "--as-of", "2026-10-31", "--json"], more].concat();
        let (code, text, error) = run(&asked);
        assert_eq!(code, 0, "{error}");
        let page: Value = serde_json::from_str(&text).unwrap();
        let amount = &page["tracking"][0]["newest"]["value"]["money"];
        (amount["amount"].as_str().unwrap().to_owned(), amount["currency"].clone())
    };
    let (all, currency) = arr(&["--rates", &rates]);
    assert!(all.starts_with("540076583") && currency == "JPY", "{all}");
    let (part, currency) = arr(&[]);
    assert!(part.starts_with("405663793") && currency == "JPY", "{part}");
}

#[test]
fn a_tree_that_cannot_be_read_is_a_finding_beside_the_goals() {
    let file = common::Temp::file("goals.toml", "[[goal]]\nid = 'a'\n");
    let folder = std::path::Path::new(file.path()).parent().unwrap();
    std::fs::write(folder.join("tree.toml"), "[[node]]\nid = [[[\n").unwrap();
    std::fs::write(folder.join("scenario.toml"), "start = 2026-99-01\n").unwrap();
    let (code, text, error) = run(&[folder.to_str().unwrap(), "--as-of", "2026-10-05"]);
    assert_eq!(code, 0, "{error}");
    assert!(text.contains("blocking[syntax] tree (line 2"), "{text}");
    assert!(text.contains("blocking[syntax] scenario (line 1"), "{text}");
    assert!(text.contains("goal.a.metric"), "{text}");
}

#[test]
fn bad_rows_and_missing_folders_are_named() {
    let (code, _, error) = run(&["/nowhere"]);
    assert_eq!(code, 2);
    assert!(error.contains("there is no /nowhere/goals.toml"), "{error}");
    let file = common::Temp::file("goals.toml", "[[goal]]\nid = 'a'\n");
    let folder = std::path::Path::new(file.path()).parent().unwrap();
    let (code, _, error) = run(&[folder.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(error.contains("--as-of"), "{error}");
    std::fs::create_dir(folder.join("history")).unwrap();
    let rows = "period,value\n2026-09,1\nmonth,2\n2026-08,many\n";
    std::fs::write(folder.join("history/mrr.csv"), rows).unwrap();
    let (code, _, error) = run(&[folder.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(error.contains("\"month\"") && error.contains("\"many\""), "{error}");
}

#[test]
fn a_period_given_twice_or_of_another_kind_is_a_row_to_mend() {
    let at = std::env::temp_dir().join(format!("smart_goals_twice_{}", std::process::id()));
    std::fs::create_dir_all(at.join("history")).unwrap();
    std::fs::write(at.join("goals.toml"), "").unwrap();
    let rows = "period,value\n2026-08,1\n2026-08,2\n2026-Q3,3\n";
    std::fs::write(at.join("history/customers.csv"), rows).unwrap();
    let (code, _, error) = run(&[at.to_str().unwrap(), "--lang", "ja"]);
    std::fs::remove_dir_all(&at).unwrap();
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("customers.csv:3: period: \"2026-08\""), "{error}");
    assert!(error.contains("1期間につき1行"), "{error}");
    assert!(error.contains("customers.csv:4") && error.contains("同じ種類の期間"), "{error}");
}

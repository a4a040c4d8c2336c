//! The survey program over files of its own: what it prints, what it refuses.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{Temp, ran};
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("survey", arguments, kpis_examples::survey::run)
}

fn json(arguments: &[&str]) -> Value {
    let (code, text, err) = run(&[arguments, &["--json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&text).unwrap()
}

/// Of ten who were asked eight answered: five promoters, two detractors. 9 is an answer to the first
/// question and none to the others.
const ANSWERS: &str = "\
Recommend ,Overall,q_food,q_seats,q_note,plan,w,wave
10,5,5,3,70,a,1,2026-1
9,5,5,2,,a,1,2026-1
9,4,4,4,12,a,1,2026-1
0,1,2,3,,b,3,2026-1
6,2,2,5,,b,1,2026-1
99,3,3,4,,b,1,2026-2
10,4,9,1,55,a,2,2026-2
10,4,4,3,,a,1,2026-2
7,9,3,,,b,1,2026-2
,2,1,2,,b,1,2026-2
";

fn named(file: &Temp) -> Vec<&str> {
    let mut all = vec![file.path(), "--nps", "recommend", "--missing", "9,99"];
    all.extend(["--csat", "overall", "--csat-as", "top-two-of-five"]);
    all
}

#[test]
fn scores_with_intervals_weights_and_groups() {
    let file = Temp::file("answers.csv", ANSWERS);
    let asked =
        [&named(&file)[..], &["--weight", "w", "--segment", "plan", "--wave", "wave"]].concat();
    let found = json(&asked);
    let nps = &found["scores"][0];
    assert_eq!((&nps["answers"]["n"], &nps["answers"]["no_answer"]), (&8.into(), &2.into()));
    assert_eq!(nps["score"]["point"], 37.5);
    assert_eq!(nps["score"]["method"], "adjusted_wald");
    // Promoters weigh 6, detractors 4, of 11.
    assert!((nps["weighted"]["point"].as_f64().unwrap() - 200.0 / 11.0).abs() < 1e-9);
    let names: Vec<&Value> =
        nps["segments"].as_array().unwrap().iter().map(|g| &g["name"]).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(nps["segments"][0]["score"]["point"], 100.0);
    // All others: one passive, two detractors.
    let gap = &nps["segments"][0]["compared"]["difference"]["point"];
    assert!((gap.as_f64().unwrap() - 500.0 / 3.0).abs() < 1e-9, "{gap}");
    assert_eq!(nps["waves"][1]["compared"]["less"], "2026-1");
    let csat = &found["scores"][1];
    assert_eq!(csat["score"]["point"], 5.0 / 9.0);
    assert_eq!(csat["answers"]["no_answer"], 1);
    let (code, page, _) = run(&asked);
    assert_eq!(code, 0);
    for said in [
        "answers.csv: 10 respondents",
        "9 of --missing are answers to recommend (from 0 to 10).",
        "+37.50",
        "weighted +18.18",
        "░ detractors 2 (25.0 %)   ▒ passives 1 (12.5 %)   █ promoters 5 (62.5 %)",
        "less all others",
        "less the one before",
        "Do all answer alike?",
        "55.6 %",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
}

#[test]
fn the_portfolio_of_items_found_by_a_pattern() {
    let file = Temp::file("answers.csv", ANSWERS);
    let base = [file.path(), "--items", "q_*", "--overall", "overall", "--missing", "9,99"];
    let found = json(&base);
    let portfolio = &found["portfolio"];
    let items = portfolio["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    let food = items.iter().find(|item| item["item"] == "q_food").unwrap();
    assert_eq!(found["not_items"][0]["column"], "q_note");
    // SciPy, pearsonr over the eight who answered both.
    let r = food["importance"].as_f64().unwrap();
    assert!((r - R_FOOD).abs() < 1e-9, "{r}");
    assert_eq!(food["satisfaction"], 29.0 / 9.0);
    assert_eq!((&portfolio["respondents"], &portfolio["complete"]), (&10.into(), &8.into()));
    let (code, page, _) = run(&base);
    assert_eq!(code, 0);
    for said in [
        "q_note fits --items and is none",
        "importance →",
        "Cronbach's alpha",
        "stays",
        "not a cause",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    let (_, page, _) = run(&[&base[..], &["--lang", "ja"]].concat());
    for said in
        ["重点改善", "重点維持", "改善度指数", "クロンバックの α", "関連であり因果ではありません"]
    {
        assert!(page.contains(said), "{said}\n{page}");
    }
    for more in [
        &["--importance", "shapley", "--satisfaction", "good-minus-bad"][..],
        &["--importance", "regression", "--satisfaction", "top-boxes", "--cut", "medians"],
        &["--importance", "partial", "--respondents", "pairs"],
    ] {
        let found = json(more);
        assert_eq!(found["portfolio"]["items"].as_array().unwrap().len(), 5, "{more:?}");
    }
}

const R_FOOD: f64 = 0.9354838709677418;

#[test]
fn several_files_are_waves_and_columns_may_have_other_names() {
    let one = Temp::file("2025_answers.csv", "happy\n5\n4\n5\n2\n");
    let two = Temp::file("2026_answers.csv", "How,nps\n1,9\n2,10\n,11\n3,3\n");
    let asked = [
        one.path(),
        two.path(),
        "--csat",
        "happy,how",
        "--csat-as",
        "mean",
        "--nps",
        "nps",
        "--wave-by-file",
        "--missing",
        "11",
    ];
    let found = json(&asked);
    let nps = &found["scores"][0];
    // The first file did not ask: its rows are no missing answers.
    assert_eq!((&nps["answers"]["n"], &nps["answers"]["no_answer"]), (&3.into(), &1.into()));
    let csat = &found["scores"][1];
    assert_eq!(csat["waves"][0]["score"]["point"], 4.0);
    assert_eq!(csat["waves"][1]["compared"]["difference"]["point"], -2.0);
    assert_eq!(csat["waves"][1]["name"], "2026");
}

#[test]
fn a_file_without_names_gets_them_from_the_user() {
    let (names, rows) = ANSWERS.split_once('\n').unwrap();
    let (file, bare) = (Temp::file("answers.csv", ANSWERS), Temp::file("answers.csv", rows));
    let expected = run(&named(&file));
    let asked = [&named(&bare)[..], &["--columns", names]].concat();
    assert_eq!((expected.0, run(&asked)), (0, expected));
    let row = Temp::file("row.csv", "10,5,a\n");
    let (code, _, error) = run(&[row.path(), "--nps", "recommend"]);
    assert!(code == 2 && error.contains("name the columns with --columns"), "{error}");
}

#[test]
fn bad_rows_are_named_and_left_out_when_asked() {
    let bad = "id,nps,w\na,11,1\nb,9,0\nc,9\nd,10,2\ne,seven,1\n";
    let file = Temp::file("bad.csv", bad);
    let base = [file.path(), "--nps", "nps", "--weight", "w"];
    let (code, page, err) = run(&base);
    assert_eq!((code, page.as_str()), (1, ""));
    for said in [
        "bad.csv:2: nps: \"11\" is not allowed: expected a whole number from 0 to 10",
        "bad.csv:3: w: \"0\" is not allowed: expected a number above 0",
        "bad.csv:4: (row)",
        "bad.csv:6: nps: \"seven\"",
        "bad rows: 4",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
    let (code, page, err) = run(&[&base[..], &["--skip-bad-rows"]].concat());
    assert_eq!(code, 0);
    assert!(err.contains("bad rows left out: 4") && page.contains("1 respondent\n"), "{err}{page}");
    let (code, _, err) = run(&[&base[..], &["--lang", "ja"]].concat());
    assert!(code == 1 && err.contains("0~10 の整数") && err.contains("不正な行: 4"), "{err}");
    // A few cells of a real item are bad rows; a column of others is no item.
    let many = format!("q1,q2,all\n{}6,3,4\n", "5,3,5\n4,2,4\n1,5,2\n".repeat(9));
    let file = Temp::file("items.csv", many);
    let (code, _, err) = run(&[file.path(), "--items", "q*", "--overall", "all"]);
    assert!(code == 1 && err.contains("items.csv:29: q1: \"6\""), "{err}");
}

#[test]
fn what_cannot_be_run_says_why() {
    let file = Temp::file("answers.csv", ANSWERS);
    for (more, said) in [
        (&["--csat", "overall"][..], "--csat-as"),
        (&["--nps", "recomend"], "\"recomend\": expected one of Recommend, Overall"),
        (&["--nps", "recommend", "--segment", "team"], "has no column \"team\""),
        (&[], "nothing is asked"),
        (&["--items", "z*", "--overall", "overall"], "no column fits --items z*"),
        (&["--items", "q*"], "--overall"),
    ] {
        let (code, page, err) = run(&[&[file.path()], more].concat());
        assert!(code == 2 && page.is_empty() && err.contains(said), "{more:?}: {err}");
    }
    let (_, _, err) = run(&[file.path(), "--lang", "ja"]);
    assert!(err.contains("対象がありません"), "{err}");
}

#[test]
fn the_sample_shows_what_to_improve_first() {
    let (code, page, err) = run(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(page.contains("a made-up survey"), "{page}");
    let first = page.lines().find(|line| line.trim_start().starts_with("A   ")).unwrap();
    assert!(first.contains("rate_speed") && first.contains("improve first"), "{first}");
}

//! The retention program over files of its own: what it prints, what it refuses.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod common;

use common::Temp;
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("retention").chain(arguments.iter().copied());
    let code = kpis_examples::retention::run(all, false, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (code, text(out), text(err))
}

/// Three start in January; one is back in February, one in March, which is not over.
const LOG: &str = "user,at\n\
    a,2026-01-05\nb,2026-01-09T10:00:00Z\nc,2026-01-20 08:30:00\n\
    b,2026-02-02\na,2026-03-03\n";

#[test]
fn a_grid_marks_what_is_not_over() {
    let file = Temp::file("log.csv", LOG);
    let named = [file.path(), "--id", "user", "--time", "at", "--end", "2026-03-10"];
    let (code, page, _) = run(&named);
    assert_eq!(code, 0);
    let row = page.lines().find(|line| line.trim_start().starts_with("2026-01 ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["2026-01", "3", "100%", "33.3%", "33.3%*"]);
    // February alone is complete: 1 of 3, Wilson 6.1 % to 79.2 %.
    let mean = page.lines().find(|line| line.trim_start().starts_with("1 ")).unwrap();
    assert!(mean.contains("33.3 %") && mean.contains("6.1 % to 79.2 %"), "{mean}");
    let (_, page, _) = run(&[&named[..], &["--lang", "ja"]].concat());
    assert!(page.contains("ユーザー 3 人") && page.contains("33.3%*"), "{page}");
}

#[test]
fn json_has_every_count() {
    let file = Temp::file("log.csv", LOG);
    let (code, text, _) =
        run(&[file.path(), "--id", "user", "--time", "at", "--end", "2026-03-10", "--json"]);
    assert_eq!(code, 0);
    let json: Value = serde_json::from_str(&text).unwrap();
    let cells = &json["cohorts"][0]["cells"];
    assert_eq!((&cells[1]["returned"], &cells[1]["eligible"]), (&1.into(), &3.into()));
    assert_eq!(cells[1]["status"], "complete");
    assert_eq!((&cells[2]["eligible"], &cells[2]["returned_so_far"]), (&0.into(), &1.into()));
    assert_eq!(json["actives"][1]["split"]["dormant"], 2);
}

#[test]
fn bad_rows_are_all_listed() {
    let bad = format!("{LOG},2026-01-01\nd,yesterday\nd,2026-01-31\n");
    let file = Temp::file("bad.csv", bad);
    let named = [file.path(), "--id", "user", "--time", "at"];
    let (code, page, list) = run(&named);
    assert_eq!((code, page.as_str()), (1, ""));
    assert!(
        list.contains("bad.csv:7: user: \"\" is not allowed: expected an identifier"),
        "{list}"
    );
    assert!(
        list.contains("bad.csv:8: at: \"yesterday\" is not allowed: expected a date"),
        "{list}"
    );
    let (code, page, list) = run(&[&named[..], &["--skip-bad-rows"]].concat());
    assert_eq!(code, 0);
    assert!(page.contains("6 events of 4 users") && list.contains("left out: 2"), "{page}{list}");
    let (code, page, _) =
        run(&[&named[..], &["--skip-bad-rows", "--leave-out-blank-ids"]].concat());
    assert!(code == 0 && page.contains("Rows without an id, left out: 1"), "{page}");
}

#[test]
fn what_cannot_be_understood_is_said() {
    let file = Temp::file("log.csv", LOG);
    let (code, _, error) = run(&[file.path(), "--id", "who", "--time", "at"]);
    assert!(code == 2 && error.contains("no column \"who\": expected one of user, at"), "{error}");
    let empty = Temp::file("empty.csv", "user,at\n");
    let (code, _, error) = run(&[empty.path(), "--id", "user", "--time", "at"]);
    assert!(code == 2 && error.contains("there are no events"), "{error}");
    let (code, _, error) =
        run(&[file.path(), "--id", "user", "--time", "at", "--end", "2020-01-01"]);
    assert!(code == 2 && error.contains("the log begins on 2026-01-05"), "{error}");
}

/// Rolling, other modes and grains run on the made-up log and never show more than everybody.
#[test]
fn every_question_has_a_page() {
    for grain in ["day", "week", "month"] {
        for windows in ["calendar", "rolling"] {
            for mode in ["on", "on-or-after", "on-or-before", "streak"] {
                let asked = ["--grain", grain, "--windows", windows, "--mode", mode];
                let (code, page, error) = run(&asked);
                assert_eq!(code, 0, "{asked:?}: {error}");
                assert!(page.contains("Active users"), "{asked:?}");
            }
        }
    }
}

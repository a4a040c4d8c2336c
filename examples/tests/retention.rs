//! The retention program over files of its own: what it prints, what it refuses.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod common;

use common::{Temp, ran};
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("retention", arguments, |all, out, err| kpis_examples::retention::run(all, false, out, err))
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
    assert!(error.contains("name the columns with --columns"), "{error}");
    let empty = Temp::file("empty.csv", "user,at\n");
    let (code, _, error) = run(&[empty.path(), "--id", "user", "--time", "at"]);
    assert!(code == 2 && error.contains("there are no events"), "{error}");
    let (code, _, error) =
        run(&[file.path(), "--id", "user", "--time", "at", "--end", "2020-01-01"]);
    assert!(code == 2 && error.contains("the log begins on 2026-01-05"), "{error}");
    let early = [file.path(), "--id", "user", "--time", "at", "--end", "2026-02-28"];
    let (_, page, _) = run(&early);
    assert!(page.contains("Not used: 1 (events after the last day)"), "{page}");
    let (_, page, _) = run(&[&early[..], &["--lang", "ja"]].concat());
    assert!(page.contains("1 (最終日より後のイベント)"), "{page}");
}

#[test]
fn a_file_without_names_gets_them_from_the_user() {
    let rows = LOG.strip_prefix("user,at\n").unwrap();
    let (named, bare) = (Temp::file("log.csv", LOG), Temp::file("log.csv", rows));
    let columns = ["--id", "user", "--time", "at"];
    let expected = run(&[&[named.path()][..], &columns].concat());
    let asked = [&[bare.path(), "--columns", "user, at"][..], &columns].concat();
    assert_eq!((expected.0, run(&asked)), (0, expected));
    let (code, _, error) = run(&[bare.path(), "--columns", "id,time,note"]);
    assert!(code == 2 && error.contains("names 3 columns (id, time, note)"), "{error}");
}

/// 顧客,日付 as Shift-JIS has it.
#[test]
fn names_of_columns_in_another_encoding_are_refused() {
    let file = Temp::file("sjis.csv", b"\x8c\xda\x8b\x71,\x93\xfa\x95\x74\n1,2026-01-01\n");
    let (code, page, error) = run(&[file.path()]);
    assert_eq!((code, page.as_str()), (2, ""));
    assert!(error.contains("not in UTF-8: save it as UTF-8"), "{error}");
    let (_, _, error) = run(&[file.path(), "--lang", "ja"]);
    assert!(error.contains("列名が UTF-8 ではありません"), "{error}");
}

/// Who returned in complete cells of the made-up log, age by age.
fn returned(asked: &[&str]) -> Vec<Vec<u64>> {
    let (code, text, error) = run(&[asked, &["--json"]].concat());
    assert_eq!(code, 0, "{asked:?}: {error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    let cohorts = json["cohorts"].as_array().unwrap();
    assert!(!cohorts.is_empty(), "{asked:?}");
    let of = |cohort: &Value| -> Vec<u64> {
        let cells = cohort["cells"].as_array().unwrap().iter();
        let complete = cells.filter(|cell| cell["status"] == "complete");
        complete.map(|cell| cell["returned"].as_u64().unwrap()).collect()
    };
    cohorts.iter().map(of).collect()
}

/// Whoever kept a streak came in the window; whoever came in it came in it or later, in it or before.
#[test]
fn modes_contain_each_other_whatever_the_grain_and_windows() {
    for grain in ["day", "week", "month"] {
        for windows in ["calendar", "rolling"] {
            let asked = |mode| returned(&["--grain", grain, "--windows", windows, "--mode", mode]);
            let on = asked("on");
            for (fewer, more) in [
                (&asked("streak"), &on),
                (&on, &asked("on-or-after")),
                (&on, &asked("on-or-before")),
            ] {
                assert_eq!(fewer.len(), more.len());
                for (fewer, more) in fewer.iter().zip(more) {
                    assert!(fewer.iter().zip(more).all(|(f, m)| f <= m), "{fewer:?} {more:?}");
                }
            }
            assert!(on.iter().flatten().any(|returned| *returned > 0), "{grain} {windows}");
        }
    }
}

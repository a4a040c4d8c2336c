//! The survival program over a file of its own: what it prints, what it refuses.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{Temp, ran};
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("survival", arguments, kpis_examples::survival::run)
}

/// In group a one of four leaves after 1, one of the two left after 3; in b nobody leaves.
const FILE: &str = "months,gone,plan\n\
    1,yes,a\n2,no,a\n3,yes,a\n5,no,a\n4,no,b\n6,no,b\n0,no,b\n";

fn named(file: &Temp) -> [&str; 7] {
    [file.path(), "--duration", "months", "--event", "gone=yes", "--by", "plan"]
}

#[test]
fn curves_by_group() {
    let file = Temp::file("stayed.csv", FILE);
    let (code, text, _) = run(&[&named(&file)[..], &["--json", "--given", "1"]].concat());
    assert_eq!(code, 0);
    let json: Value = serde_json::from_str(&text).unwrap();
    let a = &json["groups"][0];
    let survival: Vec<f64> =
        a["steps"].as_array().unwrap().iter().map(|s| s["survival"].as_f64().unwrap()).collect();
    assert_eq!(survival, [0.75, 0.75, 0.375, 0.375]);
    assert_eq!(a["median"]["time"], 3.0);
    // Of the three left after 1 nobody leaves until 2.
    assert_eq!(a["conditional"]["survival"], 1.0);
    assert_eq!((&json["time_unit"], &json["customers"]), (&"month".into(), &7.into()));
    assert_eq!(json["rows_of_duration_zero"], 1);
    // Two left in a; with 4 of 6 and then 2 of 4 at risk there, 4/6 + 2/4 were to be expected.
    assert_eq!(json["log_rank"]["degrees_of_freedom"], 1);
    let (code, page, _) = run(&named(&file));
    assert_eq!(code, 0);
    assert_eq!(json["counted_as_still_there"]["no"], 5);
    for said in [
        "a (n = 4, 2 left)",
        "Counted as still there: no (5)",
        "Rows of duration 0: 1",
        "not reached",
        "37.5 %",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let expected = page.lines().rfind(|line| line.trim_start().starts_with("a ")).unwrap();
    assert!(expected.contains(" 2 ") && expected.trim_end().ends_with("1.2"), "{expected}");
    let (_, page, _) = run(&[&named(&file)[..], &["--lang", "ja"]].concat());
    assert!(page.contains("未到達") && page.contains("それまでに離脱がありません"), "{page}");
}

#[test]
fn a_file_without_names_gets_them_from_the_user() {
    let rows = FILE.strip_prefix("months,gone,plan\n").unwrap();
    let (file, bare) = (Temp::file("stayed.csv", FILE), Temp::file("stayed.csv", rows));
    let asked = [&named(&bare)[..], &["--columns", "months,gone,plan"]].concat();
    let expected = run(&named(&file));
    assert_eq!((expected.0, run(&asked)), (0, expected));
    let (code, _, error) = run(&named(&bare));
    assert!(code == 2 && error.contains("name the columns with --columns"), "{error}");
}

#[test]
fn bad_rows_are_all_listed() {
    let file = Temp::file("bad.csv", format!("{FILE}-1,no,a\nx,,a\n"));
    let (code, page, list) = run(&named(&file));
    assert_eq!((code, page.as_str()), (1, ""));
    for said in ["bad.csv:9: months: \"-1\"", "bad.csv:10: months: \"x\"", "bad.csv:10: gone: \"\""]
    {
        assert!(list.contains(said), "{said}: {list}");
    }
    let (code, page, list) = run(&[&named(&file)[..], &["--skip-bad-rows"]].concat());
    assert!(
        code == 0 && page.contains("7 customers") && list.contains("left out: 2 (3 cells)"),
        "{list}"
    );
}

/// A slip in the event would count everybody as still there.
#[test]
fn an_event_that_nobody_has_is_an_error() {
    let file = Temp::file("stayed.csv", FILE);
    let asked = [file.path(), "--duration", "months", "--event", "gone=Yse"];
    let (code, page, error) = run(&asked);
    assert_eq!((code, page.as_str()), (2, ""));
    assert!(error.contains("\"Yse\" in gone"), "{error}");
    assert!(error.contains("Found: \"no\" (5), \"yes\" (2)"), "{error}");
    let (code, _, error) = run(&[&asked[..], &["--lang", "ja"]].concat());
    assert!(code == 2 && error.contains("実際の値: \"no\" (5), \"yes\" (2)"), "{error}");
    let (code, page, _) = run(&[&asked[..], &["--no-event-expected"]].concat());
    assert!(code == 0 && page.contains("0 left"), "{page}");
    // With the values of both, the others are bad rows.
    let (code, _, list) = run(&[&asked[..], &["--censored", "gone=no"]].concat());
    assert_eq!(code, 1);
    let allowed =
        "gone: \"yes\" is not allowed: expected \"Yse\" for having left, \"no\" for being";
    assert!(list.contains(&format!("stayed.csv:2: {allowed}")), "{list}");
    assert!(list.contains("bad rows: 2;"), "{list}");
    let (_, _, list) = run(&[&asked[..], &["--censored", "gone=no", "--lang", "ja"]].concat());
    assert!(list.contains("離脱は \"Yse\"、継続中は \"no\""), "{list}");
    // Nobody left, and every value is known to mean so.
    let stay = Temp::file("stay.csv", "months,gone\n1,no\n2,paused\n");
    let asked = [stay.path(), "--duration", "months", "--event", "gone=yes"];
    let listed = ["--censored", "gone=no", "--censored", "gone=paused"];
    let (code, page, _) = run(&[&asked[..], &listed].concat());
    assert!(code == 0 && page.contains("2 customers, 0 left"), "{page}");
    for (censored, said) in [("plan=no", "the column of --event"), ("gone=yes", "another value")] {
        let (code, _, error) = run(&[&asked[..], &["--censored", censored]].concat());
        assert!(code == 2 && error.contains(said), "{error}");
    }
}

#[test]
fn what_cannot_be_understood_is_said() {
    let file = Temp::file("stayed.csv", FILE);
    let (code, _, error) = run(&[file.path(), "--duration", "months", "--event", "gone"]);
    assert!(code == 2 && error.contains("expected COLUMN=VALUE"), "{error}");
    let (code, _, error) = run(&[file.path(), "--duration", "weeks", "--event", "gone=yes"]);
    assert!(code == 2 && error.contains("no column \"weeks\""), "{error}");
    let (code, _, error) = run(&[file.path(), "--given=-3"]);
    assert!(code == 2 && error.contains("above zero"), "{error}");
}

#[test]
fn the_made_up_company_has_a_page() {
    let (code, page, error) = run(&[]);
    assert_eq!(code, 0, "{error}");
    assert!(page.contains("month (n = ") && page.contains("Log-rank"), "{page}");
}

/// A column that names customers is no column of groups.
#[test]
fn too_many_groups_are_refused() {
    let rows: String = (0..51).map(|customer| format!("{customer},c{customer},1\n")).collect();
    let file = Temp::file("each.csv", format!("duration,who,left\n{rows}"));
    let (code, page, error) = run(&[file.path(), "--by", "who"]);
    assert_eq!((code, page.as_str()), (2, ""));
    assert!(error.contains("--by who: 51 groups are too many"), "{error}");
    let (_, _, error) = run(&[file.path(), "--by", "who", "--lang", "ja"]);
    assert!(error.contains("群が 51 あり"), "{error}");
    // One fewer is a page.
    let fifty = rows.strip_suffix("50,c50,1\n").unwrap();
    let file = Temp::file("fifty.csv", format!("duration,who,left\n{fifty}"));
    assert_eq!(run(&[file.path(), "--by", "who"]).0, 0);
    // Half left by 25: the median is reached, and nothing is said of one that is not.
    let (_, page, _) = run(&[file.path()]);
    assert!(
        page.contains("Time stayed") && !page.contains("A median that is not reached"),
        "{page}"
    );
}

/// One row, nobody after time 0, no times to ask about: a page all the same.
#[test]
fn small_files_have_a_page() {
    for (name, text, more, en, ja) in [
        ("one.csv", "duration,left\n5,1\n", &[][..], "1 customer, 1 left", "離脱 1"),
        (
            "zero.csv",
            "duration,left\n0,1\n0,0\n",
            &[],
            "nobody was seen after time 0",
            "観測がありません",
        ),
        ("short.csv", "duration,left\n.1,1\n.3,0\n", &["--unit", "Year"], "0.3 years", "0.3 年"),
        (
            "all.csv",
            "duration,left,g\n3,0,a\n4,0,b\n",
            &["--no-event-expected", "--by", "g", "--given", "9"],
            "at no time with events are two groups at risk",
            "二つ以上の群が観察下にありません",
        ),
        (
            "gone.csv",
            "duration,left\n3,1\n4,1\n",
            &["--given", "9"],
            "nobody stays until 9",
            "9 まで残る対象がいません",
        ),
    ] {
        let file = Temp::file(name, text);
        for (language, said) in [("en", en), ("ja", ja)] {
            let asked = [&[file.path(), "--lang", language][..], more].concat();
            let (code, page, error) = run(&asked);
            assert!(code == 0 && page.contains(said), "{name}: {page}{error}");
            let (code, text, _) = run(&[&asked[..], &["--json"]].concat());
            let json: Value = serde_json::from_str(&text).unwrap();
            assert!(code == 0 && json["groups"].is_array());
        }
    }
    for (name, text) in [("none.csv", "duration,left\n"), ("empty.csv", "")] {
        let file = Temp::file(name, text);
        assert_eq!(run(&[file.path()]).0, 2);
    }
}

#[test]
fn no_duration_that_is_none_is_taken() {
    let file = Temp::file("odd.csv", "duration,left\n-1,1\nNaN,1\n,1\ninf,0\n1e400,1\n3,\n4,1\n");
    let (code, _, list) = run(&[file.path()]);
    assert_eq!(code, 1);
    for (line, value) in [(2, "-1"), (3, "NaN"), (4, ""), (5, "inf"), (6, "1e400")] {
        let said = format!("odd.csv:{line}: duration: {value:?} is not allowed: expected a number");
        assert!(list.contains(&said), "{said}: {list}");
    }
    assert!(list.contains("odd.csv:7: left: \"\"") && list.contains("bad rows: 6;"), "{list}");
}

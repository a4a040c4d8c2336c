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
    let asked = ["grain", "windows", "mode", "means_over"].map(|name| json[name].as_str().unwrap());
    assert_eq!(asked, ["month", "calendar", "on", "complete_only"]);
    // Of three who could, one came: the interval is Wilson's formula, computed in Python.
    let mean = &json["means"][1];
    assert_eq!((&mean["age"], &mean["cohorts"]), (&1.into(), &1.into()));
    for (name, expected) in [("rate", 1.0 / 3.0), ("lower", 0.061_491_9), ("upper", 0.792_340_4)] {
        let found = mean["by_size"][name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-6, "{name} {found}");
    }
    // February: one user on one day of 28. January and March are not whole.
    let sticky = |at: usize| json["actives"][at]["stickiness"].as_str();
    assert!(sticky(1).unwrap().starts_with("0.035714285714"), "{:?}", sticky(1));
    assert_eq!((sticky(0), sticky(2)), (None, None));
}

#[test]
fn marks_of_active_users_say_why() {
    let file = Temp::file("log.csv", LOG);
    let named = [file.path(), "--id", "user", "--time", "at"];
    let (_, page, _) = run(&[&named[..], &["--end", "2026-03-31"]].concat());
    assert!(page.contains("2026-01*") && page.contains("begins within the first period"), "{page}");
    assert!(page.contains("nobody can be told to be new"), "{page}");
    assert!(!page.contains("2026-03*") && !page.contains("last period is not over"), "{page}");
    let (_, page, _) = run(&[&named[..], &["--lang", "ja"]].concat());
    assert!(page.contains("2026-03*") && page.contains("最後の期間は途中です"), "{page}");
    assert!(page.contains("最初の期間の途中から始まります"), "{page}");
    let one = Temp::file("one.csv", "id,time\na,2026-01-01\n");
    let (_, page, _) = run(&[one.path(), "--end", "2026-01-31"]);
    assert!(page.contains("1 event of 1 user, through 2026-01-31"), "{page}");
    assert!(!page.contains("2026-01*") && !page.contains("begins within"), "{page}");
}

/// A year too many in one row would make every window of the others look over.
#[test]
fn a_last_day_far_off_is_pointed_at() {
    let rows = format!("{LOG}c,2062-03-04\n");
    let file = Temp::file("slip.csv", rows);
    let named = [file.path(), "--id", "user", "--time", "at"];
    let (code, page, _) = run(&named);
    let said = "Nothing between 2026-03-03 and 2062-03-04, the last day";
    assert!(code == 0 && page.contains(said) && page.contains("--end 2026-03-03"), "{page}");
    let (_, page, _) = run(&[&named[..], &["--lang", "ja"]].concat());
    assert!(page.contains("2026-03-03 から最終日 2062-03-04 まで"), "{page}");
    let (_, text, _) = run(&[&named[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["nothing_between_this_day_and_the_last"], "2026-03-03");
    // Who says the end knows it.
    let (_, page, _) = run(&[&named[..], &["--end", "2062-12-31"]].concat());
    assert!(!page.contains("Nothing between"), "{page}");
    let file = Temp::file("sentinel.csv", format!("{LOG}c,9999-12-31\n"));
    let (_, page, _) = run(&[file.path(), "--id", "user", "--time", "at"]);
    assert!(page.contains("5 (events more than 65,000 days before the last day)"), "{page}");
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
    let (code, _, error) = run(&[file.path(), "--end", "2026-99-01"]);
    assert!(code == 2 && error.contains("expected a date such as 2026-01-31"), "{error}");
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
            let (_, page, _) = run(&["--grain", grain, "--windows", windows]);
            let age = match (windows, grain) {
                ("calendar", grain) => format!("Ages are calendar {grain}s."),
                (_, "day") => "windows of 24 hours from each member's first event".to_owned(),
                (_, "week") => "windows of 7 days from each member's first event".to_owned(),
                _ => "windows of 30 days from each member's first event".to_owned(),
            };
            assert!(page.contains(&age), "{page}");
        }
    }
}

/// The cells of each cohort as eligible and returned, by its label.
fn cells(asked: &[&str]) -> Vec<(String, Vec<(u64, u64)>)> {
    let (code, text, error) = run(&[asked, &["--json"]].concat());
    assert_eq!(code, 0, "{error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    let pair =
        |cell: &Value| (cell["eligible"].as_u64().unwrap(), cell["returned"].as_u64().unwrap());
    let of = |cohort: &Value| {
        let cells = cohort["cells"].as_array().unwrap().iter().map(pair).collect();
        (cohort["cohort"].as_str().unwrap().to_owned(), cells)
    };
    json["cohorts"].as_array().unwrap().iter().map(of).collect()
}

/// January: a, b, c. February: b alone. March, not over: a. By hand.
#[test]
fn every_event_opens_a_cohort() {
    let file = Temp::file("log.csv", LOG);
    let named = ["--id", "user", "--time", "at", "--end", "2026-03-10", "--horizon", "2"];
    let asked = [&[file.path(), "--cohort-by", "every-event"][..], &named].concat();
    let expected = [
        ("2026-01".to_owned(), vec![(3, 3), (3, 1), (0, 0)]),
        ("2026-02".to_owned(), vec![(1, 1), (0, 0), (0, 0)]),
        ("2026-03".to_owned(), vec![(0, 0), (0, 0), (0, 0)]),
    ];
    assert_eq!(cells(&asked), expected);
    let (_, page, _) = run(&asked);
    assert!(
        page.contains("5 events of 3 users") && page.contains("Every month with an event"),
        "{page}"
    );
    let (_, page, _) = run(&[&asked[..], &["--lang", "ja"]].concat());
    assert!(page.contains("ユーザー 3 人") && page.contains("利用のあった月ごとに"), "{page}");
    let (_, text, _) = run(&[&asked[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["cohort_by"], &json["users"]), (&"every-event".into(), &3.into()));
}

/// Sunday 4 and Monday 5 January 2026 are one week from Sunday on, two from Monday on.
#[test]
fn weeks_start_where_they_are_told_to() {
    let file = Temp::file("weeks.csv", "id,time\na,2026-01-04\na,2026-01-05\n");
    let asked = |start| {
        [
            file.path(),
            "--grain",
            "week",
            "--horizon",
            "1",
            "--end",
            "2026-01-31",
            "--week-start",
            start,
        ]
    };
    let monday = [("2026-W01".to_owned(), vec![(1, 1), (1, 1)])];
    let sunday = [("2026-01-04/w".to_owned(), vec![(1, 1), (1, 0)])];
    let saturday = [("2026-01-03/w".to_owned(), vec![(1, 1), (1, 0)])];
    assert_eq!(cells(&asked("monday")), monday);
    assert_eq!(cells(&asked("sunday")), sunday);
    assert_eq!(cells(&asked("saturday")), saturday);
    let (_, page, _) = run(&asked("sunday"));
    assert!(page.contains("Weeks start on Sunday"), "{page}");
    let (_, page, _) = run(&[&asked("sunday")[..], &["--lang", "ja"]].concat());
    assert!(page.contains("週は日曜日に始まり"), "{page}");
    let (_, page, _) = run(&asked("monday"));
    assert!(!page.contains("Weeks start"), "{page}");
    let (code, _, error) = run(&asked("someday"));
    assert!(code == 2 && error.contains("[possible values: monday"), "{error}");
}

/// From 31 January a calendar month runs to 28 February, 30 days to 2 March: 1 March lies in another
/// window of each.
#[test]
fn rolling_months_are_thirty_days_or_of_the_calendar() {
    let file = Temp::file("months.csv", "id,time\na,2026-01-31\na,2026-03-01\n");
    let asked = |step| {
        [
            file.path(),
            "--windows",
            "rolling",
            "--horizon",
            "1",
            "--end",
            "2026-06-30",
            "--step",
            step,
        ]
    };
    let row = |returned| [("2026-01".to_owned(), vec![(1, 1), (1, returned)])];
    assert_eq!(cells(&asked("days30")), row(0));
    assert_eq!(cells(&asked("calendar-month")), row(1));
    let (_, page, _) = run(&asked("calendar-month"));
    assert!(page.contains("windows of a calendar month, to the same day of the next"), "{page}");
    let (_, page, _) = run(&[&asked("calendar-month")[..], &["--lang", "ja"]].concat());
    assert!(page.contains("翌月の同じ日までの 1 か月ごとです"), "{page}");
    // Monthly cohorts, ages of 24 hours.
    let (_, page, _) = run(&asked("hours24"));
    assert!(page.contains("  2026-01") && page.contains("windows of 24 hours"), "{page}");
    let (_, text, _) = run(&[&asked("calendar-month")[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["step"], "calendar-month");
    let (code, _, error) = run(&["--step", "days7"]);
    assert!(code == 2 && error.contains("expected --windows rolling with it"), "{error}");
    let (code, _, error) = run(&["--step", "days7", "--lang", "ja"]);
    assert!(code == 2 && error.contains("--windows rolling と一緒に"), "{error}");
}

/// a pays 100.20 and then 150, b 99.80 and then 40; c gets 5 back and then pays 30. March runs.
const ORDERS: &str = "id,time,amount,n,price,plan\n\
    a,2026-01-05,100.20,2,50.10,pro\nb,2026-01-09,99.80,1,99.80,free\nc,2026-01-20,-5,-1,5,pro\n\
    a,2026-02-05,150,3,50,free\nb,2026-02-09,40.00,4,10,free\nc,2026-02-20,30,1,30,pro\n\
    a,2026-03-05,7,1,7,pro\n";

/// By hand: net (150 + 40) of 200, gross (100.20 + 40) of 200; worth 195 of 3 and 415 of 3.
#[test]
fn money_is_counted_by_cohort_and_age() {
    let file = Temp::file("orders.csv", ORDERS);
    let asked = |money| [file.path(), "--money", money, "--currency", "EUR", "--end", "2026-03-10"];
    let (code, page, error) = run(&asked("amount"));
    assert_eq!(code, 0, "{error}");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("  2026-01 "))
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows[1], ["2026-01", "200.00", "100.0%", "95.0%", "*"]);
    assert_eq!(rows[2], ["2026-01", "3", "65.00", "138.33", "*"]);
    assert!(page.contains("Net revenue retention by age (EUR of age 0 = 100%)"), "{page}");
    let (_, page, _) = run(&[&asked("amount")[..], &["--lang", "ja"]].concat());
    assert!(
        page.contains("NDR × 経過期間(経過 0 の EUR = 100%)") && page.contains("実現 LTV"),
        "{page}"
    );

    let json = |money| -> Value {
        let (_, text, _) = run(&[&asked(money)[..], &["--json"]].concat());
        serde_json::from_str(&text).unwrap()
    };
    let found = json("amount");
    assert_eq!((&found["currency"], &found["base_age"]), (&"EUR".into(), &0.into()));
    let money = &found["cohorts"][0]["money"];
    for (name, expected) in [
        ("base", "200"),
        ("revenue", "220"),
        ("cumulative", "415"),
        ("net_retention", "0.95"),
        ("gross_retention", "0.701"),
        ("lifetime_value", "138.333333333333"),
    ] {
        assert_eq!(money[1]["figures"][name], expected, "{name}");
    }
    assert_eq!((&money[2]["figures"], &money[2]["revenue_so_far"]), (&Value::Null, &"7".into()));
    // Two columns multiplied are the amount.
    assert_eq!(json("n*price")["cohorts"], found["cohorts"]);
    // Of the first full period: a, b and c paid 220 then, 195 before.
    let (_, page, _) = run(&[&asked("amount")[..], &["--base-age", "1"]].concat());
    let row = page.lines().filter(|line| line.starts_with("  2026-01 ")).nth(1).unwrap();
    let row: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(row, ["2026-01", "220.00", "88.6%", "100.0%", "*"]);
}

#[test]
fn money_that_cannot_be_read_is_said() {
    let file = Temp::file("orders.csv", format!("{ORDERS}d,2026-03-06,none,1,,pro\n"));
    let (code, _, list) = run(&[file.path(), "--money", "amount"]);
    assert!(code == 1 && list.contains("orders.csv:9: amount: \"none\" is not allowed"), "{list}");
    let (code, _, list) = run(&[file.path(), "--money", "n*price"]);
    assert!(code == 1 && list.contains("orders.csv:9: price: \"\" is not allowed"), "{list}");
    let (code, page, _) = run(&[file.path(), "--money", "amount", "--skip-bad-rows"]);
    assert!(code == 0 && page.contains("7 events of 3 users"), "{page}");
    let large = "79228162514264337593543950335";
    let large = Temp::file("large.csv", format!("id,time,n,price\na,2026-01-01,{large},10\n"));
    let (code, _, list) = run(&[large.path(), "--money", "n*price"]);
    assert!(code == 1 && list.contains("large.csv:2: price: \"10\" is not allowed"), "{list}");
    let (code, _, error) = run(&[file.path(), "--money", "paid"]);
    assert!(code == 2 && error.contains("no column \"paid\""), "{error}");
    let (code, _, error) = run(&["--money", "amount", "--base-age", "13"]);
    assert!(code == 2 && error.contains("expected at most 12, the --horizon"), "{error}");
    let (code, _, error) = run(&["--money", "amount", "--base-age", "13", "--lang", "ja"]);
    assert!(code == 2 && error.contains("--horizon の 12 以下"), "{error}");
    let (code, _, error) = run(&["--currency", "GBP"]);
    assert!(code == 2 && error.contains("--money"), "{error}");
    let (code, page, _) = run(&["--money", "amount"]);
    assert!(
        code == 0 && page.contains("Realised lifetime value of a member by age (USD)"),
        "{page}"
    );
}

/// By hand: a and c start on pro, b on free; that a is free in February changes nothing.
#[test]
fn segments_are_those_of_the_first_event() {
    let late = format!("{ORDERS}e,2026-02-03,1,1,1,\na,2025-12-31,0,1,0,pro\n");
    let file = Temp::file("orders.csv", late);
    let asked = [file.path(), "--segment", "plan", "--money", "amount", "--end", "2026-03-10"];
    let (code, text, error) = run(&[&asked[..], &["--json"]].concat());
    assert_eq!(code, 0, "{error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    let segments = json["segments"].as_array().unwrap();
    let values: Vec<_> = segments.iter().map(|segment| &segment["value"]).collect();
    assert_eq!(values, [&Value::from("pro"), &Value::from("free"), &Value::Null]);
    let sizes = |at: usize| -> Vec<(&str, u64)> {
        let rows = segments[at]["cohorts"].as_array().unwrap().iter();
        rows.map(|row| (row["cohort"].as_str().unwrap(), row["size"].as_u64().unwrap())).collect()
    };
    assert_eq!(sizes(0), [("2025-12", 1), ("2026-01", 1)]);
    assert_eq!((sizes(1), sizes(2)), (vec![("2026-01", 1)], vec![("2026-02", 1)]));
    let free = &segments[1]["cohorts"][0];
    assert_eq!(
        (&free["cells"][1]["returned"], &free["cells"][1]["eligible"]),
        (&1.into(), &1.into())
    );
    assert_eq!(free["money"][1]["figures"]["cumulative"], "139.8");
    let (_, page, _) = run(&asked);
    assert!(
        page.contains("plan at the first event = pro") && page.contains("= (no value)"),
        "{page}"
    );
    let (_, page, _) = run(&[&asked[..], &["--lang", "ja"]].concat());
    assert!(page.contains("最初のイベントの plan = free") && page.contains("= (値なし)"), "{page}");
    let (code, page, _) = run(&["--segment", "plan"]);
    assert!(code == 0 && page.contains("plan at the first event = free"), "{page}");
}

#[test]
fn more_segments_than_anybody_reads_are_refused() {
    let rows = |n: u32| {
        (100..100 + n)
            .fold("id,time,who\n".to_owned(), |text, id| text + &format!("{id},2026-01-01,v{id}\n"))
    };
    let (most, more) = (Temp::file("most.csv", rows(48)), Temp::file("more.csv", rows(49)));
    assert_eq!(run(&[most.path(), "--segment", "who"]).0, 0);
    let (code, _, error) = run(&[more.path(), "--segment", "who"]);
    assert!(
        code == 2 && error.contains("--segment who has 49 values (v100, v101, v102, …)"),
        "{error}"
    );
    let (_, _, error) = run(&[more.path(), "--segment", "who", "--lang", "ja"]);
    assert!(error.contains("49 種類あります") && error.contains("48 種類以下"), "{error}");
    let (code, _, error) = run(&[most.path(), "--segment", "plan"]);
    assert!(code == 2 && error.contains("no column \"plan\""), "{error}");
}

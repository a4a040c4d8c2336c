//! The runner of the reference folder: what it runs, lists and refuses.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::PathBuf;

use kpi_conformance::reference::{CaseError, CaseReport, CaseResult, ReferenceReport, run_folder};
use serde_json::{Value, json};

/// A folder with these cases, and no others.
fn folder(name: &str, cases: &[(&str, Value)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (case, value) in cases {
        fs::write(folder.join(format!("{case}.json")), value.to_string()).unwrap();
    }
    folder
}

fn case(category: &str, inputs: Value, expected: Value, tolerance: Value) -> Value {
    json!({
        "name": "a case", "category": category, "source": "somebody", "licence_of_data": "fact",
        "inputs": inputs, "expected": expected, "tolerance": tolerance,
    })
}

/// R 4.2.2, `boot`: as in rows/bootstrap.toml.
fn nps(upper: f64) -> Value {
    case(
        "bootstrap",
        json!({ "counts": [[10, 20, 70]] }),
        json!([{
            "counts": [10, 20, 70], "R": 20000, "seed": 42, "nps": 0.6,
            "boot_se": 0.066369443156465, "norm": [0.469, 0.729], "basic": [0.47, 0.73],
            "perc": [0.47, upper], "bca": [0.45, 0.71],
        }]),
        json!({ "limits": "abs 0.02 (n=36: 0.06, lattice of 1/n)", "se": "rel 0.03" }),
    )
}

/// Every category is claimed by now; the next one that comes need not be.
fn unclaimed() -> CaseReport {
    CaseReport {
        case: "stars".to_owned(),
        category: "astronomy".to_owned(),
        result: CaseResult::Unclaimed { what: "category" },
    }
}

#[test]
fn a_claimed_case_is_run_and_the_rest_is_listed() {
    let path = folder("reference-good", &[("bootstrap_nps", nps(0.73))]);
    fs::write(path.join("README.md"), "not a case").unwrap();
    let mut report = run_folder(&path).unwrap();
    report.cases.push(unclaimed());
    assert!(report.is_clean(), "{report}");
    let text = report.to_string();
    for line in [
        "ok    bootstrap_nps (bootstrap): 16 of 16 figures agree; not claimed: normal interval",
        "--    stars (astronomy): no crate claims this category yet",
        "2 cases: 1 agree (16 figures), 0 differ or broke, 1 not claimed yet",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_difference_fails() {
    let report = run_folder(&folder("reference-differs", &[("bootstrap_nps", nps(0.9))])).unwrap();
    assert!(!report.is_clean());
    assert!(matches!(&report.cases[0].result, CaseResult::Differs(c) if c.mismatches().len() == 2));
    assert!(report.to_string().contains("FAIL  bootstrap_nps"), "{report}");
}

#[test]
fn only_unclaimed_cases_prove_nothing() {
    let report = ReferenceReport { cases: vec![unclaimed()] };
    assert!(!report.is_clean());
}

#[test]
fn nothing_unknown_is_passed_over() {
    let broken = |name: &str, value: Value| {
        let report = run_folder(&folder(&format!("reference-{name}"), &[(name, value)])).unwrap();
        assert!(!report.is_clean());
        match report.cases[0].result.clone() {
            CaseResult::Broken(error) => error,
            other => panic!("{name}: {other:?}"),
        }
    };
    let new = |category| case(category, json!({}), json!({}), json!({}));
    assert!(matches!(broken("x", new("astrology")), CaseError::UnknownCategory { .. }));
    assert!(matches!(broken("new_quantiles", new("quantile")), CaseError::UnknownCase { .. }));
    assert!(matches!(broken("quantile_types", new("quantile")), CaseError::Tolerance { .. }));
    let tolerance = json!({ "all": "abs 1e-12" });
    let empty = case("quantile", json!({}), json!({}), tolerance);
    assert!(matches!(broken("quantile_types", empty), CaseError::Form { part: "inputs", .. }));
    assert!(matches!(broken("y", json!([1])), CaseError::Form { part: "the file", .. }));
    let tolerance = nps(0.7)["tolerance"].clone();
    let none = case("bootstrap", json!({ "counts": [] }), json!([]), tolerance.clone());
    assert_eq!(broken("bootstrap_nps", none), CaseError::NothingCompared);
    let mut other = nps(0.73);
    other["inputs"]["counts"] = json!([[1, 2, 3]]);
    assert!(matches!(broken("bootstrap_nps", other), CaseError::Form { part: "expected", .. }));
    let mut one = nps(0.73);
    one["inputs"]["counts"] = json!([[0, 0, 1]]);
    one["expected"][0]["counts"] = json!([0, 0, 1]);
    assert!(matches!(broken("bootstrap_nps", one), CaseError::Refused { .. }));
}

/// The files a case names stand beside it.
#[test]
fn the_files_of_a_case_are_read_and_checked() {
    let given = json!({
        "data_file": "data/customers.csv",
        "columns": "ID, frequency x, recency t_x (weeks), T (weeks)",
    });
    let one = json!({ "r": 1.0, "alpha": 1.0, "a": 1.0, "b": 1.0, "LL": 0.0 });
    let btyd = json!({ "params": [1.0, 1.0, 1.0, 1.0], "LL": 0.0 });
    let run = json!({ "params": {}, "se": {}, "ci95": {}, "LL_at_params": 0.0, "n": 0 });
    let expected = json!({
        "published": one, "clvtools": one, "lifetimes_run": run,
        "btyd_run_rounded_csv": btyd, "btyd_run_unrounded": btyd,
    });
    let tolerance = json!({ "params": "rel 1e-3", "LL": "abs 0.01", "se": "rel 2e-2" });
    let fit = case("bg-nbd", given, expected, tolerance);
    let path = folder("reference-files", &[("bgnbd_cdnow_fit", fit)]);
    let broken = || match run_folder(&path).unwrap().cases[0].result.clone() {
        CaseResult::Broken(error) => error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(broken(), CaseError::Unreadable { path, .. } if path.contains("customers")));
    fs::create_dir_all(path.join("data")).unwrap();
    for (lines, part) in [("head\n1,two,3,4\n", "the data file"), ("head\n1,2\n", "the data file")]
    {
        fs::write(path.join("data/customers.csv"), lines).unwrap();
        assert!(matches!(broken(), CaseError::Form { part: p, .. } if p == part), "{lines}");
    }
    fs::write(path.join("data/customers.csv"), "head\n1,0,3.0,4.0\n").unwrap();
    assert!(matches!(broken(), CaseError::Refused { .. }));
}

/// Of four at risk one leaves at 1 and one is last seen; of the other two one leaves at 2: 1/4 +
/// 1/2.
#[test]
fn a_case_may_read_a_data_file() {
    let inputs = json!({ "data_file": "weeks.csv", "duration": "t", "event": "status",
        "group": "Rx (1 = placebo)" });
    let hazard = |h: f64| {
        json!({ "Rx=1": { "time": [1, 2], "n_risk": [4, 2], "n_event": [1, 1],
            "cumhaz_nelson_aalen": [0.25, h], "std_err_cumhaz": [0.25, 0.3125_f64.sqrt()] } })
    };
    let expected = |h: f64| {
        json!({ "ctype1": hazard(h), "ctype2_FH_tie_corrected": hazard(h), "lifelines_Rx0":
            { "index": [0.0], "H": [0.0], "lo": [0.0], "hi": [0.0] } })
    };
    let run = |name: &str, h: f64, data: Option<&str>| {
        let tolerance = json!({ "H": "abs 1e-12", "se_R": "abs 1e-10" });
        let one = case("nelson-aalen", inputs.clone(), expected(h), tolerance);
        let path = folder(name, &[("na_leukemia", one)]);
        if let Some(data) = data {
            fs::write(path.join("weeks.csv"), data).unwrap();
        }
        run_folder(&path).unwrap().cases[0].result.clone()
    };
    let data = "t,status,Rx\n1,1,1\n1,0,1\n2,1,1\n2,0,1\n3,0,0\n";
    // The groups differ in number, and the last row of lifelines' list is not there.
    let wrong = |result: CaseResult| match result {
        CaseResult::Differs(checks) => checks.mismatches().join("\n"),
        other => panic!("{other:?}"),
    };
    let right = wrong(run("reference-data", 0.75, Some(data)));
    assert!(right.contains("groups: not the same") && !right.contains("H[1]"), "{right}");
    let other = wrong(run("reference-data-differs", 0.8, Some(data)));
    assert!(other.contains("Rx=1, H[1]: expected 0.8, found 0.75"), "{other}");
    let broken = |result: CaseResult| match result {
        CaseResult::Broken(error) => error,
        other => panic!("{other:?}"),
    };
    let missing = broken(run("reference-no-data", 0.75, None));
    assert!(matches!(missing, CaseError::Unreadable { .. }));
    for bad in ["t,Rx\n1,1\n", "t,status,Rx\n1,1\n", "t,status,Rx\nx,1,1\n"] {
        let error = broken(run("reference-bad-data", 0.75, Some(bad)));
        assert!(matches!(error, CaseError::Form { part: "data", .. }), "{error}");
    }
    let refused = broken(run("reference-status", 0.75, Some("t,status,Rx\n1,2,1\n")));
    assert!(matches!(refused, CaseError::Refused { .. }));
}

#[test]
fn a_missing_or_empty_folder_fails() {
    let path = folder("reference-empty", &[]);
    assert!(matches!(run_folder(&path), Err(CaseError::NoCases { .. })));
    fs::remove_dir(&path).unwrap();
    assert!(matches!(run_folder(&path), Err(CaseError::Unreadable { .. })));
}

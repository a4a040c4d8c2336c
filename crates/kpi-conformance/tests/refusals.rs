//! What the runner refuses, and what it says when a figure differs.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use kpi_conformance::{
    Job, JobError, JobPath, RowProblem, RowSet, RowSetError, Verdict, inputs, jobs, outcome,
};
use serde::{Deserialize, Serialize};

const ROW: &str = r#"
[[row]]
name = "18 of 20"
source = "R 4.2.2, binom::binom.confint(18, 20)"
licence = "fact"
job = "proportion-ci"
[row.inputs]
successes = 18
trials = 20
level = 0.95
[row.expected]
wilson = [0.6989663547715128, 0.972133518786232]
[row.tolerance]
abs = 1e-10
"#;

fn parse(text: &str) -> Result<RowSet, RowSetError> {
    RowSet::parse([("a.toml", text)], jobs::all())
}

fn only_problem(text: &str) -> RowProblem {
    let mut findings = parse(text).unwrap_err().findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0).problem
}

#[test]
fn the_row_itself_is_fine() {
    let report = parse(ROW).unwrap().run();
    assert_eq!(report.failures().count(), 0, "{report}");
    assert_eq!(report.results.len(), 3);
    // But a set of rows must ask for every job.
    assert!(!report.is_clean());
    assert!(report.to_string().contains("quantile: no row asks for it"));
}

#[test]
fn names_and_cases_are_given_once() {
    let twice = format!("{ROW}{ROW}");
    assert_eq!(only_problem(&twice), RowProblem::DuplicateName { first: "a.toml".to_owned() });
    let other = format!("{ROW}{}", ROW.replace("18 of 20\"", "again\""));
    assert_eq!(only_problem(&other), RowProblem::DuplicateCase { other: "18 of 20".to_owned() });
    let files = [("a.toml", ROW), ("b.toml", ROW)];
    let error = RowSet::parse(files, jobs::all()).unwrap_err();
    assert_eq!(
        error.findings[0].to_string(),
        "b.toml, row \"18 of 20\": the name is taken by a row in a.toml"
    );
}

#[test]
fn unknown_names_are_refused() {
    let job = ROW.replace("proportion-ci", "proportion");
    assert!(matches!(
        only_problem(&job),
        RowProblem::UnknownJob { job, known } if job == "proportion" && known.contains("quantile")
    ));
    for (from, to) in [
        ("licence = \"fact\"", "licence = \"GPL-3.0\""),
        ("licence = \"fact\"", ""),
        ("[row.expected]", "[row.expects]"),
        ("abs = 1e-10", "absolute = 1e-10"),
        ("job = ", "jop = "),
        ("[[row]]", "[[rows]]"),
    ] {
        let problem = only_problem(&ROW.replace(from, to));
        assert!(matches!(problem, RowProblem::NotRows { .. }), "{to}: {problem}");
    }
    // Fields of the job itself come to light when it runs.
    let report = parse(&ROW.replace("trials = 20", "trials = 20\nweight = 1")).unwrap().run();
    assert_eq!(report.failures().count(), 3);
    assert!(report.to_string().contains("unknown field `weight`"), "{report}");
}

#[test]
fn nothing_passes_by_saying_nothing() {
    let blank = ROW.replace("R 4.2.2, binom::binom.confint(18, 20)", " ");
    assert_eq!(only_problem(&blank), RowProblem::Blank { field: "source" });
    let nothing = ROW.replace("wilson = [0.6989663547715128, 0.972133518786232]", "");
    assert_eq!(only_problem(&nothing), RowProblem::NoExpectation);
    assert_eq!(only_problem("# nothing"), RowProblem::Empty);
    assert_eq!(RowSet::parse([], jobs::all()).unwrap_err().findings[0].problem, RowProblem::Empty);
    let found = RowSet::parse([("a.toml", ROW), ("b.tml", ROW)], jobs::all()).unwrap_err();
    assert_eq!(found.findings[0].problem, RowProblem::OtherFile);
}

#[test]
fn tolerances_make_sense() {
    for bad in ["abs = -1.0", "abs = nan", "rel = inf", "of = { wald = { abs = 1.0 } }"] {
        let problem = only_problem(&ROW.replace("abs = 1e-10", bad));
        assert!(matches!(problem, RowProblem::BadTolerance { .. }), "{bad}: {problem}");
    }
}

#[test]
fn skips_are_open() {
    let skipping = |skip: &str| ROW.replace("[row.inputs]", &format!("{skip}\n[row.inputs]"));
    let one = skipping("skip = [{ path = \"own call\", reason = \"shown here\" }]");
    let report = parse(&one).unwrap().run();
    assert_eq!(report.results[1].verdict, Verdict::Skipped { reason: "shown here".to_owned() });
    assert!(report.to_string().contains("skipped: shown here"));

    let unknown = skipping("skip = [{ path = \"nowhere\", reason = \"x\" }]");
    assert!(matches!(only_problem(&unknown), RowProblem::UnknownSkip { .. }));
    let silent = skipping("skip = [{ path = \"own call\", reason = \"\" }]");
    assert_eq!(only_problem(&silent), RowProblem::Blank { field: "skip.reason" });
    let all = skipping(
        "skip = [{ path = \"own call\", reason = \"x\" }, { path = \"named method\", reason = \"x\" }, \
         { path = \"failures mirrored\", reason = \"x\" }]",
    );
    assert_eq!(only_problem(&all), RowProblem::AllSkipped);
}

#[test]
fn a_wrong_figure_is_shown_with_its_source() {
    let wrong = ROW.replace("0.972133518786232", "0.98");
    let report = parse(&wrong).unwrap().run();
    assert_eq!(report.failures().count(), 3);
    let text = report.to_string();
    for part in [
        "18 of 20 (proportion-ci, path named method): differs",
        "wilson[1]: expected 0.98, found 0.972133518786",
        "within 1e-10",
        "in a.toml",
        "from R 4.2.2, binom::binom.confint(18, 20)",
        "proportion-ci: 0 passed, 0 skipped, 3 failed",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // A figure the job does not have is missing, not passed over.
    let report = parse(&ROW.replace("wilson", "wilsen")).unwrap().run();
    assert!(report.to_string().contains("found nothing"), "{report}");
    // A list that is longer or shorter is wrong.
    let report = parse(&ROW.replace(", 0.972133518786232", "")).unwrap().run();
    assert!(report.to_string().contains("wilson[1]: expected nothing"), "{report}");
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Echo {
    amount: String,
}

#[derive(Serialize)]
struct Echoed {
    amount: String,
    undefined: Option<String>,
}

fn echo(table: &toml::Table) -> Result<toml::Table, JobError> {
    let given: Echo = inputs(table)?;
    outcome(&Echoed { amount: given.amount, undefined: None })
}

const ECHO: Job = Job {
    name: "echo",
    about: "gives back what it got",
    paths: &[JobPath { name: "only", run: echo }],
};

fn echo_row(amount: &str, expected: &str, tolerance: &str) -> bool {
    let text = format!(
        "[[row]]\nname = \"n\"\nsource = \"s\"\nlicence = \"fact\"\njob = \"echo\"\n\
         inputs = {{ amount = \"{amount}\" }}\nexpected = {{ {expected} }}\n\
         tolerance = {{ {tolerance} }}"
    );
    RowSet::parse([("a.toml", text.as_str())], vec![ECHO]).unwrap().run().is_clean()
}

#[test]
fn decimals_match_by_value_and_exactly() {
    assert!(echo_row("100.00", "amount = \"100\"", ""));
    assert!(!echo_row("100.001", "amount = \"100\"", ""));
    assert!(echo_row("166.666666666667", "amount = \"166.67\"", "abs = 0.005"));
    assert!(!echo_row("166.68", "amount = \"166.67\"", "abs = 0.005"));
    assert!(!echo_row("abc", "amount = \"abd\"", "abs = 5.0"));
    // A text is not a number, and a figure left out is not expected.
    assert!(!echo_row("100", "amount = 100.0", "abs = 1.0"));
    assert!(!echo_row("100", "undefined = \"zero\"", ""));
}

#[test]
fn a_job_that_refuses_is_a_failure() {
    fn refuse(_: &toml::Table) -> Result<toml::Table, JobError> {
        Err(JobError::refused("not today"))
    }
    let paths = &[JobPath { name: "only", run: refuse }];
    let job = Job { name: "proportion-ci", about: "refuses", paths };
    let report = RowSet::parse([("a.toml", ROW)], vec![job]).unwrap().run();
    assert_eq!(report.failures().count(), 1);
    assert!(report.to_string().contains("refused: not today"), "{report}");
}

#[test]
fn what_toml_cannot_hold_is_no_outcome() {
    let error = outcome(&vec![1, 2]).unwrap_err();
    assert!(matches!(error, JobError::Outcome { .. }));
}

#[test]
fn folders_are_read_whole() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rows-refused");
    let _ = fs::remove_dir_all(&folder);
    let missing = RowSet::load(&folder, jobs::all()).unwrap_err();
    assert!(matches!(missing.findings[0].problem, RowProblem::Unreadable { .. }));
    fs::create_dir_all(folder.join("deeper.toml")).unwrap();
    fs::write(folder.join("a.toml"), ROW).unwrap();
    fs::write(folder.join("notes.txt"), "not a row").unwrap();
    let found = RowSet::load(&folder, jobs::all()).unwrap_err();
    assert_eq!(found.findings.len(), 2, "{found}");
    fs::remove_dir(folder.join("deeper.toml")).unwrap();
    fs::remove_file(folder.join("notes.txt")).unwrap();
    assert_eq!(RowSet::load(&folder, jobs::all()).unwrap().rows().len(), 1);
    fs::write(folder.join("b.toml"), "[[row").unwrap();
    let found = RowSet::load(&folder, jobs::all()).unwrap_err();
    assert!(found.to_string().starts_with("1 findings in the rows\n"), "{found}");
}

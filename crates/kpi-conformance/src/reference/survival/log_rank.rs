//! Rank tests.

use std::collections::BTreeMap;

use kpi_cohort::{LogRankGroup, LogRankTest, LogRankWeights, log_rank};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{abs, rel};
use super::super::{Case, CaseError, Checks};
use super::figures::{Tables, form, of};
use super::kaplan_meier::{FileInputs, tables_of};
use super::subjects::{Subject, table};
use crate::Bound;

/// How near statistics and p-values must be.
#[derive(Clone, Copy)]
struct Bounds {
    statistic: Bound,
    p: Bound,
}

const TIGHT: Bounds = Bounds { statistic: rel(1e-9), p: rel(1e-7) };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Survdiff {
    groups: Vec<String>,
    n: Vec<u64>,
    observed: Vec<f64>,
    expected: Vec<f64>,
    var: Vec<Vec<f64>>,
    chisq: f64,
    df: u32,
    p: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByRho {
    rho0: Survdiff,
    rho1: Survdiff,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statistic {
    #[serde(alias = "chisq")]
    stat: f64,
    p: f64,
}

fn run(tables: &Tables, weights: LogRankWeights) -> Result<LogRankTest, CaseError> {
    log_rank(&tables.values().collect::<Vec<_>>(), weights).map_err(CaseError::refused)
}

fn fleming_harrington(p: f64, q: f64) -> Result<LogRankWeights, CaseError> {
    LogRankWeights::fleming_harrington(p, q).map_err(CaseError::refused)
}

fn survdiff(
    checks: &mut Checks,
    what: &str,
    expected: &ByRho,
    tables: &Tables,
    bounds: Bounds,
) -> Result<(), CaseError> {
    // With rho 0 both names mean the same test.
    let ways = [
        (&expected.rho0, LogRankWeights::Unit),
        (&expected.rho0, fleming_harrington(0.0, 0.0)?),
        (&expected.rho1, fleming_harrington(1.0, 0.0)?),
    ];
    for (expected, weights) in ways {
        let what = format!("{what}, {weights:?}");
        let groups: Vec<_> =
            expected.groups.iter().map(|group| of(tables, group)).collect::<Result<_, _>>()?;
        let found = log_rank(&groups, weights).map_err(CaseError::refused)?;
        let subjects: Vec<u64> = found.groups().iter().map(|group| group.subjects).collect();
        checks.same(&format!("{what}, n"), &expected.n, &subjects);
        let all = |figure: fn(&LogRankGroup) -> f64| -> Vec<f64> {
            found.groups().iter().map(figure).collect()
        };
        for (list, wanted, found) in [
            ("observed", &expected.observed, all(|group| group.observed)),
            ("expected", &expected.expected, all(|group| group.expected)),
        ] {
            numbers(checks, &format!("{what}, {list}"), wanted, &found, bounds.statistic);
        }
        checks.same(&format!("{what}, size"), &expected.var.len(), &found.covariance().len());
        for (wanted, row) in expected.var.iter().zip(found.covariance()) {
            numbers(checks, &format!("{what}, variance"), wanted, row, bounds.statistic);
        }
        let test = found.chi_square();
        checks.near(&format!("{what}, chi²"), expected.chisq, test.statistic(), bounds.statistic);
        checks.same(&format!("{what}, df"), &expected.df, &test.degrees_of_freedom());
        checks.near(&format!("{what}, p"), expected.p, test.p_value(), bounds.p);
    }
    Ok(())
}

fn numbers(checks: &mut Checks, what: &str, expected: &[f64], found: &[f64], bound: Bound) {
    let all = |list: &[f64]| -> Vec<Option<f64>> { list.iter().copied().map(Some).collect() };
    checks.all_near(what, &all(expected), &all(found), bound);
}

fn statistic(
    checks: &mut Checks,
    what: &str,
    expected: &Statistic,
    found: &LogRankTest,
    bounds: Bounds,
) {
    let test = found.chi_square();
    checks.near(&format!("{what}, statistic"), expected.stat, test.statistic(), bounds.statistic);
    checks.near(&format!("{what}, p"), expected.p, test.p_value(), bounds.p);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leukemia {
    #[serde(rename = "R")]
    r: ByRho,
    sksurv_chisq: f64,
    kleinbaum_klein: KleinbaumKlein,
    lifelines: Lifelines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KleinbaumKlein {
    #[serde(rename = "wilcoxon(Gehan-Breslow)")]
    gehan: f64,
    #[serde(rename = "tarone-ware")]
    tarone_ware: f64,
    peto: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifelines {
    wilcoxon: Statistic,
    #[serde(rename = "tarone-ware")]
    tarone_ware: Statistic,
    peto: Statistic,
    fh_1_0: Statistic,
}

pub(in super::super) fn leukemia(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({ "chisq": "rel 1e-9 (published: abs 1e-5)", "p": "rel 1e-7" });
    case.tolerance_is(&tolerance)?;
    let (given, expected): (FileInputs, Leukemia) = (case.inputs()?, case.expected()?);
    let tables = tables_of(case, &given, checks)?;
    survdiff(checks, "R", &expected.r, &tables, TIGHT)?;
    let unit = run(&tables, LogRankWeights::Unit)?.chi_square().statistic();
    checks.near("scikit-survival", expected.sksurv_chisq, unit, TIGHT.statistic);
    let (published, lifelines) = (&expected.kleinbaum_klein, &expected.lifelines);
    for (what, weights, published, lifelines) in [
        ("Gehan", LogRankWeights::Gehan, Some(published.gehan), &lifelines.wilcoxon),
        (
            "Tarone-Ware",
            LogRankWeights::TaroneWare,
            Some(published.tarone_ware),
            &lifelines.tarone_ware,
        ),
        ("Peto", LogRankWeights::PetoPeto, Some(published.peto), &lifelines.peto),
        ("Fleming-Harrington", fleming_harrington(1.0, 0.0)?, None, &lifelines.fh_1_0),
    ] {
        let found = run(&tables, weights)?;
        statistic(checks, &format!("lifelines, {what}"), lifelines, &found, TIGHT);
        if let Some(published) = published {
            let statistic = found.chi_square().statistic();
            checks.near(&format!("Kleinbaum, {what}"), published, statistic, abs(1e-5));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Two<T> {
    rossi: T,
    waltons: T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RossiWaltons {
    rossi: ByRho,
    waltons: ByRho,
    cross: Two<Cross>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cross {
    #[serde(rename = "R_chisq")]
    r: f64,
    lifelines: f64,
    sksurv: f64,
    #[serde(rename = "p_R")]
    p_r: f64,
    p_lifelines: f64,
    p_sksurv: f64,
}

pub(in super::super) fn rossi_waltons(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "chisq": "rel 1e-9", "p": "rel 1e-7" }))?;
    let given: Two<FileInputs> = case.inputs()?;
    let expected: RossiWaltons = case.expected()?;
    for (what, given, r, cross) in [
        ("rossi", &given.rossi, &expected.rossi, &expected.cross.rossi),
        ("waltons", &given.waltons, &expected.waltons, &expected.cross.waltons),
    ] {
        let tables = tables_of(case, given, checks)?;
        survdiff(checks, what, r, &tables, TIGHT)?;
        let found = run(&tables, LogRankWeights::Unit)?;
        for (by, stat, p) in [
            ("R", cross.r, cross.p_r),
            ("lifelines", cross.lifelines, cross.p_lifelines),
            ("scikit-survival", cross.sksurv, cross.p_sksurv),
        ] {
            let expected = Statistic { stat, p };
            statistic(checks, &format!("{what}, {by}"), &expected, &found, TIGHT);
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToyInputs {
    time: Vec<f64>,
    group: Vec<u8>,
    status_a: Vec<u8>,
    status_b: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ToyExpected {
    a: Statistic,
    b: Statistic,
    run_a: ByRho,
    run_b: ByRho,
}

pub(in super::super) fn toy_ties(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "chisq,p": "abs 1e-6" }))?;
    let (given, expected): (ToyInputs, ToyExpected) = (case.inputs()?, case.expected()?);
    let bounds = Bounds { statistic: abs(1e-6), p: abs(1e-6) };
    for (what, status, printed, r) in [
        ("a", &given.status_a, &expected.a, &expected.run_a),
        ("b", &given.status_b, &expected.b, &expected.run_b),
    ] {
        if [given.group.len(), status.len()] != [given.time.len(); 2] {
            return Err(form("lists of the inputs differ in length".to_owned()));
        }
        let mut groups: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
        for ((time, event), group) in given.time.iter().zip(status).zip(&given.group) {
            let subject = Subject::new(*time, *event)?;
            groups.entry(format!("trt={group}")).or_default().push(subject);
        }
        let mut tables = Tables::new();
        for (group, subjects) in groups {
            tables.insert(group, table(&subjects, checks)?);
        }
        survdiff(checks, what, r, &tables, bounds)?;
        statistic(checks, what, printed, &run(&tables, LogRankWeights::Unit)?, bounds);
    }
    Ok(())
}

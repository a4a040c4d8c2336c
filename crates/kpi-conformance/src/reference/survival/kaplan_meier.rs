//! Kaplan-Meier curves of data files.

use std::collections::BTreeMap;

use kpi_cohort::{IntervalScale, KaplanMeierOptions, LogRankWeights, log_rank};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::checks::{abs, rel};
use super::super::{Case, CaseError, Checks};
use super::figures::some;
use super::figures::{Bounds, Curves, Mean, Quantiles, Tables, curves, form, means, of, quantiles};
use super::subjects::{Columns, table};

pub(in super::super) use super::small_cases::{left_truncation, plateau, weights};

/// A data file and which columns of it are meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileInputs {
    #[serde(alias = "data")]
    pub(super) data_file: String,
    pub(super) duration: String,
    pub(super) event: String,
    pub(super) group: String,
}

pub(super) fn tables_of(
    case: &Case,
    given: &FileInputs,
    checks: &mut Checks,
) -> Result<Tables, CaseError> {
    let columns = Columns::read(case, &given.data_file)?;
    let groups = columns.groups(&given.duration, &given.event, &given.group)?;
    let tables = groups.into_iter().map(|(group, subjects)| Ok((group, table(&subjects, checks)?)));
    tables.collect()
}

/// The tolerance of most curves, and what it means.
pub(super) fn usual(case: &Case, more: &[(&str, &str)]) -> Result<Bounds, CaseError> {
    let mut tolerance = json!({
        "surv/cumhaz/std_err": "abs 1e-10", "CI limits": "abs 1e-8", "quantiles": "exact",
        "p-values": "rel 1e-8", "rmst": "rel 1e-8",
    });
    if let Value::Object(known) = &mut tolerance {
        known.extend(more.iter().map(|(key, value)| ((*key).to_owned(), json!(value))));
    }
    case.tolerance_is(&tolerance)?;
    Ok(Bounds { curve: abs(1e-10), limits: abs(1e-8) })
}

/// S at given times, by R's options.
pub(super) fn survival_at(
    tables: &Tables,
    group: &str,
    times: &[f64],
) -> Result<Vec<Option<f64>>, CaseError> {
    let curve = of(tables, group)?.kaplan_meier(KaplanMeierOptions::r());
    let found = times.iter().map(|time| Ok(Some(curve.survival_at(*time)?.survival())));
    found
        .collect::<Result<_, _>>()
        .map_err(|error: kpi_cohort::SurvivalUndefined| CaseError::refused(error))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leukemia {
    curves: Curves,
    quantiles: Quantiles,
    rmst_by_tau: BTreeMap<String, Mean>,
    published_check: Published,
    median_lifelines_loglog: BTreeMap<String, (f64, [Value; 2])>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    #[serde(rename = "6-MP arm S(t) at event times 6,7,10,13,16,22,23")]
    survival: Vec<f64>,
    #[serde(rename = "log-rank")]
    log_rank: String,
}

pub(in super::super) fn leukemia(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let bounds = usual(case, &[])?;
    let (given, expected): (FileInputs, Leukemia) = (case.inputs()?, case.expected()?);
    let tables = tables_of(case, &given, checks)?;
    curves(checks, &expected.curves, &tables, bounds)?;
    quantiles(checks, &expected.quantiles, &tables)?;
    means(checks, &expected.rmst_by_tau, &tables, [rel(1e-8); 2])?;
    // Printed with three digits.
    let found = survival_at(&tables, "Rx=0", &[6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0])?;
    let published = &expected.published_check;
    checks.all_near("published S", &some(&published.survival), &found, abs(5e-4));
    let printed = published.log_rank.split(' ').next().and_then(|text| text.parse().ok());
    let test = log_rank(&tables.values().collect::<Vec<_>>(), LogRankWeights::Unit);
    let found = test.map_err(CaseError::refused)?.chi_square().statistic();
    checks.near_or_none("published log-rank", printed, Some(found), abs(0.05));
    for (group, (median, limits)) in &expected.median_lifelines_loglog {
        let curve = of(&tables, group)?.kaplan_meier(KaplanMeierOptions::lifelines());
        let found = curve.median().map_err(CaseError::refused)?;
        let what = format!("lifelines, median of {group}");
        checks.near_or_none(&what, Some(*median), found.time().at(), abs(0.0));
        for (limit, found) in limits.iter().zip([found.lower(), found.upper()]) {
            if !(limit.is_number() || limit == "inf") {
                return Err(form(format!("{limit} is no limit")));
            }
            checks.near_or_none(&what, limit.as_f64(), found.at(), abs(0.0));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    curves: Curves,
    quantiles: Quantiles,
    #[serde(alias = "rmst_by_tau")]
    rmst: BTreeMap<String, Mean>,
}

fn plain(
    checks: &mut Checks,
    expected: &Plain,
    tables: &Tables,
    bounds: Bounds,
) -> Result<(), CaseError> {
    curves(checks, &expected.curves, tables, bounds)?;
    quantiles(checks, &expected.quantiles, tables)?;
    means(checks, &expected.rmst, tables, [rel(1e-8); 2])
}

pub(in super::super) fn rossi(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let bounds = usual(case, &[])?;
    let (given, expected): (FileInputs, Plain) = (case.inputs()?, case.expected()?);
    let tables = tables_of(case, &given, checks)?;
    plain(checks, &expected, &tables, bounds)
}

pub(in super::super) fn waltons(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    rossi(case, checks)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ovarian {
    printed_overall: Printed,
    full_overall: Plain,
    full_by_rx: Grouped,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grouped {
    curves: Curves,
    quantiles: Quantiles,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Printed {
    time: Vec<f64>,
    n_risk: Vec<f64>,
    survival: Vec<f64>,
    std_err: Vec<f64>,
    lower95_log: Vec<f64>,
    upper95_log: Vec<f64>,
}

pub(in super::super) fn ovarian(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let bounds = usual(case, &[("printed", "abs 5e-4 (5e-5 for std_err)")])?;
    let (given, expected): (FileInputs, Ovarian) = (case.inputs()?, case.expected()?);
    let columns = Columns::read(case, &given.data_file)?;
    let groups = columns.groups(&given.duration, &given.event, &given.group)?;
    let all: Vec<_> = groups.values().flatten().copied().collect();
    let overall = Tables::from([("all".to_owned(), table(&all, checks)?)]);
    plain(checks, &expected.full_overall, &overall, bounds)?;
    printed(checks, &expected.printed_overall, &overall)?;
    let tables = tables_of(case, &given, checks)?;
    curves(checks, &expected.full_by_rx.curves, &tables, bounds)?;
    quantiles(checks, &expected.full_by_rx.quantiles, &tables)
}

fn printed(checks: &mut Checks, expected: &Printed, tables: &Tables) -> Result<(), CaseError> {
    let curve = of(tables, "all")?.kaplan_meier(KaplanMeierOptions::r());
    // R prints the times with events.
    let steps: Vec<_> = curve.steps().filter(|step| step.row().events() > 0.0).collect();
    let point = |figure: fn(&kpi_cohort::SurvivalPoint) -> Option<f64>| -> Vec<Option<f64>> {
        steps.iter().map(|step| figure(&step.point())).collect()
    };
    let row = |figure: fn(&kpi_cohort::RiskRow) -> f64| -> Vec<Option<f64>> {
        steps.iter().map(|step| Some(figure(&step.row()))).collect()
    };
    let (digits, finer) = (abs(5e-4), abs(5e-5));
    for (what, expected, found, bound) in [
        ("time", &expected.time, row(|row| row.time()), abs(0.0)),
        ("n.risk", &expected.n_risk, row(|row| row.at_risk()), abs(0.0)),
        ("survival", &expected.survival, point(|point| Some(point.survival())), digits),
        ("std.err", &expected.std_err, point(|point| point.standard_error().ok()), finer),
        ("lower", &expected.lower95_log, point(|p| p.estimate().ok().map(|e| e.lower())), digits),
        ("upper", &expected.upper95_log, point(|p| p.estimate().ok().map(|e| e.upper())), digits),
    ] {
        checks.all_near(&format!("printed {what}"), &some(expected), &found, bound);
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Small {
    #[serde(rename = "RIT_S(25),S(53)")]
    rit: Vec<f64>,
    #[serde(rename = "control_S(9,19,32,34)")]
    control: Vec<f64>,
    control_loglog_lower: Vec<f64>,
    control_loglog_upper: Vec<f64>,
    run: Grouped,
}

pub(in super::super) fn small(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({ "printed": "rel 1e-2 (lower rel 1e-3)", "run": "abs 1e-10" });
    case.tolerance_is(&tolerance)?;
    let (given, expected): (FileInputs, Small) = (case.inputs()?, case.expected()?);
    let tables = tables_of(case, &given, checks)?;
    let bounds = Bounds { curve: abs(1e-10), limits: abs(1e-10) };
    curves(checks, &expected.run.curves, &tables, bounds)?;
    quantiles(checks, &expected.run.quantiles, &tables)?;
    let times = [9.0, 19.0, 32.0, 34.0];
    let found = survival_at(&tables, "group=RIT", &[25.0, 53.0])?;
    checks.all_near("printed, RIT", &some(&expected.rit), &found, rel(1e-2));
    let found = survival_at(&tables, "group=Control", &times)?;
    checks.all_near("printed, control", &some(&expected.control), &found, rel(1e-2));
    let options = KaplanMeierOptions::r().with_scale(IntervalScale::LogLog);
    let curve = of(&tables, "group=Control")?.kaplan_meier(options);
    let mut limits = (Vec::new(), Vec::new());
    for time in times {
        let point = curve.survival_at(time).map_err(CaseError::refused)?;
        let estimate = point.estimate().ok();
        limits.0.push(estimate.map(|e| e.lower()));
        limits.1.push(estimate.map(|e| e.upper()));
    }
    let lower = some(&expected.control_loglog_lower);
    checks.all_near("printed, lower", &lower, &limits.0, rel(1e-3));
    let upper = some(&expected.control_loglog_upper);
    checks.all_near("printed, upper", &upper, &limits.1, rel(1e-2));
    Ok(())
}

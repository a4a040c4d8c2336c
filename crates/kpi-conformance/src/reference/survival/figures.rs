//! Figures of a curve as the cases write them, compared one by one.

use std::collections::BTreeMap;

use kpi_cohort::{
    HazardStep, IntervalScale, KaplanMeierOptions, NelsonAalenOptions, RiskTable, SurvivalStep,
    SurvivalTail,
};
use kpi_types::Estimate;
use serde::Deserialize;

use super::super::checks::abs;
use super::super::{CaseError, Checks};
use crate::Bound;

/// Tables by the name of their group.
pub(super) type Tables = BTreeMap<String, RiskTable>;

/// How near the figures of a curve must be.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) curve: Bound,
    pub(super) limits: Bound,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Curve {
    time: Vec<f64>,
    n_risk: Option<Vec<f64>>,
    n_event: Option<Vec<f64>>,
    n_censor: Option<Vec<f64>>,
    surv: Option<Vec<f64>>,
    pub(super) std_err_surv: Option<Vec<Option<f64>>>,
    cumhaz_nelson_aalen: Vec<f64>,
    std_err_cumhaz: Vec<f64>,
    ci95_plain: Option<Limits>,
    ci95_log: Option<Limits>,
    ci95_loglog: Option<Limits>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    lower: Vec<Option<f64>>,
    upper: Vec<Option<f64>>,
}

pub(super) type Curves = BTreeMap<String, Curve>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quantiles {
    ci_plain: BTreeMap<String, Quantile>,
    ci_log: BTreeMap<String, Quantile>,
    ci_loglog: BTreeMap<String, Quantile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quantile {
    p: Vec<f64>,
    quantile: Vec<Option<f64>>,
    lower: Vec<Option<f64>>,
    upper: Vec<Option<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mean {
    curve: Many<String>,
    rmean: Many<f64>,
    se: Many<f64>,
}

/// R writes a list of one as its entry.
#[derive(Deserialize)]
#[serde(untagged)]
enum Many<T> {
    One(T),
    All(Vec<T>),
}

impl<T> Many<T> {
    fn all(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::All(all) => all,
        }
    }
}

const SCALES: [IntervalScale; 3] =
    [IntervalScale::Plain, IntervalScale::Log, IntervalScale::LogLog];

/// The table of a group.
pub(super) fn of<'a>(tables: &'a Tables, group: &str) -> Result<&'a RiskTable, CaseError> {
    tables.get(group).ok_or_else(|| form(format!("no subjects of group {group}")))
}

pub(super) fn form(why: String) -> CaseError {
    CaseError::Form { part: "expected", why }
}

/// Some of every entry.
pub(super) fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

pub(super) fn curves(
    checks: &mut Checks,
    expected: &Curves,
    tables: &Tables,
    bounds: Bounds,
) -> Result<(), CaseError> {
    checks.same("groups", &expected.len(), &tables.len());
    for (group, curve) in expected {
        let table = of(tables, group)?;
        counts(checks, group, curve, table);
        hazards(checks, group, curve, table, NelsonAalenOptions::r(), bounds.curve);
        for scale in SCALES {
            let options = KaplanMeierOptions::r().with_scale(scale);
            let steps: Vec<SurvivalStep> = table.kaplan_meier(options).steps().collect();
            let all = |figure: fn(&SurvivalStep) -> Option<f64>| -> Vec<Option<f64>> {
                steps.iter().map(figure).collect()
            };
            let what = |figure: &str| format!("{group}, {scale:?}, {figure}");
            if let Some(surv) = &curve.surv {
                let found = all(|step| Some(step.point().survival()));
                checks.all_near(&what("S"), &some(surv), &found, bounds.curve);
            }
            if let Some(errors) = &curve.std_err_surv {
                let found = all(|step| step.point().standard_error().ok());
                checks.all_near(&what("SE"), errors, &found, bounds.curve);
            }
            let limits = match scale {
                IntervalScale::Plain => &curve.ci95_plain,
                IntervalScale::Log => &curve.ci95_log,
                _ => &curve.ci95_loglog,
            };
            if let Some(limits) = limits {
                let end = |step: &SurvivalStep, end: fn(&Estimate) -> f64| {
                    step.point().estimate().ok().as_ref().map(end)
                };
                let lower: Vec<_> = steps.iter().map(|step| end(step, Estimate::lower)).collect();
                let upper: Vec<_> = steps.iter().map(|step| end(step, Estimate::upper)).collect();
                checks.all_near(&what("lower"), &limits.lower, &lower, bounds.limits);
                checks.all_near(&what("upper"), &limits.upper, &upper, bounds.limits);
            }
        }
    }
    Ok(())
}

fn counts(checks: &mut Checks, group: &str, curve: &Curve, table: &RiskTable) {
    let steps: Vec<HazardStep> = table.nelson_aalen(NelsonAalenOptions::r()).steps().collect();
    let mut count = |what: &str, expected: &[f64], figure: fn(&HazardStep) -> f64| {
        let found: Vec<Option<f64>> = steps.iter().map(|step| Some(figure(step))).collect();
        // Weights of 5.2 are sums of floats; counts of subjects are exact.
        let bound = abs(if table.has_fractional_weights() { 1e-12 } else { 0.0 });
        checks.all_near(&format!("{group}, {what}"), &some(expected), &found, bound);
    };
    count("time", &curve.time, |step| step.row().time());
    if let Some(expected) = &curve.n_risk {
        count("at risk", expected, |step| step.row().at_risk());
    }
    if let Some(expected) = &curve.n_event {
        count("events", expected, |step| step.row().events());
    }
    if let Some(expected) = &curve.n_censor {
        count("censored", expected, |step| step.row().censored());
    }
}

/// The cumulative hazard and its standard error.
fn hazards(
    checks: &mut Checks,
    group: &str,
    curve: &Curve,
    table: &RiskTable,
    options: NelsonAalenOptions,
    bound: Bound,
) {
    let steps: Vec<HazardStep> = table.nelson_aalen(options).steps().collect();
    let hazard: Vec<_> = steps.iter().map(|step| Some(step.point().hazard())).collect();
    let error: Vec<_> = steps.iter().map(|step| step.point().standard_error().ok()).collect();
    checks.all_near(&format!("{group}, H"), &some(&curve.cumhaz_nelson_aalen), &hazard, bound);
    checks.all_near(&format!("{group}, SE of H"), &some(&curve.std_err_cumhaz), &error, bound);
}

/// Cumulative hazards alone.
pub(super) fn hazard_curves(
    checks: &mut Checks,
    expected: &Curves,
    tables: &Tables,
    options: NelsonAalenOptions,
    bound: Bound,
) -> Result<(), CaseError> {
    checks.same("groups", &expected.len(), &tables.len());
    for (group, curve) in expected {
        let table = of(tables, group)?;
        counts(checks, group, curve, table);
        hazards(checks, group, curve, table, options, bound);
    }
    Ok(())
}

/// Quantiles by R's convention.
pub(super) fn quantiles(
    checks: &mut Checks,
    expected: &Quantiles,
    tables: &Tables,
) -> Result<(), CaseError> {
    let scales = [&expected.ci_plain, &expected.ci_log, &expected.ci_loglog];
    for (scale, groups) in SCALES.into_iter().zip(scales) {
        checks.same("groups with quantiles", &groups.len(), &tables.len());
        for (group, row) in groups {
            let curve = of(tables, group)?.kaplan_meier(KaplanMeierOptions::r().with_scale(scale));
            let found: Result<Vec<_>, _> = row.p.iter().map(|p| curve.quantile(*p)).collect();
            let found = found.map_err(CaseError::refused)?;
            let mut check = |what: &str, expected: &[Option<f64>], times: Vec<Option<f64>>| {
                checks.all_near(&format!("{group}, {scale:?}, {what}"), expected, &times, abs(0.0));
            };
            check("quantile", &row.quantile, found.iter().map(|q| q.time().at()).collect());
            check("lower", &row.lower, found.iter().map(|q| q.lower().at()).collect());
            check("upper", &row.upper, found.iter().map(|q| q.upper().at()).collect());
        }
    }
    Ok(())
}

/// Restricted means by limit.
pub(super) fn means(
    checks: &mut Checks,
    expected: &BTreeMap<String, Mean>,
    tables: &Tables,
    [mean_bound, error_bound]: [Bound; 2],
) -> Result<(), CaseError> {
    for (limit, row) in expected {
        let tau: f64 = limit.parse().map_err(|_| form(format!("{limit} is no limit")))?;
        checks.same("groups with means", &row.curve.all().len(), &tables.len());
        let rows = row.curve.all().iter().zip(row.rmean.all()).zip(row.se.all());
        for ((group, mean), error) in rows {
            // R goes on at the last value.
            let options = KaplanMeierOptions::r().with_tail(SurvivalTail::Constant);
            let found = of(tables, group)?.kaplan_meier(options).restricted_mean(tau);
            let found = found.map_err(CaseError::refused)?;
            let what = format!("{group}, mean up to {tau}");
            checks.near(&what, *mean, found.mean(), mean_bound);
            let found = found.standard_error().map_err(CaseError::refused)?;
            checks.near(&format!("{what}, SE"), *error, found, error_bound);
        }
    }
    Ok(())
}

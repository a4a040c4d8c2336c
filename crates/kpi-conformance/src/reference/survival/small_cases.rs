//! Kaplan-Meier curves of a few subjects, and of subjects that enter late.

use std::collections::BTreeMap;

use kpi_cohort::{FlatStretch, IntervalScale, KaplanMeierOptions, SurvivalVariance, Weight};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::abs;
use super::super::{Case, CaseError, Checks};
use super::figures::{Bounds, Curves, Quantiles, Tables, curves, form, of, quantiles, some};
use super::kaplan_meier::survival_at;
use super::subjects::{Columns, Subject, table};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TruncationInputs {
    data_file: String,
    entry: String,
    exit: String,
    event: String,
    toy1: Toy,
    toy2: Toy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Toy {
    entry: Vec<f64>,
    exit: Vec<f64>,
    event: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Truncation {
    n_distinct_death_times: usize,
    at_risk: BTreeMap<String, f64>,
    #[serde(rename = "S(0.791)")]
    survival: f64,
    median_approx: f64,
    #[serde(rename = "toy1_S_after_each_time_0,1,2,3,4,5,10")]
    toy1: Vec<f64>,
    #[serde(rename = "toy2_S_after_0,1.9,2,3,4,5,10")]
    toy2: Vec<f64>,
    full_curve: Curves,
    quantiles: Quantiles,
}

fn late(entry: f64, exit: f64, event: u8) -> Result<Subject, CaseError> {
    Ok(Subject { entry: Some(entry), ..Subject::new(exit, event)? })
}

impl Toy {
    fn tables(&self, checks: &mut Checks) -> Result<Tables, CaseError> {
        if self.event != "all 1" || self.entry.len() != self.exit.len() {
            return Err(form("a toy case of other form".to_owned()));
        }
        let rows = self.entry.iter().zip(&self.exit);
        let subjects: Result<Vec<_>, _> = rows.map(|(a, b)| late(*a, *b, 1)).collect();
        Ok(Tables::from([("all".to_owned(), table(&subjects?, checks)?)]))
    }
}

pub(in super::super) fn left_truncation(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({ "S": "abs 1e-10 (toy1 abs 5e-3 as printed)", "median": "abs 0.1" });
    case.tolerance_is(&tolerance)?;
    let (given, expected): (TruncationInputs, Truncation) = (case.inputs()?, case.expected()?);
    let columns = Columns::read(case, &given.data_file)?;
    let spans = columns.numbers(&given.entry)?.into_iter().zip(columns.numbers(&given.exit)?);
    let rows = spans.zip(columns.numbers(&given.event)?);
    let subjects = rows.map(|((entry, exit), event)| late(entry, exit, event as u8));
    let subjects: Vec<Subject> = subjects.collect::<Result<_, _>>()?;
    let tables = Tables::from([("all".to_owned(), table(&subjects, checks)?)]);

    let curve = of(&tables, "all")?.kaplan_meier(KaplanMeierOptions::r());
    let deaths = curve.steps().filter(|step| step.row().events() > 0.0).count();
    checks.same("distinct times of death", &expected.n_distinct_death_times, &deaths);
    for (time, at_risk) in &expected.at_risk {
        let time: f64 = time.parse().map_err(|_| form(format!("{time} is no time")))?;
        let found = curve.number_at_risk(&[time]).first().map(|line| line.at_risk);
        checks.near_or_none(&format!("at risk at {time}"), Some(*at_risk), found, abs(0.0));
    }
    let found = survival_at(&tables, "all", &[0.791])?;
    checks.all_near("S(0.791)", &[Some(expected.survival)], &found, abs(1e-10));
    let median = curve.median().map_err(CaseError::refused)?.time().at();
    checks.near_or_none("median", Some(expected.median_approx), median, abs(0.1));
    let bounds = Bounds { curve: abs(1e-10), limits: abs(1e-10) };
    curves(checks, &expected.full_curve, &tables, bounds)?;
    quantiles(checks, &expected.quantiles, &tables)?;

    let (toy1, toy2) = (given.toy1.tables(checks)?, given.toy2.tables(checks)?);
    let found = survival_at(&toy1, "all", &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 10.0])?;
    checks.all_near("toy 1", &some(&expected.toy1), &found, abs(5e-3));
    let found = survival_at(&toy2, "all", &[0.0, 1.9, 2.0, 3.0, 4.0, 5.0, 10.0])?;
    checks.all_near("toy 2", &some(&expected.toy2), &found, abs(1e-10));
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightInputs {
    t: Vec<f64>,
    event: Vec<u8>,
    w: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weighted {
    #[serde(rename = "S at 0,0.4,0.6,0.8,0.9")]
    survival: Vec<f64>,
    #[serde(rename = "R_curve")]
    curve: Curves,
}

pub(in super::super) fn weights(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "S": "abs 1e-12" }))?;
    let (given, expected): (WeightInputs, Weighted) = (case.inputs()?, case.expected()?);
    let mut subjects = Vec::new();
    for ((time, event), weight) in given.t.iter().zip(&given.event).zip(&given.w) {
        let weight = Weight::try_new(*weight).map_err(CaseError::refused)?;
        subjects.push(Subject { weight, ..Subject::new(*time, *event)? });
    }
    let tables = Tables::from([("all".to_owned(), table(&subjects, checks)?)]);
    let found = survival_at(&tables, "all", &[0.0, 0.4, 0.6, 0.8, 0.9])?;
    checks.all_near("S", &some(&expected.survival), &found, abs(1e-12));
    for (group, mut figures) in expected.curve {
        // Everything but the standard error of S, which is compared below.
        let errors = figures.std_err_surv.take().unwrap_or_default();
        let bounds = Bounds { curve: abs(1e-12), limits: abs(1e-12) };
        curves(checks, &Curves::from([(group.clone(), figures)]), &tables, bounds)?;
        let curve = of(&tables, &group)?.kaplan_meier(KaplanMeierOptions::r());
        // With weights that are not whole R's `std.err` is the standard error of S itself (`logse`
        // is false). The case multiplies it by S, as is right for other curves only.
        let found = curve.steps().map(|step| {
            let point = step.point();
            point.standard_error().ok().map(|error| error * point.survival())
        });
        let found: Vec<_> = found.collect();
        checks.all_near("robust SE times S", &errors, &found, abs(1e-12));
        let robust = KaplanMeierOptions::r().with_variance(SurvivalVariance::Robust);
        let asked = of(&tables, &group)?.kaplan_meier(robust);
        let point = |curve: &kpi_cohort::KaplanMeier| -> Vec<_> {
            curve.steps().map(|step| step.point()).collect()
        };
        checks.same("robust by the weights and asked for", &point(&curve), &point(&asked));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlateauInputs {
    time: Vec<f64>,
    status: Vec<Option<u8>>,
    x: Vec<u8>,
    p_surv: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plateau {
    #[serde(rename = "true_S_jumps")]
    jumps: String,
    quantile_overall: Vec<Option<f64>>,
    lower_log_ci: Vec<Option<f64>>,
    upper_log_ci: Vec<Option<f64>>,
    by_group: BTreeMap<String, Vec<Option<f64>>>,
    run: Run,
    run_by_x: Run,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    curves: Curves,
    quantiles: Quantiles,
}

pub(in super::super) fn plateau(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "exact" }))?;
    let (given, expected): (PlateauInputs, Plateau) = (case.inputs()?, case.expected()?);
    let mut groups: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
    for ((time, status), x) in given.time.iter().zip(&given.status).zip(&given.x) {
        // R drops a row without status. Here a row without one cannot be written down.
        if let Some(status) = status {
            let subject = Subject::new(*time, *status)?;
            groups.entry("all".to_owned()).or_default().push(subject);
            groups.entry(format!("x={x}")).or_default().push(subject);
        }
    }
    let mut by_x = Tables::new();
    for (group, subjects) in groups {
        by_x.insert(group, table(&subjects, checks)?);
    }
    let all = by_x.remove_entry("all").ok_or_else(|| form("no subjects".to_owned()))?;
    let overall = Tables::from([all]);
    // Exact up to the 15 digits that are written.
    let bounds = Bounds { curve: abs(1e-14), limits: abs(1e-14) };
    curves(checks, &expected.run.curves, &overall, bounds)?;
    quantiles(checks, &expected.run.quantiles, &overall)?;
    curves(checks, &expected.run_by_x.curves, &by_x, bounds)?;
    quantiles(checks, &expected.run_by_x.quantiles, &by_x)?;

    let known = "6/7 at t=1, *3/5 at t=6, *1/2 at t=9".to_owned();
    checks.same("jumps", &expected.jumps, &known);
    let jumps = [6.0 / 7.0, 6.0 / 7.0 * 0.6, 6.0 / 7.0 * 0.6 * 0.5];
    let found = survival_at(&overall, "all", &[1.0, 6.0, 9.0])?;
    checks.all_near("jumps", &some(&jumps), &found, abs(1e-15));

    let find = |tables: &Tables, group: &str, rule| {
        let options =
            KaplanMeierOptions::r().with_scale(IntervalScale::Log).with_flat_stretch(rule);
        let curve = of(tables, group)?.kaplan_meier(options);
        let found = given.p_surv.iter().map(|share| curve.quantile(1.0 - share));
        found.collect::<Result<Vec<_>, _>>().map_err(CaseError::refused)
    };
    let times = |list: &[kpi_cohort::SurvivalQuantile]| -> Vec<Option<f64>> {
        list.iter().map(|quantile| quantile.time().at()).collect()
    };
    let found = find(&overall, "all", FlatStretch::Midpoint)?;
    checks.all_near("quantiles", &expected.quantile_overall, &times(&found), abs(0.0));
    let lower: Vec<_> = found.iter().map(|quantile| quantile.lower().at()).collect();
    let upper: Vec<_> = found.iter().map(|quantile| quantile.upper().at()).collect();
    checks.all_near("quantiles, lower", &expected.lower_log_ci, &lower, abs(0.0));
    checks.all_near("quantiles, upper", &expected.upper_log_ci, &upper, abs(0.0));
    // What the notes of the case give for the other convention.
    let first = find(&overall, "all", FlatStretch::FirstTime)?;
    let noted = [Some(1.0), Some(1.0), Some(6.0), Some(9.0), Some(9.0), None];
    checks.all_near("first times", &noted, &times(&first), abs(0.0));
    for (group, expected) in &expected.by_group {
        let found = find(&by_x, group, FlatStretch::Midpoint)?;
        checks.all_near(&format!("quantiles of {group}"), expected, &times(&found), abs(0.0));
    }
    Ok(())
}

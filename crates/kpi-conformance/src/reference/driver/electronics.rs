//! Fifteen customers of an electronics shop.

use kpi_stats::{Alternative, ConfidenceLevel, Moments, PairedValues};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, abs};
use super::super::{Case, CaseError};
use super::figures::{Figures, Near, compare};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    cs: Vec<f64>,
    after_service: Vec<f64>,
    staff: Vec<f64>,
    goods: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    published: Published,
    run: Figures,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    mean: [f64; 4],
    sd: [f64; 4],
    r_with_cs: [f64; 3],
    t_r: [f64; 3],
    t_crit_13df_5pct: f64,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let known = json!({ "r": "abs 1e-9", "t": "abs 1e-8", "mean/sd": "abs 0.005" });
    case.tolerance_is(&known)?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let Inputs { cs, after_service, staff, goods } = &given;
    let Published { mean, sd, r_with_cs, t_r, t_crit_13df_5pct } = expected.published;
    let items = [after_service, staff, goods];
    for ((column, mean), sd) in [cs].into_iter().chain(items).zip(mean).zip(sd) {
        let found = Moments::try_from_values(column.iter().copied()).map_err(CaseError::refused)?;
        checks.near_or_none("published mean", Some(mean), found.mean(), abs(0.005));
        checks.near_or_none("published sd", Some(sd), found.standard_deviation(), abs(0.005));
    }
    for ((column, r), t) in items.into_iter().zip(r_with_cs).zip(t_r) {
        let pairs = PairedValues::try_new(column.iter().copied().zip(cs.iter().copied()).collect());
        let pairs = pairs.map_err(CaseError::refused)?;
        let found = pairs.pearson(ConfidenceLevel::P95).map_err(CaseError::refused)?;
        checks.near("published correlation", r, found.point(), abs(1e-9));
        let test = pairs.pearson_test(Alternative::TwoSided).map_err(CaseError::refused)?;
        checks.near_or_none("published t", Some(t), test.statistic(), abs(1e-8));
    }
    let critical = ConfidenceLevel::P95.t(13.0);
    checks.near_or_none("critical t", Some(t_crit_13df_5pct), critical, abs(1e-8));
    let items: [(&str, &[f64]); 3] = [("after", after_service), ("staff", staff), ("goods", goods)];
    let near = Near { correlation: abs(1e-9), statistic: abs(1e-8) };
    compare(&expected.run, ("cs", cs), &items, near, checks)
}

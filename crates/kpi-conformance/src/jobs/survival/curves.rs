//! Figures of one curve.

use kpi_cohort::{KaplanMeierOptions, NelsonAalenOptions, SurvivalStep};
use kpi_types::Estimate;
use serde::{Deserialize, Serialize};
use toml::Table;

use super::subjects::{Build, Subjects};
use crate::{JobError, inputs, outcome};

/// A figure, or a word where there is none: TOML has no null.
#[derive(Serialize)]
#[serde(untagged)]
enum Figure {
    Number(f64),
    Word(&'static str),
}

/// A figure that may not exist.
fn figure<E>(value: Result<f64, E>) -> Figure {
    value.map_or(Figure::Word("undefined"), Figure::Number)
}

/// A time that may not be reached.
fn reached(time: Option<f64>) -> Figure {
    time.map_or(Figure::Word("not reached"), Figure::Number)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurveInputs {
    subjects: Subjects,
    options: KaplanMeierOptions,
}

#[derive(Serialize)]
struct Curve {
    time: Vec<f64>,
    at_risk: Vec<f64>,
    events: Vec<f64>,
    censored: Vec<f64>,
    survival: Vec<f64>,
    standard_error: Vec<Figure>,
    lower: Vec<Figure>,
    upper: Vec<Figure>,
}

pub(super) fn kaplan_meier(table: &Table, build: Build) -> Result<Table, JobError> {
    let given: CurveInputs = inputs(table)?;
    let curve = build(&given.subjects)?.kaplan_meier(given.options);
    let steps: Vec<SurvivalStep> = curve.steps().collect();
    let row = |of: fn(&SurvivalStep) -> f64| steps.iter().map(of).collect();
    let end = |of: fn(&Estimate) -> f64| {
        let ends = steps.iter().map(|step| step.point().estimate().map(|estimate| of(&estimate)));
        ends.map(figure).collect()
    };
    outcome(&Curve {
        time: row(|step| step.row().time()),
        at_risk: row(|step| step.row().at_risk()),
        events: row(|step| step.row().events()),
        censored: row(|step| step.row().censored()),
        survival: row(|step| step.point().survival()),
        standard_error: steps.iter().map(|step| figure(step.point().standard_error())).collect(),
        lower: end(Estimate::lower),
        upper: end(Estimate::upper),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuantileInputs {
    subjects: Subjects,
    options: KaplanMeierOptions,
    probabilities: Vec<f64>,
}

#[derive(Serialize, Default)]
struct Quantiles {
    time: Vec<Figure>,
    lower: Vec<Figure>,
    upper: Vec<Figure>,
}

pub(super) fn quantiles(table: &Table, build: Build) -> Result<Table, JobError> {
    let given: QuantileInputs = inputs(table)?;
    let curve = build(&given.subjects)?.kaplan_meier(given.options);
    let mut all = Quantiles::default();
    for probability in given.probabilities {
        let found = curve.quantile(probability).map_err(JobError::refused)?;
        all.time.push(reached(found.time().at()));
        all.lower.push(reached(found.lower().at()));
        all.upper.push(reached(found.upper().at()));
    }
    outcome(&all)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HazardInputs {
    subjects: Subjects,
    options: NelsonAalenOptions,
}

#[derive(Serialize, Default)]
struct Hazards {
    time: Vec<f64>,
    hazard: Vec<f64>,
    standard_error: Vec<Figure>,
    lower: Vec<Figure>,
    upper: Vec<Figure>,
}

pub(super) fn nelson_aalen(table: &Table, build: Build) -> Result<Table, JobError> {
    let given: HazardInputs = inputs(table)?;
    let mut all = Hazards::default();
    for step in build(&given.subjects)?.nelson_aalen(given.options).steps() {
        let point = step.point();
        all.time.push(point.time());
        all.hazard.push(point.hazard());
        all.standard_error.push(figure(point.standard_error()));
        all.lower.push(figure(point.estimate().map(|estimate| estimate.lower())));
        all.upper.push(figure(point.estimate().map(|estimate| estimate.upper())));
    }
    outcome(&all)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeanInputs {
    subjects: Subjects,
    options: KaplanMeierOptions,
    limits: Vec<f64>,
}

#[derive(Serialize, Default)]
struct Means {
    mean: Vec<f64>,
    standard_error: Vec<Figure>,
}

pub(super) fn restricted_means(table: &Table, build: Build) -> Result<Table, JobError> {
    let given: MeanInputs = inputs(table)?;
    let curve = build(&given.subjects)?.kaplan_meier(given.options);
    let mut all = Means::default();
    for limit in given.limits {
        let found = curve.restricted_mean(limit).map_err(JobError::refused)?;
        all.mean.push(found.mean());
        all.standard_error.push(figure(found.standard_error()));
    }
    outcome(&all)
}

//! NPS under weights raked to two margins.

use std::collections::BTreeMap;

use kpi_survey::{
    AnswerColumns, Item, Margin, NpsCounts, RakingOptions, Scale, ScoreOptions, WeightedAnswers,
    WeightedOptions, WeightingSample, rake,
};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, abs, rel};
use super::super::{Case, CaseError};

const REGIONS: [&str; 4] = ["NAM", "EMEA", "APAC", "LATAM"];
const UNITS: [&str; 2] = ["Apples", "Oranges"];

type Targets = BTreeMap<String, f64>;
type Counts = BTreeMap<String, [u64; 3]>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(rename = "cell_counts (det,pass,prom) by Region.BU")]
    cells: Counts,
    region_target: Targets,
    bu_target: Targets,
    n: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    n: u64,
    region_target: Targets,
    bu_target: Targets,
    unweighted: f64,
    weighted: f64,
    se_weights_as_fixed: f64,
    se_raking_aware: f64,
    ci95_fixed: [f64; 2],
    cell_weight: [[f64; 2]; 4],
    cell_n: [[u64; 2]; 4],
    counts: Counts,
    kish_neff: f64,
    deff_kish: f64,
    weighted_promoter: f64,
    weighted_detractor: f64,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({
        "weighted, shares": "abs 1e-9",
        "cell_weight": "rel 1e-8",
        "se": "rel 1e-6",
        "kish": "rel 1e-8",
    });
    case.tolerance_is(&tolerance)?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    checks.same("counts", &given.cells, &expected.counts);
    checks.same(
        "targets",
        &(&given.region_target, &given.bu_target),
        &(&expected.region_target, &expected.bu_target),
    );
    let (mut regions, mut units, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    let mut firsts = Vec::new();
    for (region, sizes) in REGIONS.into_iter().zip(expected.cell_n) {
        for (unit, size) in UNITS.into_iter().zip(sizes) {
            let counts = given.cells.get(&format!("{region}.{unit}")).copied().unwrap_or_default();
            checks.same(&format!("{region} {unit}, n"), &size, &counts.iter().sum());
            firsts.push(answers.len());
            for (answer, count) in [3_u8, 7, 10].into_iter().zip(counts) {
                answers.extend((0..count).map(|_| answer));
            }
            regions.resize(answers.len(), region);
            units.resize(answers.len(), unit);
        }
    }
    checks.same("n", &(given.n, given.n), &(expected.n, answers.len() as u64));
    let sample = WeightingSample::new(answers.len())
        .with_variable("region", &regions[..])
        .and_then(|sample| sample.with_variable("unit", &units[..]))
        .map_err(CaseError::refused)?;
    let margin = |name: &str, targets: &Targets| {
        Margin::try_new(name, targets.iter().map(|(category, share)| (category.as_str(), *share)))
    };
    let margins = [margin("region", &given.region_target), margin("unit", &given.bu_target)];
    let margins = margins.into_iter().collect::<Result<Vec<_>, _>>().map_err(CaseError::refused)?;
    let raked = rake(&sample, &margins, RakingOptions::default()).map_err(CaseError::refused)?;
    let weights = raked.weights();
    for (first, weight) in firsts.into_iter().zip(expected.cell_weight.iter().flatten()) {
        let found = weights.as_slice().get(first).copied().unwrap_or(f64::NAN);
        checks.near(&format!("weight of row {first}"), *weight, found, rel(1e-8));
    }
    checks.near("Kish's n", expected.kish_neff, weights.effective_n(), rel(1e-8));
    checks.near("Kish's design effect", expected.deff_kish, weights.design_effect(), rel(1e-8));

    let plain = given
        .cells
        .values()
        .try_fold((0, 0, 0), |(d, p, q), [x, y, z]| Some((d + x, p + y, q + z)));
    let (detractors, passives, promoters) = plain.unwrap_or_default();
    let plain = NpsCounts::try_new(detractors, passives, promoters)
        .and_then(|counts| counts.score(ScoreOptions::default()))
        .map_err(CaseError::refused)?;
    checks.near("unweighted", expected.unweighted, plain.estimate().point() / 100.0, abs(1e-9));

    let mut counts = WeightedAnswers::new(Item::new("nps", Scale::ZERO_TO_TEN));
    counts
        .observe_columns(&AnswerColumns::new(&answers[..]), weights.as_slice())
        .map_err(CaseError::refused)?;
    let groups = counts.finish();
    let [group] = &groups[..] else { return Err(CaseError::NothingCompared) };
    let nps = group.distribution().nps(WeightedOptions::default()).map_err(CaseError::refused)?;
    let share = |points: f64| points / 100.0;
    let estimate = nps.estimate();
    checks.near("weighted", expected.weighted, share(estimate.point()), abs(1e-9));
    checks.near("SE", expected.se_weights_as_fixed, share(nps.standard_error()), rel(1e-6));
    checks.ends(
        "interval",
        expected.ci95_fixed,
        [estimate.lower(), estimate.upper()].map(share),
        rel(1e-6),
    );
    checks.near("Kish's n of the score", expected.kish_neff, nps.effective_n(), rel(1e-8));
    let shares = [(10, expected.weighted_promoter), (3, expected.weighted_detractor)];
    for (answer, want) in shares {
        let found = group.distribution().share(answer).unwrap_or(f64::NAN);
        checks.near(&format!("share of {answer}"), want, found, abs(1e-9));
    }
    let values: Vec<f64> = answers
        .iter()
        .map(|answer| f64::from(i8::from(*answer > 8) - i8::from(*answer < 7)))
        .collect();
    let aware = raked.standard_error(&values).map_err(CaseError::refused)?;
    checks.near("SE that knows the margins", expected.se_raking_aware, aware, rel(1e-6));
    Ok(())
}

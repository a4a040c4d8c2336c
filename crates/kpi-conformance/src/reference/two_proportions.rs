//! Two and more proportions.

use kpi_stats::{
    Adjustment, Alternative, ConfidenceLevel, ContingencyTable, DifferenceMethod, Proportion,
    TwoProportionTest, TwoProportions, pairwise,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::checks::rel;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    cases: Vec<[u64; 4]>,
    smokers: [Vec<u64>; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    statsmodels: Vec<Statsmodels>,
    #[serde(rename = "R")]
    prop_tests: std::collections::BTreeMap<String, PropTest>,
    #[serde(rename = "pairwise_smokers_R")]
    pairwise: Pairwise,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statsmodels {
    inputs: [u64; 4],
    wald: [f64; 2],
    #[serde(rename = "agresti-caffo")]
    agresti_caffo: [f64; 2],
    newcomb: [f64; 2],
    #[serde(rename = "score")]
    _score: Value,
    ztest_pooled: [f64; 2],
    score_test: [f64; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PropTest {
    x: Vec<u64>,
    n: Vec<u64>,
    correct: bool,
    chisq: f64,
    df: f64,
    p: f64,
    conf_int: Option<[f64; 2]>,
    estimate: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairwise {
    holm: Triangle,
    bonf: Triangle,
    #[serde(rename = "BH")]
    bh: Triangle,
    none: Triangle,
}

/// Row of the later group less one, column of the earlier.
type Triangle = Vec<Vec<Option<f64>>>;

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-9" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    if expected.statsmodels.iter().map(|row| row.inputs).ne(given.cases.iter().copied()) {
        let why = "other counts than inputs.cases".to_owned();
        return Err(CaseError::Form { part: "expected.statsmodels", why });
    }
    for row in &expected.statsmodels {
        statsmodels(row, checks)?;
    }
    for (name, test) in &expected.prop_tests {
        prop_test(name, test, checks)?;
    }
    smokers(&given.smokers, &expected.pairwise, checks)?;
    checks.leave(
        "statsmodels' score intervals (its cubic has a count in place of the number of trials; ours are \
         held to Newcombe 1998)",
    );
    Ok(())
}

fn proportions(x: &[u64], n: &[u64]) -> Result<Vec<Proportion>, CaseError> {
    let of = |(k, n): (&u64, &u64)| Proportion::try_new(*k, *n).map_err(CaseError::refused);
    x.iter().zip(n).map(of).collect()
}

fn pair(groups: &[Proportion]) -> Option<TwoProportions> {
    match groups {
        [first, second] => Some(TwoProportions::new(*first, *second)),
        _ => None,
    }
}

fn statsmodels(row: &Statsmodels, checks: &mut Checks) -> Result<(), CaseError> {
    let [k, m, l, n] = row.inputs;
    let groups = proportions(&[k, l], &[m, n])?;
    let Some(pair) = pair(&groups) else { return Err(CaseError::NothingCompared) };
    for (method, want) in [
        (DifferenceMethod::Wald, row.wald),
        (DifferenceMethod::AgrestiCaffo, row.agresti_caffo),
        (DifferenceMethod::Newcombe, row.newcomb),
    ] {
        let found = pair.difference(method, ConfidenceLevel::P95).map_err(CaseError::refused)?;
        let what = format!("statsmodels, {:?}, {method:?}", row.inputs);
        checks.ends(&what, want, [found.lower(), found.upper()], rel(1e-9));
    }
    for (test, [statistic, p]) in [
        (TwoProportionTest::ZPooled, row.ztest_pooled),
        (TwoProportionTest::ZScore, row.score_test),
    ] {
        let found = pair.test(test, Alternative::TwoSided).map_err(CaseError::refused)?;
        let what = format!("statsmodels, {:?}, {test:?}", row.inputs);
        checks.near_or_none(&what, Some(statistic), found.statistic(), rel(1e-9));
        checks.near(&format!("{what}, p"), p, found.p_value(), rel(1e-9));
    }
    Ok(())
}

fn prop_test(name: &str, want: &PropTest, checks: &mut Checks) -> Result<(), CaseError> {
    let groups = proportions(&want.x, &want.n)?;
    let found = match pair(&groups) {
        Some(pair) => {
            let (test, method) = if want.correct {
                (TwoProportionTest::ChiSquareYates, DifferenceMethod::WaldContinuity)
            } else {
                (TwoProportionTest::ChiSquare, DifferenceMethod::Wald)
            };
            let gap = pair.difference(method, ConfidenceLevel::P95).map_err(CaseError::refused)?;
            let ends = [gap.lower(), gap.upper()];
            let Some(conf_int) = want.conf_int else {
                let why = "two groups have an interval".to_owned();
                return Err(CaseError::Form { part: "expected.R", why });
            };
            checks.ends(&format!("R, {name}, interval"), conf_int, ends, rel(1e-9));
            pair.test(test, Alternative::TwoSided).map_err(CaseError::refused)?
        }
        // R does not correct more than two groups, whatever it is told.
        None => {
            let table = ContingencyTable::of_proportions(&groups).map_err(CaseError::refused)?;
            table.chi_square().map_err(CaseError::refused)?
        }
    };
    let what = |part: &str| format!("R, {name}, {part}");
    checks.near_or_none(&what("chi-square"), Some(want.chisq), found.statistic(), rel(1e-9));
    checks.near_or_none(&what("df"), Some(want.df), found.degrees_of_freedom(), rel(1e-9));
    checks.near(&what("p"), want.p, found.p_value(), rel(1e-9));
    let points: Vec<Option<f64>> = groups.iter().map(|group| Some(group.point())).collect();
    let estimates: Vec<Option<f64>> = want.estimate.iter().copied().map(Some).collect();
    checks.all_near(&what("estimates"), &estimates, &points, rel(1e-9));
    Ok(())
}

fn smokers([x, n]: &[Vec<u64>; 2], want: &Pairwise, checks: &mut Checks) -> Result<(), CaseError> {
    let groups = proportions(x, n)?;
    for (adjustment, triangle) in [
        (Adjustment::Holm, &want.holm),
        (Adjustment::Bonferroni, &want.bonf),
        (Adjustment::BenjaminiHochberg, &want.bh),
        (Adjustment::None, &want.none),
    ] {
        let found = pairwise(&groups, adjustment, |a, b| {
            TwoProportions::new(*a, *b)
                .test(TwoProportionTest::ChiSquareYates, Alternative::TwoSided)
        });
        for comparison in found {
            let outcome = comparison.outcome.map_err(CaseError::refused)?;
            let row = triangle.get(comparison.second.saturating_sub(1));
            let want = row.and_then(|row| row.get(comparison.first)).copied().flatten();
            let what = format!("{adjustment:?}, {} and {}", comparison.first, comparison.second);
            checks.near_or_none(&what, want, Some(outcome.adjusted_p_value), rel(1e-9));
        }
    }
    Ok(())
}

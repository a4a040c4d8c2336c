//! Intervals of proportions.

use kpi_stats::{Alternative, ConfidenceLevel, Proportion, ProportionMethod, ProportionTest};
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    alpha: f64,
    cases: Vec<[u64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    statsmodels: Vec<Statsmodels>,
    #[serde(rename = "R_binom_18_20")]
    binom: Binom,
    #[serde(rename = "R_binom_test")]
    binom_test: Vec<BinomTest>,
    #[serde(rename = "R_prop_test_one_sample")]
    prop_test: PropTests,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statsmodels {
    count: u64,
    nobs: u64,
    normal: [f64; 2],
    wilson: [f64; 2],
    agresti_coull: [f64; 2],
    beta: [f64; 2],
    jeffreys: [f64; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Binom {
    #[serde(rename = "agresti-coull")]
    agresti_coull: [f64; 2],
    asymptotic: [f64; 2],
    exact: [f64; 2],
    wilson: [f64; 2],
    #[serde(rename = "bayes(jeffreys HPD)")]
    jeffreys: [f64; 2],
    #[serde(rename = "logit")]
    _logit: [f64; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BinomTest {
    x: u64,
    n: u64,
    ci95: [f64; 2],
    ci90: [f64; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PropTests {
    one1: PropTest,
    one2: PropTest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PropTest {
    x: u64,
    n: u64,
    correct: bool,
    conf_int: [f64; 2],
    estimate: f64,
    chisq: f64,
    df: f64,
    p: f64,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "abs 1e-10 (R table abs 1e-6)" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let level = ConfidenceLevel::from_alpha(given.alpha).map_err(CaseError::refused)?;
    let found = |[k, n]: [u64; 2], method, level| {
        Proportion::try_new(k, n)
            .and_then(|p| p.estimate(method, level))
            .map_err(CaseError::refused)
    };
    let mut check = |counts: [u64; 2], method, level, want: [f64; 2], bound, by: &str| {
        let estimate = found(counts, method, level)?;
        let [k, n] = counts;
        let what = format!("{by}, {k} of {n}, {method:?}");
        // R leaves Wald and Agresti-Coull uncut.
        let want = want.map(|end| end.clamp(0.0, 1.0));
        checks.ends(&what, want, [estimate.lower(), estimate.upper()], bound);
        Ok::<f64, CaseError>(estimate.point())
    };
    let tight = abs(1e-10);

    let listed: Vec<[u64; 2]> = expected.statsmodels.iter().map(|s| [s.count, s.nobs]).collect();
    if listed != given.cases {
        let why = "other counts than inputs.cases".to_owned();
        return Err(CaseError::Form { part: "expected.statsmodels", why });
    }
    for row in &expected.statsmodels {
        for (method, want) in [
            (ProportionMethod::Wald, row.normal),
            (ProportionMethod::Wilson, row.wilson),
            (ProportionMethod::AgrestiCoull, row.agresti_coull),
            (ProportionMethod::ClopperPearson, row.beta),
            (ProportionMethod::Jeffreys, row.jeffreys),
        ] {
            check([row.count, row.nobs], method, level, want, tight, "statsmodels")?;
        }
    }
    for (method, want) in [
        (ProportionMethod::Wald, expected.binom.asymptotic),
        (ProportionMethod::Wilson, expected.binom.wilson),
        (ProportionMethod::AgrestiCoull, expected.binom.agresti_coull),
        (ProportionMethod::ClopperPearson, expected.binom.exact),
        (ProportionMethod::Jeffreys, expected.binom.jeffreys),
    ] {
        check([18, 20], method, ConfidenceLevel::P95, want, abs(1e-6), "R binom")?;
    }
    for row in &expected.binom_test {
        let exact = ProportionMethod::ClopperPearson;
        let counts = [row.x, row.n];
        check(counts, exact, ConfidenceLevel::P95, row.ci95, tight, "R binom.test 95 %")?;
        check(counts, exact, ConfidenceLevel::P90, row.ci90, tight, "R binom.test 90 %")?;
    }
    let mut tested = Vec::new();
    let PropTests { one1, one2 } = &expected.prop_test;
    if !one1.correct || one2.correct {
        let why = "one1 was with continuity correction, one2 without".to_owned();
        return Err(CaseError::Form { part: "expected.R_prop_test_one_sample", why });
    }
    for (name, row, method, test) in [
        ("corrected", one1, ProportionMethod::WilsonContinuity, ProportionTest::ScoreContinuity),
        ("not corrected", one2, ProportionMethod::Wilson, ProportionTest::Score),
    ] {
        let by = format!("R prop.test, {name}");
        let point = check([row.x, row.n], method, level, row.conf_int, tight, &by)?;
        let rate = Proportion::try_new(row.x, row.n).map_err(CaseError::refused)?;
        let found = rate.test(test, 0.5, Alternative::TwoSided).map_err(CaseError::refused)?;
        tested.push((by, row, point, found));
    }
    for (by, row, point, found) in tested {
        checks.near(&format!("{by}, estimate"), row.estimate, point, tight);
        let what = |part: &str| format!("{by}, {part}");
        checks.near_or_none(&what("chi-square"), Some(row.chisq), found.statistic(), tight);
        checks.near_or_none(&what("df"), Some(row.df), found.degrees_of_freedom(), tight);
        checks.near(&what("p"), row.p, found.p_value(), tight);
    }
    checks.leave("logit interval");
    Ok(())
}

//! Two groups of answers from 0 to 10.

use kpi_stats::{
    Alternative, ConfidenceLevel, ContingencyTable, DifferenceMethod, HypothesisTest, MannWhitney,
    RankMethod, TwoMeans, TwoMeansMethod, TwoProportionTest, TwoProportions,
};
use kpi_survey::{Distribution, NetMethod, NpsBands, NpsCounts, NpsDifference, Scale};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, rel};
use super::super::{Case, CaseError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(rename = "hist 0..10 a")]
    a: [u64; 11],
    #[serde(rename = "hist 0..10 b")]
    b: [u64; 11],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    n: [u64; 2],
    counts_a: [u64; 3],
    counts_b: [u64; 3],
    mean: [f64; 2],
    #[serde(rename = "wilcox_W")]
    wilcox_w: f64,
    wilcox_p_cc: f64,
    wilcox_p_nocc: f64,
    nps_a: f64,
    nps_b: f64,
    nps_diff_se_wald: f64,
    nps_diff_p_wald: f64,
    nps_diff_p_adjwald: f64,
    nps_abs_diff_ci_wald: [f64; 2],
    nps_abs_diff_ci_adjwald: [f64; 2],
    promoter_prop_chisq: f64,
    promoter_p: f64,
    promoter_diff_ci: [f64; 2],
    chisq_3cat: f64,
    chisq_3cat_p: f64,
    welch_t: f64,
    welch_df: f64,
    welch_p: f64,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-8" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let near = rel(1e-8);
    let answers = |counts: [u64; 11]| {
        Distribution::try_new(Scale::ZERO_TO_TEN, counts).map_err(CaseError::refused)
    };
    let (a, b) = (answers(given.a)?, answers(given.b)?);
    checks.same("n", &expected.n, &[a.n(), b.n()]);
    let count = |of: &Distribution| NpsBands::STANDARD.count(of).map_err(CaseError::refused);
    let (nps_a, nps_b) = (count(&a)?, count(&b)?);
    let three = |c: NpsCounts| [c.detractors(), c.passives(), c.promoters()];
    checks.same("counts", &[expected.counts_a, expected.counts_b], &[three(nps_a), three(nps_b)]);

    // The package subtracts the smaller from the larger.
    let means = [(&a, expected.nps_a), (&b, expected.nps_b)];
    for (of, want) in means {
        let nps = of.nps(NetMethod::Wald).map_err(CaseError::refused)?;
        checks.near("NPS", want, nps.estimate().point() / 100.0, near);
    }
    for (method, p, ends) in [
        (NetMethod::Wald, expected.nps_diff_p_wald, expected.nps_abs_diff_ci_wald),
        (NetMethod::AdjustedWald, expected.nps_diff_p_adjwald, expected.nps_abs_diff_ci_adjwald),
    ] {
        let found = NpsDifference::try_new(nps_b, nps_a, method).map_err(CaseError::refused)?;
        let what = format!("NPS difference, {method:?}");
        let estimate = found.estimate();
        checks.ends(&what, ends, [estimate.lower() / 100.0, estimate.upper() / 100.0], near);
        let test = found.test().map_err(CaseError::refused)?;
        checks.near(&format!("{what}, p"), p, test.p_value(), near);
        if method == NetMethod::Wald {
            let error = found.standard_error() / 100.0;
            checks.near(&format!("{what}, SE"), expected.nps_diff_se_wald, error, near);
        }
    }

    let promoters = [&a, &b].map(|of| of.proportion_from(9));
    let [first, second] = promoters.map(|found| found.map_err(CaseError::refused));
    let shares = TwoProportions::new(first?, second?);
    let two_sided = Alternative::TwoSided;
    let test = shares.test(TwoProportionTest::ChiSquare, two_sided).map_err(CaseError::refused)?;
    checks.near("promoters, chi-square", expected.promoter_prop_chisq, statistic(&test), near);
    checks.near("promoters, p", expected.promoter_p, test.p_value(), near);
    let wald = shares.difference(DifferenceMethod::Wald, ConfidenceLevel::P95);
    let wald = wald.map_err(CaseError::refused)?;
    let ends = [wald.lower(), wald.upper()];
    checks.ends("promoters, difference", expected.promoter_diff_ci, ends, near);

    let rows = [nps_a, nps_b].map(|counts| three(counts).to_vec()).to_vec();
    let table = ContingencyTable::try_new(rows).map_err(CaseError::refused)?;
    let test = table.chi_square().map_err(CaseError::refused)?;
    checks.near("three categories, chi-square", expected.chisq_3cat, statistic(&test), near);
    checks.near("three categories, p", expected.chisq_3cat_p, test.p_value(), near);

    let moments = [&a, &b].map(|of| of.moments());
    let [first, second] = moments.map(|found| found.map_err(CaseError::refused));
    let (first, second) = (first?, second?);
    for (want, moments) in expected.mean.into_iter().zip([first, second]) {
        checks.near("mean", want, moments.mean().unwrap_or(f64::NAN), near);
    }
    let means = TwoMeans::new(first, second);
    let test = means.test(TwoMeansMethod::Welch, two_sided).map_err(CaseError::refused)?;
    checks.near("Welch, t", expected.welch_t, statistic(&test), near);
    let df = test.degrees_of_freedom().unwrap_or(f64::NAN);
    checks.near("Welch, degrees of freedom", expected.welch_df, df, near);
    checks.near("Welch, p", expected.welch_p, test.p_value(), near);

    let tallies = [&a, &b].map(|of| of.tally().map_err(CaseError::refused));
    let [first, second] = tallies;
    let ranks = MannWhitney::try_new(first?, second?).map_err(CaseError::refused)?;
    checks.near("Mann-Whitney, W", expected.wilcox_w, ranks.u(), near);
    for (method, p) in [
        (RankMethod::NormalCorrected, expected.wilcox_p_cc),
        (RankMethod::Normal, expected.wilcox_p_nocc),
    ] {
        let test = ranks.test(method, two_sided).map_err(CaseError::refused)?;
        checks.near(&format!("Mann-Whitney, p, {method:?}"), p, test.p_value(), near);
    }
    Ok(())
}

fn statistic(test: &HypothesisTest) -> f64 {
    test.statistic().unwrap_or(f64::NAN)
}

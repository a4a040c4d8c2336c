//! Two waves of answers.

use kpi_stats::{
    Alternative, ConfidenceLevel, ContingencyTable, DifferenceMethod, MannWhitney, McNemarTest,
    Moments, PairedCounts, PairedProportions, Proportion, RankMethod, Tally, TwoMeans,
    TwoMeansMethod, TwoProportionTest, TwoProportions,
};
use serde::Deserialize;
use serde_json::json;

use super::checks::rel;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Histograms {
    #[serde(rename = "hist 0..10 a")]
    a: [u64; 11],
    #[serde(rename = "hist 0..10 b")]
    b: [u64; 11],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Separate {
    n: [u64; 2],
    counts_a: [u64; 3],
    counts_b: [u64; 3],
    mean: [f64; 2],
    #[serde(rename = "wilcox_W")]
    wilcox_w: f64,
    wilcox_p_cc: f64,
    wilcox_p_nocc: f64,
    #[serde(rename = "nps_a")]
    _nps_a: f64,
    #[serde(rename = "nps_b")]
    _nps_b: f64,
    #[serde(rename = "nps_diff_se_wald")]
    _nps_diff_se_wald: f64,
    #[serde(rename = "nps_diff_p_wald")]
    _nps_diff_p_wald: f64,
    #[serde(rename = "nps_diff_p_adjwald")]
    _nps_diff_p_adjwald: f64,
    #[serde(rename = "nps_abs_diff_ci_wald")]
    _nps_abs_diff_ci_wald: [f64; 2],
    #[serde(rename = "nps_abs_diff_ci_adjwald")]
    _nps_abs_diff_ci_adjwald: [f64; 2],
    promoter_prop_chisq: f64,
    promoter_p: f64,
    promoter_diff_ci: [f64; 2],
    chisq_3cat: f64,
    chisq_3cat_p: f64,
    welch_t: f64,
    welch_df: f64,
    welch_p: f64,
}

/// Separate people.
pub(super) fn separate(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-8" }))?;
    let (given, want): (Histograms, Separate) = (case.inputs()?, case.expected()?);
    let (both, near) = (Alternative::TwoSided, rel(1e-8));
    let tally = |counts: [u64; 11]| {
        let scores = (0..).map(f64::from).zip(counts);
        Tally::try_from_counts(scores).map_err(CaseError::refused)
    };
    let (a, b) = (tally(given.a)?, tally(given.b)?);
    checks.same("answers", &want.n, &[a.n(), b.n()]);

    let moments = |tally: &Tally| {
        let mut moments = Moments::new();
        for (value, count) in tally.counts() {
            moments.observe_many(*value, *count).map_err(CaseError::refused)?;
        }
        Ok::<Moments, CaseError>(moments)
    };
    let means = TwoMeans::new(moments(&a)?, moments(&b)?);
    let [first, second] = want.mean;
    checks.near_or_none("mean of a", Some(first), means.first().mean(), near);
    checks.near_or_none("mean of b", Some(second), means.second().mean(), near);
    let welch = means.test(TwoMeansMethod::Welch, both).map_err(CaseError::refused)?;
    checks.near_or_none("Welch t", Some(want.welch_t), welch.statistic(), near);
    checks.near_or_none("Welch df", Some(want.welch_df), welch.degrees_of_freedom(), near);
    checks.near("Welch p", want.welch_p, welch.p_value(), near);

    let ranks = MannWhitney::try_new(a, b).map_err(CaseError::refused)?;
    checks.near("W", want.wilcox_w, ranks.u(), rel(0.0));
    for (method, p) in
        [(RankMethod::NormalCorrected, want.wilcox_p_cc), (RankMethod::Normal, want.wilcox_p_nocc)]
    {
        let found = ranks.test(method, both).map_err(CaseError::refused)?.p_value();
        checks.near(&format!("Mann-Whitney, {method:?}"), p, found, near);
    }

    // Detractors up to 6, passives up to 8, promoters.
    let categories = |counts: [u64; 11]| {
        let of = |from: usize, to: usize| counts.iter().take(to).skip(from).sum::<u64>();
        [of(0, 7), of(7, 9), of(9, 11)]
    };
    let (a, b) = (categories(given.a), categories(given.b));
    checks.same("categories of a", &want.counts_a, &a);
    checks.same("categories of b", &want.counts_b, &b);
    let table = ContingencyTable::try_new(vec![a.to_vec(), b.to_vec()]);
    let found = table.and_then(|table| table.chi_square()).map_err(CaseError::refused)?;
    checks.near_or_none("chi-square", Some(want.chisq_3cat), found.statistic(), near);
    checks.near("chi-square, p", want.chisq_3cat_p, found.p_value(), near);

    let promoters =
        |[.., yes]: [u64; 3], n| Proportion::try_new(yes, n).map_err(CaseError::refused);
    let [m, n] = want.n;
    let pair = TwoProportions::new(promoters(a, m)?, promoters(b, n)?);
    let found = pair.test(TwoProportionTest::ChiSquare, both).map_err(CaseError::refused)?;
    checks.near_or_none("promoters", Some(want.promoter_prop_chisq), found.statistic(), near);
    checks.near("promoters, p", want.promoter_p, found.p_value(), near);
    let gap = pair.difference(DifferenceMethod::Wald, ConfidenceLevel::P95);
    let gap = gap.map_err(CaseError::refused)?;
    checks.ends("promoters, gap", want.promoter_diff_ci, [gap.lower(), gap.upper()], near);
    checks.leave("NPS of two waves");
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "table (1st survey rows approve/disapprove x 2nd columns)")]
    table: [[u64; 2]; 2],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct McNemar {
    cc: Test,
    nocc: Test,
    exact_p: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    stat: f64,
    p: f64,
}

/// The same people.
pub(super) fn paired(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-9" }))?;
    let (given, want): (Table, McNemar) = (case.inputs()?, case.expected()?);
    let [[both, first_only], [second_only, neither]] = given.table;
    let counts = PairedCounts { both, first_only, second_only, neither };
    let panel = PairedProportions::try_new(counts).map_err(CaseError::refused)?;
    for (test, statistic, p) in [
        (McNemarTest::ChiSquareCorrected, Some(want.cc.stat), want.cc.p),
        (McNemarTest::ChiSquare, Some(want.nocc.stat), want.nocc.p),
        (McNemarTest::Exact, None, want.exact_p),
    ] {
        let found = panel.test(test, Alternative::TwoSided).map_err(CaseError::refused)?;
        checks.near_or_none(&format!("{test:?}"), statistic, found.statistic(), rel(1e-9));
        checks.near(&format!("{test:?}, p"), p, found.p_value(), rel(1e-9));
    }
    Ok(())
}

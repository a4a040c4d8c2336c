//! What R computes for a regression, item by item, and the same by the crates here.

use std::collections::BTreeMap;

use kpi_stats::{
    Alternative, ConfidenceLevel, HypothesisTest, Moments, PairedValues, RankInterval, TestMethod,
};
use kpi_survey::{Importance, ImportanceMeasure, RatedItem, Ratings};
use serde::Deserialize;

use super::super::CaseError;
use super::super::checks::Checks;
use crate::Bound;

type ByItem = BTreeMap<String, f64>;

/// Figures of R's `lm`, `cor` and all subsets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figures {
    n: u64,
    pearson_with_outcome: ByItem,
    spearman_with_outcome: ByItem,
    kendall: ByItem,
    coef: ByItem,
    se: ByItem,
    t: ByItem,
    p: ByItem,
    std_beta: ByItem,
    r2: f64,
    adj_r2: f64,
    #[serde(rename = "F")]
    f: [f64; 3],
    vif: ByItem,
    partial_r: ByItem,
    semipartial_r: ByItem,
    lmg_bruteforce: ByItem,
    pratt: ByItem,
    means: ByItem,
    sds: ByItem,
}

/// How near correlations, test statistics and the rest have to be.
#[derive(Clone, Copy)]
pub(super) struct Near {
    pub(super) correlation: Bound,
    pub(super) statistic: Bound,
}

const INTERCEPT: &str = "(Intercept)";

/// Compares everything of a case; columns by the names that the figures use.
pub(super) fn compare(
    expected: &Figures,
    outcome: (&str, &[f64]),
    items: &[(&str, &[f64])],
    near: Near,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let column = |(name, values): (&str, &[f64])| {
        RatedItem::try_values(name, values.iter().copied().map(Some)).map_err(CaseError::refused)
    };
    let columns = items.iter().copied().map(column).collect::<Result<Vec<_>, _>>()?;
    let ratings = Ratings::try_new(columns).map_err(CaseError::refused)?;
    let ratings = ratings.with_overall(column(outcome)?).map_err(CaseError::refused)?;
    let importance = |measure| Importance::try_new(&ratings, measure).map_err(CaseError::refused);
    let pearson = importance(ImportanceMeasure::Correlation)?;
    let partial = importance(ImportanceMeasure::PartialCorrelation)?;
    let beta = importance(ImportanceMeasure::StandardisedRegression)?;
    let shares = importance(ImportanceMeasure::Shapley)?;
    let (n, p) = (outcome.1.len() as f64, items.len() as f64);
    let left = n - p - 1.0;
    let y = moments(outcome.1)?;
    checks.same("n", &expected.n, &y.0.n());
    let mut intercept = y.1;
    let level = ConfidenceLevel::P95;
    let reach = level.t(left).unwrap_or(f64::NAN);
    for (at, (name, values)) in items.iter().enumerate() {
        let mut compare = |what: &str, of: &ByItem, found: f64, bound: Bound| {
            checks.near_or_none(
                &format!("{what} of {name}"),
                of.get(*name).copied(),
                Some(found),
                bound,
            );
        };
        let value = |of: &Importance| of.items().get(at).map_or(f64::NAN, |item| item.value());
        let x = moments(values)?;
        let (r, b) = (value(&pearson), value(&beta));
        compare("correlation", &expected.pearson_with_outcome, r, near.correlation);
        let pairs = values.iter().copied().zip(outcome.1.iter().copied()).collect();
        let pairs = PairedValues::try_new(pairs).map_err(CaseError::refused)?;
        let spearman = pairs.spearman(RankInterval::BonettWright, level);
        let spearman = spearman.map_err(CaseError::refused)?.point();
        compare("Spearman", &expected.spearman_with_outcome, spearman, near.correlation);
        let kendall = pairs.kendall(level).map_err(CaseError::refused)?.point();
        compare("Kendall", &expected.kendall, kendall, near.correlation);
        compare("standardised coefficient", &expected.std_beta, b, near.correlation);
        compare("partial correlation", &expected.partial_r, value(&partial), near.correlation);
        compare("Shapley share", &expected.lmg_bruteforce, value(&shares), near.correlation);
        compare("Pratt", &expected.pratt, b * r, near.correlation);
        let inflation = beta.items().get(at).and_then(|item| item.variance_inflation());
        let inflation = inflation.unwrap_or(f64::NAN);
        compare("variance inflation", &expected.vif, inflation, near.statistic);
        compare("semipartial", &expected.semipartial_r, b / inflation.sqrt(), near.correlation);
        let interval = beta.items().get(at).and_then(|item| item.interval());
        let error = interval.map_or(f64::NAN, |found| (found.upper() - b) / reach);
        // The regression in the units of the columns.
        let unit = y.2 / x.2;
        compare("coefficient", &expected.coef, b * unit, near.statistic);
        compare("standard error", &expected.se, error * unit, near.statistic);
        compare("t", &expected.t, b / error, near.statistic);
        let test =
            HypothesisTest::student(TestMethod::SlopeT, b / error, left, Alternative::TwoSided);
        let test = test.map_err(CaseError::refused)?;
        compare("p", &expected.p, test.p_value(), near.statistic);
        compare("mean", &expected.means, x.1, near.statistic);
        compare("standard deviation", &expected.sds, x.2, near.statistic);
        intercept -= b * unit * x.1;
    }
    let of_all = |of: &ByItem, name: &str| of.get(name).copied();
    checks.near_or_none(
        "intercept",
        of_all(&expected.coef, INTERCEPT),
        Some(intercept),
        near.statistic,
    );
    checks.leave("error, t and p of the intercept");
    checks.near_or_none(
        "mean of the outcome",
        of_all(&expected.means, outcome.0),
        Some(y.1),
        near.statistic,
    );
    checks.near_or_none(
        "sd of the outcome",
        of_all(&expected.sds, outcome.0),
        Some(y.2),
        near.statistic,
    );
    let r_squared = shares.r_squared().unwrap_or(f64::NAN);
    checks.near("R²", expected.r2, r_squared, near.correlation);
    let sum: f64 = shares.items().iter().map(|item| item.value()).sum();
    checks.near("sum of the shares", expected.r2, sum, near.correlation);
    checks.near(
        "adjusted R²",
        expected.adj_r2,
        1.0 - (1.0 - r_squared) * (n - 1.0) / left,
        near.correlation,
    );
    let [f, above, below] = expected.f;
    checks.near("F", f, r_squared / p / ((1.0 - r_squared) / left), near.statistic);
    checks.same("degrees of freedom", &[above, below], &[p, left]);
    Ok(())
}

/// Number, mean and standard deviation.
fn moments(values: &[f64]) -> Result<(Moments, f64, f64), CaseError> {
    let found = Moments::try_from_values(values.iter().copied()).map_err(CaseError::refused)?;
    let (mean, deviation) = (found.mean(), found.standard_deviation());
    Ok((found, mean.unwrap_or(f64::NAN), deviation.unwrap_or(f64::NAN)))
}

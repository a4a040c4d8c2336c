//! Two waves of the same people.

use kpi_stats::{Alternative, McNemarTest, PairedCounts, PairedProportions};
use serde::Deserialize;
use serde_json::json;

use super::checks::rel;
use super::{Case, CaseError, Checks};

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

//! Simultaneous intervals of shares.

use kpi_stats::{CategoryShares, CategorySharesMethod, ConfidenceLevel};
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};
use crate::Bound;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    counts: Vec<u64>,
    alpha: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(rename = "sison_glaz_R")]
    sison_glaz: Vec<[f64; 2]>,
    goodman_paper: Vec<[f64; 2]>,
    statsmodels_run: Vec<(String, Vec<u64>, Vec<[f64; 2]>)>,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({
        "sison_glaz": "abs 1e-4", "goodman_paper": "abs 1e-3", "run": "abs 1e-8",
    });
    case.tolerance_is(&tolerance)?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let level = ConfidenceLevel::from_alpha(given.alpha).map_err(CaseError::refused)?;
    let mut check = |by: &str, method, counts: &[u64], want: &[[f64; 2]], bound: Bound| {
        let shares = CategoryShares::try_new(counts.to_vec()).map_err(CaseError::refused)?;
        let found = shares.estimates(method, level).map_err(CaseError::refused)?;
        checks.same(&format!("{by}, categories"), &want.len(), &found.len());
        for (at, (want, found)) in want.iter().zip(&found).enumerate() {
            let what = format!("{by}, {method:?}, category {at} of {counts:?}");
            checks.ends(&what, *want, [found.lower(), found.upper()], bound);
        }
        Ok::<(), CaseError>(())
    };
    let counts = &given.counts;
    let (goodman, sison) = (CategorySharesMethod::Goodman, CategorySharesMethod::SisonGlaz);
    check("R MultinomialCI", sison, counts, &expected.sison_glaz, abs(1e-4))?;
    check("Sison and Glaz 1995", goodman, counts, &expected.goodman_paper, abs(1e-3))?;
    for (name, counts, want) in &expected.statsmodels_run {
        let method = match name.as_str() {
            "goodman" => goodman,
            "sison-glaz" => sison,
            other => {
                let why = format!("unknown method {other:?}");
                return Err(CaseError::Form { part: "expected.statsmodels_run", why });
            }
        };
        check("statsmodels", method, counts, want, abs(1e-8))?;
    }
    Ok(())
}

//! Who answers for what.

use super::{Case, CaseError, Checks, bootstrap, proportion, quantile, retention};

/// Runs a case.
pub type Run = fn(&Case, &mut Checks) -> Result<(), CaseError>;

/// Whether a case is run.
#[derive(Debug, Clone, Copy)]
pub enum Claim {
    /// A crate answers for it.
    Runs(Run),
    /// No crate answers for the category yet.
    NoCategory,
    /// A crate answers for the category, but not for this case yet.
    NoCase,
}

/// Cases that are run, by category and file name.
const CLAIMED: &[(&str, &str, Run)] = &[
    ("proportion-ci", "prop_ci_main", proportion::run),
    ("quantile", "quantile_types", quantile::run),
    ("bootstrap", "bootstrap_nps", bootstrap::run),
    ("cohort-table", "cohort_table_daily_gamelaunch", retention::daily_table),
    ("cohort-revenue", "revenue_cohorts_cdnow", retention::revenue),
    ("retention", "retention_nday_rolling_bracket_gamelaunch", retention::modes),
    ("retention", "retention_published_small", retention::published),
    ("retention", "retention_doris_small", retention::conditions),
];

/// Cases of claimed categories that no crate answers for yet.
const UNCLAIMED_CASES: &[(&str, &str)] = &[("proportion-ci", "multinomial_ci")];

/// Categories that no crate answers for yet. A crate that does moves its line up.
const UNCLAIMED_CATEGORIES: &[&str] = &[
    "bg-nbd",
    "clv",
    "cronbach",
    "cs-portfolio",
    "csat",
    "derl",
    "driver",
    "gamma-gamma",
    "kaplan-meier",
    "log-rank",
    "multiple-testing",
    "nelson-aalen",
    "nps",
    "power",
    "raking",
    "rfm",
    "rmst",
    "sbg",
    "t-test",
    "two-proportion",
    "two-wave",
    "weighted-mean",
    "weighted-nps",
    "wilcoxon",
];

/// Looks a case up.
///
/// # Errors
///
/// [`CaseError::UnknownCategory`] and [`CaseError::UnknownCase`] for what is in no table.
pub fn claim(category: &str, case: &str) -> Result<Claim, CaseError> {
    let known = CLAIMED.iter().find(|(c, name, _)| (*c, *name) == (category, case));
    if let Some((_, _, run)) = known {
        Ok(Claim::Runs(*run))
    } else if UNCLAIMED_CASES.contains(&(category, case)) {
        Ok(Claim::NoCase)
    } else if UNCLAIMED_CATEGORIES.contains(&category) {
        Ok(Claim::NoCategory)
    } else if CLAIMED.iter().any(|(c, _, _)| *c == category) {
        Err(CaseError::UnknownCase { category: category.to_owned() })
    } else {
        Err(CaseError::UnknownCategory { category: category.to_owned() })
    }
}

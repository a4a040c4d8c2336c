//! Who answers for what.

use super::survival::{kaplan_meier, log_rank, nelson_aalen, restricted_mean};
use super::{
    Case, CaseError, Checks, adjustments, bg_nbd, bootstrap, clv, cronbach, csat, derl, driver,
    gamma_gamma, means, multinomial, nps, portfolio, power, proportion, quantile, ranks, retention,
    rfm, sbg, two_proportions, waves, weights,
};

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
    ("proportion-ci", "multinomial_ci", multinomial::run),
    ("two-proportion", "two_prop_tests", two_proportions::run),
    ("two-wave", "mcnemar_approval", waves::paired),
    ("wilcoxon", "wilcoxon_rdoc", ranks::run),
    ("t-test", "ttests_sleep", means::run),
    ("power", "sample_size_power", power::sizes),
    ("power", "sample_size_power_b", power::detectable),
    ("multiple-testing", "p_adjust", adjustments::run),
    ("quantile", "quantile_types", quantile::run),
    ("bootstrap", "bootstrap_nps", bootstrap::run),
    ("sbg", "sbg_high_end", sbg::high_end),
    ("sbg", "sbg_high_end_short", sbg::high_end_short),
    ("sbg", "sbg_multi_cohort", sbg::multi_cohort),
    ("derl", "derl_high_end", derl::run),
    ("bg-nbd", "bgnbd_cdnow_fit", bg_nbd::fit),
    ("bg-nbd", "bgnbd_cdnow_predictions", bg_nbd::predictions),
    ("bg-nbd", "bgnbd_pmf", bg_nbd::pmf),
    ("bg-nbd", "bgnbd_cdnow_holdout_bins", bg_nbd::holdout_bins),
    ("rfm", "rfm_summary_cdnow", rfm::run),
    ("gamma-gamma", "gamma_gamma_cdnow", gamma_gamma::run),
    ("clv", "clv_cdnow", clv::run),
    ("kaplan-meier", "km_g3_small", kaplan_meier::small),
    ("kaplan-meier", "km_left_truncation", kaplan_meier::left_truncation),
    ("kaplan-meier", "km_leukemia_6mp", kaplan_meier::leukemia),
    ("kaplan-meier", "km_ovarian_log_ci", kaplan_meier::ovarian),
    ("kaplan-meier", "km_quantile_plateau_conventions", kaplan_meier::plateau),
    ("kaplan-meier", "km_rossi_discrete_ties", kaplan_meier::rossi),
    ("kaplan-meier", "km_waltons", kaplan_meier::waltons),
    ("kaplan-meier", "km_weights", kaplan_meier::weights),
    ("log-rank", "logrank_leukemia", log_rank::leukemia),
    ("log-rank", "logrank_rossi_waltons", log_rank::rossi_waltons),
    ("log-rank", "logrank_toy_ties", log_rank::toy_ties),
    ("nelson-aalen", "na_leukemia", nelson_aalen::leukemia),
    ("rmst", "rmst_leukemia", restricted_mean::leukemia),
    ("cohort-table", "cohort_table_daily_gamelaunch", retention::daily_table),
    ("cohort-revenue", "revenue_cohorts_cdnow", retention::revenue),
    ("retention", "retention_nday_rolling_bracket_gamelaunch", retention::modes),
    ("retention", "retention_published_small", retention::published),
    ("retention", "retention_doris_small", retention::conditions),
    ("nps", "nps_category_boundaries", nps::boundaries),
    ("nps", "nps_intervals", nps::intervals),
    ("nps", "nps_rpackage_tests", nps::unit_tests),
    ("nps", "nps_two_wave", nps::two_wave),
    ("csat", "csat_topbox_small", csat::run),
    ("cs-portfolio", "cs_portfolio_improvement_index", portfolio::run),
    ("cronbach", "cronbach_pingouin", cronbach::run),
    ("driver", "driver_electronics_store", driver::electronics),
    ("driver", "driver_swiss_lmg", driver::swiss),
    ("raking", "raking_kalton", weights::kalton),
    ("two-wave", "waves_apples_oranges", nps::groups),
    ("weighted-mean", "weighted_mean_pps", weights::mean),
    ("weighted-nps", "nps_weighted_raked_a", weights::nps),
];

/// Cases of claimed categories that no crate answers for yet.
const UNCLAIMED_CASES: &[(&str, &str)] = &[];

/// Categories that no crate answers for yet. A crate that does moves its line up.
const UNCLAIMED_CATEGORIES: &[&str] = &[];

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

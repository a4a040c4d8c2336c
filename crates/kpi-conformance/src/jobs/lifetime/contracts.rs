//! Models of contract renewals.

use kpis::cohort::{
    Bdw, ContractEnd, Discount, FitOptions, RenewalCounts, RenewalCountsError, RenewalModel, Sbg,
    SbgFit, Years,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{JobError, inputs, outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cohorts {
    /// Active at the start, after the first renewal, and so on.
    cohorts: Vec<Vec<u64>>,
    /// How far the curve goes.
    renewals: u32,
}

#[derive(Serialize)]
struct Fitted {
    outcome: &'static str,
    alpha: Option<f64>,
    beta: Option<f64>,
    c: Option<f64>,
    log_likelihood: Option<f64>,
    survival: Vec<f64>,
}

type Count = fn(&[Vec<u64>]) -> Result<RenewalCounts, RenewalCountsError>;

pub(super) fn active(cohorts: &[Vec<u64>]) -> Result<RenewalCounts, RenewalCountsError> {
    let mut counts = RenewalCounts::new();
    cohorts.iter().try_for_each(|cohort| counts.observe_active(cohort))?;
    Ok(counts)
}

pub(super) fn lost(cohorts: &[Vec<u64>]) -> Result<RenewalCounts, RenewalCountsError> {
    let mut counts = RenewalCounts::new();
    for cohort in cohorts {
        let pairs = cohort.iter().zip(cohort.iter().skip(1));
        let lost: Vec<u64> = pairs.map(|(before, now)| before.saturating_sub(*now)).collect();
        counts.observe_lost(&lost, cohort.last().copied().unwrap_or(0))?;
    }
    Ok(counts)
}

pub(super) fn singly(cohorts: &[Vec<u64>]) -> Result<RenewalCounts, RenewalCountsError> {
    let mut counts = RenewalCounts::new();
    for cohort in cohorts {
        for (renewals, (before, now)) in (0..).zip(cohort.iter().zip(cohort.iter().skip(1))) {
            for _ in *now..*before {
                counts.observe_customer(renewals, ContractEnd::Left)?;
            }
        }
        let renewals = u32::try_from(cohort.len().saturating_sub(1)).unwrap_or(u32::MAX);
        for _ in 0..cohort.last().copied().unwrap_or(0) {
            counts.observe_customer(renewals, ContractEnd::StillActive)?;
        }
    }
    Ok(counts)
}

pub(super) fn merged(cohorts: &[Vec<u64>]) -> Result<RenewalCounts, RenewalCountsError> {
    let mut counts = RenewalCounts::new();
    for cohort in cohorts.iter().rev() {
        counts.merge(&RenewalCounts::from_active(cohort)?)?;
    }
    Ok(counts)
}

pub(super) fn sbg(table: &Table, count: Count) -> Result<Table, JobError> {
    let given: Cohorts = inputs(table)?;
    let counts = count(&given.cohorts).map_err(JobError::refused)?;
    let fit = Sbg::<Years>::fit(&counts, &FitOptions::default()).map_err(JobError::refused)?;
    let bare = |outcome| Fitted {
        outcome,
        alpha: None,
        beta: None,
        c: None,
        log_likelihood: None,
        survival: Vec::new(),
    };
    outcome(&match fit {
        SbgFit::Inside(fit) => Fitted {
            alpha: Some(fit.model().alpha()),
            beta: Some(fit.model().beta()),
            log_likelihood: Some(fit.log_likelihood()),
            survival: fit.model().survival_curve(given.renewals),
            ..bare(if fit.status().is_converged() { "inside" } else { "not converged" })
        },
        SbgFit::Homogeneous(limit) => Fitted {
            log_likelihood: Some(limit.log_likelihood),
            survival: limit.model.survival_curve(given.renewals),
            ..bare("homogeneous")
        },
        other => return Err(JobError::refused(format!("{other:?}"))),
    })
}

pub(super) fn bdw(table: &Table, count: Count) -> Result<Table, JobError> {
    let given: Cohorts = inputs(table)?;
    let counts = count(&given.cohorts).map_err(JobError::refused)?;
    let fit = Bdw::<Years>::fit(&counts, &FitOptions::default()).map_err(JobError::refused)?;
    outcome(&Fitted {
        outcome: if fit.status().is_converged() { "inside" } else { "not converged" },
        alpha: Some(fit.model().gamma()),
        beta: Some(fit.model().delta()),
        c: Some(fit.model().c()),
        log_likelihood: Some(fit.log_likelihood()),
        survival: fit.model().survival_curve(given.renewals),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    alpha: f64,
    beta: f64,
    /// How far the curves go.
    renewals: u32,
    discount: f64,
}

#[derive(Serialize)]
struct Curves {
    survival: Vec<f64>,
    retention: Vec<f64>,
    residual_lifetime_after_renewals: Vec<f64>,
    residual_lifetime_in_period: Vec<f64>,
}

type Model = fn(f64, f64) -> Result<Box<dyn RenewalModel<Years>>, JobError>;

pub(super) fn as_sbg(alpha: f64, beta: f64) -> Result<Box<dyn RenewalModel<Years>>, JobError> {
    Ok(Box::new(Sbg::<Years>::try_new(alpha, beta).map_err(JobError::refused)?))
}

pub(super) fn as_bdw(alpha: f64, beta: f64) -> Result<Box<dyn RenewalModel<Years>>, JobError> {
    Ok(Box::new(Bdw::<Years>::try_new(alpha, beta, 1.0).map_err(JobError::refused)?))
}

pub(super) fn given(table: &Table, model: Model) -> Result<Table, JobError> {
    let given: Given = inputs(table)?;
    let model = model(given.alpha, given.beta)?;
    let discount = Discount::try_new(given.discount).map_err(JobError::refused)?;
    let after = |n| model.discounted_residual_lifetime_after_renewals(n, discount);
    let within = |n| model.discounted_residual_lifetime_in_period(n + 1, discount);
    let all = 0..=given.renewals;
    let residual = all.clone().map(after).collect::<Result<Vec<f64>, _>>();
    let in_period = all.clone().map(within).collect::<Result<Vec<f64>, _>>();
    outcome(&Curves {
        survival: all.clone().map(|t| model.survival(t)).collect(),
        retention: all.map(|n| model.retention_after_renewals(n)).collect(),
        residual_lifetime_after_renewals: residual.map_err(JobError::refused)?,
        residual_lifetime_in_period: in_period.map_err(JobError::refused)?,
    })
}

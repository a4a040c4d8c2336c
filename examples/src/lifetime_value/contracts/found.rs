//! The fits of each cohort, and what follows from them.

use anyhow::Result;
use kpis::cohort::{
    Bdw, ContractPayment, Days, FitOptions, LifetimeUnit, Months, Quarters, RenewalCounts,
    RenewalCountsError, ResidualError, Sbg, UnitOfTime, Weeks, Years,
};
use kpis::stats::{ChiSquare, ConfidenceLevel, wilson};
use kpis::types::{Estimate, Language};
use serde_json::Value;

use super::super::discount::AskedDiscount;
use super::super::words;
use super::args::ContractsArguments;
use super::cohorts::{Cohort, Survivors};
use super::model::{Fitted, Projected, Projection, of_fit, sbg};
use crate::input::said;

/// Everything the page shows.
pub(super) struct Found {
    pub(super) discount: AskedDiscount,
    /// The discount in both languages, converted to the unit of a period.
    pub(super) discount_text: [String; 2],
    pub(super) discount_json: Value,
    pub(super) payment: Option<ContractPayment>,
    pub(super) groups: Vec<Group>,
}

/// Customers with a fit of their own.
pub(super) struct Group {
    /// The cohort's name; `None` when all are pooled.
    pub(super) name: Option<String>,
    pub(super) customers: u64,
    /// Renewals seen at the oldest cohort, and how many of them the fits know.
    pub(super) seen: u32,
    pub(super) fitted_until: u32,
    /// sBG, BdW.
    pub(super) models: [Model; 2],
    pub(super) periods: Vec<Period>,
    pub(super) tenures: Vec<Tenure>,
    /// Whether the one parameter more of BdW is worth it.
    pub(super) ratio: Option<ChiSquare>,
}

/// A model, and how far off it was.
pub(super) struct Model {
    pub(super) fitted: Fitted,
    /// A new customer's discounted payments, the first included.
    pub(super) new_customer: Option<Result<Projected, ResidualError>>,
    /// Mean absolute difference of survival in the periods the fit does not know.
    pub(super) mean_error: Option<f64>,
}

/// A period, seen and projected.
pub(super) struct Period {
    pub(super) number: u32,
    /// The share still there, where it was seen.
    pub(super) seen: Option<f64>,
    /// Who renewed of those whose decision was seen.
    pub(super) renewed: Option<Estimate>,
    pub(super) survival: [Option<Projected>; 2],
    pub(super) retention: [Option<Projected>; 2],
}

/// Discounted payments to come of those with so many renewals behind them.
pub(super) struct Tenure {
    pub(super) renewals: u32,
    pub(super) residual: [Option<Result<Projected, ResidualError>>; 2],
}

pub(super) fn find(arguments: &ContractsArguments, survivors: &Survivors) -> Result<Found> {
    match survivors.unit {
        LifetimeUnit::Days => of::<Days>(arguments, survivors),
        LifetimeUnit::Weeks => of::<Weeks>(arguments, survivors),
        LifetimeUnit::Months => of::<Months>(arguments, survivors),
        LifetimeUnit::Quarters => of::<Quarters>(arguments, survivors),
        LifetimeUnit::Years => of::<Years>(arguments, survivors),
    }
}

fn of<U: UnitOfTime>(arguments: &ContractsArguments, survivors: &Survivors) -> Result<Found> {
    let discount = arguments.discount.asked()?;
    if survivors.cohorts.is_empty() {
        return Err(said("there are no cohorts", "コホートがありません"));
    }
    let groups = match arguments.pool {
        true => vec![group::<U>(arguments, None, &survivors.cohorts, discount)?],
        false => {
            let own = |cohort: &Cohort| {
                let name = Some(cohort.name.clone());
                group::<U>(arguments, name, std::slice::from_ref(cohort), discount)
            };
            survivors.cohorts.iter().map(own).collect::<Result<_>>()?
        }
    };
    Ok(Found {
        discount,
        discount_text: [Language::En, Language::Ja].map(|l| discount.converted::<U>(l)),
        discount_json: discount.json::<U>(),
        payment: payment(arguments)?,
        groups,
    })
}

fn payment(arguments: &ContractsArguments) -> Result<Option<ContractPayment>> {
    let Some(amount) = arguments.payment else { return Ok(None) };
    let margin = arguments.margin.unwrap_or(1.0);
    ContractPayment::try_new(amount, margin).map(Some).map_err(|error| {
        said(
            error.to_string(),
            format!("支払額 {amount}、粗利率 {margin}: 有限の金額と、0 から 1 の粗利率が必要です"),
        )
    })
}

fn counted(cohorts: &[Cohort], until: u32) -> Result<RenewalCounts> {
    let mut counts = RenewalCounts::new();
    for cohort in cohorts {
        let known = cohort.active.get(..=until as usize).unwrap_or(&cohort.active);
        words::told(counts.observe_active(known), RenewalCountsError::message)?;
    }
    Ok(counts)
}

fn group<U: UnitOfTime>(
    arguments: &ContractsArguments,
    name: Option<String>,
    cohorts: &[Cohort],
    discount: AskedDiscount,
) -> Result<Group> {
    let seen = cohorts.iter().map(|c| c.active.len().saturating_sub(1)).max().unwrap_or(0);
    let seen = u32::try_from(seen).unwrap_or(u32::MAX);
    let fitted_until = arguments.fit_until.map_or(seen, |until| until.min(seen));
    if seen == 0 {
        let (of_en, of_ja) = name
            .as_ref()
            .map_or_else(Default::default, |name| (format!(" of {name}"), format!("{name} の")));
        return Err(said(
            format!("no renewal{of_en} was seen: expected period 1 after period 0"),
            format!("{of_ja}更新がまだありません。期間 0 の次に期間 1 が必要です"),
        ));
    }
    let (all, known) = (counted(cohorts, seen)?, counted(cohorts, fitted_until)?);
    let options = FitOptions::default();
    let (sbg_fit, sbg) = sbg(words::fit(Sbg::<U>::fit(&known, &options))?);
    let bdw = words::fit(Bdw::<U>::fit(&known, &options))?;
    let bdw_fit = of_fit("BdW", &bdw);
    // What the data leave open is not projected.
    let trusted = |of: &Projection<U>| of.is_trusted();
    let projections = [sbg, Some(Projection::Bdw(bdw))].map(|of| of.filter(trusted));
    let ratio = match (&sbg_fit, &bdw_fit) {
        (one, other) if one.trusted && other.trusted => one
            .log_likelihood
            .zip(other.log_likelihood)
            .and_then(|(one, more)| ChiSquare::try_new((2.0 * (more - one)).max(0.0), 1).ok()),
        _ => None,
    };
    let periods = periods(&all, &projections, seen.saturating_add(arguments.ahead));
    let rate = discount.of::<U>();
    let each = |at: u32| Tenure {
        renewals: at,
        residual: projections.each_ref().map(|p| p.as_ref().map(|p| p.residual(at, rate))),
    };
    let [first, second] = projections
        .each_ref()
        .map(|p| p.as_ref().map(|projection| projection.of_a_new_customer(rate)));
    let model = |fitted: Fitted, new_customer, at: usize| Model {
        mean_error: mean_error(&periods, fitted_until, at),
        fitted,
        new_customer,
    };
    Ok(Group {
        name,
        customers: all.customers(),
        seen,
        fitted_until,
        models: [model(sbg_fit, first, 0), model(bdw_fit, second, 1)],
        tenures: (0..=seen).map(each).collect(),
        periods,
        ratio,
    })
}

fn periods<U: UnitOfTime>(
    all: &RenewalCounts,
    projections: &[Option<Projection<U>>; 2],
    last: u32,
) -> Vec<Period> {
    let mut decisions = all.decisions();
    let mut share = Some(1.0);
    (0..=last)
        .map(|number| {
            let now = if number == 0 { None } else { decisions.next() };
            let renewed = now.filter(|now| now.stayed + now.left > 0).and_then(|now| {
                wilson(now.stayed, now.stayed + now.left, ConfidenceLevel::P95).ok()
            });
            if number > 0 {
                // Over several cohorts, the product of what was seen at each renewal.
                share = match (share, now, &renewed) {
                    (Some(share), _, Some(renewed)) => Some(share * renewed.point()),
                    (Some(share), Some(_), None) if share <= 0.0 => Some(0.0),
                    _ => None,
                };
            }
            let of = |figure: &dyn Fn(&Projection<U>) -> Projected| {
                projections.each_ref().map(|p| p.as_ref().map(figure))
            };
            Period {
                number,
                seen: share,
                renewed,
                survival: of(&|p| p.survival(number)),
                retention: match number.checked_sub(1) {
                    Some(before) => of(&|p| p.retention(before)),
                    None => [None, None],
                },
            }
        })
        .collect()
}

fn mean_error(periods: &[Period], fitted_until: u32, model: usize) -> Option<f64> {
    let gaps: Vec<f64> = periods
        .iter()
        .filter(|period| period.number > fitted_until)
        .filter_map(|period| {
            let projected = period.survival.get(model).copied().flatten()?;
            Some((projected.point - period.seen?).abs())
        })
        .collect();
    (!gaps.is_empty()).then(|| gaps.iter().sum::<f64>() / gaps.len() as f64)
}

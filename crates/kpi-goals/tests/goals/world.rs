//! A small company whose past is known.

use chrono::NaiveDate;
use kpi_goals::{
    Baseline, Effect, Figure, Finding, GoalDraft, GoalLevel, GoalLinks, HistoryPoint,
    MetricHistory, ReviewPlan, SmartCheck, SmartReport, Support, TargetForm,
};
use kpi_metrics::{Catalog, MetricId};
use kpi_types::{Currency, FactName, Grain, Money, Period, Quantity, Ratio};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn figure(text: &str) -> Figure {
    Figure::parse(text).unwrap()
}

pub(crate) fn id(name: &str) -> MetricId {
    MetricId::try_new(name).unwrap()
}

pub(crate) fn builtin() -> Catalog {
    Catalog::builtin().unwrap()
}

/// September 2026 is the newest month.
pub(crate) const NEWEST: Period = Period::new(Grain::Month, 2026 * 12 + 8);

pub(crate) fn as_of() -> NaiveDate {
    day("2026-10-05")
}

pub(crate) fn ratio(value: f64) -> Quantity {
    Quantity::Ratio(Ratio::new(Decimal::from_f64(value).unwrap().round_dp(6)))
}

pub(crate) fn jpy(value: f64) -> Quantity {
    Quantity::Money(Money::new(Decimal::from_f64(value).unwrap().round_dp(0), Currency::JPY))
}

/// Values up to and with the newest month.
pub(crate) fn history(metric: &str, values: &[Quantity]) -> MetricHistory {
    history_until(metric, values, NEWEST)
}

pub(crate) fn history_until(metric: &str, values: &[Quantity], newest: Period) -> MetricHistory {
    let back = i32::try_from(values.len()).unwrap() - 1;
    let points = (0..).zip(values).map(|(n, value)| HistoryPoint {
        period: newest.checked_add(n - back).unwrap(),
        value: *value,
        interval: None,
    });
    MetricHistory::try_new(id(metric), points).unwrap()
}

/// Numbers between −1 and 1 that look like chance and are the same everywhere.
pub(crate) fn noise(n: usize, seed: u64) -> Vec<f64> {
    let mut draws = kpi_stats::SeededDraws::new(seed, 0);
    (0..n).map(|_| 2.0 * draws.unit() - 1.0).collect()
}

/// NRR wanders between 99 % and 105 %, and September is 102 %.
pub(crate) fn nrr_values() -> Vec<f64> {
    let mut values: Vec<f64> = noise(36, 3).iter().map(|e| 1.02 + 0.03 * e).collect();
    values[35] = 1.02;
    values
}

pub(crate) fn nrr() -> MetricHistory {
    let values: Vec<Quantity> = nrr_values().into_iter().map(ratio).collect();
    history("net_revenue_retention", &values)
}

/// ARR moves with NRR, and with chance.
pub(crate) fn arr() -> MetricHistory {
    let wiggle = noise(36, 4);
    let values = nrr_values();
    let with =
        |(n, (nrr, e)): (usize, (&f64, &f64))| jpy(1e8 + 5e5 * n as f64 + 4e7 * nrr + 1e5 * e);
    let values: Vec<Quantity> = values.iter().zip(&wiggle).enumerate().map(with).collect();
    history("arr", &values)
}

pub(crate) fn kgi() -> GoalDraft {
    GoalDraft::new("arr")
        .with_level(GoalLevel::Kgi)
        .with_subject("all contracts")
        .with_segment("all")
        .with_owner("Suzuki")
        .with_metric("arr")
        .with_target(TargetForm::AtLeast(figure("165,000,000 JPY")))
        .with_deadline(day("2027-03-31"))
        .with_review(ReviewPlan::every(Grain::Month))
}

pub(crate) fn fact(name: &str) -> FactName {
    FactName::try_new(name).unwrap()
}

pub(crate) fn baseline(value: &str) -> Baseline<Figure> {
    Baseline::new(figure(value))
        .measured_on(day("2026-09-30"))
        .from_facts([fact("opening_mrr"), fact("cohort_closing_mrr")])
}

/// A goal without a finding.
pub(crate) fn good() -> GoalDraft {
    GoalDraft::new("nrr")
        .with_statement("NRR of all contracts from 102 % to 103 % by March 2027")
        .with_subject("all contracts")
        .with_segment("all")
        .with_owner("Sato")
        .with_metric("net_revenue_retention")
        .with_baseline(baseline("102 %"))
        .with_target(TargetForm::AtLeast(figure("103 %")))
        .with_start(day("2026-10-01"))
        .with_deadline(day("2027-03-31"))
        .with_review(ReviewPlan::every(Grain::Month))
        .with_support(Support { influence: Some(Effect::Raises), ..Support::of("arr") })
}

/// Checks a draft beside the KGI, with the histories.
pub(crate) fn report(draft: &GoalDraft) -> SmartReport {
    report_with(draft, |check| check)
}

pub(crate) fn report_with(
    draft: &GoalDraft,
    change: impl FnOnce(SmartCheck<'_>) -> SmartCheck<'_>,
) -> SmartReport {
    let catalog = builtin();
    let links = GoalLinks::of([&kgi(), draft]);
    let check = SmartCheck::new(&catalog, as_of())
        .with_history(nrr())
        .with_history(arr())
        .with_relations(&links);
    change(check).check(draft)
}

pub(crate) fn findings(draft: &GoalDraft) -> Vec<Finding> {
    report(draft).findings().to_vec()
}

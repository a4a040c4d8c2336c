//! Series of metrics: figures of the same dates from several recordings, checked together.

use std::collections::BTreeMap;

use kpis::types::{Quantity, Rounding};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

use super::CassetteReport;
use super::read::Body;
use super::shown::{Figures, by_catalog, cents, cents_value, figures, unless};

/// Dates of a series with their figures; recordings of the same dates share one.
#[derive(Default)]
struct Series {
    entries: Vec<Figures>,
    /// The figures of the summary: the latest days asked about.
    current: Figures,
    previous: Figures,
}

const MOVEMENTS: [(&str, &str); 5] = [
    ("mrr-new-business", "new_mrr"),
    ("mrr-reactivation", "reactivation_mrr"),
    ("mrr-expansion", "upsell_mrr"),
    ("mrr-contraction", "contraction_mrr"),
    ("mrr-churn", "churned_mrr"),
];

pub(super) fn check(bodies: &[Body], report: &mut CassetteReport) {
    let mut all: BTreeMap<Vec<String>, Series> = BTreeMap::new();
    for body in bodies.iter().filter(|body| body.is_series()) {
        let dates: Vec<String> = body.entries().map(date).collect();
        let series = all.entry(dates).or_default();
        let metric = single_metric(body);
        series.entries.resize(body.entries().count(), Figures::new());
        for (mine, entry) in series.entries.iter_mut().zip(body.entries()) {
            let named = name_change(figures(entry), metric.as_deref());
            merge(mine, named, &format!("{}, {}", body.file, date(entry)), report);
        }
        let summary = body.json.get("summary").map(figures).unwrap_or_default();
        let summary = name_change(summary, metric.as_deref());
        let (current, previous) = split_summary(summary, metric.as_deref());
        merge(&mut series.current, current, &body.file, report);
        merge(&mut series.previous, previous, &body.file, report);
    }
    for (dates, series) in &all {
        let mut before: Option<&Figures> = None;
        for (date, now) in dates.iter().zip(&series.entries) {
            one(date, now, report);
            lifetime(date, now, report);
            changes(date, before, now, report);
            movements(date, before, now, report);
            before = Some(now);
        }
        let at = format!("summary of {}", dates.last().map_or("nothing", String::as_str));
        one(&at, &series.current, report);
        one(&format!("{at}, before"), &series.previous, report);
        changes(&at, Some(&series.previous), &series.current, report);
    }
}

fn date(entry: &Value) -> String {
    entry.get("date").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The metric of a recording that has one only: `/v1/metrics/arpa?…`.
fn single_metric(body: &Body) -> Option<String> {
    let (_, rest) = body.uri.split_once("/v1/metrics/")?;
    let name = rest.split('?').next().filter(|name| *name != "all")?;
    Some(if name == "customer-count" { "customers".to_owned() } else { name.to_owned() })
}

/// Gives `percentage-change` the name it has among all metrics.
fn name_change(mut figures: Figures, metric: Option<&str>) -> Figures {
    if let (Some(metric), Some(change)) = (metric, figures.remove("percentage-change")) {
        figures.insert(format!("{metric}-percentage-change"), change);
    }
    figures
}

fn split_summary(summary: Figures, metric: Option<&str>) -> (Figures, Figures) {
    let (mut current, mut previous) = (Figures::new(), Figures::new());
    for (name, value) in summary {
        let side = |which: &str| {
            let rest = name.strip_prefix(which)?;
            if rest.is_empty() { metric } else { rest.strip_prefix('-') }.map(ToOwned::to_owned)
        };
        if let Some(name) = side("current") {
            current.insert(name, value);
        } else if let Some(name) = side("previous") {
            previous.insert(name, value);
        } else {
            current.insert(name, value);
        }
    }
    (current, previous)
}

fn merge(into: &mut Figures, from: Figures, at: &str, report: &mut CassetteReport) {
    for (name, value) in from {
        let kept = *into.entry(name.clone()).or_insert(value);
        if kept != value {
            report.finding(at, format!("{name}: {value} here, {kept} in another recording"));
        }
    }
}

/// ARR and ARPA of one entry.
fn one(at: &str, now: &Figures, report: &mut CassetteReport) {
    let Some(mrr) = now.get("mrr") else { return };
    if let Some(arr) = now.get("arr") {
        let found = by_catalog("arr", &[("closing_mrr", cents(*mrr))]);
        let fine = found == Ok(cents_value(*arr));
        let what = || format!("{arr} of {mrr}, found {found:?}");
        report.check("arr is 12 times mrr", at.to_owned(), unless(fine, what));
    }
    if let (Some(arpa), Some(customers)) = (now.get("arpa"), now.get("customers")) {
        let count = Quantity::Count(customers.to_i64().unwrap_or(i64::MAX));
        let facts = [("closing_mrr", cents(*mrr)), ("closing_customers", count)];
        let found = by_catalog("arpa", &facts);
        // Recordings of 2022 cut to the cent, older ones round; of nobody they show zero.
        let fine = match &found {
            Ok(exact) => [Rounding::Floor, Rounding::HalfUp]
                .iter()
                .any(|rounding| rounding.apply(*exact, 2) == cents_value(*arpa)),
            Err(_) => customers.is_zero() && arpa.is_zero(),
        };
        let what = || format!("{arpa} of {mrr} by {customers}, found {found:?}");
        report.check("arpa is mrr over customers", at.to_owned(), unless(fine, what));
    }
}

/// LTV from ARPA and churn as they are shown.
fn lifetime(at: &str, now: &Figures, report: &mut CassetteReport) {
    let figures = (now.get("ltv"), now.get("arpa"), now.get("customer-churn-rate"));
    let (Some(ltv), Some(arpa), Some(churn)) = figures else { return };
    // A percentage with two digits is so many in ten thousand.
    let lost = Quantity::Count((churn * Decimal::ONE_HUNDRED).to_i64().unwrap_or(i64::MAX));
    let facts = [
        ("closing_mrr", cents(*arpa)),
        ("closing_customers", Quantity::Count(1)),
        ("churned_customers", lost),
        ("churn_base_customers", Quantity::Count(10_000)),
    ];
    let found = by_catalog("ltv", &facts).map(|exact| Rounding::Floor.apply(exact, 2));
    let fine = found == Ok(cents_value(*ltv));
    let what = || format!("{ltv} of {arpa} at {churn} %, found {found:?}");
    report.check("ltv is arpa over churn", at.to_owned(), unless(fine, what));
}

/// Every `…-percentage-change`: against the entry before, over its size; the first has none.
fn changes(at: &str, before: Option<&Figures>, now: &Figures, report: &mut CassetteReport) {
    for (name, shown) in now {
        let Some(metric) = name.strip_suffix("-percentage-change") else { continue };
        let Some(value) = now.get(metric) else { continue };
        let old = before.and_then(|before| before.get(metric)).copied();
        let found = match old {
            Some(old) if !old.is_zero() => (value - old) * Decimal::ONE_HUNDRED / old.abs(),
            _ => Decimal::ZERO,
        };
        let fine = Rounding::HalfUp.apply(found, 2) == *shown;
        let what = || format!("{metric} {shown} % from {old:?} to {value}, found {found}");
        report.check("change against the one before", at.to_owned(), unless(fine, what));
    }
}

/// Closing and net churn from the movements.
fn movements(at: &str, before: Option<&Figures>, now: &Figures, report: &mut CassetteReport) {
    let mut facts = vec![("cross_sell_mrr", cents(Decimal::ZERO))];
    for (shown, fact) in MOVEMENTS {
        let Some(amount) = now.get(shown) else { return };
        facts.push((fact, cents(amount.abs())));
    }
    let (Some(closing), Ok(net)) = (now.get("mrr"), by_catalog("net_new_mrr", &facts)) else {
        return;
    };
    let closing = cents_value(*closing);
    // The first entry has nothing before it: what it opened with follows from its movements.
    let opening = before.and_then(|before| before.get("mrr")).map(|mrr| cents_value(*mrr));
    if let Some(opening) = opening {
        let fine = opening + net == closing;
        let what = || format!("{opening} and {net} are not {closing}");
        report.check("opening and movements are closing", at.to_owned(), unless(fine, what));
    }
    if let Some(rate) = now.get("mrr-churn-rate") {
        let opening = opening.unwrap_or(closing - net) * Decimal::ONE_HUNDRED;
        facts.push(("opening_mrr", cents(opening)));
        let found = by_catalog("net_revenue_churn_rate", &facts)
            .map(|exact| Rounding::HalfUp.apply(exact * Decimal::ONE_HUNDRED, 2));
        let fine = found == Ok(*rate);
        let what = || format!("{rate} %, found {found:?}");
        report.check("net churn of the movements", at.to_owned(), unless(fine, what));
    }
}

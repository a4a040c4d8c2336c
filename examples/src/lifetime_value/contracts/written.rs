//! The same for programs: every digit, stable names.

use serde_json::{Value, json};

use super::args::ContractsArguments;
use super::cohorts::Survivors;
use super::found::{Found, Group, Model, Period, Tenure};
use super::model::Projected;
use crate::input::BadCell;

pub(super) fn json(
    arguments: &ContractsArguments,
    survivors: &Survivors,
    found: &Found,
    bad: &[BadCell],
) -> Value {
    let margin = found.payment.map(|payment| payment.margin());
    let payment = found.payment.map(|payment| {
        json!({
            "amount": arguments.payment,
            "margin_share": arguments.margin.unwrap_or(1.0),
            "earned": payment.margin(),
            "currency": arguments.currency().code(),
        })
    });
    let cohorts: Vec<Value> = survivors
        .cohorts
        .iter()
        .map(|cohort| json!({ "name": cohort.name, "active": cohort.active }))
        .collect();
    json!({
        "kind": "contracts",
        "period_unit": survivors.unit,
        "discount": found.discount_json,
        "payment": payment,
        "percent_of": arguments.percent_of,
        "cohorts": cohorts,
        "fits": found.groups.iter().map(|g| group(g, margin)).collect::<Vec<_>>(),
        "bad_rows": bad,
    })
}

fn group(group: &Group, margin: Option<f64>) -> Value {
    json!({
        "cohort": group.name,
        "customers": group.customers,
        "renewals_seen": group.seen,
        "fitted_until_renewal": group.fitted_until,
        "models": group.models.iter().map(|m| model(m, margin)).collect::<Vec<_>>(),
        "likelihood_ratio": group.ratio.map(|ratio| json!({
            "statistic": ratio.statistic(),
            "degrees_of_freedom": ratio.degrees_of_freedom(),
            "p_value": ratio.p_value(),
        })),
        "periods": group.periods.iter().map(|p| period(p, group)).collect::<Vec<_>>(),
        "residual": group.tenures.iter().map(|t| tenure(t, margin)).collect::<Vec<_>>(),
    })
}

fn model(model: &Model, margin: Option<f64>) -> Value {
    let mut value = model.fitted.json();
    let figure = model.new_customer.as_ref().and_then(|of| of.as_ref().ok());
    if let Some(fields) = value.as_object_mut() {
        let worth = figure.zip(margin).map(|(f, margin)| f.times(margin).json());
        fields.insert("projects".to_owned(), json!(model.fitted.projects));
        fields.insert("new_customer_payments".to_owned(), json!(figure.map(Projected::json)));
        fields.insert("new_customer_value".to_owned(), json!(worth));
        fields.insert("mean_absolute_error_of_survival".to_owned(), json!(model.mean_error));
    }
    value
}

fn period(period: &Period, group: &Group) -> Value {
    let both = |figures: &[Option<Projected>; 2]| {
        let [sbg, bdw] = figures.map(|f| f.map(|f| f.json()));
        json!({ "sbg": sbg, "bdw": bdw })
    };
    json!({
        "renewals": period.number,
        "known_to_the_fit": period.number <= group.fitted_until,
        "survival_seen": period.seen,
        "survival": both(&period.survival),
        "renewed_seen": period.renewed.as_ref().map(|e| super::super::words::estimate_json(Some(e))),
        "renewed": both(&period.retention),
    })
}

fn tenure(tenure: &Tenure, margin: Option<f64>) -> Value {
    let [sbg, bdw] = tenure.residual.each_ref().map(|of| match of {
        Some(Ok(figure)) => json!({
            "discounted_payments": figure.json(),
            "value": margin.map(|margin| figure.times(margin).json()),
        }),
        Some(Err(error)) => json!({ "undefined": error.message() }),
        None => Value::Null,
    });
    json!({
        "renewals_made": tenure.renewals,
        "contract_period": tenure.renewals + 1,
        "sbg": sbg,
        "bdw": bdw,
    })
}

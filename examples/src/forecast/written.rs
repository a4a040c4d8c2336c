//! The page for programs.

use anyhow::Result;
use kpis::cohort::{BackTestFigure, ForecastFigure, ForecastSplit, RevenueBackTest};
use kpis::types::Estimate;
use serde_json::{Value, json};

use super::book::Found;
use super::judged::{Of, judged};
use crate::input::BadCell;

fn interval(e: &Estimate) -> Value {
    json!({
        "point": e.point(), "lower": e.lower(), "upper": e.upper(),
        "level": e.level(), "n": e.n(), "method": e.method(),
    })
}

fn figure(figure: ForecastFigure) -> Value {
    json!({ "estimate": interval(&figure.estimate()), "median": figure.median() })
}

fn split(split: ForecastSplit) -> Value {
    json!({
        "total": figure(split.total()),
        "existing": figure(split.existing()),
        "new_business": figure(split.new_business()),
    })
}

pub(super) fn json(found: &Found, bad: &[BadCell]) -> Result<Value> {
    let mut months = Vec::new();
    for month in found.forecast.months() {
        months.push(json!({
            "month": found.label(month.month())?,
            "customers": split(month.customers()),
            "mrr": split(month.mrr()),
        }));
    }
    let mut past = Vec::new();
    for (totals, month) in found.history.totals().iter().zip(found.history.first_month()..) {
        let (customers, mrr) = (totals.customers(), totals.mrr());
        let mrr = mrr.map(|mrr| mrr.amount().normalize().to_string());
        let (month, observed) = (found.label(month)?, customers.is_some());
        past.push(
            json!({ "month": month, "observed": observed, "customers": customers, "mrr": mrr }),
        );
    }
    let basis = found.forecast.basis();
    let ages: Vec<Value> = basis
        .ages
        .iter()
        .map(|age| {
            json!({
                "from": age.from, "to": age.to, "at_risk": age.at_risk, "left": age.left,
                "observed": age.observed.as_ref().map(interval), "used": age.used,
            })
        })
        .collect();
    let unseen: Vec<String> =
        basis.not_observed.iter().map(|month| found.label(*month)).collect::<Result<_>>()?;
    let options = found.forecast.options();
    let parameters = basis.trend.parameters();
    let back_test = found.back_test.as_ref().map(|test| tested(found, test)).transpose()?;
    Ok(json!({
        "origin": found.label(found.history.last_month())?,
        "as_of": found.as_of,
        "currency": found.history.currency().code(),
        "rows": found.rows,
        "options": {
            "months": options.months(), "paths": options.paths(), "seed": options.seed(),
            "level": options.level().level(), "window": options.window(),
            "size_classes": options.size_classes(),
        },
        "history": past,
        "forecast": months,
        "basis": {
            "window": basis.window, "ages": ages, "away": basis.away, "returned": basis.returned,
            "expanded": basis.expanded, "contracted": basis.contracted, "growth": basis.growth,
            "newcomers": basis.newcomers, "not_observed": unseen,
            "leaving_shock": basis.leaving_shock, "returning_shock": basis.returning_shock,
            "never_seen": basis.never_seen, "first_balances": basis.first_balances,
            "mean_first_balance": basis.mean_first_balance,
            "trend": {
                "level_weight": parameters.level_weight(),
                "trend_weight": parameters.trend_weight(),
                "damping": parameters.damping(),
                "level": basis.trend.state().level, "trend": basis.trend.state().trend,
            },
            "trends": {
                "level_weight": basis.trends.level_weight(),
                "trend_weight": basis.trends.trend_weight(),
                "damping": basis.trends.damping(),
                "next_month": basis.trends.point(1),
                "last_month": basis.trends.point(options.months()),
            },
        },
        "back_test": back_test,
        "bad_rows": bad,
    }))
}

fn tested(found: &Found, test: &RevenueBackTest) -> Result<Value> {
    let one = |f: &BackTestFigure| {
        json!({
            "actual": f.actual, "forecast": interval(&f.forecast), "held": f.is_covered(),
            "last_value": f.last_value, "last_years_growth": f.last_years_growth.ok(),
        })
    };
    let mut origins = Vec::new();
    for row in test.rows() {
        origins.push(json!({
            "origin": found.label(row.origin)?, "target": found.label(row.target)?,
            "customers": one(&row.customers), "mrr": one(&row.mrr),
        }));
    }
    let mut left_out = Vec::new();
    for row in test.left_out() {
        left_out.push(json!({
            "origin": found.label(row.origin)?, "target": found.label(row.target)?,
            "reason": row.reason,
        }));
    }
    let mut scores = serde_json::Map::new();
    for of in Of::ALL {
        let coverage = interval(&test.coverage(|row| of.figure(row))?);
        let methods = judged(test, of)?;
        scores.insert(of.code().to_owned(), json!({ "methods": methods, "coverage": coverage }));
    }
    Ok(json!({ "origins": origins, "left_out": left_out, "scores": scores }))
}

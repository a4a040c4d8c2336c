//! Revenue by acquisition cohort and age.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpi_cohort::{
    EventColumns, MoneyColumn, ObservationEnd, Retention, RetentionSpec, RevenueRule, TimeColumn,
};
use kpi_types::{Currency, day_number};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde_json::json;

use super::log::{expected, unreadable};
use crate::Bound;
use crate::reference::checks::abs;
use crate::reference::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    cohort: String,
    k: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    cohort: String,
    k: u32,
    active: f64,
    orders: f64,
    revenue: f64,
}

const EXACT: Bound = Bound { abs: None, rel: None };

pub(in crate::reference) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "counts": "exact", "revenue": "abs 0.005" }))?;
    let (given, wanted): (Inputs, Vec<Figures>) = (case.inputs()?, case.expected()?);
    if given.cohort != "calendar month of first purchase" || given.k != "calendar-month difference"
    {
        return Err(CaseError::Form { part: "inputs", why: "another question".to_owned() });
    }
    let (mut ids, mut days, mut amounts) = (Vec::new(), Vec::new(), Vec::new());
    for line in case.data_file(&given.data_file)?.lines() {
        let (id, day, amount) = purchase(line).ok_or_else(|| unreadable(line))?;
        ids.push(id);
        days.push(day);
        amounts.push(amount);
    }
    // The file ends with June 1998.
    let end = NaiveDate::from_ymd_opt(1998, 6, 30).ok_or_else(|| expected("no such day"))?;
    let spec = RetentionSpec::monthly(ObservationEnd::Through(end))
        .with_horizon(17)
        .and_then(|spec| spec.with_revenue(RevenueRule::Counted { base_age: 0 }))
        .map_err(CaseError::refused)?;
    let mut retention = Retention::try_new(spec).map_err(CaseError::refused)?;
    let money = MoneyColumn::Amounts(&amounts, Currency::USD);
    let columns = EventColumns::new(&ids[..], TimeColumn::Days(&days)).with_money(money);
    retention.observe_columns(&columns).map_err(CaseError::refused)?;
    let grid = retention.finish().map_err(CaseError::refused)?;
    let mut seen = BTreeMap::new();
    for want in wanted {
        let what = format!("{} at {}", want.cohort, want.k);
        let row = grid.cohort_named(&want.cohort).ok_or_else(|| expected(what.clone()))?;
        let cell = row.cell(want.k).ok_or_else(|| expected(what.clone()))?;
        let money = row.revenue().get(want.k as usize).ok_or_else(|| expected(what.clone()))?;
        let usd = money.in_currency(Currency::USD).ok_or_else(|| expected(what.clone()))?;
        let revenue = usd.revenue().amount().to_f64().unwrap_or(f64::NAN);
        checks.near(&format!("{what}, active"), want.active, cell.returned() as f64, EXACT);
        checks.near(&format!("{what}, active"), want.active, money.active() as f64, EXACT);
        checks.near(&format!("{what}, orders"), want.orders, money.events() as f64, EXACT);
        checks.near(&format!("{what}, revenue"), want.revenue, revenue, abs(0.005));
        *seen.entry(want.cohort).or_insert(0) += 1;
    }
    // Every complete cell must have been asked for.
    for row in grid.cohorts() {
        let cells = row.cells().iter().filter(|cell| cell.is_complete()).count();
        let asked = seen.get(row.label()).copied().unwrap_or(0);
        checks.near(&format!("{}, cells", row.label()), cells as f64, f64::from(asked), EXACT);
    }
    Ok(())
}

fn purchase(line: &str) -> Option<(u32, i32, Decimal)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [_, customer, date, _, dollars] = fields.as_slice() else { return None };
    let date = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
    Some((customer.parse().ok()?, day_number(date), dollars.parse().ok()?))
}

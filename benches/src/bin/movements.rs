//! MRR movements by period ends over columns; prints one JSON object for `peers/peers.py`.

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use kpis::revenue::{
    BillingInterval, Ledger, LineColumns, MovementBasis, MovementKind, PeriodTotals, Policy,
};
use kpis::types::{Calendar, Currency, Money};
use kpis_benches::{Columns, Run, peak_rss_bytes, write_out};
use rust_decimal::Decimal;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let Run { data, runs } = Run::read(std::env::args().skip(1))?;
    let columns = Columns::read(&data)?;
    let months = months(&data)?;
    let mut seconds = Vec::new();
    let mut rows = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        let totals = movements(&columns, months)?;
        seconds.push(start.elapsed().as_secs_f64());
        rows = totals.iter().enumerate().map(|(m, t)| row(m, t)).collect::<Result<Vec<_>, _>>()?;
    }
    let result = json!({
        "name": format!("kpis {}", env!("CARGO_PKG_VERSION")),
        "seconds": seconds,
        "peak_rss_bytes": peak_rss_bytes(),
        "input_bytes": columns.bytes(),
        "rows": rows,
    });
    write_out(&result.to_string())?;
    Ok(())
}

/// How many months the book has.
fn months(folder: &Path) -> Result<i32, Box<dyn Error>> {
    let meta: Value = serde_json::from_slice(&std::fs::read(folder.join("meta.json"))?)?;
    let months = meta.get("months").and_then(Value::as_i64).ok_or("meta.json names no months")?;
    Ok(i32::try_from(months)?)
}

fn movements(columns: &Columns, months: i32) -> Result<Vec<PeriodTotals>, Box<dyn Error>> {
    let policy = Policy::default().with_movement_basis(MovementBasis::PeriodEnds);
    let lines = LineColumns {
        customer: &columns.customer,
        product: &columns.product,
        price_minor: &columns.amount_cents,
        start: &columns.start,
        end: &columns.end,
        interval: BillingInterval::MONTH,
        currency: Currency::USD,
    };
    let ledger = Ledger::try_from_columns(&lines, &policy)?;
    let calendar = Calendar::utc();
    let first = calendar.parse("2021-01")?;
    let last = first.checked_add(months - 1)?;
    Ok(ledger.view()?.totals(first, last)?)
}

fn row(month: usize, t: &PeriodTotals) -> Result<Vec<i64>, Box<dyn Error>> {
    let cents =
        |money: Money| i64::try_from((money.amount() * Decimal::ONE_HUNDRED).trunc().mantissa());
    let kind = |kind| -> Result<i64, Box<dyn Error>> { Ok(cents(t.movement(kind)?)?) };
    Ok(vec![
        i64::try_from(month)?,
        cents(t.opening()?)?,
        kind(MovementKind::New)?,
        kind(MovementKind::Reactivation)?,
        kind(MovementKind::Upsell)?,
        kind(MovementKind::CrossSell)?,
        kind(MovementKind::Contraction)?,
        kind(MovementKind::Churn)?,
        cents(t.closing()?)?,
        i64::try_from(t.joins())?,
        i64::try_from(t.returns())?,
        i64::try_from(t.churns())?,
    ])
}

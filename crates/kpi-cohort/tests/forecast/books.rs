//! Books that tests share.

use kpi_cohort::{RevenueForecastOptions, RevenueHistory, RevenueMonths};
use kpi_types::{Currency, Money};
use rust_decimal::Decimal;

/// Customer, month, amount in whole dollars.
pub(crate) type Row = (u32, i32, i64);

pub(crate) fn usd(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::USD)
}

pub(crate) fn months(rows: &[Row]) -> RevenueMonths<u32> {
    let mut months = RevenueMonths::new(Currency::USD);
    for (customer, month, amount) in rows {
        months.observe(*customer, *month, usd(*amount)).unwrap();
    }
    months
}

pub(crate) fn history(rows: &[Row], last: i32) -> RevenueHistory {
    months(rows).finish(last).unwrap()
}

/// Few paths, for tests of laws.
pub(crate) fn quick() -> RevenueForecastOptions {
    RevenueForecastOptions::default().with_paths(59)
}

/// Everybody stays and pays the same.
pub(crate) fn still(customers: u32, length: i32) -> Vec<Row> {
    let of = |customer| (0..length).map(move |month| (customer, month, 10 + i64::from(customer)));
    (0..customers).flat_map(of).collect()
}

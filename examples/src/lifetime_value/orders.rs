//! Reading orders.

use std::io::BufRead;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use kpis::revenue::Allowed;
use kpis::types::Localized;
use rust_decimal::Decimal;

use super::args::OrdersArguments;
use crate::generate::Chance;
use crate::input::{
    BadCell, Header, Progress, Rows, check_count, check_names, name_of, open, said,
};

#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) name: String,
    pub(super) made_up: bool,
    pub(super) rows: Vec<(String, NaiveDate, Decimal)>,
}

impl Orders {
    /// How many rows are orders; the rest are refunds.
    pub(super) fn bought(&self) -> u64 {
        self.rows.iter().filter(|(_, _, amount)| *amount >= Decimal::ZERO).count() as u64
    }
}

pub(super) fn read(arguments: &OrdersArguments) -> Result<(Orders, Vec<BadCell>)> {
    let Some(path) = &arguments.file else { return Ok((sample(), Vec::new())) };
    let name = name_of(path);
    let (mut orders, mut bad) = (Orders { name, ..Orders::default() }, Vec::new());
    let header = arguments.header.header();
    if arguments.whitespace {
        between_blanks(arguments, path, header, &mut orders, &mut bad)?;
        return Ok((orders, bad));
    }
    let mut rows = Rows::open_as(path, Progress::Auto, header)?;
    let at = places(arguments, &rows.file, &rows.header)?;
    while let Some((line, row)) = rows.next_good(&mut bad)? {
        let cells = at.map(|at| row.get(at).unwrap_or_default().trim());
        take(arguments, &rows.file, line, cells, &mut orders, &mut bad);
    }
    Ok((orders, bad))
}

/// Where customer, date and amount stand.
fn places(arguments: &OrdersArguments, file: &str, header: &[String]) -> Result<[usize; 3]> {
    let of = |wanted: &str| arguments.header.column_of(file, header, wanted);
    Ok([of(&arguments.customer)?, of(&arguments.date)?, of(&arguments.amount)?])
}

/// A table whose columns stand between blanks.
fn between_blanks(
    arguments: &OrdersArguments,
    path: &std::path::Path,
    header: Header,
    orders: &mut Orders,
    bad: &mut Vec<BadCell>,
) -> Result<()> {
    let file = path.display().to_string();
    let unreadable = |e: std::io::Error| {
        said(format!("cannot read {file}: {e}"), format!("{file} を読めません: {e}"))
    };
    let mut lines = open(path, Progress::Auto)?.lines().zip(1_u64..);
    let mut unseen = header != Header::InFile;
    let header: Vec<String> = match header {
        Header::Given(names) => names,
        Header::InFile => {
            let first = lines.next().map(|(line, _)| line.map_err(unreadable)).transpose()?;
            first.unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect()
        }
    };
    check_names(&file, &header)?;
    let at = places(arguments, &file, &header)?;
    for (line, number) in lines {
        let line = line.map_err(unreadable)?;
        let cells: Vec<&str> = line.split_whitespace().collect();
        if cells.is_empty() {
            continue;
        }
        if std::mem::take(&mut unseen) {
            check_count(&file, &header, cells.len())?;
        }
        if cells.len() == header.len() {
            let cells = at.map(|at| cells.get(at).copied().unwrap_or_default());
            take(arguments, &file, number, cells, orders, bad);
        } else {
            let fields = header.len();
            let allowed = Allowed::Other {
                code: "fields",
                message: Localized::new(
                    format!("{fields} fields: {}", header.join(", ")),
                    format!("{fields} 列: {}", header.join("、")),
                ),
            };
            let found = format!("{} fields", cells.len());
            bad.push(BadCell::new(&file, number, "(row)", &found, &allowed));
        }
    }
    Ok(())
}

fn take(
    arguments: &OrdersArguments,
    file: &str,
    line: u64,
    [customer, date, amount]: [&str; 3],
    orders: &mut Orders,
    bad: &mut Vec<BadCell>,
) {
    let day = day_of(date);
    let money = Decimal::from_str_exact(amount).ok();
    let mut fail = |column: &str, value: &str, allowed: &Allowed| {
        bad.push(BadCell::new(file, line, column, value, allowed));
    };
    if customer.is_empty() {
        fail(&arguments.customer, customer, &Allowed::Identifier);
    }
    if day.is_none() {
        fail(&arguments.date, date, &Allowed::DateOrTime);
    }
    let refused = match money {
        Some(money) => arguments.rules.refuses(money),
        None => Some(Allowed::Number),
    };
    if let Some(allowed) = &refused {
        fail(&arguments.amount, amount, allowed);
    }
    let good = !customer.is_empty() && refused.is_none();
    if let Some((day, money)) = day.zip(money).filter(|_| good) {
        orders.rows.push((customer.to_owned(), day, money));
    }
}

/// The day as it is written: the models count in days, so a time of day is passed over.
fn day_of(text: &str) -> Option<NaiveDate> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.date_naive());
    }
    let times =
        ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
    let time = times.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = time.map(|time| time.date());
    day.or_else(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
}

/// A made-up shop: customers who differ in how often they buy, for how much, and when they stop.
fn sample() -> Orders {
    let mut chance = Chance::new(7);
    let mut orders = Orders { made_up: true, ..Orders::default() };
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    for customer in 1..=600 {
        let mut day = chance.between(0, 120);
        let gap = chance.weighted(&[(20, 1), (45, 2), (90, 3)], 45);
        let stays = chance.weighted(&[(600, 3), (850, 3), (960, 2)], 850);
        let price = chance.weighted(&[(1_500, 3), (2_500, 4), (4_500, 1)], 2_500);
        while day <= 600 {
            // Most baskets are small, some are large.
            let cents = chance.between(price / 20, price).max(chance.between(1, price * 2))
                * chance.weighted(&[(1, 5), (2, 3), (5, 1)], 1);
            let date = first.checked_add_days(chrono::Days::new(day.unsigned_abs()));
            let date = date.unwrap_or(first);
            orders.rows.push((format!("customer {customer:03}"), date, Decimal::new(cents, 2)));
            if !chance.per_mille(stays) {
                break;
            }
            day += chance.between(1, gap * 2);
        }
    }
    orders
}

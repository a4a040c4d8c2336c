//! Small books written by hand.

use std::num::NonZeroU64;

use chrono::NaiveDate;
use kpi_revenue::{Book, LineFields, LineOrCharge};

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A monthly dollar line; fields that matter are overridden.
pub(crate) fn fields<'a>(
    contract: &'a str,
    customer: &'a str,
    price: &'a str,
    start: &'a str,
    end: &'a str,
) -> LineFields<'a> {
    LineFields {
        contract,
        customer,
        product: "crm",
        plan: "basic",
        price,
        currency: "USD",
        interval: "month",
        start,
        end,
        ..LineFields::default()
    }
}

pub(crate) fn small_book(lines: &[LineFields<'_>]) -> Book {
    let mut book = Book::new();
    for (fields, row) in lines.iter().zip(2_u64..) {
        match fields.read(NonZeroU64::new(row).unwrap()).unwrap() {
            LineOrCharge::Line(line) => book.observe_line(&line).unwrap(),
            LineOrCharge::OneOff(charge) => book.observe_one_off(&charge).unwrap(),
        }
    }
    book
}

//! One row into a book.

use std::num::NonZeroU64;

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use kpis::revenue::{
    Allowed, BookError, ChangeFields, FieldError, LineFields, LineOrCharge, SnapshotFields,
};
use kpis::types::Zone;

use super::super::{BadCell, Door, Layout, Place};
use super::{ListBy, Loaded};

/// How the rows of a file are read.
pub(super) struct RowReader {
    pub(super) door: Door,
    pub(super) layout: Layout,
    pub(super) header: Vec<String>,
    pub(super) file: String,
    pub(super) zone: Zone,
    pub(super) by: ListBy,
}

impl RowReader {
    /// Takes a row; what is wrong with it otherwise.
    pub(super) fn take(
        &self,
        loaded: &mut Loaded,
        record: &StringRecord,
        row: NonZeroU64,
        line: u64,
    ) -> Result<Result<(), Vec<BadCell>>> {
        let text = |field: &str| self.layout.text(record, field);
        let date = |field: &str| self.date_of(text(field));
        let (event, observed) = match self.door {
            Door::Lines => match self.line(record, row) {
                Ok(LineOrCharge::Line(found)) => {
                    (date("start").max(date("cancelled_on")), loaded.book.observe_line(&found))
                }
                Ok(LineOrCharge::OneOff(found)) => {
                    (date("start"), loaded.book.observe_one_off(&found))
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
            Door::Snapshots => match self.snapshot(record).read(row) {
                Ok(mut found) => {
                    if self.by == ListBy::Day {
                        let day = self.zone.date_of(found.at);
                        found.at = self.zone.start_of_day(day).unwrap_or(found.at);
                    }
                    let observed = loaded.book.observe_snapshot(&found);
                    // A row that the book refuses is in no list.
                    if observed.is_ok() {
                        let customer = loaded.customer(found.customer.as_str());
                        let list = loaded.lists.entry(found.at).or_default();
                        list.rows += 1;
                        list.customers.insert(customer);
                        let sum = list.sum.checked_add(found.mrr.amount());
                        list.sum = sum.context("sum too large")?;
                    }
                    (date("at"), observed)
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
            Door::Changes => match self.change(record).read(row) {
                Ok(found) => {
                    loaded.deltas.insert(row.get(), text("delta").to_owned());
                    (date("date"), loaded.book.observe_change(&found))
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
        };
        if let Err(error) = observed {
            return self.refused(error, line).map(Err);
        }
        loaded.customer(text("customer").trim());
        let first = match self.door {
            Door::Lines => date("start"),
            _ => event,
        };
        loaded.first_event = loaded.first_event.into_iter().chain(first).min();
        loaded.seen(event, date("recorded_at"));
        Ok(Ok(()))
    }

    fn line(&self, r: &StringRecord, row: NonZeroU64) -> Result<LineOrCharge, Vec<FieldError>> {
        let text = |field: &str| self.layout.text(r, field);
        let fields = LineFields {
            line: text("line"),
            contract: text("contract"),
            customer: text("customer"),
            product: text("product"),
            plan: text("plan"),
            quantity: text("quantity"),
            price: text("price"),
            currency: text("currency"),
            interval: text("interval"),
            start: text("start"),
            end: text("end"),
            trial_end: text("trial_end"),
            discount: text("discount"),
            status: text("status"),
            status_since: text("status_since"),
            cancelled_on: text("cancelled_on"),
            recorded_at: text("recorded_at"),
        };
        fields.read(row)
    }

    fn snapshot<'a>(&'a self, r: &'a StringRecord) -> SnapshotFields<'a> {
        let text = |field: &str| self.layout.text(r, field);
        SnapshotFields {
            at: text("at"),
            customer: text("customer"),
            product: text("product"),
            mrr: text("mrr"),
            currency: text("currency"),
            recorded_at: text("recorded_at"),
        }
    }

    fn change<'a>(&'a self, r: &'a StringRecord) -> ChangeFields<'a> {
        let text = |field: &str| self.layout.text(r, field);
        ChangeFields {
            date: text("date"),
            customer: text("customer"),
            product: text("product"),
            delta: text("delta"),
            currency: text("currency"),
            recorded_at: text("recorded_at"),
        }
    }

    fn date_of(&self, text: &str) -> Option<NaiveDate> {
        let at = || DateTime::parse_from_rfc3339(text).ok();
        text.parse().ok().or_else(|| Some(self.zone.date_of(at()?.with_timezone(&Utc))))
    }

    fn cells(&self, errors: Vec<FieldError>, line: u64) -> Vec<BadCell> {
        let (file, layout, header) = (&self.file, &self.layout, &self.header);
        BadCell::of_row(&Place { file, line, layout, header }, &errors)
    }

    /// A record the book does not take: one bad row, unless the book is full.
    fn refused(&self, error: BookError, line: u64) -> Result<Vec<BadCell>> {
        if error == BookError::Full {
            return Err(error.into());
        }
        let (field, value) = match &error {
            BookError::TooLarge { amount, .. } => {
                (if self.door == Door::Changes { "delta" } else { "mrr" }, amount.to_string())
            }
            other => ("(row)", other.to_string()),
        };
        let column = self.layout.column(&self.header, field);
        Ok(vec![BadCell::new(&self.file, line, column, &value, &Allowed::FitsInAMonth)])
    }
}

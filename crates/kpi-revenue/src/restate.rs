//! Restatements: a period as it was reported, as it is known now, and the records in between.

use std::collections::BTreeSet;
use std::num::NonZeroU64;

use chrono::{DateTime, Utc};
use kpi_metrics::Measurement;
use kpi_types::day_number;

use crate::book::{ALWAYS, Book, LineRecord};
use crate::compare::{CompareError, ShareChange, changes, measured};
use crate::ledger::{Ledger, name};
use crate::policy::Policy;
use crate::question::KpiQuestion;
use crate::view::View;
use crate::view_error::ViewError;

/// A metric of one period, as known at two moments.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Restatement {
    /// As known at the earlier moment.
    pub then: Measurement,
    /// As known at the later one.
    pub now: Measurement,
    /// Customers whose share in a fact of the metric changed.
    pub customers: Vec<ShareChange>,
    /// The records of those customers that became known in between and take effect before the
    /// period ends.
    pub records: Vec<LateRecord>,
}

/// A record that became known between two moments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LateRecord {
    /// When it became known.
    pub recorded_at: DateTime<Utc>,
    /// The customer.
    pub customer: String,
    /// The contract, for a contract line.
    pub contract: Option<String>,
    /// The line's identifier, where it has one.
    pub line: Option<String>,
    /// The row of the file it came from, where known.
    pub row: Option<NonZeroU64>,
    /// True when it corrects a record that was known before.
    pub corrects: bool,
}

impl Restatement {
    /// True when nothing about the metric changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customers.is_empty() && self.then.value() == self.now.value()
    }
}

/// Measures a metric of one period as known at two moments and names the records that changed it.
///
/// The later moment is that of the question ([`KpiQuestion::known_at`]); without one every record
/// counts. A period that was not over at the earlier moment had no KPIs then. `view` says how each ledger is looked at, as in
/// [`compare`](crate::compare).
///
/// # Errors
///
/// [`CompareError`] where a ledger cannot be made or the metric cannot be measured.
pub fn restate<'b, F>(
    book: &'b Book,
    policy: &Policy,
    question: impl Into<KpiQuestion>,
    then: DateTime<Utc>,
    view: F,
) -> Result<Restatement, CompareError>
where
    F: for<'l> Fn(&'l Ledger<'b>) -> Result<View<'l>, ViewError>,
{
    let question = question.into();
    let (period, now) = (question.period(), question.moment());
    let earlier = Ledger::as_known(book, policy, then)?;
    let later = Ledger::as_known_at(book, policy, now)?;
    let (earlier, later) = (view(&earlier)?, view(&later)?);
    let (then_measured, then_shares) = measured(&earlier, &question)?;
    let (now_measured, now_shares) = measured(&later, &question)?;
    let customers = changes(&then_shares, &now_shares);
    let who = customers.iter().map(|c| c.customer.as_str()).collect();
    let end = earlier.calendar.span(period).map_err(ViewError::from)?.end();
    let records = late_records(book, &who, day_number(end), then, now);
    Ok(Restatement { then: then_measured, now: now_measured, customers, records })
}

/// Records of some customers that became known after one moment and up to another.
fn late_records(
    book: &Book,
    who: &BTreeSet<&str>,
    end: i32,
    then: DateTime<Utc>,
    now: Option<DateTime<Utc>>,
) -> Vec<LateRecord> {
    let window = then.timestamp_micros()..now.map_or(i64::MAX, |at| at.timestamp_micros());
    let late = |at: i64| at != ALWAYS && window.start < at && at <= window.end;
    let known_before: BTreeSet<u32> =
        book.lines.iter().filter(|l| l.recorded_at <= window.start).map(|l| l.line).collect();
    let in_time = |l: &&LineRecord| late(l.recorded_at) && l.start < end;
    let lines = book.lines.iter().filter(in_time).map(|l| LateRecord {
        recorded_at: moment(l.recorded_at),
        customer: name(&book.customers, l.customer),
        contract: Some(name(&book.contracts, l.contract)),
        line: book.line_ids.resolve(l.line).map(ToOwned::to_owned),
        row: l.row,
        corrects: l.line != crate::book::NONE && known_before.contains(&l.line),
    });
    let bare = |recorded_at, customer, row| LateRecord {
        recorded_at: moment(recorded_at),
        customer: name(&book.customers, customer),
        contract: None,
        line: None,
        row,
        corrects: false,
    };
    let snapshots = book.snapshots.iter().filter(|s| late(s.recorded_at) && s.day < end);
    let changes = book.changes.iter().filter(|c| late(c.recorded_at) && c.date < end);
    let all = lines
        .chain(snapshots.map(|s| bare(s.recorded_at, s.customer, s.row)))
        .chain(changes.map(|c| bare(c.recorded_at, c.customer, c.row)));
    let mut found: Vec<LateRecord> = all.filter(|r| who.contains(r.customer.as_str())).collect();
    found.sort();
    found
}

fn moment(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

//! From snapshots and changes to ledger entries.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use kpi_types::{Currency, date_of_day};

use crate::amount::Amount;
use crate::book::{Book, ChangeRecord, SnapshotRecord};
use crate::day::NEVER;
use crate::entry::{Door, Entry, Excluded, ExcludedWhy, Sold};
use crate::ledger::{LedgerError, name, place};
use crate::policy::{FreePlanRule, Policy};

/// Customer, product, place of the currency.
type Key = (u32, u32, u16);

fn limit(known: Option<DateTime<Utc>>) -> i64 {
    known.map_or(i64::MAX, |at| at.timestamp_micros())
}

/// The list that counts for each day: of the lists of one day the one taken last, of its versions
/// the one recorded last.
fn lists(book: &Book, known: Option<DateTime<Utc>>) -> BTreeMap<i32, (DateTime<Utc>, i64)> {
    let mut lists: BTreeMap<i32, (DateTime<Utc>, i64)> = BTreeMap::new();
    for record in book.snapshots.iter().filter(|r| r.recorded_at <= limit(known)) {
        let version = (record.at, record.recorded_at);
        lists.entry(record.day).and_modify(|v| *v = (*v).max(version)).or_insert(version);
    }
    lists
}

/// An amount of a snapshot holds until the next list; who is missing there has left.
pub(crate) fn compile_snapshots(
    book: &Book,
    known: Option<DateTime<Utc>>,
    policy: &Policy,
    currencies: &[Currency],
    flat: &mut Vec<(u32, Entry)>,
    excluded: &mut Vec<Excluded>,
) {
    let lists = lists(book, known);
    let days: Vec<i32> = lists.keys().copied().collect();
    let counts =
        |record: &&SnapshotRecord| lists.get(&record.day) == Some(&(record.at, record.recorded_at));
    let mut series: HashMap<Key, BTreeMap<i32, (Amount, u32)>> = HashMap::new();
    for (record, source) in book.snapshots.iter().zip(0_u32..).filter(|(r, _)| counts(r)) {
        let key = (record.customer, record.product, place(currencies, record.currency));
        let cell =
            series.entry(key).or_default().entry(record.day).or_insert((Amount::ZERO, source));
        cell.0 += record.mrr;
    }
    let mut keys: Vec<Key> = series.keys().copied().collect();
    keys.sort_unstable();
    for key in keys {
        let Some(values) = series.get(&key) else {
            continue;
        };
        for run in runs(values, &days) {
            let (customer, product, currency) = key;
            if run.amount.is_zero() && policy.free_plans() == FreePlanRule::NotACustomer {
                let why = ExcludedWhy::Free;
                let (from, to) = (run.from, run.to);
                excluded.push(Excluded { customer, from, to, why, product, currency });
                continue;
            }
            let sold = Sold { product, currency, source: run.source, door: Door::Snapshot };
            flat.push((customer, Entry::new(run.amount, sold, run.from, run.to)));
        }
    }
}

struct Run {
    amount: Amount,
    from: i32,
    to: i32,
    source: u32,
}

/// Joins equal amounts of neighbouring lists.
fn runs(values: &BTreeMap<i32, (Amount, u32)>, days: &[i32]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (day, (amount, source)) in values {
        let after = days.partition_point(|d| d <= day);
        let to = days.get(after).copied().unwrap_or(NEVER);
        match runs.last_mut() {
            Some(run) if run.to == *day && run.amount == *amount => run.to = to,
            _ => runs.push(Run { amount: *amount, from: *day, to, source: *source }),
        }
    }
    runs
}

/// Changes add up to a balance that holds until the next change.
pub(crate) fn compile_changes(
    book: &Book,
    known: Option<DateTime<Utc>>,
    currencies: &[Currency],
    flat: &mut Vec<(u32, Entry)>,
    wrong: &mut Vec<LedgerError>,
) {
    let mut series: BTreeMap<Key, BTreeMap<i32, (Amount, u32)>> = BTreeMap::new();
    for (record, source) in book.changes.iter().zip(0_u32..) {
        if record.recorded_at > limit(known) {
            continue;
        }
        let key = (record.customer, record.product, place(currencies, record.currency));
        let cell = series.entry(key).or_default().entry(record.date);
        let cell = cell.or_insert((Amount::ZERO, source));
        cell.0 += record.delta;
    }
    for ((customer, product, currency), changes) in series {
        let mut balance = Amount::ZERO;
        let dates: BTreeSet<i32> = changes.keys().copied().collect();
        for (date, (delta, source)) in changes {
            balance += delta;
            if balance.is_negative() {
                wrong.push(LedgerError::NegativeBalance {
                    customer: name(&book.customers, customer),
                    date: date_of_day(date).unwrap_or_default(),
                    balance: format!("{balance:?}"),
                    rows: rows_of(book, known, currencies, (customer, product, currency), date),
                });
                // What follows is looked at as if this had not been.
                balance -= delta;
            }
            if balance.is_positive() {
                let to = dates.range(date + 1..).next().copied().unwrap_or(NEVER);
                let sold = Sold { product, currency, source, door: Door::Change };
                flat.push((customer, Entry::new(balance, sold, date, to)));
            }
        }
    }
}

/// The rows of a day's changes.
fn rows_of(
    book: &Book,
    known: Option<DateTime<Utc>>,
    currencies: &[Currency],
    key: Key,
    date: i32,
) -> Vec<u64> {
    let same = |r: &&ChangeRecord| {
        let found = (r.customer, r.product, place(currencies, r.currency));
        found == key && r.date == date && r.recorded_at <= limit(known)
    };
    let mut rows: Vec<u64> =
        book.changes.iter().filter(same).filter_map(|r| r.row.map(Into::into)).collect();
    rows.sort_unstable();
    rows
}

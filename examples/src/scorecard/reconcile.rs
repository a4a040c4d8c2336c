//! Lists of customers against totals published elsewhere, list by list and day by day.

use std::collections::BTreeMap;

use anyhow::bail;
use chrono::{DateTime, NaiveDate, Utc};
use kpis::revenue::Ledger;
use kpis::types::{Grain, Language};
use rust_decimal::Decimal;
use serde::Serialize;

use super::args::Arguments;
use super::setup::Setup;
use crate::shown::{Align, grouped, heading, pick, table};

/// What came out.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Reconciliation {
    #[serde(serialize_with = "text")]
    within: Decimal,
    /// Rows of a list, added up.
    lists: Checked,
    /// The ledger's MRR at the end of each day that has a list.
    days: Checked,
    /// Lists that no total was published for.
    without_total: usize,
    /// Totals without a list.
    without_list: usize,
}

/// Sums against totals.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Checked {
    compared: usize,
    agree: usize,
    exceptions: Vec<Exception>,
}

/// A sum that is too far from its total.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Exception {
    at: String,
    #[serde(serialize_with = "text")]
    ours: Decimal,
    #[serde(serialize_with = "text")]
    published: Decimal,
    #[serde(serialize_with = "text")]
    gap: Decimal,
}

/// Decimals are texts in JSON: nothing is lost in a float.
fn text<S: serde::Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&value.normalize())
}

impl Checked {
    fn check(&mut self, at: String, ours: Decimal, published: Decimal, within: Decimal) {
        self.compared += 1;
        let gap = ours.checked_sub(published).unwrap_or(Decimal::MAX);
        if gap.abs() <= within {
            self.agree += 1;
        } else {
            self.exceptions.push(Exception { at, ours, published, gap });
        }
    }
}

pub(super) fn reconcile(setup: &Setup, arguments: &Arguments) -> anyhow::Result<Reconciliation> {
    let lists = &setup.loaded.lists;
    let totals = &setup.totals;
    let within = arguments.within;
    let mut by_list = Checked::default();
    for (at, list) in lists {
        if let Some(Some(published)) = totals.get(at) {
            by_list.check(moment(*at), list.sum, *published, within);
        }
    }
    let published = |at: &DateTime<Utc>| matches!(totals.get(at), Some(Some(_)));
    Ok(Reconciliation {
        within,
        days: by_day(setup, totals, within)?,
        without_total: lists.keys().filter(|at| !published(at)).count(),
        without_list: totals.keys().filter(|at| !lists.contains_key(at)).count(),
        lists: by_list,
    })
}

/// Of the lists of one day the last one counts, in the ledger as in the totals.
fn by_day(
    setup: &Setup,
    totals: &BTreeMap<DateTime<Utc>, Option<Decimal>>,
    within: Decimal,
) -> anyhow::Result<Checked> {
    let mut checked = Checked::default();
    let mut last: BTreeMap<NaiveDate, DateTime<Utc>> = BTreeMap::new();
    for at in setup.loaded.lists.keys() {
        last.insert(setup.calendar.date_of(*at), *at);
    }
    let (Some((first_day, _)), Some((last_day, _))) =
        (last.first_key_value(), last.last_key_value())
    else {
        return Ok(checked);
    };
    let ledger = Ledger::try_new(&setup.loaded.book, &setup.policy)?;
    let lenses = setup.lenses();
    let [lens] = lenses.as_slice() else {
        bail!("--reconcile needs amounts in one currency");
    };
    let view = lens.view(&ledger)?;
    let first = setup.calendar.period_of(*first_day, Grain::Day)?;
    let until = setup.calendar.period_of(*last_day, Grain::Day)?;
    for day in view.totals(first, until)? {
        let date = setup.calendar.span(day.period())?.start();
        let at = last.get(&date);
        if let Some(Some(published)) = at.and_then(|at| totals.get(at)) {
            checked.check(date.to_string(), day.closing()?.amount(), *published, within);
        }
    }
    Ok(checked)
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl Reconciliation {
    pub(super) fn text(&self, l: Language) -> String {
        let title = pick(l, "Our sums against the published totals", "公表合計との照合");
        let mut text = heading(title);
        let kinds = [
            (pick(l, "lists, their rows added up", "一覧ごとの行の合計"), &self.lists),
            (pick(l, "days, MRR of the ledger", "日ごとの台帳の MRR"), &self.days),
        ];
        for (name, checked) in kinds {
            let (agree, compared, within) = (checked.agree, checked.compared, self.within);
            text += &match l {
                Language::En => format!(
                    "\n  {name}: {} of {} within {within}\n",
                    grouped(agree.into(), 0),
                    grouped(compared.into(), 0)
                ),
                Language::Ja => format!(
                    "\n  {name}: {} 件中 {} 件が {within} 以内\n",
                    grouped(compared.into(), 0),
                    grouped(agree.into(), 0)
                ),
            };
            if !checked.exceptions.is_empty() {
                text += &exceptions(&checked.exceptions, l);
            }
        }
        text += &match l {
            Language::En => format!(
                "\n  {} lists have no published total, {} totals have no list.\n",
                self.without_total, self.without_list
            ),
            Language::Ja => format!(
                "\n  公表合計のない一覧 {} 件、一覧のない公表合計 {} 件。\n",
                self.without_total, self.without_list
            ),
        };
        text
    }
}

fn exceptions(found: &[Exception], l: Language) -> String {
    let header = [
        (pick(l, "at", "時点"), Align::Left),
        (pick(l, "our sum", "こちらの合計"), Align::Right),
        (pick(l, "published", "公表"), Align::Right),
        (pick(l, "off by", "差"), Align::Right),
    ];
    let amount = |value: Decimal| grouped(value, 2);
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|e| vec![e.at.clone(), amount(e.ours), amount(e.published), amount(e.gap)])
        .collect();
    table(&header, &rows)
}

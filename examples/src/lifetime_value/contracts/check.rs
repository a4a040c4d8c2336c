//! From cells to cohorts: in order, without gaps, never rising.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use kpis::types::Localized;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::args::ContractsArguments;
use super::cohorts::{Cohort, allowed};
use crate::input::BadCell;

/// A figure as the file has it.
pub(super) struct Given {
    pub(super) cohort: String,
    pub(super) period: u32,
    pub(super) line: u64,
    /// The column of the value.
    pub(super) column: String,
    pub(super) value: String,
}

/// The cohorts in the order in which they appear; what is wrong goes to `bad`.
pub(super) fn cohorts(
    arguments: &ContractsArguments,
    file: &str,
    period: &str,
    given: Vec<Given>,
    bad: &mut Vec<BadCell>,
) -> Vec<Cohort> {
    let mut order: Vec<String> = Vec::new();
    let mut of: BTreeMap<String, BTreeMap<u32, Given>> = BTreeMap::new();
    for cell in given {
        if !of.contains_key(&cell.cohort) {
            order.push(cell.cohort.clone());
        }
        let cells = of.entry(cell.cohort.clone()).or_default();
        if let Entry::Vacant(place) = cells.entry(cell.period) {
            place.insert(cell);
        } else {
            let (value, name) = (cell.period.to_string(), &cell.cohort);
            let once = allowed(
                "period_once",
                format!("every period once; {name} has this one already"),
                format!("各期間 1 回のみ。{name} にはこの期間がすでにあります"),
            );
            bad.push(BadCell::new(file, cell.line, period, &value, &once));
        }
    }
    // Of several cohorts in one row the period is wrong once.
    let mut told: Vec<u64> = Vec::new();
    let mut found = Vec::new();
    for name in order {
        let cells = of.remove(&name).unwrap_or_default();
        let mut course = Course {
            arguments,
            file,
            period,
            active: Vec::new(),
            next: 0,
            whole: true,
            ended: None,
        };
        for cell in cells.into_values() {
            match course.take(&cell) {
                Ok(()) => {}
                Err(wrong) if wrong.column == period && told.contains(&cell.line) => {}
                Err(wrong) => {
                    if wrong.column == period {
                        told.push(cell.line);
                    }
                    bad.push(*wrong);
                }
            }
        }
        if !course.active.is_empty() {
            found.push(Cohort { name, active: course.active });
        }
    }
    bad.sort_by_key(|cell| cell.line);
    found
}

/// One cohort, period by period.
struct Course<'a> {
    arguments: &'a ContractsArguments,
    file: &'a str,
    period: &'a str,
    active: Vec<u64>,
    next: u32,
    /// False from the first bad cell on: what comes later is checked and not taken.
    whole: bool,
    /// The period from which on nothing was seen.
    ended: Option<u32>,
}

impl Course<'_> {
    fn take(&mut self, cell: &Given) -> Result<(), Box<BadCell>> {
        let bad = |column: &str, value: &str, (code, text): (&'static str, Localized)| {
            let allowed = allowed(code, text.en, text.ja);
            Box::new(BadCell::new(self.file, cell.line, column, value, &allowed))
        };
        let (place, value) = (self.place(cell), self.value(cell));
        let first = cell.period == 0;
        (self.next, self.ended) = (
            cell.period.saturating_add(1),
            self.ended.or((cell.value.is_empty() && !first).then_some(cell.period)),
        );
        let found = match (place, value) {
            (Err(wrong), _) => Err(bad(self.period, &cell.period.to_string(), wrong)),
            (_, Err(wrong)) => Err(bad(&cell.column, &cell.value, wrong)),
            (Ok(()), Ok(value)) => Ok(value),
        };
        self.whole &= found.is_ok();
        if let Some(customers) = found?.filter(|_| self.whole) {
            self.active.push(customers);
        }
        Ok(())
    }

    /// Whether it is this period's turn.
    fn place(&self, cell: &Given) -> Result<(), (&'static str, Localized)> {
        let next = self.next;
        if cell.period == next || cell.value.is_empty() {
            return Ok(());
        }
        let en = format!("{next}: every period from 0 on is needed");
        let ja = format!("{next}。0 から順にすべての期間が必要です");
        Err(("next_period", Localized::new(en, ja)))
    }

    /// The customers of a cell; `None` where nothing was seen.
    fn value(&self, cell: &Given) -> Result<Option<u64>, (&'static str, Localized)> {
        let wrong = |code, en: String, ja: String| Err((code, Localized::new(en, ja)));
        let (text, first) = (cell.value.as_str(), cell.period == 0);
        if text.is_empty() && first {
            let (en, ja) = ("the number of customers at the start", "開始時の顧客数");
            return wrong("start", en.to_owned(), ja.to_owned());
        }
        if text.is_empty() {
            return Ok(None);
        }
        if let Some(ended) = self.ended {
            return wrong(
                "blank",
                format!("a blank, since period {ended} is blank"),
                format!("空欄(期間 {ended} が空欄のため)"),
            );
        }
        let customers = match self.arguments.percent_of {
            Some(of) => share_of(text, of).filter(|customers| !first || *customers == of),
            None => text.parse().ok(),
        };
        let Some(customers) = customers else {
            let (en, ja) = match self.arguments.percent_of {
                Some(_) => (
                    "percent of the start: 100 in period 0, later 0 to 100",
                    "開始時に対するパーセント。期間 0 は 100、以降は 0 から 100",
                ),
                None => (
                    "a whole number of customers; for percent say --percent-of CUSTOMERS",
                    "顧客数の整数。パーセントの場合は --percent-of 顧客数 を指定",
                ),
            };
            return wrong("survivors", en.to_owned(), ja.to_owned());
        };
        if first && customers == 0 {
            let (en, ja) = ("one customer or more at the start", "開始時に 1 人以上");
            return wrong("start", en.to_owned(), ja.to_owned());
        }
        match self.active.last().filter(|before| customers > **before) {
            Some(before) => {
                let most = match self.arguments.percent_of {
                    Some(of) => percent_of(*before, of),
                    None => before.to_string(),
                };
                wrong(
                    "falling",
                    format!("at most {most}, as in the period before: a cohort never grows"),
                    format!("{most} 以下(前の期間の値)。コホートは増えません"),
                )
            }
            None => Ok(Some(customers)),
        }
    }
}

fn percent_of(customers: u64, of: u64) -> String {
    let hundredfold = Decimal::from(customers).checked_mul(Decimal::ONE_HUNDRED);
    let percent = hundredfold.and_then(|n| n.checked_div(Decimal::from(of)));
    percent.map_or_else(|| "100".to_owned(), |percent| percent.normalize().to_string())
}

/// So many percent of so many, to the nearest whole customer.
fn share_of(text: &str, of: u64) -> Option<u64> {
    let percent = Decimal::from_str_exact(text).ok()?;
    if percent.is_sign_negative() || percent > Decimal::ONE_HUNDRED {
        return None;
    }
    let customers = percent.checked_mul(Decimal::from(of))?.checked_div(Decimal::ONE_HUNDRED)?;
    kpis::types::Rounding::HalfUp.apply(customers, 0).to_u64()
}

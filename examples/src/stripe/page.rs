//! What was turned, what was not, and the MRR table.

use anyhow::Result;
use kpis::revenue::{Discount, DiscountLength, DiscountSize, Ledger};
use kpis::types::{Calendar, Grain, Language, Period};

use super::convert::Priced;
use super::object::{Item, Subscription};
use super::{Remark, StripeArguments, Turned};
use crate::input::said;
use crate::scorecard::{policy_named, waterfall_text};
use crate::shown::{Align, grouped, heading, pick, table};

pub(super) fn page(turned: &Turned, arguments: &StripeArguments) -> Result<String> {
    let l = arguments.page.language();
    let mut text = lines(turned, l);
    text += &remarks(
        pick(l, "Not turned into lines", "契約明細にできなかったもの"),
        &turned.refused,
        l,
    );
    text += &remarks(pick(l, "Remarks", "注記"), &turned.notes, l);
    text += &mrr(turned, arguments, l)?;
    Ok(text.trim_start().to_owned())
}

/// A line as the page shows it.
pub(super) fn cells(s: &Subscription, item: &Item, p: &Priced, off: &[Discount]) -> [String; 9] {
    let from = |seconds: Option<i64>| {
        let at = chrono::DateTime::from_timestamp(seconds?, 0)?;
        Some(at.date_naive().to_string())
    };
    let dash = || "-".to_owned();
    let (each, code) = (p.amount.amount(), p.amount.currency());
    let digits = each.normalize().scale().max(code.minor_units());
    let price = format!("{} x {} {code}", p.quantity, grouped(each, digits));
    [
        s.customer.id().to_owned(),
        item.id.clone(),
        p.product.clone(),
        price,
        p.interval.to_string(),
        from(s.start_date.or(s.created)).unwrap_or_else(dash),
        super::convert::end(s, item).map_or_else(dash, |end| end.to_string()),
        s.status.clone(),
        off.iter().map(|d| discount_text(*d, p)).collect::<Vec<_>>().join("; "),
    ]
}

fn discount_text(discount: Discount, priced: &Priced) -> String {
    let size = match discount.size() {
        DiscountSize::Percent(percent) => format!("{percent} %"),
        DiscountSize::Amount(amount) => format!("{amount} {}", priced.amount.currency()),
        _ => String::new(),
    };
    match discount.length() {
        DiscountLength::Forever => format!("{size} forever"),
        DiscountLength::Until(date) => format!("{size} until {date}"),
        _ => format!("{size} once"),
    }
}

fn lines(turned: &Turned, l: Language) -> String {
    let (count, of) = (turned.lines.len(), turned.subscriptions);
    let mut text = heading(&match l {
        Language::En => format!("Contract lines: {count}, from subscriptions: {of}"),
        Language::Ja => format!("サブスクリプション {of} 件から契約明細 {count} 件"),
    });
    let names = [
        ("customer", "顧客", Align::Left),
        ("item", "明細", Align::Left),
        ("product", "製品", Align::Left),
        ("price", "価格", Align::Right),
        ("every", "間隔", Align::Left),
        ("start", "開始", Align::Left),
        ("end", "終了", Align::Left),
        ("status", "状態", Align::Left),
        ("discounts", "割引", Align::Left),
    ];
    let header = names.map(|(en, ja, align)| (pick(l, en, ja), align));
    let rows: Vec<Vec<String>> = turned.lines.iter().map(|line| line.cells.to_vec()).collect();
    if !rows.is_empty() {
        text += &table(&header, &rows);
    }
    text
}

fn remarks(title: &str, found: &[Remark], l: Language) -> String {
    if found.is_empty() {
        return String::new();
    }
    let header = [
        (pick(l, "object", "オブジェクト"), Align::Left),
        (pick(l, "field", "項目"), Align::Left),
        (pick(l, "value", "値"), Align::Left),
        (pick(l, "expected, or what was made of it", "必要な値、または扱い"), Align::Left),
    ];
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|r| vec![r.object.clone(), r.field.clone(), r.value.clone(), r.said.clone()])
        .collect();
    heading(title) + &table(&header, &rows)
}

fn mrr(turned: &Turned, arguments: &StripeArguments, l: Language) -> Result<String> {
    let ledger = ledger(turned, arguments)?;
    let Some(shown) = Shown::find(&ledger, arguments)? else {
        let none =
            pick(l, "No line covers a single paid day.", "有料の期間がある明細はありません。");
        return Ok(format!("\n{none}\n"));
    };
    let mut text = String::new();
    for currency in ledger.currencies() {
        let view = ledger.view_in(*currency)?;
        text += &waterfall_text(&view, shown.first, shown.last, l)?;
    }
    Ok(text)
}

/// The ledger under the convention asked for.
pub(super) fn ledger<'a>(turned: &'a Turned, arguments: &StripeArguments) -> Result<Ledger<'a>> {
    Ok(Ledger::try_new(&turned.book, &policy_named(&arguments.policy)?)?)
}

/// The periods that are shown.
pub(super) struct Shown {
    pub(super) first: Period,
    pub(super) last: Period,
}

impl Shown {
    /// `None` where no line covers a paid day.
    pub(super) fn find(ledger: &Ledger<'_>, arguments: &StripeArguments) -> Result<Option<Self>> {
        let calendar = Calendar::utc();
        let Some((first_day, last_day)) = ledger.first_and_last_day() else { return Ok(None) };
        let last: Period = match &arguments.month {
            Some(label) => calendar.parse(label).map_err(|error| {
                said(
                    format!("--month {label:?}: {error}"),
                    format!("--month {label:?} は期間として読めません(例: 2026-08)"),
                )
            })?,
            None => calendar.period_of(last_day, Grain::Month)?,
        };
        let earliest = calendar.period_of(first_day, last.grain())?;
        if last < earliest {
            return Err(said(
                format!("there is nothing in that period: the records begin on {first_day}"),
                format!("その期間にはデータがありません。記録は {first_day} から始まります"),
            ));
        }
        let first = last.checked_add(1 - i32::from(arguments.months))?.max(earliest);
        Ok(Some(Self { first, last }))
    }
}

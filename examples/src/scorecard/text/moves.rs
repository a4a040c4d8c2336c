//! The waterfall: the period step by step, the last periods, how often, and who.

use kpis::revenue::MovementKind;
use kpis::types::Language;
use rust_decimal::Decimal;

use crate::scorecard::book::BookReport;
use crate::scorecard::waterfall::{Counts, Waterfall};
use crate::shown::{Align, Figure, bar, heading, pick, table};

const BAR: u32 = 32;

/// The period, from opening to closing, with bars in proportion to the largest movement.
pub(super) fn bridge(book: &BookReport, l: Language) -> String {
    let Some(step) = book.waterfall.periods.last() else {
        return String::new();
    };
    let title = pick(l, "MRR step by step,", "MRR の増減:");
    let mut text = heading(&format!("{title} {} ({})", step.period, book.currency));
    let largest = step.movements.iter().map(|m| exact(&m.amount).abs()).max().unwrap_or_default();
    let mut rows = vec![vec![opening(l), step.opening.shown.clone(), String::new()]];
    for (kind, moved) in MovementKind::ALL.iter().zip(&step.movements) {
        let amount = exact(&moved.amount);
        if amount.is_zero() && *kind == MovementKind::Fx {
            continue;
        }
        rows.push(vec![
            kind.label().text(l).to_owned(),
            plus(&moved.amount),
            bar(amount, largest, BAR),
        ]);
    }
    rows.push(vec![closing(l), step.closing.shown.clone(), String::new()]);
    let header = [
        (pick(l, "step", "区分"), Align::Left),
        (book.currency, Align::Right),
        (pick(l, "█ gain, ░ loss", "█ 増、░ 減"), Align::Left),
    ];
    text += &table(&header, &rows);
    text
}

/// The last periods, one line each.
pub(in crate::scorecard) fn waterfall(book: &Waterfall, currency: &str, l: Language) -> String {
    let title = pick(l, "MRR of the last periods", "MRR の推移");
    let mut text = heading(&format!("{title} ({currency})"));
    let periods = &book.periods;
    let moved = |kind: &MovementKind| {
        *kind != MovementKind::Fx
            || periods
                .iter()
                .flat_map(|p| &p.movements)
                .any(|m| m.kind == MovementKind::Fx.name() && !exact(&m.amount).is_zero())
    };
    let kinds: Vec<MovementKind> = MovementKind::ALL.into_iter().filter(moved).collect();
    let (opening, closing) = (opening(l), closing(l));
    let mut header =
        vec![(pick(l, "period", "期間"), Align::Left), (opening.as_str(), Align::Right)];
    let labels: Vec<String> = kinds.iter().map(|k| k.label().text(l).to_owned()).collect();
    header.extend(labels.iter().map(|label| (label.as_str(), Align::Right)));
    header.push((closing.as_str(), Align::Right));
    header.push(("", Align::Left));
    let largest = periods.iter().map(|p| exact(&p.closing)).max().unwrap_or_default();
    let rows: Vec<Vec<String>> = periods
        .iter()
        .map(|step| {
            let mut row = vec![step.period.clone(), step.opening.shown.clone()];
            let shown = step.movements.iter().filter(|m| kinds.iter().any(|k| k.name() == m.kind));
            row.extend(shown.map(|m| plus(&m.amount)));
            row.push(step.closing.shown.clone());
            row.push(bar(exact(&step.closing), largest, 12));
            row
        })
        .collect();
    text += &table(&header, &rows);
    text
}

/// How often each thing happened.
pub(super) fn counts(book: &BookReport, l: Language) -> String {
    let mut text = heading(pick(l, "Customers of the last periods", "顧客数の推移"));
    let labels = MovementKind::ALL.map(|k| k.label().text(l).to_owned());
    let mut header = vec![(pick(l, "period", "期間"), Align::Left)];
    header.extend(labels.iter().take(6).map(|label| (label.as_str(), Align::Right)));
    header.push((pick(l, "at the end", "期末の顧客数"), Align::Right));
    let row = |name: &str, c: Counts, end: String| {
        let counts = [c.new, c.reactivated, c.upsold, c.cross_sold, c.contracted, c.churned];
        let mut row = vec![name.to_owned()];
        row.extend(counts.iter().map(ToString::to_string));
        row.push(end);
        row
    };
    let periods = &book.waterfall.periods;
    let mut rows: Vec<Vec<String>> =
        periods.iter().map(|p| row(&p.period, p.counts, p.customers.to_string())).collect();
    if periods.len() > 1 {
        rows.push(row(pick(l, "together", "合計"), book.waterfall.total, String::new()));
    }
    text += &table(&header, &rows);
    text
}

/// The largest movements.
pub(super) fn who(book: &BookReport, l: Language) -> String {
    let (shown, all) = (book.who.largest.len(), book.who.all);
    let mut text = heading(&match l {
        Language::En => format!("Who moved it: the largest {shown} of {all} movements"),
        Language::Ja => format!("誰が動かしたか: 増減 {all} 件のうち大きい {shown} 件"),
    });
    if shown == 0 {
        return text + &format!("  {}\n", pick(l, "nobody", "なし"));
    }
    let header = [
        (pick(l, "date", "日付"), Align::Left),
        (pick(l, "customer", "顧客"), Align::Left),
        (pick(l, "movement", "区分"), Align::Left),
        (pick(l, "because", "理由"), Align::Left),
        (pick(l, "product", "製品"), Align::Left),
        (pick(l, "contract", "契約"), Align::Left),
        (book.currency, Align::Right),
        (pick(l, "record", "記録"), Align::Left),
    ];
    let text_of = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let rows: Vec<Vec<String>> = book
        .who
        .largest
        .iter()
        .map(|m| {
            vec![
                m.date.to_string(),
                m.customer.clone(),
                m.kind_label.clone(),
                m.cause_label.clone(),
                text_of(&m.product),
                text_of(&m.contract),
                m.amount.shown.clone(),
                text_of(&m.record),
            ]
        })
        .collect();
    text += &table(&header, &rows);
    text
}

fn opening(l: Language) -> String {
    pick(l, "opening", "期首").to_owned()
}

fn closing(l: Language) -> String {
    pick(l, "closing", "期末").to_owned()
}

fn exact(figure: &Figure) -> Decimal {
    figure.value.as_deref().and_then(|v| v.parse().ok()).unwrap_or_default()
}

fn plus(figure: &Figure) -> String {
    let shows = figure.shown.chars().any(|c| ('1'..='9').contains(&c));
    let gain = shows && exact(figure) > Decimal::ZERO;
    if gain { format!("+{}", figure.shown) } else { figure.shown.clone() }
}

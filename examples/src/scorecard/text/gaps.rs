//! Other conventions, the gap to one of them, and restatements.

use kpis::types::Language;

use crate::scorecard::book::BookReport;
use crate::scorecard::conventions::{Compared, Touched};
use crate::scorecard::report::Report;
use crate::scorecard::setup::Setup;
use crate::shown::{Align, Figure, heading, pick, table};

/// Late records a page lists.
const RECORDS: usize = 20;

pub(super) fn conventions(book: &BookReport, setup: &Setup) -> String {
    let l = setup.language;
    let mut text =
        heading(pick(l, "What other conventions would say", "ほかの計算ルールではどうなるか"));
    let names: Vec<&str> = book
        .conventions
        .metrics
        .iter()
        .map(|id| setup.catalog.metric(id).map_or(*id, |d| d.name().text(l)))
        .collect();
    let mut header = vec![(pick(l, "convention", "計算ルール"), Align::Left)];
    header.extend(names.iter().map(|name| (*name, Align::Right)));
    let rows: Vec<Vec<String>> = book
        .conventions
        .rows
        .iter()
        .filter(|row| row.failure.is_none())
        .map(|row| {
            let mut cells = vec![row.policy.clone()];
            cells.extend(row.figures.iter().map(|f| f.shown.clone()));
            cells
        })
        .collect();
    text += &table(&header, &rows);
    for row in &book.conventions.rows {
        if let Some(failure) = &row.failure {
            text += &format!("  {}: - ({failure})\n", row.policy);
        }
    }
    if book.compared.is_empty() {
        text += &format!(
            "  {}\n",
            pick(
                l,
                "--compare NAME explains a gap rule by rule and customer by customer.",
                "--compare 名前 で、差をルール別・顧客別に説明します。"
            )
        );
    }
    text
}

pub(super) fn compared(book: &BookReport, l: Language) -> String {
    book.compared.iter().map(|gap| one(gap, l)).collect()
}

fn one(gap: &Compared, l: Language) -> String {
    let Compared { name, with, ours, theirs, gap: apart, steps, .. } = gap;
    let apart = &apart.shown;
    let mut text = heading(&match l {
        Language::En => {
            format!("{name}: {} here, {} under {with} ({apart})", ours.shown, theirs.shown)
        }
        Language::Ja => {
            format!("{name}: ここでは {}、{with} では {}({apart})", ours.shown, theirs.shown)
        }
    });
    let (moving, idle): (Vec<_>, Vec<_>) = steps.iter().partition(|step| step.customers > 0);
    let header = [
        (pick(l, "rule", "ルール"), Align::Left),
        (pick(l, "here", "ここでは"), Align::Left),
        (with.as_str(), Align::Left),
        (pick(l, "effect", "影響"), Align::Right),
        (pick(l, "customers", "顧客数"), Align::Right),
        (pick(l, "most of all", "影響の大きい顧客"), Align::Left),
    ];
    let rows: Vec<Vec<String>> = moving
        .iter()
        .flat_map(|step| {
            let mut largest = step.largest.iter().map(share);
            let first = vec![
                step.label.clone(),
                step.from.clone(),
                step.to.clone(),
                step.effect.shown.clone(),
                step.customers.to_string(),
                largest.next().unwrap_or_default(),
            ];
            let blank = || String::new();
            let rest = largest.map(move |t| vec![blank(), blank(), blank(), blank(), blank(), t]);
            std::iter::once(first).chain(rest).collect::<Vec<_>>()
        })
        .collect();
    if rows.is_empty() {
        text +=
            &format!("  {}\n", pick(l, "no rule touches anybody", "影響するルールはありません"));
    } else {
        text += &table(&header, &rows);
    }
    if !idle.is_empty() {
        let names: Vec<&str> = idle.iter().map(|step| step.label.as_str()).collect();
        let said = pick(l, "They differ, but touch nobody here", "違いはあるが影響なし");
        text += &format!("  {said}: {}\n", names.join(pick(l, ", ", "、")));
    }
    text
}

fn share(touched: &Touched) -> String {
    let Touched { customer, label, before, after, .. } = touched;
    let shown = |share: &Option<Figure>| {
        share.as_ref().map_or_else(|| "-".to_owned(), |share| share.shown.clone())
    };
    format!("{customer}: {label} {} → {}", shown(before), shown(after))
}

pub(super) fn restated(book: &BookReport, report: &Report, l: Language) -> String {
    let found = &book.restated;
    let mut text = heading(match report.known_at {
        Some(_) => pick(l, "What was restated since then", "その後の修正"),
        None => pick(l, "What was restated", "報告後に修正された数字"),
    });
    if !found.knowable {
        return text
            + &format!(
                "  {}\n",
                pick(
                    l,
                    "The records do not say when they became known (recorded_at).",
                    "記録に登録日時 (recorded_at) がないため分かりません。"
                )
            );
    }
    if found.figures.is_empty() {
        return text
            + &match l {
                Language::En => format!("  {} figures looked at, none changed.\n", found.looked_at),
                Language::Ja => format!("  {} 件を確認し、変更はありません。\n", found.looked_at),
            };
    }
    let header = [
        (pick(l, "period", "期間"), Align::Left),
        (pick(l, "figure", "指標"), Align::Left),
        (pick(l, "reported on", "報告日"), Align::Left),
        (pick(l, "as reported", "報告時"), Align::Right),
        (pick(l, "as known now", "現在"), Align::Right),
        (pick(l, "change", "変化"), Align::Right),
        (pick(l, "customers", "顧客数"), Align::Right),
    ];
    let rows: Vec<Vec<String>> = found
        .figures
        .iter()
        .map(|f| {
            let mut customers: Vec<&str> =
                f.customers.iter().map(|c| c.customer.as_str()).collect();
            customers.dedup();
            vec![
                f.period.clone(),
                f.name.clone(),
                f.reported_on.to_string(),
                f.then.shown.clone(),
                f.now.shown.clone(),
                f.change.shown.clone(),
                customers.len().to_string(),
            ]
        })
        .collect();
    text += &table(&header, &rows);
    text + &records(book, l)
}

fn records(book: &BookReport, l: Language) -> String {
    let late = &book.restated.records;
    let shown = late.len().min(RECORDS);
    let mut text = match l {
        Language::En => format!(
            "\n  Records of these customers that became known since, the last {shown} of {}:\n",
            late.len()
        ),
        Language::Ja => {
            format!(
                "\n  これらの顧客について報告後に登録された記録({} 件のうち新しい {shown} 件):\n",
                late.len()
            )
        }
    };
    let header = [
        (pick(l, "recorded", "登録日時"), Align::Left),
        (pick(l, "customer", "顧客"), Align::Left),
        (pick(l, "contract", "契約"), Align::Left),
        (pick(l, "what", "種類"), Align::Left),
        (pick(l, "record", "記録"), Align::Left),
    ];
    let rows: Vec<Vec<String>> = late
        .iter()
        .rev()
        .take(RECORDS)
        .map(|r| {
            let dash = || "-".to_owned();
            let what = match r.corrects {
                true => pick(l, "corrects an earlier record", "以前の記録の訂正"),
                false => pick(l, "new, entered late", "遅れて登録"),
            };
            vec![
                r.recorded_at.format("%Y-%m-%d %H:%M").to_string(),
                r.customer.clone(),
                r.contract.clone().unwrap_or_else(dash),
                what.to_owned(),
                r.record.clone().unwrap_or_else(dash),
            ]
        })
        .collect();
    text += &table(&header, &rows);
    text
}

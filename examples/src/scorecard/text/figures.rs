//! KPIs, one-off charges and explanations.

use kpis::types::Language;

use crate::scorecard::book::BookReport;
use crate::scorecard::explained::Members;
use crate::scorecard::measures::KpiRow;
use crate::shown::{Align, heading, pick, table};

pub(super) fn kpis(book: &BookReport, l: Language) -> String {
    let header = [
        (pick(l, "KPI", "指標"), Align::Left),
        (pick(l, "now", "今期"), Align::Right),
        (pick(l, "before", "前期"), Align::Right),
        (pick(l, "change", "変化"), Align::Right),
        ("", Align::Left),
        (
            pick(l, "95 % interval, or why there is none", "95% 区間、または値がない理由"),
            Align::Left,
        ),
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for group in &book.kpis {
        if !rows.is_empty() {
            rows.push(vec![String::new()]);
        }
        rows.push(vec![group.name.clone()]);
        rows.extend(group.kpis.iter().map(|kpi| row(kpi, l)));
    }
    format!("\n{}", table(&header, &rows))
}

fn row(kpi: &KpiRow, l: Language) -> Vec<String> {
    let note = match (&kpi.figure.undefined, &kpi.previous.undefined, &kpi.interval) {
        (Some(reason), _, _) => reason.clone(),
        (None, _, Some(interval)) => {
            let method = match (l, interval.method) {
                (Language::Ja, "bootstrap, BCa") => "ブートストラップ(BCa)",
                (Language::Ja, "bootstrap, percentile") => "ブートストラップ(パーセンタイル)",
                (_, method) => method,
            };
            format!("{} ({method}, n = {})", interval.shown, interval.n)
        }
        (None, _, None) if kpi.no_interval.is_some() => kpi.no_interval.clone().unwrap_or_default(),
        (None, Some(reason), None) => format!("{}: {reason}", pick(l, "before", "前期")),
        (None, None, None) => String::new(),
    };
    vec![
        format!("  {}", kpi.name),
        kpi.figure.shown.clone(),
        kpi.previous.shown.clone(),
        kpi.change.shown.clone(),
        kpi.verdict_label.clone(),
        note,
    ]
}

pub(super) fn one_off(book: &BookReport, l: Language) -> String {
    let mut text =
        heading(pick(l, "One-off charges, kept out of MRR", "単発の請求(MRR に含めない)"));
    let sums: Vec<String> = book
        .one_off
        .iter()
        .map(|sum| format!("{} {}", sum.shown, sum.currency.unwrap_or_default()))
        .collect();
    let none = pick(l, "none in the period", "期間中はありません");
    text += &format!("  {}\n", if sums.is_empty() { none.to_owned() } else { sums.join(", ") });
    text
}

pub(super) fn explained(book: &BookReport, l: Language) -> String {
    let Some(found) = &book.explained else {
        return String::new();
    };
    let what = pick(l, "Who is behind", "内訳:");
    let mut text = heading(&format!("{what} {} = {}", found.name, found.figure.shown));
    text += &format!("  {}\n  {}\n", found.description, found.formula);
    if let Some(reason) = &found.figure.undefined {
        text += &format!("  {reason}\n");
    }
    let sides = [
        (pick(l, "Above the line", "分子"), &found.numerator),
        (pick(l, "Below the line", "分母"), &found.denominator),
    ];
    for (side, facts) in sides {
        for fact in facts {
            text += &members(side, fact, l);
        }
    }
    text += &format!("\n  {}\n", pick(l, "Left out:", "対象外:"));
    for reason in &found.left_out {
        let more = if reason.all > reason.customers.len() { ", …" } else { "" };
        let names = reason.customers.join(pick(l, ", ", "、"));
        text += &format!("    {}: {} ({names}{more})\n", reason.label, reason.all);
    }
    if found.left_out.is_empty() {
        text += &format!("    {}\n", pick(l, "nobody", "なし"));
    }
    text
}

fn members(side: &str, fact: &Members, l: Language) -> String {
    let sum = fact.sum.as_ref().map_or("-", |s| s.shown.as_str());
    let head = match l {
        Language::En => {
            format!("{side}: {} {} = {sum}, {} customers", fact.label, fact.period, fact.all)
        }
        Language::Ja => {
            format!("{side}: {} {} = {sum}({} 社)", fact.label, fact.period, fact.all)
        }
    };
    let header =
        [(pick(l, "customer", "顧客"), Align::Left), (pick(l, "share", "内訳"), Align::Right)];
    let mut rows: Vec<Vec<String>> =
        fact.largest.iter().map(|m| vec![m.customer.clone(), m.share.shown.clone()]).collect();
    let hidden = fact.all - fact.largest.len();
    if hidden > 0 {
        rows.push(vec![
            match l {
                Language::En => format!("and {hidden} more (--top)"),
                Language::Ja => format!("ほか {hidden} 社 (--top)"),
            },
            String::new(),
        ]);
    }
    if rows.is_empty() {
        format!("\n  {head}\n")
    } else {
        format!("\n  {head}\n{}", table(&header, &rows))
    }
}

//! The report as a page.

mod figures;
mod gaps;
mod moves;

pub(super) use moves::waterfall;

use kpis::types::Language;

use super::report::Report;
use super::setup::Setup;
use crate::input::Loaded;
use crate::shown::{grouped, heading, pick, width};

/// What became of the bad rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadRows {
    /// The program stopped because of them.
    Stopped,
    /// They were left out.
    LeftOut,
}

/// The whole page.
pub(super) fn page(report: &Report, setup: &Setup) -> String {
    let language = setup.language;
    let mut page = head(report, setup);
    for book in &report.books {
        if report.books.len() > 1 {
            let only = pick(language, "The book in", "通貨別:");
            page += &format!("\n{}\n", banner(&format!("{only} {}", book.currency)));
        }
        page += &figures::kpis(book, language);
        if let Some(found) = &book.goals {
            page += &super::goals::text(found, book.currency, language);
        }
        page += &moves::bridge(book, language);
        page += &moves::waterfall(&book.waterfall, book.currency, language);
        page += &moves::counts(book, language);
        page += &moves::who(book, language);
        page += &gaps::conventions(book, setup);
        page += &gaps::compared(book, language);
        page += &gaps::restated(book, report, language);
        page += &figures::one_off(book, language);
        page += &figures::explained(book, language);
    }
    if let Some(found) = &report.reconciled {
        page += &found.text(language);
    }
    page + &notes(report, setup)
}

fn banner(text: &str) -> String {
    let rule = "#".repeat(width(text) + 4);
    format!("{rule}\n# {text} #\n{rule}")
}

fn head(report: &Report, setup: &Setup) -> String {
    let l = setup.language;
    let title = format!(
        "{} {} ({}{}{})",
        pick(l, "Scorecard", "スコアカード"),
        report.period,
        report.from,
        pick(l, " to ", " ～ "),
        report.to
    );
    let mut text = format!("{title}\n{}\n", "=".repeat(width(&title)));
    let mut line = |name: &str, value: String| text += &format!("{name}: {value}\n");
    if setup.sample {
        let whose = pick(
            l,
            "a made-up company (examples/data); name files to read your own",
            "架空の会社 (examples/data)。ファイルを指定すると自社のデータを読みます",
        );
        line(pick(l, "Data", "データ"), whose.to_owned());
    } else {
        line(pick(l, "Data", "データ"), setup.loaded.sources.files().join(pick(l, ", ", "、")));
    }
    line(pick(l, "Known up to", "データの最終日"), report.as_of.to_string());
    if let Some(day) = report.known_at {
        line(pick(l, "As it was known on", "この日の時点で判明していた内容"), day.to_string());
    }
    let currency: Vec<String> = report
        .books
        .iter()
        .map(|book| match book.converted_from.as_slice() {
            [] => book.currency.to_owned(),
            others => format!(
                "{} ({} {})",
                book.currency,
                others.join(pick(l, ", ", "、")),
                pick(l, "converted", "を換算")
            ),
        })
        .collect();
    line(pick(l, "Amounts in", "金額の単位"), currency.join(pick(l, ", ", "、")));
    line(pick(l, "Convention", "計算ルール"), report.policy.clone());
    for rule in &report.rules {
        text += &format!("  {} ({}): {}\n", rule.label, rule.field, rule.value);
    }
    if !report.scope.is_empty() {
        let name = pick(l, "Only", "対象");
        text += &format!("{name}: {}\n", report.scope.join(pick(l, ", ", "、")));
    }
    text
}

fn notes(report: &Report, setup: &Setup) -> String {
    let l = setup.language;
    let mut text = heading(pick(l, "About the data", "データについて"));
    text += &match l {
        Language::En => format!("  {} rows read.\n", grouped(report.data.rows.into(), 0)),
        Language::Ja => {
            format!("  {} 行を読み込みました。\n", grouped(report.data.rows.into(), 0))
        }
    };
    if !report.data.months_without_list.is_empty() {
        let months = report.data.months_without_list.join(pick(l, ", ", "、"));
        text += &match l {
            Language::En => format!(
                "  No list of customers was taken in {months}: the list before holds on, and what \
                 happened then shows in the next month that has one.\n"
            ),
            Language::Ja => format!(
                "  {months} には顧客一覧がありません。直前の一覧が続くものとし、その間の増減は次の一覧がある月に現れます。\n"
            ),
        };
    }
    for remark in &setup.loaded.remarks {
        text += &format!("  {}\n", remark.text(l));
    }
    if setup.loaded.bad.is_empty() {
        return text;
    }
    text + &bad_rows(&setup.loaded, l, BadRows::LeftOut)
}

/// Every bad row, one line for each cell.
pub(super) fn bad_rows(loaded: &Loaded, language: Language, fate: BadRows) -> String {
    let mut text = String::new();
    for cell in &loaded.bad {
        text += &format!("{}\n", cell.text(language));
    }
    let mut lines: Vec<(&str, u64)> =
        loaded.bad.iter().map(|c| (c.file.as_str(), c.line)).collect();
    lines.dedup();
    let count = lines.len();
    let (rows, them, were) = match count {
        1 => ("row", "it", "was"),
        _ => ("rows", "them", "were"),
    };
    text += &match (language, fate) {
        (Language::En, BadRows::Stopped) => format!(
            "{count} bad {rows}; nothing was computed. --skip-bad-rows leaves {them} out.\n"
        ),
        (Language::En, BadRows::LeftOut) => format!("  {count} bad {rows} {were} left out.\n"),
        (Language::Ja, BadRows::Stopped) => format!(
            "不正な行が {count} 行あるため計算していません。--skip-bad-rows で除外して計算できます。\n"
        ),
        (Language::Ja, BadRows::LeftOut) => {
            format!("  不正な {count} 行を除外しました。\n")
        }
    };
    text
}

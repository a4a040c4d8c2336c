//! What the programs over one table have in common: arguments in, a page or a list of bad rows out.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;

use anyhow::Result;
use clap::Parser;
use kpis::types::Language;
use serde_json::json;

use crate::input::{BadCell, Rows, Said, said};
use crate::scorecard::say;
use crate::shown::pick;

/// What a program of this kind is asked with.
pub(crate) trait Asked: Parser {
    fn language(&self) -> Language;

    fn json(&self) -> bool;

    fn skips_bad_rows(&self) -> bool;
}

/// Runs a program: reads arguments, writes a page to `out` and what went wrong to `err`. The exit
/// code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub(crate) fn run<P: Asked, A: Into<OsString> + Clone, R>(
    arguments: impl IntoIterator<Item = A>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    read: impl FnOnce(&P) -> Result<(R, Vec<BadCell>)>,
    page: impl FnOnce(&P, &R, &[BadCell]) -> Result<String>,
) -> u8 {
    let arguments = match P::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked = !error.use_stderr();
            let text = error.render().to_string();
            return if asked { say(out, &text, 0) } else { say(err, &text, 2) };
        }
    };
    let l = arguments.language();
    let failed = |error: &anyhow::Error, err: &mut dyn Write| {
        let text = Said::text(error, l);
        say(err, &format!("{}: {text}\n", pick(l, "error", "エラー")), 2)
    };
    let (found, bad) = match read(&arguments) {
        Ok(found) => found,
        Err(error) => return failed(&error, err),
    };
    let stops = !bad.is_empty() && !arguments.skips_bad_rows();
    say(err, &list(&bad, stops, l), 0);
    if stops {
        let listed = json!({ "bad_rows": bad });
        let text = match arguments.json() {
            true => serde_json::to_string_pretty(&listed).unwrap_or_default() + "\n",
            false => String::new(),
        };
        return say(out, &text, 1);
    }
    match page(&arguments, &found, &bad) {
        Ok(page) => say(out, &page, 0),
        Err(error) => failed(&error, err),
    }
}

fn list(bad: &[BadCell], stops: bool, l: Language) -> String {
    if bad.is_empty() {
        return String::new();
    }
    let lines: String = bad.iter().map(|cell| format!("{}\n", cell.text(l))).collect();
    let summary = match stops {
        false => pick(l, "bad rows left out", "除いた不正な行"),
        true => pick(l, "bad rows", "不正な行"),
    };
    let (rows, cells) = (bad_rows(bad), bad.len());
    let of_cells = match (cells == rows, l) {
        (true, _) => String::new(),
        (false, Language::En) => format!(" ({cells} cells)"),
        (false, Language::Ja) => format!("({cells} か所)"),
    };
    let fate = match stops {
        false => "",
        true => pick(
            l,
            "; nothing was computed. --skip-bad-rows leaves them out",
            "。計算していません。--skip-bad-rows で除外して計算できます",
        ),
    };
    format!("{lines}{summary}: {rows}{of_cells}{fate}\n")
}

/// How many rows have a bad cell; a row may have several.
fn bad_rows(bad: &[BadCell]) -> usize {
    let rows: BTreeSet<(&str, u64)> = bad.iter().map(|cell| (&*cell.file, cell.line)).collect();
    rows.len()
}

/// Where a column stands.
pub(crate) fn column(rows: &Rows, wanted: &str) -> Result<usize> {
    column_of(&rows.file, &rows.header, wanted)
}

/// Where a column stands under a header.
pub(crate) fn column_of(file: &str, header: &[String], wanted: &str) -> Result<usize> {
    let same = |name: &String| name.eq_ignore_ascii_case(wanted);
    header.iter().position(same).ok_or_else(|| {
        let all = header.join(", ");
        said(
            format!("{file} has no column {wanted:?}: expected one of {all}"),
            format!("{file} に列 {wanted:?} がありません。使える列: {all}"),
        )
    })
}

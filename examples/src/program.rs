//! What the programs over one table have in common: arguments in, a page or a list of bad rows out.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write};

use anyhow::Result;
use clap::Parser;
use kpis::types::Language;
use serde_json::json;

use crate::flags::ShownArguments;
use crate::input::{BadCell, Rows, Said, said};
use crate::shown::pick;

/// What a program of this kind is asked with.
pub(crate) trait Asked: Parser {
    fn shown(&self) -> ShownArguments;
}

/// Runs a program: reads arguments, writes a page to `out` and what went wrong to `err`. The exit
/// code is 0, 1 for bad rows, all of them listed, 2 for errors.
pub(crate) fn run<P: Asked, R>(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    read: impl FnOnce(&P) -> Result<(R, Vec<BadCell>)>,
    page: impl FnOnce(&P, &R, &[BadCell]) -> Result<String>,
) -> u8 {
    let arguments: P = match parsed(arguments, out, err) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let shown = arguments.shown();
    let l = shown.page.language();
    let (found, bad) = match read(&arguments) {
        Ok(found) => found,
        Err(error) => return failed(err, &error, l),
    };
    let stops = !bad.is_empty() && !shown.skip_bad_rows;
    say(err, &list(&bad, stops, l), 0);
    if stops {
        let listed = || Ok(json!({ "bad_rows": bad }));
        let text = shown.page.answer(listed, || Ok(String::new())).unwrap_or_default();
        return say(out, &text, 1);
    }
    match page(&arguments, &found, &bad) {
        Ok(page) => say(out, &page, 0),
        Err(error) => failed(err, &error, l),
    }
}

/// The arguments; or, where help was asked for or they cannot be understood, the text is written and
/// the exit code is left.
pub(crate) fn parsed<P: Parser>(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<P, u8> {
    P::try_parse_from(arguments).map_err(|error| {
        let text = error.render().to_string();
        if error.use_stderr() { say(err, &text, 2) } else { say(out, &text, 0) }
    })
}

/// Says what went wrong.
pub(crate) fn failed(err: &mut dyn Write, error: &anyhow::Error, l: Language) -> u8 {
    let text = Said::text(error, l);
    say(err, &format!("{}: {text}\n", pick(l, "error", "エラー")), 2)
}

/// Writes a text; a reader that went away is no failure.
pub(crate) fn say(to: &mut dyn Write, text: &str, code: u8) -> u8 {
    match to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => 2,
        _ => code,
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

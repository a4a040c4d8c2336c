//! A log of events to a retention grid, drawn as a heat map, and the active users beside it.

mod args;
mod grid;
mod log;
mod page;
mod sample;

use std::ffi::OsString;
use std::io::Write;

use anyhow::Result;
use clap::Parser;
use serde_json::json;

pub use args::RetentionArguments;

use crate::input::Said;
use crate::scorecard::say;
use crate::shown::pick;

/// Runs the program; `color` says whether a terminal shows the page. The exit code is 0, 1 for bad
/// rows, all of them listed, 2 for errors.
pub fn run<A>(
    arguments: impl IntoIterator<Item = A>,
    color: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8
where
    A: Into<OsString> + Clone,
{
    let arguments = match RetentionArguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked = !error.use_stderr();
            let text = error.render().to_string();
            return if asked { say(out, &text, 0) } else { say(err, &text, 2) };
        }
    };
    let language = arguments.lang.language();
    match answer(&arguments, color) {
        Ok(Answer { page, list, code }) => {
            say(err, &list, code);
            say(out, &page, code)
        }
        Err(error) => {
            let text = Said::text(&error, language);
            say(err, &format!("{}: {text}\n", pick(language, "error", "エラー")), 2)
        }
    }
}

struct Answer {
    page: String,
    list: String,
    code: u8,
}

fn answer(arguments: &RetentionArguments, color: bool) -> Result<Answer> {
    let language = arguments.lang.language();
    let log = log::read(arguments)?;
    let mut list: String =
        log.bad.iter().map(|cell| format!("{}\n", cell.text(language))).collect();
    if !log.bad.is_empty() {
        let count = log.bad.len();
        list += &match arguments.skip_bad_rows {
            true => pick(language, "bad rows left out: ", "除いた不正な行: ").to_owned(),
            false => pick(language, "bad rows: ", "不正な行: ").to_owned(),
        };
        list += &format!("{count}\n");
    }
    if !log.bad.is_empty() && !arguments.skip_bad_rows {
        let page = match arguments.json {
            true => serde_json::to_string_pretty(&json!({ "bad_rows": log.bad }))? + "\n",
            false => String::new(),
        };
        return Ok(Answer { page, list, code: 1 });
    }
    let found = grid::count(arguments, &log)?;
    let page = match arguments.json {
        true => serde_json::to_string_pretty(&page::json(arguments, &log, &found)?)? + "\n",
        false => page::page(arguments, &log, &found, color)?,
    };
    Ok(Answer { page, list, code: 0 })
}

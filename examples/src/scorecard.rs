//! The month's KPIs, what moved them, who moved them, what another convention would say.

mod args;
mod book;
mod conventions;
mod explained;
mod goals;
mod lens;
mod measures;
mod reconcile;
mod report;
mod restated;
mod setup;
mod text;
mod waterfall;
mod who;

use std::ffi::OsString;
use std::io::Write;

use anyhow::Result;
use kpis::revenue::{Policy, View};
use kpis::types::{Language, Period};

pub use args::Arguments;
pub use book::BookReport;
pub use report::Report;

use crate::program::{failed, parsed, say};
use setup::Setup;

/// Runs the program: reads arguments, writes to `out` and `err`, returns the exit code.
///
/// 0: all went well. 1: some rows are bad, all of them are listed. 2: the question or a file
/// cannot be understood.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments: Arguments = match parsed(arguments, out, err) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let language = arguments.shown.page.language();
    match answer(&arguments) {
        Ok(Answer::Page(page)) => say(out, &page, 0),
        Ok(Answer::BadRows { page, list }) => {
            say(out, &page, 1);
            say(err, &list, 1)
        }
        Ok(Answer::Failed { list, error }) => {
            say(err, &list, 2);
            failed(err, &error, language)
        }
        Err(error) => failed(err, &error, language),
    }
}

enum Answer {
    Failed { list: String, error: anyhow::Error },
    Page(String),
    BadRows { page: String, list: String },
}

fn answer(arguments: &Arguments) -> Result<Answer> {
    let setup = Setup::read(arguments)?;
    if !setup.loaded.bad.is_empty() && !arguments.shown.skip_bad_rows {
        let list = text::bad_rows(&setup.loaded, setup.language, text::BadRows::Stopped);
        let page = match arguments.shown.page.json {
            true => json(&serde_json::json!({ "bad_rows": setup.loaded.bad }))?,
            false => String::new(),
        };
        return Ok(Answer::BadRows { page, list });
    }
    let report = match Report::build(&setup, arguments) {
        Ok(report) => report,
        Err(error) if setup.loaded.bad.is_empty() => return Err(error),
        Err(error) => {
            let list = text::bad_rows(&setup.loaded, setup.language, text::BadRows::LeftOut);
            return Ok(Answer::Failed { list, error });
        }
    };
    Ok(Answer::Page(if arguments.shown.page.json {
        json(&report)?
    } else {
        text::page(&report, &setup)
    }))
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// A convention by its name.
pub(crate) fn policy_named(name: &str) -> Result<Policy> {
    setup::policy(name, &[])
}

/// The waterfall of a view as JSON has it.
pub(crate) fn waterfall_json(
    view: &View<'_>,
    first: Period,
    last: Period,
    language: Language,
) -> Result<serde_json::Value> {
    let found = waterfall::Waterfall::build(view, first, last, language)?;
    Ok(serde_json::to_value(&found)?)
}

/// The waterfall of a view as a page shows it.
pub(crate) fn waterfall_text(
    view: &View<'_>,
    first: Period,
    last: Period,
    language: Language,
) -> Result<String> {
    let found = waterfall::Waterfall::build(view, first, last, language)?;
    Ok(text::waterfall(&found, view.currency().code(), language))
}

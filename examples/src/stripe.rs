//! Stripe subscriptions to contract lines. What cannot be turned is named, never dropped.

mod convert;
mod money;
mod object;
mod page;
mod written;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use kpis::revenue::{Book, ContractLine};
use serde::Serialize;
use serde_json::Value;

use crate::flags::PageArguments;
use crate::input::{Progress, open, said};
use crate::program::{failed, parsed, say};
use object::Subscription;

/// MRR from Stripe's subscription objects.
///
/// Without a file it reads `examples/data/stripe_subscriptions.json`.
#[derive(Debug, Clone, Parser)]
#[command(name = "stripe", version)]
pub struct StripeArguments {
    /// JSON: a list object, an array, one subscription, or Stripe's fixtures.
    pub file: Option<PathBuf>,
    /// The month; the last one in which something happened otherwise.
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
    /// How many months the table goes back.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=600))]
    pub months: u16,
    /// The convention; Stripe's own by default.
    #[arg(long, default_value = "stripe")]
    pub policy: String,
    /// How it is shown.
    #[command(flatten)]
    pub page: PageArguments,
    /// Fails with exit code 1 when an object was not turned into lines.
    #[arg(long)]
    pub strict: bool,
}

/// One thing that was not turned, or turned with a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The object.
    pub object: String,
    /// The field.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is expected, or what was made of it.
    pub said: String,
}

/// What became of a file.
#[derive(Debug, Default)]
pub struct Turned {
    /// Every line.
    pub book: Book,
    /// The lines, as they went into the book.
    pub lines: Vec<ShownLine>,
    /// Objects that gave no line.
    pub refused: Vec<Remark>,
    /// Remarks about objects that did.
    pub notes: Vec<Remark>,
    /// Subscriptions looked at.
    pub subscriptions: usize,
}

/// A line as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine {
    /// Customer, item, product, price, interval, start, end, state, discounts.
    pub cells: [String; 9],
}

/// Runs the program; the exit code is 0, 1 for refused objects under `--strict`, 2 for errors.
pub fn run(
    arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments: StripeArguments = match parsed(arguments, out, err) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let l = arguments.page.language();
    let answer = || -> Result<(String, u8)> {
        let turned = turn(&read(arguments.file.as_ref())?)?;
        let code = u8::from(arguments.strict && !turned.refused.is_empty());
        let page = || page::page(&turned, &arguments);
        let answer = arguments.page.answer(|| written::json(&turned, &arguments), page)?;
        Ok((answer, code))
    };
    match answer() {
        Ok((page, code)) => say(out, &page, code),
        Err(error) => failed(err, &error, l),
    }
}

fn read(file: Option<&PathBuf>) -> Result<Value> {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/data/stripe_subscriptions.json");
    let path = file.cloned().unwrap_or_else(|| PathBuf::from(built));
    let reader = open(&path, Progress::Auto)?;
    serde_json::from_reader(reader).map_err(|error| {
        let name = path.display();
        said(
            format!("{name} is not JSON: {error}"),
            format!("{name} は JSON ではありません: {error}"),
        )
    })
}

/// Turns every subscription of a document.
///
/// # Errors
///
/// When the document holds no subscriptions at all, or the book is full.
pub fn turn(document: &Value) -> Result<Turned> {
    let found = subscriptions(document);
    if found.is_empty() {
        return Err(said(
            "no subscriptions: expected a list object, an array, or an object \"subscription\"",
            "サブスクリプションがありません。list オブジェクト、配列、または \"subscription\" オブジェクトが必要です",
        ));
    }
    let mut turned = Turned { subscriptions: found.len(), ..Turned::default() };
    for value in found {
        let id = value.get("id").and_then(Value::as_str).unwrap_or("(no id)").to_owned();
        match serde_json::from_value::<Subscription>(value.clone()) {
            Ok(subscription) => convert::subscription(&subscription, &mut turned)?,
            Err(error) => turned.refused.push(Remark {
                object: id,
                field: "(layout)".to_owned(),
                value: String::new(),
                said: error.to_string(),
            }),
        }
    }
    Ok(turned)
}

/// The subscriptions in a document, wherever they stand.
fn subscriptions(document: &Value) -> Vec<&Value> {
    if let Some(all) = document.as_array() {
        return all.iter().collect();
    }
    match document.get("object").and_then(Value::as_str) {
        Some("subscription") => return vec![document],
        Some("list") => {
            let data = document.get("data").and_then(Value::as_array);
            return data.map(|all| all.iter().collect()).unwrap_or_default();
        }
        _ => {}
    }
    let resources = document.get("resources").unwrap_or(document);
    resources.get("subscription").into_iter().collect()
}

impl Turned {
    fn take(&mut self, line: &ContractLine, cells: [String; 9]) -> Result<(), String> {
        self.book.observe_line(line).map_err(|error| error.to_string())?;
        self.lines.push(ShownLine { cells });
        Ok(())
    }
}

//! One table of a document, field by field.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpi_types::{Estimate, EstimateMethod, Localized};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::{DocumentProblem, Loose};
use crate::Problem;

/// A table, its path, and what was found wrong with it so far.
pub(crate) struct Fields<'p> {
    table: BTreeMap<String, Loose>,
    path: String,
    allowed: &'static [&'static str],
    problems: &'p mut Vec<DocumentProblem>,
}

/// The table that a document is.
pub(crate) fn top<'p>(
    document: Loose,
    allowed: &'static [&'static str],
    problems: &'p mut Vec<DocumentProblem>,
) -> Fields<'p> {
    Fields::new(document, String::new(), allowed, problems)
}

impl<'p> Fields<'p> {
    pub(crate) fn new(
        value: Loose,
        path: String,
        allowed: &'static [&'static str],
        problems: &'p mut Vec<DocumentProblem>,
    ) -> Self {
        let table = match value {
            Loose::Table(table) => table,
            other => {
                let path = if path.is_empty() { "document".to_owned() } else { path.clone() };
                problems.push(bad(path, &other, "a table", "表(テーブル)"));
                BTreeMap::new()
            }
        };
        Self { table, path, allowed, problems }
    }

    pub(crate) fn path_of(&self, field: &str) -> String {
        match self.path.is_empty() {
            true => field.to_owned(),
            false => format!("{}.{field}", self.path),
        }
    }

    /// Takes a field out; what is never asked for is reported by [`finish`](Self::finish).
    pub(crate) fn take(&mut self, field: &str) -> Option<Loose> {
        self.table.remove(field).filter(|value| *value != Loose::Nothing)
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.table.get(field).is_some_and(|value| *value != Loose::Nothing)
    }

    pub(crate) fn problem(&mut self, problem: DocumentProblem) {
        self.problems.push(problem);
    }

    fn wrong(&mut self, field: &str, value: &Loose, en: &'static str, ja: &'static str) {
        let problem = bad(self.path_of(field), value, en, ja);
        self.problem(problem);
    }

    /// Reports a field that is missing, unless it was there and wrong.
    pub(crate) fn require<T>(&mut self, field: &str, found: Option<T>) -> Option<T> {
        let path = self.path_of(field);
        // What was reported last was reported about this table.
        let reported = self.problems.iter().rev().take(8).any(|problem| problem.path() == path);
        if found.is_none() && !reported {
            self.problem(DocumentProblem::MissingField { path });
        }
        found
    }

    pub(crate) fn text(&mut self, field: &str) -> Option<String> {
        match self.take(field)? {
            Loose::Text(text) => Some(text),
            other => {
                self.wrong(field, &other, "a text in quotes", "引用符で囲んだ文字列");
                None
            }
        }
    }

    /// A text that is one of some names.
    pub(crate) fn one_of<T>(
        &mut self,
        field: &str,
        read: impl Fn(&str) -> Option<T>,
        names: &[&str],
    ) -> Option<T> {
        let text = self.text(field)?;
        let found = read(&text);
        if found.is_none() {
            let names = names.join(", ");
            let expected = Localized::new(format!("one of {names}"), format!("{names} のいずれか"));
            let (path, value) = (self.path_of(field), Loose::Text(text).shown());
            self.problem(DocumentProblem::BadValue { path, value, expected });
        }
        found
    }

    /// An exact number: whole, with a point, or as text.
    pub(crate) fn number(&mut self, field: &str) -> Option<Decimal> {
        let value = self.take(field)?;
        let found = decimal(&value);
        if found.is_none() {
            let en = "a number of at most 28 digits, such as 12.5 or \"12.50\"";
            self.wrong(field, &value, en, "28桁以内の数値(12.5 や \"12.50\" など)");
        }
        found
    }

    pub(crate) fn whole(&mut self, field: &str) -> Option<u64> {
        let value = self.take(field)?;
        let found = match &value {
            Loose::Whole(number) => u64::try_from(*number).ok(),
            _ => None,
        };
        if found.is_none() {
            self.wrong(field, &value, "a whole number from 0 on", "0以上の整数");
        }
        found
    }

    pub(crate) fn date(&mut self, field: &str) -> Option<NaiveDate> {
        let value = self.take(field)?;
        let found = date(&value);
        if found.is_none() {
            self.wrong(field, &value, "a date such as 2027-03-31", "2027-03-31 のような日付");
        }
        found
    }

    pub(crate) fn list(&mut self, field: &str) -> Vec<Loose> {
        match self.take(field) {
            None => Vec::new(),
            Some(Loose::List(list)) => list,
            Some(other) => {
                self.wrong(field, &other, "a list", "リスト");
                Vec::new()
            }
        }
    }

    pub(crate) fn texts(&mut self, field: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for value in self.list(field) {
            match value {
                Loose::Text(text) => texts.push(text),
                other => self.wrong(field, &other, "texts in quotes", "引用符で囲んだ文字列"),
            }
        }
        texts
    }

    /// A text in both languages: `{ en = "…", ja = "…" }`, or one text for both.
    pub(crate) fn localized(&mut self, field: &str) -> Option<Localized> {
        match self.take(field)? {
            Loose::Text(text) => Some(Localized::new(text.clone(), text)),
            table => {
                let mut inner = self.inner(field, table, &["en", "ja"]);
                let (en, ja) = (inner.text("en"), inner.text("ja"));
                let (en, ja) = (inner.require("en", en), inner.require("ja", ja));
                inner.finish();
                Some(Localized::new(en?, ja?))
            }
        }
    }

    /// An estimate: point, lower, upper, level, n, method.
    pub(crate) fn estimate(&mut self, field: &str) -> Option<Estimate> {
        let value = self.take(field)?;
        let found = match &value {
            Loose::Table(table) => estimate(table),
            _ => None,
        };
        if found.is_none() {
            let en = "point, lower, upper, level, n and method of an estimate";
            self.wrong(field, &value, en, "推定値(point・lower・upper・level・n・method)");
        }
        found
    }

    /// A table inside this one.
    pub(crate) fn inner(
        &mut self,
        field: &str,
        value: Loose,
        allowed: &'static [&'static str],
    ) -> Fields<'_> {
        Fields::new(value, self.path_of(field), allowed, self.problems)
    }

    /// Reports every field that was not asked for.
    pub(crate) fn finish(self) {
        // Known but still there: `null`, which is as good as absent.
        let unknown = self.table.keys().filter(|field| !self.allowed.contains(&field.as_str()));
        let (paths, allowed) =
            (unknown.map(|f| self.path_of(&crate::figure::shortened(f))), self.allowed);
        let found: Vec<DocumentProblem> =
            paths.map(|path| DocumentProblem::UnknownField { path, allowed }).collect();
        self.problems.extend(found);
    }
}

fn bad(path: String, value: &Loose, en: &'static str, ja: &'static str) -> DocumentProblem {
    DocumentProblem::BadValue { path, value: value.shown(), expected: Localized::fixed(en, ja) }
}

fn decimal(value: &Loose) -> Option<Decimal> {
    match value {
        Loose::Whole(number) => Decimal::try_from_i128_with_scale(*number, 0).ok(),
        // The shortest text that means this float is what was written, up to 15 digits.
        Loose::Float(number) if number.is_finite() => exact(&number.to_string()),
        Loose::Text(text) => exact(text),
        _ => None,
    }
}

fn exact(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    // Longer than any number that fits.
    if plain && text.len() <= 64 { Decimal::from_str_exact(text).ok() } else { None }
}

fn date(value: &Loose) -> Option<NaiveDate> {
    match value {
        Loose::Text(text) if text.len() == 10 => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok(),
        _ => None,
    }
}

fn estimate(table: &BTreeMap<String, Loose>) -> Option<Estimate> {
    let float = |field: &str| match table.get(field)? {
        Loose::Whole(number) => Some(*number as f64),
        Loose::Float(number) => Some(*number),
        _ => None,
    };
    let (Loose::Whole(n), Loose::Text(method)) = (table.get("n")?, table.get("method")?) else {
        return None;
    };
    let method: StrDeserializer<'_, Error> = method.as_str().into_deserializer();
    let method = EstimateMethod::deserialize(method).ok()?;
    let n = u64::try_from(*n).ok().filter(|_| table.len() == 6)?;
    let (point, lower, upper) = (float("point")?, float("lower")?, float("upper")?);
    Estimate::try_new(point, lower, upper, float("level")?, n, method).ok()
}

//! One table of a document, field by field, noting everything that is wrong.

use chrono::NaiveDate;
use kpi_types::Localized;

use super::Node;
use crate::figure::shortened;
use crate::{Figure, Finding, FindingCode};

/// Longer texts are refused: nobody reads a goal of more characters.
const LONGEST_TEXT: usize = 2_000;
/// More entries of one list are refused.
const LONGEST_LIST: usize = 1_000;

/// One table of a document.
pub(super) struct TableReader<'a> {
    entries: &'a [(String, Node)],
    pub(super) path: String,
    asked: Vec<&'static str>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> TableReader<'a> {
    pub(super) fn new(node: &'a Node, path: String) -> Self {
        let mut reader = Self { entries: &[], path, asked: Vec::new(), findings: Vec::new() };
        match node {
            Node::Table(entries) => reader.entries = entries,
            _ => {
                let path = reader.path.clone();
                reader.findings.push(bad_value(path, "a table", "表"));
            }
        }
        reader
    }

    fn value(&mut self, field: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&field) {
            self.asked.push(field);
        }
        let mut found = self.entries.iter().filter(|(key, _)| key == field).map(|(_, node)| node);
        let first = found.next();
        if found.next().is_some() {
            self.wrong(field, "the field once", "その項目は1回だけ");
        }
        first
    }

    pub(super) fn list(&mut self, field: &'static str) -> Vec<&'a Node> {
        match self.value(field) {
            None => Vec::new(),
            // The document itself has its own limit.
            Some(Node::List(items)) if items.len() <= LONGEST_LIST || field == "goal" => {
                items.iter().collect()
            }
            Some(_) => {
                self.wrong(
                    field,
                    "a list of at most 1,000 entries in [ ]",
                    "[ ] で囲んだ1,000個以下の一覧",
                );
                Vec::new()
            }
        }
    }

    pub(super) fn text(&mut self, field: &'static str) -> Option<String> {
        match self.value(field)? {
            Node::Text(text) if text.chars().count() <= LONGEST_TEXT => Some(text.clone()),
            _ => {
                self.wrong(field, "a text of at most 2,000 characters", "2,000文字以下の文字列");
                None
            }
        }
    }

    /// One text or a list of them.
    pub(super) fn texts(&mut self, field: &'static str) -> Vec<String> {
        match self.value(field) {
            None => Vec::new(),
            Some(Node::List(items)) if items.len() <= LONGEST_LIST => {
                let mut texts = Vec::new();
                for item in items {
                    match item {
                        Node::Text(text) => texts.push(shortened(text)),
                        _ => self.wrong(field, "a list of texts", "文字列の一覧"),
                    }
                }
                texts
            }
            Some(_) => self.text(field).into_iter().collect(),
        }
    }

    pub(super) fn named<T>(
        &mut self,
        field: &'static str,
        from_name: impl Fn(&str) -> Option<T>,
        allowed: &'static str,
    ) -> Option<T> {
        let name = self.text(field)?;
        let found = from_name(&name);
        if found.is_none() {
            self.wrong(field, &format!("one of {allowed}"), &format!("{allowed} のいずれか"));
        }
        found
    }

    pub(super) fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        let node = self.value(field)?;
        self.read_date(field, node)
    }

    pub(super) fn read_date(&mut self, field: &'static str, node: &Node) -> Option<NaiveDate> {
        let read = match node {
            Node::Text(text) if text.len() == 10 => text.parse().ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(field, "a date such as 2027-03-31", "2027-03-31 のような日付");
        }
        read
    }

    pub(super) fn whole(&mut self, field: &'static str) -> Option<u32> {
        let node = self.value(field)?;
        let read = match node {
            Node::Number(text) => text.parse::<u32>().ok().filter(|number| *number <= 12_000),
            _ => None,
        };
        if read.is_none() {
            self.wrong(field, "a whole number from 0 to 12000", "0から12000までの整数");
        }
        read
    }

    pub(super) fn figure(&mut self, field: &'static str) -> Option<Figure> {
        let node = self.value(field)?;
        self.read_figure(field, node)
    }

    pub(super) fn read_figure(&mut self, field: &'static str, node: &Node) -> Option<Figure> {
        let read = match node {
            Node::Text(text) | Node::Number(text) => Figure::parse(text).ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(
                field,
                "a figure such as \"110 %\", \"1000 USD\", 45 or \"30 days\"",
                "\"110 %\"、\"100万円\"、45、\"30日\" のような数値",
            );
        }
        read
    }

    /// Reads a table inside.
    pub(super) fn inner<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut TableReader<'a>) -> Option<T>,
    ) -> Option<T> {
        let node = self.value(field)?;
        let mut inner = TableReader::new(node, format!("{}.{field}", self.path));
        let found = match inner.findings.is_empty() {
            true => read(&mut inner),
            false => None,
        };
        inner.refuse_others();
        self.findings.append(&mut inner.findings);
        found
    }

    pub(super) fn wrong(&mut self, field: &str, en: &str, ja: &str) {
        self.findings.push(bad_value(format!("{}.{field}", self.path), en, ja));
    }

    /// Every field that nobody asked for does not exist.
    pub(super) fn refuse_others(&mut self) {
        for (key, _) in self.entries {
            if self.asked.contains(&key.as_str()) {
                continue;
            }
            let name = shortened(key);
            let fields = self.asked.join(", ");
            let message = Localized::new(
                format!("there is no field {name:?}"),
                format!("項目 {name:?} はありません"),
            );
            let remedy = Localized::new(
                format!("the fields are {fields}"),
                format!("使える項目は {fields} です"),
            );
            let path = match self.path.as_str() {
                "document" => name,
                path => format!("{path}.{name}"),
            };
            self.findings.push(Finding::new(FindingCode::UnknownField, path, message, remedy));
            if self.findings.len() >= LONGEST_LIST {
                break;
            }
        }
    }
}

fn bad_value(path: String, en: &str, ja: &str) -> Finding {
    let message = Localized::fixed("this value is not allowed", "この値は使えません");
    let remedy = Localized::new(format!("write {en}"), format!("{ja} を書いてください"));
    Finding::new(FindingCode::BadValue, path, message, remedy)
}

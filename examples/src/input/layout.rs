//! Which column holds which field.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use csv::StringRecord;

use super::said;

/// A field that a file may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Its name here and in arguments.
    pub(crate) name: &'static str,
    /// Whether the file has to have it.
    pub(crate) required: bool,
    /// Other names a column is recognised by.
    pub(crate) aliases: &'static [&'static str],
}

/// A field that has to be there.
pub(super) const fn need(name: &'static str, aliases: &'static [&'static str]) -> Field {
    Field { name, required: true, aliases }
}

/// A field that may be there.
pub(super) const fn may(name: &'static str, aliases: &'static [&'static str]) -> Field {
    Field { name, required: false, aliases }
}

/// What the user says about columns: other names, and constants for columns a file lacks.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    names: BTreeMap<String, String>,
    constants: BTreeMap<String, String>,
}

impl Columns {
    /// Reads `field=column` and `field=value` arguments.
    ///
    /// # Errors
    ///
    /// For a text without `=` or a field that no file has.
    pub fn try_new(map: &[String], set: &[String], known: &[&str]) -> Result<Self> {
        let read = |arguments: &[String], option: &str| -> Result<BTreeMap<String, String>> {
            let mut found = BTreeMap::new();
            for argument in arguments {
                let Some((field, value)) = argument.split_once('=') else {
                    return Err(said(
                        format!("{option} {argument:?}: expected field=value"),
                        format!("{option} {argument:?}: 項目=値 の形で指定してください"),
                    ));
                };
                let (field, value) = (field.trim(), value.trim());
                if !known.contains(&field) {
                    let known = known.join(", ");
                    return Err(said(
                        format!(
                            "{option} {argument:?}: no field {field:?}: expected one of {known}"
                        ),
                        format!(
                            "{option} {argument:?}: 項目 {field:?} はありません。使えるもの: {known}"
                        ),
                    ));
                }
                found.insert(field.to_owned(), value.to_owned());
            }
            Ok(found)
        };
        Ok(Self { names: read(map, "--map")?, constants: read(set, "--set")? })
    }

    /// Refuses a mapped column that no file has: a slip of the pen must not choose another column.
    /// A field that no file of these kinds may have is left alone.
    ///
    /// # Errors
    ///
    /// Names the columns there are.
    pub fn check(&self, headers: &[Vec<String>], fields: &BTreeSet<&str>) -> Result<()> {
        let has = |name: &str| headers.iter().flatten().any(|h| h.eq_ignore_ascii_case(name));
        let Some((field, name)) =
            self.names.iter().find(|(field, name)| fields.contains(field.as_str()) && !has(name))
        else {
            return Ok(());
        };
        let mut columns: Vec<&str> = Vec::new();
        for column in headers.iter().flatten() {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
        let columns = columns.join(", ");
        Err(said(
            format!("--map {field}={name}: no file has a column {name:?}: there are {columns}"),
            format!(
                "--map {field}={name}: 列 {name:?} のあるファイルはありません。ある列: {columns}"
            ),
        ))
    }
}

#[derive(Debug, Clone)]
enum Source {
    Column(usize),
    Constant(String),
    Absent,
}

/// Where the fields of one file stand.
#[derive(Debug, Clone)]
pub struct Layout {
    fields: &'static [Field],
    sources: Vec<Source>,
}

impl Layout {
    /// Finds the columns; the names of required fields that are missing otherwise.
    pub(super) fn find(
        fields: &'static [Field],
        header: &[String],
        columns: &Columns,
    ) -> Result<Self, Vec<&'static str>> {
        let mut missing = Vec::new();
        let at = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let sources = fields
            .iter()
            .map(|field| {
                let mapped = columns.names.get(field.name).and_then(|name| at(name));
                let own = || at(field.name).or_else(|| field.aliases.iter().find_map(|a| at(a)));
                if let Some(constant) = columns.constants.get(field.name) {
                    return Source::Constant(constant.clone());
                }
                match mapped.or_else(own) {
                    Some(at) => Source::Column(at),
                    None => {
                        if field.required {
                            missing.push(field.name);
                        }
                        Source::Absent
                    }
                }
            })
            .collect();
        if missing.is_empty() { Ok(Self { fields, sources }) } else { Err(missing) }
    }

    /// As [`Layout::find`], for a file whose kind is known.
    ///
    /// # Errors
    ///
    /// Names the missing columns and those there are.
    pub(super) fn of_file(
        fields: &'static [Field],
        file: &str,
        header: &[String],
        columns: &Columns,
    ) -> Result<Self> {
        Self::find(fields, header, columns)
            .map_err(|missing| missing_columns(file, &missing, header))
    }

    /// The text of a field in a row; empty when the file does not have it.
    #[must_use]
    pub fn text<'a>(&'a self, record: &'a StringRecord, field: &str) -> &'a str {
        let at = self.fields.iter().position(|f| f.name == field);
        match at.and_then(|at| self.sources.get(at)) {
            Some(Source::Column(at)) => record.get(*at).unwrap_or_default(),
            Some(Source::Constant(text)) => text,
            _ => "",
        }
    }

    /// What the file calls a field.
    #[must_use]
    pub fn column<'a>(&self, header: &'a [String], field: &'a str) -> &'a str {
        let at = self.fields.iter().position(|f| f.name == field);
        match at.and_then(|at| self.sources.get(at)) {
            Some(Source::Column(at)) => header.get(*at).map_or(field, String::as_str),
            _ => field,
        }
    }

    /// Whether the file has the field.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        let at = self.fields.iter().position(|f| f.name == field);
        matches!(
            at.and_then(|at| self.sources.get(at)),
            Some(Source::Column(_) | Source::Constant(_))
        )
    }
}

/// The message for columns that are missing.
pub(super) fn missing_columns(file: &str, missing: &[&str], header: &[String]) -> anyhow::Error {
    let (missing, columns) = (missing.join(", "), header.join(", "));
    said(
        format!(
            "{file} has no column for {missing}: its columns are {columns}. Name the column with \
             --map field=column, or give one value for all rows with --set field=value"
        ),
        format!(
            "{file} に {missing} の列がありません。ある列: {columns}。--map 項目=列名 で列を指定するか、--set 項目=値 で全行に同じ値を与えてください"
        ),
    )
}

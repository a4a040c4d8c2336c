//! One cited row.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Table;

use crate::Tolerance;

/// A case somebody else published: inputs, expected figures, where they come from.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name; no other row has it.
    pub name: String,
    /// Who says so: a page, a paper, a program with its version.
    pub source: String,
    /// On what terms the figures may stand here.
    pub licence: Licence,
    /// Which [`Job`](crate::Job) computes it.
    pub job: String,
    /// What is worth knowing about the case.
    #[serde(default)]
    pub notes: Option<String>,
    /// What the job is given; its fields are the job's.
    pub inputs: Table,
    /// What must come out; its fields are the job's.
    pub expected: Table,
    /// How near; exactly, when left out.
    #[serde(default)]
    pub tolerance: Tolerance,
    /// Paths of the job that do not run this row, each with a reason.
    #[serde(default)]
    pub skip: Vec<Skip>,
}

/// Terms under which a row may be copied here. Data under the GPL or LGPL stays out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[non_exhaustive]
pub enum Licence {
    /// Numbers that are facts: nobody owns them.
    #[serde(rename = "fact")]
    Fact,
    /// MIT.
    #[serde(rename = "MIT")]
    Mit,
    /// Apache 2.0.
    #[serde(rename = "Apache-2.0")]
    Apache2,
    /// BSD, two or three clauses.
    #[serde(rename = "BSD")]
    Bsd,
    /// Public domain by declaration.
    #[serde(rename = "CC0-1.0")]
    Cc0,
    /// Creative Commons, with attribution: the source is the attribution.
    #[serde(rename = "CC-BY-4.0")]
    CcBy4,
}

/// A path that does not run a row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    /// Which path.
    pub path: String,
    /// Why not.
    pub reason: String,
}

/// A file of rows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RowFile {
    #[serde(rename = "row", default)]
    pub(crate) rows: Vec<Row>,
}

impl Row {
    /// Why this row does not run on a path, if it says so.
    #[must_use]
    pub fn skip_reason(&self, path: &str) -> Option<&str> {
        self.skip.iter().find(|s| s.path == path).map(|s| s.reason.as_str())
    }

    /// Fields that must not be blank.
    pub(crate) fn texts(&self) -> BTreeMap<&'static str, &str> {
        BTreeMap::from([
            ("name", self.name.as_str()),
            ("source", self.source.as_str()),
            ("job", self.job.as_str()),
        ])
    }
}

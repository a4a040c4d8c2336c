//! A folder of recorded answers of ChartMogul's API, held against the catalog's formulas.
//!
//! The recordings are YAML: requests and answers, the answers in JSON, some of them as Base64 and
//! compressed. Every answer with metrics is checked: ARR is twelve times MRR, ARPA is MRR over
//! customers, LTV is ARPA over churn, the books of a series close, net churn and changes come out
//! as shown. What is known not to come out is named with its reason; anything else is a finding.

mod known;
mod read;
mod series;
mod shown;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

pub use known::KnownDifference;
pub use read::CassetteError;

/// What the checks found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CassetteReport {
    /// Files with metrics that were read.
    pub files: usize,
    /// Answers with entries or a summary.
    pub answers: usize,
    /// How many checks of each kind came out.
    pub agreed: BTreeMap<&'static str, usize>,
    /// Differences that have a reason.
    pub known: Vec<KnownDifference>,
    /// Differences that have none.
    pub findings: Vec<CassetteFinding>,
}

/// A figure that does not come out, or an answer that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CassetteFinding {
    /// File, date and figure.
    pub at: String,
    /// What is wrong.
    pub what: String,
}

/// Kinds of checks that a folder has to offer at least once.
const EXPECTED: [&str; 6] = [
    "arr is 12 times mrr",
    "arpa is mrr over customers",
    "ltv is arpa over churn",
    "change against the one before",
    "opening and movements are closing",
    "net churn of the movements",
];

/// Reads and checks every recording with metrics below a folder.
///
/// # Errors
///
/// [`CassetteError::Unreadable`] for a folder that is not there, [`CassetteError::NoCassettes`] for
/// one without recordings of metrics.
pub fn run_folder(folder: &Path) -> Result<CassetteReport, CassetteError> {
    let mut report = CassetteReport::default();
    let mut bodies = Vec::new();
    let files = read::files(folder)?;
    report.files = files.len();
    for (name, path) in files {
        match read::bodies(&name, &path) {
            Ok(found) => bodies.extend(found),
            Err(error) => report.finding(name, error.to_string()),
        }
    }
    report.answers = bodies.iter().filter(|body| body.has_figures()).count();
    bodies.iter().for_each(|body| shown::each_entry(body, &mut report));
    series::check(&bodies, &mut report);
    Ok(report)
}

impl CassetteReport {
    /// True when nothing was found and every kind of check came out somewhere.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.missing().next().is_none()
    }

    /// Kinds of checks that nothing asked for.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        EXPECTED.into_iter().filter(|kind| !self.agreed.contains_key(kind))
    }

    fn finding(&mut self, at: impl Into<String>, what: impl Into<String>) {
        self.findings.push(CassetteFinding { at: at.into(), what: what.into() });
    }

    /// Files a check; `None` when it came out, else what did.
    fn check(&mut self, kind: &'static str, at: String, difference: Option<String>) {
        match (known::difference(kind, &at), difference) {
            (None, None) => *self.agreed.entry(kind).or_default() += 1,
            (None, Some(what)) => self.finding(at, format!("{kind}: {what}")),
            (Some(known), Some(_)) => {
                if !self.known.contains(&known) {
                    self.known.push(known);
                }
            }
            (Some(_), None) => self.finding(at, format!("{kind}: named as known, but comes out")),
        }
    }
}

impl fmt::Display for CassetteReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for CassetteFinding { at, what } in &self.findings {
            writeln!(f, "FAIL   {at}: {what}")?;
        }
        for missing in self.missing() {
            writeln!(f, "FAIL   {missing}: nothing to check")?;
        }
        for KnownDifference { kind, at, why } in &self.known {
            writeln!(f, "known  {at}: {kind}: {why}")?;
        }
        for (kind, count) in &self.agreed {
            writeln!(f, "ok     {kind}: {count}")?;
        }
        let (files, answers) = (self.files, self.answers);
        let (known, found) = (self.known.len(), self.findings.len());
        write!(f, "{files} files, {answers} answers, {known} known differences, {found} findings")
    }
}

//! Rows read from files, with everything that is wrong with them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use crate::row::RowFile;
use crate::{Job, Report, Row, RowResult, Verdict, compare};

/// Rows that passed every check, ready to run.
#[derive(Debug, Clone)]
pub struct RowSet {
    rows: Vec<(String, Row)>,
    jobs: Vec<Job>,
}

/// Something wrong with a row or a file, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct RowFinding {
    /// The file.
    pub file: String,
    /// The row's name; empty when it is about the file.
    pub row: String,
    /// What is wrong.
    pub problem: RowProblem,
}

/// What is wrong with a row or a file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RowProblem {
    /// The file or folder cannot be read.
    #[error("cannot be read: {why}")]
    Unreadable {
        /// What the system says.
        why: String,
    },
    /// The text is not a file of rows: a syntax error, an unknown or missing field, a wrong type.
    #[error("is not a file of rows: {why}")]
    NotRows {
        /// What the parser says.
        why: String,
    },
    /// Nothing in it.
    #[error("holds no rows")]
    Empty,
    /// Not a TOML file: it would be passed over.
    #[error("is not a .toml file, so its rows would never run")]
    OtherFile,
    /// Another row has the name.
    #[error("the name is taken by a row in {first}")]
    DuplicateName {
        /// Where the first one stands.
        first: String,
    },
    /// Another row is the same case: same job, inputs and expectation.
    #[error("is the same case as {other}")]
    DuplicateCase {
        /// The name of the other.
        other: String,
    },
    /// No job of that name.
    #[error("unknown job {job:?}: expected one of {known}")]
    UnknownJob {
        /// What was given.
        job: String,
        /// What exists.
        known: String,
    },
    /// A skip for a path that the job does not have.
    #[error("skips the path {path:?}, which the job does not have: it has {known}")]
    UnknownSkip {
        /// What was given.
        path: String,
        /// What exists.
        known: String,
    },
    /// Every path is skipped: the row never runs.
    #[error("skips every path, so it never runs")]
    AllSkipped,
    /// A text that says nothing.
    #[error("{field} is blank")]
    Blank {
        /// Which field.
        field: &'static str,
    },
    /// Nothing is expected, so nothing could go wrong.
    #[error("expects nothing")]
    NoExpectation,
    /// A tolerance that is negative or not a number, or for a figure that is not expected.
    #[error("the tolerance {what} is not a finite number of at least 0 for an expected figure")]
    BadTolerance {
        /// Which one.
        what: String,
    },
}

/// Everything that is wrong with a set of rows.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct RowSetError {
    /// All findings, in the order of the files.
    pub findings: Vec<RowFinding>,
}

impl fmt::Display for RowFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.row.is_empty() {
            write!(f, "{}: {}", self.file, self.problem)
        } else {
            write!(f, "{}, row {:?}: {}", self.file, self.row, self.problem)
        }
    }
}

impl fmt::Display for RowSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} findings in the rows", self.findings.len())?;
        self.findings.iter().try_for_each(|finding| write!(f, "\n  {finding}"))
    }
}

impl RowSet {
    /// Reads every file of a folder; all of them must be TOML files with rows.
    ///
    /// # Errors
    ///
    /// [`RowSetError`] with everything that is wrong.
    pub fn load(folder: &Path, jobs: Vec<Job>) -> Result<Self, RowSetError> {
        let at = |file: &Path, why: std::io::Error| RowFinding {
            file: file.display().to_string(),
            row: String::new(),
            problem: RowProblem::Unreadable { why: why.to_string() },
        };
        let fail = |finding| RowSetError { findings: vec![finding] };
        let listing = fs::read_dir(folder).map_err(|why| fail(at(folder, why)))?;
        let (mut files, mut findings) = (Vec::new(), Vec::new());
        for entry in listing {
            let path = entry.map_err(|why| fail(at(folder, why)))?.path();
            match fs::read_to_string(&path) {
                Ok(text) => files.push((path.display().to_string(), text)),
                Err(why) => findings.push(at(&path, why)),
            }
        }
        files.sort();
        let texts = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        match Self::parse(texts, jobs) {
            Ok(set) if findings.is_empty() => Ok(set),
            Ok(_) => Err(RowSetError { findings }),
            Err(more) => {
                findings.extend(more.findings);
                Err(RowSetError { findings })
            }
        }
    }

    /// Reads texts, each with the name of its file.
    ///
    /// # Errors
    ///
    /// [`RowSetError`] with everything that is wrong.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        jobs: Vec<Job>,
    ) -> Result<Self, RowSetError> {
        let (mut rows, mut findings) = (Vec::new(), Vec::new());
        for (file, text) in files {
            let mut about_file = |problem| {
                findings.push(RowFinding { file: file.to_owned(), row: String::new(), problem });
            };
            if !file.ends_with(".toml") {
                about_file(RowProblem::OtherFile);
                continue;
            }
            match toml::from_str::<RowFile>(text) {
                Ok(found) if found.rows.is_empty() => about_file(RowProblem::Empty),
                Ok(found) => rows.extend(found.rows.into_iter().map(|row| (file.to_owned(), row))),
                Err(why) => about_file(RowProblem::NotRows { why: why.to_string() }),
            }
        }
        if rows.is_empty() && findings.is_empty() {
            let (file, row) = ("the rows".to_owned(), String::new());
            findings.push(RowFinding { file, row, problem: RowProblem::Empty });
        }
        for (at, (file, row)) in rows.iter().enumerate() {
            let earlier = rows.get(..at).unwrap_or_default();
            let problems = problems(row, earlier, &jobs);
            findings.extend(problems.into_iter().map(|problem| RowFinding {
                file: file.clone(),
                row: row.name.clone(),
                problem,
            }));
        }
        if findings.is_empty() { Ok(Self { rows, jobs }) } else { Err(RowSetError { findings }) }
    }

    /// The rows with the files they stand in.
    #[must_use]
    pub fn rows(&self) -> &[(String, Row)] {
        &self.rows
    }

    /// Runs every row through every path of its job.
    #[must_use]
    pub fn run(&self) -> Report {
        let by_name: BTreeMap<&str, &Job> = self.jobs.iter().map(|j| (j.name, j)).collect();
        let mut results = Vec::new();
        for (file, row) in &self.rows {
            let paths = by_name.get(row.job.as_str()).map_or(&[][..], |job| job.paths);
            for path in paths {
                let verdict = match row.skip_reason(path.name) {
                    Some(reason) => Verdict::Skipped { reason: reason.to_owned() },
                    None => match (path.run)(&row.inputs) {
                        Ok(found) => {
                            let mismatches = compare(&row.expected, &found, &row.tolerance);
                            if mismatches.is_empty() {
                                Verdict::Passed
                            } else {
                                Verdict::Differs { mismatches }
                            }
                        }
                        Err(error) => Verdict::Broken { error },
                    },
                };
                results.push(RowResult {
                    file: file.clone(),
                    row: row.name.clone(),
                    source: row.source.clone(),
                    job: row.job.clone(),
                    path: path.name,
                    verdict,
                });
            }
        }
        let idle = self.jobs.iter().filter(|job| !results.iter().any(|r| r.job == job.name));
        Report { idle_jobs: idle.map(|job| job.name).collect(), results }
    }
}

/// Everything wrong with one row.
fn problems(row: &Row, earlier: &[(String, Row)], jobs: &[Job]) -> Vec<RowProblem> {
    let mut found = Vec::new();
    for (field, text) in row.texts() {
        if text.trim().is_empty() {
            found.push(RowProblem::Blank { field });
        }
    }
    if let Some((first, _)) = earlier.iter().find(|(_, other)| other.name == row.name) {
        found.push(RowProblem::DuplicateName { first: first.clone() });
    } else if let Some((_, other)) = earlier.iter().find(|(_, other)| {
        (&other.job, &other.inputs, &other.expected) == (&row.job, &row.inputs, &row.expected)
    }) {
        found.push(RowProblem::DuplicateCase { other: other.name.clone() });
    }
    if row.expected.is_empty() {
        found.push(RowProblem::NoExpectation);
    }
    let bad = row.tolerance.problems(&row.expected);
    found.extend(bad.into_iter().map(|what| RowProblem::BadTolerance { what }));
    match jobs.iter().find(|job| job.name == row.job) {
        None => {
            let known: Vec<_> = jobs.iter().map(|job| job.name).collect();
            found.push(RowProblem::UnknownJob { job: row.job.clone(), known: known.join(", ") });
        }
        Some(job) => {
            let known: Vec<_> = job.paths.iter().map(|path| path.name).collect();
            for skip in &row.skip {
                if skip.reason.trim().is_empty() {
                    found.push(RowProblem::Blank { field: "skip.reason" });
                }
                if !known.contains(&skip.path.as_str()) {
                    let (path, known) = (skip.path.clone(), known.join(", "));
                    found.push(RowProblem::UnknownSkip { path, known });
                }
            }
            if known.iter().all(|path| row.skip_reason(path).is_some()) {
                found.push(RowProblem::AllSkipped);
            }
        }
    }
    found
}

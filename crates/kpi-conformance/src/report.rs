//! What came of the rows.

use std::collections::BTreeMap;
use std::fmt;

use crate::{JobError, Mismatch};

/// Every row on every path of its job.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Results, in the order of the rows.
    pub results: Vec<RowResult>,
    /// Jobs that no row asks for.
    pub idle_jobs: Vec<&'static str>,
}

/// One row on one path.
#[derive(Debug, Clone, PartialEq)]
pub struct RowResult {
    /// The file of the row.
    pub file: String,
    /// Its name.
    pub row: String,
    /// Its source.
    pub source: String,
    /// Its job.
    pub job: String,
    /// The path.
    pub path: &'static str,
    /// How it went.
    pub verdict: Verdict,
}

/// How a row went on a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Everything expected came out.
    Passed,
    /// The row says that this path does not run it.
    Skipped {
        /// Why.
        reason: String,
    },
    /// Something else came out.
    Differs {
        /// What.
        mismatches: Vec<Mismatch>,
    },
    /// Nothing came out.
    Broken {
        /// Why.
        error: JobError,
    },
}

impl RowResult {
    /// True for a row that differs or broke.
    #[must_use]
    pub fn failed(&self) -> bool {
        matches!(self.verdict, Verdict::Differs { .. } | Verdict::Broken { .. })
    }
}

impl Report {
    /// What went wrong.
    pub fn failures(&self) -> impl Iterator<Item = &RowResult> {
        self.results.iter().filter(|result| result.failed())
    }

    /// True when nothing went wrong and every job was asked for.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.failures().next().is_none() && self.idle_jobs.is_empty()
    }
}

impl fmt::Display for RowResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, row, source, job, path, verdict } = self;
        write!(f, "{row} ({job}, path {path}): ")?;
        match verdict {
            Verdict::Passed => f.write_str("passed"),
            Verdict::Skipped { reason } => write!(f, "skipped: {reason}"),
            Verdict::Broken { error } => write!(f, "{error}\n    in {file}\n    from {source}"),
            Verdict::Differs { mismatches } => {
                f.write_str("differs")?;
                mismatches.iter().try_for_each(|mismatch| write!(f, "\n    {mismatch}"))?;
                write!(f, "\n    in {file}\n    from {source}")
            }
        }
    }
}

/// Failures and skips in full, then a count by job.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut by_job: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        for result in &self.results {
            let [passed, skipped, failed] = by_job.entry(&result.job).or_default();
            match result.verdict {
                Verdict::Passed => *passed += 1,
                Verdict::Skipped { .. } => *skipped += 1,
                Verdict::Differs { .. } | Verdict::Broken { .. } => *failed += 1,
            }
            if result.verdict != Verdict::Passed {
                writeln!(f, "{result}")?;
            }
        }
        for (job, [passed, skipped, failed]) in by_job {
            writeln!(f, "{job}: {passed} passed, {skipped} skipped, {failed} failed")?;
        }
        self.idle_jobs.iter().try_for_each(|job| writeln!(f, "{job}: no row asks for it"))
    }
}

//! A folder of cited cases in JSON, and which of them the crates here answer for.
//!
//! Every case has a category. A table in the code says for each category either how its cases are
//! run or that no crate claims it yet; a category or case that is in neither is a failure, so
//! nothing new is passed over in silence.

mod adjustments;
mod bg_nbd;
mod bootstrap;
mod case;
mod cdnow;
mod checks;
mod claims;
mod clv;
mod cronbach;
mod csat;
mod derl;
mod driver;
mod gamma_gamma;
mod means;
mod multinomial;
mod nps;
mod portfolio;
mod power;
mod proportion;
mod quantile;
mod ranks;
mod retention;
mod rfm;
mod sbg;
mod survival;
mod two_proportions;
mod waves;
mod weights;

use std::fmt;
use std::fs;
use std::path::Path;

pub use case::{Case, CaseError};
pub use checks::Checks;
pub use claims::{Claim, Run, claim};

/// What came of one case.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseResult {
    /// All figures agree.
    Agrees(Checks),
    /// Some figures do not.
    Differs(Checks),
    /// No crate answers for it yet, and the table says so.
    Unclaimed {
        /// What is not claimed: `category` or `case`.
        what: &'static str,
    },
    /// It could not be run.
    Broken(CaseError),
}

/// A case with what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseReport {
    /// The file without its ending.
    pub case: String,
    /// Its category; empty when the file could not be read.
    pub category: String,
    /// What came of it.
    pub result: CaseResult,
}

/// All cases of a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceReport {
    /// One for each case, by name.
    pub cases: Vec<CaseReport>,
}

/// Runs every case of a folder.
///
/// # Errors
///
/// [`CaseError::Unreadable`] when the folder cannot be read, [`CaseError::NoCases`] when it holds
/// none.
pub fn run_folder(folder: &Path) -> Result<ReferenceReport, CaseError> {
    let unreadable = |why: std::io::Error| CaseError::Unreadable {
        path: folder.display().to_string(),
        why: why.to_string(),
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(CaseError::NoCases { path: folder.display().to_string() });
    }
    paths.sort();
    Ok(ReferenceReport { cases: paths.iter().map(|path| run_file(path)).collect() })
}

fn run_file(path: &Path) -> CaseReport {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    match Case::read(path) {
        Err(error) => {
            CaseReport { case: name, category: String::new(), result: CaseResult::Broken(error) }
        }
        Ok(case) => {
            let result = run_case(&name, &case);
            CaseReport { case: name, category: case.category, result }
        }
    }
}

fn run_case(name: &str, case: &Case) -> CaseResult {
    match claim(&case.category, name) {
        Err(error) => CaseResult::Broken(error),
        Ok(Claim::NoCategory) => CaseResult::Unclaimed { what: "category" },
        Ok(Claim::NoCase) => CaseResult::Unclaimed { what: "case" },
        Ok(Claim::Runs(run)) => {
            let mut checks = Checks::default();
            match run(case, &mut checks) {
                Err(error) => CaseResult::Broken(error),
                Ok(()) if checks.compared() == 0 => CaseResult::Broken(CaseError::NothingCompared),
                Ok(()) if checks.mismatches().is_empty() => CaseResult::Agrees(checks),
                Ok(()) => CaseResult::Differs(checks),
            }
        }
    }
}

impl ReferenceReport {
    /// True when every claimed case agrees, at least one does, and none is unknown.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let agrees = |c: &CaseReport| matches!(c.result, CaseResult::Agrees(_));
        let fine = |c: &CaseReport| agrees(c) || matches!(c.result, CaseResult::Unclaimed { .. });
        self.cases.iter().any(agrees) && self.cases.iter().all(fine)
    }

    /// The summary line.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |wanted: fn(&CaseResult) -> bool| {
            self.cases.iter().filter(|case| wanted(&case.result)).count()
        };
        let figures: usize = self.cases.iter().map(|case| case.result.compared()).sum();
        format!(
            "{} cases: {} agree ({figures} figures), {} differ or broke, {} not claimed yet",
            self.cases.len(),
            count(|r| matches!(r, CaseResult::Agrees(_))),
            count(|r| matches!(r, CaseResult::Differs(_) | CaseResult::Broken(_))),
            count(|r| matches!(r, CaseResult::Unclaimed { .. })),
        )
    }
}

impl CaseResult {
    fn compared(&self) -> usize {
        match self {
            Self::Agrees(checks) | Self::Differs(checks) => checks.compared(),
            Self::Unclaimed { .. } | Self::Broken(_) => 0,
        }
    }
}

impl fmt::Display for CaseReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, category, result } = self;
        match result {
            CaseResult::Agrees(checks) => write!(f, "ok    {case} ({category}): {checks}"),
            CaseResult::Differs(checks) => write!(f, "FAIL  {case} ({category}): {checks}"),
            CaseResult::Unclaimed { what } => {
                write!(f, "--    {case} ({category}): no crate claims this {what} yet")
            }
            CaseResult::Broken(error) => write!(f, "FAIL  {case} ({category}): {error}"),
        }
    }
}

/// One line for each case, then the summary.
impl fmt::Display for ReferenceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cases.iter().try_for_each(|case| writeln!(f, "{case}"))?;
        f.write_str(&self.summary())
    }
}

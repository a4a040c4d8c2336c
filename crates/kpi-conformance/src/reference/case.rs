//! One case of the folder.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A cited case as it stands in its file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is about.
    pub name: String,
    /// The category that is claimed, or not.
    pub category: String,
    /// Where the figures come from.
    pub source: Value,
    /// On what terms.
    pub licence_of_data: Value,
    /// What is given.
    pub inputs: Value,
    /// What must come out.
    pub expected: Value,
    /// How near, in words.
    pub tolerance: Value,
    /// What is worth knowing.
    #[serde(default)]
    pub notes: Option<Value>,
    /// Where its file lies; data files are named from there.
    #[serde(skip)]
    folder: PathBuf,
}

/// Why a case or the folder cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// The file or folder cannot be read.
    #[error("{path} cannot be read: {why}")]
    Unreadable {
        /// Which one.
        path: String,
        /// What the system says.
        why: String,
    },
    /// The folder holds no case.
    #[error("{path} holds no .json case")]
    NoCases {
        /// The folder.
        path: String,
    },
    /// The file is not a case, or a part of it is not what its category has.
    #[error("{part} is not as expected: {why}")]
    Form {
        /// Which part.
        part: &'static str,
        /// What the parser says.
        why: String,
    },
    /// A category that is in no table.
    #[error("unknown category {category:?}: claim it, or list it as unclaimed")]
    UnknownCategory {
        /// The category.
        category: String,
    },
    /// A claimed category with a case that is in no table.
    #[error("unknown case of {category}: claim it, or list it as unclaimed")]
    UnknownCase {
        /// The category.
        category: String,
    },
    /// The case ran and compared nothing.
    #[error("nothing was compared")]
    NothingCompared,
    /// A crate refused the inputs.
    #[error("refused: {why}")]
    Refused {
        /// What it says.
        why: String,
    },
    /// The tolerance is not the one the comparison was written for.
    #[error("the tolerance is {found}, the comparison was written for {known}")]
    Tolerance {
        /// What the file says.
        found: String,
        /// What the code knows.
        known: String,
    },
}

impl CaseError {
    pub(super) fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused { why: error.to_string() }
    }
}

impl Case {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`CaseError::Unreadable`] and [`CaseError::Form`].
    pub fn read(path: &Path) -> Result<Self, CaseError> {
        let text = fs::read_to_string(path).map_err(|why| CaseError::Unreadable {
            path: path.display().to_string(),
            why: why.to_string(),
        })?;
        let case: Self = serde_json::from_str(&text).map_err(form("the file"))?;
        Ok(Self { folder: path.parent().unwrap_or(Path::new("")).to_owned(), ..case })
    }

    /// The text of a data file, named as in the inputs.
    pub(super) fn data_file(&self, name: &str) -> Result<String, CaseError> {
        let path = self.folder.join(name);
        fs::read_to_string(&path).map_err(|why| CaseError::Unreadable {
            path: path.display().to_string(),
            why: why.to_string(),
        })
    }

    /// The inputs as a struct, which must deny unknown fields.
    pub(super) fn inputs<T: DeserializeOwned>(&self) -> Result<T, CaseError> {
        T::deserialize(&self.inputs).map_err(form("inputs"))
    }

    /// What is expected as a struct, which must deny unknown fields.
    pub(super) fn expected<T: DeserializeOwned>(&self) -> Result<T, CaseError> {
        T::deserialize(&self.expected).map_err(form("expected"))
    }

    /// Refuses a case whose tolerance in words is not the one the code was written for.
    pub(super) fn tolerance_is(&self, known: &Value) -> Result<(), CaseError> {
        if self.tolerance == *known {
            Ok(())
        } else {
            let (found, known) = (self.tolerance.to_string(), known.to_string());
            Err(CaseError::Tolerance { found, known })
        }
    }
}

fn form(part: &'static str) -> impl Fn(serde_json::Error) -> CaseError {
    move |why| CaseError::Form { part, why: why.to_string() }
}

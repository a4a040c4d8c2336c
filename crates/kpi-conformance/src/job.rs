//! What rows can ask for.

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::Table;

/// Something to compute, by every path that claims to compute it.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// The name rows use.
    pub name: &'static str,
    /// What it computes, in one sentence.
    pub about: &'static str,
    /// Ways to the answer: batch, split and merged, a short call and a long one.
    pub paths: &'static [JobPath],
}

/// One way to the answer.
#[derive(Debug, Clone, Copy)]
pub struct JobPath {
    /// Its name; no other path of the job has it.
    pub name: &'static str,
    /// Computes the figures from a row's inputs.
    pub run: fn(&Table) -> Result<Table, JobError>,
}

/// Why a job has no outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// The row's inputs are not what the job takes.
    #[error("the inputs are not those of the job: {why}")]
    Inputs {
        /// What the parser says.
        why: String,
    },
    /// The crate refused to compute.
    #[error("refused: {why}")]
    Refused {
        /// What it says.
        why: String,
    },
    /// The outcome cannot be written as TOML.
    #[error("the outcome cannot be compared: {why}")]
    Outcome {
        /// What the writer says.
        why: String,
    },
}

impl JobError {
    /// A refusal, in the words of the crate.
    pub fn refused(error: impl std::fmt::Display) -> Self {
        Self::Refused { why: error.to_string() }
    }
}

/// Reads a row's inputs into the struct of the job, which must deny unknown fields.
///
/// # Errors
///
/// [`JobError::Inputs`] for a missing or unknown field or a wrong type.
pub fn inputs<T: DeserializeOwned>(table: &Table) -> Result<T, JobError> {
    T::deserialize(table.clone()).map_err(|why| JobError::Inputs { why: why.to_string() })
}

/// Writes a struct as the outcome of a job. Fields that are `None` are left out.
///
/// # Errors
///
/// [`JobError::Outcome`] for what TOML cannot hold.
pub fn outcome<T: Serialize>(figures: &T) -> Result<Table, JobError> {
    Table::try_from(figures).map_err(|why| JobError::Outcome { why: why.to_string() })
}

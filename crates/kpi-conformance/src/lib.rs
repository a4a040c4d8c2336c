#![doc = include_str!("../README.md")]

pub mod cassettes;
mod compare;
mod job;
pub mod jobs;
pub mod reference;
mod report;
mod row;
mod row_set;

pub use compare::{Bound, Mismatch, Tolerance, compare};
pub use job::{Job, JobError, JobPath, inputs, outcome};
pub use report::{Report, RowResult, Verdict};
pub use row::{Licence, Row, Skip};
pub use row_set::{RowFinding, RowProblem, RowSet, RowSetError};

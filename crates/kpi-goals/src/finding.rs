//! What a check of goals, trees and scenarios found.

mod code;
mod problem;

pub use kpi_metrics::FindingLevel;

pub use code::{FindingCode, FindingSubject};
pub use problem::{Problem, Problems, ScenarioError, TreeError};

/// One thing that was found about goals, a tree or a scenario.
pub type Finding = kpi_metrics::Finding<FindingCode>;

/// A goal that does not exist yet, with everything that was found.
pub type GoalError = kpi_metrics::Refused<FindingCode>;

#![doc = include_str!("../README.md")]

mod benchmark;
mod catalog;
mod definition;
mod evaluate;
mod fact_definition;
mod finding;
mod formula;
mod id;
mod kind;
mod text;
mod units;

pub use benchmark::{
    Band, BenchmarkError, HistoryBenchmark, HistoryGap, Standing, Target, TargetBenchmark,
    TargetStatus,
};
pub use catalog::{Catalog, CatalogBuilder, closest_name};
pub use definition::{Definition, DefinitionBuilder, Direction, Timing, ValueRange};
pub use evaluate::{EvaluationContext, EvaluationError, FactUsed, Measurement};
pub use fact_definition::FactDefinition;
pub use finding::{
    CatalogError, Evidence, EvidenceValue, Finding, FindingCode, FindingLevel, Refused, StableCode,
};
pub use formula::{Expectation, Formula, FormulaError, FormulaProblem, MAX_NESTING, Side};
pub use id::{MetricId, MetricIdError};
pub use kind::{Aggregate, Kind, Window};
pub use text::{Position, TextSpan};

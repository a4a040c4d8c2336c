//! The built-in documents.

/// Facts first, then metrics; the order does not matter.
pub(super) const DOCUMENTS: [&str; 6] = [
    include_str!("revenue_facts.toml"),
    include_str!("revenue.toml"),
    include_str!("cohort_facts.toml"),
    include_str!("cohort.toml"),
    include_str!("survey_facts.toml"),
    include_str!("survey.toml"),
];

//! A policy in a row: a preset, and fields that differ from it.

use std::collections::BTreeMap;

use kpis::revenue::{Policy, PolicyField, Preset, Provenance};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

/// Each field of a preset, and whether a page is cited for it.
pub(super) const JOB: Job = Job {
    name: "preset-fields",
    about: "what a preset says, field by field",
    paths: &[
        JobPath { name: "preset", run: |table| fields(table, |policy| Ok(policy.clone())) },
        JobPath { name: "set from text", run: |table| fields(table, from_text) },
        JobPath { name: "adopted", run: |table| fields(table, adopted) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    preset: String,
    fields: Vec<String>,
}

#[derive(Serialize)]
struct Outcome {
    fields: BTreeMap<String, String>,
    /// Fields of the row for which the preset cites nobody.
    not_published: Vec<String>,
}

fn fields(table: &Table, path: fn(&Policy) -> Result<Policy, JobError>) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let preset = preset(&given.preset)?;
    let policy = path(&Policy::preset(preset))?;
    let (mut found, mut not_published) = (BTreeMap::new(), Vec::new());
    for name in given.fields {
        let field = field(&name)?;
        let cited = preset.citations().into_iter().find(|c| c.field == field);
        if cited.is_none_or(|c| c.provenance == Provenance::NotPublished) {
            not_published.push(name.clone());
        }
        found.insert(name, policy.value_of(field));
    }
    outcome(&Outcome { fields: found, not_published })
}

/// Our default with every field written over as text.
fn from_text(policy: &Policy) -> Result<Policy, JobError> {
    let mut copy = Policy::default();
    for field in PolicyField::ALL {
        copy.set(*field, &policy.value_of(*field)).map_err(JobError::refused)?;
    }
    Ok(copy)
}

/// Our default with every difference adopted.
fn adopted(policy: &Policy) -> Result<Policy, JobError> {
    let mut copy = Policy::default();
    for field in copy.differences(policy) {
        copy.adopt(field, policy);
    }
    Ok(copy)
}

/// `{ preset = "stripe", churn_timing = "at_term_end" }`; our default when empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct PolicyInputs(BTreeMap<String, String>);

impl PolicyInputs {
    pub(super) fn policy(&self) -> Result<Policy, JobError> {
        let mut policy = match self.0.get("preset") {
            Some(name) => Policy::preset(preset(name)?),
            None => Policy::default(),
        };
        for (name, value) in self.0.iter().filter(|(name, _)| *name != "preset") {
            policy.set(field(name)?, value).map_err(JobError::refused)?;
        }
        Ok(policy)
    }
}

fn preset(name: &str) -> Result<Preset, JobError> {
    Preset::from_name(name)
        .ok_or_else(|| JobError::Inputs { why: format!("no preset is called {name}") })
}

fn field(name: &str) -> Result<PolicyField, JobError> {
    PolicyField::from_name(name)
        .ok_or_else(|| JobError::Inputs { why: format!("no policy field is called {name}") })
}

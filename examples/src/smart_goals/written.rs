//! The page for programs.

use anyhow::Result;
use kpis::goals::{Tree, WeakestRule};
use serde_json::{Value, json};

use super::folder::Read;
use super::judged::Judged;
use crate::input::BadCell;

pub(super) fn json(read: &Read, judged: &Judged, bad: &[BadCell]) -> Result<Value> {
    Ok(json!({
        "as_of": judged.as_of,
        "rule": judged.rule,
        "document": read.document.findings(),
        "goals": judged.reports,
        "tracking": judged.tracked,
        "set": judged.set,
        "agenda": judged.agenda,
        "stages": judged.stages,
        "scenario": judged.plan,
        "tree": read.tree.as_ref().map(tree),
        "bad_rows": bad,
    }))
}

fn tree(tree: &Tree) -> Value {
    let weakest: Vec<Value> = tree
        .kgis()
        .map(|kgi| {
            let link = tree.weakest_link(kgi.id().as_str(), WeakestRule::default());
            json!({ "kgi": kgi.id().as_str(), "link": link.ok().flatten() })
        })
        .collect();
    json!({ "coverage": tree.coverage(), "weakest": weakest })
}

//! The dependency table of docs/DESIGN.md: data moves right, a crate depends on crates further
//! left, and nothing new from outside slips into a crate that calculates.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

/// Crate, crates of ours it may use, crates of others it may use.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    (
        "kpi-types",
        &[],
        &["chrono", "chrono-tz", "iso_currency", "rust_decimal", "serde", "thiserror"],
    ),
    (
        "kpi-stats",
        &["kpi-types"],
        &["libm", "rand_core", "rand_pcg", "serde", "statrs", "thiserror"],
    ),
    ("kpi-metrics", &["kpi-types"], &["chrono", "rust_decimal", "serde", "thiserror", "toml"]),
    (
        "kpi-revenue",
        &["kpi-types", "kpi-stats", "kpi-metrics"],
        &["chrono", "rayon", "rust_decimal", "serde", "thiserror"],
    ),
    (
        "kpi-cohort",
        &["kpi-types", "kpi-stats"],
        &["chrono", "rayon", "rust_decimal", "serde", "statrs", "thiserror"],
    ),
    ("kpi-survey", &["kpi-types", "kpi-stats"], &["rayon", "rust_decimal", "serde", "thiserror"]),
    (
        "kpi-goals",
        &["kpi-types", "kpi-stats", "kpi-metrics"],
        &["chrono", "rust_decimal", "serde", "thiserror", "toml"],
    ),
    (
        "kpis",
        &[
            "kpi-types",
            "kpi-stats",
            "kpi-metrics",
            "kpi-revenue",
            "kpi-cohort",
            "kpi-survey",
            "kpi-goals",
        ],
        &[],
    ),
];

/// Not published: they may use what they like.
const TOOLS: &[&str] = &["kpi-conformance", "kpis-examples", "kpis-benches"];

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn normal_dependencies(package: &Value) -> BTreeSet<String> {
    let all = package["dependencies"].as_array().unwrap().iter();
    let normal = all.filter(|d| d["kind"].is_null() || d["kind"] == "build");
    normal.map(|d| d["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_crate_has_its_place() {
    for package in packages() {
        let name = package["name"].as_str().unwrap().to_owned();
        let placed = TABLE.iter().any(|(crate_name, ..)| *crate_name == name);
        assert!(placed || TOOLS.contains(&name.as_str()), "{name} has no place in the table");
        let unpublished = package["publish"].as_array().is_some_and(Vec::is_empty);
        assert_eq!(unpublished, TOOLS.contains(&name.as_str()), "{name}");
    }
}

#[test]
fn crates_depend_to_the_left_only() {
    let packages = packages();
    for (name, ours, theirs) in TABLE {
        let package = packages.iter().find(|p| p["name"] == *name).unwrap();
        for dependency in normal_dependencies(package) {
            let allowed = ours.contains(&dependency.as_str());
            let known = theirs.contains(&dependency.as_str());
            assert!(allowed || known, "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_table_is_the_one_in_the_design() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/DESIGN.md");
    let design = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = design
        .lines()
        .filter(|line| line.starts_with("| `kpi"))
        .map(|line| line.split('|').map(str::trim).skip(1).collect())
        .collect();
    let listed = |cell: &str| -> BTreeSet<String> {
        let words = cell.split(&[',', ' ', ':', ';'][..]).map(|word| word.trim_matches('`'));
        words.filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
    };
    for (name, ours, theirs) in TABLE {
        let row = rows.iter().find(|row| row[0] == format!("`{name}`")).unwrap();
        assert_eq!(row[3], "here", "{name}");
        if *name == "kpis" {
            assert_eq!((row[2], theirs.len()), ("none", 0));
            continue;
        }
        let set = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<BTreeSet<_>>();
        if !ours.is_empty() {
            assert_eq!(listed(row[1]), set(ours), "{name}");
        }
        assert_eq!(listed(row[2]), set(theirs), "{name}");
    }
}

#[test]
fn examples_are_held_to_the_facade() {
    let packages = packages();
    for tool in ["kpis-examples", "kpis-benches"] {
        let package = packages.iter().find(|p| p["name"] == tool).unwrap();
        let inside = normal_dependencies(package);
        assert!(!inside.iter().any(|d| d.starts_with("kpi-")), "{tool} goes past the facade");
    }
}

#[test]
fn the_glossary_knows_every_metric_and_every_policy_field() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/GLOSSARY.md");
    let glossary = std::fs::read_to_string(path).unwrap();
    let catalog = kpis::metrics::Catalog::builtin().unwrap();
    for metric in catalog.metrics() {
        assert!(glossary.contains(&format!("`{}`", metric.id())), "{}", metric.id());
    }
    for fact in catalog.facts() {
        assert!(glossary.contains(&format!("`{}`", fact.name())), "{}", fact.name());
    }
    for field in kpis::revenue::PolicyField::ALL {
        assert!(glossary.contains(&format!("`{field}`")), "{field}");
    }
}

/// The table of presets in docs/CONVENTIONS.md is the presets.
#[test]
fn the_conventions_show_the_presets_as_they_are() {
    use kpis::revenue::{Policy, PolicyField, Preset};

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CONVENTIONS.md");
    let conventions = std::fs::read_to_string(path).unwrap();
    let policies = Preset::ALL.iter().map(|preset| Policy::preset(*preset));
    let policies: Vec<Policy> = policies.collect();
    for field in PolicyField::ALL {
        let row = conventions.lines().find(|line| {
            line.starts_with(&format!("| `{field}` |")) && line.matches('|').count() == 9
        });
        let cells: Vec<&str> = row.unwrap().split('|').skip(2).collect();
        for (policy, cell) in policies.iter().zip(cells) {
            let value = format!("`{}`", policy.value_of(*field));
            assert!(cell.contains(&value), "{field} of {}: {cell}", policy.name());
        }
    }
}

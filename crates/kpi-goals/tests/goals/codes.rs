//! Every code has an input that trips it and one that does not.

mod of_a_set;
mod of_one;

use std::collections::BTreeSet;

use kpi_goals::{Finding, FindingCode as Code, FindingLevel, FindingSubject, TargetForm};
use kpi_types::Unit;

use crate::world::{figure, findings, good};

/// What trips a code, and what is close to it and does not.
struct Pair {
    trips: Vec<Finding>,
    clean: Vec<Finding>,
}

fn at_least(text: &str) -> TargetForm<kpi_goals::Figure> {
    TargetForm::AtLeast(figure(text))
}

fn pair(code: Code) -> Pair {
    match code.subject() {
        FindingSubject::Set => of_a_set::pair(code),
        _ => of_one::pair(code),
    }
}

/// Trees, scenarios and stages have tests beside theirs; so has what a goal has no need of.
fn of_goals() -> impl Iterator<Item = &'static Code> {
    let own = |code: &&Code| match code.subject() {
        FindingSubject::Document => **code != Code::MissingField,
        FindingSubject::Goal(_) | FindingSubject::Set => true,
        _ => false,
    };
    Code::ALL.iter().filter(own)
}

#[test]
fn every_code_is_tripped_and_not_tripped() {
    for code in of_goals() {
        let Pair { trips, clean } = pair(*code);
        let has = |findings: &[Finding]| findings.iter().any(|f| f.code() == *code);
        let names = |findings: &[Finding]| -> Vec<&str> {
            findings.iter().map(|f| f.code().as_str()).collect()
        };
        assert!(has(&trips), "{} is not tripped: {:?}", code.as_str(), names(&trips));
        assert!(!has(&clean), "{} is tripped by the clean one", code.as_str());
    }
}

#[test]
fn every_finding_speaks_both_languages_and_has_a_place() {
    for code in of_goals() {
        for finding in pair(*code).trips {
            let name = finding.code().as_str();
            for text in [finding.message(), finding.remedy()] {
                assert!(text.is_complete(), "{name}");
                assert!(!text.ja.is_ascii(), "{name}: {}", text.ja);
                assert!(
                    text.en.is_ascii()
                        || text.en.contains(['−', '→', '–', '≥', '≤', 'が', '…', 'な']),
                    "{name}: {}",
                    text.en
                );
            }
            assert!(!finding.path().is_empty(), "{name}");
            if let Some(letter) = finding.code().letter() {
                assert!(finding.to_string().starts_with(letter.initial()), "{name}");
            }
            assert_eq!(finding.level(), finding.code().level());
        }
    }
}

/// Here, in `tests/tree/checks.rs`, `tests/scenario/checks.rs` and `tests/scenario/stages.rs`; a missing
/// field in the documents of trees and scenarios.
#[test]
fn every_subject_has_a_walk_over_its_codes() {
    for code in Code::ALL {
        assert!(
            matches!(
                code.subject(),
                FindingSubject::Document
                    | FindingSubject::Goal(_)
                    | FindingSubject::Set
                    | FindingSubject::Tree
                    | FindingSubject::Scenario
                    | FindingSubject::Stages
            ),
            "{} is of a subject that no walk covers",
            code.as_str()
        );
    }
}

#[test]
fn codes_are_names_of_their_own() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    let lower = |name: &&str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    assert!(names.iter().all(lower));
    for level in [FindingLevel::Blocking, FindingLevel::Warning, FindingLevel::Advice] {
        assert!(Code::ALL.iter().any(|code| code.level() == level));
        assert!(level.label().is_complete());
    }
}

#[test]
fn the_good_goal_has_no_finding_at_all() {
    let report = crate::world::report(&good());
    assert_eq!(report.findings(), []);
    assert!(report.is_smart(), "{report:?}");
}

#[test]
fn a_stated_unit_is_held_against_the_catalog() {
    let trips = findings(&good().with_unit(Unit::Money));
    let finding = trips.iter().find(|f| f.code() == Code::UnitMismatch).unwrap();
    assert_eq!(finding.path(), "goal.nrr.unit");
    assert!(findings(&good().with_unit(Unit::Ratio)).is_empty());
}

//! Every code has an input that trips it and one that does not.

use std::collections::BTreeSet;

use kpi_goals::{
    Baseline, Benchmark, Change, Effect, Finding, FindingCode as Code, FindingLevel,
    FindingSubject, Goal, GoalDocument, GoalDraft, GoalLinks, Hygiene, Milestone, ReviewPlan,
    Revision, RevisionLog, SmartCheck, Support, TargetForm,
};
use kpi_metrics::{Direction, Target};
use kpi_types::{Estimate, EstimateMethod, Grain, Unit};

use crate::world::{
    NEWEST, arr, as_of, baseline, builtin, day, fact, figure, findings, good, history,
    history_until, kgi, noise, nrr, nrr_values, ratio, report_with,
};

/// What trips a code, and what is close to it and does not.
struct Pair {
    trips: Vec<Finding>,
    clean: Vec<Finding>,
}

/// A change to the good goal that trips it; the good goal does not.
fn draft(change: impl FnOnce(GoalDraft) -> GoalDraft) -> Pair {
    between(change(good()), good())
}

fn between(trips: GoalDraft, clean: GoalDraft) -> Pair {
    Pair { trips: findings(&trips), clean: findings(&clean) }
}

fn document(trips: &str, clean: &str) -> Pair {
    let read = |text: &str| GoalDocument::from_toml(text).findings().to_vec();
    Pair { trips: read(trips), clean: read(clean) }
}

fn at_least(text: &str) -> TargetForm<kpi_goals::Figure> {
    TargetForm::AtLeast(figure(text))
}

fn milestones(all: &[(&str, &str)]) -> Vec<Milestone<kpi_goals::Figure>> {
    let one = |(date, value): &(&str, &str)| Milestone { date: day(date), value: figure(value) };
    all.iter().map(one).collect()
}

fn goal(draft: &GoalDraft) -> Goal {
    crate::world::report(draft).into_goal().unwrap()
}

/// Hygiene of goals that were checked one by one, with everything that is known.
fn set(drafts: &[GoalDraft], asked: &Hygiene<'_>) -> Vec<Finding> {
    set_with(drafts, asked, |check| check)
}

fn set_with(
    drafts: &[GoalDraft],
    asked: &Hygiene<'_>,
    change: impl FnOnce(SmartCheck<'_>) -> SmartCheck<'_>,
) -> Vec<Finding> {
    let goals: Vec<Goal> = drafts.iter().map(goal).collect();
    let catalog = builtin();
    let all: Vec<GoalDraft> = drafts.iter().cloned().chain([kgi()]).collect();
    let links = GoalLinks::of(&all);
    let check = SmartCheck::new(&catalog, as_of())
        .with_history(nrr())
        .with_history(arr())
        .with_relations(&links);
    change(check).hygiene(&goals, asked)
}

fn named(name: &str) -> GoalDraft {
    let mut text = good();
    text = GoalDraft::new(name)
        .with_metric("net_revenue_retention")
        .with_owner(text.owner().unwrap())
        .with_target(at_least("103 %"))
        .with_baseline(baseline("102 %"))
        .with_start(day("2026-10-01"))
        .with_deadline(day("2027-03-31"))
        .with_review(ReviewPlan::every(Grain::Month))
        .with_support(Support { influence: Some(Effect::Raises), ..Support::of("arr") });
    text
}

fn log(entries: &[(&str, Change, &str)]) -> RevisionLog {
    let mut log = RevisionLog::new();
    for (date, change, why) in entries {
        let entry = Revision {
            date: day(date),
            goal: "nrr".to_owned(),
            by: "Sato".to_owned(),
            change: change.clone(),
            why: (*why).to_owned(),
        };
        log.record(entry).unwrap();
    }
    log
}

fn eased(to: f64) -> Change {
    Change::Target { from: Target::AtLeast(ratio(1.05)), to: Target::AtLeast(ratio(to)) }
}

/// Onboarding that moves with ARR in the first half only.
fn faded(then: f64, now: f64) -> Vec<Finding> {
    let (wiggle, chance) = (nrr_values(), noise(36, 9));
    let mix = |n: usize| {
        let share = if n < 18 { then } else { now };
        ratio(0.5 + share * (wiggle[n] - 1.02) + (1.0 - share) * 0.03 * chance[n])
    };
    let values: Vec<_> = (0..36).map(mix).collect();
    let other = named("nrr");
    set_with(&[other], &Hygiene::new(), |check| {
        check.with_history(history("net_revenue_retention", &values))
    })
}

fn reviewed_monthly(start: &str) -> GoalDraft {
    good().with_start(day(start))
}

fn pair(code: Code) -> Pair {
    let percent = Estimate::try_new(1.02, 0.99, 1.05, 0.95, 80, EstimateMethod::Given).unwrap();
    let tight = Estimate::try_new(1.02, 1.015, 1.025, 0.95, 80, EstimateMethod::Given).unwrap();
    let among = |values: &[f64]| {
        let metric = crate::world::id("net_revenue_retention");
        let peers = Benchmark::try_new(metric, "peers", values).unwrap();
        let report = report_with(&good(), |check| check.with_benchmark(peers));
        report.findings().to_vec()
    };
    match code {
        Code::Syntax => document("[[goal]\nid =", "[[goal]]\nid = 'a'"),
        Code::TooLarge => {
            let large = format!("# {}", "x".repeat(GoalDocument::MOST_BYTES));
            document(&large, "# x")
        }
        Code::UnknownField => document("[[goal]]\ncolour = 'red'", "[[goal]]\nowner = 'red'"),
        Code::BadValue => {
            document("[[goal]]\ndeadline = 'soon'", "[[goal]]\ndeadline = 2027-03-31")
        }
        Code::IdMissing => between(GoalDraft::new(" "), good()),
        Code::MetricMissing => between(GoalDraft::new("a"), good()),
        Code::MetricUnknown => {
            between(GoalDraft::new("a").with_metric("net_revenue_retentoin"), good())
        }
        Code::SeveralMetrics => draft(|d| d.with_metric("arr")),
        Code::SubjectMissing => draft(|d| d.with_subject("")),
        Code::OwnerMissing => draft(|d| d.with_owner(" ")),
        Code::OwnerShared => draft(|d| d.with_owner("Everyone")),
        Code::VagueWord => draft(|d| d.with_statement("NRRをなるべく上げる")),
        Code::SegmentMissing => draft(|d| d.with_segment("")),
        Code::TargetMissing => {
            between(GoalDraft::new("a").with_metric("arr").with_deadline(day("2027-03-31")), good())
        }
        Code::UnitMismatch => draft(|d| d.with_target(at_least("103 points"))),
        Code::CurrencyMismatch => {
            let arr = |target: &str| {
                kgi().with_baseline(baseline("150,000,000 JPY")).with_target(at_least(target))
            };
            between(arr("1,500,000 USD"), arr("165,000,000 JPY"))
        }
        Code::DirectionMismatch => draft(|d| d.with_direction(Direction::LowerIsBetter)),
        Code::BandInverted => {
            let band = |low: &str, high: &str| {
                let (low, high) = (figure(low), figure(high));
                good().with_target(TargetForm::Between { low, high })
            };
            between(band("105 %", "103 %"), band("103 %", "105 %"))
        }
        Code::ChangeWithoutBaseline => {
            let change = GoalDraft::new("a")
                .with_metric("net_revenue_retention")
                .with_target(TargetForm::ChangeBy(figure("1 %")));
            let with = change.clone().with_baseline(baseline("102 %"));
            between(change, with)
        }
        Code::GrainNotOffered => {
            let churn = GoalDraft::new("a")
                .with_metric("trailing_churn_rate")
                .with_target(TargetForm::AtMost(figure("2 %")));
            between(churn.clone().with_grain(Grain::Quarter), churn.with_grain(Grain::Month))
        }
        Code::ImpossibleValue => {
            let customers = |least: &str| {
                GoalDraft::new("a").with_metric("customers").with_target(at_least(least))
            };
            between(customers("-5"), customers("5"))
        }
        Code::PercentForRatio => draft(|d| d.with_target(at_least("103"))),
        Code::BaselineMissing => {
            between(GoalDraft::new("a").with_metric("net_revenue_retention"), good())
        }
        Code::BaselineUndated => draft(|d| {
            let undated = Baseline { measured_on: None, ..baseline("102 %") };
            d.with_baseline(undated)
        }),
        Code::BaselineInFuture => {
            draft(|d| d.with_baseline(baseline("102 %").measured_on(day("2026-10-31"))))
        }
        // June to August are three full months; the limit is two.
        Code::BaselineStale => between(
            good().with_baseline(baseline("102 %").measured_on(day("2026-06-30"))),
            good().with_baseline(baseline("102 %").measured_on(day("2026-07-31"))),
        ),
        Code::BaselineDiffers => draft(|d| d.with_baseline(baseline("101 %"))),
        Code::BaselineFactUnknown => {
            draft(|d| d.with_baseline(baseline("102 %").from_facts([fact("promoters")])))
        }
        // October and November; three are wanted.
        Code::MeasuredTooSeldom => between(
            good().with_deadline(day("2026-11-30")),
            good().with_deadline(day("2026-12-31")),
        ),
        Code::BaselineWithoutFacts => draft(|d| d.with_baseline(Baseline::new(figure("102 %")))),
        Code::Unlikely => draft(|d| d.with_target(at_least("120 %"))),
        Code::TooEasy => {
            let low = baseline("102 %");
            let easy = good().with_baseline(Baseline { value: figure("98 %"), ..low });
            between(easy.with_target(at_least("98.5 %")), good())
        }
        Code::AlreadyMet => draft(|d| d.with_target(at_least("101 %"))),
        Code::InsideNoise => between(
            good().with_baseline(baseline("102 %").with_interval(percent)),
            good().with_baseline(baseline("102 %").with_interval(tight)),
        ),
        Code::PaceNeverSeen => draft(|d| d.with_target(at_least("120 %"))),
        Code::BeyondBenchmark => {
            Pair { trips: among(&[0.95, 1.0, 1.02]), clean: among(&[0.95, 1.0, 1.10]) }
        }
        Code::MethodsDisagree => {
            // Ten calm years, then a steep half year that the trend follows and few changes show.
            let steep = |n: usize| match n {
                0..30 => 1.0,
                n => 1.0 + 0.02 * (n as f64 - 29.0),
            };
            let values: Vec<_> = (0..36).map(|n| ratio(steep(n))).collect();
            let disagreeing = |target: &str| {
                let draft = good().with_baseline(baseline("112 %")).with_target(at_least(target));
                report_with(&draft, |check| {
                    check.with_history(history("net_revenue_retention", &values))
                })
                .findings()
                .to_vec()
            };
            Pair { trips: disagreeing("115 %"), clean: disagreeing("200 %") }
        }
        Code::Orphan => between(named_without_support(), good()),
        Code::ParentUnknown => draft(|d| d.with_support(Support::of("nowhere"))),
        Code::SignInconsistent => {
            between(supporting(Some(Effect::Lowers)), supporting(Some(Effect::Raises)))
        }
        Code::AssociationOpposite => {
            between(supporting(Some(Effect::Lowers)), supporting(Some(Effect::Raises)))
        }
        Code::AssociationUnclear => {
            let values: Vec<_> = noise(36, 21).iter().map(|e| ratio(1.02 + 0.03 * e)).collect();
            let draft = good();
            let unclear = report_with(&draft, |check| {
                check.with_history(history("net_revenue_retention", &values))
            });
            Pair { trips: unclear.findings().to_vec(), clean: findings(&draft) }
        }
        Code::DeadlineMissing => between(GoalDraft::new("a"), good()),
        Code::DeadlinePast => draft(|d| d.with_deadline(day("2026-09-30"))),
        Code::StartAfterDeadline => draft(|d| d.with_start(day("2027-04-01"))),
        Code::NoPeriodBeforeDeadline => {
            draft(|d| d.with_start(day("2026-10-05")).with_deadline(day("2026-10-20")))
        }
        Code::NotMature => {
            let year = |deadline: &str| {
                GoalDraft::new("a")
                    .with_metric("net_revenue_retention_12m")
                    .with_target(at_least("103 %"))
                    .with_start(day("2026-10-01"))
                    .with_deadline(day(deadline))
            };
            between(year("2026-12-31"), year("2027-09-30"))
        }
        Code::ShorterThanContract => {
            between(good().with_contract_months(12), good().with_contract_months(6))
        }
        Code::MilestoneOutside => between(
            good().with_milestones(milestones(&[("2027-04-30", "102.5 %")])),
            good().with_milestones(milestones(&[("2026-12-31", "102.5 %")])),
        ),
        Code::MilestonesUnordered => {
            let (a, b) = (("2026-12-31", "102.5 %"), ("2027-01-31", "102.7 %"));
            between(
                good().with_milestones(milestones(&[b, a])),
                good().with_milestones(milestones(&[a, b])),
            )
        }
        Code::MilestoneBackwards => between(
            good().with_milestones(milestones(&[("2026-12-31", "101 %")])),
            good().with_milestones(milestones(&[("2026-12-31", "102.5 %")])),
        ),
        Code::ReviewMissing => draft(|d| d.with_review(ReviewPlan::none())),
        Code::ReviewAfterDeadline => between(
            good().with_review(ReviewPlan::none().with_dates([day("2027-04-01")])),
            good().with_review(ReviewPlan::none().with_dates([day("2027-01-15")])),
        ),
        Code::ReviewTooOften => draft(|d| d.with_review(ReviewPlan::every(Grain::Week))),
        Code::DeadlineInsidePeriod => draft(|d| d.with_deadline(day("2027-03-20"))),
        // October to June are nine months; six may go without.
        Code::MilestonesMissing => draft(|d| d.with_deadline(day("2027-06-30"))),
        Code::DuplicateId => {
            let catalog = builtin();
            let check = SmartCheck::new(&catalog, as_of());
            let all = |drafts: &[GoalDraft]| {
                let reports = check.check_all(drafts);
                reports.iter().flat_map(|report| report.findings().to_vec()).collect()
            };
            Pair { trips: all(&[named("a"), named("a")]), clean: all(&[named("a"), named("b")]) }
        }
        Code::DuplicateGoal => Pair {
            trips: set(&[named("a"), named("b")], &Hygiene::new()),
            clean: set(&[named("a"), named("b").with_deadline(day("2027-01-31"))], &Hygiene::new()),
        },
        Code::ConflictingGoals => {
            let band = |high: &str| {
                let (low, high) = (figure("90 %"), figure(high));
                named("b").with_target(TargetForm::Between { low, high })
            };
            Pair {
                trips: set(&[named("a"), band("100 %")], &Hygiene::new()),
                clean: set(&[named("a"), band("103 %")], &Hygiene::new()),
            }
        }
        Code::TooManyKpis => {
            let kpis = |count: u32| -> Vec<GoalDraft> {
                (0..count)
                    .map(|n| {
                        named(&format!("g{n}"))
                            .with_deadline(day("2027-03-31") + chrono::Days::new(n.into()))
                    })
                    .collect()
            };
            Pair { trips: set(&kpis(6), &Hygiene::new()), clean: set(&kpis(5), &Hygiene::new()) }
        }
        Code::OwnerGone => Pair {
            trips: set(&[good()], &Hygiene::new().with_people(["Suzuki"])),
            clean: set(&[good()], &Hygiene::new().with_people(["Suzuki", "Sato"])),
        },
        Code::ReviewOverdue => {
            // Monthly from 1 August: the last one was due on 1 October.
            let early = log(&[("2026-09-01", Change::Reviewed, "")]);
            let late = log(&[("2026-10-02", Change::Reviewed, "")]);
            let goals = [reviewed_monthly("2026-08-01")];
            Pair {
                trips: set(&goals, &Hygiene::new().with_log(&early)),
                clean: set(&goals, &Hygiene::new().with_log(&late)),
            }
        }
        Code::StaleData => {
            let values: Vec<_> = nrr_values().into_iter().map(ratio).collect();
            let until = |back: i32| {
                let newest = NEWEST.checked_add(-back).unwrap();
                set_with(&[good()], &Hygiene::new(), |check| {
                    check.with_history(history_until("net_revenue_retention", &values, newest))
                })
            };
            Pair { trips: until(3), clean: until(2) }
        }
        Code::NoLongerRelated => Pair { trips: faded(1.0, 0.0), clean: faded(1.0, 1.0) },
        Code::RevisionUnexplained => {
            let (without, with) = (
                log(&[("2026-10-02", eased(1.03), " ")]),
                log(&[("2026-10-02", eased(1.03), "new price list")]),
            );
            Pair {
                trips: set(&[good()], &Hygiene::new().with_log(&without)),
                clean: set(&[good()], &Hygiene::new().with_log(&with)),
            }
        }
        Code::TargetLowered => {
            let (late, early) = (
                log(&[("2027-03-15", eased(1.03), "price")]),
                log(&[("2026-12-15", eased(1.03), "price")]),
            );
            Pair {
                trips: set(&[good()], &Hygiene::new().with_log(&late)),
                clean: set(&[good()], &Hygiene::new().with_log(&early)),
            }
        }
        other => panic!("{} has no pair of inputs", other.as_str()),
    }
}

fn named_without_support() -> GoalDraft {
    GoalDraft::new("a").with_metric("net_revenue_retention").with_target(at_least("103 %"))
}

fn supporting(influence: Option<Effect>) -> GoalDraft {
    named_without_support().with_support(Support { influence, ..Support::of("arr") })
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

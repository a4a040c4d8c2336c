//! Goals side by side, and their past.

use kpi_goals::{
    Change, Effect, Finding, FindingCode as Code, Goal, GoalDraft, GoalLinks, Hygiene, ReviewPlan,
    Revision, RevisionLog, SmartCheck, Support, TargetForm,
};
use kpi_metrics::Target;
use kpi_types::Grain;

use super::{Pair, at_least};
use crate::world::{
    NEWEST, arr, as_of, baseline, builtin, day, figure, good, history, history_until, kgi, noise,
    nrr, nrr_values, ratio,
};

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

pub(super) fn pair(code: Code) -> Pair {
    match code {
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

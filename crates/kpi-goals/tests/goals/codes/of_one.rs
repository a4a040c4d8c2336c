//! Documents and goals by themselves.

use kpi_goals::{
    Baseline, Benchmark, Effect, FindingCode as Code, GoalDocument, GoalDraft, Milestone,
    ReviewPlan, Support, TargetForm,
};
use kpi_metrics::Direction;
use kpi_types::{Estimate, EstimateMethod, Grain};

use super::{Pair, at_least};
use crate::world::{
    baseline, day, fact, figure, findings, good, history, kgi, noise, ratio, report_with,
};

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

fn milestones(all: &[(&str, &str)]) -> Vec<Milestone<kpi_goals::Figure>> {
    let one = |(date, value): &(&str, &str)| Milestone { date: day(date), value: figure(value) };
    all.iter().map(one).collect()
}

pub(super) fn pair(code: Code) -> Pair {
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
        other => panic!("{} has no pair of inputs", other.as_str()),
    }
}

fn named_without_support() -> GoalDraft {
    GoalDraft::new("a").with_metric("net_revenue_retention").with_target(at_least("103 %"))
}

fn supporting(influence: Option<Effect>) -> GoalDraft {
    named_without_support().with_support(Support { influence, ..Support::of("arr") })
}

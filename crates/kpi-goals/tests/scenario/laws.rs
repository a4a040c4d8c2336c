//! What holds for any scenario.

use chrono::{Days, NaiveDate};
use kpi_goals::{
    Feasibility, Lag, Scenario, ScenarioDraft, ScenarioPlan, StageDraft, WorkingCalendar,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::{Localized, ScenarioStage};
use proptest::prelude::*;

use crate::{catalog, day, goal};

#[derive(Debug, Clone)]
struct Case {
    lags: Vec<Lag>,
    rates: Vec<(u64, u64)>,
    days: u64,
    target: u64,
    customers: u64,
    as_of: u64,
    capacity: Option<u64>,
    not_before: Option<u64>,
    holidays: Vec<u64>,
}

fn start() -> NaiveDate {
    day(2026, 1, 5)
}

fn later(days: u64) -> NaiveDate {
    start() + Days::new(days)
}

impl Case {
    fn draft(&self) -> ScenarioDraft {
        let off = |days: &u64| (later(*days), Localized::new("off", "休み"));
        let calendar = WorkingCalendar::weekdays().with_holidays(self.holidays.iter().map(off));
        let draft =
            ScenarioDraft::new(goal(later(self.days), self.target), start(), self.customers);
        let stages = ScenarioStage::ALL.iter().zip(&self.lags).zip(&self.rates).enumerate();
        let stages = stages.map(|(at, ((stage, lag), (reached, of)))| {
            let mut draft = StageDraft::new(*stage, *lag, *reached, *of);
            if at == 2 {
                draft = self.capacity.into_iter().fold(draft, StageDraft::capacity);
                draft = self.not_before.map(later).into_iter().fold(draft, StageDraft::not_before);
            }
            draft
        });
        stages.fold(draft, ScenarioDraft::stage).calendar(calendar)
    }

    fn plan(&self) -> ScenarioPlan {
        let scenario = Scenario::try_new(self.draft(), &catalog()).unwrap();
        scenario.plan(later(self.as_of), ConfidenceLevel::P95).unwrap()
    }
}

fn lag() -> impl Strategy<Value = Lag> {
    prop_oneof![
        (0_u32..60).prop_map(Lag::Days),
        (0_u32..40).prop_map(Lag::WorkingDays),
        (0_u32..4).prop_map(Lag::Months),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    (
        prop::collection::vec(lag(), 5),
        prop::collection::vec((0_u64..40, 0_u64..10).prop_map(|(a, b)| (a, a + b.max(1))), 5),
        (0_u64..500, 1_u64..60, 0_u64..100),
        0_u64..200,
        prop::option::of(0_u64..80),
        prop::option::of(0_u64..300),
        prop::collection::vec(0_u64..500, 0..20),
    )
        .prop_map(
            |(lags, rates, (days, target, more), as_of, capacity, not_before, holidays)| Case {
                lags,
                rates,
                days,
                target,
                customers: target + more,
                as_of,
                capacity,
                not_before,
                holidays,
            },
        )
}

proptest! {
    #[test]
    fn backwards_then_forwards_arrives_no_later_than_the_goal(case in case()) {
        let plan = case.plan();
        // Begun on the last day and without obstacles, with just as many as are needed.
        let begun = plan.start_by();
        let mut at = begun;
        let draft = case.draft();
        let scenario = Scenario::try_new(draft, &catalog()).unwrap();
        for (lag, milestone) in case.lags.iter().zip(plan.milestones()) {
            at = lag.done_by(at, scenario.calendar()).unwrap();
            prop_assert!(at <= milestone.due());
        }
        prop_assert!(at <= later(case.days));
        if let Some(mut count) = plan.needed_at_start() {
            for ((reached, of), milestone) in case.rates.iter().zip(plan.milestones()) {
                count = count * reached / of;
                prop_assert!(count >= milestone.needed().unwrap());
            }
            prop_assert!(count >= case.target);
        }
    }

    #[test]
    fn possible_means_arriving_in_time_with_enough(case in case()) {
        let plan = case.plan();
        let last = plan.milestones().last().unwrap();
        let arrives = last.earliest() <= last.due() && last.expected() >= case.target;
        prop_assert_eq!(plan.feasibility().is_possible(), plan.obstacles().is_empty());
        if plan.feasibility().is_possible() {
            prop_assert!(arrives);
        }
        if let Feasibility::Possible { .. } = plan.feasibility() {
            prop_assert!(last.expected_at_lower_ends() >= case.target);
        }
    }

    #[test]
    fn more_slack_never_makes_possible_impossible(case in case(), more in 1_u64..60) {
        let now = case.plan().feasibility().is_possible();
        let eased = [
            Case { days: case.days + more, ..case.clone() },
            Case { customers: case.customers + more, ..case.clone() },
            Case { target: case.target.saturating_sub(more).max(1), ..case.clone() },
            Case { capacity: case.capacity.map(|most| most + more), ..case.clone() },
            Case { capacity: None, ..case.clone() },
            Case { not_before: case.not_before.map(|day| day.saturating_sub(more)), ..case.clone() },
            Case { as_of: case.as_of.saturating_sub(more), ..case.clone() },
        ];
        for eased in eased {
            prop_assert!(!now || eased.plan().feasibility().is_possible(), "{eased:?}");
        }
        for at in 0..5 {
            let mut eased = case.clone();
            eased.lags[at] = match eased.lags[at] {
                Lag::Days(n) => Lag::Days(n / 2),
                Lag::WorkingDays(n) => Lag::WorkingDays(n / 2),
                Lag::Months(n) => Lag::Months(n / 2),
                other => other,
            };
            let (reached, of) = eased.rates[at];
            eased.rates[at] = ((reached + 1).min(of), of);
            prop_assert!(!now || eased.plan().feasibility().is_possible(), "{eased:?}");
        }
    }

    #[test]
    fn bounds_are_around_the_point(case in case()) {
        for milestone in case.plan().milestones() {
            let (low, high) = (milestone.expected_at_lower_ends(), milestone.expected_at_upper_ends());
            prop_assert!(low <= milestone.expected() && milestone.expected() <= high);
            if let (Some(needed), Some(least)) = (milestone.needed(), milestone.needed_at_upper_ends()) {
                prop_assert!(least <= needed);
                prop_assert!(milestone.needed_at_lower_ends().is_none_or(|most| needed <= most));
            }
        }
    }
}

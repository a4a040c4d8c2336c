//! A/B tests from counts to verdict.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::num::NonZeroU32;

use kpi_stats::{
    AbReport, AbTest, AbTestError, AbVerdict, Boundary, ConfidenceLevel, Direction, Looks, Moments,
    Peeking, Proportion, Relevance, SampleRatioOutcome,
};
use proptest::prelude::*;

fn conversion(control: (u64, u64), treatment: (u64, u64)) -> AbTest {
    let of = |(k, n)| Proportion::try_new(k, n).unwrap();
    AbTest::conversion(of(control), of(treatment))
}

fn times(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

/// SciPy 1.17.1, `chisquare([821588, 815482])`: a ratio of 50.2 to 49.8 that looks harmless.
#[test]
fn a_sample_ratio_mismatch_is_seen() {
    let report = conversion((100, 815_482), (100, 821_588)).evaluate().unwrap();
    assert_eq!(report.sample_ratio.outcome, SampleRatioOutcome::Mismatch);
    let p = report.sample_ratio.test.p_value();
    assert!((p / 1.821_792_872_619_185_8e-6 - 1.0).abs() < 1e-9, "{p:e}");
    let said = report.messages();
    assert!(said.last().unwrap().en.contains("planned sizes"));
    // A ninth treated, as planned.
    let planned = conversion((10, 8_000), (2, 1_000)).try_with_treatment_share(1.0 / 9.0).unwrap();
    let report = planned.evaluate().unwrap();
    assert_eq!(report.sample_ratio.outcome, SampleRatioOutcome::AsPlanned);
    assert_eq!(report.sample_ratio.test.p_value(), 1.0);
}

#[test]
fn no_difference_found_is_not_no_difference() {
    let few = conversion((10, 100), (11, 100)).try_with_smallest_relevant(0.02).unwrap();
    let report = few.evaluate().unwrap();
    assert_eq!(report.verdict, AbVerdict::Undecided);
    assert!(report.power.unwrap() < 0.1 && report.detectable.unwrap() > 0.1);
    assert!(report.messages().iter().any(|m| m.en.contains("in 7 % of tests")), "{report:?}");
    let many = conversion((10_000, 100_000), (10_050, 100_000));
    let report = many.clone().try_with_smallest_relevant(0.02).unwrap().evaluate().unwrap();
    assert_eq!(report.verdict, AbVerdict::NoRelevantDifference);
    assert!(report.power.unwrap() > 0.99);
    assert_eq!(many.evaluate().unwrap().verdict, AbVerdict::Undecided);
}

#[test]
fn lower_churn_is_better() {
    let churn = conversion((120, 1000), (80, 1000));
    let worse = AbVerdict::Worse { relevance: Relevance::NotAsked };
    assert_eq!(churn.clone().evaluate().unwrap().verdict, worse);
    let churn = churn.with_better(Direction::Lower).try_with_smallest_relevant(0.01).unwrap();
    let better = AbVerdict::Better { relevance: Relevance::Relevant };
    assert_eq!(churn.evaluate().unwrap().verdict, better);
}

#[test]
fn planned_looks_are_stricter() {
    let test = conversion((90, 1000), (120, 1000));
    let looks = Looks::try_even(4, Boundary::OBrienFleming).unwrap();
    let at = |look: u32| -> AbReport {
        test.clone().with_looks(looks.clone()).with_looks_taken(times(look)).evaluate().unwrap()
    };
    // z is 2.18: short of 4.05 at the first of four looks, past 2.02 at the last.
    let first = at(1);
    assert!(matches!(first.peeking, Peeking::Planned { look: 1, planned: 4, critical_value }
        if (critical_value - 4.049).abs() < 1e-3));
    assert_eq!(first.verdict, AbVerdict::Undecided);
    assert!(first.difference.level() > 0.9999);
    assert_eq!(at(4).verdict, AbVerdict::Better { relevance: Relevance::NotAsked });
}

/// Armitage, McPherson and Rowe 1969: five looks at 1.96 raise 14.2 % false alarms.
#[test]
fn peeking_is_named_and_made_up_for() {
    let test = conversion((90, 1000), (120, 1000)).with_looks_taken(times(5));
    let report = test.evaluate().unwrap();
    let Peeking::Unplanned { taken: 5, planned: 1, false_alarms, critical_value } = report.peeking
    else {
        panic!("{report:?}")
    };
    assert!((false_alarms - 0.142).abs() < 5e-4 && (critical_value - 2.413).abs() < 5e-4);
    let said = report.messages();
    assert!(said.iter().any(|m| m.en.contains("14.2 %")) && said.iter().all(|m| m.is_complete()));
    // A fifth look at a plan of four spends more than it may.
    let looks = Looks::try_even(4, Boundary::Pocock).unwrap();
    let report = test.with_looks(looks).evaluate().unwrap();
    assert!(matches!(report.peeking, Peeking::Unplanned { planned: 4, false_alarms, .. }
        if false_alarms > 0.05 && false_alarms < 0.07));
}

#[test]
fn means() {
    let of = |values: &[f64]| Moments::try_from_values(values.iter().copied()).unwrap();
    let control = of(&[10.0, 12.0, 9.0, 11.0, 10.0, 13.0, 8.0, 11.0]);
    let treatment = of(&[14.0, 15.0, 12.0, 13.0, 16.0, 15.0, 13.0, 14.0]);
    let report = AbTest::mean(control, treatment)
        .with_level(ConfidenceLevel::P99)
        .try_with_smallest_relevant(1.0)
        .unwrap()
        .evaluate()
        .unwrap();
    assert_eq!(report.difference.point(), 3.5);
    assert_eq!(report.verdict, AbVerdict::Better { relevance: Relevance::Relevant });
    assert!(report.detectable.unwrap() > 2.0 && report.power.unwrap() < 0.5);
}

#[test]
fn every_refusal() {
    let test = || conversion((1, 10), (2, 10));
    for difference in [0.0, -1.0, f64::NAN] {
        let found = test().try_with_smallest_relevant(difference);
        assert!(matches!(found, Err(AbTestError::SmallestRelevant { .. })));
    }
    for share in [0.0, 1.0, f64::NAN] {
        let found = test().try_with_treatment_share(share);
        assert!(matches!(found, Err(AbTestError::TreatmentShare { .. })));
    }
    let found = test().with_looks_taken(times(31)).evaluate();
    assert_eq!(found, Err(AbTestError::TooManyLooks { taken: 31, most: 30 }));
    let flat = Moments::try_from_values([1.0, 1.0]).unwrap();
    assert!(matches!(AbTest::mean(flat, flat).evaluate(), Err(AbTestError::Means(_))));
    // Nobody converted: there is an interval, and nothing is decided.
    let none = conversion((0, 10), (0, 10)).evaluate().unwrap();
    assert_eq!((none.verdict, none.test.p_value()), (AbVerdict::Undecided, 1.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn swapping_the_groups_turns_the_verdict(
        (a, m) in (20_u64..400).prop_flat_map(|n| (0..=n, Just(n))),
        (b, n) in (20_u64..400).prop_flat_map(|n| (0..=n, Just(n))),
    ) {
        let share = n as f64 / (m + n) as f64;
        let test = |x, y, share| {
            let test = conversion(x, y).try_with_treatment_share(share).unwrap();
            test.evaluate().unwrap()
        };
        let (here, there) = (test((a, m), (b, n), share), test((b, n), (a, m), 1.0 - share));
        prop_assert!((here.difference.point() + there.difference.point()).abs() < 1e-12);
        prop_assert!(here.sample_ratio.test.p_value() > 0.99);
        let turned = match there.verdict {
            AbVerdict::Better { relevance } => AbVerdict::Worse { relevance },
            AbVerdict::Worse { relevance } => AbVerdict::Better { relevance },
            same => same,
        };
        prop_assert_eq!(here.verdict, turned);
        prop_assert_eq!(here.test.p_value() < 0.05, here.verdict != AbVerdict::Undecided);
    }
}

//! Survival by its public names: figures worked out elsewhere, and every refusal.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_cohort::{
    DecimalLifetimes, HazardScale, HazardTies, HazardVariance, IntervalEdges, IntervalScale,
    KaplanMeierOptions, LifetimesByGroup, LogRankError, LogRankWeights, NelsonAalenOptions,
    NoInterval, ReachedTime, RiskTable, Status, Status::Censored, Status::Event,
    SurvivalInputError, SurvivalTail, SurvivalUndefined, SurvivalVariance, Weight, WholeLifetimes,
    log_rank, stratified_log_rank,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::EstimateMethod;

fn table(events: &[u32], censored: &[u32]) -> RiskTable {
    let mut stayed = WholeLifetimes::new();
    events.iter().for_each(|time| stayed.observe(*time, Event));
    censored.iter().for_each(|time| stayed.observe(*time, Censored));
    stayed.finish().unwrap()
}

/// Weeks of remission on 6-MP (Freireich 1963).
fn six_mp() -> RiskTable {
    table(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
}

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} against {expected}");
}

/// The four weighted rows of lifelines' `test_weights_with_unaligned_index`.
fn weighted() -> RiskTable {
    let mut stayed = DecimalLifetimes::new();
    let weights = [1.5, 2.0, 0.8, 0.9].map(|weight| Weight::try_new(weight).unwrap());
    let status = [Censored, Event, Event, Censored];
    stayed.observe_weighted_columns(&[0.6, 0.4, 0.8, 0.9], &status, &weights).unwrap();
    stayed.finish().unwrap()
}

/// Numerical derivatives of the estimates by each weight, in Python with NumPy: √ Σ (w u)².
#[test]
fn robust_errors_are_those_of_the_numerical_jackknife() {
    let curve = weighted().kaplan_meier(KaplanMeierOptions::default());
    for (time, error) in [(0.4, 0.2761561346494504), (0.8, 0.26379056731097733)] {
        near(curve.survival_at(time).unwrap().standard_error().unwrap(), error, 1e-9);
    }
    for (limit, mean, error) in [
        (0.5, 0.46153846153846156, 0.027615613464796355),
        (0.85, 0.6624434389140271, 0.11847464264616837),
        (0.9, 0.6787330316742082, 0.12735170005041577),
    ] {
        let found = curve.restricted_mean(limit).unwrap();
        near(found.mean(), mean, 1e-12);
        near(found.standard_error().unwrap(), error, 1e-8);
        assert_eq!(found.estimate().unwrap().method(), EstimateMethod::RobustSurvivalArea);
    }
    let hazard = weighted().nelson_aalen(NelsonAalenOptions::default());
    near(hazard.hazard_at(0.8).unwrap().standard_error().unwrap(), 0.4517566642200689, 1e-9);
    assert_eq!(
        curve.survival_at(0.4).unwrap().estimate().unwrap().method(),
        EstimateMethod::RobustSurvivalLogLog
    );
}

/// √(0.8333 · 0.1667 ÷ 12): ten of the twelve at risk after week 10 are in remission after week 20,
/// and nobody is censored among the events.
#[test]
fn a_condition_starts_the_curve_again() {
    let curve = six_mp().kaplan_meier(KaplanMeierOptions::default());
    let share = curve.conditional_survival(11.0, 6.0).unwrap();
    near(share.survival(), 10.0 / 12.0, 1e-15);
    near(share.standard_error().unwrap(), (10.0 / 12.0 * (2.0 / 12.0) / 12.0_f64).sqrt(), 1e-15);
    assert_eq!(share.estimate().unwrap().n(), 12);
    let from_10 = curve.given_survival_to(10.0).unwrap();
    assert_eq!((from_10.origin(), from_10.table().rows()[0].time()), (10.0, 11.0));
    // Nobody leaves by 12.
    assert_eq!(from_10.survival_at(12.0).unwrap().survival(), 1.0);
    assert_eq!(from_10.survival_at(12.0).unwrap().estimate(), Err(NoInterval::NoEventYet));
    // Area from 10 to 20: 3 · 1 + 3 · 11/12 + 4 · 10/12.
    let mean = from_10.restricted_mean(20.0).unwrap().mean();
    near(mean, 3.0 + 3.0 * 11.0 / 12.0 + 4.0 * 10.0 / 12.0, 1e-12);
    assert_eq!(
        from_10.survival_at(5.0),
        Err(SurvivalUndefined::BeforeOrigin { time: 5.0, origin: 10.0 })
    );
}

#[test]
fn beyond_the_last_time_there_are_three_answers() {
    let at = |tail| {
        let curve = six_mp().kaplan_meier(KaplanMeierOptions::r().with_tail(tail));
        (curve.survival_at(36.0), curve.restricted_mean(40.0))
    };
    let unknown = SurvivalUndefined::BeyondLast { time: 36.0, last: 35.0 };
    assert_eq!(at(SurvivalTail::Undefined).0, Err(unknown));
    assert!(at(SurvivalTail::Undefined).1.is_err());
    near(at(SurvivalTail::Constant).0.unwrap().survival(), 0.448179271708683, 1e-12);
    let zero = at(SurvivalTail::Zero).0.unwrap();
    assert_eq!((zero.survival(), zero.estimate()), (0.0, Err(NoInterval::Assumed)));
    // Gill's mean is above Efron's by the last value times five weeks.
    let gap =
        at(SurvivalTail::Constant).1.unwrap().mean() - at(SurvivalTail::Zero).1.unwrap().mean();
    near(gap, 5.0 * 0.448179271708683, 1e-12);
    assert!(unknown.undefined().unwrap().message().is_complete());
    // Where all have left, later is known.
    let all_left = table(&[1, 2], &[]).kaplan_meier(KaplanMeierOptions::r());
    assert_eq!(all_left.survival_at(99.0).unwrap().survival(), 0.0);
    assert_eq!(all_left.restricted_mean(99.0).unwrap().mean(), 1.5);
    assert_eq!(
        all_left.conditional_survival(2.0, 1.0),
        Err(SurvivalUndefined::NobodyStays { time: 2.0 })
    );
    assert!(SurvivalUndefined::NobodyStays { time: 2.0 }.undefined().is_some());
    let hazard = |tail| {
        six_mp().nelson_aalen(NelsonAalenOptions::r().with_tail(tail)).hazard_at(36.0).is_ok()
    };
    assert!(hazard(SurvivalTail::Constant) && !hazard(SurvivalTail::Undefined));
    assert!(!hazard(SurvivalTail::Zero));
}

#[test]
fn nobody_and_no_time() {
    let nobody = WholeLifetimes::new().finish().unwrap();
    let curve = nobody.kaplan_meier(KaplanMeierOptions::default());
    assert_eq!(curve.survival_at(0.0), Err(SurvivalUndefined::NoSubjects));
    assert_eq!(curve.median(), Err(SurvivalUndefined::NoSubjects));
    assert_eq!(curve.restricted_mean(1.0), Err(SurvivalUndefined::NoSubjects));
    assert!(SurvivalUndefined::NoSubjects.undefined().is_some());
    assert_eq!((nobody.last_time(), nobody.rows().len(), curve.steps().count()), (None, 0, 0));
    assert_eq!(nobody.number_at_risk(&[1.0])[0].at_risk, 0.0);
    let hazard = nobody.nelson_aalen(NelsonAalenOptions::default());
    assert_eq!(hazard.hazard_at(0.0), Err(SurvivalUndefined::NoSubjects));
    let curve = six_mp().kaplan_meier(KaplanMeierOptions::default());
    for time in [-1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(curve.survival_at(time), Err(SurvivalUndefined::Time { .. })));
        assert!(matches!(
            curve.conditional_survival(1.0, time),
            Err(SurvivalUndefined::Time { .. })
        ));
    }
    assert_eq!(SurvivalUndefined::Time { time: -1.0 }.undefined(), None);
    for probability in [0.0, 1.5, f64::NAN] {
        let refused = curve.quantile(probability);
        assert!(matches!(refused, Err(SurvivalUndefined::Probability { .. })));
    }
}

#[test]
fn bad_rows_are_named_and_nothing_of_their_call_is_kept() {
    let mut stayed = DecimalLifetimes::new();
    let mut refuse = |durations: &[f64]| {
        let status = vec![Event; durations.len()];
        stayed.observe_columns(durations, &status).unwrap_err()
    };
    assert_eq!(refuse(&[1.0, -2.0]), SurvivalInputError::Duration { row: 1, duration: -2.0 });
    assert!(matches!(refuse(&[f64::NAN]), SurvivalInputError::Duration { row: 0, .. }));
    assert!(matches!(
        refuse(&[1.0, 2.0, f64::INFINITY]),
        SurvivalInputError::Duration { row: 2, .. }
    ));
    assert_eq!(
        stayed.observe_columns(&[1.0], &[]),
        Err(SurvivalInputError::ColumnLengths { durations: 1, column: "status", other: 0 })
    );
    let entry = stayed.observe_delayed(2.0, 2.0, Event, Weight::ONE);
    let empty = SurvivalInputError::EntryNotBeforeExit { row: 0, entry: 2.0, exit: 2.0 };
    assert_eq!(entry, Err(empty));
    let columns = stayed.observe_delayed_columns(&[0.0, 5.0], &[1.0, 4.0], &[Event, Event], None);
    assert!(matches!(columns, Err(SurvivalInputError::EntryNotBeforeExit { row: 1, .. })));
    assert_eq!(stayed.finish().unwrap().subjects(), 0);

    let mut whole = WholeLifetimes::new();
    let spans = whole.observe_spans(&[10, 20], &[15, 19], &[Event, Event]);
    assert_eq!(spans, Err(SurvivalInputError::EndBeforeStart { row: 1, start: 20, end: 19 }));
    assert!(matches!(
        whole.observe_delayed(3, 2, Event, Weight::ONE),
        Err(SurvivalInputError::EntryNotBeforeExit { .. })
    ));
    let weights = whole.observe_weighted_columns(&[1], &[Event], &[]);
    assert!(matches!(weights, Err(SurvivalInputError::ColumnLengths { column: "weights", .. })));
    assert_eq!(whole.clone().finish().unwrap().subjects(), 0);
    whole.observe_many(1, Event, u64::MAX);
    assert_eq!(whole.finish(), Err(SurvivalInputError::TooMany));
}

#[test]
fn spans_of_days_are_durations() {
    let mut spans = WholeLifetimes::new();
    spans.observe_spans(&[-5, i32::MIN], &[5, i32::MAX], &[Event, Censored]).unwrap();
    let rows: Vec<f64> = spans.finish().unwrap().rows().iter().map(|row| row.time()).collect();
    assert_eq!(rows, [10.0, f64::from(u32::MAX)]);
}

/// Durations beyond the counted ones are sorted, beside the others.
#[test]
fn long_durations_stand_among_short_ones() {
    let durations = [70_000, 3, 65_535, 65_536, 3, 70_000];
    let status = [Event, Event, Censored, Event, Censored, Event];
    let mut whole = WholeLifetimes::new();
    whole.observe_columns(&durations, &status).unwrap();
    whole.observe_weighted(9, Event, Weight::ONE);
    let mut decimal = DecimalLifetimes::new();
    decimal.observe_columns(&durations.map(f64::from), &status).unwrap();
    decimal.observe(9.0, Event).unwrap();
    assert_eq!(whole.finish(), decimal.finish());
}

#[test]
fn every_interval_names_its_method() {
    for (scale, method) in [
        (IntervalScale::Plain, EstimateMethod::GreenwoodPlain),
        (IntervalScale::Log, EstimateMethod::GreenwoodLog),
        (IntervalScale::LogLog, EstimateMethod::GreenwoodLogLog),
    ] {
        let curve = six_mp().kaplan_meier(KaplanMeierOptions::default().with_scale(scale));
        assert_eq!(curve.survival_at(10.0).unwrap().estimate().unwrap().method(), method);
        assert_eq!(curve.median().unwrap().method(), method);
    }
    let mut names = Vec::new();
    for ties in [HazardTies::Together, HazardTies::FlemingHarrington] {
        for variance in [HazardVariance::Poisson, HazardVariance::Binomial, HazardVariance::Robust]
        {
            for scale in [HazardScale::Plain, HazardScale::Log] {
                let options = NelsonAalenOptions::default();
                let options = options.with_ties(ties).with_variance(variance).with_scale(scale);
                let point = six_mp().nelson_aalen(options).hazard_at(10.0).unwrap();
                match point.estimate() {
                    Ok(estimate) => names.push(estimate.method().name()),
                    Err(why) => assert_eq!(why, NoInterval::RobustTies),
                }
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 8);
}

#[test]
fn edges_are_undefined_or_collapsed() {
    let table = table(&[5, 9], &[]);
    let at = |edges, time| {
        let curve = table.kaplan_meier(KaplanMeierOptions::default().with_edges(edges));
        curve.survival_at(time).unwrap().estimate()
    };
    assert_eq!(at(IntervalEdges::Undefined, 1.0), Err(NoInterval::NoEventYet));
    let collapsed = at(IntervalEdges::Collapsed, 1.0).unwrap();
    assert_eq!([collapsed.lower(), collapsed.upper()], [1.0, 1.0]);
    assert_eq!(at(IntervalEdges::Collapsed, 9.0), Err(NoInterval::NobodyLeft));
    let curve = table.kaplan_meier(KaplanMeierOptions::default());
    let gone = curve.survival_at(9.0).unwrap();
    assert_eq!(gone.standard_error(), Err(NoInterval::NobodyLeft));
    assert_eq!(curve.restricted_mean(3.0).unwrap().estimate(), Err(NoInterval::NoEventYet));
    let hazard = table.nelson_aalen(NelsonAalenOptions::r());
    assert_eq!(hazard.hazard_at(1.0).unwrap().estimate(), Err(NoInterval::NoEventYet));
}

#[test]
fn a_robust_variance_needs_everybody_from_the_start() {
    let mut late = WholeLifetimes::new();
    late.observe_delayed(1, 4, Event, Weight::try_new(1.5).unwrap()).unwrap();
    late.observe_delayed(2, 6, Censored, Weight::ONE).unwrap();
    let late = late.finish().unwrap();
    let curve = late.kaplan_meier(KaplanMeierOptions::default());
    let point = curve.survival_at(4.0).unwrap();
    near(point.survival(), 0.4, 1e-15);
    assert_eq!(point.estimate(), Err(NoInterval::RobustDelayed));
    assert_eq!(
        curve.restricted_mean(5.0).unwrap().standard_error(),
        Err(NoInterval::RobustDelayed)
    );
    let hazard = late.nelson_aalen(NelsonAalenOptions::default());
    assert_eq!(hazard.hazard_at(4.0).unwrap().standard_error(), Err(NoInterval::RobustDelayed));
    let greenwood = KaplanMeierOptions::default().with_variance(SurvivalVariance::Greenwood);
    assert!(late.kaplan_meier(greenwood).survival_at(4.0).unwrap().estimate().is_ok());
}

/// lifelines 0.30.3, `multivariate_logrank_test` on the leukaemia data, three groups by white blood
/// cells (log up to 2.3, up to 3, above).
#[test]
fn three_groups_as_lifelines() {
    let groups = [
        table(&[11, 12, 15, 23], &[17, 19, 20, 25, 32, 34, 35]),
        table(&[1, 4, 6, 8, 10, 13, 17, 22, 22, 23], &[9, 10, 11, 32]),
        table(&[1, 2, 2, 3, 4, 5, 5, 6, 6, 7, 8, 8, 8, 11, 12, 16], &[6]),
    ];
    let test = log_rank(&groups.each_ref(), LogRankWeights::Unit).unwrap();
    near(test.chi_square().statistic(), 26.39062813072246, 1e-8);
    assert_eq!(test.chi_square().degrees_of_freedom(), 2);
    near(test.p_value() / 1.859293343344499e-06, 1.0, 1e-7);
}

/// lifelines 0.30.3, `weightings="fleming-harrington", p=0, q=1`.
#[test]
fn late_differences_as_lifelines() {
    let placebo =
        table(&[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], &[]);
    let late = LogRankWeights::fleming_harrington(0.0, 1.0).unwrap();
    let test = log_rank(&[&six_mp(), &placebo], late).unwrap();
    near(test.chi_square().statistic(), 13.048448624020732, 1e-9);
    near(test.p_value(), 0.00030353573025773125, 1e-10);
    let groups = test.groups();
    near(groups[0].observed, 3.87848536, 1e-8);
    near(groups[0].expected, 7.25194127, 1e-8);
}

#[test]
fn groups_that_cannot_be_compared() {
    let (a, b) = (table(&[1, 2], &[]), table(&[3], &[3]));
    let unit = LogRankWeights::Unit;
    assert_eq!(log_rank(&[&a], unit), Err(LogRankError::TooFewGroups { groups: 1 }));
    assert_eq!(stratified_log_rank(&[], unit), Err(LogRankError::TooFewGroups { groups: 0 }));
    assert_eq!(
        stratified_log_rank(&[&[&a, &b], &[&a]], unit),
        Err(LogRankError::OtherGroups { stratum: 1, expected: 2, found: 1 })
    );
    assert_eq!(
        log_rank(&[&a, &weighted()], unit),
        Err(LogRankError::FractionalWeights { stratum: 0, group: 1 })
    );
    let nobody = table(&[], &[]);
    let none = log_rank(&[&a, &nobody], unit).unwrap_err();
    assert_eq!(none, LogRankError::NothingToCompare);
    assert!(none.undefined().unwrap().message().is_complete());
    assert_eq!(LogRankError::TooFewGroups { groups: 1 }.undefined(), None);
    for (p, q) in [(-1.0, 0.0), (0.0, f64::NAN)] {
        let refused = LogRankWeights::fleming_harrington(p, q);
        assert!(matches!(refused, Err(LogRankError::Exponent { .. })));
    }
}

#[test]
fn quantiles_carry_an_estimate_when_all_is_reached() {
    let curve = table(&[1, 2, 3, 4, 5, 6, 7, 8], &[]).kaplan_meier(KaplanMeierOptions::r());
    let median = curve.median().unwrap();
    // Flat at one half from 4 to 5.
    assert_eq!(median.time(), ReachedTime::At(4.5));
    assert_eq!((median.probability(), median.level()), (0.5, 0.95));
    assert_eq!(median.estimate().is_some(), median.upper().at().is_some());
    let narrow = KaplanMeierOptions::r().with_level(ConfidenceLevel::try_new(0.5).unwrap());
    let curve = table(&[1, 2, 3, 4, 5, 6, 7, 8], &[]).kaplan_meier(narrow);
    assert_eq!(curve.median().unwrap().estimate().unwrap().point(), 4.5);
}

#[test]
fn codes_other_than_0_and_1_are_refused() {
    assert_eq!(Status::try_from(0), Ok(Censored));
    assert_eq!(Status::try_from(2).unwrap_err().code, 2);
    assert_eq!(
        Status::try_from(2).unwrap_err().to_string(),
        "the status 2 is neither 0 (censored) nor 1 (event)"
    );
}

/// More rows than a task takes, and than are kept unsorted: the same table as counts by time.
#[test]
fn long_columns_count_as_short_ones() {
    let rows = 1_300_000_u32;
    let durations: Vec<u32> =
        (0..rows).map(|row| row.wrapping_mul(2_654_435_761) % 1_000).collect();
    let status: Vec<Status> =
        (0..rows).map(|row| if row % 3 == 0 { Censored } else { Event }).collect();
    let mut counted = WholeLifetimes::new();
    let mut counts = std::collections::BTreeMap::new();
    for (duration, status) in durations.iter().zip(&status) {
        *counts.entry((*duration, *status)).or_insert(0) += 1;
    }
    counts.iter().for_each(|((time, status), count)| counted.observe_many(*time, *status, *count));
    let counted = counted.finish().unwrap();

    let mut whole = WholeLifetimes::new();
    whole.observe_columns(&durations, &status).unwrap();
    assert_eq!(whole.finish().unwrap(), counted);
    let decimals: Vec<f64> = durations.iter().copied().map(f64::from).collect();
    let mut decimal = DecimalLifetimes::new();
    decimal.observe_columns(&decimals, &status).unwrap();
    assert_eq!(decimal.finish().unwrap(), counted);
}

/// A weight of 2⁻³² with a variance for counts: the interval would end at exp(128,000).
#[test]
fn an_interval_beyond_all_floats_is_none() {
    let mut stayed = WholeLifetimes::new();
    stayed.observe_weighted(1, Event, Weight::try_new(Weight::MIN).unwrap());
    stayed.observe(2, Censored);
    let options = NelsonAalenOptions::r().with_variance(HazardVariance::Poisson);
    let hazard = stayed.finish().unwrap().nelson_aalen(options);
    assert_eq!(hazard.hazard_at(1.0).unwrap().estimate(), Err(NoInterval::TooWide));
}

#[test]
fn groups_are_counted_apart() {
    let mut plans = LifetimesByGroup::<WholeLifetimes>::new(3);
    plans.observe_columns(&[0, 2, 0], &[4, 5, 6], &[Event, Event, Censored]).unwrap();
    let group = SurvivalInputError::Group { row: 1, group: 3, groups: 3 };
    assert_eq!(plans.observe_columns(&[0, 3], &[1, 1], &[Event, Event]), Err(group));
    assert!(plans.group_mut(7).is_err());
    let two = LifetimesByGroup::<WholeLifetimes>::new(2);
    let counts = SurvivalInputError::GroupCounts { groups: 3, others: 2 };
    assert_eq!(plans.merge(two), Err(counts));
    let mut more = LifetimesByGroup::<WholeLifetimes>::new(3);
    more.group_mut(1).unwrap().observe(9, Event);
    plans.merge(more).unwrap();
    assert_eq!(plans.groups(), 3);
    let tables = plans.finish().unwrap();
    assert_eq!(tables, [table(&[4], &[6]), table(&[9], &[]), table(&[5], &[])]);

    let mut decimals = LifetimesByGroup::<DecimalLifetimes>::new(2);
    let refused = decimals.observe_columns(&[0, 1], &[1.0, -1.0], &[Event, Event]);
    assert!(matches!(refused, Err(SurvivalInputError::Duration { row: 1, .. })));
    decimals.observe_columns(&[1, 1], &[4.0, 5.0], &[Event, Censored]).unwrap();
    decimals.merge(LifetimesByGroup::new(2)).unwrap();
    assert_eq!(decimals.finish().unwrap(), [table(&[], &[]), table(&[4], &[5])]);
}

#[test]
fn numbers_at_risk_at_odd_times() {
    let table = table(&[0, 5], &[3]);
    let asked = [f64::NAN, 9.0, -1.0, 0.0, 3.0, -f64::NAN, 3.0];
    let found: Vec<f64> = table.number_at_risk(&asked).iter().map(|line| line.at_risk).collect();
    assert_eq!(found, [0.0, 0.0, 3.0, 3.0, 2.0, 0.0, 2.0]);
}

//! What users of other survival libraries ran into, each test with its thread.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_cohort::{
    DecimalLifetimes, KaplanMeierOptions, LogRankWeights, NelsonAalenOptions, RiskTable, Status,
    Status::Censored, Status::Event, Weight, WholeLifetimes, log_rank, stratified_log_rank,
};

fn table(events: &[u32], censored: &[u32]) -> RiskTable {
    let mut stayed = WholeLifetimes::new();
    events.iter().for_each(|time| stayed.observe(*time, Event));
    censored.iter().for_each(|time| stayed.observe(*time, Censored));
    stayed.finish().unwrap()
}

fn six_mp() -> RiskTable {
    table(&[6, 6, 6, 7, 10, 13, 16, 22, 23], &[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
}

fn placebo() -> RiskTable {
    table(&[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], &[])
}

fn late(rows: &[(f64, f64, Status)]) -> RiskTable {
    let mut stayed = DecimalLifetimes::new();
    for (entry, exit, status) in rows {
        stayed.observe_delayed(*entry, *exit, *status, Weight::ONE).unwrap();
    }
    stayed.finish().unwrap()
}

fn at_risk(table: &RiskTable, time: f64) -> f64 {
    table.number_at_risk(&[time])[0].at_risk
}

/// lifelines 1682, 1456, 1277: the variance of the subjects (30.9) was returned as the variance of
/// the restricted mean, which is 1.57 (R 4.2.2).
#[test]
fn lifelines_1682_variance_of_the_restricted_mean() {
    let mean =
        six_mp().kaplan_meier(KaplanMeierOptions::lifelines()).restricted_mean(20.0).unwrap();
    let variance = mean.standard_error().unwrap().powi(2);
    assert!((variance - 1.25156019600505_f64.powi(2)).abs() < 1e-8);
}

/// lifelines 861, 277, 199: the interval of the median was missing, or not that of R. Both are here
/// by name: R's default is 16 to not reached, lifelines' (log-log) 13 to not reached.
#[test]
fn lifelines_861_interval_of_the_median() {
    let limits = |options| {
        let median = six_mp().kaplan_meier(options).median().unwrap();
        [median.lower().at(), median.time().at(), median.upper().at()]
    };
    assert_eq!(limits(KaplanMeierOptions::r()), [Some(16.0), Some(23.0), None]);
    assert_eq!(limits(KaplanMeierOptions::lifelines()), [Some(13.0), Some(23.0), None]);
}

/// therneau/survival 156: whether the middle of a flat stretch or its first time is the median is a
/// convention. Two of four leave at 1 and 2, the next at 5.
#[test]
fn survival_156_flat_stretch() {
    let four = table(&[1, 2, 5, 6], &[]);
    let median = |options| four.kaplan_meier(options).median().unwrap().time().at();
    assert_eq!(median(KaplanMeierOptions::r()), Some(3.5));
    assert_eq!(median(KaplanMeierOptions::lifelines()), Some(2.0));
}

/// lifelines 419: which Greenwood interval it is was not said. The result says it.
#[test]
fn lifelines_419_the_interval_has_a_name() {
    let name = |options| {
        let curve = six_mp().kaplan_meier(options);
        curve.survival_at(10.0).unwrap().estimate().unwrap().method().name()
    };
    assert_eq!(name(KaplanMeierOptions::lifelines()), "Greenwood, log-log");
    assert_eq!(name(KaplanMeierOptions::r()), "Greenwood, log");
}

/// lifelines 396, 510: with weights that are not whole, Greenwood's formula takes the sum of the
/// weights for a number of subjects. Halving all weights must not change a standard error.
#[test]
fn lifelines_396_sampling_weights_have_a_robust_error() {
    let error = |factor: f64| {
        let mut stayed = DecimalLifetimes::new();
        let rows =
            [(0.6, Censored, 1.5), (0.4, Event, 2.5), (0.8, Event, 0.75), (0.9, Censored, 1.0)];
        for (time, status, weight) in rows {
            stayed
                .observe_weighted(time, status, Weight::try_new(weight * factor).unwrap())
                .unwrap();
        }
        let curve = stayed.finish().unwrap().kaplan_meier(KaplanMeierOptions::r());
        curve.survival_at(0.8).unwrap().standard_error().unwrap()
    };
    assert!((error(1.0) - error(0.25)).abs() < 1e-15);
}

/// Reproduced in lifelines 0.30.3: the standard error of the cumulative hazard is not R's. At week 6
/// 3 of 21 leave: 3/21² in R, 18 · 3/21³ in lifelines.
#[test]
fn nelson_aalen_has_both_variances() {
    let error = |options| {
        let hazard = six_mp().nelson_aalen(options).hazard_at(6.0).unwrap();
        hazard.standard_error().unwrap()
    };
    assert!((error(NelsonAalenOptions::r()).powi(2) - 3.0 / 441.0).abs() < 1e-15);
    assert!((error(NelsonAalenOptions::lifelines()).powi(2) - 54.0 / 9261.0).abs() < 1e-15);
}

/// Reproduced: R's `rho = 1` gives 14.457, lifelines' `peto` 14.084.
#[test]
fn rho_1_is_not_peto() {
    let statistic = |weights| {
        let test = log_rank(&[&six_mp(), &placebo()], weights).unwrap();
        test.chi_square().statistic()
    };
    let rho_1 = LogRankWeights::fleming_harrington(1.0, 0.0).unwrap();
    assert!((statistic(rho_1) - 14.4571508187171).abs() < 1e-8);
    assert!((statistic(LogRankWeights::PetoPeto) - 14.08413986685654).abs() < 1e-8);
}

/// lifelines 497, 1604: who enters at the time of a death is not at risk for it.
#[test]
fn lifelines_497_entry_tied_with_death() {
    let table = late(&[(0.0, 2.0, Event), (0.0, 3.0, Censored), (2.0, 5.0, Censored)]);
    assert_eq!(at_risk(&table, 2.0), 2.0);
    assert_eq!(at_risk(&table, 2.5), 2.0);
    let curve = table.kaplan_meier(KaplanMeierOptions::default());
    assert_eq!(curve.survival_at(2.0).unwrap().survival(), 0.5);
}

/// lifelines 557, 1395: entry and exit are on one clock, from the origin. A customer of 30 days when
/// the records begin, who leaves ten days later, has entry 30 and exit 40.
#[test]
fn lifelines_557_one_clock() {
    let table = late(&[(30.0, 40.0, Event)]);
    assert_eq!(
        [20.0, 30.0, 35.0, 40.0, 41.0].map(|t| at_risk(&table, t)),
        [0.0, 0.0, 1.0, 1.0, 0.0]
    );
}

/// lifelines 1385: with delayed entry the number at risk rises.
#[test]
fn lifelines_1385_the_risk_set_may_rise() {
    let table = late(&[(0.0, 9.0, Event), (3.0, 8.0, Censored), (5.0, 7.0, Event)]);
    let below = table.number_at_risk(&[6.0, 1.0, 4.0, 9.0]);
    let at_risk: Vec<f64> = below.iter().map(|line| line.at_risk).collect();
    assert_eq!(at_risk, [3.0, 1.0, 2.0, 1.0]);
}

/// lifelines 1452: nobody is at risk at 0.
#[test]
fn lifelines_1452_nobody_at_risk_at_the_start() {
    let table = late(&[(1.0, 4.0, Event), (2.0, 5.0, Censored)]);
    assert_eq!(at_risk(&table, 0.0), 0.0);
    let curve = table.kaplan_meier(KaplanMeierOptions::default());
    assert_eq!(curve.survival_at(0.0).unwrap().survival(), 1.0);
    assert_eq!(curve.survival_at(4.0).unwrap().survival(), 0.5);
}

/// The same theme: an early risk set of one that empties takes the whole curve with it. It is said,
/// and the curve can start later.
#[test]
fn an_emptied_risk_set_is_said() {
    let table = late(&[(0.0, 1.0, Event), (2.0, 5.0, Event), (2.0, 6.0, Censored)]);
    let curve = table.kaplan_meier(KaplanMeierOptions::default());
    assert_eq!(curve.emptied_at(), Some(1.0));
    assert_eq!(curve.survival_at(6.0).unwrap().survival(), 0.0);
    assert_eq!(six_mp().kaplan_meier(KaplanMeierOptions::default()).emptied_at(), None);
    // At 0.5 nobody has left yet; later than 1 nobody stays, by this curve.
    assert!(curve.given_survival_to(0.5).is_ok() && curve.given_survival_to(1.0).is_err());
}

/// lifelines 428, 786, SurvPyval 306: 700 thousand rows were too many, 12 million took 425 GB. Here
/// 12 million subjects on three days take three rows.
#[test]
fn lifelines_786_memory_by_distinct_times() {
    let mut stayed = WholeLifetimes::new();
    for day in [30, 60, 90] {
        stayed.observe_many(day, Event, 2_000_000);
        stayed.observe_many(day, Censored, 2_000_000);
    }
    let table = stayed.finish().unwrap();
    assert_eq!((table.subjects(), table.rows().len()), (12_000_000, 3));
    let survival = table.kaplan_meier(KaplanMeierOptions::default()).survival_at(90.0).unwrap();
    // 10/12 · 6/8 · 2/4.
    assert!((survival.survival() - 0.3125).abs() < 1e-15);
}

/// lifelines 1346: a log-rank test took one row for each subject. Counts do as well.
#[test]
fn lifelines_1346_log_rank_of_counts() {
    let counted = |rows: &[(u32, Status, u64)]| {
        let mut stayed = WholeLifetimes::new();
        rows.iter().for_each(|(time, status, count)| stayed.observe_many(*time, *status, *count));
        stayed.finish().unwrap()
    };
    let a = counted(&[(10, Event, 2), (20, Event, 2), (30, Event, 2)]);
    let b = counted(&[(10, Event, 2), (20, Event, 2), (50, Event, 2)]);
    let one_by_one = (table(&[10, 10, 20, 20, 30, 30], &[]), table(&[10, 10, 20, 20, 50, 50], &[]));
    assert_eq!(
        log_rank(&[&a, &b], LogRankWeights::Unit),
        log_rank(&[&one_by_one.0, &one_by_one.1], LogRankWeights::Unit)
    );
}

/// scikit-survival 258: all events were read as false. Flags pass through a constructor that says
/// what true means; numbers other than 0 and 1 are refused.
#[test]
fn scikit_survival_258_flags_say_what_they_mean() {
    let mut stayed = WholeLifetimes::new();
    let status = Status::from_event_happened(&[true, false, true]);
    stayed.observe_columns(&[1, 2, 3], &status).unwrap();
    let events: f64 = stayed.finish().unwrap().rows().iter().map(|row| row.events()).sum();
    assert_eq!(events, 2.0);
    let codes: Result<Vec<Status>, _> = [1, 2, 1].into_iter().map(Status::try_from).collect();
    assert_eq!(codes.unwrap_err().code, 2);
}

/// lifelines 1300: what `t_0` meant was asked. A curve that starts later is asked for by its
/// condition, and says where it starts.
#[test]
fn lifelines_1300_a_curve_that_starts_later() {
    let curve = six_mp().kaplan_meier(KaplanMeierOptions::default());
    let later = curve.given_survival_to(10.0).unwrap();
    assert_eq!((curve.origin(), later.origin()), (0.0, 10.0));
    assert!(later.survival_at(9.0).is_err());
}

/// therneau/survival 273, 281, simtrial 290: sums of tenths are not the tenth they look like.
/// Decimals are tied when they are the same float; whole units are always exact.
#[test]
fn survival_273_ties_of_floats() {
    let mut decimals = DecimalLifetimes::new();
    decimals.observe_columns(&[0.1 + 0.2, 0.3], &[Event, Event]).unwrap();
    assert_eq!(decimals.finish().unwrap().rows().len(), 2);
    let mut tenths = WholeLifetimes::new();
    tenths.observe_columns(&[1 + 2, 3], &[Event, Event]).unwrap();
    assert_eq!(tenths.finish().unwrap().rows().len(), 1);
    let mut zeros = DecimalLifetimes::new();
    zeros.observe_columns(&[0.0, -0.0], &[Event, Event]).unwrap();
    assert_eq!(zeros.finish().unwrap().rows().len(), 1);
}

/// lifelines 541, 1234, 1654: no stratified test. The leukaemia data by sex; observed, expected and
/// variance (asked for in lifelines 662) worked out with NumPy.
#[test]
fn lifelines_541_strata() {
    let women = [
        table(&[6, 6, 7, 10, 13], &[6, 9, 10, 11, 17, 19]),
        table(&[5, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22], &[]),
    ];
    let men = [
        table(&[6, 16, 22, 23], &[20, 25, 32, 32, 34, 35]),
        table(&[1, 1, 2, 2, 3, 4, 4, 5, 8, 23], &[]),
    ];
    let strata = [&women.each_ref()[..], &men.each_ref()[..]];
    let test = stratified_log_rank(&strata, LogRankWeights::Unit).unwrap();
    let groups = test.groups();
    assert_eq!([groups[0].observed, groups[1].observed], [9.0, 21.0]);
    assert!((groups[0].expected - 16.54564488).abs() < 1e-8);
    assert!((test.covariance()[0][0] - 5.8676417537336825).abs() < 1e-10);
    assert!((test.chi_square().statistic() - 9.703516167909346).abs() < 1e-9);
    assert!((test.p_value() / 0.0018391576701030751 - 1.0).abs() < 1e-7);
}

/// lifelines 1624: numbers at risk as data, not only below a plot.
#[test]
fn lifelines_1624_numbers_at_risk_as_data() {
    let below = six_mp().number_at_risk(&[0.0, 10.0, 20.0, 30.0]);
    let lines: Vec<[f64; 3]> = below.iter().map(|l| [l.at_risk, l.events, l.censored]).collect();
    assert_eq!(lines, [[21.0, 0.0, 0.0], [15.0, 5.0, 3.0], [8.0, 7.0, 7.0], [4.0, 9.0, 8.0]]);
}

/// survminer 828: the median follow-up. By the reverse curve; the events of 6-MP become censorings.
#[test]
fn survminer_828_median_follow_up() {
    let follow_up = six_mp().follow_up().kaplan_meier(KaplanMeierOptions::r());
    // By hand: 20/21 · 15/16 · 14/15 · 12/13 · 9/10 · 8/9 · 7/8 · 4/5 crosses one half at 25.
    let hand =
        20.0 / 21.0 * 15.0 / 16.0 * 14.0 / 15.0 * 12.0 / 13.0 * 9.0 / 10.0 * 8.0 / 9.0 * 7.0 / 8.0;
    assert!((follow_up.survival_at(20.0).unwrap().survival() - hand).abs() < 1e-15);
    assert_eq!(follow_up.median().unwrap().time().at(), Some(25.0));
}

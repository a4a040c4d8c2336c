//! What must hold for any subjects.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_cohort::{
    DecimalLifetimes, FlatStretch, HazardTies, HazardVariance, IntervalScale, KaplanMeierOptions,
    LogRankWeights, NelsonAalenOptions, RiskTable, Status, SurvivalTail, SurvivalVariance, Weight,
    WholeLifetimes, log_rank, stratified_log_rank,
};
use proptest::prelude::*;

/// Entry, exit, status, weight in quarters.
type Row = (Option<u32>, u32, bool, u32);

fn status(event: bool) -> Status {
    Status::from_event_happened(&[event])[0]
}

fn rows() -> impl Strategy<Value = Vec<(u32, bool)>> {
    prop::collection::vec((0_u32..30, any::<bool>()), 1..60)
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0_u32..25, 1_u32..25, any::<bool>(), any::<bool>(), 1_u32..12);
    let row = row.prop_map(|(entry, stay, event, late, weight)| {
        (late.then_some(entry), if late { entry + stay } else { stay }, event, weight)
    });
    prop::collection::vec(row, 1..60)
}

fn whole(rows: &[(u32, bool)]) -> RiskTable {
    let mut stayed = WholeLifetimes::new();
    let (durations, ends): (Vec<u32>, Vec<bool>) = rows.iter().copied().unzip();
    stayed.observe_columns(&durations, &Status::from_event_happened(&ends)).unwrap();
    stayed.finish().unwrap()
}

fn decimal(rows: &[Row]) -> DecimalLifetimes {
    let mut stayed = DecimalLifetimes::new();
    for (entry, exit, event, quarters) in rows {
        let (exit, weight) = (f64::from(*exit) / 7.0, f64::from(*quarters) / 4.0);
        let weight = Weight::try_new(weight).unwrap();
        match entry {
            Some(entry) => {
                let entry = f64::from(*entry) / 7.0;
                stayed.observe_delayed(entry, exit, status(*event), weight).unwrap();
            }
            None => stayed.observe_weighted(exit, status(*event), weight).unwrap(),
        }
    }
    stayed
}

fn scales() -> impl Strategy<Value = IntervalScale> {
    let all = vec![IntervalScale::Plain, IntervalScale::Log, IntervalScale::LogLog];
    prop::sample::select(all)
}

fn tests() -> impl Strategy<Value = LogRankWeights> {
    prop::sample::select(vec![
        LogRankWeights::Unit,
        LogRankWeights::Gehan,
        LogRankWeights::TaroneWare,
        LogRankWeights::PetoPeto,
        LogRankWeights::fleming_harrington(1.0, 0.5).unwrap(),
    ])
}

proptest! {
    #[test]
    fn any_order_and_any_split_give_one_table(
        (rows, turned) in any_rows().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle())),
        share in 0.0..1.0,
    ) {
        let at = (rows.len() as f64 * share) as usize;
        let mut parts = decimal(&turned[at..]);
        parts.merge(decimal(&turned[..at]));
        prop_assert_eq!(decimal(&rows).finish(), parts.finish());
    }

    #[test]
    fn whole_units_and_decimals_count_alike(rows in rows(), share in 0.0..1.0) {
        let at = (rows.len() as f64 * share) as usize;
        let mut one_by_one = WholeLifetimes::new();
        for (duration, event) in &rows[at..] {
            one_by_one.observe(*duration, status(*event));
        }
        let mut decimals = DecimalLifetimes::new();
        for (duration, event) in &rows {
            decimals.observe(f64::from(*duration), status(*event)).unwrap();
        }
        let mut first = WholeLifetimes::new();
        for (duration, event) in &rows[..at] {
            first.observe_many(*duration, status(*event), 1);
        }
        first.merge(one_by_one);
        let table = whole(&rows);
        prop_assert_eq!(&first.finish().unwrap(), &table);
        prop_assert_eq!(&decimals.finish().unwrap(), &table);
        let distinct: std::collections::BTreeSet<u32> = rows.iter().map(|row| row.0).collect();
        prop_assert_eq!(table.rows().len(), distinct.len());
    }

    #[test]
    fn the_curve_never_rises(rows in any_rows(), simple in rows()) {
        for table in [decimal(&rows).finish().unwrap(), whole(&simple)] {
            let curve = table.kaplan_meier(KaplanMeierOptions::default());
            let values: Vec<f64> = curve.steps().map(|step| step.point().survival()).collect();
            prop_assert!(values.iter().all(|s| (0.0..=1.0).contains(s)));
            prop_assert!(values.windows(2).all(|pair| pair[1] <= pair[0]));
            let hazard = table.nelson_aalen(NelsonAalenOptions::default());
            let values: Vec<f64> = hazard.steps().map(|step| step.point().hazard()).collect();
            prop_assert!(values.windows(2).all(|pair| pair[1] >= pair[0]));
        }
        let table = whole(&simple);
        prop_assert!(table.rows().windows(2).all(|pair| pair[1].at_risk() < pair[0].at_risk()));
    }

    #[test]
    fn without_censoring_it_is_the_empirical_curve(
        durations in prop::collection::vec(0_u32..30, 1..60),
        at in 0_u32..35,
        limit in 1_u32..29,
    ) {
        let rows: Vec<_> = durations.iter().map(|d| (*d, true)).collect();
        let curve = whole(&rows).kaplan_meier(KaplanMeierOptions::default());
        let n = durations.len() as f64;
        let later = durations.iter().filter(|d| **d > at).count() as f64;
        prop_assert_eq!(curve.survival_at(f64::from(at)).unwrap().survival(), later / n);
        let mean = durations.iter().map(|d| f64::from((*d).min(limit))).sum::<f64>() / n;
        let found = curve.restricted_mean(f64::from(limit)).unwrap();
        prop_assert!((found.mean() - mean).abs() < 1e-9);
        // The estimator's variance is that of the subjects divided by n.
        if let Ok(error) = found.standard_error() {
            let spread = |d: &u32| (f64::from((*d).min(limit)) - mean).powi(2);
            let variance = durations.iter().map(spread).sum::<f64>() / n / n;
            prop_assert!((error * error - variance).abs() < 1e-9);
        }
    }

    #[test]
    fn a_weight_of_two_is_two_rows(rows in rows(), at in 0.0..30.0, test in tests()) {
        let (first, second) = rows.split_at(rows.len() / 2);
        let twice = |rows: &[(u32, bool)]| whole(&[rows, rows].concat());
        let weighted = |rows: &[(u32, bool)]| {
            let mut stayed = WholeLifetimes::new();
            for (duration, event) in rows {
                stayed.observe_weighted(*duration, status(*event), Weight::try_new(2.0).unwrap());
            }
            stayed.finish().unwrap()
        };
        let curve = |table: &RiskTable| {
            let options = KaplanMeierOptions::default().with_tail(SurvivalTail::Constant);
            let curve = table.kaplan_meier(options);
            let point = curve.survival_at(at).unwrap();
            let ends = point.estimate().map(|estimate| [estimate.lower(), estimate.upper()]);
            (point.survival(), point.standard_error(), ends, curve.median().unwrap().time())
        };
        prop_assert_eq!(curve(&twice(&rows)), curve(&weighted(&rows)));
        let hazard = |table: &RiskTable, ties| {
            let options = NelsonAalenOptions::default().with_ties(ties);
            let hazard = table.nelson_aalen(options.with_tail(SurvivalTail::Constant));
            let point = hazard.hazard_at(at).unwrap();
            (point.hazard(), point.standard_error())
        };
        for ties in [HazardTies::Together, HazardTies::FlemingHarrington] {
            prop_assert_eq!(hazard(&twice(&rows), ties), hazard(&weighted(&rows), ties));
        }
        let two = log_rank(&[&twice(first), &twice(second)], test);
        let weight = log_rank(&[&weighted(first), &weighted(second)], test);
        prop_assert_eq!(two.map(|t| t.chi_square()), weight.map(|t| t.chi_square()));
    }

    #[test]
    fn for_rows_of_weight_one_the_robust_variance_is_greenwoods(rows in rows(), limit in 1.0..29.0) {
        let of = |variance| {
            let options = KaplanMeierOptions::default().with_variance(variance);
            let curve = whole(&rows).kaplan_meier(options.with_tail(SurvivalTail::Constant));
            let mut errors: Vec<Option<f64>> =
                curve.steps().map(|step| step.point().standard_error().ok()).collect();
            errors.push(curve.restricted_mean(limit).unwrap().standard_error().ok());
            errors
        };
        let pairs = of(SurvivalVariance::Greenwood).into_iter().zip(of(SurvivalVariance::Robust));
        for (greenwood, robust) in pairs {
            prop_assert_eq!(greenwood.is_some(), robust.is_some());
            prop_assert!((greenwood.unwrap_or(0.0) - robust.unwrap_or(0.0)).abs() < 1e-7);
        }
    }

    #[test]
    fn conditions_multiply(rows in any_rows(), stayed in 0.0..5.0, further in 0.0..5.0) {
        let options = KaplanMeierOptions::default().with_tail(SurvivalTail::Constant);
        let curve = decimal(&rows).finish().unwrap().kaplan_meier(options);
        let share = curve.conditional_survival(stayed, further);
        if let Ok(share) = share {
            let until = curve.survival_at(stayed).unwrap().survival();
            let whole = curve.survival_at(stayed + further).unwrap().survival();
            prop_assert!((share.survival() * until - whole).abs() < 1e-12);
        }
    }

    /// Observed from 0 to 9, or from 0 to 4 and then from 4 to 9: the same.
    #[test]
    fn an_observation_may_be_cut_anywhere(rows in rows(), cut in 1_u32..29, test in tests()) {
        let (first, second) = rows.split_at(rows.len() / 2);
        let pieces = |rows: &[(u32, bool)]| {
            let mut stayed = WholeLifetimes::new();
            for (duration, event) in rows {
                if *duration > cut {
                    stayed.observe(cut, Status::Censored);
                    stayed.observe_delayed(cut, *duration, status(*event), Weight::ONE).unwrap();
                } else {
                    stayed.observe(*duration, status(*event));
                }
            }
            stayed.finish().unwrap()
        };
        let (one, many) = (whole(&rows), pieces(&rows));
        let curve = |table: &RiskTable| table.kaplan_meier(KaplanMeierOptions::r());
        for step in curve(&one).steps() {
            let there = curve(&many).survival_at(step.row().time()).unwrap();
            prop_assert_eq!(step.point().survival(), there.survival());
            prop_assert_eq!(step.point().standard_error(), there.standard_error());
        }
        let uncut = log_rank(&[&whole(first), &whole(second)], test);
        let cut = log_rank(&[&pieces(first), &pieces(second)], test);
        prop_assert_eq!(uncut.map(|t| t.chi_square()), cut.map(|t| t.chi_square()));
    }

    #[test]
    fn intervals_hold_their_point(rows in any_rows(), scale in scales()) {
        let options = KaplanMeierOptions::default()
            .with_scale(scale)
            .with_variance(SurvivalVariance::Greenwood);
        let curve = decimal(&rows).finish().unwrap().kaplan_meier(options);
        for step in curve.steps() {
            if let Ok(e) = step.point().estimate() {
                prop_assert!(0.0 <= e.lower() && e.lower() <= e.point());
                prop_assert!(e.point() <= e.upper() && e.upper() <= 1.0);
            }
        }
    }

    /// Whatever exists is a number.
    #[test]
    fn nothing_is_nan_or_infinite(rows in any_rows(), scale in scales(), limit in 0.0..8.0) {
        let table = decimal(&rows).finish().unwrap();
        let variances =
            [SurvivalVariance::ByWeights, SurvivalVariance::Greenwood, SurvivalVariance::Robust];
        for variance in variances {
            let options = KaplanMeierOptions::lifelines().with_scale(scale).with_variance(variance);
            let curve = table.kaplan_meier(options);
            let mean = curve.restricted_mean(limit).unwrap();
            prop_assert!(mean.mean().is_finite() && mean.mean() <= limit + 1e-12);
            prop_assert!(mean.standard_error().is_ok_and(f64::is_finite) || table.has_delayed_entry());
            for step in curve.steps() {
                let error = step.point().standard_error();
                prop_assert!(error.is_err() || error.is_ok_and(f64::is_finite));
            }
        }
        let ties = [HazardTies::Together, HazardTies::FlemingHarrington];
        let variances = [HazardVariance::Poisson, HazardVariance::Binomial, HazardVariance::Robust];
        for (ties, variance) in ties.iter().flat_map(|ties| variances.map(|v| (*ties, v))) {
            let options = NelsonAalenOptions::r().with_ties(ties).with_variance(variance);
            for step in table.nelson_aalen(options).steps() {
                prop_assert!(step.point().hazard().is_finite());
                let error = step.point().standard_error();
                prop_assert!(error.is_err() || error.is_ok_and(f64::is_finite));
            }
        }
    }

    #[test]
    fn a_quantile_is_the_first_time_so_low(rows in rows(), p in 0.01..=1.0) {
        let first = KaplanMeierOptions::default().with_flat_stretch(FlatStretch::FirstTime);
        let curve = whole(&rows).kaplan_meier(first);
        let share = 1.0 - p;
        let middle = whole(&rows).kaplan_meier(KaplanMeierOptions::default());
        let middle = middle.quantile(p).unwrap().time().at();
        match curve.quantile(p).unwrap().time().at() {
            Some(time) => {
                prop_assert!(curve.survival_at(time).unwrap().survival() <= share + 1e-9);
                let earlier = curve.steps().filter(|step| step.row().time() < time);
                prop_assert!(earlier.into_iter().all(|s| s.point().survival() > share - 1e-9));
                prop_assert!(middle.is_some_and(|middle| middle >= time));
            }
            None => {
                prop_assert!(curve.steps().all(|step| step.point().survival() > share));
                prop_assert_eq!(middle, None);
            }
        }
    }

    #[test]
    fn the_order_of_groups_and_strata_does_not_matter(
        a in rows(), b in rows(), c in rows(), test in tests(),
    ) {
        let (a, b, c) = (whole(&a), whole(&b), whole(&c));
        let one = log_rank(&[&a, &b, &c], test);
        let other = log_rank(&[&c, &a, &b], test);
        prop_assert_eq!(one.is_ok(), other.is_ok());
        if let (Ok(one), Ok(other)) = (one, other) {
            let (x, y) = (one.chi_square().statistic(), other.chi_square().statistic());
            prop_assert!((x - y).abs() <= 1e-8 * x.max(1.0), "{} {}", x, y);
            // What is observed beyond the expected in one group is missing in the others.
            let gap: f64 = one.groups().iter().map(|g| g.observed - g.expected).sum();
            prop_assert!(gap.abs() < 1e-6);
        }
        let one = stratified_log_rank(&[&[&a, &b], &[&b, &c]], test);
        let other = stratified_log_rank(&[&[&b, &c], &[&a, &b]], test);
        let statistic = |t: kpi_cohort::LogRankTest| t.chi_square().statistic();
        match (one.map(statistic), other.map(statistic)) {
            (Ok(x), Ok(y)) => prop_assert!((x - y).abs() <= 1e-8 * x.max(1.0)),
            (x, y) => prop_assert_eq!(x, y),
        }
    }

    #[test]
    fn numbers_at_risk_are_who_is_there(rows in any_rows(), time in 0_u32..50) {
        let table = decimal(&rows).finish().unwrap();
        let time = f64::from(time) / 7.0;
        let there = |(entry, exit, _, _): &&Row| {
            entry.is_none_or(|entry| f64::from(entry) / 7.0 < time) && time <= f64::from(*exit) / 7.0
        };
        let weight: u32 = rows.iter().filter(there).map(|row| row.3).sum();
        let found = table.number_at_risk(&[time])[0].at_risk;
        prop_assert_eq!(found, f64::from(weight) / 4.0);
    }
}

//! Moments, means, effect sizes: figures found another way, refusals, laws.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_stats::{
    Alternative, ConfidenceLevel, EffectSize, FinitePopulation, FinitePopulationError, MeanError,
    Moments, MomentsError, PairedMeans, TwoMeans, TwoMeansMethod,
};
use proptest::prelude::*;

fn of(values: &[f64]) -> Moments {
    Moments::try_from_values(values.iter().copied()).unwrap()
}

#[test]
fn a_small_spread_around_a_large_mean_is_not_lost() {
    let found = of(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]);
    assert_eq!((found.mean(), found.variance()), (Some(1e9 + 10.0), Some(30.0)));
    let same = of(&[0.1; 10]);
    assert_eq!((same.mean(), same.variance()), (Some(0.1), Some(0.0)));
}

#[test]
fn every_refusal() {
    for value in [f64::NAN, f64::INFINITY, 1e200] {
        assert!(matches!(Moments::new().observe(value), Err(MomentsError::Value { .. })));
    }
    let mut many = Moments::new();
    assert_eq!(many.observe_many(1.0, u64::MAX), Err(MomentsError::TooManyValues));
    many.observe_many(1.0, Moments::MAX_VALUES).unwrap();
    assert_eq!(many.observe(1.0), Err(MomentsError::TooManyValues));
    assert_eq!(many.merge(&of(&[1.0])), Err(MomentsError::TooManyValues));
    let negative = Moments::try_from_summary(3, 1.0, -1.0);
    assert_eq!(negative, Err(MomentsError::Variance { variance: -1.0 }));

    let level = ConfidenceLevel::P95;
    assert_eq!((Moments::new().mean(), of(&[1.0]).variance()), (None, None));
    let few = MeanError::TooFewValues { n: 1, needed: 2 };
    assert_eq!(of(&[1.0]).mean_interval(level), Err(few));
    let same = MeanError::NoVariation { n: 3, value: 4.0 };
    assert_eq!(of(&[4.0; 3]).mean_interval(level), Err(same));
    assert_eq!(of(&[4.0; 3]).test(0.0, Alternative::TwoSided), Err(same));
    let null = of(&[1.0, 2.0]).test(f64::NAN, Alternative::TwoSided);
    assert!(matches!(null, Err(MeanError::Null { .. })));
    let population = FinitePopulation::try_new(3).unwrap();
    let larger = of(&[1.0, 2.0, 3.0, 4.0]).mean_interval_in(population, level);
    let wrong = FinitePopulationError::SampleTooLarge { sample: 4, population: 3 };
    assert_eq!(larger, Err(MeanError::Population(wrong)));
    assert_eq!(FinitePopulation::try_new(0), Err(FinitePopulationError::Empty));
    let flat = TwoMeans::new(of(&[1.0, 1.0]), of(&[2.0, 2.0]));
    for method in TwoMeansMethod::ALL {
        assert!(matches!(flat.difference(method, level), Err(MeanError::NoVariation { .. })));
    }
    let g = of(&[1.0, 2.0]).effect_size(EffectSize::HedgesG, level);
    assert_eq!(g, Err(MeanError::TooFewValues { n: 2, needed: 3 }));
    let huge = Moments::try_from_summary(2, 1e130, 1e-300).unwrap();
    assert!(huge.test(0.0, Alternative::TwoSided).is_err());
}

#[test]
fn a_census_leaves_nothing_unknown() {
    let values = of(&[1.0, 2.0, 6.0]);
    let all = FinitePopulation::try_new(3).unwrap();
    let found = values.mean_interval_in(all, ConfidenceLevel::P95).unwrap();
    assert_eq!((found.lower(), found.upper()), (3.0, 3.0));
}

/// Nearly no spread: the interval of d follows that of the standard deviation. With δ ÷ t = s the
/// ends are those of χ²: t √(χ² ÷ df), SciPy 1.17.1, `chi2.ppf([0.025, 0.975], 3)`.
#[test]
fn effect_sizes_of_next_to_no_spread() {
    let values = of(&[1e6 - 1.0, 1e6, 1e6 + 1.0, 1e6]);
    let d = values.effect_size(EffectSize::CohenD, ConfidenceLevel::P95).unwrap();
    for (end, chi_square) in
        [(d.lower(), 0.215_795_282_623_898), (d.upper(), 9.348_403_604_496_148)]
    {
        assert!((end / d.point() / (chi_square / 3.0_f64).sqrt() - 1.0).abs() < 1e-6, "{d}");
    }
}

/// One group without spread: Welch has the degrees of freedom of the other.
#[test]
fn welch_with_one_flat_group() {
    let groups = TwoMeans::new(of(&[1.0, 2.0, 3.0, 4.0]), of(&[0.0, 0.0, 0.0]));
    let found = groups.test(TwoMeansMethod::Welch, Alternative::TwoSided).unwrap();
    assert!((found.degrees_of_freedom().unwrap() - 3.0).abs() < 1e-12);
    let alone = of(&[1.0, 2.0, 3.0, 4.0]).test(0.0, Alternative::TwoSided).unwrap();
    assert!((found.p_value() - alone.p_value()).abs() < 1e-14);
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-500_i32..500).prop_map(|v| f64::from(v) * 0.37), 3..30)
        .prop_filter("flat", |v| v.iter().any(|x| *x != v[0]))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_and_split_do_not_matter(
        (plain, shuffled) in values().prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
        at in 0_usize..30,
    ) {
        let (head, tail) = shuffled.split_at(at.min(shuffled.len()));
        let mut merged = of(tail);
        merged.merge(&of(head)).unwrap();
        let whole = of(&plain);
        prop_assert_eq!(whole.n(), merged.n());
        prop_assert_eq!(whole.mean(), merged.mean());
        prop_assert_eq!(whole.variance(), merged.variance());
        let again =
            Moments::try_from_summary(whole.n(), whole.mean().unwrap(), whole.variance().unwrap());
        let gap = again.unwrap().variance().unwrap() / whole.variance().unwrap() - 1.0;
        prop_assert!(gap.abs() < 1e-12);
    }

    #[test]
    fn a_test_and_its_interval_agree(a in values(), b in values(), alpha in 0.001_f64..0.5) {
        let level = ConfidenceLevel::from_alpha(alpha).unwrap();
        let groups = TwoMeans::new(of(&a), of(&b));
        let mut both: Vec<_> = TwoMeansMethod::ALL
            .into_iter()
            .map(|m| (groups.test(m, Alternative::TwoSided), groups.difference(m, level)))
            .collect();
        both.push((
            groups.test(TwoMeansMethod::Pooled, Alternative::TwoSided),
            groups.effect_size(EffectSize::HedgesG, level),
        ));
        both.push((of(&a).test(0.0, Alternative::TwoSided), of(&a).mean_interval(level)));
        for (test, interval) in both {
            let (test, interval) = (test.unwrap(), interval.unwrap());
            prop_assert!(interval.lower() <= interval.point() && interval.point() <= interval.upper());
            if (test.p_value() - alpha).abs() > 1e-8 {
                let outside = interval.lower() > 0.0 || interval.upper() < 0.0;
                prop_assert_eq!(test.p_value() < alpha, outside, "{:?} {:?}", test, interval);
            }
        }
    }

    #[test]
    fn swapping_the_groups_mirrors(a in values(), b in values()) {
        let groups = TwoMeans::new(of(&a), of(&b));
        for method in TwoMeansMethod::ALL {
            let here = groups.difference(method, ConfidenceLevel::P95).unwrap();
            let there = groups.swapped().difference(method, ConfidenceLevel::P95).unwrap();
            prop_assert!((here.lower() + there.upper()).abs() < 1e-9);
            for side in Alternative::ALL {
                let p = groups.test(method, side).unwrap().p_value();
                let q = groups.swapped().test(method, side.mirrored()).unwrap().p_value();
                prop_assert!((p - q).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn more_values_are_narrower(a in values()) {
        let many: Vec<f64> = a.iter().flat_map(|v| [*v; 4]).collect();
        let few = of(&a).mean_interval(ConfidenceLevel::P95).unwrap();
        let many = of(&many).mean_interval(ConfidenceLevel::P95).unwrap();
        prop_assert!(many.upper() - many.lower() < few.upper() - few.lower());
    }

    #[test]
    fn pairs_are_one_sample_of_differences(a in values()) {
        let pairs = PairedMeans::try_from_pairs(a.iter().map(|v| (*v, 0.0))).unwrap();
        let here = pairs.test(Alternative::Less).unwrap().p_value();
        prop_assert_eq!(here, of(&a).test(0.0, Alternative::Less).unwrap().p_value());
    }
}

//! Laws that hold for all input.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    Alternative, BootstrapError, BootstrapMethod, BootstrapOptions, ConfidenceLevel, Proportion,
    ProportionMethod, ProportionTest, QuantileType, RatioSample, Sample, bootstrap,
};
use proptest::prelude::*;

fn counts() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![1..60_u64, 1..100_000_u64].prop_flat_map(|n| (0..=n, Just(n)))
}

fn methods() -> impl Strategy<Value = ProportionMethod> {
    prop::sample::select(ProportionMethod::ALL.to_vec())
}

fn kinds() -> impl Strategy<Value = QuantileType> {
    prop::sample::select(QuantileType::ALL.to_vec())
}

fn ends(k: u64, n: u64, method: ProportionMethod, alpha: f64) -> (f64, f64) {
    let level = ConfidenceLevel::from_alpha(alpha).unwrap();
    let found = Proportion::try_new(k, n).unwrap().estimate(method, level).unwrap();
    (found.lower(), found.upper())
}

proptest! {
    #[test]
    fn intervals_lie_in_zero_to_one((k, n) in counts(), method in methods(), alpha in 1e-15..0.999) {
        let (lower, upper) = ends(k, n, method, alpha);
        prop_assert!(0.0 <= lower && lower <= upper && upper <= 1.0);
    }

    #[test]
    fn the_point_is_inside((k, n) in counts(), method in methods(), alpha in 1e-15..0.999) {
        prop_assume!(method != ProportionMethod::Jeffreys);
        let (lower, upper) = ends(k, n, method, alpha);
        let point = k as f64 / n as f64;
        prop_assert!(lower <= point && point <= upper);
    }

    #[test]
    fn failures_mirror_successes((k, n) in counts(), method in methods(), alpha in 1e-12..0.9) {
        let (lower, upper) = ends(k, n, method, alpha);
        let (mirror_lower, mirror_upper) = ends(n - k, n, method, alpha);
        prop_assert!((lower - (1.0 - mirror_upper)).abs() < 1e-15);
        prop_assert!((upper - (1.0 - mirror_lower)).abs() < 1e-15);
    }

    #[test]
    fn a_higher_level_is_wider((k, n) in counts(), method in methods(), alpha in 1e-9..0.9) {
        let narrow = ends(k, n, method, alpha);
        let wide = ends(k, n, method, alpha / 2.0);
        prop_assert!(wide.0 <= narrow.0 + 1e-12 && wide.1 >= narrow.1 - 1e-12);
    }

    #[test]
    fn more_trials_are_narrower((k, n) in counts(), method in methods()) {
        // The same rate from four times the trials.
        let few = ends(k, n, method, 0.05);
        let many = ends(4 * k, 4 * n, method, 0.05);
        prop_assert!(many.1 - many.0 <= few.1 - few.0 + 1e-12);
    }

    #[test]
    fn more_successes_move_both_ends_up((k, n) in counts(), method in methods()) {
        prop_assume!(k < n);
        // Wald alone has ends that turn back near the edges.
        prop_assume!(!matches!(method, ProportionMethod::Wald | ProportionMethod::AgrestiCoull));
        let (less, more) = (ends(k, n, method, 0.05), ends(k + 1, n, method, 0.05));
        prop_assert!(less.0 <= more.0 && less.1 <= more.1);
    }

    #[test]
    fn agresti_coull_holds_wilson((k, n) in counts(), alpha in 1e-6..0.9) {
        let inner = ends(k, n, ProportionMethod::Wilson, alpha);
        let outer = ends(k, n, ProportionMethod::AgrestiCoull, alpha);
        prop_assert!(outer.0 <= inner.0 + 1e-12 && outer.1 >= inner.1 - 1e-12);
    }

    #[test]
    fn clopper_pearson_holds_jeffreys((k, n) in counts(), alpha in 1e-6..0.9) {
        let inner = ends(k, n, ProportionMethod::Jeffreys, alpha);
        let outer = ends(k, n, ProportionMethod::ClopperPearson, alpha);
        prop_assert!(outer.0 <= inner.0 + 1e-12 && outer.1 >= inner.1 - 1e-12);
    }

    #[test]
    fn a_test_of_a_rate_and_its_interval_agree(
        (k, n) in counts(), null in 0.01_f64..0.99, alpha in 0.001_f64..0.5,
    ) {
        let rate = Proportion::try_new(k, n).unwrap();
        for (test, method) in [
            (ProportionTest::Score, ProportionMethod::Wilson),
            (ProportionTest::ScoreContinuity, ProportionMethod::WilsonContinuity),
            (ProportionTest::Exact, ProportionMethod::ClopperPearson),
        ] {
            let p = rate.test(test, null, Alternative::TwoSided).unwrap().p_value();
            if (p - alpha).abs() < 1e-8 { continue }
            let (lower, upper) = ends(k, n, method, alpha);
            prop_assert_eq!(p < alpha, null < lower || upper < null, "{:?} {} {}", test, lower, upper);
        }
    }

    #[test]
    fn quantiles_rise_with_the_probability(
        values in prop::collection::vec(-1e6..1e6, 1..40),
        kind in kinds(),
        p in 0.0..=1.0,
        q in 0.0..=1.0,
    ) {
        let sample = Sample::try_new(values).unwrap();
        let (low, high) = if p <= q { (p, q) } else { (q, p) };
        let low = sample.quantile(low, kind).unwrap();
        let high = sample.quantile(high, kind).unwrap();
        prop_assert!(low <= high + 1e-9 * low.abs().max(1.0));
        prop_assert!(sample.sorted()[0] <= low && high <= sample.sorted()[sample.n() - 1]);
    }

    #[test]
    fn the_order_of_a_sample_does_not_matter(
        values in prop::collection::vec(-1e6..1e6, 1..40),
        kind in kinds(),
        p in 0.0..=1.0,
    ) {
        let mut turned = values.clone();
        turned.reverse();
        let (a, b) = (Sample::try_new(values).unwrap(), Sample::try_new(turned).unwrap());
        prop_assert_eq!(a.quantile(p, kind), b.quantile(p, kind));
    }

    #[test]
    fn quantiles_follow_the_scale(
        values in prop::collection::vec(-100_i32..100, 1..40),
        kind in kinds(),
        p in 0.0..=1.0,
    ) {
        let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let scaled: Vec<f64> = plain.iter().map(|v| v * 8.0 + 16.0).collect();
        let plain = Sample::try_new(plain).unwrap().quantile(p, kind).unwrap();
        let scaled = Sample::try_new(scaled).unwrap().quantile(p, kind).unwrap();
        prop_assert!((plain * 8.0 + 16.0 - scaled).abs() < 1e-9);
    }

    #[test]
    fn mid_ranks_mirror(values in prop::collection::vec(-20_i32..20, 1..40), value in -25_i32..25) {
        let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let mirrored: Vec<f64> = plain.iter().map(|v| -v).collect();
        let here = Sample::try_new(plain).unwrap().mid_rank(f64::from(value)).unwrap();
        let there = Sample::try_new(mirrored).unwrap().mid_rank(-f64::from(value)).unwrap();
        prop_assert!((here + there - 1.0).abs() < 1e-12);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_units_does_not_matter(
        (units, shuffled) in prop::collection::vec((0_u8..6, 1_u8..4), 4..120)
            .prop_flat_map(|units| (Just(units.clone()), Just(units).prop_shuffle())),
        seed in any::<u64>(),
        method in prop::sample::select(vec![BootstrapMethod::Percentile, BootstrapMethod::Bca]),
        split in 0.0..1.0,
    ) {
        let options =
            BootstrapOptions::default().with_seed(seed).with_method(method).with_replicates(199);
        let sample = |units: &[(u8, u8)]| {
            let mut sample = RatioSample::new();
            for (top, bottom) in units {
                sample.observe(f64::from(*top) * 1.1, f64::from(*bottom) * 0.7).unwrap();
            }
            sample
        };
        let at = (units.len() as f64 * split) as usize;
        let mut parts = sample(&shuffled[..at]);
        parts.merge(&sample(&shuffled[at..]));
        prop_assert_eq!(sample(&units).bootstrap(options), parts.bootstrap(options));

        let figure = |rows: &[&(u8, u8)]| {
            let top: u32 = rows.iter().map(|r| u32::from(r.0)).sum();
            let bottom: u32 = rows.iter().map(|r| u32::from(r.1)).sum();
            Some(f64::from(top) / f64::from(bottom))
        };
        prop_assert_eq!(bootstrap(&units, figure, options), bootstrap(&shuffled, figure, options));
    }

    #[test]
    fn replicates_of_a_ratio_stay_between_the_units(
        units in prop::collection::vec((0_u8..9, 1_u8..5), 2..60),
        seed in any::<u64>(),
    ) {
        let mut sample = RatioSample::new();
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for (top, bottom) in units {
            sample.observe(f64::from(top), f64::from(bottom)).unwrap();
            let own = f64::from(top) / f64::from(bottom);
            range = (range.0.min(own), range.1.max(own));
        }
        let options = BootstrapOptions::default()
            .with_seed(seed)
            .with_method(BootstrapMethod::Percentile)
            .with_replicates(199);
        match sample.bootstrap(options) {
            Ok(found) => {
                let found = found.estimate();
                prop_assert!(range.0 - 1e-9 <= found.lower() && found.upper() <= range.1 + 1e-9);
            }
            // Units that are all alike have no spread to draw from, and only they.
            Err(error) => {
                prop_assert_eq!(error, BootstrapError::NoSpread { replicates: 199 });
                prop_assert!(range.1 - range.0 < 1e-9);
            }
        }
    }
}

//! The bootstrap: cited values, both paths, undefined replicates, refusals.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    BootstrapError, BootstrapEstimate, BootstrapMethod, BootstrapOptions, ConfidenceLevel,
    RatioSample, RatioUnitError, bootstrap, bootstrap_by,
};
use kpi_types::{Estimate, EstimateMethod};

fn options(method: BootstrapMethod) -> BootstrapOptions {
    BootstrapOptions::default().with_method(method)
}

/// NPS through both paths.
fn nps(counts: [u64; 3], options: BootstrapOptions) -> [BootstrapEstimate; 2] {
    let mut ratio = RatioSample::new();
    let mut rows: Vec<i64> = Vec::new();
    for (score, count) in [-1_i64, 0, 1].into_iter().zip(counts) {
        ratio.observe_many(score as f64, 1.0, count).unwrap();
        rows.extend((0..count).map(|_| score));
    }
    let mean = |rows: &[&i64]| Some(rows.iter().copied().sum::<i64>() as f64 / rows.len() as f64);
    [ratio.bootstrap(options).unwrap(), bootstrap(&rows, mean, options).unwrap()]
}

/// R 4.2.2, `boot` 1.3-28.1, 20,000 replicates; limits within 0.02 (0.06 for 36 answers), the
/// standard error within 3 %.
#[test]
fn nps_as_in_r() {
    type Row = ([u64; 3], f64, f64, [f64; 2], [f64; 2], f64);
    let rows: [Row; 3] = [
        ([10, 20, 70], 0.6, 0.066_369_443_156_465, [0.47, 0.73], [0.45, 0.71], 0.02),
        (
            [5, 12, 19],
            0.388_888_888_888_889,
            0.120_226_229_143_639,
            [0.138_888_888_888_889, 0.611_111_111_111_111],
            [0.083_333_333_333_333_3, 0.583_333_333_333_333],
            0.06,
        ),
        ([30, 40, 30], 0.0, 0.077_526_140_835_692_6, [-0.15, 0.15], [-0.16, 0.14], 0.02),
    ];
    for (counts, point, error, percentile, bca, tolerance) in rows {
        for (method, [lower, upper]) in
            [(BootstrapMethod::Percentile, percentile), (BootstrapMethod::Bca, bca)]
        {
            for found in nps(counts, options(method).with_replicates(20_000).with_seed(42)) {
                let estimate = found.estimate();
                assert!((estimate.point() - point).abs() < 1e-12);
                assert!((found.standard_error() / error - 1.0).abs() < 0.03, "{found:?}");
                // A limit on the lattice may sit exactly on the tolerance.
                let tolerance = tolerance + 1e-9;
                assert!((estimate.lower() - lower).abs() < tolerance, "{counts:?} {estimate}");
                assert!((estimate.upper() - upper).abs() < tolerance, "{counts:?} {estimate}");
                assert!(found.bias().abs() < 0.005);
            }
        }
    }
}

/// Fifteen customers as (closing, opening), one of them larger than the others together.
const SKEWED: [(i32, i32); 15] = [
    (120, 100),
    (80, 80),
    (0, 50),
    (310, 300),
    (95, 95),
    (20, 20),
    (0, 20),
    (25, 20),
    (1600, 1000),
    (60, 60),
    (40, 45),
    (0, 70),
    (15, 15),
    (380, 400),
    (66, 33),
];

/// SciPy 1.17.1, `bootstrap((closing, opening), paired=True)`, mean of three runs of 400,000
/// replicates each: they agree to 0.001.
#[test]
fn a_skewed_quotient_as_in_scipy() {
    let mut ratio = RatioSample::new();
    for (closing, opening) in SKEWED {
        ratio.observe(closing.into(), opening.into()).unwrap();
    }
    let figure = |rows: &[&(i32, i32)]| {
        let closing: i32 = rows.iter().map(|row| row.0).sum();
        let opening: i32 = rows.iter().map(|row| row.1).sum();
        Some(f64::from(closing) / f64::from(opening))
    };
    for (method, ends) in [
        (BootstrapMethod::Percentile, [0.785_2, 1.459_0]),
        (BootstrapMethod::Bca, [0.869_5, 1.526_4]),
    ] {
        let options = options(method).with_replicates(29_999);
        for found in [ratio.bootstrap(options), bootstrap(&SKEWED, figure, options)] {
            near(&found.unwrap(), 0.198_06, ends, 0.01);
        }
    }
}

/// The same with twenty of each customer, which are drawn by group; two runs of 200,000.
#[test]
fn a_skewed_quotient_drawn_by_group_as_in_scipy() {
    let mut ratio = RatioSample::new();
    for (closing, opening) in SKEWED {
        ratio.observe_many(closing.into(), opening.into(), 20).unwrap();
    }
    for (method, ends) in [
        (BootstrapMethod::Percentile, [1.130_1, 1.290_0]),
        (BootstrapMethod::Bca, [1.137_0, 1.295_6]),
    ] {
        let found = ratio.bootstrap(options(method).with_replicates(19_999)).unwrap();
        near(&found, 0.040_82, ends, 0.003);
    }
}

fn near(found: &BootstrapEstimate, error: f64, [lower, upper]: [f64; 2], tolerance: f64) {
    let estimate = found.estimate();
    assert!((estimate.point() - 2_811.0 / 2_308.0).abs() < 1e-12);
    assert!((found.standard_error() / error - 1.0).abs() < 0.02, "{found:?}");
    assert!((estimate.lower() - lower).abs() < tolerance, "{estimate}");
    assert!((estimate.upper() - upper).abs() < tolerance, "{estimate}");
}

/// The exact variance of a bootstrapped mean is Σ (x − x̄)² ÷ n²; drawn by group and by unit.
#[test]
fn the_spread_is_that_of_the_theory() {
    for groups in [3_u32, 40] {
        let mut sample = RatioSample::new();
        let values: Vec<f64> = (0..600).map(|i| f64::from(i % groups)).collect();
        for value in &values {
            sample.observe(*value, 1.0).unwrap();
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let theory = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n / n).sqrt();
        let found =
            sample.bootstrap(options(BootstrapMethod::Percentile).with_replicates(20_000)).unwrap();
        assert!((found.standard_error() / theory - 1.0).abs() < 0.03, "{groups}: {found:?}");
    }
}

#[test]
fn parts_merge_to_the_same_result() {
    let units: Vec<(f64, f64)> =
        (0..300).map(|i| (f64::from(i % 7) * 9.99, f64::from(i % 5) * 10.0)).collect();
    let sample = |units: &[(f64, f64)]| {
        let mut sample = RatioSample::new();
        for (top, bottom) in units {
            sample.observe(*top, *bottom).unwrap();
        }
        sample
    };
    let whole = sample(&units).bootstrap(BootstrapOptions::default()).unwrap();
    let (left, right) = units.split_at(123);
    let mut merged = sample(right);
    merged.merge(&sample(left));
    assert_eq!(merged.bootstrap(BootstrapOptions::default()).unwrap(), whole);
    assert_eq!((merged.units(), merged.ratio()), (300, Some(whole.estimate().point())));
    let other = BootstrapOptions::default().with_seed(1);
    assert_ne!(merged.bootstrap(other).unwrap(), whole);
}

#[test]
fn zero_and_minus_zero_are_one_unit() {
    let mut plus = RatioSample::new();
    let mut minus = RatioSample::new();
    for i in 0..40 {
        let top = if i % 2 == 0 { 0.0 } else { 3.0 };
        plus.observe(top, 1.0).unwrap();
        minus.observe(if top == 0.0 { -0.0 } else { top }, 1.0).unwrap();
    }
    let run = |sample: &RatioSample| sample.bootstrap(BootstrapOptions::default()).unwrap();
    assert_eq!(run(&plus), run(&minus));
}

#[test]
fn all_alike_has_no_interval() {
    let mut alike = RatioSample::new();
    alike.observe_many(3.0, 4.0, 50).unwrap();
    // The same quotient of units of several sizes, whose sums round.
    let mut sizes = RatioSample::new();
    for n in 1..50 {
        sizes.observe(f64::from(n) / 3.0, f64::from(n)).unwrap();
    }
    for sample in [alike, sizes] {
        for method in [BootstrapMethod::Percentile, BootstrapMethod::Bca] {
            let options = options(method);
            let replicates = options.replicates();
            assert_eq!(sample.bootstrap(options), Err(BootstrapError::NoSpread { replicates }));
        }
    }
}

/// Without the whale the others still have a clean figure, 600 ÷ 1,200: taken as total minus whale,
/// floats would leave next to nothing.
#[test]
fn a_unit_larger_than_all_others_is_left_out_cleanly() {
    let mut sample = RatioSample::new();
    sample.observe(1e17, 1e17).unwrap();
    for _ in 0..60 {
        sample.observe(10.0, 20.0).unwrap();
    }
    // A replicate misses the whale with probability (60/61)^61 = 0.365.
    let found = sample.bootstrap(options(BootstrapMethod::Bca)).unwrap();
    assert_eq!(found.estimate().lower(), 0.5);
    assert!((found.estimate().upper() - 1.0).abs() < 1e-12);
}

/// 5 of 60 customers have an opening figure: a replicate misses all of them with probability
/// (55/60)^60 = 0.0054, which is under α/2, so it is counted and left out.
#[test]
fn undefined_replicates_are_counted() {
    let mut sample = RatioSample::new();
    sample.observe_many(0.0, 0.0, 55).unwrap();
    for i in 0..5 {
        sample.observe(8.0 + f64::from(i), 10.0).unwrap();
    }
    let found =
        sample.bootstrap(options(BootstrapMethod::Percentile).with_replicates(9_999)).unwrap();
    let share = f64::from(found.undefined_replicates()) / f64::from(found.replicates());
    assert!((share - 0.0054).abs() < 0.003, "{share}");
    assert!(found.estimate().lower() >= 0.8 && found.estimate().upper() <= 1.2);
}

#[test]
fn ends_beyond_the_replicates_are_reported() {
    let rows: Vec<i32> = (0..12).map(|i| i * i * i).collect();
    let mean = |rows: &[&i32]| Some(rows.iter().copied().sum::<i32>() as f64 / rows.len() as f64);
    let few = options(BootstrapMethod::Bca).with_replicates(39);
    assert!(bootstrap(&rows, mean, few).unwrap().is_at_extreme());
    let enough = few.with_replicates(9_999);
    assert!(!bootstrap(&rows, mean, enough).unwrap().is_at_extreme());
}

#[test]
fn every_refusal() {
    let mean = |rows: &[&i32]| Some(rows.iter().copied().sum::<i32>() as f64 / rows.len() as f64);
    let run = |rows: &[i32], options| bootstrap(rows, mean, options).unwrap_err();
    let default = BootstrapOptions::default();
    assert_eq!(run(&[], default), BootstrapError::TooFewUnits { units: 0 });
    assert_eq!(run(&[1], default), BootstrapError::TooFewUnits { units: 1 });
    assert_eq!(
        RatioSample::new().bootstrap(default),
        Err(BootstrapError::TooFewUnits { units: 0 })
    );

    let (units, mut many) = (u64::from(u32::MAX) + 1, RatioSample::new());
    many.observe_many(1.0, 1.0, units).unwrap();
    assert_eq!(many.bootstrap(default), Err(BootstrapError::TooManyUnits { units }));

    // (B + 1) α/2 = 1 at B = 39 for 95 % and at B = 199 for 99 %.
    for (level, needed) in [(ConfidenceLevel::P95, 39), (ConfidenceLevel::P99, 199)] {
        let options = default.with_level(level).with_method(BootstrapMethod::Percentile);
        let replicates = needed as u32 - 1;
        assert_eq!(
            run(&[1, 2], options.with_replicates(replicates)),
            BootstrapError::TooFewReplicates { replicates, needed }
        );
        assert!(bootstrap(&[1, 2], mean, options.with_replicates(replicates + 1)).is_ok());
    }
    let replicates = 0;
    assert!(matches!(
        run(&[1, 2], default.with_replicates(replicates)),
        BootstrapError::TooFewReplicates { .. }
    ));

    let mut nothing = RatioSample::new();
    nothing.observe_many(1.0, 0.0, 10).unwrap();
    assert_eq!(nothing.ratio(), None);
    assert_eq!(nothing.bootstrap(default), Err(BootstrapError::Undefined));
    let nan = |_: &[&i32]| Some(f64::NAN);
    assert_eq!(bootstrap(&[1, 2], nan, default), Err(BootstrapError::Undefined));

    let mut rare = RatioSample::new();
    rare.observe_many(0.0, 0.0, 9).unwrap();
    rare.observe(1.0, 1.0).unwrap();
    assert!(matches!(
        rare.bootstrap(default),
        Err(BootstrapError::UndefinedReplicates { undefined, replicates: 1_999 }) if undefined > 500
    ));

    // A redrawn set has nine rows, a set without one of them eight.
    let needs_nine = |rows: &[&i32]| (rows.len() == 9).then(|| f64::from(*rows[0]));
    let rows = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    assert_eq!(bootstrap(&rows, needs_nine, default), Err(BootstrapError::UndefinedJackknife));

    // The figure counts distinct rows: the rows themselves have more than any redrawn set but one.
    let rows: Vec<i32> = (0..40).collect();
    let distinct = |rows: &[&i32]| {
        let distinct: std::collections::BTreeSet<i32> = rows.iter().map(|r| **r).collect();
        Some(distinct.len() as f64)
    };
    assert_eq!(bootstrap(&rows, distinct, default), Err(BootstrapError::NoBcaCorrection));

    let source = Estimate::try_new(0.5, 1.0, 0.0, 0.95, 1, EstimateMethod::Wald).unwrap_err();
    assert_eq!(BootstrapError::from(source).to_string(), source.to_string());
}

#[test]
fn units_are_checked() {
    let mut sample = RatioSample::new();
    let numerator = f64::INFINITY;
    assert_eq!(sample.observe(numerator, 1.0), Err(RatioUnitError::Numerator { numerator }));
    let denominator = -1.0;
    assert_eq!(sample.observe(1.0, denominator), Err(RatioUnitError::Denominator { denominator }));
    assert!(sample.observe(1.0, f64::NAN).is_err());
    assert_eq!(sample.units(), 0);
    sample.observe_many(1.0, 1.0, 0).unwrap();
    assert_eq!(sample, RatioSample::new());
}

#[test]
fn floats_need_an_order() {
    let rows = [2.5, 1.5, 0.5, 4.0, 3.0, 9.0];
    let max = |rows: &[&f64]| rows.iter().copied().copied().reduce(f64::max);
    let options = options(BootstrapMethod::Percentile);
    let found = bootstrap_by(&rows, f64::total_cmp, max, options).unwrap();
    assert_eq!(found.estimate().upper(), 9.0);
}

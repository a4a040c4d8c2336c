//! Sample quantiles: cited values and refusals.

use kpi_stats::{QuantileError, QuantileType, Sample};

/// R 4.2.2, `quantile(x, p, type = 1:9)` for x with ties.
#[test]
fn nine_types_as_in_r() {
    let x = [1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 5, 7].map(f64::from);
    let sample = Sample::try_new(x).unwrap();
    let p = [0.0, 0.05, 0.1, 0.25, 1.0 / 3.0, 0.5, 0.75, 0.9, 0.95, 1.0];
    let third = 1.0 / 3.0;
    let rows: [[f64; 10]; 9] = [
        [1., 1., 2., 2., 2., 4., 5., 5., 7., 7.],
        [1., 1., 2., 2., 2.5, 4., 5., 5., 7., 7.],
        [1., 1., 1., 2., 2., 4., 5., 5., 5., 7.],
        [1., 1., 1.2, 2., 2., 4., 5., 5., 5.8, 7.],
        [1., 1.1, 1.7, 2., 2.5, 4., 5., 5.6, 6.8, 7.],
        [1., 1., 1.3, 2., 2. + third, 4., 5., 6.4, 7., 7.],
        [1., 1.55, 2., 2., 2. + 2. * third, 4., 5., 5., 5.9, 7.],
        [
            1.,
            1.,
            1.566_666_666_666_67,
            2.,
            2.444_444_444_444_44,
            4.,
            5.,
            5.866_666_666_666_67,
            7.,
            7.,
        ],
        [1., 1., 1.6, 2., 2.458_333_333_333_33, 4., 5., 5.8, 7., 7.],
    ];
    for (kind, row) in QuantileType::ALL.into_iter().zip(rows) {
        for (p, expected) in p.into_iter().zip(row) {
            let found = sample.quantile(p, kind).unwrap();
            assert!((found - expected).abs() < 1e-12, "{kind:?} {p}: {found}, not {expected}");
        }
    }
}

/// R 4.2.2, `quantile(1:10, p, type = 3)`: halfway between two ranks, the even one.
#[test]
fn type_3_rounds_halves_to_even() {
    let sample = Sample::try_new((1..=10).map(f64::from).collect::<Vec<_>>()).unwrap();
    for (p, expected) in [(0.05, 1.0), (0.25, 2.0), (0.75, 8.0), (0.95, 10.0)] {
        let found = sample.quantile(p, QuantileType::ClosestObservation);
        assert_eq!(found, Ok(expected), "{p}");
    }
}

/// 0.07 × 100 is 7.000000000000001 in floats, and still the seventh of a hundred.
#[test]
fn float_dust_does_not_move_a_rank() {
    let sample = Sample::try_new((1..=100).map(f64::from).collect::<Vec<_>>()).unwrap();
    for percent in 1..=100 {
        let found = sample.quantile(f64::from(percent) / 100.0, QuantileType::InverseCdf);
        assert_eq!(found, Ok(f64::from(percent)));
        let found = sample.quantile(f64::from(percent) * 0.01, QuantileType::InverseCdf);
        assert_eq!(found, Ok(f64::from(percent)));
    }
}

#[test]
fn numbers_of_types() {
    for (number, kind) in (1..=9).zip(QuantileType::ALL) {
        assert_eq!(kind.number(), number);
        assert_eq!(QuantileType::from_number(number), Some(kind));
    }
    assert_eq!(QuantileType::from_number(0), None);
    assert_eq!(QuantileType::default().number(), 7);
}

/// SciPy 1.17.1: `percentileofscore([1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 5, 7], v, kind="mean")`.
#[test]
fn mid_ranks_as_in_scipy() {
    let x = [1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 5, 7].map(f64::from);
    let sample = Sample::try_new(x).unwrap();
    for (value, percent) in [
        (0.0, 0.0),
        (1.0, 4.166_666_666_666_667),
        (2.0, 20.833_333_333_333_332),
        (4.5, 58.333_333_333_333_336),
        (5.0, 75.0),
        (7.0, 95.833_333_333_333_33),
        (9.0, 100.0),
    ] {
        let found = sample.mid_rank(value).unwrap();
        assert!((found * 100.0 - percent).abs() < 1e-12, "{value}: {found}");
    }
    assert_eq!(sample.mid_rank(f64::INFINITY), Ok(1.0));
    assert_eq!(sample.mid_rank(f64::NEG_INFINITY), Ok(0.0));
}

#[test]
fn ends_of_the_float_range_do_not_overflow() {
    let sample = Sample::try_new([f64::MAX, -f64::MAX]).unwrap();
    for kind in QuantileType::ALL {
        assert!(sample.quantile(0.5, kind).unwrap().is_finite());
    }
    assert_eq!(sample.quantile(0.5, QuantileType::Linear), Ok(0.0));
}

#[test]
fn every_refusal() {
    assert_eq!(Sample::try_new([]), Err(QuantileError::Empty));
    let value = f64::INFINITY;
    assert_eq!(Sample::try_new([1.0, value]), Err(QuantileError::NotFinite { index: 1, value }));
    assert!(matches!(Sample::try_new([f64::NAN]), Err(QuantileError::NotFinite { index: 0, .. })));
    let sample = Sample::try_new([3.0, 1.0]).unwrap();
    assert_eq!((sample.n(), sample.sorted()), (2, [1.0, 3.0].as_slice()));
    for probability in [-0.1, 1.1, 90.0] {
        assert_eq!(
            sample.quantile(probability, QuantileType::Linear),
            Err(QuantileError::Probability { probability })
        );
    }
    assert!(sample.quantile(f64::NAN, QuantileType::Linear).is_err());
    assert_eq!(sample.mid_rank(f64::NAN), Err(QuantileError::NotANumber));
}

//! Correlation and slope: figures of SciPy, refusals, laws.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_stats::{
    Alternative, ConfidenceLevel, Coordinate, KendallTest, PairedValues, PairedValuesError,
    RankInterval,
};
use proptest::prelude::*;

const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

fn of(pairs: &[(f64, f64)]) -> PairedValues {
    PairedValues::try_new(pairs.to_vec()).unwrap()
}

fn accounts() -> PairedValues {
    let x = [3.0, 6.0, 7.0, 8.0, 8.0, 9.0, 9.0, 10.0, 10.0, 10.0, 2.0, 8.0];
    let y = [-4.0, 1.0, -2.0, 3.0, 5.0, 2.0, 9.0, 6.0, 12.0, 6.0, -4.0, 3.0];
    PairedValues::try_new(x.into_iter().zip(y).collect()).unwrap()
}

/// SciPy 1.17.1: pearsonr, spearmanr, kendalltau(method="asymptotic"), linregress, theilslopes.
#[test]
fn figures_of_scipy() {
    let near =
        |found: f64, want: f64| assert!((found / want - 1.0).abs() < 1e-11, "{found} {want}");
    let all = accounts();
    let r = all.pearson(LEVEL).unwrap();
    near(r.point(), 0.847_506_561_091_327_3);
    near(r.lower(), 0.532_704_748_922_388_6);
    near(r.upper(), 0.956_285_087_061_225_2);
    near(all.pearson_test(Alternative::TwoSided).unwrap().p_value(), 0.000_499_816_970_157_329_3);
    near(all.spearman(RankInterval::Fieller, LEVEL).unwrap().point(), 0.889_336_761_865_927_9);
    near(all.kendall(LEVEL).unwrap().point(), 0.754_504_008_001_188_4);
    for (side, rho, tau) in [
        (Alternative::TwoSided, 0.000_108_252_080_213_834_71, 0.001_198_049_305_716_353_1),
        (Alternative::Greater, 5.412_604_010_691_735_6e-5, 0.000_599_024_652_858_176_6),
        (Alternative::Less, 0.999_945_873_959_893_1, 0.999_400_975_347_141_8),
    ] {
        near(all.spearman_test(side).unwrap().p_value(), rho);
        near(all.kendall_test(KendallTest::Normal, side).unwrap().p_value(), tau);
    }
    let line = all.least_squares(LEVEL).unwrap();
    let (t, b, a) = (2.228_138_851_986_275_3, 1.577_922_077_922_078_2, -8.751_082_251_082_252);
    near(line.slope.point(), b);
    near(line.slope.upper(), b + t * 0.312_507_941_092_108_7);
    near(line.intercept.point(), a);
    near(line.intercept.lower(), a - t * 2.473_884_131_629_062);
    near(line.test.unwrap().p_value(), 0.000_499_816_970_157_334_6);
    let robust = all.theil_sen(LEVEL).unwrap();
    assert_eq!((robust.slope.point(), robust.intercept), (1.5, -9.0));
    assert_eq!((robust.slope.lower(), robust.slope.upper()), (1.0, 2.75));
}

/// SciPy 1.17.1, `kendalltau(method="exact")`: twenty items, of which two changed places.
#[test]
fn exact_tails_keep_their_digits() {
    let mut y: Vec<f64> = (0..20).map(f64::from).collect();
    y.swap(3, 5);
    let pairs = PairedValues::try_new((0..20).map(f64::from).zip(y).collect()).unwrap();
    let p = pairs.kendall_test(KendallTest::Exact, Alternative::TwoSided).unwrap().p_value();
    assert!((p / 1.248_714_493_962_235_6e-15 - 1.0).abs() < 1e-11);
}

#[test]
fn the_three_variances_of_ranks() {
    let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
    let tuna = PairedValues::try_new(x.into_iter().zip(y).collect()).unwrap();
    // tanh(atanh 0.6 ± z √(f ÷ 6)) in Python.
    for (interval, lower, upper) in [
        (RankInterval::FisherZ, -0.106_598_225_126_638_63, 0.903_929_990_460_334_7),
        (RankInterval::Fieller, -0.129_921_172_974_770_9, 0.908_165_369_930_819_1),
        (RankInterval::BonettWright, -0.174_244_069_778_285_16, 0.915_797_879_013_338_9),
    ] {
        let found = tuna.spearman(interval, LEVEL).unwrap();
        assert!((found.lower() - lower).abs() < 1e-12 && (found.upper() - upper).abs() < 1e-12);
    }
}

#[test]
fn every_refusal() {
    let bad = PairedValues::try_new(vec![(1.0, 2.0), (f64::NAN, 1.0)]);
    assert!(matches!(bad, Err(PairedValuesError::Value { index: 1, .. })));
    let few = of(&[(1.0, 2.0), (2.0, 3.0)]);
    let error = |needed| PairedValuesError::TooFewPairs { n: 2, needed };
    assert_eq!(few.pearson(LEVEL), Err(error(4)));
    assert_eq!(few.kendall(LEVEL), Err(error(5)));
    assert_eq!(few.least_squares(LEVEL), Err(error(3)));
    for (at, of_what) in [(0.0, Coordinate::X), (1.0, Coordinate::Y)] {
        let points: Vec<(f64, f64)> =
            (0..6).map(|v| (f64::from(v) * at, f64::from(v) * (1.0 - at))).collect();
        let error = Err(PairedValuesError::NoVariation { of: of_what, n: 6 });
        assert_eq!(of(&points).pearson(LEVEL), error);
        assert_eq!(of(&points).spearman(RankInterval::FisherZ, LEVEL), error);
        assert_eq!(of(&points).kendall(LEVEL), error);
        assert_eq!(of(&points).theil_sen(LEVEL).map(|t| t.slope), error);
    }
    let two = Alternative::TwoSided;
    let tied = accounts().kendall_test(KendallTest::Exact, two);
    assert_eq!(tied, Err(PairedValuesError::Ties));
    let long: Vec<(f64, f64)> = (0..300).map(|v| (f64::from(v), f64::from(v * 7 % 300))).collect();
    let found = of(&long).kendall_test(KendallTest::Exact, two);
    assert_eq!(found, Err(PairedValuesError::TooManyForExact { n: 300, most: 200 }));
    let short = of(&[(1.0, 2.0), (2.0, 4.0), (3.0, 3.0)]).theil_sen(LEVEL);
    assert_eq!(short, Err(PairedValuesError::LevelNotReached { n: 3, level: 0.95 }));
}

/// A line without scatter: the correlation is 1, its p-value 0, and the slope has no test
/// statistic.
#[test]
fn exact_lines() {
    let points: Vec<(f64, f64)> =
        (0..8).map(|v| (f64::from(v), 4.0 - 2.0 * f64::from(v))).collect();
    let found = of(&points);
    let r = found.pearson(LEVEL).unwrap();
    assert_eq!((r.point(), r.lower(), r.upper()), (-1.0, -1.0, -1.0));
    for (side, p) in
        [(Alternative::TwoSided, 0.0), (Alternative::Greater, 1.0), (Alternative::Less, 0.0)]
    {
        assert_eq!(found.pearson_test(side).unwrap().p_value(), p);
    }
    let line = found.least_squares(LEVEL).unwrap();
    assert_eq!((line.slope.point(), line.intercept.point(), line.test), (-2.0, 4.0, None));
}

/// Many points: the slopes that are counted are those that are written down.
#[test]
fn theil_sen_of_many_points() {
    let wave = |v: i32| f64::from(v * 7919 % 1009);
    let points: Vec<(f64, f64)> =
        (0..700).map(|v| (f64::from(v / 3), f64::from(v) * 0.5 + wave(v))).collect();
    let found = of(&points).theil_sen(LEVEL).unwrap().slope;
    let mut slopes = Vec::new();
    for (at, a) in points.iter().enumerate() {
        slopes.extend(points[at..].iter().filter(|b| b.0 > a.0).map(|b| (b.1 - a.1) / (b.0 - a.0)));
    }
    slopes.sort_by(f64::total_cmp);
    let n = slopes.len();
    let middle = 0.5 * (slopes[(n - 1) / 2] + slopes[n / 2]);
    assert!((found.point() - middle).abs() < 1e-12, "{found} {middle}");
    for end in [found.lower(), found.upper()] {
        let nearest = slopes.iter().map(|s| (s - end).abs()).fold(f64::INFINITY, f64::min);
        assert!(nearest < 1e-11);
    }
    assert!(found.lower() < middle && middle < found.upper());
}

fn points() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((-20_i32..20, -20_i32..20), 6..40)
        .prop_map(|v| {
            v.into_iter().map(|(x, y)| (f64::from(x), f64::from(y) * 0.3)).collect::<Vec<_>>()
        })
        .prop_filter("flat", |v| v.iter().any(|p| p.0 != v[0].0) && v.iter().any(|p| p.1 != v[0].1))
}

proptest! {
    #[test]
    fn the_order_does_not_matter(
        (plain, shuffled) in points().prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
    ) {
        prop_assert_eq!(of(&plain), of(&shuffled));
    }

    #[test]
    fn x_and_y_are_alike(v in points()) {
        let (here, there) = (of(&v), of(&v).swapped());
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        prop_assert!(near(here.pearson(LEVEL).unwrap().point(), there.pearson(LEVEL).unwrap().point()));
        prop_assert!(near(here.kendall(LEVEL).unwrap().point(), there.kendall(LEVEL).unwrap().point()));
        let rho = |p: &PairedValues| p.spearman(RankInterval::FisherZ, LEVEL).unwrap().point();
        prop_assert!(near(rho(&here), rho(&there)));
    }

    #[test]
    fn turning_y_turns_the_sign(v in points()) {
        let turned: Vec<(f64, f64)> = v.iter().map(|(x, y)| (*x, -y)).collect();
        let (here, there) = (of(&v), of(&turned));
        let pairs = [
            (here.pearson(LEVEL), there.pearson(LEVEL)),
            (here.kendall(LEVEL), there.kendall(LEVEL)),
            (here.theil_sen(LEVEL).map(|t| t.slope), there.theil_sen(LEVEL).map(|t| t.slope)),
        ];
        for (a, b) in pairs {
            let (Ok(a), Ok(b)) = (a, b) else { continue };
            prop_assert!((a.point() + b.point()).abs() < 1e-12);
            prop_assert!((a.lower() + b.upper()).abs() < 1e-12);
            prop_assert!(a.lower() <= a.point() && a.point() <= a.upper());
        }
        for side in Alternative::ALL {
            let p = here.kendall_test(KendallTest::Normal, side).unwrap().p_value();
            let q = there.kendall_test(KendallTest::Normal, side.mirrored()).unwrap().p_value();
            prop_assert!((p - q).abs() < 1e-12);
        }
    }

    #[test]
    fn kendall_is_what_counting_pairs_gives(v in points()) {
        let (mut score, mut x, mut y) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (at, a) in v.iter().enumerate() {
            for b in &v[at + 1..] {
                let sign = |gap: f64| if gap == 0.0 { 0.0 } else { gap.signum() };
                let (dx, dy) = (sign(a.0 - b.0), sign(a.1 - b.1));
                score += dx * dy;
                x += dx * dx;
                y += dy * dy;
            }
        }
        let tau = of(&v).kendall(LEVEL).unwrap().point();
        prop_assert!((tau - score / (x * y).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn slope_and_test_agree(v in points(), alpha in 0.01_f64..0.5) {
        let level = ConfidenceLevel::from_alpha(alpha).unwrap();
        let line = of(&v).least_squares(level).unwrap();
        if let Some(test) = line.test {
            prop_assume!((test.p_value() - alpha).abs() > 1e-9);
            let outside = line.slope.lower() > 0.0 || line.slope.upper() < 0.0;
            prop_assert_eq!(test.p_value() < alpha, outside);
            // It is the test of the correlation.
            let r = of(&v).pearson_test(Alternative::TwoSided).unwrap();
            prop_assert!((r.p_value() - test.p_value()).abs() < 1e-9);
        }
    }

    #[test]
    fn theil_sen_and_kendall_agree(
        y in prop::collection::btree_set(-500_i32..500, 8..30)
            .prop_flat_map(|set| Just(set.into_iter().collect::<Vec<_>>()).prop_shuffle()),
        alpha in 0.01_f64..0.5,
    ) {
        let v: Vec<(f64, f64)> = y.iter().enumerate().map(|(x, y)| ((x / 2) as f64, f64::from(*y))).collect();
        let level = ConfidenceLevel::from_alpha(alpha).unwrap();
        let test = of(&v).kendall_test(KendallTest::Normal, Alternative::TwoSided).unwrap();
        prop_assume!((test.p_value() - alpha).abs() > 1e-9);
        let Ok(found) = of(&v).theil_sen(level) else { return Ok(()) };
        let outside = found.slope.lower() > 0.0 || found.slope.upper() < 0.0;
        prop_assert_eq!(test.p_value() < alpha, outside);
    }
}

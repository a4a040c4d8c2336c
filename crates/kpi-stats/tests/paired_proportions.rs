//! The same people twice: figures found another way, edges, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    Alternative, ConfidenceLevel, McNemarTest, PairedCounts, PairedDifferenceMethod,
    PairedProportionError, PairedProportions,
};
use proptest::prelude::*;

fn pairs(both: u64, first_only: u64, second_only: u64, neither: u64) -> PairedProportions {
    PairedProportions::try_new(PairedCounts { both, first_only, second_only, neither }).unwrap()
}

fn ends(pairs: PairedProportions, method: PairedDifferenceMethod, alpha: f64) -> (f64, f64) {
    let found = pairs.difference(method, ConfidenceLevel::from_alpha(alpha).unwrap()).unwrap();
    (found.lower(), found.upper())
}

/// The formulas in Python; Tango by maximising the likelihood numerically.
#[test]
fn intervals() {
    use PairedDifferenceMethod::{AgrestiMin, Newcombe, Tango};
    for (found, method, lower, upper) in [
        (pairs(43, 0, 1, 0), Tango, -0.118_077_101, 0.059_393_231),
        (pairs(794, 150, 86, 570), Tango, 0.021_361_565, 0.058_998_033),
        (pairs(36, 12, 2, 0), Tango, 0.061_112_407, 0.344_708_748),
        (pairs(36, 12, 2, 0), Newcombe, 0.056_929_584, 0.340_427_603),
        (pairs(794, 150, 86, 570), Newcombe, 0.021_230_424, 0.058_703_873),
        (pairs(20, 12, 2, 16), Newcombe, 0.056_156_425, 0.329_206_995),
        (pairs(36, 12, 2, 0), AgrestiMin, 0.056_007_166, 0.328_608_218),
    ] {
        let found = ends(found, method, 0.05);
        assert!((found.0 - lower).abs() < 1e-6 && (found.1 - upper).abs() < 1e-6, "{found:?}");
    }
}

#[test]
fn every_refusal() {
    let none = PairedProportions::try_new(PairedCounts::default());
    assert_eq!(none, Err(PairedProportionError::NoPairs));
    let counts = PairedCounts { both: u64::MAX, first_only: 1, ..PairedCounts::default() };
    let many = PairedProportions::try_new(counts);
    assert!(matches!(many, Err(PairedProportionError::TooManyPairs { .. })));
    for test in McNemarTest::ALL {
        match pairs(5, 0, 0, 5).test(test, Alternative::TwoSided) {
            Ok(found) => assert_eq!(found.p_value(), 1.0),
            Err(error) => {
                assert_eq!(error, PairedProportionError::NobodyChanged { test, pairs: 10 });
            }
        }
    }
}

/// 2 · 0.5⁹⁰⁰ and half of it.
#[test]
fn tiny_chances_keep_their_digits() {
    let all = pairs(0, 900, 0, 0);
    let exact = all.test(McNemarTest::Exact, Alternative::TwoSided).unwrap().p_value();
    assert!((exact / (2.0 * 0.5_f64.powi(900)) - 1.0).abs() < 1e-12);
    let mid = all.test(McNemarTest::MidP, Alternative::TwoSided).unwrap().p_value();
    assert!((mid / 0.5_f64.powi(900) - 1.0).abs() < 1e-12);
}

fn all() -> impl Strategy<Value = PairedProportions> {
    let count = || prop_oneof![0..6_u64, 0..400_u64];
    (count(), count(), count(), count())
        .prop_filter("nobody", |(a, b, c, d)| a + b + c + d > 0)
        .prop_map(|(a, b, c, d)| pairs(a, b, c, d))
}

proptest! {
    #[test]
    fn intervals_hold_the_point_and_mirror(p in all(), alpha in 1e-9..0.9) {
        for method in PairedDifferenceMethod::ALL {
            let ((l, u), (sl, su)) = (ends(p, method, alpha), ends(p.swapped(), method, alpha));
            prop_assert!(-1.0 <= l && l <= u && u <= 1.0);
            prop_assert!((l + su).abs() < 1e-13 && (u + sl).abs() < 1e-13);
            if method != PairedDifferenceMethod::AgrestiMin {
                prop_assert!(l <= p.point() && p.point() <= u);
            }
        }
    }

    #[test]
    fn mcnemar_and_tango_agree(p in all(), alpha in 0.001_f64..0.5) {
        let Ok(test) = p.test(McNemarTest::ChiSquare, Alternative::TwoSided) else { return Ok(()) };
        prop_assume!((test.p_value() - alpha).abs() > 1e-9);
        let (lower, upper) = ends(p, PairedDifferenceMethod::Tango, alpha);
        prop_assert_eq!(test.p_value() < alpha, lower > 0.0 || upper < 0.0);
    }

    #[test]
    fn more_pairs_are_narrower(p in all()) {
        let PairedCounts { both, first_only, second_only, neither } = p.counts();
        let many = pairs(4 * both, 4 * first_only, 4 * second_only, 4 * neither);
        for method in PairedDifferenceMethod::ALL {
            // Its correction of the correlation is the smaller the more there are.
            let ((l, u), (ml, mu)) = (ends(p, method, 0.05), ends(many, method, 0.05));
            prop_assert!(mu - ml <= u - l + 1e-12, "{method:?}");
        }
    }

    #[test]
    fn tests_mirror(p in all()) {
        for test in McNemarTest::ALL {
            for side in Alternative::ALL {
                match (p.test(test, side), p.swapped().test(test, side.mirrored())) {
                    (Ok(a), Ok(b)) => {
                        prop_assert!((a.p_value() - b.p_value()).abs() <= 1e-11 * a.p_value());
                    }
                    (a, b) => prop_assert!(a.is_err() && b.is_err()),
                }
            }
        }
    }
}

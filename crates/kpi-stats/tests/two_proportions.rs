//! Two proportions: published figures, edges, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    Alternative, ConfidenceLevel, DifferenceMethod, Proportion, RatioOfProportions,
    TwoProportionError, TwoProportionTest, TwoProportions,
};
use proptest::prelude::*;

fn pair(k1: u64, n1: u64, k2: u64, n2: u64) -> TwoProportions {
    TwoProportions::new(Proportion::try_new(k1, n1).unwrap(), Proportion::try_new(k2, n2).unwrap())
}

fn ends(pair: TwoProportions, method: DifferenceMethod, alpha: f64) -> (f64, f64) {
    let found = pair.difference(method, ConfidenceLevel::from_alpha(alpha).unwrap()).unwrap();
    (found.lower(), found.upper())
}

/// Methods 1, 5, 6, 10 and 11 of Newcombe 1998, computed from their formulas in Python (SciPy 1.17.1; the
/// restricted likelihood of the score intervals maximised by halving): rows of the conformance suite
/// hold eleven digits.
#[test]
fn methods_of_newcombe_1998() {
    use DifferenceMethod::{Mee, MiettinenNurminen, Newcombe, NewcombeContinuity, Wald};
    for (k1, n1, k2, n2, method, lower, upper) in [
        (56, 70, 48, 80, Wald, 0.0575, 0.3425),
        (56, 70, 48, 80, Mee, 0.0533, 0.3377),
        (56, 70, 48, 80, MiettinenNurminen, 0.0528, 0.3382),
        (56, 70, 48, 80, Newcombe, 0.0524, 0.3339),
        (56, 70, 48, 80, NewcombeContinuity, 0.0428, 0.3422),
        (9, 10, 3, 10, Wald, 0.2605, 0.9395),
        (9, 10, 3, 10, Mee, 0.1821, 0.8370),
        (9, 10, 3, 10, MiettinenNurminen, 0.1700, 0.8406),
        (9, 10, 3, 10, Newcombe, 0.1705, 0.8090),
        (9, 10, 3, 10, NewcombeContinuity, 0.1013, 0.8387),
        (10, 10, 0, 20, Wald, 1.0, 1.0),
        (10, 10, 0, 20, Mee, 0.7225, 1.0),
        (10, 10, 0, 20, MiettinenNurminen, 0.7156, 1.0),
        (10, 10, 0, 20, Newcombe, 0.6791, 1.0),
        (10, 10, 0, 20, NewcombeContinuity, 0.6014, 1.0),
    ] {
        let found = ends(pair(k1, n1, k2, n2), method, 0.05);
        assert!((found.0 - lower).abs() < 6e-5, "{method:?} {k1}/{n1}: {found:?}");
        assert!((found.1 - upper).abs() < 6e-5, "{method:?} {k1}/{n1}: {found:?}");
    }
}

/// Sums of all tables with 40 digits.
#[test]
fn fisher_keeps_the_digits_of_tiny_chances() {
    for (k1, n1, k2, n2, both, less, greater) in FISHER {
        for (side, want) in [
            (Alternative::TwoSided, both),
            (Alternative::Less, less),
            (Alternative::Greater, greater),
        ] {
            let found = pair(k1, n1, k2, n2).test(TwoProportionTest::FisherExact, side).unwrap();
            assert!((found.p_value() / want - 1.0).abs() < 1e-10, "{k1} {n1} {side:?}: {found:?}");
        }
    }
    // Millions of people take no longer.
    let big = pair(20_000_000, 100_000_000, 20_010_000, 100_000_000);
    let found = big.test(TwoProportionTest::FisherExact, Alternative::TwoSided).unwrap();
    let z = big.test(TwoProportionTest::ZPooled, Alternative::TwoSided).unwrap();
    assert!((found.p_value() / z.p_value() - 1.0).abs() < 1e-3, "{found:?} {z:?}");
}

#[test]
fn what_does_not_vary_has_no_z() {
    for (k, n) in [(0, 10), (10, 10)] {
        for test in TwoProportionTest::ALL {
            let found = pair(k, n, 2 * k, 2 * n).test(test, Alternative::TwoSided);
            if test == TwoProportionTest::FisherExact {
                assert_eq!(found.unwrap().p_value(), 1.0);
            } else {
                assert!(matches!(found, Err(TwoProportionError::NoVariation { .. })));
            }
        }
    }
    let found = pair(10, 10, 0, 10).test(TwoProportionTest::ZUnpooled, Alternative::TwoSided);
    let message = found.unwrap_err().to_string();
    assert_eq!(
        message,
        "z, separate variances is undefined: with 10 of 10 and 0 of 10 its variance is zero"
    );
}

#[test]
fn quotients_need_counts() {
    for (k1, k2) in [(0, 3), (3, 0), (0, 0)] {
        for of in [RatioOfProportions::Risk, RatioOfProportions::Odds] {
            let found = pair(k1, 9, k2, 9).ratio(of, ConfidenceLevel::P95);
            assert!(matches!(found, Err(TwoProportionError::EmptyCell { .. })), "{found:?}");
        }
    }
    assert!(pair(9, 9, 3, 9).ratio(RatioOfProportions::Odds, ConfidenceLevel::P95).is_err());
    let all = pair(9, 9, 9, 9).ratio(RatioOfProportions::Risk, ConfidenceLevel::P95).unwrap();
    assert_eq!((all.lower(), all.upper()), (1.0, 1.0));
}

const FISHER: [(u64, u64, u64, u64, f64, f64, f64); 6] = [
    (5, 83, 12, 99, 0.20410342329154865, 0.12398117421296131, 0.95425696992886),
    (9, 10, 3, 10, 0.019766611097880447, 0.9996427720885925, 0.009883305548940223),
    (0, 1000, 500, 1000, 9.570630587432174e-188, 4.785315293716087e-188, 1.0),
    (190, 2000, 260, 2000, 0.0005436831605657588, 0.0002718415802828794, 0.9998137705127869),
    (1, 3000, 40, 4000, 5.787282280980368e-09, 3.1845806467471246e-09, 0.99999999990067),
    (300, 1000, 310, 3000, 1.906267369378302e-45, 1.0, 1.5867629565044144e-45),
];

fn counts() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![1..40_u64, 1..5_000_u64].prop_flat_map(|n| (0..=n, Just(n)))
}

fn pairs() -> impl Strategy<Value = TwoProportions> {
    (counts(), counts()).prop_map(|((a, b), (c, d))| pair(a, b, c, d))
}

fn methods() -> impl Strategy<Value = DifferenceMethod> {
    prop::sample::select(DifferenceMethod::ALL.to_vec())
}

proptest! {
    #[test]
    fn intervals_lie_in_minus_one_to_one(p in pairs(), method in methods(), alpha in 1e-12..0.9) {
        let (lower, upper) = ends(p, method, alpha);
        prop_assert!(-1.0 <= lower && lower <= upper && upper <= 1.0);
        if method != DifferenceMethod::AgrestiCaffo {
            prop_assert!(lower <= p.point() && p.point() <= upper);
        }
    }

    #[test]
    fn swapping_the_groups_mirrors(p in pairs(), method in methods()) {
        let ((l, u), (sl, su)) = (ends(p, method, 0.05), ends(p.swapped(), method, 0.05));
        prop_assert!((l + su).abs() < 1e-14 && (u + sl).abs() < 1e-14);
        for test in TwoProportionTest::ALL {
            for side in Alternative::ALL {
                match (p.test(test, side), p.swapped().test(test, side.mirrored())) {
                    (Ok(a), Ok(b)) => {
                        let gap = (a.p_value() - b.p_value()).abs();
                        prop_assert!(gap <= 1e-9 * a.p_value(), "{a:?} {b:?}");
                    }
                    (a, b) => prop_assert!(a.is_err() && b.is_err()),
                }
            }
        }
    }

    #[test]
    fn a_test_and_its_interval_agree(p in pairs(), alpha in 0.001_f64..0.5) {
        for (test, method) in [
            (TwoProportionTest::ZUnpooled, DifferenceMethod::Wald),
            (TwoProportionTest::ZPooled, DifferenceMethod::Mee),
            (TwoProportionTest::ChiSquare, DifferenceMethod::Mee),
            (TwoProportionTest::ZScore, DifferenceMethod::MiettinenNurminen),
        ] {
            let Ok(found) = p.test(test, Alternative::TwoSided) else { continue };
            // On the line itself rounding decides.
            if (found.p_value() - alpha).abs() < 1e-9 { continue }
            let (lower, upper) = ends(p, method, alpha);
            let outside = lower > 0.0 || upper < 0.0;
            prop_assert_eq!(found.p_value() < alpha, outside, "{:?} {} {}", found, lower, upper);
        }
    }

    #[test]
    fn more_people_are_narrower(p in pairs(), method in methods()) {
        let (a, b) = (p.first(), p.second());
        let many = pair(4 * a.successes(), 4 * a.trials(), 4 * b.successes(), 4 * b.trials());
        let ((l, u), (ml, mu)) = (ends(p, method, 0.05), ends(many, method, 0.05));
        prop_assert!(mu - ml <= u - l + 1e-12);
    }

    #[test]
    fn corrections_make_it_wider(p in pairs()) {
        let (plain, wide) = (DifferenceMethod::Newcombe, DifferenceMethod::NewcombeContinuity);
        let ((l, u), (wl, wu)) = (ends(p, plain, 0.05), ends(p, wide, 0.05));
        prop_assert!(wl <= l + 1e-12 && wu >= u - 1e-12);
        let side = Alternative::TwoSided;
        if let (Ok(plain), Ok(yates)) =
            (p.test(TwoProportionTest::ChiSquare, side), p.test(TwoProportionTest::ChiSquareYates, side))
        {
            prop_assert!(yates.p_value() >= plain.p_value());
        }
    }
}

//! Tests of ranks: figures of SciPy, refusals, laws.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_stats::{
    Alternative, ConfidenceLevel, MannWhitney, RankError, RankMethod, SignedRank, Tally,
    TallyError, ZeroRule,
};
use proptest::prelude::*;

const SIDES: [Alternative; 3] = [Alternative::TwoSided, Alternative::Greater, Alternative::Less];

fn of(values: &[f64]) -> Tally {
    Tally::try_from_values(values.iter().copied()).unwrap()
}

fn scores(counts: [u64; 11]) -> Tally {
    let counts = counts.into_iter().enumerate();
    Tally::try_from_counts(counts.map(|(score, count)| (score as f64, count))).unwrap()
}

fn groups(first: &[f64], second: &[f64]) -> MannWhitney {
    MannWhitney::try_new(of(first), of(second)).unwrap()
}

/// SciPy 1.17.1, `mannwhitneyu(..., method="asymptotic")`; the interval by sorting all 53,760
/// differences in NumPy.
#[test]
fn answers_of_two_waves() {
    let waves = MannWhitney::try_new(
        scores([9, 3, 4, 8, 11, 28, 14, 21, 37, 58, 47]),
        scores([14, 2, 7, 9, 13, 35, 10, 16, 33, 44, 41]),
    )
    .unwrap();
    assert_eq!(waves.recommended(), RankMethod::NormalCorrected);
    for (side, plain, corrected) in [
        (SIDES[0], 0.094_688_936_946_086_99, 0.094_758_211_895_214_77),
        (SIDES[1], 0.047_344_468_473_043_494, 0.047_379_105_947_607_386),
        (SIDES[2], 0.952_655_531_526_956_5, 0.952_690_148_706_237_2),
    ] {
        let p = |method| waves.test(method, side).unwrap().p_value();
        assert!((p(RankMethod::Normal) / plain - 1.0).abs() < 1e-12);
        assert!((p(RankMethod::NormalCorrected) / corrected - 1.0).abs() < 1e-12);
    }
    let shift = waves.shift(RankMethod::Normal, ConfidenceLevel::P95).unwrap();
    assert_eq!((shift.point(), shift.lower(), shift.upper()), (0.0, 0.0, 1.0));
    // A hundred million answers take no longer.
    let many = |tally: &Tally| {
        Tally::try_from_counts(tally.counts().iter().map(|(v, c)| (*v, c * 400_000))).unwrap()
    };
    let first = many(&scores([9, 3, 4, 8, 11, 28, 14, 21, 37, 58, 47]));
    let second = many(&scores([14, 2, 7, 9, 13, 35, 10, 16, 33, 44, 41]));
    let large = MannWhitney::try_new(first, second).unwrap();
    let superiority = large.superiority(ConfidenceLevel::P95).unwrap();
    assert!((superiority.point() - 29_262.5 / 53_760.0).abs() < 1e-15);
    assert!(superiority.lower() > 0.51);
}

/// SciPy 1.17.1, `wilcoxon(..., method="approx")`; the interval by sorting all 66 means.
#[test]
fn zeros_and_ties() {
    let gaps = of(&[0.0, 0.0, 1.0, -1.0, 2.0, 2.0, -3.0, 4.0, 5.0, 5.0, 5.0, -2.0, 0.0, 7.0]);
    for (zeros, v, plain, corrected) in [
        (
            ZeroRule::Drop,
            54.5,
            [0.054_840_166_556_073_26, 0.027_420_083_278_036_63, 0.972_579_916_721_963_4],
            [0.060_725_896_627_931_65, 0.030_362_948_313_965_823, 0.975_281_005_876_366_8],
        ),
        (
            ZeroRule::Pratt,
            78.5,
            [0.066_159_835_659_964_43, 0.033_079_917_829_982_215, 0.966_920_082_170_017_8],
            [0.070_971_316_992_885_36, 0.035_485_658_496_442_68, 0.969_189_807_852_521_8],
        ),
    ] {
        let found = SignedRank::try_new(&gaps, zeros).unwrap();
        assert_eq!((found.v(), found.n()), (v, 11));
        for at in 0..3 {
            let p = |method| found.test(method, SIDES[at]).unwrap().p_value();
            assert!((p(RankMethod::Normal) / plain[at] - 1.0).abs() < 1e-12);
            assert!((p(RankMethod::NormalCorrected) / corrected[at] - 1.0).abs() < 1e-12);
        }
    }
    let found = SignedRank::try_new(&gaps, ZeroRule::Drop).unwrap();
    let middle = found.pseudomedian(RankMethod::Normal, ConfidenceLevel::P95).unwrap();
    assert_eq!((middle.point(), middle.lower(), middle.upper()), (2.0, 0.0, 4.5));
    // (54.5 − 11.5) ÷ 66.
    assert!((found.rank_biserial() - 43.0 / 66.0).abs() < 1e-15);
}

/// SciPy 1.17.1, `mannwhitneyu(method="exact")`: 2 ÷ (75 choose 35); 2 ÷ 2²⁰⁰.
#[test]
fn exact_tails_keep_their_digits() {
    let low: Vec<f64> = (0..40).map(f64::from).collect();
    let high: Vec<f64> = (60..95).map(f64::from).collect();
    let found = groups(&low, &high).test(RankMethod::Exact, Alternative::TwoSided).unwrap();
    assert!((found.p_value() / 6.796_666_933_313_433e-22 - 1.0).abs() < 1e-12);
    let up: Vec<f64> = (1..=200).map(f64::from).collect();
    let found = SignedRank::try_new(&of(&up), ZeroRule::Drop).unwrap();
    let found = found.test(RankMethod::Exact, Alternative::TwoSided).unwrap();
    assert!((found.p_value() / 2.0_f64.powi(-199) - 1.0).abs() < 1e-12);
}

/// Newcombe's method 5 by a root finder in Python, for 35 of 50 pairs.
#[test]
fn superiority_closes_its_edges() {
    let found = groups(
        &[0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
        &[1.15, 0.88, 0.90, 0.74, 1.21],
    );
    let found = found.superiority(ConfidenceLevel::P95).unwrap();
    assert!((found.lower() - 0.389_277_783_268_229).abs() < 1e-10);
    assert!((found.upper() - 0.888_964_548_307_307).abs() < 1e-10);
    let apart = groups(&[5.0, 6.0, 7.0], &[1.0, 2.0]);
    let found = apart.rank_biserial(ConfidenceLevel::P95).unwrap();
    assert_eq!((found.point(), found.upper()), (1.0, 1.0));
    assert!(found.lower() < 0.9);
}

#[test]
fn every_refusal() {
    assert!(matches!(Tally::new().observe(f64::NAN), Err(TallyError::Value { .. })));
    let mut many = Tally::new();
    many.observe_many(1.0, Tally::MAX_VALUES).unwrap();
    assert_eq!(many.observe(1.0), Err(TallyError::TooManyValues));
    assert_eq!(many.merge(&of(&[1.0])), Err(TallyError::TooManyValues));

    let empty = MannWhitney::try_new(Tally::new(), of(&[1.0]));
    assert_eq!(empty, Err(RankError::EmptyGroup { first: 0, second: 1 }));
    let zero = SignedRank::try_new(&of(&[0.0, 0.0]), ZeroRule::Pratt);
    assert_eq!(zero, Err(RankError::NoDifferences { n: 2 }));
    let (two, level) = (Alternative::TwoSided, ConfidenceLevel::P95);
    let flat = groups(&[3.0, 3.0], &[3.0]);
    assert_eq!(flat.test(RankMethod::Normal, two), Err(RankError::NoVariation { n: 3 }));
    assert_eq!(flat.test(RankMethod::Exact, two), Err(RankError::Ties));
    let zeros = SignedRank::try_new(&of(&[0.0, 1.0]), ZeroRule::Pratt).unwrap();
    assert_eq!(zeros.test(RankMethod::Exact, two), Err(RankError::Ties));
    let long: Vec<f64> = (1..400).map(f64::from).collect();
    let negative: Vec<f64> = long.iter().map(|v| -v).collect();
    let found = groups(&long, &negative).test(RankMethod::Exact, two);
    assert!(matches!(found, Err(RankError::TooManyForExact { .. })));
    let found = SignedRank::try_new(&of(&long), ZeroRule::Drop).unwrap();
    let found = found.test(RankMethod::Exact, two);
    assert_eq!(found, Err(RankError::TooManyForExact { size: 399, most: 300 }));
    for method in RankMethod::ALL {
        let found = groups(&[1.0, 2.0], &[3.0, 4.0]).shift(method, level);
        assert!(matches!(found, Err(RankError::LevelNotReached { n: 4, .. })), "{found:?}");
        let few = SignedRank::try_new(&of(&[1.0, 2.0, 4.0]), ZeroRule::Drop).unwrap();
        assert!(matches!(few.pseudomedian(method, level), Err(RankError::LevelNotReached { .. })));
    }
}

fn values(range: i32) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-range..range).prop_map(|v| f64::from(v) * 0.5), 1..25)
}

/// Values of two groups, all different.
fn apart() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (prop::collection::btree_set(-4000_i32..4000, 4..40), 0.2..0.8).prop_flat_map(|(set, share)| {
        let all: Vec<f64> = set.into_iter().map(|v| f64::from(v) * 0.125).collect();
        let at = ((all.len() as f64 * share) as usize).clamp(1, all.len() - 1);
        Just(all).prop_shuffle().prop_map(move |all| (all[..at].to_vec(), all[at..].to_vec()))
    })
}

proptest! {
    #[test]
    fn tallies_do_not_know_the_order(
        (plain, shuffled) in values(8).prop_flat_map(|v| (Just(v.clone()), Just(v).prop_shuffle())),
        at in 0_usize..25,
    ) {
        let (head, tail) = shuffled.split_at(at.min(shuffled.len()));
        let mut merged = Tally::new();
        for value in head {
            merged.observe(*value).unwrap();
        }
        merged.merge(&of(tail)).unwrap();
        prop_assert_eq!(merged, of(&plain));
    }

    #[test]
    fn u_is_what_counting_pairs_gives(a in values(8), b in values(8)) {
        let found = groups(&a, &b);
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
        let u: f64 = pairs.map(|(x, y)| if x > y { 1.0 } else if x == y { 0.5 } else { 0.0 }).sum();
        prop_assert_eq!(found.u(), u);
        prop_assert_eq!(found.swapped().u(), (a.len() * b.len()) as f64 - u);
        prop_assert_eq!(found.swapped(), groups(&b, &a));
    }

    #[test]
    fn shifts_are_what_sorting_gives(a in values(30), b in values(30)) {
        let mut gaps: Vec<f64> = a.iter().flat_map(|x| b.iter().map(move |y| x - y)).collect();
        gaps.sort_by(f64::total_cmp);
        let Ok(found) = groups(&a, &b).shift(RankMethod::Normal, ConfidenceLevel::P90) else {
            return Ok(());
        };
        let n = gaps.len();
        prop_assert_eq!(found.point(), 0.5 * (gaps[(n - 1) / 2] + gaps[n / 2]));
        prop_assert!(gaps.contains(&found.lower()) && gaps.contains(&found.upper()));
        prop_assert!(found.lower() <= found.point() && found.point() <= found.upper());
    }

    #[test]
    fn pseudomedians_are_what_sorting_gives(a in values(30)) {
        let Ok(pairs) = SignedRank::try_new(&of(&a), ZeroRule::Drop) else { return Ok(()) };
        let Ok(found) = pairs.pseudomedian(RankMethod::Normal, ConfidenceLevel::P90) else {
            return Ok(());
        };
        let kept: Vec<f64> = a.iter().copied().filter(|v| *v != 0.0).collect();
        let mut means: Vec<f64> = (0..kept.len())
            .flat_map(|i| (i..kept.len()).map(move |j| (i, j)))
            .map(|(i, j)| 0.5 * (kept[i] + kept[j]))
            .collect();
        means.sort_by(f64::total_cmp);
        let n = means.len();
        prop_assert_eq!(found.point(), 0.5 * (means[(n - 1) / 2] + means[n / 2]));
        prop_assert!(means.contains(&found.lower()) && means.contains(&found.upper()));
    }

    #[test]
    fn rank_sum_and_shift_agree((a, b) in apart(), alpha in 0.01_f64..0.5) {
        let found = groups(&a, &b);
        for method in RankMethod::ALL {
            let test = found.test(method, Alternative::TwoSided).unwrap();
            let level = ConfidenceLevel::from_alpha(alpha).unwrap();
            // Too few values for the level: no test reaches it either.
            let Ok(shift) = found.shift(method, level) else {
                prop_assert!(test.p_value() >= alpha - 1e-12);
                continue;
            };
            prop_assume!((test.p_value() - alpha).abs() > 1e-9);
            let outside = shift.lower() > 0.0 || shift.upper() < 0.0;
            prop_assert_eq!(test.p_value() < alpha, outside, "{:?} {:?}", test, shift);
        }
    }

    #[test]
    fn signed_rank_and_pseudomedian_agree((a, _) in apart(), alpha in 0.01_f64..0.5) {
        // Different sizes, so that no mean of two is 0 and no size is shared.
        let mut sizes = std::collections::BTreeSet::new();
        let a: Vec<f64> =
            a.into_iter().filter(|v| *v != 0.0 && sizes.insert((v.abs() * 8.0) as u64)).collect();
        let Ok(pairs) = SignedRank::try_new(&of(&a), ZeroRule::Drop) else { return Ok(()) };
        for method in RankMethod::ALL {
            let test = pairs.test(method, Alternative::TwoSided).unwrap();
            let level = ConfidenceLevel::from_alpha(alpha).unwrap();
            let Ok(middle) = pairs.pseudomedian(method, level) else {
                prop_assert!(test.p_value() >= alpha - 1e-12);
                continue;
            };
            prop_assume!((test.p_value() - alpha).abs() > 1e-9);
            let outside = middle.lower() > 0.0 || middle.upper() < 0.0;
            prop_assert_eq!(test.p_value() < alpha, outside, "{:?} {:?}", test, middle);
        }
    }

    #[test]
    fn swapping_mirrors(a in values(8), b in values(8)) {
        let (here, there) = (groups(&a, &b), groups(&b, &a));
        for method in RankMethod::ALL {
            for side in SIDES {
                match (here.test(method, side), there.test(method, side.mirrored())) {
                    (Ok(x), Ok(y)) => prop_assert!((x.p_value() - y.p_value()).abs() < 1e-12),
                    (x, y) => prop_assert!(x.is_err() && y.is_err()),
                }
            }
        }
        let (x, y) = (
            here.superiority(ConfidenceLevel::P95).unwrap(),
            there.superiority(ConfidenceLevel::P95).unwrap(),
        );
        prop_assert!((x.lower() + y.upper() - 1.0).abs() < 1e-12);
        prop_assert!(0.0 <= x.lower() && x.lower() <= x.point() && x.point() <= x.upper());
    }
}

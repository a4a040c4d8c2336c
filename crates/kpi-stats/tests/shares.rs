//! Simultaneous intervals, tables, adjusted p-values, finite populations: edges and laws.

use kpi_stats::{
    Adjustment, AdjustmentError, Alternative, CategoryShares, CategorySharesError,
    CategorySharesMethod, ConfidenceLevel, ContingencyTable, ContingencyTableError,
    FinitePopulation, FinitePopulationError, FiniteProportionMethod, HypothesisTest,
    HypothesisTestError, Proportion, ProportionError, ProportionMethod, TestMethod, pairwise,
};
use proptest::prelude::*;

const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

#[test]
fn shares_refuse() {
    let try_new = |counts: &[u64]| CategoryShares::try_new(counts.to_vec());
    assert_eq!(try_new(&[3]), Err(CategorySharesError::TooFewCategories { categories: 1 }));
    assert_eq!(try_new(&[0, 0]), Err(CategorySharesError::NoAnswers));
    assert!(matches!(try_new(&[u64::MAX, 1]), Err(CategorySharesError::TooManyAnswers { .. })));
    let one = try_new(&[0, 7, 0]).unwrap();
    let error = CategorySharesError::OneCategory { category: 1, answers: 7 };
    assert_eq!(one.sison_glaz(LEVEL), Err(error));
    // The score intervals close their edges there.
    let found = one.goodman(LEVEL).unwrap();
    assert_eq!((found[0].lower(), found[1].upper()), (0.0, 1.0));
    assert!(found[0].upper() > 0.0 && found[1].lower() < 1.0);
}

/// statsmodels #9587: no answer where a rating scale is sparse.
#[test]
fn sison_glaz_of_a_sparse_eleven_point_scale() {
    let answers = vec![0, 0, 1, 0, 0, 2, 0, 1, 4, 6, 9];
    let found = CategoryShares::try_new(answers).unwrap().sison_glaz(LEVEL).unwrap();
    assert_eq!(found.len(), 11);
    for share in found {
        assert!(share.upper() - share.lower() > 0.05 && share.upper() <= 1.0);
    }
}

/// Two categories: nearly Wald, whose width the expansion meets within some percent.
#[test]
fn sison_glaz_of_millions() {
    let found = CategoryShares::try_new(vec![1_000_000, 3_000_000]).unwrap();
    let found = found.sison_glaz(LEVEL).unwrap();
    let half = 1.959_964 * (0.25_f64 * 0.75 / 4e6).sqrt();
    let reach = 0.25 - found[0].lower();
    assert!((reach / half - 1.0).abs() < 0.05, "{reach} {half}");
}

#[test]
fn tables_refuse() {
    let try_new = ContingencyTable::try_new;
    assert_eq!(
        try_new(vec![vec![1, 2]]),
        Err(ContingencyTableError::TooSmall { rows: 1, columns: 2 })
    );
    assert_eq!(
        try_new(vec![vec![1, 2], vec![3]]),
        Err(ContingencyTableError::Ragged { row: 1, found: 1, columns: 2 })
    );
    assert_eq!(
        try_new(vec![vec![1, 2], vec![0, 0]]),
        Err(ContingencyTableError::EmptyRow { row: 1 })
    );
    assert_eq!(
        try_new(vec![vec![1, 0], vec![2, 0]]),
        Err(ContingencyTableError::EmptyColumn { column: 1 })
    );
    let table = try_new(vec![vec![1, 4], vec![9, 6]]).unwrap();
    assert_eq!(table.smallest_expected(), 2.5);
}

#[test]
fn p_values_refuse() {
    for bad in [f64::NAN, -0.1, 1.1] {
        let found = Adjustment::Hommel.adjust(&[0.5, bad]);
        assert!(matches!(found, Err(AdjustmentError::PValue { index: 1, .. })));
    }
    for method in Adjustment::ALL {
        assert_eq!(method.adjust(&[]).unwrap(), []);
        assert_eq!(method.adjust(&[0.3]).unwrap(), [0.3]);
    }
}

#[test]
fn results_of_tests_refuse() {
    let (m, two) = (TestMethod::Z, Alternative::TwoSided);
    let bad = HypothesisTest::normal(m, f64::NAN, two);
    assert!(matches!(bad, Err(HypothesisTestError::Statistic { .. })));
    let bad = HypothesisTest::student(m, 1.0, 0.0, two);
    assert!(matches!(bad, Err(HypothesisTestError::Degrees { .. })));
    let bad = HypothesisTest::chi_square(m, -1.0, 2);
    assert!(matches!(bad, Err(HypothesisTestError::Statistic { .. })));
    let bad = HypothesisTest::chi_square(m, 1.0, 0);
    assert!(matches!(bad, Err(HypothesisTestError::Degrees { .. })));
    let bad = HypothesisTest::try_new(m, two, None, None, 1.5);
    assert!(matches!(bad, Err(HypothesisTestError::PValue { .. })));
    // R: 2 * pnorm(-30).
    let tiny = HypothesisTest::normal(m, -30.0, two).unwrap().p_value();
    assert!((tiny / 9.813_427_854_297_537e-198 - 1.0).abs() < 1e-11);
}

#[test]
fn undefined_comparisons_do_not_count() {
    let found = pairwise(&[0.0, 1.0, 2.0], Adjustment::Bonferroni, |a, b| {
        if *b > 1.5 && *a < 0.5 {
            return Err("undefined");
        }
        HypothesisTest::normal(TestMethod::Z, 2.0, Alternative::TwoSided).map_err(|_| "broken")
    });
    let p = 0.045_500_263_896_358_4;
    assert_eq!(found[1].outcome, Err("undefined"));
    for at in [0, 2] {
        let adjusted = found[at].outcome.unwrap().adjusted_p_value;
        assert!((adjusted - 2.0 * p).abs() < 1e-14);
    }
}

#[test]
fn a_census_and_an_impossible_sample() {
    let asked = Proportion::try_new(3, 10).unwrap();
    let all = FinitePopulation::try_new(10).unwrap();
    for method in FiniteProportionMethod::ALL {
        let found = asked.estimate_in(all, method, LEVEL).unwrap();
        assert!((found.lower() - 0.3).abs() < 1e-15 && (found.upper() - 0.3).abs() < 1e-15);
        let few = FinitePopulation::try_new(9).unwrap();
        let wrong = FinitePopulationError::SampleTooLarge { sample: 10, population: 9 };
        let found = asked.estimate_in(few, method, LEVEL);
        assert_eq!(found, Err(ProportionError::Population(wrong)));
    }
}

fn counts() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(prop_oneof![0..4_u64, 0..200_u64], 2..12)
        .prop_filter("spread", |c| c.iter().filter(|x| **x > 0).count() > 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn shares_lie_in_zero_to_one(counts in counts()) {
        let shares = CategoryShares::try_new(counts.clone()).unwrap();
        for method in CategorySharesMethod::ALL {
            let found = shares.estimates(method, LEVEL).unwrap();
            prop_assert_eq!(found.len(), counts.len());
            for (share, count) in found.iter().zip(&counts) {
                prop_assert!(0.0 <= share.lower() && share.upper() <= 1.0);
                prop_assert!(share.lower() <= share.point() && share.point() <= share.upper());
                prop_assert!(*count > 0 || share.lower() == 0.0);
            }
        }
    }

    #[test]
    fn the_order_of_categories_does_not_matter(counts in counts()) {
        let mut turned = counts.clone();
        turned.reverse();
        for method in CategorySharesMethod::ALL {
            let here = CategoryShares::try_new(counts.clone()).unwrap();
            let there = CategoryShares::try_new(turned.clone()).unwrap();
            let here = here.estimates(method, LEVEL).unwrap();
            let there = there.estimates(method, LEVEL).unwrap();
            for (a, b) in here.iter().zip(there.iter().rev()) {
                prop_assert!((a.lower() - b.lower()).abs() < 1e-9);
                prop_assert!((a.upper() - b.upper()).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn simultaneous_is_wider_than_one_by_one(counts in counts()) {
        let shares = CategoryShares::try_new(counts.clone()).unwrap();
        for (share, count) in shares.goodman(LEVEL).unwrap().iter().zip(&counts) {
            let alone = Proportion::try_new(*count, shares.total()).unwrap().wilson(LEVEL).unwrap();
            prop_assert!(share.lower() <= alone.lower() && alone.upper() <= share.upper());
        }
    }

    #[test]
    fn adjusting_keeps_the_order(
        p in prop::collection::vec(0.0_f64..=1.0, 1..20),
        method in prop::sample::select(Adjustment::ALL.to_vec()),
    ) {
        let found = method.adjust(&p).unwrap();
        for (at, one) in p.iter().enumerate() {
            prop_assert!(found[at] >= one * (1.0 - 1e-12) && found[at] <= 1.0);
            for (other, two) in p.iter().enumerate() {
                prop_assert!(one > two || found[at] <= found[other]);
            }
        }
        // Holm and Hommel are never weaker than Bonferroni, BH never than Hochberg.
        let of = |m: Adjustment| m.adjust(&p).unwrap();
        for (strong, weak) in [
            (Adjustment::Holm, Adjustment::Bonferroni),
            (Adjustment::Hochberg, Adjustment::Holm),
            (Adjustment::Hommel, Adjustment::Hochberg),
            (Adjustment::BenjaminiHochberg, Adjustment::Hochberg),
            (Adjustment::BenjaminiHochberg, Adjustment::BenjaminiYekutieli),
        ] {
            let (strong, weak) = (of(strong), of(weak));
            for (a, b) in strong.iter().zip(&weak) {
                prop_assert!(*a <= b * (1.0 + 1e-12));
            }
        }
    }

    #[test]
    fn a_known_population_makes_it_narrower((k, n) in (1..80_u64).prop_flat_map(|n| (0..=n, Just(n))), more in 0..500_u64) {
        let asked = Proportion::try_new(k, n).unwrap();
        let population = FinitePopulation::try_new(n + more).unwrap();
        for (method, open) in [
            (FiniteProportionMethod::Wald, ProportionMethod::Wald),
            (FiniteProportionMethod::Wilson, ProportionMethod::Wilson),
        ] {
            let found = asked.estimate_in(population, method, LEVEL).unwrap();
            let open = asked.estimate(open, LEVEL).unwrap();
            prop_assert!(found.lower() <= found.point() && found.point() <= found.upper());
            let width = |e: kpi_types::Estimate| e.upper() - e.lower();
            prop_assert!(width(found) <= width(open) + 1e-12);
            prop_assert!(k > 0 || found.lower() == 0.0);
            prop_assert!(k < n || found.upper() == 1.0);
        }
    }
}

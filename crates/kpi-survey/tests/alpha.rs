//! Cronbach's alpha against NumPy and SciPy; every refusal; laws.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_stats::{BootstrapError, ConfidenceLevel};
use kpi_survey::{
    AlphaError, AlphaInterval, AlphaOptions, CronbachAlpha, MissingRatings, RatedItem, Ratings,
    Resampling,
};
use proptest::prelude::*;

fn ratings(rows: &[Vec<f64>]) -> Ratings {
    let items = (0..rows[0].len()).map(|at| {
        RatedItem::try_values(at.to_string(), rows.iter().map(|row| Some(row[at]))).unwrap()
    });
    Ratings::try_new(items).unwrap()
}

fn alpha(rows: &[Vec<f64>]) -> Result<CronbachAlpha, AlphaError> {
    CronbachAlpha::try_new(&ratings(rows), AlphaOptions::default())
}

/// Nine respondents whose third item goes against the others.
fn against() -> Vec<Vec<f64>> {
    let rows = [
        [5, 4, 3],
        [4, 4, 2],
        [2, 3, 3],
        [1, 2, 5],
        [3, 3, 4],
        [5, 5, 1],
        [4, 2, 2],
        [2, 1, 4],
        [3, 5, 5],
    ];
    rows.iter().map(|row| row.iter().map(|v| f64::from(*v)).collect()).collect()
}

/// NumPy 2.4.6 (`cov`, `corrcoef`) and SciPy 1.17.1 (`f.isf`).
#[test]
fn a_negative_alpha_is_kept_and_explained() {
    let found = alpha(&against()).unwrap();
    let near =
        |expected: f64, found: f64| assert!((expected - found).abs() < 1e-12, "{expected} {found}");
    let estimate = found.estimate();
    near(-0.558823529411765, estimate.point());
    near(-3.871046392882948, estimate.lower());
    near(0.6175694688897905, estimate.upper());
    near(-0.5588235294117649, found.standardised().unwrap());
    let expected = [
        (-0.8, -0.10159443179342345),
        (-5.5675675675675675, 0.4519370578378191),
        (0.7610619469026549, -0.568463784764806),
    ];
    for (item, (without, rest)) in found.items().iter().zip(expected) {
        near(without, item.without().unwrap());
        near(rest, item.rest_correlation().unwrap());
    }
    let said = found.explanation();
    assert!(said.en.contains("-0.56") && said.en.contains("the other way round"), "{said}");
    assert!(said.ja.contains("逆転項目"));
    // Turned round, the third item is at home.
    let turned: Vec<Vec<f64>> = against().iter().map(|r| vec![r[0], r[1], 6.0 - r[2]]).collect();
    let turned = alpha(&turned).unwrap();
    assert!(turned.estimate().point() > 0.7);
    assert!(turned.explanation().en.contains("every item goes with the rest"));
    let odd: Vec<Vec<f64>> = against().iter().map(|r| vec![r[0], r[0], r[1], r[2] / 4.0]).collect();
    let odd = alpha(&odd).unwrap();
    assert!(odd.explanation().en.ends_with("against the rest go: 3"), "{}", odd.explanation());
}

#[test]
fn every_refusal() {
    let refused = |rows: &[Vec<f64>]| alpha(rows).unwrap_err();
    let errors = [
        (refused(&[vec![1.0], vec![2.0]]), AlphaError::TooFewItems { items: 1 }),
        (refused(&[vec![1.0, 2.0]]), AlphaError::TooFewRespondents { n: 1 }),
        (refused(&[vec![1.0, 5.0], vec![2.0, 4.0], vec![5.0, 1.0]]), AlphaError::NoVariance),
    ];
    for (found, expected) in errors {
        assert_eq!(found, expected);
        assert!(found.undefined().unwrap().message().is_complete());
    }
    let options = AlphaOptions::from(AlphaInterval::Bootstrap);
    let few = options.with_resampling(Resampling::default().with_replicates(3));
    let error = CronbachAlpha::try_new(&ratings(&against()), few).unwrap_err();
    assert!(matches!(error, AlphaError::Bootstrap(BootstrapError::TooFewReplicates { .. })));
    assert_eq!(error.undefined(), None);
}

#[test]
fn other_intervals_and_two_items() {
    let rows: Vec<Vec<f64>> = against().iter().map(|row| row[..2].to_vec()).collect();
    let many: Vec<Vec<f64>> = rows.iter().cycle().take(90).cloned().collect();
    let options = AlphaOptions::from(AlphaInterval::Bootstrap);
    let drawn = CronbachAlpha::try_new(&ratings(&many), options).unwrap();
    let feldt = alpha(&many).unwrap();
    assert_eq!(drawn.estimate().point(), feldt.estimate().point());
    assert!(drawn.estimate().lower() < drawn.estimate().point());
    assert_eq!(drawn.items()[0].without(), None);
    assert!(drawn.items()[0].rest_correlation().unwrap() > 0.0);
    let narrow = CronbachAlpha::try_new(&ratings(&many), ConfidenceLevel::P90).unwrap();
    assert!(narrow.estimate().lower() > feldt.estimate().lower());
    let flat: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], row[1], 3.0]).collect();
    let flat = alpha(&flat).unwrap();
    assert_eq!((flat.standardised(), flat.items()[2].rest_correlation()), (None, None));
}

#[test]
fn missing_answers_by_either_rule() {
    let column = |at: usize, gap: usize| {
        let cells = against()
            .into_iter()
            .enumerate()
            .map(move |(row, cells)| (row != gap).then_some(cells[at]));
        RatedItem::try_values(at.to_string(), cells).unwrap()
    };
    let ratings = Ratings::try_new([column(0, 4), column(1, 7)]).unwrap();
    let complete = CronbachAlpha::try_new(&ratings, AlphaOptions::default()).unwrap();
    let rows: Vec<Vec<f64>> =
        [0, 1, 2, 3, 5, 6, 8].map(|row: usize| against()[row][..2].to_vec()).to_vec();
    assert_eq!(complete.estimate(), alpha(&rows).unwrap().estimate());
    let pairwise = ratings.with_missing(MissingRatings::Pairwise);
    let pairwise = CronbachAlpha::try_new(&pairwise, AlphaOptions::default()).unwrap();
    assert_eq!(pairwise.estimate().n(), 7);
    assert!(pairwise.estimate().point() != complete.estimate().point());
}

fn some_rows(items: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
    let row = proptest::collection::vec((1_u8..=7).prop_map(f64::from), items);
    proptest::collection::vec(row, 3..30)
}

proptest! {
    /// Alpha never exceeds 1, and the interval holds it.
    #[test]
    fn alpha_is_at_most_one(rows in some_rows(4)) {
        if let Ok(found) = alpha(&rows) {
            let e = found.estimate();
            prop_assert!(e.point() <= 1.0 + 1e-12);
            prop_assert!(e.lower() <= e.point() && e.point() <= e.upper() && e.upper() <= 1.0 + 1e-12);
        }
    }

    /// Items of equal variance: alpha is Spearman and Brown's figure of the mean correlation. The same
    /// item k times: alpha is 1.
    #[test]
    fn equal_items(rows in some_rows(1), k in 2_usize..6) {
        // x and its square are turned and shifted copies with variances of their own; copies of x are not.
        let copies: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0]; k]).collect();
        if let Ok(found) = alpha(&copies) {
            prop_assert!((found.estimate().point() - 1.0).abs() < 1e-12);
            prop_assert!((found.standardised().unwrap() - 1.0).abs() < 1e-12);
        }
    }

    /// Every item rotated in the same multiset of ratings has the same variance.
    #[test]
    fn equal_variances_make_both_alphas_one(values in proptest::collection::vec((1_u8..=7).prop_map(f64::from), 4..20), by in 1_usize..4) {
        let n = values.len();
        let rows: Vec<Vec<f64>> = (0..n).map(|at| vec![values[at], values[(at + by) % n], values[(at + 2 * by) % n]]).collect();
        if let Ok(found) = alpha(&rows) {
            let (raw, standardised) = (found.estimate().point(), found.standardised().unwrap());
            prop_assert!((raw - standardised).abs() < 1e-8 * raw.abs().max(1.0), "{raw} {standardised}");
        }
    }

    /// Neither the order of respondents nor a common unit and zero of all items shows.
    #[test]
    fn order_and_unit_do_not_show(rows in some_rows(3), by in 0.5_f64..9.0, plus in -9.0_f64..9.0) {
        let Ok(found) = alpha(&rows) else { return Ok(()) };
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(alpha(&turned).unwrap(), found.clone());
        let scaled: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|v| by * v + plus).collect()).collect();
        let (one, other) = (found.estimate().point(), alpha(&scaled).unwrap().estimate().point());
        prop_assert!((one - other).abs() < 1e-7 * one.abs().max(1.0), "{one} {other}");
    }
}

//! Importance of items against numbers from NumPy and SciPy; every refusal; laws.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_stats::{BootstrapError, ConfidenceLevel, PairedValues};
use kpi_survey::{
    AnswerColumn, AnswerError, Importance, ImportanceError, ImportanceMeasure, ImportanceOptions,
    Item, MissingRatings, RatedItem, Ratings, RatingsError, Resampling, RespondentColumn, Scale,
};
use proptest::prelude::*;

type Row = [f64; 4];

/// Three items and overall satisfaction of nine respondents.
const ROWS: [Row; 9] = [
    [5.0, 4.0, 3.0, 5.0],
    [4.0, 4.0, 2.0, 4.0],
    [2.0, 3.0, 3.0, 2.0],
    [1.0, 2.0, 5.0, 1.0],
    [3.0, 3.0, 4.0, 3.0],
    [5.0, 5.0, 1.0, 5.0],
    [4.0, 2.0, 2.0, 4.0],
    [2.0, 1.0, 4.0, 2.0],
    [3.0, 5.0, 5.0, 4.0],
];

fn item(name: &str, rows: &[Row], column: usize) -> RatedItem {
    RatedItem::try_values(name, rows.iter().map(|row| Some(row[column]))).unwrap()
}

fn ratings(rows: &[Row]) -> Ratings {
    let items = ["a", "b", "c"].iter().enumerate().map(|(at, name)| item(name, rows, at));
    Ratings::try_new(items).unwrap().with_overall(item("overall", rows, 3)).unwrap()
}

fn values(found: &Importance) -> Vec<f64> {
    found.items().iter().map(|item| item.value()).collect()
}

fn near(expected: &[f64], found: &[f64], most: f64) {
    assert_eq!(expected.len(), found.len());
    for (e, f) in expected.iter().zip(found) {
        assert!((e - f).abs() < most, "{expected:?} {found:?}");
    }
}

/// NumPy 2.4.6 (`corrcoef`, `linalg.inv`, all subsets) and SciPy (`norm.ppf`, `t.ppf`).
#[test]
fn agrees_with_numpy() {
    let ratings = ratings(&ROWS).with_asked_importance(
        ["c", "a", "b"].iter().zip([2, 0, 1]).map(|(name, at)| item(name, &ROWS, at)),
    );
    let ratings = ratings.unwrap();
    for (measure, expected, ends) in [
        (
            ImportanceMeasure::Correlation,
            [0.9719273929377938, 0.7183811165192391, -0.6127368346781744],
            Some([0.8682275137349407, 0.9942697630386714]),
        ),
        (
            ImportanceMeasure::PartialCorrelation,
            [0.9666036331864084, 0.6229320656280342, 0.6100727938482737],
            Some([0.7848304130371481, 0.9952272004072301]),
        ),
        (
            ImportanceMeasure::StandardisedRegression,
            [1.0040638838593934, 0.14981986941182876, 0.16877298542175856],
            Some([0.6980315004148269, 1.31009626730396]),
        ),
        (
            ImportanceMeasure::Shapley,
            [0.5833262460862669, 0.23374429806681915, 0.1630209890276916],
            None,
        ),
        (
            ImportanceMeasure::Asked,
            [29.0 / 9.0, 29.0 / 9.0, 29.0 / 9.0],
            Some([2.150365843917997, 4.294078600526447]),
        ),
    ] {
        let found = Importance::try_new(&ratings, measure).unwrap();
        near(&expected, &values(&found), 1e-12);
        let interval = found.items()[0].interval().map(|e| [e.lower(), e.upper()]);
        assert_eq!(interval.is_some(), ends.is_some());
        near(
            &ends.into_iter().flatten().collect::<Vec<_>>(),
            &interval.into_iter().flatten().collect::<Vec<_>>(),
            1e-12,
        );
        assert_eq!((found.n(), found.items()[2].n()), (9, 9));
        let joint = !matches!(measure, ImportanceMeasure::Correlation | ImportanceMeasure::Asked);
        assert_eq!(found.r_squared().is_some(), joint);
        if let Some(r_squared) = found.r_squared() {
            assert!((r_squared - 0.9800915331807781).abs() < 1e-12);
        }
        if measure != ImportanceMeasure::Asked {
            let inflation = found.items().iter().map(|item| item.variance_inflation().unwrap());
            near(
                &[3.559623696923469, 1.7780320366132725, 2.413424866514111],
                &inflation.collect::<Vec<_>>(),
                1e-12,
            );
        }
        assert!(!measure.label().en.is_empty() && measure.label().is_complete());
    }
    let strict = ImportanceOptions::new(ImportanceMeasure::Correlation);
    let strict = strict.with_variance_inflation(3.0).unwrap().with_level(ConfidenceLevel::P90);
    let found = Importance::try_new(&ratings, strict).unwrap();
    let names: Vec<String> = found.collinear().into_iter().map(|item| item.item).collect();
    assert_eq!(names, ["a"]);
    assert_eq!(found.items()[0].interval().unwrap().level(), 0.9);
}

#[test]
fn missing_answers_by_either_rule() {
    let gap = |column: usize, name: &str, row: usize| {
        let values =
            ROWS.iter().enumerate().map(|(at, cells)| (at != row).then_some(cells[column]));
        RatedItem::try_values(name, values).unwrap()
    };
    let ratings = Ratings::try_new([gap(0, "a", 0), gap(1, "b", 1), gap(2, "c", 99)]).unwrap();
    let ratings = ratings.with_overall(item("overall", &ROWS, 3)).unwrap();
    assert_eq!((ratings.respondents(), ratings.complete()), (9, 7));
    let r = |rows: Vec<&Row>, column: usize| {
        let pairs = PairedValues::try_new(rows.iter().map(|row| (row[column], row[3])).collect());
        pairs.unwrap().pearson(ConfidenceLevel::P95).unwrap()
    };
    let complete = Importance::try_new(&ratings, ImportanceMeasure::Correlation).unwrap();
    let expected = r(ROWS.iter().skip(2).collect(), 1);
    assert!((complete.items()[1].value() - expected.point()).abs() < 1e-14);
    assert_eq!(complete.n(), 7);
    let ratings = ratings.with_missing(MissingRatings::Pairwise);
    let pairwise = Importance::try_new(&ratings, ImportanceMeasure::Correlation).unwrap();
    let expected =
        r(ROWS.iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, r)| r).collect(), 1);
    let found = pairwise.items()[1].interval().unwrap();
    near(
        &[expected.point(), expected.lower(), expected.upper()],
        &[found.point(), found.lower(), found.upper()],
        1e-13,
    );
    assert_eq!((pairwise.items()[1].n(), pairwise.items()[2].n(), pairwise.n()), (8, 9, 8));
    // A regression takes the smallest number of respondents behind any pair.
    let ratings = ratings.without("a").unwrap();
    let joint = Importance::try_new(&ratings, ImportanceMeasure::StandardisedRegression).unwrap();
    assert_eq!(joint.n(), 8);
}

#[test]
fn what_ratings_refuse() {
    let a = || item("a", &ROWS, 0);
    let short = || item("b", &ROWS[1..], 1);
    let twice = |item: &str| Err(RatingsError::Twice { item: item.to_owned() });
    let length = RatingsError::Length { item: "b".to_owned(), expected: 9, found: 8 };
    assert_eq!(Ratings::try_new([]), Err(RatingsError::NoItems));
    assert_eq!(Ratings::try_new([a(), a()]), twice("a"));
    assert_eq!(Ratings::try_new([a(), short()]), Err(length.clone()));
    let one = Ratings::try_new([a()]).unwrap();
    assert_eq!(one.clone().with_overall(a()), twice("a"));
    assert_eq!(one.clone().with_overall(short()), Err(length));
    let unknown = Err(RatingsError::Unknown { item: "b".to_owned() });
    assert_eq!(one.clone().with_asked_importance([item("b", &ROWS, 1)]), unknown);
    assert_eq!(one.clone().without("b"), unknown);
    assert_eq!(one.clone().without("a"), Err(RatingsError::NoItems));
    let both = Ratings::try_new([a(), item("b", &ROWS, 1)]).unwrap();
    let not_asked = RatingsError::NotAsked { item: "b".to_owned() };
    assert_eq!(both.clone().with_asked_importance([a()]), Err(not_asked));
    assert_eq!(both.without("a").unwrap().items()[0].name(), "b");
    let bad = RatedItem::try_values("a", [Some(1.0), Some(f64::NAN)]).unwrap_err();
    assert_eq!(bad.to_string(), "item \"a\", row 1: the rating NaN is not a finite number");
    let question = Item::new("q", Scale::ONE_TO_FIVE);
    let who: RespondentColumn<'_> = (&[7_u64, 8][..]).into();
    let off = RatedItem::try_answers(&question, AnswerColumn::I64(&[1, 9]), Some(who)).unwrap_err();
    assert!(off.to_string().starts_with("respondent 8, item \"q\": the answer 9"), "{off}");
    let lengths = RatedItem::try_answers(&question, AnswerColumn::Text(&["1"]), Some(who));
    assert!(matches!(lengths, Err(AnswerError::ColumnLength { expected: 1, found: 2, .. })));
}

#[test]
fn what_importance_refuses() {
    use ImportanceMeasure::{
        Asked, Correlation, PartialCorrelation, Shapley, StandardisedRegression,
    };
    let alone = Ratings::try_new([item("a", &ROWS, 0)]).unwrap();
    assert_eq!(Importance::try_new(&alone, Correlation), Err(ImportanceError::NoOverall));
    assert_eq!(Importance::try_new(&alone, Asked), Err(ImportanceError::NotAsked));
    for (measure, rows, needed) in
        [(Correlation, 3, 4), (StandardisedRegression, 4, 5), (PartialCorrelation, 5, 6)]
    {
        let few = Importance::try_new(&ratings(&ROWS[9 - rows..]), measure).unwrap_err();
        let expected =
            ImportanceError::TooFewAnswers { item: "a".to_owned(), n: rows as u64, needed };
        assert_eq!(few, expected);
        assert!(few.undefined().unwrap().message().is_complete());
    }
    assert!(matches!(
        Importance::try_new(&ratings(&[]), Correlation),
        Err(ImportanceError::TooFewAnswers { n: 0, .. })
    ));
    let flat = ROWS.map(|[a, _, c, overall]| [a, 0.1, c, overall]);
    for measure in [Correlation, Shapley] {
        let error = Importance::try_new(&ratings(&flat), measure).unwrap_err();
        assert_eq!(error, ImportanceError::NoVariance { item: "b".to_owned() });
        assert!(error.undefined().is_some());
    }
    let flat = ROWS.map(|[a, b, c, _]| [a, b, c, 4.0]);
    let error = Importance::try_new(&ratings(&flat), Correlation).unwrap_err();
    assert_eq!(
        error.to_string(),
        "all ratings of \"overall\" are alike: nothing can go together with it"
    );
    let summed = ROWS.map(|[a, b, _, overall]| [a, b, a + 2.0 * b, overall]);
    let error = Importance::try_new(&ratings(&summed), Shapley).unwrap_err();
    let with = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(error, ImportanceError::Collinear { item: "c".to_owned(), with });
    assert!(error.undefined().is_some());
    // Plain correlations exist; the warning says why not to trust them.
    let found = Importance::try_new(&ratings(&summed), Correlation).unwrap();
    assert_eq!(found.collinear().len(), 3);
    let many = (0..21).map(|at| item(&at.to_string(), &ROWS, 0));
    let many = Ratings::try_new(many).unwrap().with_overall(item("overall", &ROWS, 3)).unwrap();
    let error = Importance::try_new(&many, Shapley).unwrap_err();
    assert_eq!(error, ImportanceError::TooManyItems { items: 21 });
    assert_eq!(error.undefined(), None);
    let options = ImportanceOptions::new(Shapley);
    assert_eq!(
        options.with_variance_inflation(f64::INFINITY),
        Err(ImportanceError::Threshold { threshold: f64::INFINITY })
    );
    let few = Resampling::default().with_replicates(10);
    let error = Importance::bootstrap(&ratings(&ROWS), Shapley, few).unwrap_err();
    let expected = BootstrapError::TooFewReplicates { replicates: 10, needed: 39 };
    assert_eq!(error, ImportanceError::Bootstrap(expected));
}

/// Three items, each pair rated by other people: no set of people could rate all three like this.
#[test]
fn pairwise_correlations_may_contradict_each_other() {
    let (up, down) = ([1.0, 2.0, 3.0, 4.0, 5.0, 2.0], [5.0, 4.0, 3.0, 2.0, 1.0, 3.5]);
    let mut columns = [Vec::new(), Vec::new(), Vec::new(), Vec::new()];
    for (left, right, values) in [(0, 1, up), (0, 2, down), (1, 2, up)] {
        for (x, y) in up.iter().zip(values) {
            for (at, column) in columns.iter_mut().enumerate() {
                column.push(match at {
                    3 => Some(*x),
                    at if at == left => Some(*x),
                    at if at == right => Some(y),
                    _ => None,
                });
            }
        }
    }
    let [a, b, c, overall] = columns;
    let items = [("a", a), ("b", b), ("c", c)];
    let items = items.map(|(name, values)| RatedItem::try_values(name, values).unwrap());
    let overall = RatedItem::try_values("overall", overall).unwrap();
    let ratings = Ratings::try_new(items).unwrap().with_overall(overall).unwrap();
    let ratings = ratings.with_missing(MissingRatings::Pairwise);
    let error = Importance::try_new(&ratings, ImportanceMeasure::Shapley).unwrap_err();
    assert!(
        matches!(&error, ImportanceError::Inconsistent { .. } | ImportanceError::Collinear { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("\"b\"") || error.to_string().contains("\"c\""), "{error}");
}

#[test]
fn redrawn_respondents_give_shapley_shares_an_interval() {
    let rows: Vec<Row> = ROWS.iter().cycle().take(90).copied().collect();
    let draws = Resampling::default().with_replicates(399).with_seed(3);
    let found = Importance::bootstrap(&ratings(&rows), ImportanceMeasure::Shapley, draws).unwrap();
    for item in found.items() {
        let interval = item.interval().unwrap();
        assert!(interval.lower() < item.value() && item.value() < interval.upper());
        assert_eq!(interval.n(), 90);
    }
    let mut turned = rows.clone();
    turned.reverse();
    let again =
        Importance::bootstrap(&ratings(&turned), ImportanceMeasure::Shapley, draws).unwrap();
    assert_eq!(found, again);
}

fn many_rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(proptest::array::uniform4((1_u8..=5).prop_map(f64::from)), 8..40)
}

const JOINT: [ImportanceMeasure; 3] = [
    ImportanceMeasure::PartialCorrelation,
    ImportanceMeasure::StandardisedRegression,
    ImportanceMeasure::Shapley,
];

proptest! {
    /// Who answers first changes nothing, to the last bit.
    #[test]
    fn the_order_of_respondents_does_not_show(rows in many_rows(), by in 0_usize..40) {
        let mut turned = rows.clone();
        turned.rotate_left(by % rows.len());
        for measure in ImportanceMeasure::ALL.into_iter().take(4) {
            let (one, other) = (
                Importance::try_new(&ratings(&rows), measure),
                Importance::try_new(&ratings(&turned), measure),
            );
            prop_assert_eq!(one, other);
        }
    }

    /// Another unit and another zero of an item change no importance but its sign.
    #[test]
    fn rescaling_an_item_keeps_its_importance(rows in many_rows(), by in 0.5_f64..9.0, plus in -9.0_f64..9.0) {
        let scaled = |factor: f64| -> Vec<Row> {
            rows.iter().map(|[a, b, c, o]| [factor * a + plus, *b, *c, *o]).collect()
        };
        for measure in ImportanceMeasure::ALL.into_iter().take(4) {
            let Ok(one) = Importance::try_new(&ratings(&rows), measure) else { continue };
            let up = values(&Importance::try_new(&ratings(&scaled(by)), measure).unwrap());
            let down = values(&Importance::try_new(&ratings(&scaled(-by)), measure).unwrap());
            let sign = if measure == ImportanceMeasure::Shapley { 1.0 } else { -1.0 };
            for (at, value) in values(&one).into_iter().enumerate() {
                prop_assert!((up[at] - value).abs() < 1e-8, "{measure:?} {value} {up:?}");
                let turned = if at == 0 { sign * value } else { value };
                prop_assert!((down[at] - turned).abs() < 1e-8, "{measure:?} {value} {down:?}");
            }
        }
    }

    /// Shares are never negative and add up to R², which is that of the regression.
    #[test]
    fn shapley_shares_add_up(rows in many_rows()) {
        let found = JOINT.map(|measure| Importance::try_new(&ratings(&rows), measure));
        if let [Ok(partial), Ok(beta), Ok(shares)] = found {
            let r_squared = shares.r_squared().unwrap();
            prop_assert!(shares.items().iter().all(|item| item.value() >= 0.0));
            prop_assert!((values(&shares).iter().sum::<f64>() - r_squared).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&r_squared));
            prop_assert_eq!(beta.r_squared(), Some(r_squared));
            prop_assert!(values(&partial).iter().all(|r| (-1.0..=1.0).contains(r)));
            // The same side of 0.
            for (r, b) in values(&partial).iter().zip(values(&beta)) {
                prop_assert!(r * b >= 0.0);
            }
        }
    }

    /// One item: correlation, partial correlation and coefficient are one figure, and the share its square.
    #[test]
    fn of_one_item_all_measures_agree(rows in many_rows()) {
        let one = ratings(&rows).without("b").unwrap().without("c").unwrap();
        if let Ok(r) = Importance::try_new(&one, ImportanceMeasure::Correlation) {
            let r = r.items()[0].value();
            for (measure, expected) in JOINT.into_iter().zip([r, r, r * r]) {
                let found = Importance::try_new(&one, measure).unwrap();
                prop_assert!((found.items()[0].value() - expected).abs() < 1e-7, "{measure:?}");
            }
        }
    }
}

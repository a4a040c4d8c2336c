//! The portfolio: quadrants, index, stability, every refusal, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::BootstrapError;
use kpi_survey::{
    AnswerColumn, DeviationBase, Figure, ImportanceError, ImportanceMeasure, ImprovementIndex,
    Item, MissingRatings, OnTheLine, Portfolio, PortfolioAxis, PortfolioCut, PortfolioError,
    PortfolioOptions, PortfolioPoint, Quadrant, RatedItem, Ratings, Resampling, Scale, ScoreError,
};
use proptest::prelude::*;

fn point(item: &str, satisfaction: f64, importance: f64) -> PortfolioPoint {
    PortfolioPoint { item: item.to_owned(), satisfaction, importance }
}

/// Percent satisfied and correlation of five items.
fn points() -> Vec<PortfolioPoint> {
    vec![
        point("a", 10.0, 0.5),
        point("b", 20.0, 0.7),
        point("c", 30.0, 0.1),
        point("d", 40.0, 0.3),
        point("e", 60.0, 0.4),
    ]
}

fn quadrants(options: PortfolioOptions) -> Vec<Quadrant> {
    let portfolio = Portfolio::of_points(points(), options).unwrap();
    portfolio.items().iter().map(|item| item.quadrant()).collect()
}

/// By hand: means 32 and 0.4, medians 30 and 0.4; standard deviations √296 and 0.2 over the items.
#[test]
fn lines_ties_and_deviations() {
    use Quadrant::{Improve, ImproveFirst, Keep, KeepFirst};
    let options = PortfolioOptions::default();
    assert_eq!(quadrants(options), [ImproveFirst, ImproveFirst, Improve, Keep, KeepFirst]);
    let below = options.with_on_the_line(OnTheLine::CountsAsBelow);
    assert_eq!(quadrants(below), [ImproveFirst, ImproveFirst, Improve, Keep, Keep]);
    let medians = options.with_cut(PortfolioCut::Medians);
    assert_eq!(quadrants(medians), [ImproveFirst, ImproveFirst, Keep, Keep, KeepFirst]);
    let own = options.with_cut(PortfolioCut::At { satisfaction: 15.0, importance: 0.6 });
    assert_eq!(quadrants(own), [Improve, KeepFirst, Keep, Keep, Keep]);
    let portfolio = Portfolio::of_points(points(), options).unwrap();
    assert!((portfolio.satisfaction_line() - 32.0).abs() < 1e-12);
    assert!((portfolio.importance_line() - 0.4).abs() < 1e-12);
    let b = &portfolio.items()[1];
    assert!((b.satisfaction_deviation() - (50.0 - 120.0 / 296_f64.sqrt())).abs() < 1e-9);
    assert!((b.importance_deviation() - 65.0).abs() < 1e-9);
    // √(15² + 120² ÷ 296) = 16.542329; 45° − atan(6.97486 ÷ 15) = 20.0620°.
    let index = b.improvement();
    assert!((index.distance() - 16.542329).abs() < 1e-5, "{index:?}");
    let angle = 45.0 - (120.0 / 296_f64.sqrt() / 15.0).atan().to_degrees();
    assert!((index.angle() - angle).abs() < 1e-9, "{index:?}");
    assert!((index.value() - index.distance() * (90.0 - angle) / 90.0).abs() < 1e-9);
    let names: Vec<&str> = portfolio.ranked().iter().map(|item| item.item()).collect();
    assert_eq!(names, ["b", "a", "d", "c", "e"]);
    assert!(portfolio.importance().is_none() && b.satisfaction_interval().is_none());
    let sample = options.with_deviation(DeviationBase::ItemsLessOne);
    let sample = Portfolio::of_points(points(), sample).unwrap();
    let quotient = sample.items()[1].improvement().value() / index.value();
    assert!((quotient - (4.0_f64 / 5.0).sqrt()).abs() < 1e-12);
}

fn refused(points: Vec<PortfolioPoint>) -> PortfolioError {
    Portfolio::of_points(points, PortfolioOptions::default()).unwrap_err()
}

#[test]
fn what_a_portfolio_refuses() {
    let one = refused(vec![point("a", 1.0, 1.0)]);
    assert_eq!(one, PortfolioError::TooFewItems { items: 1 });
    let twice = refused(vec![point("a", 1.0, 1.0), point("a", 2.0, 2.0)]);
    assert_eq!(twice, PortfolioError::Twice { item: "a".to_owned() });
    let infinite = refused(vec![point("a", 1.0, 1.0), point("b", 2.0, f64::INFINITY)]);
    assert_eq!(infinite.to_string(), "item \"b\": the importance inf is not a finite number");
    let flat = refused(vec![point("a", 0.1, 1.0), point("b", 0.1, 2.0), point("c", 0.1, 3.0)]);
    assert_eq!(flat, PortfolioError::NoVariance { axis: PortfolioAxis::Satisfaction });
    let alike = refused(vec![point("a", 1.0, 0.3), point("b", 2.0, 0.3)]);
    assert_eq!(alike.to_string(), "all items have the same importance: there is nothing to cut");
    for error in [one, flat, alike] {
        let message = error.undefined().unwrap().message();
        assert!(message.is_complete() && message.en != message.ja);
    }
    assert_eq!(twice.undefined(), None);
}

const A: [u8; 8] = [5, 4, 2, 1, 3, 5, 4, 6];
const B: [u8; 8] = [4, 4, 3, 2, 3, 6, 2, 1];
const OVERALL: [u8; 8] = [5, 4, 2, 1, 3, 5, 4, 2];

fn asked(name: &str, codes: &[u8]) -> RatedItem {
    let item = Item::new(name, Scale::ONE_TO_FIVE).with_no_answer_code(6).unwrap();
    RatedItem::try_answers(&item, AnswerColumn::U8(codes), None).unwrap()
}

fn ratings() -> Ratings {
    let items = [asked("a", &A), asked("b", &B)];
    let ratings =
        Ratings::try_new(items).unwrap().with_overall(asked("overall", &OVERALL)).unwrap();
    ratings.with_missing(MissingRatings::Pairwise)
}

#[test]
fn satisfaction_is_over_all_who_rated_the_item() {
    let portfolio = |figure| {
        let options = PortfolioOptions::default().with_satisfaction(figure);
        Portfolio::try_new(&ratings(), options).unwrap()
    };
    let satisfaction =
        |figure| portfolio(figure).items().iter().map(|i| i.satisfaction()).collect::<Vec<_>>();
    assert_eq!(satisfaction(Figure::Mean), [24.0 / 7.0, 19.0 / 7.0]);
    assert_eq!(satisfaction(Figure::TopBoxes { from: 4 }), [4.0 / 7.0, 2.0 / 7.0]);
    assert_eq!(satisfaction(Figure::Net { to: 2, from: 4 }), [2.0 / 7.0, -1.0 / 7.0]);
    let top = portfolio(Figure::TopBoxes { from: 4 });
    let interval = top.items()[0].satisfaction_interval().unwrap();
    // SciPy, Wilson of 4 in 7: 0.2504584 to 0.8417801.
    assert!(
        (interval.lower() - 0.2504584).abs() < 1e-6 && (interval.upper() - 0.8417801).abs() < 1e-6
    );
    assert!(top.items()[0].importance_interval().is_some());
    assert_eq!(top.importance().unwrap().items()[0].n(), 7);
    // Complete cases leave out the two who miss one of the items.
    let complete = ratings().with_missing(MissingRatings::CompleteCases);
    let complete = Portfolio::try_new(&complete, PortfolioOptions::default()).unwrap();
    assert_eq!(complete.items()[0].satisfaction(), 19.0 / 6.0);
}

#[test]
fn what_ratings_cannot_become_a_portfolio() {
    let options = PortfolioOptions::default();
    let alone = Ratings::try_new([asked("a", &A), asked("b", &B)]).unwrap();
    let error = Portfolio::try_new(&alone, options).unwrap_err();
    assert_eq!(error, PortfolioError::Importance(ImportanceError::NoOverall));
    let boxes = options.with_satisfaction(Figure::TopBoxes { from: 9 });
    let error = Portfolio::try_new(&ratings(), boxes).unwrap_err();
    assert!(
        matches!(error, PortfolioError::Satisfaction { error: ScoreError::Edges { .. }, .. }),
        "{error}"
    );
    let plain = RatedItem::try_values("plain", OVERALL.map(|v| Some(f64::from(v) * 2.0))).unwrap();
    let plain = Ratings::try_new([asked("b", &B), plain]).unwrap();
    let plain = plain.with_overall(asked("overall", &OVERALL)).unwrap();
    let error = Portfolio::try_new(&plain, options.with_satisfaction(Figure::TopBoxes { from: 4 }));
    assert!(matches!(error, Err(PortfolioError::NoScale { .. })));
    assert!(
        Portfolio::try_new(&plain, options).unwrap().items()[1].satisfaction_interval().is_some()
    );
    // Nobody rated b at all, but its importance was asked.
    let none = Ratings::try_new([asked("a", &A), asked("b", &[6; 8])]).unwrap();
    let none = none.with_asked_importance([asked("a", &A), asked("b", &B)]).unwrap();
    let none = none.with_missing(MissingRatings::Pairwise);
    let error = Portfolio::try_new(&none, ImportanceMeasure::Asked).unwrap_err();
    assert_eq!(error, PortfolioError::NoAnswers { item: "b".to_owned() });
    assert!(error.undefined().is_some());
    let few = Resampling::default().with_replicates(5);
    let error = Portfolio::stability(&ratings(), options, few).unwrap_err();
    let expected = BootstrapError::TooFewReplicates { replicates: 5, needed: 39 };
    assert_eq!(error, PortfolioError::Bootstrap(expected));
    let flat = Ratings::try_new([asked("a", &[4; 8]), asked("b", &B)]).unwrap();
    let flat = flat.with_overall(asked("overall", &OVERALL)).unwrap();
    let error = Portfolio::try_new(&flat, options).unwrap_err();
    assert!(error.undefined().is_some(), "{error}");
}

#[test]
fn shares_of_quadrants_are_a_whole() {
    let (rows, times) = (ratings(), 25);
    let long = |codes: [u8; 8]| codes.repeat(times);
    let items = [asked("a", &long(A)), asked("b", &long(B))];
    let many =
        Ratings::try_new(items).unwrap().with_overall(asked("overall", &long(OVERALL))).unwrap();
    let many = many.with_missing(rows.missing());
    let draws = Resampling::default().with_replicates(499).with_seed(11);
    let found = Portfolio::stability(&many, PortfolioOptions::default(), draws).unwrap();
    for item in found.items() {
        let whole: f64 = Quadrant::ALL.into_iter().map(|q| item.share(q)).sum();
        assert!((whole - 1.0).abs() < 1e-12);
        assert_eq!(item.stays(), item.share(item.quadrant()));
        for interval in [item.satisfaction(), item.importance()] {
            assert!(interval.lower() < interval.point() && interval.point() < interval.upper());
        }
    }
    // Two items: one stands right, the other left, and the index is ±14.14 or 0.
    assert!(found.items()[0].stays() > 0.95);
    assert_eq!((found.undefined_replicates(), found.resampling().seed()), (0, 11));
    assert_eq!(found, Portfolio::stability(&many, PortfolioOptions::default(), draws).unwrap());
}

fn some_points() -> impl Strategy<Value = Vec<(f64, f64)>> {
    proptest::collection::vec((1.0_f64..5.0, -1.0_f64..1.0), 2..12)
}

fn indices(points: &[(f64, f64)]) -> Option<Vec<f64>> {
    let points = points.iter().enumerate().map(|(at, (y, x))| point(&at.to_string(), *y, *x));
    let found = Portfolio::of_points(points, PortfolioOptions::default()).ok()?;
    Some(found.items().iter().map(|item| item.improvement().value()).collect())
}

proptest! {
    /// From the other side of the centre and with the axes exchanged it is its own negative; mirrored
    /// at the direction of improvement it is the same; it is never longer than the distance.
    #[test]
    fn symmetries_of_the_index(x in -30.0_f64..30.0, y in -30.0_f64..30.0) {
        let index = |x, y| ImprovementIndex::of_deviations(x, y).value();
        let here = ImprovementIndex::of_deviations(x, y);
        prop_assert!((index(-x, -y) + here.value()).abs() < 1e-9);
        prop_assert!((index(y, x) + here.value()).abs() < 1e-9);
        prop_assert!((index(-y, -x) - here.value()).abs() < 1e-9);
        prop_assert!(here.value().abs() <= here.distance() + 1e-9);
        prop_assert!((0.0..=180.0).contains(&here.angle()));
        let polar = ImprovementIndex::of_polar(here.distance(), -here.angle());
        prop_assert_eq!(polar.value(), here.value());
    }

    /// What matters exchanged for what satisfies turns every index round.
    #[test]
    fn exchanged_axes_turn_the_index_round(points in some_points()) {
        let turned: Vec<_> = points.iter().map(|(y, x)| (*x, *y)).collect();
        if let (Some(here), Some(there)) = (indices(&points), indices(&turned)) {
            for (a, b) in here.iter().zip(&there) {
                prop_assert!((a + b).abs() < 1e-7, "{here:?} {there:?}");
            }
        }
    }

    /// Percent or shares, points of five or of ten: no index and no quadrant changes.
    #[test]
    fn units_do_not_show(points in some_points(), by in 0.1_f64..100.0, plus in -50.0_f64..50.0) {
        let scaled: Vec<_> = points.iter().map(|(y, x)| (by * y + plus, *x)).collect();
        if let (Some(here), Some(there)) = (indices(&points), indices(&scaled)) {
            for (a, b) in here.iter().zip(&there) {
                prop_assert!((a - b).abs() < 1e-6, "{here:?} {there:?}");
            }
        }
    }
}

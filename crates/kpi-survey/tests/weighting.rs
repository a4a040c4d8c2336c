//! Weights: laws, refusals, trimming.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use kpi_survey::{
    AnswerColumns, AnswerError, CesConvention, CsatConvention, Figure, GroupId, Item, Margin,
    MarginError, MarginTotals, NpsCounts, RakingOptions, Scale, ScoreError, ScoreOptions, Trimming,
    WeightError, WeightTotal, WeightedAnswers, WeightedDistribution, WeightedInterval,
    WeightedOptions, WeightedScore, WeightingError, WeightingSample, Weights, post_stratify, rake,
};
use proptest::prelude::*;

fn weighted(answers: &[u8], weights: &[f64]) -> WeightedDistribution {
    let mut counts = WeightedAnswers::new(Item::new("nps", Scale::ZERO_TO_TEN));
    counts.observe_columns(&AnswerColumns::new(answers), weights).unwrap();
    counts.finish()[0].distribution().clone()
}

fn sample(plan: &[u16], region: &[u16]) -> WeightingSample {
    let sample = WeightingSample::new(plan.len()).with_variable("plan", plan).unwrap();
    sample.with_variable("region", region).unwrap()
}

fn margin(name: &str, targets: &[(u32, f64)]) -> Margin {
    Margin::try_new(name, targets.iter().copied()).unwrap()
}

proptest! {
    /// Equal weights change nothing: the point is the unweighted one, the standard error that of a
    /// variance with n − 1.
    #[test]
    fn equal_weights_change_nothing(
        answers in prop::collection::vec(0_u8..=10, 2..200), weight in 0.01..1_000.0_f64,
    ) {
        let found = weighted(&answers, &vec![weight; answers.len()]);
        let band = |from: u8, to: u8| answers.iter().filter(|a| (from..=to).contains(a)).count() as u64;
        let plain = NpsCounts::try_new(band(0, 6), band(7, 8), band(9, 10)).unwrap();
        let plain = plain.score(ScoreOptions::default()).unwrap();
        match found.nps(WeightedOptions::default()) {
            Ok(nps) => {
                prop_assert!((nps.estimate().point() - plain.estimate().point()).abs() < 1e-9);
                let n = answers.len() as f64;
                let expected = plain.standard_error() * (n / (n - 1.0)).sqrt();
                prop_assert!((nps.standard_error() / expected - 1.0).abs() < 1e-9);
                prop_assert!((nps.effective_n() - n).abs() < 1e-6);
                prop_assert!((nps.design_effect() - 1.0).abs() < 1e-9);
                let e = nps.estimate();
                prop_assert!(-100.0 <= e.lower() && e.lower() <= e.point());
                prop_assert!(e.point() <= e.upper() && e.upper() <= 100.0);
                prop_assert_eq!(e.n(), answers.len() as u64);
            }
            Err(error) => {
                prop_assert_eq!(error, ScoreError::NoVariance);
                prop_assert_eq!(plain.standard_error(), 0.0);
            }
        }
    }

    /// The interval holds the point, shrinks with more answers of the same kind, and is wider by
    /// Student's t.
    #[test]
    fn intervals_hold_the_point_and_shrink(
        rows in prop::collection::vec((0_u8..=10, 0.1..20.0_f64), 2..80), times in 2_usize..6,
    ) {
        let (answers, weights): (Vec<u8>, Vec<f64>) = rows.iter().copied().unzip();
        let (few, many) = (
            weighted(&answers, &weights),
            weighted(&answers.repeat(times), &weights.repeat(times)),
        );
        for figure in
            [Figure::Mean, Figure::TopBoxes { from: 7 }, Figure::Net { to: 6, from: 9 }]
        {
            let Ok(one) = few.figure(figure, WeightedOptions::default()) else { continue };
            let all = many.figure(figure, WeightedOptions::default()).unwrap();
            let wide = few.figure(figure, WeightedInterval::Student).unwrap();
            for score in [one, all, wide] {
                let e = score.estimate();
                prop_assert!(e.lower() <= e.point() && e.point() <= e.upper(), "{:?}", e);
            }
            prop_assert!((one.estimate().point() - all.estimate().point()).abs() < 1e-9);
            prop_assert!(all.standard_error() < one.standard_error());
            let width = |score: WeightedScore| score.estimate().upper() - score.estimate().lower();
            prop_assert!(width(all) <= width(one) + 1e-12 && width(one) <= width(wide) + 1e-12);
        }
    }

    /// Waves and segments add up to the whole.
    #[test]
    fn groups_add_up(
        rows in prop::collection::vec((0_u8..=10, 0.1..20.0_f64, 0_u16..3, 0_u16..3), 1..60),
    ) {
        let answers: Vec<u8> = rows.iter().map(|row| row.0).collect();
        let weights: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let waves: Vec<u16> = rows.iter().map(|row| row.2).collect();
        let segments: Vec<u16> = rows.iter().map(|row| row.3).collect();
        let take = |columns: &AnswerColumns<'_>| {
            let mut taken = WeightedAnswers::new(Item::new("nps", Scale::ZERO_TO_TEN));
            taken.observe_columns(columns, &weights).unwrap();
            taken
        };
        let plain = AnswerColumns::new(&answers[..]);
        let both = take(&plain.clone().with_waves(&waves[..]).with_segments(&segments[..]));
        prop_assert_eq!(both.total().unwrap(), weighted(&answers, &weights));
        let by_wave = take(&plain.clone().with_waves(&waves[..])).finish();
        prop_assert_eq!(both.by_wave().unwrap(), by_wave);
        let by_segment = take(&plain.with_segments(&segments[..])).finish();
        prop_assert_eq!(both.by_segment().unwrap(), by_segment);
    }

    /// Only the proportions of weights matter, and neither order nor split.
    #[test]
    fn scale_order_and_split_do_not_show(
        rows in prop::collection::vec((0_u8..=10, 0.1..9.0_f64, 0_u32..3), 2..120), cut in 0_usize..120,
    ) {
        let take = |rows: &[(u8, f64, u32)], times: f64| {
            let mut counts = WeightedAnswers::new(Item::new("nps", Scale::ZERO_TO_TEN));
            let answers: Vec<u8> = rows.iter().map(|row| row.0).collect();
            let weights: Vec<f64> = rows.iter().map(|row| row.1 * times).collect();
            let segments: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let columns = AnswerColumns::new(&answers[..]).with_segments(&segments[..]);
            counts.observe_columns(&columns, &weights).unwrap();
            counts
        };
        let whole = take(&rows, 1.0).finish();
        let mut back = rows.clone();
        back.reverse();
        let cut = cut.min(rows.len());
        let mut merged = take(&back[cut..], 1.0);
        merged.merge(&take(&back[..cut], 1.0)).unwrap();
        prop_assert_eq!(&merged.finish(), &whole);
        let double = take(&rows, 2.0).finish();
        for (one, two) in whole.iter().zip(&double) {
            let options = WeightedOptions::default();
            if let (Ok(a), Ok(b)) = (one.distribution().nps(options), two.distribution().nps(options)) {
                prop_assert!((a.estimate().point() - b.estimate().point()).abs() < 1e-9);
                prop_assert!((a.standard_error() - b.standard_error()).abs() < 1e-9);
                prop_assert!((a.effective_n() - b.effective_n()).abs() < 1e-6);
            }
        }
    }

    /// The weights have the margins, whatever the design weights; equal shares need no weights.
    #[test]
    fn raked_weights_have_the_margins(
        rows in prop::collection::vec((0_u16..3, 0_u16..2, 0.5..3.0_f64), 40..120),
        a in prop::array::uniform3(0.2..1.0_f64), b in prop::array::uniform2(0.2..1.0_f64),
    ) {
        let plan: Vec<u16> = rows.iter().map(|row| row.0).collect();
        let region: Vec<u16> = rows.iter().map(|row| row.1).collect();
        // Every cell has somebody, so that any margins can hold.
        let full = (0..3).all(|p| (0..2).all(|r| rows.iter().any(|row| (row.0, row.1) == (p, r))));
        prop_assume!(full);
        let design: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let shares = |parts: &[f64]| -> Vec<(u32, f64)> {
            (0..).zip(parts).map(|(at, part)| (at, part / parts.iter().sum::<f64>())).collect()
        };
        let margins = [margin("plan", &shares(&a)), margin("region", &shares(&b))];
        let sample = sample(&plan, &region).with_design_weights(&design).unwrap();
        let raked = rake(&sample, &margins, RakingOptions::default()).unwrap();
        prop_assert!(raked.largest_margin_error() <= 1e-12);
        let weights = raked.weights().as_slice();
        prop_assert!((raked.weights().sum() - rows.len() as f64).abs() < 1e-6);
        for (category, share) in shares(&a) {
            let sum: f64 = weights.iter().zip(&plan).filter(|(_, p)| u32::from(**p) == category).map(|(w, _)| w).sum();
            prop_assert!((sum / rows.len() as f64 - share).abs() < 1e-9);
        }
        // Within a cell weights stay in the proportions of the design.
        for one in 0..rows.len() {
            for two in one + 1..rows.len() {
                if (plan[one], region[one]) == (plan[two], region[two]) {
                    let (found, wanted) = (weights[one] / weights[two], design[one] / design[two]);
                    prop_assert!((found / wanted - 1.0).abs() < 1e-9);
                }
            }
        }
        prop_assert!(raked.weights().effective_n() <= rows.len() as f64 + 1e-9);
    }

    /// Margins as the sample has them leave the weights at 1.
    #[test]
    fn margins_of_the_sample_itself_change_nothing(
        rows in prop::collection::vec((0_u16..3, 0_u16..2), 10..80),
    ) {
        let plan: Vec<u16> = rows.iter().map(|row| row.0).collect();
        let region: Vec<u16> = rows.iter().map(|row| row.1).collect();
        let of = |column: &[u16]| -> Vec<(u32, f64)> {
            let count = |c: u16| column.iter().filter(|x| **x == c).count() as f64;
            (0..3).filter(|c| count(*c) > 0.0).map(|c| (c.into(), count(c))).collect()
        };
        let margins = [margin("plan", &of(&plan)), margin("region", &of(&region))];
        let raked = rake(&sample(&plan, &region), &margins, RakingOptions::default()).unwrap();
        prop_assert!(raked.weights().as_slice().iter().all(|weight| (weight - 1.0).abs() < 1e-9));
        prop_assert_eq!(raked.steps(), 1);
    }
}

#[test]
fn weights_that_are_none() {
    for weight in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9, 1e-12] {
        let refused = Weights::try_new(vec![1.0, weight]);
        assert!(matches!(refused, Err(WeightError::Weight { row: 1, .. })), "{weight}");
        let mut answers = WeightedAnswers::new(Item::new("nps", Scale::ZERO_TO_TEN));
        let refused = answers.observe_columns(&AnswerColumns::new(&[1_u8][..]), &[weight]);
        assert!(matches!(refused, Err(AnswerError::Weight(_))), "{weight}");
        let sample = WeightingSample::new(1).with_design_weights(&[weight]);
        assert!(matches!(sample, Err(WeightingError::Weight(_))), "{weight}");
    }
    assert_eq!(Weights::try_new(Vec::new()), Err(WeightError::None));
    let mut answers = WeightedAnswers::new(Item::new("nps", Scale::ZERO_TO_TEN));
    let short = answers.observe_columns(&AnswerColumns::new(&[1_u8][..]), &[]);
    assert!(matches!(short, Err(AnswerError::ColumnLength { column: "weights", .. })));
    // A hundred thousand of the largest weights: the sum of squares would not be exact.
    let many = vec![9_u8; 100_000];
    let heavy =
        answers.observe_columns(&AnswerColumns::new(&many[..]), &vec![Weights::MAX; 100_000]);
    assert!(matches!(heavy, Err(AnswerError::WeightsTooLarge { .. })));
    assert!(answers.finish().is_empty());
}

#[test]
fn scores_that_do_not_exist() {
    let options = WeightedOptions::default();
    let one = weighted(&[9], &[2.0]);
    assert!(matches!(one.nps(options), Err(ScoreError::Mean(_))));
    assert_eq!(weighted(&[9, 9], &[2.0, 1.0]).nps(options), Err(ScoreError::NoVariance));
    let weights = Weights::try_new(vec![1.0, 2.0]).unwrap();
    let short = WeightedScore::of_values(&[1.0], &weights, options);
    assert!(matches!(short, Err(ScoreError::Answers(_))));
    let nan = WeightedScore::of_values(&[1.0, f64::NAN], &weights, options);
    assert!(matches!(nan, Err(ScoreError::Value { .. })));
    let mut five =
        WeightedAnswers::new(Item::new("csat", Scale::ONE_TO_FIVE).with_no_answer_code(9).unwrap());
    five.observe_columns(&AnswerColumns::new(&[5_u8, 1, 4, 9][..]), &[1.0, 2.0, 1.0, 1.0]).unwrap();
    let five = five.finish()[0].distribution().clone();
    assert_eq!((five.n(), five.no_answer(), five.set_aside()), (3, 1, 0));
    assert!(matches!(five.nps(options), Err(ScoreError::Scale { .. })));
    assert!(matches!(five.ces(CesConvention::MeanOfSeven, options), Err(ScoreError::Scale { .. })));
    assert!(matches!(
        five.figure(Figure::TopBoxes { from: 9 }, options),
        Err(ScoreError::Edges { .. })
    ));
    // 1 + 1 of 4; (1 + 1 − 2) of 4; (5 + 2 + 4) of 4.
    let point = |convention| five.csat(convention, options).unwrap().estimate().point();
    assert!((point(CsatConvention::TopTwoOfFive) - 0.5).abs() < 1e-12);
    assert!(point(CsatConvention::SatisfiedMinusDissatisfied).abs() < 1e-12);
    assert!((point(CsatConvention::Mean) - 2.75).abs() < 1e-12);
    let width = |options: WeightedOptions| {
        let e = WeightedScore::of_values(&[1.0, 5.0], &weights, options).unwrap().estimate();
        e.upper() - e.lower()
    };
    // t with one degree of freedom is 12.7 where z is 1.96.
    assert!((width(WeightedInterval::Student.into()) / width(options) - 6.483).abs() < 1e-3);
}

#[test]
fn margins_that_are_none() {
    assert!(matches!(Margin::try_new("plan", [(1_u32, 0.0)]), Err(MarginError::Target { .. })));
    assert!(matches!(
        Margin::try_new("plan", [(1_u32, f64::NAN)]),
        Err(MarginError::Target { .. })
    ));
    assert!(matches!(
        Margin::try_new("plan", [(1_u32, 1.0), (1, 2.0)]),
        Err(MarginError::Twice { .. })
    ));
    assert!(matches!(Margin::try_new::<u32>("plan", []), Err(MarginError::Empty { .. })));
    let short = Margin::joint(["a", "b"], [(vec![GroupId::Number(1)], 1.0)]);
    assert!(matches!(short, Err(MarginError::Length { .. })));
}

#[test]
fn what_no_weight_can_repair() {
    let people = sample(&[0, 0, 1, 1], &[0, 1, 0, 1]);
    let plan = || margin("plan", &[(0, 0.5), (1, 0.5)]);
    let options = RakingOptions::default();
    let fails = |margins: &[Margin]| rake(&people, margins, options).unwrap_err();
    assert_eq!(fails(&[]), WeightingError::NoMargins);
    let nobody = WeightingSample::new(0).with_variable("plan", &[0_u16; 0][..]).unwrap();
    assert_eq!(rake(&nobody, &[plan()], options).unwrap_err(), WeightingError::NoRespondents);
    let unknown = fails(&[margin("size", &[(0, 1.0)])]);
    assert!(matches!(unknown, WeightingError::UnknownVariable { .. }), "{unknown}");
    let unlisted = fails(&[margin("plan", &[(0, 1.0)])]);
    assert_eq!(unlisted.to_string(), "2 respondents have plan=1, which the margin does not list");
    // Every empty category of every margin, at once.
    let empty = fails(&[
        margin("plan", &[(0, 0.4), (1, 0.4), (2, 0.2)]),
        margin("region", &[(0, 0.4), (1, 0.5), (7, 0.1)]),
    ]);
    assert_eq!(empty.to_string(), "no respondents in plan=2 (0.2); region=7 (0.1)");
    let totals = fails(&[plan(), margin("region", &[(0, 40.0), (1, 60.0)])]);
    assert_eq!(totals.to_string(), "the margin of plan adds up to 1, that of region to 100");
    let shares = options.with_margin_totals(MarginTotals::AsShares);
    rake(&people, &[plan(), margin("region", &[(0, 40.0), (1, 60.0)])], shares).unwrap();
    let short = WeightingSample::new(3).with_variable("plan", &[0_u16][..]);
    assert!(matches!(short, Err(WeightingError::ColumnLength { .. })));
    let twice = people.clone().with_variable("plan", &[0_u16; 4][..]);
    assert!(matches!(twice, Err(WeightingError::VariableTwice { .. })));
    for options in [
        options.with_tolerance(0.0),
        options.with_most_steps(0),
        options.with_total(WeightTotal::Of(-1.0)),
    ] {
        let refused = rake(&people, &[plan()], options);
        assert!(matches!(refused, Err(WeightingError::Option { .. })));
    }
    for (low, high) in [(1.0, 5.0), (0.1, 1.0), (-0.1, 2.0), (f64::NAN, 2.0)] {
        let refused = rake(&people, &[plan()], options.with_trimming(Trimming::Once { low, high }));
        assert!(matches!(refused, Err(WeightingError::Trimming { .. })), "{low} {high}");
    }
}

/// Two margins that no weights can have at once: plan and region are the same split.
#[test]
fn contradicting_margins_are_named() {
    let people = sample(&[0, 0, 1, 1], &[0, 0, 1, 1]);
    let margins = [margin("plan", &[(0, 0.5), (1, 0.5)]), margin("region", &[(0, 0.3), (1, 0.7)])];
    let error = rake(&people, &margins, RakingOptions::default()).unwrap_err();
    let WeightingError::NotConverged { iterations, error, cell } = error else { panic!("{error}") };
    assert_eq!((iterations, cell.as_str()), (1_000, "plan=0"));
    assert!((error - 0.2).abs() < 1e-9);
}

#[test]
fn trimming_by_name() {
    // One of ten respondents stands for half of the customers.
    let plan = [0_u16, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    let people = WeightingSample::new(10).with_variable("plan", &plan[..]).unwrap();
    let margins = [margin("plan", &[(0, 0.5), (1, 0.5)])];
    let run = |trimming| rake(&people, &margins, RakingOptions::default().with_trimming(trimming));
    let free = run(Trimming::None).unwrap();
    assert!((free.weights().as_slice()[9] - 5.0).abs() < 1e-9);
    assert_eq!((free.trimmed(), free.largest_margin_error() < 1e-12), (0, true));
    let once = run(Trimming::Once { low: 0.0, high: 3.0 }).unwrap();
    // 3 of 8, brought to 10 together.
    assert!((once.weights().as_slice()[9] - 3.0 * 10.0 / 8.0).abs() < 1e-9);
    assert_eq!(once.trimmed(), 1);
    assert!((once.largest_margin_error() - (0.5 - 0.375)).abs() < 1e-9);
    // Cutting again and again contradicts the margin.
    let repeated = run(Trimming::Repeated { low: 0.0, high: 3.0 });
    assert!(matches!(repeated, Err(WeightingError::NotConverged { .. })));
    let room = run(Trimming::Repeated { low: 0.2, high: 6.0 }).unwrap();
    assert_eq!(room.trimmed(), 0);
}

#[test]
fn a_joint_margin_is_post_stratification() {
    let people = sample(&[0, 0, 0, 1, 1], &[0, 0, 1, 0, 1]);
    let cell = |p: u32, r: u32, target: f64| (vec![GroupId::Number(p), GroupId::Number(r)], target);
    let cells = [cell(0, 0, 10.0), cell(0, 1, 20.0), cell(1, 0, 30.0), cell(1, 1, 40.0)];
    let cells = Margin::joint(["plan", "region"], cells).unwrap();
    let options = RakingOptions::default().with_total(WeightTotal::Margins);
    let found = post_stratify(&people, &cells, options).unwrap();
    assert_eq!(found.weights().as_slice(), [5.0, 5.0, 20.0, 30.0, 40.0]);
    assert_eq!(found.steps(), 1);
    assert!(found.margins().iter().all(|check| (check.reached() - check.target()).abs() < 1e-12));
    // Within cells nothing is explained: what is left is the spread there.
    let error = found.standard_error(&[1.0, 1.0, 3.0, 4.0, 5.0]).unwrap();
    assert!(error.abs() < 1e-12);
    assert!(found.standard_error(&[1.0]).is_err());
    assert!(found.standard_error(&[f64::NAN; 5]).is_err());
}

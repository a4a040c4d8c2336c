//! Every refusal of answers, items and distributions.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{FinitePopulation, ProportionMethod};
use kpi_survey::{
    AnswerColumn, AnswerColumns, AnswerCounts, AnswerError, CesConvention, CsatConvention,
    Distribution, DistributionError, Figure, GroupColumn, Item, ItemError, OffScale, PairedNps,
    Repeats, Respondent, RespondentColumn, ResponseBase, ResponseRate, Scale, ScoreError,
    ScoreOptions, TimeColumn, WordList, WordScale,
};

fn item() -> Item {
    let item = Item::new("q1", Scale::ZERO_TO_TEN).with_off_scale(OffScale::SetAside);
    item.with_no_answer_code(99).unwrap()
}

#[test]
fn the_first_answer_off_the_scale_is_named_and_nothing_is_kept() {
    let mut counts = AnswerCounts::new(Item::new("recommend", Scale::ZERO_TO_TEN));
    let (answers, ids) = ([9_u8, 10, 11, 200], [7_u64, 8, 42, 9]);
    let columns = AnswerColumns::new(&answers[..]);
    let error = counts.observe_columns(&columns.clone().with_respondents(&ids[..])).unwrap_err();
    let expected = AnswerError::OffScale {
        respondent: Respondent::Number(42),
        item: "recommend".into(),
        value: "11".into(),
        scale: Scale::ZERO_TO_TEN,
    };
    assert_eq!(error, expected);
    assert_eq!(
        error.to_string(),
        "respondent 42, item \"recommend\": the answer 11 is not a whole number from 0 to 10"
    );
    let error = counts.observe_columns(&columns.with_segments(&[1_u16, 1, 1, 1][..])).unwrap_err();
    assert!(error.to_string().starts_with("row 2, "), "{error}");
    let texts = ["9", "1/3"];
    assert!(counts.observe_columns(&AnswerColumns::new(&texts[..])).is_err());
    assert_eq!(counts.finish().total().n(), 0);
}

#[test]
fn columns_and_kinds_that_do_not_fit() {
    let answers = [9_u8, 10];
    let base = || AnswerColumns::new(&answers[..]);
    let mut counts = AnswerCounts::new(item());
    for (columns, column) in [
        (base().with_segments(&[1_u32][..]), "segments"),
        (base().with_waves(&[1_u16][..]), "waves"),
        (base().with_respondents(&[1_u64][..]), "respondents"),
        (base().with_times(TimeColumn::Ticks(&[1])), "times"),
    ] {
        let error = counts.observe_columns(&columns).unwrap_err();
        assert_eq!(error, AnswerError::ColumnLength { column, expected: 2, found: 1 });
    }
    counts.observe_columns(&base().with_segments(&[1_u32, 2][..])).unwrap();
    let mixed = counts.observe_columns(&base().with_segments(&["a", "b"][..])).unwrap_err();
    assert_eq!(mixed.to_string(), "segments are numbers so far, and texts here");
    let mut texts = AnswerCounts::new(item());
    texts.observe_columns(&base().with_segments(&["a", "b"][..])).unwrap();
    assert!(matches!(texts.merge(&counts), Err(AnswerError::MixedGroups { .. })));
    let other = AnswerCounts::new(Item::new("q2", Scale::ZERO_TO_TEN));
    assert!(matches!(counts.merge(&other), Err(AnswerError::OtherItem { .. })));
    let last = AnswerCounts::with_repeats(item(), Repeats::Last);
    assert!(matches!(counts.merge(&last), Err(AnswerError::OtherRepeats { .. })));
}

#[test]
fn a_rule_for_repeats_needs_to_know_who_and_when() {
    let answers = [9_u8, 10];
    let mut counts = AnswerCounts::with_repeats(item(), Repeats::First);
    let columns = AnswerColumns::new(&answers[..]);
    let error = counts.observe_columns(&columns).unwrap_err();
    assert!(matches!(error, AnswerError::MissingColumn { column: "respondents", .. }));
    let columns = columns.with_respondents(&["ann", "ann"][..]);
    let error = counts.observe_columns(&columns).unwrap_err();
    assert!(matches!(error, AnswerError::MissingColumn { column: "times", .. }));
    counts.observe_columns(&columns.with_times(TimeColumn::Days(&[5, 3]))).unwrap();
    // A blank and an answer off the scale replace nothing.
    let answers = [99_u8, 77];
    let columns = AnswerColumns::new(&answers[..]).with_respondents(&["ann", "ann"][..]);
    counts.observe_columns(&columns.with_times(TimeColumn::Days(&[1, 2]))).unwrap();
    let numbers = AnswerColumns::new(&[1_u8][..]).with_respondents(&[1_u32][..]);
    let mixed = counts.observe_columns(&numbers.with_times(TimeColumn::Days(&[1])));
    assert!(matches!(mixed, Err(AnswerError::MixedGroups { what: "respondents", .. })));
    let found = counts.finish();
    assert_eq!((found.total().count(10), found.total().n(), found.superseded()), (1, 1, 1));
    assert_eq!((found.total().no_answer(), found.total().set_aside()), (1, 1));
    assert_eq!(found.repeats(), Repeats::First);
}

#[test]
fn reversed_and_worded_items() {
    let words = WordList::builtin(WordScale::EaseOfFive);
    let mut counts =
        AnswerCounts::new(Item::worded("effort", words.clone()).with_no_answer_text("n/a"));
    let answers = ["Very easy", "簡単", "N/A", "5", "very  difficult"];
    counts.observe_columns(&AnswerColumns::new(&answers[..])).unwrap();
    let total = counts.finish().total();
    assert_eq!((total.counts(), total.no_answer()), (&[1, 0, 0, 1, 2][..], 1));
    let mut counts = AnswerCounts::new(Item::new("effort", Scale::ONE_TO_FIVE).reversed());
    counts.observe_columns(&AnswerColumns::new(&[1_u8, 1, 4][..])).unwrap();
    assert_eq!(counts.finish().total().counts(), [0, 1, 0, 0, 2]);
    let other = Item::new("nps", Scale::ZERO_TO_TEN).with_words(&words);
    assert!(matches!(other, Err(ItemError::OtherScale { .. })));
}

#[test]
fn distributions_that_are_none() {
    let short = Distribution::try_new(Scale::ONE_TO_FIVE, [1, 2]);
    assert!(matches!(short, Err(DistributionError::Length { found: 2, expected: 5, .. })));
    let most = Distribution::try_new(Scale::ONE_TO_FIVE, [Distribution::MAX, 1, 0, 0, 0]);
    assert_eq!(most, Err(DistributionError::TooMany));
    let wrap = Distribution::try_new(Scale::ONE_TO_FIVE, [u64::MAX, 1, 0, 0, 0]);
    assert_eq!(wrap, Err(DistributionError::TooMany));
    let full = Distribution::try_new(Scale::ONE_TO_FIVE, [Distribution::MAX, 0, 0, 0, 0]);
    let mut full = full.unwrap();
    let shifted = Distribution::try_new(Scale::try_new(0, 4).unwrap(), [1; 5]).unwrap();
    assert!(matches!(full.merge(&shifted), Err(DistributionError::OtherScale { .. })));
    assert_eq!(full.merge(&full.clone()), Err(DistributionError::TooMany));
    assert_eq!(full.mirrored().count(5), Distribution::MAX);
    assert_eq!(full.points_total(), u128::from(Distribution::MAX));
    let nobody = Distribution::try_new(Scale::ONE_TO_FIVE, [0; 5]).unwrap();
    assert_eq!(nobody.proportion_from(4), Err(ScoreError::NoAnswers));
}

#[test]
fn who_answered_twice_is_found() {
    let (one, two) = (["ann", "bob", "cyd"], ["cyd", "dan", "ann"]);
    let first = (RespondentColumn::Text(&one), &[9_u8, 3, 7][..]);
    let pairs = PairedNps::from_columns(first, (RespondentColumn::Text(&two), &[2, 5, 10]));
    let pairs = pairs.unwrap();
    assert_eq!((pairs.n(), pairs.only_first(), pairs.only_second()), (2, 1, 1));
    // Ann stays a promoter, Cyd falls from passive to detractor.
    assert_eq!((pairs.cells()[2][2], pairs.cells()[1][0]), (1, 1));
    let numbers = (RespondentColumn::U64(&[1, 1, 2]), &[1_u8, 2, 3][..]);
    let twice = PairedNps::from_columns(numbers, numbers);
    assert_eq!(twice, Err(AnswerError::Twice { respondent: Respondent::Number(1) }));
    let mixed = PairedNps::from_columns((RespondentColumn::U32(&[1, 2]), &[1, 2]), first);
    assert!(matches!(mixed, Err(AnswerError::MixedGroups { .. })));
    let single = (RespondentColumn::U32(&[1]), &[9_u8][..]);
    let off = PairedNps::from_columns((RespondentColumn::U32(&[1]), &[11]), single);
    assert!(matches!(off, Err(AnswerError::OffScale { .. })));
    let short = PairedNps::from_columns((RespondentColumn::U32(&[1]), &[]), single);
    assert!(matches!(short, Err(AnswerError::ColumnLength { .. })));
    // 32 and 64 bits are the same people.
    let same = PairedNps::from_columns(single, (RespondentColumn::U64(&[1]), &[9]));
    assert_eq!(same.unwrap().n(), 1);
}

#[test]
fn scores_on_the_wrong_scale() {
    let seven = Distribution::try_new(Scale::ONE_TO_SEVEN, [1; 7]).unwrap();
    let nine = Distribution::try_new(Scale::one_to(9).unwrap(), [1; 9]).unwrap();
    let options = ScoreOptions::default();
    for convention in [
        CsatConvention::TopTwoOfFive,
        CsatConvention::TopTwoOfTen,
        CsatConvention::SatisfiedMinusRest,
        CsatConvention::SatisfiedMinusDissatisfied,
    ] {
        let refused = seven.csat(convention, options);
        assert!(matches!(refused, Err(ScoreError::Scale { .. })), "{convention:?}");
    }
    assert!(matches!(
        nine.csat(CsatConvention::TableBySize, options),
        Err(ScoreError::Scale { .. })
    ));
    for convention in CesConvention::ALL {
        let refused = nine.ces(convention, options);
        assert!(matches!(refused, Err(ScoreError::Scale { .. })), "{convention:?}");
    }
    for from in [0, 1, 8] {
        let refused = seven.csat(CsatConvention::TopBoxes { from }, options);
        assert!(matches!(refused, Err(ScoreError::Edges { .. })), "{from}");
    }
    let small = options.with_population(FinitePopulation::try_new(50).unwrap());
    let small = small.with_proportion(ProportionMethod::Jeffreys);
    let refused = seven.csat(CsatConvention::TableBySize, small);
    assert!(matches!(refused, Err(ScoreError::ProportionOfPopulation { .. })));
    let alike = Distribution::try_new(Scale::ONE_TO_FIVE, [0, 0, 3, 0, 0]).unwrap();
    assert!(matches!(alike.csat(CsatConvention::Mean, options), Err(ScoreError::Mean(_))));
    let nobody = Distribution::try_new(Scale::ONE_TO_FIVE, [0; 5]).unwrap();
    let refused = nobody.csat(CsatConvention::Mean, options).unwrap_err();
    assert_eq!(refused, ScoreError::NoAnswers);
}

/// The table by size of scale, row by row.
#[test]
fn the_table_by_size() {
    for (points, from) in [(2, 2), (3, 3), (4, 3), (5, 4), (6, 4), (7, 5), (8, 6)] {
        let figure = CsatConvention::TableBySize.figure(Scale::one_to(points).unwrap());
        assert_eq!(figure, Ok(Figure::TopBoxes { from }), "{points}");
    }
}

#[test]
fn response_rates_that_cannot_be() {
    let more = ResponseRate::try_new(ResponseBase::Sent, 10, 11);
    assert!(matches!(more, Err(ScoreError::MoreAnswersThanAsked { .. })));
    let nobody = ResponseRate::try_new(ResponseBase::Opened, 0, 0).unwrap();
    let undefined = nobody.estimate(ScoreOptions::default()).unwrap_err();
    assert_eq!(undefined, ScoreError::NobodyAsked { base: ResponseBase::Opened });
    assert_eq!(undefined.to_string(), "a response rate of 0 invitations opened is undefined");
    assert!(undefined.undefined().is_some());
    let sent = ResponseRate::try_new(ResponseBase::Sent, 10, 5).unwrap();
    assert!(matches!(sent.merged(nobody), Err(ScoreError::OtherBase { .. })));
    assert_eq!(sent.merged(sent).unwrap().asked(), 20);
}

#[test]
fn columns_come_from_slices() {
    assert!(matches!(AnswerColumn::from(&[1_u8][..]), AnswerColumn::U8(_)));
    assert!(matches!(GroupColumn::from(&[1_u16][..]), GroupColumn::U16(_)));
    assert!(AnswerColumns::new(&[0_u8; 0][..]).is_empty());
    assert!(matches!(AnswerColumn::from(&["9"]), AnswerColumn::Text(["9"])));
    assert!(matches!(GroupColumn::from(&vec![7_u32]), GroupColumn::U32([7])));
    assert!(matches!(RespondentColumn::from(&vec![7_u64]), RespondentColumn::U64([7])));
}

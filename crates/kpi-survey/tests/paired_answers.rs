//! The same respondents in two waves: figures of SciPy, answers as they are written, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{Alternative, ConfidenceLevel, McNemarTest, RankMethod, SignedRank, ZeroRule};
use kpi_survey::{
    AnswerColumns, AnswerError, Item, NpsBands, PairedAnswers, PairedNps, Respondent, Scale,
    ScoreError, ScoreOptions, WordList, WordScale,
};
use proptest::prelude::*;

const BEFORE: [u8; 20] = [2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 1, 2, 4, 5, 3, 6, 4, 5, 2];
const AFTER: [u8; 20] = [3, 5, 3, 6, 4, 7, 6, 4, 6, 7, 7, 3, 5, 4, 6, 2, 7, 6, 7, 4];

fn ids(n: usize) -> Vec<u32> {
    (0..n as u32).collect()
}

fn paired(item: &Item, before: &[u8], after: &[u8]) -> PairedAnswers {
    let (one, two) = (ids(before.len()), ids(after.len()));
    let first = AnswerColumns::new(before).with_respondents(&one[..]);
    let second = AnswerColumns::new(after).with_respondents(&two[..]);
    PairedAnswers::from_columns(item, &first, &second).unwrap()
}

/// SciPy 1.17.1: `ttest_rel`, `wilcoxon(zero_method="wilcox", correction=True, method="approx")`,
/// `binomtest` of the 4 and 1 who changed sides.
#[test]
fn every_paired_test_is_at_hand() {
    let pairs = paired(&Item::new("ease", Scale::ONE_TO_SEVEN), &BEFORE, &AFTER);
    let change = pairs.mean_change().unwrap();
    let mean = change.difference(ConfidenceLevel::P95).unwrap();
    assert!((mean.point() - 1.0).abs() < 1e-12);
    assert!((mean.lower() - 0.4739972167975297).abs() < 1e-9);
    assert!((mean.upper() - 1.5260027832024703).abs() < 1e-9);
    let t = change.test(Alternative::TwoSided).unwrap();
    assert!((t.p_value() - 0.000803636584786298).abs() < 1e-12);
    let ranks = SignedRank::try_new(&pairs.changes().unwrap(), ZeroRule::Drop).unwrap();
    assert_eq!((ranks.v(), ranks.n()), (112.0, 15));
    let wilcoxon = ranks.test(RankMethod::NormalCorrected, Alternative::TwoSided).unwrap();
    assert!((wilcoxon.p_value() - 0.0027590897046335713).abs() < 1e-12);
    let share = pairs.share_change_from(5).unwrap();
    let counts = share.counts();
    let cells = [counts.both, counts.first_only, counts.second_only, counts.neither];
    assert_eq!(cells, [8, 4, 1, 7]);
    assert!((share.point() - 0.15).abs() < 1e-12);
    let exact = share.test(McNemarTest::Exact, Alternative::TwoSided).unwrap();
    assert!((exact.p_value() - 0.375).abs() < 1e-12);
    for from in [1, 8] {
        assert!(matches!(pairs.share_change_from(from), Err(ScoreError::Edges { .. })));
    }
    assert!(matches!(pairs.nps(NpsBands::STANDARD), Err(ScoreError::Scale { .. })));
}

#[test]
fn answers_are_read_as_they_are_written() {
    let words = WordList::builtin(WordScale::EaseOfFive);
    let item = Item::worded("effort", words).with_no_answer_text("").reversed();
    let answers = ["easy", "", "very difficult", "neutral", "2", "very easy", "easy"];
    let who = ["ann", "bob", "cem", "ann", "bob", "cem", "eve"];
    let waves = [1_u16, 1, 1, 2, 2, 2, 3];
    let columns = AnswerColumns::new(&answers[..]).with_respondents(&who[..]);
    let waved = columns.clone().with_waves(&waves[..]);
    let pairs = PairedAnswers::between(&item, &waved, 1, 2).unwrap();
    // Mirrored: Ann from 2 to 3, Cem from 5 to 1; Bob was silent at first.
    assert_eq!(pairs.iter().collect::<Vec<_>>(), [((2, 3), 1), ((5, 1), 1)]);
    assert_eq!((pairs.n(), pairs.only_first(), pairs.only_second()), (2, 0, 1));
    let other = PairedAnswers::between(&item, &waved, 1, "2").unwrap();
    assert_eq!((other.n(), other.only_first()), (0, 2));
    assert_eq!(other.share_change_from(4).unwrap_err(), ScoreError::NoAnswers);
    let missing = PairedAnswers::between(&item, &columns, 1, 2).unwrap_err();
    assert_eq!(missing.to_string(), "item \"effort\": a column of waves is needed");
    let nobody = AnswerColumns::new(&answers[..]).with_waves(&waves[..]);
    let missing = PairedAnswers::between(&item, &nobody, 1, 2).unwrap_err();
    assert_eq!(missing.to_string(), "item \"effort\": a column of respondents is needed");
    let twice = PairedAnswers::from_columns(&item, &columns, &columns).unwrap_err();
    assert_eq!(twice, AnswerError::Twice { respondent: Respondent::Text("ann".into()) });
}

proptest! {
    #[test]
    fn one_by_one_or_in_columns(answers in prop::collection::vec((0_u8..=10, 0_u8..=10), 1..60)) {
        let (before, after): (Vec<u8>, Vec<u8>) = answers.iter().copied().unzip();
        let item = Item::new("recommend", Scale::ZERO_TO_TEN);
        let pairs = paired(&item, &before, &after);
        let mut one_by_one = PairedNps::new();
        for (first, second) in &answers {
            one_by_one.observe(*first, *second).unwrap();
        }
        prop_assert_eq!(pairs.nps(NpsBands::STANDARD).unwrap(), one_by_one);
        let back = paired(&item, &after, &before);
        let mean = |pairs: &PairedAnswers| pairs.mean_change().unwrap().differences().mean();
        prop_assert!((mean(&pairs).unwrap() + mean(&back).unwrap()).abs() < 1e-12);
        let share = |pairs: &PairedAnswers| pairs.share_change_from(9).unwrap();
        prop_assert_eq!(share(&pairs).swapped(), share(&back));
        prop_assert_eq!(pairs.changes().unwrap().n(), answers.len() as u64);
        // Who answers in one wave alone changes nothing.
        let more = [&before[..], &[3, 9]].concat();
        let some = paired(&item, &more, &after);
        prop_assert_eq!(some.only_first(), 2);
        let options = ScoreOptions::default();
        prop_assert_eq!(
            some.nps(NpsBands::STANDARD).unwrap().difference(options).unwrap(),
            one_by_one.difference(options).unwrap()
        );
    }
}

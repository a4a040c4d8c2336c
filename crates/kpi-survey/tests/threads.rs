//! All cores count what one does.
#![cfg(feature = "parallel")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_survey::{AnswerColumns, AnswerCounts, Item, ItemAnswers, Scale};

fn counted(columns: &AnswerColumns<'_>) -> ItemAnswers {
    let mut counts = AnswerCounts::new(Item::new("q", Scale::ZERO_TO_TEN));
    counts.observe_columns(columns).unwrap();
    counts.finish()
}

/// Enough rows for several parts; the same in slices that are too short to be split.
#[test]
fn parts_add_up() {
    let rows = 3_000_000_u32;
    let mix = |row: u32| row.wrapping_mul(2_654_435_761) >> 7;
    let answers: Vec<u8> = (0..rows).map(|row| (mix(row) % 11) as u8).collect();
    let segments: Vec<u32> = (0..rows).map(|row| mix(row + 1) % 500).collect();
    let whole = counted(&AnswerColumns::new(&answers[..]).with_segments(&segments[..]));
    let mut counts = AnswerCounts::new(Item::new("q", Scale::ZERO_TO_TEN));
    for (answers, segments) in answers.chunks(70_000).zip(segments.chunks(70_000)) {
        counts.observe_columns(&AnswerColumns::new(answers).with_segments(segments)).unwrap();
    }
    assert_eq!(counts.finish(), whole);
    assert_eq!(whole.total().n(), u64::from(rows));
    let alone = counted(&AnswerColumns::new(&answers[..]));
    assert_eq!(alone.total().counts(), whole.total().counts());
}

/// The row that is named is the first, whichever core found one.
#[test]
fn the_first_refused_row_is_named() {
    let mut answers = vec![9_u8; 3_000_000];
    answers[2_900_000] = 11;
    answers[1_700_000] = 12;
    let mut counts = AnswerCounts::new(Item::new("q", Scale::ZERO_TO_TEN));
    let error = counts.observe_columns(&AnswerColumns::new(&answers[..])).unwrap_err();
    assert!(error.to_string().starts_with("row 1700000, item \"q\": the answer 12 "), "{error}");
    assert!(counts.finish().groups().is_empty());
}

//! Counting answers: every way in gives one result.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;

use kpi_survey::{
    AnswerColumns, AnswerCounts, AnswerGroup, Distribution, GroupId, Item, ItemAnswers, OffScale,
    Repeats, Scale, TimeColumn,
};
use proptest::prelude::*;

fn item() -> Item {
    let item = Item::new("q1", Scale::ZERO_TO_TEN).with_off_scale(OffScale::SetAside);
    item.with_no_answer_code(99).unwrap().with_no_answer_text("")
}

fn taken(columns: &AnswerColumns<'_>) -> AnswerCounts {
    let mut counts = AnswerCounts::new(item());
    counts.observe_columns(columns).unwrap();
    counts
}

fn finished(columns: &AnswerColumns<'_>) -> ItemAnswers {
    taken(columns).finish()
}

type Expected = BTreeMap<u32, (Vec<u64>, u64, u64)>;

/// The definition at its word.
fn by_hand(answers: &[u8], segments: &[u32]) -> Expected {
    let mut groups = Expected::new();
    for (answer, segment) in answers.iter().zip(segments) {
        let group = groups.entry(*segment).or_insert_with(|| (vec![0; 11], 0, 0));
        match *answer {
            value @ 0..=10 => group.0[usize::from(value)] += 1,
            99 => group.1 += 1,
            _ => group.2 += 1,
        }
    }
    groups
}

fn check(found: &ItemAnswers, expected: &Expected, name: impl Fn(u32) -> GroupId) {
    assert_eq!(found.groups().len(), expected.len());
    let groups: BTreeMap<&GroupId, &AnswerGroup> =
        found.groups().iter().map(|group| (group.segment().unwrap(), group)).collect();
    for (segment, (counts, no_answer, set_aside)) in expected {
        let d = groups[&name(*segment)].distribution();
        assert_eq!(d.counts(), &counts[..]);
        assert_eq!((d.no_answer(), d.set_aside()), (*no_answer, *set_aside));
    }
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

type Row = (u8, u64, i32, u32);

/// Answers with a rule for repeats; respondents as numbers or texts.
fn by_respondent(rows: &[Row], repeats: Repeats, texts: bool) -> AnswerCounts {
    let mut counts = AnswerCounts::with_repeats(item(), repeats);
    let answers: Vec<u8> = rows.iter().map(|row| row.0).collect();
    let ids: Vec<u64> = rows.iter().map(|row| row.1).collect();
    let days: Vec<i32> = rows.iter().map(|row| row.2).collect();
    let segments: Vec<u32> = rows.iter().map(|row| row.3).collect();
    let names: Vec<String> = ids.iter().map(|id| format!("r{id}")).collect();
    let names = borrowed(&names);
    let columns = AnswerColumns::new(&answers[..]).with_segments(&segments[..]);
    let columns = columns.with_times(TimeColumn::Days(&days));
    let columns = if texts {
        columns.with_respondents(&names[..])
    } else {
        columns.with_respondents(&ids[..])
    };
    counts.observe_columns(&columns).unwrap();
    counts
}

proptest! {
    #[test]
    fn every_way_in_gives_one_result(
        rows in prop::collection::vec(
            (
                prop_oneof![8 => 0_u8..=10, 1 => Just(99), 1 => any::<u8>()],
                prop_oneof![3 => 0_u32..5, 2 => 0_u32..2_000, 1 => 65_536_u32..65_545, 1 => any::<u32>().prop_map(|id| id | 1 << 20)],
            ),
            0..300,
        ),
        cut in 0_usize..300,
    ) {
        let (answers, segments): (Vec<u8>, Vec<u32>) = rows.iter().copied().unzip();
        let expected = by_hand(&answers, &segments);
        let whole = finished(&AnswerColumns::new(&answers[..]).with_segments(&segments[..]));
        check(&whole, &expected, GroupId::Number);
        // Wider numbers, row by row inside.
        let wide: Vec<i64> = answers.iter().map(|answer| i64::from(*answer)).collect();
        let again = finished(&AnswerColumns::new(&wide[..]).with_segments(&segments[..]));
        prop_assert_eq!(&again, &whole);
        // Texts on both sides.
        let blank = |a: &u8| if *a == 99 { " ".to_owned() } else { a.to_string() };
        let texts: Vec<String> = answers.iter().map(blank).collect();
        let names: Vec<String> = segments.iter().map(|s| format!("s{s}")).collect();
        let (texts, names) = (borrowed(&texts), borrowed(&names));
        let worded = finished(&AnswerColumns::new(&texts[..]).with_segments(&names[..]));
        check(&worded, &expected, |segment| GroupId::Text(format!("s{segment}").into()));
        // Backwards, in parts, merged; texts are numbered in another order then.
        let cut = cut.min(answers.len());
        let back: Vec<u8> = answers.iter().rev().copied().collect();
        let names: Vec<&str> = names.iter().rev().copied().collect();
        let part = |from: usize, to: usize| {
            let mut part = AnswerCounts::new(item());
            let columns = AnswerColumns::new(&back[from..to]).with_segments(&names[from..to]);
            part.observe_columns(&columns).unwrap();
            part
        };
        let mut merged = part(cut, back.len());
        merged.merge(&part(0, cut)).unwrap();
        prop_assert_eq!(&merged.finish(), &worded);
        // One by one.
        let mut single = AnswerCounts::new(item());
        for (answer, segment) in rows {
            single.observe(answer.into(), Some(segment.into())).unwrap();
        }
        prop_assert_eq!(single.finish(), whole);
    }

}

proptest! {
    // Each case counts thousands of rows.
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Many rows go another way than few: numbers, texts and waves there give what rows in small
    /// parts give.
    #[test]
    fn many_rows_count_as_few_do(
        rows in prop::collection::vec(
            (
                prop_oneof![9 => 0_u8..=10, 1 => Just(99), 1 => any::<u8>()],
                prop_oneof![8 => 0_u32..3, 1 => 0_u32..2_000, 1 => 65_530_u32..65_540],
                prop_oneof![9 => Just(202_601_u32), 1 => 0_u32..4],
            ),
            1_024..3_000,
        ),
        with_segments in any::<bool>(),
    ) {
        let answers: Vec<u8> = rows.iter().map(|row| row.0).collect();
        let wide: Vec<i64> = answers.iter().map(|answer| i64::from(*answer)).collect();
        let texts: Vec<String> = answers.iter().map(u8::to_string).collect();
        let texts: Vec<&str> =
            texts.iter().map(|text| if text == "99" { "" } else { text.as_str() }).collect();
        let segments: Vec<u32> = rows.iter().map(|row| row.1).collect();
        let waves: Vec<u32> = rows.iter().map(|row| row.2).collect();
        let groups = |columns: AnswerColumns<'_>, from: usize, to: usize| {
            let columns = columns.with_waves(&waves[from..to]);
            taken(&if with_segments {
                columns.with_segments(&segments[from..to])
            } else {
                columns
            })
        };
        let mut few = AnswerCounts::new(item());
        for from in (0..rows.len()).step_by(500) {
            let to = rows.len().min(from + 500);
            few.merge(&groups(AnswerColumns::new(&answers[from..to]), from, to)).unwrap();
        }
        let few = few.finish();
        for columns in
            [AnswerColumns::new(&answers), AnswerColumns::new(&wide), AnswerColumns::new(&texts)]
        {
            let many = groups(columns, 0, rows.len()).finish();
            prop_assert_eq!(&many, &few);
        }
    }

    /// The first that is refused is named, whatever the columns, and nothing is kept.
    #[test]
    fn the_first_refused_of_many_is_named(at in 0_usize..1_500, more in 0_usize..500) {
        let mut wide = vec![7_i64; 2_000];
        wide[at] = -3;
        wide[(at + more).min(1_999)] = -3;
        let texts: Vec<String> = wide.iter().map(i64::to_string).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let waves: Vec<u16> = (0..2_000).map(|row| row % 3).collect();
        let question = Item::new("q1", Scale::ZERO_TO_TEN);
        for columns in [AnswerColumns::new(&wide), AnswerColumns::new(&texts)] {
            for columns in [columns.clone(), columns.with_waves(&waves)] {
                let mut counts = AnswerCounts::new(question.clone());
                let refused = counts.observe_columns(&columns).unwrap_err().to_string();
                let row = format!("row {at}, item \"q1\": the answer -3 is not");
                prop_assert!(refused.starts_with(&row), "{}", refused);
                prop_assert_eq!(counts.finish().total().n(), 0);
            }
        }
    }

    #[test]
    fn sixteen_and_thirty_two_bits_agree(
        rows in prop::collection::vec((0_u8..=10, any::<u16>()), 1_000..1_100), few in 1_u16..400,
    ) {
        let answers: Vec<u8> = rows.iter().map(|row| row.0).collect();
        for most in [few, few * 9] {
            let narrow: Vec<u16> = rows.iter().map(|row| row.1 % most).collect();
            let wide: Vec<u32> = narrow.iter().map(|segment| u32::from(*segment)).collect();
            let a = finished(&AnswerColumns::new(&answers[..]).with_segments(&narrow[..]));
            let b = finished(&AnswerColumns::new(&answers[..]).with_segments(&wide[..]));
            prop_assert_eq!(&a, &b);
            check(&a, &by_hand(&answers, &wide), GroupId::Number);
        }
    }

    #[test]
    fn waves_in_columns_are_waves_one_by_one(
        rows in prop::collection::vec((0_u8..=10, 0_u16..4, 0_u32..3), 0..100),
    ) {
        let answers: Vec<u8> = rows.iter().map(|row| row.0).collect();
        let waves: Vec<u16> = rows.iter().map(|row| row.1).collect();
        let segments: Vec<u32> = rows.iter().map(|row| row.2).collect();
        let columns = AnswerColumns::new(&answers[..]).with_segments(&segments[..]);
        let whole = finished(&columns.with_waves(&waves[..]));
        let mut counts = AnswerCounts::new(item());
        for (answer, wave, segment) in &rows {
            let (answer, segment) = ([*answer], [*segment]);
            let columns = AnswerColumns::new(&answer[..]).with_segments(&segment[..]);
            counts.observe_columns(&columns.in_wave(u32::from(*wave))).unwrap();
        }
        prop_assert_eq!(&counts.finish(), &whole);
        let total = whole.total();
        for parts in [whole.by_wave(), whole.by_segment()] {
            let mut sum = Distribution::try_new(Scale::ZERO_TO_TEN, [0; 11]).unwrap();
            parts.iter().for_each(|part| sum.merge(part.distribution()).unwrap());
            prop_assert_eq!(&sum, &total);
        }
    }

    #[test]
    fn one_answer_a_respondent_in_any_order(
        rows in prop::collection::vec((0_u8..=10, 0_u64..8, 0_i32..5, 0_u32..3), 0..60),
        cut in 0_usize..60,
    ) {
        for repeats in [Repeats::First, Repeats::Last] {
            // By hand: of each respondent the first or last, then the lower answer and segment.
            let mut best: BTreeMap<u64, (i32, u8, u32)> = BTreeMap::new();
            for (answer, id, day, segment) in &rows {
                let day = if repeats == Repeats::Last { -day } else { *day };
                let kept = best.entry(*id).or_insert((day, *answer, *segment));
                *kept = (*kept).min((day, *answer, *segment));
            }
            let whole = by_respondent(&rows, repeats, false).finish();
            prop_assert_eq!(whole.total().n(), best.len() as u64);
            prop_assert_eq!(whole.superseded(), (rows.len() - best.len()) as u64);
            let mut expected = Expected::new();
            for (_, answer, segment) in best.values() {
                let group = expected.entry(*segment).or_insert_with(|| (vec![0; 11], 0, 0));
                group.0[usize::from(*answer)] += 1;
            }
            check(&whole, &expected, GroupId::Number);
            let cut = cut.min(rows.len());
            let mut back = rows.clone();
            back.reverse();
            for texts in [false, true] {
                let mut one = by_respondent(&back[..cut], repeats, texts);
                one.merge(&by_respondent(&back[cut..], repeats, texts)).unwrap();
                prop_assert_eq!(&one.finish(), &whole);
            }
        }
    }
}

#[test]
fn long_columns_cross_blocks_and_grow() {
    // Few segments first, many later, some beyond the table; 200,000 rows are several blocks.
    let answers: Vec<u8> = (0..200_000_u32).map(|row| (row % 11) as u8).collect();
    let segment = |row: u32| if row < 100_000 { row % 3 } else { row % 70_000 };
    let segments: Vec<u32> = (0..200_000).map(segment).collect();
    let found = finished(&AnswerColumns::new(&answers[..]).with_segments(&segments[..]));
    check(&found, &by_hand(&answers, &segments), GroupId::Number);
}

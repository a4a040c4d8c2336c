//! NPS: what other crates get wrong, every refusal, laws.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{ConfidenceLevel, FinitePopulation};
use kpi_survey::{
    AnswerColumns, AnswerCounts, Distribution, Item, NetMethod, NpsBands, NpsCounts, NpsDifference,
    NpsSpread, PairedNps, Scale, ScoreError, ScoreOptions,
};
use proptest::prelude::*;

fn counts(detractors: u64, passives: u64, promoters: u64) -> NpsCounts {
    NpsCounts::try_new(detractors, passives, promoters).unwrap()
}

fn point(counts: NpsCounts) -> f64 {
    counts.score(ScoreOptions::default()).unwrap().estimate().point()
}

fn answered(answers: &[u8]) -> AnswerCounts {
    let mut counts = AnswerCounts::new(Item::new("nps", Scale::ZERO_TO_TEN));
    counts.observe_columns(&AnswerColumns::new(answers)).unwrap();
    counts
}

/// `net_promoter_score` 0.2.1 keeps the old score: +100 after a detractor has answered, too.
#[test]
fn an_answer_after_scoring_counts() {
    let mut counts = answered(&[10]);
    let nps = |counts: &AnswerCounts| {
        let total = counts.clone().finish().total();
        total.nps(ScoreOptions::default()).unwrap().estimate().point()
    };
    assert_eq!(nps(&counts), 100.0);
    counts.observe(0, None).unwrap();
    assert_eq!(nps(&counts), 0.0);
    counts.observe(2, None).unwrap();
    assert!((nps(&counts) + 100.0 / 3.0).abs() < 1e-12);
}

/// `nps` 0.1.0 counts in eight bits: 128 promoters are −1 there, 300 are 0.147.
#[test]
fn more_promoters_than_eight_bits_hold() {
    for promoters in [127, 128, 255, 256, 300, 65_536, 5_000_000_000] {
        assert_eq!(point(counts(0, 0, promoters)), 100.0, "{promoters}");
    }
    let nps = answered(&[10; 128]).finish().total().nps(ScoreOptions::default()).unwrap();
    assert_eq!((nps.estimate().point(), nps.counts().promoters()), (100.0, 128));
}

/// `net_promoter_score` 0.2.1 truncates both percentages: +99.
#[test]
fn no_percentage_is_cut_before_the_difference() {
    assert!((point(counts(1, 0, 999)) - 99.8).abs() < 1e-12);
    assert!((point(counts(1, 1, 1_000)) - 99_900.0 / 1_002.0).abs() < 1e-12);
}

/// Zykrr's page and a Microsoft form leave the 0 out.
#[test]
fn zero_is_a_detractor() {
    let nps = answered(&[0, 10]).finish().total().nps(ScoreOptions::default()).unwrap();
    assert_eq!((nps.counts().detractors(), nps.estimate().point()), (1, 0.0));
    let from_one = Distribution::try_new(Scale::ONE_TO_TEN, [1; 10]).unwrap();
    let refused = from_one.nps(ScoreOptions::default()).unwrap_err();
    assert!(refused.to_string().contains("0 is one of them"), "{refused}");
}

/// 40 promoters, 30 passives, 30 detractors in R's package `NPS`, to four digits.
#[test]
fn published_vector() {
    let wald = counts(30, 30, 40).score(NetMethod::Wald).unwrap();
    assert!((wald.standard_error() - 8.307).abs() < 5e-4);
    assert!((wald.estimate().lower() + 6.281).abs() < 5e-3);
    assert!((wald.estimate().upper() - 26.28).abs() < 5e-3);
    let adjusted = counts(30, 30, 40).score(NetMethod::AdjustedWald).unwrap();
    assert!((adjusted.estimate().lower() + 6.27).abs() < 5e-3);
    assert!((adjusted.estimate().upper() - 25.69).abs() < 5e-3);
}

#[test]
fn every_refusal() {
    let options = ScoreOptions::default();
    let nobody = counts(0, 0, 0).score(options).unwrap_err();
    assert_eq!(nobody, ScoreError::NoAnswers);
    assert!(nobody.undefined().is_some());
    assert_eq!(NpsCounts::try_new(u64::MAX, 1, 1), Err(ScoreError::TooManyAnswers));
    assert_eq!(NpsCounts::try_new(Distribution::MAX, 0, 1), Err(ScoreError::TooManyAnswers));
    let small = options.with_population(FinitePopulation::try_new(9).unwrap());
    let refused = counts(1, 2, 7).score(small).unwrap_err();
    assert!(matches!(refused, ScoreError::Population(_)) && refused.undefined().is_none());
    let resampled = small.with_net(NetMethod::BootstrapBca);
    assert_eq!(counts(1, 2, 3).score(resampled).unwrap_err(), ScoreError::BootstrapOfPopulation);
    let alike = counts(0, 0, 9).score(NetMethod::BootstrapPercentile).unwrap_err();
    assert!(matches!(alike, ScoreError::Bootstrap(_)));
    let alike = counts(0, 0, 9).score(options).unwrap();
    assert_eq!(alike.test_against(0.0).unwrap_err(), ScoreError::NoVariance);
    for (low, high) in [(9, 9), (9, 8), (11, 12), (6, 11)] {
        let edges = NpsBands::try_new(Scale::ZERO_TO_TEN, low, high);
        assert!(matches!(edges, Err(ScoreError::Edges { .. })), "{low} {high}");
    }
    let bands = NpsBands::try_new(Scale::ONE_TO_FIVE, 3, 5).unwrap();
    let answers = Distribution::try_new(Scale::ONE_TO_TEN, [1; 10]).unwrap();
    assert!(matches!(answers.nps_with(bands, options), Err(ScoreError::Scale { .. })));
    let alike = NpsDifference::try_new(counts(1, 1, 1), counts(1, 1, 1), NetMethod::BootstrapBca);
    assert!(matches!(alike, Err(ScoreError::Method { .. })));
    let none = NpsDifference::try_new(counts(0, 0, 0), counts(1, 1, 1), options);
    assert_eq!(none.unwrap_err(), ScoreError::NoAnswers);
    let same = NpsDifference::try_new(counts(0, 0, 9), counts(0, 0, 8), NetMethod::Wald).unwrap();
    assert_eq!(same.test().unwrap_err(), ScoreError::NoVariance);
    assert_eq!(PairedNps::new().difference(options).unwrap_err(), ScoreError::NoAnswers);
    let off = PairedNps::new().observe(11, 0);
    assert!(matches!(off, Err(ScoreError::OffScale { answer: 11, .. })));
}

#[test]
fn plans_that_cannot_be() {
    let (level, worst) = (ConfidenceLevel::P95, NpsSpread::WORST);
    let plan = |found: Result<u64, ScoreError>| {
        assert!(matches!(found, Err(ScoreError::Plan { .. })), "{found:?}");
    };
    for points in [0.0, -1.0, 101.0, f64::NAN] {
        plan(worst.answers_for_margin(points, level));
    }
    for power in [0.4, 1.0, f64::NAN] {
        plan(worst.answers_for_difference(worst, 10.0, level, power));
    }
    plan(worst.answers_for_difference(worst, 0.0, level, 0.8));
    for (promoters, detractors) in [(-0.1, 0.5), (0.7, 0.7), (1.0, 0.0), (f64::NAN, 0.1)] {
        assert!(matches!(NpsSpread::try_new(promoters, detractors), Err(ScoreError::Plan { .. })));
    }
    assert_eq!(NpsSpread::of(counts(0, 0, 0)), Err(ScoreError::NoAnswers));
}

/// So many answers give the margin they were planned for, and one fewer does not.
#[test]
fn the_margin_comes_out_as_planned() {
    let spread = NpsSpread::of(counts(25, 30, 45)).unwrap();
    let n = spread.answers_for_margin(4.0, ConfidenceLevel::P90).unwrap();
    let margin = |n: f64| ConfidenceLevel::P90.z() * 100.0 * (spread.variance() / n).sqrt();
    assert!(margin(n as f64) <= 4.0 && margin(n as f64 - 1.0) > 4.0);
    let customers = FinitePopulation::try_new(500).unwrap();
    let few = spread.answers_for_margin_in(customers, 4.0, ConfidenceLevel::P90).unwrap();
    let margin = |n: u64| margin(n as f64) * customers.factor(n).unwrap().sqrt();
    assert!(margin(few) <= 4.0 && margin(few - 1) > 4.0);
}

/// When all customers have answered nothing is left open.
#[test]
fn a_census_has_no_interval() {
    let all = ScoreOptions::default().with_population(FinitePopulation::try_new(10).unwrap());
    for method in [NetMethod::Wald, NetMethod::AdjustedWald, NetMethod::Score] {
        let nps = counts(2, 3, 5).score(all.with_net(method)).unwrap();
        let found = (nps.estimate().lower(), nps.estimate().upper(), nps.standard_error());
        assert_eq!(found, (30.0, 30.0, 0.0), "{method:?}");
    }
}

#[test]
fn it_explains_itself() {
    let answers = Distribution::try_new(Scale::ZERO_TO_TEN, [1, 0, 0, 0, 0, 0, 1, 2, 1, 2, 3]);
    let answers = answers.unwrap().with_no_answer(4).with_set_aside(1);
    let text = answers.nps(NetMethod::Wald).unwrap().explanation();
    for part in
        ["NPS +30.0", "5 promoters (9 or more)", "2 detractors (6 or less)", "of 10", "4 did not"]
    {
        assert!(text.en.contains(part), "{part}: {}", text.en);
    }
    assert!(
        text.ja.contains("推奨者(9以上)5 件") && text.ja.contains("無回答 4 件"),
        "{}",
        text.ja
    );
}

fn any_counts() -> impl Strategy<Value = NpsCounts> {
    let count = || prop_oneof![Just(0_u64), 0_u64..20, 0_u64..100_000];
    (count(), count(), count())
        .prop_filter("somebody answers", |(d, p, q)| d + p + q > 0)
        .prop_map(|(d, p, q)| counts(d, p, q))
}

fn closed() -> impl Strategy<Value = NetMethod> {
    prop_oneof![Just(NetMethod::Wald), Just(NetMethod::AdjustedWald), Just(NetMethod::Score)]
}

proptest! {
    #[test]
    fn the_score_and_its_interval_stay_on_the_scale(
        counts in any_counts(), method in closed(), level in 0.5..0.999_f64,
    ) {
        let level_of = ConfidenceLevel::try_new(level).unwrap();
        let nps = counts.score(ScoreOptions::from(method).with_level(level_of)).unwrap();
        let e = nps.estimate();
        prop_assert!((-100.0..=100.0).contains(&e.point()));
        prop_assert!(-100.0 <= e.lower() && e.lower() <= e.upper() && e.upper() <= 100.0);
        // The adjusted interval is centred elsewhere; all alike is the worst case.
        let n = counts.n() as f64;
        let needed = 3.0 * ((n + 3.0) / (4.5 * (n + 1.0))).sqrt();
        if method != NetMethod::AdjustedWald || level_of.z() >= needed {
            prop_assert!(e.lower() <= e.point() + 1e-9 && e.point() - 1e-9 <= e.upper());
        }
        prop_assert_eq!(e.n(), counts.n());
    }

    #[test]
    fn mirrored_answers_change_the_sign(counts in any_counts(), method in closed()) {
        let (one, two) = (counts.score(method).unwrap(), counts.mirrored().score(method).unwrap());
        let (a, b) = (one.estimate(), two.estimate());
        prop_assert!((a.point() + b.point()).abs() < 1e-9);
        prop_assert!((a.lower() + b.upper()).abs() < 1e-9);
        prop_assert!((a.upper() + b.lower()).abs() < 1e-9);
        prop_assert!((one.standard_error() - two.standard_error()).abs() < 1e-9);
    }

    #[test]
    fn more_answers_of_the_same_kind_narrow_it(
        few in any_counts(), method in closed(), times in 2_u64..50,
    ) {
        let [d, p, q] = [few.detractors(), few.passives(), few.promoters()].map(|c| c * times);
        let width = |counts: NpsCounts| {
            let e = counts.score(method).unwrap().estimate();
            e.upper() - e.lower()
        };
        prop_assert!(width(counts(d, p, q)) <= width(few) + 1e-9);
    }

    #[test]
    fn a_test_and_its_interval_agree(a in any_counts(), b in any_counts()) {
        for method in [NetMethod::Wald, NetMethod::AdjustedWald] {
            let found = NpsDifference::try_new(a, b, method).unwrap();
            let Ok(test) = found.test() else { continue };
            let e = found.estimate();
            // Away from the edge, where rounding decides.
            if (test.p_value() - 0.05).abs() > 1e-6 {
                let outside = e.lower() > 0.0 || e.upper() < 0.0;
                prop_assert_eq!(outside, test.p_value() < 0.05);
            }
        }
    }

    #[test]
    fn a_difference_changes_its_sign_with_the_waves(
        a in any_counts(), b in any_counts(), method in closed(),
    ) {
        let one = NpsDifference::try_new(a, b, method).unwrap().estimate();
        let two = NpsDifference::try_new(b, a, method).unwrap().estimate();
        prop_assert!((one.point() + two.point()).abs() < 1e-9);
        prop_assert!((one.lower() + two.upper()).abs() < 1e-9);
        prop_assert!((one.upper() + two.lower()).abs() < 1e-9);
        prop_assert!((one.point() - (point(b) - point(a))).abs() < 1e-9);
    }

    #[test]
    fn pairs_add_up_to_their_waves(
        answers in prop::collection::vec((0_u8..=10, 0_u8..=10), 1..60),
    ) {
        let mut pairs = PairedNps::new();
        let mut parts = [PairedNps::new(), PairedNps::new()];
        let mut mirrored = PairedNps::new();
        for (row, (before, after)) in answers.iter().enumerate() {
            pairs.observe(*before, *after).unwrap();
            parts[row % 2].observe(*before, *after).unwrap();
            mirrored.observe(*after, *before).unwrap();
        }
        let [mut merged, other] = parts;
        merged.merge(&other);
        prop_assert_eq!(merged, pairs);
        let found = pairs.difference(ScoreOptions::default()).unwrap();
        let (first, second) = (pairs.first().unwrap(), pairs.second().unwrap());
        prop_assert!((found.point() - (point(second) - point(first))).abs() < 1e-9);
        prop_assert_eq!(found.n(), answers.len() as u64);
        let back = mirrored.difference(ScoreOptions::default()).unwrap();
        prop_assert!((back.point() + found.point()).abs() < 1e-9);
        prop_assert!((back.lower() + found.upper()).abs() < 1e-9);
    }

    #[test]
    fn a_smaller_customer_base_narrows_it(counts in any_counts(), spare in 0_u64..1_000) {
        let customers = FinitePopulation::try_new(counts.n() + spare).unwrap();
        let some = counts.score(ScoreOptions::default().with_population(customers)).unwrap();
        let all = counts.score(ScoreOptions::default()).unwrap();
        let width = |nps: kpi_survey::NpsScore| nps.estimate().upper() - nps.estimate().lower();
        prop_assert!(width(some) <= width(all) + 1e-9);
        prop_assert_eq!(some.estimate().point(), all.estimate().point());
    }
}

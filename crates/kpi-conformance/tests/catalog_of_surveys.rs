//! The catalog's formulas over facts of `kpi-survey` give what its types say of themselves.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpis::metrics::{Catalog, EvaluationContext};
use kpis::survey::{
    CesConvention, CsatConvention, Distribution, ItemScore, NpsCounts, ResponseBase, ResponseRate,
    Scale, ScoreOptions,
};
use kpis::types::{Calendar, Facts, Period};
use rust_decimal::Decimal;

fn march() -> Period {
    Calendar::utc().parse("2026-03").unwrap()
}

/// The metric over facts, and that it is the crate's point.
fn agrees(metric: &str, facts: &Facts, point: f64, by_hand: &str) {
    let context = EvaluationContext::new("none");
    let found = Catalog::builtin().unwrap().evaluate(metric, march(), facts, &context).unwrap();
    let found = found.value().unwrap().value();
    let own = Decimal::try_from(point).unwrap();
    assert!((found - own).abs() < Decimal::new(1, 12), "{metric}: {found} {own}");
    assert_eq!(found.round_dp(6), by_hand.parse::<Decimal>().unwrap(), "{metric}");
}

#[test]
fn net_promoter_score() {
    for (detractors, passives, promoters, by_hand) in
        [(10, 20, 70, "60"), (5, 12, 19, "38.888889"), (9, 0, 0, "-100"), (1, 0, 999, "99.8")]
    {
        let counts = NpsCounts::try_new(detractors, passives, promoters).unwrap();
        let nps = counts.score(ScoreOptions::default()).unwrap();
        agrees("nps", &nps.facts(march()), nps.estimate().point(), by_hand);
    }
    // Segments of one period add up; the average of 100 and −100 would be 0.
    let score = |d, q| NpsCounts::try_new(d, 0, q).unwrap().score(ScoreOptions::default()).unwrap();
    let mut both = score(0, 30).facts(march());
    both.merge(&score(10, 0).facts(march())).unwrap();
    agrees("nps", &both, 50.0, "50");
}

#[test]
fn satisfaction() {
    let answers = Distribution::try_new(Scale::ONE_TO_FIVE, [5, 10, 30, 35, 20]).unwrap();
    let csat = |convention| answers.csat(convention, ScoreOptions::default()).unwrap();
    let check = |metric, score: ItemScore, by_hand| {
        agrees(metric, &score.facts(march()), score.estimate().point(), by_hand);
    };
    check("csat", csat(CsatConvention::TopTwoOfFive), "0.55");
    check("csat", csat(CsatConvention::TopBoxes { from: 5 }), "0.2");
    check("csat_net", csat(CsatConvention::SatisfiedMinusDissatisfied), "0.4");
    check("csat_net", csat(CsatConvention::SatisfiedMinusRest), "0.1");
    check("csat_mean", csat(CsatConvention::Mean), "3.55");
}

#[test]
fn effort() {
    let five = Distribution::try_new(Scale::ONE_TO_FIVE, [10, 10, 20, 40, 20]).unwrap();
    let seven = Distribution::try_new(Scale::ONE_TO_SEVEN, [1, 2, 3, 4, 5, 6, 9]).unwrap();
    let check = |metric, answers: &Distribution, convention, by_hand| {
        let score = answers.ces(convention, ScoreOptions::default()).unwrap();
        agrees(metric, &score.facts(march()), score.estimate().point(), by_hand);
    };
    check("ces_easy_share", &five, CesConvention::TopTwoOfFive, "0.6");
    check("ces_easy_share", &seven, CesConvention::TopThreeOfSeven, "0.666667");
    check("ces_net_easy", &five, CesConvention::EasyMinusDifficult, "0.4");
    // (20 − 6) ÷ 30.
    check("ces_net_easy", &seven, CesConvention::EasyMinusDifficult, "0.466667");
    // (1 + 4 + 9 + 16 + 25 + 36 + 63) ÷ 30.
    check("ces_mean", &seven, CesConvention::MeanOfSeven, "5.133333");
    check("ces_mean_low_is_good", &five, CesConvention::LowIsGoodMean, "3.5");
}

#[test]
fn response_rate() {
    let rate = ResponseRate::try_new(ResponseBase::Delivered, 200, 190).unwrap();
    let point = rate.estimate(ScoreOptions::default()).unwrap().point();
    agrees("survey_response_rate", &rate.facts(march()), point, "0.95");
}

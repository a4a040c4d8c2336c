//! What is written reads back, and what is wrong is refused.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    AbTest, Adjustment, Alternative, BootstrapMethod, BootstrapOptions, Boundary, CategoryShares,
    CategorySharesMethod, ConfidenceLevel, ContingencyTable, DampedTrendParameters,
    DifferenceMethod, EffectSize, FarSide, FinitePopulation, HypothesisTest, Looks, McNemarTest,
    NaiveForecast, PairedCounts, PairedDifferenceMethod, PairedProportions, PairedValues,
    PowerOptions, Proportion, ProportionMethod, ProportionPower, QuantileType, RankMethod, Sides,
    Tally, TestMethod, TrendState, TwoMeansMethod, TwoProportionTest, TwoProportions, ZeroRule,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) -> String {
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    text
}

#[test]
fn names_read_back() {
    for method in ProportionMethod::ALL {
        round_trip(method);
    }
    for kind in QuantileType::ALL {
        round_trip(kind);
    }
    assert_eq!(round_trip(BootstrapMethod::Bca), "\"bca\"");
    assert_eq!(round_trip(BootstrapMethod::Percentile), "\"percentile\"");
    assert!(serde_json::from_str::<ProportionMethod>("\"exact\"").is_err());
}

#[test]
fn levels_are_checked() {
    assert_eq!(round_trip(ConfidenceLevel::P95), "0.95");
    assert_eq!(round_trip(ConfidenceLevel::P90), "0.9");
    let tiny = ConfidenceLevel::from_alpha(1e-12).unwrap();
    assert_eq!(round_trip(tiny), "{\"alpha\":1e-12}");
    for bad in ["95", "0", "1", "{\"alpha\":0}", "{\"beta\":0.1}", "\"high\""] {
        assert!(serde_json::from_str::<ConfidenceLevel>(bad).is_err(), "{bad}");
    }
}

#[test]
fn options_have_defaults_and_no_unknown_fields() {
    round_trip(BootstrapOptions::default().with_seed(u64::MAX).with_replicates(7));
    let read: BootstrapOptions = serde_json::from_str("{\"seed\":3}").unwrap();
    assert_eq!(read, BootstrapOptions::default().with_seed(3));
    assert!(serde_json::from_str::<BootstrapOptions>("{\"sede\":3}").is_err());
    assert!(serde_json::from_str::<BootstrapOptions>("{\"level\":95}").is_err());
}

#[test]
fn damped_trends_are_checked() {
    let parameters = DampedTrendParameters::try_new(0.5, 0.1, 0.9).unwrap();
    let text = round_trip(parameters);
    assert_eq!(text, "{\"level_weight\":0.5,\"trend_weight\":0.1,\"damping\":0.9}");
    assert!(serde_json::from_str::<DampedTrendParameters>(&text.replace("0.9", "1.9")).is_err());
    round_trip(TrendState { level: 3.0, trend: -1.0 });
    assert_eq!(round_trip(NaiveForecast::LastValue), "\"last_value\"");
    round_trip(NaiveForecast::LastGrowth(12.try_into().unwrap()));
}

#[test]
fn inputs_of_comparisons_are_checked() {
    let rate = Proportion::try_new(3, 7).unwrap();
    let text = round_trip(TwoProportions::new(rate, rate));
    assert!(serde_json::from_str::<TwoProportions>(&text.replace('3', "9")).is_err());
    let counts = PairedCounts { both: 1, first_only: 2, second_only: 3, neither: 4 };
    round_trip(PairedProportions::try_new(counts).unwrap());
    let none = "{\"both\":0,\"first_only\":0,\"second_only\":0,\"neither\":0}";
    assert!(serde_json::from_str::<PairedProportions>(none).is_err());
    assert!(serde_json::from_str::<PairedProportions>("{\"both\":1,\"first\":2}").is_err());
    assert_eq!(round_trip(CategoryShares::try_new(vec![1, 2]).unwrap()), "[1,2]");
    assert!(serde_json::from_str::<CategoryShares>("[0,0]").is_err());
    round_trip(ContingencyTable::try_new(vec![vec![1, 2], vec![3, 4]]).unwrap());
    assert!(serde_json::from_str::<ContingencyTable>("[[1,2],[3]]").is_err());
    assert_eq!(round_trip(FinitePopulation::try_new(200).unwrap()), "200");
    assert!(serde_json::from_str::<FinitePopulation>("0").is_err());
    assert_eq!(round_trip(Tally::try_from_values([2.0, 1.0, 2.0]).unwrap()), "[[1.0,1],[2.0,2]]");
    round_trip(Looks::try_even(3, Boundary::Pocock).unwrap());
    let late = "{\"shares\":[0.5],\"boundary\":\"pocock\"}";
    assert!(serde_json::from_str::<Looks>(late).is_err());
    round_trip(PowerOptions::default().with_sides(Sides::One));
    assert!(serde_json::from_str::<PowerOptions>("{\"level\":0.9,\"side\":\"one\"}").is_err());
}

#[test]
fn results_of_comparisons_are_written() {
    let rate = |k| Proportion::try_new(k, 100).unwrap();
    let pair = TwoProportions::new(rate(10), rate(30));
    let test = pair.test(TwoProportionTest::ZPooled, Alternative::TwoSided).unwrap();
    let text = round_trip(test);
    assert!(text.starts_with("{\"method\":\"z_pooled\",\"alternative\":\"two_sided\""), "{text}");
    let wrong = text.replace("\"p_value\":", "\"p_value\":7");
    assert!(serde_json::from_str::<HypothesisTest>(&wrong).is_err());
    let report = AbTest::conversion(rate(10), rate(30)).evaluate().unwrap();
    let text = serde_json::to_string(&report).unwrap();
    assert!(
        text.contains("\"verdict\":{\"verdict\":\"better\",\"relevance\":\"not_asked\"}"),
        "{text}"
    );
    assert!(text.contains("\"peeking\":{\"peeking\":\"none\"}"), "{text}");
    let size = ProportionPower::try_new(0.1, 0.2).unwrap().sample_size(0.8).unwrap();
    assert!(serde_json::to_string(&size).unwrap().contains("\"first\":"));
    let line = vec![(1.0, 2.0), (2.0, 3.0), (3.0, 5.0), (4.0, 4.0), (5.0, 6.0), (6.0, 8.0)];
    let line = PairedValues::try_new(line).unwrap();
    let found = line.least_squares(ConfidenceLevel::P95).unwrap();
    assert!(serde_json::to_string(&found).unwrap().contains("\"r_squared\":"));
    let found = line.theil_sen(ConfidenceLevel::P90).unwrap();
    assert!(serde_json::to_string(&found).unwrap().contains("\"intercept\":"));
}

#[test]
fn names_of_comparisons_read_back() {
    for method in DifferenceMethod::ALL {
        round_trip(method);
    }
    for method in PairedDifferenceMethod::ALL {
        round_trip(method);
    }
    for method in Adjustment::ALL {
        round_trip(method);
    }
    for method in CategorySharesMethod::ALL {
        round_trip(method);
    }
    for method in RankMethod::ALL {
        round_trip(method);
    }
    for test in McNemarTest::ALL {
        round_trip(test);
    }
    assert_eq!(round_trip(TestMethod::McNemarMidP), "\"mcnemar_mid_p\"");
    assert_eq!(round_trip(ZeroRule::Pratt), "\"pratt\"");
    assert_eq!(round_trip(TwoMeansMethod::Welch), "\"welch\"");
    assert_eq!(round_trip(EffectSize::HedgesG), "\"hedges_g\"");
    assert_eq!(round_trip(FarSide::Ignored), "\"ignored\"");
}

//! What is written reads back, and what is wrong is refused.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use kpi_stats::{
    BootstrapMethod, BootstrapOptions, ConfidenceLevel, DampedTrendParameters, NaiveForecast,
    ProportionMethod, QuantileType, TrendState,
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

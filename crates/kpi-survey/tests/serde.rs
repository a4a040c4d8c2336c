//! Values read and write through the same checks as their constructors.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Debug;

use kpi_survey::{
    CesConvention, CsatConvention, Distribution, Figure, Item, NetMethod, NpsBands, NpsCounts,
    OffScale, RakingOptions, Repeats, Scale, ScoreOptions, Trimming, WeightTotal, WeightedOptions,
    Weights, WordList, WordScale,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> String {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
    text
}

fn refused<T: DeserializeOwned>(text: &str) {
    assert!(serde_json::from_str::<T>(text).is_err(), "{text}");
}

#[test]
fn values_come_back() {
    let words = WordList::builtin(WordScale::SatisfactionOfFive);
    comes_back(&Item::worded("csat", words.clone()).with_no_answer_text("n/a").reversed());
    comes_back(&words);
    let item = Item::new("nps", Scale::ZERO_TO_TEN).with_off_scale(OffScale::SetAside);
    comes_back(&item.with_no_answer_code(99).unwrap());
    let answers = Distribution::try_new(Scale::ONE_TO_FIVE, [1, 2, 3, 4, 5]).unwrap();
    comes_back(&answers.with_no_answer(3).with_set_aside(1));
    comes_back(&NpsCounts::try_new(1, 2, 3).unwrap());
    comes_back(&NpsBands::STANDARD);
    comes_back(&ScoreOptions::from(NetMethod::Score).with_seed(7));
    comes_back(&WeightedOptions::default());
    comes_back(&Weights::try_new(vec![1.0, 2.5]).unwrap());
    let raking = RakingOptions::default().with_total(WeightTotal::Of(7.0));
    comes_back(&raking.with_trimming(Trimming::Repeated { low: 0.2, high: 5.0 }));
    comes_back(&Repeats::Last);
    assert_eq!(comes_back(&CsatConvention::TopBoxes { from: 8 }), r#"{"top_boxes":{"from":8}}"#);
    assert_eq!(comes_back(&CesConvention::LowIsGoodMean), r#""low_is_good_mean""#);
    assert_eq!(comes_back(&Figure::Net { to: 2, from: 4 }), r#"{"figure":"net","to":2,"from":4}"#);
    assert_eq!(comes_back(&Scale::ZERO_TO_TEN), r#"{"low":0,"high":10}"#);
}

#[test]
fn what_no_constructor_makes_is_refused() {
    refused::<Scale>(r#"{"low":5,"high":5}"#);
    refused::<Scale>(r#"{"low":1,"high":5,"step":1}"#);
    refused::<Distribution>(r#"{"scale":{"low":1,"high":5},"counts":[1,2]}"#);
    refused::<NpsCounts>(r#"{"detractors":-1,"passives":0,"promoters":1}"#);
    refused::<NpsBands>(r#"{"scale":{"low":0,"high":10},"detractors_to":9,"promoters_from":9}"#);
    refused::<Item>(r#"{"name":"q","scale":{"low":0,"high":10},"no_answer_codes":[10]}"#);
    refused::<WordList>(r#"{"scale":{"low":1,"high":2},"words":[["yes",3]]}"#);
    refused::<Weights>("[1.0,0.0]");
    refused::<Weights>("[]");
    refused::<ScoreOptions>(r#"{"level":95}"#);
    refused::<ScoreOptions>(r#"{"methd":"wald"}"#);
}

//! Options and words read and write through the same checks as their constructors.
#![cfg(feature = "serde")]
use kpi_cohort::{
    FlatStretch, HazardTies, IntervalScale, KaplanMeierOptions, LogRankWeights, NelsonAalenOptions,
    Status, SurvivalTail, Weight,
};

#[test]
fn options_come_back() {
    let options = KaplanMeierOptions::lifelines().with_tail(SurvivalTail::Zero);
    let text = serde_json::to_string(&options).unwrap();
    assert_eq!(serde_json::from_str::<KaplanMeierOptions>(&text).unwrap(), options);
    let read: KaplanMeierOptions =
        serde_json::from_str(r#"{ "scale": "log", "flat_stretch": "first_time" }"#).unwrap();
    let same = KaplanMeierOptions::default()
        .with_scale(IntervalScale::Log)
        .with_flat_stretch(FlatStretch::FirstTime);
    assert_eq!(read, same);
    assert!(serde_json::from_str::<KaplanMeierOptions>(r#"{ "level": 95 }"#).is_err());
    assert!(serde_json::from_str::<KaplanMeierOptions>(r#"{ "scal": "log" }"#).is_err());
    let options = NelsonAalenOptions::lifelines().with_ties(HazardTies::FlemingHarrington);
    let text = serde_json::to_string(&options).unwrap();
    assert_eq!(serde_json::from_str::<NelsonAalenOptions>(&text).unwrap(), options);
}

#[test]
fn words_and_numbers_are_checked() {
    assert_eq!(serde_json::from_str::<Status>("\"event\"").unwrap(), Status::Event);
    assert!(serde_json::from_str::<Status>("1.0").is_err());
    assert_eq!(serde_json::from_str::<Weight>("1.5").unwrap().value(), 1.5);
    assert!(serde_json::from_str::<Weight>("-1.5").is_err());
    let late = LogRankWeights::fleming_harrington(0.0, 1.0).unwrap();
    let text = serde_json::to_string(&late).unwrap();
    assert_eq!(text, r#"{"fleming_harrington":{"p":0.0,"q":1.0}}"#);
    assert_eq!(serde_json::from_str::<LogRankWeights>(&text).unwrap(), late);
    let negative = r#"{"fleming_harrington":{"p":-1.0,"q":1.0}}"#;
    assert!(serde_json::from_str::<LogRankWeights>(negative).is_err());
}

//! What is written is read back through the same checks.

use kpi_cohort::{
    Bdw, BgNbd, ConstantChurn, Discount, FitIntervalScale, FitOptions, GammaGamma, Horizon, MbgNbd,
    MonthLength, Months, PurchaseHistory, Refunds, RfmOptions, Sbg, Weeks, Years,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn round<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T) -> String {
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    text
}

#[test]
fn round_trips() {
    round(Sbg::<Years>::try_new(0.668, 3.806).unwrap());
    round(Bdw::<Years>::try_new(0.668, 3.806, 1.2).unwrap());
    round(ConstantChurn::<Months>::try_new(0.2).unwrap());
    let text = round(BgNbd::<Weeks>::try_new(0.243, 4.414, 0.793, 2.426).unwrap());
    assert_eq!(text, r#"{"unit":"weeks","r":0.243,"alpha":4.414,"a":0.793,"b":2.426}"#);
    round(MbgNbd::<Weeks>::try_new(0.525, 6.183, 0.891, 1.614).unwrap());
    round(GammaGamma::try_new(6.25, 3.74, 15.44).unwrap());
    round(Horizon::<Months>::try_new(12.0).unwrap());
    round(Discount::<Months>::try_new(0.01).unwrap());
    round(PurchaseHistory::<Weeks>::try_new(2, 30.43, 38.86).unwrap());
    round(MonthLength::FourPoint345Weeks);
    round(RfmOptions::default().with_refunds(Refunds::Net));
    round(FitOptions::default().with_interval(FitIntervalScale::Natural).with_steps(7));
}

#[test]
fn another_unit_and_illegal_values_are_refused() {
    fn refused<T: DeserializeOwned>(text: &str, says: &str) {
        let Err(error) = serde_json::from_str::<T>(text) else { panic!("{text}") };
        assert!(error.to_string().contains(says), "{error}");
    }
    let weekly = r#"{"unit":"weeks","r":0.243,"alpha":4.414,"a":0.793,"b":2.426}"#;
    refused::<BgNbd<Months>>(weekly, "counts in weeks, wanted is one in months");
    refused::<MbgNbd<Weeks>>(&weekly.replace("0.793", "0.0"), "a of MBG/NBD is 0");
    refused::<Sbg<Years>>(r#"{"unit":"years","alpha":-1.0,"beta":1.0}"#, "alpha");
    refused::<Sbg<Years>>(r#"{"unit":"years","alpha":1.0,"beta":1.0,"c":1.0}"#, "unknown field");
    refused::<Horizon<Weeks>>(r#"{"length":12.0,"unit":"months"}"#, "in months");
    refused::<Horizon<Weeks>>(r#"{"length":-1.0,"unit":"weeks"}"#, "at least 0");
    refused::<Discount<Years>>(r#"{"rate":0.01,"unit":"months"}"#, "in months");
    refused::<Discount<Years>>(r#"{"rate":-0.01,"unit":"years"}"#, "at least 0");
    let history = r#"{"unit":"weeks","purchases":0,"last":3.0,"age":5.0}"#;
    refused::<PurchaseHistory<Weeks>>(history, "no repeat purchase");
    refused::<PurchaseHistory<Years>>(history, "in weeks");
    refused::<ConstantChurn<Years>>(r#"{"unit":"years","churn":2.0}"#, "between 0 and 1");
    refused::<ConstantChurn<Years>>(r#"{"unit":"months","churn":0.2}"#, "in months");
    refused::<GammaGamma>(r#"{"p":1.0,"q":1.0,"v":0.0}"#, "v of Gamma-Gamma");
}

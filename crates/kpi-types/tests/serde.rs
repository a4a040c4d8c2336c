//! Every type that reads and writes: back and forth unchanged, and refused by the same checks as
//! its constructor.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used)]

use std::fmt::Debug;

use kpi_types::{
    ContractId, Currency, CustomerId, Department, Estimate, EstimateMethod, FactName, Grain,
    JourneyStage, Language, Localized, MemberId, Money, Period, PlanId, ProductId, Quantity, Ratio,
    Role, ScenarioStage, Segment, SegmentTiming, Span, TimeUnit, TouchModel, Undefined, Unit, Zone,
    date_of_day,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T) -> String {
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    // The same through a tree of values, which hands out owned texts.
    let tree = serde_json::to_value(&value).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree).unwrap(), value, "{text}");
    text
}

fn refused<T: DeserializeOwned + Debug>(texts: &[&str], because: &str) {
    for text in texts {
        let error = serde_json::from_str::<T>(text).unwrap_err().to_string();
        assert!(error.contains(because), "{text}: {error}");
    }
}

fn decimals() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0_u32..=28).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn dates() -> impl Strategy<Value = chrono::NaiveDate> {
    (-700_000_i32..2_900_000).prop_map(|day| date_of_day(day).unwrap())
}

fn currencies() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec![Currency::JPY, Currency::USD, Currency::KWD, Currency::GBP])
}

fn time_units() -> impl Strategy<Value = TimeUnit> {
    prop::sample::select(vec![TimeUnit::Day, TimeUnit::Month, TimeUnit::Year])
}

proptest! {
    #[test]
    fn figures(amount in decimals(), currency in currencies(), count in any::<i64>(), unit in time_units()) {
        let money = Money::new(amount, currency);
        round_trip(money);
        round_trip(Ratio::new(amount));
        for quantity in [
            Quantity::Count(count),
            Quantity::Number(amount),
            Quantity::Ratio(Ratio::new(amount)),
            Quantity::Money(money),
            Quantity::Score(amount),
            Quantity::Duration { value: amount, unit },
        ] {
            round_trip(quantity);
            round_trip(quantity.unit());
        }
    }

    #[test]
    fn dates_and_periods(a in dates(), b in dates(), index in any::<i32>()) {
        round_trip(Span::try_new(a.min(b), a.max(b)).unwrap());
        for grain in Grain::ALL {
            round_trip(grain);
            round_trip(Period::new(grain, index));
        }
    }

    #[test]
    fn texts(text in "\\PC{0,12}", value in "\\PC{0,12}", name in "[a-z][a-z0-9_]{0,12}") {
        round_trip(FactName::try_new(&name).unwrap());
        if let Ok(segment) = Segment::try_new(&text, &value) {
            round_trip(segment);
        }
        if let Ok(id) = CustomerId::try_new(&text) {
            round_trip(id);
            round_trip(MemberId::try_new(&text).unwrap());
            round_trip(ContractId::try_new(&text).unwrap());
            round_trip(ProductId::try_new(&text).unwrap());
            round_trip(PlanId::try_new(&text).unwrap());
        }
        round_trip(Localized::new(text, value));
    }

    #[test]
    fn estimates(point in -1e6..1e6, low in 0.0..1e6, width in 0.0..1e6, level in 0.001..0.999, n in any::<u64>()) {
        let estimate =
            Estimate::try_new(point, low, low + width, level, n, EstimateMethod::Wilson).unwrap();
        let text = serde_json::to_string(&estimate).unwrap();
        let back: Estimate = serde_json::from_str(&text).unwrap();
        prop_assert_eq!((back.n(), back.method()), (n, EstimateMethod::Wilson));
        // JSON floats may come back one last digit away; that is serde_json's choice.
        for (a, b) in [
            (back.point(), point),
            (back.lower(), low),
            (back.upper(), low + width),
            (back.level(), level),
        ] {
            prop_assert!((a - b).abs() <= 1e-15 * b.abs());
        }
    }

    #[test]
    fn reasons(of in "\\PC{1,12}", a in dates(), b in dates(), name in "[a-z][a-z0-9_]{0,12}") {
        for reason in [
            Undefined::ZeroDenominator { of: of.clone() },
            Undefined::MissingFact { fact: FactName::try_new(&name).unwrap() },
            Undefined::PeriodNotOver { ends: a, as_of: b },
            Undefined::NotEnoughHistory { needed_from: a, records_from: Some(b) },
            Undefined::NotEnoughHistory { needed_from: a, records_from: None },
            Undefined::EmptyPopulation { of: of.clone() },
            Undefined::NotApplicable { why: Localized::new(of.clone(), name.clone()) },
        ] {
            round_trip(reason);
        }
    }
}

#[test]
fn names() {
    for method in [
        EstimateMethod::Wald,
        EstimateMethod::Wilson,
        EstimateMethod::AgrestiCoull,
        EstimateMethod::ClopperPearson,
        EstimateMethod::Jeffreys,
        EstimateMethod::BootstrapPercentile,
        EstimateMethod::BootstrapBca,
    ] {
        round_trip(method);
    }
    round_trip(Language::En);
    round_trip(Language::Ja);
    round_trip(SegmentTiming::PeriodStart);
    round_trip(SegmentTiming::PeriodEnd);
    for unit in [TimeUnit::Day, TimeUnit::Month, TimeUnit::Year] {
        round_trip(unit);
        round_trip(Unit::Duration(unit));
    }
    JourneyStage::ALL.iter().for_each(|v| drop(round_trip(*v)));
    ScenarioStage::ALL.iter().for_each(|v| drop(round_trip(*v)));
    TouchModel::ALL.iter().for_each(|v| drop(round_trip(*v)));
    Department::ALL.iter().for_each(|v| drop(round_trip(*v)));
    Role::ALL.iter().for_each(|v| drop(round_trip(*v)));
    for tz in chrono_tz::TZ_VARIANTS {
        round_trip(Zone::try_new(tz.name()).unwrap());
    }
    for code in ["AED", "CLP", "EUR", "IQD", "JPY", "KWD", "USD", "ZAR"] {
        assert_eq!(round_trip(Currency::try_new(code).unwrap()), format!("{code:?}"));
    }
}

#[test]
fn what_is_written_is_plain() {
    let money = Money::new(Decimal::new(1999, 2), Currency::USD);
    assert_eq!(round_trip(money), r#"{"amount":"19.99","currency":"USD"}"#);
    assert_eq!(round_trip(Ratio::new(Decimal::new(1032, 3))), r#""1.032""#);
    assert_eq!(round_trip(Quantity::Count(3)), r#"{"count":3}"#);
    assert_eq!(
        round_trip(Period::new(Grain::FiscalYear, 2026)),
        r#"{"grain":"fiscal_year","index":2026}"#
    );
    let day = |d| chrono::NaiveDate::from_ymd_opt(2026, 2, d).unwrap();
    let span = Span::try_new(day(1), day(9)).unwrap();
    assert_eq!(round_trip(span), r#"{"start":"2026-02-01","end":"2026-02-09"}"#);
    assert_eq!(round_trip(Segment::try_new("plan", "pro").unwrap()), r#""plan=pro""#);
    assert_eq!(
        round_trip(Undefined::ZeroDenominator { of: "opening_mrr".to_owned() }),
        r#"{"reason":"zero_denominator","of":"opening_mrr"}"#
    );
}

#[test]
fn the_checks_of_the_constructors_hold() {
    refused::<Span>(&[r#"{"start":"2026-02-09","end":"2026-02-01"}"#], "needs start <= end");
    refused::<Span>(&[r#"{"start":"2026-02-30","end":"2026-03-01"}"#], "");
    refused::<Segment>(&[r#""""#, r#"" =x""#, r#""retail""#], "expected attribute=value");
    refused::<Currency>(&[r#""YEN""#, r#""""#], "unknown currency code");
    refused::<Currency>(&[r#""XAU""#], "no minor unit");
    refused::<Money>(&[r#"{"amount":"1","currency":"YEN"}"#], "unknown currency code");
    refused::<Money>(&[r#"{"amount":1.5,"currency":"USD"}"#, r#"{"currency":"USD"}"#], "");
    refused::<Zone>(&[r#""Asia/Tokio""#, r#""""#], "unknown time zone");
    refused::<FactName>(&[r#""Opening""#, r#""""#, r#""a-b""#], "is not a fact name");
    refused::<CustomerId>(&[r#""""#, r#"" ""#], "not white space");
    refused::<MemberId>(&[r#""""#], "not white space");
    refused::<ContractId>(&[r#""""#], "not white space");
    refused::<ProductId>(&[r#""""#], "not white space");
    refused::<PlanId>(&[r#""""#], "not white space");
    refused::<Unit>(&[r#""euros""#], "unknown unit");
    refused::<TouchModel>(&[r#""mid""#], "expected one of high, low, tech, community");
    refused::<JourneyStage>(&[r#""x""#], "unknown journey stage");
    refused::<ScenarioStage>(&[r#""x""#], "unknown scenario stage");
    refused::<Department>(&[r#""x""#], "unknown department");
    refused::<Role>(&[r#""x""#], "unknown role");
    refused::<Grain>(&[r#""year""#], "unknown variant");
    refused::<Period>(&[r#"{"grain":"month","index":3000000000}"#], "i32");
    refused::<Undefined>(&[r#"{"reason":"missing_fact","fact":"Bad Name"}"#], "is not a fact name");
    refused::<Undefined>(&[r#"{"reason":"no_idea"}"#], "unknown variant");
    refused::<Ratio>(&[r#""ten""#, "0.5"], "");
}

#[test]
fn estimates_are_checked() {
    let text = |point: &str, lower: &str, upper: &str, level: &str| {
        format!(
            r#"{{"point":{point},"lower":{lower},"upper":{upper},"level":{level},"n":10,"method":"wilson"}}"#
        )
    };
    assert!(serde_json::from_str::<Estimate>(&text("0.5", "0.1", "0.9", "0.95")).is_ok());
    refused::<Estimate>(&[&text("0.5", "0.9", "0.1", "0.95")], "above the upper bound");
    refused::<Estimate>(
        &[&text("0.5", "0.1", "0.9", "1.0"), &text("0.5", "0.1", "0.9", "95")],
        "confidence level",
    );
    refused::<Estimate>(&[&text("null", "0.1", "0.9", "0.95")], "");
    refused::<Estimate>(&[&text("1e999", "0.1", "0.9", "0.95")], "");
    refused::<Estimate>(
        &[&text("0.5", "0.1", "0.9", "0.95").replace("wilson", "guess")],
        "unknown",
    );
}

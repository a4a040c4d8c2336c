//! Any text at all: read or refused, never a panic.

use chrono::{Month, Weekday};
use kpi_types::{
    Calendar, Currency, CurrencyError, CustomerId, FactName, Segment, TouchModel, Unit, Zone,
};
use proptest::prelude::*;

/// Texts that are nearly periods.
fn nearly_periods() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+ 0-9QWFY/wé:T]{0,14}",
        "-?[0-9]{1,11}-[QW]?-?[0-9]{1,11}",
        "FY[-+]?[0-9]{1,12}",
        "[-+]?[0-9]{1,7}-[0-9]{1,3}-[0-9]{1,3}(/w)?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn periods(text in nearly_periods(), weekday in 0_u8..7, month in 1_u8..=12) {
        let calendar = Calendar::utc()
            .with_week_start(Weekday::try_from(weekday).unwrap())
            .with_fiscal_start(Month::try_from(month).unwrap());
        if let Ok(period) = calendar.parse(&text) {
            // What was read may lie outside the dates, but asking is safe.
            let _ = calendar.label(period);
            let _ = calendar.span(period);
        }
    }

    #[test]
    fn currencies(text in prop_oneof![any::<String>(), "[A-Za-z ]{0,5}", "[A-Z]{3}"]) {
        match Currency::try_new(&text) {
            Ok(currency) => {
                prop_assert_eq!(currency.code(), text.trim().to_ascii_uppercase());
                prop_assert!(currency.minor_units() <= 4);
                prop_assert!(!currency.name().is_empty());
            }
            Err(CurrencyError::Unknown { code } | CurrencyError::NoMinorUnit { code }) => {
                prop_assert_eq!(code, text);
            }
            Err(other) => prop_assert!(false, "{other}"),
        }
    }

    #[test]
    fn zones(text in prop_oneof![any::<String>(), "[A-Z][a-z]{2,6}/[A-Z][a-z]{2,8}"]) {
        match Zone::try_new(&text) {
            Ok(zone) => prop_assert_eq!(zone.name(), text),
            Err(error) => prop_assert_eq!(error.name, text),
        }
    }

    #[test]
    fn segments(text in prop_oneof![any::<String>(), "[a-z =]{0,12}"]) {
        match text.parse::<Segment>() {
            Ok(segment) => {
                prop_assert!(!segment.attribute().is_empty());
                prop_assert_eq!(segment.to_string().parse::<Segment>(), Ok(segment));
            }
            Err(error) => prop_assert_eq!(error.text.matches('=').count(), text.matches('=').count()),
        }
    }

    #[test]
    fn names(text in prop_oneof![any::<String>(), "[a-z_0-9]{0,8}"]) {
        if let Ok(name) = FactName::try_new(&text) {
            prop_assert_eq!(name.as_str(), text.as_str());
        }
        prop_assert_eq!(CustomerId::try_new(&text).is_err(), text.trim().is_empty());
        if let Some(unit) = Unit::from_name(&text) {
            prop_assert_eq!(unit.name(), text.as_str());
        }
        if let Ok(model) = TouchModel::from_name(&text) {
            prop_assert_eq!(model.name(), text.as_str());
        }
    }
}

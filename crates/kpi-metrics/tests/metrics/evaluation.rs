//! From facts to measurements: kinds, reasons, errors.

use chrono::NaiveDate;
use kpi_metrics::{Catalog, EvaluationContext, EvaluationError, Measurement, MetricId};
use kpi_types::{
    Calendar, Currency, Estimate, EstimateMethod, FactName, Facts, Grain, Period, PeriodError,
    Quantity, Undefined, Unit,
};
use rust_decimal::Decimal;

use crate::book::{
    MARCH, context, count, derived, fact, facts, history, jpy, measure, metric, number,
    one_of_each, ratio, usd,
};

fn id(name: &str) -> MetricId {
    MetricId::try_new(name).unwrap()
}

fn missing(name: &str) -> Undefined {
    let fact = FactName::try_new(name).unwrap();
    Undefined::MissingFact { fact }
}

fn zero(of: &str) -> Undefined {
    let of = of.to_owned();
    Undefined::ZeroDenominator { of }
}

/// A formula over one fact of each unit, a_money being 90 USD, a_ratio 0.3 and so on.
fn compute(formula: &str, unit: &str) -> Result<Measurement, EvaluationError> {
    let document = one_of_each() + &fact("b_ratio", "ratio") + &derived("m", unit, formula);
    let catalog = Catalog::from_toml(&document).unwrap();
    let figures = [
        ("a_count", count(4)),
        ("a_number", number("2.5")),
        ("a_ratio", ratio("0.3")),
        ("a_money", usd("90")),
    ];
    catalog.evaluate("m", MARCH, &facts(MARCH, &figures), &context())
}

fn value(formula: &str, unit: &str) -> Quantity {
    compute(formula, unit).unwrap().value().unwrap()
}

fn reason(formula: &str, unit: &str) -> Undefined {
    compute(formula, unit).unwrap().value().unwrap_err().clone()
}

#[test]
fn arithmetic_is_exact_and_from_left_to_right() {
    assert_eq!(value("a_money - a_money / 3 - 1 * a_money / 9", "money"), usd("50"));
    assert_eq!(value("0.1 + 0.2 - 0.3 + a_ratio", "ratio"), ratio("0.3"));
    assert_eq!(value("-a_ratio - -1", "ratio"), ratio("0.7"));
    assert_eq!(value("a_count / 8", "number"), number("0.5"));
    assert_eq!(value("a_count - a_count - a_count", "count"), count(-4));
    assert_eq!(value("min(a_money, a_money / 2, a_money * 3)", "money"), usd("45"));
    assert_eq!(value("max(0, -a_money)", "money"), usd("0"));
    assert_eq!(value("max(2, a_ratio)", "ratio"), ratio("2"));
    assert_eq!(value("12 days", "days").to_string(), "12 days");
}

#[test]
fn division_keeps_28_digits() {
    let third = value("1 / 3", "number").value();
    let nines = third * Decimal::from(3);
    assert_eq!(nines.to_string(), "0.9999999999999999999999999999");
}

#[test]
fn the_first_reason_in_reading_order_is_kept() {
    assert_eq!(reason("a_score / 0", "score"), missing("a_score"));
    assert_eq!(reason("a_money / 0 + a_money * b_ratio", "money"), zero("0"));
    assert_eq!(reason("a_days + a_days / (a_score / a_score)", "days"), missing("a_days"));
    assert_eq!(
        reason("a_money / (a_count - 4 * a_count / 4)", "money"),
        zero("a_count - 4 * a_count / 4")
    );
}

#[test]
fn if_zero_denominator_answers_zero_denominators_only() {
    assert_eq!(value("if_zero_denominator(a_money / 0, a_money * 60)", "money"), usd("5400"));
    assert_eq!(value("if_zero_denominator(a_money / 3, a_money * 60)", "money"), usd("30"));
    let missing_one = reason("if_zero_denominator(a_money / b_ratio, a_money)", "money");
    assert_eq!(missing_one, missing("b_ratio"));
    // Nested ones, and an answer that has none either.
    let nested = "if_zero_denominator(if_zero_denominator(a_count / 0, a_count / 0), a_count / 2)";
    assert_eq!(value(nested, "number"), number("2"));
    let hopeless = reason("if_zero_denominator(a_count / 0, a_count / (1 - 1))", "number");
    assert_eq!(hopeless, zero("1 - 1"));
}

#[test]
fn a_zero_inside_a_named_metric_is_its_own_matter() {
    let document = one_of_each()
        + &derived("broken", "ratio", "a_ratio / 0")
        + &derived("direct", "ratio", "if_zero_denominator(broken, 0)")
        + &derived("through", "ratio", "if_zero_denominator(a_ratio / broken, 0)");
    let catalog = Catalog::from_toml(&document).unwrap();
    let figures = facts(MARCH, &[("a_ratio", ratio("0.3"))]);
    let measure = |id| catalog.evaluate(id, MARCH, &figures, &context()).unwrap();
    assert_eq!(measure("direct").value(), Ok(ratio("0")));
    assert_eq!(measure("through").value(), Err(&zero("0")));
}

#[test]
fn lifetime_stays_undefined_without_opening_customers() {
    let figures = [
        ("closing_mrr", usd("100")),
        ("closing_customers", count(1)),
        ("churned_customers", count(0)),
        ("churn_base_customers", count(0)),
    ];
    let ltv = measure("ltv_sixty_months", &figures);
    assert_eq!(ltv.value(), Err(&zero("churn_base_customers")));
}

#[test]
fn a_ratio_shows_both_sides_even_without_a_value() {
    let none = measure(
        "customer_churn_rate_opening",
        &[("lost_customers", count(0)), ("opening_customers", count(0))],
    );
    assert_eq!(none.value(), Err(&zero("opening_customers")));
    assert_eq!((none.numerator(), none.denominator()), (Some(count(0)), Some(count(0))));
    let half = measure("customer_churn_rate_opening", &[("opening_customers", count(9))]);
    assert_eq!(half.value(), Err(&missing("lost_customers")));
    assert_eq!((half.numerator(), half.denominator()), (None, Some(count(9))));
}

#[test]
fn a_measurement_says_where_it_comes_from() {
    let catalog = crate::book::builtin();
    let figures = facts(
        MARCH,
        &[
            ("opening_mrr", usd("1")),
            ("closing_mrr", usd("100")),
            ("closing_customers", count(4)),
            ("churned_customers", count(1)),
            ("churn_base_customers", count(5)),
        ],
    );
    let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
    let context = EvaluationContext::new("stripe").with_as_of(day);
    let ltv = catalog.evaluate(id("ltv"), MARCH, &figures, &context).unwrap();
    assert_eq!((ltv.metric(), ltv.period()), (&id("ltv"), MARCH));
    assert_eq!((ltv.policy(), ltv.as_of()), ("stripe", Some(day)));
    let used: Vec<(&str, Quantity)> =
        ltv.facts().iter().map(|f| (f.name.as_str(), f.quantity)).collect();
    let expected = [
        ("churn_base_customers", count(5)),
        ("churned_customers", count(1)),
        ("closing_customers", count(4)),
        ("closing_mrr", usd("100")),
    ];
    assert_eq!(used, expected);
    assert_eq!(ltv.interval(), None);
    let interval = Estimate::try_new(0.2, 0.1, 0.3, 0.95, 5, EstimateMethod::Wilson).unwrap();
    assert_eq!(ltv.with_interval(interval).interval(), Some(&interval));
}

/// The built-in churn rate of March and the months before, one loss more every month back.
fn churn_history(months: i64) -> std::collections::BTreeMap<Period, Facts> {
    let one = |back: i64| {
        let period = MARCH.checked_add(-i32::try_from(back).unwrap()).unwrap();
        let lost = ("churned_customers", count(back));
        (period, facts(period, &[lost, ("churn_base_customers", count(100))]))
    };
    (0..months).map(one).collect()
}

#[test]
fn a_trailing_window_excludes_the_current_month() {
    let catalog = crate::book::builtin();
    let evaluate = |months| {
        let history = churn_history(months);
        catalog.evaluate("trailing_churn_rate", MARCH, &history, &context()).unwrap()
    };
    // (1 + 2 + 3 + 4 + 5 + 6) / 6 = 3.5 of 100.
    assert_eq!(evaluate(7).value(), Ok(ratio("0.035")));
    assert_eq!(evaluate(7).facts().len(), 12);
    assert_eq!(evaluate(6).value(), Err(&missing("churned_customers")));
}

fn cumulative(fields: &str, unit: &str) -> Catalog {
    let kind = format!("kind = \"cumulative\"\ninput = \"a_count\"\n{fields}");
    Catalog::from_toml(&(fact("a_count", "count") + &metric("m", unit, &kind))).unwrap()
}

#[test]
fn windows_sum_average_and_take_the_last() {
    let history = history("a_count", &[count(1), count(2), count(4), count(8)]);
    let evaluate = |fields: &str, unit| {
        let catalog = cumulative(fields, unit);
        catalog.evaluate("m", MARCH, &history, &context()).unwrap().value().unwrap()
    };
    assert_eq!(evaluate("window = 4\naggregate = \"sum\"", "count"), count(15));
    assert_eq!(evaluate("window = 4\naggregate = \"mean\"", "number"), number("3.75"));
    assert_eq!(evaluate("window = 2\noffset = 2\naggregate = \"sum\"", "count"), count(12));
    assert_eq!(evaluate("window = 9\noffset = 1\naggregate = \"last\"", "count"), count(2));
}

#[test]
fn to_date_starts_with_the_longer_period() {
    let catalog = cumulative("to_date = \"fiscal_year\"\naggregate = \"sum\"", "count");
    let history = history("a_count", &[count(1); 24]);
    let sum = |calendar| {
        let context = context().with_calendar(calendar);
        catalog.evaluate("m", MARCH, &history, &context).unwrap().value().unwrap()
    };
    // March is the third month of a year from January and the twelfth of one from April.
    assert_eq!(sum(Calendar::utc()), count(3));
    assert_eq!(sum(Calendar::japan()), count(12));
}

#[test]
fn a_week_to_date_belongs_to_the_month_of_its_first_day() {
    let kind =
        "kind = \"cumulative\"\ninput = \"a_count\"\nto_date = \"month\"\naggregate = \"sum\"";
    let document = fact("a_count", "count") + &metric("m", "count", kind);
    let document = document.replace("[\"month\"]", "[\"week\", \"fiscal_year\"]");
    let catalog = Catalog::from_toml(&document).unwrap();
    let calendar = Calendar::utc();
    let weeks: std::collections::BTreeMap<Period, Facts> = (0..20)
        .map(|week| {
            let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap() + chrono::Days::new(7 * week);
            let period = calendar.period_of(day, Grain::Week).unwrap();
            (period, facts(period, &[("a_count", count(1))]))
        })
        .collect();
    let sum = |day: u32| {
        let day = NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let week = calendar.period_of(day, Grain::Week).unwrap();
        catalog.evaluate("m", week, &weeks, &context()).unwrap().value().unwrap()
    };
    // Monday weeks of 2026: 23 February, 2 March, 9 March, …, 30 March.
    assert_eq!(sum(1), count(4));
    assert_eq!(sum(2), count(1));
    assert_eq!(sum(31), count(5));
    // A year to the date of a month is that year.
    let year = Period::new(Grain::FiscalYear, 2026);
    let figures = facts(year, &[("a_count", count(6))]);
    let measured = catalog.evaluate("m", year, &figures, &context()).unwrap();
    assert_eq!(measured.value(), Ok(count(6)));
}

#[test]
fn unknown_metrics_and_grains_are_refused() {
    let catalog = crate::book::builtin();
    let figures = Facts::new(MARCH);
    let error = catalog.evaluate("profit", MARCH, &figures, &context()).unwrap_err();
    let id_given = "profit".to_owned();
    assert_eq!(error, EvaluationError::UnknownMetric { id: id_given });
    let year = Period::new(Grain::FiscalYear, 2026);
    let error = catalog.evaluate("ltv", year, &figures, &context()).unwrap_err();
    let expected = EvaluationError::Grain {
        metric: id("ltv"),
        grain: Grain::FiscalYear,
        allowed: vec![Grain::Month],
    };
    assert_eq!(error, expected);
    assert_eq!(error.to_string(), "ltv is not offered by fiscal_year, only by month");
}

#[test]
fn a_fact_in_another_unit_is_refused() {
    let catalog = crate::book::builtin();
    let figures = facts(MARCH, &[("closing_mrr", count(5))]);
    let error = catalog.evaluate("arr", MARCH, &figures, &context()).unwrap_err();
    let expected = EvaluationError::FactUnit {
        fact: FactName::try_new("closing_mrr").unwrap(),
        period: MARCH,
        declared: Unit::Money,
        given: Unit::Count,
        quantity: count(5),
    };
    assert_eq!(error, expected);
}

#[test]
fn currencies_are_kept_apart() {
    let catalog = crate::book::builtin();
    for (name, opening) in
        [("mrr_growth_rate", "opening_mrr"), ("largest_customer_share", "largest_customer_mrr")]
    {
        let figures = facts(MARCH, &[("closing_mrr", usd("5")), (opening, jpy("500"))]);
        let error = catalog.evaluate(name, MARCH, &figures, &context()).unwrap_err();
        let EvaluationError::CurrencyMismatch { left, right, .. } = error else {
            panic!("{error}");
        };
        let mut met = [left, right];
        met.sort();
        assert_eq!(met, [Currency::JPY, Currency::USD]);
    }
    let document = fact("a", "money") + &fact("b", "money") + &derived("m", "money", "max(a, b)");
    let catalog = Catalog::from_toml(&document).unwrap();
    let figures = facts(MARCH, &[("a", usd("5")), ("b", jpy("5"))]);
    assert!(catalog.evaluate("m", MARCH, &figures, &context()).is_err());
}

#[test]
fn too_large_is_an_error() {
    for (formula, unit) in [
        ("79228162514264337593543950335 * 2", "number"),
        ("79228162514264337593543950335 + 79228162514264337593543950335", "number"),
        ("79228162514264337593543950335 / 0.1", "number"),
    ] {
        let document = derived("m", unit, formula);
        let catalog = Catalog::from_toml(&document);
        let Ok(catalog) = catalog else {
            panic!("{formula}: {}", catalog.unwrap_err());
        };
        let error = catalog.evaluate("m", MARCH, &Facts::new(MARCH), &context()).unwrap_err();
        let metric = id("m");
        let period = MARCH;
        assert_eq!(error, EvaluationError::Overflow { metric, period }, "{formula}");
    }
    // A count is an i64.
    let document = fact("a", "count") + &derived("m", "count", "a + a");
    let catalog = Catalog::from_toml(&document).unwrap();
    let figures = facts(MARCH, &[("a", count(i64::MAX))]);
    let error = catalog.evaluate("m", MARCH, &figures, &context()).unwrap_err();
    assert!(matches!(error, EvaluationError::Overflow { .. }));
}

#[test]
fn more_converted_than_there_were_is_an_error() {
    let catalog = crate::book::builtin();
    for (base, lost) in [(5, 6), (5, -1), (-5, -6)] {
        let figures =
            [("renewal_base_customers", count(base)), ("renewal_lost_customers", count(lost))];
        let error = catalog
            .evaluate("renewal_churn_rate", MARCH, &facts(MARCH, &figures), &context())
            .unwrap_err();
        let expected = EvaluationError::ConversionOutOfRange {
            metric: id("renewal_churn_rate"),
            period: MARCH,
            base: count(base),
            converted: count(lost),
        };
        assert_eq!(error, expected);
    }
    let nobody = [("renewal_base_customers", count(0)), ("renewal_lost_customers", count(0))];
    let none = measure("renewal_churn_rate", &nobody);
    assert_eq!(none.value(), Err(&zero("renewal_base_customers")));
    let nobody = [("renewal_base_customers", count(0)), ("renewal_lost_customers", count(1))];
    let impossible =
        catalog.evaluate("renewal_churn_rate", MARCH, &facts(MARCH, &nobody), &context());
    assert!(impossible.is_err());
}

#[test]
fn a_window_outside_the_calendar_is_an_error() {
    let catalog = crate::book::builtin();
    let first = Period::new(Grain::Month, i32::MIN);
    let error =
        catalog.evaluate("trailing_churn_rate", first, &Facts::new(first), &context()).unwrap_err();
    let EvaluationError::Window { metric, source } = error else {
        panic!("{error}");
    };
    assert_eq!(metric, id("trailing_churn_rate"));
    assert!(matches!(source, PeriodError::OutOfRange { .. }));
}

#[test]
fn the_source_may_know_a_better_reason() {
    struct NotOver;
    impl kpi_types::FactSource for NotOver {
        fn fact(&self, _: &FactName, _: Period) -> Result<Quantity, Undefined> {
            let of = "customers".to_owned();
            Err(Undefined::EmptyPopulation { of })
        }
    }
    let catalog = crate::book::builtin();
    let measured = catalog.evaluate("arr", MARCH, &NotOver, &context()).unwrap();
    let of = "customers".to_owned();
    assert_eq!(measured.value(), Err(&Undefined::EmptyPopulation { of }));
}

//! Targets and history.

use kpi_metrics::{Band, BenchmarkError, Catalog, Direction, Measurement, Target, TargetStatus};
use kpi_types::{Currency, Grain, Period, Quantity, Undefined, Unit};

use crate::book::{MARCH, context, count, facts, jpy, measure, ratio, usd};

fn mrr(amount: &str) -> Measurement {
    measure("mrr", &[("closing_mrr", usd(amount))])
}

/// The MRR of the months before March; an empty text is a month without facts.
fn past(amounts: &[&str]) -> Vec<Measurement> {
    let catalog = crate::book::builtin();
    let one = |(amount, back): (&&str, i32)| {
        let period = MARCH.checked_add(-back).unwrap();
        let figures = match *amount {
            "" => facts(period, &[]),
            amount => facts(period, &[("closing_mrr", usd(amount))]),
        };
        catalog.evaluate("mrr", period, &figures, &context()).unwrap()
    };
    amounts.iter().zip(1..).map(one).collect()
}

fn check(target: Target, expected: TargetStatus, gap: &str) {
    let result = mrr("100").against_target(&target).unwrap();
    assert_eq!((result.status(), result.gap()), (&expected, Some(usd(gap))), "{target:?}");
}

#[test]
fn targets_are_met_at_their_bounds() {
    use TargetStatus::{Met, NotMet};
    check(Target::AtLeast(usd("100")), Met, "0");
    check(Target::AtLeast(usd("80")), Met, "20");
    check(Target::AtLeast(usd("130")), NotMet, "-30");
    check(Target::AtMost(usd("100")), Met, "0");
    check(Target::AtMost(usd("90")), NotMet, "-10");
    let band = |low, high| Target::between(usd(low), usd(high)).unwrap();
    check(band("100", "100"), Met, "0");
    check(band("95", "130"), Met, "5");
    check(band("20", "110"), Met, "10");
    check(band("110", "130"), NotMet, "-10");
    check(band("20", "60"), NotMet, "-40");
}

#[test]
fn without_a_value_nobody_knows() {
    let none = measure("mrr", &[]);
    let result = none.against_target(&Target::AtLeast(usd("1"))).unwrap();
    let reason = none.value().unwrap_err().clone();
    assert_eq!(result.status(), &TargetStatus::Unknown(reason));
    assert_eq!(result.gap(), None);
}

#[test]
fn targets_must_compare() {
    let other = mrr("1").against_target(&Target::AtLeast(ratio("1")));
    let (left, right) = (Unit::Money, Unit::Ratio);
    assert_eq!(other, Err(BenchmarkError::UnitMismatch { left, right }));
    let yen = mrr("1").against_target(&Target::AtLeast(jpy("1")));
    let (left, right) = (Currency::USD, Currency::JPY);
    assert_eq!(yen, Err(BenchmarkError::CurrencyMismatch { left, right }));
    let (low, high) = (count(2), count(1));
    assert_eq!(Band::try_new(low, high), Err(BenchmarkError::Inverted { low, high }));
    assert!(Target::between(count(2), ratio("3")).is_err());
    let band = Band::try_new(high, low).unwrap();
    assert_eq!((band.low(), band.high()), (count(1), count(2)));
    let customers = measure("customers", &[("closing_customers", count(i64::MAX))]);
    let target = Target::AtLeast(count(-1));
    let (value, target_value) = (count(i64::MAX), count(-1));
    let expected = BenchmarkError::Overflow { value, target: target_value };
    assert_eq!(customers.against_target(&target), Err(expected));
}

#[test]
fn gaps_exist_in_every_unit() {
    let payback = crate::book::months("3");
    let quantities = [
        (count(3), count(1)),
        (Quantity::Number(3.into()), Quantity::Number(1.into())),
        (Quantity::Score(3.into()), Quantity::Score(1.into())),
        (payback, crate::book::months("1")),
        (ratio("3"), ratio("1")),
    ];
    for (value, target) in quantities {
        let unit = value.unit().name();
        let document = crate::book::fact("a", unit)
            + &crate::book::metric("m", unit, "kind = \"simple\"\nfact = \"a\"");
        let catalog = Catalog::from_toml(&document).unwrap();
        let figures = facts(MARCH, &[("a", value)]);
        let measured = catalog.evaluate("m", MARCH, &figures, &context()).unwrap();
        let gap = measured.against_target(&Target::AtMost(target)).unwrap().gap();
        assert_eq!(gap.map(|g| (g.value(), g.unit())), Some(((-2).into(), value.unit())));
    }
}

#[test]
fn the_quantile_is_a_mid_rank() {
    // Of 80, 90, 100, 120: two below, one equal. (2 + 1/2) / 4 = 0.625.
    let history = past(&["80", "120", "100", "90"]);
    let standing = |direction| {
        let result = mrr("100").against_history(direction, &history).unwrap();
        assert_eq!((result.considered(), result.gaps().len()), (4, 0));
        let standing = result.standing().unwrap();
        (Quantity::Ratio(standing.quantile), standing.better_than.map(Quantity::Ratio))
    };
    let (quantile, rest) = (ratio("0.625"), ratio("0.375"));
    assert_eq!(standing(Direction::HigherIsBetter), (quantile, Some(quantile)));
    assert_eq!(standing(Direction::LowerIsBetter), (quantile, Some(rest)));
    assert_eq!(standing(Direction::Neither), (quantile, None));
}

#[test]
fn months_without_a_value_are_listed() {
    let history = past(&["80", "", "120"]);
    let result = mrr("100").against_history(Direction::HigherIsBetter, &history).unwrap();
    assert_eq!(Quantity::Ratio(result.standing().unwrap().quantile), ratio("0.5"));
    assert_eq!(result.considered(), 2);
    let [gap] = result.gaps() else {
        panic!("{:?}", result.gaps());
    };
    assert_eq!(gap.period, MARCH.checked_add(-2).unwrap());
    assert!(matches!(gap.reason, Undefined::MissingFact { .. }));
}

#[test]
fn without_anything_to_compare_there_is_no_place() {
    let higher = Direction::HigherIsBetter;
    let alone = mrr("100").against_history(higher, &past(&[""])).unwrap();
    let of = "earlier values".to_owned();
    assert_eq!(alone.standing(), Err(&Undefined::EmptyPopulation { of }));
    let none = measure("mrr", &[]).against_history(higher, &past(&["5"])).unwrap();
    assert!(matches!(none.standing(), Err(Undefined::MissingFact { .. })));
    assert_eq!(none.considered(), 1);
}

#[test]
fn a_history_must_belong() {
    let against = |history: &[Measurement]| {
        mrr("1").against_history(Direction::HigherIsBetter, history).unwrap_err()
    };
    let arr = measure("arr", &[("closing_mrr", usd("1"))]);
    assert!(matches!(against(&[arr]), BenchmarkError::MetricMismatch { .. }));

    let own = against(&[mrr("1")]);
    let why = "it is the period measured";
    assert_eq!(own, BenchmarkError::Period { period: MARCH, why });
    let mut twice = past(&["1"]);
    twice.extend(past(&["2"]));
    let why = "it is there twice";
    let period = MARCH.checked_add(-1).unwrap();
    assert_eq!(against(&twice), BenchmarkError::Period { period, why });

    let catalog = crate::book::builtin();
    let year = Period::new(Grain::FiscalYear, 2025);
    let figures = facts(year, &[("closing_mrr", usd("1"))]);
    let yearly = catalog.evaluate("mrr", year, &figures, &context()).unwrap();
    assert!(matches!(against(&[yearly]), BenchmarkError::Period { .. }));

    let february = MARCH.checked_add(-1).unwrap();
    let figures = facts(february, &[("closing_mrr", jpy("1"))]);
    let yen = catalog.evaluate("mrr", february, &figures, &context()).unwrap();
    assert!(matches!(against(&[yen]), BenchmarkError::CurrencyMismatch { .. }));

    let other = kpi_metrics::EvaluationContext::new("other");
    let figures = facts(february, &[("closing_mrr", usd("1"))]);
    let other = catalog.evaluate("mrr", february, &figures, &other).unwrap();
    assert!(matches!(against(&[other]), BenchmarkError::PolicyMismatch { .. }));
}

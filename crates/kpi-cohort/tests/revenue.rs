//! Revenue by cohort and age, worked out by hand.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::NaiveDate;
use kpi_cohort::{
    CellStatus, Event, EventFilter, NotUsedReason, ObservationEnd, Retention, RetentionGrid,
    RetentionSpec, RevenueRule,
};
use kpi_types::{AttributeHistory, Currency, CustomerId, Money, SegmentTiming, Undefined};
use rust_decimal::Decimal;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn usd(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::USD)
}

fn yen(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::JPY)
}

/// Three customers of January 2026: a pays 100, 150, 150; b pays 100 and 40, then nothing; c
/// starts with a refund. d pays yen.
fn grid(base_age: u32) -> RetentionGrid {
    let spec = RetentionSpec::monthly(ObservationEnd::Through(day("2026-04-10")))
        .with_horizon(4)
        .unwrap()
        .with_revenue(RevenueRule::Counted { base_age })
        .unwrap();
    let mut retention = Retention::try_new(spec).unwrap();
    for (who, date, money) in [
        ("a", "2026-01-05", usd(100)),
        ("a", "2026-02-05", usd(150)),
        ("a", "2026-03-05", usd(150)),
        ("a", "2026-04-05", usd(150)),
        ("b", "2026-01-20", usd(60)),
        ("b", "2026-01-21", usd(40)),
        ("b", "2026-02-20", usd(40)),
        ("c", "2026-01-31", usd(-5)),
        ("c", "2026-02-01", usd(30)),
        ("d", "2026-01-02", yen(9_000)),
        ("d", "2026-02-02", yen(3_000)),
    ] {
        retention.observe(&Event::new(who, day(date)).with_money(money)).unwrap();
    }
    retention.finish().unwrap()
}

#[test]
fn sums_by_age_and_currency() {
    let grid = grid(0);
    let row = grid.cohort_named("2026-01").unwrap();
    let dollars = |age: usize| *row.revenue()[age].in_currency(Currency::USD).unwrap();
    assert_eq!(
        (0..3).map(|age| dollars(age).revenue()).collect::<Vec<_>>(),
        [usd(195), usd(220), usd(150)]
    );
    assert_eq!(
        (0..3).map(|age| dollars(age).cumulative()).collect::<Vec<_>>(),
        [usd(195), usd(415), usd(565)]
    );
    // Four members, whatever they pay in.
    assert_eq!(dollars(2).lifetime_value().unwrap().amount(), Decimal::new(14_125, 2));
    let cell = &row.revenue()[0];
    assert_eq!((cell.size(), cell.eligible(), cell.active(), cell.events()), (4, 4, 4, 5));
    let yens = row.revenue()[1].in_currency(Currency::JPY).unwrap();
    assert_eq!((yens.revenue(), yens.cumulative()), (yen(3_000), yen(12_000)));
    assert_eq!(yens.net_dollar_retention().unwrap().value(), Decimal::new(3_333, 4) + third());
    // April is running.
    assert!(matches!(row.revenue()[3].status(), CellStatus::Partial { .. }));
    assert_eq!((dollars(3).revenue(), dollars(3).revenue_so_far()), (usd(0), usd(150)));
    assert!(matches!(dollars(3).lifetime_value(), Err(Undefined::EmptyPopulation { .. })));
    assert_eq!(row.revenue()[4].status(), CellStatus::Unobservable);
    assert_eq!(row.revenue()[1].in_currency(Currency::EUR), None);
}

/// What 0.3333 lacks to a third in 28 digits.
fn third() -> Decimal {
    Decimal::ONE / Decimal::from(3) - Decimal::new(3_333, 4)
}

/// Base 200 (a and b; c's base is a refund): net 190 ÷ 200 and 150 ÷ 200, gross 140 ÷ 200 and
/// 100 ÷ 200.
#[test]
fn net_and_gross_retention() {
    let grid = grid(0);
    let row = grid.cohort_named("2026-01").unwrap();
    let found = |age: usize| {
        let dollars = row.revenue()[age].in_currency(Currency::USD).unwrap();
        let net = dollars.net_dollar_retention().unwrap().value();
        (dollars.base(), net, dollars.gross_dollar_retention().unwrap().value())
    };
    assert_eq!(found(0), (usd(200), Decimal::ONE, Decimal::ONE));
    assert_eq!(found(1), (usd(200), Decimal::new(95, 2), Decimal::new(70, 2)));
    assert_eq!(found(2), (usd(200), Decimal::new(75, 2), Decimal::new(50, 2)));
    let later = self::grid(1);
    let row = later.cohort_named("2026-01").unwrap();
    let march = row.revenue()[2].in_currency(Currency::USD).unwrap();
    // Base 150 + 40 + 30 in February; a keeps 150.
    assert_eq!(march.base(), usd(220));
    let none = row.revenue()[3].in_currency(Currency::USD).unwrap().net_dollar_retention();
    assert!(matches!(none, Err(Undefined::ZeroDenominator { .. })));
}

#[test]
fn money_that_is_not_counted_is_named() {
    let spec = RetentionSpec::monthly(ObservationEnd::Through(day("2026-04-10")));
    let load = |spec: RetentionSpec| {
        let mut retention = Retention::try_new(spec).unwrap();
        for (kind, money) in [("signup", Some(usd(1))), ("order", Some(usd(2))), ("order", None)] {
            let event = Event::new("a", day("2026-01-05")).with_kind(kind);
            let event = money.map_or(event.clone(), |money| event.with_money(money));
            retention.observe(&event).unwrap();
        }
        retention.finish().unwrap()
    };
    assert_eq!(load(spec.clone()).left_out(NotUsedReason::MoneyNotCounted), 2);
    let orders = spec
        .with_return(EventFilter::one_of(["order"]))
        .with_revenue(RevenueRule::Counted { base_age: 0 })
        .unwrap();
    let grid = load(orders);
    assert_eq!(grid.left_out(NotUsedReason::MoneyNotCounted), 1);
    let cell = &grid.cohorts()[0].revenue()[0];
    assert_eq!(cell.in_currency(Currency::USD).unwrap().revenue(), usd(2));
    assert_eq!((cell.events(), cell.active()), (2, 1));
}

/// Ann and Bob are large, Cyd is small, Dan is nobody knows what; by hand from the rows above.
#[test]
fn segments_have_their_own_money() {
    let grid = grid(0);
    let mut sizes = AttributeHistory::new();
    for (who, size) in [("a", "large"), ("b", "large"), ("c", "small")] {
        sizes.record(&CustomerId::try_new(who).unwrap(), day("2025-01-01"), size);
    }
    let segments = grid.by_segment(&sizes, SegmentTiming::PeriodStart).unwrap();
    let of = |value: Option<&str>| {
        let found = segments.iter().find(|segment| segment.value.as_deref() == value);
        found.unwrap().grid.cohort_named("2026-01").unwrap()
    };
    let large = of(Some("large"));
    let dollars = |age: usize| *large.revenue()[age].in_currency(Currency::USD).unwrap();
    assert_eq!(
        (0..3).map(|age| dollars(age).revenue()).collect::<Vec<_>>(),
        [usd(200), usd(190), usd(150)]
    );
    assert_eq!(dollars(1).net_dollar_retention().unwrap().to_string(), "95.00 %");
    assert_eq!(dollars(1).gross_dollar_retention().unwrap().to_string(), "70.00 %");
    assert_eq!(dollars(1).lifetime_value().unwrap(), usd(195));
    assert_eq!(large.revenue()[0].in_currency(Currency::JPY), None);
    assert_eq!(large.revenue()[3].status(), grid.cohorts()[0].revenue()[3].status());
    let small = of(Some("small")).revenue()[1].in_currency(Currency::USD).unwrap();
    assert_eq!((small.revenue(), small.base()), (usd(30), usd(0)));
    let unknown = of(None).revenue()[1].in_currency(Currency::JPY).unwrap();
    assert_eq!((unknown.revenue(), unknown.base()), (yen(3_000), yen(9_000)));
}

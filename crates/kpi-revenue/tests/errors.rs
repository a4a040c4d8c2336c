//! Every refusal, with what it says.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "support/small.rs"]
mod small;

use std::num::NonZeroU64;

use chrono::{DateTime, Utc};
use kpi_metrics::Catalog;
use kpi_revenue::{
    BillingInterval, Book, BookError, ChurnDenominator, CompareError, ContractLine, Discount,
    DiscountLength, DiscountSize, KpiError, Ledger, LedgerError, LineError, MrrChange, MrrSnapshot,
    Policy, Rates, View, ViewError, WeeksPerMonth, compare,
};
use kpi_types::{
    ContractId, Currency, CustomerId, Grain, Money, Period, ProductId, Quantity, Undefined,
};
use rust_decimal::Decimal;
use small::{date, fields, small_book};

fn line(price: Decimal) -> ContractLine {
    ContractLine::new(
        ContractId::try_new("c").unwrap(),
        CustomerId::try_new("a").unwrap(),
        ProductId::try_new("p").unwrap(),
        Money::new(price, Currency::USD),
        BillingInterval::WEEK,
        date("2025-01-31"),
    )
    .with_row(NonZeroU64::new(9).unwrap())
}

fn refused(line: &ContractLine) -> (Vec<LineError>, String) {
    let error = Book::new().observe_line(line).unwrap_err();
    let text = error.to_string();
    match error {
        BookError::Line { errors, .. } => (errors, text),
        other => panic!("{other}"),
    }
}

#[test]
fn lines() {
    let (found, text) = refused(&line(Decimal::NEGATIVE_ONE).with_end(date("2025-01-30")));
    assert!(matches!(
        found[..],
        [LineError::NegativePrice { .. }, LineError::EndBeforeStart { .. }]
    ));
    assert!(text.starts_with("row 9: contract c: price -1 USD is negative"), "{text}");
    let (found, _) = refused(&line(Decimal::ONE).with_quantity(Decimal::NEGATIVE_ONE));
    assert!(matches!(found[..], [LineError::NegativeQuantity { .. }]));
    let (found, _) = refused(&line(Decimal::ONE).with_trial_end(date("2025-01-30")));
    assert!(matches!(found[..], [LineError::TrialBeforeStart { .. }]));
    let (found, _) = refused(&line(Decimal::MAX));
    assert!(matches!(found[..], [LineError::TooLarge { .. }]));
    for size in [
        DiscountSize::Amount(Decimal::NEGATIVE_ONE),
        DiscountSize::Percent(Decimal::NEGATIVE_ONE),
        DiscountSize::Percent(Decimal::from(101)),
    ] {
        let error = Discount::try_new(size, DiscountLength::Forever).unwrap_err();
        assert_eq!(error, LineError::DiscountOutOfRange { size });
    }
}

#[test]
fn snapshots_and_changes() {
    let usd = |amount| Money::new(amount, Currency::USD);
    let customer = CustomerId::try_new("a").unwrap();
    let at: DateTime<Utc> = "2025-01-01T00:00:00Z".parse().unwrap();
    let snapshot = |mrr| MrrSnapshot {
        at,
        customer: customer.clone(),
        product: None,
        mrr: usd(mrr),
        recorded_at: None,
        row: None,
    };
    let mut book = Book::new();
    let error = book.observe_snapshot(&snapshot(Decimal::NEGATIVE_ONE)).unwrap_err();
    assert!(matches!(error, BookError::NegativeMrr { .. }));
    let error = book.observe_snapshot(&snapshot(Decimal::MAX)).unwrap_err();
    assert!(matches!(error, BookError::TooLarge { .. }));
    let change = MrrChange {
        date: date("2025-01-01"),
        customer,
        product: None,
        delta: usd(Decimal::MIN),
        recorded_at: None,
        row: None,
    };
    let error = book.observe_change(&change).unwrap_err();
    assert!(matches!(error, BookError::TooLarge { .. }));
    assert!(book.is_empty());
}

#[test]
fn a_factor_can_make_an_amount_too_large() {
    let mut book = Book::new();
    book.observe_line(&line(Decimal::from(1_000_000_000_000_000_i64))).unwrap();
    let policy = Policy::default().with_weeks_per_month(WeeksPerMonth::Fixed(Decimal::from(1000)));
    let error = Ledger::try_new(&book, &policy).unwrap_err();
    assert!(matches!(error, LedgerError::TooLarge { .. }));
    assert!(error.to_string().starts_with("customer a, contract c: "));
}

fn period(label: &str) -> Period {
    kpi_types::Calendar::utc().parse(label).unwrap()
}

#[test]
fn views() {
    let empty = Book::new();
    let ledger = Ledger::try_new(&empty, &Policy::default()).unwrap();
    assert_eq!(ledger.view().unwrap_err(), ViewError::Empty);
    let mut yen = fields("y", "b", "100", "2025-01-01", "");
    yen.currency = "JPY";
    let book = small_book(&[fields("c", "a", "100", "2025-01-01", ""), yen]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let several = ledger.view().unwrap_err();
    assert!(several.to_string().contains("JPY, USD"), "{several}");
    let missing = ledger.view_in(Currency::EUR).unwrap_err();
    assert!(matches!(missing, ViewError::NoSuchCurrency { asked: Currency::EUR, .. }));
    let view = ledger.view_in(Currency::USD).unwrap();
    let unknown = view.clone().product(&ProductId::try_new("erp").unwrap()).unwrap_err();
    assert_eq!(unknown.to_string(), "unknown product erp: expected one of crm");
    let mixed = view.totals(period("2025-01"), period("2025-01-02")).unwrap_err();
    assert!(matches!(mixed, ViewError::Period(_)));
    let far = Period::new(Grain::Month, i32::MAX);
    assert!(matches!(view.totals(far, far), Err(ViewError::Period(_))));
}

#[test]
fn a_sum_that_does_not_fit() {
    let mut book = Book::new();
    let large = Decimal::from(2_000_000_000_000_000_i64);
    for n in 0..10 {
        let mut more = line(large);
        more = ContractLine::new(
            ContractId::try_new(format!("c{n}")).unwrap(),
            more.customer().clone(),
            more.product().clone(),
            more.price(),
            more.interval(),
            date("2025-01-31"),
        );
        book.observe_line(&more).unwrap();
    }
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let view = ledger.view().unwrap();
    let january = period("2025-01");
    let totals = &view.totals(january, january).unwrap()[0];
    assert_eq!(totals.closing(), Err(ViewError::Overflow { currency: Currency::USD }));
    assert!(totals.closes());
    let error = view.kpis().unwrap().measure("mrr", january).unwrap_err();
    assert!(matches!(error, KpiError::View(ViewError::Overflow { .. })));
}

fn one_customer(view: impl FnOnce(&View<'_>)) {
    let book = small_book(&[fields("c", "a", "100", "2025-01-15", "")]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    view(&ledger.view().unwrap());
}

#[test]
fn kpis() {
    one_customer(|view| {
        let kpis = view.kpis().unwrap();
        let unknown = kpis.measure("mrrr", period("2025-01")).unwrap_err();
        assert!(matches!(unknown, KpiError::Evaluation(_)));
        let margin = Quantity::Ratio(kpi_types::Ratio::new(Decimal::new(8, 1)));
        let taken = view.kpis().unwrap().given("opening_mrr", margin).err().unwrap();
        assert!(matches!(taken, KpiError::NotYours { .. }));
        let name = view.kpis().unwrap().given("Gross Margin", margin).err().unwrap();
        assert!(matches!(name, KpiError::Fact(_)));
    });
    let book = small_book(&[fields("c", "a", "100", "2025-01-15", "")]);
    let average = Policy::default().with_churn_denominator(ChurnDenominator::Average);
    let ledger = Ledger::try_new(&book, &average).unwrap();
    let view = ledger.view().unwrap();
    let own = r#"
        [[fact]]
        name = "churned_customers"
        unit = "count"
        label = { en = "Churned", ja = "解約" }
        description = { en = "Left.", ja = "解約した。" }
        provided_by = "us"

        [[metric]]
        id = "customer_churn_rate"
        name = { en = "Churn", ja = "解約数" }
        description = { en = "Who left.", ja = "解約した顧客。" }
        kind = "simple"
        fact = "churned_customers"
        unit = "count"
        direction = "lower_is_better"
        grains = ["month"]
        scenario_stage = "renewal"
        timing = "lagging"
        owner = "customer_success"
        sources = ["ours"]
    "#;
    let catalog = Catalog::from_toml(own).unwrap();
    assert!(matches!(view.kpis_by(catalog).err().unwrap(), KpiError::Catalog(_)));
    // With the built-in catalog the rate is redefined on the mean.
    let kpis = view.kpis().unwrap();
    let rate = kpis.measure("customer_churn_rate", period("2025-02")).unwrap();
    assert_eq!(rate.denominator().unwrap().value(), Decimal::ONE);
}

#[test]
fn comparisons() {
    let book = small_book(&[fields("c", "a", "100", "2025-01-15", "")]);
    let (ours, month) = (Policy::default(), period("2025-01"));
    let error = compare(&book, &ours, &ours, ("mrrr", month), |l| l.view()).unwrap_err();
    assert!(matches!(error, CompareError::Kpi(_)));
    let no_rates = Rates::new(Currency::JPY);
    let error = compare(&book, &ours, &ours, ("mrr", month), |l| l.view_reported_in(&no_rates))
        .unwrap_err();
    assert!(error.to_string().contains("no rate from USD to JPY"), "{error}");
    let mut large = Book::new();
    large.observe_line(&line(Decimal::from(1_000_000_000_000_000_i64))).unwrap();
    let many = Policy::default().with_weeks_per_month(WeeksPerMonth::Fixed(Decimal::from(1000)));
    let error = compare(&large, &ours, &many, ("mrr", month), |l| l.view()).unwrap_err();
    assert!(matches!(error, CompareError::Ledger(_)));
}

#[test]
fn a_month_that_is_not_over_has_no_kpis() {
    one_customer(|view| {
        let view = view.clone().as_of(date("2025-02-27"));
        let kpis = view.kpis().unwrap();
        assert!(kpis.measure("mrr", period("2025-01")).unwrap().value().is_ok());
        let running = kpis.measure("mrr", period("2025-02")).unwrap();
        let reason =
            Undefined::PeriodNotOver { ends: date("2025-03-01"), as_of: date("2025-02-27") };
        assert_eq!(running.value(), Err(&reason));
        let last_day = view.clone().as_of(date("2025-02-28"));
        let kpis = last_day.kpis().unwrap();
        assert!(kpis.measure("mrr", period("2025-02")).unwrap().value().is_ok());
    });
}

#[test]
fn nothing_is_zero_that_is_undefined() {
    one_customer(|view| {
        let kpis = view.kpis().unwrap();
        let of = |metric| kpis.measure(metric, period("2025-01")).unwrap();
        let zero = of("net_revenue_retention");
        assert!(matches!(zero.value(), Err(Undefined::ZeroDenominator { .. })));
        let missing = of("cac");
        assert!(matches!(missing.value(), Err(Undefined::MissingFact { .. })));
        let early = of("net_revenue_retention_12m");
        assert!(matches!(early.value(), Err(Undefined::NotEnoughHistory { .. })));
    });
}

#[test]
fn several_currencies_need_a_choice() {
    let book = small_book(&[
        fields("c", "a", "100", "2025-01-01", ""),
        kpi_revenue::LineFields { currency: "JPY", ..fields("d", "b", "100", "2025-01-01", "") },
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let error = ledger.view().err().unwrap();
    let found = vec![Currency::JPY, Currency::USD];
    assert_eq!(error, kpi_revenue::ViewError::SeveralCurrencies { found });
}

#[test]
fn facts_nobody_uses_are_refused() {
    one_customer(|view| {
        let typo = kpi_types::Quantity::Ratio(kpi_types::Ratio::new("0.8".parse().unwrap()));
        let error = view.kpis().unwrap().given("gross_margn", typo).err().unwrap();
        assert!(matches!(error, KpiError::UnknownFact { .. }), "{error}");
    });
}

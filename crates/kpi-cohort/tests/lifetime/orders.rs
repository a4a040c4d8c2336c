//! Orders to histories: every rule, every refusal, any order.

use chrono::NaiveDate;
use kpi_cohort::{
    FirstPurchase, Refunds, RfmBuilder, RfmError, RfmOptions, RfmTable, SameDay, ZeroSpend,
};
use kpi_types::{Currency, Money, day_number};
use proptest::prelude::*;
use rust_decimal::Decimal;

type Orders<'a> = &'a [(&'a str, u32, i64)];

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, d).unwrap()
}

fn builder(orders: Orders<'_>, options: RfmOptions) -> RfmBuilder<String> {
    let mut builder = RfmBuilder::new(Currency::JPY, options);
    for (customer, d, amount) in orders {
        let amount = Money::new(Decimal::from(*amount), Currency::JPY);
        builder.observe((*customer).to_owned(), day(*d), amount).unwrap();
    }
    builder
}

fn table(orders: Orders<'_>, options: RfmOptions) -> RfmTable<String> {
    builder(orders, options).finish(day(31)).unwrap()
}

/// x, t_x, T, number and sum of the spend of the only customer.
fn only(orders: Orders<'_>, options: RfmOptions) -> (u64, u32, u32, u64, Decimal) {
    let table = table(orders, options);
    let [row] = table.rows() else { panic!("{} customers", table.rows().len()) };
    let spend = row.spend;
    (row.repeat_purchases, row.last_days, row.age_days, spend.purchases, spend.total.amount())
}

#[test]
fn orders_of_one_day() {
    let orders = [("a", 1, 100), ("a", 1, 40), ("a", 11, 30), ("a", 11, 20)];
    let options = RfmOptions::default();
    assert_eq!(only(&orders, options), (1, 10, 30, 1, Decimal::from(50)));
    let separate = options.with_same_day(SameDay::Separate);
    // The smaller order of the first day is the first: 100, 20 and 30 are repeats.
    assert_eq!(only(&orders, separate), (3, 10, 30, 3, Decimal::from(150)));
    let first_day = [("a", 1, 100), ("a", 1, 40)];
    assert_eq!(only(&first_day, separate), (1, 0, 30, 1, Decimal::from(100)));
}

#[test]
fn the_first_purchase_in_the_mean() {
    let orders = [("a", 1, 100), ("a", 11, 50)];
    let included = RfmOptions::default().with_first_purchase(FirstPurchase::Included);
    assert_eq!(only(&orders, included), (1, 10, 30, 2, Decimal::from(150)));
    let table = table(&orders, included);
    let spend = table.rows()[0].spend_history().unwrap();
    assert_eq!((spend.purchases(), spend.mean()), (2, 75.0));
    assert_eq!(table.sample().repeat_purchases(), 1);
    assert_eq!(table.spend_sample().customers(), 1);
}

#[test]
fn purchases_of_nothing() {
    let orders = [("a", 1, 0), ("a", 3, 0), ("a", 11, 50), ("b", 5, 0)];
    let counted = table(&orders, RfmOptions::default());
    assert_eq!(counted.rows().len(), 2);
    assert_eq!(counted.rows()[0].repeat_purchases, 2);
    assert_eq!(counted.rows()[0].spend.mean(), Some(Decimal::from(25)));
    let dropped = table(&orders, RfmOptions::default().with_zero_spend(ZeroSpend::Drop));
    assert_eq!(dropped.rows().len(), 1);
    assert_eq!(dropped.without_orders(), 1);
    let row = &dropped.rows()[0];
    assert_eq!((row.first, row.repeat_purchases, row.age_days), (day(11), 0, 20));
    // A mean of zero is no spend to fit a model to.
    let free = table(&[("a", 1, 5), ("a", 2, 0)], RfmOptions::default());
    assert_eq!(free.rows()[0].spend.mean(), Some(Decimal::ZERO));
    assert_eq!(free.rows()[0].spend_history(), None);
}

#[test]
fn refunds() {
    let orders = [("a", 1, 100), ("a", 5, 60), ("a", 9, 50), ("a", 12, -70)];
    let ignored = RfmOptions::default().with_refunds(Refunds::Ignore);
    assert_eq!(only(&orders, ignored), (2, 8, 30, 2, Decimal::from(110)));
    let netted = RfmOptions::default().with_refunds(Refunds::Net);
    // 50 of the 9th, then 20 of the 5th; the 9th stays as a purchase of nothing.
    assert_eq!(only(&orders, netted), (2, 8, 30, 2, Decimal::from(40)));
    let dropped = netted.with_zero_spend(ZeroSpend::Drop);
    assert_eq!(only(&orders, dropped), (1, 4, 30, 1, Decimal::from(40)));
    // What nothing covers is reported, and takes no later order.
    let early = [("a", 1, 10), ("a", 2, -25), ("a", 5, 60)];
    let table = table(&early, netted);
    assert_eq!(table.rows()[0].unmatched_refunds.amount(), Decimal::from(15));
    assert_eq!(table.rows()[0].spend.total.amount(), Decimal::from(60));
}

#[test]
fn calibration_and_holdout() {
    let orders = [
        ("a", 1, 100),
        ("a", 9, 50),
        ("a", 15, 30),
        ("a", 16, -40),
        ("a", 20, 70),
        ("a", 30, 1),
        ("b", 12, 5),
    ];
    let options = RfmOptions::default().with_refunds(Refunds::Net);
    let table = builder(&orders, options).finish_with_holdout(day(10), day(20)).unwrap();
    assert_eq!((table.rows().len(), table.came_later()), (1, 1));
    assert_eq!((table.holdout_days(), table.holdout_end()), (Some(10), Some(day(20))));
    assert_eq!((table.calibration_end(), table.currency()), (day(10), Currency::JPY));
    let row = &table.rows()[0];
    assert_eq!((row.repeat_purchases, row.last_days, row.age_days), (1, 8, 9));
    let holdout = row.holdout.unwrap();
    assert_eq!(holdout.spend.purchases, 2);
    assert_eq!(holdout.spend.total.amount(), Decimal::from(70));
    // 30 of the refund of 40 met an order of the holdout; calibration is not touched.
    assert_eq!(holdout.unmatched_refunds.amount(), Decimal::from(10));
    assert_eq!(row.spend.total.amount(), Decimal::from(50));
    for (until, repeats) in [(8, 0), (9, 1), (15, 2), (20, 3), (31, 3)] {
        assert_eq!(table.repeat_purchases_until(day(until)), repeats);
    }
}

#[test]
fn every_refusal() {
    let mut one = RfmBuilder::<u64>::new(Currency::JPY, RfmOptions::default());
    let usd = Currency::try_new("USD").unwrap();
    let dollars = one.observe(7, day(1), Money::new(Decimal::ONE, usd)).unwrap_err();
    assert!(matches!(&dollars, RfmError::Currency { customer, .. } if customer == "7"));
    let refund = one.observe(7, day(2), Money::new(-Decimal::ONE, Currency::JPY)).unwrap_err();
    assert!(refund.to_string().contains("an order of 7 on 2026-01-02 is -1"), "{refund}");
    let columns = one.observe_columns(&[1, 2], &[0], &[Decimal::ONE]).unwrap_err();
    assert!(matches!(columns, RfmError::Columns { customers: 2, days: 1, amounts: 1 }));
    let no_day = one.observe_columns(&[1], &[i32::MAX], &[Decimal::ONE]).unwrap_err();
    assert!(matches!(no_day, RfmError::Day { .. }));
    let refund = one.observe_columns(&[1], &[0], &[-Decimal::ONE]).unwrap_err();
    assert!(matches!(refund, RfmError::Refund { .. }));
    let netting = RfmOptions::default().with_refunds(Refunds::Net);
    let other = RfmBuilder::<u64>::new(Currency::JPY, netting);
    assert!(matches!(one.merge(other), Err(RfmError::Rules { .. })));
    assert!(matches!(
        one.clone().finish_with_holdout(day(2), day(2)),
        Err(RfmError::Holdout { .. })
    ));
    for _ in 0..2 {
        one.observe(9, day(1), Money::new(Decimal::MAX, Currency::JPY)).unwrap();
    }
    let sum = one.finish(day(3)).unwrap_err();
    assert!(matches!(&sum, RfmError::Sum { customer, .. } if customer == "9"), "{sum}");
}

fn options() -> impl Strategy<Value = RfmOptions> {
    (any::<[bool; 3]>(), 0..3_u8).prop_map(|([day, zero, first], refunds)| {
        RfmOptions::default()
            .with_same_day(if day { SameDay::Merge } else { SameDay::Separate })
            .with_zero_spend(if zero { ZeroSpend::Count } else { ZeroSpend::Drop })
            .with_first_purchase(if first {
                FirstPurchase::Excluded
            } else {
                FirstPurchase::Included
            })
            .with_refunds(if refunds == 0 { Refunds::Ignore } else { Refunds::Net })
    })
}

proptest! {
    /// Any order, any split, rows or columns: one table. And what it holds makes sense.
    #[test]
    fn the_table_does_not_depend_on_arrival(
        orders in prop::collection::vec((0..5_u64, 0..40_i32, -30..60_i64), 0..60),
        options in options(),
        cut in 0..60_usize,
    ) {
        let start = day_number(day(1));
        let fill = |part: &[(u64, i32, i64)], turned: bool| {
            let mut builder = RfmBuilder::<u64>::new(Currency::JPY, options);
            let mut part = part.to_vec();
            if turned {
                part.reverse();
                let ids: Vec<u64> = part.iter().map(|o| o.0).collect();
                let days: Vec<i32> = part.iter().map(|o| start + o.1).collect();
                let amounts: Vec<Decimal> = part.iter().map(|o| Decimal::from(o.2)).collect();
                builder.observe_columns(&ids, &days, &amounts).unwrap();
            } else {
                for (id, d, amount) in part {
                    let date = kpi_types::date_of_day(start + d).unwrap();
                    let money = Money::new(Decimal::from(amount), Currency::JPY);
                    builder.observe(id, date, money).unwrap();
                }
            }
            builder
        };
        let whole = fill(&orders, false).finish_with_holdout(day(20), day(31)).unwrap();
        let (one, two) = orders.split_at(cut.min(orders.len()));
        let mut merged = fill(two, true);
        merged.merge(fill(one, true)).unwrap();
        let merged = merged.finish_with_holdout(day(20), day(31)).unwrap();
        prop_assert_eq!(&merged, &whole);
        for row in whole.rows() {
            prop_assert!(row.last_days <= row.age_days);
            prop_assert!(row.repeat_purchases > 0 || row.last_days == 0);
            prop_assert!(row.spend.total.amount() >= Decimal::ZERO);
            let first = u64::from(options.first_purchase == FirstPurchase::Included);
            prop_assert_eq!(row.spend.purchases, row.repeat_purchases + first);
        }
        let repeats: u64 = whole.rows().iter().map(|r| r.repeat_purchases).sum();
        prop_assert_eq!(whole.sample().repeat_purchases(), repeats);
        let held: u64 = whole.rows().iter().map(|r| r.holdout.unwrap().spend.purchases).sum();
        prop_assert_eq!(whole.repeat_purchases_until(day(31)), repeats + held);
    }
}

//! Totals by period ends take a short way; the movements one by one take the long one. Both say the
//! same, whatever the number of products, periods, currencies and parts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::BTreeMap;

use kpi_revenue::{
    BillingInterval, Ledger, LineColumns, MovementBasis, MovementKind, Policy, ReactivationRule,
};
use kpi_types::{Calendar, Currency, Grain, ProductId, date_of_day};
use proptest::prelude::*;
use rust_decimal::Decimal;

const FIRST: i32 = 20_089; // 2025-01-01

#[derive(Debug, Clone)]
struct Line {
    customer: u32,
    product: u32,
    price: i64,
    start: i32,
    end: i32,
}

fn line(products: u32) -> impl Strategy<Value = Line> {
    let days = prop_oneof![3 => 1..60_i32, 1 => 1..400_i32, 1 => Just(i32::MAX)];
    (0..6_u32, 0..products, prop_oneof![9 => 1..5_000_i64, 1 => Just(0)], 0..300_i32, days)
        .prop_map(|(customer, product, price, start, days)| {
            let start = FIRST + start;
            Line { customer, product, price, start, end: start.saturating_add(days) }
        })
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let few = prop::collection::vec(line(5), 0..60);
    // More than fit into the bits of one customer.
    let many = prop::collection::vec(line(400), 500..700);
    prop_oneof![4 => few, 1 => many]
}

type Columns = (Vec<u32>, Vec<u32>, Vec<i64>, Vec<i32>, Vec<i32>);

fn columns(lines: &[Line]) -> Columns {
    let mut all = Columns::default();
    for line in lines {
        all.0.push(line.customer);
        all.1.push(line.product);
        all.2.push(line.price);
        all.3.push(line.start);
        all.4.push(line.end);
    }
    all
}

fn part(columns: &Columns, interval: BillingInterval, currency: Currency) -> LineColumns<'_> {
    let (customer, product, price_minor, start, end) = columns;
    LineColumns { customer, product, price_minor, start, end, interval, currency }
}

fn ends_agree_with_movements(ledger: &Ledger<'_>, grain: Grain, product: Option<&ProductId>) {
    let calendar = Calendar::utc();
    let period = |day| calendar.period_of(date_of_day(day).unwrap(), grain).unwrap();
    for currency in ledger.currencies() {
        let mut view = ledger.view_in(*currency).unwrap();
        if let Some(product) = product {
            view = view.product(product).unwrap();
        }
        // The first periods are history.
        let (first, last) = (period(FIRST + 40), period(FIRST + 340));
        let totals = view.totals(first, last).unwrap();
        let mut sums: BTreeMap<_, Decimal> = BTreeMap::new();
        let mut movers: BTreeMap<_, std::collections::BTreeSet<String>> = BTreeMap::new();
        for m in view.movements(first, last).unwrap() {
            let at = (calendar.period_of(m.date, grain).unwrap(), m.kind);
            *sums.entry(at).or_default() += m.amount.amount();
            movers.entry(at).or_default().insert(m.customer.to_string());
        }
        for pair in totals.windows(2) {
            let [before, after] = pair else { panic!("two of them") };
            assert_eq!(before.closing().unwrap(), after.opening().unwrap());
            assert_eq!(before.closing_customers(), after.opening_customers());
        }
        for total in &totals {
            assert!(total.closes());
            for kind in MovementKind::ALL {
                let at = (total.period(), kind);
                let found = sums.get(&at).copied().unwrap_or_default().abs();
                assert_eq!(total.movement(kind).unwrap().amount(), found, "{kind:?}");
                let found = movers.get(&at).map_or(0, std::collections::BTreeSet::len);
                assert_eq!(total.movers(kind), found as u64, "{kind:?}");
            }
            let came = total.opening_customers() + total.joins() + total.returns();
            assert_eq!(came - total.churns(), total.closing_customers());
            assert_eq!(total.churns(), total.lost());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_short_way_and_the_long_way_agree(
        one in lines(),
        two in lines(),
        within in prop::option::of(0_u32..90),
        grain in prop::sample::select(vec![Grain::Day, Grain::Week, Grain::Month]),
        only in any::<bool>(),
    ) {
        let mut policy = Policy::default().with_movement_basis(MovementBasis::PeriodEnds);
        if let Some(days) = within {
            policy = policy.with_reactivation(ReactivationRule::WithinDays(days));
        }
        let (one, two) = (columns(&one), columns(&two));
        let parts = [
            part(&one, BillingInterval::MONTH, Currency::USD),
            part(&two, BillingInterval::YEAR, Currency::USD),
            part(&two, BillingInterval::MONTH, Currency::JPY),
        ];
        let product = ProductId::try_new("1").unwrap();
        let product = only.then_some(&product);
        for parts in [&parts[..1], &parts[..]] {
            let ledger = Ledger::try_from_column_parts(parts, &policy).unwrap();
            ends_agree_with_movements(&ledger, grain, product);
        }
    }
}

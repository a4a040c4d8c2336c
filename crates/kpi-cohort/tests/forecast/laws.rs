//! Laws that hold for every book.

use kpi_cohort::{ForecastFigure, ForecastMonth, RevenueForecast};
use kpi_stats::ConfidenceLevel;
use kpi_types::{EstimateMethod, Grain, Period};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::books::{Row, history, months, quick, still, usd};

const LAST: i32 = 19;

/// Customers who come, go, come back and change.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0_u32..12, 0..=LAST, 0_i64..500);
    let stay = (0_u32..12, 0..LAST, 1_i32..20, 1_i64..300).prop_map(|(who, from, long, amount)| {
        (from..(from + long).min(LAST + 1)).map(|month| (who, month, amount)).collect::<Vec<_>>()
    });
    (prop::collection::vec(row, 0..20), prop::collection::vec(stay, 1..15)).prop_map(
        |(mut rows, stays)| {
            rows.extend(stays.into_iter().flatten());
            // Somebody from first to last, so that there is always a forecast.
            rows.extend((0..=LAST).map(|month| (99, month, 50)));
            rows
        },
    )
}

fn figures(month: &ForecastMonth) -> [ForecastFigure; 6] {
    let (heads, mrr) = (month.customers(), month.mrr());
    [
        heads.total(),
        heads.existing(),
        heads.new_business(),
        mrr.total(),
        mrr.existing(),
        mrr.new_business(),
    ]
}

fn forecast(rows: &[Row]) -> RevenueForecast {
    history(rows, LAST).forecast(quick()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn order_and_split_do_not_matter(rows in rows(), cut in 0_usize..100, turn in 0_usize..100) {
        let plain = forecast(&rows);
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let (left, right) = turned.split_at(cut.min(turned.len()));
        let mut first = months(left);
        first.merge(months(right)).unwrap();
        let merged = first.finish(LAST).unwrap();
        prop_assert_eq!(&merged, &history(&rows, LAST));
        prop_assert_eq!(merged.forecast(quick()).unwrap(), plain);
    }

    #[test]
    fn columns_and_periods_are_rows(rows in rows()) {
        let mut columns = months(&[]);
        let ids: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let at: Vec<i32> = rows.iter().map(|row| row.1).collect();
        let amounts: Vec<Decimal> = rows.iter().map(|row| row.2.into()).collect();
        columns.observe_columns(&ids, &at, &amounts).unwrap();
        let mut periods = months(&[]);
        for (who, month, amount) in &rows {
            periods.observe_period(*who, Period::new(Grain::Month, *month), usd(*amount)).unwrap();
        }
        let plain = history(&rows, LAST);
        prop_assert_eq!(&columns.finish(LAST).unwrap(), &plain);
        prop_assert_eq!(&periods.finish(LAST).unwrap(), &plain);
    }

    #[test]
    fn a_longer_horizon_keeps_the_first_months(rows in rows()) {
        let history = history(&rows, LAST);
        let short = history.forecast(quick().with_months(4).unwrap()).unwrap();
        let long = history.forecast(quick().with_months(9).unwrap()).unwrap();
        prop_assert_eq!(short.months(), &long.months()[..4]);
    }

    #[test]
    fn figures_are_in_order_and_add_up(rows in rows()) {
        let found = forecast(&rows);
        for month in found.months() {
            for figure in figures(month) {
                let e = figure.estimate();
                // The median path lies in the interval, and nothing is below nothing.
                prop_assert!(0.0 <= e.lower() && e.lower() <= figure.median());
                prop_assert!(figure.median() <= e.upper());
                prop_assert_eq!((e.n(), e.method()), (59, EstimateMethod::Simulation));
            }
            for split in [month.customers(), month.mrr()] {
                let point = |figure: ForecastFigure| figure.estimate().point();
                let parts = point(split.existing()) + point(split.new_business());
                let whole = point(split.total());
                prop_assert!((parts - whole).abs() <= 1e-9 * whole.max(1.0), "{} {}", parts, whole);
            }
        }
    }

    #[test]
    fn totals_are_those_of_the_rows(rows in rows()) {
        let history = history(&rows, LAST);
        for (totals, month) in history.totals().iter().zip(history.first_month()..) {
            let (heads, mrr) = (totals.customers().unwrap(), totals.mrr().unwrap());
            let mine = |row: &&Row| row.1 == month && row.2 > 0;
            let sum: i64 = rows.iter().filter(mine).map(|row| row.2).sum();
            let mut who: Vec<u32> = rows.iter().filter(mine).map(|row| row.0).collect();
            who.sort_unstable();
            who.dedup();
            prop_assert_eq!((heads, mrr), (who.len() as u64, usd(sum)));
        }
    }

    /// In another currency unit the amounts are multiplied, the customers the same.
    #[test]
    fn amounts_scale(rows in rows()) {
        let doubled: Vec<Row> = rows.iter().map(|(who, month, a)| (*who, *month, a * 2)).collect();
        let (plain, doubled) = (forecast(&rows), forecast(&doubled));
        for (one, two) in plain.months().iter().zip(doubled.months()) {
            prop_assert_eq!(one.customers(), two.customers());
            let (one, two) = (one.mrr().total(), two.mrr().total());
            prop_assert_eq!(one.estimate().point() * 2.0, two.estimate().point());
            prop_assert_eq!(one.median() * 2.0, two.median());
        }
    }

    #[test]
    fn a_higher_level_is_wider(rows in rows()) {
        let history = history(&rows, LAST);
        let at = |level| history.forecast(quick().with_level(level)).unwrap();
        let (low, high) = (at(ConfidenceLevel::try_new(0.5).unwrap()), at(ConfidenceLevel::P95));
        for (low, high) in low.months().iter().zip(high.months()) {
            for (low, high) in figures(low).into_iter().zip(figures(high)) {
                let (low, high) = (low.estimate(), high.estimate());
                prop_assert!(high.lower() <= low.lower() && low.upper() <= high.upper());
                prop_assert_eq!(low.point(), high.point());
            }
        }
    }
}

/// 5 customers, 19 steps, nobody ever left: the chance of leaving is Gamma(1/2) ÷ 95. SciPy 1.17.1
/// (`quad` over the gamma density): 4.7094 of 5 are expected after 12 months; all five stay with a
/// chance of 0.782, four or more 0.943, three or more 0.987.
#[test]
fn a_book_where_nobody_left_can_still_lose_somebody() {
    use kpi_cohort::NeverSeen;
    let options = quick().with_paths(4_999);
    let found = history(&still(5, 20), LAST).forecast(options).unwrap();
    let year = found.months()[11].customers();
    let (total, new) = (year.total().estimate(), year.new_business().estimate());
    // The standard error of 4,999 paths is 0.01.
    assert!((total.point() - 4.709_4).abs() < 0.04, "{total}");
    assert_eq!((total.lower(), total.upper(), year.total().median()), (3.0, 5.0, 5.0));
    assert_eq!([new.point(), new.lower(), new.upper()], [0.0; 3]);
    let mrr = found.months()[11].mrr().total().estimate();
    assert!(mrr.lower() < 60.0 && mrr.upper() == 60.0, "{mrr}");
    let basis = found.basis();
    assert_eq!((basis.at_risk, basis.left, basis.expanded, basis.growth), (95, 0, 0, Some(1.0)));
    assert_eq!(basis.never_seen, NeverSeen::ALL);
    assert_eq!((basis.leaving_shock, basis.returning_shock), (0.0, 0.0));
    assert_eq!((found.origin(), found.months()[0].month()), (LAST, LAST + 1));
}

#[test]
fn one_seed_is_one_forecast_and_two_are_two() {
    let mut rows = still(10, 20);
    rows.retain(|(customer, month, _)| *month < 10 + 2 * *customer as i32);
    let history = history(&rows, LAST);
    let of = |seed| history.forecast(quick().with_seed(seed)).unwrap().months().to_vec();
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
}

/// Months after the last one that is over are left out, counted, and change nothing.
#[test]
fn later_months_are_left_out() {
    let mut rows = still(5, 20);
    let plain = history(&rows, LAST);
    rows.extend([(1, LAST + 1, 900), (44, LAST + 2, 900)]);
    let cut = history(&rows, LAST);
    assert_eq!((plain.rows_after(), cut.rows_after()), (0, 2));
    assert_eq!(plain.forecast(quick()), cut.forecast(quick()));
}

/// Texts work as well as numbers; rows of one customer and month add up, zero is no customer.
#[test]
fn products_add_up_and_free_plans_are_no_customers() {
    let mut book = kpi_cohort::RevenueMonths::<String>::new(kpi_types::Currency::USD)
        .with_negative_rows(kpi_cohort::NegativeRows::AddedUp);
    for month in 0..14 {
        for (who, amount) in
            [("acme", 30), ("acme", 12), ("free", 0), ("credit", 5), ("credit", -5)]
        {
            book.observe(who.to_owned(), month, usd(amount)).unwrap();
        }
    }
    let history = book.finish(13).unwrap();
    assert_eq!((history.ever_customers(), history.totals()[13].mrr()), (1, Some(usd(42))));
}

#[cfg(feature = "serde")]
#[test]
fn options_read_back_and_are_checked() {
    use kpi_cohort::RevenueForecastOptions as Options;
    let options = Options::default().with_months(24).unwrap().with_seed(u64::MAX);
    let text = serde_json::to_string(&options).unwrap();
    assert_eq!(serde_json::from_str::<Options>(&text).unwrap(), options);
    assert_eq!(serde_json::from_str::<Options>("{}").unwrap(), Options::default());
    for bad in ["{\"months\":0}", "{\"window\":3}", "{\"size_classes\":0}", "{\"sede\":1}"] {
        assert!(serde_json::from_str::<Options>(bad).is_err(), "{bad}");
    }
}

//! Forecasts of the past on a book made by hand.

use kpi_cohort::{BackTestMethod, RevenueBackTestOptions, RevenueForecastError};
use kpi_stats::NaiveForecastError;

use crate::books::{Row, history, months, quick, still};

/// Customers who all stay; one more each month, from January 1970 (month 0).
fn growing(length: i32) -> Vec<Row> {
    let of = |customer: i32| (customer..length).map(move |month| (customer as u32, month, 10));
    (0..length).flat_map(of).collect()
}

/// Month m ends with m + 1 customers at 10. A year ahead of origin m there are m + 13.
#[test]
fn origins_are_quarter_ends_and_every_method_is_judged() {
    let history = history(&growing(36), 35);
    let test = history.back_test(RevenueBackTestOptions::default().with_forecast(quick())).unwrap();
    // 13 months are known after month 12; the next end of a quarter is March 1971, month 14.
    let origins: Vec<(i32, i32)> = test.rows().iter().map(|row| (row.origin, row.target)).collect();
    assert_eq!(origins, [(14, 26), (17, 29), (20, 32), (23, 35)]);
    for row in test.rows() {
        let at = f64::from(row.origin);
        assert_eq!((row.customers.actual, row.mrr.actual), (at + 13.0, 10.0 * (at + 13.0)));
        assert_eq!(row.customers.last_value, at + 1.0);
        let growth = (at + 1.0) * (at + 1.0) / (at - 11.0);
        assert!((row.customers.last_years_growth.unwrap() - growth).abs() < 1e-9);
        // One newcomer a month without error, and nobody ever left: at best what came, and less by
        // what so short a past cannot rule out.
        for (figure, unit) in [(&row.customers, 1.0), (&row.mrr, 10.0)] {
            let said = figure.forecast;
            assert!((said.upper() - figure.actual).abs() < 0.05 * unit, "{row:?}");
            assert!(said.point() > figure.last_value && said.point() <= figure.actual, "{row:?}");
        }
    }
    let naive = test.errors(BackTestMethod::LastValue, |row| &row.customers).unwrap();
    assert_eq!((naive.n(), naive.bias()), (4, Ok(-12.0)));
    let model = test.errors(BackTestMethod::Model, |row| &row.mrr).unwrap();
    assert!(model.mean_absolute_error().unwrap() < 20.0);
    assert_eq!(test.coverage(|row| &row.customers).unwrap().n(), 4);
}

/// What comes after an origin does not reach the forecast made there.
#[test]
fn nothing_of_the_future_is_known() {
    let calm = growing(30);
    let mut shaken = calm.clone();
    // From month 21 on everybody pays tenfold and half are gone.
    shaken.retain(|(customer, month, _)| *month <= 20 || customer % 2 == 0);
    shaken.iter_mut().filter(|row| row.1 > 20).for_each(|row| row.2 *= 10);
    let options = RevenueBackTestOptions::default().with_forecast(quick());
    let of = |rows: &[Row]| history(rows, 29).back_test(options).unwrap().rows()[0].clone();
    let (calm, shaken) = (of(&calm), of(&shaken));
    assert_eq!((calm.origin, calm.mrr.forecast), (shaken.origin, shaken.mrr.forecast));
    assert!(calm.mrr.actual != shaken.mrr.actual);
    // And the forecast at an origin is the forecast from the history cut there.
    let history = history(&growing(30), 29);
    let cut = history.known_until(14).unwrap().forecast(quick()).unwrap();
    assert_eq!(cut.months().last().unwrap().mrr().total().estimate(), calm.mrr.forecast);
}

#[test]
fn a_book_that_stands_still_is_held_by_its_intervals() {
    let history = history(&still(5, 40), 39);
    let every = std::num::NonZeroU32::MIN;
    let options = RevenueBackTestOptions::default().with_forecast(quick()).with_every(every);
    let test = history.back_test(options).unwrap();
    // Origins 12 to 27.
    assert_eq!(test.rows().len(), 16);
    for method in [BackTestMethod::LastValue, BackTestMethod::LastYearsGrowth] {
        let errors = test.errors(method, |row| &row.mrr).unwrap();
        assert_eq!(errors.mean_absolute_error(), Ok(0.0), "{method:?}");
    }
    // Nobody has left so far, which is not a promise: a little less is expected.
    for row in test.rows() {
        assert!(row.mrr.forecast.point() < 60.0 && row.mrr.forecast.point() > 50.0, "{row:?}");
        assert_eq!(row.mrr.forecast.upper(), 60.0);
    }
    assert_eq!(test.coverage(|row| &row.mrr).unwrap().point(), 1.0);
    assert_eq!(test.options(), options);
}

/// Nobody a year before the origin: that growth does not exist, and is not counted as right.
#[test]
fn growth_from_nothing_is_left_out() {
    let mut rows = still(3, 2);
    rows.extend((14..40).flat_map(|month| [(7, month, 10), (8, month, 10)]));
    let options = RevenueBackTestOptions::default().with_forecast(quick());
    let mut book = months(&rows);
    (0..40).for_each(|month| book.observe_month(month));
    let test = book.finish(39).unwrap().back_test(options).unwrap();
    let first = &test.rows()[0];
    assert_eq!(first.origin, 14);
    assert_eq!(first.mrr.last_years_growth, Err(NaiveForecastError::NoBase { value: 0.0 }));
    let growth = test.errors(BackTestMethod::LastYearsGrowth, |row| &row.mrr).unwrap();
    assert!(growth.n() < test.rows().len() as u64);
}

#[test]
fn too_short_for_any_origin() {
    let history = history(&still(2, 26), 25);
    let test = history.back_test(RevenueBackTestOptions::default().with_forecast(quick()));
    // Known until month 14, 12 more: 27 months.
    let expected = RevenueForecastError::TooFewMonths { months: 26, needed: 27 };
    assert_eq!(test.unwrap_err(), expected);
}

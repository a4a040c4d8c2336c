//! Every refusal, with what it says.

use kpi_cohort::{
    BackTestMethod, NegativeRows, RevenueBackTestOptions, RevenueForecastError as E,
    RevenueForecastOptions, RevenueMonths,
};
use kpi_stats::{ConfidenceLevel, DampedTrendError, ForecastScoreError};
use kpi_types::{Currency, EstimateError, Grain, Money, Period};
use rust_decimal::Decimal;

use crate::books::{history, months, quick, still, usd};

#[test]
fn rows_that_cannot_be_taken() {
    let mut book = RevenueMonths::<u32>::new(Currency::USD);
    let yen = Money::new(1.into(), Currency::JPY);
    let (found, wanted) = (Currency::JPY, Currency::USD);
    let error = book.observe(7, 3, yen).unwrap_err();
    assert_eq!(error, E::Currency { customer: "7".to_owned(), month: 3, found, wanted });
    assert_eq!(error.to_string(), "the balance of 7 in month 3 is in JPY, not in USD");
    let quarter = Period::new(Grain::Quarter, 3);
    let error = book.observe_period(7, quarter, usd(1)).unwrap_err();
    assert_eq!(error, E::Grain { customer: "7".to_owned(), grain: Grain::Quarter });
    let error = book.observe_columns(&[1, 2], &[1], &[]).unwrap_err();
    assert_eq!(error, E::Columns { customers: 2, months: 1, amounts: 0 });
    let other = RevenueMonths::<u32>::new(Currency::JPY);
    assert_eq!(book.merge(other), Err(E::OtherCurrency { found, wanted }));
    // Nothing of it was taken.
    assert_eq!(book.finish(9), Err(E::NoCustomers { month: 9 }));
}

#[test]
fn sums_that_cannot_be() {
    let mut book = RevenueMonths::<u32>::new(Currency::USD);
    book.observe(4, 2, usd(5)).unwrap();
    let amount = Decimal::from(-6);
    let customer = || "4".to_owned();
    let error = book.observe(4, 2, usd(-6)).unwrap_err();
    assert_eq!(error, E::NegativeRow { row: 1, customer: customer(), month: 2, amount });
    assert_eq!(
        error.to_string(),
        "row 1 (customer 4, month 2): amount is -6: allowed is 0 or more, or any amount with \
         NegativeRows::AddedUp"
    );
    let columns = book.observe_columns(&[1, 2, 4], &[2; 3], &[1.into(), 0.into(), amount]);
    assert_eq!(columns, Err(E::NegativeRow { row: 2, customer: customer(), month: 2, amount }));
    // Nothing of it was taken.
    assert_eq!(book.clone().finish(2).unwrap().totals()[0].mrr(), Some(usd(5)));
    let mut admitted = book.with_negative_rows(NegativeRows::AddedUp);
    admitted.observe(4, 2, usd(-6)).unwrap();
    let error = admitted.clone().finish(2).unwrap_err();
    let amount = Decimal::from(-1);
    assert_eq!(error, E::Negative { customer: customer(), month: 2, amount });
    admitted.observe(4, 2, usd(3)).unwrap();
    assert_eq!(admitted.finish(2).unwrap().totals()[0].mrr(), Some(usd(2)));
    let largest = Money::new(Decimal::MAX, Currency::USD);
    let mut book = RevenueMonths::<u32>::new(Currency::USD);
    book.observe(1, 2, largest).unwrap();
    let mut same = book.clone();
    same.observe(1, 2, largest).unwrap();
    assert_eq!(same.finish(2), Err(E::TooLarge { month: 2 }));
    book.observe(2, 2, largest).unwrap();
    assert_eq!(book.finish(2), Err(E::TooLarge { month: 2 }));
}

#[test]
fn months_that_cannot_be() {
    let far = months(&[(1, i32::MIN, 1)]).finish(i32::MAX);
    let (first, last, most) = (i32::MIN, i32::MAX, 2_400);
    assert_eq!(far, Err(E::TooManyMonths { first, last, most }));
    let history = history(&still(2, 20), 19);
    for month in [-1, 20] {
        let error = history.known_until(month).unwrap_err();
        assert_eq!(error, E::Month { month, first: 0, last: 19 });
    }
    assert_eq!(history.known_until(19), Ok(history.clone()));
}

#[test]
fn nothing_to_learn_from() {
    let short = history(&still(2, 12), 11).forecast(quick());
    assert_eq!(short, Err(E::TooFewMonths { months: 12, needed: 13 }));
    assert_eq!(
        short.unwrap_err().to_string(),
        "12 months are too few: a forecast needs at least 13"
    );
    // Everybody left before the last month; without a row of it, nobody looked.
    let unseen = history(&still(2, 20), 20).forecast(quick());
    assert_eq!(unseen, Err(E::NotObserved { month: 20 }));
    let mut gone = months(&still(2, 20));
    gone.observe_month(20);
    assert_eq!(gone.finish(20).unwrap().forecast(quick()), Err(E::NoCustomers { month: 20 }));
    // Every other month: no step from one to the next was seen.
    let mut sparse = still(2, 41);
    sparse.retain(|row| row.1 % 2 == 0);
    let error = history(&sparse, 40).forecast(quick()).unwrap_err();
    assert_eq!(error, E::TooFewSteps { steps: 0, needed: 6, window: 24 });
}

#[test]
fn options_out_of_range() {
    let options = RevenueForecastOptions::default();
    assert_eq!(options.with_months(0), Err(E::Ahead { months: 0, most: 120 }));
    assert_eq!(options.with_months(121), Err(E::Ahead { months: 121, most: 120 }));
    let window = options.with_window(11).unwrap_err();
    assert_eq!(window.to_string(), "window is 11: expected at least 12 months");
    assert!(matches!(options.with_size_classes(0), Err(E::Option { option: "size_classes", .. })));
    assert!(options.with_size_classes(11).is_err());
    let history = history(&still(2, 20), 19);
    let few = history.forecast(options.with_paths(38));
    assert_eq!(few, Err(E::TooFewPaths { paths: 38, needed: 39 }));
    assert!(history.forecast(options.with_paths(39)).is_ok());
    let tiny = ConfidenceLevel::from_alpha(1e-9).unwrap();
    assert!(matches!(history.forecast(options.with_level(tiny)), Err(E::TooFewPaths { .. })));
}

/// Growth that doubles each month for ten years on amounts near the end of the range stays finite;
/// the sum of squares of newcomers too. What does not is an error, not infinity.
#[test]
fn what_runs_out_of_range_is_an_error() {
    let mut book = RevenueMonths::<u32>::new(Currency::USD);
    let mut amount = Decimal::new(1, 28);
    for month in 0..28 {
        book.observe(1, month, Money::new(amount, Currency::USD)).unwrap();
        amount *= Decimal::ONE_HUNDRED;
    }
    // A hundredfold a month, 120 months on from 10^26: 10^266, still a number.
    let options = quick().with_months(120).unwrap();
    let forecast = book.clone().finish(27).unwrap().forecast(options).unwrap();
    assert!(forecast.months()[119].mrr().total().estimate().point() > 1e200);
    // Ten-thousandfold: beyond what a number holds.
    let mut book = RevenueMonths::<u32>::new(Currency::USD);
    let mut amount = Decimal::new(1, 28);
    for month in 0..14 {
        book.observe(1, month, Money::new(amount, Currency::USD)).unwrap();
        amount *= Decimal::from(10_000);
    }
    let error = book.finish(13).unwrap().forecast(options).unwrap_err();
    // The paths are numbers still; their mean is not.
    assert!(matches!(error, E::Estimate(EstimateError::NotFinite { .. })), "{error:?}");
}

/// A figure that is changed to what is no number is refused when errors are added up.
#[test]
fn figures_that_are_no_numbers_are_not_judged() {
    let book = history(&still(3, 40), 39);
    let test = book.back_test(RevenueBackTestOptions::default().with_forecast(quick())).unwrap();
    let mut figure = test.rows()[0].mrr.clone();
    figure.actual = f64::NAN;
    let figure: &'static _ = Box::leak(Box::new(figure));
    let error = test.errors(BackTestMethod::LastValue, |_| figure).unwrap_err();
    assert!(matches!(error, E::Score(ForecastScoreError::NotFinite { .. })), "{error:?}");
    assert!(matches!(test.coverage(|_| figure), Err(E::Score(_))));
}

/// Half a year of steps has at least six counts of newcomers, so no history leads here: only that the
/// reason is passed on with its name.
#[test]
fn the_reason_of_newcomers_is_passed_on() {
    let reason = DampedTrendError::TooShort { n: 2, needed: 6 };
    let error = E::from(reason);
    assert_eq!(error, E::Newcomers(reason));
    assert_eq!(error.to_string(), "newcomers: 2 values are too few for a damped trend: at least 6");
}

//! Months that nobody looked at: neither zero nor churn nor return.

use kpi_cohort::{LeftOutReason, MonthTotals, RevenueBackTestOptions, RevenueForecastError as E};
use kpi_stats::NaiveForecastError;
use proptest::prelude::*;

use crate::books::{Row, history, months, quick, still, usd};

/// Customers 0 to 9 from month 0; 3 more from month 10, the month after two that nobody saw.
fn with_gap() -> Vec<Row> {
    let mut rows = still(10, 24);
    rows.extend((20..23).flat_map(|who| (10..24).map(move |month| (who, month, 100))));
    rows.retain(|row| !(8..10).contains(&row.1));
    rows
}

#[test]
fn a_gap_is_not_zero_and_is_named() {
    let history = history(&with_gap(), 23);
    assert_eq!(history.not_observed().collect::<Vec<_>>(), [8, 9]);
    let (before, gap) = (history.totals()[7], history.totals()[8]);
    assert_eq!((before.customers(), before.mrr()), (Some(10), Some(usd(145))));
    assert_eq!((gap, gap.customers(), gap.mrr()), (MonthTotals::NotObserved, None, None));
}

/// 24 months have 23 steps. Of 7 to 8, 8 to 9 and 9 to 10 an end is missing: 20 are left, 10 customers
/// in 7 of them and 13 in 13. Nobody left, nobody came back, and the three newcomers of month 10 came in
/// one of months 8, 9 and 10: one a month.
#[test]
fn nobody_leaves_in_a_gap_or_comes_back_after_it() {
    let found = history(&with_gap(), 23).forecast(quick()).unwrap();
    let basis = found.basis();
    assert_eq!((basis.window, basis.at_risk), (20, 7 * 10 + 13 * 13));
    assert_eq!((basis.left, basis.away, basis.returned), (0, 0, 0));
    assert_eq!((basis.not_observed.as_slice(), basis.growth), ([8, 9].as_slice(), Some(1.0)));
    let mut newcomers = vec![Some(0.0); 23];
    (newcomers[7], newcomers[8], newcomers[9]) = (None, None, Some(1.0));
    assert_eq!(basis.newcomers, newcomers);
}

/// Who was there before and is not there after has left at some time, but in no step that was seen.
/// From the first month after the gap on, absence is observed: months since last seen.
#[test]
fn who_is_gone_after_a_gap_is_away_and_no_leaver() {
    let mut rows = with_gap();
    rows.retain(|row| row.0 != 0 || row.1 < 8);
    let found = history(&rows, 23).forecast(quick()).unwrap();
    let basis = found.basis();
    // Away in 10 to 22, the months with a next one.
    assert_eq!((basis.left, basis.away, basis.returned), (0, 13, 0));
    // Back in month 12: a return, away in 10 and 11.
    rows.extend((12..24).map(|month| (0, month, 10)));
    let found = history(&rows, 23).forecast(quick()).unwrap();
    let basis = found.basis();
    assert_eq!((basis.left, basis.away, basis.returned), (0, 2, 1));
}

#[test]
fn a_row_of_zero_or_a_word_says_that_somebody_looked() {
    let mut rows = with_gap();
    rows.extend([(0, 8, 0), (0, 9, 0)]);
    let by_row = history(&rows, 23);
    let mut book = months(&with_gap());
    book.observe_month(8);
    let mut other = months(&[]);
    other.observe_month(9);
    book.merge(other).unwrap();
    assert_eq!(book.finish(23).unwrap(), by_row);
    assert_eq!((by_row.not_observed().count(), by_row.totals()[8].customers()), (0, Some(0)));
    // Now it is zero: ten left after month 7 and came back in month 10.
    let basis = by_row.forecast(quick()).unwrap().basis().clone();
    assert_eq!((basis.window, basis.left, basis.returned), (23, 10, 10));
}

/// Quarter ends 14, 17, 20 and 23 for 26, 29, 32 and 35; 17 and 32 were not observed, and 2, a year
/// before 14, neither.
#[test]
fn origins_that_cannot_be_judged_are_named() {
    let mut rows = still(6, 36);
    rows.retain(|row| ![2, 17, 32].contains(&row.1));
    let options = RevenueBackTestOptions::default().with_forecast(quick());
    let test = history(&rows, 35).back_test(options).unwrap();
    let origins: Vec<i32> = test.rows().iter().map(|row| row.origin).collect();
    assert_eq!(origins, [14, 23]);
    let left_out: Vec<_> =
        test.left_out().iter().map(|row| (row.origin, row.target, row.reason)).collect();
    let (origin, target) = (LeftOutReason::OriginNotObserved, LeftOutReason::TargetNotObserved);
    assert_eq!(left_out, [(17, 29, origin), (20, 32, target)]);
    let growth = test.rows()[0].mrr.last_years_growth;
    assert_eq!(growth, Err(NaiveForecastError::NotObserved { back: 12 }));
    // Where no origin can be judged, the first reason is said.
    rows.retain(|row| ![26, 35].contains(&row.1) || row.0 > 99);
    rows.push((0, 34, 10));
    let none = history(&rows, 35).back_test(options);
    assert_eq!(none.unwrap_err(), E::NotObserved { month: 26 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Hiding months of a book that stands still hides steps, and makes nobody leave, come or return.
    #[test]
    fn hidden_months_change_no_rate(hidden in prop::collection::btree_set(1..29_i32, 0..5)) {
        let mut rows = still(6, 30);
        rows.retain(|row| !hidden.contains(&row.1));
        let found = history(&rows, 29).forecast(quick()).unwrap();
        let basis = found.basis();
        prop_assert_eq!(&basis.not_observed, &hidden.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!((basis.left, basis.away, basis.growth), (0, 0, Some(1.0)));
        prop_assert!(basis.newcomers.iter().flatten().all(|count| *count == 0.0));
        let lost: std::collections::BTreeSet<i32> =
            hidden.iter().flat_map(|m| [m - 1, *m]).filter(|m| *m >= 5).collect();
        prop_assert_eq!(basis.window, 24 - lost.len());
    }
}

//! Damped trend, naive forecasts, errors and origins against published and computed figures.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::num::NonZeroU32;

use kpi_stats::{
    ConfidenceLevel, DampedTrend, DampedTrendDraw, DampedTrendError, DampedTrendParameters,
    DampedTrendPosterior, ForecastErrors, ForecastScoreError, NaiveForecast, NaiveForecastError,
    NaiveScale, Origin, RollingOrigins, RollingOriginsError, SeededDraws, TrendState, back_test,
};
use kpi_types::{Estimate, EstimateMethod};
use proptest::prelude::*;

/// Passengers of Australian airlines in millions, 1990 to 2016: `ausair` of the R package fpp2.
const AIR: [f64; 27] = [
    17.5534, 21.8601, 23.8866, 26.9293, 26.8885, 28.8314, 30.0751, 30.9535, 30.1857, 31.5797,
    32.577569, 33.477398, 39.021581, 41.386432, 41.596552, 44.657324, 46.951775, 48.728837,
    51.488427, 50.026967, 60.640912, 63.360310, 66.355274, 68.197955, 68.123775, 69.779454,
    72.597700,
];

const SHORT: [f64; 14] =
    [5.0, 7.0, 4.0, 6.0, 9.0, 8.0, 11.0, 10.0, 9.0, 13.0, 12.0, 12.0, 14.0, 11.0];

fn season(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).unwrap()
}

fn parameters(level: f64, trend: f64, damping: f64) -> DampedTrendParameters {
    DampedTrendParameters::try_new(level, trend, damping).unwrap()
}

fn close(a: f64, b: f64, relative: f64) {
    assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b}");
}

fn given() -> DampedTrend {
    let start = TrendState { level: 15.0, trend: 2.5 };
    DampedTrend::with_start(&AIR, parameters(0.8, 0.2, 0.9), start).unwrap()
}

/// statsmodels 0.15.0: `Holt(y, damped_trend=True, initialization_method="known",
/// initial_level=15, initial_trend=2.5).fit(smoothing_level=0.8, smoothing_trend=0.2,
/// damping_trend=0.9, optimized=False)`.
#[test]
fn given_parameters_forecast_as_in_statsmodels() {
    let trend = given();
    for (steps, expected) in [
        (1, 73.684_257_786_174_87),
        (2, 74.926_925_317_616_52),
        (5, 77.957_791_426_802_7),
        (15, 83.268_108_379_860_44),
    ] {
        close(trend.point(steps), expected, 1e-12);
    }
    close(trend.sum_of_squares(), 156.186_114_065_477_9, 1e-12);
    close(trend.state().level, 72.303_516_084_573_03, 1e-12);
    close(trend.state().trend, 1.534_157_446_224_260_4, 1e-12);
}

/// statsmodels 0.15.0: `ETSModel(y, error="add", trend="add", damped_trend=True)` with the same
/// start and parameters fixed (its β is 0.8 × 0.2), `get_prediction(...).summary_frame(0.05)`.
#[test]
fn intervals_are_those_of_the_state_space_model() {
    let trend = given();
    for (steps, lower, upper) in [
        (1, 68.970_281_224_899_8, 78.398_234_347_449_94),
        (2, 68.444_331_662_489_22, 81.409_518_972_743_83),
        (5, 66.278_912_161_369_05, 89.636_670_692_236_38),
        (15, 55.441_472_712_107_824, 111.094_744_047_613_13),
    ] {
        let found = trend.forecast(steps, ConfidenceLevel::P95).unwrap();
        close(found.lower(), lower, 1e-9);
        close(found.upper(), upper, 1e-9);
        assert_eq!((found.n(), found.method()), (27, EstimateMethod::Innovations));
    }
}

/// statsmodels 0.15.0: `ExponentialSmoothing(y, trend="add", damped_trend=True,
/// initialization_method="estimated", bounds={"damping_trend": (0.8, 0.98)}).fit()`. What is
/// compared is the sum of squares that both minimise: ours may be lower.
#[test]
fn fits_are_as_good_as_those_of_statsmodels() {
    let air = DampedTrend::fit(&AIR).unwrap();
    assert!(air.sum_of_squares() <= 137.482_546_41 * (1.0 + 1e-6), "{}", air.sum_of_squares());
    close(air.parameters().level_weight(), 0.894_25, 5e-3);
    close(air.parameters().damping(), 0.98, 1e-9);
    close(air.point(1), 73.986_4, 1e-3);
    close(air.point(5), 79.773_9, 1e-3);
    let short = DampedTrend::fit(&SHORT).unwrap();
    assert!(short.sum_of_squares() <= 25.865_571_43 * (1.0 + 1e-6), "{}", short.sum_of_squares());
    // The interval of a fit knows that five numbers were fitted.
    close(short.deviation(), (short.sum_of_squares() / 9.0).sqrt(), 1e-12);
}

/// The start of least squares leaves no lower sum for any small move.
#[test]
fn the_start_is_the_best_one() {
    let found = DampedTrend::with_parameters(&AIR, parameters(0.3, 0.4, 0.9)).unwrap();
    let start = found.start();
    for (level, trend) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3)] {
        let moved = TrendState { level: start.level + level, trend: start.trend + trend };
        let other = DampedTrend::with_start(&AIR, found.parameters(), moved).unwrap();
        assert!(other.sum_of_squares() > found.sum_of_squares());
    }
}

/// AIR with values 5, 6 and 20 hidden.
fn air_with_gaps() -> Vec<Option<f64>> {
    let hidden = [5, 6, 20];
    let value = |(place, value): (usize, &f64)| (!hidden.contains(&place)).then_some(*value);
    AIR.iter().enumerate().map(value).collect()
}

/// numpy 2.x, the model written as a regression on its first state with matrices, 20 × 8 × 5 points:
/// means over the posterior of α, β*, φ and of forecasts 1, 5 and 12 ahead.
#[test]
fn posteriors_are_those_of_a_regression_by_hand() {
    let whole: Vec<Option<f64>> = AIR.iter().copied().map(Some).collect();
    let found = DampedTrendPosterior::try_new(&whole).unwrap();
    close(found.level_weight(), 0.742_181_634_525, 1e-9);
    close(found.trend_weight(), 0.386_935_183_823, 1e-9);
    close(found.damping(), 0.907_269_727_577, 1e-9);
    close(found.point(1), 73.723_861_986_730, 1e-9);
    close(found.point(5), 78.428_204_601_402, 1e-9);
    close(found.point(12), 83.788_470_676_452, 1e-9);
    assert_eq!((found.n(), found.series()), (27, whole.as_slice()));
    let found = DampedTrendPosterior::try_new(&air_with_gaps()).unwrap();
    close(found.level_weight(), 0.711_564_902_964, 1e-9);
    close(found.damping(), 0.917_177_473_017, 1e-9);
    close(found.point(1), 74.046_013_434_461, 1e-9);
    close(found.point(12), 85.514_280_915_836, 1e-9);
    assert_eq!(found.n(), 24);
}

/// The same by numpy: the level after AIR is 72.2612 ± 0.2709, σ² is 6.9684. 20,000 draws, five standard
/// errors.
#[test]
fn draws_are_spread_as_the_posterior_says() {
    let whole: Vec<Option<f64>> = AIR.iter().copied().map(Some).collect();
    let posterior = DampedTrendPosterior::try_new(&whole).unwrap();
    let mut draws = SeededDraws::new(11, 0);
    let n = 20_000;
    let found: Vec<_> = (0..n).map(|_| posterior.draw(&mut draws)).collect();
    let mean = |of: &dyn Fn(&DampedTrendDraw) -> f64| found.iter().map(of).sum::<f64>() / 20_000.0;
    let level = mean(&|draw| draw.state.level);
    close(level, 72.261_168, 5.0 * 0.271 / 20_000_f64.sqrt());
    let variance = mean(&|draw| (draw.state.level - level).powi(2));
    // Tails are heavier than normal: a wide tolerance for the spread.
    close(variance.sqrt(), 0.270_920, 0.02);
    close(mean(&|draw| draw.deviation.powi(2)), 6.968_405, 0.12);
}

#[test]
fn a_series_with_gaps_is_followed_over_them() {
    let whole: Vec<Option<f64>> = AIR.iter().copied().map(Some).collect();
    assert_eq!(DampedTrend::fit_with_gaps(&whole), DampedTrend::fit(&AIR));
    // Without a value the level is what was expected, 10 + 0.8 × 2, and the trend dies out.
    let state = parameters(0.5, 0.5, 0.8).without_value(TrendState { level: 10.0, trend: 2.0 });
    assert_eq!((state.level, state.trend), (11.6, 1.6));
    let gaps = DampedTrend::fit_with_gaps(&air_with_gaps()).unwrap();
    assert_eq!(gaps.n(), 24);
    // A gap in what never moves changes nothing.
    let still = [Some(7.0), Some(7.0), None, None, Some(7.0), Some(7.0), Some(7.0), Some(7.0)];
    let still = DampedTrend::fit_with_gaps(&still).unwrap();
    close(still.point(9), 7.0, 1e-9);
    use DampedTrendError as E;
    let few = [Some(1.0), None, Some(1.0), Some(1.0), None, Some(1.0), Some(1.0)];
    assert_eq!(DampedTrend::fit_with_gaps(&few), Err(E::TooShort { n: 5, needed: 6 }));
    assert_eq!(DampedTrendPosterior::try_new(&few), Err(E::TooShort { n: 5, needed: 6 }));
    let bad = [Some(1.0), None, Some(f64::NAN), Some(1.0), Some(1.0), Some(1.0), Some(1.0)];
    assert!(matches!(DampedTrend::fit_with_gaps(&bad), Err(E::NotFinite { index: 2, .. })));
}

/// A naive forecast that would start from a step without a value says so.
#[test]
fn naive_forecasts_over_gaps() {
    let series = [None, Some(2.0), Some(3.0), None, Some(6.0)];
    let of = |naive: NaiveForecast| naive.point_with_gaps(&series, 2);
    assert_eq!(of(NaiveForecast::LastValue), Ok(6.0));
    assert_eq!(of(NaiveForecast::LastGrowth(season(2))), Ok(12.0));
    let unseen = |back| Err(NaiveForecastError::NotObserved { back });
    assert_eq!(of(NaiveForecast::LastGrowth(season(4))), unseen(4));
    assert_eq!(of(NaiveForecast::LastSeason(season(3))), unseen(1));
}

#[cfg(feature = "serde")]
#[test]
fn trends_read_back_and_are_checked() {
    let trend = DampedTrend::fit_with_gaps(&air_with_gaps()).unwrap();
    let written = serde_json::to_value(&trend).unwrap();
    assert_eq!(serde_json::from_value::<DampedTrend>(written.clone()).unwrap(), trend);
    for (field, value, word) in [
        ("fitted", serde_json::json!(4), "4 fitted parameters"),
        ("errors", serde_json::json!([]), "too few"),
        (
            "parameters",
            serde_json::json!({"level_weight": 2.0, "trend_weight": 0.0, "damping": 0.9}),
            "weight",
        ),
        ("sate", serde_json::json!(1), "unknown field"),
    ] {
        let mut changed = written.clone();
        changed[field] = value;
        let error = serde_json::from_value::<DampedTrend>(changed).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    let posterior = DampedTrendPosterior::try_new(&air_with_gaps()).unwrap();
    let written = serde_json::to_value(&posterior).unwrap();
    assert_eq!(serde_json::from_value::<DampedTrendPosterior>(written).unwrap(), posterior);
    assert!(serde_json::from_str::<DampedTrendPosterior>("[1.0, 2.0]").is_err());
}

#[test]
fn nothing_moves_and_a_line_is_followed() {
    let flat = DampedTrend::fit(&[7.0; 8]).unwrap();
    let ahead = flat.forecast(12, ConfidenceLevel::P95).unwrap();
    close(ahead.point(), 7.0, 1e-9);
    assert!(ahead.upper() - ahead.lower() < 1e-6);
    let none = DampedTrend::fit(&[0.0; 8]).unwrap();
    assert_eq!((none.point(5), none.deviation()), (0.0, 0.0));
}

#[test]
fn every_refusal_of_a_damped_trend() {
    use DampedTrendError as E;
    let make = DampedTrendParameters::try_new;
    assert_eq!(make(1.1, 0.0, 0.9), Err(E::Weight { of: "level", value: 1.1 }));
    assert_eq!(make(0.1, -0.1, 0.9), Err(E::Weight { of: "trend", value: -0.1 }));
    assert_eq!(make(0.1, 0.1, 0.0), Err(E::Damping { value: 0.0 }));
    assert!(matches!(make(0.1, f64::NAN, 0.9), Err(E::Weight { .. })));
    assert_eq!(DampedTrend::fit(&[1.0; 5]), Err(E::TooShort { n: 5, needed: 6 }));
    let holt = parameters(0.5, 0.5, 1.0);
    let short = DampedTrend::with_parameters(&[1.0, 2.0], holt);
    assert_eq!(short, Err(E::TooShort { n: 2, needed: 3 }));
    let bad = [1.0, 2.0, f64::INFINITY, 3.0, 4.0, 5.0];
    assert_eq!(DampedTrend::fit(&bad), Err(E::NotFinite { index: 2, value: f64::INFINITY }));
    let start = TrendState { level: f64::NAN, trend: 0.0 };
    assert!(matches!(DampedTrend::with_start(&[1.0], holt, start), Err(E::Start { .. })));
    let fine = DampedTrend::with_parameters(&[1.0, 2.0, 4.0], holt).unwrap();
    assert_eq!(fine.forecast(0, ConfidenceLevel::P95), Err(E::NoSteps));
    let huge = TrendState { level: f64::MAX, trend: f64::MAX };
    let huge = DampedTrend::with_start(&[f64::MAX], holt, huge).unwrap();
    assert!(matches!(huge.forecast(9, ConfidenceLevel::P95), Err(E::Estimate(_))));
}

#[test]
fn naive_forecasts_by_hand_and_their_refusals() {
    use NaiveForecastError as E;
    let months: Vec<f64> = (1..=14).map(f64::from).collect();
    let last = |steps| NaiveForecast::LastSeason(season(12)).point(&months, steps).unwrap();
    // Two and a half seasons ahead is the same place of the last season.
    assert_eq!([0, 1, 2, 12, 13, 25].map(last), [14.0, 3.0, 4.0, 14.0, 3.0, 3.0]);
    let growth = NaiveForecast::LastGrowth(season(12));
    assert_eq!(growth.point(&months, 12).unwrap(), 14.0 * 7.0);
    close(growth.point(&months, 6).unwrap(), 14.0 * 7.0_f64.sqrt(), 1e-12);
    close(growth.point(&months, 24).unwrap(), 14.0 * 49.0, 1e-12);
    assert_eq!(NaiveForecast::LastValue.point(&[], 1), Err(E::TooShort { n: 0, needed: 1 }));
    assert_eq!(growth.point(&months[..12], 1), Err(E::TooShort { n: 12, needed: 13 }));
    let from_nothing = [0.0, 1.0];
    let yearly = NaiveForecast::LastGrowth(season(1));
    assert_eq!(yearly.point(&from_nothing, 1), Err(E::NoBase { value: 0.0 }));
    let far = yearly.point(&[1e-300, 1e300], 1);
    assert_eq!(far, Err(E::NotFinite { value: f64::INFINITY }));
}

#[test]
fn errors_by_hand() {
    let mut errors = ForecastErrors::default();
    let around = |point, lower, upper| {
        Estimate::try_new(point, lower, upper, 0.8, 99, EstimateMethod::Simulation).unwrap()
    };
    // Errors +2, −4, +1; the second interval misses, the third ends on the value.
    errors.observe_estimate(10.0, &around(12.0, 9.0, 15.0)).unwrap();
    errors.observe_estimate(20.0, &around(16.0, 12.0, 19.0)).unwrap();
    errors.observe_estimate(5.0, &around(6.0, 5.0, 7.0)).unwrap();
    close(errors.bias().unwrap(), -1.0 / 3.0, 1e-12);
    close(errors.mean_absolute_error().unwrap(), 7.0 / 3.0, 1e-12);
    close(errors.root_mean_squared_error().unwrap(), 7.0_f64.sqrt(), 1e-12);
    close(errors.mean_absolute_percentage_error().unwrap(), 0.2, 1e-12);
    let coverage = errors.coverage(ConfidenceLevel::P95).unwrap();
    // statsmodels 0.15.0: proportion_confint(2, 3, method="wilson").
    close(coverage.lower(), 0.207_66, 1e-4);
    close(coverage.upper(), 0.938_51, 1e-4);
    // Last value in training is off by 1, 3 and 2.
    let scale = NaiveScale::try_new(&[1.0, 2.0, 5.0, 3.0], season(1)).unwrap();
    assert_eq!(scale.value(), 2.0);
    close(errors.mean_absolute_scaled_error(scale).unwrap(), 7.0 / 6.0, 1e-12);
}

#[test]
fn every_refusal_of_errors() {
    use ForecastScoreError as E;
    let mut errors = ForecastErrors::default();
    assert_eq!(errors.bias(), Err(E::NoForecasts));
    assert_eq!(errors.mean_absolute_percentage_error(), Err(E::NoForecasts));
    assert!(matches!(errors.observe(f64::NAN, 1.0), Err(E::NotFinite { .. })));
    errors.observe(0.0, 1.0).unwrap();
    errors.observe(2.0, 1.0).unwrap();
    let percentage = errors.mean_absolute_percentage_error();
    assert_eq!(percentage, Err(E::ZeroActual { zeros: 1, n: 2 }));
    assert_eq!(errors.coverage(ConfidenceLevel::P95), Err(E::NoIntervals));
    assert_eq!(NaiveScale::try_new(&[1.0], season(1)), Err(E::TooShort { n: 1, season: 1 }));
    assert_eq!(NaiveScale::try_new(&[1.0, 1.0], season(1)), Err(E::NoScale));
    let bad = NaiveScale::try_new(&[1.0, f64::NAN], season(1));
    assert!(matches!(bad, Err(E::NotFinite { .. })));
}

#[test]
fn origins_end_where_the_targets_do() {
    let zero = |a, b, c| RollingOrigins::try_new(a, b, c);
    assert_eq!(
        zero(0, 1, 1),
        Err(RollingOriginsError::Zero { of: "the number of values known first" })
    );
    assert!(zero(1, 0, 1).is_err() && zero(1, 1, 0).is_err());
    let origins = zero(3, 2, 2).unwrap();
    let found: Vec<Origin> = origins.over(7).collect();
    assert_eq!(found, [Origin { known: 3, target: 4 }, Origin { known: 5, target: 6 }]);
    assert_eq!(origins.over(4).count(), 0);
    let far = RollingOrigins::try_new(1, 1, usize::MAX).unwrap();
    assert_eq!(far.over(10).count(), 0);
}

#[test]
fn a_back_test_knows_only_what_was_known() {
    let series: Vec<f64> = (0..10).map(f64::from).collect();
    let origins = RollingOrigins::try_new(4, 3, 2).unwrap();
    let rows = back_test(&series, origins, |known| {
        let last = NaiveForecast::LastValue.point(known, 2)?;
        Ok::<_, NaiveForecastError>(
            Estimate::try_new(last, last, last, 0.9, 1, EstimateMethod::Innovations).unwrap(),
        )
    });
    let found: Vec<(f64, f64)> =
        rows.iter().map(|row| (row.actual, row.forecast.as_ref().unwrap().point())).collect();
    assert_eq!(found, [(5.0, 3.0), (8.0, 6.0)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Another currency unit scales the forecast and nothing else.
    #[test]
    fn a_fit_scales_with_its_series(series in proptest::collection::vec(0.0..50.0_f64, 6..30)) {
        let plain = DampedTrend::fit(&series).unwrap();
        let doubled: Vec<f64> = series.iter().map(|v| v * 2.0).collect();
        let doubled = DampedTrend::fit(&doubled).unwrap();
        // A power of two scales every rounding with it.
        prop_assert_eq!(plain.parameters(), doubled.parameters());
        prop_assert_eq!(plain.point(7) * 2.0, doubled.point(7));
    }

    /// The fit is at least as good as any parameters.
    #[test]
    fn no_parameters_are_better(
        series in proptest::collection::vec(0.0..50.0_f64, 6..20),
        (a, b, d) in (0.0..=1.0_f64, 0.0..=1.0_f64, 0.8..=0.98_f64),
    ) {
        let best = DampedTrend::fit(&series).unwrap().sum_of_squares();
        let other = DampedTrend::with_parameters(&series, parameters(a, b, d)).unwrap();
        // The surface can have more than one valley; what the search leaves is small.
        prop_assert!(best <= other.sum_of_squares() * 1.02 + 1e-9, "{} {}", best, other.sum_of_squares());
    }

    /// Intervals widen with every step, around the point.
    #[test]
    fn intervals_widen(series in proptest::collection::vec(0.0..50.0_f64, 6..20)) {
        let trend = DampedTrend::fit(&series).unwrap();
        let mut before = 0.0;
        for steps in 1..15 {
            let found = trend.forecast(steps, ConfidenceLevel::P95).unwrap();
            prop_assert!(found.lower() <= found.point() && found.point() <= found.upper());
            prop_assert!(found.upper() - found.lower() >= before);
            before = found.upper() - found.lower() - 1e-9;
        }
    }

    /// Errors in any order and split are the same figures.
    #[test]
    fn errors_do_not_depend_on_order(
        pairs in proptest::collection::vec((1.0..9.0_f64, 1.0..9.0_f64), 1..30),
        cut in 0_usize..30,
    ) {
        let mut whole = ForecastErrors::default();
        pairs.iter().for_each(|(y, f)| whole.observe(*y, *f).unwrap());
        let (mut first, mut second) = (ForecastErrors::default(), ForecastErrors::default());
        for (at, (y, f)) in pairs.iter().enumerate() {
            let part = if at < cut { &mut second } else { &mut first };
            part.observe(*y, *f).unwrap();
        }
        first.merge(&second);
        prop_assert_eq!(whole.bias(), first.bias());
        prop_assert_eq!(whole.mean_absolute_error(), first.mean_absolute_error());
        let rmse = whole.root_mean_squared_error().unwrap();
        prop_assert!(whole.mean_absolute_error().unwrap() <= rmse + 1e-12);
    }
}

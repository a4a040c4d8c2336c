//! Laws of purchase models.

use kpi_cohort::{
    BgNbd, ClvOptions, Days, Discount, FitOptions, GammaGamma, Horizon, MbgNbd, MonthLength,
    Months, PurchaseHistory, PurchaseModel, PurchaseSample, SpendHistory, SpendSample, Weeks,
    customer_lifetime_value,
};
use proptest::prelude::*;

fn parameter() -> impl Strategy<Value = f64> {
    (-3.0..3.0_f64).prop_map(f64::exp)
}

fn models() -> impl Strategy<Value = (BgNbd<Weeks>, MbgNbd<Weeks>)> {
    (parameter(), parameter(), parameter(), parameter()).prop_map(|(r, alpha, a, b)| {
        (BgNbd::try_new(r, alpha, a, b).unwrap(), MbgNbd::try_new(r, alpha, a, b).unwrap())
    })
}

fn history() -> impl Strategy<Value = PurchaseHistory<Weeks>> {
    (0..40_u64, 0.0..=1.0_f64, 0.1..100.0_f64).prop_map(|(x, share, age)| {
        let last = if x == 0 { 0.0 } else { share * age };
        PurchaseHistory::try_new(x, last, age).unwrap()
    })
}

fn weeks(length: f64) -> Horizon<Weeks> {
    Horizon::try_new(length).unwrap()
}

proptest! {
    #[test]
    fn probabilities_are_probabilities(
        (bg, mbg) in models(), history in history(), t in 0.0..200.0_f64,
    ) {
        let models: [&dyn PurchaseModel<Weeks>; 2] = [&bg, &mbg];
        for model in models {
            let outlook = model.outlook(&history, weeks(t));
            prop_assert!((0.0..=1.0).contains(&outlook.alive));
            prop_assert!((0.0..=1.0 + 1e-15).contains(&outlook.no_purchase));
            // Who is gone buys nothing; and to buy at all takes a purchase.
            prop_assert!(outlook.no_purchase >= 1.0 - outlook.alive - 1e-12);
            prop_assert!(outlook.expected_purchases >= 1.0 - outlook.no_purchase - 1e-9);
            let longer = model.outlook(&history, weeks(t + 10.0));
            // Where nothing more is to come, rounding is left.
            let least = outlook.expected_purchases * (1.0 - 1e-12);
            prop_assert!(longer.expected_purchases >= least);
            prop_assert!(longer.no_purchase <= outlook.no_purchase);
        }
        // The second chance to leave can only lower it.
        prop_assert!(mbg.probability_alive(&history) < 1.0);
    }

    #[test]
    fn value_grows_with_the_horizon_and_falls_with_the_discount(
        (bg, mbg) in models(), history in history(), d in 0.0..0.1_f64, periods in 0..24_u32,
    ) {
        for model in [Either::Bg(bg), Either::Mbg(mbg)] {
            let value = |periods, d| model.value(&history, periods, d);
            prop_assert!(value(periods + 1, d) >= value(periods, d) * (1.0 - 1e-12));
            prop_assert!(value(periods, d + 0.05) <= value(periods, d) + 1e-12);
        }
    }
}

enum Either {
    Bg(BgNbd<Weeks>),
    Mbg(MbgNbd<Weeks>),
}

impl Either {
    fn value(&self, history: &PurchaseHistory<Weeks>, periods: u32, d: f64) -> f64 {
        let spending = GammaGamma::try_new(6.25, 3.74, 15.44).unwrap();
        let spend = SpendHistory::try_new(history.purchases(), 20.0).ok();
        let rate = Discount::<Months>::try_new(d).unwrap();
        let options = ClvOptions::new(periods, rate, MonthLength::Gregorian);
        let spend = spend.as_ref();
        let found = match self {
            Self::Bg(m) => customer_lifetime_value(m, &spending, history, spend, &options),
            Self::Mbg(m) => customer_lifetime_value(m, &spending, history, spend, &options),
        };
        found.unwrap().value
    }
}

/// A sample with dropout and different rates, from a small generator of its own.
fn drawn(customers: u64, seed: u64) -> Vec<PurchaseHistory<Weeks>> {
    let mut state = seed.wrapping_mul(2) + 1;
    let mut uniform = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    };
    (0..customers)
        .map(|i| {
            let age = 20.0 + (i % 20) as f64;
            // Exponential rates, dropout probabilities of mean 1/4 (a minimum of three).
            let rate = -uniform().ln() * 0.2;
            let leave = uniform().min(uniform()).min(uniform());
            let (mut x, mut last, mut now) = (0, 0.0, 0.0);
            loop {
                now += -uniform().ln() / rate;
                if now > age {
                    break;
                }
                (x, last) = (x + 1, now);
                if uniform() < leave {
                    break;
                }
            }
            PurchaseHistory::try_new(x, last, age).unwrap()
        })
        .collect()
}

/// Days for weeks: α is seven times as large, and every prediction stays.
#[test]
fn scaling_time_changes_no_prediction() {
    for seed in [1, 2, 3] {
        let histories = drawn(800, seed);
        let weekly: PurchaseSample<Weeks> = histories.iter().copied().collect();
        let daily: PurchaseSample<Days> =
            histories.iter().map(|h| h.to::<Days>(MonthLength::Julian)).collect();
        let options = FitOptions::default();
        let (one, two) =
            (BgNbd::fit(&weekly, &options).unwrap(), BgNbd::fit(&daily, &options).unwrap());
        assert!(one.status().is_converged() && two.status().is_converged(), "{seed}");
        assert!((two.model().alpha() / one.model().alpha() / 7.0 - 1.0).abs() < 1e-6);
        let bg = (one.model(), two.model());
        let (m1, m2) =
            (MbgNbd::fit(&weekly, &options).unwrap(), MbgNbd::fit(&daily, &options).unwrap());
        let mbg = (m1.model(), m2.model());
        for history in histories.iter().take(50) {
            let day = history.to::<Days>(MonthLength::Julian);
            let (w, d) = (weeks(13.0), Horizon::<Days>::try_new(91.0).unwrap());
            for (one, two) in [
                (bg.0.outlook(history, w), bg.1.outlook(&day, d)),
                (mbg.0.outlook(history, w), mbg.1.outlook(&day, d)),
            ] {
                assert!((one.alive - two.alive).abs() < 1e-6);
                assert!((one.no_purchase - two.no_purchase).abs() < 1e-6);
                assert!((one.expected_purchases - two.expected_purchases).abs() < 1e-6);
            }
        }
    }
}

/// Rows or counts, in any order, split or not: the same fit to the last bit.
#[test]
fn duplicates_are_counts() {
    let rounded: Vec<PurchaseHistory<Weeks>> = drawn(600, 9)
        .iter()
        .map(|h| PurchaseHistory::try_new(h.purchases(), h.last().floor(), h.age()).unwrap())
        .collect();
    let rows: PurchaseSample<Weeks> = rounded.iter().copied().collect();
    let mut counted = PurchaseSample::new();
    for (history, customers) in rows.histories() {
        counted.observe_many(history, customers);
    }
    let (one, two) = rounded.split_at(200);
    let mut split: PurchaseSample<Weeks> = two.iter().rev().copied().collect();
    split.merge(one.iter().copied().collect());
    let options = FitOptions::default();
    let fit = BgNbd::fit(&rows, &options).unwrap();
    assert!(rows.histories().len() < 600);
    assert_eq!(fit, BgNbd::fit(&counted, &options).unwrap());
    assert_eq!(fit, BgNbd::fit(&split, &options).unwrap());
    assert_eq!(fit.n(), 600);

    let spends: Vec<SpendHistory> = rounded
        .iter()
        .filter_map(|h| SpendHistory::try_new(h.purchases(), 10.0 + h.last() % 7.0).ok())
        .collect();
    let rows: SpendSample = spends.iter().copied().collect();
    let mut reversed: SpendSample = spends.iter().rev().skip(100).copied().collect();
    let mut rest = SpendSample::new();
    spends.iter().rev().take(100).for_each(|s| rest.observe(*s));
    reversed.merge(rest);
    assert_eq!(GammaGamma::fit(&rows, &options), GammaGamma::fit(&reversed, &options));
}

/// The parameters that drew a large sample lie inside the intervals of its fit; so does the mean
/// rate.
#[test]
fn a_fit_finds_what_drew_the_sample() {
    let sample: PurchaseSample<Weeks> = drawn(20_000, 5).into_iter().collect();
    let options = FitOptions::default().with_level(kpi_stats::ConfidenceLevel::P99);
    let fit = BgNbd::fit(&sample, &options).unwrap();
    assert!(fit.status().is_converged());
    // Gamma(1, 5) rates; the smallest of three uniforms is Beta(1, 3).
    for (name, truth) in [("r", 1.0), ("alpha", 5.0), ("a", 1.0), ("b", 3.0)] {
        let found = fit.parameter(name).unwrap().estimate.unwrap();
        assert!(found.lower() < truth && truth < found.upper(), "{name}: {found}");
    }
}

use super::super::fit::{FitError, FitOptions, FitStatus};
use super::super::maximise::check::derivatives_agree;
use super::super::purchase::{AliveMeaning, PurchaseModel};
use super::super::unit::{Horizon, Weeks};
use super::super::{BgNbd, MbgNbd};
use super::*;

fn history(x: u64, last: f64, age: f64) -> PurchaseHistory<Weeks> {
    PurchaseHistory::try_new(x, last, age).unwrap()
}

fn weeks(length: f64) -> Horizon<Weeks> {
    Horizon::try_new(length).unwrap()
}

fn small_sample() -> PurchaseSample<Weeks> {
    let mut sample = PurchaseSample::new();
    for (x, last, age, count) in [
        (0, 0.0, 30.0, 40),
        (0, 0.0, 20.0, 10),
        (1, 5.0, 30.0, 12),
        (1, 25.0, 30.0, 5),
        (2, 12.0, 28.0, 7),
        (5, 29.0, 30.0, 4),
        (90, 29.5, 30.0, 1),
    ] {
        sample.observe_many(history(x, last, age), count);
    }
    sample
}

#[test]
fn derivatives_agree_with_differences() {
    for early in [0, 1] {
        let target = SampleLikelihood::new(&small_sample(), early);
        for at in [[0.243, 0.15, 0.793, 2.426], [3.0, 2.0, 0.05, 0.3], [0.5, 0.01, 40.0, 90.0]] {
            derivatives_agree(&target, at);
        }
    }
}

/// SciPy 1.17.1: `hyp2f1` in the published formulas of the MBG/NBD model, as `lifetimes` has them.
#[test]
fn mbg_predictions_agree_with_scipy() {
    let model = MbgNbd::<Weeks>::try_new(0.525, 6.183, 0.891, 1.614).unwrap();
    let near =
        |found: f64, want: f64| assert!((found / want - 1.0).abs() < 1e-10, "{found} {want}");
    for (customer, time, expected, alive) in [
        (history(2, 30.43, 38.86), 39.0, 1.2629606232673432, 0.7062022651184873),
        (history(0, 0.0, 38.86), 39.0, 0.15401274667514553, 0.3897350809187629),
        (history(7, 29.43, 38.86), 10.0, 0.9653715756647018, 0.6227238141691119),
    ] {
        let outlook = model.outlook(&customer, weeks(time));
        near(outlook.expected_purchases, expected);
        near(outlook.alive, alive);
        assert_eq!(outlook.meaning, AliveMeaning::Estimated);
    }
    for (time, want) in
        [(1.0, 0.053084795263698685), (39.0, 1.1829536655971713), (78.0, 1.8047575775531313)]
    {
        near(model.expected_purchases(weeks(time)), want);
    }
}

/// The probabilities of 0, 1, 2, … purchases add up to one, and their mean is the expectation.
#[test]
fn probabilities_are_a_distribution() {
    let bg = BgNbd::<Weeks>::try_new(0.243, 4.414, 0.793, 2.426).unwrap();
    let mbg = MbgNbd::<Weeks>::try_new(0.525, 6.183, 0.891, 1.614).unwrap();
    let models: [&dyn PurchaseModel<Weeks>; 2] = [&bg, &mbg];
    for model in models {
        let probabilities: Vec<f64> =
            (0..400).map(|x| model.purchase_probability(x, weeks(30.0))).collect();
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-10);
        let mean: f64 = probabilities.iter().enumerate().map(|(x, p)| x as f64 * p).sum();
        assert!((mean / model.expected_purchases(weeks(30.0)) - 1.0).abs() < 1e-9);
        assert_eq!(model.purchase_probability(0, weeks(0.0)), 1.0);
        assert_eq!(model.purchase_probability(1, weeks(0.0)), 0.0);
        // No purchase of a new customer is no purchase after an age of nothing.
        let new = history(0, 0.0, 0.0);
        let silent = model.probability_of_no_purchase(&new, weeks(30.0));
        assert!((silent - probabilities[0]).abs() < 1e-12);
    }
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let options = FitOptions::default();
    let mut sample = PurchaseSample::<Weeks>::new();
    assert_eq!(BgNbd::fit(&sample, &options), Err(FitError::Empty { model: "BG/NBD" }));
    sample.observe(history(0, 0.0, 10.0));
    assert_eq!(MbgNbd::fit(&sample, &options), Err(FitError::NoRepeats { model: "MBG/NBD" }));
}

/// Everybody buys once a week to the end: no sign of dropout, no sign of different rates.
#[test]
fn a_parameter_that_runs_away_is_named() {
    let mut sample = PurchaseSample::<Weeks>::new();
    for (x, count) in [(18, 10), (19, 25), (20, 30), (21, 25), (22, 10)] {
        sample.observe_many(history(x, 20.0, 20.0), count);
    }
    let fit = BgNbd::fit(&sample, &FitOptions::default()).unwrap();
    let FitStatus::AtBoundary { running } = fit.status() else { panic!("{}", fit.status()) };
    assert!(!running.is_empty());
    assert!(fit.status().to_string().contains("runs to"), "{}", fit.status());
    assert!(fit.parameters().iter().all(|p| p.standard_error.is_none() && p.estimate.is_none()));
    // The rate itself is found: 20 purchases in 20 weeks.
    assert!((fit.model().r() / fit.model().alpha() - 1.0).abs() < 0.02);
    // Repeats at the very moment of the first purchase have no finite density.
    let mut sample = small_sample();
    sample.observe_many(history(2, 0.0, 30.0), 20);
    let fit = BgNbd::fit(&sample, &FitOptions::default()).unwrap();
    assert!(fit.status().to_string().contains("alpha runs to 0"), "{}", fit.status());
    let cut = BgNbd::fit(&small_sample(), &FitOptions::default().with_steps(1)).unwrap();
    assert_eq!(cut.status(), &FitStatus::StepLimit { steps: 1 });
    assert!(cut.status().to_string().contains("1 steps"));
}

use super::super::unit::{Quarters, Years};
use super::*;

fn fit(active: &[u64]) -> SbgFit<Years> {
    let counts = RenewalCounts::from_active(active).unwrap();
    Sbg::fit(&counts, &FitOptions::default()).unwrap()
}

/// Fader & Hardie (2007), table 1, 1,000 customers at the start; refitted by an R program of
/// others for "Regular": alpha .704, beta 1.182, LL -1680.3.
#[test]
fn the_regular_segment() {
    let SbgFit::Inside(fit) = fit(&[1000, 631, 468, 382, 326, 289, 262, 241]) else {
        panic!("inside");
    };
    assert!(fit.status().is_converged());
    assert_eq!(fit.starts(), fit.agreeing_starts());
    assert!((fit.model().alpha() - 0.704).abs() < 1e-3);
    assert!((fit.model().beta() - 1.182).abs() < 1e-3);
    assert!((fit.log_likelihood() + 1680.3).abs() < 0.05);
    let error = fit.parameter("alpha").unwrap().standard_error.unwrap();
    assert!(fit.covariance("alpha", "alpha").unwrap().sqrt() / error - 1.0 < 1e-12);
    assert!(fit.parameters().iter().all(|p| p.gradient.abs() < 1e-6));
}

/// Halved each year: the geometric distribution, with log-likelihood −(500+250+125+125)·… by hand:
/// 875 leave and 875 stay in 1,750 decisions at ½.
#[test]
fn a_homogeneous_cohort_has_its_maximum_at_infinity() {
    let found = fit(&[1000, 500, 250, 125]);
    assert_eq!(found.as_model().unwrap().survival(1), 0.5);
    let SbgFit::Homogeneous(found) = found else { panic!("at infinity") };
    assert_eq!(found.churn.point(), 0.5);
    assert!((found.log_likelihood - 1750.0 * 0.5_f64.ln()).abs() < 1e-9);
    assert!((found.model.survival(3) - 0.125).abs() < 1e-15);
    // Retention that falls with age does not call for customers who differ, either.
    assert!(matches!(fit(&[1000, 900, 700, 400]), SbgFit::Homogeneous(_)));
}

#[test]
fn every_other_corner_has_its_name() {
    assert!(matches!(fit(&[100, 100, 100]), SbgFit::NobodyLeft { churn } if churn.point() == 0.0));
    assert!(fit(&[100, 80]).as_model().is_none());
    assert!(matches!(fit(&[100, 0]), SbgFit::AllLeftAtOnce { churn } if churn.point() == 1.0));
    assert!(matches!(fit(&[100, 80]), SbgFit::OneRenewal { churn } if churn.point() == 0.2));
    let polarised = fit(&[100, 80, 80, 80]);
    assert!(matches!(polarised, SbgFit::Polarised { leave_at_once } if leave_at_once.n() == 100));
    let nobody = Sbg::<Years>::fit(&RenewalCounts::new(), &FitOptions::default());
    assert_eq!(nobody, Err(FitError::Empty { model: "sBG" }));
    let undecided = RenewalCounts::from_active(&[5]).unwrap();
    let early = Sbg::<Years>::fit(&undecided, &FitOptions::default()).unwrap_err();
    assert_eq!(early, FitError::NoDecisions { model: "sBG", customers: 5 });
    let all = RenewalCounts::from_active(&[u64::MAX, 9]).unwrap();
    let many = Sbg::<Years>::fit(&all, &FitOptions::default()).unwrap_err();
    assert_eq!(many, FitError::TooMany { model: "sBG", decisions: u64::MAX });
    let start_only = RenewalCounts::from_active(&[10]).unwrap();
    assert!(Sbg::<Years>::fit(&start_only, &FitOptions::default()).is_err());
}

#[test]
fn every_end_is_said_in_both_languages() {
    let mut said = std::collections::BTreeSet::new();
    for active in [
        &[1000, 869, 743, 653][..],
        &[1000, 500, 250, 125],
        &[100, 80, 80],
        &[100, 80],
        &[100, 100],
        &[100, 0],
    ] {
        let message = fit(active).message();
        assert!(message.ja.chars().any(|c| matches!(c, 'ぁ'..='ん')), "{message:?}");
        said.insert((message.en, message.ja));
    }
    assert_eq!(said.len(), 6);
}

#[test]
fn what_is_no_parameter_is_refused() {
    for (alpha, beta, name) in [(0.0, 1.0, "alpha"), (1.0, f64::NAN, "beta")] {
        let error = Sbg::<Quarters>::try_new(alpha, beta).unwrap_err();
        assert!(matches!(error, ParameterError::NotPositive { name: n, .. } if n == name));
    }
}

/// Both ways to the survival of a long time, and the sum behind the residual lifetime.
#[test]
fn closed_forms_agree_with_sums() {
    let sbg = Sbg::<Years>::try_new(0.668, 3.806).unwrap();
    let product: f64 = (0..10_001).map(|n| sbg.retention_after_renewals(n)).product();
    assert!((sbg.survival(10_001) / product - 1.0).abs() < 1e-10);
    let discount = Discount::try_new(0.1).unwrap();
    for renewals in [0, 7] {
        let start = sbg.survival(renewals);
        let sum: f64 = (0..600)
            .map(|t| sbg.survival(renewals + t + 1) / start * discount.factor(f64::from(t)))
            .sum();
        let found = sbg.discounted_residual_lifetime_after_renewals(renewals, discount).unwrap();
        assert!((found / sum - 1.0).abs() < 1e-12);
        let in_period = sbg.discounted_residual_lifetime_in_period(renewals + 1, discount);
        assert_eq!(in_period, Ok(found));
    }
    assert_eq!(sbg.discounted_residual_lifetime_in_period(0, discount), Err(ResidualError::Period));
}

/// β/(α − 1) payments to come without a discount, infinite for α up to 1.
#[test]
fn without_a_discount() {
    let none = Discount::<Years>::none();
    let sbg = Sbg::<Years>::try_new(3.0, 4.0).unwrap();
    assert_eq!(sbg.discounted_residual_lifetime_after_renewals(2, none), Ok(3.0));
    let tiny = Discount::try_new(1e-9).unwrap();
    let near = sbg.discounted_residual_lifetime_after_renewals(2, tiny).unwrap();
    assert!((near - 3.0).abs() < 1e-6);
    let loyal = Sbg::<Years>::try_new(1.0, 4.0).unwrap();
    let error = loyal.discounted_residual_lifetime_after_renewals(0, none).unwrap_err();
    assert!(matches!(error, ResidualError::Infinite { parameter: "alpha", .. }));
}

#[test]
fn derivatives_agree_with_differences() {
    let rows = [(0.0, 869.0, 131.0), (1.0, 743.0, 126.0), (2.0, 0.0, 3.0), (3.0, 5.0, 0.0)];
    for at in [[0.668, 3.806], [30.0, 0.2], [0.01, 1000.0]] {
        crate::lifetime::maximise::check::derivatives_agree(&Counts { rows: &rows }, at);
    }
}

/// mpmath 1.4.1 with 40 digits: root of the gradient, inverse of the second derivatives, and the
/// delta method for the share left after twelve renewals.
#[test]
fn standard_errors_agree_with_mpmath() {
    let SbgFit::Inside(fit) = fit(&[1000, 869, 743, 653, 593, 551, 517, 491]) else {
        panic!("inside");
    };
    let near = |found: f64, want: f64, bound: f64| {
        assert!((found / want - 1.0).abs() < bound, "{found} {want}");
    };
    near(fit.model().alpha(), 0.668088351106446, 1e-9);
    near(fit.model().beta(), 3.80609496405827, 1e-9);
    near(fit.log_likelihood(), -1611.15814739116, 1e-13);
    near(fit.parameter("alpha").unwrap().standard_error.unwrap(), 0.10373493115, 1e-8);
    near(fit.parameter("beta").unwrap().standard_error.unwrap(), 0.785531691776, 1e-8);
    near(fit.covariance("alpha", "beta").unwrap(), 0.0776591550496, 1e-8);
    near(fit.standard_error_of(|sbg| sbg.survival(12)).unwrap(), 0.0194277017765, 1e-6);
    assert!(fit.parameter("gamma").is_none() && fit.covariance("alpha", "c").is_none());
}

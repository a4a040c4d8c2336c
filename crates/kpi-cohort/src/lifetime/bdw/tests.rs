use super::super::maximise::check::derivatives_agree;
use super::super::unit::Years;
use super::*;

/// SciPy 1.17.1: `minimize` (Nelder-Mead, xatol 1e-10) of minus the log-likelihood from five
/// starts; standard errors from differences of it.
#[test]
fn agrees_with_scipy() {
    for (active, want, value, errors, survival) in [
        (
            [1000, 869, 743, 653, 593, 551, 517, 491],
            [0.21425333, 1.42657475, 1.72356492],
            -1605.314213214193,
            [0.05957969, 0.38140845, 0.30104328],
            [0.46775237, 0.4483379, 0.43158174, 0.41691587, 0.40392959],
        ),
        (
            [1000, 631, 468, 382, 326, 289, 262, 241],
            [0.45561396, 0.77932547, 1.28345133],
            -1679.6028329071778,
            [0.16704052, 0.2827084, 0.29809354],
            [0.22335317, 0.20894542, 0.19679611, 0.18638129, 0.1773314],
        ),
    ] {
        let counts = RenewalCounts::from_active(&active).unwrap();
        let fit = Bdw::<Years>::fit(&counts, &FitOptions::default()).unwrap();
        assert!(fit.status().is_converged(), "{}", fit.status());
        assert!((fit.log_likelihood() - value).abs() < 1e-8);
        assert!((fit.model().log_likelihood(&counts) - value).abs() < 1e-8);
        for ((found, want), error) in fit.parameters().iter().zip(want).zip(errors) {
            assert!((found.value / want - 1.0).abs() < 1e-5, "{found:?} {want}");
            assert!((found.standard_error.unwrap() / error - 1.0).abs() < 1e-3, "{found:?}");
        }
        for (t, want) in (8..).zip(survival) {
            assert!((fit.model().survival(t) - want).abs() < 1e-6);
        }
    }
}

/// Summed up in Python over 900 renewals.
#[test]
fn the_residual_lifetime_is_the_sum() {
    let bdw = Bdw::<Years>::try_new(0.8, 2.0, 1.3).unwrap();
    let discount = Discount::try_new(0.1).unwrap();
    let found = bdw.discounted_residual_lifetime_after_renewals(3, discount).unwrap();
    assert!((found - 4.177920938943049).abs() < 1e-10, "{found}");
    let none = bdw.discounted_residual_lifetime_after_renewals(3, Discount::none());
    assert!(matches!(none, Err(ResidualError::DiscountTooSmall { .. })));
}

/// tᶜ beyond all numbers: everybody has left.
#[test]
fn a_steep_end_is_an_end() {
    let bdw = Bdw::<Years>::try_new(0.8, 2.0, 2000.0).unwrap();
    assert_eq!((bdw.survival(2), bdw.retention_after_renewals(2)), (0.0, 0.0));
    let discount = Discount::try_new(0.1).unwrap();
    let left = bdw.discounted_residual_lifetime_after_renewals(0, discount).unwrap();
    assert!((left - bdw.survival(1)).abs() < 1e-12);
    assert_eq!(bdw.discounted_residual_lifetime_after_renewals(5, discount), Ok(0.0));
}

#[test]
fn what_is_flat_or_runs_away_is_said() {
    let fit = |active: &[u64]| {
        let counts = RenewalCounts::from_active(active).unwrap();
        Bdw::<Years>::fit(&counts, &FitOptions::default()).unwrap()
    };
    // Two renewals cannot tell three parameters apart, nobody left, all alike.
    for active in [&[1000, 800, 700][..], &[10, 10, 10], &[1000, 500, 250, 125]] {
        let fit = fit(active);
        assert!(!fit.status().is_converged(), "{active:?}");
        assert!(fit.parameters().iter().all(|p| p.standard_error.is_none()));
        assert!(!fit.status().to_string().is_empty());
    }
    let nobody = Bdw::<Years>::fit(&RenewalCounts::new(), &FitOptions::default());
    assert_eq!(nobody, Err(FitError::Empty { model: "BdW" }));
    let undecided = RenewalCounts::from_active(&[5]).unwrap();
    let early = Bdw::<Years>::fit(&undecided, &FitOptions::default()).unwrap_err();
    assert_eq!(early, FitError::NoDecisions { model: "BdW", customers: 5 });
}

#[test]
fn derivatives_agree_with_differences() {
    let rows = [(0.0, 869.0, 131.0), (1.0, 743.0, 126.0), (2.0, 0.0, 3.0), (3.0, 5.0, 0.0)];
    for at in [[0.668, 3.806, 1.0], [3.0, 0.2, 1.7], [0.1, 30.0, 0.6]] {
        derivatives_agree(&Counts { rows: &rows }, at);
    }
}

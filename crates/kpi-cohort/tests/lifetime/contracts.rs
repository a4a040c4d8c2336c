//! Laws of contract models.

use kpi_cohort::{
    Bdw, ConstantChurn, ContractEnd, ContractPayment, ContractPaymentError, Discount,
    FitIntervalScale, FitOptions, MonthLength, Months, RenewalCounts, RenewalModel, Sbg, SbgFit,
    Years,
};
use proptest::prelude::*;

fn parameter() -> impl Strategy<Value = f64> {
    (-4.0..6.0_f64).prop_map(f64::exp)
}

proptest! {
    #[test]
    fn survival_starts_at_one_and_never_rises(a in parameter(), b in parameter(), c in 0.2..3.0_f64) {
        let sbg = Sbg::<Years>::try_new(a, b).unwrap();
        let bdw = Bdw::<Years>::try_new(a, b, c).unwrap();
        let constant = ConstantChurn::<Years>::try_new(a / (a + b)).unwrap();
        let models: [&dyn RenewalModel<Years>; 3] = [&sbg, &bdw, &constant];
        for model in models {
            prop_assert_eq!(model.survival(0), 1.0);
            prop_assert_eq!(model.churn_at_renewal(0), 0.0);
            let curve = model.survival_curve(30);
            for (t, pair) in curve.windows(2).enumerate() {
                prop_assert!((0.0..=1.0).contains(&pair[1]) && pair[1] <= pair[0]);
                let t = u32::try_from(t).unwrap();
                prop_assert!((model.survival(t + 1) - pair[1]).abs() < 1e-9);
                let left = model.churn_at_renewal(t + 1);
                prop_assert!((pair[0] - pair[1] - left).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn retention_of_the_sbg_model_rises_with_age(a in parameter(), b in parameter()) {
        let sbg = Sbg::<Years>::try_new(a, b).unwrap();
        prop_assert!((sbg.retention_after_renewals(0) - (1.0 - sbg.mean_churn())).abs() < 1e-12);
        prop_assert_eq!(sbg.retention_curve(3)[2], sbg.retention_after_renewals(2));
        for n in 0..50 {
            let [before, after] = [n, n + 1].map(|n| sbg.retention_after_renewals(n));
            prop_assert!(before <= after);
        }
    }

    /// And the residual value falls with the discount and rises with loyalty.
    #[test]
    fn residual_lifetimes_are_ordered(a in parameter(), b in parameter(), d in 0.001..0.9_f64) {
        let sbg = Sbg::<Years>::try_new(a, b).unwrap();
        let at = |n, d| {
            let discount = Discount::try_new(d).unwrap();
            sbg.discounted_residual_lifetime_after_renewals(n, discount).unwrap()
        };
        prop_assert!(at(0, d) <= at(5, d) * (1.0 + 1e-12));
        prop_assert!(at(0, d * 1.5) < at(0, d));
        // Never more than a payment each period for ever.
        prop_assert!(at(5, d) <= (1.0 + d) / d);
        let discount = Discount::try_new(d).unwrap();
        let new = sbg.discounted_lifetime_of_a_new_customer(discount).unwrap();
        prop_assert!((new - 1.0 - at(0, d) / (1.0 + d)).abs() < 1e-9 * new);
        let bdw = Bdw::<Years>::try_new(a, b, 1.0).unwrap();
        let sum = bdw.discounted_residual_lifetime_after_renewals(2, discount).unwrap();
        prop_assert!((sum / at(2, d) - 1.0).abs() < 1e-6, "{} {}", sum, at(2, d));
    }

    /// One by one, by cohort, split and merged: the same counts and the same fit.
    #[test]
    fn counts_do_not_depend_on_order_or_split(
        customers in prop::collection::vec((0..6_u32, any::<bool>()), 1..80),
        cut in 0..80_usize,
    ) {
        let end = |left| if left { ContractEnd::Left } else { ContractEnd::StillActive };
        let count = |part: &[(u32, bool)]| {
            let mut counts = RenewalCounts::new();
            for (renewals, left) in part {
                counts.observe_customer(*renewals, end(*left)).unwrap();
            }
            counts
        };
        let whole = count(&customers);
        let (one, two) = customers.split_at(cut.min(customers.len()));
        let mut merged = count(two);
        merged.merge(&count(one)).unwrap();
        prop_assert_eq!(&merged, &whole);
        let options = FitOptions::default();
        prop_assert_eq!(Sbg::<Years>::fit(&merged, &options), Sbg::<Years>::fit(&whole, &options));
    }

    /// What a model draws is found again: expected counts of many customers.
    #[test]
    fn a_fit_finds_the_parameters_of_expected_counts(a in 0.3..5.0_f64, b in 0.5..8.0_f64) {
        let truth = Sbg::<Months>::try_new(a, b).unwrap();
        let active: Vec<u64> =
            truth.survival_curve(8).iter().map(|s| (s * 1e9).round() as u64).collect();
        let counts = RenewalCounts::from_active(&active).unwrap();
        let SbgFit::Inside(fit) = Sbg::<Months>::fit(&counts, &FitOptions::default()).unwrap() else {
            panic!("inside");
        };
        prop_assert!(fit.status().is_converged());
        prop_assert!((fit.model().alpha() / a - 1.0).abs() < 1e-3);
        prop_assert!((fit.model().beta() / b - 1.0).abs() < 1e-3);
    }
}

/// Worked by hand: 1/(1 + α + β) and α/(α + β) for α = 1, β = 3; 20 of margin 0.5 for ever at
/// churn ½ without discount is one payment more.
#[test]
fn small_figures_by_hand() {
    let sbg = Sbg::<Years>::try_new(1.0, 3.0).unwrap();
    assert_eq!((sbg.mean_churn(), sbg.polarisation()), (0.25, 0.2));
    let half = ConstantChurn::<Years>::try_new(0.5).unwrap();
    let payment = ContractPayment::try_new(20.0, 0.5).unwrap();
    let none = Discount::none();
    assert_eq!(half.churn(), 0.5);
    assert_eq!(half.residual_value_after_renewals(3, payment, none), Ok(10.0));
    assert_eq!(half.value_of_a_new_customer(payment, none), Ok(20.0));
    assert!(ConstantChurn::<Years>::try_new(1.5).is_err());
    let loyal = ConstantChurn::<Years>::try_new(0.0).unwrap();
    assert!(loyal.discounted_lifetime_of_a_new_customer(none).is_err());
    assert!(matches!(
        ContractPayment::try_new(f64::NAN, 0.5),
        Err(ContractPaymentError::Amount { .. })
    ));
    assert_eq!(
        ContractPayment::try_new(1.0, 80.0),
        Err(ContractPaymentError::Margin { share: 80.0 })
    );
    // Quarters and years need no month length to agree; any will do.
    let yearly = Discount::<Years>::try_new(0.21).unwrap();
    let half_yearly: Discount<kpi_cohort::Quarters> = yearly.to(MonthLength::ThirtyDays);
    assert!((half_yearly.factor(2.0) - 1.0 / 1.1).abs() < 1e-12);
}

/// The interval of a curve widens where the curve is not seen, and stays inside 0 to 1.
#[test]
fn projections_carry_their_uncertainty() {
    let counts = RenewalCounts::from_active(&[1000, 869, 743, 653, 593]).unwrap();
    let SbgFit::Inside(fit) = Sbg::<Years>::fit(&counts, &FitOptions::default()).unwrap() else {
        panic!("inside");
    };
    let width = |t| {
        let estimate = fit.estimate(FitIntervalScale::Logit, |sbg| sbg.survival(t)).unwrap();
        assert!(0.0 < estimate.lower() && estimate.upper() < 1.0);
        assert_eq!(estimate.n(), 1000);
        (estimate.upper() - estimate.lower()) / estimate.point()
    };
    assert!(width(4) < width(8) && width(8) < width(12));
    assert_eq!(fit.estimate(FitIntervalScale::Natural, |_| f64::NAN), None);
    let natural = fit.estimate(FitIntervalScale::Natural, Sbg::alpha).unwrap();
    let error = fit.parameter("alpha").unwrap().standard_error.unwrap();
    let half = (natural.upper() - natural.lower()) / 2.0;
    assert!((half / (1.959_963_984_540_054 * error) - 1.0).abs() < 1e-6);
}

//! Power and sample sizes: figures of statsmodels, refusals, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    ConfidenceLevel, Direction, FarSide, FinitePopulation, FiniteProportionMethod, MeanDesign,
    MeanPower, PowerError, PowerOptions, Proportion, ProportionMargin, ProportionMethod,
    ProportionPower, ProportionPowerMethod, Sides,
};
use proptest::prelude::*;

const PLAIN: PowerOptions = PowerOptions::new();

fn means(effect: f64, design: MeanDesign) -> MeanPower {
    MeanPower::try_new(effect, 1.0, design).unwrap()
}

/// statsmodels 0.15.0: TTestIndPower, TTestPower, NormalIndPower.
#[test]
fn figures_of_statsmodels() {
    let near = |found: f64, want: f64, most: f64| {
        assert!((found / want - 1.0).abs() < most, "{found} {want}");
    };
    let two = means(0.3, MeanDesign::TwoGroups);
    let wide = two.try_with_ratio(2.0).unwrap();
    near(wide.power(40.0).unwrap(), 0.336_246_931_601_841_66, 1e-9);
    let one = two.with_options(PLAIN.with_sides(Sides::One));
    near(one.power(40.0).unwrap(), 0.376_436_223_079_529_5, 1e-9);
    near(two.sample_size(0.8).unwrap().exact, 175.384_669_470_474_76, 1e-6);
    // Where the effect is next to nothing, the wrong side is half of what there is.
    let tiny = means(0.01, MeanDesign::TwoGroups);
    near(tiny.power(10.0).unwrap(), 0.050_051_457_982_462_605, 1e-9);
    let near_side = tiny.with_options(PLAIN.with_far_side(FarSide::Ignored)).power(10.0).unwrap();
    assert!(near_side < 0.027);
    for design in [MeanDesign::Pairs, MeanDesign::OneGroup] {
        let pairs = means(0.4, design);
        near(pairs.power(30.0).unwrap(), 0.562_813_607_141_056_5, 1e-9);
        let size = pairs.sample_size(0.8).unwrap();
        near(size.exact, 51.009_447_295_600_204, 1e-6);
        assert_eq!((size.first, size.second), (52, 0));
    }
    let h =
        ProportionPower::try_new(0.12, 0.10).unwrap().with_method(ProportionPowerMethod::CohenH);
    near(h.power(2000.0).unwrap(), 0.525_281_235_217_712_3, 1e-11);
    near(h.sample_size(0.8).unwrap().exact, 3_834.595_739_884_031, 1e-6);
    near(h.try_with_ratio(3.0).unwrap().power(2000.0).unwrap(), 0.697_793_618_661_099_5, 1e-11);
}

/// Both formulas for n by hand.
#[test]
fn margins() {
    let plan = ProportionMargin::try_new(0.2, 0.04).unwrap();
    let wald = plan.sample_size(FiniteProportionMethod::Wald, None, ConfidenceLevel::P95).unwrap();
    // 1.959964² · 0.16 ÷ 0.0016.
    assert!((wald.exact - 384.145_882_069_412_44).abs() < 1e-6);
    let method = FiniteProportionMethod::Wilson;
    let wilson = plan.sample_size(method, None, ConfidenceLevel::P95).unwrap();
    assert!(wilson.margin <= 0.04);
    // Half the Wilson interval of a fifth of as many answers is the margin.
    let n = wilson.n.next_multiple_of(5);
    let found = Proportion::try_new(n / 5, n).unwrap();
    let found = found.estimate(ProportionMethod::Wilson, ConfidenceLevel::P95).unwrap();
    assert!(found.upper() - found.lower() <= 0.08);
    // At no success expected Wilson still has a width, Wald none.
    let none = ProportionMargin::try_new(0.0, 0.01).unwrap();
    let size = none.sample_size(method, None, ConfidenceLevel::P95).unwrap();
    assert!(size.n > 100);
    let certain = none.sample_size(FiniteProportionMethod::Wald, None, ConfidenceLevel::P95);
    assert!(matches!(certain, Err(PowerError::Certain { .. })));
    // Of 50 customers nearly all have to answer.
    let few = FinitePopulation::try_new(50).unwrap();
    let size = plan.sample_size(method, Some(few), ConfidenceLevel::P95).unwrap();
    assert!((40..=50).contains(&size.n), "{size:?}");
}

#[test]
fn every_refusal() {
    let bad = ProportionPower::try_new(0.1, 1.2);
    assert_eq!(bad, Err(PowerError::Proportion { proportion: 1.2 }));
    assert_eq!(ProportionPower::try_new(0.1, 0.1), Err(PowerError::Difference { difference: 0.0 }));
    let certain = ProportionPower::try_new(0.0, 1.0);
    assert_eq!(certain, Err(PowerError::Certain { first: 0.0, second: 1.0 }));
    let plan = ProportionPower::try_new(0.1, 0.2).unwrap();
    assert_eq!(plan.try_with_ratio(0.0), Err(PowerError::Ratio { ratio: 0.0 }));
    assert_eq!(plan.power(0.5), Err(PowerError::TooFew { n: 0.5, needed: 1.0 }));
    for n in [f64::NAN, f64::INFINITY] {
        assert!(matches!(plan.power(n), Err(PowerError::TooMany { .. })));
    }
    for power in [0.01, 1.0, f64::NAN] {
        assert!(matches!(plan.sample_size(power), Err(PowerError::Power { .. })));
    }
    let design = MeanDesign::TwoGroups;
    for deviation in [0.0, f64::NAN] {
        let bad = MeanPower::try_new(1.0, deviation, design);
        assert!(matches!(bad, Err(PowerError::Deviation { .. })));
    }
    let bad = MeanPower::try_new(0.0, 1.0, design);
    assert!(matches!(bad, Err(PowerError::Difference { .. })));
    assert!(matches!(means(1.0, design).power(1.0), Err(PowerError::TooFew { .. })));
    let ratio = means(1.0, design).try_with_ratio(f64::INFINITY);
    assert!(matches!(ratio, Err(PowerError::Ratio { .. })));
    for (sizes, first, error) in [
        ((5.0, 5.0), 0.95, "out of reach"),
        ((0.0, 5.0), 0.5, "in a group"),
        ((5.0, 5.0), 1.5, "not between"),
    ] {
        let method = ProportionPowerMethod::Pooled;
        let found =
            ProportionPower::detectable(first, sizes, 0.9, Direction::Higher, method, PLAIN);
        assert!(found.unwrap_err().to_string().contains(error));
    }
    assert_eq!(ProportionMargin::try_new(0.5, 3.0), Err(PowerError::Margin { margin: 3.0 }));
    let bad = ProportionMargin::try_new(-0.5, 0.03);
    assert_eq!(bad, Err(PowerError::Proportion { proportion: -0.5 }));
    let tiny = ProportionMargin::try_new(0.5, 1e-9).unwrap();
    let found = tiny.sample_size(FiniteProportionMethod::Wald, None, ConfidenceLevel::P95);
    assert_eq!(found, Err(PowerError::Margin { margin: 1e-9 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_size_has_the_power_and_one_less_has_not(
        p in 0.02..0.98, gap in 0.03..0.3, power in 0.5..0.95,
        method in prop::sample::select(vec![ProportionPowerMethod::Pooled, ProportionPowerMethod::CohenH]),
    ) {
        let q = if p < 0.5 { p + gap } else { p - gap };
        let plan = ProportionPower::try_new(p, q).unwrap().with_method(method);
        let size = plan.sample_size(power).unwrap();
        prop_assert!(size.power >= power - 1e-9);
        if size.exact > 2.0 {
            prop_assert!(plan.power(size.first as f64 - 1.0).unwrap() < power);
        }
        let n = (size.exact, size.exact);
        let direction = if q > p { Direction::Higher } else { Direction::Lower };
        let found = ProportionPower::detectable(p, n, power, direction, method, PLAIN).unwrap();
        prop_assert!(size.exact < 2.0 || (found - q).abs() < 1e-8, "{found} {q}");
    }

    #[test]
    fn sizes_of_means(effect in 0.1..3.0, power in 0.3..0.95, paired in any::<bool>()) {
        let design = if paired { MeanDesign::Pairs } else { MeanDesign::TwoGroups };
        let plan = means(effect, design);
        let size = plan.sample_size(power).unwrap();
        prop_assert!(size.power >= power - 1e-9);
        let found = plan.detectable(size.exact, power).unwrap();
        prop_assert!(size.exact < 2.5 || (found / effect - 1.0).abs() < 1e-6, "{found} {effect}");
    }
}

//! Intervals of proportions: edges, tiny alphas, large counts, refusals.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{
    Alternative, ConfidenceLevel, Proportion, ProportionError, ProportionMethod, ProportionTest,
    wilson,
};
use kpi_types::{Estimate, EstimateMethod, Undefined};

fn interval(k: u64, n: u64, method: ProportionMethod, alpha: f64) -> Estimate {
    let level = ConfidenceLevel::from_alpha(alpha).unwrap();
    Proportion::try_new(k, n).unwrap().estimate(method, level).unwrap()
}

fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found:e} is not {expected:e}");
}

/// statsmodels 2609, 2742, 3487: NaN at the edges. 0/18 and 18/18 at 99 %, as printed there.
#[test]
fn clopper_pearson_has_no_nan_at_the_edges() {
    let none = interval(0, 18, ProportionMethod::ClopperPearson, 0.01);
    assert_eq!(none.lower(), 0.0);
    close(none.upper(), 0.254_985_028_482_774_77, 1e-12);
    let all = interval(18, 18, ProportionMethod::ClopperPearson, 0.01);
    close(all.lower(), 0.745_014_971_517_225, 1e-12);
    assert_eq!(all.upper(), 1.0);
    close(
        interval(0, 10, ProportionMethod::ClopperPearson, 0.05).upper(),
        0.308_497_107_818_760_8,
        1e-12,
    );
}

/// statsmodels PR 10010: Wilson reached 1.0000000000000002 at 38/38 and −3.5e-18 at 0/77.
#[test]
fn every_method_stays_inside_and_closes_the_edges() {
    for method in ProportionMethod::ALL {
        for n in 1..=400 {
            let none = interval(0, n, method, 0.05);
            let all = interval(n, n, method, 0.05);
            assert_eq!((none.lower(), all.upper()), (0.0, 1.0), "{method:?} {n}");
            assert!(none.upper() < 1.0 && all.lower() > 0.0, "{method:?} {n}");
            if method != ProportionMethod::Wald {
                assert!(none.upper() > 0.0 && all.lower() < 1.0, "{method:?} {n}");
            }
        }
    }
}

/// statsmodels 9141: 0/1000 at alpha 1e-7 gave an upper end of 0.99999986. The closed form is
/// 1 − (alpha/2)^(1/n), printed there as 0.01667072243152068.
#[test]
fn no_success_at_a_tiny_alpha() {
    let found = interval(0, 1_000, ProportionMethod::ClopperPearson, 1e-7);
    close(found.upper(), 0.016_670_722_431_520_68, 1e-10);
    let one = interval(1, 1_000, ProportionMethod::ClopperPearson, 1e-7);
    close(one.lower(), 5.000_000_124_875e-11, 1e-9);
    close(one.upper(), 0.019_662_593_512_331_48, 1e-9);
}

/// statsmodels 9549: right up to 499 trials, 0.999997 from 500 on.
#[test]
fn no_jump_between_499_and_500_trials() {
    let upper = |n: u64| {
        let alpha = 0.001 / (n as f64 + 1.0);
        interval(0, n, ProportionMethod::ClopperPearson, alpha).upper()
    };
    close(upper(499), 0.027_306_638_457_225_6, 1e-10);
    for n in [500_u64, 1_000] {
        let alpha = 0.001 / (n as f64 + 1.0);
        close(upper(n), 1.0 - (alpha / 2.0).powf(1.0 / n as f64), 1e-10);
    }
}

/// statsmodels 7008: 10 of 100,000 at alpha 1e-11 ended at 0.059, above 100 of 100,000. Values from
/// SciPy 1.17.1 (Boost's `betaincinv`); the first row also from mpmath with 40 digits.
#[test]
fn tiny_alpha_and_many_trials() {
    let method = ProportionMethod::ClopperPearson;
    for (k, lower, upper) in [
        (10, 3.463_767_299_287_147e-6, 0.000_503_060_900_757_258_7),
        (100, 0.000_462_249_184_540_185, 0.001_850_980_161_223_867),
        (1_000, 0.008_004_250_120_324_352, 0.012_302_551_889_577_3),
    ] {
        let found = interval(k, 100_000, method, 1e-11);
        close(found.lower(), lower, 1e-7);
        close(found.upper(), upper, 1e-7);
    }
    let found = interval(3, 1_000, method, 1e-12);
    close(found.lower(), 1.443_745_698_358_484_9e-7, 1e-9);
    close(found.upper(), 0.036_845_851_069_201_09, 1e-9);
}

/// Ten million trials, the most for these methods. Values from SciPy 1.17.1.
#[test]
fn beta_quantiles_hold_to_their_limit() {
    type Row = (u64, f64, [f64; 2], [f64; 2]);
    let rows: [Row; 4] = [
        (
            1,
            0.05,
            [2.531_780_795_224_03e-9, 5.571_642_116_990_8e-7],
            [1.078_976_434_272_950_2e-8, 4.674_200_826_393_36e-7],
        ),
        (
            300_000,
            0.05,
            [0.029_894_356_966_248_883, 0.030_105_915_269_206_2],
            [0.029_894_406_880_851_824, 0.030_105_865_183_838_18],
        ),
        (
            5_000_000,
            0.05,
            [0.499_690_052_521_371, 0.500_309_947_478_628_9],
            [0.499_690_102_521_356_6, 0.500_309_897_478_643_4],
        ),
        (
            5_000_000,
            1e-9,
            [0.499_033_968_355_271_6, 0.500_966_031_644_728_4],
            [0.499_034_018_355_145_5, 0.500_965_981_644_854_4],
        ),
    ];
    for (k, alpha, exact, jeffreys) in rows {
        let n = Proportion::MAX_BETA_TRIALS;
        for (method, [lower, upper]) in
            [(ProportionMethod::ClopperPearson, exact), (ProportionMethod::Jeffreys, jeffreys)]
        {
            let found = interval(k, n, method, alpha);
            assert!((found.lower() - lower).abs() < 1e-11, "{method:?} {k}: {found}");
            assert!((found.upper() - upper).abs() < 1e-11, "{method:?} {k}: {found}");
        }
    }
}

/// R 4.2.2, `binom::binom.confint(18, 20)`; Wald cut at 1.
#[test]
fn every_method_as_in_r() {
    for (method, lower, upper) in [
        (ProportionMethod::Wald, 0.768_521_618_913_513, 1.0),
        (ProportionMethod::Wilson, 0.698_966_354_771_513, 0.972_133_518_786_232),
        (ProportionMethod::AgrestiCoull, 0.686_756_112_559_608, 0.984_343_760_998_137),
        (ProportionMethod::ClopperPearson, 0.683_017_285_980_918, 0.987_651_472_829_705),
        (ProportionMethod::Jeffreys, 0.716_146_742_695_748, 0.978_627_511_977_55),
    ] {
        let found = interval(18, 20, method, 0.05);
        close(found.lower(), lower, 1e-10);
        close(found.upper(), upper, 1e-10);
    }
}

/// R 4.2.2: `binom.test(682, 925, conf.level = 0.90)` and the same for 51 of 235.
#[test]
fn other_levels() {
    let method = ProportionMethod::ClopperPearson;
    let found = interval(682, 925, method, 0.10);
    close(found.lower(), 0.712_412_924_436_548, 1e-10);
    close(found.upper(), 0.761_055_274_689_545, 1e-10);
    let found = interval(51, 235, method, 0.10);
    close(found.lower(), 0.173_525_277_806_52, 1e-10);
    close(found.upper(), 0.265_946_086_257_431, 1e-10);
}

#[test]
fn the_result_says_what_it_is() {
    let methods = [
        EstimateMethod::Wald,
        EstimateMethod::Wilson,
        EstimateMethod::WilsonContinuity,
        EstimateMethod::AgrestiCoull,
        EstimateMethod::ClopperPearson,
        EstimateMethod::Jeffreys,
    ];
    for (method, name) in ProportionMethod::ALL.into_iter().zip(methods) {
        let found = interval(3, 12, method, 0.10);
        assert_eq!((found.method(), found.n(), found.level()), (name, 12, 0.9));
        assert_eq!(found.point(), 0.25);
    }
}

#[test]
fn short_and_long_calls_agree() {
    let (level, p) = (ConfidenceLevel::P99, Proportion::try_new(7, 31).unwrap());
    assert_eq!((p.successes(), p.trials(), p.complement().successes()), (7, 31, 24));
    assert_eq!(wilson(7, 31, level), p.wilson(level));
    let named = [
        p.wald(level),
        p.wilson(level),
        p.wilson_continuity(level),
        p.agresti_coull(level),
        p.clopper_pearson(level),
        p.jeffreys(level),
    ];
    for (method, named) in ProportionMethod::ALL.into_iter().zip(named) {
        assert_eq!(p.estimate(method, level), named);
    }
}

#[test]
fn every_refusal() {
    let nothing = Proportion::try_new(0, 0).unwrap_err();
    assert_eq!(nothing, ProportionError::NoTrials);
    assert_eq!(
        nothing.undefined("opening customers"),
        Some(Undefined::EmptyPopulation { of: "opening customers".to_owned() })
    );
    let (successes, trials) = (3, 2);
    let error = Proportion::try_new(successes, trials).unwrap_err();
    assert_eq!(error, ProportionError::MoreSuccessesThanTrials { successes, trials });
    assert_eq!(error.undefined("x"), None);
    assert_eq!(error.to_string(), "3 successes in 2 trials: at most 2 are possible");

    let (trials, most) = (Proportion::MAX_TRIALS + 1, Proportion::MAX_TRIALS);
    assert_eq!(
        Proportion::try_new(0, trials),
        Err(ProportionError::TooManyTrials { trials, most })
    );
    let (trials, most) = (Proportion::MAX_BETA_TRIALS + 1, Proportion::MAX_BETA_TRIALS);
    let many = Proportion::try_new(1, trials).unwrap();
    for method in ProportionMethod::ALL {
        let needs = matches!(method, ProportionMethod::ClopperPearson | ProportionMethod::Jeffreys);
        let found = many.estimate(method, ConfidenceLevel::P95);
        let refused = Err(ProportionError::TooManyTrials { trials, most });
        assert_eq!(found == refused, needs, "{method:?}");
    }
    for null in [0.0, 1.0, f64::NAN] {
        for test in ProportionTest::ALL {
            let found = many.test(test, null, Alternative::TwoSided);
            assert!(matches!(found, Err(ProportionError::Null { .. })));
        }
    }
    // What `Estimate` itself refuses is passed on.
    let source = Estimate::try_new(0.5, 1.0, 0.0, 0.95, 1, EstimateMethod::Wald).unwrap_err();
    assert_eq!(ProportionError::from(source).to_string(), source.to_string());
}

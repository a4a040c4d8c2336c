//! Score and growth: figures from SciPy, who is left out, words, every refusal, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_stats::{ConfidenceLevel, PairedValuesError};
use kpi_survey::{
    GrowthError, GrowthOptions, GrowthPairs, GrowthVerdict, NoLaterRevenue, RevenueChange,
    WhichScore,
};
use kpi_types::{Grain, Period};
use proptest::prelude::*;
use rust_decimal::Decimal;

const fn month(index: i32) -> Period {
    Period::new(Grain::Month, index)
}

/// Score, and revenue in percent of that at the time of the answer, three months later.
const ACCOUNTS: [(f64, i64); 12] = [
    (2.0, 0),
    (3.0, 50),
    (5.0, 100),
    (6.0, 110),
    (7.0, 80),
    (8.0, 120),
    (8.0, 105),
    (9.0, 130),
    (9.0, 110),
    (10.0, 150),
    (10.0, 125),
    (10.0, 140),
];

/// The first account has left: it has no row later.
fn taken(accounts: &[(f64, i64)]) -> GrowthPairs {
    let mut pairs = GrowthPairs::new(Grain::Month);
    for (at, (score, later)) in accounts.iter().enumerate() {
        let account = format!("account {at:02}");
        pairs.observe_score(&account, month(5), *score).unwrap();
        pairs.observe_revenue(&account, month(5), Decimal::from(200)).unwrap();
        if *later > 0 {
            // Two contracts.
            pairs.observe_revenue(&account, month(8), Decimal::from(*later)).unwrap();
            pairs.observe_revenue(&account, month(8), Decimal::from(*later)).unwrap();
        }
    }
    pairs
}

/// SciPy 1.17.1: `spearmanr`, `theilslopes`; tanh and atanh by hand.
#[test]
fn agrees_with_scipy() {
    let link = taken(&ACCOUNTS).link(GrowthOptions::after(3).unwrap()).unwrap();
    let near =
        |expected: f64, found: f64| assert!((expected - found).abs() < 1e-10, "{expected} {found}");
    let rho = link.rank_correlation();
    near(0.9044601957046174, rho.point());
    near(0.6173413977146959, rho.lower());
    near(0.9789501036917134, rho.upper());
    near(5.330069062298205e-5, link.test().p_value());
    near(2.0 / 15.0, link.slope().point());
    near(0.6118298870430164, link.weakest_visible());
    assert_eq!(link.verdict(), GrowthVerdict::HigherScoresGrowMore);
    assert_eq!((link.pairs().len(), link.pairs()[0].change), (12, -1.0));
    assert_eq!((link.pairs()[3].account.as_str(), link.pairs()[3].asked), ("account 03", month(5)));
    let said = link.sentence();
    assert!(
        said.en.starts_with("Accounts that scored higher grew more in the 3 months after."),
        "{said}"
    );
    assert!(said.en.contains("12 accounts") && said.en.contains("percentage points"), "{said}");
    assert!(
        said.en.ends_with("it does not say that a higher score makes an account grow."),
        "{said}"
    );
    assert!(said.ja.contains("3 か月間") && said.ja.contains("因果を示すものではありません"));
    let turned = ACCOUNTS.map(|(score, later)| (10.0 - score, later));
    let turned = taken(&turned).link(GrowthOptions::after(3).unwrap()).unwrap();
    assert_eq!(turned.verdict(), GrowthVerdict::HigherScoresGrowLess);
    assert!(turned.sentence().en.contains("grew less") && turned.sentence().is_complete());
    let amount = GrowthOptions::after(3).unwrap().with_change(RevenueChange::Amount);
    let amount = taken(&ACCOUNTS).link(amount).unwrap();
    near(200.0 * 2.0 / 15.0, amount.slope().point());
    assert!(!amount.sentence().en.contains("percentage"));
    let mixed = [(1.0, 100), (2.0, 90), (3.0, 120), (4.0, 80), (5.0, 105), (6.0, 95)];
    let mixed = taken(&mixed).link(GrowthOptions::after(3).unwrap()).unwrap();
    assert_eq!(mixed.verdict(), GrowthVerdict::NotSeen);
    assert!(
        mixed.sentence().en.contains("with 6 accounts one weaker than"),
        "{}",
        mixed.sentence()
    );
    assert!(mixed.sentence().ja.contains("確認できません"));
}

#[test]
fn who_is_left_out_and_why() {
    let mut pairs = taken(&ACCOUNTS);
    // Asked so late that month 8 is not three months after.
    pairs.observe_score("late", month(6), 9.0).unwrap();
    pairs.observe_revenue("late", month(6), Decimal::from(10)).unwrap();
    // Not a paying customer when asked.
    pairs.observe_score("trial", month(5), 9.0).unwrap();
    pairs.observe_score("free", month(5), 9.0).unwrap();
    pairs.observe_revenue("free", month(5), Decimal::ZERO).unwrap();
    let options = GrowthOptions::after(3).unwrap();
    let link = pairs.link(options).unwrap();
    let out = link.left_out();
    assert_eq!((out.not_over, out.no_revenue, out.no_later_revenue), (1, 2, 0));
    let strict = options.with_no_later_revenue(NoLaterRevenue::IsLeftOut);
    let link = pairs.link(strict).unwrap();
    assert_eq!((link.pairs().len(), link.left_out().no_later_revenue), (11, 1));
    // From nothing to something is an amount, not a rate.
    let amount = pairs.link(options.with_change(RevenueChange::Amount)).unwrap();
    assert_eq!((amount.pairs().len(), amount.left_out().no_revenue), (13, 1));
}

#[test]
fn an_account_counts_once() {
    let mut pairs = taken(&ACCOUNTS);
    for (index, score) in [(4, 1.0), (8, 10.0)] {
        pairs.observe_score("account 03", month(index), score).unwrap();
        pairs.observe_revenue("account 03", month(index), Decimal::from(0)).unwrap();
    }
    pairs.observe_score("account 03", month(5), 8.0).unwrap();
    let options = GrowthOptions::after(3).unwrap();
    let latest = pairs.link(options).unwrap();
    // The mean of 6 and 8; month 8 is not over, month 4 is older.
    assert_eq!((latest.pairs().len(), latest.pairs()[3].score), (12, 7.0));
    pairs.observe_revenue("account 03", month(4), Decimal::from(100)).unwrap();
    let first = pairs.link(options.with_which(WhichScore::First)).unwrap();
    assert_eq!((first.pairs()[3].score, first.pairs()[3].change), (1.0, -1.0));
}

#[test]
fn every_refusal() {
    assert_eq!(GrowthOptions::after(0), Err(GrowthError::NoLag));
    let mut pairs = GrowthPairs::new(Grain::Month);
    let day = Period::new(Grain::Day, 3);
    let other = pairs.observe_score("a", day, 1.0).unwrap_err();
    assert_eq!(other.to_string(), "account \"a\": a day among periods of a month");
    assert!(matches!(
        pairs.observe_revenue("a", day, Decimal::ONE),
        Err(GrowthError::OtherGrain { .. })
    ));
    let nan = pairs.observe_score("a", month(0), f64::NAN);
    assert!(matches!(nan, Err(GrowthError::Score { .. })));
    pairs.observe_revenue("a", month(0), Decimal::MAX).unwrap();
    let large = pairs.observe_revenue("a", month(0), Decimal::MAX).unwrap_err();
    assert_eq!(large.to_string(), "account \"a\": the revenue of month 0 is too large");
    let merged = pairs.merge(&GrowthPairs::new(Grain::Day)).unwrap_err();
    assert_eq!(merged, GrowthError::OtherGrains { grain: Grain::Month, other: Grain::Day });
    let options = GrowthOptions::after(3).unwrap();
    let few = taken(&ACCOUNTS[..3]).link(options).unwrap_err();
    assert!(matches!(few, GrowthError::Pairs(PairedValuesError::TooFewPairs { n: 3, .. })));
    let flat = taken(&[(7.0, 100), (7.0, 90), (7.0, 80), (7.0, 60)]).link(options).unwrap_err();
    let still = taken(&[(7.0, 90), (8.0, 90), (9.0, 90), (3.0, 90)]).link(options).unwrap_err();
    let four = taken(&[(7.0, 90), (8.0, 80), (9.0, 91), (3.0, 70)]);
    let strict = options.with_level(ConfidenceLevel::try_new(0.999).unwrap());
    let four = four.link(strict).unwrap_err();
    assert!(matches!(four, GrowthError::Pairs(PairedValuesError::LevelNotReached { .. })));
    for error in [few, flat, still, four] {
        let message = error.undefined().unwrap().message();
        assert!(message.is_complete() && message.en != message.ja);
    }
    assert_eq!(GrowthError::NoLag.undefined(), None);
}

proptest! {
    /// Any order and any split give one link; a common factor of all revenue changes nothing.
    #[test]
    fn order_split_and_currency_do_not_show(
        accounts in proptest::collection::vec((0_u8..=10, 1_i64..200), 6..30),
        cut in 0_usize..30,
    ) {
        let rows: Vec<(f64, i64)> = accounts.iter().map(|(s, r)| (f64::from(*s), *r)).collect();
        let options = GrowthOptions::after(3).unwrap();
        let whole = taken(&rows).link(options);
        let (mut front, mut back) = (GrowthPairs::new(Grain::Month), GrowthPairs::new(Grain::Month));
        for (at, (score, later)) in rows.iter().enumerate().rev() {
            let part = if at < cut { &mut front } else { &mut back };
            let account = format!("account {at:02}");
            part.observe_revenue(&account, month(8), Decimal::from(14 * later)).unwrap();
            part.observe_score(&account, month(5), *score).unwrap();
            part.observe_revenue(&account, month(5), Decimal::from(1400)).unwrap();
        }
        back.merge(&front).unwrap();
        let merged = back.link(options);
        match (whole, merged) {
            (Ok(whole), Ok(merged)) => prop_assert_eq!(whole, merged),
            (whole, merged) => prop_assert_eq!(whole.unwrap_err(), merged.unwrap_err()),
        }
    }
}

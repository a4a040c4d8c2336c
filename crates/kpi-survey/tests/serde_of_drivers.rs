//! Options of importance, portfolio, alpha, growth and help read and write through their checks.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Debug;

use kpi_stats::ConfidenceLevel;
use kpi_survey::{
    AlphaInterval, AlphaOptions, DeviationBase, Figure, GrowthOptions, GrowthVerdict, HelpKind,
    HelpNeedOptions, HelpOutcome, ImportanceMeasure, ImportanceOptions, MissingRatings,
    NoLaterRevenue, OnTheLine, PortfolioAxis, PortfolioCut, PortfolioOptions, Quadrant, Resampling,
    RevenueChange, Scale, WhichScore,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Value {
    let written = serde_json::to_value(value).unwrap();
    assert_eq!(&serde_json::from_value::<T>(written.clone()).unwrap(), value);
    written
}

fn refused<T: DeserializeOwned + Debug>(written: Value) -> String {
    serde_json::from_value::<T>(written).unwrap_err().to_string()
}

#[test]
fn names_of_choices() {
    assert_eq!(round_trip(&ImportanceMeasure::Shapley), "shapley");
    assert_eq!(round_trip(&Quadrant::ImproveFirst), "improve_first");
    assert_eq!(round_trip(&MissingRatings::Pairwise), "pairwise");
    assert_eq!(round_trip(&OnTheLine::CountsAsBelow), "counts_as_below");
    assert_eq!(round_trip(&DeviationBase::ItemsLessOne), "items_less_one");
    assert_eq!(round_trip(&PortfolioAxis::Importance), "importance");
    assert_eq!(round_trip(&AlphaInterval::Bootstrap), "bootstrap");
    assert_eq!(round_trip(&RevenueChange::Amount), "amount");
    assert_eq!(round_trip(&WhichScore::First), "first");
    assert_eq!(round_trip(&NoLaterRevenue::IsLeftOut), "is_left_out");
    assert_eq!(round_trip(&GrowthVerdict::NotSeen), "not_seen");
    assert_eq!(round_trip(&HelpKind::Unheard), "unheard");
    assert_eq!(round_trip(&HelpOutcome::NotKnown), "not_known");
    round_trip(&PortfolioCut::At { satisfaction: 4.0, importance: 0.5 });
}

#[test]
fn options_pass_their_checks() {
    let importance = ImportanceOptions::new(ImportanceMeasure::PartialCorrelation);
    let importance = importance.with_variance_inflation(10.0).unwrap();
    round_trip(&importance.with_level(ConfidenceLevel::P90));
    let short: ImportanceOptions = serde_json::from_value(json!({ "measure": "shapley" })).unwrap();
    assert_eq!(short, ImportanceMeasure::Shapley.into());
    let low = json!({ "measure": "shapley", "variance_inflation": 0.5 });
    assert!(refused::<ImportanceOptions>(low).contains("at least 1"));
    let portfolio = PortfolioOptions::new(importance);
    let portfolio = portfolio.with_satisfaction(Figure::Net { to: 2, from: 4 });
    round_trip(&portfolio.with_cut(PortfolioCut::Medians));
    assert!(refused::<PortfolioOptions>(json!({ "cuts": "means" })).contains("cuts"));
    round_trip(&AlphaOptions::from(AlphaInterval::Bootstrap));
    round_trip(&Resampling::default().with_replicates(99).with_seed(4));
    let growth = GrowthOptions::after(6).unwrap().with_change(RevenueChange::Amount);
    round_trip(&growth.with_which(WhichScore::First));
    assert!(refused::<GrowthOptions>(json!({ "lag": 0 })).contains("at least one period"));
    let help = HelpNeedOptions::try_new(Scale::ONE_TO_SEVEN, 5, &[0, 1, 3], 3).unwrap();
    let mut written = round_trip(&help.with_level(ConfidenceLevel::P90));
    assert_eq!((help.many_from(), &written["bands"]), (3, &json!([0, 1, 3])));
    written["many_from"] = json!(2);
    assert!(refused::<HelpNeedOptions>(written).contains("many from 2 contacts"));
}

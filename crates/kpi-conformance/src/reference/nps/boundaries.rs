//! Who is what, and what is no answer.

use std::collections::BTreeMap;

use kpi_survey::{
    AnswerError, Distribution, Item, NpsBands, OffScale, Reading, Respondent, Scale, ScoreError,
    ScoreOptions,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::checks::Checks;
use super::super::{Case, CaseError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    scores: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    category: BTreeMap<String, String>,
    #[serde(rename = "-1 and 11")]
    off: String,
    #[serde(rename = "1/3")]
    fraction: String,
    #[serde(rename = "empty input")]
    empty: String,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "exact" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let known = [
        "error or excluded with a warning, never silently counted",
        "warning/error (non-integer)",
        "error / none, never 0",
    ];
    checks.same(
        "rules",
        &known.map(String::from),
        &[expected.off, expected.fraction, expected.empty],
    );
    let strict = Item::new("nps", Scale::ZERO_TO_TEN);
    let lenient = strict.clone().with_off_scale(OffScale::SetAside);
    for score in &given.scores {
        let text = score.as_str().map_or_else(|| score.to_string(), str::to_owned);
        let read = |item: &Item| item.read_text(&text, || Respondent::Row(0));
        match expected.category.get(&text) {
            Some(category) => {
                let name = match read(&strict) {
                    Ok(Reading::Value(value)) => NpsBands::STANDARD.category(value),
                    _ => None,
                };
                let name = match name {
                    Some(-1) => "detractor",
                    Some(0) => "passive",
                    Some(_) => "promoter",
                    None => "no answer",
                };
                checks.same(&text, &category.as_str(), &name);
            }
            None => {
                let refused = matches!(read(&strict), Err(AnswerError::OffScale { .. }));
                checks.same(&format!("{text} is refused"), &true, &refused);
                let aside = read(&lenient) == Ok(Reading::SetAside);
                checks.same(&format!("{text} is set aside"), &true, &aside);
            }
        }
    }
    let nobody = Distribution::try_new(Scale::ZERO_TO_TEN, [0; 11]).map_err(CaseError::refused)?;
    let none = nobody.nps(ScoreOptions::default()) == Err(ScoreError::NoAnswers);
    checks.same("nobody has no score", &true, &none);
    Ok(())
}

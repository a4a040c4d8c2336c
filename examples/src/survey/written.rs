//! The page for programs.

use kpis::survey::{Distribution, ScoreError, WeightedScore};
use kpis::types::Estimate;
use serde_json::{Value, json};

use super::compare::Compared;
use super::drivers::Drivers;
use super::scores::{Group, Scored};
use super::sheet::Sheet;
use crate::input::BadCell;

pub(super) fn json(
    sheet: &Sheet,
    scores: &[Scored],
    drivers: Option<&Drivers>,
    bad: &[BadCell],
) -> Value {
    json!({
        "files": sheet.names,
        "respondents": sheet.rows,
        "scores": scores.iter().map(scored).collect::<Vec<_>>(),
        "portfolio": drivers.map(portfolio),
        "not_items": sheet.not_items.iter()
            .map(|(name, share)| json!({ "column": name, "off_the_scale": share }))
            .collect::<Vec<_>>(),
        "bad_rows": bad,
    })
}

fn scored(scored: &Scored) -> Value {
    json!({
        "kind": scored.asked.code(),
        "convention": scored.asked.name(scored.answers.scale(), kpis::types::Language::En),
        "column": scored.name,
        "answers": answers(&scored.answers),
        "score": score(&scored.score),
        "weighted": weighted(scored.weighted.as_ref()),
        "waves": groups(&scored.waves, scored.wave_tests.as_ref()),
        "segments": groups(&scored.segments, scored.segment_tests.as_ref()),
    })
}

fn answers(answers: &Distribution) -> Value {
    let counts: serde_json::Map<String, Value> =
        answers.iter().map(|(value, count)| (value.to_string(), count.into())).collect();
    json!({ "n": answers.n(), "no_answer": answers.no_answer(), "counts": counts })
}

fn estimate(found: &Estimate) -> Value {
    json!({
        "point": found.point(), "lower": found.lower(), "upper": found.upper(),
        "level": found.level(), "n": found.n(), "method": found.method(),
    })
}

fn score(score: &Result<Estimate, ScoreError>) -> Value {
    match score {
        Ok(found) => estimate(found),
        Err(why) => json!({ "undefined": why.to_string() }),
    }
}

fn weighted(score: Option<&Result<WeightedScore, ScoreError>>) -> Value {
    match score {
        None => Value::Null,
        Some(Err(why)) => json!({ "undefined": why.to_string() }),
        Some(Ok(found)) => {
            let mut value = estimate(&found.estimate());
            if let Some(fields) = value.as_object_mut() {
                fields.insert("effective_n".to_owned(), found.effective_n().into());
                fields.insert("design_effect".to_owned(), found.design_effect().into());
            }
            value
        }
    }
}

fn groups(groups: &[Group], tests: Option<&Compared>) -> Value {
    let row = |group: &Group| {
        let found = tests.and_then(|tests| tests.rows.iter().find(|row| row.name == group.name));
        let difference = found.map(|row| match &row.found {
            Ok(found) => json!({
                "less": row.with, "difference": estimate(&found.estimate),
                "test": found.test.method(), "p_value": found.test.p_value(),
                "p_value_holm": found.adjusted,
            }),
            Err(why) => json!({ "less": row.with, "undefined": why }),
        });
        json!({
            "name": group.name, "answers": answers(&group.answers), "score": score(&group.score),
            "weighted": weighted(group.weighted.as_ref()), "compared": difference,
        })
    };
    groups.iter().map(row).collect()
}

fn portfolio(drivers: &Drivers) -> Value {
    let alpha = match &drivers.alpha {
        Ok(alpha) => json!({
            "alpha": estimate(&alpha.estimate()), "standardised": alpha.standardised(),
            "without": alpha.items().iter()
                .map(|item| json!({ "item": item.item(), "alpha": item.without() }))
                .collect::<Vec<_>>(),
        }),
        Err(why) => json!({ "undefined": why.to_string() }),
    };
    let dropped: Vec<Value> = drivers
        .dropped
        .iter()
        .map(|(item, why)| json!({ "item": item, "why": { "en": why.en, "ja": why.ja } }))
        .collect();
    let portfolio = match &drivers.portfolio {
        Ok(portfolio) => portfolio,
        Err(why) => {
            return json!({ "undefined": why.to_string(), "left_out": dropped, "alpha": alpha });
        }
    };
    let items = portfolio.ranked().into_iter().map(|item| {
        let stable = drivers.stability.as_ref().and_then(|stability| {
            stability.items().iter().find(|stable| stable.item() == item.item())
        });
        json!({
            "item": item.item(),
            "satisfaction": item.satisfaction(),
            "satisfaction_interval": item.satisfaction_interval().map(|found| estimate(&found)),
            "importance": item.importance(),
            "importance_interval": item.importance_interval().map(|found| estimate(&found)),
            "quadrant": item.quadrant(),
            "improvement_index": item.improvement().value(),
            "improvement_interval": stable.map(|stable| estimate(&stable.improvement())),
            "stays": stable.map(|stable| stable.stays()),
            "first": stable.map(|stable| stable.first()),
        })
    });
    let items: Vec<Value> = items.collect();
    let collinear = portfolio.importance().map(|importance| {
        let found = importance.collinear().into_iter();
        found
            .map(|item| json!({ "item": item.item, "variance_inflation": item.variance_inflation }))
            .collect::<Vec<_>>()
    });
    json!({
        "overall": drivers.overall,
        "respondents": drivers.respondents,
        "complete": drivers.complete,
        "satisfaction_line": portfolio.satisfaction_line(),
        "importance_line": portfolio.importance_line(),
        "items": items,
        "collinear": collinear,
        "left_out": dropped,
        "alpha": alpha,
    })
}

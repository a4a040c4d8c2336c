//! What matters and what to improve first.

use std::collections::BTreeMap;

use kpi_survey::{Importance, ImportanceMeasure, ImprovementIndex, RatedItem, Ratings};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{JobError, inputs, outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    overall: Vec<f64>,
    items: BTreeMap<String, Vec<f64>>,
}

#[derive(Default, Serialize)]
struct Outcome {
    correlation: BTreeMap<String, f64>,
    partial_correlation: BTreeMap<String, f64>,
    standardised_coefficient: BTreeMap<String, f64>,
    shapley: BTreeMap<String, f64>,
    variance_inflation: BTreeMap<String, f64>,
    r_squared: Option<f64>,
}

/// In which order respondents stand, and in which unit ratings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    AsGiven,
    Backwards,
    OtherUnits,
}

pub(super) fn importance(table: &Table, way: Way) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let column = |name: &str, values: &[f64]| {
        let mut values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        match way {
            Way::AsGiven => {}
            Way::Backwards => values.reverse(),
            Way::OtherUnits => values.iter_mut().flatten().for_each(|v| *v = 12.5 * *v - 3.0),
        }
        RatedItem::try_values(name, values).map_err(JobError::refused)
    };
    let items = given.items.iter().map(|(name, values)| column(name, values));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    let ratings = Ratings::try_new(items).map_err(JobError::refused)?;
    let ratings = ratings.with_overall(column("overall", &given.overall)?);
    let ratings = ratings.map_err(JobError::refused)?;
    let mut all = Outcome::default();
    for measure in ImportanceMeasure::ALL {
        let slot = match measure {
            ImportanceMeasure::Correlation => &mut all.correlation,
            ImportanceMeasure::PartialCorrelation => &mut all.partial_correlation,
            ImportanceMeasure::StandardisedRegression => &mut all.standardised_coefficient,
            ImportanceMeasure::Shapley => &mut all.shapley,
            _ => continue,
        };
        let found = Importance::try_new(&ratings, measure).map_err(JobError::refused)?;
        let by_name = found.items().iter().map(|item| (item.item().to_owned(), item.value()));
        slot.extend(by_name);
        all.r_squared = found.r_squared();
        let inflation = found
            .items()
            .iter()
            .filter_map(|item| Some((item.item().to_owned(), item.variance_inflation()?)));
        all.variance_inflation = inflation.collect();
    }
    outcome(&all)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    distance: f64,
    angle: f64,
}

#[derive(Serialize)]
struct Index {
    corrected_angle: f64,
    index: f64,
}

/// How the place of an item is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    ByAngle,
    ByCoordinates,
    /// As its mirror image in the centre, whose index is the negative.
    Mirrored,
}

pub(super) fn improvement(table: &Table, told: Told) -> Result<Table, JobError> {
    let Place { distance, angle } = inputs(table)?;
    let around = (angle - 45.0).to_radians();
    let (x, y) = (distance * around.cos(), distance * around.sin());
    let (found, sign) = match told {
        Told::ByAngle => (ImprovementIndex::of_polar(distance, angle), 1.0),
        Told::ByCoordinates => (ImprovementIndex::of_deviations(x, y), 1.0),
        Told::Mirrored => (ImprovementIndex::of_deviations(-x, -y), -1.0),
    };
    let corrected_angle = sign * found.corrected_angle();
    outcome(&Index { corrected_angle, index: sign * found.value() })
}

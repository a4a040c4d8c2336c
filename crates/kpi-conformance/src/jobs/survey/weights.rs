//! Weighted means and raking.

use kpi_survey::{
    GroupId, Margin, MarginError, RakingOptions, WeightTotal, WeightedOptions, WeightedScore,
    WeightingSample, Weights, post_stratify, rake,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{JobError, inputs, outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Values {
    values: Vec<f64>,
    weights: Vec<f64>,
}

#[derive(Serialize)]
struct Mean {
    mean: f64,
    standard_error: f64,
    interval: [f64; 2],
    design_effect: f64,
    kish_n: f64,
    kish_design_effect: f64,
}

pub(super) fn mean(table: &Table, backwards: bool) -> Result<Table, JobError> {
    let Values { mut values, mut weights } = inputs(table)?;
    if backwards {
        values.reverse();
        weights.reverse();
    }
    let weights = Weights::try_new(weights).map_err(JobError::refused)?;
    let found = WeightedScore::of_values(&values, &weights, WeightedOptions::default());
    let found = found.map_err(JobError::refused)?;
    let estimate = found.estimate();
    outcome(&Mean {
        mean: estimate.point(),
        standard_error: found.standard_error(),
        interval: [estimate.lower(), estimate.upper()],
        design_effect: found.design_effect(),
        kish_n: found.effective_n(),
        kish_design_effect: weights.design_effect(),
    })
}

/// In which order the respondents come.
#[derive(Clone, Copy)]
pub(super) enum Order {
    Rows,
    Columns,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CrossTable {
    /// Respondents by row and column.
    sample: Vec<Vec<usize>>,
    /// What the population has by row, and by column.
    rows: Option<Vec<f64>>,
    columns: Option<Vec<f64>>,
    /// Or cell by cell.
    cells: Option<Vec<Vec<f64>>>,
}

#[derive(Serialize)]
struct Cells {
    weights: Vec<Vec<f64>>,
}

pub(super) fn cells(table: &Table, order: Order) -> Result<Table, JobError> {
    let given: CrossTable = inputs(table)?;
    let (mut places, mut a, mut b) = (Vec::new(), Vec::new(), Vec::new());
    for (row, counts) in (0_u16..).zip(&given.sample) {
        for (column, count) in (0_u16..).zip(counts) {
            places.push((row, column, *count));
        }
    }
    if let Order::Columns = order {
        places.sort_by_key(|(row, column, _)| (*column, *row));
    }
    for (row, column, count) in places {
        a.extend(std::iter::repeat_n(row, count));
        b.extend(std::iter::repeat_n(column, count));
    }
    let sample = WeightingSample::new(a.len())
        .with_variable("row", &a[..])
        .and_then(|sample| sample.with_variable("column", &b[..]))
        .map_err(JobError::refused)?;
    let options = RakingOptions::default().with_total(WeightTotal::Margins);
    let found = match (&given.rows, &given.columns, &given.cells) {
        (Some(rows), Some(columns), None) => {
            let margins = [margin("row", rows), margin("column", columns)];
            let margins = margins.into_iter().collect::<Result<Vec<_>, _>>();
            rake(&sample, &margins.map_err(JobError::refused)?, options)
        }
        (None, None, Some(cells)) => {
            let targets = (0_u32..).zip(cells).flat_map(|(row, targets)| {
                (0_u32..).zip(targets).map(move |(column, target)| {
                    (vec![GroupId::Number(row), GroupId::Number(column)], *target)
                })
            });
            let joint = Margin::joint(["row", "column"], targets).map_err(JobError::refused)?;
            post_stratify(&sample, &joint, options)
        }
        _ => return Err(JobError::Inputs { why: "rows and columns, or cells".to_owned() }),
    };
    let found = found.map_err(JobError::refused)?;
    let weight = |row: usize, column: usize| {
        let places = a.iter().zip(&b);
        let at =
            places.clone().position(|(r, c)| (usize::from(*r), usize::from(*c)) == (row, column));
        at.and_then(|at| found.weights().as_slice().get(at)).copied().unwrap_or(f64::NAN)
    };
    let weights = given
        .sample
        .iter()
        .enumerate()
        .map(|(row, counts)| (0..counts.len()).map(|column| weight(row, column)).collect());
    outcome(&Cells { weights: weights.collect() })
}

fn margin(name: &str, targets: &[f64]) -> Result<Margin, MarginError> {
    Margin::try_new(name, (0_u32..).zip(targets.iter().copied()))
}

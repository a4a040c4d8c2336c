//! From ratings to importance, on the respondents themselves or on redrawn ones.

use kpi_types::{Estimate, EstimateMethod};

use super::error::NoImportance;
use super::{ImportanceError, ImportanceMeasure, ImportanceOptions, shapley};
use crate::Ratings;
use crate::ratings::{Constant, Correlations, Table};
use crate::symmetric::{NoFactor, Symmetric};

/// Ratings made ready for a measure.
pub(crate) struct Model {
    options: ImportanceOptions,
    items: usize,
    table: Table,
}

/// Importance by item, with what intervals need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figures {
    pub(crate) values: Vec<f64>,
    /// Respondents behind each value.
    pub(crate) n: Vec<u64>,
    /// Variance inflation, where the items have a common set of correlations.
    pub(crate) inflation: Vec<f64>,
    pub(crate) r_squared: Option<f64>,
    /// Standard errors of means.
    errors: Vec<f64>,
}

/// All items in one model.
struct Joint {
    beta: Vec<f64>,
    inflation: Vec<f64>,
    r_squared: f64,
    n: u64,
    matrix: Symmetric,
    with_overall: Vec<f64>,
}

impl Model {
    pub(crate) fn new(
        ratings: &Ratings,
        options: ImportanceOptions,
    ) -> Result<Self, ImportanceError> {
        let items = ratings.items().len();
        let columns = ratings.items().iter();
        let table = match options.measure() {
            ImportanceMeasure::Asked => {
                if ratings.asked_importance().is_empty() {
                    return Err(ImportanceError::NotAsked);
                }
                // The items stand in the table so that complete cases are those of the satisfaction.
                ratings.table(columns.chain(ratings.asked_importance()))
            }
            measure => {
                let overall = ratings.overall().ok_or(ImportanceError::NoOverall)?;
                let most = ImportanceMeasure::MOST_SHAPLEY_ITEMS;
                if measure == ImportanceMeasure::Shapley && items > most {
                    return Err(ImportanceError::TooManyItems { items });
                }
                ratings.table(columns.chain([overall]))
            }
        };
        Ok(Self { options, items, table })
    }

    /// The items, then overall satisfaction or the asked importance of each.
    pub(crate) const fn table(&self) -> &Table {
        &self.table
    }

    /// Importance of respondents counted so many times each.
    pub(crate) fn figures(&self, counts: &[f64]) -> Result<Figures, NoImportance> {
        if self.options.measure() == ImportanceMeasure::Asked {
            return self.asked(counts);
        }
        let found = Correlations::new(&self.table, counts);
        if self.options.measure().is_joint() {
            return self.joint_figures(&found);
        }
        let overall = self.items;
        let n = (0..self.items).map(|at| found.rows(at, overall)).collect();
        let values = (0..self.items).map(|at| {
            let n = found.rows(at, overall);
            if n < 2 {
                return Err(NoImportance::TooFewAnswers { item: at, n, needed: 2 });
            }
            found.correlation(at, overall).map_err(no_variance)
        });
        let values = values.collect::<Result<Vec<_>, _>>()?;
        // Only a warning hangs on it here.
        let matrix = found.matrix(self.items).ok();
        let inflation = matrix.map(|matrix| match matrix.cholesky() {
            Ok(factor) => factor.inverse_diagonal(),
            Err(NoFactor::Dependent { column, on }) => {
                let tied = |at| at == column || on.iter().any(|(with, _)| *with == at);
                (0..self.items).map(|at| if tied(at) { f64::INFINITY } else { 1.0 }).collect()
            }
            Err(NoFactor::Indefinite { .. }) => Vec::new(),
        });
        let inflation = inflation.unwrap_or_default();
        Ok(Figures { values, n, inflation, ..Figures::default() })
    }

    fn joint_figures(&self, found: &Correlations) -> Result<Figures, NoImportance> {
        let joint = self.joint(found)?;
        let left = self.left(joint.n);
        let values = match self.options.measure() {
            ImportanceMeasure::PartialCorrelation => {
                let pairs = joint.beta.iter().zip(&joint.inflation);
                let partial = |(beta, inflation): (&f64, &f64)| {
                    // t ÷ √(t² + left), multiplied out so that a perfect fit needs no division by 0.
                    let own = beta * beta / inflation;
                    let rest = 1.0 - joint.r_squared;
                    beta.signum() * (own / (own + rest)).sqrt()
                };
                pairs.map(partial).collect()
            }
            ImportanceMeasure::Shapley => shapley::shares(&joint.matrix, &joint.with_overall),
            _ => joint.beta.clone(),
        };
        let error = |inflation: &f64| (inflation * (1.0 - joint.r_squared) / left).sqrt();
        Ok(Figures {
            n: vec![joint.n; self.items],
            errors: joint.inflation.iter().map(error).collect(),
            inflation: joint.inflation,
            r_squared: Some(joint.r_squared),
            values,
        })
    }

    /// Degrees of freedom that a regression on all items leaves.
    fn left(&self, n: u64) -> f64 {
        n as f64 - self.items as f64 - 1.0
    }

    fn joint(&self, found: &Correlations) -> Result<Joint, NoImportance> {
        let (n, needed) = (found.fewest(), self.items as u64 + 2);
        if n < needed {
            let fewest = (0..self.items).min_by_key(|at| found.rows(*at, self.items));
            let item = fewest.unwrap_or_default();
            return Err(NoImportance::TooFewAnswers { item, n, needed });
        }
        let matrix = found.matrix(self.items).map_err(no_variance)?;
        let with_overall = found.with(self.items, self.items).map_err(no_variance)?;
        let factor = matrix.cholesky().map_err(|why| match why {
            NoFactor::Dependent { column, on } => {
                let with = on.into_iter().map(|(at, _)| at).collect();
                NoImportance::Collinear { item: column, with }
            }
            NoFactor::Indefinite { column } => NoImportance::Inconsistent { item: column },
        })?;
        let beta = factor.solve(&with_overall);
        let r_squared: f64 = beta.iter().zip(&with_overall).map(|(b, r)| b * r).sum();
        if r_squared > 1.0 + 1e-9 {
            return Err(NoImportance::Inconsistent { item: self.items });
        }
        let (inflation, r_squared) = (factor.inverse_diagonal(), r_squared.min(1.0));
        Ok(Joint { beta, inflation, r_squared, n, matrix, with_overall })
    }

    fn asked(&self, counts: &[f64]) -> Result<Figures, NoImportance> {
        let mut figures = Figures::default();
        for at in 0..self.items {
            let column = self.items + at;
            let origin = self.table.origin(column);
            let answers = || self.table.column(column, counts);
            let n: f64 = answers().map(|(_, count)| count).sum();
            if n < 1.0 {
                return Err(NoImportance::TooFewAnswers { item: at, n: 0, needed: 1 });
            }
            let mean = answers().map(|(value, count)| count * (value - origin)).sum::<f64>() / n;
            let spread = |(value, count): (f64, f64)| {
                let off = value - origin - mean;
                count * off * off
            };
            let squares: f64 = answers().map(spread).sum();
            figures.values.push(origin + mean);
            figures.n.push(n as u64);
            figures.errors.push((squares / (n - 1.0) / n).sqrt());
        }
        Ok(figures)
    }

    /// The interval of each value, where the measure has one in closed form.
    pub(crate) fn closed_intervals(
        &self,
        figures: &Figures,
    ) -> Vec<Result<Option<Estimate>, NoImportance>> {
        let rows = figures.values.iter().zip(&figures.n).enumerate();
        rows.map(|(item, (value, n))| self.closed(figures, item, *value, *n)).collect()
    }

    fn closed(
        &self,
        figures: &Figures,
        item: usize,
        value: f64,
        n: u64,
    ) -> Result<Option<Estimate>, NoImportance> {
        let level = self.options.level();
        let others = self.items as u64 - 1;
        let degrees = match self.options.measure() {
            ImportanceMeasure::Shapley => return Ok(None),
            ImportanceMeasure::Correlation => return self.fisher(item, value, n, 0).map(Some),
            ImportanceMeasure::PartialCorrelation => {
                return self.fisher(item, value, n, others).map(Some);
            }
            ImportanceMeasure::StandardisedRegression => self.left(n),
            ImportanceMeasure::Asked => n as f64 - 1.0,
        };
        let too_few = NoImportance::TooFewAnswers { item, n, needed: 2 };
        let t = level.t(degrees).ok_or(too_few)?;
        let (reach, how) = match self.options.measure() {
            ImportanceMeasure::Asked => (t, EstimateMethod::StudentT),
            _ => (t, EstimateMethod::LeastSquaresT),
        };
        let reach = reach * figures.errors.get(item).copied().unwrap_or(f64::NAN);
        let (lower, upper) = (value - reach, value + reach);
        Ok(Some(Estimate::try_new(value, lower, upper, level.level(), n, how)?))
    }

    /// Fisher's z with so many other items held.
    fn fisher(&self, item: usize, r: f64, n: u64, held: u64) -> Result<Estimate, NoImportance> {
        let needed = 4 + held;
        if n < needed {
            return Err(NoImportance::TooFewAnswers { item, n, needed });
        }
        let level = self.options.level();
        let reach = level.z() / ((n - 3 - held) as f64).sqrt();
        let end = |shift: f64| if r.abs() < 1.0 { (r.atanh() + shift).tanh() } else { r };
        let (lower, upper) = (end(-reach), end(reach));
        Ok(Estimate::try_new(r, lower, upper, level.level(), n, EstimateMethod::FisherZ)?)
    }
}

fn no_variance(constant: Constant) -> NoImportance {
    NoImportance::NoVariance { item: constant.column }
}

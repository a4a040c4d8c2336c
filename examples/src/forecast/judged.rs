//! How a method did over all origins.

use anyhow::Result;
use kpis::cohort::{BackTestFigure, BackTestMethod, RevenueBackTest, RevenueBackTestRow};
use kpis::types::Language;
use serde::Serialize;

use crate::shown::pick;

/// Which figure is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Customers,
    Mrr,
}

impl Of {
    pub(super) const ALL: [Self; 2] = [Self::Customers, Self::Mrr];

    pub(super) fn figure(self, row: &RevenueBackTestRow) -> &BackTestFigure {
        match self {
            Self::Customers => &row.customers,
            Self::Mrr => &row.mrr,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Mrr => "mrr",
        }
    }

    pub(super) fn name(self, l: Language) -> &'static str {
        match self {
            Self::Customers => pick(l, "Customers", "顧客数"),
            Self::Mrr => "MRR",
        }
    }
}

/// Errors of one method.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Judged {
    pub(super) method: &'static str,
    #[serde(skip)]
    pub(super) of: BackTestMethod,
    pub(super) origins: u64,
    pub(super) mean_absolute_error: Option<f64>,
    /// Absent where a value is zero.
    pub(super) mean_absolute_percentage_error: Option<f64>,
    pub(super) bias: Option<f64>,
}

pub(super) fn judged(test: &RevenueBackTest, of: Of) -> Result<Vec<Judged>> {
    let mut all = Vec::new();
    for method in BackTestMethod::ALL {
        let errors = test.errors(method, |row| of.figure(row))?;
        all.push(Judged {
            method: code(method),
            of: method,
            origins: errors.n(),
            mean_absolute_error: errors.mean_absolute_error().ok(),
            mean_absolute_percentage_error: errors.mean_absolute_percentage_error().ok(),
            bias: errors.bias().ok(),
        });
    }
    Ok(all)
}

/// How far off something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    MeanAbsoluteError,
    Percentage,
}

/// The naive forecasts that this forecast is not nearer than, at the origins where they have a value.
pub(super) fn not_nearer_than(
    test: &RevenueBackTest,
    of: Of,
    measure: Measure,
) -> Vec<BackTestMethod> {
    let off = |figure: &BackTestFigure, said: f64| {
        let off = (said - figure.actual).abs();
        match measure {
            Measure::MeanAbsoluteError => off,
            Measure::Percentage => off / figure.actual,
        }
    };
    let naive = BackTestMethod::ALL.into_iter().filter(|m| *m != BackTestMethod::Model);
    let better = |method: &BackTestMethod| {
        let (mut own, mut other) = (0.0, 0.0);
        for figure in test.rows().iter().map(|row| of.figure(row)) {
            if let Some(said) = figure.said(*method) {
                own += off(figure, figure.forecast.point());
                other += off(figure, said);
            }
        }
        // What does not exist is not nearer either.
        own.is_nan() || other.is_nan() || own >= other
    };
    naive.filter(better).collect()
}

fn code(method: BackTestMethod) -> &'static str {
    match method {
        BackTestMethod::Model => "model",
        BackTestMethod::LastValue => "last_value",
        BackTestMethod::LastYearsGrowth => "last_years_growth",
        _ => "other",
    }
}

pub(super) fn name(method: BackTestMethod, l: Language) -> &'static str {
    match method {
        BackTestMethod::Model => pick(l, "this forecast", "この予測"),
        BackTestMethod::LastValue => pick(l, "last value", "直近の値のまま"),
        BackTestMethod::LastYearsGrowth => pick(l, "last year's growth", "前年の成長率"),
        _ => "-",
    }
}

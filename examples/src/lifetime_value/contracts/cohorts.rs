//! Reading how many are still customers, in either form.

use anyhow::Result;
use kpis::cohort::LifetimeUnit;
use kpis::revenue::Allowed;
use kpis::types::Localized;

use super::args::ContractsArguments;
use super::check::{Given, cohorts};
use crate::input::{BadCell, Progress, Rows, name_of, said};

/// What was read.
#[derive(Debug)]
pub(in super::super) struct Survivors {
    /// The file; `None` for the made-up company.
    pub(super) name: Option<String>,
    pub(super) unit: LifetimeUnit,
    pub(super) cohorts: Vec<Cohort>,
}

/// Customers who began together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cohort {
    pub(super) name: String,
    /// Still there at the start, after the first renewal, and so on.
    pub(super) active: Vec<u64>,
}

pub(in super::super) fn read(arguments: &ContractsArguments) -> Result<(Survivors, Vec<BadCell>)> {
    let Some(path) = &arguments.file else { return Ok((sample(), Vec::new())) };
    let mut rows = Rows::open_as(path, Progress::Auto, arguments.header.header())?;
    let period = arguments.period.clone().or_else(|| rows.header.first().cloned());
    let period = period.unwrap_or_default();
    let period_at = arguments.header.column(&rows, &period)?;
    let unit = arguments.unit_by(&period).ok_or_else(|| {
        said(
            format!(
                "how long is a period of {period:?}? Say --unit day, week, month, quarter or year"
            ),
            format!(
                "列 {period:?} の期間の長さが分かりません。--unit で day、week、month、quarter、year のどれかを指定してください"
            ),
        )
    })?;
    let form = Form::find(arguments, &rows, period_at)?;
    let (mut given, mut bad) = (Vec::new(), Vec::new());
    while let Some((line, row)) = rows.next_good(&mut bad)? {
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let text = cell(period_at);
        let Ok(number) = text.parse::<u32>() else {
            let allowed = allowed("period", "0, 1, 2, … renewals", "更新回数 0、1、2、…");
            bad.push(BadCell::new(&rows.file, line, &period, text, &allowed));
            continue;
        };
        let mut take = |cohort: &str, column: &str, value: &str| {
            given.push(Given {
                cohort: cohort.to_owned(),
                period: number,
                line,
                column: column.to_owned(),
                value: value.to_owned(),
            });
        };
        match &form {
            Form::CohortColumns(columns) => {
                for (at, name) in columns {
                    take(name, name, cell(*at));
                }
            }
            Form::CohortRows { cohort: (at, name), survivors: (value_at, survivors) } => {
                match cell(*at) {
                    "" => {
                        bad.push(BadCell::new(&rows.file, line, name, "", &Allowed::Identifier));
                    }
                    cohort => take(cohort, survivors, cell(*value_at)),
                }
            }
        }
    }
    let cohorts = cohorts(arguments, &rows.file, &period, given, &mut bad);
    let name = name_of(path);
    Ok((Survivors { name: Some(name), unit, cohorts }, bad))
}

/// Where the figures stand.
enum Form {
    CohortColumns(Vec<(usize, String)>),
    CohortRows { cohort: (usize, String), survivors: (usize, String) },
}

impl Form {
    fn find(arguments: &ContractsArguments, rows: &Rows, period_at: usize) -> Result<Self> {
        let named = |name: &String| Ok((arguments.header.column(rows, name)?, name.clone()));
        if let Some(cohort) = &arguments.cohort {
            return Ok(Self::CohortRows {
                cohort: named(cohort)?,
                survivors: named(&arguments.survivors)?,
            });
        }
        let columns: Vec<(usize, String)> = match arguments.cohorts.as_slice() {
            [] => {
                let all = rows.header.iter().cloned().enumerate();
                all.filter(|(at, _)| *at != period_at).collect()
            }
            some => some.iter().map(named).collect::<Result<_>>()?,
        };
        if columns.is_empty() {
            let file = &rows.file;
            return Err(said(
                format!("{file} has one column: expected one for the period and one per cohort"),
                format!("{file} は 1 列だけです。期間の列と、コホートごとの列が必要です"),
            ));
        }
        Ok(Self::CohortColumns(columns))
    }
}

pub(super) fn allowed(code: &'static str, en: impl Into<String>, ja: impl Into<String>) -> Allowed {
    Allowed::Other { code, message: Localized::new(en.into(), ja.into()) }
}

/// Four years of a made-up company's yearly contracts.
fn sample() -> Survivors {
    let cohort =
        |name: &str, active: &[u64]| Cohort { name: name.to_owned(), active: active.to_vec() };
    Survivors {
        name: None,
        unit: LifetimeUnit::Years,
        cohorts: vec![
            cohort("starter", &[640, 412, 304, 248, 211, 188]),
            cohort("team", &[310, 262, 230, 208, 193, 181]),
        ],
    }
}

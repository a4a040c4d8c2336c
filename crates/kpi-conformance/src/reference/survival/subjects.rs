//! The subjects of a case, from its file or its inputs.

use std::collections::BTreeMap;

use kpi_cohort::{DecimalLifetimes, RiskTable, Status, Weight, WholeLifetimes};

use super::super::{Case, CaseError, Checks};

/// One subject.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) entry: Option<f64>,
    pub(super) exit: f64,
    pub(super) status: Status,
    pub(super) weight: Weight,
}

impl Subject {
    pub(super) fn new(exit: f64, event: u8) -> Result<Self, CaseError> {
        let status = Status::try_from(event).map_err(CaseError::refused)?;
        Ok(Self { entry: None, exit, status, weight: Weight::ONE })
    }
}

/// A file with a header, its columns by name.
pub(super) struct Columns(BTreeMap<String, Vec<String>>);

impl Columns {
    pub(super) fn read(case: &Case, file: &str) -> Result<Self, CaseError> {
        let text = case.data_file(file)?;
        let mut lines = text.lines().map(|line| line.split(',').map(str::trim));
        let names: Vec<&str> = lines.next().into_iter().flatten().collect();
        let mut columns = vec![Vec::new(); names.len()];
        for line in lines {
            let cells: Vec<&str> = line.collect();
            if cells.len() != names.len() {
                return Err(data(file, format!("{} cells in a line", cells.len())));
            }
            for (column, cell) in columns.iter_mut().zip(cells) {
                column.push(cell.to_owned());
            }
        }
        Ok(Self(names.into_iter().map(str::to_owned).zip(columns).collect()))
    }

    /// A column; its name may have a remark behind it.
    pub(super) fn text(&self, name: &str) -> Result<&[String], CaseError> {
        let word = name.split(' ').next().unwrap_or(name);
        let column = self.0.get(word).map(Vec::as_slice);
        column.ok_or_else(|| data(name, "no such column".to_owned()))
    }

    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f64>, CaseError> {
        let parse = |cell: &String| match cell.as_str() {
            "True" => Ok(1.0),
            "False" => Ok(0.0),
            other => other.parse().map_err(|_| data(name, format!("{other:?} is no number"))),
        };
        self.text(name)?.iter().map(parse).collect()
    }

    /// Subjects by group, named as in `group=control`.
    pub(super) fn groups(
        &self,
        duration: &str,
        event: &str,
        group: &str,
    ) -> Result<BTreeMap<String, Vec<Subject>>, CaseError> {
        let word = group.split(' ').next().unwrap_or(group);
        let mut groups: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
        let rows = self.numbers(duration)?.into_iter().zip(self.numbers(event)?);
        for ((exit, event), label) in rows.zip(self.text(group)?) {
            let subject = Subject::new(exit, event as u8)?;
            groups.entry(format!("{word}={label}")).or_default().push(subject);
        }
        Ok(groups)
    }
}

fn data(part: &str, why: String) -> CaseError {
    CaseError::Form { part: "data", why: format!("{part}: {why}") }
}

/// The table of subjects, by every path there is; all must be the same.
pub(super) fn table(subjects: &[Subject], checks: &mut Checks) -> Result<RiskTable, CaseError> {
    let rows = decimal_rows(subjects)?.finish().map_err(CaseError::refused)?;
    let (first, second) = subjects.split_at(subjects.len() / 2);
    let turned: Vec<Subject> = second.iter().rev().copied().collect();
    let mut merged = decimal_rows(&turned)?;
    merged.merge(decimal_rows(first)?);
    let merged = merged.finish().map_err(CaseError::refused)?;
    checks.same("rows against parts in another order", &rows, &merged);
    let columns = decimal_columns(subjects)?.finish().map_err(CaseError::refused)?;
    checks.same("rows against columns", &rows, &columns);
    let whole = |s: &Subject| s.exit.fract() == 0.0 && s.entry.is_none_or(|e| e.fract() == 0.0);
    if subjects.iter().all(whole) {
        let counted = whole_rows(subjects)?.finish().map_err(CaseError::refused)?;
        checks.same("decimals against whole units", &rows, &counted);
    }
    Ok(rows)
}

fn decimal_rows(subjects: &[Subject]) -> Result<DecimalLifetimes, CaseError> {
    let mut lifetimes = DecimalLifetimes::new();
    for Subject { entry, exit, status, weight } in subjects {
        match entry {
            Some(entry) => lifetimes.observe_delayed(*entry, *exit, *status, *weight),
            None => lifetimes.observe_weighted(*exit, *status, *weight),
        }
        .map_err(CaseError::refused)?;
    }
    Ok(lifetimes)
}

fn decimal_columns(subjects: &[Subject]) -> Result<DecimalLifetimes, CaseError> {
    let exits: Vec<f64> = subjects.iter().map(|s| s.exit).collect();
    let status: Vec<Status> = subjects.iter().map(|s| s.status).collect();
    let weights: Vec<Weight> = subjects.iter().map(|s| s.weight).collect();
    let entries: Option<Vec<f64>> = subjects.iter().map(|s| s.entry).collect();
    let mut lifetimes = DecimalLifetimes::new();
    match entries {
        Some(entries) if !entries.is_empty() => {
            lifetimes.observe_delayed_columns(&entries, &exits, &status, Some(&weights))
        }
        _ if weights.iter().all(|weight| *weight == Weight::ONE) => {
            lifetimes.observe_columns(&exits, &status)
        }
        _ => lifetimes.observe_weighted_columns(&exits, &status, &weights),
    }
    .map_err(CaseError::refused)?;
    Ok(lifetimes)
}

fn whole_rows(subjects: &[Subject]) -> Result<WholeLifetimes, CaseError> {
    let mut lifetimes = WholeLifetimes::new();
    for Subject { entry, exit, status, weight } in subjects {
        let exit = *exit as u32;
        match entry {
            Some(entry) => lifetimes
                .observe_delayed(*entry as u32, exit, *status, *weight)
                .map_err(CaseError::refused)?,
            None if *weight == Weight::ONE => lifetimes.observe(exit, *status),
            None => lifetimes.observe_weighted(exit, *status, *weight),
        }
    }
    Ok(lifetimes)
}

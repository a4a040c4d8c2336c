//! What stands for having left and for being still there, and what was found instead.

use std::collections::BTreeMap;

use anyhow::Result;
use kpis::cohort::Status;
use kpis::revenue::Allowed;
use kpis::types::Localized;

use super::args::SurvivalArguments;
use crate::input::said;
use crate::shown::grouped;

/// The values of the event's column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct States<'a> {
    pub(super) column: &'a str,
    left: &'a str,
    /// None named: everything but `left`.
    still_there: Vec<&'a str>,
}

/// Every value of a column, counted.
#[derive(Debug, Default)]
pub(super) struct Values(BTreeMap<String, u64>);

/// So many values are named in an error.
const SHOWN: usize = 8;

impl<'a> States<'a> {
    pub(super) fn of(arguments: &'a SurvivalArguments) -> Result<Self> {
        let (column, left) = pair("--event", &arguments.event)?;
        let mut still_there = Vec::new();
        for text in &arguments.censored {
            let (other, value) = pair("--censored", text)?;
            if !other.eq_ignore_ascii_case(column) {
                return Err(said(
                    format!("--censored {text:?}: expected the column of --event, {column}"),
                    format!("--censored {text:?}: --event と同じ列 {column} を指定してください"),
                ));
            }
            if value == left {
                return Err(said(
                    format!("--censored {text:?}: expected another value than that of --event"),
                    format!("--censored {text:?}: --event とは別の値を指定してください"),
                ));
            }
            still_there.push(value);
        }
        Ok(Self { column, left, still_there })
    }

    /// What a cell says; `None` where it says nothing that was announced.
    pub(super) fn status(&self, value: &str) -> Option<Status> {
        match value {
            "" => None,
            value if value == self.left => Some(Status::Event),
            value if self.still_there.is_empty() || self.still_there.contains(&value) => {
                Some(Status::Censored)
            }
            _ => None,
        }
    }

    pub(super) fn allowed(&self) -> Allowed {
        if self.still_there.is_empty() {
            let left = self.left;
            return Allowed::Other {
                code: "not_empty",
                message: Localized::new(
                    format!("{left:?} for having left, anything else for being still there"),
                    format!("離脱は {left:?}、継続中はそれ以外の空でない値"),
                ),
            };
        }
        let quoted: Vec<String> = self.still_there.iter().map(|v| format!("{v:?}")).collect();
        let (left, en, ja) = (self.left, quoted.join(" or "), quoted.join(" または "));
        Allowed::Other {
            code: "event_or_censored",
            message: Localized::new(
                format!("{left:?} for having left, {en} for being still there"),
                format!("離脱は {left:?}、継続中は {ja}"),
            ),
        }
    }

    /// Refuses an event that stands in no row: more often a slip than a company nobody leaves.
    ///
    /// Where the user has said what means still there, a slip shows as bad rows, and no event is
    /// an answer.
    pub(super) fn expect(&self, found: &Values, file: &str) -> Result<()> {
        let unknown = self.still_there.is_empty() && !found.0.is_empty();
        if !unknown || found.0.contains_key(self.left) {
            return Ok(());
        }
        let (column, left, values) = (self.column, self.left, found.text());
        Err(said(
            format!(
                "no row of {file} has {left:?} in {column}, so nobody would have left. Found: \
                 {values}. Correct --event {column}={left}, or say --no-event-expected"
            ),
            format!(
                "{file} の列 {column} に {left:?} の行がなく、離脱が 1 件もないことになります。\
                 実際の値: {values}。--event {column}={left} を直すか、--no-event-expected を指定してください"
            ),
        ))
    }
}

fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str)> {
    let found = text.split_once('=').map(|(column, value)| (column.trim(), value.trim()));
    found.filter(|(column, value)| !column.is_empty() && !value.is_empty()).ok_or_else(|| {
        said(
            format!("{option} {text:?}: expected COLUMN=VALUE, such as Churn=Yes"),
            format!("{option} {text:?}: Churn=Yes のように 列=値 で指定してください"),
        )
    })
}

impl Values {
    pub(super) fn see(&mut self, value: &str) {
        match self.0.get_mut(value) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(value.to_owned(), 1);
            }
        }
    }

    /// The most frequent values first.
    fn text(&self) -> String {
        let mut all: Vec<(&String, &u64)> = self.0.iter().collect();
        all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let shown = all.iter().take(SHOWN);
        let shown: Vec<String> =
            shown.map(|(value, n)| format!("{value:?} ({})", grouped((**n).into(), 0))).collect();
        let more = if all.len() > SHOWN { ", …" } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}

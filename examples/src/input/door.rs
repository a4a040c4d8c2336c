//! The three doors to a ledger, told apart by their columns.

use anyhow::Result;

use kpis::types::Language;

use super::layout::{Columns, Field, Layout, may, missing_columns, need};
use super::{Said, said};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Door {
    /// Contract lines.
    Lines,
    /// Dated lists of everybody's MRR.
    Snapshots,
    /// Changes of MRR.
    Changes,
}

const LINES: &[Field] = &[
    may("line", &["line_id"]),
    need("contract", &["contract_id", "subscription", "subscription_id"]),
    need("customer", &["customer_id", "account", "account_id"]),
    need("product", &["product_id"]),
    may("plan", &["plan_id"]),
    may("quantity", &[]),
    need("price", &["unit_price"]),
    need("currency", &[]),
    need("interval", &["billing_interval"]),
    need("start", &["start_date"]),
    may("end", &["end_date"]),
    may("trial_end", &[]),
    may("discount", &["discounts"]),
    may("status", &[]),
    may("status_since", &[]),
    may("cancelled_on", &["canceled_on", "cancelled_at", "canceled_at"]),
    may("recorded_at", &[]),
];

const SNAPSHOTS: &[Field] = &[
    need("at", &["snapshot", "snapshot_at", "snapshot_date", "snapshot_utc"]),
    need("customer", &["customer_id", "account", "account_id"]),
    may("product", &["product_id"]),
    need("mrr", &[]),
    need("currency", &[]),
    may("recorded_at", &[]),
];

const CHANGES: &[Field] = &[
    need("date", &["effective_date"]),
    need("customer", &["customer_id", "account", "account_id"]),
    may("product", &["product_id"]),
    need("delta", &["mrr_delta", "mrr_change"]),
    need("currency", &[]),
    may("recorded_at", &[]),
];

impl Door {
    const ALL: [Self; 3] = [Self::Lines, Self::Snapshots, Self::Changes];

    pub(super) const fn fields(self) -> &'static [Field] {
        match self {
            Self::Lines => LINES,
            Self::Snapshots => SNAPSHOTS,
            Self::Changes => CHANGES,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Snapshots => "snapshots",
            Self::Changes => "changes",
        }
    }

    /// The door a file comes through, and where its fields stand.
    ///
    /// # Errors
    ///
    /// When required columns are missing, or the columns fit several doors.
    pub fn find(
        asked: Option<Self>,
        file: &str,
        header: &[String],
        columns: &Columns,
    ) -> Result<(Self, Layout)> {
        if let Some(door) = asked {
            return Ok((door, Layout::of_file(door.fields(), file, header, columns)?));
        }
        let tried = Self::ALL.map(|door| (door, Layout::find(door.fields(), header, columns)));
        let mut fitting = Vec::new();
        let mut nearest: Option<(Self, Vec<&str>)> = None;
        for (door, found) in tried {
            match found {
                Ok(layout) => fitting.push((door, layout)),
                Err(missing) => {
                    if nearest.as_ref().is_none_or(|(_, best)| missing.len() < best.len()) {
                        nearest = Some((door, missing));
                    }
                }
            }
        }
        match (fitting.len(), fitting.into_iter().next(), nearest) {
            (1, Some(found), _) => Ok(found),
            (0, _, Some((door, missing))) => {
                let detail = missing_columns(file, &missing, header);
                let (door, ja) = (door.name(), Said::text(&detail, Language::Ja));
                Err(said(
                    format!(
                        "cannot tell what the rows of {file} are; the nearest guess is --door \
                         {door}: {detail}"
                    ),
                    format!(
                        "{file} の行の種類が分かりません。最も近いのは --door {door} です: {ja}"
                    ),
                ))
            }
            _ => Err(said(
                format!("the columns of {file} fit several kinds of rows: choose one with --door"),
                format!("{file} の列は複数の種類に当てはまります。--door で選んでください"),
            )),
        }
    }
}

/// Every field that `--map` and `--set` know.
#[must_use]
pub(crate) fn known_fields() -> Vec<&'static str> {
    let doors = Door::ALL.iter().flat_map(|door| door.fields());
    let mut names: Vec<&str> =
        doors.chain(super::side::all_fields()).map(|field| field.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}

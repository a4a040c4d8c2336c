//! Records to CSV text.

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};

/// One row of `contract_lines.csv`.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    pub(super) line: String,
    pub(super) contract: String,
    pub(super) customer: String,
    pub(super) product: &'static str,
    pub(super) plan: &'static str,
    pub(super) quantity: i64,
    pub(super) price: String,
    pub(super) currency: &'static str,
    pub(super) interval: &'static str,
    pub(super) start: NaiveDate,
    pub(super) end: Option<NaiveDate>,
    pub(super) trial_end: Option<NaiveDate>,
    pub(super) discount: String,
    pub(super) status: &'static str,
    pub(super) status_since: Option<NaiveDate>,
    pub(super) cancelled_on: Option<NaiveDate>,
    pub(super) recorded_at: DateTime<Utc>,
}

const HEADER: [&str; 17] = [
    "line",
    "contract",
    "customer",
    "product",
    "plan",
    "quantity",
    "price",
    "currency",
    "interval",
    "start",
    "end",
    "trial_end",
    "discount",
    "status",
    "status_since",
    "cancelled_on",
    "recorded_at",
];

impl Record {
    fn cells(&self) -> [String; 17] {
        let date = |date: Option<NaiveDate>| date.map_or_else(String::new, |d| d.to_string());
        [
            self.line.clone(),
            self.contract.clone(),
            self.customer.clone(),
            self.product.to_owned(),
            self.plan.to_owned(),
            self.quantity.to_string(),
            self.price.clone(),
            self.currency.to_owned(),
            self.interval.to_owned(),
            self.start.to_string(),
            date(self.end),
            date(self.trial_end),
            self.discount.clone(),
            self.status.to_owned(),
            date(self.status_since),
            date(self.cancelled_on),
            self.recorded_at.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        ]
    }
}

/// The files of the sample, by name.
#[derive(Debug, Clone)]
pub struct Files(Vec<(&'static str, String)>);

impl Files {
    pub(super) fn new(
        records: &[Record],
        segments: &[[String; 4]],
        rates: &[[String; 4]],
        inputs: &[[String; 4]],
        answers: &[[String; 12]],
    ) -> Result<Self> {
        let lines = records.iter().map(Record::cells);
        Ok(Self(vec![
            ("contract_lines.csv", csv_text(&HEADER, lines)?),
            (
                "segments.csv",
                csv_text(&["customer", "attribute", "value", "from"], segments.iter().cloned())?,
            ),
            ("rates.csv", csv_text(&["date", "from", "to", "rate"], rates.iter().cloned())?),
            (
                "inputs.csv",
                csv_text(&["fact", "period", "value", "currency"], inputs.iter().cloned())?,
            ),
            ("survey.csv", csv_text(&super::survey::HEADER, answers.iter().cloned())?),
        ]))
    }

    /// Names and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, text)| (*name, text.as_str()))
    }
}

fn csv_text<const N: usize>(
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(&row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

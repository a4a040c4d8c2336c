//! What several programs can be asked in the same words.

use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use kpis::types::{Language, Zone};
use serde_json::Value;

use crate::input::{Columns, Door, Header, ListBy, Rows, Said, known_fields, said};
use crate::program::column_of;

/// Reads a day of the command line.
pub(crate) fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "expected a date such as 2026-01-31".to_owned())
}

/// What becomes of bad rows, and how an answer is shown.
#[derive(Debug, Clone, Copy, Args)]
pub struct ShownArguments {
    /// Leaves bad rows out and lists them, instead of stopping.
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// How it is shown.
    #[command(flatten)]
    pub page: PageArguments,
}

/// How an answer is shown.
#[derive(Debug, Clone, Copy, Args)]
pub struct PageArguments {
    /// The language of the page.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub lang: Lang,
    /// JSON instead of a page.
    #[arg(long)]
    pub json: bool,
}

impl PageArguments {
    /// The language of the page.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.lang.language()
    }

    /// JSON or the page, whichever is asked for.
    pub(crate) fn answer(
        &self,
        json: impl FnOnce() -> Result<Value>,
        page: impl FnOnce() -> Result<String>,
    ) -> Result<String> {
        match self.json {
            true => Ok(serde_json::to_string_pretty(&json()?)? + "\n"),
            false => page(),
        }
    }
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// English.
    En,
    /// Japanese.
    Ja,
}

impl Lang {
    /// The library's word for it.
    #[must_use]
    pub const fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Ja => Language::Ja,
        }
    }
}

/// A table whose first line may be a row.
#[derive(Debug, Clone, Args)]
pub struct HeaderArguments {
    /// The names of the columns, for a file whose first line is not them, such as id,date,amount.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub columns: Vec<String>,
}

impl HeaderArguments {
    /// Where the names of the columns come from.
    #[must_use]
    pub fn header(&self) -> Header {
        Header::or_in_file(&self.columns)
    }

    /// Where a column of a table stands; otherwise which there are, and what to do where the first
    /// line is a row.
    pub(crate) fn column(&self, rows: &Rows, wanted: &str) -> Result<usize> {
        self.column_of(&rows.file, &rows.header, wanted)
    }

    /// The same under a header.
    pub(crate) fn column_of(&self, file: &str, header: &[String], wanted: &str) -> Result<usize> {
        column_of(file, header, wanted).map_err(|error| match self.columns.as_slice() {
            [] => hinted(&error),
            _ => error,
        })
    }
}

/// The same error, and what to do where the first line is a row.
pub(crate) fn hinted(error: &anyhow::Error) -> anyhow::Error {
    let [en, ja] = [Language::En, Language::Ja].map(|l| Said::text(error, l));
    said(
        format!("{en}. If the first line is a row, name the columns with --columns"),
        format!("{ja}。1 行目がデータの場合は --columns で列名を指定してください"),
    )
}

/// Which columns of a book hold what.
#[derive(Debug, Clone, Args)]
pub struct FieldArguments {
    /// Which column holds a field, such as mrr=mrr_usd; may be repeated.
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// One value for every row, such as currency=USD; may be repeated.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
}

impl FieldArguments {
    /// What was said about columns.
    ///
    /// # Errors
    ///
    /// As [`Columns::try_new`].
    pub fn columns(&self) -> Result<Columns> {
        Columns::try_new(&self.map, &self.set, &known_fields())
    }
}

/// A book of recurring revenue: its files, and how they are read.
#[derive(Debug, Clone, Args)]
pub struct BookArguments {
    /// Files of contract lines, snapshots or changes: .csv or .csv.gz.
    pub files: Vec<PathBuf>,
    /// What the rows are; found from the columns otherwise.
    #[arg(long, value_name = "KIND")]
    pub door: Option<Door>,
    /// What makes rows of snapshots one list: one moment, or one day.
    #[arg(long, value_enum, default_value_t = ListBy::Moment)]
    pub list_by: ListBy,
    /// Where the fields stand.
    #[command(flatten)]
    pub fields: FieldArguments,
    /// Exchange rates: date, from, to, rate. Amounts are reported in `to`.
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// For how many days a rate holds.
    #[arg(long, value_name = "DAYS", default_value_t = 7)]
    pub rate_age: u32,
    /// The convention: kpis, chartmogul, stripe, profitwell, chargebee, recurly or maxio.
    #[arg(long, value_name = "NAME", default_value = "kpis")]
    pub policy: String,
    /// The last day that is known; the last date in the data otherwise.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// The time zone that decides on which date a moment falls.
    #[arg(long, value_name = "NAME", default_value = "UTC")]
    pub zone: String,
}

impl BookArguments {
    /// The folder of the made-up company, which is read where no file is named.
    pub(crate) fn sample_folder() -> Result<PathBuf> {
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let places = [built, PathBuf::from("examples/data"), PathBuf::from("data")];
        let found = places.into_iter().find(|folder| folder.join("contract_lines.csv").is_file());
        found.ok_or_else(|| {
            said(
                "no sample data: run the example `generate`, or name a file",
                "サンプルデータがありません。例 `generate` を実行するか、ファイルを指定してください",
            )
        })
    }

    /// The time zone asked for.
    ///
    /// # Errors
    ///
    /// When there is none of that name.
    pub fn zone(&self) -> Result<Zone> {
        let asked = &self.zone;
        Zone::try_new(asked).map_err(|error| {
            said(
                format!("--zone: {error}"),
                format!("--zone {asked:?} というタイムゾーンはありません(例: Asia/Tokyo、UTC)"),
            )
        })
    }
}

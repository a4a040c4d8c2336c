//! Reading the answers.

mod columns;
mod reading;

use std::path::PathBuf;

use anyhow::Result;

use super::args::SurveyArguments;
use super::asked::Asked;
use super::cells::Question;
use crate::input::{BadCell, said};
use reading::Reading;

/// All rows of all files.
pub(super) struct Sheet {
    /// What was read.
    pub(super) names: Vec<String>,
    pub(super) made_up: bool,
    pub(super) rows: usize,
    pub(super) scored: Vec<(Asked, Question)>,
    pub(super) items: Vec<Question>,
    pub(super) overall: Option<Question>,
    /// Columns that a pattern found and that are no items, with their share of cells off the scale.
    pub(super) not_items: Vec<(String, f64)>,
    pub(super) segments: Vec<String>,
    pub(super) waves: Vec<String>,
    pub(super) weights: Vec<f64>,
}

/// A column that a pattern found is no item when more of its answers than this are off the scale.
const OFF_THE_SCALE: f64 = 0.05;

pub(super) fn read(arguments: &SurveyArguments) -> Result<(Sheet, Vec<BadCell>)> {
    let made_up = arguments.files.is_empty();
    let arguments = &arguments.or_sample();
    let sample = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/survey.csv"));
    let files = if made_up { vec![sample] } else { arguments.files.clone() };
    let mut reading = Reading::new(arguments);
    reading.sheet.made_up = made_up;
    for file in &files {
        reading.file(file, arguments)?;
    }
    if reading.sheet.scored.is_empty() && arguments.items.is_empty() {
        return Err(said(
            "nothing is asked: name columns with --nps, --csat, --ces or --items",
            "対象がありません。--nps、--csat、--ces、--items のいずれかで列を指定してください",
        ));
    }
    reading.found(arguments)?;
    Ok(reading.finish())
}

//! From one cell to an answer.

use kpis::revenue::Allowed;
use kpis::survey::{Item, Reading, Respondent, Scale};
use kpis::types::Localized;

/// A column with what its cells mean.
pub(super) struct Question {
    pub(super) name: String,
    pub(super) item: Item,
    /// Codes for no answer that are answers here.
    pub(super) kept: Vec<i64>,
    /// Row by row.
    pub(super) codes: Vec<Code>,
}

/// What one respondent said to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    Answer(u8),
    NoAnswer,
    /// The file has no such column.
    NotAsked,
    /// Not an answer, and not left out yet.
    Bad,
}

impl Question {
    /// A question whose blank cells and codes mean no answer.
    pub(super) fn new(name: &str, scale: Scale, missing: &[String]) -> Self {
        let mut item = Item::new(name, scale).with_no_answer_text("");
        let mut kept = Vec::new();
        for word in missing {
            let word = word.trim();
            match word.parse::<i64>() {
                Ok(code) => match item.clone().with_no_answer_code(code) {
                    Ok(with) => item = with,
                    Err(_) => kept.push(code),
                },
                Err(_) => item = item.with_no_answer_text(word),
            }
        }
        Self { name: name.to_owned(), item, kept, codes: Vec::new() }
    }

    /// Reads a cell.
    pub(super) fn read(&self, cell: &str) -> Code {
        match self.item.read_text(cell, || Respondent::Row(0)) {
            Ok(Reading::Value(value)) => Code::Answer(value),
            Ok(_) => Code::NoAnswer,
            Err(_) => Code::Bad,
        }
    }

    /// What may stand in its cells.
    pub(super) fn allowed(&self) -> Allowed {
        let scale = self.item.scale();
        let message = Localized::new(
            format!("a whole number from {scale}, or what --missing names"),
            format!("{}~{} の整数、または --missing で指定した値", scale.low(), scale.high()),
        );
        Allowed::Other { code: "off_scale", message }
    }
}

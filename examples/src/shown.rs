//! Figures and tables for people: rounded once, by currency, in two languages.

mod figure;
mod page;

pub use figure::{Change, Figure, change, code_of, grouped, interval_of, money, quantity, signed};
pub use page::{Align, bar, heading, pad, table, width};

use kpis::types::Language;

/// The text of a language.
#[must_use]
pub fn pick<'a>(language: Language, en: &'a str, ja: &'a str) -> &'a str {
    match language {
        Language::En => en,
        Language::Ja => ja,
    }
}

//! Whether something is said in both languages.

use kpi_types::Localized;

/// Says something in Japanese, and the English of its display.
pub(crate) fn in_both(said: &Localized, shown: &str) {
    assert_eq!(said.en, shown);
    assert!(said.ja.chars().any(|c| matches!(c, 'ぁ'..='ん')), "{said:?}");
}

//! Text to tokens.

use kpi_types::FactName;
use rust_decimal::Decimal;

use super::error::{FormulaError, FormulaProblem};
use crate::text::TextSpan;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Decimal),
    Name(FactName),
    Plus,
    Minus,
    Times,
    DividedBy,
    Open,
    Close,
    Comma,
}

/// Splits a text into tokens with their places.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, TextSpan)>, FormulaError> {
    let mut found = Vec::new();
    let mut rest = source.char_indices().peekable();
    while let Some((start, character)) = rest.next() {
        if character.is_whitespace() {
            continue;
        }
        let mut end = start + character.len_utf8();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let belongs: Option<fn(char) -> bool> = match character {
            '0'..='9' => Some(|c| c.is_ascii_digit() || c == '.'),
            c if is_word(c) => Some(|c| c.is_ascii_alphanumeric() || c == '_'),
            _ => None,
        };
        if let Some(belongs) = belongs {
            while let Some((at, c)) = rest.next_if(|(_, c)| belongs(*c)) {
                end = at + c.len_utf8();
            }
        }
        let span = TextSpan::new(start, end);
        let text = source.get(start..end).unwrap_or("");
        let token = match character {
            '+' => Token::Plus,
            '-' | '−' => Token::Minus,
            '*' | '×' => Token::Times,
            '/' | '÷' => Token::DividedBy,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '0'..='9' => match number(text) {
                Some(value) => Token::Number(value),
                None => {
                    let text = text.to_owned();
                    let problem = FormulaProblem::BadNumber { text };
                    return Err(FormulaError::new(source, span, problem));
                }
            },
            c if is_word(c) => Token::Name(FactName::try_new(text).map_err(|_| {
                let name = text.to_owned();
                FormulaError::new(source, span, FormulaProblem::BadName { name })
            })?),
            character => {
                let problem = FormulaProblem::UnexpectedCharacter { character };
                return Err(FormulaError::new(source, span, problem));
            }
        };
        found.push((token, span));
    }
    Ok(found)
}

/// Digits, then perhaps a point and more digits; 28 digits at most.
fn number(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if digits(whole) && digits(fraction) { Decimal::from_str_exact(text).ok() } else { None }
}

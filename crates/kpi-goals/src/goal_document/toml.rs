//! TOML to a document.

use kpi_metrics::Position;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{GoalDocument, Node, syntax, too_large};
use crate::Finding;

/// A document, or the finding about a text that is too long or no TOML.
pub(super) fn read(path: &str, text: &str) -> Result<Node, Box<Finding>> {
    Ok(table(parsed(path, text)?.get_ref(), GoalDocument::DEEPEST))
}

/// The same for a draft that is read by serde.
#[cfg(feature = "serde")]
pub(crate) fn draft<T: serde::de::DeserializeOwned>(
    path: &str,
    text: &str,
) -> Result<T, Box<Finding>> {
    let root = parsed(path, text)?;
    T::deserialize(toml::Deserializer::from(root))
        .map_err(|error| Box::new(syntax(path, error.message())))
}

fn parsed<'a>(path: &str, text: &'a str) -> Result<Spanned<DeTable<'a>>, Box<Finding>> {
    if text.len() > GoalDocument::MOST_BYTES {
        return Err(Box::new(too_large(path, "bytes", text.len(), GoalDocument::MOST_BYTES)));
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let Some(error) = errors.first() else { return Ok(root) };
    let position = error.span().map(|span| {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).unwrap_or("").chars().count() + 1;
        Position { line, column }
    });
    Err(Box::new(syntax(path, error.message()).at(position)))
}

fn table(table: &DeTable<'_>, room: usize) -> Node {
    let entries = table.iter().map(|(key, value)| {
        (key.get_ref().to_string(), self::value(value.get_ref(), room.saturating_sub(1)))
    });
    Node::Table(entries.collect())
}

/// What lies deeper than a goal goes is cut off; no field reads it.
fn value(value: &DeValue<'_>, room: usize) -> Node {
    match value {
        _ if room == 0 => Node::Other,
        DeValue::String(text) => Node::text(text.as_ref()),
        DeValue::Integer(number) if number.radix() == 10 => {
            Node::Number(number.as_str().to_owned())
        }
        DeValue::Float(number) => Node::Number(number.as_str().to_owned()),
        DeValue::Datetime(moment) => Node::Text(moment.to_string()),
        DeValue::Array(items) => {
            let items = items.iter().map(|item| self::value(item.get_ref(), room - 1));
            Node::List(items.collect())
        }
        DeValue::Table(inner) => table(inner, room),
        _ => Node::Other,
    }
}

//! TOML to a document.

use kpi_metrics::Position;
use toml::de::{DeTable, DeValue};

use super::{GoalDocument, Node, syntax};
use crate::Finding;

pub(super) fn read(text: &str) -> Result<Node, Box<Finding>> {
    let (root, errors) = DeTable::parse_recoverable(text);
    if let Some(error) = errors.first() {
        let position = error.span().map(|span| {
            let before = text.get(..span.start).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = before.get(start..).unwrap_or("").chars().count() + 1;
            Position { line, column }
        });
        return Err(Box::new(syntax(error.message()).at(position)));
    }
    Ok(table(root.get_ref(), GoalDocument::DEEPEST))
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

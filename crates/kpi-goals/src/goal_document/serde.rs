//! Any format that serde reads, to a document; and drafts back.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::{GoalDocument, Node, reader, written};
use crate::{GoalDraft, GoalError};

/// Reads a value; what lies deeper than a goal goes is passed over.
struct Room(usize);

impl<'de> DeserializeSeed<'de> for Room {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        match self.0 {
            0 => from.deserialize_ignored_any(IgnoredAny).map(|_| Node::Other),
            _ => from.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Room {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, a list or a table")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Other)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        self.deserialize(from)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        // The shortest text that reads back as this float: 1.1 stays 1.1.
        Ok(Node::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self(self.0 - 1))? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut table = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            table.push((key, entries.next_value_seed(Self(self.0 - 1))?));
        }
        Ok(Node::Table(table))
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Other => to.serialize_unit(),
            Self::Number(text) => match text.parse::<i64>() {
                Ok(number) => to.serialize_i64(number),
                Err(_) => to.serialize_str(text),
            },
            Self::Text(text) => to.serialize_str(text),
            Self::List(items) => to.collect_seq(items),
            Self::Table(entries) => {
                let mut map = to.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// As a goal of a document; a field that is wrong is an error that lists all of them.
impl<'de> Deserialize<'de> for GoalDraft {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let node = Room(GoalDocument::DEEPEST).deserialize(from)?;
        let (draft, findings) = reader::draft(&node, "goal".to_owned());
        match findings.is_empty() {
            true => Ok(draft),
            false => Err(D::Error::custom(GoalError::new("the goal", findings))),
        }
    }
}

/// As a goal of a document.
impl Serialize for GoalDraft {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        written::node(self).serialize(to)
    }
}

/// Never fails on what a goal may not hold: that is a finding.
impl<'de> Deserialize<'de> for GoalDocument {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self::of(&Room(GoalDocument::DEEPEST).deserialize(from)?))
    }
}

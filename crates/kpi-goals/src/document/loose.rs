//! A value of a document before anything is known about it.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Any value. How deep values may nest is up to the reader of the format: those of TOML and JSON
/// both have a limit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Loose {
    Nothing,
    Flag(bool),
    Whole(i128),
    Float(f64),
    Text(String),
    List(Vec<Loose>),
    Table(BTreeMap<String, Loose>),
}

/// The name under which the reader of TOML hands over a date.
const TOML_DATE: &str = "$__toml_private_datetime";

impl Loose {
    /// As it is shown in a message.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Whole(number) => number.to_string(),
            // The float itself may take three hundred digits to write.
            Self::Float(number) => format!("{number:e}"),
            Self::Text(text) => format!("{:?}", crate::figure::shortened(text)),
            Self::List(list) => format!("a list of {}", list.len()),
            Self::Table(table) => format!("a table of {}", table.len()),
        }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Loose, E> {
        Ok(Loose::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose::Whole(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose::Whole(number.into()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Loose, E> {
        Ok(Loose::Whole(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Loose, E> {
        Ok(Loose::Text(text))
    }

    fn visit_none<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Loose, D::Error> {
        Loose::deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Loose, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = from.next_element()? {
            list.push(value);
        }
        Ok(Loose::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Loose, A::Error> {
        let mut table = BTreeMap::new();
        while let Some((key, value)) = from.next_entry::<String, Loose>()? {
            if table.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the field {key:?} comes twice")));
            }
            table.insert(key, value);
        }
        match (table.len(), table.remove(TOML_DATE)) {
            (1, Some(date)) => Ok(date),
            (_, Some(date)) => {
                table.insert(TOML_DATE.to_owned(), date);
                Ok(Loose::Table(table))
            }
            (_, None) => Ok(Loose::Table(table)),
        }
    }
}

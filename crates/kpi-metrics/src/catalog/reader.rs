//! Reading the fields of one TOML table, noting everything that is wrong.

use kpi_types::Localized;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::assembly::Places;
use crate::definition::missing_field;
use crate::text::Document;
use crate::{Finding, FindingCode};

type Value<'a> = Spanned<DeValue<'a>>;

/// One table of a document, for example the third `[[metric]]`.
pub(super) struct TableReader<'a> {
    document: &'a Document<'a>,
    table: &'a DeTable<'a>,
    path: String,
    asked: Vec<&'static str>,
    places: Places,
    pub(super) findings: Vec<Finding>,
}

impl<'a> TableReader<'a> {
    pub(super) fn new(document: &'a Document<'a>, table: &'a DeTable<'a>, path: String) -> Self {
        Self {
            document,
            table,
            path,
            asked: Vec::new(),
            places: Places::new(),
            findings: Vec::new(),
        }
    }

    /// Where the fields read so far stand.
    pub(super) fn places(&self) -> Places {
        self.places.clone()
    }

    /// Names the table in the paths of later findings.
    pub(super) fn rename(&mut self, path: String) {
        self.path = path;
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, field: &'static str) -> Option<&'a str> {
        let found = self.optional_text(field);
        self.require(field);
        found
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&mut self, field: &'static str) -> Option<&'a str> {
        let value = self.value(field)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            _ => {
                self.wrong_type(field, value, "a text in quotes", "引用符で囲んだ文字列");
                None
            }
        }
    }

    /// A text in both languages that has to be there.
    pub(super) fn localized(&mut self, field: &'static str) -> Option<Localized> {
        self.require(field);
        let value = self.value(field)?;
        self.localized_in(field, value)
    }

    /// A list of texts in both languages; empty when absent.
    pub(super) fn localized_list(&mut self, field: &'static str) -> Vec<Localized> {
        let items = self.list(field);
        let read = items.into_iter().map(|value| self.localized_in(field, value));
        read.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// A list of texts; empty when absent.
    pub(super) fn text_list(&mut self, field: &'static str) -> Vec<&'a str> {
        let mut texts = Vec::new();
        for value in self.list(field) {
            match value.get_ref() {
                DeValue::String(text) => texts.push(text.as_ref()),
                _ => self.wrong_type(field, value, "a text in quotes", "引用符で囲んだ文字列"),
            }
        }
        texts
    }

    /// Yes or no; no when absent.
    pub(super) fn flag(&mut self, field: &'static str) -> bool {
        let Some(value) = self.value(field) else {
            return false;
        };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                self.wrong_type(field, value, "true or false", "true か false");
                false
            }
        }
    }

    /// A whole number from 0 to 65,535 that may be absent.
    pub(super) fn whole(&mut self, field: &'static str) -> Option<u16> {
        let value = self.value(field)?;
        let read = match value.get_ref() {
            DeValue::Integer(number) => u16::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong_type(field, value, "a whole number, 0 or more", "0以上の整数");
        }
        read
    }

    /// One of some names, found by `from_name`. `field` has to be there.
    pub(super) fn one_of<T>(
        &mut self,
        field: &'static str,
        from_name: impl Fn(&str) -> Option<T>,
        allowed: &[&str],
    ) -> Option<T> {
        let name = self.text(field)?;
        self.named(field, name, from_name, allowed)
    }

    /// As [`Self::one_of`], for a name that was read already.
    pub(super) fn named<T>(
        &mut self,
        field: &'static str,
        name: &str,
        from_name: impl Fn(&str) -> Option<T>,
        allowed: &[&str],
    ) -> Option<T> {
        let found = from_name(name);
        if found.is_none() {
            let allowed = allowed.join(", ");
            let message = Localized::new(
                format!("{name:?} is not a value of {field}"),
                format!("{name:?} は {field} の値として使えません"),
            );
            let remedy = Localized::new(
                format!("use one of {allowed}"),
                format!("{allowed} のいずれかを使ってください"),
            );
            self.report(FindingCode::BadValue, field, message, remedy);
        }
        found
    }

    /// Files a finding about a field.
    pub(super) fn report(
        &mut self,
        code: FindingCode,
        field: &'static str,
        message: Localized,
        remedy: Localized,
    ) {
        let path = self.path_of(field);
        let position = self.places.get(field).copied();
        let finding = Finding::new(code, path, message, remedy).at(position);
        self.findings.push(finding);
    }

    /// Files a finding that was made elsewhere, with the place of its field.
    pub(super) fn adopt(&mut self, finding: Finding, field: &'static str) {
        let place = self.places.get(field);
        let position = place.or_else(|| self.places.values().min()).copied();
        self.findings.push(finding.at(position));
    }

    pub(super) fn path_of(&self, field: &str) -> String {
        format!("{}.{field}", self.path)
    }

    /// Every field that nobody asked for does not exist. `owner_en` and `owner_ja` say what does
    /// not have it.
    pub(super) fn refuse_others(&mut self, owner_en: &str, owner_ja: &str) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) {
                continue;
            }
            let known = self.asked.iter().copied();
            let remedy = match super::suggestion::closest_name(name, known) {
                Some(close) => Localized::new(
                    format!("did you mean {close}?"),
                    format!("{close} のことですか?"),
                ),
                None => {
                    let fields = self.asked.join(", ");
                    Localized::new(
                        format!("the fields are {fields}"),
                        format!("使える項目は {fields} です"),
                    )
                }
            };
            let message = Localized::new(
                format!("{owner_en} has no field {name:?}"),
                format!("{owner_ja}に項目 {name:?} はありません"),
            );
            let code = FindingCode::UnknownField;
            let finding = Finding::new(code, self.path_of(name), message, remedy)
                .at(Some(self.document.position(key.span().start)))
                .showing(self.document.excerpt(key.span().into()));
            self.findings.push(finding);
        }
    }

    /// The value of a field, noting that it was asked for and where it stands.
    fn value(&mut self, field: &'static str) -> Option<&'a Value<'a>> {
        if !self.asked.contains(&field) {
            self.asked.push(field);
        }
        let value = self.table.get(field)?;
        let position = self.document.position(value.span().start);
        self.places.insert(field, position);
        Some(value)
    }

    fn require(&mut self, field: &'static str) {
        if self.table.get(field).is_none() {
            let finding = missing_field(&self.path_of(field), field);
            let position = self.places.values().min().copied();
            self.findings.push(finding.at(position));
        }
    }

    fn list(&mut self, field: &'static str) -> Vec<&'a Value<'a>> {
        let Some(value) = self.value(field) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => {
                self.wrong_type(field, value, "a list in [ ]", "[ ] で囲んだ一覧");
                Vec::new()
            }
        }
    }

    fn localized_in(&mut self, field: &'static str, value: &'a Value<'a>) -> Option<Localized> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(
                field,
                value,
                "a text in both languages, { en = \"…\", ja = \"…\" }",
                "両方の言語の文章 { en = \"…\", ja = \"…\" }",
            );
            return None;
        };
        for (key, inner) in table {
            let known = matches!(key.get_ref().as_ref(), "en" | "ja");
            if !known || !matches!(inner.get_ref(), DeValue::String(_)) {
                let (en, ja) = ("en and ja with a text each", "文章を持つ en と ja");
                self.wrong_type(field, inner, en, ja);
            }
        }
        let text = |language: &str| match table.get(language).map(Spanned::get_ref) {
            Some(DeValue::String(text)) => text.clone().into_owned(),
            _ => String::new(),
        };
        Some(Localized::new(text("en"), text("ja")))
    }

    fn wrong_type(&mut self, field: &'static str, value: &Value<'_>, en: &str, ja: &str) {
        let message = Localized::new(
            format!("{field} has the wrong kind of value"),
            format!("{field} の値の種類が違います"),
        );
        let remedy = Localized::new(format!("write {en}"), format!("{ja}を書いてください"));
        let code = FindingCode::BadValue;
        let finding = Finding::new(code, self.path_of(field), message, remedy)
            .at(Some(self.document.position(value.span().start)))
            .showing(self.document.excerpt(value.span().into()));
        self.findings.push(finding);
    }
}

//! Reading a catalog document.

use kpi_types::{Department, FactName, Grain, Localized, ScenarioStage, Unit};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Presence;
use super::assembly::Assembly;
use super::reader::TableReader;
use crate::definition::DefinitionBuilder;
use crate::kind::{Aggregate, Window};
use crate::text::Document;
use crate::{
    Definition, Direction, FactDefinition, Finding, FindingCode, Formula, Kind, MetricId, Timing,
    ValueRange,
};

const UNITS: [&str; 8] = ["count", "number", "ratio", "money", "score", "days", "months", "years"];
const KINDS: [&str; 5] = ["simple", "ratio", "derived", "cumulative", "conversion"];

/// Reads every `[[fact]]` and `[[metric]]` of a document.
pub(super) fn document(text: &str, assembly: &mut Assembly) {
    let document = &Document::new(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let findings = errors.iter().map(|error| syntax(document, error));
        assembly.findings.extend(findings);
        return;
    }
    for (key, value) in root.get_ref() {
        let name = key.get_ref().as_ref();
        let read: fn(TableReader<'_>, &mut Assembly) = match name {
            "fact" => fact,
            "metric" => metric,
            _ => {
                let message = Localized::new(
                    format!("a catalog has no {name:?}"),
                    format!("カタログに {name:?} という項目はありません"),
                );
                let remedy = Localized::fixed(
                    "use [[fact]] and [[metric]]",
                    "[[fact]] と [[metric]] を使ってください",
                );
                let finding = Finding::new(FindingCode::UnknownField, name, message, remedy)
                    .at(Some(document.position(key.span().start)))
                    .showing(document.excerpt(key.span().into()));
                assembly.findings.push(finding);
                continue;
            }
        };
        for (number, table) in tables(document, name, value, assembly) {
            let path = format!("{name}[{number}]");
            read(TableReader::new(document, table, path), assembly);
        }
    }
}

fn syntax(document: &Document<'_>, error: &toml::de::Error) -> Finding {
    let what = error.message();
    let message = Localized::new(
        format!("the text is not TOML: {what}"),
        format!("TOML として読めません: {what}"),
    );
    let remedy = Localized::fixed(
        "correct the marked place; nothing else was checked",
        "印の位置を直してください。ほかの検査はまだ行われていません",
    );
    let finding = Finding::new(FindingCode::TomlSyntax, "document", message, remedy);
    match error.span() {
        Some(span) => {
            finding.at(Some(document.position(span.start))).showing(document.excerpt(span.into()))
        }
        None => finding,
    }
}

/// The tables of `[[name]]`, numbered from 1.
fn tables<'a>(
    document: &Document<'_>,
    name: &str,
    value: &'a Spanned<DeValue<'a>>,
    assembly: &mut Assembly,
) -> Vec<(usize, &'a DeTable<'a>)> {
    let items: Vec<&Spanned<DeValue<'a>>> = match value.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![value],
    };
    let is_list = matches!(value.get_ref(), DeValue::Array(_));
    let mut tables = Vec::new();
    for (number, item) in (1..).zip(items) {
        match item.get_ref() {
            DeValue::Table(table) if is_list => tables.push((number, table)),
            _ => {
                let message = Localized::new(
                    format!("{name} is not a list of tables"),
                    format!("{name} が表の一覧ではありません"),
                );
                let remedy = Localized::new(
                    format!("write [[{name}]] with two brackets above each entry"),
                    format!("各項目の上に [[{name}]] と二重括弧で書いてください"),
                );
                let path = format!("{name}[{number}]");
                let finding = Finding::new(FindingCode::BadValue, path, message, remedy)
                    .at(Some(document.position(item.span().start)));
                assembly.findings.push(finding);
            }
        }
    }
    tables
}

fn fact(mut table: TableReader<'_>, assembly: &mut Assembly) {
    let name = name(&mut table, "fact", "name");
    let label = table.localized("label");
    let description = table.localized("description");
    let unit = table.one_of("unit", Unit::from_name, &UNITS);
    let provided_by = table.text("provided_by");
    let range = range(&mut table);
    let presence = presence(&mut table);
    table.refuse_others("a fact", "事実");
    if let (Some(name), Some(unit), Some(label), Some(description), Some(provided_by)) =
        (name.clone(), unit, label, description, provided_by)
    {
        match FactDefinition::try_new(name.clone(), unit, label, description, provided_by) {
            Ok(fact) => {
                let fact = range.into_iter().fold(fact, FactDefinition::with_range);
                assembly.add_fact(fact, presence, Some(table.places()));
            }
            Err(error) => {
                for finding in error.findings() {
                    let field = match finding.path().ends_with("label") {
                        true => "label",
                        false => "description",
                    };
                    table.adopt(finding.clone(), field);
                }
                assembly.broken.insert(name);
            }
        }
    } else {
        assembly.broken.extend(name);
    }
    assembly.findings.append(&mut table.findings);
}

fn metric(mut table: TableReader<'_>, assembly: &mut Assembly) {
    let id = name(&mut table, "metric", "id");
    let kind_name = table.one_of("kind", |name| KINDS.into_iter().find(|k| *k == name), &KINDS);
    let kind = kind_name.and_then(|kind| read_kind(&mut table, kind));
    let presence = presence(&mut table);
    // Read even where there is no kind to go with them, so that all findings come at once.
    let placeholder = FactName::try_new("placeholder").map(Kind::simple);
    let metric_id = id.as_ref().and_then(|id| MetricId::try_new(id.as_str()).ok());
    let stand_in = || MetricId::try_new("placeholder").ok();
    let builder = metric_id.clone().or_else(stand_in).zip(kind.clone().or(placeholder.ok()));
    let Some((builder_id, builder_kind)) = builder else {
        return;
    };
    let builder = texts(&mut table, Definition::builder(builder_id, builder_kind));
    if let Some(kind) = kind_name {
        table.refuse_others(&format!("a {kind} metric"), &format!("種類 {kind} の指標"));
    }
    if let (Some(_), Some(_)) = (&metric_id, &kind) {
        let (definition, found) = builder.check();
        for finding in found {
            // What is missing was noted while reading.
            if finding.code() != FindingCode::MissingField {
                let field = field_of(finding.path());
                table.adopt(finding, field);
            }
        }
        match definition {
            Some(definition) => assembly.add_metric(definition, presence, Some(table.places())),
            None => assembly.broken.extend(id),
        }
    } else {
        assembly.broken.extend(id);
    }
    assembly.findings.append(&mut table.findings);
}

/// The field a path ends in.
fn field_of(path: &str) -> &'static str {
    let last = path.rsplit('.').next().unwrap_or("");
    ["name", "description", "caveats", "common_mistakes", "window"]
        .into_iter()
        .find(|field| last.starts_with(field))
        .unwrap_or("id")
}

/// The name of an entry, which also names it in later findings.
fn name(table: &mut TableReader<'_>, entry: &str, field: &'static str) -> Option<FactName> {
    let text = table.text(field)?;
    match FactName::try_new(text) {
        Ok(name) => {
            table.rename(format!("{entry}.{name}"));
            Some(name)
        }
        Err(_) => {
            let message = Localized::new(
                format!("{text:?} is not a name"),
                format!("{text:?} は名前として使えません"),
            );
            let remedy = Localized::fixed(
                "names start with a lower-case letter and go on with lower-case letters, digits or underscores",
                "名前は英小文字で始め、英小文字・数字・下線だけで書いてください",
            );
            table.report(FindingCode::BadValue, field, message, remedy);
            None
        }
    }
}

fn presence(table: &mut TableReader<'_>) -> Presence {
    match table.flag("overrides") {
        true => Presence::Overrides,
        false => Presence::New,
    }
}

fn range(table: &mut TableReader<'_>) -> Option<ValueRange> {
    let names: Vec<&str> = ValueRange::ALL.iter().map(|range| range.name()).collect();
    let range = |name: &str| ValueRange::ALL.iter().copied().find(|range| range.name() == name);
    let name = table.optional_text("range")?;
    table.named("range", name, range, &names)
}

fn texts(table: &mut TableReader<'_>, mut builder: DefinitionBuilder) -> DefinitionBuilder {
    if let Some(Localized { en, ja }) = table.localized("name") {
        builder = builder.name(en, ja);
    }
    if let Some(Localized { en, ja }) = table.localized("description") {
        builder = builder.description(en, ja);
    }
    if let Some(unit) = table.one_of("unit", Unit::from_name, &UNITS) {
        builder = builder.unit(unit);
    }
    if let Some(range) = range(table) {
        builder = builder.range(range);
    }
    let directions: Vec<&str> = Direction::ALL.iter().map(|d| d.name()).collect();
    let direction = |name: &str| Direction::ALL.iter().copied().find(|d| d.name() == name);
    if let Some(direction) = table.one_of("direction", direction, &directions) {
        builder = builder.direction(direction);
    }
    builder = builder.grains(grains(table));
    let stages: Vec<&str> = ScenarioStage::ALL.iter().map(|s| s.name()).collect();
    let stage = |name: &str| ScenarioStage::from_name(name).ok();
    if let Some(stage) = table.one_of("scenario_stage", stage, &stages) {
        builder = builder.scenario_stage(stage);
    }
    let timings: Vec<&str> = Timing::ALL.iter().map(|t| t.name()).collect();
    let timing = |name: &str| Timing::ALL.iter().copied().find(|t| t.name() == name);
    if let Some(timing) = table.one_of("timing", timing, &timings) {
        builder = builder.timing(timing);
    }
    let owners: Vec<&str> = Department::ALL.iter().map(|d| d.name()).collect();
    let owner = |name: &str| Department::from_name(name).ok();
    if let Some(owner) = table.one_of("owner", owner, &owners) {
        builder = builder.owner(owner);
    }
    for Localized { en, ja } in table.localized_list("caveats") {
        builder = builder.caveat(en, ja);
    }
    for Localized { en, ja } in table.localized_list("common_mistakes") {
        builder = builder.common_mistake(en, ja);
    }
    for source in table.text_list("sources") {
        builder = builder.source(source);
    }
    builder
}

fn grains(table: &mut TableReader<'_>) -> Vec<Grain> {
    let allowed = Grain::ALL.map(Grain::name);
    let before = table.findings.len();
    let names = table.text_list("grains");
    if names.is_empty() && table.findings.len() == before {
        let finding = crate::definition::missing_field(&table.path_of("grains"), "grains");
        table.adopt(finding, "grains");
    }
    names
        .into_iter()
        .filter_map(|name| table.named("grains", name, Grain::from_name, &allowed))
        .collect()
}

fn read_kind(table: &mut TableReader<'_>, kind: &str) -> Option<Kind> {
    match kind {
        "simple" => fact_name(table, "fact").map(Kind::simple),
        "derived" => formula(table, "formula").map(|formula| Kind::Derived { formula }),
        "ratio" => {
            let (numerator, denominator) =
                (formula(table, "numerator"), formula(table, "denominator"));
            Some(Kind::Ratio { numerator: numerator?, denominator: denominator? })
        }
        "conversion" => {
            let (base, converted) = (fact_name(table, "base"), fact_name(table, "converted"));
            Some(Kind::conversion(base?, converted?))
        }
        _ => {
            let input = formula(table, "input");
            let window = window(table);
            let aggregates = Aggregate::ALL.map(Aggregate::name);
            let find = |name: &str| Aggregate::ALL.into_iter().find(|a| a.name() == name);
            let aggregate = table.one_of("aggregate", find, &aggregates);
            Some(Kind::Cumulative { input: input?, window: window?, aggregate: aggregate? })
        }
    }
}

fn window(table: &mut TableReader<'_>) -> Option<Window> {
    let before = table.findings.len();
    let periods = table.whole("window");
    let offset = table.whole("offset");
    let to_date = table.optional_text("to_date");
    if table.findings.len() > before {
        return None;
    }
    match (periods, to_date) {
        (Some(periods), None) => Some(Window::trailing(periods, offset.unwrap_or(0))),
        (None, Some(name)) if offset.is_none() => {
            let allowed = Grain::ALL.map(Grain::name);
            let grain = table.named("to_date", name, Grain::from_name, &allowed);
            grain.map(Window::to_date)
        }
        _ => {
            let message = Localized::fixed(
                "a cumulative metric needs either a window or to_date",
                "累積の指標には window か to_date のどちらか一方が必要です",
            );
            let remedy = Localized::fixed(
                "write window = 6 with offset = 1, or to_date = \"fiscal_year\"",
                "window = 6 と offset = 1、または to_date = \"fiscal_year\" のように書いてください",
            );
            table.report(FindingCode::BadValue, "window", message, remedy);
            None
        }
    }
}

fn fact_name(table: &mut TableReader<'_>, field: &'static str) -> Option<FactName> {
    let text = table.text(field)?;
    let name = |text: &str| FactName::try_new(text).ok();
    let found = name(text);
    if found.is_none() {
        let message = Localized::new(
            format!("{text:?} is not the name of a fact"),
            format!("{text:?} は事実の名前ではありません"),
        );
        let remedy = Localized::fixed(
            "give one name; for a computation use kind = \"derived\"",
            "名前を1つ書いてください。計算には kind = \"derived\" を使います",
        );
        table.report(FindingCode::BadValue, field, message, remedy);
    }
    found
}

fn formula(table: &mut TableReader<'_>, field: &'static str) -> Option<Formula> {
    let text = table.text(field)?;
    match Formula::parse(text) {
        Ok(formula) => Some(formula),
        Err(error) => {
            let code = FindingCode::BadFormula;
            let path = table.path_of(field);
            let finding =
                Finding::new(code, path, error.message(), error.remedy()).showing(error.excerpt());
            table.adopt(finding, field);
            None
        }
    }
}

//! Every finding code: one document that trips it, and the closest one that does not.

use kpi_metrics::{
    Catalog, CatalogError, Definition, Direction, FactDefinition, Finding, FindingCode,
    FindingLevel, Kind, MetricId, Position, Timing, Window,
};
use kpi_types::{Department, FactName, Grain, Localized, ScenarioStage, Unit};

use crate::book::{derived, fact, metric};

fn findings(document: &str) -> Vec<Finding> {
    match Catalog::from_toml(document) {
        Ok(catalog) => catalog.findings().to_vec(),
        Err(error) => error.findings().to_vec(),
    }
}

fn found(document: &str, code: FindingCode) -> Vec<Finding> {
    let all = findings(document).into_iter();
    all.filter(|finding| finding.code() == code).collect()
}

/// A document with one fact and one metric that uses it.
fn good() -> String {
    fact("a", "count") + &metric("m", "count", "kind = \"simple\"\nfact = \"a\"")
}

/// The good document with one change, which must change it.
fn changed(from: &str, to: &str) -> String {
    let document = good().replace(from, to);
    assert_ne!(document, good());
    document
}

#[test]
fn the_good_document_has_no_findings() {
    assert_eq!(findings(&good()), []);
}

/// Documents that trip a code, with the path of the finding.
fn tripping() -> Vec<(FindingCode, String, &'static str)> {
    use FindingCode as C;
    let cumulative = |fields: &str| {
        let kind = format!("kind = \"cumulative\"\ninput = \"a\"\n{fields}");
        fact("a", "count") + &metric("m", "count", &kind)
    };
    let with = |extra: &str| good() + extra;
    vec![
        (C::TomlSyntax, "[[metric]\nid = 1".to_owned(), "document"),
        (C::UnknownField, changed("owner =", "ownner = 1\nowner ="), "metric.m.ownner"),
        (
            C::UnknownField,
            changed("fact = \"a\"", "fact = \"a\"\nformula = \"a\""),
            "metric.m.formula",
        ),
        (C::UnknownField, changed("provided_by", "colour = 1\nprovided_by"), "fact.a.colour"),
        (C::UnknownField, with("\n[metrics]\n"), "metrics"),
        (C::MissingField, changed("owner = \"support\"", ""), "metric.m.owner"),
        (C::MissingField, changed("grains = [\"month\"]", ""), "metric.m.grains"),
        (C::MissingField, changed("grains = [\"month\"]", "grains = []"), "metric.m.grains"),
        (C::MissingField, changed("id = \"m\"", ""), "metric[1].id"),
        (C::MissingField, changed("fact = \"a\"\n", "\n"), "metric.m.fact"),
        (C::MissingField, changed("kind = \"simple\"", ""), "metric.m.kind"),
        (C::MissingField, changed("provided_by = \"test\"", ""), "fact.a.provided_by"),
        (C::BadValue, changed("owner = \"support\"", "owner = \"sales\""), "metric.m.owner"),
        (C::BadValue, changed("owner = \"support\"", "owner = 5"), "metric.m.owner"),
        (C::BadValue, changed("\"leading\"", "\"early\""), "metric.m.timing"),
        (C::BadValue, changed("\"higher_is_better\"", "\"up\""), "metric.m.direction"),
        (C::BadValue, changed("\"use\"", "\"used\""), "metric.m.scenario_stage"),
        (C::BadValue, changed("[\"month\"]", "[\"decade\"]"), "metric.m.grains"),
        (C::BadValue, changed("[\"month\"]", "[\"month\", 1]"), "metric.m.grains"),
        (C::BadValue, changed("[\"month\"]", "\"month\""), "metric.m.grains"),
        (C::BadValue, changed("id = \"m\"", "id = \"M\""), "metric[1].id"),
        (C::BadValue, changed("name = \"a\"", "name = \"A\""), "fact[1].name"),
        (C::BadValue, changed("kind = \"simple\"", "kind = \"single\""), "metric.m.kind"),
        (C::BadValue, changed("fact = \"a\"", "fact = \"a + a\""), "metric.m.fact"),
        (
            C::BadValue,
            changed("{ en = \"A metric.\", ja = \"指標。\" }", "\"A metric.\""),
            "metric.m.description",
        ),
        (
            C::BadValue,
            changed("ja = \"指標。\"", "ja = \"指標。\", fr = \"\""),
            "metric.m.description",
        ),
        (C::BadValue, changed("owner =", "overrides = \"no\"\nowner ="), "metric.m.overrides"),
        (C::BadValue, with("\n[fact]\n").replace("[[fact]]", "[[metric]]"), "fact[1]"),
        (C::BadValue, "metric = 5".to_owned(), "metric[1]"),
        (C::BadValue, cumulative("aggregate = \"sum\""), "metric.m.window"),
        (
            C::BadValue,
            cumulative("aggregate = \"sum\"\nwindow = 1\nto_date = \"month\""),
            "metric.m.window",
        ),
        (
            C::BadValue,
            cumulative("aggregate = \"sum\"\noffset = 1\nto_date = \"month\""),
            "metric.m.window",
        ),
        (C::BadValue, cumulative("aggregate = \"sum\"\nto_date = \"term\""), "metric.m.to_date"),
        (C::BadValue, cumulative("aggregate = \"sum\"\nwindow = 0"), "metric.m.window"),
        (C::BadValue, cumulative("aggregate = \"sum\"\nwindow = 1001"), "metric.m.window"),
        (
            C::BadValue,
            cumulative("aggregate = \"sum\"\nwindow = 1\noffset = 1001"),
            "metric.m.window",
        ),
        (C::BadValue, cumulative("aggregate = \"sum\"\nwindow = -1"), "metric.m.window"),
        (C::BadValue, cumulative("aggregate = \"most\"\nwindow = 1"), "metric.m.aggregate"),
        (
            C::BadValue,
            with(&metric("n", "count", "kind = \"simple\"\nfact = \"m\"")),
            "metric.n.fact",
        ),
        (C::BadFormula, with(&derived("n", "count", "a +")), "metric.n.formula"),
        (C::UnknownName, with(&derived("n", "count", "a + b")), "metric.n.formula"),
        (C::UnknownName, changed("fact = \"a\"", "fact = \"b\""), "metric.m.fact"),
        (C::Cycle, with(&(derived("x", "count", "y") + &derived("y", "count", "x"))), "metric.x"),
        (C::Cycle, with(&derived("x", "count", "x + a")), "metric.x"),
        (C::UnitMismatch, with(&derived("n", "money", "a")), "metric.n.formula"),
        (
            C::UnitMismatch,
            changed("unit = \"count\"\ndirection", "unit = \"money\"\ndirection"),
            "metric.m.fact",
        ),
        (
            C::UnitMismatch,
            with(&metric("n", "money", "kind = \"ratio\"\nnumerator = \"a\"\ndenominator = \"a\"")),
            "metric.n.unit",
        ),
        (
            C::UnitMismatch,
            with(&metric(
                "n",
                "ratio",
                "kind = \"ratio\"\nnumerator = \"a\"\ndenominator = \"1 day\"",
            )),
            "metric.n.numerator",
        ),
        (
            C::UnitMismatch,
            with(&metric("n", "money", "kind = \"conversion\"\nbase = \"a\"\nconverted = \"a\"")),
            "metric.n.unit",
        ),
        (C::UnitMismatch, cumulative("aggregate = \"mean\"\nwindow = 2"), "metric.m.input"),
        (C::DuplicateId, with(&derived("m", "count", "a")), "metric.m"),
        (C::DuplicateId, with(&fact("a", "count")), "fact.a"),
        (C::DuplicateId, with(&fact("m", "count")), "metric.m"),
        (C::NothingToOverride, changed("owner =", "overrides = true\nowner ="), "metric.m"),
        (
            C::GrainMismatch,
            with(&derived("n", "count", "m").replace("\"month\"", "\"month\", \"week\"")),
            "metric.n.grains",
        ),
        (C::TooDeep, chain(200), "metric.m_128"),
        (C::MissingTranslation, changed("ja = \"指標。\"", "ja = \" \""), "metric.m.description"),
        (C::MissingTranslation, changed("en = \"A metric.\", ", ""), "metric.m.description"),
        (
            C::MissingTranslation,
            changed("en = \"A fact.\", ja = \"事実。\"", ""),
            "fact.a.description",
        ),
        (
            C::MissingTranslation,
            changed("{ en = \"a\", ja = \"事実\" }", "{ ja = \"事実\" }"),
            "fact.a.label",
        ),
        (
            C::MissingTranslation,
            changed("owner =", "caveats = [{ en = \"Yes.\" }]\nowner ="),
            "metric.m.caveats[1]",
        ),
        (C::UnusedFact, with(&fact("b", "count")), "fact.b"),
        (C::MissingSource, changed("sources = [\"test\"]", ""), "metric.m.sources"),
        (
            C::MissingSource,
            changed("sources = [\"test\"]", "sources = [\" \"]"),
            "metric.m.sources",
        ),
    ]
}

/// Metrics of which each needs the one before.
fn chain(length: usize) -> String {
    let mut document = fact("a", "count") + &derived("m_000", "count", "a");
    for n in 1..length {
        let before = format!("m_{:03}", n - 1);
        document += &derived(&format!("m_{n:03}"), "count", &before);
    }
    document
}

#[test]
fn every_code_is_tripped() {
    let tripping = tripping();
    for code in FindingCode::ALL {
        assert!(tripping.iter().any(|(tripped, ..)| tripped == code), "{code:?}");
    }
    for (code, document, path) in tripping {
        let found = found(&document, code);
        assert!(!found.is_empty(), "{code:?} {path}: {:?}", findings(&document));
        let paths: Vec<&str> = found.iter().map(Finding::path).collect();
        // A name given twice is filed with whichever entry comes second.
        let twice = path == "metric.m" && code == FindingCode::DuplicateId;
        assert!(paths.contains(&path) || twice, "{code:?} {path}: {paths:?}");
        for finding in found {
            assert_eq!(finding.level(), code.level());
            assert!(finding.message().is_complete() && finding.remedy().is_complete());
            assert_ne!(finding.message().en, finding.message().ja);
        }
    }
}

#[test]
fn one_mistake_is_one_finding() {
    for (code, document, path) in tripping() {
        let blocking: Vec<Finding> = findings(&document)
            .into_iter()
            .filter(|f| f.level() == FindingLevel::Blocking)
            .collect();
        let expected = usize::from(code.level() == FindingLevel::Blocking);
        let several = [
            // A table that is no metric lacks everything.
            "fact[1]",
            // Without a name it cannot be found by those who use it.
            "fact[1].name",
        ];
        if !several.contains(&path) {
            assert_eq!(blocking.len(), expected, "{code:?} {path}: {blocking:#?}");
        }
    }
}

#[test]
fn what_is_near_a_mistake_trips_nothing() {
    let mean =
        "kind = \"cumulative\"\ninput = \"a\"\naggregate = \"mean\"\nwindow = 1000\noffset = 1000";
    for document in [
        good() + &derived("n", "count", "a + m"),
        good() + &derived("x", "count", "y") + &derived("y", "count", "m"),
        good() + &derived("n", "count", "m").replace("\"month\"", "\"month\", \"month\""),
        good() + &metric("n", "number", mean),
        chain(128),
        changed("owner =", "caveats = [{ en = \"Yes.\", ja = \"はい。\" }]\nowner ="),
        changed("owner =", "overrides = false\nowner ="),
        fact("a", "count")
            + &metric("m", "ratio", "kind = \"conversion\"\nbase = \"a\"\nconverted = \"a\""),
        String::new(),
    ] {
        assert_eq!(findings(&document), [], "{document}");
    }
}

#[test]
fn everything_is_found_at_once() {
    let document = changed("ja = \"指標。\"", "ja = \"\"")
        .replace("owner = \"support\"", "owner = \"sales\"\ncolour = \"red\"")
        .replace("fact = \"a\"", "fact = \"b\"")
        + &derived("n", "money", "a +")
        + &derived("x", "count", "x")
        + &derived("y", "money", "a");
    let mut codes: Vec<FindingCode> = findings(&document).iter().map(Finding::code).collect();
    codes.sort_unstable();
    codes.dedup();
    use FindingCode as C;
    let expected = [
        C::UnknownField,
        C::BadValue,
        C::BadFormula,
        C::UnknownName,
        C::Cycle,
        C::UnitMismatch,
        C::MissingTranslation,
    ];
    assert_eq!(codes, expected);
}

#[test]
fn what_is_incomplete_is_checked_as_far_as_it_goes() {
    let incomplete = derived("n", "money", "a + b").replace("owner = \"support\"\n", "");
    let incomplete = incomplete.replace("grains = [\"month\"]\n", "");
    let document = good() + &incomplete + &derived("o", "money", "n");
    let found = findings(&document);
    let codes: Vec<FindingCode> = found.iter().map(Finding::code).collect();
    use FindingCode as C;
    assert_eq!(codes, [C::MissingField, C::MissingField, C::UnknownName]);
    assert!(found.iter().all(|finding| finding.position().is_some()));
}

#[test]
fn errors_come_before_warnings_and_warnings_do_not_block() {
    let warned = good() + &fact("b", "count");
    assert!(Catalog::from_toml(&warned).is_ok());
    let document = warned + &derived("n", "money", "a").replace("sources = [\"test\"]", "");
    let levels: Vec<FindingLevel> = findings(&document).iter().map(Finding::level).collect();
    assert_eq!(levels, [FindingLevel::Blocking, FindingLevel::Warning, FindingLevel::Advice]);
}

#[test]
fn a_broken_definition_does_not_make_its_name_unknown() {
    let document = good() + &derived("n", "count", "a +") + &derived("o", "count", "n + a");
    let codes: Vec<FindingCode> = findings(&document).iter().map(Finding::code).collect();
    assert_eq!(codes, [FindingCode::BadFormula]);
}

#[test]
fn places_are_those_of_the_document() {
    let document = "# A comment.\n".to_owned() + &good().replace("support", "sales");
    let line = document.lines().position(|l| l.starts_with("owner")).unwrap() + 1;
    let finding = found(&document, FindingCode::BadValue).remove(0);
    assert_eq!(finding.position(), Some(Position { line, column: 9 }));
}

#[test]
fn every_circle_is_named_once() {
    let circles = derived("a", "number", "b")
        + &derived("b", "number", "c")
        + &derived("c", "number", "a")
        + &derived("on_top", "number", "a")
        + &derived("p", "number", "q")
        + &derived("q", "number", "p + r")
        + &derived("r", "number", "1");
    let messages: Vec<String> = found(&circles, FindingCode::Cycle)
        .iter()
        .map(|finding| finding.message().en.to_string())
        .collect();
    let around = "the definitions go round in a circle:";
    assert_eq!(messages, [format!("{around} a → b → c → a"), format!("{around} p → q → p")]);
}

#[test]
fn code_names_are_stable_and_unlike() {
    let mut names: Vec<&str> = FindingCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), 15);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 15);
}

fn draft(kind: Kind) -> kpi_metrics::DefinitionBuilder {
    Definition::builder(MetricId::try_new("m").unwrap(), kind)
}

fn codes(error: &CatalogError) -> Vec<FindingCode> {
    error.findings().iter().map(Finding::code).collect()
}

#[test]
fn definitions_in_code_are_checked_too() {
    let kind = || Kind::simple(FactName::try_new("a").unwrap());
    let error = draft(kind()).build().unwrap_err();
    assert_eq!(codes(&error), [FindingCode::MissingField; 8]);

    let complete = |kind| {
        draft(kind)
            .unit(Unit::Count)
            .direction(Direction::Neither)
            .grains([Grain::Month, Grain::Day, Grain::Month])
            .scenario_stage(ScenarioStage::Use)
            .timing(Timing::Leading)
            .owner(Department::Support)
            .description("A metric.", "指標。")
    };
    let error = complete(kind()).name("", "").caveat("x", "").build().unwrap_err();
    assert_eq!(codes(&error), [FindingCode::MissingTranslation; 2]);
    assert_eq!(error.findings()[1].path(), "metric.m.caveats[1]");

    let window = Kind::cumulative("a", Window::trailing(0, 0), kpi_metrics::Aggregate::Sum);
    let error = complete(window.unwrap()).name("m", "指標").build().unwrap_err();
    assert_eq!(codes(&error), [FindingCode::BadValue]);

    let built = complete(kind()).name("m", "指標").common_mistake("x", "誤り").build().unwrap();
    assert_eq!(built.grains(), [Grain::Day, Grain::Month]);
    assert_eq!(built.name().ja, "指標");
    assert_eq!(built.owner(), Department::Support);
    assert_eq!(built.timing().name(), "leading");
    assert_eq!(built.direction().name(), "neither");
    assert_eq!(built.scenario_stage(), ScenarioStage::Use);
}

#[test]
fn facts_in_code_are_checked_too() {
    let name = || FactName::try_new("a").unwrap();
    let text = || Localized::fixed("a", "事実");
    let empty = Localized::default();
    let fact = FactDefinition::try_new(name(), Unit::Count, text(), empty, "test");
    assert_eq!(codes(&fact.unwrap_err()), [FindingCode::MissingTranslation]);
    let fact = FactDefinition::try_new(name(), Unit::Count, text(), text(), "test").unwrap();
    assert_eq!((fact.label(), fact.provided_by()), (&text(), "test"));
}

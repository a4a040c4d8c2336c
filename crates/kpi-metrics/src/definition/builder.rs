//! Making a definition, with every gap found at once.

use kpi_types::{Department, Grain, Localized, ScenarioStage, Unit};

use super::{Definition, Direction, Timing, ValueRange};
use crate::kind::Window;
use crate::{CatalogError, Finding, FindingCode, FindingLevel, Kind, MetricId};

/// A definition in the making.
///
/// ```
/// use kpi_metrics::{Definition, Direction, Kind, MetricId, Timing};
/// use kpi_types::{Department, Grain, ScenarioStage, Unit};
///
/// let definition = Definition::builder(
///     MetricId::try_new("share_of_annual_contracts")?,
///     Kind::ratio("annual_contracts", "active_contracts")?,
/// )
/// .name("Share of annual contracts", "年間契約比率")
/// .description("Annual contracts among all active contracts.", "有効契約に占める年間契約の割合。")
/// .unit(Unit::Ratio)
/// .direction(Direction::HigherIsBetter)
/// .grains([Grain::Month])
/// .scenario_stage(ScenarioStage::Renewal)
/// .timing(Timing::Leading)
/// .owner(Department::FieldSales)
/// .source("our own")
/// .build()?;
/// assert_eq!(definition.kind().name(), "ratio");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "call build() to get the definition"]
pub struct DefinitionBuilder {
    id: MetricId,
    kind: Kind,
    name: Option<Localized>,
    description: Option<Localized>,
    unit: Option<Unit>,
    range: Option<ValueRange>,
    direction: Option<Direction>,
    grains: Vec<Grain>,
    scenario_stage: Option<ScenarioStage>,
    timing: Option<Timing>,
    owner: Option<Department>,
    caveats: Vec<Localized>,
    common_mistakes: Vec<Localized>,
    sources: Vec<String>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $field:ident: $type:ty;)+) => {$(
        $(#[$doc])*
        pub fn $field(mut self, $field: $type) -> Self {
            self.$field = Some($field);
            self
        }
    )+};
}

impl DefinitionBuilder {
    pub(super) fn new(id: MetricId, kind: Kind) -> Self {
        Self {
            id,
            kind,
            name: None,
            description: None,
            unit: None,
            range: None,
            direction: None,
            grains: Vec::new(),
            scenario_stage: None,
            timing: None,
            owner: None,
            caveats: Vec::new(),
            common_mistakes: Vec::new(),
            sources: Vec::new(),
        }
    }

    /// What people call it, in English and Japanese.
    pub fn name(self, en: impl Into<String>, ja: impl Into<String>) -> Self {
        let name = Some(Localized::new(en.into(), ja.into()));
        Self { name, ..self }
    }

    /// What it means, in English and Japanese.
    pub fn description(self, en: impl Into<String>, ja: impl Into<String>) -> Self {
        let description = Some(Localized::new(en.into(), ja.into()));
        Self { description, ..self }
    }

    setters! {
        /// The unit of its value.
        unit: Unit;
        /// Which values it can take, where the formula does not say.
        range: ValueRange;
        /// Which way is better.
        direction: Direction;
        /// The stage of the success scenario.
        scenario_stage: ScenarioStage;
        /// Early sign or result.
        timing: Timing;
        /// Who answers for it.
        owner: Department;
    }

    /// The kinds of period it may be asked for.
    pub fn grains(mut self, grains: impl IntoIterator<Item = Grain>) -> Self {
        self.grains = grains.into_iter().collect();
        self.grains.sort_unstable();
        self.grains.dedup();
        self
    }

    /// Adds something that limits its meaning.
    pub fn caveat(mut self, en: impl Into<String>, ja: impl Into<String>) -> Self {
        self.caveats.push(Localized::new(en.into(), ja.into()));
        self
    }

    /// Adds something people get wrong.
    pub fn common_mistake(mut self, en: impl Into<String>, ja: impl Into<String>) -> Self {
        let mistake = Localized::new(en.into(), ja.into());
        self.common_mistakes.push(mistake);
        self
    }

    /// Adds where the definition comes from.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.sources.push(source.into());
        self
    }

    /// Checks that nothing is missing.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] with a finding for every field that is missing or has no text, and for a
    /// window that looks at no period or too many.
    pub fn build(self) -> Result<Definition, CatalogError> {
        let (definition, findings) = self.check();
        let blocking = findings.iter().any(|f| f.level() == FindingLevel::Blocking);
        match definition {
            Some(definition) if !blocking => Ok(definition),
            _ => Err(CatalogError::catalog(findings)),
        }
    }

    /// The definition and what was found. Where something is missing, a stand-in takes its place so
    /// that the rest can be checked with the catalog; a finding of level error then keeps it from
    /// being used. `None` only without a unit, which nothing can stand in for.
    pub(crate) fn check(self) -> (Option<Definition>, Vec<Finding>) {
        let path = |field: &str| format!("metric.{}.{field}", self.id);
        let mut findings = Vec::new();
        let mut require = |present: bool, field: &'static str| {
            if !present {
                findings.push(missing_field(&path(field), field));
            }
        };
        require(self.name.is_some(), "name");
        require(self.description.is_some(), "description");
        require(self.unit.is_some(), "unit");
        require(self.direction.is_some(), "direction");
        require(!self.grains.is_empty(), "grains");
        require(self.scenario_stage.is_some(), "scenario_stage");
        require(self.timing.is_some(), "timing");
        require(self.owner.is_some(), "owner");
        let mut texts = Vec::new();
        texts.extend(self.name.iter().map(|text| (text, path("name"))));
        texts.extend(self.description.iter().map(|text| (text, path("description"))));
        for (field, list) in
            [("caveats", &self.caveats), ("common_mistakes", &self.common_mistakes)]
        {
            let numbered = list.iter().zip(1..);
            texts.extend(numbered.map(|(text, n)| (text, format!("{}[{n}]", path(field)))));
        }
        findings
            .extend(texts.into_iter().filter_map(|(text, path)| missing_translation(text, &path)));
        findings.extend(window_finding(&self.kind, path("window")));
        let Some(unit) = self.unit else {
            return (None, findings);
        };
        let grains = match self.grains.is_empty() {
            true => Grain::ALL.to_vec(),
            false => self.grains,
        };
        let definition = Definition {
            id: self.id,
            name: self.name.unwrap_or_default(),
            description: self.description.unwrap_or_default(),
            kind: self.kind,
            unit,
            range: self.range,
            direction: self.direction.unwrap_or(Direction::Neither),
            grains,
            scenario_stage: self.scenario_stage.unwrap_or(ScenarioStage::Setup),
            timing: self.timing.unwrap_or(Timing::Leading),
            owner: self.owner.unwrap_or(Department::Marketing),
            caveats: self.caveats,
            common_mistakes: self.common_mistakes,
            sources: self.sources,
        };
        (Some(definition), findings)
    }
}

/// A text that says nothing in a language.
pub(crate) fn missing_translation(text: &Localized, path: &str) -> Option<Finding> {
    let (en, ja) = (text.en.trim().is_empty(), text.ja.trim().is_empty());
    let (field, message) = match (en, ja) {
        (false, false) => return None,
        (true, true) => (
            "en and ja",
            Localized::fixed("the text is empty in both languages", "文章が両方の言語で空です"),
        ),
        (true, false) => {
            ("en", Localized::fixed("the English text is missing", "英語の文章がありません"))
        }
        (false, true) => {
            ("ja", Localized::fixed("the Japanese text is missing", "日本語の文章がありません"))
        }
    };
    let remedy = Localized::new(format!("fill in {field}"), format!("{field} を書いてください"));
    let code = FindingCode::MissingTranslation;
    Some(Finding::new(code, path, message, remedy))
}

/// A field that has to be there.
pub(crate) fn missing_field(path: &str, field: &str) -> Finding {
    Finding::new(
        FindingCode::MissingField,
        path,
        Localized::new(
            format!("the field {field} is missing"),
            format!("項目 {field} がありません"),
        ),
        Localized::new(format!("add {field}"), format!("{field} を追加してください")),
    )
}

fn window_finding(kind: &Kind, path: String) -> Option<Finding> {
    let Kind::Cumulative { window: Window::Trailing { periods, offset }, .. } = kind else {
        return None;
    };
    let most = Window::MAX_PERIODS;
    if (1..=most).contains(periods) && *offset <= most {
        return None;
    }
    Some(Finding::new(
        FindingCode::BadValue,
        path,
        Localized::new(
            format!("a window of {periods} periods with offset {offset} is not allowed"),
            format!("期間数 {periods}、ずらし {offset} の窓は使えません"),
        ),
        Localized::new(
            format!("use 1 to {most} periods and an offset of at most {most}"),
            format!("期間数は1〜{most}、ずらしは{most}以下にしてください"),
        ),
    ))
}

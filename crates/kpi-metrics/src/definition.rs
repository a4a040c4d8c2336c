//! What a metric is.

mod builder;

use kpi_types::{Department, Grain, Localized, ScenarioStage, Unit};

pub use builder::DefinitionBuilder;
pub(crate) use builder::{missing_field, missing_translation};

use crate::{Kind, MetricId};

macro_rules! named {
    ($(#[$doc:meta])* $type:ident: $($(#[$vdoc:meta])* $variant:ident = $name:literal;)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        pub enum $type { $($(#[$vdoc])* $variant,)+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in catalogs.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

named! {
    /// Which way is better.
    Direction:
    /// More is better.
    HigherIsBetter = "higher_is_better";
    /// Less is better.
    LowerIsBetter = "lower_is_better";
    /// Neither: it depends.
    Neither = "neither";
}

named! {
    /// Whether a metric moves before the contract result or with it.
    Timing:
    /// An early sign.
    Leading = "leading";
    /// The result itself, or later.
    Lagging = "lagging";
}

named! {
    /// Which values something can take.
    ValueRange:
    /// Any.
    Any = "any";
    /// Zero and more: customers, MRR.
    NotNegative = "not_negative";
    /// 0 to 1: a share of something, such as gross retention and churn.
    Share = "share";
}

/// One metric: what it means, how it is computed, what to watch out for.
///
/// Made by a catalog document or by [`Definition::builder`]; a catalog then checks that its names,
/// units and grains fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Definition {
    id: MetricId,
    name: Localized,
    description: Localized,
    #[cfg_attr(feature = "serde", serde(flatten))]
    kind: Kind,
    unit: Unit,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    range: Option<ValueRange>,
    direction: Direction,
    grains: Vec<Grain>,
    scenario_stage: ScenarioStage,
    timing: Timing,
    owner: Department,
    caveats: Vec<Localized>,
    common_mistakes: Vec<Localized>,
    sources: Vec<String>,
}

impl Definition {
    /// Starts a definition in code.
    pub fn builder(id: MetricId, kind: Kind) -> DefinitionBuilder {
        DefinitionBuilder::new(id, kind)
    }

    /// The same, computed in another way. The catalog it goes into checks that units still fit.
    #[must_use]
    pub fn with_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The name formulas and programs use.
    #[must_use]
    pub fn id(&self) -> &MetricId {
        &self.id
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &Localized {
        &self.name
    }

    /// What it means.
    #[must_use]
    pub fn description(&self) -> &Localized {
        &self.description
    }

    /// How it is computed.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The unit of its value.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Which values it can take, where that is stated. [`Catalog::range`](crate::Catalog::range) finds
    /// it from the formula otherwise.
    #[must_use]
    pub fn stated_range(&self) -> Option<ValueRange> {
        self.range
    }

    /// Which way is better.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The kinds of period it may be asked for, short to long.
    #[must_use]
    pub fn grains(&self) -> &[Grain] {
        &self.grains
    }

    /// The stage of the success scenario it belongs to.
    #[must_use]
    pub fn scenario_stage(&self) -> ScenarioStage {
        self.scenario_stage
    }

    /// Whether it is an early sign or a result.
    #[must_use]
    pub fn timing(&self) -> Timing {
        self.timing
    }

    /// The department that answers for it.
    #[must_use]
    pub fn owner(&self) -> Department {
        self.owner
    }

    /// What limits its meaning.
    #[must_use]
    pub fn caveats(&self) -> &[Localized] {
        &self.caveats
    }

    /// What people get wrong.
    #[must_use]
    pub fn common_mistakes(&self) -> &[Localized] {
        &self.common_mistakes
    }

    /// Where the definition comes from.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }
}

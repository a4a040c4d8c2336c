//! How policies are written and read: every rule by its name.
//!
//! ```text
//! {"base": "recurly", "rules": {"trials": "include", "past_due": "grace:30", …}}
//! ```
//!
//! All rules are written, also those that are as in the base, so that a stored policy means the same
//! when a preset follows a vendor who changed a page. What is left out is as in the base.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rules::*;
use super::{Policy, PolicyField, Preset, Rule};

#[derive(Serialize, Deserialize)]
#[serde(rename = "Policy", deny_unknown_fields)]
pub(super) struct RawPolicy {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default = "ours")]
    base: Preset,
    #[serde(default)]
    rules: BTreeMap<PolicyField, String>,
}

fn ours() -> Preset {
    Preset::Kpis
}

impl TryFrom<RawPolicy> for Policy {
    type Error = super::PolicyError;

    fn try_from(raw: RawPolicy) -> Result<Self, Self::Error> {
        let mut policy = Self::preset(raw.base);
        raw.rules.iter().try_for_each(|(field, value)| policy.set(*field, value))?;
        Ok(match raw.name {
            Some(name) => policy.with_name(name),
            None => policy,
        })
    }
}

impl From<Policy> for RawPolicy {
    fn from(policy: Policy) -> Self {
        let rules = PolicyField::ALL.iter().map(|field| (*field, policy.value_of(*field)));
        Self { rules: rules.collect(), base: policy.base, name: policy.name }
    }
}

/// Reads a name, or says which there are.
fn named<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    find: impl Fn(&str) -> Option<T>,
    names: impl Iterator<Item = &'static str>,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    find(&text).ok_or_else(|| {
        let names: Vec<&str> = names.collect();
        D::Error::custom(format!("{text:?} is not known: expected {}", names.join(", ")))
    })
}

macro_rules! by_name {
    ($($type:ident),+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                named(deserializer, $type::from_name, $type::ALL.iter().map(|one| one.name()))
            }
        }
    )+};
}

by_name!(Preset, PolicyField);

macro_rules! as_text {
    ($($type:ident),+ $(,)?) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.write())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                named(deserializer, <$type as Rule>::read, std::iter::once(<$type as Rule>::ALLOWED))
            }
        }
    )+};
}

as_text!(
    ChurnDenominator,
    ChurnNumerator,
    ChurnTiming,
    DaysPerMonth,
    DiscountRule,
    FreePlanRule,
    FxRule,
    MovementBasis,
    PastDueRule,
    PauseRule,
    ReactivationRule,
    SamePeriodRule,
    TrialRule,
    WeeksPerMonth,
    ZeroChurnRule,
);

//! A tree as a document, in TOML, JSON or whatever serde reads.

use std::collections::BTreeMap;

use kpi_metrics::Direction;
use kpi_types::{Currency, Estimate, Grain, Localized, Unit};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Hypothesis, Identity, NodeDraft, NodeKind, Tree, TreeDraft};
use crate::document::{DocumentProblem, Fields, Loose, top};
use crate::tree::TreeProblem;
use crate::{Effect, EffectLag, Finding};

const NODE: &[&str] = &[
    "id",
    "kind",
    "name",
    "metric",
    "unit",
    "currency",
    "per",
    "each",
    "of",
    "grain",
    "direction",
    "target",
    "actual",
    "sum",
    "minus",
    "product",
    "ratio",
    "formula",
    "words",
    "hypothesis",
];
const HYPOTHESIS: &[&str] = &["child", "effect", "lag", "strength"];
const LAG: &[&str] = &["count", "grain"];
const UNITS: [&str; 8] = ["count", "number", "ratio", "money", "score", "days", "months", "years"];

impl TreeDraft {
    /// Reads TOML. What a tree cannot hold is noted and comes out of [`Tree::try_new`] with
    /// everything else.
    ///
    /// ```
    /// use kpi_goals::{FindingCode, Tree, TreeDraft};
    /// use kpi_metrics::Catalog;
    ///
    /// let text = r#"
    ///     [[node]]
    ///     id = "sales"
    ///     kind = "kgi"
    ///     unit = "number"
    ///     colour = "red"
    /// "#;
    /// let draft = TreeDraft::from_toml(text).unwrap();
    /// let refused = Tree::try_new(draft, &Catalog::builtin()?).unwrap_err();
    /// let findings = refused.findings();
    /// assert_eq!(findings[0].code(), FindingCode::UnknownField);
    /// assert_eq!(findings[0].path(), "node[1].colour");
    ///
    /// let broken = TreeDraft::from_toml("[[node]").unwrap_err();
    /// assert_eq!(broken.code(), FindingCode::Syntax);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The finding about a text that is no TOML, or that is longer than
    /// [`GoalDocument::MOST_BYTES`](crate::GoalDocument::MOST_BYTES).
    pub fn from_toml(text: &str) -> Result<Self, Box<Finding>> {
        crate::goal_document::toml::draft("tree", text)
    }
}

/// Never fails for what a tree should hold: what is wrong is noted and comes out of
/// [`Tree::try_new`] with everything else. It fails for text that is no TOML or JSON.
impl<'de> Deserialize<'de> for TreeDraft {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let document = Loose::deserialize(from)?;
        let mut found = Vec::new();
        let mut fields = top(document, &["node"], &mut found);
        let list = fields.list("node");
        fields.finish();
        let mut nodes = Vec::with_capacity(list.len());
        for (number, value) in list.into_iter().enumerate() {
            let path = format!("node[{}]", number + 1);
            nodes.extend(node(Fields::new(value, path, NODE, &mut found)));
        }
        Ok(Self { nodes, noted: found.into_iter().map(TreeProblem::Document).collect() })
    }
}

fn node(mut fields: Fields<'_>) -> Option<NodeDraft> {
    let id = fields.text("id");
    let id = fields.require("id", id);
    let kinds = NodeKind::ALL.map(NodeKind::name);
    let kind = fields.one_of("kind", NodeKind::from_name, &kinds);
    let kind = fields.require("kind", kind).unwrap_or(NodeKind::Kpi);
    let mut draft = NodeDraft::new(id.clone().unwrap_or_default(), kind);
    draft.name = fields.localized("name");
    draft.metric = fields.text("metric");
    draft.unit = fields.one_of("unit", Unit::from_name, &UNITS);
    draft.currency = currency(&mut fields);
    draft.per = grain(&mut fields, "per");
    draft.each = fields.text("each");
    draft.of = fields.text("of");
    draft.grain = grain(&mut fields, "grain");
    let ways: Vec<&str> = Direction::ALL.iter().map(|way| way.name()).collect();
    let way = |name: &str| Direction::ALL.iter().copied().find(|way| way.name() == name);
    draft.direction = fields.one_of("direction", way, &ways);
    draft.target = fields.number("target");
    draft.actual = fields.number("actual");
    draft.identity = identity(&mut fields);
    for (number, value) in fields.list("hypothesis").into_iter().enumerate() {
        let field = format!("hypothesis[{}]", number + 1);
        draft.hypotheses.extend(hypothesis(fields.inner(&field, value, HYPOTHESIS)));
    }
    fields.finish();
    // Without a name nothing can refer to it, and the missing name is noted.
    id.map(|_| draft)
}

fn currency(fields: &mut Fields<'_>) -> Option<Currency> {
    fields.one_of("currency", |code| code.parse().ok(), &["JPY", "USD", "EUR", "…"])
}

fn grain(fields: &mut Fields<'_>, field: &str) -> Option<Grain> {
    fields.one_of(field, Grain::from_name, &Grain::ALL.map(Grain::name))
}

fn identity(fields: &mut Fields<'_>) -> Option<Identity> {
    let given: Vec<&str> = ["sum", "product", "ratio", "formula", "words"]
        .into_iter()
        .filter(|name| fields.has(name))
        .collect();
    let has_minus = fields.has("minus");
    let minus = fields.texts("minus");
    if given.len() > 1 || has_minus && given.iter().any(|name| *name != "sum") {
        let (path, value) = (fields.path_of("sum"), given.join(", "));
        let expected = Localized::fixed(
            "only one of sum (with minus), product, ratio, formula, words",
            "sum(と minus)・product・ratio・formula・words のうち1つだけ",
        );
        fields.problem(DocumentProblem::BadValue { path, value, expected });
    }
    let mut found = None;
    for name in given {
        let of = fields.texts(name);
        found = found.or(match name {
            "sum" => Some(Identity::Sum { plus: of, minus: minus.clone() }),
            "product" => Some(Identity::Product { of }),
            "formula" => Some(Identity::Formula { of }),
            "words" => Some(Identity::Words { of }),
            _ => match <[String; 2]>::try_from(of) {
                Ok([numerator, denominator]) => Some(Identity::Ratio { numerator, denominator }),
                Err(of) => {
                    let (path, value) = (fields.path_of(name), format!("a list of {}", of.len()));
                    let expected = Localized::fixed(
                        "two nodes: [\"numerator\", \"denominator\"]",
                        "2つの節 [\"分子\", \"分母\"]",
                    );
                    fields.problem(DocumentProblem::BadValue { path, value, expected });
                    None
                }
            },
        });
    }
    if found.is_none() && has_minus {
        found = Some(Identity::Sum { plus: Vec::new(), minus });
    }
    found
}

fn hypothesis(mut fields: Fields<'_>) -> Option<Hypothesis> {
    let child = fields.text("child");
    let child = fields.require("child", child);
    let read = |name: &str| match name {
        "raises" => Some(Effect::Raises),
        "lowers" => Some(Effect::Lowers),
        _ => None,
    };
    let effect = fields.one_of("effect", read, &["raises", "lowers"]);
    let effect = fields.require("effect", effect);
    let lag = fields.take("lag").and_then(|value| {
        let mut inner = fields.inner("lag", value, LAG);
        let count = inner.whole("count").and_then(|count| u16::try_from(count).ok());
        let count = inner.require("count", count);
        let grain = grain(&mut inner, "grain");
        let grain = inner.require("grain", grain);
        inner.finish();
        Some(EffectLag::new(count?.into(), grain?))
    });
    let strength = fields.estimate("strength");
    fields.finish();
    Some(Hypothesis { child: child?, effect: effect?, lag, strength })
}

#[derive(Serialize)]
struct WrittenTree<'a> {
    node: Vec<WrittenNode<'a>>,
}

#[derive(Serialize)]
struct WrittenNode<'a> {
    id: &'a str,
    kind: NodeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<Unit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Currency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<Grain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    each: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grain: Option<Grain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<String>,
    #[serde(flatten)]
    identity: BTreeMap<&'static str, Vec<&'a str>>,
    // Tables come last, as TOML wants them.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a Localized>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hypothesis: Vec<WrittenHypothesis<'a>>,
}

#[derive(Serialize)]
struct WrittenHypothesis<'a> {
    child: &'a str,
    effect: Effect,
    #[serde(skip_serializing_if = "Option::is_none")]
    lag: Option<EffectLag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<&'a Estimate>,
}

impl<'a> From<&'a NodeDraft> for WrittenNode<'a> {
    fn from(node: &'a NodeDraft) -> Self {
        let number = |value: Option<Decimal>| value.map(|value| value.to_string());
        let texts = |of: &'a [String]| of.iter().map(String::as_str).collect::<Vec<_>>();
        let identity = match &node.identity {
            None => BTreeMap::new(),
            Some(Identity::Sum { plus, minus }) if minus.is_empty() => {
                BTreeMap::from([("sum", texts(plus))])
            }
            Some(Identity::Sum { plus, minus }) => {
                BTreeMap::from([("sum", texts(plus)), ("minus", texts(minus))])
            }
            Some(other) => BTreeMap::from([(other.name(), other.names().collect())]),
        };
        Self {
            id: &node.id,
            kind: node.kind,
            metric: node.metric.as_deref(),
            unit: node.unit,
            currency: node.currency,
            per: node.per,
            each: node.each.as_deref(),
            of: node.of.as_deref(),
            grain: node.grain,
            direction: node.direction,
            target: number(node.target),
            actual: number(node.actual),
            identity,
            name: node.name.as_ref(),
            hypothesis: node.hypotheses.iter().map(WrittenHypothesis::from).collect(),
        }
    }
}

impl<'a> From<&'a Hypothesis> for WrittenHypothesis<'a> {
    fn from(hypothesis: &'a Hypothesis) -> Self {
        Self {
            child: &hypothesis.child,
            effect: hypothesis.effect,
            lag: hypothesis.lag,
            strength: hypothesis.strength.as_ref(),
        }
    }
}

/// As a document that reads back to an equal draft. What was noted while reading is not written.
impl Serialize for TreeDraft {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        WrittenTree { node: self.nodes.iter().map(WrittenNode::from).collect() }.serialize(to)
    }
}

/// As the draft it was made of, its nodes by id. There is no way to read a tree without a catalog to
/// check it against: read a [`TreeDraft`] and hand it to [`Tree::try_new`].
impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let nodes = self.nodes.iter().map(|node| WrittenNode::from(&node.draft));
        WrittenTree { node: nodes.collect() }.serialize(to)
    }
}

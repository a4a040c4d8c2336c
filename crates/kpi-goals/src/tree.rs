//! KGI, KFS and KPI as a tree that adds up.

mod arithmetic;
mod cascade;
mod check;
mod contribution;
mod coverage;
#[cfg(feature = "serde")]
mod document;
mod draft;
mod error;
mod hypothesis;
mod id;
mod identity;
mod kind;
mod measure;
mod node;
mod problem;
mod required;
mod roll_up;
mod sensitivity;
mod values;
mod ways;
mod weakest;

use std::collections::BTreeMap;

use kpi_metrics::Catalog;

pub use cascade::{Cascade, CascadeOptions, HypotheticalMove, Requirement};
pub use contribution::{Contribution, ContributionMethod, Contributions, Remainder};
pub use coverage::{Coverage, CoverageVerdict};
pub use draft::{NodeDraft, TreeDraft};
pub use error::TreeValueError;
pub use hypothesis::Hypothesis;
pub use id::{NodeId, NodeIdError};
pub use identity::Identity;
pub use kind::NodeKind;
pub use measure::Measure;
pub use node::Node;
pub use problem::TreeProblem;
pub use required::RequiredValue;
pub use roll_up::{Disagreement, RollUp, ValueGap};
pub use sensitivity::{Sensitivities, Sensitivity};
pub use values::NodeValues;
pub use ways::Influence;
pub use weakest::{WeakestLink, WeakestRule};

use crate::{FindingLevel, Problem, Problems, TreeError};

/// A checked tree: ids exist, nothing runs in circles, measures add up.
///
/// Nodes are KGI, KFS, KPI and assumptions. An edge is an [`Identity`] (the upper figure *is* the
/// sum, product, quotient or catalog formula of the lower ones) or a [`Hypothesis`] (the lower one is
/// believed to move the upper one). A node may feed several others.
///
/// # Worked example
///
/// 「KGI:1年間で新型PCの売上を1,000万円に設定。KFS:古いPCを使用しているユーザーを中心に
/// アプローチ。KPI:各店舗毎月の売上を100万円に設定。」 One shop makes 12 × 1 million yen a year:
///
/// ```
/// use kpi_goals::{CoverageVerdict, NodeDraft, Tree, TreeDraft};
/// use kpi_metrics::Catalog;
/// use kpi_types::{Currency, Grain};
/// use rust_decimal::Decimal;
///
/// let draft = TreeDraft::new()
///     .node(
///         NodeDraft::kgi("new_pc_sales")
///             .money(Currency::JPY)
///             .per(Grain::FiscalYear)
///             .target(Decimal::from(10_000_000))
///             .product(["users_of_old_pcs", "shops"]),
///     )
///     // The factor is in words; its KPI stands in its place.
///     .node(NodeDraft::kfs("users_of_old_pcs").words(["sales_per_shop"]))
///     .node(
///         NodeDraft::kpi("sales_per_shop")
///             .money(Currency::JPY)
///             .per(Grain::Month)
///             .each("shop")
///             .target(Decimal::from(1_000_000)),
///     )
///     .node(NodeDraft::assumption("shops").count_of("shop").target(Decimal::ONE));
/// let tree = Tree::try_new(draft, &Catalog::builtin()?)?;
///
/// let kgi = tree.coverage_of("new_pc_sales")?;
/// assert_eq!(kgi.planned(), Ok(Decimal::from(12_000_000)));
/// assert_eq!(kgi.verdict(), Some(CoverageVerdict::Over { by: Decimal::from(2_000_000) }));
///
/// // How many shops make it add up? 10 ÷ 12 of one, so one.
/// let shops = tree.required("new_pc_sales", Decimal::from(10_000_000), "shops", &tree.targets())?;
/// assert_eq!(shops.exact().round_dp(4).to_string(), "0.8333");
/// assert_eq!(shops.whole(), Some(Decimal::ONE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Leaving the number of shops out. A KPI "per shop and month" beside a KGI "per year" then looks as
/// if it added up, or as if it did not; here the units say that a factor is missing.
///
/// # What other systems do
///
/// Lightdash draws edges, ServiceNow draws goal, success factor and indicator, Mixpanel draws metric
/// trees. None checks units, identities or coverage.
///
/// # What is not here
///
/// No schedule of reviews and no history: those belong to goals. A hypothesis never enters the
/// arithmetic; it is shown beside it with its interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) index: BTreeMap<NodeId, usize>,
    /// Every node after all nodes it is computed from or moved by.
    pub(crate) order: Vec<usize>,
    /// The place of each node in that order.
    pub(crate) rank: Vec<usize>,
    pub(crate) problems: Vec<TreeProblem>,
}

impl Tree {
    /// Levels below and including the KGI beyond which a tree is said to be too deep.
    pub const MAX_DEPTH: usize = 8;

    /// Checks a draft against a catalog.
    ///
    /// # Errors
    ///
    /// [`TreeError`] with everything that was found, when any of it is blocking.
    pub fn try_new(draft: TreeDraft, catalog: &Catalog) -> Result<Self, TreeError> {
        let (tree, problems) = check::check(draft, catalog);
        let problems = Problems::sorted(problems);
        match tree {
            Some(tree) if problems.iter().all(|p| p.level() != FindingLevel::Blocking) => {
                Ok(Self { problems, ..tree })
            }
            _ => Err(Problems::new("the tree", problems)),
        }
    }

    /// What was found that does not stand in the way.
    #[must_use]
    pub fn problems(&self) -> &[TreeProblem] {
        &self.problems
    }

    /// A node by its id.
    #[must_use]
    pub fn node(&self, id: impl AsRef<str>) -> Option<&Node> {
        self.nodes.get(*self.index.get(id.as_ref())?)
    }

    /// Every node, by id.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.index.values().filter_map(|at| self.nodes.get(*at))
    }

    /// The goals, by id.
    pub fn kgis(&self) -> impl Iterator<Item = &Node> {
        self.nodes().filter(|node| node.kind() == NodeKind::Kgi)
    }

    /// The target of every node that has one.
    #[must_use]
    pub fn targets(&self) -> NodeValues {
        self.values_of(Node::target)
    }

    /// The actual figure of every node that has one.
    #[must_use]
    pub fn actuals(&self) -> NodeValues {
        self.values_of(Node::actual)
    }

    fn values_of(&self, field: impl Fn(&Node) -> Option<rust_decimal::Decimal>) -> NodeValues {
        let with = |node: &Node| Some((node.id().as_str().to_owned(), field(node)?));
        self.nodes().filter_map(with).collect()
    }

    pub(crate) fn at(&self, id: &str) -> Result<usize, TreeValueError> {
        let unknown = || TreeValueError::UnknownNode { node: id.to_owned() };
        self.index.get(id).copied().ok_or_else(unknown)
    }

    pub(crate) fn id(&self, at: usize) -> String {
        self.nodes.get(at).map_or_else(String::new, |node| node.id().as_str().to_owned())
    }
}

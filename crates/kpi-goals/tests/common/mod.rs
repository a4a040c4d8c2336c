//! What the tests share.

use kpi_goals::{NodeDraft, NodeValues, Problem, Tree, TreeDraft, TreeProblem};
use kpi_metrics::Catalog;
use kpi_types::{Currency, Grain};
use rust_decimal::Decimal;

pub(crate) fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

pub(crate) fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) fn tree(nodes: impl IntoIterator<Item = NodeDraft>) -> Tree {
    Tree::try_new(nodes.into_iter().collect(), &catalog()).unwrap()
}

/// The problems of a draft, blocking or not.
pub(crate) fn problems(nodes: impl IntoIterator<Item = NodeDraft>) -> Vec<TreeProblem> {
    problems_of(nodes.into_iter().collect())
}

pub(crate) fn problems_of(draft: TreeDraft) -> Vec<TreeProblem> {
    match Tree::try_new(draft, &catalog()) {
        Ok(tree) => tree.problems().to_vec(),
        Err(error) => error.problems().to_vec(),
    }
}

pub(crate) fn codes(nodes: impl IntoIterator<Item = NodeDraft>) -> Vec<&'static str> {
    problems(nodes).iter().map(|problem| problem.code().as_str()).collect()
}

pub(crate) fn values(pairs: &[(&str, &str)]) -> NodeValues {
    pairs.iter().fold(NodeValues::new(), |all, (node, value)| all.with(*node, dec(value)))
}

/// Sales of a year over shops, as in the article.
pub(crate) fn shops(monthly: i64, shops: Option<i64>) -> [NodeDraft; 4] {
    let count = NodeDraft::assumption("shops").count_of("shop");
    [
        NodeDraft::kgi("new_pc_sales")
            .money(Currency::JPY)
            .per(Grain::FiscalYear)
            .target(Decimal::from(10_000_000))
            .product(["users_of_old_pcs", "shops"]),
        NodeDraft::kfs("users_of_old_pcs").words(["sales_per_shop"]),
        NodeDraft::kpi("sales_per_shop")
            .money(Currency::JPY)
            .per(Grain::Month)
            .each("shop")
            .target(Decimal::from(monthly)),
        match shops {
            Some(shops) => count.target(Decimal::from(shops)),
            None => count,
        },
    ]
}

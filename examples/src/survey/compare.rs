//! Waves one after the other, segments against all others.

use kpis::stats::{Adjustment, ContingencyTable, HypothesisTest};
use kpis::survey::Distribution;
use kpis::types::Estimate;

use super::asked::Asked;
use super::scores::Group;

/// The comparisons of one question, their p-values adjusted for each other (Holm).
pub(super) struct Compared {
    /// One for each group that is compared, in the order of the groups.
    pub(super) rows: Vec<Row>,
    /// Whether all groups answer alike, by chi-square.
    pub(super) all_alike: Option<HypothesisTest>,
}

/// A group against another, or against all others.
pub(super) struct Row {
    pub(super) name: String,
    /// With what it is compared; `None` for all other groups.
    pub(super) with: Option<String>,
    pub(super) found: Result<Difference, String>,
}

/// How much higher it is.
#[derive(Clone, Copy)]
pub(super) struct Difference {
    pub(super) estimate: Estimate,
    pub(super) test: HypothesisTest,
    pub(super) adjusted: f64,
}

/// Each wave with the one before.
pub(super) fn one_after_the_other(asked: Asked, groups: &[Group]) -> Option<Compared> {
    let pairs = groups.iter().zip(groups.iter().skip(1)).map(|(before, after)| {
        let with = Some(before.name.clone());
        (after.name.clone(), with, asked.difference(&before.answers, &after.answers))
    });
    compared(asked, groups, pairs.collect())
}

/// Each segment with all others together.
pub(super) fn against_the_rest(asked: Asked, groups: &[Group]) -> Option<Compared> {
    let pairs = groups.iter().enumerate().map(|(at, group)| {
        let others = groups.iter().enumerate().filter(|(other, _)| *other != at);
        let rest = others.map(|(_, group)| &group.answers).cloned().reduce(joined);
        let found = match rest {
            Some(rest) => asked.difference(&rest, &group.answers),
            None => Err(anyhow::anyhow!("there is one group")),
        };
        (group.name.clone(), None, found)
    });
    compared(asked, groups, pairs.collect())
}

/// Parts of one question have one scale and fit together.
fn joined(mut sum: Distribution, part: Distribution) -> Distribution {
    let _same_scale = sum.merge(&part);
    sum
}

type Pair = (String, Option<String>, anyhow::Result<(Estimate, HypothesisTest)>);

fn compared(asked: Asked, groups: &[Group], pairs: Vec<Pair>) -> Option<Compared> {
    if groups.len() < 2 {
        return None;
    }
    let tests = pairs.iter().filter_map(|(_, _, found)| found.as_ref().ok());
    let p_values: Vec<f64> = tests.map(|(_, test)| test.p_value()).collect();
    let adjusted = Adjustment::Holm.adjust(&p_values).unwrap_or(p_values);
    let mut adjusted = adjusted.into_iter();
    let rows = pairs.into_iter().map(|(name, with, found)| {
        let found = found.map_err(|why| why.to_string()).map(|(estimate, test)| {
            let adjusted = adjusted.next().unwrap_or(test.p_value());
            Difference { estimate, test, adjusted }
        });
        Row { name, with, found }
    });
    let rows = rows.collect();
    let table = groups.iter().map(|group| asked.categories(&group.answers)).collect();
    let all_alike = ContingencyTable::try_new(table).and_then(|table| table.chi_square()).ok();
    Some(Compared { rows, all_alike })
}

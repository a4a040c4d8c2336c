//! Whether groups leave alike.

use kpis::cohort::{LogRankError, LogRankTest, LogRankWeights, log_rank};
use kpis::types::Language;

use super::super::durations::Group;
use super::super::words::{count, names, number, short};
use crate::shown::{Align, pick, table};

/// `None` where there is one group.
pub(in super::super) fn compared(groups: &[Group]) -> Option<Result<LogRankTest, LogRankError>> {
    let tables: Vec<_> = groups.iter().map(|group| &group.table).collect();
    if tables.len() < 2 {
        return None;
    }
    Some(log_rank(&tables, LogRankWeights::Unit))
}

pub(super) fn rank_test(test: &LogRankTest, groups: &[Group], l: Language) -> String {
    let header = [
        (pick(l, "group", "群"), Align::Left),
        (pick(l, "customers", "顧客"), Align::Right),
        (pick(l, "left", "離脱"), Align::Right),
        (pick(l, "expected if all left alike", "同じ離れ方なら"), Align::Right),
    ];
    let rows: Vec<Vec<String>> = test
        .groups()
        .iter()
        .zip(names(groups, l))
        .map(|(g, name)| vec![name, count(g.subjects), short(g.observed), number(g.expected)])
        .collect();
    let chi = test.chi_square();
    let p = match chi.p_value() {
        p if p < 0.0001 => "p < 0.0001".to_owned(),
        p => format!("p = {p:.4}"),
    };
    let (statistic, df) = (number(chi.statistic()), chi.degrees_of_freedom());
    let words = match l {
        Language::En => format!(
            "  Log-rank: chi-square {statistic} with {df} degrees of freedom, {p}.\n  \
             So often would groups that leave alike differ at least this much by chance. It says\n  \
             whether they differ, not why, and nothing of how much: that is what the curves say.\n"
        ),
        Language::Ja => format!(
            "  ログランク検定: カイ二乗 {statistic}(自由度 {df})、{p}。\n  \
             離れ方が同じでも、偶然にこれ以上の差が出る確率です。差の有無を示し、理由や大きさは示しません。\n"
        ),
    };
    table(&header, &rows) + &words
}

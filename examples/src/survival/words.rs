//! Figures and reasons as words.

use kpis::cohort::{NoInterval, SurvivalUndefined};
use kpis::types::Language;

use super::args::SurvivalArguments;
use super::durations::Group;
use crate::shown::{grouped, pick};

pub(super) fn count(n: u64) -> String {
    grouped(n.into(), 0)
}

pub(super) fn number(value: f64) -> String {
    rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, 1))
}

/// A time, or a whole count that is kept as a float: without decimals that say nothing.
pub(super) fn short(value: f64) -> String {
    let text = rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, 2));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0))
}

/// The unit of durations; the usual ones in the language of the page.
pub(super) fn unit(arguments: &SurvivalArguments, l: Language) -> String {
    let word = arguments.unit.as_str();
    let usual = match word.to_ascii_lowercase().trim_end_matches('s') {
        "day" => Some(("days", "日")),
        "week" => Some(("weeks", "週")),
        "month" => Some(("months", "か月")),
        "quarter" => Some(("quarters", "四半期")),
        "year" => Some(("years", "年")),
        _ => None,
    };
    usual.map_or(word, |(en, ja)| pick(l, en, ja)).to_owned()
}

pub(super) fn names(groups: &[Group], l: Language) -> Vec<String> {
    let name = |group: &Group| match group.name.as_str() {
        "" => pick(l, "everybody", "全員").to_owned(),
        name => name.to_owned(),
    };
    groups.iter().map(name).collect()
}

/// Why there is no interval, in both languages.
pub(super) fn no_interval(why: NoInterval, l: Language) -> String {
    match why {
        NoInterval::NoEventYet => {
            pick(l, "nobody left until then", "それまでに離脱がありません").to_owned()
        }
        NoInterval::NobodyLeft => pick(l, "nobody is left", "継続中の顧客がいません").to_owned(),
        NoInterval::Assumed => pick(l, "beyond what was seen", "観測範囲の外です").to_owned(),
        other => other.message().text(l).to_owned(),
    }
}

/// Why there is no value, in both languages.
pub(super) fn no_value(why: SurvivalUndefined, l: Language) -> String {
    why.message().text(l).to_owned()
}

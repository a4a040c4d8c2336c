//! The page: curves, times, medians, the comparison, what it says in words.

mod alike;
mod curve;
mod stayed;
mod times;

use kpis::types::Language;

use super::args::SurvivalArguments;
use super::durations::{Durations, Group};
use super::words::{count, unit};
use crate::shown::{heading, pick};
pub(super) use alike::compared;
use alike::rank_test;
use curve::drawn;
pub(super) use stayed::limit_of;
use stayed::stayed;
use times::{conditional, times};

pub(super) fn page(arguments: &SurvivalArguments, read: &Durations, groups: &[Group]) -> String {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "How long customers stay", "顧客の継続期間"));
    page = page.trim_start_matches('\n').to_owned();
    page += &source(arguments, read, groups, l);
    for group in groups {
        page += &heading(&called(group, l));
        page += &drawn(group, arguments, l);
    }
    page += &heading(pick(l, "Still there after", "継続している割合"));
    page += &times(arguments, groups, l);
    page += &heading(pick(l, "Time stayed", "継続した期間"));
    page += &stayed(arguments, groups, l);
    if let Some(given) = arguments.given {
        page += &conditional(arguments, groups, given, l);
    }
    if let Some(test) = compared(groups) {
        page += &heading(pick(l, "Do the groups leave alike?", "離れ方は同じか"));
        page += &match test {
            Ok(test) => rank_test(&test, groups, l),
            Err(why) => format!("  - {}\n", why.message().text(l)),
        };
    }
    page
}

fn source(
    arguments: &SurvivalArguments,
    read: &Durations,
    groups: &[Group],
    l: Language,
) -> String {
    let n: u64 = groups.iter().map(|group| group.table.subjects()).sum();
    let events: u64 = groups.iter().map(|group| group.events).sum();
    let (name, unit) = (&read.name, unit(arguments, l));
    let customers = if n == 1 { "customer" } else { "customers" };
    let (n, events, still) = (count(n), count(events), count(n.saturating_sub(events)));
    let mut text = match l {
        Language::En => format!(
            "Data: {name}: {n} {customers}, {events} left, {still} still there when last seen\n\
             Time in: {unit}\n\
             Whoever is still there is censored, neither dropped nor counted as staying forever.\n"
        ),
        Language::Ja => format!(
            "データ: {name}: 顧客 {n}、離脱 {events}、最後の観測時点で継続中 {still}\n\
             時間の単位: {unit}\n\
             継続中の顧客は打ち切りとして扱います。除外も、永久の継続とみなすこともしません。\n"
        ),
    };
    if !read.others.is_empty() {
        let shown = read.others.iter().take(6).map(|(v, n)| format!("{v} ({})", count(*n)));
        let shown: Vec<String> = shown.collect();
        let more = if read.others.len() > shown.len() { ", …" } else { "" };
        let label = pick(l, "Counted as still there", "継続中とした値");
        text += &format!("{label}: {}{more}\n", shown.join(", "));
    }
    if read.zero > 0 {
        let zero = count(read.zero);
        text += &match l {
            Language::En => format!(
                "Rows of duration 0: {zero}; they are counted, and at risk at time 0 only.\n"
            ),
            Language::Ja => format!("期間 0 の行: {zero}。時点 0 のみのリスク集合に含めます。\n"),
        };
    }
    text
}

fn called(group: &Group, l: Language) -> String {
    let name = if group.name.is_empty() { pick(l, "everybody", "全員") } else { &group.name };
    let (n, left) = (count(group.table.subjects()), count(group.events));
    match l {
        Language::En => format!("{name} (n = {n}, {left} left)"),
        Language::Ja => format!("{name}(n = {n}、離脱 {left})"),
    }
}

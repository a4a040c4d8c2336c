//! The page: curves, times, medians, the comparison, what it says in words.

use anyhow::Result;
use kpis::cohort::{
    LogRankTest, LogRankWeights, NoInterval, ReachedTime, SurvivalQuantile, SurvivalUndefined,
    log_rank,
};
use kpis::types::{Estimate, Language};
use serde_json::{Value, json};

use super::args::SurvivalArguments;
use super::durations::{Durations, Group};
use crate::input::BadCell;
use crate::shown::{Align, grouped, heading, interval_of, pad, pick, table, width};

/// Columns of a drawn curve, and rows.
const COLUMNS: u32 = 60;
const ROWS: u32 = 10;

pub(super) fn page(
    arguments: &SurvivalArguments,
    read: &Durations,
    groups: &[Group],
) -> Result<String> {
    let l = arguments.lang.language();
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
        page += &rank_test(&test, groups, l);
    }
    Ok(page)
}

fn count(n: u64) -> String {
    grouped(n.into(), 0)
}

fn number(value: f64) -> String {
    rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, 1))
}

/// Why there is no interval, in both languages.
fn no_interval(why: NoInterval, l: Language) -> String {
    match why {
        NoInterval::NoEventYet => {
            pick(l, "nobody left until then", "それまでに離脱がありません").to_owned()
        }
        NoInterval::NobodyLeft => pick(l, "nobody is left", "継続中の顧客がいません").to_owned(),
        NoInterval::Assumed => pick(l, "beyond what was seen", "観測範囲の外です").to_owned(),
        other => other.to_string(),
    }
}

/// Why there is no value, in both languages.
fn no_value(why: SurvivalUndefined, l: Language) -> String {
    why.undefined().map_or_else(|| why.to_string(), |why| why.message().text(l).to_owned())
}

fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0))
}

fn called(group: &Group, l: Language) -> String {
    let name = if group.name.is_empty() { pick(l, "everybody", "全員") } else { &group.name };
    let (n, left) = (count(group.table.subjects()), count(group.events));
    match l {
        Language::En => format!("{name} (n = {n}, {left} left)"),
        Language::Ja => format!("{name}(n = {n}、離脱 {left})"),
    }
}

fn source(
    arguments: &SurvivalArguments,
    read: &Durations,
    groups: &[Group],
    l: Language,
) -> String {
    let n: u64 = groups.iter().map(|group| group.table.subjects()).sum();
    let events: u64 = groups.iter().map(|group| group.events).sum();
    let (name, unit) = (&read.name, &arguments.unit);
    let (n, events, still) = (count(n), count(events), count(n.saturating_sub(events)));
    let mut text = match l {
        Language::En => format!(
            "Data: {name}: {n} customers, {events} left, {still} still there when last seen\n\
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

/// The curve as a step plot.
fn drawn(group: &Group, arguments: &SurvivalArguments, l: Language) -> String {
    let Some(last) = group.curve.last_time().filter(|last| *last > 0.0) else {
        return pick(l, "  nobody was seen after time 0\n", "  時点 0 より後の観測がありません\n")
            .to_owned();
    };
    let share = |column: u32| {
        let time = last * f64::from(column) / f64::from(COLUMNS - 1);
        group.curve.survival_at(time).map_or(0.0, |point| point.survival())
    };
    let mut text = String::new();
    for row in (0..ROWS).rev() {
        let floor = f64::from(row) / f64::from(ROWS);
        let label = if (row + 1) % 5 == 0 || row + 1 == ROWS { (row + 1) * 10 } else { 0 };
        let label = if label > 0 { format!("{label} %") } else { String::new() };
        let cells: String = (0..COLUMNS)
            .map(|column| {
                // Eighths of a cell.
                let filled = ((share(column) - floor) * f64::from(ROWS) * 8.0).clamp(0.0, 8.0);
                const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
                EIGHTHS.get(filled.round() as usize).copied().unwrap_or('█')
            })
            .collect();
        text += &format!("  {label:>5} │{}\n", cells.trim_end());
    }
    let end = format!("{} {}", number(last), arguments.unit);
    let line = "─".repeat(COLUMNS as usize);
    let gap = " ".repeat((COLUMNS as usize).saturating_sub(1 + width(&end)));
    text + &format!("        └{line}\n         0{gap}{end}\n")
}

/// Four times within what every group was seen for.
fn asked_times(groups: &[Group]) -> Vec<f64> {
    let shortest = groups.iter().filter_map(|group| group.curve.last_time());
    let shortest = shortest.fold(f64::INFINITY, f64::min);
    let nice = [1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 60.0, 90.0, 180.0, 365.0, 730.0];
    let within: Vec<f64> = nice.into_iter().filter(|time| *time <= shortest).collect();
    let first = within.len().saturating_sub(5);
    within.get(first..).unwrap_or_default().to_vec()
}

fn names(groups: &[Group], l: Language) -> Vec<String> {
    let name = |group: &Group| match group.name.as_str() {
        "" => pick(l, "everybody", "全員").to_owned(),
        name => name.to_owned(),
    };
    groups.iter().map(name).collect()
}

fn times(arguments: &SurvivalArguments, groups: &[Group], l: Language) -> String {
    let header = [
        (pick(l, "group", "群"), Align::Left),
        (&*arguments.unit, Align::Right),
        (pick(l, "at risk", "リスク集合"), Align::Right),
        (pick(l, "still there", "継続"), Align::Right),
        (
            pick(l, "95 % interval (Greenwood, log-log)", "95% 区間(Greenwood、log-log)"),
            Align::Left,
        ),
    ];
    let mut rows = Vec::new();
    for (group, name) in groups.iter().zip(names(groups, l)) {
        let asked = asked_times(groups);
        let at_risk = group.curve.number_at_risk(&asked);
        for (time, at_risk) in asked.iter().zip(at_risk) {
            let point = group.curve.survival_at(*time);
            let (share, interval) = match &point {
                Ok(point) => (
                    percent(point.survival()),
                    point.estimate().map_or_else(|why| no_interval(why, l), |e| interval_of(&e, l)),
                ),
                Err(why) => ("-".to_owned(), no_value(*why, l)),
            };
            let at_risk = number(at_risk.at_risk).trim_end_matches(".0").to_owned();
            rows.push(vec![name.clone(), number(*time), at_risk, share, interval]);
        }
    }
    table(&header, &rows)
}

fn reached(time: ReachedTime) -> Option<String> {
    time.at().map(number)
}

fn median_text(median: &SurvivalQuantile, l: Language) -> (String, String) {
    let open = pick(l, "not reached", "未到達");
    let end = |time| reached(time).unwrap_or_else(|| open.to_owned());
    let to = pick(l, " to ", " ～ ");
    (end(median.time()), format!("{}{to}{}", end(median.lower()), end(median.upper())))
}

fn limit_of(arguments: &SurvivalArguments, groups: &[Group]) -> f64 {
    let shortest = groups.iter().filter_map(|group| group.curve.last_time());
    arguments.limit.unwrap_or_else(|| shortest.fold(f64::INFINITY, f64::min))
}

fn plain(estimate: &Estimate, l: Language) -> String {
    let to = pick(l, " to ", " ～ ");
    format!("{}{to}{}", number(estimate.lower()), number(estimate.upper()))
}

fn stayed(arguments: &SurvivalArguments, groups: &[Group], l: Language) -> String {
    let limit = limit_of(arguments, groups);
    let mean = match l {
        Language::En => format!("mean up to {}", number(limit)),
        Language::Ja => format!("平均({} まで)", number(limit)),
    };
    let interval = pick(l, "95 % interval", "95% 区間");
    let header = [
        (pick(l, "group", "群"), Align::Left),
        (pick(l, "median", "中央値"), Align::Right),
        (interval, Align::Left),
        (&*mean, Align::Right),
        (interval, Align::Left),
    ];
    let rows: Vec<Vec<String>> = groups
        .iter()
        .zip(names(groups, l))
        .map(|(group, name)| {
            let (median, around) = match group.curve.median() {
                Ok(median) => median_text(&median, l),
                Err(why) => ("-".to_owned(), no_value(why, l)),
            };
            let (mean, spread) = match group.curve.restricted_mean(limit) {
                Ok(found) => (
                    number(found.mean()),
                    found.estimate().map_or_else(|why| no_interval(why, l), |e| plain(&e, l)),
                ),
                Err(why) => ("-".to_owned(), no_value(why, l)),
            };
            vec![name, median, around, mean, spread]
        })
        .collect();
    let note = match l {
        Language::En => {
            "  A median that is not reached: fewer than half have left by the last time seen.\n"
        }
        Language::Ja => "  中央値が未到達: 最後の観測時点までに離脱したのは半数未満です。\n",
    };
    table(&header, &rows) + note
}

fn conditional(arguments: &SurvivalArguments, groups: &[Group], given: f64, l: Language) -> String {
    let (time, unit) = (number(given), &arguments.unit);
    let title = match l {
        Language::En => format!("Of those who stayed {time} {unit}, who stays as long again"),
        Language::Ja => format!("{time} {unit} 続いた顧客が、さらに同じ期間続く割合"),
    };
    let mut text = heading(&title);
    let names = names(groups, l);
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    for (group, name) in groups.iter().zip(names) {
        let found = match group.curve.conditional_survival(given, given) {
            Ok(point) => {
                let around = point.estimate().map(|e| format!(" ({})", interval_of(&e, l)));
                format!("{}{}", percent(point.survival()), around.unwrap_or_default())
            }
            Err(why) => format!("- {}", no_value(why, l)),
        };
        text += &format!("  {}  {found}\n", pad(&name, widest));
    }
    text
}

fn compared(groups: &[Group]) -> Option<LogRankTest> {
    let tables: Vec<_> = groups.iter().map(|group| &group.table).collect();
    if tables.len() < 2 {
        return None;
    }
    log_rank(&tables, LogRankWeights::Unit).ok()
}

fn rank_test(test: &LogRankTest, groups: &[Group], l: Language) -> String {
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
        .map(|(g, name)| vec![name, count(g.subjects), number(g.observed), number(g.expected)])
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

pub(super) fn json(
    arguments: &SurvivalArguments,
    read: &Durations,
    groups: &[Group],
    bad: &[BadCell],
) -> Result<Value> {
    let estimate = |e: Option<Estimate>| {
        e.map(|e| json!({ "point": e.point(), "lower": e.lower(), "upper": e.upper(), "method": e.method().name() }))
    };
    let limit = limit_of(arguments, groups);
    let group = |group: &Group| {
        let steps: Vec<Value> = group
            .curve
            .steps()
            .map(|step| {
                let (row, point) = (step.row(), step.point());
                json!({
                    "time": row.time(),
                    "at_risk": row.at_risk(),
                    "events": row.events(),
                    "censored": row.censored(),
                    "survival": point.survival(),
                    "interval": estimate(point.estimate().ok()),
                })
            })
            .collect();
        let median = group.curve.median().ok().map(
            |m| json!({ "time": m.time().at(), "lower": m.lower().at(), "upper": m.upper().at() }),
        );
        let mean = group.curve.restricted_mean(limit).ok();
        let given = arguments.given.and_then(|t| group.curve.conditional_survival(t, t).ok());
        json!({
            "group": group.name,
            "customers": group.table.subjects(),
            "left": group.events,
            "median": median,
            "mean_up_to": limit,
            "mean": estimate(mean.and_then(|m| m.estimate().ok())),
            "conditional": given.map(|p| p.survival()),
            "steps": steps,
        })
    };
    let test = compared(groups).map(|test| {
        let chi = test.chi_square();
        json!({ "statistic": chi.statistic(), "degrees_of_freedom": chi.degrees_of_freedom(), "p_value": chi.p_value() })
    });
    Ok(json!({
        "rows_of_duration_zero": read.zero,
        "counted_as_still_there": read.others,
        "groups": groups.iter().map(group).collect::<Vec<_>>(),
        "log_rank": test,
        "bad_rows": bad,
    }))
}

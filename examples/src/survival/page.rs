//! The page: curves, times, medians, the comparison, what it says in words.

use kpis::cohort::{
    LogRankError, LogRankTest, LogRankWeights, NoInterval, ReachedTime, SurvivalQuantile,
    SurvivalUndefined, log_rank,
};
use kpis::types::{Estimate, Language};

use super::args::SurvivalArguments;
use super::durations::{Durations, Group};
use crate::shown::{Align, grouped, heading, interval_of, pad, pick, table, width};

/// Columns of a drawn curve, and rows.
const COLUMNS: u32 = 60;
const ROWS: u32 = 10;

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
        other => other.message().text(l).to_owned(),
    }
}

/// Why there is no value, in both languages.
fn no_value(why: SurvivalUndefined, l: Language) -> String {
    why.message().text(l).to_owned()
}

/// A time, or a whole count that is kept as a float: without decimals that say nothing.
fn short(value: f64) -> String {
    let text = rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, 2));
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// The unit of durations; the usual ones in the language of the page.
fn unit(arguments: &SurvivalArguments, l: Language) -> String {
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
    let end = format!("{} {}", short(last), unit(arguments, l));
    let line = "─".repeat(COLUMNS as usize);
    let gap = " ".repeat((COLUMNS as usize).saturating_sub(1 + width(&end)));
    text + &format!("        └{line}\n         0{gap}{end}\n")
}

/// Up to five times within what every group was seen for.
fn asked_times(groups: &[Group]) -> Vec<f64> {
    let shortest = groups.iter().filter_map(|group| group.curve.last_time());
    let shortest = shortest.fold(f64::INFINITY, f64::min);
    let nice = [1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 60.0, 90.0, 180.0, 365.0, 730.0];
    let within: Vec<f64> = nice.into_iter().filter(|time| *time <= shortest).collect();
    if within.is_empty() && shortest > 0.0 && shortest.is_finite() {
        return [0.25, 0.5, 0.75, 1.0].map(|share| share * shortest).to_vec();
    }
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
    let unit = unit(arguments, l);
    let header = [
        (pick(l, "group", "群"), Align::Left),
        (&*unit, Align::Right),
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
            rows.push(vec![name.clone(), short(*time), short(at_risk.at_risk), share, interval]);
        }
    }
    if rows.is_empty() {
        return pick(
            l,
            "  Some group was not seen after time 0.\n",
            "  時点 0 より後の観測がない群があります\n",
        )
        .to_owned();
    }
    table(&header, &rows)
}

/// Short times have two decimals.
fn span(value: f64, limit: f64) -> String {
    rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, if limit < 10.0 { 2 } else { 1 }))
}

fn median_text(median: &SurvivalQuantile, limit: f64, l: Language) -> (String, String) {
    let open = pick(l, "not reached", "未到達");
    let end =
        |time: ReachedTime| time.at().map_or_else(|| open.to_owned(), |time| span(time, limit));
    let to = pick(l, " to ", " ～ ");
    // A median without a lower end: the curve falls past a half with no variance to tell from.
    if median.time().at().is_some() && median.lower().at().is_none() {
        return (end(median.time()), "-".to_owned());
    }
    if median.lower().at().is_none() {
        return (end(median.time()), open.to_owned());
    }
    (end(median.time()), format!("{}{to}{}", end(median.lower()), end(median.upper())))
}

pub(super) fn limit_of(arguments: &SurvivalArguments, groups: &[Group]) -> f64 {
    let shortest = groups.iter().filter_map(|group| group.curve.last_time());
    arguments.limit.unwrap_or_else(|| shortest.fold(f64::INFINITY, f64::min))
}

fn plain(estimate: &Estimate, limit: f64, l: Language) -> String {
    let to = pick(l, " to ", " ～ ");
    format!("{}{to}{}", span(estimate.lower(), limit), span(estimate.upper(), limit))
}

fn stayed(arguments: &SurvivalArguments, groups: &[Group], l: Language) -> String {
    let limit = limit_of(arguments, groups);
    let mean = match l {
        Language::En => format!("mean up to {}", short(limit)),
        Language::Ja => format!("平均({} まで)", short(limit)),
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
                Ok(median) => median_text(&median, limit, l),
                Err(why) => ("-".to_owned(), no_value(why, l)),
            };
            let (mean, spread) = match group.curve.restricted_mean(limit) {
                Ok(found) => (
                    span(found.mean(), limit),
                    found.estimate().map_or_else(
                        |why| match why {
                            NoInterval::NoEventYet => pick(
                                l,
                                "nobody left before the end of it",
                                "その期間の終わりまでに離脱がありません",
                            )
                            .to_owned(),
                            other => no_interval(other, l),
                        },
                        |e| plain(&e, limit, l),
                    ),
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
    let (time, unit) = (short(given), unit(arguments, l));
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

/// `None` where there is one group.
pub(super) fn compared(groups: &[Group]) -> Option<Result<LogRankTest, LogRankError>> {
    let tables: Vec<_> = groups.iter().map(|group| &group.table).collect();
    if tables.len() < 2 {
        return None;
    }
    Some(log_rank(&tables, LogRankWeights::Unit))
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

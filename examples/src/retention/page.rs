//! The page: a heat map of the grid, means, active users, what it says in words.

use anyhow::Result;
use kpis::cohort::{
    Cell, CellStatus, CellUse, CohortWeights, NotUsedReason, PeriodActives, Stickiness,
};
use kpis::stats::ConfidenceLevel;
use kpis::types::{Estimate, Language, Undefined};
use rust_decimal::Decimal;

use super::args::{GrainOption, ModeOption, RetentionArguments, WindowsOption};
use super::grid::Found;
use super::log::Log;
use crate::shown::{Align, grouped, heading, interval_of, pad, pick, table};

pub(super) const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

const PERIODS: usize = 12;

pub(super) fn page(
    arguments: &RetentionArguments,
    log: &Log,
    found: &Found,
    color: bool,
) -> Result<String> {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "Retention", "継続利用(リテンション)"));
    page = page.trim_start_matches('\n').to_owned();
    page += &source(arguments, log, found, l);
    page += &heading(pick(l, "Cohorts by age", "コホート × 経過期間"));
    page += &heat_map(arguments, found, color, l);
    page += &legend(l);
    page += &means(arguments, found, l);
    page += &heading(pick(l, "Active users", "アクティブユーザー"));
    page += &actives(found, l);
    Ok(page)
}

fn source(arguments: &RetentionArguments, log: &Log, found: &Found, l: Language) -> String {
    let count = |n: u64| grouped(n.into(), 0);
    let counted =
        |n: u64, one: &str| format!("{} {one}{}", count(n), if n == 1 { "" } else { "s" });
    let users: u64 = found.grid.cohorts().iter().map(|row| row.size()).sum();
    let name = match (log.made_up, l) {
        (true, Language::Ja) => "架空のログ",
        _ => &log.name,
    };
    let mut text = match l {
        Language::En => format!(
            "Data: {name}: {} of {}, through {} ({})\n",
            counted(log.ids.len() as u64, "event"),
            counted(users, "user"),
            found.end,
            arguments.zone
        ),
        Language::Ja => format!(
            "データ: {name}: イベント {} 件、ユーザー {} 人、{} まで({})\n",
            count(log.ids.len() as u64),
            count(users),
            found.end,
            arguments.zone
        ),
    };
    text += match (arguments.mode, l) {
        (ModeOption::On, Language::En) => "A return is an event in the window itself.\n",
        (ModeOption::OnOrAfter, Language::En) => "A return is an event in the window or later.\n",
        (ModeOption::OnOrBefore, Language::En) => "A return is an event in the window or before.\n",
        (ModeOption::Streak, Language::En) => "A return is an event in every window so far.\n",
        (ModeOption::On, Language::Ja) => "その期間の利用を再訪とします。\n",
        (ModeOption::OnOrAfter, Language::Ja) => "その期間以降の利用を再訪とします。\n",
        (ModeOption::OnOrBefore, Language::Ja) => "その期間以前の利用を再訪とします。\n",
        (ModeOption::Streak, Language::Ja) => "それまでの全期間での利用を再訪とします。\n",
    };
    text += ages(arguments, l);
    for (reason, n) in found.grid.not_used().iter() {
        let label = pick(l, "Not used", "使わなかったもの");
        text += &format!("{label}: {} ({})\n", count(n), why(reason, l));
    }
    if let Some(before) = found.stray {
        let end = found.end;
        text += &match l {
            Language::En => format!(
                "Nothing between {before} and {end}, the last day: if that date is a slip, every window \
                 looks over. --end {before} ends the log there.\n"
            ),
            Language::Ja => format!(
                "{before} から最終日 {end} までイベントがありません。日付の誤りなら、全期間が終了済みに\
                 見えます。--end {before} でそこまでを集計します。\n"
            ),
        };
    }
    if log.blank_ids > 0 {
        let label = pick(l, "Rows without an id, left out", "ID がなく除いた行");
        text += &format!("{label}: {}\n", count(log.blank_ids));
    }
    text
}

/// What an age is.
fn ages(arguments: &RetentionArguments, l: Language) -> &'static str {
    match (arguments.windows, arguments.grain) {
        (WindowsOption::Calendar, GrainOption::Day) => {
            pick(l, "Ages are calendar days.\n", "経過期間は暦日です。\n")
        }
        (WindowsOption::Calendar, GrainOption::Week) => {
            pick(l, "Ages are calendar weeks.\n", "経過期間は暦週です。\n")
        }
        (WindowsOption::Calendar, GrainOption::Month) => {
            pick(l, "Ages are calendar months.\n", "経過期間は暦月です。\n")
        }
        (WindowsOption::Rolling, GrainOption::Day) => pick(
            l,
            "Ages are windows of 24 hours from each member's first event.\n",
            "経過期間は各ユーザーの最初のイベントから 24 時間ごとです。\n",
        ),
        (WindowsOption::Rolling, GrainOption::Week) => pick(
            l,
            "Ages are windows of 7 days from each member's first event.\n",
            "経過期間は各ユーザーの最初のイベントから 7 日ごとです。\n",
        ),
        (WindowsOption::Rolling, GrainOption::Month) => pick(
            l,
            "Ages are windows of 30 days from each member's first event.\n",
            "経過期間は各ユーザーの最初のイベントから 30 日ごとです。\n",
        ),
    }
}

/// The reasons that a log of events alone can have, in words.
fn why(reason: NotUsedReason, l: Language) -> String {
    match reason {
        NotUsedReason::AfterEnd => pick(l, "events after the last day", "最終日より後のイベント"),
        NotUsedReason::OutsideCalendar => pick(
            l,
            "events more than 65,000 days before the last day",
            "最終日より 65,000 日以上前のイベント",
        ),
        other => return format!("{other:?}"),
    }
    .to_owned()
}

fn heat_map(arguments: &RetentionArguments, found: &Found, color: bool, l: Language) -> String {
    let rows = found.grid.cohorts();
    let shown = rows.get(rows.len().saturating_sub(arguments.cohorts.into())..).unwrap_or_default();
    let width = shown.iter().map(|row| row.label().len()).max().unwrap_or(0).max(8);
    let columns = used_columns(found);
    let mut text =
        format!("  {} {:>7}", pad(pick(l, "cohort", "開始"), width), pick(l, "size", "人数"));
    for column in 0..columns {
        text += &format!(" {column:>6}");
    }
    text.push('\n');
    for row in shown {
        text += &format!("  {} {:>7}", pad(row.label(), width), grouped(row.size().into(), 0));
        for cell in row.cells().iter().take(columns as usize) {
            text += &format!(" {}", painted(cell, color));
        }
        text = text.trim_end().to_owned() + "\n";
    }
    let left = rows.len() - shown.len();
    if left > 0 {
        text += &match l {
            Language::En if left == 1 => {
                "  (1 older cohort is in the means and not shown)\n".to_owned()
            }
            Language::En => format!("  ({left} older cohorts are in the means and not shown)\n"),
            Language::Ja => format!("  (さらに古い {left} コホートは平均にのみ含まれます)\n"),
        };
    }
    text
}

/// Columns in which some cohort has been seen.
fn used_columns(found: &Found) -> u32 {
    let seen = |column: &u32| {
        let cells = found.grid.cohorts().iter().filter_map(|row| row.cell(*column));
        cells.into_iter().any(|cell| cell.status() != CellStatus::Unobservable)
    };
    (0..found.grid.columns()).take_while(seen).count() as u32
}

fn painted(cell: &Cell, color: bool) -> String {
    let (rate, mark) = rate_of(cell);
    let Ok(rate) = rate else { return format!("{:>6}", "–") };
    let percent = rate.point() * 100.0;
    let digits = usize::from(percent < 99.95);
    let text = format!("{:>6}", format!("{percent:.digits$}%{mark}"));
    if !color {
        return text;
    }
    // Darker is more; five steps of blue with a readable foreground.
    const STEPS: [(u8, u8); 6] = [(255, 16), (189, 16), (153, 16), (75, 16), (32, 231), (25, 231)];
    let step = ((rate.point() * 5.999) as usize).min(5);
    let (back, front) = STEPS.get(step).copied().unwrap_or((255, 16));
    format!("\u{1b}[48;5;{back};38;5;{front}m{text}\u{1b}[0m")
}

/// The rate, marked where windows are still running.
fn rate_of(cell: &Cell) -> (Result<Estimate, Undefined>, &'static str) {
    match cell.status() {
        CellStatus::Complete | CellStatus::Unobservable => (cell.rate(LEVEL), ""),
        CellStatus::Partial { .. } if cell.eligible() > 0 => (cell.rate(LEVEL), "*"),
        _ => (cell.rate_so_far(LEVEL), "*"),
    }
}

fn legend(l: Language) -> String {
    let text = match l {
        Language::En => {
            "  * still running: the figure is of those seen so far, or counts on\n  – not begun: not yet is not 0 %\n"
        }
        Language::Ja => {
            "  * 観測中。確定した人のみ、または途中の値です\n  – まだ始まっていません。0% ではありません\n"
        }
    };
    text.to_owned()
}

/// Which cells a mean is over: a window that never ends is never complete.
pub(super) fn used_cells(arguments: &RetentionArguments) -> CellUse {
    match arguments.mode {
        ModeOption::OnOrAfter => CellUse::EligibleMembers,
        _ => CellUse::CompleteOnly,
    }
}

fn means(arguments: &RetentionArguments, found: &Found, l: Language) -> String {
    let cells = used_cells(arguments);
    let header = [
        (pick(l, "age", "経過"), Align::Right),
        (pick(l, "mean", "平均"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Right),
        (pick(l, "each cohort alike", "コホート平均"), Align::Right),
        (pick(l, "cohorts", "コホート数"), Align::Right),
    ];
    let percent = |estimate: &Estimate| format!("{:.1} %", estimate.point() * 100.0);
    let row = |column: u32| -> Option<Vec<String>> {
        let of = |weights| found.grid.mean(column, weights, cells, LEVEL).ok();
        let (by_size, alike) = (of(CohortWeights::BySize)?, of(CohortWeights::Equal));
        Some(vec![
            column.to_string(),
            percent(&by_size.rate),
            interval_of(&by_size.rate, l),
            alike.map_or_else(|| "-".to_owned(), |mean| percent(&mean.rate)),
            by_size.cells_used.to_string(),
        ])
    };
    let rows: Vec<Vec<String>> = (1..used_columns(found)).filter_map(row).collect();
    if rows.is_empty() {
        return pick(l, "\n  No window is over yet.\n", "\n  終了した観測期間がまだありません。\n")
            .to_owned();
    }
    let title = match arguments.mode {
        ModeOption::OnOrAfter => {
            pick(l, "Means over everybody whose window has begun", "窓が始まった全員の平均")
        }
        _ => pick(l, "Means over complete cells", "確定したセルの平均"),
    };
    format!("{}{}", heading(title), table(&header, &rows))
}

/// What the marks of the active users mean: the first period may have begun before the log, the
/// last may still run.
fn unfinished(found: &Found, shown_from: usize, l: Language) -> String {
    let partial = |at: usize| {
        let period = found.actives.get(at).map(|(period, _)| period.status());
        matches!(period, Some(CellStatus::Partial { .. }))
    };
    let last = found.actives.len().saturating_sub(1);
    let mut text = String::new();
    if shown_from == 0 {
        if partial(0) && last > 0 {
            text += pick(
                l,
                "  * The log begins within the first period.\n",
                "  * ログは最初の期間の途中から始まります。\n",
            );
        }
        text += pick(
            l,
            "  - In the first period nobody can be told to be new: who came before is not in the log.\n",
            "  - 最初の期間では、それ以前の利用がログにないため、新規かどうか分かりません。\n",
        );
    }
    if partial(last) {
        text += pick(l, "  * The last period is not over.\n", "  * 最後の期間は途中です。\n");
    }
    text
}

fn actives(found: &Found, l: Language) -> String {
    let header = [
        (pick(l, "period", "期間"), Align::Left),
        (pick(l, "active", "利用者"), Align::Right),
        (pick(l, "new", "新規"), Align::Right),
        (pick(l, "returning", "継続"), Align::Right),
        (pick(l, "resurrected", "復帰"), Align::Right),
        (pick(l, "dormant", "休眠"), Align::Right),
        (pick(l, "stickiness", "定着度"), Align::Right),
    ];
    let first = found.actives.len().saturating_sub(PERIODS);
    let row = |(period, sticky): &(PeriodActives, Option<Stickiness>)| -> Vec<String> {
        let running = matches!(period.status(), CellStatus::Partial { .. });
        let mark = if running { "*" } else { "" };
        let count = |n: u64| grouped(n.into(), 0);
        let mut cells = vec![format!("{}{mark}", period.label()), count(period.active())];
        match period.split() {
            Ok(s) => cells.extend([s.new, s.returning, s.resurrected, s.dormant].map(count)),
            Err(_) => cells.extend(["-"; 4].map(str::to_owned)),
        }
        let ratio = sticky.as_ref().and_then(|s| s.ratio().ok());
        cells.push(ratio.map_or_else(
            || "-".to_owned(),
            |ratio| format!("{} %", grouped(ratio.value() * Decimal::ONE_HUNDRED, 1)),
        ));
        cells
    };
    let rows: Vec<Vec<String>> = found.actives.iter().skip(first).map(row).collect();
    let note = match l {
        Language::En => "  Stickiness: mean active users of a day over those of the period.\n",
        Language::Ja => "  定着度: 1日平均の利用者数 ÷ 期間の利用者数。\n",
    };
    table(&header, &rows) + note + &unfinished(found, first, l)
}

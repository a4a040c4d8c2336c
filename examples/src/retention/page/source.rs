//! What was read and how it is counted, in words.

use kpis::cohort::NotUsedReason;
use kpis::types::Language;

use super::super::args::{GrainOption, ModeOption, RetentionArguments, WindowsOption};
use super::super::grid::Found;
use super::super::log::Log;
use crate::shown::{grouped, pick};

pub(super) fn source(
    arguments: &RetentionArguments,
    log: &Log,
    found: &Found,
    l: Language,
) -> String {
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

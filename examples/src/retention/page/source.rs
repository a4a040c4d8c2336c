//! What was read and how it is counted, in words.

use kpis::cohort::NotUsedReason;
use kpis::types::Language;

use super::super::args::{
    CohortByOption, GrainOption, ModeOption, RetentionArguments, StepOption, WeekStartOption,
};
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
    let name = match (log.made_up, l) {
        (true, Language::Ja) => "架空のログ",
        _ => &log.name,
    };
    let mut text = match l {
        Language::En => format!(
            "Data: {name}: {} of {}, through {} ({})\n",
            counted(log.ids.len() as u64, "event"),
            counted(found.users, "user"),
            found.end,
            arguments.zone
        ),
        Language::Ja => format!(
            "データ: {name}: イベント {} 件、ユーザー {} 人、{} まで({})\n",
            count(log.ids.len() as u64),
            count(found.users),
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
    text += &ages(arguments, l);
    text += &cohorts(arguments, l);
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
fn ages(arguments: &RetentionArguments, l: Language) -> String {
    let Some(step) = arguments.rolling() else {
        let ages = match arguments.grain {
            GrainOption::Day => pick(l, "Ages are calendar days.\n", "経過期間は暦日です。\n"),
            GrainOption::Week => pick(l, "Ages are calendar weeks.\n", "経過期間は暦週です。\n"),
            GrainOption::Month => pick(l, "Ages are calendar months.\n", "経過期間は暦月です。\n"),
        };
        return ages.to_owned();
    };
    let step = match step {
        StepOption::Hours24 => pick(l, "24 hours", "24 時間ごと"),
        StepOption::Days7 => pick(l, "7 days", "7 日ごと"),
        StepOption::Days30 => pick(l, "30 days", "30 日ごと"),
        StepOption::CalendarMonth => pick(
            l,
            "a calendar month, to the same day of the next,",
            "翌月の同じ日までの 1 か月ごと",
        ),
    };
    match (arguments.cohort_by, l) {
        (CohortByOption::FirstEvent, Language::En) => {
            format!("Ages are windows of {step} from each member's first event.\n")
        }
        (CohortByOption::FirstEvent, Language::Ja) => {
            format!("経過期間は各ユーザーの最初のイベントから {step}です。\n")
        }
        (CohortByOption::EveryEvent, Language::En) => {
            format!("Ages are windows of {step} from each member's first event in the cohort.\n")
        }
        (CohortByOption::EveryEvent, Language::Ja) => {
            format!("経過期間は各ユーザーのコホート内の最初のイベントから {step}です。\n")
        }
    }
}

/// What opens a cohort, where it is not the first event ever, and when weeks start.
fn cohorts(arguments: &RetentionArguments, l: Language) -> String {
    let mut text = String::new();
    if arguments.cohort_by == CohortByOption::EveryEvent {
        let period = match arguments.grain {
            GrainOption::Day => pick(l, "day", "日"),
            GrainOption::Week => pick(l, "week", "週"),
            GrainOption::Month => pick(l, "month", "月"),
        };
        text += &match l {
            Language::En => format!(
                "Every {period} with an event opens a cohort: a user is in several, once in each. Intervals of \
                 means take them for different users and are too narrow.\n"
            ),
            Language::Ja => format!(
                "利用のあった{period}ごとにコホートに入ります(同じユーザーが複数のコホートに 1 回ずつ入ります)。\
                 平均の区間は別人とみなして計算するため、狭すぎます。\n"
            ),
        };
    }
    if arguments.grain == GrainOption::Week && arguments.week_start != WeekStartOption::Monday {
        let (day, ja) = match arguments.week_start {
            WeekStartOption::Monday => ("Monday", "月"),
            WeekStartOption::Tuesday => ("Tuesday", "火"),
            WeekStartOption::Wednesday => ("Wednesday", "水"),
            WeekStartOption::Thursday => ("Thursday", "木"),
            WeekStartOption::Friday => ("Friday", "金"),
            WeekStartOption::Saturday => ("Saturday", "土"),
            WeekStartOption::Sunday => ("Sunday", "日"),
        };
        text += &match l {
            Language::En => format!("Weeks start on {day} and are called by that day.\n"),
            Language::Ja => format!("週は{ja}曜日に始まり、その日付で呼びます。\n"),
        };
    }
    text
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

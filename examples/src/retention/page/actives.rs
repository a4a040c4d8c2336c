//! The active users of the last periods.

use kpis::cohort::{CellStatus, PeriodActives, Stickiness};
use kpis::types::Language;
use rust_decimal::Decimal;

use super::super::grid::Found;
use crate::shown::{Align, grouped, pick, table};

const PERIODS: usize = 12;

pub(super) fn actives(found: &Found, l: Language) -> String {
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

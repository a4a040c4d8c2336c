//! A made-up log: users join over a year and a half, most come back for a while.

use rust_decimal::Decimal;

use super::args::RetentionArguments;
use super::log::Log;
use crate::generate::Chance;
use crate::program::column_of;

const FIRST_DAY: i64 = 20_089; // 2025-01-01
const LAST_DAY: i64 = 20_640; // 2026-07-06
const USERS: i64 = 400;

/// The log with its columns: id, time, amount, plan.
pub(super) fn log(arguments: &RetentionArguments) -> anyhow::Result<Log> {
    let mut log = events();
    let header = ["amount"].map(str::to_owned);
    if let Some(asked) = &arguments.money {
        column_of("the made-up log", &header, asked)?;
        let mut chance = Chance::new(7);
        let cents = (0..log.ids.len()).map(|_| Decimal::new(chance.between(500, 9_000), 2));
        log.amounts = cents.collect();
    }
    if let Some(asked) = &arguments.segment {
        column_of("the made-up log", &["plan".to_owned()], asked)?;
        let plan = |id: &String| if id.ends_with(['0', '3', '7']) { "pro" } else { "free" };
        log.segments = log.ids.iter().map(|id| plan(id).to_owned()).collect();
    }
    Ok(log)
}

fn events() -> Log {
    let mut chance = Chance::new(2026);
    let mut log = Log { name: "a made-up log".to_owned(), made_up: true, ..Log::default() };
    for user in 1..=USERS {
        let mut day = chance.between(FIRST_DAY, LAST_DAY);
        let habit = chance.weighted(&[(2, 2), (6, 4), (20, 3)], 6);
        let stays = chance.weighted(&[(850, 4), (940, 3), (985, 3)], 940);
        while day <= LAST_DAY {
            let minute = chance.between(8 * 60, 20 * 60);
            log.ids.push(format!("user {user:03}"));
            log.seconds.push(day * 86_400 + minute * 60);
            if !chance.per_mille(stays) {
                break;
            }
            day += chance.between(1, habit * 2);
        }
    }
    log
}

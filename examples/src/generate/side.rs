//! What stands beside the contracts: segments, exchange rates, costs.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::MONTHS;
use super::chance::Chance;
use super::customer::{Customer, Size};
use super::life::Clock;

/// Attributes of a customer; some grow into the next size.
pub(super) fn segments(
    customer: &Customer,
    clock: Clock,
    chance: &mut Chance,
    out: &mut Vec<[String; 4]>,
) {
    let mut row = |attribute: &str, value: &str, from: String| {
        out.push([customer.id.clone(), attribute.to_owned(), value.to_owned(), from]);
    };
    row("industry", customer.industry, String::new());
    row("region", customer.region, String::new());
    row("size", customer.size.name(), String::new());
    let grown = match customer.size {
        Size::Small => "mid",
        _ => "large",
    };
    if customer.size != Size::Large && chance.per_mille(120) {
        let month = i32::try_from(chance.between(6, i64::from(MONTHS) - 2)).unwrap_or(6);
        row("size", grown, clock.month_start(month).to_string());
    }
}

/// What a dollar is worth in yen: every Monday and every last day of a month.
pub(super) fn rates(clock: Clock, chance: &mut Chance) -> Vec<[String; 4]> {
    let mut rate = 14_950_i64;
    let mut rows = Vec::new();
    let mut day = clock.month_start(0).checked_sub_days(Days::new(7)).unwrap_or_default();
    while day <= clock.last_day() {
        let tomorrow = day.succ_opt().unwrap_or(NaiveDate::MAX);
        if day.weekday() == Weekday::Mon || tomorrow.day() == 1 || rows.is_empty() {
            // A walk that is drawn back to 148 yen.
            rate += chance.between(-130, 130) + (14_800 - rate) / 60;
            let text = format!("{}.{:02}", rate / 100, rate % 100);
            rows.push([day.to_string(), "USD".to_owned(), "JPY".to_owned(), text]);
        }
        day = tomorrow;
    }
    rows
}

/// Facts that no contract knows.
pub(super) fn inputs(clock: Clock, chance: &mut Chance) -> Vec<[String; 4]> {
    let mut rows = vec![
        ["gross_margin", "", "0.78", ""].map(str::to_owned),
        ["monthly_discount_rate", "", "0.008", ""].map(str::to_owned),
    ];
    for month in 0..MONTHS {
        let label = clock.month_start(month).format("%Y-%m").to_string();
        let growth = i64::from(month) * 40_000;
        let won = 1_500_000 + growth + chance.between(-40, 40) * 10_000;
        let kept = 2_400_000 + growth * 5 + chance.between(-20, 20) * 10_000;
        for (fact, amount) in [("acquisition_cost", won), ("retention_cost", kept)] {
            rows.push([fact.to_owned(), label.clone(), amount.to_string(), "JPY".to_owned()]);
        }
    }
    rows
}

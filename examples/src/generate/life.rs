//! What happens to a customer, month by month, and how it is written down.

mod account;
mod contract;

use anyhow::Result;
use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Utc};

use super::chance::Chance;
use super::customer::Customer;
use super::write::Record;
use super::{FIRST, MONTHS};
use account::Account;

/// The months of the story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    first: NaiveDate,
}

impl Clock {
    pub(super) fn try_new() -> Result<Self> {
        let (year, month, day) = FIRST;
        let first = NaiveDate::from_ymd_opt(year, month, day);
        Ok(Self { first: first.ok_or_else(|| anyhow::anyhow!("no such first day"))? })
    }

    pub(super) fn month_start(self, month: i32) -> NaiveDate {
        let months = Months::new(u32::try_from(month).unwrap_or(0));
        self.first.checked_add_months(months).unwrap_or(self.first)
    }

    pub(super) fn last_day(self) -> NaiveDate {
        self.month_start(MONTHS).pred_opt().unwrap_or(self.first)
    }

    pub(super) fn last_moment(self) -> DateTime<Utc> {
        let end = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
        self.last_day().and_time(end).and_utc()
    }

    /// Some day of a month.
    pub(super) fn some_day(self, month: i32, chance: &mut Chance) -> NaiveDate {
        let last = self.month_start(month + 1).pred_opt().map_or(28, |d| d.day());
        let day = u32::try_from(chance.between(1, i64::from(last))).unwrap_or(1);
        self.month_start(month).with_day(day).unwrap_or(self.first)
    }
}

/// Lives one customer's life and writes it down.
pub(super) fn live(
    customer: &Customer,
    clock: Clock,
    chance: &mut Chance,
    records: &mut Vec<Record>,
) {
    let mut account = Account::new(customer, clock.last_moment(), chance, records);
    for month in customer.joins..MONTHS {
        let day = clock.some_day(month, account.chance);
        if month == customer.joins {
            account.join(day);
        } else if account.is_gone() {
            account.perhaps_return(day);
        } else {
            account.month(month, day);
        }
    }
}

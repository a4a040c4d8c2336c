//! One contract as it stands today.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};

use crate::generate::chance::Chance;
use crate::generate::offer::{Interval, Money, PLANS, Product, price, price_text};
use crate::generate::write::Record;

/// What state a contract is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Paused,
    PastDue,
}

/// The terms of a contract and its line in force.
#[derive(Debug, Clone)]
pub(super) struct Contract {
    pub(super) product: Product,
    pub(super) plan: usize,
    pub(super) quantity: i64,
    pub(super) interval: Interval,
    pub(super) money: Money,
    pub(super) free: bool,
    pub(super) index: i64,
    pub(super) discount: String,
    pub(super) state: State,
    pub(super) line: Record,
    pub(super) lines: u32,
}

impl Contract {
    /// Starts the next line of the contract under its terms of now.
    pub(super) fn open_line(&mut self, start: NaiveDate) {
        self.lines += 1;
        let minor = match self.free {
            true => 0,
            false => price(self.product, self.plan, self.interval, self.money, self.index),
        };
        self.line = Record {
            line: format!("{}-{}", self.line.contract, self.lines),
            contract: self.line.contract.clone(),
            customer: self.line.customer.clone(),
            product: self.product.name(),
            plan: if self.free { "free" } else { PLANS.get(self.plan).copied().unwrap_or("pro") },
            quantity: self.quantity,
            price: price_text(minor, self.money),
            currency: self.money.code(),
            interval: self.interval.text(),
            start,
            discount: self.discount.clone(),
            status: "active",
            recorded_at: self.line.recorded_at,
            ..Record::default()
        };
        self.state = State::Running;
    }

    /// A discount as sales people give them.
    pub(super) fn draw_discount(&mut self, start: NaiveDate, chance: &mut Chance) {
        let until = |days: u64| start.checked_add_days(Days::new(days)).unwrap_or(start);
        let amount = match self.money {
            Money::Yen => "3000",
            Money::Dollar => "20.00",
        };
        let months = u64::try_from(chance.between(3, 12)).unwrap_or(3);
        let kind = chance.weighted(&[(0, 690), (1, 90), (2, 90), (3, 60), (4, 40), (5, 30)], 0);
        self.discount = match kind {
            1 => format!("{}% forever", chance.between(1, 4) * 5),
            2 => format!("{}% until {}", chance.between(2, 6) * 5, until(months * 30)),
            3 => "50% once".to_owned(),
            4 => format!("{amount} until {}", until(months * 30)),
            5 => format!("10% forever;{amount} until {}", until(months * 30)),
            _ => String::new(),
        };
    }

    /// When something that happened on a day was written down: the same day as a rule, weeks late
    /// now and then, and never before what was written about the line already.
    pub(super) fn written(&self, day: NaiveDate, chance: &mut Chance) -> DateTime<Utc> {
        let late = match chance.between(1, 1000) {
            1..=22 => chance.between(20, 75),
            23..=180 => chance.between(1, 3),
            _ => 0,
        };
        let hour = Duration::minutes(chance.between(8 * 60, 20 * 60));
        let at = day.and_time(NaiveTime::MIN).and_utc() + Duration::days(late) + hour;
        at.max(self.line.recorded_at + Duration::minutes(1))
    }
}

//! A customer's contracts and what may happen to them.

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use kpis::revenue::BillingInterval;

use super::contract::{Contract, State};
use crate::generate::chance::Chance;
use crate::generate::customer::{Customer, Size};
use crate::generate::offer::{Interval, Money, Product, price, price_text};
use crate::generate::write::Record;

/// The month in which list prices rose by five percent, April 2025, and from when on they are so.
const PRICE_RISE: i32 = 17;

pub(super) struct Account<'a> {
    customer: &'a Customer,
    pub(super) chance: &'a mut Chance,
    records: &'a mut Vec<Record>,
    contracts: Vec<Contract>,
    signed: u32,
    index: i64,
    last: DateTime<Utc>,
}

impl<'a> Account<'a> {
    pub(super) fn new(
        customer: &'a Customer,
        last: DateTime<Utc>,
        chance: &'a mut Chance,
        records: &'a mut Vec<Record>,
    ) -> Self {
        let index = if customer.joins >= PRICE_RISE { 1_050 } else { 1_000 };
        Self { customer, chance, records, contracts: Vec::new(), signed: 0, index, last }
    }

    pub(super) fn is_gone(&self) -> bool {
        self.contracts.is_empty()
    }

    /// The first contract, now and then with a trial, a free plan or a setup fee.
    pub(super) fn join(&mut self, day: NaiveDate) {
        let product = self.chance.weighted(
            &[(Product::Desk, 50), (Product::Flow, 28), (Product::Lens, 17), (Product::Guard, 5)],
            Product::Desk,
        );
        let mut contract = self.terms(product, day);
        contract.free = self.chance.per_mille(40);
        contract.open_line(day);
        if !contract.free && self.chance.per_mille(260) {
            let days = if self.chance.per_mille(600) { 14 } else { 30 };
            contract.line.trial_end = day.checked_add_days(Days::new(days));
        }
        // A first contract is never written down after the story's end.
        let at = contract.written(day, self.chance).min(self.last);
        self.file_at(&mut contract, at);
        if contract.line.trial_end.is_some() && self.chance.per_mille(190) {
            let days = u64::try_from(self.chance.between(3, 12)).unwrap_or(3);
            let on = day.checked_add_days(Days::new(days)).unwrap_or(day);
            contract.line.cancelled_on = Some(on);
            self.file(&mut contract, on);
            return;
        }
        if self.chance.per_mille(220) {
            self.charge(&contract, day, 4);
        }
        self.contracts.push(contract);
    }

    /// A former customer signs again, or not.
    pub(super) fn perhaps_return(&mut self, day: NaiveDate) {
        if self.chance.per_mille(28) {
            let product = *Product::ALL.get(self.signed as usize % 2).unwrap_or(&Product::Desk);
            self.sign(product, day);
        }
    }

    /// Everything that may happen in a month.
    pub(super) fn month(&mut self, month: i32, day: NaiveDate) {
        if month >= PRICE_RISE {
            self.index = 1_050;
        }
        let mut kept = Vec::new();
        for contract in std::mem::take(&mut self.contracts) {
            kept.extend(self.contract_month(contract, month, day));
        }
        self.contracts = kept;
        let eager = if self.customer.size == Size::Large { 26 } else { 12 };
        if !self.is_gone() && self.chance.per_mille(eager) {
            let has = |p: &Product| self.contracts.iter().any(|c| c.product == *p);
            if let Some(product) = Product::ALL.iter().copied().find(|p| !has(p)) {
                self.sign(product, day);
            }
        }
        if self.chance.per_mille(3)
            && let Some(product) = self.contracts.first().map(|c| c.product)
        {
            self.sign(product, day);
        }
        if self.chance.per_mille(4) {
            self.mistake(day);
        }
    }

    fn contract_month(&mut self, mut c: Contract, month: i32, day: NaiveDate) -> Option<Contract> {
        if day <= c.line.start || c.line.trial_end.is_some_and(|end| day <= end) {
            return Some(c);
        }
        match c.state {
            State::Paused if self.chance.per_mille(450) => self.reopen(&mut c, day),
            State::Paused if self.chance.per_mille(150) => return self.leave(c, day),
            State::Paused => {}
            State::PastDue if self.chance.per_mille(750) => {
                (c.line.status, c.line.status_since) = ("active", None);
                c.state = State::Running;
                self.file(&mut c, day);
            }
            State::PastDue => return self.leave(c, day),
            State::Running if self.chance.per_mille(self.risk(&c)) => return self.leave(c, day),
            State::Running => self.change(&mut c, month, day),
        }
        Some(c)
    }

    /// How likely a contract is given up in a month, in thousandths.
    fn risk(&self, c: &Contract) -> i64 {
        let size = match self.customer.size {
            Size::Small => 20,
            Size::Mid => 12,
            Size::Large => 6,
        };
        match c.interval {
            Interval::Week => size * 2,
            Interval::Month => size,
            _ => size * 7 / 10,
        }
    }

    fn change(&mut self, c: &mut Contract, month: i32, day: NaiveDate) {
        if c.free {
            if self.chance.per_mille(140) {
                (c.free, c.plan) = (false, 0);
                self.reopen(c, day);
            }
            return;
        }
        let what = self.chance.between(1, 1000);
        match what {
            1..=14 if c.plan < 2 => c.plan += 1,
            15..=21 if c.plan > 0 => c.plan -= 1,
            22..=52 => c.quantity += (c.quantity * self.chance.between(10, 45) / 100).max(1),
            53..=66 if c.quantity > 2 => {
                c.quantity -= (c.quantity * self.chance.between(10, 35) / 100).max(1);
            }
            67..=73 if c.interval == Interval::Month => c.interval = Interval::Year,
            74..=78 => c.draw_discount(day, self.chance),
            79..=80 if c.money == Money::Dollar => c.money = Money::Yen,
            81..=86 => return self.status(c, State::Paused, day),
            87..=96 => return self.status(c, State::PastDue, day),
            97..=101 => return self.correct(c, day),
            102..=107 => return self.charge(c, day, 2),
            108.. if month == PRICE_RISE && c.index < self.index && what <= 600 => {
                c.index = self.index;
            }
            _ => return,
        }
        self.reopen(c, day);
    }

    /// Ends the line in force and starts the next one on the same day.
    fn reopen(&mut self, c: &mut Contract, day: NaiveDate) {
        let at = c.written(day, self.chance);
        c.line.end = Some(day);
        self.file_at(c, at);
        c.open_line(day);
        self.file_at(c, at);
    }

    fn status(&mut self, c: &mut Contract, state: State, day: NaiveDate) {
        c.state = state;
        c.line.status = if state == State::Paused { "paused" } else { "past_due" };
        c.line.status_since = Some(day);
        self.file(c, day);
    }

    /// Gives a contract up: cancels, or lets it end without renewing.
    fn leave(&mut self, mut c: Contract, day: NaiveDate) -> Option<Contract> {
        let interval = c.line.interval.parse::<BillingInterval>().ok();
        match interval.and_then(|i| i.next_term_end(c.line.start, day)) {
            Some(end) if self.chance.per_mille(250) => c.line.end = Some(end),
            _ => c.line.cancelled_on = Some(day),
        }
        self.file(&mut c, day);
        None
    }

    /// The quantity was wrong from the line's start: the same line again, recorded now.
    fn correct(&mut self, c: &mut Contract, day: NaiveDate) {
        let more = self.chance.per_mille(500);
        let by = (c.quantity / 10).max(1);
        c.quantity = if more { c.quantity + by } else { (c.quantity - by).max(1) };
        c.line.quantity = c.quantity;
        self.file(c, day);
    }

    /// A contract entered by mistake and withdrawn weeks later.
    fn mistake(&mut self, day: NaiveDate) {
        let mut c = self.terms(Product::Guard, day);
        c.open_line(day);
        self.file(&mut c, day);
        let weeks = u64::try_from(self.chance.between(20, 50)).unwrap_or(20);
        c.line.status = "withdrawn";
        let on = day.checked_add_days(Days::new(weeks)).unwrap_or(day);
        self.file(&mut c, on);
    }

    fn sign(&mut self, product: Product, day: NaiveDate) {
        let mut contract = self.terms(product, day);
        contract.open_line(day);
        self.file(&mut contract, day);
        self.contracts.push(contract);
    }

    /// The terms of a next contract, before its first line.
    fn terms(&mut self, product: Product, day: NaiveDate) -> Contract {
        self.signed += 1;
        let (low, high) = match self.customer.size {
            Size::Small => (3, 15),
            Size::Mid => (12, 60),
            Size::Large => (50, 260),
        };
        let interval = self.chance.weighted(
            &[
                (Interval::Month, 56),
                (Interval::Year, 26),
                (Interval::Quarter, 9),
                (Interval::HalfYear, 5),
                (Interval::Week, 4),
            ],
            Interval::Month,
        );
        let mut contract = Contract {
            product,
            plan: self.chance.weighted(&[(0, 40), (1, 45), (2, 15)], 0),
            quantity: self.chance.between(low, high),
            interval,
            money: self.customer.money,
            free: false,
            index: self.index,
            discount: String::new(),
            state: State::Running,
            line: Record {
                contract: format!("K{:04}-{}", self.customer.number + 1, self.signed),
                customer: self.customer.id.clone(),
                ..Record::default()
            },
            lines: 0,
        };
        contract.draw_discount(day, self.chance);
        contract
    }

    /// A charge that does not recur: setup or training.
    fn charge(&mut self, c: &Contract, day: NaiveDate, months: i64) {
        let minor = price(Product::Desk, 1, Interval::Month, c.money, 1_000) * 5 * months;
        let record = Record {
            line: format!("{}-once-{}", c.line.contract, day.format("%Y%m%d")),
            contract: c.line.contract.clone(),
            customer: c.line.customer.clone(),
            product: c.product.name(),
            quantity: 1,
            price: price_text(minor, c.money),
            currency: c.money.code(),
            interval: "once",
            start: day,
            status: "active",
            recorded_at: c.written(day, self.chance),
            ..Record::default()
        };
        self.records.push(record);
    }

    fn file(&mut self, c: &mut Contract, day: NaiveDate) {
        let at = c.written(day, self.chance);
        self.file_at(c, at);
    }

    fn file_at(&mut self, c: &mut Contract, at: DateTime<Utc>) {
        let first = DateTime::<Utc>::default();
        let free = c.line.recorded_at == first || c.line.recorded_at < at;
        c.line.recorded_at = if free { at } else { at + Duration::minutes(1) };
        self.records.push(c.line.clone());
    }
}

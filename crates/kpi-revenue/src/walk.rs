//! The walk: one customer's entries, day by day, into opening, movements and closing.
//!
//! Everything the crate reports comes from here, so that no two numbers can disagree.

use crate::amount::Amount;
use crate::cause::{CauseOf, Found};
use crate::day::NEVER;
use crate::ends::arrival;
use crate::entry::Entry;
use crate::figures::{CustomerPeriod, RawMovement, Sink};
use crate::fx::Fx;
use crate::grid::Grid;
use crate::movement::{Cause, MovementKind};
use crate::policy::{FxRule, MovementBasis, Policy, ReactivationRule, SamePeriodRule};
use crate::rates::RateError;

/// A product in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    product: u32,
    currency: u16,
}

/// What a customer holds of one product in one currency.
#[derive(Debug, Clone, Copy, Default)]
struct Holding {
    balance: Amount,
    live: u32,
    /// The balance in the currency of the report, as last booked.
    booked: Amount,
    balance_before: Amount,
    live_before: u32,
    touched: u32,
}

/// Start or end of an entry; sorts by day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point(u64);

impl Point {
    fn new(day: i32, entry: usize, starts: bool) -> Self {
        let day = (day as u32) ^ (1 << 31);
        Self((u64::from(day) << 32) | ((entry as u64) << 1) | u64::from(starts))
    }

    pub(crate) fn day(self) -> i32 {
        (((self.0 >> 32) as u32) ^ (1 << 31)) as i32
    }

    pub(crate) fn entry(self) -> usize {
        ((self.0 & 0xffff_ffff) >> 1) as usize
    }

    pub(crate) fn starts(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Walks one customer after another; keeps its scratch space between them.
pub(crate) struct Walker<'a> {
    grid: &'a Grid,
    basis: MovementBasis,
    merge_days: u32,
    reactivation: ReactivationRule,
    same_period: SamePeriodRule,
    fx: Option<Fx<'a>>,
    causes: CauseOf<'a>,
    points: Vec<Point>,
    /// What each holding is of, to search in.
    keys: Vec<Key>,
    holdings: Vec<Holding>,
    /// The place of each entry's holding.
    held_at: Vec<u32>,
    changed: Vec<usize>,
    movements: Vec<RawMovement>,
    figures: CustomerPeriod,
    round: u32,
    /// Live entries of the customer.
    active: u32,
    /// Sum of what is booked.
    booked: Amount,
    opened: bool,
    ever_active: bool,
    left_on: i32,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(
        grid: &'a Grid,
        policy: &Policy,
        fx: Option<Fx<'a>>,
        causes: CauseOf<'a>,
    ) -> Self {
        Self {
            grid,
            basis: policy.movement_basis(),
            merge_days: policy.merge_days(),
            reactivation: policy.reactivation(),
            same_period: policy.same_period(),
            fx,
            causes,
            points: Vec::new(),
            keys: Vec::new(),
            holdings: Vec::new(),
            held_at: Vec::new(),
            changed: Vec::new(),
            movements: Vec::new(),
            figures: CustomerPeriod::default(),
            round: 0,
            active: 0,
            booked: Amount::ZERO,
            opened: false,
            ever_active: false,
            left_on: 0,
        }
    }

    /// Reports every period of one customer; `keep` says which entries count.
    pub(crate) fn customer<S: Sink>(
        &mut self,
        customer: u32,
        entries: &[Entry],
        keep: impl Fn(&Entry) -> bool,
        sink: &mut S,
    ) -> Result<(), RateError> {
        self.begin(entries, keep);
        let points = std::mem::take(&mut self.points);
        let mut rest = points.as_slice();
        let mut next = 0;
        while let Some(first) = rest.first() {
            let period = self.grid.place_of(first.day());
            if let Some(before) = period.checked_sub(1) {
                self.pass_quietly(customer, next, before, sink)?;
            }
            let end = self.grid.end(period);
            let inside = rest.iter().take_while(|p| p.day() < end).count();
            let (now, later) = rest.split_at(inside);
            self.period(customer, period, now, entries, sink)?;
            rest = later;
            next = period + 1;
        }
        if let Some(last) = self.grid.len().checked_sub(1) {
            self.pass_quietly(customer, next, last, sink)?;
        }
        self.points = points;
        Ok(())
    }

    fn begin(&mut self, entries: &[Entry], keep: impl Fn(&Entry) -> bool) {
        self.points.clear();
        self.keys.clear();
        self.holdings.clear();
        self.held_at.clear();
        self.held_at.resize(entries.len(), 0);
        self.round = 0;
        self.active = 0;
        self.booked = Amount::ZERO;
        self.opened = false;
        self.ever_active = false;
        let end = self.grid.last_end();
        let ends_only = self.basis == MovementBasis::PeriodEnds;
        for (at, entry) in entries.iter().enumerate().filter(|(_, e)| e.from < e.to && keep(e)) {
            // Where only period ends are looked at, nobody sees what starts and ends in between.
            let unseen =
                ends_only && self.grid.place_of(entry.from) == self.grid.place_of(entry.to);
            if entry.from < end && !(unseen && entry.to < end) {
                let place = self.holding(entry);
                if let Some(held_at) = self.held_at.get_mut(at) {
                    *held_at = place as u32;
                }
                self.points.push(Point::new(entry.from, at, true));
                if entry.to < end && entry.to != NEVER {
                    self.points.push(Point::new(entry.to, at, false));
                }
            }
        }
        self.points.sort_unstable();
    }

    /// Periods without a point: nothing happens, except that exchange rates may move.
    #[inline]
    fn pass_quietly<S: Sink>(
        &mut self,
        customer: u32,
        first: usize,
        last: usize,
        sink: &mut S,
    ) -> Result<(), RateError> {
        let first = first.max(self.grid.report_from);
        if self.active == 0 || first > last {
            return Ok(());
        }
        let mut held = self.keys.iter().zip(&self.holdings);
        let foreign =
            self.fx.is_some() && held.any(|(key, h)| h.live > 0 && !self.is_home(key.currency));
        if !foreign {
            self.open(first)?;
            sink.quiet(customer, first, last, self.booked);
            return Ok(());
        }
        for period in first..=last {
            self.period(customer, period, &[], &[], sink)?;
        }
        Ok(())
    }

    fn period<S: Sink>(
        &mut self,
        customer: u32,
        period: usize,
        points: &[Point],
        entries: &[Entry],
        sink: &mut S,
    ) -> Result<(), RateError> {
        let reported = period >= self.grid.report_from;
        let close_day = self.grid.end(period) - 1;
        if reported {
            self.open(period)?;
        }
        self.movements.clear();
        self.figures.begin(customer, self.booked, self.active > 0);
        let rule = self.fx.as_ref().map(Fx::rule);
        if reported && rule == Some(FxRule::PeriodEnd) {
            self.revalue::<S>(close_day)?;
        }
        let mut rest = points;
        while let Some(first) = rest.first() {
            let together = match self.basis {
                MovementBasis::PeriodEnds => rest.len(),
                MovementBasis::Events => {
                    let limit = crate::day::later(first.day(), self.merge_days);
                    rest.iter().take_while(|p| p.day() <= limit).count()
                }
            };
            let (event, later) = rest.split_at(together);
            self.event::<S>(event, entries, reported, close_day)?;
            rest = later;
        }
        if reported && rule == Some(FxRule::MovementDate) {
            self.revalue::<S>(close_day)?;
        }
        self.figures.closing = self.booked;
        self.figures.closing_active = self.active > 0;
        let f = &self.figures;
        let came_and_went = !f.opening_active && !f.closing_active;
        if came_and_went && self.same_period == SamePeriodRule::RemoveFromBoth {
            return Ok(());
        }
        let happened = f.joins + f.returns + f.churns > 0;
        if reported && (f.opening_active || f.closing_active || happened) {
            sink.period(period, f, &self.movements);
        }
        Ok(())
    }

    /// Points that count as one event: applies them, then names what they changed.
    fn event<S: Sink>(
        &mut self,
        points: &[Point],
        entries: &[Entry],
        reported: bool,
        close_day: i32,
    ) -> Result<(), RateError> {
        let active_before = self.active;
        self.apply(points, entries);
        let day = match self.basis {
            MovementBasis::PeriodEnds => points.last(),
            MovementBasis::Events => points.first(),
        };
        let day = day.map_or(close_day, |p| p.day());
        let joins = active_before == 0 && self.active > 0;
        let leaves = active_before > 0 && self.active == 0;
        let away = i64::from(day) - i64::from(self.left_on);
        let arrival = arrival(self.reactivation, self.ever_active, away);
        if joins {
            self.ever_active = true;
            self.figures.arrive(arrival);
        }
        if leaves {
            self.left_on = day;
            self.figures.churns += 1;
        }
        if !reported && self.fx.is_some() {
            return Ok(());
        }
        let rate_day = self.rate_day(day, close_day);
        for place in 0..self.changed.len() {
            let at = self.changed.get(place).copied().unwrap_or(usize::MAX);
            let (Some(key), Some(holding)) = (self.keys.get(at), self.holdings.get_mut(at)) else {
                continue;
            };
            let (product, currency) = (key.product, key.currency);
            let (mut before, mut after) = (holding.balance_before, holding.balance);
            let mut had_product = holding.live_before > 0;
            if let Some(fx) = &self.fx {
                before = fx.convert(before, currency, rate_day)?;
                after = fx.convert(after, currency, rate_day)?;
                let moved_by_rates = before - holding.booked;
                holding.booked = after;
                self.booked += moved_by_rates;
                self.note_fx::<S>(moved_by_rates, product, rate_day);
                had_product = had_product || self.had_product(product);
            }
            self.booked += after - before;
            if before == after || (!joins && !leaves && active_before == 0) {
                continue;
            }
            let kind = if joins {
                arrival
            } else if leaves {
                MovementKind::Churn
            } else if after < before {
                MovementKind::Contraction
            } else if had_product {
                MovementKind::Upsell
            } else {
                MovementKind::CrossSell
            };
            self.figures.book(kind, (after - before).abs());
            if S::DETAIL && reported {
                let amount = after - before;
                let Found { cause, source } =
                    self.causes.of(kind, (product, currency), points, entries);
                self.movements.push(RawMovement { day, kind, cause, product, amount, source });
            }
        }
        Ok(())
    }

    #[inline]
    fn apply(&mut self, points: &[Point], entries: &[Entry]) {
        self.round += 1;
        self.changed.clear();
        for point in points {
            let Some(entry) = entries.get(point.entry()) else {
                continue;
            };
            let at = self.held_at.get(point.entry()).map_or(usize::MAX, |at| *at as usize);
            let round = self.round;
            let Some(holding) = self.holdings.get_mut(at) else {
                continue;
            };
            if holding.touched != round {
                holding.touched = round;
                holding.balance_before = holding.balance;
                holding.live_before = holding.live;
                self.changed.push(at);
            }
            if point.starts() {
                holding.balance += entry.amount();
                holding.live += 1;
                self.active += 1;
            } else {
                holding.balance -= entry.amount();
                holding.live = holding.live.saturating_sub(1);
                self.active = self.active.saturating_sub(1);
            }
        }
    }

    fn holding(&mut self, entry: &Entry) -> usize {
        let key = Key { product: entry.product, currency: entry.currency };
        self.keys.iter().position(|k| *k == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.holdings.push(Holding::default());
            self.holdings.len() - 1
        })
    }

    /// Whether the product was there before this event, in any currency.
    fn had_product(&self, product: u32) -> bool {
        let before = |h: &Holding| {
            if h.touched == self.round { h.live_before } else { h.live }
        };
        let mut held = self.keys.iter().zip(&self.holdings);
        held.any(|(key, h)| key.product == product && before(h) > 0)
    }

    /// Brings the books to the rate at which the first reported period opens.
    fn open(&mut self, period: usize) -> Result<(), RateError> {
        if self.opened {
            return Ok(());
        }
        self.opened = true;
        if self.fx.is_some() {
            let day = self.grid.start(period) - 1;
            for at in 0..self.holdings.len() {
                self.book_at(at, day)?;
            }
        }
        Ok(())
    }

    fn revalue<S: Sink>(&mut self, day: i32) -> Result<(), RateError> {
        for at in 0..self.holdings.len() {
            let Some(moved) = self.book_at(at, day)? else { continue };
            let product = self.keys.get(at).map_or(0, |key| key.product);
            self.note_fx::<S>(moved, product, day);
        }
        Ok(())
    }

    /// Books a holding at the rate of a day and returns by how much that moved it.
    fn book_at(&mut self, at: usize, day: i32) -> Result<Option<Amount>, RateError> {
        let (Some(key), Some(holding)) = (self.keys.get(at), self.holdings.get_mut(at)) else {
            return Ok(None);
        };
        let value = match &self.fx {
            Some(fx) => fx.convert(holding.balance, key.currency, day)?,
            None => holding.balance,
        };
        let moved = value - holding.booked;
        self.booked += moved;
        holding.booked = value;
        Ok(Some(moved))
    }

    fn note_fx<S: Sink>(&mut self, amount: Amount, product: u32, day: i32) {
        if amount.is_zero() {
            return;
        }
        self.figures.fx += amount;
        if S::DETAIL {
            let (kind, cause) = (MovementKind::Fx, Cause::RateChanged);
            let source = None;
            self.movements.push(RawMovement { day, kind, cause, product, amount, source });
        }
    }

    fn rate_day(&self, day: i32, close_day: i32) -> i32 {
        match self.fx.as_ref().map(Fx::rule) {
            Some(FxRule::MovementDate) => day,
            _ => close_day,
        }
    }

    fn is_home(&self, currency: u16) -> bool {
        self.fx.as_ref().is_none_or(|fx| fx.is_home(currency))
    }
}

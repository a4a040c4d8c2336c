//! Totals by period ends: the short way where nobody asks for single movements.
//!
//! What happens within a period is one sum per product, so nothing has to be put in order: every
//! amount is added where it starts and taken off where it ends. [`crate::walk::Walker`] gives the
//! same figures step by step and also knows events, causes and exchange rates; the laws compare the
//! two.

use crate::amount::Amount;
use crate::block::{Flow, Kept};
use crate::grid::Grid;
use crate::movement::{KINDS, MovementKind};
use crate::policy::{Policy, ReactivationRule};
use crate::totals::Sums;

/// More products than this at one customer are left to the walk.
const MOST_PRODUCTS: usize = 64;

/// More periods times products than this are left to the walk.
const MOST_CELLS: usize = 1 << 18;

/// What a product's amounts change by in a period. The amount is in two halves, which keeps the
/// cell at 24 bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    halves: [u64; 2],
    live: i32,
}

impl Cell {
    fn amount(self) -> i128 {
        ((u128::from(self.halves[0]) << 64) | u128::from(self.halves[1])) as i128
    }

    #[inline]
    fn add(&mut self, steps: i128, live: i32) {
        let sum = (self.amount() + steps) as u128;
        self.halves = [(sum >> 64) as u64, sum as u64];
        self.live += live;
    }
}

/// What changes in a period.
#[derive(Debug, Clone, Copy)]
struct Change {
    /// Products with a change, one bit each.
    products: u64,
    live: i32,
    last_day: i32,
}

const NO_CHANGE: Change = Change { products: 0, live: 0, last_day: i32::MIN };

/// Movements of a period by period ends, added up over customers.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndsSums {
    pub(crate) net: Amount,
    pub(crate) kinds: [Amount; KINDS],
    /// Customers with a movement of a kind.
    pub(crate) movers: [u32; KINDS],
    pub(crate) joins: u32,
    pub(crate) returns: u32,
    pub(crate) churns: u32,
}

/// Compares period ends, one customer after another; keeps its scratch space between them.
///
/// Every table has one place more than there are periods: for what happens after the last.
pub(crate) struct EndsWalk<'a> {
    grid: &'a Grid,
    reactivation: ReactivationRule,
    /// The product of each place.
    products: Vec<u32>,
    /// A guess at the place of a product, by its last six bits.
    guess: [u8; MOST_PRODUCTS],
    /// Live entries of each place.
    live: [i32; MOST_PRODUCTS],
    /// There are `1 << width` places in a period.
    width: u32,
    cells: Vec<Cell>,
    changes: Vec<Change>,
    /// Periods with a change, one bit each.
    touched: Vec<u64>,
    sums: Vec<EndsSums>,
}

impl<'a> EndsWalk<'a> {
    pub(crate) fn new(grid: &'a Grid, policy: &Policy) -> Self {
        Self {
            grid,
            reactivation: policy.reactivation(),
            products: Vec::new(),
            guess: [0; MOST_PRODUCTS],
            live: [0; MOST_PRODUCTS],
            width: 0,
            cells: Vec::new(),
            changes: vec![NO_CHANGE; grid.len() + 1],
            touched: vec![0; (grid.len() + 1).div_ceil(64)],
            sums: vec![EndsSums::default(); grid.len() + 1],
        }
    }

    /// Adds one customer up; `keep` says which entries count. `false`, with nothing added, for a
    /// customer with more products than fit.
    pub(crate) fn customer(&mut self, kept: &Kept<'_>, keep: impl Fn(&Flow) -> bool) -> bool {
        while !self.gather(kept, &keep) {
            if !self.widen() {
                return false;
            }
        }
        self.report();
        true
    }

    /// Adds every entry where it starts and takes it off where it ends. `false` for too many
    /// products, with everything put back.
    fn gather(&mut self, kept: &Kept<'_>, keep: impl Fn(&Flow) -> bool) -> bool {
        let grid = self.grid;
        self.products.clear();
        let room = if self.cells.is_empty() { 0 } else { 1 << self.width };
        let mut fits = true;
        kept.each(|flow| {
            if flow.from >= flow.to || !keep(&flow) {
                return;
            }
            // What happens at or after the end goes to a place behind the last period.
            let (from, to) = (grid.place_or_end(flow.from), grid.place_or_end(flow.to));
            if from == to {
                return;
            }
            let place = self.place(flow.product);
            fits &= place < room;
            if fits {
                let steps = flow.amount.steps();
                self.change(from, place, steps, 1, flow.from);
                self.change(to, place, -steps, -1, flow.to);
            }
        });
        if !fits {
            self.forget();
        }
        fits
    }

    #[inline]
    fn place(&mut self, product: u32) -> usize {
        let short = product as usize % MOST_PRODUCTS;
        let guess = self.guess.get(short).copied().map_or(0, usize::from);
        if self.products.get(guess) == Some(&product) { guess } else { self.seek(product) }
    }

    fn seek(&mut self, product: u32) -> usize {
        let known = self.products.iter().position(|known| *known == product);
        let place = known.unwrap_or_else(|| {
            self.products.push(product);
            self.products.len() - 1
        });
        let short = product as usize % MOST_PRODUCTS;
        if let (Some(guess), Ok(place)) = (self.guess.get_mut(short), u8::try_from(place)) {
            *guess = place;
        }
        place
    }

    #[inline]
    fn change(&mut self, period: usize, place: usize, steps: i128, live: i32, day: i32) {
        if let Some(cell) = self.cells.get_mut((period << self.width) | place) {
            cell.add(steps, live);
        }
        if let Some(change) = self.changes.get_mut(period) {
            change.products |= 1 << place;
            change.live += live;
            change.last_day = change.last_day.max(day);
        }
        if let Some(word) = self.touched.get_mut(period / 64) {
            *word |= 1 << (period % 64);
        }
    }

    /// Makes room for the products that were found; `false` where that would be too much.
    fn widen(&mut self) -> bool {
        let width = self.products.len().max(8).next_power_of_two().trailing_zeros();
        let cells = (self.grid.len() + 1) << width;
        if self.products.len() > MOST_PRODUCTS || cells > MOST_CELLS {
            return false;
        }
        self.width = width;
        self.cells = vec![Cell::default(); cells];
        true
    }

    /// Takes back what was gathered.
    fn forget(&mut self) {
        self.cells.fill(Cell::default());
        self.changes.fill(NO_CHANGE);
        self.touched.fill(0);
    }

    fn report(&mut self) {
        let (mut active, mut ever_active, mut left_on) = (0_i32, false, 0_i32);
        self.live.iter_mut().take(self.products.len()).for_each(|live| *live = 0);
        for word in 0..self.touched.len() {
            let mut bits = self.touched.get_mut(word).map_or(0, std::mem::take);
            while bits != 0 {
                let period = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(change) = self.changes.get_mut(period) else { continue };
                let change = std::mem::replace(change, NO_CHANGE);
                let was_active = active > 0;
                active += change.live;
                let kind = match (was_active, active > 0) {
                    (true, true) | (false, false) => None,
                    (true, false) => {
                        left_on = change.last_day;
                        Some(MovementKind::Churn)
                    }
                    (false, true) => {
                        let away = i64::from(change.last_day) - i64::from(left_on);
                        let again = std::mem::replace(&mut ever_active, true);
                        Some(arrival(self.reactivation, again, away))
                    }
                };
                self.book(period, change.products, kind);
            }
        }
    }

    /// Books a period: everything under one kind when the customer comes or goes, each product
    /// under its own while the customer stays.
    #[inline]
    fn book(&mut self, period: usize, mut products: u64, all: Option<MovementKind>) {
        let Some(sums) = self.sums.get_mut(period) else { return };
        let mut seen = 0_u32;
        while products != 0 {
            let place = products.trailing_zeros() as usize;
            products &= products - 1;
            let cell = self.cells.get_mut((period << self.width) | place);
            let cell = cell.map_or_else(Cell::default, std::mem::take);
            let live = self.live.get_mut(place);
            let had = live.map_or(0, |live| std::mem::replace(live, *live + cell.live)) > 0;
            let amount = Amount::from_steps(cell.amount());
            sums.net += amount;
            let kind = all.unwrap_or_else(|| stay(amount, had));
            if let Some(sum) = sums.kinds.get_mut(kind as usize) {
                *sum += amount.abs();
            }
            seen |= u32::from(!amount.is_zero()) << kind as u32;
        }
        for (movers, bit) in sums.movers.iter_mut().zip(0_u32..) {
            *movers += u32::from(seen & (1 << bit) != 0);
        }
        match all {
            None => {}
            Some(MovementKind::New) => sums.joins += 1,
            Some(MovementKind::Reactivation) => sums.returns += 1,
            Some(_) => sums.churns += 1,
        }
    }

    /// Adds what was found to the sums of the periods.
    pub(crate) fn add_to(&self, all: &mut [Sums]) {
        let (mut balance, mut customers) = (Amount::ZERO, 0_u32);
        for (sums, found) in all.iter_mut().zip(&self.sums) {
            let (opening, opening_customers) = (balance, customers);
            balance += found.net;
            customers = (customers + found.joins + found.returns).saturating_sub(found.churns);
            sums.add_ends(found, [opening, balance], [opening_customers, customers]);
        }
    }
}

/// What it is when a product changes while the customer stays.
#[inline]
fn stay(change: Amount, had: bool) -> MovementKind {
    match (change.is_negative(), had) {
        (true, _) => MovementKind::Contraction,
        (false, true) => MovementKind::Upsell,
        (false, false) => MovementKind::CrossSell,
    }
}

/// What it is when a customer arrives.
pub(crate) fn arrival(rule: ReactivationRule, ever_active: bool, away: i64) -> MovementKind {
    match rule {
        _ if !ever_active => MovementKind::New,
        ReactivationRule::WithinDays(days) if away > i64::from(days) => MovementKind::New,
        _ => MovementKind::Reactivation,
    }
}

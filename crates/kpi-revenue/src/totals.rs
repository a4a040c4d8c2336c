//! Opening, movements and closing of a period: the waterfall.

#[cfg(feature = "serde")]
mod stored;

use kpi_types::{Currency, Grain, Money, Period};

use crate::amount::{Amount, AmountOverflow};
use crate::ends::EndsSums;
use crate::figures::{CustomerPeriod, RawMovement, Sink};
use crate::movement::{KINDS, MovementKind};
use crate::view_error::ViewError;

/// Opening MRR, movements and closing MRR of one period, with the customers behind them.
///
/// The books close exactly: opening + new + reactivation + upsell + cross-sell − contraction −
/// churn + fx = closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodTotals {
    period: Period,
    currency: Currency,
    pub(crate) sums: Sums,
}

/// Sums over customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    opening: Amount,
    closing: Amount,
    kinds: [Amount; KINDS],
    fx: Amount,
    opening_customers: u64,
    closing_customers: u64,
    joins: u64,
    returns: u64,
    churns: u64,
    lost: u64,
    /// Customers with a movement of a kind.
    movers: [u64; KINDS],
}

impl Sums {
    fn add(&mut self, f: &CustomerPeriod) {
        self.opening += f.opening;
        self.closing += f.closing;
        self.fx += f.fx;
        for (place, amount) in f.booked() {
            if let (Some(sum), Some(movers)) =
                (self.kinds.get_mut(place), self.movers.get_mut(place))
            {
                *sum += amount;
                *movers += u64::from(!amount.is_zero());
            }
        }
        self.opening_customers += u64::from(f.opening_active);
        self.closing_customers += u64::from(f.closing_active);
        self.joins += u64::from(f.joins);
        self.returns += u64::from(f.returns);
        self.churns += u64::from(f.churns);
        self.lost += u64::from(f.opening_active && !f.closing_active);
    }

    /// Adds what was found by period ends, with amount and customers at both ends.
    pub(crate) fn add_ends(&mut self, f: &EndsSums, amounts: [Amount; 2], customers: [u32; 2]) {
        let ([opening, closing], [customers_before, customers_after]) = (amounts, customers);
        self.opening += opening;
        self.closing += closing;
        for (sum, amount) in self.kinds.iter_mut().zip(f.kinds) {
            *sum += amount;
        }
        for (movers, more) in self.movers.iter_mut().zip(f.movers) {
            *movers += u64::from(more);
        }
        self.opening_customers += u64::from(customers_before);
        self.closing_customers += u64::from(customers_after);
        self.joins += u64::from(f.joins);
        self.returns += u64::from(f.returns);
        self.churns += u64::from(f.churns);
        // Between two ends nobody comes back: who leaves is lost.
        self.lost += u64::from(f.churns);
    }

    fn merge(&mut self, other: &Self) {
        self.opening += other.opening;
        self.closing += other.closing;
        self.fx += other.fx;
        for (sum, amount) in self.kinds.iter_mut().zip(other.kinds) {
            *sum += amount;
        }
        for (movers, more) in self.movers.iter_mut().zip(other.movers) {
            *movers += more;
        }
        self.opening_customers += other.opening_customers;
        self.closing_customers += other.closing_customers;
        self.joins += other.joins;
        self.returns += other.returns;
        self.churns += other.churns;
        self.lost += other.lost;
    }
}

impl PeriodTotals {
    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// MRR at the end of the day before the period.
    ///
    /// # Errors
    ///
    /// [`ViewError::Overflow`] when the sum does not fit; so for every amount here.
    pub fn opening(&self) -> Result<Money, ViewError> {
        self.money(self.sums.opening)
    }

    /// MRR at the end of the period's last day.
    ///
    /// # Errors
    ///
    /// As [`PeriodTotals::opening`].
    pub fn closing(&self) -> Result<Money, ViewError> {
        self.money(self.sums.closing)
    }

    /// The sum of the movements of a kind; zero or more, except for fx, which has either sign.
    ///
    /// # Errors
    ///
    /// As [`PeriodTotals::opening`].
    pub fn movement(&self, kind: MovementKind) -> Result<Money, ViewError> {
        self.money(self.amount(kind))
    }

    /// Customers at the end of the day before the period.
    #[must_use]
    pub fn opening_customers(&self) -> u64 {
        self.sums.opening_customers
    }

    /// Customers at the end of the period's last day.
    #[must_use]
    pub fn closing_customers(&self) -> u64 {
        self.sums.closing_customers
    }

    /// How often somebody joined for the first time.
    #[must_use]
    pub fn joins(&self) -> u64 {
        self.sums.joins
    }

    /// How often somebody came back.
    #[must_use]
    pub fn returns(&self) -> u64 {
        self.sums.returns
    }

    /// How often somebody left; who leaves twice counts twice.
    #[must_use]
    pub fn churns(&self) -> u64 {
        self.sums.churns
    }

    /// Customers who were there at the start and are not at the end.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.sums.lost
    }

    /// Customers with at least one movement of a kind; 0 for fx.
    #[must_use]
    pub fn movers(&self, kind: MovementKind) -> u64 {
        self.sums.movers.get(kind as usize).copied().unwrap_or(0)
    }

    /// Whether opening plus movements is closing. True by construction; here to be checked.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.made() == self.sums.closing
    }

    /// Opening and movements.
    fn made(&self) -> Amount {
        let signed = |kind: MovementKind| {
            if kind.is_loss() { -self.amount(kind) } else { self.amount(kind) }
        };
        let movements: Amount = MovementKind::ALL.into_iter().map(signed).sum();
        self.sums.opening + movements
    }

    fn amount(&self, kind: MovementKind) -> Amount {
        match kind {
            MovementKind::Fx => self.sums.fx,
            kind => self.sums.kinds.get(kind as usize).copied().unwrap_or_default(),
        }
    }

    pub(crate) fn with_period(self, period: Period) -> Self {
        Self { period, ..self }
    }

    fn money(&self, amount: Amount) -> Result<Money, ViewError> {
        let currency = self.currency;
        amount.to_money(currency).map_err(|AmountOverflow| ViewError::Overflow { currency })
    }
}

/// Adds customers up period by period.
pub(crate) struct TotalsSink {
    sums: Vec<Sums>,
    /// Quiet balances and customers: added where a quiet run starts, taken off after it ends.
    quiet: Vec<(Amount, i64)>,
}

impl TotalsSink {
    pub(crate) fn new(periods: usize) -> Self {
        Self { sums: vec![Sums::default(); periods], quiet: vec![(Amount::ZERO, 0); periods + 1] }
    }

    /// The sums of each period.
    pub(crate) fn sums_mut(&mut self) -> &mut [Sums] {
        &mut self.sums
    }

    pub(crate) fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.quiet.iter_mut().zip(&other.quiet) {
            mine.0 += theirs.0;
            mine.1 += theirs.1;
        }
        self
    }

    pub(crate) fn finish(mut self, currency: Currency) -> Vec<PeriodTotals> {
        let (mut balance, mut customers) = (Amount::ZERO, 0_i64);
        for (sums, (amount, count)) in self.sums.iter_mut().zip(self.quiet) {
            balance += amount;
            customers += count;
            let customers = u64::try_from(customers).unwrap_or(0);
            sums.opening += balance;
            sums.closing += balance;
            sums.opening_customers += customers;
            sums.closing_customers += customers;
        }
        let period = Period::new(Grain::Month, 0);
        self.sums.into_iter().map(|sums| PeriodTotals { period, currency, sums }).collect()
    }
}

impl Sink for TotalsSink {
    const DETAIL: bool = false;

    fn period(&mut self, at: usize, figures: &CustomerPeriod, _movements: &[RawMovement]) {
        if let Some(sums) = self.sums.get_mut(at) {
            sums.add(figures);
        }
    }

    fn quiet(&mut self, _customer: u32, first: usize, last: usize, balance: Amount) {
        if let Some((amount, count)) = self.quiet.get_mut(first) {
            *amount += balance;
            *count += 1;
        }
        if let Some((amount, count)) = self.quiet.get_mut(last + 1) {
            *amount -= balance;
            *count -= 1;
        }
    }
}

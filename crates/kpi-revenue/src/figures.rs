//! What a walk reports: a customer's period, its movements, and who takes them.

use crate::amount::Amount;
use crate::entry::Door;
use crate::movement::{Cause, KINDS, MovementKind};

/// What one customer did in one period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CustomerPeriod {
    pub(crate) customer: u32,
    pub(crate) opening: Amount,
    pub(crate) closing: Amount,
    /// By [`MovementKind`], each zero or more.
    sums: [Amount; KINDS],
    /// Which of the sums were booked, one bit each; most periods have one or two.
    booked_kinds: u8,
    pub(crate) fx: Amount,
    pub(crate) opening_active: bool,
    pub(crate) closing_active: bool,
    pub(crate) joins: u32,
    pub(crate) returns: u32,
    pub(crate) churns: u32,
}

impl CustomerPeriod {
    pub(crate) fn sum(&self, kind: MovementKind) -> Amount {
        match kind {
            MovementKind::Fx => self.fx,
            kind => self.sums.get(kind as usize).copied().unwrap_or_default(),
        }
    }

    pub(crate) fn book(&mut self, kind: MovementKind, amount: Amount) {
        if let Some(sum) = self.sums.get_mut(kind as usize) {
            *sum += amount;
            self.booked_kinds |= 1 << kind as u8;
        }
    }

    /// Counts a customer who arrives.
    pub(crate) fn arrive(&mut self, kind: MovementKind) {
        match kind {
            MovementKind::New => self.joins += 1,
            _ => self.returns += 1,
        }
    }

    /// The sums that are not zero, with the place of their kind.
    pub(crate) fn booked(&self) -> impl Iterator<Item = (usize, Amount)> {
        let mut rest = self.booked_kinds;
        std::iter::from_fn(move || {
            let place = rest.trailing_zeros() as usize;
            let amount = self.sums.get(place).copied()?;
            rest &= rest - 1;
            Some((place, amount))
        })
    }

    /// Starts a period; the sums of the last one are taken back one by one.
    pub(crate) fn begin(&mut self, customer: u32, opening: Amount, active: bool) {
        while self.booked_kinds != 0 {
            let place = self.booked_kinds.trailing_zeros() as usize;
            if let Some(sum) = self.sums.get_mut(place) {
                *sum = Amount::ZERO;
            }
            self.booked_kinds &= self.booked_kinds - 1;
        }
        self.customer = customer;
        self.opening = opening;
        self.opening_active = active;
        self.fx = Amount::ZERO;
        (self.joins, self.returns, self.churns) = (0, 0, 0);
    }
}

/// A movement before its numbers get names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawMovement {
    pub(crate) day: i32,
    pub(crate) kind: MovementKind,
    pub(crate) cause: Cause,
    pub(crate) product: u32,
    /// Signed.
    pub(crate) amount: Amount,
    /// Place of the record; `None` for fx.
    pub(crate) source: Option<(Door, u32)>,
}

/// What is done with a customer's periods.
pub(crate) trait Sink {
    /// Whether single movements are wanted.
    const DETAIL: bool;

    /// A period in which the customer was active or something happened.
    fn period(&mut self, at: usize, figures: &CustomerPeriod, movements: &[RawMovement]);

    /// Periods in which the customer was active and nothing happened, both ends included.
    fn quiet(&mut self, customer: u32, first: usize, last: usize, balance: Amount) {
        let figures = CustomerPeriod {
            customer,
            opening: balance,
            closing: balance,
            opening_active: true,
            closing_active: true,
            ..CustomerPeriod::default()
        };
        (first..=last).for_each(|at| self.period(at, &figures, &[]));
    }
}

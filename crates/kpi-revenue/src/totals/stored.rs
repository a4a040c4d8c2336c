//! A period's totals written and read back: what does not close is refused.

use kpi_types::{Currency, Money, Period};
use serde::{Deserialize, Serialize};

use super::{PeriodTotals, Sums};
use crate::amount::{Amount, AmountOverflow};
use crate::movement::{KINDS, MovementKind};
use crate::view_error::ViewError;

/// Why stored totals are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum StoredTotalsError {
    /// An amount in another currency than the opening.
    #[error("{field} is in {found}, the opening in {wanted}")]
    Currency { field: &'static str, found: Currency, wanted: Currency },
    /// An amount that no ledger holds, or a movement below zero.
    #[error("{field} is {amount}: expected {allowed}")]
    Amount { field: &'static str, amount: Money, allowed: &'static str },
    /// Books that do not close.
    #[error("opening and movements make {expected}, closing is {closing}")]
    Open { expected: Money, closing: Money },
    /// Sums that are too large.
    #[error("the movements are too large to be added up")]
    Overflow,
    /// Customers that do not add up.
    #[error(
        "{opening} customers, {joins} joining, {returns} returning and {churns} leaving do not make {closing}"
    )]
    Customers { opening: u64, joins: u64, returns: u64, churns: u64, closing: u64 },
    /// More customers lost than were there or left.
    #[error("{lost} customers lost of {opening}, {churns} times somebody left")]
    Lost { lost: u64, opening: u64, churns: u64 },
    /// A movement of nobody.
    #[error("{field} is {amount}, but no customer moved")]
    Nobody { field: &'static str, amount: Money },
}

/// Customers with a movement of each kind.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMovers {
    new: u64,
    reactivation: u64,
    upsell: u64,
    cross_sell: u64,
    contraction: u64,
    churn: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "PeriodTotals", deny_unknown_fields)]
pub(crate) struct RawPeriodTotals {
    period: Period,
    opening: Money,
    new: Money,
    reactivation: Money,
    upsell: Money,
    cross_sell: Money,
    contraction: Money,
    churn: Money,
    fx: Money,
    closing: Money,
    opening_customers: u64,
    joins: u64,
    returns: u64,
    churns: u64,
    lost: u64,
    closing_customers: u64,
    movers: RawMovers,
}

impl TryFrom<&PeriodTotals> for RawPeriodTotals {
    type Error = ViewError;

    fn try_from(totals: &PeriodTotals) -> Result<Self, ViewError> {
        use MovementKind::{Churn, Contraction, CrossSell, Fx, New, Reactivation, Upsell};
        Ok(Self {
            period: totals.period,
            opening: totals.opening()?,
            new: totals.movement(New)?,
            reactivation: totals.movement(Reactivation)?,
            upsell: totals.movement(Upsell)?,
            cross_sell: totals.movement(CrossSell)?,
            contraction: totals.movement(Contraction)?,
            churn: totals.movement(Churn)?,
            fx: totals.movement(Fx)?,
            closing: totals.closing()?,
            opening_customers: totals.opening_customers(),
            joins: totals.joins(),
            returns: totals.returns(),
            churns: totals.churns(),
            lost: totals.lost(),
            closing_customers: totals.closing_customers(),
            movers: RawMovers {
                new: totals.movers(New),
                reactivation: totals.movers(Reactivation),
                upsell: totals.movers(Upsell),
                cross_sell: totals.movers(CrossSell),
                contraction: totals.movers(Contraction),
                churn: totals.movers(Churn),
            },
        })
    }
}

impl TryFrom<RawPeriodTotals> for PeriodTotals {
    type Error = StoredTotalsError;

    fn try_from(raw: RawPeriodTotals) -> Result<Self, StoredTotalsError> {
        let currency = raw.opening.currency();
        let amount = |field: &'static str, money: Money| {
            let (found, wanted) = (money.currency(), currency);
            if found != wanted {
                return Err(StoredTotalsError::Currency { field, found, wanted });
            }
            let allowed = "at most 12 digits after the point, within 28 digits";
            let read = Amount::try_from_decimal(money.amount());
            // A digit that is lost was never written.
            read.ok()
                .filter(|read| read.to_decimal() == Ok(money.amount()))
                .ok_or(StoredTotalsError::Amount { field, amount: money, allowed })
        };
        let movers = &raw.movers;
        let (mut kinds, mut moved) = ([Amount::ZERO; KINDS], [0; KINDS]);
        for (kind, money, customers) in [
            (MovementKind::New, raw.new, movers.new),
            (MovementKind::Reactivation, raw.reactivation, movers.reactivation),
            (MovementKind::Upsell, raw.upsell, movers.upsell),
            (MovementKind::CrossSell, raw.cross_sell, movers.cross_sell),
            (MovementKind::Contraction, raw.contraction, movers.contraction),
            (MovementKind::Churn, raw.churn, movers.churn),
        ] {
            let (field, read) = (kind.name(), amount(kind.name(), money)?);
            if read.is_negative() {
                let allowed = "zero or more, losses too";
                return Err(StoredTotalsError::Amount { field, amount: money, allowed });
            }
            if read.is_positive() && customers == 0 {
                return Err(StoredTotalsError::Nobody { field, amount: money });
            }
            if let (Some(sum), Some(count)) =
                (kinds.get_mut(kind as usize), moved.get_mut(kind as usize))
            {
                (*sum, *count) = (read, customers);
            }
        }
        let sums = Sums {
            opening: amount("opening", raw.opening)?,
            closing: amount("closing", raw.closing)?,
            kinds,
            fx: amount("fx", raw.fx)?,
            opening_customers: raw.opening_customers,
            closing_customers: raw.closing_customers,
            joins: raw.joins,
            returns: raw.returns,
            churns: raw.churns,
            lost: raw.lost,
            movers: moved,
        };
        let totals = Self { period: raw.period, currency, sums };
        if !totals.closes() {
            let made = totals.made().to_money(currency);
            let expected = made.map_err(|AmountOverflow| StoredTotalsError::Overflow)?;
            return Err(StoredTotalsError::Open { expected, closing: raw.closing });
        }
        customers(&totals.sums)?;
        Ok(totals)
    }
}

fn customers(sums: &Sums) -> Result<(), StoredTotalsError> {
    let &Sums { opening_customers: opening, joins, returns, churns, lost, .. } = sums;
    let closing = sums.closing_customers;
    let came = opening.checked_add(joins).and_then(|n| n.checked_add(returns));
    if came.and_then(|n| n.checked_sub(churns)) != Some(closing) {
        return Err(StoredTotalsError::Customers { opening, joins, returns, churns, closing });
    }
    if lost > opening || lost > churns {
        return Err(StoredTotalsError::Lost { lost, opening, churns });
    }
    Ok(())
}

impl Serialize for PeriodTotals {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        RawPeriodTotals::try_from(self).map_err(serde::ser::Error::custom)?.serialize(to)
    }
}

impl<'de> Deserialize<'de> for PeriodTotals {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        RawPeriodTotals::deserialize(from)?.try_into().map_err(serde::de::Error::custom)
    }
}

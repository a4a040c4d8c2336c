//! The fits and what follows from them.

use anyhow::Result;
use chrono::NaiveDate;
use kpis::cohort::{
    AliveMeaning, BgNbd, ClvError, ClvOptions, Days, Fit, FitOptions, FitStatus, FittedParameter,
    GammaGamma, Horizon, LifetimeModel, MbgNbd, Months, PurchaseHistory, PurchaseModel, RfmBuilder,
    RfmError, RfmRow, RfmTable, SpendHistory, customer_lifetime_value,
    customer_lifetime_value_estimate,
};
use kpis::stats::ConfidenceLevel;
use kpis::types::{Estimate, Money};

use super::args::{Model, OrdersArguments};
use super::discount::{AskedDiscount, MONTH};
use super::orders::Orders;
use super::rules::Applied;
use super::words::{self, told};
use crate::input::said;

pub(super) struct Fitted {
    pub(super) name: &'static str,
    pub(super) parameters: Vec<FittedParameter>,
    pub(super) log_likelihood: f64,
    pub(super) status: FitStatus,
    pub(super) n: u64,
}

pub(super) struct Customer {
    pub(super) name: String,
    pub(super) repeats: u64,
    pub(super) last: NaiveDate,
    pub(super) spend: f64,
    pub(super) alive: f64,
    pub(super) alive_is_assumed: bool,
    pub(super) no_purchase: f64,
    pub(super) purchases: f64,
    pub(super) value: f64,
    /// Of those who are named.
    pub(super) interval: Option<Estimate>,
    history: PurchaseHistory<Days>,
    spend_history: Option<SpendHistory>,
}

/// What the rest of the orders says of the fit.
pub(super) struct Holdout {
    pub(super) days: u32,
    pub(super) expected: f64,
    pub(super) actual: u64,
    pub(super) mean_error: f64,
}

pub(super) struct Found {
    pub(super) applied: Applied,
    pub(super) end: NaiveDate,
    pub(super) customers: u64,
    pub(super) one_time: u64,
    pub(super) discount: AskedDiscount,
    pub(super) buying: Fitted,
    pub(super) spending: Fitted,
    pub(super) correlation: Option<Estimate>,
    /// The most valuable first.
    pub(super) valued: Vec<Customer>,
    pub(super) total: f64,
    /// Lower and upper end of the total.
    pub(super) total_interval: Option<(f64, f64)>,
    pub(super) holdout: Option<Holdout>,
}

pub(super) fn find(arguments: &OrdersArguments, orders: &Orders) -> Result<Found> {
    let last = last_day(arguments, orders)?;
    let table = table(arguments, orders, last)?;
    let applied = Applied::of(orders, last, &table);
    match arguments.model {
        Model::BgNbd => {
            let fit = words::fit(BgNbd::<Days>::fit(&table.sample(), &FitOptions::default()))?;
            with(arguments, &table, applied, "BG/NBD", &fit)
        }
        Model::MbgNbd => {
            let fit = words::fit(MbgNbd::<Days>::fit(&table.sample(), &FitOptions::default()))?;
            with(arguments, &table, applied, "MBG/NBD", &fit)
        }
    }
}

/// The last day the orders cover.
fn last_day(arguments: &OrdersArguments, orders: &Orders) -> Result<NaiveDate> {
    let days = || orders.rows.iter().map(|(_, date, _)| *date);
    let Some((first, last)) = days().min().zip(days().max()) else {
        return Err(said("there are no orders", "注文がありません"));
    };
    match arguments.rules.end {
        Some(end) if end < first => Err(said(
            format!("--end {end}: the first order is of {first}"),
            format!("--end {end}: 最初の注文は {first} です"),
        )),
        end => Ok(end.unwrap_or(last)),
    }
}

fn table(
    arguments: &OrdersArguments,
    orders: &Orders,
    last: NaiveDate,
) -> Result<RfmTable<String>> {
    let mut builder = RfmBuilder::new(arguments.currency, arguments.rules.options());
    for (customer, date, amount) in &orders.rows {
        let money = Money::new(*amount, arguments.currency);
        told(builder.observe(customer.clone(), *date, money), RfmError::message)?;
    }
    let table = match arguments.calibrate_until {
        Some(end) => builder.finish_with_holdout(end, last),
        None => builder.finish(last),
    };
    told(table, RfmError::message)
}

fn fitted<M>(name: &'static str, fit: &Fit<M>) -> Fitted {
    Fitted {
        name,
        parameters: fit.parameters().to_vec(),
        log_likelihood: fit.log_likelihood(),
        status: fit.status().clone(),
        n: fit.n(),
    }
}

fn with<M: PurchaseModel<Days> + LifetimeModel>(
    arguments: &OrdersArguments,
    table: &RfmTable<String>,
    applied: Applied,
    name: &'static str,
    buying: &Fit<M>,
) -> Result<Found> {
    let spend = table.spend_sample();
    let spending = words::fit(GammaGamma::fit(&spend, &FitOptions::default()))?;
    let discount = arguments.discount.asked()?;
    let options = ClvOptions::<Months>::new(arguments.months, discount.of::<Months>(), MONTH);
    let ahead = Horizon::<Months>::try_new(f64::from(arguments.months))?.to::<Days>(MONTH);
    let mut valued = Vec::new();
    for row in table.rows() {
        let history = row.history();
        let outlook = buying.model().outlook(&history, ahead);
        let spent = row.spend_history();
        let value = customer_lifetime_value(
            buying.model(),
            spending.model(),
            &history,
            spent.as_ref(),
            &options,
        );
        let value = told(value, ClvError::message)?;
        valued.push(Customer {
            name: row.customer.clone(),
            repeats: row.repeat_purchases,
            last: last_of(row),
            spend: value.spend,
            alive: outlook.alive,
            alive_is_assumed: outlook.meaning == AliveMeaning::OneByConstruction,
            no_purchase: outlook.no_purchase,
            purchases: outlook.expected_purchases,
            value: value.value,
            interval: None,
            history,
            spend_history: spent,
        });
    }
    valued.sort_by(|a, b| b.value.total_cmp(&a.value).then_with(|| a.name.cmp(&b.name)));
    for customer in valued.iter_mut().take(arguments.top) {
        let Customer { history, spend_history, .. } = &*customer;
        let spent = spend_history.as_ref();
        let interval =
            customer_lifetime_value_estimate(buying, &spending, history, spent, &options);
        customer.interval = told(interval, ClvError::message)?;
    }
    let total_interval = total_interval(&valued, buying, &spending, &options);
    let one_time = table.rows().iter().filter(|row| row.repeat_purchases == 0).count();
    Ok(Found {
        applied,
        end: table.calibration_end(),
        customers: table.rows().len() as u64,
        one_time: one_time as u64,
        discount,
        buying: fitted(name, buying),
        spending: fitted("Gamma-Gamma", &spending),
        correlation: spend.frequency_spend_correlation(ConfidenceLevel::P95),
        total: valued.iter().map(|customer| customer.value).sum(),
        total_interval,
        valued,
        holdout: holdout(table, buying.model())?,
    })
}

/// The total with what both fits leave open, symmetric on the logarithm as for one customer.
/// `None` where a fit did not converge.
fn total_interval<M: PurchaseModel<Days> + LifetimeModel>(
    valued: &[Customer],
    buying: &Fit<M>,
    spending: &Fit<GammaGamma>,
    options: &ClvOptions<Months>,
) -> Option<(f64, f64)> {
    let log_of = |value: &dyn Fn(&Customer) -> Option<f64>| {
        valued.iter().map(value).sum::<Option<f64>>().map_or(f64::NAN, f64::ln)
    };
    let by_buying = buying.standard_error_of(|model| {
        log_of(&|c| {
            let spent = c.spend_history.as_ref();
            let spending = spending.model();
            Some(customer_lifetime_value(model, spending, &c.history, spent, options).ok()?.value)
        })
    })?;
    // What a purchase brings multiplies what purchases there will be.
    let by_spending = spending.standard_error_of(|model| {
        log_of(&|c| {
            let spend = model.expected_spend(c.spend_history.as_ref()).ok()?;
            Some(c.value / c.spend * spend)
        })
    })?;
    let total: f64 = valued.iter().map(|customer| customer.value).sum();
    let spread = ConfidenceLevel::P95.z() * by_buying.hypot(by_spending);
    let (lower, upper) = (total * (-spread).exp(), total * spread.exp());
    (lower.is_finite() && upper.is_finite()).then_some((lower, upper))
}

fn last_of(row: &RfmRow<String>) -> NaiveDate {
    row.first.checked_add_days(chrono::Days::new(row.last_days.into())).unwrap_or(row.first)
}

fn holdout<M: PurchaseModel<Days>>(table: &RfmTable<String>, model: &M) -> Result<Option<Holdout>> {
    let Some(days) = table.holdout_days() else { return Ok(None) };
    let ahead = Horizon::<Days>::try_new(f64::from(days))?;
    let (mut expected, mut actual, mut error) = (0.0, 0, 0.0);
    for row in table.rows() {
        let found = model.expected_purchases_of(&row.history(), ahead);
        let came = row.holdout.map_or(0, |holdout| holdout.spend.purchases);
        expected += found;
        actual += came;
        error += (found - came as f64).abs();
    }
    let mean_error = error / table.rows().len().max(1) as f64;
    Ok(Some(Holdout { days, expected, actual, mean_error }))
}

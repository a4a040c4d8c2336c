//! How long customers stay and what they are still worth, past the end of the data.
//!
//! Three questions, three families:
//!
//! | customers | what is seen | model | what it says |
//! |---|---|---|---|
//! | with a contract | renewed or left, at each renewal | [`Sbg`], [`Bdw`] | survival, retention by age, residual lifetime and value |
//! | without one | orders, then silence | [`BgNbd`], [`MbgNbd`] | P(alive), P(no purchase within t), purchases to come |
//! | both | spend per order | [`GammaGamma`] | spend to be expected of a customer |
//!
//! [`customer_lifetime_value`] joins the last two, discounted. [`RenewalCounts`] and [`RfmBuilder`]
//! make from records what the models take.
//!
//! # What is not here
//!
//! No curve without a model: that is survival analysis. No covariates, no Bayesian sampling: a fit
//! is a maximum of a likelihood.
//!
//! # Concepts
//!
//! * **Time is a type.** A model counts in [`Days`], [`Weeks`], [`Months`], [`Quarters`] or
//!   [`Years`]; a [`Horizon`], a [`Discount`] and a [`PurchaseHistory`] too. Units that differ do
//!   not compile. Converting takes a [`MonthLength`], because published months differ.
//! * **A model, and how it was found.** A model is a set of parameters and answers with plain
//!   numbers: functions of these parameters. A [`Fit`] holds a model with standard errors,
//!   gradient, log-likelihood and [`FitStatus`]; [`Fit::estimate`] gives any figure of the model
//!   with its interval.
//! * **A fit never throws for being hard.** The best point comes back and says what it is: a
//!   maximum, a level surface, parameters that run to 0 or infinity, a search that was cut off.
//!   Errors are for samples with nothing in them. For contracts that are all alike, the limit at
//!   infinity has a model of its own: [`SbgFit::Homogeneous`].
//! * **Accumulators.** Counts, samples and orders come in any order and in parts; equal rows are
//!   counted, and the answer is the same.
//! * **The index of a residual lifetime is in its name**: see [`RenewalModel`].
//!
//! # Example: from orders to value
//!
//! ```
//! use kpi_cohort::{
//!     BgNbd, ClvOptions, Discount, FitOptions, GammaGamma, MonthLength, Months, RfmBuilder,
//!     RfmOptions, customer_lifetime_value,
//! };
//! use kpi_types::{Currency, Money, date_of_day};
//! use rust_decimal::Decimal;
//!
//! // Four customers a day who differ: one never comes back, one leaves after the second order,
//! // one after the third, one stays.
//! let mut orders = RfmBuilder::<u32>::new(Currency::JPY, RfmOptions::default());
//! for customer in 0..400_u32 {
//!     let (start, kind) = (20_000 + (customer / 4) as i32, customer % 4);
//!     let gap = 7 + 9 * (customer % 7) as i32;
//!     let repeats = [0, 1, 2, 40][kind as usize];
//!     for order in 0..=repeats {
//!         let price = Decimal::from(1000 + 100 * ((customer * 7 + order as u32 * 3) % 11));
//!         let date = date_of_day(start + order * gap)?;
//!         orders.observe(customer, date, Money::new(price, Currency::JPY))?;
//!     }
//! }
//! let table = orders.finish(date_of_day(20_300)?)?;
//!
//! let buying = BgNbd::fit(&table.sample(), &FitOptions::default())?;
//! assert!(buying.status().is_converged(), "{}", buying.status());
//! let spending = GammaGamma::fit(&table.spend_sample(), &FitOptions::default())?;
//!
//! // A year at 1 % a month; the model counts in days, the discount in months.
//! let year =
//!     ClvOptions::<Months>::new(12, Discount::try_new(0.01)?, MonthLength::Gregorian);
//! let row = &table.rows()[3];
//! let value = customer_lifetime_value(
//!     buying.model(),
//!     spending.model(),
//!     &row.history(),
//!     row.spend_history().as_ref(),
//!     &year,
//! )?;
//! assert!(0.0 < value.value && value.value < value.undiscounted);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bdw;
mod beta_geometric;
mod bg_nbd;
mod clv;
mod constant_churn;
mod contract;
mod discount;
mod fit;
mod gamma_gamma;
mod history;
mod matrix;
mod maximise;
mod mbg_nbd;
mod parameters;
mod purchase;
mod renewal;
mod rfm;
mod sbg;
mod special;
mod unit;

pub use bdw::Bdw;
pub use bg_nbd::BgNbd;
pub use clv::{
    ClvError, ClvOptions, CustomerValue, DiscountTiming, customer_lifetime_value,
    customer_lifetime_value_estimate,
};
pub use constant_churn::{ConstantChurn, ConstantChurnError};
pub use contract::{ContractPayment, ContractPaymentError, RenewalModel, ResidualError};
pub use discount::{Discount, DiscountError};
pub use fit::{
    Fit, FitError, FitIntervalScale, FitOptions, FitStatus, FittedParameter, LifetimeModel,
    ParameterBoundary, RunningParameter,
};
pub use gamma_gamma::{GammaGamma, SpendError, SpendHistory, SpendSample};
pub use history::{PurchaseHistory, PurchaseHistoryError, PurchaseSample};
pub use mbg_nbd::MbgNbd;
pub use parameters::ParameterError;
pub use purchase::{AliveMeaning, Outlook, PurchaseModel};
pub use renewal::{ContractEnd, RenewalCounts, RenewalCountsError, RenewalDecisions};
pub use rfm::{
    FirstPurchase, Refunds, RfmBuilder, RfmError, RfmHoldout, RfmOptions, RfmRow, RfmSpend,
    RfmTable, SameDay, ZeroSpend,
};
pub use sbg::{HomogeneousFit, Sbg, SbgFit};
pub use unit::{
    Days, Horizon, HorizonError, LifetimeUnit, MonthLength, Months, Quarters, UnitOfTime, Weeks,
    Years,
};

//! The BG/NBD model of repeat purchases.

use std::marker::PhantomData;

use super::beta_geometric::Core;
use super::fit::sealed::Sealed;
use super::fit::{Fit, FitError, FitOptions, LifetimeModel};
use super::history::{PurchaseHistory, PurchaseSample};
use super::parameters::{ParameterError, positive, timed_model};
use super::purchase::{
    AliveMeaning, PurchaseModel, fit_sample, purchase_model, sample_log_likelihood,
};
use super::unit::{Horizon, UnitOfTime};

/// The BG/NBD model: each customer buys at a rate of their own, and after each repeat purchase
/// leaves for good with a probability of their own.
///
/// # Formula
///
/// Rates are gamma distributed with shape *r* and rate *α*, probabilities to leave beta
/// distributed with *a* and *b*. For a customer with *x* repeat purchases, the last at *t_x*, seen
/// until *T*:
///
/// * P(alive) = 1 / (1 + a/(b+x−1) · ((α+T)/(α+t_x))^(r+x)), and 1 for x = 0
/// * P(no purchase within t) = 1 − P(alive) · (1 − ((α+T)/(α+T+t))^(r+x))
/// * E(purchases within t) = P(alive) · Σⱼ₌₀ P(K > j) · (b+x)ⱼ/(a+b+x)ⱼ, where K is negative
///   binomial with shape r+x and mean (r+x) t/(α+T). The sum equals the published form in ₂F₁ and
///   has none of its poles.
///
/// # Conventions
///
/// α has the unit of time, the other parameters have none. The first purchase is not counted.
///
/// # Undefined when
///
/// Nobody bought again: nothing tells the rate from the dropout ([`FitError::NoRepeats`]).
///
/// # Worked example
///
/// CDNOW, with the parameters of the paper, in weeks.
///
/// ```
/// use kpi_cohort::{AliveMeaning, BgNbd, Horizon, PurchaseHistory, PurchaseModel, Weeks};
///
/// let model = BgNbd::<Weeks>::try_new(0.243, 4.414, 0.793, 2.426)?;
/// let customer = PurchaseHistory::try_new(2, 30.43, 38.86)?;
/// let outlook = model.outlook(&customer, Horizon::try_new(39.0)?);
/// assert!((outlook.expected_purchases - 1.226).abs() < 1e-3);
/// assert!((outlook.alive - 0.7266).abs() < 1e-3);
///
/// // Who bought once is alive by construction; that a purchase will come is another matter.
/// let once = PurchaseHistory::try_new(0, 0.0, 38.86)?;
/// let outlook = model.outlook(&once, Horizon::try_new(39.0)?);
/// assert_eq!((outlook.alive, outlook.meaning), (1.0, AliveMeaning::OneByConstruction));
/// assert!(outlook.no_purchase > 0.85);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading P(alive) = 1 of a one-time buyer as loyalty; see [`Outlook`](super::Outlook). Dropping
/// one-time buyers before the fit: the model needs them. Expecting more of whoever bought more: of
/// two customers with the same last purchase, the one who bought more often is the likelier to
/// have left, since for them the silence is longer.
///
/// # What other systems do
///
/// `lifetimes` (Python) gives the same figures and stops with an error when its optimiser reports
/// a loss of precision; BTYD and CLVTools (R) agree to four digits.
///
/// # References
///
/// P. S. Fader, B. G. S. Hardie, K. L. Lee, *"Counting your customers" the easy way: an
/// alternative to the Pareto/NBD model*, Marketing Science 24 (2005).
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "BG/NBD")]
pub struct BgNbd<U> {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
    unit: PhantomData<U>,
}

timed_model!(
    BgNbd, "BG/NBD",
    r: "r: the smaller, the more the customers' rates differ.",
    alpha: "α, in the unit of time: r/α is the mean rate.",
    a: "a: a/(a + b) is the mean probability to leave after a repeat purchase.",
    b: "b."
);
purchase_model!(BgNbd, "BG/NBD", 0);

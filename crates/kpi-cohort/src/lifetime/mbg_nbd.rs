//! The MBG/NBD model of repeat purchases.

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

/// The MBG/NBD model: as [`BgNbd`](super::BgNbd), and customers can leave after the very first
/// purchase too.
///
/// # Formula
///
/// With the letters of [`BgNbd`](super::BgNbd),
///
/// * P(alive) = 1 / (1 + a/(b+x) · ((α+T)/(α+t_x))^(r+x))
/// * E(purchases within t) = P(alive) · Σⱼ₌₀ P(K > j) · (b+x+1)ⱼ/(a+b+x+1)ⱼ
///
/// # Conventions
///
/// As for the BG/NBD model.
///
/// # Undefined when
///
/// Nobody bought again.
///
/// # Worked example
///
/// CDNOW in weeks; parameters as in the tests of `lifetimes`.
///
/// ```
/// use kpi_cohort::{AliveMeaning, Horizon, MbgNbd, PurchaseHistory, PurchaseModel, Weeks};
///
/// let model = MbgNbd::<Weeks>::try_new(0.525, 6.183, 0.891, 1.614)?;
/// let once = PurchaseHistory::try_new(0, 0.0, 38.86)?;
/// let outlook = model.outlook(&once, Horizon::try_new(39.0)?);
/// // 1 / (1 + 0.891/1.614 · (45.043/6.183)^0.525)
/// assert!((outlook.alive - 0.389_7).abs() < 1e-3);
/// assert_eq!(outlook.meaning, AliveMeaning::Estimated);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Comparing its parameters with those of the BG/NBD model one by one. Compare predictions.
///
/// # What other systems do
///
/// `lifetimes` calls it `ModifiedBetaGeoFitter`; BTYDplus has it with regularity added.
///
/// # References
///
/// E. P. Batislam, M. Denizel, A. Filiztekin, *Empirical validation and comparison of models for
/// customer base analysis*, International Journal of Research in Marketing 24 (2007).
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "MBG/NBD")]
pub struct MbgNbd<U> {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
    unit: PhantomData<U>,
}

timed_model!(
    MbgNbd, "MBG/NBD",
    r: "r: the smaller, the more the customers' rates differ.",
    alpha: "α, in the unit of time: r/α is the mean rate.",
    a: "a: a/(a + b) is the mean probability to leave after a purchase.",
    b: "b."
);
purchase_model!(MbgNbd, "MBG/NBD", 1);

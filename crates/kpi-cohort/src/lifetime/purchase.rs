//! What every model of repeat purchases can say.

use super::beta_geometric::{Core, SampleLikelihood};
use super::fit::sealed::Sealed;
use super::fit::{Fit, FitError, FitOptions, LifetimeModel};
use super::history::{PurchaseHistory, PurchaseSample};
use super::maximise::{LogLikelihood, maximise};
use super::unit::{Horizon, UnitOfTime};

/// A model of customers who buy without a contract and stop without saying so, in time of the
/// unit `U`.
///
/// These are functions of given parameters. What the sample leaves open about the parameters is
/// the interval of [`Fit::estimate`].
pub trait PurchaseModel<U: UnitOfTime>: Sealed {
    /// P(alive): the probability that a customer has not left for good by the end of observation.
    /// [`PurchaseModel::outlook`] says what it is worth for somebody who bought only once.
    #[doc(alias = "p_alive")]
    fn probability_alive(&self, history: &PurchaseHistory<U>) -> f64;

    /// The probability that the customer buys nothing within `time` after the end of observation,
    /// gone or not.
    fn probability_of_no_purchase(&self, history: &PurchaseHistory<U>, time: Horizon<U>) -> f64;

    /// The purchases to be expected of this customer within `time` after the end of observation.
    #[doc(alias = "conditional expected transactions")]
    fn expected_purchases_of(&self, history: &PurchaseHistory<U>, time: Horizon<U>) -> f64;

    /// The repeat purchases to be expected of a new customer within `time` of the first purchase.
    fn expected_purchases(&self, time: Horizon<U>) -> f64;

    /// The probability that a new customer makes just so many repeat purchases within `time`.
    #[doc(alias = "pmf")]
    fn purchase_probability(&self, purchases: u64, time: Horizon<U>) -> f64;

    /// Alive, silent, buying: the three figures that belong together.
    fn outlook(&self, history: &PurchaseHistory<U>, time: Horizon<U>) -> Outlook {
        Outlook {
            alive: self.probability_alive(history),
            meaning: self.alive_meaning(history),
            no_purchase: self.probability_of_no_purchase(history, time),
            expected_purchases: self.expected_purchases_of(history, time),
        }
    }

    /// Whether P(alive) of this customer says anything.
    fn alive_meaning(&self, history: &PurchaseHistory<U>) -> AliveMeaning;

    /// The repeat purchases to be expected of all customers of a sample together, up to `time`
    /// after the first of them came. Customers count from their own first purchase, which lies as
    /// much later as their *T* is shorter than the longest.
    fn expected_cumulative_purchases(&self, sample: &PurchaseSample<U>, time: Horizon<U>) -> f64 {
        let histories = sample.histories();
        let longest = histories.iter().map(|(history, _)| history.age()).fold(0.0, f64::max);
        // Customers of one age expect the same.
        let mut ages: Vec<(f64, u64)> = histories.iter().map(|(h, n)| (h.age(), *n)).collect();
        ages.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        ages.dedup_by(|(next, more), (kept, count)| {
            let same = next == kept;
            if same {
                *count = count.saturating_add(*more);
            }
            same
        });
        let expected = |(age, customers): &(f64, u64)| {
            let own = Horizon::try_new((time.length() - (longest - age)).max(0.0));
            own.map_or(0.0, |own| self.expected_purchases(own) * *customers as f64)
        };
        ages.iter().map(expected).sum()
    }
}

/// What is to be expected of a customer.
///
/// # P(alive) of somebody who bought once
///
/// In the BG/NBD model customers can leave only after a repeat purchase. Who never made one cannot
/// have left: P(alive) is 1 by construction, however long ago the only purchase was. That is no
/// finding, and [`AliveMeaning::OneByConstruction`] says so. `no_purchase` stands beside it: for
/// such a customer it is high, and it is the figure to rank by. The MBG/NBD model lets customers
/// leave after the first purchase too, and has no such case.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Outlook {
    /// The probability not to have left for good.
    pub alive: f64,
    /// Whether that probability says anything.
    pub meaning: AliveMeaning,
    /// The probability to buy nothing within the time asked about.
    pub no_purchase: f64,
    /// The purchases to be expected within the time asked about.
    pub expected_purchases: f64,
}

/// Whether P(alive) says anything about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum AliveMeaning {
    /// It follows from the customer's purchases.
    Estimated,
    /// It is 1 because the model lets nobody leave before the first repeat purchase.
    OneByConstruction,
}

/// The parts of the trait that follow from the shared core.
macro_rules! purchase_model {
    ($model:ident, $title:literal, $early:literal) => {
        impl<U: UnitOfTime> $model<U> {
            /// The parameters under which the sample is most likely.
            ///
            /// # Errors
            ///
            /// [`FitError::Empty`] and [`FitError::NoRepeats`]. A fit that ends badly is no error:
            /// see [`Fit::status`].
            pub fn fit(
                sample: &PurchaseSample<U>,
                options: &FitOptions,
            ) -> Result<Fit<Self>, FitError> {
                fit_sample($title, sample, $early, options)
            }

            /// The log-likelihood of a sample under this model.
            #[must_use]
            pub fn log_likelihood(&self, sample: &PurchaseSample<U>) -> f64 {
                sample_log_likelihood(&self.core(), sample)
            }

            const fn core(&self) -> Core {
                Core { r: self.r, alpha: self.alpha, a: self.a, b: self.b, early: $early }
            }
        }

        impl<U: UnitOfTime> PurchaseModel<U> for $model<U> {
            fn probability_alive(&self, history: &PurchaseHistory<U>) -> f64 {
                self.core().alive(history)
            }

            fn probability_of_no_purchase(
                &self,
                history: &PurchaseHistory<U>,
                time: Horizon<U>,
            ) -> f64 {
                let core = self.core();
                let alive = core.alive(history);
                1.0 - alive + alive * core.none_while_alive(history, time.length())
            }

            fn expected_purchases_of(&self, history: &PurchaseHistory<U>, time: Horizon<U>) -> f64 {
                self.core().expected(history, time.length())
            }

            fn expected_purchases(&self, time: Horizon<U>) -> f64 {
                self.core().expected_of_new(time.length())
            }

            fn purchase_probability(&self, purchases: u64, time: Horizon<U>) -> f64 {
                self.core().probability(purchases, time.length())
            }

            fn alive_meaning(&self, history: &PurchaseHistory<U>) -> AliveMeaning {
                if history.purchases() + $early == 0 {
                    AliveMeaning::OneByConstruction
                } else {
                    AliveMeaning::Estimated
                }
            }
        }
    };
}

pub(super) use purchase_model;

pub(super) fn fit_sample<M: LifetimeModel, U: UnitOfTime>(
    model: &'static str,
    sample: &PurchaseSample<U>,
    early: u64,
    options: &FitOptions,
) -> Result<Fit<M>, FitError> {
    let customers = sample.customers();
    if customers == 0 {
        return Err(FitError::Empty { model });
    }
    if sample.repeat_purchases() == 0 {
        return Err(FitError::NoRepeats { model });
    }
    let target = SampleLikelihood::new(sample, early);
    let rate = target.rate();
    // Rates that differ much or little, dropout that is quick, slow or uneven.
    let starts = [(0.3, 0.8, 2.5), (1.0, 1.0, 1.0), (3.0, 0.2, 4.0), (1.0, 3.0, 30.0)]
        .map(|(r, a, b)| [r, r / rate, a, b]);
    let failed = FitError::NoStart { model, starts: starts.len() };
    let top = maximise(&target, &starts, options.steps()).ok_or(failed)?;
    let [r, alpha, a, b] = top.parameters;
    let value = target.unscaled(top.value);
    let parameters = [r, alpha * target.scale, a, b];
    Fit::new(&top, parameters, value, customers, starts.len(), options).ok_or(failed)
}

pub(super) fn sample_log_likelihood<U: UnitOfTime>(core: &Core, sample: &PurchaseSample<U>) -> f64 {
    let target = SampleLikelihood::new(sample, core.early);
    let at = target.at(&[core.r, core.alpha / target.scale, core.a, core.b]);
    target.unscaled(at.value)
}

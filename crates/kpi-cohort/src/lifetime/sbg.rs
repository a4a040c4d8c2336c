//! The shifted beta-geometric model of contracts.

use std::marker::PhantomData;

use kpi_stats::wilson;
use kpi_types::{Estimate, Localized};

use super::constant_churn::ConstantChurn;
use super::contract::{RenewalModel, ResidualError};
use super::discount::Discount;
use super::fit::sealed::Sealed;
use super::fit::{Fit, FitError, FitOptions, LifetimeModel};
use super::maximise::{Derivatives, End, LogLikelihood, maximise};
use super::parameters::{ParameterError, positive, timed_model};
use super::renewal::RenewalCounts;
use super::special::{gauss_one, log_rise};
use super::unit::UnitOfTime;

/// The shifted beta-geometric model: each customer leaves at each renewal with a probability of
/// their own, and these probabilities are beta distributed.
///
/// Retention rises with age although nobody becomes more loyal: those likely to leave have left.
/// A constant churn rate fitted to young cohorts therefore promises too little of old ones.
///
/// # Formula
///
/// With *α*, *β* the parameters of the beta distribution and *t* the number of renewals,
///
/// * S(t) = B(α, β + t) / B(α, β) = Πᵢ₌₀ᵗ⁻¹ (β + i)/(α + β + i), S(0) = 1
/// * retention of those with *n* renewals behind them: (β + n)/(α + β + n)
/// * share that leaves at renewal *t*: α/(α + β + t − 1) · S(t − 1)
/// * discounted payments to come after *n* renewals:
///   (β + n)/(α + β + n) · ₂F₁(1, β + n + 1; α + β + n + 1; 1/(1 + d))
///
/// # Conventions
///
/// *t* counts renewals, not payments: a customer pays once before the first renewal. See
/// [`RenewalModel`] for the index of residual lifetimes.
///
/// # Undefined when
///
/// The likelihood of a cohort that is all alike has no maximum: see [`SbgFit`]. Without a discount
/// the residual lifetime is infinite for α ≤ 1.
///
/// # Worked example
///
/// The High End segment of Fader & Hardie (2007), seven years seen, twelve projected.
///
/// ```
/// use kpi_cohort::{Discount, FitOptions, RenewalCounts, RenewalModel, Sbg, SbgFit, Years};
///
/// let counts = RenewalCounts::from_active(&[1000, 869, 743, 653, 593, 551, 517, 491])?;
/// let SbgFit::Inside(fit) = Sbg::<Years>::fit(&counts, &FitOptions::default())? else {
///     panic!("this cohort is not all alike");
/// };
/// let sbg = fit.model();
/// assert!((sbg.alpha() - 0.668).abs() < 1e-3 && (sbg.beta() - 3.806).abs() < 1e-3);
/// assert!((fit.log_likelihood() - -1611.2).abs() < 0.05);
/// assert!((sbg.survival(12) - 0.378).abs() < 5e-4);
/// // A customer who has renewed seven times, at 10 % a year.
/// let years = sbg.discounted_residual_lifetime_after_renewals(7, Discount::try_new(0.1)?)?;
/// assert!((years - 7.530).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Fitting to percentages: 0.869 instead of 869 of 1,000. The curve is the same, the uncertainty
/// is lost. Counts are what goes in here.
///
/// # What other systems do
///
/// `foretell` (R) takes percentages. `shifted_beta_geometric_py` and `sBGmodel` differ by one in
/// the index of the residual lifetime; the latter returns parameters in the hundred thousands
/// without a word when the maximum is at infinity. `pymc-marketing` samples a posterior.
///
/// # References
///
/// P. S. Fader, B. G. S. Hardie, *How to project customer retention*, Journal of Interactive
/// Marketing 21 (2007); *Fitting the sBG model to multi-cohort data*, brucehardie.com/notes/017;
/// *Customer-base valuation in a contractual setting*, Marketing Science 29 (2010).
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias = "shifted beta-geometric")]
pub struct Sbg<U> {
    alpha: f64,
    beta: f64,
    unit: PhantomData<U>,
}

timed_model!(
    Sbg, "sBG",
    alpha: "α: large against β for high churn; small in itself for customers who differ a lot.",
    beta: "β."
);

/// Where the likelihood of the sBG model is highest.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SbgFit<U> {
    /// At finite parameters: the usual case. [`Fit::status`] still has to be looked at.
    Inside(Fit<Sbg<U>>),
    /// At α, β → ∞: the cohort shows no sign that customers differ (retention does not rise with
    /// age). The limit is one churn rate for all.
    Homogeneous(HomogeneousFit<U>),
    /// At α, β → 0: all who left did so at their first renewal, and later decisions were seen.
    /// The limit is two kinds of customers, who leave at once or never.
    Polarised {
        /// The share that leaves at the first renewal, with its interval.
        leave_at_once: Estimate,
    },
    /// Only first renewals were seen: every α and β with the same α/(α + β) fits as well.
    OneRenewal {
        /// The churn at the first renewal, with its interval.
        churn: Estimate,
    },
    /// Nobody left: α → 0 fits best, and says nothing about when somebody will.
    NobodyLeft {
        /// The churn at a renewal, with its interval: 0, and how large it may be.
        churn: Estimate,
    },
    /// Everybody left at the first renewal: nothing was seen of how the rest behaves.
    AllLeftAtOnce {
        /// The churn at the first renewal, with its interval.
        churn: Estimate,
    },
}

/// The limit of the sBG model for customers who are all alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HomogeneousFit<U> {
    /// The model of the limit.
    pub model: ConstantChurn<U>,
    /// The churn at a renewal: left by decisions, with its Wilson interval.
    pub churn: Estimate,
    /// The logarithm of the likelihood, which no sBG model exceeds.
    pub log_likelihood: f64,
}

impl<U> SbgFit<U> {
    /// Where the maximum is, and what that means, in both languages. For a maximum inside, what
    /// [`Fit::status`] says.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::Inside(fit) => fit.status().message(),
            Self::Homogeneous(_) => Localized::fixed(
                "no finite maximum: alpha and beta run to infinity. Retention does not rise with age, \
                 so nothing shows that customers differ; the limit is one churn rate for all",
                "最大となる有限の値がありません: alpha と beta が無限大に向かいます。継続率が年数とともに上がらず、\
                 顧客の違いが見られません。極限は全員に共通の解約率です",
            ),
            Self::Polarised { .. } => Localized::fixed(
                "no finite maximum: alpha and beta run to 0. All who left did so at the first renewal; \
                 the limit is customers who leave at once or never, and projects nothing",
                "最大となる有限の値がありません: alpha と beta が 0 に向かいます。離脱はすべて最初の更新でした。\
                 極限はすぐ離れるか永久に残るかの 2 種類の顧客で、予測には使えません",
            ),
            Self::OneRenewal { .. } => Localized::fixed(
                "only first renewals were seen: any alpha and beta of the same churn fit as well. \
                 A second renewal is needed",
                "最初の更新しか観測されていません。同じ解約率になる alpha と beta はどれも同じように当てはまります。\
                 2 回目の更新が必要です",
            ),
            Self::NobodyLeft { .. } => Localized::fixed(
                "nobody left: nothing says when somebody will",
                "離脱がありません。いつ離脱するかはデータから分かりません",
            ),
            Self::AllLeftAtOnce { .. } => Localized::fixed(
                "everybody left at the first renewal: nothing says how customers behave later",
                "最初の更新で全員が離脱しました。その後の行動はデータから分かりません",
            ),
        }
    }
}

impl<U: UnitOfTime> SbgFit<U> {
    /// The model to project with: the sBG model, or its limit for customers who are all alike.
    /// `None` where the counts decide on neither.
    #[must_use]
    pub fn as_model(&self) -> Option<&dyn RenewalModel<U>> {
        match self {
            Self::Inside(fit) => Some(fit.model()),
            Self::Homogeneous(limit) => Some(&limit.model),
            Self::Polarised { .. }
            | Self::OneRenewal { .. }
            | Self::NobodyLeft { .. }
            | Self::AllLeftAtOnce { .. } => None,
        }
    }
}

impl<U: UnitOfTime> Sbg<U> {
    /// The parameters under which the counts are most likely, or the reason why there are none.
    ///
    /// One cohort or many: only the number of decisions at each renewal counts.
    ///
    /// # Errors
    ///
    /// [`FitError::Empty`] without customers, [`FitError::NoDecisions`] when no renewal decision of
    /// theirs was seen, [`FitError::TooMany`] beyond 2⁵³ decisions.
    pub fn fit(counts: &RenewalCounts, options: &FitOptions) -> Result<SbgFit<U>, FitError> {
        let model = "sBG";
        let [stayed, left] = counts.totals();
        let rows: Vec<(f64, f64, f64)> = counts.rows().collect();
        let undecided = || FitError::undecided(model, counts.customers());
        let [first, later @ ..] = rows.as_slice() else { return Err(undecided()) };
        let decisions = stayed.saturating_add(left);
        if decisions == 0 {
            return Err(undecided());
        }
        let too_many = |_| FitError::TooMany { model, decisions };
        let churn = wilson(left, decisions, options.level()).map_err(too_many)?;
        if left == 0 {
            return Ok(SbgFit::NobodyLeft { churn });
        }
        if stayed == 0 {
            return Ok(SbgFit::AllLeftAtOnce { churn });
        }
        if later.iter().all(|(_, stayed, left)| stayed + left == 0.0) {
            return Ok(SbgFit::OneRenewal { churn });
        }
        let first_rate = wilson(first.2 as u64, (first.1 + first.2) as u64, options.level());
        if later.iter().all(|(_, _, left)| *left == 0.0) {
            let leave_at_once = first_rate.map_err(too_many)?;
            return Ok(SbgFit::Polarised { leave_at_once });
        }
        let share = churn.point();
        let starts =
            [1.0, 10.0, 100.0, 0.1, 1000.0].map(|size| [share * size, (1.0 - share) * size]);
        let target = Counts { rows: &rows };
        let top = maximise(&target, &starts, options.steps());
        let limit = stayed as f64 * (1.0 - share).ln() + left as f64 * share.ln();
        let inside = top.filter(|top| top.end != End::Boundary && top.value > limit + LEVEL);
        match inside {
            Some(top) => {
                let n = counts.customers();
                Fit::new(&top, top.parameters, top.value, n, starts.len(), options)
                    .map(SbgFit::Inside)
                    .ok_or(FitError::NoStart { model, starts: starts.len() })
            }
            None => Ok(SbgFit::Homogeneous(HomogeneousFit {
                model: ConstantChurn::try_new(share).map_err(|_| undecided())?,
                churn,
                log_likelihood: limit,
            })),
        }
    }

    /// α/(α + β): the churn at the first renewal, and the mean over customers.
    #[must_use]
    pub fn mean_churn(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// 1/(α + β + 1): 0 when customers are all alike, 1 when each leaves at once or never.
    #[must_use]
    pub fn polarisation(&self) -> f64 {
        1.0 / (self.alpha + self.beta + 1.0)
    }

    /// The log-likelihood of counts under this model.
    #[must_use]
    pub fn log_likelihood(&self, counts: &RenewalCounts) -> f64 {
        let rows: Vec<(f64, f64, f64)> = counts.rows().collect();
        Counts { rows: &rows }.at(&[self.alpha, self.beta]).value
    }
}

/// A top that is no higher than the limit at infinity by more than rounding is not inside.
const LEVEL: f64 = 1e-7;

impl<U: UnitOfTime> RenewalModel<U> for Sbg<U> {
    fn survival(&self, renewals: u32) -> f64 {
        // A product is exact to the last digits; beyond this many factors it takes too long.
        const MOST_FACTORS: u32 = 10_000;
        let (alpha, beta) = (self.alpha, self.beta);
        if renewals <= MOST_FACTORS {
            (0..renewals).map(|made| self.retention_after_renewals(made)).product()
        } else {
            let t = f64::from(renewals);
            (log_rise(beta, alpha) - log_rise(beta + t, alpha)).exp()
        }
    }

    fn retention_after_renewals(&self, renewals: u32) -> f64 {
        let n = f64::from(renewals);
        (self.beta + n) / (self.alpha + self.beta + n)
    }

    fn discounted_residual_lifetime_after_renewals(
        &self,
        renewals: u32,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        let (alpha, stay) = (self.alpha, self.beta + f64::from(renewals));
        if discount.rate() > 0.0 {
            let z = 1.0 / (1.0 + discount.rate());
            Ok(stay / (alpha + stay) * gauss_one(stay + 1.0, alpha + stay + 1.0, z))
        } else if alpha > 1.0 {
            Ok(stay / (alpha - 1.0))
        } else {
            Err(ResidualError::Infinite { parameter: "alpha", value: alpha, bound: 1.0 })
        }
    }
}

/// Σ over renewals of left · ln(α/(α+β+i)) + stayed · ln((β+i)/(α+β+i)), with i renewals before.
struct Counts<'a> {
    rows: &'a [(f64, f64, f64)],
}

impl LogLikelihood<2> for Counts<'_> {
    fn at(&self, &[alpha, beta]: &[f64; 2]) -> Derivatives<2> {
        let mut sum = Derivatives { value: 0.0, gradient: [0.0; 2], hessian: [[0.0; 2]; 2] };
        let [by_alpha, by_beta] = &mut sum.gradient;
        let [[aa, ab], [_, bb]] = &mut sum.hessian;
        for (made, stayed, left) in self.rows {
            let (stay, all, decisions) = (beta + made, alpha + beta + made, stayed + left);
            // ln(stay/all) and ln(α/all) without the loss of digits of two logarithms.
            let nought = |count: f64, log: f64| if count > 0.0 { count * log } else { 0.0 };
            sum.value +=
                nought(*stayed, -(alpha / stay).ln_1p()) + nought(*left, (alpha / all).ln());
            *by_alpha += left / alpha - decisions / all;
            *by_beta += stayed / stay - decisions / all;
            let bend = decisions / (all * all);
            *aa += bend - left / (alpha * alpha);
            *ab += bend;
            *bb += bend - stayed / (stay * stay);
        }
        let [[_, ab], [ba, _]] = &mut sum.hessian;
        *ba = *ab;
        sum
    }
}

#[cfg(test)]
mod tests;

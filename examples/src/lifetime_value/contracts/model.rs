//! What a fit projects, whichever model it ended in.

use kpis::cohort::{
    Bdw, ConstantChurn, Discount, Fit, FitIntervalScale, FitStatus, FittedParameter,
    HomogeneousFit, RenewalModel, ResidualError, Sbg, SbgFit, UnitOfTime,
};
use kpis::types::{Estimate, Localized};
use serde_json::{Value, json};

use super::super::words::{estimate_json, status_json};

/// A model as it was fitted.
pub(super) struct Fitted {
    pub(super) name: &'static str,
    /// Where the maximum is, as programs know it.
    pub(super) outcome: &'static str,
    pub(super) message: Localized,
    pub(super) trusted: bool,
    /// As in [`Fitted::message`], with the parameters that run.
    pub(super) status: Option<FitStatus>,
    pub(super) parameters: Vec<FittedParameter>,
    /// A single share that takes the place of parameters.
    pub(super) share: Option<Estimate>,
    pub(super) log_likelihood: Option<f64>,
    /// Something to project with.
    pub(super) projects: bool,
}

/// A model to project with.
pub(super) enum Projection<U> {
    Sbg(Fit<Sbg<U>>),
    Bdw(Fit<Bdw<U>>),
    Alike(HomogeneousFit<U>),
}

/// A figure of a model, with an interval where the fit has one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Projected {
    pub(super) point: f64,
    pub(super) estimate: Option<Estimate>,
}

impl<U: UnitOfTime> Projection<U> {
    fn model(&self) -> &dyn RenewalModel<U> {
        match self {
            Self::Sbg(fit) => fit.model(),
            Self::Bdw(fit) => fit.model(),
            Self::Alike(limit) => &limit.model,
        }
    }

    /// A maximum inside, or a limit that is a model itself.
    pub(super) fn is_trusted(&self) -> bool {
        match self {
            Self::Sbg(fit) => fit.status().is_converged(),
            Self::Bdw(fit) => fit.status().is_converged(),
            Self::Alike(_) => true,
        }
    }

    fn figure(
        &self,
        scale: FitIntervalScale,
        figure: impl Fn(&dyn RenewalModel<U>) -> f64,
    ) -> Projected {
        let point = figure(self.model());
        let estimate = match self {
            Self::Sbg(fit) => fit.estimate(scale, |model| figure(model)),
            Self::Bdw(fit) => fit.estimate(scale, |model| figure(model)),
            // Every figure falls when the churn rate rises, so its ends are those of the rate.
            Self::Alike(HomogeneousFit { churn, .. }) => {
                let of = |rate: f64| ConstantChurn::try_new(rate).ok().map(|m| figure(&m));
                of(churn.upper()).zip(of(churn.lower())).and_then(|(lower, upper)| {
                    let (level, n, method) = (churn.level(), churn.n(), churn.method());
                    Estimate::try_new(point, lower, upper, level, n, method).ok()
                })
            }
        };
        Projected { point, estimate }
    }

    pub(super) fn survival(&self, renewals: u32) -> Projected {
        if renewals == 0 {
            return Projected { point: 1.0, estimate: None };
        }
        self.figure(FitIntervalScale::Logit, |model| model.survival(renewals))
    }

    pub(super) fn retention(&self, before: u32) -> Projected {
        self.figure(FitIntervalScale::Logit, |model| model.retention_after_renewals(before))
    }

    /// Discounted payments to come.
    pub(super) fn residual(
        &self,
        renewals: u32,
        discount: Discount<U>,
    ) -> Result<Projected, ResidualError> {
        let of = |model: &dyn RenewalModel<U>| {
            model.discounted_residual_lifetime_after_renewals(renewals, discount)
        };
        of(self.model())?;
        Ok(self.figure(FitIntervalScale::Log, |model| of(model).unwrap_or(f64::NAN)))
    }

    /// Discounted payments of a new customer, the first one included.
    pub(super) fn of_a_new_customer(
        &self,
        discount: Discount<U>,
    ) -> Result<Projected, ResidualError> {
        let of =
            |model: &dyn RenewalModel<U>| model.discounted_lifetime_of_a_new_customer(discount);
        of(self.model())?;
        Ok(self.figure(FitIntervalScale::Log, |model| of(model).unwrap_or(f64::NAN)))
    }
}

impl Projected {
    /// The same figure in money.
    pub(super) fn times(self, factor: f64) -> Self {
        let estimate = self.estimate.and_then(|e| {
            let ends = [e.lower() * factor, e.upper() * factor];
            let [low, high] = if factor < 0.0 { [ends[1], ends[0]] } else { ends };
            Estimate::try_new(e.point() * factor, low, high, e.level(), e.n(), e.method()).ok()
        });
        Self { point: self.point * factor, estimate }
    }

    pub(super) fn json(&self) -> Value {
        match &self.estimate {
            Some(estimate) => estimate_json(Some(estimate)),
            None => json!({ "point": self.point }),
        }
    }
}

/// The sBG model, or the limit that took its place.
pub(super) fn sbg<U: UnitOfTime>(fit: SbgFit<U>) -> (Fitted, Option<Projection<U>>) {
    let message = fit.message();
    let limit = |outcome, share| Fitted {
        name: "sBG",
        outcome,
        message: message.clone(),
        trusted: false,
        status: None,
        parameters: Vec::new(),
        share: Some(share),
        log_likelihood: None,
        projects: false,
    };
    match fit {
        SbgFit::Inside(fit) => (of_fit("sBG", &fit), Some(Projection::Sbg(fit))),
        SbgFit::Homogeneous(found) => {
            let fitted = Fitted {
                log_likelihood: Some(found.log_likelihood),
                projects: true,
                ..limit("customers_alike", found.churn)
            };
            (fitted, Some(Projection::Alike(found)))
        }
        SbgFit::Polarised { leave_at_once } => {
            (limit("leave_at_once_or_never", leave_at_once), None)
        }
        SbgFit::OneRenewal { churn } => (limit("one_renewal", churn), None),
        SbgFit::NobodyLeft { churn } => (limit("nobody_left", churn), None),
        SbgFit::AllLeftAtOnce { churn } => (limit("all_left_at_once", churn), None),
        // A kind of limit that this program does not know has no share to show.
        _ => {
            let unknown = Fitted {
                name: "sBG",
                outcome: "other",
                message: message.clone(),
                trusted: false,
                status: None,
                parameters: Vec::new(),
                share: None,
                log_likelihood: None,
                projects: false,
            };
            (unknown, None)
        }
    }
}

pub(super) fn of_fit<M>(name: &'static str, fit: &Fit<M>) -> Fitted {
    let outcome = match fit.status() {
        FitStatus::Converged => "inside",
        FitStatus::AtBoundary { .. } => "at_boundary",
        FitStatus::Flat => "level",
        _ => "not_reached",
    };
    Fitted {
        name,
        outcome,
        message: fit.status().message(),
        trusted: fit.status().is_converged(),
        status: Some(fit.status().clone()),
        parameters: fit.parameters().to_vec(),
        share: None,
        log_likelihood: Some(fit.log_likelihood()),
        projects: fit.status().is_converged(),
    }
}

impl Fitted {
    pub(super) fn json(&self) -> Value {
        json!({
            "model": self.name,
            "maximum": self.outcome,
            "message": self.message,
            "converged": self.trusted,
            "status": self.status.as_ref().map(status_json),
            "parameters": self.parameters,
            "churn_of_the_limit": self.share.as_ref().map(|e| estimate_json(Some(e))),
            "log_likelihood": self.log_likelihood,
        })
    }
}

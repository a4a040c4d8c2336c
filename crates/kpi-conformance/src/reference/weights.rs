//! Weights: raking, post-stratification, weighted means and NPS.

mod kalton;
mod mean;
mod nps;

pub(super) use kalton::run as kalton;
pub(super) use mean::run as mean;
pub(super) use nps::run as nps;

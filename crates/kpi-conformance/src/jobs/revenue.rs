//! Recurring revenue: month factors, movements, KPIs of a book, metrics of facts, policy gaps.
//!
//! Everything runs through the facade, as a user's program does.

mod book;
mod factor;
mod gap;
mod kpis;
mod metric;
mod movements;
mod policy;
mod values;
mod way;

use crate::Job;

/// Jobs of this area.
pub(super) const JOBS: &[Job] =
    &[factor::JOB, movements::JOB, kpis::JOB, metric::JOB, gap::JOB, policy::JOB];

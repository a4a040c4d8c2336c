//! Survival curves, cumulative hazards, quantiles, restricted means and rank tests.

mod curves;
mod rank;
mod subjects;

use crate::{Job, JobPath};

/// The ways from subjects to a table, for a job that starts with one.
macro_rules! paths {
    ($run:path) => {
        &[
            JobPath { name: "columns", run: |table| $run(table, subjects::columns) },
            JobPath { name: "rows in reverse", run: |table| $run(table, subjects::reverse) },
            JobPath { name: "split and merged", run: |table| $run(table, subjects::merged) },
            JobPath { name: "whole units", run: |table| $run(table, subjects::whole) },
        ]
    };
}

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[
    Job {
        name: "kaplan-meier",
        about: "survival curve with standard errors and intervals, at every time somebody left",
        paths: paths!(curves::kaplan_meier),
    },
    Job {
        name: "survival-quantile",
        about: "times by which given shares have left, with intervals",
        paths: paths!(curves::quantiles),
    },
    Job {
        name: "nelson-aalen",
        about: "cumulative hazard with standard errors and intervals, at every time somebody left",
        paths: paths!(curves::nelson_aalen),
    },
    Job {
        name: "restricted-mean",
        about: "mean time stayed up to given limits, with standard errors",
        paths: paths!(curves::restricted_means),
    },
    Job {
        name: "log-rank",
        about: "whether groups leave at the same rate",
        paths: paths!(rank::log_rank),
    },
];

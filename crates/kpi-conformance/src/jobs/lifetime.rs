//! Contract renewals, repeat purchases and spend.

mod contracts;
mod purchases;

use crate::{Job, JobPath};

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[
    Job {
        name: "sbg-fit",
        about: "sBG parameters under which renewal counts are most likely, and the curve they promise",
        paths: &[
            JobPath { name: "active", run: |table| contracts::sbg(table, contracts::active) },
            JobPath { name: "lost", run: |table| contracts::sbg(table, contracts::lost) },
            JobPath { name: "one by one", run: |table| contracts::sbg(table, contracts::singly) },
            JobPath { name: "merged", run: |table| contracts::sbg(table, contracts::merged) },
        ],
    },
    Job {
        name: "bdw-fit",
        about: "BdW parameters under which renewal counts are most likely, and the curve they promise",
        paths: &[
            JobPath { name: "active", run: |table| contracts::bdw(table, contracts::active) },
            JobPath { name: "merged", run: |table| contracts::bdw(table, contracts::merged) },
        ],
    },
    Job {
        name: "sbg",
        about: "survival, retention and discounted residual lifetime at given sBG parameters",
        paths: &[
            JobPath { name: "sBG", run: |table| contracts::given(table, contracts::as_sbg) },
            JobPath { name: "BdW, c = 1", run: |table| contracts::given(table, contracts::as_bdw) },
        ],
    },
    Job {
        name: "bg-nbd",
        about: "expectations and P(alive) at given BG/NBD or MBG/NBD parameters",
        paths: &[
            JobPath { name: "in weeks", run: purchases::in_weeks },
            JobPath { name: "in days", run: purchases::in_days },
        ],
    },
    Job {
        name: "gamma-gamma",
        about: "expected spend per purchase at given Gamma-Gamma parameters",
        paths: &[JobPath { name: "one by one", run: purchases::spend }],
    },
];

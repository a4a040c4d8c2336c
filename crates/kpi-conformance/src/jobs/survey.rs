//! Scores, their differences, weights, what matters.

mod drivers;
mod scores;
mod weights;

use crate::{Job, JobPath};

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[
    Job {
        name: "nps",
        about: "NPS in points with its interval, standard error and p-value against 0",
        paths: &[
            JobPath { name: "counts", run: |table| scores::nps(table, scores::Way::Counts) },
            JobPath { name: "columns", run: |table| scores::nps(table, scores::Way::Columns) },
            JobPath { name: "texts", run: |table| scores::nps(table, scores::Way::Texts) },
            JobPath { name: "merged", run: |table| scores::nps(table, scores::Way::Merged) },
        ],
    },
    Job {
        name: "nps-difference",
        about: "the change of an NPS between two independent waves",
        paths: &[JobPath { name: "counts", run: scores::difference }],
    },
    Job {
        name: "item-score",
        about: "CSAT or CES by a named convention",
        paths: &[
            JobPath { name: "distribution", run: scores::item },
            JobPath { name: "mirrored twice", run: scores::item_of_mirrored },
        ],
    },
    Job {
        name: "weighted-mean",
        about: "a weighted mean with its linearised error and design effects",
        paths: &[
            JobPath { name: "values", run: |table| weights::mean(table, false) },
            JobPath { name: "backwards", run: |table| weights::mean(table, true) },
        ],
    },
    Job {
        name: "raking",
        about: "weights by cell of a cross table, raked to margins or post-stratified",
        paths: &[
            JobPath { name: "raked", run: |table| weights::cells(table, weights::Order::Rows) },
            JobPath {
                name: "by columns",
                run: |table| weights::cells(table, weights::Order::Columns),
            },
        ],
    },
    Job {
        name: "importance",
        about: "how much each item matters for overall satisfaction, by every measure",
        paths: &[
            JobPath {
                name: "as given",
                run: |table| drivers::importance(table, drivers::Way::AsGiven),
            },
            JobPath {
                name: "backwards",
                run: |table| drivers::importance(table, drivers::Way::Backwards),
            },
            JobPath {
                name: "other units",
                run: |table| drivers::importance(table, drivers::Way::OtherUnits),
            },
        ],
    },
    Job {
        name: "improvement-index",
        about: "the improvement index of an item of a CS portfolio",
        paths: &[
            JobPath {
                name: "by angle",
                run: |table| drivers::improvement(table, drivers::Told::ByAngle),
            },
            JobPath {
                name: "by coordinates",
                run: |table| drivers::improvement(table, drivers::Told::ByCoordinates),
            },
            JobPath {
                name: "mirrored",
                run: |table| drivers::improvement(table, drivers::Told::Mirrored),
            },
        ],
    },
];

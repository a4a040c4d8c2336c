//! Running the scorecard inside the test.

use crate::common::ran;

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn run(arguments: &[&str]) -> Ran {
    let (code, out, err) = ran("scorecard", arguments, kpis_examples::scorecard::run);
    Ran { code, out, err }
}

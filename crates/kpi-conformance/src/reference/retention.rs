//! Retention grids, of events in a data file or in the case itself.

mod log;
mod modes;
mod money;
mod small;
mod table;

pub(super) use modes::run as modes;
pub(super) use money::run as revenue;
pub(super) use small::{conditions, published};
pub(super) use table::run as daily_table;

#![doc = include_str!("../README.md")]

mod actives;
mod retention;

pub use actives::{
    ActiveSplit, ActiveUsers, Actives, ActivesSpec, PeriodActives, Stickiness, TrailingActives,
};
pub use retention::{
    AgeWindows, Brackets, BracketsError, Cell, CellMembers, CellStatus, CellUse, CohortBy,
    CohortKey, CohortRow, CohortWeights, EntityId, EntityLevel, Event, EventColumns, EventFilter,
    EventTime, IdColumn, IdKind, KindColumn, MoneyColumn, NotUsed, NotUsedReason, ObservationEnd,
    Retention, RetentionError, RetentionGrid, RetentionMean, RetentionSpec, RetentionSpecError,
    ReturnMode, RevenueCell, RevenueFigures, RevenueRule, RollingStart, RollingStep, SegmentGrid,
    TimeColumn,
};

//! The words every `kpis` crate shares: money that is exact, calendars that know their time zone,
//! periods with an index, segments, facts, estimates, and the reasons a number may be missing.
//!
//! # What is not here
//!
//! No KPI, no formula, no I/O, no clock: "today" is always an argument. Metric definitions live in
//! `kpi-metrics`, the subscription ledger in `kpi-revenue`.
//!
//! # Example
//!
//! ```
//! use chrono::NaiveDate;
//! use kpi_types::{Calendar, Currency, Grain, Money};
//! use rust_decimal::Decimal;
//!
//! // Japan's fiscal year starts in April; its calendar is one call.
//! let calendar = Calendar::japan();
//! let date = NaiveDate::from_ymd_opt(2026, 2, 14).unwrap();
//! let year = calendar.period_of(date, Grain::FiscalYear)?;
//! assert_eq!(calendar.label(year)?, "FY2025");
//!
//! // Splitting money loses no yen.
//! let price = Money::new(Decimal::from(1000), Currency::JPY);
//! let parts = price.allocate(&[1, 1, 1])?;
//! assert_eq!(parts.iter().map(|p| p.amount()).sum::<Decimal>(), Decimal::from(1000));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! * `serde`: every value type reads and writes through the same checks as its constructor.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod allocate;
mod calendar;
mod currency;
mod day;
#[cfg(feature = "serde")]
mod decimal_text;
mod estimate;
mod fact;
mod ids;
mod intern;
mod localized;
mod money;
mod month;
mod period;
mod quantity;
mod segment;
mod span;
mod taxonomy;
mod undefined;
mod zone;

pub use allocate::AllocationError;
pub use calendar::Calendar;
pub use currency::{Currency, CurrencyError};
pub use day::{DayError, date_of_day, day_number};
pub use estimate::{Estimate, EstimateError, EstimateMethod};
pub use fact::{FactError, FactName, FactSource, Facts};
pub use ids::{ContractId, CustomerId, IdError, MemberId, PlanId, ProductId};
pub use intern::{InternError, Interner};
pub use localized::{Language, Localized};
pub use money::{Money, MoneyBag, MoneyError, Rounding};
pub use month::{MonthAnchor, MonthAnchorError};
pub use period::{Grain, Period, PeriodError};
pub use quantity::{Quantity, QuantityError, Ratio, TimeUnit, Unit};
pub use segment::{AttributeHistory, Segment, SegmentError, SegmentTiming};
pub use span::{Span, SpanError};
pub use taxonomy::{Department, JourneyStage, Role, ScenarioStage, TaxonomyError, TouchModel};
pub use undefined::Undefined;
pub use zone::{Zone, ZoneError};

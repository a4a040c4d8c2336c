//! Contract lines to an MRR ledger: movements, churn, retention, lifetime value, under any
//! vendor's convention, explained customer by customer.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod allowed;
mod amount;
mod balances;
mod block;
mod book;
mod books;
mod cause;
mod columns;
mod compare;
mod compile;
mod day;
mod door;
mod ends;
mod entry;
mod explain;
mod facts;
mod field_reader;
mod fields;
mod figures;
mod fx;
mod grid;
mod interval;
mod kpis;
mod ledger;
mod left_out;
mod line;
mod movement;
mod packed;
mod policy;
mod question;
mod rates;
mod record;
mod restate;
mod scope;
#[cfg(feature = "serde")]
mod stored;
mod totals;
mod version;
mod view;
mod view_error;
mod view_walk;
mod walk;

pub use allowed::Allowed;
pub use balances::CustomerBalance;
pub use book::{Book, BookError};
pub use columns::{ColumnsError, LineColumns};
pub use compare::{CompareError, Comparison, ComparisonStep, ShareChange, compare};
pub use explain::{Explanation, FactMembers, Member};
pub use field_reader::FieldReader;
pub use fields::{ChangeFields, FieldError, LineFields, LineOrCharge, SnapshotFields};
pub use interval::{BillingInterval, IntervalError, IntervalUnit};
pub use kpis::{KpiError, RevenueKpis};
pub use ledger::{Ledger, LedgerError};
pub use left_out::{LeftOut, LeftOutReason};
pub use line::{ContractLine, Discount, DiscountLength, DiscountSize, LineError, LineStatus};
pub use movement::{Cause, Movement, MovementKind};
pub use policy::{
    ChurnDenominator, ChurnNumerator, ChurnTiming, Citation, DaysPerMonth, DiscountRule,
    FreePlanRule, FxRule, MovementBasis, PastDueRule, PauseRule, Policy, PolicyError, PolicyField,
    Preset, Provenance, ReactivationRule, SamePeriodRule, TrialRule, WeeksPerMonth, ZeroChurnRule,
};
pub use question::KpiQuestion;
pub use rates::{RateError, Rates};
pub use record::{MrrChange, MrrSnapshot, OneOffCharge};
pub use restate::{LateRecord, Restatement, restate};
pub use totals::PeriodTotals;
pub use view::View;
pub use view_error::ViewError;

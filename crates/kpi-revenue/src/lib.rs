//! Contract lines to an MRR ledger: movements, churn, retention, lifetime value, under any
//! vendor's convention, explained customer by customer.

mod amount;
mod book;
mod cause;
mod columns;
mod compile;
mod day;
mod door;
mod entry;
mod fx;
mod grid;
mod interval;
mod ledger;
mod line;
mod movement;
mod policy;
mod rates;
mod record;
mod scope;
mod totals;
mod version;
mod view;
mod walk;

pub use book::{Book, BookError};
pub use columns::{ColumnsError, LineColumns};
pub use interval::{BillingInterval, IntervalError, IntervalUnit};
pub use ledger::{Ledger, LedgerError};
pub use line::{ContractLine, Discount, DiscountLength, DiscountSize, LineError, LineStatus};
pub use movement::{Cause, Movement, MovementKind};
pub use policy::{
    ChurnDenominator, ChurnNumerator, ChurnTiming, Citation, DaysPerMonth, DiscountRule,
    FreePlanRule, FxRule, MovementBasis, PastDueRule, PauseRule, Policy, PolicyError, PolicyField,
    Preset, Provenance, ReactivationRule, SamePeriodRule, TrialRule, WeeksPerMonth, ZeroChurnRule,
};
pub use rates::{RateError, Rates};
pub use record::{MrrChange, MrrSnapshot, OneOffCharge};
pub use totals::PeriodTotals;
pub use view::{View, ViewError};

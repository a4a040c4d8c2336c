//! Lifetimes
mod bdw;
mod constant_churn;
mod contract;
mod discount;
mod fit;
mod matrix;
mod maximise;
mod parameters;
mod renewal;
mod sbg;
mod special;
mod unit;

pub use bdw::Bdw;
pub use constant_churn::{ConstantChurn, ConstantChurnError};
pub use contract::{ContractPayment, ContractPaymentError, RenewalModel, ResidualError};
pub use discount::{Discount, DiscountError};
pub use fit::{
    Boundary, Fit, FitError, FitOptions, FitStatus, FittedParameter, IntervalScale, LifetimeModel,
    RunningParameter,
};
pub use parameters::ParameterError;
pub use renewal::{ContractEnd, RenewalCounts, RenewalCountsError, RenewalDecisions};
pub use sbg::{HomogeneousFit, Sbg, SbgFit};
pub use unit::{
    Days, Horizon, HorizonError, LifetimeUnit, MonthLength, Months, Quarters, UnitOfTime, Weeks,
    Years,
};

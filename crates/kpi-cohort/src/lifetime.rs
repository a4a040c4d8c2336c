//! Lifetimes
mod bdw;
mod beta_geometric;
mod bg_nbd;
mod clv;
mod constant_churn;
mod contract;
mod discount;
mod fit;
mod gamma_gamma;
mod history;
mod matrix;
mod maximise;
mod mbg_nbd;
mod parameters;
mod purchase;
mod renewal;
mod rfm;
mod sbg;
mod special;
mod unit;

pub use bdw::Bdw;
pub use bg_nbd::BgNbd;
pub use clv::{ClvError, ClvOptions, CustomerValue, DiscountTiming, customer_lifetime_value};
pub use constant_churn::{ConstantChurn, ConstantChurnError};
pub use contract::{ContractPayment, ContractPaymentError, RenewalModel, ResidualError};
pub use discount::{Discount, DiscountError};
pub use fit::{
    Boundary, Fit, FitError, FitOptions, FitStatus, FittedParameter, IntervalScale, LifetimeModel,
    RunningParameter,
};
pub use gamma_gamma::{GammaGamma, SpendError, SpendHistory, SpendSample};
pub use history::{PurchaseHistory, PurchaseHistoryError, PurchaseSample};
pub use mbg_nbd::MbgNbd;
pub use parameters::ParameterError;
pub use purchase::{AliveMeaning, Outlook, PurchaseModel};
pub use renewal::{ContractEnd, RenewalCounts, RenewalCountsError, RenewalDecisions};
pub use rfm::{
    FirstPurchase, Holdout, Refunds, RfmBuilder, RfmError, RfmOptions, RfmRow, RfmTable, SameDay,
    Spend, ZeroSpend,
};
pub use sbg::{HomogeneousFit, Sbg, SbgFit};
pub use unit::{
    Days, Horizon, HorizonError, LifetimeUnit, MonthLength, Months, Quarters, UnitOfTime, Weeks,
    Years,
};

//! Contract lines to an MRR ledger: movements, churn, NRR, LTV under any vendor convention

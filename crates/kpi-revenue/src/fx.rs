//! Exchange rates as the walk needs them: by the ledger's currency numbers.

use kpi_types::Currency;

use crate::amount::Amount;
use crate::policy::FxRule;
use crate::rates::{RateError, Rates};

/// A table of rates, the ledger's currencies and the rule that says which day's rate applies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fx<'a> {
    rates: &'a Rates,
    currencies: &'a [Currency],
    rule: FxRule,
}

impl<'a> Fx<'a> {
    pub(crate) fn new(rates: &'a Rates, currencies: &'a [Currency], rule: FxRule) -> Self {
        Self { rates, currencies, rule }
    }

    pub(crate) fn rule(&self) -> FxRule {
        self.rule
    }

    pub(crate) fn is_home(&self, currency: u16) -> bool {
        self.currency(currency) == self.rates.reporting()
    }

    pub(crate) fn convert(
        &self,
        amount: Amount,
        currency: u16,
        day: i32,
    ) -> Result<Amount, RateError> {
        self.rates.convert(amount, self.currency(currency), day)
    }

    fn currency(&self, place: u16) -> Currency {
        let found = self.currencies.get(usize::from(place)).copied();
        found.unwrap_or_else(|| self.rates.reporting())
    }
}

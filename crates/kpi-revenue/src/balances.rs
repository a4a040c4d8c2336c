//! What each customer pays a month at the end of each period.

use kpi_types::{CustomerId, Money, Period};

use crate::amount::Amount;
use crate::figures::{CustomerPeriod, RawMovement, Sink};
use crate::view::View;
use crate::view_error::ViewError;
use crate::view_walk::Run;

/// One customer's MRR at the end of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomerBalance {
    /// The customer.
    pub customer: CustomerId,
    /// The period.
    pub period: Period,
    /// MRR at the end of its last day.
    pub closing: Money,
}

impl View<'_> {
    /// The closing MRR of each customer in each period from `first` through `last`, by customer,
    /// then period. Who is no customer at the end of a period is not listed in it.
    ///
    /// # Formula
    ///
    /// The balances of a period add up to [`PeriodTotals::closing`](crate::PeriodTotals::closing),
    /// and there are as many of them as
    /// [`PeriodTotals::closing_customers`](crate::PeriodTotals::closing_customers). Customers on a
    /// free plan that counts have a balance of zero.
    ///
    /// # Worked example
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use kpi_revenue::{BillingInterval, Book, ContractLine, Ledger, Policy};
    /// use kpi_types::{ContractId, Currency, CustomerId, Money, ProductId};
    ///
    /// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
    /// let mut book = Book::new();
    /// book.observe_line(&ContractLine::new(
    ///     ContractId::try_new("c-1")?,
    ///     CustomerId::try_new("acme")?,
    ///     ProductId::try_new("crm")?,
    ///     Money::new(1200.into(), Currency::USD),
    ///     BillingInterval::YEAR,
    ///     day(2, 15),
    /// ))?;
    /// let ledger = Ledger::try_new(&book, &Policy::default())?;
    /// let view = ledger.view()?;
    /// let month = |label| view.calendar().parse(label);
    /// let balances = view.customer_balances(month("2026-01")?, month("2026-03")?)?;
    /// // Not yet a customer in January; 100 a month in February and March.
    /// assert_eq!(balances.len(), 2);
    /// assert_eq!(balances[0].period, month("2026-02")?);
    /// assert_eq!(balances[0].closing, Money::new(100.into(), Currency::USD));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Asking for a period that is not over: its balance is that of the last day known, and a
    /// customer who cancels tomorrow is still in it.
    ///
    /// # Errors
    ///
    /// As [`View::totals`].
    pub fn customer_balances(
        &self,
        first: Period,
        last: Period,
    ) -> Result<Vec<CustomerBalance>, ViewError> {
        let grid = self.grid(first, last)?;
        let join = |mut a: BalanceSink, b: BalanceSink| {
            a.0.extend(b.0);
            a
        };
        let part = |runs: &[Run<'_>]| self.walk_part(&grid, runs, BalanceSink::default());
        let found = self.run(part, join)?.unwrap_or_default().0;
        let periods: Vec<Period> = first.through(last).collect();
        let mut balances = Vec::with_capacity(found.len());
        for (customer, at, closing) in found {
            let Some(period) = at.checked_sub(grid.report_from).and_then(|at| periods.get(at))
            else {
                continue;
            };
            balances.push(CustomerBalance {
                customer: self.ledger.customer_id(customer).ok_or(ViewError::Empty)?,
                period: *period,
                closing: closing.to_money(self.currency).map_err(|e| self.overflow(e))?,
            });
        }
        balances.sort_by(|a, b| a.customer.cmp(&b.customer).then(a.period.cmp(&b.period)));
        Ok(balances)
    }
}

/// Customer, place of the period, closing.
#[derive(Default)]
struct BalanceSink(Vec<(u32, usize, Amount)>);

impl Sink for BalanceSink {
    const DETAIL: bool = false;

    fn period(&mut self, at: usize, figures: &CustomerPeriod, _movements: &[RawMovement]) {
        if figures.closing_active {
            self.0.push((figures.customer, at, figures.closing));
        }
    }
}

//! What a cohort paid at one age.

use kpi_types::{Currency, Money, MoneyError, Ratio, Undefined};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::retention::CellStatus;

/// Money of a cohort at one age, each currency for itself. Ages are single windows whatever the
/// mode of return.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RevenueCell {
    pub(super) status: CellStatus,
    pub(super) size: u64,
    pub(super) eligible: u64,
    pub(super) active: u64,
    pub(super) events: u64,
    pub(super) figures: Vec<RevenueFigures>,
}

/// Exact sums in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RevenueFigures {
    pub(super) eligible: u64,
    pub(super) revenue: Money,
    pub(super) so_far: Money,
    pub(super) cumulative: Money,
    pub(super) base: Money,
    pub(super) net: Money,
    pub(super) gross: Money,
}

impl RevenueCell {
    /// Whether it can still change.
    #[must_use]
    pub fn status(&self) -> CellStatus {
        self.status
    }

    /// Members of the cohort.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Members whose window at this age is over; all sums but one are over these.
    #[must_use]
    pub fn eligible(&self) -> u64 {
        self.eligible
    }

    /// Eligible members with a return event at this age.
    #[must_use]
    pub fn active(&self) -> u64 {
        self.active
    }

    /// Return events of eligible members at this age: orders, not days with orders.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Sums by currency, in the order of the codes.
    #[must_use]
    pub fn figures(&self) -> &[RevenueFigures] {
        &self.figures
    }

    /// Sums in one currency; `None` where nobody of the cohort ever paid in it.
    #[must_use]
    pub fn in_currency(&self, currency: Currency) -> Option<&RevenueFigures> {
        self.figures.iter().find(|figures| figures.revenue.currency() == currency)
    }
}

impl RevenueFigures {
    /// The currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.revenue.currency()
    }

    /// Paid at this age by eligible members.
    #[must_use]
    pub fn revenue(&self) -> Money {
        self.revenue
    }

    /// Paid at this age by members whose window is still running.
    #[must_use]
    pub fn revenue_so_far(&self) -> Money {
        self.so_far
    }

    /// Paid from age 0 to this one by eligible members: the realised lifetime value of all of them
    /// together.
    #[must_use]
    pub fn cumulative(&self) -> Money {
        self.cumulative
    }

    /// What eligible members paid at the base age; the denominator of net and gross retention.
    /// Members who paid nothing then, or got more back than they paid, are not in it.
    #[must_use]
    pub fn base(&self) -> Money {
        self.base
    }

    /// Members whose window at this age is over.
    #[must_use]
    pub fn eligible(&self) -> u64 {
        self.eligible
    }

    /// What the members of [`RevenueFigures::base`] paid at this age; the numerator of net
    /// retention.
    #[must_use]
    pub fn revenue_of_base(&self) -> Money {
        self.net
    }

    /// The same, for each member at most what it paid at the base age; the numerator of gross
    /// retention.
    #[must_use]
    pub fn kept_of_base(&self) -> Money {
        self.gross
    }

    /// Realised lifetime value of a member: cumulative ÷ eligible members, to 12 digits after the
    /// point, half even. Taken at every age it is the realised lifetime value curve.
    ///
    /// # Common mistake
    ///
    /// Comparing cohorts at different ages: an older cohort had more time to pay. And reading the
    /// curve over all ages as one group: later ages have fewer eligible members in rolling windows.
    ///
    /// # Errors
    ///
    /// The reason where nobody has reached the age.
    pub fn lifetime_value(&self) -> Result<Money, Undefined> {
        let members = Decimal::from(self.eligible);
        let each = self.cumulative.amount().checked_div(members);
        let each = each.ok_or_else(|| Undefined::EmptyPopulation {
            of: "members whose window at this age is over".to_owned(),
        })?;
        let each = each.round_dp_with_strategy(12, RoundingStrategy::MidpointNearestEven);
        Ok(Money::new(each, self.currency()))
    }

    /// Net dollar retention: what base members pay at this age ÷ what they paid at the base age.
    ///
    /// # Formula
    ///
    /// Σ pᵢ(k) ÷ Σ pᵢ(b), over the eligible members i with pᵢ(b) > 0, with pᵢ(k) what member i paid
    /// at age k in this currency, and b the base age.
    ///
    /// # Conventions
    ///
    /// Members of the cohort only, so nobody new ever counts; refunds count against the age they
    /// happen at.
    ///
    /// # Undefined when
    ///
    /// Nobody eligible paid at the base age.
    ///
    /// # Worked example
    ///
    /// Ann pays 100 and then 150, Bob 100 and then 40: net (150 + 40) ÷ 200 = 95 %, gross
    /// (100 + 40) ÷ 200 = 70 %.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use kpi_cohort::{Event, ObservationEnd, Retention, RetentionSpec, RevenueRule};
    /// use kpi_types::{Currency, Money};
    ///
    /// let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let spec = RetentionSpec::monthly(ObservationEnd::Through(date(2, 28)))
    ///     .with_revenue(RevenueRule::Counted { base_age: 0 })?;
    /// let mut retention = Retention::try_new(spec)?;
    /// for (who, on, dollars) in [
    ///     ("ann", date(1, 5), 100),
    ///     ("ann", date(2, 5), 150),
    ///     ("bob", date(1, 9), 100),
    ///     ("bob", date(2, 9), 40),
    /// ] {
    ///     let paid = Money::new(dollars.into(), Currency::USD);
    ///     retention.observe(&Event::new(who, on).with_money(paid))?;
    /// }
    /// let grid = retention.finish()?;
    /// let february = grid.cohorts()[0].revenue()[1].in_currency(Currency::USD).unwrap();
    /// assert_eq!(february.net_dollar_retention()?.to_string(), "95.00 %");
    /// assert_eq!(february.gross_dollar_retention()?.to_string(), "70.00 %");
    /// assert_eq!(february.lifetime_value()?.to_string(), "195 USD");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Dividing by a short first period: who starts on the 25th pays for six days and seems to
    /// grow fivefold. With money by usage take [`RevenueRule`](crate::RevenueRule) with a base age
    /// of 1.
    ///
    /// # Errors
    ///
    /// The reason where the base is zero.
    pub fn net_dollar_retention(&self) -> Result<Ratio, Undefined> {
        self.of_base(self.net)
    }

    /// Gross dollar retention: as [`net`](Self::net_dollar_retention), counting for each member at
    /// most what it paid at the base age. Never above net retention or 100 %.
    ///
    /// # Formula
    ///
    /// Σ min(pᵢ(k), pᵢ(b)) ÷ Σ pᵢ(b), symbols as for net retention.
    ///
    /// # Errors
    ///
    /// The reason where the base is zero.
    pub fn gross_dollar_retention(&self) -> Result<Ratio, Undefined> {
        self.of_base(self.gross)
    }

    fn of_base(&self, part: Money) -> Result<Ratio, Undefined> {
        let none = || Undefined::ZeroDenominator { of: "revenue at the base age".to_owned() };
        match part.ratio_to(self.base) {
            Ok(Some(ratio)) => Ok(ratio),
            Ok(None) | Err(_) => Err(none()),
        }
    }

    pub(super) fn zero(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self {
            eligible: 0,
            revenue: zero,
            so_far: zero,
            cumulative: zero,
            base: zero,
            net: zero,
            gross: zero,
        }
    }

    pub(super) fn add(&mut self, other: &Self) -> Result<(), MoneyError> {
        self.revenue = self.revenue.checked_add(other.revenue)?;
        self.so_far = self.so_far.checked_add(other.so_far)?;
        self.cumulative = self.cumulative.checked_add(other.cumulative)?;
        self.base = self.base.checked_add(other.base)?;
        self.net = self.net.checked_add(other.net)?;
        self.gross = self.gross.checked_add(other.gross)?;
        Ok(())
    }
}

//! The algebra of measures.

use std::collections::BTreeMap;
use std::fmt;

use kpi_types::{Currency, Grain, TimeUnit, Unit};
use rust_decimal::Decimal;

use super::Measure;

/// What a measure is made of, and to which power.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Dimension(BTreeMap<Base, i32>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    Money,
    Score,
    Days,
    Months,
    Thing(String),
}

/// An exact factor between measures, reduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factor {
    over: u64,
    under: u64,
}

/// Why measures do not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MeasureIssue {
    /// Made of different things.
    Dimension { expected: String, found: String },
    /// Days on one side, months on the other.
    DaysAndMonths,
    /// Two currencies.
    Currencies(Currency, Currency),
    /// The factor between them does not fit.
    Overflow,
}

impl Measure {
    /// What it is made of, and what one of it is in the base units: 1 per year is 1/12 per month.
    fn dimension(&self) -> (Dimension, Factor) {
        let mut dimension = Dimension::default();
        let mut factor = Factor::ONE;
        match self.unit {
            Unit::Money => dimension.multiply(Base::Money, 1),
            Unit::Score => dimension.multiply(Base::Score, 1),
            Unit::Duration(TimeUnit::Day) => dimension.multiply(Base::Days, 1),
            Unit::Duration(TimeUnit::Month) => dimension.multiply(Base::Months, 1),
            Unit::Duration(TimeUnit::Year) => {
                dimension.multiply(Base::Months, 1);
                factor = Factor { over: 12, under: 1 };
            }
            // Plain numbers, and units this crate has no rule for.
            _ => {}
        }
        if let Some(of) = &self.of {
            dimension.multiply(Base::Thing(of.clone()), 1);
        }
        if let Some(each) = &self.each {
            dimension.multiply(Base::Thing(each.clone()), -1);
        }
        if let Some(per) = self.per {
            let (base, length) = match per {
                Grain::Day => (Base::Days, 1),
                Grain::Week => (Base::Days, 7),
                Grain::Month => (Base::Months, 1),
                Grain::Quarter => (Base::Months, 3),
                Grain::FiscalYear => (Base::Months, 12),
            };
            dimension.multiply(base, -1);
            // At most 12 × 12 on either side.
            factor = factor.times(Factor { over: 1, under: length }).unwrap_or(factor);
        }
        (dimension, factor)
    }

    /// What a term of a sum is multiplied by to be in this measure.
    pub(crate) fn of_term(&self, term: &Self) -> Result<Factor, MeasureIssue> {
        if self.unit != term.unit {
            return Err(MeasureIssue::Dimension {
                expected: self.to_string(),
                found: term.to_string(),
            });
        }
        self.of_product(std::iter::once((term, 1)))
    }

    /// What a product of measures to powers of 1 and −1 is multiplied by to be in this measure.
    pub(crate) fn of_product<'a>(
        &self,
        factors: impl Iterator<Item = (&'a Self, i32)>,
    ) -> Result<Factor, MeasureIssue> {
        let (wanted, own) = self.dimension();
        let mut found = Dimension::default();
        let mut factor = own.turned();
        let mut currency = self.currency;
        for (measure, power) in factors {
            let (dimension, one) = measure.dimension();
            dimension.0.into_iter().for_each(|(base, p)| found.multiply(base, p * power));
            let one = if power < 0 { one.turned() } else { one };
            factor = factor.times(one).ok_or(MeasureIssue::Overflow)?;
            match (currency, measure.currency) {
                (Some(a), Some(b)) if a != b => return Err(MeasureIssue::Currencies(a, b)),
                (mine, theirs) => currency = mine.or(theirs),
            }
        }
        if found == wanted {
            return Ok(factor);
        }
        if found.with_one_time() == wanted.with_one_time() {
            return Err(MeasureIssue::DaysAndMonths);
        }
        Err(MeasureIssue::Dimension { expected: wanted.to_string(), found: found.to_string() })
    }
}

impl Dimension {
    fn multiply(&mut self, base: Base, power: i32) {
        let now = self.0.get(&base).copied().unwrap_or(0).saturating_add(power);
        if now == 0 {
            self.0.remove(&base);
        } else {
            self.0.insert(base, now);
        }
    }

    /// As if days were months.
    fn with_one_time(&self) -> Self {
        let mut one = Self::default();
        for (base, power) in &self.0 {
            let base = if *base == Base::Days { Base::Months } else { base.clone() };
            one.multiply(base, *power);
        }
        one
    }
}

/// `money / (shop × month)`.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let write = |over: bool| {
            let parts = self.0.iter().filter(|(_, power)| (**power > 0) == over);
            let names = parts.flat_map(|(base, power)| {
                let name = match base {
                    Base::Money => "money",
                    Base::Score => "score",
                    Base::Days => "day",
                    Base::Months => "month",
                    Base::Thing(name) => name.as_str(),
                };
                // A power of a thousand need not be written out.
                std::iter::repeat_n(name, power.unsigned_abs().min(4) as usize)
            });
            names.collect::<Vec<_>>().join(" × ")
        };
        let (over, under) = (write(true), write(false));
        let over = if over.is_empty() { "a plain number" } else { over.as_str() };
        match under.is_empty() {
            true => f.write_str(over),
            false if under.contains('×') => write!(f, "{over} / ({under})"),
            false => write!(f, "{over} / {under}"),
        }
    }
}

impl Factor {
    pub(crate) const ONE: Self = Self { over: 1, under: 1 };

    fn turned(self) -> Self {
        Self { over: self.under, under: self.over }
    }

    fn times(self, other: Self) -> Option<Self> {
        let over = self.over.checked_mul(other.over)?;
        let under = self.under.checked_mul(other.under)?;
        let by = greatest_common_divisor(over, under).max(1);
        Some(Self { over: over / by, under: under / by })
    }

    /// The figure in the other measure.
    pub(crate) fn apply(self, value: Decimal) -> Option<Decimal> {
        value.checked_mul(Decimal::from(self.over))?.checked_div(Decimal::from(self.under))
    }

    /// The way back.
    pub(crate) fn undo(self, value: Decimal) -> Option<Decimal> {
        self.turned().apply(value)
    }
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money() -> Measure {
        Measure { currency: Some(Currency::JPY), ..Measure::new(Unit::Money) }
    }

    #[test]
    fn yen_per_shop_and_month_times_shops_is_yen_per_year() {
        let year = Measure { per: Some(Grain::FiscalYear), ..money() };
        let each = Some("shop".to_owned());
        let shop = Measure { per: Some(Grain::Month), each: each.clone(), ..money() };
        let shops = Measure { of: each, ..Measure::new(Unit::Count) };
        assert_eq!(shop.to_string(), "JPY per shop and month");
        let factor = year.of_product([(&shop, 1), (&shops, 1)].into_iter()).unwrap();
        assert_eq!(factor, Factor { over: 12, under: 1 });
        let missing = year.of_product([(&shop, 1)].into_iter()).unwrap_err();
        let (expected, found) = ("money / month".to_owned(), "money / (month × shop)".to_owned());
        assert_eq!(missing, MeasureIssue::Dimension { expected, found });
    }

    #[test]
    fn days_and_months_do_not_convert_and_currencies_do_not_mix() {
        let (day, month) = (
            Measure { per: Some(Grain::Day), ..money() },
            Measure { per: Some(Grain::Month), ..money() },
        );
        assert_eq!(month.of_term(&day), Err(MeasureIssue::DaysAndMonths));
        let dollars = Measure { currency: Some(Currency::USD), ..month.clone() };
        let issue = MeasureIssue::Currencies(Currency::JPY, Currency::USD);
        assert_eq!(month.of_term(&dollars), Err(issue));
        let week = Measure { per: Some(Grain::Week), ..money() };
        assert_eq!(week.of_term(&day).unwrap(), Factor { over: 7, under: 1 });
    }

    #[test]
    fn a_time_spent_at_a_rate_is_an_amount() {
        let month = Measure { per: Some(Grain::Month), ..money() };
        let years = Measure::new(Unit::Duration(TimeUnit::Year));
        let factor = money().of_product([(&month, 1), (&years, 1)].into_iter()).unwrap();
        assert_eq!(factor.apply(Decimal::TWO), Some(Decimal::from(24)));
    }

    #[test]
    fn a_factor_that_does_not_fit_is_an_issue() {
        let years = Measure::new(Unit::Duration(TimeUnit::Year));
        let many = std::iter::repeat_n((&years, 1), 30);
        assert_eq!(years.of_product(many), Err(MeasureIssue::Overflow));
    }
}

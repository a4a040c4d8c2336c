//! Figures as people write them, before anybody knows the metric.

use std::fmt;

use kpi_types::{Currency, Money, Quantity, Ratio, TimeUnit, Unit};
use rust_decimal::Decimal;

/// A figure as written in a goal: a number, and a unit where one was written.
///
/// | written | number | unit |
/// |---|---|---|
/// | `110 %`, `110%` | 1.10 | ratio |
/// | `10,000,000 JPY`, `1,000万円`, `10百万円`, `¥10,000,000` | 10000000 | money, JPY |
/// | `1億2,000万円`, `１２０百万円` | 120000000 | money, JPY |
/// | `45 points`, `45pt` | 45 | score |
/// | `30 days`, `30日` | 30 | days |
/// | `120件`, `120 customers` | 120 | count |
/// | `1.1` | 1.1 | that of the metric |
///
/// ```
/// use kpi_goals::Figure;
/// use kpi_types::{Currency, Unit};
/// use rust_decimal::Decimal;
///
/// let figure = Figure::parse("1,000万円")?;
/// assert_eq!(figure.value(), Decimal::from(10_000_000));
/// assert_eq!((figure.unit(), figure.currency()), (Some(Unit::Money), Some(Currency::JPY)));
/// # Ok::<(), kpi_goals::FigureError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    value: Decimal,
    unit: Option<Unit>,
    currency: Option<Currency>,
}

/// Why a text is not a figure, or a figure not one of the metric.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// No number, or an unknown unit behind it.
    #[error(
        "{text:?} is not a figure: expected a number of at most 28 digits, then nothing, %, a \
         currency code, points, days, months, years or customers"
    )]
    Unreadable {
        /// What was given, cut after 60 characters.
        text: String,
    },
    /// The unit written is not that of the metric.
    #[error("{written} was written where the metric has {expected}")]
    Unit {
        /// As written.
        written: Unit,
        /// Of the metric.
        expected: Unit,
    },
    /// Two currencies.
    #[error("{written} was written where {expected} is used")]
    Currency {
        /// As written.
        written: Currency,
        /// Used elsewhere in the goal.
        expected: Currency,
    },
    /// Money without a currency anywhere.
    #[error("an amount of money needs a currency, such as 1000 USD")]
    NoCurrency,
    /// A count with a fraction.
    #[error("{value} does not count whole things")]
    NotWhole {
        /// As written.
        value: Decimal,
    },
}

/// What a figure without a unit is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) unit: Unit,
    pub(crate) currency: Option<Currency>,
}

/// Suffixes: the text, the factor, the unit.
const SUFFIXES: &[(&str, i64, Unit)] = &[
    ("points", 1, Unit::Score),
    ("point", 1, Unit::Score),
    ("pt", 1, Unit::Score),
    ("ポイント", 1, Unit::Score),
    ("days", 1, Unit::Duration(TimeUnit::Day)),
    ("day", 1, Unit::Duration(TimeUnit::Day)),
    ("日", 1, Unit::Duration(TimeUnit::Day)),
    ("months", 1, Unit::Duration(TimeUnit::Month)),
    ("month", 1, Unit::Duration(TimeUnit::Month)),
    ("か月", 1, Unit::Duration(TimeUnit::Month)),
    ("years", 1, Unit::Duration(TimeUnit::Year)),
    ("year", 1, Unit::Duration(TimeUnit::Year)),
    ("年", 1, Unit::Duration(TimeUnit::Year)),
    ("customers", 1, Unit::Count),
    ("contracts", 1, Unit::Count),
    ("件", 1, Unit::Count),
    ("社", 1, Unit::Count),
    ("人", 1, Unit::Count),
    ("店舗", 1, Unit::Count),
    ("億円", 100_000_000, Unit::Money),
    ("百万円", 1_000_000, Unit::Money),
    ("千円", 1_000, Unit::Money),
    ("万円", 10_000, Unit::Money),
    ("円", 1, Unit::Money),
];

/// Longer texts are no figures.
const LONGEST: usize = 100;

impl Figure {
    /// A number without a unit: that of the metric is meant.
    #[must_use]
    pub const fn plain(value: Decimal) -> Self {
        Self { value, unit: None, currency: None }
    }

    /// Reads a figure as people write it.
    ///
    /// # Errors
    ///
    /// [`FigureError::Unreadable`].
    pub fn parse(text: &str) -> Result<Self, FigureError> {
        let unreadable = || FigureError::Unreadable { text: shortened(text) };
        if text.trim().len() > LONGEST {
            return Err(unreadable());
        }
        let narrow: String = text.chars().map(half_width).collect();
        let trimmed = narrow.trim();
        if let Some(number) = trimmed.strip_suffix('%') {
            let percent = number_of(number).ok_or_else(unreadable)?;
            let value = percent.checked_div(Decimal::ONE_HUNDRED).ok_or_else(unreadable)?;
            return Ok(Self { value, unit: Some(Unit::Ratio), currency: None });
        }
        for (suffix, factor, unit) in SUFFIXES {
            let Some(number) = trimmed.strip_suffix(suffix) else { continue };
            let value = match (number.split_once('億'), *suffix) {
                (Some(parts), "万円" | "円") => hundreds_of_millions(parts, *factor),
                _ => number_of(number).and_then(|n| n.checked_mul(Decimal::from(*factor))),
            };
            let value = value.ok_or_else(unreadable)?;
            let currency = (*unit == Unit::Money).then_some(Currency::JPY);
            return Ok(Self { value, unit: Some(*unit), currency });
        }
        if let Some(number) = trimmed.strip_prefix('¥') {
            let value = number_of(number).ok_or_else(unreadable)?;
            return Ok(Self { value, unit: Some(Unit::Money), currency: Some(Currency::JPY) });
        }
        let split = trimmed.char_indices().rev().nth(2).map(|(at, _)| trimmed.split_at(at));
        if let Some((number, code)) = split
            && code.bytes().all(|b| b.is_ascii_alphabetic())
        {
            let currency = Currency::try_new(code).map_err(|_| unreadable())?;
            let value = number_of(number).ok_or_else(unreadable)?;
            return Ok(Self { value, unit: Some(Unit::Money), currency: Some(currency) });
        }
        number_of(trimmed).map(Self::plain).ok_or_else(unreadable)
    }

    /// The number; 1.10 for 110 %.
    #[must_use]
    pub const fn value(self) -> Decimal {
        self.value
    }

    /// The unit, where one was written.
    #[must_use]
    pub const fn unit(self) -> Option<Unit> {
        self.unit
    }

    /// The currency, where one was written.
    #[must_use]
    pub const fn currency(self) -> Option<Currency> {
        self.currency
    }

    /// The figure as one of a metric.
    ///
    /// # Errors
    ///
    /// [`FigureError`] where a unit or currency was written that is not that of the metric, an
    /// amount has no currency, or a count is not whole.
    pub fn quantity(self, unit: Unit, currency: Option<Currency>) -> Result<Quantity, FigureError> {
        self.read_as(Reading { unit, currency })
    }

    pub(crate) fn read_as(self, reading: Reading) -> Result<Quantity, FigureError> {
        let expected = reading.unit;
        match self.unit {
            Some(written) if written != expected => {
                return Err(FigureError::Unit { written, expected });
            }
            _ => {}
        }
        let value = self.value;
        Ok(match expected {
            Unit::Count => {
                let whole = value.is_integer().then(|| i64::try_from(value).ok()).flatten();
                Quantity::Count(whole.ok_or(FigureError::NotWhole { value })?)
            }
            Unit::Ratio => Quantity::Ratio(Ratio::new(value)),
            Unit::Score => Quantity::Score(value),
            Unit::Duration(unit) => Quantity::Duration { value, unit },
            Unit::Money => {
                let currency = match (self.currency, reading.currency) {
                    (Some(written), Some(expected)) if written != expected => {
                        return Err(FigureError::Currency { written, expected });
                    }
                    (Some(currency), _) | (None, Some(currency)) => currency,
                    (None, None) => return Err(FigureError::NoCurrency),
                };
                Quantity::Money(Money::new(value, currency))
            }
            _ => Quantity::Number(value),
        })
    }
}

/// With its unit and currency.
impl From<Quantity> for Figure {
    fn from(quantity: Quantity) -> Self {
        let currency = match quantity {
            Quantity::Money(money) => Some(money.currency()),
            _ => None,
        };
        Self { value: quantity.value(), unit: Some(quantity.unit()), currency }
    }
}

/// As [`Figure::parse`] reads it.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.normalize();
        match (self.unit, self.currency) {
            (_, Some(currency)) => write!(f, "{value} {}", currency.code()),
            (Some(Unit::Ratio), _) => match self.value.checked_mul(Decimal::ONE_HUNDRED) {
                Some(percent) => write!(f, "{} %", percent.normalize()),
                None => write!(f, "{value}"),
            },
            (Some(Unit::Score), _) => write!(f, "{value} points"),
            (Some(Unit::Duration(unit)), _) => write!(f, "{value} {}", unit.name()),
            (Some(Unit::Count), _) => write!(f, "{value} customers"),
            _ => write!(f, "{value}"),
        }
    }
}

/// Digits and signs of Japanese keyboards as those of all others.
fn half_width(c: char) -> char {
    match c {
        '\u{ffe5}' => '¥',
        '\u{3000}' => ' ',
        '−' => '-',
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        c => c,
    }
}

/// 1億2,000万円: both numbers, the second times the factor.
fn hundreds_of_millions((above, below): (&str, &str), factor: i64) -> Option<Decimal> {
    let (above, below) = (number_of(above)?, number_of(below)?);
    if !above.is_integer() || below.is_sign_negative() {
        return None;
    }
    let below = below.checked_mul(Decimal::from(factor))?;
    let below = if above.is_sign_negative() { -below } else { below };
    above.checked_mul(Decimal::from(100_000_000))?.checked_add(below)
}

/// Plain digits with a sign and a point; thousands may be set apart by commas or underscores.
fn number_of(text: &str) -> Option<Decimal> {
    let digits: String = text.trim().chars().filter(|c| !matches!(c, ',' | '_')).collect();
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    if digits.is_empty() || !digits.bytes().all(plain) {
        return None;
    }
    match digits.contains(['e', 'E']) {
        true => Decimal::from_scientific(&digits).ok(),
        false => Decimal::from_str_exact(&digits).ok(),
    }
}

/// A text for a message, cut so that hostile input stays short.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_people_write_them() {
        let cases = [
            ("110 %", "1.1", Some(Unit::Ratio)),
            ("2.5%", "0.025", Some(Unit::Ratio)),
            ("2.5\u{ff05}", "0.025", Some(Unit::Ratio)),
            ("10,000,000 JPY", "10000000", Some(Unit::Money)),
            ("1.5億円", "150000000", Some(Unit::Money)),
            ("100万円", "1000000", Some(Unit::Money)),
            ("-3 points", "-3", Some(Unit::Score)),
            ("30日", "30", Some(Unit::Duration(TimeUnit::Day))),
            ("12 months", "12", Some(Unit::Duration(TimeUnit::Month))),
            ("120社", "120", Some(Unit::Count)),
            ("1_000", "1000", None),
            ("1億2,000万円", "120000000", Some(Unit::Money)),
            ("-1億500円", "-100000500", Some(Unit::Money)),
            ("35百万円", "35000000", Some(Unit::Money)),
            ("1,250千円", "1250000", Some(Unit::Money)),
            ("¥1,200,000", "1200000", Some(Unit::Money)),
            ("１２０万円", "1200000", Some(Unit::Money)),
            ("２．５％", "0.025", Some(Unit::Ratio)),
        ];
        for (text, value, unit) in cases {
            let figure = Figure::parse(text).unwrap();
            assert_eq!(figure.value(), value.parse().unwrap(), "{text}");
            assert_eq!(figure.unit(), unit, "{text}");
            assert_eq!(Figure::parse(&figure.to_string()).unwrap(), figure, "{text}");
        }
    }

    #[test]
    fn what_is_no_figure_is_named_and_cut() {
        for text in [
            "",
            "many",
            "1.5億2,000万円",
            "億5円",
            "¥",
            "10 XYZ",
            "%",
            "1e999",
            "--1",
            &"9".repeat(5_000),
        ] {
            let error = Figure::parse(text).unwrap_err();
            assert!(
                matches!(&error, FigureError::Unreadable { text } if text.chars().count() <= 61)
            );
        }
    }

    #[test]
    fn a_figure_must_be_one_of_the_metric() {
        let read =
            |text: &str, unit, currency| Figure::parse(text).unwrap().quantity(unit, currency);
        assert_eq!(
            read("5 %", Unit::Count, None),
            Err(FigureError::Unit { written: Unit::Ratio, expected: Unit::Count })
        );
        assert_eq!(read("5", Unit::Money, None), Err(FigureError::NoCurrency));
        assert_eq!(
            read("5 USD", Unit::Money, Some(Currency::JPY)),
            Err(FigureError::Currency { written: Currency::USD, expected: Currency::JPY })
        );
        let value = Decimal::new(15, 1);
        assert_eq!(read("1.5", Unit::Count, None), Err(FigureError::NotWhole { value }));
        assert_eq!(read("1.5", Unit::Number, None), Ok(Quantity::Number(value)));
    }
}

//! Numbers the way people read them.

use kpis::metrics::Measurement;
use kpis::types::{Estimate, Language, Money, Quantity, Rounding, TimeUnit, Undefined, Unit};
use rust_decimal::Decimal;
use serde::Serialize;

use super::pick;

/// A figure twice: exact for programs, rounded for people; or the reason there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// All digits; absent when there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Unit.
    pub unit: String,
    /// Currency, for money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<&'static str>,
    /// Rounded, with separators; `-` when there is no value.
    pub shown: String,
    /// A stable code of why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why there is no value, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
}

/// What changed from one figure to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The second less the first, with all digits; absent without both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
    /// The difference over the first; absent where that is zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative: Option<String>,
    /// For people.
    pub shown: String,
}

impl Change {
    /// From one figure to another, where there are both.
    #[must_use]
    pub fn between(figures: Option<(Quantity, Quantity)>, language: Language) -> Self {
        let Some((from, to)) = figures else {
            return Self { shown: "-".to_owned(), ..Self::default() };
        };
        let gap = to.value().checked_sub(from.value());
        let relative = gap.and_then(|gap| gap.checked_div(from.value().abs()));
        let text = |value: Decimal| value.normalize().to_string();
        let shown = change(from, to, language);
        Self { difference: gap.map(text), relative: relative.map(text), shown }
    }
}

/// The name of a variant as programs know it: `PlanChanged` is `plan_changed`.
#[must_use]
pub fn code_of(variant: &impl std::fmt::Debug) -> String {
    let text = format!("{variant:?}");
    let mut code = String::new();
    for letter in text.chars().take_while(char::is_ascii_alphanumeric) {
        if letter.is_ascii_uppercase() && !code.is_empty() {
            code.push('_');
        }
        code.push(letter.to_ascii_lowercase());
    }
    code
}

impl Figure {
    /// A figure that exists.
    #[must_use]
    pub fn of(figure: Quantity, language: Language) -> Self {
        let currency = match figure {
            Quantity::Money(money) => Some(money.currency().code()),
            _ => None,
        };
        Self {
            value: Some(figure.value().normalize().to_string()),
            unit: figure.unit().name().to_owned(),
            currency,
            shown: quantity(figure, language),
            reason: None,
            undefined: None,
        }
    }

    /// An amount.
    #[must_use]
    pub fn money(amount: Money, language: Language) -> Self {
        Self::of(Quantity::Money(amount), language)
    }

    /// A measured value, or its reason.
    #[must_use]
    pub fn measured(measurement: &Measurement, unit: Unit, language: Language) -> Self {
        match measurement.value() {
            Ok(value) => Self::of(value, language),
            Err(reason) => Self::missing(reason, unit, language),
        }
    }

    fn missing(reason: &Undefined, unit: Unit, language: Language) -> Self {
        Self {
            value: None,
            unit: unit.name().to_owned(),
            currency: None,
            shown: "-".to_owned(),
            reason: Some(code_of(reason)),
            undefined: Some(reason.message().text(language).to_owned()),
        }
    }
}

/// A number with a separator every three digits: `-1,234,567.89`.
#[must_use]
pub fn grouped(value: Decimal, digits: u32) -> String {
    let mut rounded = Rounding::HalfUp.apply(value, digits);
    rounded.rescale(digits);
    let text = rounded.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out = format!("{out}.{fraction}");
    }
    if rounded.is_sign_negative() && !rounded.is_zero() { format!("-{out}") } else { out }
}

/// An amount to its currency's smallest coin, without the code.
#[must_use]
pub fn money(amount: Money) -> String {
    grouped(amount.amount(), amount.currency().minor_units())
}

/// An amount with its sign: `+1,200` or `-300`.
#[must_use]
pub fn signed(amount: Money) -> String {
    let text = money(amount);
    if amount.amount() > Decimal::ZERO { format!("+{text}") } else { text }
}

/// Any figure, without its currency.
#[must_use]
pub fn quantity(figure: Quantity, language: Language) -> String {
    match figure {
        Quantity::Count(n) => grouped(n.into(), 0),
        Quantity::Money(amount) => money(amount),
        Quantity::Ratio(ratio) => percent(ratio.value()),
        Quantity::Number(value) | Quantity::Score(value) => grouped(value, 2),
        Quantity::Duration { value, unit } => {
            format!("{} {}", grouped(value, 1), time_unit(unit, language))
        }
        other => other.to_string(),
    }
}

fn time_unit(unit: TimeUnit, language: Language) -> &'static str {
    match unit {
        TimeUnit::Day => pick(language, "days", "日"),
        TimeUnit::Month => pick(language, "months", "か月"),
        _ => pick(language, "years", "年"),
    }
}

fn percent(ratio: Decimal) -> String {
    let hundred = ratio.checked_mul(Decimal::ONE_HUNDRED);
    hundred.map_or_else(|| ratio.to_string(), |p| format!("{} %", grouped(p, 1)))
}

/// What changed from one figure to another: percent of money, points of a ratio, plain otherwise.
#[must_use]
pub fn change(from: Quantity, to: Quantity, language: Language) -> String {
    let (old, new) = (from.value(), to.value());
    let Some(gap) = new.checked_sub(old) else { return "-".to_owned() };
    let plus = |text: String| {
        let shows = text.chars().any(|c| ('1'..='9').contains(&c));
        if gap > Decimal::ZERO && shows { format!("+{text}") } else { text }
    };
    match to {
        Quantity::Money(_) if old.is_zero() => "-".to_owned(),
        Quantity::Money(_) => {
            let share = gap.checked_div(old.abs()).unwrap_or_default();
            plus(percent(share))
        }
        Quantity::Ratio(_) => {
            let points = gap.checked_mul(Decimal::ONE_HUNDRED).unwrap_or_default();
            plus(format!("{} {}", grouped(points, 1), pick(language, "pt", "pt")))
        }
        Quantity::Count(_) => plus(grouped(gap, 0)),
        Quantity::Duration { .. } => plus(grouped(gap, 1)),
        _ => plus(grouped(gap, 2)),
    }
}

/// `97.1 % to 99.4 %`.
#[must_use]
pub fn interval_of(estimate: &Estimate, language: Language) -> String {
    let bound = |v: f64| Decimal::from_f64_retain(v).map_or_else(|| v.to_string(), percent);
    let to = pick(language, " to ", " ～ ");
    format!("{}{to}{}", bound(estimate.lower()), bound(estimate.upper()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kpis::types::{Currency, Ratio};

    #[test]
    fn amounts_are_rounded_by_currency_and_grouped() {
        let amount = |cents: i64, c| Money::new(Decimal::new(cents, 3), c);
        assert_eq!(money(amount(1_234_567_895, Currency::USD)), "1,234,567.90");
        assert_eq!(money(amount(1_234_567_895, Currency::JPY)), "1,234,568");
        assert_eq!(money(amount(-999, Currency::KWD)), "-0.999");
        assert_eq!(money(amount(-4, Currency::USD)), "0.00");
        assert_eq!(signed(amount(5_000, Currency::JPY)), "+5");
        assert_eq!(grouped(Decimal::from(100), 0), "100");
    }

    #[test]
    fn changes_are_percent_of_money_and_points_of_ratios() {
        let ratio = |n| Quantity::Ratio(Ratio::new(Decimal::new(n, 3)));
        let yen = |n: i64| Quantity::Money(Money::new(n.into(), Currency::JPY));
        assert_eq!(change(ratio(20), ratio(15), Language::En), "-0.5 pt");
        assert_eq!(change(yen(200), yen(210), Language::En), "+5.0 %");
        assert_eq!(change(yen(0), yen(210), Language::En), "-");
        assert_eq!(change(Quantity::Count(5), Quantity::Count(3), Language::Ja), "-2");
    }
}

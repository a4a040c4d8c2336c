//! How goals run: target, pace, forecast and status, as a table. For the goals' page and the scorecard.

use kpis::goals::{Goal, Status, StatusRule, Tracking};
use kpis::metrics::Target;
use kpis::types::{Language, Money, Quantity, Ratio};
use rust_decimal::Decimal;

use crate::shown::{Align, grouped, heading, pick, quantity, table};

/// One row a goal, and the rule they are judged by.
pub(crate) fn text(
    title: &str,
    goals: &[Goal],
    tracked: &[Tracking],
    rule: StatusRule,
    l: Language,
) -> String {
    let mut text = heading(title);
    if goals.is_empty() {
        return text + pick(l, "  no goal to track\n", "  追跡できる目標はありません\n");
    }
    text += &format!("{}\n", rule.describe().text(l));
    let header = [
        (pick(l, "goal", "目標"), Align::Left),
        (pick(l, "KPI", "指標"), Align::Left),
        (pick(l, "newest", "最新"), Align::Right),
        (pick(l, "target", "目標値"), Align::Right),
        (pick(l, "deadline", "期限"), Align::Left),
        (pick(l, "progress", "進捗"), Align::Right),
        (pick(l, "line", "計画線"), Align::Right),
        (pick(l, "needed a period", "必要/期間"), Align::Right),
        (pick(l, "forecast", "予測"), Align::Right),
        (pick(l, "probability", "達成確率"), Align::Right),
        (pick(l, "status", "状態"), Align::Left),
    ];
    let rows: Vec<Vec<String>> =
        goals.iter().zip(tracked).map(|(goal, tracking)| row(goal, tracking, l)).collect();
    text += &table(&header, &rows);
    for tracking in tracked {
        if let Status::Unknown(missing) = &tracking.status {
            text += &format!("  ? {}: {}\n", tracking.goal, missing.message().text(l));
        }
    }
    text
}

fn row(goal: &Goal, tracking: &Tracking, l: Language) -> Vec<String> {
    let target = match goal.target() {
        Target::AtLeast(value) => format!("≥ {}", quantity(*value, l)),
        Target::AtMost(value) => format!("≤ {}", quantity(*value, l)),
        Target::Between(band) => {
            format!("{} – {}", quantity(band.low(), l), quantity(band.high(), l))
        }
    };
    let progress = tracking.progress.as_ref().and_then(|p| p.share().ok());
    let pace = tracking.pace.as_ref();
    let expected = pace.and_then(|pace| pace.expected.clone().ok());
    let model = match goal.target() {
        Target::AtLeast(model) | Target::AtMost(model) => *model,
        Target::Between(band) => band.low(),
    };
    let required = pace.and_then(|pace| pace.required.clone().ok()).map(|r| r.value());
    let outlook = tracking.outlook.as_ref().ok();
    let forecast = outlook.and_then(|o| Decimal::from_f64_retain(o.forecast.point()));
    let dash = || "–".to_owned();
    vec![
        goal.id().to_owned(),
        goal.metric().to_string(),
        shown(tracking.newest.map(|point| point.value), l),
        target,
        goal.deadline().to_string(),
        progress.map_or_else(dash, |share| format!("{share:.0}")),
        shown(expected, l),
        required.map_or_else(dash, |value| step(of_kind(model, value), l)),
        shown(forecast.map(|value| of_kind(model, value)), l),
        outlook.map_or_else(dash, |o| share(o.probability)),
        tracking.status.label().text(l).to_owned(),
    ]
}

/// A probability in whole percent.
pub(crate) fn share(value: f64) -> String {
    match Decimal::from_f64_retain(value * 100.0) {
        Some(percent) => format!("{} %", grouped(percent, 0)),
        None => "–".to_owned(),
    }
}

/// A figure, or a dash.
pub(crate) fn shown(value: Option<Quantity>, l: Language) -> String {
    value.map_or_else(|| "–".to_owned(), |value| quantity(value, l))
}

/// A change a period, that of a ratio in points: small ones with as many digits as show two that are
/// not zero.
fn step(value: Quantity, l: Language) -> String {
    let plain = match value {
        Quantity::Ratio(ratio) => ratio.value().checked_mul(Decimal::ONE_HUNDRED),
        other => Some(other.value()),
    };
    let Some(plain) = plain else { return quantity(value, l) };
    let shows_two = |digits: &u32| {
        let shift = Decimal::from(10_u64.pow(*digits - 1));
        plain.abs().checked_mul(shift).is_none_or(|shifted| shifted >= Decimal::ONE)
    };
    let digits = match plain.is_zero() || plain.abs() >= Decimal::ONE {
        true => None,
        false => (2..=7).find(shows_two),
    };
    match (value, digits) {
        (Quantity::Ratio(_), digits) => format!("{} pt", grouped(plain, digits.unwrap_or(1))),
        (Quantity::Money(_) | Quantity::Number(_) | Quantity::Score(_), Some(digits)) => {
            grouped(plain, digits)
        }
        _ => quantity(value, l),
    }
}

/// A value in the unit of another; parts of whole things stay numbers.
fn of_kind(model: Quantity, value: Decimal) -> Quantity {
    match model {
        Quantity::Ratio(_) => Quantity::Ratio(Ratio::new(value)),
        Quantity::Money(money) => Quantity::Money(Money::new(value, money.currency())),
        Quantity::Score(_) => Quantity::Score(value),
        Quantity::Duration { unit, .. } => Quantity::Duration { value, unit },
        _ => Quantity::Number(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_steps_keep_two_digits() {
        let ratio = |text: &str| Quantity::Ratio(Ratio::new(text.parse().unwrap()));
        let of = |value: Quantity| step(value, Language::En);
        assert_eq!(of(ratio("0.0004167")), "0.042 pt");
        assert_eq!(of(ratio("-0.00000123")), "-0.00012 pt");
        assert_eq!(of(ratio("0.0125")), "1.3 pt");
        assert_eq!(of(ratio("0")), "0.0 pt");
        assert_eq!(of(Quantity::Number("0.0333".parse().unwrap())), "0.033");
        assert_eq!(of(Quantity::Number("7.25".parse().unwrap())), "7.25");
    }
}

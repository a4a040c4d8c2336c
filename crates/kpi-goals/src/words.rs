//! What grains, directions and parts of a goal are called in Japanese sentences.

use kpi_metrics::Direction;
use kpi_types::Grain;

pub(crate) const fn grain_ja(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "日",
        Grain::Week => "週",
        Grain::Month => "月",
        Grain::Quarter => "四半期",
        Grain::FiscalYear => "会計年度",
    }
}

/// Stands before a noun: 低いほど良い指標.
pub(crate) fn direction_ja(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsBetter => "高いほど良い",
        Direction::LowerIsBetter => "低いほど良い",
        _ => "良い方向のない",
    }
}

/// A field of a goal; one without a word of its own by its name.
pub(crate) fn field_ja(field: &str) -> &str {
    match field {
        "metric" => "指標",
        "target" => "目標値",
        "deadline" => "期限",
        other => other,
    }
}

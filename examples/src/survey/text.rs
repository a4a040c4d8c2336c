//! Scores the way people read them.

use kpis::stats::HypothesisTest;
use kpis::types::{Estimate, Language};

use super::asked::Unit;
use crate::shown::pick;

impl Unit {
    /// One figure.
    pub(super) fn figure(self, value: f64) -> String {
        match self {
            Self::NpsPoints => format!("{value:+.2}"),
            Self::Share => format!("{:.1} %", 100.0 * value),
            Self::NetShare => format!("{:+.1} %", 100.0 * value),
            Self::Points => format!("{value:.2}"),
        }
    }

    /// A difference of two.
    pub(super) fn difference(self, value: f64) -> String {
        match self {
            Self::NpsPoints => format!("{value:+.1}"),
            Self::Share | Self::NetShare => format!("{:+.1} pt", 100.0 * value),
            Self::Points => format!("{value:+.2}"),
        }
    }

    /// `+28.4 to +33.5`.
    pub(super) fn interval(self, found: &Estimate, l: Language) -> String {
        let to = pick(l, " to ", " ～ ");
        format!("{}{to}{}", self.figure(found.lower()), self.figure(found.upper()))
    }

    pub(super) fn difference_interval(self, found: &Estimate, l: Language) -> String {
        let to = pick(l, " to ", " ～ ");
        format!("{}{to}{}", self.difference(found.lower()), self.difference(found.upper()))
    }
}

/// `p = 0.034` or `p < 0.001`.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}

/// `chi-square, p = 0.034`.
pub(super) fn test(found: &HypothesisTest) -> String {
    format!("{}, {}", found.method().name(), p_value(found.p_value()))
}

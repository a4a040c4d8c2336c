//! On which scale the changes of a metric are alike.

use kpi_metrics::ValueRange;

/// The scale of a trend and of past changes.
///
/// What cannot be negative grows by factors, so it is looked at as a logarithm; a share has two walls
/// and is looked at as log-odds. Shares of exactly 0 and 1 have none: all are drawn in a little, to
/// (y (n − 1) + ½) ÷ n for n values (M. Smithson, J. Verkuilen, *A better lemon squeezer?*,
/// Psychological Methods 11, 2006).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scale {
    /// As it is: anything may happen, or the past does not keep to its range.
    Plain,
    /// ln y.
    Log,
    /// ln (s ÷ (1 − s)) of the share drawn in.
    LogOdds {
        /// Values in the history.
        n: f64,
    },
}

impl Scale {
    /// By the range of the metric, unless a past value lies outside it or has no logarithm.
    pub(crate) fn of(range: ValueRange, values: &[f64]) -> Self {
        match range {
            ValueRange::NotNegative if values.iter().all(|y| *y > 0.0) => Self::Log,
            ValueRange::Share if values.iter().all(|y| (0.0..=1.0).contains(y)) => {
                Self::LogOdds { n: values.len() as f64 }
            }
            _ => Self::Plain,
        }
    }

    /// A value on the scale; without end beyond a wall.
    pub(crate) fn at(self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Log if value <= 0.0 => f64::NEG_INFINITY,
            Self::Log => value.ln(),
            Self::LogOdds { .. } if value < 0.0 => f64::NEG_INFINITY,
            Self::LogOdds { .. } if value > 1.0 => f64::INFINITY,
            Self::LogOdds { n } => {
                let share = (value * (n - 1.0) + 0.5) / n;
                (share / (1.0 - share)).ln()
            }
        }
    }

    /// The place of the smallest value there can be.
    pub(crate) fn lowest(self) -> f64 {
        match self {
            Self::Plain | Self::Log => f64::NEG_INFINITY,
            Self::LogOdds { .. } => self.at(0.0),
        }
    }

    /// The place of the largest value there can be.
    pub(crate) fn highest(self) -> f64 {
        match self {
            Self::Plain | Self::Log => f64::INFINITY,
            Self::LogOdds { .. } => self.at(1.0),
        }
    }

    /// A lower bound on the scale: one at a wall asks for nothing.
    pub(crate) fn at_least(self, value: f64) -> f64 {
        match self {
            Self::LogOdds { .. } if value <= 0.0 => f64::NEG_INFINITY,
            _ => self.at(value),
        }
    }

    /// An upper bound on the scale: one at a wall asks for nothing.
    pub(crate) fn at_most(self, value: f64) -> f64 {
        match self {
            Self::LogOdds { .. } if value >= 1.0 => f64::INFINITY,
            _ => self.at(value),
        }
    }

    /// The value of a place on the scale.
    pub(crate) fn value(self, place: f64) -> f64 {
        match self {
            Self::Plain => place,
            Self::Log => place.exp(),
            Self::LogOdds { n } => {
                let share = 1.0 / (1.0 + (-place).exp());
                // A history of one value has no way back; it has no outlook either.
                ((share * n - 0.5) / (n - 1.0).max(1.0)).clamp(0.0, 1.0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_go_by_range_and_past() {
        let of = Scale::of;
        assert_eq!(of(ValueRange::Any, &[1.0, 2.0]), Scale::Plain);
        assert_eq!(of(ValueRange::NotNegative, &[1.0, 2.0]), Scale::Log);
        assert_eq!(of(ValueRange::NotNegative, &[0.0, 2.0]), Scale::Plain);
        assert_eq!(of(ValueRange::Share, &[0.0, 1.0]), Scale::LogOdds { n: 2.0 });
        assert_eq!(of(ValueRange::Share, &[0.5, 1.1]), Scale::Plain);
    }

    /// (1 × 9 + ½) ÷ 10 = 0.95; ln (0.95 ÷ 0.05) = ln 19 = 2.944439.
    #[test]
    fn there_and_back() {
        let odds = Scale::LogOdds { n: 10.0 };
        assert!((odds.at(1.0) - 19.0_f64.ln()).abs() < 1e-12);
        assert!((odds.at(0.0) + 19.0_f64.ln()).abs() < 1e-12);
        for scale in [Scale::Plain, Scale::Log, odds] {
            for value in [0.1, 0.5, 0.99, 1.0] {
                assert!((scale.value(scale.at(value)) - value).abs() < 1e-12, "{scale:?}");
            }
        }
        assert_eq!(odds.at_least(0.0), f64::NEG_INFINITY);
        assert_eq!(odds.at_most(1.0), f64::INFINITY);
        assert_eq!(odds.at_least(1.2), f64::INFINITY);
        assert_eq!(Scale::Log.at_most(0.0), f64::NEG_INFINITY);
    }
}

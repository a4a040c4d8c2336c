//! How long an effect takes, step by step and all the way.

use std::fmt;

use kpi_types::{Grain, Localized};

/// How long an effect takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EffectLag {
    /// How many.
    pub count: u32,
    /// Of what.
    pub grain: Grain,
}

impl EffectLag {
    /// So many periods.
    #[must_use]
    pub const fn new(count: u32, grain: Grain) -> Self {
        Self { count, grain }
    }

    /// In days or in months, whichever it is made of.
    fn base(self) -> (Grain, u32) {
        let (base, length) = match self.grain {
            Grain::Day => (Grain::Day, 1),
            Grain::Week => (Grain::Day, 7),
            Grain::Month => (Grain::Month, 1),
            Grain::Quarter => (Grain::Month, 3),
            Grain::FiscalYear => (Grain::Month, 12),
        };
        (base, self.count.saturating_mul(length))
    }

    /// In words.
    #[must_use]
    pub fn label(self) -> Localized {
        let (count, grain) = (self.count, self.grain);
        let plural = if count == 1 { "" } else { "s" };
        let (en, ja) = match grain {
            Grain::Day => ("day", "日"),
            Grain::Week => ("week", "週間"),
            Grain::Month => ("month", "か月"),
            Grain::Quarter => ("quarter", "四半期"),
            Grain::FiscalYear => ("year", "年"),
        };
        Localized::new(format!("{count} {en}{plural}"), format!("{count}{ja}"))
    }
}

/// `2 months`.
impl fmt::Display for EffectLag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label().en)
    }
}

/// How long an effect takes along a way, all steps together.
///
/// # Conventions
///
/// Steps by one kind of period add up in it. Otherwise weeks count as 7 days, quarters and years as 3
/// and 12 months, as in the [measures](crate::Measure) of a tree; days and months do not add up, for a
/// month has no fixed number of days.
///
/// ```
/// use kpi_goals::{EffectLag, PathLag};
/// use kpi_types::Grain;
///
/// let quarter = PathLag::Immediate.then(Some(EffectLag::new(1, Grain::Quarter)));
/// let way = quarter.then(Some(EffectLag::new(2, Grain::Month)));
/// assert_eq!(way, PathLag::After(EffectLag::new(5, Grain::Month)));
/// assert_eq!((way.periods(Grain::Month), way.periods(Grain::Quarter)), (Some(5), None));
/// assert_eq!(way.then(Some(EffectLag::new(10, Grain::Day))), PathLag::DaysAndMonths);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PathLag {
    /// At once, as far as anybody said.
    Immediate,
    /// After so long.
    After(EffectLag),
    /// Some steps by days, others by months.
    DaysAndMonths,
}

impl PathLag {
    /// With one more step; a step without a lag takes no time.
    #[must_use]
    pub fn then(self, step: Option<EffectLag>) -> Self {
        let Some(step) = step.filter(|step| step.count > 0) else { return self };
        match self {
            Self::Immediate => Self::After(step),
            Self::After(lag) if lag.grain == step.grain => {
                Self::After(EffectLag::new(lag.count.saturating_add(step.count), lag.grain))
            }
            Self::After(lag) => match (lag.base(), step.base()) {
                ((one, a), (other, b)) if one == other => {
                    Self::After(EffectLag::new(a.saturating_add(b), one))
                }
                _ => Self::DaysAndMonths,
            },
            Self::DaysAndMonths => self,
        }
    }

    /// As a number of periods of that kind; nothing where it is not a whole number of them.
    #[must_use]
    pub fn periods(self, grain: Grain) -> Option<u32> {
        let lag = match self {
            Self::Immediate => return Some(0),
            Self::After(lag) => lag,
            Self::DaysAndMonths => return None,
        };
        let ((base, count), (wanted, length)) = (lag.base(), EffectLag::new(1, grain).base());
        (base == wanted && count.is_multiple_of(length)).then(|| count / length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_add_up_in_one_kind_of_time() {
        let after = |count, grain| PathLag::After(EffectLag::new(count, grain));
        let then = |lag: PathLag, count, grain| lag.then(Some(EffectLag::new(count, grain)));
        let quarters = then(after(1, Grain::Quarter), 2, Grain::Quarter);
        assert_eq!(quarters, after(3, Grain::Quarter));
        assert_eq!(then(after(1, Grain::Week), 3, Grain::Day), after(10, Grain::Day));
        assert_eq!(then(after(1, Grain::FiscalYear), 1, Grain::Quarter), after(15, Grain::Month));
        // No step, or one of no length, takes no time.
        assert_eq!(quarters.then(None), quarters);
        assert_eq!(then(quarters, 0, Grain::Day), quarters);
        let mixed = then(quarters, 1, Grain::Day);
        assert_eq!(mixed, PathLag::DaysAndMonths);
        assert_eq!(then(mixed, 1, Grain::Month), mixed);
    }

    #[test]
    fn only_whole_periods_count() {
        let after = |count, grain| PathLag::After(EffectLag::new(count, grain));
        assert_eq!(PathLag::Immediate.periods(Grain::Week), Some(0));
        assert_eq!(after(3, Grain::Quarter).periods(Grain::Month), Some(9));
        assert_eq!(after(24, Grain::Month).periods(Grain::FiscalYear), Some(2));
        assert_eq!(after(5, Grain::Month).periods(Grain::Quarter), None);
        assert_eq!(after(30, Grain::Day).periods(Grain::Month), None);
        assert_eq!(PathLag::DaysAndMonths.periods(Grain::Month), None);
        let lag = EffectLag::new(1, Grain::Month);
        assert_eq!((lag.to_string(), lag.label().ja), ("1 month".to_owned(), "1か月".into()));
    }
}

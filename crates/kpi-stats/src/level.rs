//! Confidence levels.

use std::fmt;

/// How sure an interval is: a number between 0 and 1, both excluded.
///
/// Very high levels are best given by what they leave out, because 1 − 10⁻¹² as a float has lost
/// the digits that matter: use [`ConfidenceLevel::from_alpha`].
///
/// ```
/// use kpi_stats::ConfidenceLevel;
///
/// let level = ConfidenceLevel::try_new(0.95)?;
/// assert_eq!(level, ConfidenceLevel::default());
/// assert_eq!(level, ConfidenceLevel::from_alpha(0.05)?);
/// assert!(ConfidenceLevel::try_new(95.0).is_err());
/// # Ok::<(), kpi_stats::ConfidenceLevelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawLevel", into = "RawLevel"))]
pub struct ConfidenceLevel {
    level: f64,
    alpha: f64,
}

/// Why a number is not a confidence level.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfidenceLevelError {
    /// The level is not between 0 and 1.
    #[error("the confidence level {level} is not between 0 and 1: write 0.95 for 95 %")]
    Level {
        /// What was given.
        level: f64,
    },
    /// What the level leaves out is not between 0 and 1, or so small that nothing is left out.
    #[error("alpha {alpha} is not between {} and 1: write 0.05 for a level of 95 %", f64::EPSILON / 2.0)]
    Alpha {
        /// What was given.
        alpha: f64,
    },
}

impl ConfidenceLevel {
    /// 90 %.
    pub const P90: Self = Self::known(0.90);
    /// 95 %, the default.
    pub const P95: Self = Self::known(0.95);
    /// 99 %.
    pub const P99: Self = Self::known(0.99);

    const fn known(level: f64) -> Self {
        Self { level, alpha: 1.0 - level }
    }

    /// A level such as 0.95.
    ///
    /// # Errors
    ///
    /// [`ConfidenceLevelError::Level`] for anything not strictly between 0 and 1.
    pub fn try_new(level: f64) -> Result<Self, ConfidenceLevelError> {
        let alpha = 1.0 - level;
        if level > 0.0 && level < 1.0 && alpha < 1.0 {
            Ok(Self { level, alpha })
        } else {
            Err(ConfidenceLevelError::Level { level })
        }
    }

    /// The level that leaves out `alpha`, such as 0.05 for 95 %; keeps the digits of a tiny one.
    ///
    /// # Errors
    ///
    /// [`ConfidenceLevelError::Alpha`] for anything not strictly between 0 and 1, and below 1e-16,
    /// where the level would round to 1.
    pub fn from_alpha(alpha: f64) -> Result<Self, ConfidenceLevelError> {
        let level = 1.0 - alpha;
        if !(alpha > 0.0 && alpha < 1.0 && level < 1.0) {
            return Err(ConfidenceLevelError::Alpha { alpha });
        }
        // Where nothing is lost, both constructors make the same value.
        let rounded = 1.0 - level;
        let same = (rounded - alpha).abs() <= 1e-12 * alpha;
        Ok(Self { level, alpha: if same { rounded } else { alpha } })
    }

    /// The level, such as 0.95.
    #[must_use]
    pub const fn level(self) -> f64 {
        self.level
    }

    /// What the level leaves out, both tails together, such as 0.05.
    #[must_use]
    pub const fn alpha(self) -> f64 {
        self.alpha
    }

    /// What is left out on one side.
    pub(crate) fn tail(self) -> f64 {
        self.alpha / 2.0
    }

    /// The distance from 0 at which a standard normal variable leaves out that much.
    #[must_use]
    pub fn z(self) -> f64 {
        crate::normal::quantile(self.tail()).abs()
    }

    /// The same for Student's t with so many degrees of freedom, not necessarily whole. None where
    /// they are not above 0.
    ///
    /// ```
    /// use kpi_stats::ConfidenceLevel;
    ///
    /// // SciPy 1.17.1, t.isf(0.025, 9).
    /// let t = ConfidenceLevel::P95.t(9.0);
    /// assert!(t.is_some_and(|t| (t - 2.2621571627982053).abs() < 1e-12));
    /// assert_eq!(ConfidenceLevel::P95.t(0.0), None);
    /// ```
    #[must_use]
    pub fn t(self, degrees_of_freedom: f64) -> Option<f64> {
        (degrees_of_freedom > 0.0).then(|| self.student(degrees_of_freedom))
    }

    /// Between which two values that much of the F distribution lies, with equal tails. None where
    /// degrees of freedom are not above 0.
    ///
    /// # Formula
    ///
    /// F = d₂ ÷ d₁ × b ÷ (1 − b), with b of Beta(d₁ ÷ 2, d₂ ÷ 2).
    ///
    /// ```
    /// use kpi_stats::ConfidenceLevel;
    ///
    /// // SciPy 1.17.1, f.ppf([0.025, 0.975], 9, 18).
    /// let [low, high] = ConfidenceLevel::P95.f(9.0, 18.0).ok_or("none")?;
    /// assert!((low - 0.27016213936232103).abs() < 1e-12);
    /// assert!((high - 2.929112493123264).abs() < 1e-12);
    /// assert_eq!(ConfidenceLevel::P95.f(9.0, 0.0), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn f(self, numerator: f64, denominator: f64) -> Option<[f64; 2]> {
        let known = |degrees: f64| degrees > 0.0 && degrees.is_finite();
        if !(known(numerator) && known(denominator)) {
            return None;
        }
        let (a, b) = (numerator / 2.0, denominator / 2.0);
        let below = crate::beta::lower_quantile(a, b, self.tail());
        // Near 1 the quantile is taken from the other side.
        let above = crate::beta::lower_quantile(b, a, self.tail());
        let ratio = denominator / numerator;
        Some([ratio * below / (1.0 - below), ratio * (1.0 - above) / above])
    }

    /// The same for degrees of freedom that are known to be above 0.
    pub(crate) fn student(self, degrees_of_freedom: f64) -> f64 {
        crate::distribution::student_t::upper_quantile(self.tail(), degrees_of_freedom)
    }
}

/// 95 %.
impl Default for ConfidenceLevel {
    fn default() -> Self {
        Self::P95
    }
}

/// In percent: `95 %`.
impl fmt::Display for ConfidenceLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.level * 100.0)
    }
}

/// A plain number is the level; a tiny remainder is written as `{ "alpha": 1e-12 }`.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum RawLevel {
    Level(f64),
    Alpha { alpha: f64 },
}

#[cfg(feature = "serde")]
impl TryFrom<RawLevel> for ConfidenceLevel {
    type Error = ConfidenceLevelError;

    fn try_from(raw: RawLevel) -> Result<Self, Self::Error> {
        match raw {
            RawLevel::Level(level) => Self::try_new(level),
            RawLevel::Alpha { alpha } => Self::from_alpha(alpha),
        }
    }
}

#[cfg(feature = "serde")]
impl From<ConfidenceLevel> for RawLevel {
    fn from(ConfidenceLevel { level, alpha }: ConfidenceLevel) -> Self {
        if alpha == 1.0 - level { Self::Level(level) } else { Self::Alpha { alpha } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_and_edges_are_refused() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY, 1e-300] {
            assert!(matches!(
                ConfidenceLevel::try_new(level),
                Err(ConfidenceLevelError::Level { .. })
            ));
        }
        for alpha in [0.0, 1.0, -0.5, 5.0, f64::NAN, 1e-17] {
            assert!(matches!(
                ConfidenceLevel::from_alpha(alpha),
                Err(ConfidenceLevelError::Alpha { .. })
            ));
        }
        let message = ConfidenceLevel::try_new(95.0).unwrap_err().to_string();
        assert_eq!(message, "the confidence level 95 is not between 0 and 1: write 0.95 for 95 %");
    }

    #[test]
    fn tiny_remainders_keep_their_digits() {
        let level = ConfidenceLevel::from_alpha(1e-12).unwrap();
        assert!(level.alpha() == 1e-12 && level.level() < 1.0);
        assert_eq!(ConfidenceLevel::P95.to_string(), "95 %");
    }
}

//! What a forecast can be told.

use kpi_stats::ConfidenceLevel;

use super::RevenueForecastError;

/// How far ahead, how many paths, which seed and level, and what is learned from.
///
/// ```
/// use kpi_cohort::RevenueForecastOptions;
///
/// let options = RevenueForecastOptions::default().with_months(24)?.with_seed(7);
/// assert_eq!((options.months(), options.paths(), options.window()), (24, 1_999, 24));
/// assert!(RevenueForecastOptions::default().with_months(0).is_err());
/// # Ok::<(), kpi_cohort::RevenueForecastError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawOptions", into = "RawOptions"))]
pub struct RevenueForecastOptions {
    months: u32,
    paths: u32,
    seed: u64,
    level: ConfidenceLevel,
    window: u32,
    size_classes: u8,
}

/// The furthest a forecast goes: ten years, which nobody should believe.
const MOST_AHEAD: u32 = 120;

/// The most classes of size.
const MOST_CLASSES: u8 = 10;

/// 12 months ahead, 1,999 paths, seed 0, 95 %, the last 24 months, 5 classes of size.
impl Default for RevenueForecastOptions {
    fn default() -> Self {
        Self {
            months: 12,
            paths: 1_999,
            seed: 0,
            level: ConfidenceLevel::P95,
            window: 24,
            size_classes: 5,
        }
    }
}

impl RevenueForecastOptions {
    /// The same so many months ahead.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Ahead`] for none or more than 120.
    pub const fn with_months(self, months: u32) -> Result<Self, RevenueForecastError> {
        if months == 0 || months > MOST_AHEAD {
            return Err(RevenueForecastError::Ahead { months, most: MOST_AHEAD });
        }
        Ok(Self { months, ..self })
    }

    /// The same with so many simulated paths.
    #[must_use]
    pub const fn with_paths(self, paths: u32) -> Self {
        Self { paths, ..self }
    }

    /// The same with another seed. One seed and one history give one forecast.
    #[must_use]
    pub const fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same at another level.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// The same learning who leaves, grows and shrinks from so many months. Two years have two of
    /// each season and are not yet another company.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Option`] below 12.
    pub fn with_window(self, window: u32) -> Result<Self, RevenueForecastError> {
        if window < 12 {
            let (value, allowed) = (window.to_string(), "at least 12 months");
            return Err(RevenueForecastError::Option { option: "window", value, allowed });
        }
        Ok(Self { window, ..self })
    }

    /// The same with customers told apart by so many classes of MRR, equally many in each; 1 does
    /// not tell them apart.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Option`] for none or more than 10.
    pub fn with_size_classes(self, size_classes: u8) -> Result<Self, RevenueForecastError> {
        if size_classes == 0 || size_classes > MOST_CLASSES {
            let (value, allowed) = (size_classes.to_string(), "1 to 10");
            return Err(RevenueForecastError::Option { option: "size_classes", value, allowed });
        }
        Ok(Self { size_classes, ..self })
    }

    /// Months ahead.
    #[must_use]
    pub const fn months(self) -> u32 {
        self.months
    }

    /// Simulated paths.
    #[must_use]
    pub const fn paths(self) -> u32 {
        self.paths
    }

    /// Where the random numbers start.
    #[must_use]
    pub const fn seed(self) -> u64 {
        self.seed
    }

    /// The level of every interval.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.level
    }

    /// Months learned from.
    #[must_use]
    pub const fn window(self) -> u32 {
        self.window
    }

    /// Classes of MRR.
    #[must_use]
    pub const fn size_classes(self) -> u8 {
        self.size_classes
    }

    /// The level must cut off at least one path on each side.
    pub(super) fn check_paths(self) -> Result<(), RevenueForecastError> {
        let tail = self.level.alpha() / 2.0;
        // Rounding up must not ask for one more than (paths + 1) α/2 = 1 does.
        let needed = ((1.0 / tail) * (1.0 - 1e-12) - 1.0).ceil().max(1.0) as u64;
        let paths = self.paths;
        if u64::from(paths) < needed {
            return Err(RevenueForecastError::TooFewPaths { paths, needed });
        }
        Ok(())
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawOptions {
    months: u32,
    paths: u32,
    seed: u64,
    level: ConfidenceLevel,
    window: u32,
    size_classes: u8,
}

#[cfg(feature = "serde")]
impl Default for RawOptions {
    fn default() -> Self {
        RevenueForecastOptions::default().into()
    }
}

#[cfg(feature = "serde")]
impl TryFrom<RawOptions> for RevenueForecastOptions {
    type Error = RevenueForecastError;

    fn try_from(raw: RawOptions) -> Result<Self, Self::Error> {
        let plain = Self::default().with_paths(raw.paths).with_seed(raw.seed).with_level(raw.level);
        plain.with_months(raw.months)?.with_window(raw.window)?.with_size_classes(raw.size_classes)
    }
}

#[cfg(feature = "serde")]
impl From<RevenueForecastOptions> for RawOptions {
    fn from(options: RevenueForecastOptions) -> Self {
        let RevenueForecastOptions { months, paths, seed, level, window, size_classes } = options;
        Self { months, paths, seed, level, window, size_classes }
    }
}

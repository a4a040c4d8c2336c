//! Tests of hypotheses: what came out, named.

mod method;

pub use method::TestMethod;

use crate::distribution::student_t;
use crate::{ChiSquare, normal};

/// On which side of the null hypothesis a difference counts.
///
/// The sides speak of the first group against the second, of the values against the null value, or
/// of the correlation against 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Alternative {
    /// Either side: the default, and what a two-sided interval goes with.
    #[default]
    TwoSided,
    /// Larger than the null hypothesis says.
    Greater,
    /// Smaller than the null hypothesis says.
    Less,
}

impl Alternative {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::TwoSided, Self::Greater, Self::Less];

    /// The same question with the groups swapped.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::TwoSided => Self::TwoSided,
            Self::Greater => Self::Less,
            Self::Less => Self::Greater,
        }
    }
}

/// What a test found: its method, its statistic where it has one, its p-value.
///
/// # Definition
///
/// The p-value is the chance of a statistic at least as far out as this one, on the side that
/// [`Alternative`] names, if the null hypothesis holds. Small p-values keep their digits: 10⁻²⁰⁰ is
/// not 0.
///
/// # Worked example
///
/// A z of 1.96 (R, `2 * pnorm(-1.96)`):
///
/// ```
/// use kpi_stats::{Alternative, HypothesisTest, TestMethod};
///
/// let test = HypothesisTest::normal(TestMethod::ZPooled, 1.96, Alternative::TwoSided)?;
/// assert!((test.p_value() - 0.0499957902964409).abs() < 1e-15);
/// assert_eq!(test.method().name(), "z, pooled variance");
/// # Ok::<(), kpi_stats::HypothesisTestError>(())
/// ```
///
/// # Common mistake
///
/// Reading a large p-value as "no difference". It says that this test at this size does not see
/// one; the interval says which differences remain possible.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawTest", into = "RawTest"))]
pub struct HypothesisTest {
    method: TestMethod,
    alternative: Alternative,
    statistic: Option<f64>,
    degrees_of_freedom: Option<f64>,
    p_value: f64,
}

/// Why figures are not the result of a test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HypothesisTestError {
    /// The statistic is not a finite number, or negative where it is a sum of squares.
    #[error("the statistic {statistic} of {} is not a finite number it can have", method.name())]
    Statistic {
        /// The test.
        method: TestMethod,
        /// What was given.
        statistic: f64,
    },
    /// The degrees of freedom are not a positive finite number.
    #[error("{} needs degrees of freedom above 0, not {degrees_of_freedom}", method.name())]
    Degrees {
        /// The test.
        method: TestMethod,
        /// What was given.
        degrees_of_freedom: f64,
    },
    /// The p-value is not between 0 and 1.
    #[error("the p-value {p_value} of {} is not between 0 and 1", method.name())]
    PValue {
        /// The test.
        method: TestMethod,
        /// What was given.
        p_value: f64,
    },
}

impl HypothesisTest {
    /// From a statistic that is standard normal under the null hypothesis.
    ///
    /// # Errors
    ///
    /// [`HypothesisTestError::Statistic`] for anything not finite.
    pub fn normal(
        method: TestMethod,
        statistic: f64,
        alternative: Alternative,
    ) -> Result<Self, HypothesisTestError> {
        let p_value = match alternative {
            Alternative::TwoSided => normal::two_sided(statistic),
            Alternative::Greater => normal::upper(statistic),
            Alternative::Less => normal::upper(-statistic),
        };
        Self::try_new(method, alternative, Some(statistic), None, p_value)
    }

    /// From a statistic that has Student's t distribution under the null hypothesis.
    ///
    /// # Errors
    ///
    /// [`HypothesisTestError::Statistic`] and [`HypothesisTestError::Degrees`].
    pub fn student(
        method: TestMethod,
        statistic: f64,
        degrees_of_freedom: f64,
        alternative: Alternative,
    ) -> Result<Self, HypothesisTestError> {
        if !(degrees_of_freedom > 0.0 && degrees_of_freedom.is_finite()) {
            return Err(HypothesisTestError::Degrees { method, degrees_of_freedom });
        }
        if !statistic.is_finite() {
            return Err(HypothesisTestError::Statistic { method, statistic });
        }
        let p_value = match alternative {
            Alternative::TwoSided => student_t::two_sided(statistic, degrees_of_freedom),
            Alternative::Greater => student_t::upper(statistic, degrees_of_freedom),
            Alternative::Less => student_t::upper(-statistic, degrees_of_freedom),
        };
        Self::try_new(method, alternative, Some(statistic), Some(degrees_of_freedom), p_value)
    }

    /// From a statistic that is chi-square under the null hypothesis; it has no side.
    ///
    /// # Errors
    ///
    /// [`HypothesisTestError::Statistic`] for a negative one, [`HypothesisTestError::Degrees`] for
    /// none.
    pub fn chi_square(
        method: TestMethod,
        statistic: f64,
        degrees_of_freedom: u32,
    ) -> Result<Self, HypothesisTestError> {
        let degrees = f64::from(degrees_of_freedom);
        if degrees_of_freedom == 0 {
            return Err(HypothesisTestError::Degrees { method, degrees_of_freedom: degrees });
        }
        if statistic.is_nan() || statistic < 0.0 {
            return Err(HypothesisTestError::Statistic { method, statistic });
        }
        // One degree is the square of a normal variable, whose tail is exact to the last digits.
        let p_value = if degrees_of_freedom == 1 {
            normal::two_sided(statistic.sqrt())
        } else {
            ChiSquare::try_new(statistic, degrees_of_freedom)
                .map_err(|_| HypothesisTestError::Statistic { method, statistic })?
                .p_value()
        };
        Self::try_new(method, Alternative::TwoSided, Some(statistic), Some(degrees), p_value)
    }

    /// From a p-value that was found another way, such as by counting.
    ///
    /// # Errors
    ///
    /// [`HypothesisTestError`] for what is out of range.
    pub fn try_new(
        method: TestMethod,
        alternative: Alternative,
        statistic: Option<f64>,
        degrees_of_freedom: Option<f64>,
        p_value: f64,
    ) -> Result<Self, HypothesisTestError> {
        if let Some(statistic) = statistic.filter(|s| !s.is_finite()) {
            return Err(HypothesisTestError::Statistic { method, statistic });
        }
        let wrong = |d: &f64| !(*d > 0.0 && d.is_finite());
        if let Some(degrees_of_freedom) = degrees_of_freedom.filter(wrong) {
            return Err(HypothesisTestError::Degrees { method, degrees_of_freedom });
        }
        if !(0.0..=1.0).contains(&p_value) {
            return Err(HypothesisTestError::PValue { method, p_value });
        }
        Ok(Self { method, alternative, statistic, degrees_of_freedom, p_value })
    }

    /// Which test.
    #[must_use]
    pub const fn method(&self) -> TestMethod {
        self.method
    }

    /// On which side.
    #[must_use]
    pub const fn alternative(&self) -> Alternative {
        self.alternative
    }

    /// The statistic; an exact test of a table has none.
    #[must_use]
    pub const fn statistic(&self) -> Option<f64> {
        self.statistic
    }

    /// Degrees of freedom, where the distribution has them.
    #[must_use]
    pub const fn degrees_of_freedom(&self) -> Option<f64> {
        self.degrees_of_freedom
    }

    /// The p-value.
    #[must_use]
    pub const fn p_value(&self) -> f64 {
        self.p_value
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "HypothesisTest", deny_unknown_fields)]
struct RawTest {
    method: TestMethod,
    alternative: Alternative,
    statistic: Option<f64>,
    degrees_of_freedom: Option<f64>,
    p_value: f64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawTest> for HypothesisTest {
    type Error = HypothesisTestError;

    fn try_from(raw: RawTest) -> Result<Self, Self::Error> {
        let RawTest { method, alternative, statistic, degrees_of_freedom, p_value } = raw;
        Self::try_new(method, alternative, statistic, degrees_of_freedom, p_value)
    }
}

#[cfg(feature = "serde")]
impl From<HypothesisTest> for RawTest {
    fn from(test: HypothesisTest) -> Self {
        let HypothesisTest { method, alternative, statistic, degrees_of_freedom, p_value } = test;
        Self { method, alternative, statistic, degrees_of_freedom, p_value }
    }
}

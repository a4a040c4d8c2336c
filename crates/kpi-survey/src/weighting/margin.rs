//! What the population looks like.

use std::collections::BTreeMap;

use crate::GroupId;

/// How the customers are spread over the categories of a variable, or of several together.
///
/// Numbers of customers or shares: only the sum must be the same for all margins.
///
/// ```
/// use kpi_survey::Margin;
///
/// let region = Margin::try_new("region", [("NAM", 0.4), ("EMEA", 0.3), ("APAC", 0.2), ("LATAM", 0.1)])?;
/// assert!((region.sum() - 1.0).abs() < 1e-12);
/// let joint = Margin::joint(["plan", "size"], [
///     (vec!["pro".into(), "small".into()], 120.0),
///     (vec!["pro".into(), "large".into()], 30.0),
/// ])?;
/// assert_eq!(joint.name(), "plan × size");
/// assert!(Margin::try_new("plan", [("pro", -1.0)]).is_err());
/// # Ok::<(), kpi_survey::MarginError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    pub(super) variables: Vec<String>,
    pub(super) targets: BTreeMap<Vec<GroupId>, f64>,
}

/// Why targets are not a margin.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MarginError {
    /// No variables or no categories.
    #[error("the margin of {variables:?} has no categories")]
    Empty {
        /// Its variables.
        variables: Vec<String>,
    },
    /// A target that is zero, negative or not a finite number.
    #[error(
        "the target {target} of {categories:?} is not a finite number above 0: leave out categories \
         that the population does not have"
    )]
    Target {
        /// Its categories.
        categories: Vec<GroupId>,
        /// What was given.
        target: f64,
    },
    /// A category listed twice.
    #[error("{categories:?} stands in the margin twice")]
    Twice {
        /// Its categories.
        categories: Vec<GroupId>,
    },
    /// Not one category for each variable.
    #[error("{categories:?} are not one category for each of {variables:?}")]
    Length {
        /// The variables.
        variables: Vec<String>,
        /// What was given.
        categories: Vec<GroupId>,
    },
}

impl Margin {
    /// The margin of one variable.
    ///
    /// # Errors
    ///
    /// [`MarginError`] for no categories, one that is listed twice, and targets that are not
    /// finite numbers above 0.
    pub fn try_new<C: Into<GroupId>>(
        variable: impl Into<String>,
        targets: impl IntoIterator<Item = (C, f64)>,
    ) -> Result<Self, MarginError> {
        let targets = targets.into_iter().map(|(category, target)| (vec![category.into()], target));
        Self::joint([variable], targets)
    }

    /// The margin of several variables together: cells of a cross table. Cells that the population
    /// does not have are left out.
    ///
    /// # Errors
    ///
    /// As [`Margin::try_new`], and [`MarginError::Length`].
    pub fn joint<V: Into<String>>(
        variables: impl IntoIterator<Item = V>,
        targets: impl IntoIterator<Item = (Vec<GroupId>, f64)>,
    ) -> Result<Self, MarginError> {
        let variables: Vec<String> = variables.into_iter().map(Into::into).collect();
        let mut all = BTreeMap::new();
        for (categories, target) in targets {
            if categories.len() != variables.len() {
                return Err(MarginError::Length { variables, categories });
            }
            if !(target > 0.0 && target.is_finite()) {
                return Err(MarginError::Target { categories, target });
            }
            if all.contains_key(&categories) {
                return Err(MarginError::Twice { categories });
            }
            all.insert(categories, target);
        }
        if all.is_empty() || variables.is_empty() {
            return Err(MarginError::Empty { variables });
        }
        Ok(Self { variables, targets: all })
    }

    /// `plan × size`.
    #[must_use]
    pub fn name(&self) -> String {
        self.variables.join(" × ")
    }

    /// Its variables.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// Its categories with what the population has of them.
    pub fn targets(&self) -> impl Iterator<Item = (&[GroupId], f64)> {
        self.targets.iter().map(|(categories, target)| (categories.as_slice(), *target))
    }

    /// All targets together.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.targets.values().sum()
    }
}

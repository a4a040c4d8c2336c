//! Who answered, as far as the weighting needs to know.

use super::{WeightError, WeightingError, Weights};
use crate::group::GroupSpace;
use crate::{GroupColumn, GroupId};

/// The respondents with their categories, and their design weights where they were not drawn alike.
///
/// ```
/// use kpi_survey::WeightingSample;
///
/// let sample = WeightingSample::new(3)
///     .with_variable("plan", &["free", "free", "pro"][..])?
///     .with_design_weights(&[1.0, 1.0, 2.0])?;
/// assert_eq!(sample.n(), 3);
/// assert!(sample.with_design_weights(&[1.0, 0.0, 2.0]).is_err());
/// # Ok::<(), kpi_survey::WeightingError>(())
/// ```
#[derive(Debug, Clone)]
pub struct WeightingSample {
    n: usize,
    variables: Vec<Variable>,
    design: Option<Weights>,
}

/// The category of each respondent.
#[derive(Debug, Clone)]
struct Variable {
    name: String,
    space: GroupSpace,
    keys: Vec<u32>,
}

impl WeightingSample {
    /// So many respondents.
    #[must_use]
    pub const fn new(n: usize) -> Self {
        Self { n, variables: Vec::new(), design: None }
    }

    /// With a variable: the category of each respondent.
    ///
    /// # Errors
    ///
    /// [`WeightingError::ColumnLength`] and [`WeightingError::VariableTwice`].
    pub fn with_variable<'a>(
        mut self,
        name: impl Into<String>,
        categories: impl Into<GroupColumn<'a>>,
    ) -> Result<Self, WeightingError> {
        let (name, categories) = (name.into(), categories.into());
        self.fits(&name, categories.len())?;
        if self.variables.iter().any(|variable| variable.name == name) {
            return Err(WeightingError::VariableTwice { variable: name });
        }
        let mut space = GroupSpace::default();
        let keys = match categories {
            GroupColumn::U16(ids) => ids.iter().map(|id| u32::from(*id)).collect(),
            GroupColumn::U32(ids) => ids.to_vec(),
            GroupColumn::Text(texts) => {
                // A fresh space takes texts, and no sample has 2³² of them.
                let settled = space.settle("categories", categories.kind());
                debug_assert!(settled.is_ok());
                texts.iter().map(|text| space.intern(text).unwrap_or_default()).collect()
            }
        };
        self.variables.push(Variable { name, space, keys });
        Ok(self)
    }

    /// With weights that the sampling design gives, which the margins then correct.
    ///
    /// # Errors
    ///
    /// [`WeightingError::ColumnLength`], and [`WeightingError::Weight`] for a weight that is zero,
    /// negative or not a number.
    pub fn with_design_weights(self, weights: &[f64]) -> Result<Self, WeightingError> {
        self.fits("design weights", weights.len())?;
        match Weights::try_new(weights.to_vec()) {
            Err(WeightError::None) => Err(WeightingError::NoRespondents),
            Err(error) => Err(error.into()),
            Ok(design) => Ok(Self { design: Some(design), ..self }),
        }
    }

    /// Number of respondents.
    #[must_use]
    pub const fn n(&self) -> usize {
        self.n
    }

    /// The weight of a respondent before any margin.
    pub(super) fn design_weight(&self, row: usize) -> f64 {
        let design = self.design.as_ref().and_then(|design| design.as_slice().get(row));
        design.copied().unwrap_or(1.0)
    }

    /// The place of a variable.
    pub(super) fn place(&self, variable: &str) -> Result<usize, WeightingError> {
        let place = self.variables.iter().position(|known| known.name == variable);
        place.ok_or_else(|| WeightingError::UnknownVariable {
            variable: variable.to_owned(),
            known: self.variables.iter().map(|known| known.name.clone()).collect(),
        })
    }

    /// The category of a respondent as a number.
    pub(super) fn key(&self, place: usize, row: usize) -> u32 {
        let variable = self.variables.get(place);
        variable.and_then(|v| v.keys.get(row)).copied().unwrap_or_default()
    }

    /// A category by its number.
    pub(super) fn category(&self, place: usize, key: u32) -> GroupId {
        self.variables.get(place).map_or(GroupId::Number(key), |v| v.space.id(key))
    }

    fn fits(&self, column: &str, found: usize) -> Result<(), WeightingError> {
        if found == self.n {
            Ok(())
        } else {
            let column = column.to_owned();
            Err(WeightingError::ColumnLength { column, expected: self.n, found })
        }
    }
}

//! One column of ratings.

use super::RatingsError;
use crate::{AnswerColumn, AnswerError, Item, Reading, Respondent, RespondentColumn, Scale};

/// The ratings of one item, one a respondent; high is good.
///
/// ```
/// use kpi_survey::{AnswerColumn, Item, RatedItem, Scale};
///
/// // 6 is "does not apply".
/// let item = Item::new("lounge", Scale::ONE_TO_FIVE).with_no_answer_code(6)?;
/// let lounge = RatedItem::try_answers(&item, AnswerColumn::U8(&[5, 6, 3]), None)?;
/// assert_eq!((lounge.len(), lounge.answered()), (3, 2));
/// assert_eq!(lounge.scale(), Some(Scale::ONE_TO_FIVE));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RatedItem {
    name: String,
    scale: Option<Scale>,
    /// NaN where there is no answer.
    values: Vec<f64>,
    set_aside: u64,
}

impl RatedItem {
    /// Reads answers by the rules of the item: codes for no answer, mirrored where it is reversed,
    /// answers off the scale refused or set aside. What is set aside counts as no answer here.
    ///
    /// # Errors
    ///
    /// [`AnswerError::OffScale`] with the respondent, [`AnswerError::ColumnLength`] for another
    /// number of respondents than answers.
    pub fn try_answers<'a>(
        item: &Item,
        answers: impl Into<AnswerColumn<'a>>,
        respondents: Option<RespondentColumn<'a>>,
    ) -> Result<Self, AnswerError> {
        let answers = answers.into();
        let expected = answers.len();
        if let Some(found) = respondents.map(|who| who.len()).filter(|found| *found != expected) {
            return Err(AnswerError::ColumnLength { column: "respondents", expected, found });
        }
        let mut set_aside = 0;
        let mut values = Vec::with_capacity(expected);
        for row in 0..expected {
            let who = || {
                let known = respondents.and_then(|column| column.at(row));
                known.unwrap_or(Respondent::Row(row))
            };
            let reading = match answers {
                AnswerColumn::U8(codes) => item.read(cell(codes, row).into(), who),
                AnswerColumn::I64(codes) => item.read(cell(codes, row), who),
                AnswerColumn::Text(texts) => item.read_text(cell(texts, row), who),
            };
            values.push(match reading? {
                Reading::Value(value) => f64::from(value),
                Reading::NoAnswer => f64::NAN,
                Reading::SetAside => {
                    set_aside += 1;
                    f64::NAN
                }
            });
        }
        let scale = Some(item.scale());
        Ok(Self { name: item.name().to_owned(), scale, values, set_aside })
    }

    /// Any numbers: sums of answers, measured quantities. Without a scale there are no top boxes.
    ///
    /// # Errors
    ///
    /// [`RatingsError::Value`] for what is not a finite number.
    pub fn try_values(
        name: impl Into<String>,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Result<Self, RatingsError> {
        let name = name.into();
        let mut found = Vec::new();
        for (row, value) in values.into_iter().enumerate() {
            match value {
                Some(value) if !value.is_finite() => {
                    return Err(RatingsError::Value { item: name, row, value });
                }
                // −0 and 0 are one rating.
                Some(value) => found.push(value + 0.0),
                None => found.push(f64::NAN),
            }
        }
        Ok(Self { name, scale: None, values: found, set_aside: 0 })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scale of its answers, where they have one.
    #[must_use]
    pub const fn scale(&self) -> Option<Scale> {
        self.scale
    }

    /// Number of respondents, whether they answered or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// True without respondents.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// How many answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.values.iter().filter(|value| !value.is_nan()).count()
    }

    /// Answers off the scale that were set aside.
    #[must_use]
    pub const fn set_aside(&self) -> u64 {
        self.set_aside
    }

    /// The rating of a respondent; `None` for no answer.
    #[must_use]
    pub fn at(&self, row: usize) -> Option<f64> {
        self.values.get(row).copied().filter(|value| !value.is_nan())
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    pub(super) fn has_length(&self, expected: usize) -> Result<(), RatingsError> {
        let found = self.len();
        if found == expected {
            Ok(())
        } else {
            Err(RatingsError::Length { item: self.name.clone(), expected, found })
        }
    }
}

fn cell<T: Copy + Default>(column: &[T], row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}

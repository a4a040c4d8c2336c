//! Questions: what they can be answered with, and what an answer means.

mod read;

pub use read::Reading;

use crate::{Scale, WordList};

/// One question of a survey.
///
/// ```
/// use kpi_survey::{Item, OffScale, Scale};
///
/// // 0 to 10; the form writes 11 for "don't know" and leaves skipped questions blank.
/// let nps = Item::new("recommend", Scale::ZERO_TO_TEN)
///     .with_no_answer_code(11)?
///     .with_no_answer_text("")
///     .with_off_scale(OffScale::SetAside);
/// assert_eq!(nps.scale().points(), 11);
/// # Ok::<(), kpi_survey::ItemError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawItem", into = "RawItem"))]
pub struct Item {
    name: String,
    scale: Scale,
    direction: ItemDirection,
    no_answer_codes: Vec<i64>,
    no_answer_texts: Vec<String>,
    off_scale: OffScale,
    words: Option<WordList>,
}

/// Which end of the scale is good as the question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ItemDirection {
    /// The highest number is the best answer.
    #[default]
    HighIsGood,
    /// The lowest number is the best answer: answers are mirrored when they are counted, so that
    /// every distribution reads alike.
    Reversed,
}

/// What becomes of an answer that is not on the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum OffScale {
    /// It is an error that names the respondent, the item, the value and the scale.
    #[default]
    Refuse,
    /// It counts as set aside: in no score, but shown with every score.
    SetAside,
}

/// What is wrong with an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ItemError {
    /// A code for "no answer" that is an answer.
    #[error("item {item:?}: {code} cannot mean no answer, it is on the scale from {scale}")]
    CodeOnScale {
        /// The item.
        item: String,
        /// The code.
        code: i64,
        /// The scale.
        scale: Scale,
    },
    /// A word list of another scale.
    #[error("item {item:?}: the words are on a scale from {words}, the item from {scale}")]
    OtherScale {
        /// The item.
        item: String,
        /// The scale of the words.
        words: Scale,
        /// The scale of the item.
        scale: Scale,
    },
}

impl Item {
    /// A question by its name, answered on a scale.
    #[must_use]
    pub fn new(name: impl Into<String>, scale: Scale) -> Self {
        Self {
            name: name.into(),
            scale,
            direction: ItemDirection::default(),
            no_answer_codes: Vec::new(),
            no_answer_texts: Vec::new(),
            off_scale: OffScale::default(),
            words: None,
        }
    }

    /// A question answered in words, or in the numbers that the words stand for.
    #[must_use]
    pub fn worded(name: impl Into<String>, words: WordList) -> Self {
        Self { words: Some(words.clone()), ..Self::new(name, words.scale()) }
    }

    /// The same question asked the other way round: low is good.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { direction: ItemDirection::Reversed, ..self }
    }

    /// With a number that means "no answer", such as 99 for "don't know".
    ///
    /// # Errors
    ///
    /// [`ItemError::CodeOnScale`] for a number that is an answer.
    pub fn with_no_answer_code(mut self, code: impl Into<i64>) -> Result<Self, ItemError> {
        let code = code.into();
        if u8::try_from(code).is_ok_and(|value| self.scale.contains(value)) {
            return Err(ItemError::CodeOnScale { item: self.name, code, scale: self.scale });
        }
        if !self.no_answer_codes.contains(&code) {
            self.no_answer_codes.push(code);
        }
        Ok(self)
    }

    /// With a text that means "no answer", such as `n/a`; the empty text is a blank cell.
    #[must_use]
    pub fn with_no_answer_text(mut self, text: &str) -> Self {
        let text = crate::words::folded(text);
        if !self.no_answer_texts.contains(&text) {
            self.no_answer_texts.push(text);
        }
        self
    }

    /// With another rule for answers off the scale; they are refused otherwise.
    #[must_use]
    pub fn with_off_scale(self, off_scale: OffScale) -> Self {
        Self { off_scale, ..self }
    }

    /// With more words for the answers.
    ///
    /// # Errors
    ///
    /// [`ItemError::OtherScale`] for words of another scale.
    pub fn with_words(mut self, words: &WordList) -> Result<Self, ItemError> {
        if words.scale() != self.scale {
            let (words, scale) = (words.scale(), self.scale);
            return Err(ItemError::OtherScale { item: self.name, words, scale });
        }
        self.words = Some(match self.words.take() {
            Some(known) => known.joined(words),
            None => words.clone(),
        });
        Ok(self)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its scale.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// Which end is good as it was asked.
    #[must_use]
    pub const fn direction(&self) -> ItemDirection {
        self.direction
    }

    /// Numbers that mean "no answer".
    #[must_use]
    pub fn no_answer_codes(&self) -> &[i64] {
        &self.no_answer_codes
    }

    /// What becomes of answers off the scale.
    #[must_use]
    pub const fn off_scale(&self) -> OffScale {
        self.off_scale
    }

    /// Words for its answers.
    #[must_use]
    pub const fn words(&self) -> Option<&WordList> {
        self.words.as_ref()
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Item", deny_unknown_fields)]
struct RawItem {
    name: String,
    scale: Scale,
    #[serde(default)]
    direction: ItemDirection,
    #[serde(default)]
    no_answer_codes: Vec<i64>,
    #[serde(default)]
    no_answer_texts: Vec<String>,
    #[serde(default)]
    off_scale: OffScale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<WordList>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawItem> for Item {
    type Error = ItemError;

    fn try_from(raw: RawItem) -> Result<Self, Self::Error> {
        let mut item = Self::new(raw.name, raw.scale).with_off_scale(raw.off_scale);
        item.direction = raw.direction;
        for code in raw.no_answer_codes {
            item = item.with_no_answer_code(code)?;
        }
        for text in raw.no_answer_texts {
            item = item.with_no_answer_text(&text);
        }
        match raw.words {
            Some(words) => item.with_words(&words),
            None => Ok(item),
        }
    }
}

#[cfg(feature = "serde")]
impl From<Item> for RawItem {
    fn from(item: Item) -> Self {
        let Item { name, scale, direction, no_answer_codes, no_answer_texts, off_scale, words } =
            item;
        Self { name, scale, direction, no_answer_codes, no_answer_texts, off_scale, words }
    }
}

//! Answers in words.

mod lists;

pub use lists::WordScale;

use crate::Scale;

/// Words for the answers of a scale, in any number of languages at once.
///
/// Upper and lower case, full-width letters, and spaces at the ends or repeated do not matter.
///
/// ```
/// use kpi_survey::{Scale, WordList, WordScale};
///
/// let words = WordList::builtin(WordScale::SatisfactionOfFive);
/// assert_eq!(words.value_of("Very satisfied"), Some(5));
/// assert_eq!(words.value_of("どちらともいえない"), Some(3));
///
/// let own = WordList::try_new(Scale::one_to(3)?, [("nope", 1), ("meh", 2), ("yay", 3)])?;
/// assert_eq!(own.value_of("YAY"), Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading words by their order in the file: an export may list them alphabetically.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawWordList", into = "RawWordList"))]
pub struct WordList {
    scale: Scale,
    /// Folded, in order, each once.
    words: Vec<(String, u8)>,
}

/// What is wrong with a list of words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordListError {
    /// A word for an answer that is not on the scale.
    #[error("the word {word:?} stands for {value}, which is not on the scale from {scale}")]
    OffScale {
        /// The word.
        word: String,
        /// What it stands for.
        value: u8,
        /// The scale.
        scale: Scale,
    },
    /// One word for two answers.
    #[error("the word {word:?} stands for {first} and for {second}")]
    Ambiguous {
        /// The word.
        word: String,
        /// One answer.
        first: u8,
        /// The other.
        second: u8,
    },
    /// A blank word; a blank cell is a text that means no answer.
    #[error("a blank word stands for {value}")]
    Blank {
        /// What it stands for.
        value: u8,
    },
}

impl WordList {
    /// A list of one's own.
    ///
    /// # Errors
    ///
    /// [`WordListError`] for a blank word, one off the scale, or one for two answers.
    pub fn try_new<'w>(
        scale: Scale,
        words: impl IntoIterator<Item = (&'w str, u8)>,
    ) -> Result<Self, WordListError> {
        let mut folded_words = Vec::new();
        for (word, value) in words {
            let folded = folded(word);
            if folded.is_empty() {
                return Err(WordListError::Blank { value });
            }
            if !scale.contains(value) {
                return Err(WordListError::OffScale { word: word.to_owned(), value, scale });
            }
            folded_words.push((folded, value));
        }
        folded_words.sort();
        folded_words.dedup();
        for pair in folded_words.windows(2) {
            if let [(word, first), (next, second)] = pair
                && word == next
            {
                let (word, first, second) = (word.clone(), *first, *second);
                return Err(WordListError::Ambiguous { word, first, second });
            }
        }
        Ok(Self { scale, words: folded_words })
    }

    /// A list that comes with the crate, English and Japanese together.
    #[must_use]
    pub fn builtin(words: WordScale) -> Self {
        let scale = words.scale();
        let pairs = words.words().iter().zip(scale.values());
        let pairs =
            pairs.flat_map(|(words, value)| words.iter().map(move |word| (folded(word), value)));
        let mut words: Vec<(String, u8)> = pairs.collect();
        words.sort();
        Self { scale, words }
    }

    /// The scale of the answers.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// The answer a word stands for.
    #[must_use]
    pub fn value_of(&self, word: &str) -> Option<u8> {
        self.value_of_folded(&folded(word))
    }

    /// The words as they are compared, with their answers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u8)> {
        self.words.iter().map(|(word, value)| (word.as_str(), *value))
    }

    pub(crate) fn value_of_folded(&self, word: &str) -> Option<u8> {
        let at = self.words.binary_search_by(|(known, _)| known.as_str().cmp(word)).ok()?;
        self.words.get(at).map(|(_, value)| *value)
    }

    /// Both lists; where they disagree about a word, the other one is right.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let mine = self.words.iter().filter(|(word, _)| other.value_of_folded(word).is_none());
        let mut words: Vec<(String, u8)> = mine.chain(&other.words).cloned().collect();
        words.sort();
        Self { scale: self.scale, words }
    }
}

/// A word as it is compared: lower case, full-width forms as plain ones, single spaces.
pub(crate) fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        let narrow = match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
            _ if letter.is_whitespace() => ' ',
            '\u{2019}' => '\'',
            '\u{feff}' => continue,
            _ => letter,
        };
        if narrow == ' ' && (plain.is_empty() || plain.ends_with(' ')) {
            continue;
        }
        plain.extend(narrow.to_lowercase());
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "WordList", deny_unknown_fields)]
struct RawWordList {
    scale: Scale,
    words: Vec<(String, u8)>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawWordList> for WordList {
    type Error = WordListError;

    fn try_from(raw: RawWordList) -> Result<Self, Self::Error> {
        Self::try_new(raw.scale, raw.words.iter().map(|(word, value)| (word.as_str(), *value)))
    }
}

#[cfg(feature = "serde")]
impl From<WordList> for RawWordList {
    fn from(WordList { scale, words }: WordList) -> Self {
        Self { scale, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal() {
        let five = Scale::ONE_TO_FIVE;
        let off = WordList::try_new(five, [("great", 6)]);
        assert!(matches!(off, Err(WordListError::OffScale { value: 6, .. })));
        let two = WordList::try_new(five, [("ok", 3), ("OK ", 4)]);
        assert!(matches!(two, Err(WordListError::Ambiguous { first: 3, second: 4, .. })));
        let blank = WordList::try_new(five, [("  ", 4)]);
        assert_eq!(blank, Err(WordListError::Blank { value: 4 }));
        assert!(WordList::try_new(five, [("ok", 3), ("OK", 3)]).is_ok());
    }

    /// A word that stood for two answers would be found by neither or the wrong one.
    #[test]
    fn builtin_lists_are_whole() {
        for scale in WordScale::ALL {
            let list = WordList::builtin(scale);
            let again = WordList::try_new(list.scale(), list.iter()).unwrap();
            assert_eq!(again, list, "{scale:?}");
            for value in list.scale().values() {
                let words: Vec<&str> =
                    list.iter().filter(|(_, v)| *v == value).map(|(w, _)| w).collect();
                assert!(words.iter().any(|w| w.is_ascii()), "{scale:?} {value}");
                assert!(words.iter().any(|w| !w.is_ascii()), "{scale:?} {value}");
            }
        }
    }

    #[test]
    fn own_words_win() {
        let builtin = WordList::builtin(WordScale::EaseOfFive);
        let own = WordList::try_new(Scale::ONE_TO_FIVE, [("easy", 5)]).unwrap();
        assert_eq!(builtin.value_of("easy"), Some(4));
        assert_eq!(builtin.joined(&own).value_of("easy"), Some(5));
        assert_eq!(builtin.joined(&own).value_of("difficult"), Some(2));
    }

    #[test]
    fn folding() {
        assert_eq!(folded("　Ｖｅｒｙ   Satisfied "), "very satisfied");
        assert_eq!(folded("Don\u{2019}t know"), "don't know");
        assert_eq!(folded("\u{feff}９"), "9");
    }
}

//! From what was written to an answer.

use super::{Item, ItemDirection, OffScale};
use crate::{AnswerError, Respondent, words};

/// What one answer turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reading {
    /// An answer, high is good: already mirrored for a reversed item.
    Value(u8),
    /// The respondent did not answer.
    NoAnswer,
    /// Not on the scale, and set aside by the item's rule.
    SetAside,
}

impl Item {
    /// Reads a number.
    ///
    /// ```
    /// use kpi_survey::{Item, Reading, Respondent, Scale};
    ///
    /// let effort = Item::new("effort", Scale::ONE_TO_FIVE).reversed();
    /// let ann = || Respondent::Text("ann".into());
    /// assert_eq!(effort.read(2, ann)?, Reading::Value(4));
    /// let error = effort.read(6, ann).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "respondent \"ann\", item \"effort\": the answer 6 is not a whole number from 1 to 5"
    /// );
    /// # Ok::<(), kpi_survey::AnswerError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AnswerError::OffScale`] for a number that is neither on the scale nor a code for no
    /// answer, unless the item sets such answers aside.
    pub fn read(
        &self,
        value: i64,
        respondent: impl FnOnce() -> Respondent,
    ) -> Result<Reading, AnswerError> {
        match self.slot(value) {
            Some(reading) => Ok(reading),
            None => Err(self.off(respondent(), value.to_string())),
        }
    }

    /// Reads a text: a word of the item's list, a text that means no answer, or a number (`9`,
    /// `9.0`, `９`).
    ///
    /// # Errors
    ///
    /// As [`Item::read`]; `1/3` and `7.5` are not answers.
    pub fn read_text(
        &self,
        text: &str,
        respondent: impl FnOnce() -> Respondent,
    ) -> Result<Reading, AnswerError> {
        let folded = words::folded(text);
        if self.no_answer_texts.contains(&folded) {
            return Ok(Reading::NoAnswer);
        }
        let worded = self.words.as_ref().and_then(|words| words.value_of_folded(&folded));
        let value = worded.map(i64::from).or_else(|| whole_number(&folded));
        let reading = match value {
            Some(value) => self.slot(value),
            None => self.aside(),
        };
        reading.ok_or_else(|| self.off(respondent(), text.to_owned()))
    }

    /// What a number is; `None` for what is refused.
    pub(crate) fn slot(&self, value: i64) -> Option<Reading> {
        let answer = u8::try_from(value).ok().filter(|answer| self.scale.contains(*answer));
        match (answer, self.direction) {
            (Some(answer), ItemDirection::HighIsGood) => Some(Reading::Value(answer)),
            (Some(answer), ItemDirection::Reversed) => {
                self.scale.mirrored(answer).map(Reading::Value)
            }
            (None, _) if self.no_answer_codes.contains(&value) => Some(Reading::NoAnswer),
            (None, _) => self.aside(),
        }
    }

    fn aside(&self) -> Option<Reading> {
        match self.off_scale {
            OffScale::Refuse => None,
            OffScale::SetAside => Some(Reading::SetAside),
        }
    }

    pub(crate) fn off(&self, respondent: Respondent, value: String) -> AnswerError {
        AnswerError::OffScale { respondent, item: self.name.clone(), value, scale: self.scale }
    }
}

/// `9` and `9.0`, as spreadsheets and data frames write whole numbers.
fn whole_number(text: &str) -> Option<i64> {
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ItemError, Scale};

    fn nobody() -> Respondent {
        Respondent::Row(3)
    }

    /// The categories and refusals that three public NPS test suites agree on.
    #[test]
    fn numbers() {
        let item = Item::new("nps", Scale::ZERO_TO_TEN).with_no_answer_code(99).unwrap();
        for value in [0, 6, 10] {
            assert_eq!(item.read(value, nobody), Ok(Reading::Value(value as u8)));
        }
        assert_eq!(item.read(99, nobody), Ok(Reading::NoAnswer));
        for value in [-1, 11, 266, i64::MAX] {
            let refused = item.read(value, nobody);
            assert!(matches!(refused, Err(AnswerError::OffScale { .. })), "{value}");
        }
        let lenient = item.with_off_scale(OffScale::SetAside);
        assert_eq!(lenient.read(11, nobody), Ok(Reading::SetAside));
    }

    #[test]
    fn texts() {
        let item =
            Item::new("nps", Scale::ZERO_TO_TEN).with_no_answer_text("").with_no_answer_text("N/A");
        for (text, value) in [("9", 9), (" 9.0 ", 9), ("１０", 10), ("0", 0), ("+7", 7)] {
            assert_eq!(item.read_text(text, nobody), Ok(Reading::Value(value)), "{text}");
        }
        for text in ["", "  ", "n/a", "Ｎ／Ａ"] {
            assert_eq!(item.read_text(text, nobody), Ok(Reading::NoAnswer), "{text:?}");
        }
        for text in ["1/3", "7.5", "ten", "-1", ".", "1e1"] {
            let message = item.read_text(text, nobody).unwrap_err().to_string();
            assert!(message.starts_with("row 3, item \"nps\": the answer "), "{message}");
        }
        let lenient = item.with_off_scale(OffScale::SetAside);
        assert_eq!(lenient.read_text("ten", nobody), Ok(Reading::SetAside));
    }

    #[test]
    fn an_answer_cannot_mean_no_answer() {
        let refused = Item::new("nps", Scale::ZERO_TO_TEN).with_no_answer_code(0);
        assert!(matches!(refused, Err(ItemError::CodeOnScale { code: 0, .. })));
        assert!(Item::new("csat", Scale::ONE_TO_FIVE).with_no_answer_code(0).is_ok());
    }
}

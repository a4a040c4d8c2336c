//! Answers as columns: the hot way in.

use crate::{AnswerError, GroupColumn, GroupId, RespondentColumn};

/// Answers to one item, one a row.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum AnswerColumn<'a> {
    /// Small whole numbers, codes for no answer among them: the fast way.
    U8(&'a [u8]),
    /// Whole numbers of any size.
    I64(&'a [i64]),
    /// Texts: words, numbers, blanks.
    Text(&'a [&'a str]),
}

/// When, one a row; only the order matters.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum TimeColumn<'a> {
    /// Days since 1970-01-01.
    Days(&'a [i32]),
    /// Any finer unit, such as seconds or microseconds.
    Ticks(&'a [i64]),
}

/// Answers to one item as columns of one length.
///
/// ```
/// use kpi_survey::AnswerColumns;
///
/// let (answers, segments) = ([9_u8, 10, 3], [0_u32, 1, 1]);
/// let columns = AnswerColumns::new(&answers).with_segments(&segments).in_wave("2026-Q1");
/// assert_eq!(columns.len(), 3);
/// ```
#[derive(Debug, Clone)]
pub struct AnswerColumns<'a> {
    pub(crate) answers: AnswerColumn<'a>,
    pub(crate) segments: Option<GroupColumn<'a>>,
    pub(crate) waves: Waves<'a>,
    pub(crate) respondents: Option<RespondentColumn<'a>>,
    pub(crate) times: Option<TimeColumn<'a>>,
}

/// The waves of answers.
#[derive(Debug, Clone)]
pub(crate) enum Waves<'a> {
    None,
    One(GroupId),
    Each(GroupColumn<'a>),
}

impl<'a> AnswerColumns<'a> {
    /// The answers.
    #[must_use]
    pub fn new(answers: impl Into<AnswerColumn<'a>>) -> Self {
        Self {
            answers: answers.into(),
            segments: None,
            waves: Waves::None,
            respondents: None,
            times: None,
        }
    }

    /// The segment of each answer.
    #[must_use]
    pub fn with_segments(self, segments: impl Into<GroupColumn<'a>>) -> Self {
        Self { segments: Some(segments.into()), ..self }
    }

    /// The wave of each answer.
    #[must_use]
    pub fn with_waves(self, waves: impl Into<GroupColumn<'a>>) -> Self {
        Self { waves: Waves::Each(waves.into()), ..self }
    }

    /// One wave for all of them.
    #[must_use]
    pub fn in_wave(self, wave: impl Into<GroupId>) -> Self {
        Self { waves: Waves::One(wave.into()), ..self }
    }

    /// Who answered: named in errors, and needed by rules for repeated answers.
    #[must_use]
    pub fn with_respondents(self, respondents: impl Into<RespondentColumn<'a>>) -> Self {
        Self { respondents: Some(respondents.into()), ..self }
    }

    /// When each answer was given; needed by rules for repeated answers.
    #[must_use]
    pub fn with_times(self, times: TimeColumn<'a>) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// True without rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Refuses columns of different lengths.
    pub(crate) fn check(&self) -> Result<(), AnswerError> {
        let expected = self.len();
        let waves = match &self.waves {
            Waves::Each(waves) => Some(waves.len()),
            Waves::None | Waves::One(_) => None,
        };
        let lengths = [
            ("segments", self.segments.map(|segments| segments.len())),
            ("waves", waves),
            ("respondents", self.respondents.map(|respondents| respondents.len())),
            ("times", self.times.map(|times| times.len())),
        ];
        for (column, found) in lengths {
            if let Some(found) = found.filter(|found| *found != expected) {
                return Err(AnswerError::ColumnLength { column, expected, found });
            }
        }
        Ok(())
    }
}

impl AnswerColumn<'_> {
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::U8(answers) => answers.len(),
            Self::I64(answers) => answers.len(),
            Self::Text(answers) => answers.len(),
        }
    }
}

impl TimeColumn<'_> {
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::Days(days) => days.len(),
            Self::Ticks(ticks) => ticks.len(),
        }
    }

    pub(crate) fn at(&self, row: usize) -> i64 {
        match self {
            Self::Days(days) => days.get(row).copied().unwrap_or_default().into(),
            Self::Ticks(ticks) => ticks.get(row).copied().unwrap_or_default(),
        }
    }
}

/// Columns from slices, vectors and arrays.
macro_rules! from_slices {
    ($column:ident, $($variant:ident($cell:ty)),+) => {$(
        impl<'a> From<&'a [$cell]> for $column<'a> {
            fn from(cells: &'a [$cell]) -> Self {
                Self::$variant(cells)
            }
        }

        impl<'a> From<&'a Vec<$cell>> for $column<'a> {
            fn from(cells: &'a Vec<$cell>) -> Self {
                Self::$variant(cells)
            }
        }

        impl<'a, const N: usize> From<&'a [$cell; N]> for $column<'a> {
            fn from(cells: &'a [$cell; N]) -> Self {
                Self::$variant(cells)
            }
        }
    )+};
}

pub(crate) use from_slices;

from_slices!(AnswerColumn, U8(u8), I64(i64), Text(&'a str));

//! Two waves of the same respondents.

use kpi_stats::HypothesisTest;
use kpi_types::{Estimate, EstimateMethod, Localized};

use super::independent::verdict;
use crate::net::z_test;
use crate::{
    AnswerColumns, AnswerError, Item, NpsBands, NpsCounts, PairedAnswers, RespondentColumn,
    ScoreError, ScoreOptions,
};

/// The change of the NPS of those who answered in both waves, counted by what they were and became.
///
/// # Formula
///
/// Each respondent's change is −200, −100, 0, 100 or 200 points. The estimate is their mean with
/// z √(Σ (change − mean)² ÷ n²): the variance with n, as for one wave.
///
/// # Conventions
///
/// Second minus first. Who answered in one wave alone is not in it; [`from_columns`](Self::from_columns)
/// counts them.
///
/// # Undefined when
///
/// Nobody answered twice. There is no test when everybody changed alike.
///
/// # Worked example
///
/// Of 100 respondents 30 were and stayed promoters, 20 rose from passive to promoter, 10 fell from
/// promoter to detractor, 40 stayed passive: mean +20 − 20 = 0, and Σ change² = 20 · 100² + 10 · 200²,
/// so the standard error is √(600,000) ÷ 100 = 7.746.
///
/// ```
/// use kpi_survey::{PairedNps, ScoreOptions};
///
/// let mut pairs = PairedNps::new();
/// for (before, after, respondents) in [(9, 10, 30), (7, 9, 20), (9, 3, 10), (8, 7, 40)] {
///     for _ in 0..respondents {
///         pairs.observe(before, after)?;
///     }
/// }
/// let change = pairs.difference(ScoreOptions::default())?;
/// assert_eq!(change.point(), 0.0);
/// assert!((change.upper() - 1.959964 * 7.745967).abs() < 1e-4);
/// # Ok::<(), kpi_survey::ScoreError>(())
/// ```
///
/// # Common mistake
///
/// Comparing the same people as if the waves were independent: their answers go together, and the
/// interval comes out too wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairedNps {
    /// Rows: detractor, passive, promoter before; columns: after.
    cells: [[u64; 3]; 3],
    only_first: u64,
    only_second: u64,
}

impl PairedNps {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a respondent: the answers from 0 to 10 of both waves.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OffScale`] for an answer above 10.
    pub fn observe(&mut self, first: u8, second: u8) -> Result<(), ScoreError> {
        let category = |answer: u8| {
            let off = ScoreError::OffScale { answer, scale: NpsBands::STANDARD.scale() };
            NpsBands::STANDARD.category(answer).ok_or(off)
        };
        self.count(category(first)?, category(second)?, 1);
        Ok(())
    }

    /// Finds those who answered in both waves. Each wave has one answer of a respondent, from 0 to
    /// 10; see [`Repeats`](crate::Repeats) for how to get there, and
    /// [`PairedAnswers`](crate::PairedAnswers) for answers as they are written.
    ///
    /// # Errors
    ///
    /// [`AnswerError::ColumnLength`] for columns of different lengths, [`AnswerError::OffScale`],
    /// [`AnswerError::Twice`] for two answers of one respondent in a wave,
    /// [`AnswerError::MixedGroups`] when respondents are numbers in one wave and texts in the other.
    pub fn from_columns<'a>(
        first: (RespondentColumn<'a>, &'a [u8]),
        second: (RespondentColumn<'a>, &'a [u8]),
    ) -> Result<Self, AnswerError> {
        let item = Item::new("NPS", NpsBands::STANDARD.scale());
        let columns = |(respondents, answers): (RespondentColumn<'a>, &'a [u8])| {
            AnswerColumns::new(answers).with_respondents(respondents)
        };
        let pairs = PairedAnswers::from_columns(&item, &columns(first), &columns(second))?;
        // The bands are those of the scale.
        Ok(pairs.nps(NpsBands::STANDARD).unwrap_or_default())
    }

    pub(super) fn with_only(self, only_first: u64, only_second: u64) -> Self {
        Self { only_first, only_second, ..self }
    }

    /// Adds so many who were and became −1, 0 or 1.
    pub(super) fn count(&mut self, from: i8, to: i8, respondents: u64) {
        let place = |category: i8| (category + 1) as usize;
        if let Some(cell) = self.cells.get_mut(place(from)).and_then(|row| row.get_mut(place(to))) {
            *cell = cell.saturating_add(respondents);
        }
    }

    /// Adds the respondents of another part.
    pub fn merge(&mut self, other: &Self) {
        let theirs = other.cells.iter().flatten();
        for (sum, count) in self.cells.iter_mut().flatten().zip(theirs) {
            *sum = sum.saturating_add(*count);
        }
        self.only_first = self.only_first.saturating_add(other.only_first);
        self.only_second = self.only_second.saturating_add(other.only_second);
    }

    /// Respondents by what they were (rows: detractor, passive, promoter) and became (columns).
    #[must_use]
    pub const fn cells(&self) -> [[u64; 3]; 3] {
        self.cells
    }

    /// Number of respondents in both waves.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.cells.iter().flatten().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Who answered in the first wave alone.
    #[must_use]
    pub const fn only_first(&self) -> u64 {
        self.only_first
    }

    /// Who answered in the second wave alone.
    #[must_use]
    pub const fn only_second(&self) -> u64 {
        self.only_second
    }

    /// What they were.
    ///
    /// # Errors
    ///
    /// [`ScoreError::TooManyAnswers`].
    pub fn first(&self) -> Result<NpsCounts, ScoreError> {
        let [detractors, passives, promoters] = self.cells.map(|row| row.iter().sum());
        NpsCounts::try_new(detractors, passives, promoters)
    }

    /// What they became.
    ///
    /// # Errors
    ///
    /// [`ScoreError::TooManyAnswers`].
    pub fn second(&self) -> Result<NpsCounts, ScoreError> {
        let [a, b, c] = self.cells;
        let sum = |at: usize| [a, b, c].iter().filter_map(|row| row.get(at)).sum();
        NpsCounts::try_new(sum(0), sum(1), sum(2))
    }

    /// The mean change in points, with its interval (of the normal approximation, whatever the
    /// options say of one wave).
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`] when nobody answered twice.
    pub fn difference(&self, options: impl Into<ScoreOptions>) -> Result<Estimate, ScoreError> {
        let options = options.into();
        let n = self.n();
        let (mean, error) = self.moments(options)?;
        let reach = options.level().z() * error;
        let [lower, upper] = [mean - reach, mean + reach].map(|end| end.clamp(-200.0, 200.0));
        let level = options.level().level();
        Ok(Estimate::try_new(mean, lower, upper, level, n, EstimateMethod::Wald)?)
    }

    /// Whether there is a change at all: the mean over its standard error.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`], and [`ScoreError::NoVariance`] when all changed alike.
    pub fn test(&self) -> Result<HypothesisTest, ScoreError> {
        let (mean, error) = self.moments(ScoreOptions::default())?;
        z_test(mean, error)
    }

    /// A verdict in both languages.
    ///
    /// # Errors
    ///
    /// As [`PairedNps::difference`].
    pub fn verdict(&self, options: impl Into<ScoreOptions>) -> Result<Localized, ScoreError> {
        self.difference(options).map(|estimate| verdict(&estimate))
    }

    /// Mean change and its standard error, in points.
    fn moments(&self, options: ScoreOptions) -> Result<(f64, f64), ScoreError> {
        let n = self.n();
        if n == 0 {
            return Err(ScoreError::NoAnswers);
        }
        let boost = options.boost(n)?;
        let changes = || {
            (0..).zip(&self.cells).flat_map(|(from, row)| {
                (0..).zip(row).map(move |(to, count)| (f64::from(to - from), *count as f64))
            })
        };
        let total = n as f64;
        let mean = changes().map(|(change, count)| change * count).sum::<f64>() / total;
        let squares: f64 =
            changes().map(|(change, count)| (change - mean) * (change - mean) * count).sum();
        Ok((100.0 * mean, 100.0 * (squares / total / (total * boost)).sqrt()))
    }
}

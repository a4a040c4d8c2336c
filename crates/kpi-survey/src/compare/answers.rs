//! Two answers of the same respondents, whatever the question.

use std::collections::{BTreeMap, HashMap};

use kpi_stats::{Moments, PairedCounts, PairedMeans, PairedProportions, Tally};

use super::PairedNps;
use crate::columns::Waves;
use crate::counts::read;
use crate::{
    AnswerColumns, AnswerError, GroupColumn, GroupId, Item, NpsBands, Reading, Respondent, Scale,
    ScoreError,
};

/// What respondents answered in one wave and in another, counted by both answers.
///
/// Gives every paired comparison: the change of an NPS, of a share (McNemar), of a mean (paired t)
/// and of ranks (Wilcoxon).
///
/// # Conventions
///
/// Second minus first, so that a rise is positive. High is good: answers of a reversed item are
/// mirrored. Who did not answer in one of the waves (or whose answer was set aside there) is in no
/// comparison; [`only_first`](Self::only_first) and [`only_second`](Self::only_second) count them.
///
/// # Worked example
///
/// Four customers answered in both waves, one in spring alone. Their changes are +2, 0, −1 and +3:
/// mean 1, ranks 2, 1 and 3, of which 5 above 0.
///
/// ```
/// use kpi_stats::{Alternative, ConfidenceLevel, RankMethod, SignedRank, ZeroRule};
/// use kpi_survey::{AnswerColumns, Item, PairedAnswers, Scale};
///
/// let answers = [7_u8, 9, 10, 6, 3, 9, 9, 9, 9];
/// let who = ["ann", "bob", "cem", "dan", "eve", "ann", "bob", "cem", "dan"];
/// let waves = ["spring", "spring", "spring", "spring", "spring", "fall", "fall", "fall", "fall"];
/// let columns = AnswerColumns::new(&answers[..]).with_respondents(&who[..]).with_waves(&waves[..]);
/// let item = Item::new("recommend", Scale::ZERO_TO_TEN);
/// let pairs = PairedAnswers::between(&item, &columns, "spring", "fall")?;
/// assert_eq!((pairs.n(), pairs.only_first()), (4, 1));
/// assert_eq!(pairs.mean_change()?.difference(ConfidenceLevel::P95)?.point(), 1.0);
/// let ranks = SignedRank::try_new(&pairs.changes()?, ZeroRule::Drop)?;
/// assert_eq!(ranks.v(), 5.0);
/// // Of the eight ways to set three signs 2 have 5 or 6 above 0, as many 0 or 1: p = 4 ÷ 8.
/// assert_eq!(ranks.test(RankMethod::Exact, Alternative::TwoSided)?.p_value(), 0.5);
/// // From 2 promoters and a detractor of four, +25, to four promoters, +100.
/// assert_eq!(pairs.nps(Default::default())?.difference(ConfidenceLevel::P95)?.point(), 75.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Testing the two waves as if nobody were in both: the change of the same people is known better
/// than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedAnswers {
    scale: Scale,
    /// How many gave the first and the second answer.
    cells: BTreeMap<(u8, u8), u64>,
    only_first: u64,
    only_second: u64,
}

impl PairedAnswers {
    /// Joins two waves by who answered.
    ///
    /// # Errors
    ///
    /// [`AnswerError::MissingColumn`] without respondents, [`AnswerError::Twice`] for two answers of
    /// one respondent in a wave (which of them counts is told by [`Repeats`](crate::Repeats)),
    /// [`AnswerError::OffScale`], [`AnswerError::ColumnLength`], and [`AnswerError::MixedGroups`]
    /// when respondents are numbers in one wave and texts in the other.
    pub fn from_columns(
        item: &Item,
        first: &AnswerColumns<'_>,
        second: &AnswerColumns<'_>,
    ) -> Result<Self, AnswerError> {
        if let (Some(one), Some(two)) = (first.respondents, second.respondents)
            && one.kind() != two.kind()
            && !(first.is_empty() || second.is_empty())
        {
            let (what, have, given) = ("respondents", one.kind(), two.kind());
            return Err(AnswerError::MixedGroups { what, have, given });
        }
        let all = |_: usize| true;
        Ok(Self::joined(item.scale(), &wave(item, first, all)?, wave(item, second, all)?))
    }

    /// Joins two of the waves in columns that have many.
    ///
    /// # Errors
    ///
    /// As [`PairedAnswers::from_columns`]; [`AnswerError::MissingColumn`] without a column of waves.
    pub fn between(
        item: &Item,
        columns: &AnswerColumns<'_>,
        first: impl Into<GroupId>,
        second: impl Into<GroupId>,
    ) -> Result<Self, AnswerError> {
        let Waves::Each(waves) = &columns.waves else {
            return Err(AnswerError::MissingColumn {
                item: item.name().to_owned(),
                column: "waves",
            });
        };
        let (first, second) = (first.into(), second.into());
        let before = wave(item, columns, |row| is_in(*waves, row, &first))?;
        let after = wave(item, columns, |row| is_in(*waves, row, &second))?;
        Ok(Self::joined(item.scale(), &before, after))
    }

    fn joined(scale: Scale, before: &Wave, after: Wave) -> Self {
        let (mut cells, mut only_second) = (BTreeMap::new(), 0);
        for (who, later) in after {
            match before.get(&who) {
                Some(answer) => *cells.entry((*answer, later)).or_insert(0) += 1,
                None => only_second += 1,
            }
        }
        let both = cells.values().sum::<u64>();
        Self { scale, cells, only_first: before.len() as u64 - both, only_second }
    }

    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// The first and the second answer with how many gave both, in order.
    pub fn iter(&self) -> impl Iterator<Item = ((u8, u8), u64)> {
        self.cells.iter().map(|(answers, count)| (*answers, *count))
    }

    /// Number of respondents who answered in both waves.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.cells.values().sum()
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

    /// By what they were and became, for the change of the NPS.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Scale`] for bands on another scale.
    pub fn nps(&self, bands: NpsBands) -> Result<PairedNps, ScoreError> {
        bands.check(self.scale)?;
        let mut pairs = PairedNps::new().with_only(self.only_first, self.only_second);
        for ((first, second), count) in self.iter() {
            if let (Some(from), Some(to)) = (bands.category(first), bands.category(second)) {
                pairs.count(from, to, count);
            }
        }
        Ok(pairs)
    }

    /// Each change with how many changed so, for Wilcoxon's test
    /// ([`SignedRank`](kpi_stats::SignedRank)).
    ///
    /// # Errors
    ///
    /// [`ScoreError::Tally`] never for fewer than 2⁵³ respondents.
    pub fn changes(&self) -> Result<Tally, ScoreError> {
        Ok(Tally::try_from_counts(self.each_change())?)
    }

    /// The mean change, with its t interval and test.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Moments`] never for fewer than 2⁵³ respondents.
    pub fn mean_change(&self) -> Result<PairedMeans, ScoreError> {
        let mut moments = Moments::new();
        for (change, count) in self.each_change() {
            moments.observe_many(change, count)?;
        }
        Ok(PairedMeans::from_differences(moments))
    }

    /// Who gave an answer of at least `from`, for McNemar's test and intervals of the change of that
    /// share.
    ///
    /// The second wave is the first of the pair, so that a rise is positive here, too.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`] when nobody answered twice, [`ScoreError::Edges`] for an edge that
    /// does not split the scale.
    pub fn share_change_from(&self, from: u8) -> Result<PairedProportions, ScoreError> {
        crate::Figure::TopBoxes { from }.check(self.scale)?;
        let mut counts = PairedCounts { both: 0, first_only: 0, second_only: 0, neither: 0 };
        for ((before, after), count) in self.iter() {
            let cell = match (after >= from, before >= from) {
                (true, true) => &mut counts.both,
                (true, false) => &mut counts.first_only,
                (false, true) => &mut counts.second_only,
                (false, false) => &mut counts.neither,
            };
            *cell += count;
        }
        // Rows of a column are fewer than 2⁵³.
        PairedProportions::try_new(counts).map_err(|_| ScoreError::NoAnswers)
    }

    fn each_change(&self) -> impl Iterator<Item = (f64, u64)> {
        self.iter().map(|((first, second), n)| (f64::from(second) - f64::from(first), n))
    }
}

/// The answer of each respondent.
type Wave = HashMap<Respondent, u8>;

/// Those who answered, of the rows that are in the wave.
fn wave(
    item: &Item,
    columns: &AnswerColumns<'_>,
    is_in: impl Fn(usize) -> bool,
) -> Result<Wave, AnswerError> {
    columns.check()?;
    let missing =
        || AnswerError::MissingColumn { item: item.name().to_owned(), column: "respondents" };
    let respondents = columns.respondents.ok_or_else(missing)?;
    let mut wave = HashMap::new();
    for row in (0..columns.len()).filter(|row| is_in(*row)) {
        let Reading::Value(answer) = read(item, columns, row)? else { continue };
        let respondent = respondents.at(row).unwrap_or(Respondent::Row(row));
        if wave.insert(respondent.clone(), answer).is_some() {
            return Err(AnswerError::Twice { respondent });
        }
    }
    Ok(wave)
}

/// Whether a row is in a wave.
fn is_in(waves: GroupColumn<'_>, row: usize, wave: &GroupId) -> bool {
    match (waves, wave) {
        (GroupColumn::U16(ids), GroupId::Number(wave)) => {
            ids.get(row).is_some_and(|id| u32::from(*id) == *wave)
        }
        (GroupColumn::U32(ids), GroupId::Number(wave)) => ids.get(row) == Some(wave),
        (GroupColumn::Text(ids), GroupId::Text(wave)) => ids.get(row) == Some(&&**wave),
        (GroupColumn::U16(_) | GroupColumn::U32(_), GroupId::Text(_))
        | (GroupColumn::Text(_), GroupId::Number(_)) => false,
    }
}

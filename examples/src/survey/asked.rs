//! The three questions, each with what its score is.

use kpis::stats::{
    Alternative, DifferenceMethod, HypothesisTest, Moments, Proportion, TwoMeans, TwoMeansMethod,
    TwoProportionTest, TwoProportions,
};
use kpis::survey::{
    CesConvention, CsatConvention, Distribution, Figure, NpsBands, NpsDifference, Scale,
    ScoreError, ScoreOptions, WeightedDistribution, WeightedOptions, WeightedScore,
};
use kpis::types::{Estimate, Language};

/// A question with the convention of its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Asked {
    Nps,
    Csat(CsatConvention),
    Ces(CesConvention),
}

/// What a score comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// From −100 to 100.
    NpsPoints,
    /// Shown in percent.
    Share,
    /// Shown in percent, with its sign.
    NetShare,
    /// Points of the scale.
    Points,
}

impl Asked {
    pub(super) fn name(self, scale: Scale, l: Language) -> String {
        let (name, en) = match self {
            Self::Nps => return "NPS".to_owned(),
            Self::Csat(convention) => ("CSAT", convention.name()),
            Self::Ces(convention) => ("CES", convention.name()),
        };
        match (l, self.figure(scale)) {
            (Language::Ja, Ok(figure)) => format!("{name}({})", figure_ja(figure)),
            _ => en.to_owned(),
        }
    }

    /// A stable name for programs.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat(_) => "csat",
            Self::Ces(_) => "ces",
        }
    }

    fn figure(self, scale: Scale) -> Result<Figure, ScoreError> {
        match self {
            Self::Nps => {
                let bands = NpsBands::STANDARD;
                Ok(Figure::Net { to: bands.detractors_to(), from: bands.promoters_from() })
            }
            Self::Csat(convention) => convention.figure(scale),
            Self::Ces(convention) => convention.figure(scale),
        }
    }

    pub(super) fn unit(self, scale: Scale) -> Unit {
        match (self, self.figure(scale)) {
            (Self::Nps, _) => Unit::NpsPoints,
            (_, Ok(Figure::TopBoxes { .. })) => Unit::Share,
            (_, Ok(Figure::Net { .. })) => Unit::NetShare,
            _ => Unit::Points,
        }
    }

    pub(super) fn score(self, answers: &Distribution) -> Result<Estimate, ScoreError> {
        let options = ScoreOptions::default();
        match self {
            Self::Nps => answers.nps(options).map(|score| score.estimate()),
            Self::Csat(convention) => answers.csat(convention, options).map(|s| s.estimate()),
            Self::Ces(convention) => answers.ces(convention, options).map(|s| s.estimate()),
        }
    }

    pub(super) fn weighted(
        self,
        answers: &WeightedDistribution,
    ) -> Result<WeightedScore, ScoreError> {
        let options = WeightedOptions::default();
        match self {
            Self::Nps => answers.nps(options),
            Self::Csat(convention) => answers.csat(convention, options),
            Self::Ces(convention) => answers.ces(convention, options),
        }
    }

    /// The second less the first, with interval and test.
    pub(super) fn difference(
        self,
        first: &Distribution,
        second: &Distribution,
    ) -> anyhow::Result<(Estimate, HypothesisTest)> {
        let level = ScoreOptions::default().level();
        let figure = self.figure(first.scale())?;
        if self == Self::Nps {
            let counts = |answers| NpsBands::STANDARD.count(answers);
            let options = ScoreOptions::default();
            let found = NpsDifference::try_new(counts(first)?, counts(second)?, options)?;
            return Ok((found.estimate(), found.test()?));
        }
        if let Figure::TopBoxes { from } = figure {
            let share = |answers: &Distribution| {
                Proportion::try_new(answers.between(from, answers.scale().high()), answers.n())
            };
            let pair = TwoProportions::new(share(second)?, share(first)?);
            let test = pair.test(TwoProportionTest::ZPooled, Alternative::TwoSided)?;
            return Ok((pair.difference(DifferenceMethod::Newcombe, level)?, test));
        }
        let pair = TwoMeans::new(moments(figure, second)?, moments(figure, first)?);
        let test = pair.test(TwoMeansMethod::Welch, Alternative::TwoSided)?;
        Ok((pair.difference(TwoMeansMethod::Welch, level)?, test))
    }

    /// Counts of the categories that the score tells apart, for a table of groups.
    pub(super) fn categories(self, answers: &Distribution) -> Vec<u64> {
        let scale = answers.scale();
        match self.figure(scale) {
            Ok(Figure::TopBoxes { from }) => {
                let good = answers.between(from, scale.high());
                vec![answers.n() - good, good]
            }
            Ok(Figure::Net { to, from }) => {
                let (bad, good) =
                    (answers.between(scale.low(), to), answers.between(from, scale.high()));
                vec![bad, answers.n() - bad - good, good]
            }
            _ => answers.counts().to_vec(),
        }
    }
}

/// What is computed, in Japanese.
pub(super) fn figure_ja(figure: Figure) -> String {
    match figure {
        Figure::TopBoxes { from } => format!("{from} 以上の割合"),
        Figure::Net { to, from } => format!("{from} 以上の割合 − {to} 以下の割合"),
        _ => "平均".to_owned(),
    }
}

/// Answers as the numbers whose mean the figure is.
fn moments(figure: Figure, answers: &Distribution) -> anyhow::Result<Moments> {
    let mut moments = Moments::new();
    for (answer, count) in answers.iter() {
        let value = match figure {
            Figure::Net { to, from } => {
                f64::from(u8::from(answer >= from)) - f64::from(u8::from(answer <= to))
            }
            Figure::TopBoxes { from } => f64::from(u8::from(answer >= from)),
            _ => f64::from(answer),
        };
        moments.observe_many(value, count)?;
    }
    Ok(moments)
}

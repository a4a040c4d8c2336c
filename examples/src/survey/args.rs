//! What the program can be asked.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use kpis::survey::{
    CesConvention, CsatConvention, Figure, ImportanceMeasure, MissingRatings, PortfolioCut, Scale,
};

use crate::flags::{HeaderArguments, ShownArguments};
use crate::program::Asked;

/// NPS, CSAT and CES of a survey with intervals, waves and segments compared, and what to improve
/// first.
///
/// Without a file it shows a made-up survey (examples/data/survey.csv). A file is CSV (gzip accepted)
/// with one respondent a row. Where a column has another name in another file, name both: Q7ALL,Q8N.
#[derive(Debug, Clone, Parser)]
#[command(name = "survey", version)]
pub struct SurveyArguments {
    /// CSV with one respondent a row; several files are read one after the other.
    pub files: Vec<PathBuf>,
    /// Names of columns.
    #[command(flatten)]
    pub header: HeaderArguments,
    /// The question of NPS, answered from 0 to 10.
    #[arg(long, value_name = "COLUMN")]
    pub nps: Option<String>,
    /// The question of satisfaction.
    #[arg(long, value_name = "COLUMN", requires = "csat_as")]
    pub csat: Option<String>,
    /// What CSAT is: systems give the name to different figures.
    #[arg(long, value_enum)]
    pub csat_as: Option<CsatOption>,
    /// The question of effort, high is easy unless the convention says otherwise.
    #[arg(long, value_name = "COLUMN", requires = "ces_as")]
    pub ces: Option<String>,
    /// What CES is: systems give the name to different figures.
    #[arg(long, value_enum)]
    pub ces_as: Option<CesOption>,
    /// The best answer of scales that the convention leaves open: 1 to this number.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(2..=100))]
    pub scale: u8,
    /// What means no answer, besides blank cells: numbers or words. A number that is an answer to a
    /// question stays one there.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub missing: Vec<String>,
    /// How many customers each respondent stands for.
    #[arg(long, value_name = "COLUMN")]
    pub weight: Option<String>,
    /// Segments to tell apart.
    #[arg(long, value_name = "COLUMN")]
    pub segment: Option<String>,
    /// Waves to tell apart, in the order of their names.
    #[arg(long, value_name = "COLUMN", conflicts_with = "wave_by_file")]
    pub wave: Option<String>,
    /// Each file is a wave, named by the beginning of its name up to the first underscore.
    #[arg(long)]
    pub wave_by_file: bool,
    /// The items of the portfolio: columns, * for any ending, such as 'Q9*'.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', requires = "overall")]
    pub items: Vec<String>,
    /// Overall satisfaction, against which importance is measured.
    #[arg(long, value_name = "COLUMN", requires = "items")]
    pub overall: Option<String>,
    /// What importance is.
    #[arg(long, value_enum, default_value_t = ImportanceOption::Correlation)]
    pub importance: ImportanceOption,
    /// What satisfaction with an item is.
    #[arg(long, value_enum, default_value_t = SatisfactionOption::Mean)]
    pub satisfaction: SatisfactionOption,
    /// Where the portfolio is cut.
    #[arg(long, value_enum, default_value_t = CutOption::Means)]
    pub cut: CutOption,
    /// Whose answers count where some are missing; pairs for correlations, complete otherwise.
    #[arg(long, value_enum)]
    pub respondents: Option<RespondentsOption>,
    /// How many times respondents are redrawn to see whether items stay where they are.
    #[arg(long, value_name = "N", default_value_t = 999, value_parser = clap::value_parser!(u32).range(39..=100_000))]
    pub replicates: u32,
    /// Where the random numbers start; the same seed prints the same page.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// How it is shown.
    #[command(flatten)]
    pub shown: ShownArguments,
}

/// What CSAT is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CsatOption {
    /// Share of 4 and 5 of five.
    TopTwoOfFive,
    /// Share of 9 and 10 of ten.
    TopTwoOfTen,
    /// Share of the upper answers, by the size of the scale.
    TableBySize,
    /// The mean.
    Mean,
    /// 4 and 5 minus 1 to 3.
    SatisfiedMinusRest,
    /// 4 and 5 minus 1 and 2.
    SatisfiedMinusDissatisfied,
}

/// What CES is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CesOption {
    /// Mean of seven.
    MeanOfSeven,
    /// Share of 5 to 7 of seven.
    TopThreeOfSeven,
    /// Share of 4 and 5 of five.
    TopTwoOfFive,
    /// Easy minus difficult.
    EasyMinusDifficult,
    /// Mean of five, low is good.
    LowIsGoodMean,
}

/// What importance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportanceOption {
    /// Correlation with overall satisfaction.
    Correlation,
    /// The same with the other items held.
    Partial,
    /// Standardised regression coefficient.
    Regression,
    /// Shapley share of R².
    Shapley,
}

/// What satisfaction with an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SatisfactionOption {
    /// The mean.
    Mean,
    /// Share of the upper two fifths of the scale.
    TopBoxes,
    /// That minus the share of the lower two fifths.
    GoodMinusBad,
}

/// Where the portfolio is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CutOption {
    /// At the means.
    Means,
    /// At the medians.
    Medians,
}

/// Whose answers count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RespondentsOption {
    /// Who answered everything.
    Complete,
    /// Who answered what the figure needs.
    Pairs,
}

impl SurveyArguments {
    /// The arguments themselves, or those that fit the made-up survey where nothing was asked.
    pub(super) fn or_sample(&self) -> Self {
        if !self.files.is_empty() {
            return self.clone();
        }
        let column = |name: &str| Some(name.to_owned());
        Self {
            nps: column("recommend"),
            csat: column("satisfaction"),
            csat_as: Some(CsatOption::TopTwoOfFive),
            ces: column("effort"),
            ces_as: Some(CesOption::TopThreeOfSeven),
            scale: 5,
            missing: vec!["9".to_owned()],
            weight: column("weight"),
            segment: column("plan"),
            wave: column("wave"),
            wave_by_file: false,
            items: vec!["rate_*".to_owned()],
            overall: column("satisfaction"),
            header: HeaderArguments { columns: Vec::new() },
            ..self.clone()
        }
    }

    /// The scale that conventions leave open.
    pub(super) fn open_scale(&self) -> Scale {
        Scale::one_to(self.scale).unwrap_or(Scale::ONE_TO_FIVE)
    }

    pub(super) fn figure(&self) -> Figure {
        let n = self.scale;
        // 4 and 5 of five, 1 and 2 of five; the same shares of other scales.
        let fifths = (2 * u16::from(n) / 5).max(1) as u8;
        match self.satisfaction {
            SatisfactionOption::Mean => Figure::Mean,
            SatisfactionOption::TopBoxes => Figure::TopBoxes { from: n - fifths + 1 },
            SatisfactionOption::GoodMinusBad => Figure::Net { to: fifths, from: n - fifths + 1 },
        }
    }

    pub(super) fn missing_ratings(&self) -> MissingRatings {
        match (self.respondents, self.importance) {
            (Some(RespondentsOption::Complete), _) => MissingRatings::CompleteCases,
            (Some(RespondentsOption::Pairs), _) | (None, ImportanceOption::Correlation) => {
                MissingRatings::Pairwise
            }
            (None, _) => MissingRatings::CompleteCases,
        }
    }
}

impl CsatOption {
    pub(super) const fn convention(self) -> CsatConvention {
        match self {
            Self::TopTwoOfFive => CsatConvention::TopTwoOfFive,
            Self::TopTwoOfTen => CsatConvention::TopTwoOfTen,
            Self::TableBySize => CsatConvention::TableBySize,
            Self::Mean => CsatConvention::Mean,
            Self::SatisfiedMinusRest => CsatConvention::SatisfiedMinusRest,
            Self::SatisfiedMinusDissatisfied => CsatConvention::SatisfiedMinusDissatisfied,
        }
    }

    pub(super) const fn scale(self, open: Scale) -> Scale {
        match self {
            Self::TopTwoOfTen => Scale::ONE_TO_TEN,
            Self::TableBySize | Self::Mean => open,
            Self::TopTwoOfFive | Self::SatisfiedMinusRest | Self::SatisfiedMinusDissatisfied => {
                Scale::ONE_TO_FIVE
            }
        }
    }
}

impl CesOption {
    pub(super) const fn convention(self) -> CesConvention {
        match self {
            Self::MeanOfSeven => CesConvention::MeanOfSeven,
            Self::TopThreeOfSeven => CesConvention::TopThreeOfSeven,
            Self::TopTwoOfFive => CesConvention::TopTwoOfFive,
            Self::EasyMinusDifficult => CesConvention::EasyMinusDifficult,
            Self::LowIsGoodMean => CesConvention::LowIsGoodMean,
        }
    }

    pub(super) const fn scale(self, open: Scale) -> Scale {
        match self {
            Self::MeanOfSeven | Self::TopThreeOfSeven => Scale::ONE_TO_SEVEN,
            Self::TopTwoOfFive | Self::LowIsGoodMean => Scale::ONE_TO_FIVE,
            Self::EasyMinusDifficult => open,
        }
    }
}

impl ImportanceOption {
    pub(super) const fn measure(self) -> ImportanceMeasure {
        match self {
            Self::Correlation => ImportanceMeasure::Correlation,
            Self::Partial => ImportanceMeasure::PartialCorrelation,
            Self::Regression => ImportanceMeasure::StandardisedRegression,
            Self::Shapley => ImportanceMeasure::Shapley,
        }
    }
}

impl CutOption {
    pub(super) const fn cut(self) -> PortfolioCut {
        match self {
            Self::Means => PortfolioCut::Means,
            Self::Medians => PortfolioCut::Medians,
        }
    }
}

impl Asked for SurveyArguments {
    fn shown(&self) -> ShownArguments {
        self.shown
    }
}

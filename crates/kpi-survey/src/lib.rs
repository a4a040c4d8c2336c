#![doc = include_str!("../README.md")]

mod alpha;
mod ces;
mod columns;
mod compare;
mod counts;
mod csat;
mod distribution;
mod error;
mod facts;
mod figure;
mod group;
mod growth;
mod help_need;
mod importance;
mod item;
mod net;
mod nps;
mod portfolio;
mod ratings;
mod resampling;
mod respondent;
mod response;
mod sample_size;
mod scale;
mod score_error;
mod score_options;
mod symmetric;
mod weighted;
mod weighting;
mod words;

pub use alpha::{AlphaError, AlphaInterval, AlphaItem, AlphaOptions, CronbachAlpha};
pub use ces::{BetterIs, CesConvention};
pub use columns::{AnswerColumn, AnswerColumns, TimeColumn};
pub use compare::{NpsDifference, PairedAnswers, PairedNps};
pub use counts::{AnswerCounts, AnswerGroup, ItemAnswers, Repeats};
pub use csat::CsatConvention;
pub use distribution::{Distribution, DistributionError};
pub use error::AnswerError;
pub use figure::{Figure, ItemScore, ScoreTopic, ScoreUnit};
pub use group::{GroupColumn, GroupId, GroupKind};
pub use growth::{
    GrowthError, GrowthLeftOut, GrowthLink, GrowthOptions, GrowthPair, GrowthPairs, GrowthVerdict,
    NoLaterRevenue, RevenueChange, WhichScore,
};
pub use help_need::{
    HelpBand, HelpKind, HelpNeed, HelpNeedCounts, HelpNeedError, HelpNeedOptions, HelpOutcome,
};
pub use importance::{
    CollinearItem, Importance, ImportanceError, ImportanceMeasure, ImportanceOptions,
    ItemImportance,
};
pub use item::{Item, ItemDirection, ItemError, OffScale, Reading};
pub use net::NetMethod;
pub use nps::{NpsBands, NpsCounts, NpsScore};
pub use portfolio::{
    DeviationBase, ImprovementIndex, ItemStability, OnTheLine, Portfolio, PortfolioAxis,
    PortfolioCut, PortfolioError, PortfolioItem, PortfolioOptions, PortfolioPoint,
    PortfolioStability, Quadrant,
};
pub use ratings::{MissingRatings, RatedItem, Ratings, RatingsError};
pub use resampling::Resampling;
pub use respondent::{Respondent, RespondentColumn};
pub use response::{ResponseBase, ResponseRate};
pub use sample_size::NpsSpread;
pub use scale::{Scale, ScaleError};
pub use score_error::ScoreError;
pub use score_options::ScoreOptions;
pub use weighted::{
    WeightedAnswers, WeightedDistribution, WeightedGroup, WeightedInterval, WeightedOptions,
    WeightedScore,
};
pub use weighting::{
    EmptyCell, Margin, MarginCheck, MarginError, MarginTotals, RakedWeights, RakingOptions,
    Trimming, WeightError, WeightTotal, WeightingError, WeightingSample, Weights, post_stratify,
    rake,
};
pub use words::{WordList, WordListError, WordScale};

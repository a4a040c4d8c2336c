//! The portfolio of the items, how stable it is, and how far they measure one thing.

use anyhow::Result;
use kpis::survey::{
    AlphaError, AlphaOptions, CronbachAlpha, ImportanceError, Item, OffScale, Portfolio,
    PortfolioError, PortfolioOptions, PortfolioStability, RatedItem, Ratings, Resampling,
};
use kpis::types::{Localized, Undefined};

use super::args::SurveyArguments;
use super::cells::{Code, Question};
use super::sheet::Sheet;

/// What the items say.
pub(super) struct Drivers {
    pub(super) portfolio: Result<Portfolio, PortfolioError>,
    pub(super) stability: Option<PortfolioStability>,
    pub(super) alpha: Result<CronbachAlpha, AlphaError>,
    pub(super) complete: usize,
    pub(super) respondents: usize,
    pub(super) overall: String,
    /// Items that importance is not defined for.
    pub(super) dropped: Vec<(String, Localized)>,
}

pub(super) fn of(arguments: &SurveyArguments, sheet: &Sheet) -> Result<Option<Drivers>> {
    let Some(overall) = &sheet.overall else { return Ok(None) };
    let items = sheet.items.iter().map(rated).collect::<Result<Vec<_>>>()?;
    let ratings = Ratings::try_new(items)?.with_overall(rated(overall)?)?;
    let mut ratings = ratings.with_missing(arguments.missing_ratings());
    let options = PortfolioOptions::new(arguments.importance.measure())
        .with_satisfaction(arguments.figure())
        .with_cut(arguments.cut.cut());
    let mut dropped = Vec::new();
    let portfolio = loop {
        match Portfolio::try_new(&ratings, options) {
            Err(PortfolioError::Importance(error)) => {
                let Some((item, why)) = unusable(&error) else { break Err(error.into()) };
                let Ok(rest) = ratings.clone().without(&item) else { break Err(error.into()) };
                ratings = rest;
                dropped.push((item, why));
            }
            other => break other,
        }
    };
    let draws = Resampling::default().with_replicates(arguments.replicates);
    let draws = draws.with_seed(arguments.seed);
    let stable = |_: &Portfolio| Portfolio::stability(&ratings, options, draws).ok();
    Ok(Some(Drivers {
        stability: portfolio.as_ref().ok().and_then(stable),
        portfolio,
        alpha: CronbachAlpha::try_new(&ratings, AlphaOptions::default()),
        complete: ratings.complete(),
        respondents: ratings.respondents(),
        overall: overall.name.clone(),
        dropped,
    }))
}

/// The item that has to go, and why.
fn unusable(error: &ImportanceError) -> Option<(String, Localized)> {
    let item = match error {
        ImportanceError::NoVariance { item }
        | ImportanceError::TooFewAnswers { item, .. }
        | ImportanceError::Collinear { item, .. } => item.clone(),
        _ => return None,
    };
    error.undefined().as_ref().map(Undefined::message).map(|why| (item, why))
}

const NO_ANSWER: i64 = -1;

fn rated(question: &Question) -> Result<RatedItem> {
    let item = Item::new(&question.name, question.item.scale());
    let item = item.with_no_answer_code(NO_ANSWER)?.with_off_scale(OffScale::Refuse);
    let code = |code: &Code| match code {
        Code::Answer(value) => i64::from(*value),
        _ => NO_ANSWER,
    };
    let codes: Vec<i64> = question.codes.iter().map(code).collect();
    Ok(RatedItem::try_answers(&item, &codes[..], None)?)
}

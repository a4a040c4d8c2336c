//! How likely a target is, by the metric's own past.

use kpi_metrics::Target;
use kpi_stats::{ConfidenceLevel, DampedTrend};
use kpi_types::{Estimate, EstimateMethod, Localized, Period, Quantity};

use crate::history::{currency_of, float};
use crate::scale::Scale;
use crate::{MetricHistory, Missing, SmartRules};

/// How likely a target is, by the metric's own past.
///
/// # Definition
///
/// The probability that the value of the target period meets the target, said by two methods that
/// fail in different ways, and their mean.
///
/// # Formula
///
/// h periods after the newest value yₙ:
///
/// * by trend: the damped trend of g(y), h steps ahead, with normal errors.
/// * by changes: the share of past changes g(y₍ₜ₊ₕ₎) − g(yₜ) that would carry g(yₙ) to the target.
///   Changes that overlap tell less than their number: m = ⌊(n − 1) ÷ h⌋ of them stand side by side.
///   The interval is Wilson's for m trials.
/// * g, by the [range](MetricHistory::with_range) of the metric: ln y for what is not negative, where
///   all past values are above 0; the log-odds of (y (n − 1) + ½) ÷ n for a share; y itself
///   otherwise.
/// * together: the mean of the trend's probability and (m p + ½) ÷ (m + 1), where p is the share; a
///   history of a few changes says neither never nor always.
///
/// # Conventions
///
/// The value is judged in the last period that is over at the deadline; a target that was met on the
/// way and lost again is not met. A bound at a wall asks for nothing, one beyond it cannot be met. The
/// forecast is led back from g, so it is a median; paces are those of y.
///
/// # Undefined when
///
/// There are fewer past changes than [`SmartRules::least_changes`], or fewer than six values since the
/// last missing period.
///
/// # Common mistake
///
/// Reading it as the chance *with* the planned effort. The past knows nothing of the plan; a goal of
/// 30 % needs the plan to make the difference, one of 95 % needs no plan.
///
/// # References
///
/// M. Stone, *The opinion pool*, Annals of Mathematical Statistics 32 (1961), for the mean of
/// probabilities.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Outlook {
    /// Periods from the newest value to the target period.
    pub periods: u32,
    /// The trend's value for the target period.
    pub forecast: Estimate,
    /// The probability by trend.
    pub by_trend: f64,
    /// The share of past changes that would do, with Wilson's interval for those side by side.
    pub by_changes: Estimate,
    /// Past changes over that many periods, overlapping ones included.
    pub changes: usize,
    /// The probability, both together.
    pub probability: f64,
    /// Where the bound of the target stands among all past values, from 0 to 1, ties half. For a
    /// band the bound nearer to the newest value.
    pub quantile: f64,
    /// Needed change a period; 0 when the newest value meets the target.
    pub needed_pace: f64,
    /// The median of past changes over the same horizon, a period.
    pub median_pace: f64,
    /// The past change over the same horizon that went furthest the needed way, a period. `None`
    /// where no change is needed.
    pub best_pace: Option<f64>,
}

impl MetricHistory {
    /// How likely a target is in a period.
    ///
    /// ```
    /// use kpi_goals::{HistoryPoint, MetricHistory, SmartRules};
    /// use kpi_metrics::{MetricId, Target};
    /// use kpi_types::{Grain, Period, Quantity};
    ///
    /// // Thirteen months that go up and down by one: whatever comes, it is 50 or 51.
    /// let month = |n| Period::new(Grain::Month, 2025 * 12 + n);
    /// let points = (0..13).map(|n| HistoryPoint {
    ///     period: month(n),
    ///     value: Quantity::Count(50 + i64::from(n % 2)),
    ///     interval: None,
    /// });
    /// let history = MetricHistory::try_new(MetricId::try_new("customers")?, points)?;
    /// let far = Target::AtLeast(Quantity::Count(60));
    /// let outlook = history.outlook(&far, month(13), &SmartRules::default()).unwrap();
    /// // No change of twelve went so far: ½ ÷ 13 by changes, 0 by trend.
    /// assert_eq!((outlook.changes, outlook.by_changes.point()), (12, 0.0));
    /// assert!((outlook.probability - 0.5 / 13.0 / 2.0).abs() < 1e-6);
    /// assert_eq!((outlook.needed_pace, outlook.best_pace), (10.0, Some(1.0)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Missing`]: what the history lacks.
    pub fn outlook(
        &self,
        target: &Target,
        period: Period,
        rules: &SmartRules,
    ) -> Result<Outlook, Missing> {
        let ahead = period.distance_from(self.last_period()).map_err(|_| unfit(UNFIT_GRAIN))?;
        let periods = match u32::try_from(ahead) {
            Ok(periods) if periods > 0 => periods,
            _ => return Err(unfit(OVER)),
        };
        let scale = self.scale();
        let (plain, wanted) = (Wanted::of(target, Scale::Plain), Wanted::of(target, scale));
        let model = model(target);
        if model.unit() != self.unit() || currency_of(model) != self.currency() {
            return Err(unfit(UNFIT_UNIT));
        }
        let Some(odds) = Odds::of(self, periods, rules) else {
            let need = (periods as usize).saturating_add(rules.least_changes.max(1));
            let need = need.max(DampedTrend::SHORTEST);
            return Err(match self.values().len() {
                have if have < need => Missing::LongerHistory { have, need },
                _ => self.gaps(periods, rules),
            });
        };
        let chance = odds.chance(wanted).ok_or_else(|| unfit(TOO_LARGE))?;
        let forecast = odds.trend.forecast(periods, rules.level).ok();
        let forecast = forecast.and_then(|forecast| back(scale, &forecast));
        let forecast = forecast.ok_or_else(|| unfit(TOO_LARGE))?;
        let by_changes = wilson(chance.share, odds.apart, rules.level);
        let by_changes = by_changes.ok_or_else(|| unfit(TOO_LARGE))?;
        let changes = self.changes(periods);
        let now = self.values().last().copied().unwrap_or(0.0);
        let needed = plain.needed(now);
        let per = f64::from(periods);
        let way = needed.signum();
        let furthest = changes.iter().map(|change| change * way).fold(f64::MIN, f64::max);
        let bound = if plain.is_met(now) { plain.nearest(now) } else { now + needed };
        Ok(Outlook {
            periods,
            forecast,
            by_trend: chance.by_trend,
            by_changes,
            changes: changes.len(),
            probability: chance.together,
            quantile: self.sorted().mid_rank(bound).unwrap_or(0.5),
            needed_pace: needed / per,
            median_pace: median(changes) / per,
            best_pace: (needed != 0.0).then_some(furthest * way / per),
        })
    }
}

impl MetricHistory {
    /// Why a history is too short that has enough values.
    fn gaps(&self, periods: u32, rules: &SmartRules) -> Missing {
        let (since, need) = (self.since_last_gap(), DampedTrend::SHORTEST);
        let (pairs, least) = (self.changes(periods).len(), rules.least_changes.max(1));
        if since < need {
            return unfit(Localized::new(
                format!(
                    "a period is missing: {since} values since then, at least {need} are needed"
                ),
                format!(
                    "履歴に抜けている期間があります。その後の値は {since} 個で、少なくとも {need} 個必要です"
                ),
            ));
        }
        if pairs < least {
            return unfit(Localized::new(
                format!(
                    "periods are missing: {pairs} pairs of values lie {periods} periods apart, at \
                     least {least} are needed"
                ),
                format!(
                    "履歴に抜けている期間があり、{periods} 期間離れた値の組は {pairs} 組です。少なくとも {least} 組必要です"
                ),
            ));
        }
        unfit(TOO_LARGE)
    }
}

const UNFIT_GRAIN: Localized = Localized::fixed(
    "the history goes by another kind of period than the goal",
    "履歴の期間の単位が目標と違います",
);
const UNFIT_UNIT: Localized =
    Localized::fixed("the history is in another unit than the goal", "履歴の単位が目標と違います");
const OVER: Localized = Localized::fixed(
    "the history reaches the deadline already: there is nothing to forecast",
    "履歴が期限まで届いているため、予測するものがありません",
);
const TOO_LARGE: Localized =
    Localized::fixed("the values are too large to forecast", "値が大きすぎて予測できません");

fn unfit(why: Localized) -> Missing {
    Missing::FittingHistory { why }
}

fn model(target: &Target) -> Quantity {
    match target {
        Target::AtLeast(value) | Target::AtMost(value) => *value,
        Target::Between(band) => band.low(),
    }
}

/// What the past says about so many periods ahead, before a target is known.
pub(crate) struct Odds<'a> {
    trend: &'a DampedTrend,
    periods: u32,
    /// The newest value on the scale.
    now: f64,
    scale: Scale,
    changes: Vec<f64>,
    /// Changes side by side.
    apart: usize,
    rules: &'a SmartRules,
}

/// A probability, and what it was put together from.
struct Chance {
    by_trend: f64,
    share: f64,
    together: f64,
}

impl<'a> Odds<'a> {
    /// `None` where the history is too short.
    pub(crate) fn of(
        history: &'a MetricHistory,
        periods: u32,
        rules: &'a SmartRules,
    ) -> Option<Self> {
        let (scale, changes) = (history.scale(), history.scaled_changes(periods));
        let trend = history.trend().filter(|_| changes.len() >= rules.least_changes.max(1))?;
        let now = history.scaled().last().copied()?;
        let apart = history.values().len().saturating_sub(1).checked_div(periods as usize)?.max(1);
        Some(Self { trend, periods, now, scale, changes, apart, rules })
    }

    fn chance(&self, wanted: Wanted) -> Option<Chance> {
        let by_trend = wanted.probability(self.trend, self.periods)?;
        let met = self.changes.iter().filter(|change| wanted.is_met(self.now + **change)).count();
        let share = met as f64 / self.changes.len() as f64;
        let trials = self.apart as f64;
        let smoothed = (trials * share + 0.5) / (trials + 1.0);
        Some(Chance { by_trend, share, together: f64::midpoint(by_trend, smoothed) })
    }

    /// The largest place on the scale that is reached with at least this probability, and its
    /// probability. Nothing where none is that likely, or the wall itself is, or only what cannot be
    /// missed.
    pub(crate) fn at_least_with(&self, probability: f64) -> Option<(f64, f64)> {
        let stated = |value: f64| {
            self.chance(Wanted { low: Some(value), high: None }).map(|chance| chance.together)
        };
        let forecast = self.trend.forecast(self.periods, self.rules.level).ok()?;
        let furthest = self.changes.iter().fold(0.0_f64, |most, change| most.max(change.abs()));
        let reach = 4.0 * (forecast.upper() - forecast.lower()) + 2.0 * furthest + 1e-9;
        let low = forecast.point().min(self.now) - reach;
        let high = (forecast.point().max(self.now) + reach).min(self.scale.highest());
        if stated(low)? < probability || stated(high)? >= probability {
            return None;
        }
        let (mut sure, mut unsure) = (low, high);
        for _ in 0..60 {
            let middle = f64::midpoint(sure, unsure);
            match stated(middle)? >= probability {
                true => sure = middle,
                false => unsure = middle,
            }
        }
        let above_the_floor = sure > self.scale.lowest();
        above_the_floor.then_some((sure, stated(sure)?))
    }
}

/// A target as floats.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    low: Option<f64>,
    high: Option<f64>,
}

impl Wanted {
    pub(crate) fn of(target: &Target, scale: Scale) -> Self {
        let low = |value: Quantity| Some(scale.at_least(float(value)));
        let high = |value: Quantity| Some(scale.at_most(float(value)));
        match target {
            Target::AtLeast(value) => Self { low: low(*value), high: None },
            Target::AtMost(value) => Self { low: None, high: high(*value) },
            Target::Between(band) => Self { low: low(band.low()), high: high(band.high()) },
        }
    }

    pub(crate) fn is_met(self, value: f64) -> bool {
        self.needed(value) == 0.0
    }

    /// The change a value needs; 0 when it meets the target. A change as long as the value is
    /// exact to far less than one unit in the last place shown: rounding must not fail a target
    /// that is met to the digit.
    fn needed(self, value: f64) -> f64 {
        let slack = 1e-12 * value.abs();
        match (self.low, self.high) {
            (Some(low), _) if value < low - slack => low - value,
            (_, Some(high)) if value > high + slack => high - value,
            _ => 0.0,
        }
    }

    /// The bound nearest to a value that lies inside.
    fn nearest(self, value: f64) -> f64 {
        match (self.low, self.high) {
            (Some(low), Some(high)) if high - value < value - low => high,
            (Some(low), _) => low,
            (None, Some(high)) => high,
            (None, None) => value,
        }
    }

    fn probability(self, trend: &DampedTrend, steps: u32) -> Option<f64> {
        let at_most = |value: f64| match value.is_finite() {
            true => trend.probability_at_most(steps, value).ok(),
            false => Some(if value > 0.0 { 1.0 } else { 0.0 }),
        };
        let below = match self.low {
            Some(low) => at_most(low)?,
            None => 0.0,
        };
        let upto = match self.high {
            Some(high) => at_most(high)?,
            None => 1.0,
        };
        Some((upto - below).clamp(0.0, 1.0))
    }
}

/// An estimate on the scale led back to values.
fn back(scale: Scale, of: &Estimate) -> Option<Estimate> {
    let [point, lower, upper] = [of.point(), of.lower(), of.upper()].map(|x| scale.value(x));
    Estimate::try_new(point, lower, upper, of.level(), of.n(), of.method()).ok()
}

/// Wilson's interval for a share of trials that need not be a whole number of successes.
fn wilson(share: f64, trials: usize, level: ConfidenceLevel) -> Option<Estimate> {
    let (n, z) = (trials as f64, level.z());
    let stretch = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / stretch;
    let around = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / stretch;
    let (lower, upper) = ((centre - around).clamp(0.0, share), (centre + around).clamp(share, 1.0));
    let method = EstimateMethod::Wilson;
    Estimate::try_new(share, lower, upper, level.level(), trials as u64, method).ok()
}

/// The middle value, or the mean of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    let at = |index: usize| values.get(index).copied().unwrap_or(0.0);
    match values.len() % 2 {
        1 => at(half),
        _ => f64::midpoint(at(half.saturating_sub(1)), at(half)),
    }
}

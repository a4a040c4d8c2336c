//! On track, at risk, off track: by a rule that is a value.

use kpi_types::Localized;
use rust_decimal::Decimal;

use crate::{Goal, HistoryPoint, Missing, Outlook, Pace, Progress, SmartCheck};

/// When a goal counts as on track, at risk or off track.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum StatusRule {
    /// By [`Pace::index`]: on track from the first, at risk from the second, off track below.
    Pace {
        /// 1: on the line.
        on_track: Decimal,
        /// 0.8: four fifths of the way the line made.
        at_risk: Decimal,
    },
    /// By [`Outlook::probability`].
    Probability {
        /// 0.5: as likely as not.
        on_track: f64,
        /// 0.2.
        at_risk: f64,
    },
}

impl StatusRule {
    /// By pace, 1 and 0.8.
    pub const PACE: Self =
        Self::Pace { on_track: Decimal::ONE, at_risk: Decimal::from_parts(8, 0, 0, false, 1) };
    /// By probability, 0.5 and 0.2.
    pub const PROBABILITY: Self = Self::Probability { on_track: 0.5, at_risk: 0.2 };

    /// The rule as a sentence in both languages.
    #[must_use]
    pub fn describe(&self) -> Localized {
        match self {
            Self::Pace { on_track, at_risk } => Localized::new(
                format!(
                    "on track from {on_track} of the way the line made, at risk from {at_risk}"
                ),
                format!("計画線の進みに対して {on_track} 以上なら順調、{at_risk} 以上なら要注意"),
            ),
            Self::Probability { on_track, at_risk } => Localized::new(
                format!("on track from a probability of {on_track}, at risk from {at_risk}"),
                format!("達成確率が {on_track} 以上なら順調、{at_risk} 以上なら要注意"),
            ),
        }
    }
}

/// [`StatusRule::PACE`].
impl Default for StatusRule {
    fn default() -> Self {
        Self::PACE
    }
}

/// How a goal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Status {
    /// The deadline is over, and the value of its period met the target.
    Met,
    /// The deadline is over, and it did not.
    Missed,
    /// The first day is still to come.
    NotStarted,
    /// By the rule, or because the target is met now.
    OnTrack,
    /// By the rule.
    AtRisk,
    /// By the rule.
    OffTrack,
    /// Nobody can say.
    Unknown(Missing),
}

impl Status {
    /// The name in data.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotStarted => "not_started",
            Self::OnTrack => "on_track",
            Self::AtRisk => "at_risk",
            Self::OffTrack => "off_track",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(&self) -> Localized {
        match self {
            Self::Met => Localized::fixed("met", "達成"),
            Self::Missed => Localized::fixed("missed", "未達"),
            Self::NotStarted => Localized::fixed("not started", "開始前"),
            Self::OnTrack => Localized::fixed("on track", "順調"),
            Self::AtRisk => Localized::fixed("at risk", "要注意"),
            Self::OffTrack => Localized::fixed("off track", "遅れ"),
            Self::Unknown(_) => Localized::fixed("unknown", "不明"),
        }
    }
}

/// A running goal: where it stands, and by which rule.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Tracking {
    /// Which goal.
    pub goal: String,
    /// How it stands.
    pub status: Status,
    /// By which rule.
    pub rule: StatusRule,
    /// The newest value known.
    pub newest: Option<HistoryPoint>,
    /// How far it has come; `None` without a value.
    pub progress: Option<Progress>,
    /// Progress against time; `None` without a value.
    pub pace: Option<Pace>,
    /// How likely the target is at the deadline, and the forecast.
    pub outlook: Result<Outlook, Missing>,
}

impl SmartCheck<'_> {
    /// How a goal stands by its newest value, that of a period over on the day of knowledge.
    #[must_use]
    pub fn track(&self, goal: &Goal, rule: StatusRule) -> Tracking {
        let metric = goal.metric().to_string();
        let none = Missing::History { metric };
        let unknown = |missing: Missing| Tracking {
            goal: goal.id().to_owned(),
            status: Status::Unknown(missing.clone()),
            rule,
            newest: None,
            progress: None,
            pace: None,
            outlook: Err(missing),
        };
        let calendar = self.calendar();
        let Some(history) = self.history(goal.metric().as_str(), goal.segment()) else {
            return unknown(none);
        };
        let over = |point: &&HistoryPoint| {
            calendar.span(point.period).is_ok_and(|span| span.end() <= next(self.as_of()))
        };
        let Some(newest) = history.points().iter().rev().find(over).copied() else {
            return unknown(none);
        };
        let progress = Progress::try_new(
            goal.target(),
            goal.baseline().map(|baseline| baseline.value),
            newest.value,
        );
        let (Ok(progress), Some(pace)) = (progress, Pace::of(goal, &newest, calendar)) else {
            return unknown(Missing::FittingHistory {
                why: Localized::fixed(
                    "the history is in another unit or by another kind of period than the goal",
                    "履歴の単位か期間の単位が目標と違います",
                ),
            });
        };
        let target_period = newest
            .period
            .checked_add(i32::try_from(pace.periods_left).unwrap_or(i32::MAX))
            .unwrap_or(newest.period);
        let known = history.last_period() == newest.period;
        let past = (!known).then(|| history.until(newest.period)).flatten();
        let history = past.as_ref().unwrap_or(history);
        let outlook = history.outlook(goal.target(), target_period, self.rules());
        let status = match (pace.periods_left, progress.is_met()) {
            (0, _) => judged(goal, history, &pace, calendar),
            _ if self.as_of() < goal.start() => Status::NotStarted,
            (_, true) => Status::OnTrack,
            _ => ruled(rule, &pace, &outlook),
        };
        Tracking {
            goal: goal.id().to_owned(),
            status,
            rule,
            newest: Some(newest),
            progress: Some(progress),
            pace: Some(pace),
            outlook,
        }
    }
}

fn next(day: chrono::NaiveDate) -> chrono::NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// The value of the deadline's own period decides, not a newer one.
fn judged(
    goal: &Goal,
    history: &crate::MetricHistory,
    pace: &Pace,
    calendar: kpi_types::Calendar,
) -> Status {
    let after = next(goal.deadline());
    if pace.day < goal.start() {
        return Status::Unknown(Missing::FittingHistory {
            why: Localized::fixed(
                "no period ends between start and deadline",
                "開始から期限までに終わる期間がありません",
            ),
        });
    }
    let period = calendar.period_of(after, goal.grain()).and_then(|period| period.checked_add(-1));
    let point = period.ok().and_then(|period| history.value_in(period));
    match point {
        Some(point) => {
            match crate::target::shortfall(goal.target(), point.value.value()).is_zero() {
                true => Status::Met,
                false => Status::Missed,
            }
        }
        None => Status::Unknown(Missing::FittingHistory {
            why: Localized::new(
                format!(
                    "there is no value for the period of the deadline, the newest is of {}",
                    pace.day
                ),
                format!("期限の期間の値がありません。最新は {} です", pace.day),
            ),
        }),
    }
}

fn ruled(rule: StatusRule, pace: &Pace, outlook: &Result<Outlook, Missing>) -> Status {
    let of = |on_track: bool, at_risk: bool| match (on_track, at_risk) {
        (true, _) => Status::OnTrack,
        (_, true) => Status::AtRisk,
        _ => Status::OffTrack,
    };
    match rule {
        StatusRule::Pace { on_track, at_risk } => match &pace.index {
            Ok(index) => of(index.value() >= on_track, index.value() >= at_risk),
            // The line has not left the start yet, or there is none to leave: on it or not is all
            // there is to say.
            Err(reason) => match &pace.ahead {
                Ok(ahead) => of(ahead.value() >= Decimal::ZERO, true),
                Err(_) => Status::Unknown(Missing::FittingHistory { why: reason.message() }),
            },
        },
        StatusRule::Probability { on_track, at_risk } => match outlook {
            Ok(outlook) => of(outlook.probability >= on_track, outlook.probability >= at_risk),
            Err(missing) => Status::Unknown(missing.clone()),
        },
    }
}

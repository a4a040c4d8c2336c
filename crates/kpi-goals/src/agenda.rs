//! What to re-set at the next review, the most urgent first.

use chrono::NaiveDate;
use kpi_types::{Localized, Quantity};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use crate::target::{bound, like};
use crate::{Finding, FindingCode, Goal, Hygiene, SmartCheck, Status, StatusRule, Tracking};

/// Why a goal comes up at the review. Heavier reasons come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ReviewReason {
    /// The deadline is over and the target was missed.
    Missed,
    /// It excludes another goal.
    Conflict,
    /// Nobody answers for it, or the owner is gone.
    NoOwner,
    /// Its own past makes it unlikely.
    OutOfReach,
    /// Off track by the rule.
    OffTrack,
    /// It moved with the KGI once and does not now.
    NoLongerRelated,
    /// Its own past makes it sure: the target asks for nothing.
    Undemanding,
    /// The deadline is over and the target was met: what is next?
    Met,
    /// Nothing new is known.
    Stale,
    /// A review was not held, or none is planned.
    ReviewOverdue,
    /// At risk by the rule.
    AtRisk,
    /// One of too many, or there twice.
    Superfluous,
}

impl ReviewReason {
    /// How heavy it is. The weights are ours: what cannot stay as it is weighs 5 and more, what may wait
    /// 1 or 2.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Missed => 8,
            Self::Conflict => 7,
            Self::NoOwner | Self::OutOfReach => 6,
            Self::OffTrack => 5,
            Self::NoLongerRelated | Self::Undemanding | Self::Met => 4,
            Self::Stale => 3,
            Self::ReviewOverdue | Self::AtRisk => 2,
            Self::Superfluous => 1,
        }
    }

    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Missed => Localized::fixed("missed", "未達"),
            Self::Conflict => Localized::fixed("excludes another goal", "他の目標と両立しない"),
            Self::NoOwner => Localized::fixed("no owner", "責任者不在"),
            Self::OutOfReach => Localized::fixed("out of reach", "達成困難"),
            Self::OffTrack => Localized::fixed("off track", "遅れ"),
            Self::NoLongerRelated => Localized::fixed("no longer related", "KGIとの関連が消えた"),
            Self::Undemanding => Localized::fixed("asks for nothing", "努力が不要"),
            Self::Met => Localized::fixed("met: what is next?", "達成済み。次の目標は?"),
            Self::Stale => Localized::fixed("old data", "データが古い"),
            Self::ReviewOverdue => Localized::fixed("review overdue", "見直しの遅れ"),
            Self::AtRisk => Localized::fixed("at risk", "要注意"),
            Self::Superfluous => Localized::fixed("one too many", "多すぎる・重複"),
        }
    }

    fn of(code: FindingCode) -> Option<Self> {
        Some(match code {
            FindingCode::ConflictingGoals => Self::Conflict,
            FindingCode::OwnerMissing | FindingCode::OwnerGone => Self::NoOwner,
            FindingCode::NoLongerRelated => Self::NoLongerRelated,
            FindingCode::StaleData => Self::Stale,
            FindingCode::ReviewOverdue | FindingCode::ReviewMissing => Self::ReviewOverdue,
            FindingCode::DuplicateGoal => Self::Superfluous,
            _ => return None,
        })
    }
}

/// A goal that should be looked at.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AgendaItem {
    /// Which goal.
    pub goal: String,
    /// Why, the heaviest first.
    pub reasons: Vec<ReviewReason>,
    /// The weights of the reasons added up: what the agenda is ranked by.
    pub weight: u32,
    /// Its next review, if one is planned.
    pub next_review: Option<NaiveDate>,
    /// Where its trend alone leads by the deadline: what a new target may start from. Only where the
    /// target is out of reach or asks for nothing.
    pub where_the_trend_leads: Option<Quantity>,
}

impl SmartCheck<'_> {
    /// What to re-set at the next review, the most urgent first; goals without a reason are left out.
    /// Equal weights go by id.
    #[must_use]
    pub fn agenda(&self, goals: &[Goal], asked: &Hygiene<'_>, rule: StatusRule) -> Vec<AgendaItem> {
        let findings = self.hygiene(goals, asked);
        let mut by_path: std::collections::BTreeMap<&str, Vec<&Finding>> = Default::default();
        for finding in &findings {
            let id = finding.path().strip_prefix("goal.").unwrap_or("");
            let id = id.rsplit_once('.').map_or(id, |(id, _)| id);
            // Rivals go by the goal alone, whose id may hold a point.
            let whole = finding.path().strip_prefix("goal.").unwrap_or("");
            by_path.entry(id).or_default().push(finding);
            if whole != id {
                by_path.entry(whole).or_default().push(finding);
            }
        }
        let mut items: Vec<AgendaItem> = Vec::new();
        for goal in goals {
            let tracking = self.track(goal, rule);
            let of_set = by_path.get(goal.id()).into_iter().flatten();
            let mut reasons: Vec<ReviewReason> =
                of_set.filter_map(|finding| ReviewReason::of(finding.code())).collect();
            reasons.extend(self.standing(&tracking));
            reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.weight()), *reason));
            reasons.dedup();
            if reasons.is_empty() {
                continue;
            }
            let reset = [ReviewReason::OutOfReach, ReviewReason::Undemanding];
            let leads = reasons.iter().any(|reason| reset.contains(reason));
            let forecast = tracking.outlook.as_ref().ok().filter(|_| leads);
            let model = bound(goal.target(), Decimal::ZERO);
            items.push(AgendaItem {
                goal: goal.id().to_owned(),
                weight: reasons.iter().map(|reason| reason.weight()).sum(),
                next_review: goal.review().next_after(self.as_of(), goal.start()),
                where_the_trend_leads: forecast
                    .and_then(|outlook| Decimal::from_f64(outlook.forecast.point()))
                    .map(|value| like(model, value)),
                reasons,
            });
        }
        items.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.goal.cmp(&b.goal)));
        items
    }

    fn standing(&self, tracking: &Tracking) -> Vec<ReviewReason> {
        let mut reasons = Vec::new();
        reasons.extend(match tracking.status {
            Status::Met => Some(ReviewReason::Met),
            Status::Missed => Some(ReviewReason::Missed),
            Status::OffTrack => Some(ReviewReason::OffTrack),
            Status::AtRisk => Some(ReviewReason::AtRisk),
            _ => None,
        });
        if let Ok(outlook) = &tracking.outlook {
            if outlook.probability < self.rules().unlikely_below {
                reasons.push(ReviewReason::OutOfReach);
            }
            if outlook.probability > self.rules().easy_above {
                reasons.push(ReviewReason::Undemanding);
            }
        }
        reasons
    }
}

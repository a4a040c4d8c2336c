//! From what was counted to the facts that the metric catalog divides.
//!
//! The formulas stand in the catalog (`nps`, `csat`, `ces_net_easy`, `survey_response_rate`, …); a
//! test holds that they give what the types here say of themselves.

use kpi_types::{Facts, Period, Quantity};
use rust_decimal::Decimal;

use crate::{Figure, ItemScore, NpsScore, ResponseRate, ScoreTopic};

impl NpsScore {
    /// `promoters`, `passives` and `detractors`, filed under a period of the caller's choice.
    ///
    /// ```
    /// use kpi_survey::{NpsCounts, ScoreOptions};
    /// use kpi_types::{Calendar, Quantity};
    ///
    /// let nps = NpsCounts::try_new(10, 20, 70)?.score(ScoreOptions::default())?;
    /// let facts = nps.facts(Calendar::utc().parse("2026-03")?);
    /// assert_eq!(facts.get("promoters"), Some(Quantity::Count(70)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn facts(&self, period: Period) -> Facts {
        let counts = self.counts();
        filed(
            period,
            [
                ("promoters", count(counts.promoters())),
                ("passives", count(counts.passives())),
                ("detractors", count(counts.detractors())),
            ],
        )
    }
}

impl ItemScore {
    /// The answers, and those on each side or their sum, as the figure needs them: `csat_answers`
    /// with `satisfied_answers`, `dissatisfied_answers` or `csat_points` for satisfaction,
    /// `ces_answers` with `easy_answers`, `difficult_answers` or `ces_points` for effort.
    #[must_use]
    pub fn facts(&self, period: Period) -> Facts {
        let (all, good, bad, points) = match self.topic() {
            ScoreTopic::Satisfaction => {
                ("csat_answers", "satisfied_answers", "dissatisfied_answers", "csat_points")
            }
            ScoreTopic::Effort => {
                ("ces_answers", "easy_answers", "difficult_answers", "ces_points")
            }
        };
        let (answers, scale) = (self.answers(), self.answers().scale());
        let n = (all, count(answers.n()));
        let from = |from| (good, count(answers.between(from, scale.high())));
        match self.figure() {
            Figure::TopBoxes { from: edge } => filed(period, [n, from(edge)]),
            Figure::Net { to, from: edge } => {
                filed(period, [n, from(edge), (bad, count(answers.between(scale.low(), to)))])
            }
            Figure::Mean => {
                // At most 2⁵³ answers of at most 255 points.
                let sum = u64::try_from(answers.points_total()).unwrap_or(u64::MAX);
                filed(period, [n, (points, Quantity::Score(Decimal::from(sum)))])
            }
        }
    }
}

impl ResponseRate {
    /// `survey_invitations` and `survey_responses`.
    #[must_use]
    pub fn facts(&self, period: Period) -> Facts {
        filed(
            period,
            [
                ("survey_invitations", count(self.asked())),
                ("survey_responses", count(self.answered())),
            ],
        )
    }
}

fn count(n: u64) -> Quantity {
    Quantity::Count(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Names are fixed and differ, so none is refused.
fn filed<const N: usize>(period: Period, figures: [(&str, Quantity); N]) -> Facts {
    let mut facts = Facts::new(period);
    for (name, figure) in figures {
        let filed = facts.insert(name, figure);
        debug_assert!(filed.is_ok(), "{name}");
    }
    facts
}

//! From counts to a report.

use kpi_types::Estimate;

use super::{
    AbReport, AbTest, AbVerdict, Boundary, Counted, Looks, Peeking, SampleRatio, SampleRatioOutcome,
};
use crate::{
    Alternative, ConfidenceLevel, DifferenceMethod, Direction, HypothesisTest, HypothesisTestError,
    MeanDesign, MeanError, MeanPower, PowerOptions, ProportionPower, ProportionPowerMethod,
    TestMethod, TwoMeans, TwoMeansMethod, TwoProportionError, TwoProportionTest, TwoProportions,
    normal,
};

/// Why an A/B test has no report.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AbTestError {
    /// A smallest relevant difference that is not above 0 and finite.
    #[error("the smallest relevant difference {difference} is not a finite number above 0")]
    SmallestRelevant {
        /// What was given.
        difference: f64,
    },
    /// A share to be treated that is not between 0 and 1.
    #[error("the share to be treated {share} is not between 0 and 1")]
    TreatmentShare {
        /// What was given.
        share: f64,
    },
    /// More looks than critical values are computed for.
    #[error("{taken} looks: up to {most} can be made up for")]
    TooManyLooks {
        /// Looks taken.
        taken: u32,
        /// The most.
        most: u32,
    },
    /// The conversions have no difference or test.
    #[error(transparent)]
    Proportions(#[from] TwoProportionError),
    /// The means have no difference or test.
    #[error(transparent)]
    Means(#[from] MeanError),
    /// The group sizes have no test; not reached.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

/// A mismatch of group sizes is flagged below this.
const MISMATCH_BELOW: f64 = 0.001;

/// The power that a detectable difference has.
const USUAL_POWER: f64 = 0.8;

impl AbTest {
    /// The report.
    ///
    /// # Errors
    ///
    /// [`AbTestError`].
    pub fn evaluate(&self) -> Result<AbReport, AbTestError> {
        let peeking = self.peeking()?;
        let level = match peeking {
            Peeking::None => self.level,
            Peeking::Planned { critical_value, .. } | Peeking::Unplanned { critical_value, .. } => {
                // So strict that a float cannot hold it: then as strict as it can.
                let alpha = (2.0 * normal::upper(critical_value)).max(f64::EPSILON);
                ConfidenceLevel::from_alpha(alpha).unwrap_or(self.level)
            }
        };
        let (difference, test) = self.compared(level)?;
        let (lower, upper) = match self.better {
            Direction::Higher => (difference.lower(), difference.upper()),
            Direction::Lower => (-difference.upper(), -difference.lower()),
        };
        let verdict = AbVerdict::of(lower, upper, self.smallest_relevant);
        let (detectable, power) = self.power();
        let sample_ratio = self.sample_ratio()?;
        Ok(AbReport { difference, test, verdict, detectable, power, sample_ratio, peeking })
    }

    fn compared(&self, level: ConfidenceLevel) -> Result<(Estimate, HypothesisTest), AbTestError> {
        let two = Alternative::TwoSided;
        Ok(match self.counted {
            Counted::Conversion { control, treatment } => {
                let groups = TwoProportions::new(treatment, control);
                let difference = groups.difference(DifferenceMethod::MiettinenNurminen, level)?;
                // Where nobody or everybody converted there is no z, and no sign of a difference.
                let test = match groups.test(TwoProportionTest::ZScore, two) {
                    Err(TwoProportionError::NoVariation { .. }) => {
                        groups.test(TwoProportionTest::FisherExact, two)?
                    }
                    found => found?,
                };
                (difference, test)
            }
            Counted::Mean { control, treatment } => {
                let groups = TwoMeans::new(treatment, control);
                let difference = groups.difference(TwoMeansMethod::Welch, level)?;
                (difference, groups.test(TwoMeansMethod::Welch, two)?)
            }
        })
    }

    fn peeking(&self) -> Result<Peeking, AbTestError> {
        let (taken, planned) = (self.looks_taken.get(), self.looks.number());
        if taken > Looks::MOST {
            return Err(AbTestError::TooManyLooks { taken, most: Looks::MOST });
        }
        if taken == 1 && planned == 1 {
            return Ok(Peeking::None);
        }
        let critical = self.looks.critical_values(self.level);
        let of_this = critical.get(taken as usize - 1).copied();
        if let Some(critical_value) = of_this {
            return Ok(Peeking::Planned { look: taken, planned, critical_value });
        }
        let too_many = |_| AbTestError::TooManyLooks { taken, most: Looks::MOST };
        let as_taken = Looks::try_even(taken, Boundary::Pocock).map_err(too_many)?;
        let false_alarms = as_taken.false_alarms_at(&critical);
        let critical_value = as_taken.critical_values(self.level).last().copied();
        let critical_value = critical_value.unwrap_or_else(|| self.level.z());
        Ok(Peeking::Unplanned { taken, planned, false_alarms, critical_value })
    }

    /// The detectable difference, and the power for the smallest relevant one.
    fn power(&self) -> (Option<f64>, Option<f64>) {
        let options = PowerOptions::default().with_level(self.level);
        match self.counted {
            Counted::Conversion { control, treatment } => {
                let (base, method) = (control.point(), ProportionPowerMethod::Pooled);
                let sizes = (control.trials() as f64, treatment.trials() as f64);
                let detectable = |direction| {
                    let found = ProportionPower::detectable(
                        base,
                        sizes,
                        USUAL_POWER,
                        direction,
                        method,
                        options,
                    );
                    found.ok().map(|rate| (rate - base).abs())
                };
                let power = self.smallest_relevant.and_then(|gap| {
                    let sign = if self.better == Direction::Higher { 1.0 } else { -1.0 };
                    let plan = ProportionPower::try_new(base, base + sign * gap).ok()?;
                    let plan = plan.try_with_ratio(sizes.1 / sizes.0).ok()?.with_options(options);
                    plan.power(sizes.0).ok()
                });
                (detectable(self.better), power)
            }
            Counted::Mean { control, treatment } => {
                let plan = |difference: f64| {
                    let (v, w) = (control.variance()?, treatment.variance()?);
                    let (m, n) = (control.n() as f64, treatment.n() as f64);
                    let pooled = ((m - 1.0) * v + (n - 1.0) * w) / (m + n - 2.0);
                    let design = MeanDesign::TwoGroups;
                    let plan = MeanPower::try_new(difference, pooled.sqrt(), design).ok()?;
                    Some((plan.try_with_ratio(n / m).ok()?.with_options(options), m))
                };
                let detectable = plan(1.0).and_then(|(p, m)| p.detectable(m, USUAL_POWER).ok());
                let relevant = self.smallest_relevant.and_then(plan);
                (detectable, relevant.and_then(|(p, m)| p.power(m).ok()))
            }
        }
    }

    fn sample_ratio(&self) -> Result<SampleRatio, AbTestError> {
        let (control, treatment) = match self.counted {
            Counted::Conversion { control, treatment } => (control.trials(), treatment.trials()),
            Counted::Mean { control, treatment } => (control.n(), treatment.n()),
        };
        let (control, treatment, share) = (control as f64, treatment as f64, self.treatment_share);
        let expected = (control + treatment) * share;
        let gap = treatment - expected;
        // Both groups together: gap² ÷ e + gap² ÷ (N − e).
        let statistic = gap * gap / (expected * (1.0 - share));
        let test = HypothesisTest::chi_square(TestMethod::SampleRatio, statistic, 1)?;
        let outcome = if test.p_value() < MISMATCH_BELOW {
            SampleRatioOutcome::Mismatch
        } else {
            SampleRatioOutcome::AsPlanned
        };
        Ok(SampleRatio { test, outcome })
    }
}

//! A quotient of sums over units, fast.

use super::draw::{Draws, SizeTree};
use super::interval::{self, Jackknife};
use super::{BootstrapError, BootstrapEstimate, BootstrapOptions};

/// Units with two figures each, whose sums are divided: Σ numerator ÷ Σ denominator.
///
/// Net revenue retention is one: a unit is a customer, its denominator the opening MRR, its
/// numerator the closing MRR. So is NPS: 1, 0 or −1 over 1. Units are redrawn whole, which keeps
/// both figures of a customer together.
///
/// Parts can be collected anywhere and [merged](Self::merge); the order never matters. Equal units
/// are counted, not repeated: a million customers on twelve prices take twelve groups, and a
/// replicate takes one draw per group instead of a million.
///
/// # Formula
///
/// Σ yᵢ ÷ Σ xᵢ over all units, with xᵢ ≥ 0 (the opening figure) and any yᵢ (the closing figure).
///
/// # Undefined when
///
/// All denominators are zero: [`BootstrapError::Undefined`]. Where redrawn units can have a sum of
/// zero, such replicates are counted, and refused when there are too many.
///
/// # Worked example
///
/// NPS of 10 detractors, 20 passives and 70 promoters (R 4.2.2, `boot`, 20,000 replicates:
/// standard error 0.066, percentile interval 0.47 to 0.73):
///
/// ```
/// use kpi_stats::{BootstrapMethod, BootstrapOptions, RatioSample};
///
/// let mut answers = RatioSample::new();
/// answers.observe_many(-1.0, 1.0, 10)?;
/// answers.observe_many(0.0, 1.0, 20)?;
/// answers.observe_many(1.0, 1.0, 70)?;
/// let options = BootstrapOptions::default().with_method(BootstrapMethod::Percentile);
/// let nps = answers.bootstrap(options)?;
/// assert!((nps.estimate().point() - 0.6).abs() < 1e-12);
/// assert!((nps.estimate().lower() - 0.47).abs() <= 0.02);
/// assert!((nps.estimate().upper() - 0.73).abs() <= 0.02);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Bootstrapping the mean of each customer's own quotient: that weighs a customer of 10 like one of
/// 10,000 and is not the figure on the scorecard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RatioSample {
    groups: Vec<Group>,
    units: u64,
}

/// Units that are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Group {
    numerator: f64,
    denominator: f64,
    count: u64,
}

/// What is wrong with a unit.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RatioUnitError {
    /// The numerator is not a finite number.
    #[error("the numerator {numerator} is not finite")]
    Numerator {
        /// What was given.
        numerator: f64,
    },
    /// The denominator is negative or not a finite number.
    #[error("the denominator {denominator} is not a finite number of at least 0")]
    Denominator {
        /// What was given.
        denominator: f64,
    },
}

impl RatioSample {
    /// No units yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one unit.
    ///
    /// # Errors
    ///
    /// [`RatioUnitError`] for a figure that is not finite or a negative denominator.
    pub fn observe(&mut self, numerator: f64, denominator: f64) -> Result<(), RatioUnitError> {
        self.observe_many(numerator, denominator, 1)
    }

    /// Adds `count` units that are alike.
    ///
    /// # Errors
    ///
    /// As [`RatioSample::observe`].
    pub fn observe_many(
        &mut self,
        numerator: f64,
        denominator: f64,
        count: u64,
    ) -> Result<(), RatioUnitError> {
        if !numerator.is_finite() {
            return Err(RatioUnitError::Numerator { numerator });
        }
        if !(denominator.is_finite() && denominator >= 0.0) {
            return Err(RatioUnitError::Denominator { denominator });
        }
        if count > 0 {
            // Adding 0 turns −0 into 0, which is the same figure with other bits.
            let (numerator, denominator) = (numerator + 0.0, denominator + 0.0);
            self.groups.push(Group { numerator, denominator, count });
            self.units = self.units.saturating_add(count);
        }
        Ok(())
    }

    /// Adds the units of another part.
    pub fn merge(&mut self, other: &Self) {
        self.groups.extend_from_slice(&other.groups);
        self.units = self.units.saturating_add(other.units);
    }

    /// Number of units.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units
    }

    /// The quotient of the sums; `None` when the denominators add up to zero.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        quotient(sums(self.collapsed().iter().map(|group| (*group, group.count))))
    }

    /// The quotient with its interval.
    ///
    /// # Errors
    ///
    /// [`BootstrapError`] for fewer than two units, too few replicates for the level, a denominator
    /// of zero in the units or in too many replicates, and where BCa has no correction.
    pub fn bootstrap(
        &self,
        options: BootstrapOptions,
    ) -> Result<BootstrapEstimate, BootstrapError> {
        options.check(self.units)?;
        let groups = self.collapsed();
        let totals = sums(groups.iter().map(|group| (*group, group.count)));
        let left_out = || leave_one_out(&groups);
        let point = quotient(totals);
        let mut draws = Draws::new(options.seed());
        // A draw by group costs about as much as sixteen draws by unit.
        if groups.len() as u64 <= self.units / 16 {
            let tree = SizeTree::new(groups.iter().map(|group| group.count));
            let mut counts = vec![0; groups.len()];
            let replicate = || {
                draws.multinomial(self.units, &tree, &mut counts);
                quotient(sums(groups.iter().copied().zip(counts.iter().copied())))
            };
            interval::estimate(self.units, point, replicate, left_out, options)
        } else {
            let units: Vec<(f64, f64)> = groups
                .iter()
                .flat_map(|g| (0..g.count).map(|_| (g.numerator, g.denominator)))
                .collect();
            let replicate = || {
                let (mut top, mut bottom) = (0.0, 0.0);
                for _ in 0..units.len() {
                    if let Some((numerator, denominator)) = units.get(draws.below(units.len())) {
                        top += numerator;
                        bottom += denominator;
                    }
                }
                quotient((top, bottom))
            };
            interval::estimate(self.units, point, replicate, left_out, options)
        }
    }

    /// The groups sorted, and like ones joined.
    fn collapsed(&self) -> Vec<Group> {
        let mut groups = self.groups.clone();
        groups.sort_unstable_by(|a, b| {
            let first = a.denominator.total_cmp(&b.denominator);
            first.then(a.numerator.total_cmp(&b.numerator))
        });
        groups.dedup_by(|next, kept| {
            let alike = next.numerator == kept.numerator && next.denominator == kept.denominator;
            if alike {
                kept.count = kept.count.saturating_add(next.count);
            }
            alike
        });
        groups
    }
}

/// Numerators and denominators added up.
fn sums(groups: impl Iterator<Item = (Group, u64)>) -> (f64, f64) {
    groups.fold((0.0, 0.0), |sum, (group, count)| added(sum, &group, count))
}

fn quotient((top, bottom): (f64, f64)) -> Option<f64> {
    let quotient = top / bottom;
    (bottom > 0.0 && quotient.is_finite()).then_some(quotient)
}

/// The quotient without one unit of each group: what comes before the group, after it, and the rest
/// of the group itself. Only sums, so a customer larger than all others leaves clean figures.
fn leave_one_out(groups: &[Group]) -> Option<Jackknife> {
    let mut after = vec![(0.0, 0.0)];
    for group in groups.iter().rev() {
        let last = after.last().copied().unwrap_or_default();
        after.push(added(last, group, group.count));
    }
    let mut before = (0.0, 0.0);
    groups
        .iter()
        .zip(after.iter().rev().skip(1))
        .map(|(group, after)| {
            let (top, bottom) = added(before, group, group.count - 1);
            let rest = (top + after.0, bottom + after.1);
            before = added(before, group, group.count);
            Some((quotient(rest)?, group.count))
        })
        .collect()
}

fn added((top, bottom): (f64, f64), group: &Group, count: u64) -> (f64, f64) {
    let count = count as f64;
    (top + group.numerator * count, bottom + group.denominator * count)
}

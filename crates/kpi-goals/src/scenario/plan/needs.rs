//! How many have to get through, from the goal back.

use kpi_stats::Proportion;
use kpi_types::Estimate;

use crate::Scenario;

/// How many have to reach each stage: at the point, the lower and the upper ends.
pub(super) struct Needs {
    pub(super) start: Option<u64>,
    by_stage: Vec<[Option<u64>; 3]>,
}

impl Needs {
    /// Backwards from the goal, at the rates and the ends of their intervals.
    pub(super) fn backwards(scenario: &Scenario, rates: &[Estimate]) -> Self {
        let mut needed = [Some(scenario.goal.target); 3];
        let mut by_stage = Vec::with_capacity(scenario.stages.len());
        for (stage, rate) in scenario.stages.iter().zip(rates).rev() {
            by_stage.push(needed);
            let [point, lower, upper] = needed;
            needed = [
                point.and_then(|next| before(next, stage.conversion)),
                lower.and_then(|next| up(next as f64 / rate.lower())),
                upper.and_then(|next| up(next as f64 / rate.upper())),
            ];
        }
        by_stage.reverse();
        Self { start: needed.first().copied().flatten(), by_stage }
    }

    pub(super) fn of(&self, at: usize) -> [Option<u64>; 3] {
        self.by_stage.get(at).copied().unwrap_or_default()
    }
}

/// The least number before of which `next` get through; nothing where nobody does.
fn before(next: u64, rate: Proportion) -> Option<u64> {
    let (next, reached, of) =
        (u128::from(next), u128::from(rate.successes()), u128::from(rate.trials()));
    if reached == 0 {
        return None;
    }
    u64::try_from((next * of).div_ceil(reached)).ok()
}

fn up(customers: f64) -> Option<u64> {
    let whole = customers.ceil();
    (whole.is_finite() && whole < Proportion::MAX_TRIALS as f64).then_some(whole as u64)
}

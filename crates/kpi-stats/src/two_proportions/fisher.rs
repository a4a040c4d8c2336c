//! Fisher's exact test.

use super::TwoProportions;
use crate::Alternative;
use crate::distribution::hypergeometric::Hypergeometric;

/// Tables that are as likely to within rounding count as equally likely, as in R and SciPy.
const SAME: f64 = 1.0 + 1e-7;

/// The chance, with both margins fixed, of a table at least as extreme.
pub(super) fn p_value(pair: TwoProportions, alternative: Alternative) -> f64 {
    let (first, second) = (pair.first(), pair.second());
    let successes = first.successes() + second.successes();
    let tables = Hypergeometric::new(successes, pair.trials() - successes, first.trials());
    let here = first.successes() as f64;
    match alternative {
        Alternative::Less => tables.lower(here),
        Alternative::Greater => tables.upper(here),
        Alternative::TwoSided => {
            let most_likely = tables.probability(here) * SAME;
            let (least, most) = tables.range();
            let rare = |k: f64| tables.probability(k) <= most_likely;
            // Chances rise to the mode and fall after it, so on the other side the tables that are
            // no likelier than this one are all those beyond some count.
            let mode = tables.mode();
            if rare(mode) {
                return 1.0;
            }
            let other = if here <= mode {
                // The smallest count above the mode that is rare.
                let (mut low, mut high) = (mode.max(here), most + 1.0);
                while high - low > 1.0 {
                    let middle = ((low + high) / 2.0).floor();
                    if rare(middle) { high = middle } else { low = middle }
                }
                if high > most { 0.0 } else { tables.upper(high) }
            } else {
                let (mut low, mut high) = (least - 1.0, mode.min(here));
                while high - low > 1.0 {
                    let middle = ((low + high) / 2.0).ceil();
                    if rare(middle) { low = middle } else { high = middle }
                }
                if low < least { 0.0 } else { tables.lower(low) }
            };
            let own = if here <= mode { tables.lower(here) } else { tables.upper(here) };
            (own + other).min(1.0)
        }
    }
}

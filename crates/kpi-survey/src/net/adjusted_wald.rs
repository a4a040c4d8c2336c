//! The normal approximation with three answers added.

use super::{Amounts, wald};

pub(super) fn ends(amounts: Amounts, z: f64) -> [f64; 2] {
    wald::ends(adjusted(amounts), z)
}

pub(super) fn adjusted(amounts: Amounts) -> Amounts {
    let Amounts { bad, middling, good } = amounts;
    Amounts { bad: bad + 0.75, middling: middling + 1.5, good: good + 0.75 }
}

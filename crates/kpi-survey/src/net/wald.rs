//! The normal approximation.

use super::Amounts;

pub(super) fn ends(amounts: Amounts, z: f64) -> [f64; 2] {
    let reach = z * (amounts.variance() / amounts.n()).sqrt();
    [amounts.point() - reach, amounts.point() + reach]
}

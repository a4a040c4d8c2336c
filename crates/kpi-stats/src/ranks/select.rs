//! The k-th smallest of very many figures that are not written down.

/// The k-th smallest (from 1) of figures between two bounds, given how many are at most a value.
///
/// Floats are halved by their order, so that the figure itself is found in at most 64 steps.
pub(crate) fn kth(k: u128, least: f64, most: f64, at_most: impl Fn(f64) -> u128) -> f64 {
    // The bound below which nothing lies is one step under the least.
    let (mut below, mut above) = (order(least).saturating_sub(1), order(most));
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        if at_most(value(middle)) >= k { above = middle } else { below = middle }
    }
    value(above) + 0.0
}

/// The median of `count` such figures.
pub(crate) fn median(
    count: u128,
    least: f64,
    most: f64,
    at_most: impl Fn(f64) -> u128 + Copy,
) -> f64 {
    let low = kth(count.div_ceil(2), least, most, at_most);
    if count % 2 == 1 {
        return low;
    }
    let high = kth(count / 2 + 1, least, most, at_most);
    low + 0.5 * (high - low)
}

/// Whole numbers in the order of the floats.
fn order(value: f64) -> i128 {
    let bits = value.to_bits();
    let size = i128::from(bits & (u64::MAX >> 1));
    if value.is_sign_negative() { -size } else { size }
}

fn value(order: i128) -> f64 {
    let size = f64::from_bits(u64::try_from(order.unsigned_abs()).unwrap_or(0));
    if order < 0 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_sorting_finds() {
        let figures = [-3.5, -0.0, 0.1, 0.1, 2.0, 1e300];
        let at_most = |t: f64| figures.iter().filter(|f| **f <= t).count() as u128;
        for (at, figure) in figures.iter().enumerate() {
            assert_eq!(kth(at as u128 + 1, -3.5, 1e300, at_most), *figure);
        }
        assert_eq!(median(6, -3.5, 1e300, at_most), 0.1);
    }
}

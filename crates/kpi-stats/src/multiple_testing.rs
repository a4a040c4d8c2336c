//! Several tests at once.

/// How p-values of several tests are adjusted for each other.
///
/// # Formula
///
/// m p-values in rising order p₍₁₎ … p₍ₘ₎; every result at most 1:
///
/// | method | keeps low | adjusted p₍ᵢ₎ |
/// |---|---|---|
/// | `Bonferroni` | the chance of any false alarm | m p |
/// | `Holm` | the same, never less powerful | highest of (m − j + 1) p₍ⱼ₎ for j ≤ i |
/// | `Hochberg` | the same, for tests that are independent or go together | lowest of (m − j + 1) p₍ⱼ₎ for j ≥ i |
/// | `Hommel` | as Hochberg, a little more powerful | see the reference |
/// | `BenjaminiHochberg` | the share of false alarms among alarms, as above | lowest of m p₍ⱼ₎ ÷ j for j ≥ i |
/// | `BenjaminiYekutieli` | the same for any tests | the same, times 1 + 1/2 + … + 1/m |
///
/// # Common mistake
///
/// Adjusting only the tests that came out small. All that were run count.
///
/// # What others do
///
/// The figures of R's `p.adjust` (`fdr` is `BenjaminiHochberg`) and of statsmodels'
/// `multipletests`.
///
/// # References
///
/// S. Holm (1979); Y. Hochberg (1988); G. Hommel (1988); Y. Benjamini, Y. Hochberg (1995); Y.
/// Benjamini, D. Yekutieli (2001).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Adjustment {
    /// None: each test by itself.
    None,
    /// Bonferroni.
    Bonferroni,
    /// Holm: the default.
    #[default]
    Holm,
    /// Hochberg.
    Hochberg,
    /// Hommel.
    Hommel,
    /// Benjamini and Hochberg, false discovery rate.
    BenjaminiHochberg,
    /// Benjamini and Yekutieli, false discovery rate.
    BenjaminiYekutieli,
}

/// What is wrong with p-values.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AdjustmentError {
    /// One is not between 0 and 1.
    #[error("p-value {index} is {p_value}, not between 0 and 1")]
    PValue {
        /// Which one, from 0.
        index: usize,
        /// What was given.
        p_value: f64,
    },
}

impl Adjustment {
    /// All methods.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Bonferroni,
        Self::Holm,
        Self::Hochberg,
        Self::Hommel,
        Self::BenjaminiHochberg,
        Self::BenjaminiYekutieli,
    ];

    /// The adjusted p-values, in the order of those given.
    ///
    /// # Worked example
    ///
    /// R, `p.adjust(c(0.01, 0.04, 0.03), "holm")`: 0.03, 0.06, 0.06.
    ///
    /// ```
    /// use kpi_stats::Adjustment;
    ///
    /// let adjusted = Adjustment::Holm.adjust(&[0.01, 0.04, 0.03])?;
    /// assert_eq!(adjusted, [0.03, 0.06, 0.06]);
    /// assert!(Adjustment::Holm.adjust(&[0.01, f64::NAN]).is_err());
    /// # Ok::<(), kpi_stats::AdjustmentError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AdjustmentError::PValue`] for the first that is not between 0 and 1; NaN is none.
    pub fn adjust(self, p_values: &[f64]) -> Result<Vec<f64>, AdjustmentError> {
        let wrong = |(_, p): &(usize, &f64)| !(0.0..=1.0).contains(*p);
        if let Some((index, p_value)) = p_values.iter().enumerate().find(wrong) {
            return Err(AdjustmentError::PValue { index, p_value: *p_value });
        }
        let mut ranked: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
        ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
        let sorted: Vec<f64> = ranked.iter().map(|(_, p)| *p).collect();
        let found = self.of_sorted(&sorted);
        let mut placed: Vec<(usize, f64)> =
            ranked.iter().zip(found).map(|((index, _), p)| (*index, p.min(1.0))).collect();
        placed.sort_by_key(|(index, _)| *index);
        Ok(placed.into_iter().map(|(_, p)| p).collect())
    }

    fn of_sorted(self, sorted: &[f64]) -> Vec<f64> {
        let m = sorted.len() as f64;
        // Rank from 1 and p-value.
        let ranks = || sorted.iter().enumerate().map(|(at, p)| ((at + 1) as f64, *p));
        match self {
            Self::None => sorted.to_vec(),
            Self::Bonferroni => sorted.iter().map(|p| m * p).collect(),
            Self::Holm => running(ranks().map(|(i, p)| (m - i + 1.0) * p), f64::max),
            Self::Hochberg => step_up(ranks().map(|(i, p)| (m - i + 1.0) * p)),
            Self::BenjaminiHochberg => step_up(ranks().map(|(i, p)| m / i * p)),
            Self::BenjaminiYekutieli => {
                let harmonic: f64 = ranks().map(|(i, _)| 1.0 / i).sum();
                step_up(ranks().map(|(i, p)| harmonic * m / i * p))
            }
            Self::Hommel => hommel(sorted),
        }
    }
}

fn running(values: impl Iterator<Item = f64>, pick: fn(f64, f64) -> f64) -> Vec<f64> {
    let mut so_far: Option<f64> = None;
    let next = |value| {
        let picked = so_far.map_or(value, |before| pick(before, value));
        so_far = Some(picked);
        picked
    };
    values.map(next).collect()
}

/// The lowest of each and all after it.
fn step_up(values: impl DoubleEndedIterator<Item = f64>) -> Vec<f64> {
    let mut found = running(values.rev(), f64::min);
    found.reverse();
    found
}

/// For every j, the test of Simes on the j largest; the strictest answer counts (Wright 1992).
fn hommel(sorted: &[f64]) -> Vec<f64> {
    let m = sorted.len();
    // The rank is that among the j largest; dividing by it comes before multiplying by j.
    let simes = |tail: &[f64], j: usize, from: usize| {
        let parts = tail.iter().enumerate().map(|(at, p)| j as f64 * p / (at + from) as f64);
        parts.fold(f64::INFINITY, f64::min)
    };
    let mut adjusted = vec![simes(sorted, m, 1); m];
    for j in (2..m).rev() {
        let (small, large) = sorted.split_at(m - j + 1);
        // The j − 1 largest have ranks 2 to j.
        let least = simes(large, j, 2);
        let capped = small.iter().map(|p| least.min(j as f64 * p));
        let last = capped.clone().next_back().unwrap_or(least);
        let rest = std::iter::repeat_n(last, large.len());
        for (slot, found) in adjusted.iter_mut().zip(capped.chain(rest)) {
            *slot = slot.max(found);
        }
    }
    adjusted.iter().zip(sorted).map(|(found, p)| found.max(*p)).collect()
}

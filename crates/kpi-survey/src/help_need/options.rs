//! What counts as easy, and as many contacts.

use kpi_stats::ConfidenceLevel;

use super::HelpNeedError;
use crate::Scale;

/// The scale of ease, from where on it is easy, and the bands of contacts.
///
/// ```
/// use kpi_survey::{HelpNeedOptions, Scale};
///
/// let options = HelpNeedOptions::try_new(Scale::ONE_TO_FIVE, 4, &[0, 1, 4], 4)?;
/// assert_eq!(options.edges(), [0, 1, 4]);
/// // Many contacts begin with a band.
/// assert!(HelpNeedOptions::try_new(Scale::ONE_TO_FIVE, 4, &[0, 1, 4], 3).is_err());
/// # Ok::<(), kpi_survey::HelpNeedError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawHelpNeed", into = "RawHelpNeed"))]
#[non_exhaustive]
pub struct HelpNeedOptions {
    scale: Scale,
    easy_from: u8,
    edges: [u64; Self::MOST_BANDS],
    bands: usize,
    many_from: usize,
    level: ConfidenceLevel,
}

impl HelpNeedOptions {
    /// The most bands.
    pub const MOST_BANDS: usize = 12;

    /// Ease answered on a scale, easy from an answer on; bands by their fewest contacts, the first
    /// from 0; many contacts from the beginning of one of the bands on. 95 %.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::EasyFrom`] for an answer that leaves nothing hard or nothing easy,
    /// [`HelpNeedError::Bands`] for bands that do not rise from 0 or are too many,
    /// [`HelpNeedError::ManyFrom`] for what is not the beginning of a band after the first.
    pub fn try_new(
        scale: Scale,
        easy_from: u8,
        bands: &[u64],
        many_from: u64,
    ) -> Result<Self, HelpNeedError> {
        if easy_from <= scale.low() || easy_from > scale.high() {
            return Err(HelpNeedError::EasyFrom { easy_from, scale });
        }
        let rise = bands.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        if bands.first() != Some(&0) || !rise || bands.len() > Self::MOST_BANDS {
            return Err(HelpNeedError::Bands { bands: bands.to_vec() });
        }
        let at = bands.iter().skip(1).position(|from| *from == many_from);
        let wrong = || HelpNeedError::ManyFrom { many_from, bands: bands.to_vec() };
        let many_from = at.ok_or_else(wrong)? + 1;
        let mut edges = [0; Self::MOST_BANDS];
        for (edge, band) in edges.iter_mut().zip(bands) {
            *edge = *band;
        }
        let level = ConfidenceLevel::P95;
        Ok(Self { scale, easy_from, edges, bands: bands.len(), many_from, level })
    }

    /// The same at another level.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// The scale of ease.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// The lowest answer that is easy.
    #[must_use]
    pub const fn easy_from(&self) -> u8 {
        self.easy_from
    }

    /// The fewest contacts of each band.
    #[must_use]
    pub fn edges(&self) -> &[u64] {
        self.edges.get(..self.bands).unwrap_or_default()
    }

    /// From how many contacts on they are many.
    #[must_use]
    pub fn many_from(&self) -> u64 {
        self.edges().get(self.many_from).copied().unwrap_or_default()
    }

    /// The level.
    #[must_use]
    pub const fn level(&self) -> ConfidenceLevel {
        self.level
    }

    /// The band of so many contacts.
    pub(super) fn band(&self, contacts: u64) -> usize {
        self.edges().partition_point(|from| *from <= contacts).saturating_sub(1)
    }

    /// Whether a band is one of many contacts.
    pub(super) const fn is_many(&self, band: usize) -> bool {
        band >= self.many_from
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "HelpNeedOptions", deny_unknown_fields)]
struct RawHelpNeed {
    scale: Scale,
    easy_from: u8,
    bands: Vec<u64>,
    many_from: u64,
    #[serde(default)]
    level: ConfidenceLevel,
}

#[cfg(feature = "serde")]
impl TryFrom<RawHelpNeed> for HelpNeedOptions {
    type Error = HelpNeedError;

    fn try_from(raw: RawHelpNeed) -> Result<Self, Self::Error> {
        let options = Self::try_new(raw.scale, raw.easy_from, &raw.bands, raw.many_from)?;
        Ok(options.with_level(raw.level))
    }
}

#[cfg(feature = "serde")]
impl From<HelpNeedOptions> for RawHelpNeed {
    fn from(options: HelpNeedOptions) -> Self {
        let (scale, easy_from, level) = (options.scale, options.easy_from, options.level);
        Self {
            scale,
            easy_from,
            bands: options.edges().to_vec(),
            many_from: options.many_from(),
            level,
        }
    }
}

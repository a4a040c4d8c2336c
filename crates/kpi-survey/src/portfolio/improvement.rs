//! The improvement index.

/// The improvement index (改善度指数): how far an item is from the centre, and how much of that is in
/// the direction of "improve first".
///
/// # Formula
///
/// With x and y the deviation scores of importance and satisfaction less 50: the distance d = √(x² +
/// y²); the angle θ between (x, y) and the direction (1, −1), 45° down to the right, in degrees from
/// 0 to 180; the corrected angle (修正角度指数) c = (90 − θ) ÷ 90, from 1 to −1; the index d × c.
///
/// # Conventions
///
/// Positive: improve; the higher the sooner. Negative: better than it need be. At the centre there is
/// no direction and the index is 0.
///
/// # Laws
///
/// Seen from the other side of the centre, (−x, −y), the index is its own negative; so it is with the
/// axes exchanged, (y, x). Mirrored at the direction of improvement, (−y, −x), it is the same.
///
/// # Worked example
///
/// The item 技術の高さ of 菅民郎's example: distance 15.8, angle 24.4°; corrected 0.729, index 11.5.
///
/// ```
/// use kpi_survey::ImprovementIndex;
///
/// let skill = ImprovementIndex::of_polar(15.8, 24.4);
/// assert_eq!(format!("{:.3} {:.1}", skill.corrected_angle(), skill.value()), "0.729 11.5");
/// let straight = ImprovementIndex::of_deviations(10.0, -10.0);
/// assert_eq!((straight.angle(), straight.value()), (0.0, straight.distance()));
/// ```
///
/// # Common mistake
///
/// Measuring angles on axes of different units: a correlation and a mean of five points have no
/// angle between them before both are deviation scores.
///
/// # What others do
///
/// Tutorials read 10 and more as "at once" and 5 and more as "needed". We found no derivation, so
/// there are no such words here; [`Portfolio::stability`](crate::Portfolio::stability) says how sure
/// the index is.
///
/// # References
///
/// 菅民郎, *統計探偵物語 第3話* (istat.co.jp/special/03_6); shioring.com/csbunseki works the rotation out
/// in a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ImprovementIndex {
    distance: f64,
    angle: f64,
}

impl ImprovementIndex {
    /// From deviation scores less 50.
    #[must_use]
    pub fn of_deviations(importance: f64, satisfaction: f64) -> Self {
        let (along, across) = (importance - satisfaction, (importance + satisfaction).abs());
        let distance = importance.hypot(satisfaction);
        let angle = if distance > 0.0 { across.atan2(along).to_degrees() } else { 90.0 };
        Self { distance, angle }
    }

    /// From a distance and an angle in degrees; the angle may be given from either side.
    #[must_use]
    pub const fn of_polar(distance: f64, angle: f64) -> Self {
        Self { distance, angle: angle.abs() }
    }

    /// Distance from the centre, in deviation scores.
    #[must_use]
    pub const fn distance(self) -> f64 {
        self.distance
    }

    /// Angle to the direction of improvement, in degrees from 0 to 180.
    #[must_use]
    pub const fn angle(self) -> f64 {
        self.angle
    }

    /// (90 − angle) ÷ 90: 1 in the direction of improvement, 0 across it, −1 against it.
    #[must_use]
    pub const fn corrected_angle(self) -> f64 {
        (90.0 - self.angle) / 90.0
    }

    /// The index.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.distance * self.corrected_angle()
    }
}

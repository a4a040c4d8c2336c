//! The top of a log-likelihood of two to four positive parameters.
//!
//! Newton steps on the logarithms of the parameters, with exact gradients and second derivatives.
//! A step that is too bold is damped (Levenberg) and cut to a factor of e²; several starts are
//! tried. Nothing is thrown: the best point comes back with the reason why the search ended.
//!
//! Working on logarithms keeps parameters positive and makes a change of unit (days for weeks) a
//! shift, which changes no step. The test for the end is the gain that the next step promises,
//! measured in log-likelihood. It does not depend on units or on the number of customers, and no
//! loss of precision in the value can fail it.

use super::matrix::{Matrix, dot, inverse, quadratic, solve};

/// A log-likelihood with its first and second derivatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Derivatives<const N: usize> {
    pub(super) value: f64,
    pub(super) gradient: [f64; N],
    pub(super) hessian: Matrix<N>,
}

/// Something to maximise over positive parameters.
pub(super) trait LogLikelihood<const N: usize> {
    /// Value and derivatives by the parameters themselves, not their logarithms.
    fn at(&self, parameters: &[f64; N]) -> Derivatives<N>;
}

/// Where a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Maximum<const N: usize> {
    pub(super) parameters: [f64; N],
    pub(super) value: f64,
    /// By the logarithms of the parameters.
    pub(super) gradient: [f64; N],
    /// Covariance of the logarithms; `None` where the surface is not curved downwards.
    pub(super) covariance: Option<Matrix<N>>,
    pub(super) end: End,
    pub(super) steps: u32,
    /// How many of the starts came as high.
    pub(super) agreeing: u32,
}

/// Why a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The next step promises nothing and the surface is curved downwards.
    Converged,
    /// A parameter runs to 0 or to infinity.
    Boundary,
    /// No step helps, but the surface is not curved downwards in every direction.
    Flat,
    /// Too many steps.
    StepLimit,
}

/// Gain in log-likelihood of the next step below which there is nothing more to gain.
const GAIN: f64 = 1e-10;
/// Longest step, on the logarithms.
const LONGEST: f64 = 2.0;
/// Parameters beyond e^±14 of their scale (a factor of a million) run to 0 or to infinity.
const BOUND: f64 = 14.0;
/// Parameters that are not determined and beyond e^±9 of their scale are on their way there.
pub(super) const FAR: f64 = 9.0;
/// A logarithm with a larger standard error is not determined: its interval spans e^±20.
const VAGUE: f64 = 10.0;
/// Two tops that differ by less are as high as each other.
const SAME: f64 = 1e-6;

/// Searches from every start and keeps the best end. `None` without a start of finite likelihood.
pub(super) fn maximise<const N: usize>(
    target: &impl LogLikelihood<N>,
    starts: &[[f64; N]],
    most_steps: u32,
) -> Option<Maximum<N>> {
    let ends: Vec<Maximum<N>> =
        starts.iter().filter_map(|start| climb(target, start.map(f64::ln), most_steps)).collect();
    let top = ends.iter().map(|end| end.value).fold(f64::NEG_INFINITY, f64::max);
    let as_high = |end: &&Maximum<N>| end.value >= top - SAME;
    let best = ends.iter().filter(as_high).max_by(|a, b| {
        let settled = |end: &Maximum<N>| end.end == End::Converged;
        settled(a).cmp(&settled(b)).then(a.value.total_cmp(&b.value))
    })?;
    let agreeing = u32::try_from(ends.iter().filter(as_high).count()).unwrap_or(u32::MAX);
    Some(Maximum { agreeing, ..*best })
}

/// A point with the derivatives by the logarithms.
struct Point<const N: usize> {
    logs: [f64; N],
    at: Derivatives<N>,
}

impl<const N: usize> Point<N> {
    fn new(target: &impl LogLikelihood<N>, logs: [f64; N]) -> Self {
        let parameters = logs.map(f64::exp);
        let mut at = target.at(&parameters);
        for (row, by) in at.hessian.iter_mut().zip(&parameters) {
            row.iter_mut().zip(&parameters).for_each(|(entry, other)| *entry *= by * other);
        }
        at.gradient.iter_mut().zip(&parameters).for_each(|(entry, by)| *entry *= by);
        let gradient = at.gradient;
        for (i, (row, slope)) in at.hessian.iter_mut().zip(gradient).enumerate() {
            row.iter_mut().skip(i).take(1).for_each(|entry| *entry += slope);
        }
        Self { logs, at }
    }

    fn is_finite(&self) -> bool {
        self.at.value.is_finite()
            && self.at.gradient.iter().all(|v| v.is_finite())
            && self.at.hessian.iter().flatten().all(|v| v.is_finite())
    }

    /// Minus the second derivatives, with `damping` on the diagonal.
    fn curvature(&self, damping: f64) -> Matrix<N> {
        let mut curvature = self.at.hessian.map(|row| row.map(|entry| -entry));
        for (i, row) in curvature.iter_mut().enumerate() {
            row.iter_mut().skip(i).take(1).for_each(|entry| *entry += damping);
        }
        curvature
    }

    /// The largest second derivative, the unit of damping.
    fn scale(&self) -> f64 {
        let largest = self.at.hessian.iter().flatten().fold(0.0, |most: f64, v| most.max(v.abs()));
        largest.max(f64::MIN_POSITIVE)
    }

    fn end(self, end: End, steps: u32) -> Maximum<N> {
        let covariance = inverse(&self.curvature(0.0));
        let variance = |(i, row): (usize, &[f64; N])| row.get(i).copied().unwrap_or(f64::NAN);
        let vague = covariance
            .is_none_or(|c| c.iter().enumerate().map(variance).any(|v| v > VAGUE * VAGUE));
        let far = self.logs.iter().any(|log| log.abs() > FAR);
        Maximum {
            parameters: self.logs.map(f64::exp),
            value: self.at.value,
            gradient: self.at.gradient,
            covariance,
            end: match end {
                End::Converged | End::Flat if vague && far => End::Boundary,
                End::Converged if vague => End::Flat,
                end => end,
            },
            steps,
            agreeing: 1,
        }
    }
}

fn climb<const N: usize>(
    target: &impl LogLikelihood<N>,
    start: [f64; N],
    most_steps: u32,
) -> Option<Maximum<N>> {
    let mut here = Point::new(target, start);
    if !here.is_finite() {
        return None;
    }
    // Damping carries over from step to step; `stuck` counts steps that were no good from here.
    let (mut damping, mut stuck) = (0.0, 0);
    for steps in 0..most_steps {
        if here.logs.iter().any(|log| log.abs() > BOUND) {
            return Some(here.end(End::Boundary, steps));
        }
        let scale = here.scale();
        let step = loop {
            match solve(&here.curvature(damping), &here.at.gradient) {
                Some(step) => break step,
                None if damping > 1e12 * scale => return Some(here.end(End::Flat, steps)),
                None => damping = (damping * 10.0).max(1e-12 * scale),
            }
        };
        let noise = here.at.value.abs() * f64::EPSILON * 8.0;
        let gain = dot(&step, &here.at.gradient) / 2.0;
        if gain <= GAIN.max(noise) {
            if damping == 0.0 {
                // One last step costs little and takes the digits that are left.
                let next = Point::new(target, shifted(&here.logs, &step));
                let better = next.is_finite() && next.at.value >= here.at.value - noise;
                let last = if better { next } else { here };
                return Some(last.end(End::Converged, steps + 1));
            }
            match solve(&here.curvature(0.0), &here.at.gradient) {
                // The damping was left over from further up.
                Some(_) if stuck == 0 => damping = 0.0,
                // Rounding hides what the last step would gain.
                Some(step) if dot(&step, &here.at.gradient) / 2.0 <= SAME => {
                    return Some(here.end(End::Converged, steps));
                }
                _ => return Some(here.end(End::Flat, steps)),
            }
            continue;
        }
        let longest = step.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        let cut = (LONGEST / longest).min(1.0);
        let step = step.map(|v| v * cut);
        let promised = dot(&step, &here.at.gradient) + quadratic(&here.at.hessian, &step) / 2.0;
        let next = Point::new(target, shifted(&here.logs, &step));
        let gained = next.at.value - here.at.value;
        if next.is_finite() && gained >= 1e-4 * promised.max(0.0) - noise {
            here = next;
            damping = if damping > 1e-12 * scale { damping / 10.0 } else { 0.0 };
            stuck = 0;
        } else {
            damping = (damping * 10.0).max(1e-4 * scale);
            stuck += 1;
        }
    }
    Some(here.end(End::StepLimit, most_steps))
}

fn shifted<const N: usize>(from: &[f64; N], step: &[f64; N]) -> [f64; N] {
    let mut to = *from;
    to.iter_mut().zip(step).for_each(|(log, by)| *log += by);
    to
}

#[cfg(test)]
pub(super) mod check;

#[cfg(test)]
mod tests {
    use super::*;

    /// −(ln x − 1)² − 2 (ln y + 1)² − (ln x − 1)(ln y + 1), scaled: the top is at (e, 1/e).
    struct Hill(f64);

    impl LogLikelihood<2> for Hill {
        fn at(&self, &[x, y]: &[f64; 2]) -> Derivatives<2> {
            let (u, v, k) = (x.ln() - 1.0, y.ln() + 1.0, self.0);
            let (gu, gv) = (-2.0 * u - v, -4.0 * v - u);
            Derivatives {
                value: -k * (u * u + 2.0 * v * v + u * v),
                gradient: [k * gu / x, k * gv / y],
                hessian: [
                    [k * (-2.0 - gu) / (x * x), -k / (x * y)],
                    [-k / (x * y), k * (-4.0 - gv) / (y * y)],
                ],
            }
        }
    }

    #[test]
    fn a_hill_is_climbed_whatever_its_scale() {
        for k in [0.1, 1.0, 1e8] {
            let top = maximise(&Hill(k), &[[1.0, 1.0], [1e-4, 1e4]], 200).unwrap();
            assert_eq!(top.end, End::Converged, "{k}");
            assert_eq!(top.agreeing, 2);
            assert!((top.parameters[0].ln() - 1.0).abs() < 1e-6);
            assert!((top.parameters[1].ln() + 1.0).abs() < 1e-6);
            // Minus the inverse of the second derivatives: [[4, -1], [-1, 2]] / 7 / k.
            let covariance = top.covariance.unwrap();
            assert!((covariance[0][0] * 7.0 * k - 4.0).abs() < 1e-6);
            assert!((covariance[0][1] * 7.0 * k + 1.0).abs() < 1e-6);
        }
    }

    /// −1/x rises for ever.
    struct Ramp;

    impl LogLikelihood<1> for Ramp {
        fn at(&self, &[x]: &[f64; 1]) -> Derivatives<1> {
            Derivatives {
                value: -1.0 / x,
                gradient: [1.0 / (x * x)],
                hessian: [[-2.0 / (x * x * x)]],
            }
        }
    }

    #[test]
    fn a_ramp_ends_at_the_boundary_and_few_steps_are_said_to_be_few() {
        assert_eq!(maximise(&Ramp, &[[1.0]], 200).unwrap().end, End::Boundary);
        assert_eq!(maximise(&Ramp, &[[1.0]], 2).unwrap().end, End::StepLimit);
        assert!(maximise(&Ramp, &[[f64::NAN]], 2).is_none());
        assert!(maximise(&Ramp, &[], 2).is_none());
    }

    /// Only the product of both counts.
    struct Ridge;

    impl LogLikelihood<2> for Ridge {
        fn at(&self, &[x, y]: &[f64; 2]) -> Derivatives<2> {
            let s = x.ln() + y.ln();
            Derivatives {
                value: -s * s,
                gradient: [-2.0 * s / x, -2.0 * s / y],
                hessian: [
                    [(2.0 * s - 2.0) / (x * x), -2.0 / (x * y)],
                    [-2.0 / (x * y), (2.0 * s - 2.0) / (y * y)],
                ],
            }
        }
    }

    #[test]
    fn a_ridge_is_flat() {
        let top = maximise(&Ridge, &[[2.0, 3.0]], 200).unwrap();
        assert_eq!(top.end, End::Flat);
        assert!(top.value.abs() < 1e-9);
    }
}

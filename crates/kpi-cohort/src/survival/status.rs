//! How an observation ended.

/// How the observation of one subject ended. One byte, so that a column of them is small.
///
/// A type of its own: a column of durations or of yes-and-no answers cannot stand where this column
/// belongs. Durations in place of events gave p-values off by orders of magnitude elsewhere
/// (lifelines issue 1641); here they do not compile:
///
/// ```compile_fail,E0308
/// let durations = [6_u32, 13];
/// kpi_cohort::WholeLifetimes::new().observe_columns(&durations, &durations).unwrap();
/// ```
///
/// ```
/// use kpi_cohort::Status;
///
/// assert_eq!(Status::try_from(1_u8)?, Status::Event);
/// assert!(Status::try_from(2_u8).is_err());
/// let left = [true, false];
/// assert_eq!(Status::from_event_happened(&left), [Status::Event, Status::Censored]);
/// # Ok::<(), kpi_cohort::StatusCodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[repr(u8)]
pub enum Status {
    /// Still there when last seen: the duration is a lower bound.
    Censored = 0,
    /// It happened, at the end of the duration: the customer left.
    Event = 1,
}

/// A number that is not one of the two codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the status {code} is neither 0 (censored) nor 1 (event)")]
pub struct StatusCodeError {
    /// What was given.
    pub code: u8,
}

impl Status {
    /// A column of answers to "did the event happen?". Says in its name what `true` means; a column
    /// of "is still a customer" must be turned around first.
    #[must_use]
    pub fn from_event_happened(flags: &[bool]) -> Vec<Self> {
        flags.iter().map(|happened| if *happened { Self::Event } else { Self::Censored }).collect()
    }

    /// The last bit of a key: 0 or 1.
    pub(super) const fn bit(self) -> u64 {
        self as u64
    }
}

/// 0 is censored, 1 an event, everything else an error. R's coding with 1 and 2 is refused at the
/// first 2 instead of being guessed.
impl TryFrom<u8> for Status {
    type Error = StatusCodeError;

    fn try_from(code: u8) -> Result<Self, Self::Error> {
        match code {
            0 => Ok(Self::Censored),
            1 => Ok(Self::Event),
            _ => Err(StatusCodeError { code }),
        }
    }
}

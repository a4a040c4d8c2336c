//! How much personal help customers need.

mod counts;
mod error;
mod kind;
mod options;

pub use counts::HelpNeedCounts;
pub use error::HelpNeedError;
pub use kind::{HelpKind, HelpOutcome};
pub use options::HelpNeedOptions;

use kpi_stats::{DifferenceMethod, Proportion, ProportionMethod, TwoProportions};
use kpi_types::Estimate;

use crate::GroupId;
use counts::Cells;

/// How much personal help one group of customers needed to find things easy.
///
/// # Definition
///
/// Every customer by two facts: how easy things were (CES) and how many personal contacts there were
/// in the time the answer is about (calls, meetings, tickets answered by a person). Few or many
/// contacts by easy or hard give four [kinds](HelpKind); contacts in bands give the rate of easy
/// answers band by band.
///
/// # Formula
///
/// Share of a kind: its customers ÷ all. Rate of easy answers in a band: easy ÷ answered in it. Both
/// with Wilson's interval. Rate of a kind that stayed: stayed ÷ (stayed + left); customers of whom it
/// is not known yet are in neither.
///
/// # Conventions
///
/// High is easy; an item that asks for effort is [reversed](crate::Item::reversed). From which answer
/// things were easy and from how many contacts they are many has no default: [`HelpNeedOptions`].
///
/// # Undefined when
///
/// Nobody is in a band or kind: [`HelpNeedError::NoCustomers`].
///
/// # Worked example
///
/// ```
/// use kpi_survey::{HelpKind, HelpNeedCounts, HelpNeedOptions, HelpOutcome, Scale};
///
/// // 1 to 7, easy from 5; bands 0, 1 to 2, 3 and more contacts; many from 3.
/// let options = HelpNeedOptions::try_new(Scale::ONE_TO_SEVEN, 5, &[0, 1, 3], 3)?;
/// let mut counts = HelpNeedCounts::new(options);
/// for (ease, contacts, customers) in [(6, 0, 40), (2, 0, 40), (6, 2, 30), (3, 2, 10), (7, 5, 45), (2, 5, 5)] {
///     for _ in 0..customers {
///         counts.observe(ease, contacts, None, HelpOutcome::NotKnown)?;
///     }
/// }
/// let all = counts.total();
/// // 50 of 170 had few contacts and found it hard.
/// let unheard = all.kind(HelpKind::Unheard)?;
/// assert_eq!(format!("{:.3}", unheard.point()), "0.294");
/// // Of those with three contacts and more, 45 of 50 found it easy: Wilson, 79 % to 96 %.
/// let enough = all.enough(0.75)?;
/// assert_eq!((enough.from(), format!("{:.3}", enough.easy()?.lower())), (3, "0.786".to_owned()));
/// # Ok::<(), kpi_survey::HelpNeedError>(())
/// ```
///
/// # Common mistake
///
/// Reading the bands as what more help would do. Customers with trouble call more, so help that works
/// can stand beside hard answers; only a comparison that deals help out by lot says what it does.
///
/// # What others do
///
/// CS tools show CES and contact counts side by side; we found none that joins them or says how sure
/// a rate is.
#[derive(Debug, Clone, PartialEq)]
pub struct HelpNeed {
    segment: Option<GroupId>,
    options: HelpNeedOptions,
    bands: Vec<HelpBand>,
    cells: Cells,
}

/// Customers with about as many contacts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HelpBand {
    from: u64,
    to: Option<u64>,
    easy: u64,
    customers: u64,
    options: HelpNeedOptions,
}

impl HelpNeed {
    fn new(segment: Option<GroupId>, options: HelpNeedOptions, cells: Cells) -> Self {
        let edges = options.edges();
        let bands = edges.iter().enumerate().map(|(at, from)| {
            let [easy, hard] = cells.band(at);
            let to = edges.get(at + 1).map(|next| next - 1);
            HelpBand { from: *from, to, easy, customers: easy + hard, options }
        });
        Self { segment, options, bands: bands.collect(), cells }
    }

    /// The segment; `None` for customers without one, or for all.
    #[must_use]
    pub const fn segment(&self) -> Option<&GroupId> {
        self.segment.as_ref()
    }

    /// Customers who answered.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.bands.iter().map(|band| band.customers).sum()
    }

    /// The bands, fewest contacts first.
    #[must_use]
    pub fn bands(&self) -> &[HelpBand] {
        &self.bands
    }

    /// The customers of a kind.
    #[must_use]
    pub fn customers_of(&self, kind: HelpKind) -> u64 {
        let outcomes = [HelpOutcome::Stayed, HelpOutcome::Left, HelpOutcome::NotKnown];
        outcomes.into_iter().map(|outcome| self.cells.of(kind, outcome)).sum()
    }

    /// The share of customers of a kind.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::NoCustomers`] when nobody answered.
    pub fn kind(&self, kind: HelpKind) -> Result<Estimate, HelpNeedError> {
        self.options.share(self.customers_of(kind), self.customers())
    }

    /// The share of a kind that stayed, of those of whom it is known.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::NoCustomers`] when it is known of nobody.
    pub fn stayed(&self, kind: HelpKind) -> Result<Estimate, HelpNeedError> {
        let stayed = self.cells.of(kind, HelpOutcome::Stayed);
        self.options.share(stayed, stayed + self.cells.of(kind, HelpOutcome::Left))
    }

    /// How much more often things were easy with many contacts than with few: the difference of the
    /// rates with Newcombe's interval. Below 0 where those who call have trouble.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::NoCustomers`] when nobody had few, or nobody many.
    pub fn many_less_few(&self) -> Result<Estimate, HelpNeedError> {
        let rate = |easy: HelpKind, hard: HelpKind| {
            let easy = self.customers_of(easy);
            Proportion::try_new(easy, easy + self.customers_of(hard))
        };
        let many = rate(HelpKind::HelpWorks, HelpKind::HelpFails)?;
        let few = rate(HelpKind::SelfReliant, HelpKind::Unheard)?;
        let pair = TwoProportions::new(many, few);
        Ok(pair.difference(DifferenceMethod::Newcombe, self.options.level())?)
    }

    /// The band of fewest contacts in which at least a share `target` found things easy beyond
    /// doubt: the lower end of the interval reaches it.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::Target`] for no share, [`HelpNeedError::NotReached`] where no band does.
    pub fn enough(&self, target: f64) -> Result<&HelpBand, HelpNeedError> {
        if !(target > 0.0 && target < 1.0) {
            return Err(HelpNeedError::Target { target });
        }
        let reaches = |band: &&HelpBand| band.easy().is_ok_and(|rate| rate.lower() >= target);
        self.bands.iter().find(reaches).ok_or(HelpNeedError::NotReached { target })
    }
}

impl HelpBand {
    /// The fewest contacts.
    #[must_use]
    pub const fn from(&self) -> u64 {
        self.from
    }

    /// The most contacts; `None` for the last band.
    #[must_use]
    pub const fn to(&self) -> Option<u64> {
        self.to
    }

    /// Customers in it.
    #[must_use]
    pub const fn customers(&self) -> u64 {
        self.customers
    }

    /// The share of them who found things easy.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::NoCustomers`] when nobody is in it.
    pub fn easy(&self) -> Result<Estimate, HelpNeedError> {
        self.options.share(self.easy, self.customers)
    }
}

impl HelpNeedOptions {
    fn share(&self, part: u64, whole: u64) -> Result<Estimate, HelpNeedError> {
        let share = Proportion::try_new(part, whole)?;
        Ok(share.estimate(ProportionMethod::Wilson, self.level())?)
    }
}

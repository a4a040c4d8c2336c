//! The choices a policy is made of. Each has a name that can be written and read.

use rust_decimal::Decimal;

use super::PolicyError;

/// A rule that is written as a word, or as a word and a number (`grace:30`).
pub(crate) trait Rule: Sized {
    /// What may be written.
    const ALLOWED: &'static str;

    fn read(text: &str) -> Option<Self>;

    fn write(&self) -> String;

    fn parse(field: super::PolicyField, text: &str) -> Result<Self, PolicyError> {
        Self::read(text.trim()).ok_or_else(|| PolicyError {
            field,
            value: text.to_owned(),
            allowed: Self::ALLOWED,
        })
    }
}

macro_rules! rules {
    (
        $(#[$doc:meta])* $type:ident:
        $($(#[$vdoc:meta])* $variant:ident $(($arg:ty))? = $name:literal;)+
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$vdoc])* $variant $(($arg))?,)+
        }

        impl Rule for $type {
            const ALLOWED: &'static str = rules!(@allowed $($name $(($arg))?),+);

            fn read(text: &str) -> Option<Self> {
                let (word, number) = match text.split_once(':') {
                    Some((word, number)) => (word.trim(), Some(number.trim())),
                    None => (text, None),
                };
                $(rules!(@read word, number, $variant, $name $(, $arg)?);)+
                None
            }

            fn write(&self) -> String {
                $(rules!(@write self, $variant, $name $(, $arg)?);)+
                String::new()
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.write())
            }
        }
    };
    (@allowed $first:literal $(($farg:ty))? $(, $name:literal $(($arg:ty))?)*) => {
        concat!($first $(, rules!(@number $farg))? $(, ", ", $name $(, rules!(@number $arg))?)*)
    };
    (@number $arg:ty) => { ":n" };
    (@read $word:ident, $number:ident, $variant:ident, $name:literal) => {
        if $word == $name && $number.is_none() {
            return Some(Self::$variant);
        }
    };
    (@read $word:ident, $number:ident, $variant:ident, $name:literal, $arg:ty) => {
        if $word == $name {
            return $number.and_then(|n| n.parse::<$arg>().ok()).map(Self::$variant);
        }
    };
    (@write $self:ident, $variant:ident, $name:literal) => {
        if matches!($self, Self::$variant) {
            return $name.to_owned();
        }
    };
    (@write $self:ident, $variant:ident, $name:literal, $arg:ty) => {
        if let Self::$variant(number) = $self {
            return format!("{}:{number}", $name);
        }
    };
}

rules! {
    /// How many weeks a month has, for weekly plans.
    WeeksPerMonth:
    /// 52 weeks in 12 months, 4.3333…: a year of 52 weekly bills.
    FiftyTwoTwelfths = "52/12";
    /// The mean Gregorian year of 365.2425 days: 4.3481….
    AverageGregorian = "gregorian";
    /// A fixed number such as 4 or 4.33.
    Fixed(Decimal) = "fixed";
}

rules! {
    /// How many days a month has, for daily plans.
    DaysPerMonth:
    /// 365 days in 12 months, 30.41666….
    YearTwelfth = "365/12";
    /// The mean Gregorian year of 365.2425 days: 30.436875.
    AverageGregorian = "gregorian";
    /// A fixed number such as 30.
    Fixed(Decimal) = "fixed";
}

rules! {
    /// Which discounts lower MRR.
    DiscountRule:
    /// None: MRR is list price.
    ListPrice = "list_price";
    /// Only those that never end.
    ForeverOnly = "forever_only";
    /// Those that recur, for ever or until a date.
    Recurring = "recurring";
    /// All, one-off discounts included: they lower the first term.
    All = "all";
}

rules! {
    /// Whether a trial is MRR.
    TrialRule:
    /// No: MRR starts when the trial ends.
    Exclude = "exclude";
    /// Yes, at the price after the trial.
    Include = "include";
}

rules! {
    /// Whether somebody who pays nothing is a customer.
    FreePlanRule:
    /// No. Going from free to paid is new business, from paid to free is churn.
    NotACustomer = "not_a_customer";
    /// Yes, with an MRR of zero. Going from free to paid is an upsell, from paid to free a
    /// contraction.
    Customer = "customer";
}

rules! {
    /// What a paused contract is.
    PauseRule:
    /// Gone: churn when it pauses, reactivation when it resumes.
    Leaves = "leaves";
    /// Still a customer, with an MRR of zero: contraction, then upsell.
    KeepsCustomer = "keeps_customer";
    /// Counted as if nothing happened.
    Counted = "counted";
}

rules! {
    /// How long an unpaid contract counts.
    PastDueRule:
    /// Until it is cancelled.
    Counted = "counted";
    /// So many days after it fell due, then it has churned. 0 is at once.
    GraceDays(u32) = "grace";
}

rules! {
    /// When a cancelled contract leaves.
    ChurnTiming:
    /// On the day the customer cancels.
    AtCancellation = "at_cancellation";
    /// When the term that was paid for ends.
    AtTermEnd = "at_term_end";
    /// So many days after the cancellation, or at the end of the term if that is earlier.
    DaysAfterCancellation(u32) = "days_after";
}

rules! {
    /// When somebody who comes back is a reactivation rather than new.
    ReactivationRule:
    /// However long they were away.
    Always = "always";
    /// When they were away for at most so many days.
    WithinDays(u32) = "within";
}

rules! {
    /// What becomes of customers who join and leave, or leave and come back, in one period.
    SamePeriodRule:
    /// Both movements stand and the churn counts.
    CountBoth = "count_both";
    /// Both movements stand, but nobody is counted as churned who was not there at the start or is
    /// there at the end.
    LeaveOutOfChurn = "leave_out_of_churn";
    /// Somebody who joins and leaves in one period leaves no trace in it.
    RemoveFromBoth = "remove_from_both";
}

rules! {
    /// Whether movements are what happened or what changed.
    MovementBasis:
    /// Every event is a movement: an upsell and a later contraction both show.
    Events = "events";
    /// The period's end is compared with its start: only the net change shows.
    PeriodEnds = "period_ends";
}

rules! {
    /// Whom customer churn counts.
    ChurnNumerator:
    /// Every churn; who leaves twice is counted twice. Under [`SamePeriodRule::LeaveOutOfChurn`]
    /// the same as [`ChurnNumerator::LostFromOpening`].
    EveryChurn = "every_churn";
    /// Customers who were there at the start and are not there at the end.
    LostFromOpening = "lost_from_opening";
    /// Customers who asked to cancel, whenever they leave.
    Cancellations = "cancellations";
}

rules! {
    /// Out of whom customer churn counts.
    ChurnDenominator:
    /// Customers at the start.
    Opening = "opening";
    /// Customers at the start plus those who joined.
    OpeningPlusNew = "opening_plus_new";
    /// Half of the customers at the start plus half of those at the end.
    Average = "average";
    /// Customers and trials at the start.
    OpeningWithTrials = "opening_with_trials";
    /// Everybody seen in the period, without the new ones, plus those who churned.
    ActiveMinusNewPlusChurned = "active_minus_new_plus_churned";
    /// Customers with a term that ended in the period.
    DueForRenewal = "due_for_renewal";
}

rules! {
    /// What LTV is when nobody churned.
    ZeroChurnRule:
    /// Undefined: nothing is known about how long customers stay.
    Undefined = "undefined";
    /// A lifetime of sixty months.
    SixtyMonths = "sixty_months";
    /// Finite by discounting: `arpa × (1 + d) ÷ (d + churn)`, whatever the churn.
    Discounted = "discounted";
}

rules! {
    /// Which day's exchange rate applies in a reporting currency.
    FxRule:
    /// The last day of each period: movements at that rate, the opening balance revalued to it,
    /// the difference booked as fx.
    PeriodEnd = "period_end";
    /// Movements at the rate of their day; the rest of the difference booked as fx.
    MovementDate = "movement_date";
    /// The rate of the day a price started to hold, for as long as it holds. No fx movement.
    StartDate = "start_date";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        fn check<R: Rule + PartialEq + std::fmt::Debug>(rules: &[R]) {
            for rule in rules {
                assert_eq!(R::read(&rule.write()).as_ref(), Some(rule));
            }
            assert_eq!(R::read("nonsense"), None);
        }
        check(&[WeeksPerMonth::FiftyTwoTwelfths, WeeksPerMonth::Fixed(Decimal::new(433, 2))]);
        check(&[DaysPerMonth::YearTwelfth, DaysPerMonth::Fixed(Decimal::from(30))]);
        check(&[PastDueRule::Counted, PastDueRule::GraceDays(0), PastDueRule::GraceDays(30)]);
        check(&[ChurnTiming::AtTermEnd, ChurnTiming::DaysAfterCancellation(14)]);
        check(&[ReactivationRule::Always, ReactivationRule::WithinDays(90)]);
        assert_eq!(PastDueRule::read("grace"), None);
        assert_eq!(PastDueRule::read("grace:x"), None);
        assert_eq!(PastDueRule::ALLOWED, "counted, grace:n");
    }
}

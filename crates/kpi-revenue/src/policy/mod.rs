//! Convention as a value: what counts, when, and under which name.

mod presets;
mod rules;
#[cfg(feature = "serde")]
mod stored;

use std::fmt;

use kpi_types::Localized;

pub use presets::{Citation, Preset, Provenance};
pub(crate) use rules::Rule;
pub use rules::{
    ChurnDenominator, ChurnNumerator, ChurnTiming, DaysPerMonth, DiscountRule, FreePlanRule,
    FxRule, MovementBasis, PastDueRule, PauseRule, ReactivationRule, SamePeriodRule, TrialRule,
    WeeksPerMonth, ZeroChurnRule,
};

/// A text that is not a legal value of a policy field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} cannot be {value:?}: expected {allowed}")]
pub struct PolicyError {
    /// The field.
    pub field: PolicyField,
    /// What was given.
    pub value: String,
    /// What is allowed.
    pub allowed: &'static str,
}

impl Rule for u32 {
    const ALLOWED: &'static str = "a whole number of days";

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

macro_rules! policy {
    ($($(#[$doc:meta])* $field:ident: $type:ty = $default:expr, $variant:ident, $with:ident, $en:literal, $ja:literal;)+) => {
        /// A convention for MRR, movements and churn: one choice per question on which respectable
        /// systems differ.
        ///
        /// [`Policy::default`] is this library's own convention; [`Policy::preset`] gives the
        /// published convention of a vendor. Change single fields with the `with_…` methods or,
        /// from text, with [`Policy::set`].
        ///
        /// ```
        /// use kpi_revenue::{ChurnTiming, Policy, PolicyField, Preset};
        ///
        /// let policy = Policy::preset(Preset::ChartMogul).with_churn_timing(ChurnTiming::AtCancellation);
        /// assert_eq!(policy.value_of(PolicyField::ChurnTiming), "at_cancellation");
        /// let differing = policy.differences(&Policy::preset(Preset::ChartMogul));
        /// assert_eq!(differing, [PolicyField::ChurnTiming]);
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(try_from = "stored::RawPolicy", into = "stored::RawPolicy"))]
        pub struct Policy {
            /// What it was called, where somebody gave it a name.
            name: Option<String>,
            /// What it was made from.
            base: Preset,
            $($field: $type,)+
        }

        /// This library's own convention.
        impl Default for Policy {
            fn default() -> Self {
                Self { name: None, base: Preset::Kpis, $($field: $default,)+ }
            }
        }

        impl Policy {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $field(&self) -> $type {
                    self.$field
                }

                /// The same policy with another choice here.
                #[must_use]
                pub fn $with(mut self, choice: $type) -> Self {
                    self.$field = choice;
                    self
                }
            )+

            /// A field's value as text.
            #[must_use]
            pub fn value_of(&self, field: PolicyField) -> String {
                match field {
                    $(PolicyField::$variant => self.$field.write(),)+
                }
            }

            /// Sets a field from text, as [`Policy::value_of`] writes it.
            ///
            /// # Errors
            ///
            /// [`PolicyError`] with what is allowed.
            pub fn set(&mut self, field: PolicyField, value: &str) -> Result<(), PolicyError> {
                let mut changed = self.clone();
                match field {
                    $(PolicyField::$variant => changed.$field = Rule::parse(field, value)?,)+
                }
                changed.check()?;
                *self = changed;
                Ok(())
            }

            /// Takes one field over from another policy.
            pub fn adopt(&mut self, field: PolicyField, from: &Self) {
                match field {
                    $(PolicyField::$variant => self.$field = from.$field,)+
                }
            }

            /// The fields in which two policies differ; their names do not count.
            #[must_use]
            pub fn differences(&self, other: &Self) -> Vec<PolicyField> {
                let mut found = Vec::new();
                $(if self.$field != other.$field {
                    found.push(PolicyField::$variant);
                })+
                found
            }
        }

        /// A question that a [`Policy`] answers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum PolicyField {
            $($(#[$doc])* $variant,)+
        }

        impl PolicyField {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The field's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($field),)+
                }
            }

            /// What the field is about, in both languages.
            #[must_use]
            pub const fn label(self) -> Localized {
                match self {
                    $(Self::$variant => Localized::fixed($en, $ja),)+
                }
            }

            /// What may be written.
            #[must_use]
            pub const fn allowed(self) -> &'static str {
                match self {
                    $(Self::$variant => <$type as Rule>::ALLOWED,)+
                }
            }
        }
    };
}

policy! {
    /// How many weeks a month has, for weekly plans.
    weeks_per_month: WeeksPerMonth = WeeksPerMonth::FiftyTwoTwelfths,
        WeeksPerMonth, with_weeks_per_month, "weeks per month", "1か月の週数";
    /// How many days a month has, for daily plans.
    days_per_month: DaysPerMonth = DaysPerMonth::YearTwelfth,
        DaysPerMonth, with_days_per_month, "days per month", "1か月の日数";
    /// Which discounts lower MRR.
    discounts: DiscountRule = DiscountRule::Recurring,
        Discounts, with_discounts, "discounts", "割引の扱い";
    /// Whether a trial is MRR.
    trials: TrialRule = TrialRule::Exclude,
        Trials, with_trials, "trials", "トライアルの扱い";
    /// Whether somebody who pays nothing is a customer.
    free_plans: FreePlanRule = FreePlanRule::NotACustomer,
        FreePlans, with_free_plans, "free plans", "無料プランの扱い";
    /// What a paused contract is.
    pauses: PauseRule = PauseRule::Leaves,
        Pauses, with_pauses, "pauses", "一時停止の扱い";
    /// How long an unpaid contract counts.
    past_due: PastDueRule = PastDueRule::Counted,
        PastDue, with_past_due, "past due", "支払遅延の扱い";
    /// When a cancelled contract leaves.
    churn_timing: ChurnTiming = ChurnTiming::AtTermEnd,
        ChurnTiming, with_churn_timing, "churn timing", "解約の計上時期";
    /// When somebody who comes back is a reactivation rather than new.
    reactivation: ReactivationRule = ReactivationRule::Always,
        Reactivation, with_reactivation, "reactivation window", "復帰とみなす期間";
    /// What becomes of customers who join and leave in one period.
    same_period: SamePeriodRule = SamePeriodRule::LeaveOutOfChurn,
        SamePeriod, with_same_period, "join and leave in one period", "同一期間内の加入と解約";
    /// Events of one customer at most so many days after the first are one event; 0 joins those of
    /// the same day. Never across the end of a period.
    merge_days: u32 = 0,
        MergeDays, with_merge_days, "merge window in days", "イベントをまとめる日数";
    /// Whether movements are what happened or what changed.
    movement_basis: MovementBasis = MovementBasis::Events,
        MovementBasis, with_movement_basis, "movement basis", "増減の数え方";
    /// Whom customer churn counts.
    churn_numerator: ChurnNumerator = ChurnNumerator::LostFromOpening,
        ChurnNumerator, with_churn_numerator, "churn numerator", "解約率の分子";
    /// Out of whom customer churn counts.
    churn_denominator: ChurnDenominator = ChurnDenominator::Opening,
        ChurnDenominator, with_churn_denominator, "churn denominator", "解約率の分母";
    /// What LTV is when nobody churned.
    ltv_at_zero_churn: ZeroChurnRule = ZeroChurnRule::Undefined,
        LtvAtZeroChurn, with_ltv_at_zero_churn, "LTV at zero churn", "解約ゼロのときの LTV";
    /// Which day's exchange rate applies in a reporting currency.
    fx: FxRule = FxRule::PeriodEnd,
        Fx, with_fx, "exchange rate date", "為替レートの基準日";
}

impl Policy {
    /// What the policy is called in measurements and reports: the name it was given, or the preset
    /// it was made from with everything that was changed since.
    ///
    /// ```
    /// use kpi_revenue::{Policy, Preset, TrialRule};
    ///
    /// let policy = Policy::preset(Preset::Recurly).with_trials(TrialRule::Include);
    /// assert_eq!(policy.name(), "recurly, trials=include");
    /// assert_eq!(policy.with_name("board").name(), "board");
    /// ```
    #[must_use]
    pub fn name(&self) -> String {
        if let Some(name) = &self.name {
            return name.clone();
        }
        let changed = Self::preset(self.base).differences(self);
        let changes = changed.into_iter().map(|f| format!("{f}={}", self.value_of(f)));
        std::iter::once(self.base.name().to_owned()).chain(changes).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn based_on(self, base: Preset) -> Self {
        Self { base, ..self }
    }

    /// Checks what types cannot: a month has more than no weeks and no days.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] for a fixed factor of zero or less.
    pub fn check(&self) -> Result<(), PolicyError> {
        let fail = |field, value: rust_decimal::Decimal| PolicyError {
            field,
            value: value.to_string(),
            allowed: "a factor above zero",
        };
        match (self.weeks_per_month, self.days_per_month) {
            (WeeksPerMonth::Fixed(n), _) if n <= rust_decimal::Decimal::ZERO => {
                Err(fail(PolicyField::WeeksPerMonth, n))
            }
            (_, DaysPerMonth::Fixed(n)) if n <= rust_decimal::Decimal::ZERO => {
                Err(fail(PolicyField::DaysPerMonth, n))
            }
            _ => Ok(()),
        }
    }

    /// The same policy under another name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl PolicyField {
    /// Looks a field up by name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }
}

impl fmt::Display for PolicyField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_round_trips_through_text() {
        let default = Policy::default();
        for preset in Preset::ALL {
            let policy = Policy::preset(*preset);
            let mut copy = default.clone();
            for field in PolicyField::ALL {
                copy.set(*field, &policy.value_of(*field)).unwrap();
                assert!(field.label().is_complete());
                assert_eq!(PolicyField::from_name(field.name()), Some(*field));
            }
            assert!(copy.differences(&policy).is_empty(), "{preset:?}");
        }
    }

    #[test]
    fn a_wrong_value_says_what_is_allowed() {
        let error = Policy::default().set(PolicyField::PastDue, "never").unwrap_err();
        assert_eq!(error.to_string(), "past_due cannot be \"never\": expected counted, grace:n");
        for value in ["fixed:0", "fixed:-4"] {
            assert!(Policy::default().set(PolicyField::WeeksPerMonth, value).is_err(), "{value}");
            assert!(Policy::default().set(PolicyField::DaysPerMonth, value).is_err(), "{value}");
        }
    }

    #[test]
    fn adopting_every_difference_gives_the_other_policy() {
        let mut one = Policy::default();
        let other = Policy::preset(Preset::Stripe);
        for field in one.differences(&other) {
            one.adopt(field, &other);
        }
        assert!(one.differences(&other).is_empty());
    }
}

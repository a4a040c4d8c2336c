//! What vendors publish about their conventions, field by field, with the page.

use super::{
    ChurnDenominator, ChurnNumerator, ChurnTiming, DaysPerMonth, DiscountRule, FreePlanRule,
    FxRule, MovementBasis, PauseRule, Policy, PolicyField as F, ReactivationRule, SamePeriodRule,
    ZeroChurnRule,
};
use rust_decimal::Decimal;

/// A ready policy, named after the system whose published convention it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Preset {
    /// This library's own convention.
    Kpis,
    /// ChartMogul, settings of an account opened today.
    ChartMogul,
    /// Stripe Billing as its pages describe it before single rules became settings.
    Stripe,
    /// ProfitWell (Paddle Metrics).
    ProfitWell,
    /// Chargebee RevenueStory.
    Chargebee,
    /// Recurly analytics.
    Recurly,
    /// Maxio (Chargify).
    Maxio,
}

/// Where the value of a preset's field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provenance {
    /// The vendor's own page says so.
    Published(&'static str),
    /// The vendor's own page prints a rule from which the value follows, in other words.
    Inferred(&'static str),
    /// Somebody else's page says so of the vendor.
    SecondHand(&'static str),
    /// Not published, our default.
    NotPublished,
}

/// A field of a preset and where its value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation {
    /// The field.
    pub field: F,
    /// Where its value comes from.
    pub provenance: Provenance,
}

impl Provenance {
    /// The page, where there is one.
    #[must_use]
    pub const fn url(self) -> Option<&'static str> {
        match self {
            Self::Published(url) | Self::Inferred(url) | Self::SecondHand(url) => Some(url),
            Self::NotPublished => None,
        }
    }
}

/// `published: URL`, `published, mapping inferred: URL`, `second-hand: URL` or
/// `not published, our default`.
impl std::fmt::Display for Provenance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Published(url) => write!(f, "published: {url}"),
            Self::Inferred(url) => write!(f, "published, mapping inferred: {url}"),
            Self::SecondHand(url) => write!(f, "second-hand: {url}"),
            Self::NotPublished => f.write_str("not published, our default"),
        }
    }
}

impl Preset {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Kpis,
        Self::ChartMogul,
        Self::Stripe,
        Self::ProfitWell,
        Self::Chargebee,
        Self::Recurly,
        Self::Maxio,
    ];

    /// The name, as written on command lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kpis => "kpis",
            Self::ChartMogul => "chartmogul",
            Self::Stripe => "stripe",
            Self::ProfitWell => "profitwell",
            Self::Chargebee => "chargebee",
            Self::Recurly => "recurly",
            Self::Maxio => "maxio",
        }
    }

    /// Looks a preset up by name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|preset| preset.name() == name)
    }

    /// Where the value of every field comes from, in the order of the fields.
    #[must_use]
    pub fn citations(self) -> Vec<Citation> {
        let cited = self.cited();
        let provenance = |field| {
            let found = cited.iter().find(|(f, _)| *f == field);
            found.map_or(Provenance::NotPublished, |(_, provenance)| *provenance)
        };
        F::ALL.iter().map(|f| Citation { field: *f, provenance: provenance(*f) }).collect()
    }

    fn cited(self) -> &'static [(F, Provenance)] {
        match self {
            Self::Kpis => &[],
            Self::ChartMogul => CHARTMOGUL,
            Self::Stripe => STRIPE,
            Self::ProfitWell => PROFITWELL,
            Self::Chargebee => CHARGEBEE,
            Self::Recurly => RECURLY,
            Self::Maxio => MAXIO,
        }
    }
}

impl Policy {
    /// The convention a system publishes; fields it does not publish keep our default, and
    /// [`Preset::citations`] says which those are.
    #[must_use]
    pub fn preset(preset: Preset) -> Self {
        let base = Self::default().based_on(preset);
        match preset {
            Preset::Kpis => base,
            Preset::ChartMogul => base
                .with_discounts(DiscountRule::All)
                .with_free_plans(FreePlanRule::Customer)
                .with_pauses(PauseRule::Counted)
                .with_fx(FxRule::MovementDate),
            Preset::Stripe => base
                .with_discounts(DiscountRule::ForeverOnly)
                .with_pauses(PauseRule::Counted)
                .with_churn_timing(ChurnTiming::AtCancellation)
                .with_same_period(SamePeriodRule::CountBoth)
                .with_churn_numerator(ChurnNumerator::EveryChurn)
                .with_churn_denominator(ChurnDenominator::OpeningPlusNew)
                .with_ltv_at_zero_churn(ZeroChurnRule::SixtyMonths),
            Preset::ProfitWell => base
                .with_discounts(DiscountRule::All)
                .with_pauses(PauseRule::KeepsCustomer)
                .with_same_period(SamePeriodRule::RemoveFromBoth)
                .with_fx(FxRule::StartDate),
            Preset::Chargebee => {
                base.with_free_plans(FreePlanRule::Customer).with_pauses(PauseRule::KeepsCustomer)
            }
            Preset::Recurly => base
                .with_days_per_month(DaysPerMonth::Fixed(Decimal::from(30)))
                .with_discounts(DiscountRule::All)
                .with_free_plans(FreePlanRule::Customer)
                .with_movement_basis(MovementBasis::PeriodEnds)
                .with_churn_denominator(ChurnDenominator::OpeningWithTrials)
                .with_ltv_at_zero_churn(ZeroChurnRule::Discounted)
                .with_fx(FxRule::MovementDate),
            Preset::Maxio => base
                .with_discounts(DiscountRule::All)
                .with_pauses(PauseRule::Counted)
                .with_churn_timing(ChurnTiming::AtCancellation)
                .with_reactivation(ReactivationRule::WithinDays(90))
                .with_same_period(SamePeriodRule::CountBoth)
                .with_fx(FxRule::MovementDate),
        }
    }
}

use Provenance::{Inferred, NotPublished, Published, SecondHand};

const CHARTMOGUL: &[(F, Provenance)] = &[
    (F::Discounts, Published("https://help.chartmogul.com/hc/en-us/articles/203299812")),
    (F::Trials, Published("https://help.chartmogul.com/hc/en-us/articles/360002120279")),
    // There an ex-payer at zero stays; who never paid is a lead.
    (F::FreePlans, Inferred("https://help.chartmogul.com/hc/en-us/articles/207400479")),
    (F::Pauses, Published("https://help.chartmogul.com/hc/en-us/articles/360015688860")),
    (
        F::PastDue,
        Published("https://help.chartmogul.com/article/303-handling-past-due-subscriptions"),
    ),
    (F::ChurnTiming, Published("https://help.chartmogul.com/hc/en-us/articles/15384089786524")),
    (F::Reactivation, Published("https://help.chartmogul.com/hc/en-us/articles/203299912")),
    (F::SamePeriod, Inferred("https://help.chartmogul.com/hc/en-us/articles/207340419")),
    // 60 minutes; dates know only the day.
    (F::MergeDays, Inferred("https://chartmogul.com/blog/smart-grouping/")),
    (F::MovementBasis, Published("https://help.chartmogul.com/hc/en-us/articles/4416682609426")),
    (F::ChurnNumerator, Published("https://help.chartmogul.com/hc/en-us/articles/207340419")),
    (F::ChurnDenominator, Published("https://help.chartmogul.com/hc/en-us/articles/207340419")),
    (F::LtvAtZeroChurn, Published("https://help.chartmogul.com/hc/en-us/articles/203359061")),
    // Rates have a row of their own; there each service period is re-rated at its start, here
    // every period at its end.
    (F::Fx, Inferred("https://help.chartmogul.com/hc/en-us/articles/201520952")),
];

const STRIPE: &[(F, Provenance)] = &[
    (
        F::Discounts,
        Published(
            "https://support.stripe.com/questions/impact-of-discounts-and-coupons-on-monthly-recurring-revenue-mrr-in-billing",
        ),
    ),
    (F::Trials, Published("https://docs.stripe.com/billing/subscriptions/analytics/glossary")),
    (F::FreePlans, Published("https://docs.stripe.com/billing/subscriptions/analytics/glossary")),
    (F::Pauses, Inferred("https://docs.stripe.com/billing/subscriptions/pause-payment")),
    (
        F::PastDue,
        Published(
            "https://support.stripe.com/questions/impact-of-delinquent-subscription-payments-on-monthly-recurring-revenue-mrr-in-billing",
        ),
    ),
    (
        F::ChurnTiming,
        Published(
            "https://support.stripe.com/questions/impact-of-subscription-cancellations-on-monthly-recurring-revenue-mrr-in-billing",
        ),
    ),
    (F::Reactivation, Published(STRIPE_CHURN)),
    (F::SamePeriod, Published(STRIPE_CHURN)),
    (F::MergeDays, NotPublished),
    (F::MovementBasis, Published("https://docs.stripe.com/billing/subscriptions/view-metrics")),
    (F::ChurnNumerator, Published(STRIPE_CHURN)),
    (F::ChurnDenominator, Published(STRIPE_CHURN)),
    (
        F::LtvAtZeroChurn,
        Published(
            "https://support.stripe.com/questions/calculating-subscriber-lifetime-value-in-billing",
        ),
    ),
];

const STRIPE_CHURN: &str =
    "https://support.stripe.com/questions/calculating-subscriber-churn-rate-in-billing";

const PROFITWELL: &[(F, Provenance)] = &[
    (
        F::Discounts,
        Published("https://learn.profitwell.com/article/gf9qqkyplu-profitwell-vs-stripe"),
    ),
    (F::Trials, Published("https://learn.profitwell.com/article/zian8vusn6-customers")),
    (F::FreePlans, Published("https://learn.profitwell.com/article/zian8vusn6-customers")),
    // Downgraded to zero; whether the head still counts is not said.
    (F::Pauses, Inferred("https://learn.profitwell.com/article/b04f7czyr6-profitwell-vs-recurly")),
    (
        F::PastDue,
        Published(
            "https://www.paddle.com/help/profitwell-metrics/measure/subscription-metrics/mrr",
        ),
    ),
    (
        F::ChurnTiming,
        Published(
            "https://paddle.com/help/profitwell-metrics/measure/subscription-retention/churn",
        ),
    ),
    (
        F::Reactivation,
        Published(
            "https://learn.profitwell.com/article/3xteyrvof6-why-are-my-metrics-in-profit-well-different-than-chargify",
        ),
    ),
    (
        F::SamePeriod,
        Published(
            "https://www.paddle.com/help/profitwell-metrics/measure/subscription-retention/are-cancellations-in-the-first-month-counted-as-churn",
        ),
    ),
    (
        F::Fx,
        Published(
            "https://learn.profitwell.com/article/IaQmCmOzlK-how-do-you-handle-currency-conversions",
        ),
    ),
];

const CHARGEBEE: &[(F, Provenance)] = &[
    (
        F::Discounts,
        Published(
            "https://www.chargebee.com/docs/billing/2.0/reports-and-analytics/flexi-mrr-vs-regular-mrr",
        ),
    ),
    (F::Trials, Inferred("https://support.chargebee.com/support/solutions/articles/252207")),
    (F::FreePlans, Published("https://support.chargebee.com/support/solutions/articles/252207")),
    (F::Pauses, Inferred("https://www.chargebee.com/docs/pause-subscription.html")),
    (F::PastDue, Inferred("https://chargebee.freshdesk.com/support/solutions/articles/258928")),
    (F::ChurnTiming, Inferred("https://support.chargebee.com/support/solutions/articles/264186")),
    (F::Reactivation, Published("https://support.chargebee.com/support/solutions/articles/251265")),
    (F::SamePeriod, Published("https://www.chargebee.com/docs/2.0/charts.html")),
    // Counted per subscription there, per customer here.
    (
        F::ChurnNumerator,
        Inferred("https://support.chargebee.com/support/solutions/articles/251820"),
    ),
    (
        F::ChurnDenominator,
        Inferred("https://support.chargebee.com/support/solutions/articles/251820"),
    ),
    (F::Fx, Published("https://support.chargebee.com/support/solutions/articles/256559")),
];

const RECURLY: &[(F, Provenance)] = &[
    (F::DaysPerMonth, Published("https://support.recurly.com/hc/en-us/articles/360027350412")),
    (F::Discounts, Published("https://support.recurly.com/hc/en-us/articles/360023024212")),
    (F::Trials, Inferred("https://docs.recurly.com/docs/monthly-recurring-revenue")),
    (F::FreePlans, Published("https://support.recurly.com/hc/en-us/articles/360023274811")),
    // The money leaves, the subscriber count keeps the head; this preset follows the money.
    (F::Pauses, Inferred("https://support.recurly.com/hc/en-us/articles/360041809372")),
    (F::PastDue, Published("https://support.recurly.com/hc/en-us/articles/360035437852")),
    (F::ChurnTiming, Published("https://docs.recurly.com/docs/subscriptions-churned")),
    // At least one month at zero, which comparing month ends gives.
    (F::Reactivation, Inferred("https://support.recurly.com/hc/en-us/articles/360041810792")),
    (F::MovementBasis, Published("https://support.recurly.com/hc/en-us/articles/360041809372")),
    (F::ChurnNumerator, Published("https://docs.recurly.com/docs/analytics-dashboard")),
    (F::ChurnDenominator, Published("https://docs.recurly.com/docs/analytics-dashboard")),
    (F::LtvAtZeroChurn, Published("https://docs.recurly.com/docs/analytics-dashboard")),
    (F::Fx, Inferred("https://docs.recurly.com/docs/monthly-recurring-revenue-report")),
];

const MAXIO_COMPARED: &str =
    "https://paddle.com/help/profitwell-metrics/measure/compare/profitwell-vs-chargify";

const MAXIO: &[(F, Provenance)] = &[
    (F::Discounts, SecondHand(MAXIO_COMPARED)),
    (F::Trials, Published("http://help.chargify.com/reports/mrr-analytics.html")),
    (F::Pauses, SecondHand(MAXIO_COMPARED)),
    (F::ChurnTiming, SecondHand(MAXIO_COMPARED)),
    (F::Reactivation, SecondHand(MAXIO_COMPARED)),
    (F::SamePeriod, SecondHand(MAXIO_COMPARED)),
    (
        F::MovementBasis,
        Published(
            "https://github.com/maxio-com/ab-python-sdk/blob/06e73ce/doc/controllers/insights.md",
        ),
    ),
    (F::ChurnNumerator, Published("http://help.chargify.com/reports/churn-analytics.html")),
    (F::ChurnDenominator, Published("http://help.chargify.com/reports/churn-analytics.html")),
    (F::Fx, Published("http://help.chargify.com/reports/cross-site-analytics.html")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_differs_from_our_default_is_cited() {
        let default = Policy::default();
        for preset in Preset::ALL {
            let citations = preset.citations();
            assert_eq!(citations.len(), F::ALL.len());
            for field in Policy::preset(*preset).differences(&default) {
                let cited = citations.iter().find(|c| c.field == field).unwrap();
                assert!(cited.provenance.url().is_some(), "{preset:?} {field}");
            }
        }
    }

    #[test]
    fn names_round_trip() {
        for preset in Preset::ALL {
            assert_eq!(Preset::from_name(preset.name()), Some(*preset));
        }
        assert_eq!(Preset::from_name("zuora"), None);
    }
}

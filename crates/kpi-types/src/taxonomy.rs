//! The taxonomies of the field: stages, touch models, departments, roles.

use std::fmt;

use crate::Localized;

/// A name that a taxonomy does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {taxonomy} {name:?}: expected one of {allowed}")]
pub struct TaxonomyError {
    /// Which taxonomy.
    pub taxonomy: &'static str,
    /// What was given.
    pub name: String,
    /// What exists.
    pub allowed: String,
}

macro_rules! taxonomy {
    (
        $(#[$doc:meta])* $type:ident ($title:literal):
        $($(#[$vdoc:meta])* $variant:ident = $name:literal, $en:literal, $ja:literal;)+
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
        #[non_exhaustive]
        pub enum $type {
            $($(#[$vdoc])* $variant,)+
        }

        impl $type {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in catalogs and data.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is called in English and Japanese.
            #[must_use]
            pub const fn label(self) -> Localized {
                match self { $(Self::$variant => Localized::fixed($en, $ja),)+ }
            }

            /// Reads a name; the inverse of `name`.
            ///
            /// # Errors
            ///
            /// [`TaxonomyError`] for a name that does not exist, with those that do.
            pub fn from_name(name: &str) -> Result<Self, TaxonomyError> {
                Self::ALL.iter().copied().find(|v| v.name() == name).ok_or_else(|| TaxonomyError {
                    taxonomy: $title,
                    name: name.to_owned(),
                    allowed: Self::ALL.iter().map(|v| v.name()).collect::<Vec<_>>().join(", "),
                })
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl TryFrom<String> for $type {
            type Error = TaxonomyError;

            fn try_from(name: String) -> Result<Self, Self::Error> {
                Self::from_name(&name)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.name().to_owned()
            }
        }
    };
}

taxonomy! {
    /// Where a customer stands on the journey.
    JourneyStage ("journey stage"):
    /// Learns that the product exists.
    Awareness = "awareness", "awareness", "認知";
    /// Compares.
    Consideration = "consideration", "consideration", "検討";
    /// Buys.
    Conversion = "conversion", "conversion", "転換";
    /// Stays.
    Retention = "retention", "retention", "定着";
    /// Recommends.
    Advocacy = "advocacy", "advocacy", "アドボカシー";
}

taxonomy! {
    /// Where a contract stands in the success scenario, which is planned backwards from renewal.
    ScenarioStage ("scenario stage"):
    /// Set up and onboarded.
    Setup = "setup", "setup", "導入";
    /// In regular use.
    Use = "use", "use", "活用";
    /// Content with it.
    Satisfaction = "satisfaction", "satisfaction", "満足";
    /// Reaches its own goals with it.
    Outcome = "outcome", "outcome", "成果";
    /// Renews or expands.
    Renewal = "renewal", "renewal and expansion", "更新・拡大";
}

taxonomy! {
    /// How a customer is looked after.
    TouchModel ("touch model"):
    /// One to one, for the customers with the highest lifetime value.
    High = "high", "high touch", "ハイタッチ";
    /// In groups: seminars, workshops, personal help where needed.
    Low = "low", "low touch", "ロータッチ";
    /// By product, mail and content.
    Tech = "tech", "tech touch", "テックタッチ";
    /// By other customers.
    Community = "community", "community touch", "コミュニティタッチ";
}

taxonomy! {
    /// Who owns a stage: the departments of The Model, and support.
    Department ("department"):
    /// Finds leads.
    Marketing = "marketing", "marketing", "マーケティング";
    /// Qualifies them.
    InsideSales = "inside_sales", "inside sales", "インサイドセールス";
    /// Closes deals.
    FieldSales = "field_sales", "field sales", "フィールドセールス";
    /// Makes customers succeed.
    CustomerSuccess = "customer_success", "customer success", "カスタマーサクセス";
    /// Answers when asked.
    Support = "support", "customer support", "カスタマーサポート";
}

taxonomy! {
    /// A role in a customer success team.
    Role ("role"):
    /// Answers for the whole.
    ChiefCustomerOfficer = "chief_customer_officer", "chief customer officer", "最高顧客責任者(CCO)";
    /// Runs the success programmes and chooses the tools.
    SuccessDirector = "success_director", "head of customer success", "カスタマーサクセス担当部長";
    /// Watches performance and finds chances to sell and to succeed.
    SuccessLead = "success_lead", "customer success lead", "カスタマーサクセス責任者";
    /// Leads a team.
    SuccessManager = "success_manager", "customer success manager", "カスタマーサクセスマネージャー";
    /// Looks after customers.
    SuccessRepresentative = "success_representative", "customer success representative", "カスタマーサクセス担当者";
    /// Brings new customers into use.
    OnboardingSpecialist = "onboarding_specialist", "onboarding specialist", "オンボーディング担当者";
    /// Keeps data, tools and processes running.
    SuccessOperations = "success_operations", "customer success operations", "カスタマーサクセスオペレーション";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_both_languages_and_reads_back() {
        macro_rules! check {
            ($($type:ident),+) => {$(
                for term in $type::ALL {
                    assert!(term.label().is_complete());
                    assert_eq!($type::from_name(term.name()), Ok(*term));
                }
            )+};
        }
        check!(JourneyStage, ScenarioStage, TouchModel, Department, Role);
    }

    #[test]
    fn unknown_names_list_what_exists() {
        let error = TouchModel::from_name("mid").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown touch model \"mid\": expected one of high, low, tech, community"
        );
    }
}

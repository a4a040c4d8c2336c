//! Identifiers, one type each, so that a contract cannot be passed for a customer.

use std::fmt;
use std::sync::Arc;

/// Why a text is not an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdError {
    /// Empty, or white space only.
    #[error("an identifier needs at least one character that is not white space")]
    Blank,
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// Any text that is not blank; kept as written. Cheap to clone.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes a text as it stands.
            ///
            /// # Errors
            ///
            /// [`IdError::Blank`] for an empty text or white space only.
            pub fn try_new(id: impl AsRef<str>) -> Result<Self, IdError> {
                let id = id.as_ref();
                if id.trim().is_empty() { Err(IdError::Blank) } else { Ok(Self(Arc::from(id))) }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), &*self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(id: &str) -> Result<Self, Self::Err> {
                Self::try_new(id)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(id: String) -> Result<Self, Self::Error> {
                Self::try_new(id)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.as_ref().to_owned()
            }
        }
    };
}

id! {
    /// A customer: the account that pays.
    CustomerId
}
id! {
    /// A person inside a customer's organisation.
    MemberId
}
id! {
    /// A contract or subscription.
    ContractId
}
id! {
    /// A product: what cross-selling adds.
    ProductId
}
id! {
    /// A plan of a product: what upselling moves between.
    PlanId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_refused() {
        assert_eq!(CustomerId::try_new(" \t"), Err(IdError::Blank));
        assert!(!IdError::Blank.to_string().is_empty());
    }

    #[test]
    fn kept_as_written() {
        let id = ProductId::try_new(" A ").unwrap();
        assert_eq!(" A ".parse(), Ok(id.clone()));
        assert_eq!(id.as_str(), " A ");
        assert_eq!(format!("{id:?}"), "ProductId(\" A \")");
    }
}

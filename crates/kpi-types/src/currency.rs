//! ISO 4217 currencies.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// An ISO 4217 currency that money can be counted in.
///
/// Knows its code and its number of minor units (JPY 0, USD 2, KWD 3). Codes that have no minor
/// unit in the standard (gold, test codes) are refused: an amount in them cannot be rounded.
///
/// Orders by code.
///
/// ```
/// use kpi_types::Currency;
///
/// let yen = Currency::try_new("JPY")?;
/// assert_eq!((yen, yen.minor_units()), (Currency::JPY, 0));
/// assert_eq!(Currency::try_new("KWD")?.minor_units(), 3);
/// assert!(Currency::try_new("YEN").is_err());
/// # Ok::<(), kpi_types::CurrencyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Currency(iso_currency::Currency);

/// Why a text is not a [`Currency`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CurrencyError {
    /// The code is not in ISO 4217.
    #[error(
        "unknown currency code {code:?}: expected three letters of ISO 4217 such as USD or JPY"
    )]
    Unknown {
        /// What was given.
        code: String,
    },
    /// The code is in ISO 4217 but has no minor unit (gold, testing, no currency).
    #[error("{code} has no minor unit in ISO 4217, so amounts in it cannot be rounded")]
    NoMinorUnit {
        /// What was given.
        code: String,
    },
}

impl Currency {
    /// Australian dollar.
    pub const AUD: Self = Self(iso_currency::Currency::AUD);
    /// Canadian dollar.
    pub const CAD: Self = Self(iso_currency::Currency::CAD);
    /// Swiss franc.
    pub const CHF: Self = Self(iso_currency::Currency::CHF);
    /// Euro.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);
    /// Pound sterling.
    pub const GBP: Self = Self(iso_currency::Currency::GBP);
    /// Japanese yen, no minor unit.
    pub const JPY: Self = Self(iso_currency::Currency::JPY);
    /// Kuwaiti dinar, three minor digits.
    pub const KWD: Self = Self(iso_currency::Currency::KWD);
    /// United States dollar.
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// Reads a code; upper and lower case are accepted.
    ///
    /// # Errors
    ///
    /// [`CurrencyError::Unknown`] for a code outside ISO 4217, [`CurrencyError::NoMinorUnit`] for
    /// one that cannot be rounded.
    pub fn try_new(code: &str) -> Result<Self, CurrencyError> {
        let upper = code.trim().to_ascii_uppercase();
        let Some(found) = iso_currency::Currency::from_code(&upper) else {
            return Err(CurrencyError::Unknown { code: code.to_owned() });
        };
        if found.exponent().is_none() {
            return Err(CurrencyError::NoMinorUnit { code: code.to_owned() });
        }
        Ok(Self(found))
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The English name.
    #[must_use]
    pub fn name(self) -> String {
        self.0.name().to_owned()
    }

    /// Digits after the decimal point of the smallest coin.
    #[must_use]
    pub fn minor_units(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Hash for Currency {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.code().hash(state);
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> Ordering {
        self.code().cmp(other.code())
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::try_new(code)
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        Self::try_new(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_follow_iso_4217() {
        for (code, digits) in
            [("JPY", 0), ("KRW", 0), ("USD", 2), ("EUR", 2), ("KWD", 3), ("BHD", 3)]
        {
            assert_eq!(Currency::try_new(code).unwrap().minor_units(), digits, "{code}");
        }
    }

    #[test]
    fn refusals_say_what_was_given() {
        let unknown = Currency::try_new("YEN").unwrap_err();
        assert_eq!(unknown, CurrencyError::Unknown { code: "YEN".to_owned() });
        assert!(unknown.to_string().contains("YEN"));
        let gold = Currency::try_new("XAU").unwrap_err();
        assert_eq!(gold, CurrencyError::NoMinorUnit { code: "XAU".to_owned() });
    }

    #[test]
    fn lower_case_and_spaces_are_read() {
        assert_eq!(Currency::try_new(" usd ").unwrap(), Currency::USD);
    }
}

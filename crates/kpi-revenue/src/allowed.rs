//! What may stand in a field, with a stable code and a text in both languages.

use std::fmt;

use chrono::NaiveDate;
use kpi_types::Localized;

/// What may stand in a field of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Allowed {
    /// An identifier.
    Identifier,
    /// A calendar date.
    Date,
    /// A date or an RFC 3339 time.
    DateOrTime,
    /// A decimal number.
    Number,
    /// An ISO 4217 code.
    Currency,
    /// Discounts of a contract line.
    Discounts,
    /// The state of a contract line.
    Status,
    /// A billing interval.
    Interval,
    /// A number or an amount of zero or more.
    ZeroOrMore,
    /// The start or a later date.
    NotBefore {
        /// The start.
        start: NaiveDate,
    },
    /// An amount that fits in a month.
    FitsInAMonth,
    /// Nothing: a charge with the interval `once` has no such thing.
    NothingOfACharge,
    /// Something that only the caller knows.
    Other {
        /// A stable code.
        code: &'static str,
        /// What may stand there.
        message: Localized,
    },
}

impl Allowed {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Date => "date",
            Self::DateOrTime => "date_or_time",
            Self::Number => "number",
            Self::Currency => "currency",
            Self::Discounts => "discounts",
            Self::Status => "status",
            Self::Interval => "interval",
            Self::ZeroOrMore => "zero_or_more",
            Self::NotBefore { .. } => "not_before_start",
            Self::FitsInAMonth => "fits_in_a_month",
            Self::NothingOfACharge => "nothing_of_a_charge",
            Self::Other { code, .. } => code,
        }
    }

    /// What may stand there, as it continues the sentence "expected …".
    #[must_use]
    pub fn message(&self) -> Localized {
        let (en, ja) = match self {
            Self::Identifier => ("an identifier, not empty", "空でない識別子"),
            Self::Date => ("a date such as 2026-01-31", "2026-01-31 のような日付"),
            Self::DateOrTime => (
                "a date such as 2026-01-31 or a time such as 2026-01-31T09:00:00Z",
                "2026-01-31 のような日付、または 2026-01-31T09:00:00Z のような日時",
            ),
            Self::Number => ("a number such as 12.50", "12.50 のような数"),
            Self::Currency => {
                ("an ISO 4217 code such as USD", "USD のような ISO 4217 の通貨コード")
            }
            Self::Discounts => (
                "`20% forever`, `500 until 2026-06-30` or `10% once`, separated by `;`; an amount \
                 is zero or more, a percentage 0 to 100",
                "`20% forever`、`500 until 2026-06-30`、`10% once` を `;` で区切ったもの。金額は 0 以上、率は 0 から 100",
            ),
            Self::Status => (
                "active, paused, past_due or withdrawn",
                "active、paused、past_due、withdrawn のいずれか",
            ),
            Self::Interval => (
                "once, n day(s), week(s), month(s) or year(s), daily, weekly, monthly, quarterly, \
                 half-yearly or yearly",
                "once、n day(s)、n week(s)、n month(s)、n year(s)、daily、weekly、monthly、quarterly、half-yearly、yearly のいずれか",
            ),
            Self::ZeroOrMore => ("zero or more", "0 以上"),
            Self::FitsInAMonth => (
                "at most 79228162514264337 in a month of 31 days, with the quantity",
                "数量を掛けて、31 日の 1 か月あたり 79228162514264337 以下",
            ),
            Self::NothingOfACharge => (
                "nothing: the interval is once, and a one-off charge has no such thing",
                "空欄(interval が once の単発の請求には、この項目がありません)",
            ),
            Self::NotBefore { start } => {
                return Localized::new(
                    format!("{start} (the start) or later"),
                    format!("{start}(開始日)以降"),
                );
            }
            Self::Other { message, .. } => return message.clone(),
        };
        Localized::fixed(en, ja)
    }
}

/// Writes the English text.
impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.message(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_allowed_has_its_own_code_and_speaks_both_languages() {
        let all = [
            Allowed::Identifier,
            Allowed::Date,
            Allowed::DateOrTime,
            Allowed::Number,
            Allowed::Currency,
            Allowed::Discounts,
            Allowed::Status,
            Allowed::Interval,
            Allowed::ZeroOrMore,
            Allowed::NotBefore { start: NaiveDate::default() },
            Allowed::FitsInAMonth,
            Allowed::NothingOfACharge,
            Allowed::Other { code: "colour", message: Localized::fixed("red", "赤") },
        ];
        let mut codes: Vec<_> = all.iter().map(Allowed::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
        for allowed in &all {
            let message = allowed.message();
            assert!(message.is_complete() && message.en != message.ja, "{allowed:?}");
        }
    }
}

//! Stripe's amounts: whole numbers of its own smallest unit, which is not always ISO 4217's.

use kpis::types::Currency;
use rust_decimal::Decimal;

/// <https://docs.stripe.com/currencies#zero-decimal>, 2025; UGX and ISK are zero-decimal in ISO
/// 4217 but written with two digits here, MGA the other way round.
const ZERO_DECIMAL: [&str; 15] = [
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];
const THREE_DECIMAL: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// Digits of Stripe's smallest unit.
fn digits(currency: Currency) -> u32 {
    match currency.code() {
        code if ZERO_DECIMAL.contains(&code) => 0,
        code if THREE_DECIMAL.contains(&code) => 3,
        _ => 2,
    }
}

/// An amount in Stripe's smallest unit as one in the currency; it may have more digits
/// (`unit_amount_decimal`). `None` when it does not fit.
pub(super) fn major(minor: Decimal, currency: Currency) -> Option<Decimal> {
    minor.checked_mul(Decimal::new(1, digits(currency))).map(|value| value.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_units_follow_stripe() {
        let of = |code, minor: i64| {
            major(minor.into(), Currency::try_new(code).unwrap()).unwrap().to_string()
        };
        assert_eq!(of("JPY", 500), "500");
        assert_eq!(of("USD", 1999), "19.99");
        assert_eq!(of("KWD", 1500), "1.5");
        assert_eq!(of("ISK", 500), "5");
        assert_eq!(of("MGA", 500), "500");
    }
}

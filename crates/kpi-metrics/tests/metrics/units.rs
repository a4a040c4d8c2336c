//! The unit algebra, row by row.

use kpi_metrics::{Catalog, FindingCode};

use crate::book::{derived, one_of_each};

/// Whether a formula may be declared with a unit. Unused facts are only warnings.
fn loads(formula: &str, unit: &str) -> bool {
    let document = one_of_each() + &derived("m", unit, formula);
    match Catalog::from_toml(&document) {
        Ok(_) => true,
        Err(error) => {
            let codes: Vec<FindingCode> = error.findings().iter().map(|f| f.code()).collect();
            assert!(codes.contains(&FindingCode::UnitMismatch), "{formula}: {error}");
            false
        }
    }
}

const UNITS: [&str; 7] = ["count", "number", "ratio", "money", "score", "days", "months"];

/// The unit of `left operator right`, `mean` for a mean count, or nothing.
fn expected(left: &str, operator: char, right: &str) -> Option<&'static str> {
    let plain = |unit: &str| matches!(unit, "number" | "ratio");
    let own = |unit: &str| UNITS.into_iter().find(|u| *u == unit);
    match operator {
        '+' if left == right => own(left),
        '+' if plain(left) && plain(right) => Some("ratio"),
        '*' | '/' if left == "number" && right == "number" => Some("number"),
        '*' | '/' if plain(left) && plain(right) => Some("ratio"),
        '*' if plain(left) && right == "count" => Some("mean"),
        '*' | '/' if left == "count" && plain(right) => Some("mean"),
        '*' if plain(left) => own(right),
        '*' | '/' if plain(right) => own(left),
        '*' if left == right => None,
        '*' if left == "count" => own(right),
        '*' if right == "count" => own(left),
        '/' if left == right => Some("ratio"),
        '/' if right == "count" => own(left),
        _ => None,
    }
}

#[test]
fn two_operands() {
    for left in UNITS {
        for right in UNITS {
            for operator in ['+', '*', '/'] {
                let formula = format!("a_{left} {operator} a_{right}");
                let result = expected(left, operator, right);
                for unit in UNITS {
                    let fits = match result {
                        None => false,
                        Some("mean") => unit == "number",
                        Some("number") => matches!(unit, "number" | "ratio" | "score"),
                        Some("ratio") => matches!(unit, "number" | "ratio" | "score"),
                        Some("count") => matches!(unit, "number" | "count"),
                        Some(result) => unit == result,
                    };
                    assert_eq!(loads(&formula, unit), fits, "{formula} as {unit}");
                }
            }
        }
    }
}

#[test]
fn the_rest_of_the_table() {
    for (formula, unit, fits) in [
        // Literals go with ratios and scale anything.
        ("1 - a_ratio", "ratio", true),
        ("a_money * 12", "money", true),
        ("1 - a_money", "money", false),
        ("a_count + 1", "number", false),
        // A literal zero fits anywhere, but is no amount of money by itself.
        ("max(0, a_money)", "money", true),
        ("max(a_count, 0)", "count", true),
        ("0", "count", true),
        ("0", "money", false),
        ("0 * a_money", "money", true),
        ("0 / a_count", "number", true),
        ("a_money / 0", "money", true),
        ("a_days + 0", "days", true),
        // Mean counts divide counts.
        ("a_count / ((a_count + a_count) / 2)", "ratio", true),
        ("a_money / (a_count / 2)", "money", true),
        ("a_count + a_count / 2", "number", true),
        ("a_count + a_count / 2", "count", false),
        // Functions and branches.
        ("min(a_money, a_money)", "money", true),
        ("min(a_money, a_ratio)", "money", false),
        ("if_zero_denominator(a_money / a_ratio, a_money * 60)", "money", true),
        ("if_zero_denominator(a_money / a_ratio, a_ratio)", "money", false),
        ("if_zero_denominator(a_money / a_ratio, 0)", "money", false),
        ("if_zero_denominator(a_money / a_ratio, 0 * a_money)", "money", true),
        ("if_zero_denominator(a_count / a_ratio, 0)", "number", true),
        // Time.
        ("1 month * (a_money / a_money)", "months", true),
        ("1 month + 1 day", "months", false),
        ("a_months / 1 month", "ratio", true),
        ("1 year", "years", true),
        ("a_money / 1 month", "money", false),
        // Signs change nothing.
        ("-a_money", "money", true),
        ("-a_money", "ratio", false),
        // An issue inside is reported once, not again around it.
        ("(a_money + a_ratio) * 2 + a_money", "money", false),
    ] {
        assert_eq!(loads(formula, unit), fits, "{formula} as {unit}");
    }
}

#[test]
fn one_issue_is_reported_once() {
    let document = one_of_each() + &derived("m", "money", "(a_money + a_ratio) * 2 + a_money");
    let error = Catalog::from_toml(&document).unwrap_err();
    let units = error.findings().iter().filter(|f| f.code() == FindingCode::UnitMismatch);
    let excerpts: Vec<&str> = units.filter_map(|f| f.excerpt()).collect();
    assert_eq!(excerpts, ["(a_money + a_ratio) * 2 + a_money\n ^^^^^^^^^^^^^^^^^"]);
}

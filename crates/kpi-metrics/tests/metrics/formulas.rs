//! The formula language.

use kpi_metrics::{Expectation, Formula, FormulaProblem, MAX_NESTING, Position};

fn canonical(text: &str) -> String {
    Formula::parse(text).unwrap().to_string()
}

fn problem(text: &str) -> FormulaProblem {
    Formula::parse(text).unwrap_err().problem().clone()
}

#[test]
fn times_binds_tighter_and_both_go_from_left_to_right() {
    assert_eq!(canonical("a+b*c-d/e/f"), "a + b * c - d / e / f");
    assert_ne!(Formula::parse("a-(b-c)"), Formula::parse("a-b-c"));
    assert_ne!(Formula::parse("a/(b*c)"), Formula::parse("a/b*c"));
    assert_eq!(canonical("((a))*(b+c)"), "a * (b + c)");
    assert_eq!(canonical("a-(b-c)"), "a - (b - c)");
    assert_eq!(canonical("-a*-(b+c)"), "-a * -(b + c)");
}

#[test]
fn signs_of_print_are_read() {
    assert_eq!(Formula::parse("a × b ÷ c − d"), Formula::parse("a * b / c - d"));
    assert_eq!(Formula::parse("a\u{3000}+\n\tb"), Formula::parse("a + b"));
}

#[test]
fn lengths_of_time_are_literals() {
    assert_eq!(canonical("1 months+60month"), "1 month + 60 months");
    assert_eq!(canonical("12 day"), "12 days");
    assert_eq!(canonical("1.5 year"), "1.5 years");
    // A name on its own stays a name.
    assert_eq!(canonical("months * 2"), "months * 2");
}

#[test]
fn functions() {
    assert_eq!(canonical("min(a,max(b,0),c)"), "min(a, max(b, 0), c)");
    assert_eq!(canonical("if_zero_denominator(a/b,0)"), "if_zero_denominator(a / b, 0)");
    // Without a parenthesis it is a name.
    assert_eq!(canonical("min + max"), "min + max");
}

#[test]
fn names_come_once_and_in_order() {
    let formula = Formula::parse("b / (a + b) * min(c, 2 days)").unwrap();
    let names: Vec<&str> = formula.names().iter().map(|name| name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(formula.source(), "b / (a + b) * min(c, 2 days)");
}

#[test]
fn equal_numbers_are_equal_however_written() {
    assert_eq!(Formula::parse("1.50"), Formula::parse("01.5"));
    assert_ne!(Formula::parse("1"), Formula::parse("1 month"));
}

#[test]
fn every_problem_is_found_where_it_is() {
    assert_eq!(problem(" \n"), FormulaProblem::Empty);
    let character = '&';
    assert_eq!(problem("a & b"), FormulaProblem::UnexpectedCharacter { character });
    for text in ["1.2.3", "1.", "123456789012345678901234567890"] {
        let found = problem(&format!("a + {text}"));
        let text = text.to_owned();
        assert_eq!(found, FormulaProblem::BadNumber { text });
    }
    for name in ["MRR", "_a", "aB"] {
        let found = problem(name);
        let name = name.to_owned();
        assert_eq!(found, FormulaProblem::BadName { name });
    }
    let name = "sum".to_owned();
    assert_eq!(problem("sum(a, b)"), FormulaProblem::UnknownFunction { name });
    for (text, function, given) in [
        ("min(a)", "min", 1),
        ("max(a)", "max", 1),
        ("if_zero_denominator(a)", "if_zero_denominator", 1),
        ("if_zero_denominator(a, b, c)", "if_zero_denominator", 3),
    ] {
        let expected = FormulaProblem::WrongArguments { function, given };
        assert_eq!(problem(text), expected, "{text}");
    }
}

#[test]
fn what_was_expected_is_said() {
    let cases = [
        ("a +", Expectation::Operand, None),
        ("a + * b", Expectation::Operand, Some("*")),
        ("()", Expectation::Operand, Some(")")),
        ("a b", Expectation::Operator, Some("b")),
        ("1e5", Expectation::Operator, Some("e5")),
        ("a)", Expectation::Operator, Some(")")),
        ("(a + b", Expectation::Closing, None),
        ("(a b)", Expectation::Closing, Some("b")),
        ("min(a, b", Expectation::CommaOrClosing, None),
        ("min(a b)", Expectation::CommaOrClosing, Some("b")),
    ];
    for (text, expected, found) in cases {
        let found = found.map(str::to_owned);
        assert_eq!(problem(text), FormulaProblem::Expected { expected, found }, "{text}");
    }
}

#[test]
fn nesting_has_a_limit_and_length_has_none() {
    let nested = |n| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    assert!(Formula::parse(&nested(MAX_NESTING)).is_ok());
    let limit = MAX_NESTING;
    let too_deep = FormulaProblem::TooDeep { limit };
    assert_eq!(problem(&nested(MAX_NESTING + 1)), too_deep);
    assert_eq!(problem(&"-".repeat(1_000_000)), too_deep);
    assert_eq!(problem(&"min(".repeat(1_000_000)), too_deep);
    let long = format!("a{}", " + a * 2".repeat(100_000));
    assert_eq!(canonical(&long).len(), long.len());
}

#[test]
fn places_count_lines_and_characters() {
    let error = Formula::parse("closing_mrr\n  × ÷ 2").unwrap_err();
    assert_eq!(error.position(), Position { line: 2, column: 5 });
    assert_eq!(error.excerpt(), "  × ÷ 2\n    ^");
    assert_eq!((error.span().start(), error.span().end()), (17, 19));
    assert_eq!(
        error.render(),
        "line 2, column 5: expected a number, a name or \"(\", found \"÷\"\n  × ÷ 2\n    ^"
    );
}

#[test]
fn every_problem_speaks_both_languages() {
    let deep = "(".repeat(MAX_NESTING + 1);
    let texts = ["", "&", "1.2.3", "A", "a +", "a b", "(a", "f(a)", "min(a)", "min(a", &deep];
    for text in texts {
        let error = Formula::parse(text).unwrap_err();
        for message in [error.message(), error.remedy()] {
            assert!(message.is_complete() && message.en != message.ja, "{text}");
        }
    }
}

#[test]
fn text_converts_both_ways() {
    let formula: Formula = "a/b".parse().unwrap();
    assert_eq!(String::from(formula.clone()), "a / b");
    assert_eq!(Formula::try_from("a / b".to_owned()), Ok(formula.clone()));
    assert_eq!(format!("{formula:?}"), "Formula(a / b)");
}

//! What is wrong with the text of a formula.

use std::fmt;

use kpi_types::Localized;

use crate::text::{Position, TextSpan, excerpt};

/// A text that is not a formula: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError {
    source: String,
    span: TextSpan,
    problem: FormulaProblem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormulaProblem {
    /// There is nothing but white space.
    Empty,
    /// A character that no formula contains.
    UnexpectedCharacter {
        /// The character.
        character: char,
    },
    /// Digits that are not a number, or more than 28 of them.
    BadNumber {
        /// The digits.
        text: String,
    },
    /// A name with capital letters or a leading underscore.
    BadName {
        /// The name.
        name: String,
    },
    /// Something else should stand here.
    Expected {
        /// What.
        expected: Expectation,
        /// What stands there; `None` at the end of the text.
        found: Option<String>,
    },
    /// No function has this name.
    UnknownFunction {
        /// The name.
        name: String,
    },
    /// Too many arguments, or too few.
    WrongArguments {
        /// The function.
        function: &'static str,
        /// How many it was given.
        given: usize,
    },
    /// Nested too deeply.
    TooDeep {
        /// The deepest nesting that is read.
        limit: usize,
    },
}

/// What a formula should go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expectation {
    /// A number, a name or an opening parenthesis.
    Operand,
    /// An operator, or the end.
    Operator,
    /// A closing parenthesis.
    Closing,
    /// A comma or a closing parenthesis.
    CommaOrClosing,
}

impl Expectation {
    fn text(self) -> Localized {
        match self {
            Self::Operand => {
                Localized::fixed("a number, a name or \"(\"", "数値・名前・「(」のいずれか")
            }
            Self::Operator => Localized::fixed("an operator or the end", "演算子または末尾"),
            Self::Closing => Localized::fixed("\")\"", "「)」"),
            Self::CommaOrClosing => Localized::fixed("\",\" or \")\"", "「,」または「)」"),
        }
    }
}

impl FormulaError {
    pub(super) fn new(source: &str, span: TextSpan, problem: FormulaProblem) -> Self {
        Self { source: source.to_owned(), span, problem }
    }

    /// What is wrong.
    #[must_use]
    pub fn problem(&self) -> &FormulaProblem {
        &self.problem
    }

    /// Which bytes of the text it is about.
    #[must_use]
    pub fn span(&self) -> TextSpan {
        self.span
    }

    /// Line and column of the place.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::of(&self.source, self.span.start())
    }

    /// The line with carets under the place.
    #[must_use]
    pub fn excerpt(&self) -> String {
        excerpt(&self.source, self.span)
    }

    /// Place, message and the line with carets under the place.
    #[must_use]
    pub fn render(&self) -> String {
        format!("{self}\n{}", self.excerpt())
    }

    /// What is wrong, in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        match &self.problem {
            FormulaProblem::Empty => Localized::fixed("the formula is empty", "式が空です"),
            FormulaProblem::UnexpectedCharacter { character } => Localized::new(
                format!("unexpected character {character:?}"),
                format!("使えない文字 {character:?} があります"),
            ),
            FormulaProblem::BadNumber { text } => Localized::new(
                format!("{text:?} is not a number of at most 28 digits"),
                format!("{text:?} は28桁以内の数値ではありません"),
            ),
            FormulaProblem::BadName { name } => Localized::new(
                format!("{name:?} is not a name"),
                format!("{name:?} は名前として使えません"),
            ),
            FormulaProblem::Expected { expected, found: Some(found) } => Localized::new(
                format!("expected {}, found {found:?}", expected.text().en),
                format!("{}が必要ですが、{found:?} があります", expected.text().ja),
            ),
            FormulaProblem::Expected { expected, found: None } => Localized::new(
                format!("expected {}, found the end", expected.text().en),
                format!("{}が必要ですが、式が終わっています", expected.text().ja),
            ),
            FormulaProblem::UnknownFunction { name } => Localized::new(
                format!("there is no function {name:?}"),
                format!("関数 {name:?} はありません"),
            ),
            FormulaProblem::WrongArguments { function, given } => Localized::new(
                format!("{function} was given {given} argument(s)"),
                format!("{function} の引数が {given} 個です"),
            ),
            FormulaProblem::TooDeep { limit } => Localized::new(
                format!("nested more than {limit} levels deep"),
                format!("入れ子が {limit} 段を超えています"),
            ),
        }
    }

    /// What to do about it, in both languages.
    #[must_use]
    pub fn remedy(&self) -> Localized {
        match &self.problem {
            FormulaProblem::Empty => Localized::fixed(
                "write a formula such as churned_mrr / opening_mrr",
                "churned_mrr / opening_mrr のような式を書いてください",
            ),
            FormulaProblem::UnexpectedCharacter { .. } => Localized::fixed(
                "use half-width names, numbers, + - * / ( ) and commas",
                "半角の名前・数値・+ - * / ( ) とカンマを使ってください",
            ),
            FormulaProblem::BadNumber { .. } => Localized::fixed(
                "write digits with at most one point, such as 0.05",
                "0.05 のように数字と小数点1つで書いてください",
            ),
            FormulaProblem::BadName { .. } => Localized::fixed(
                "names start with a lower-case letter and go on with lower-case letters, digits or underscores",
                "名前は英小文字で始め、英小文字・数字・下線だけで書いてください",
            ),
            FormulaProblem::Expected { .. } => Localized::fixed(
                "complete the formula at the marked place",
                "印の位置で式を完成させてください",
            ),
            FormulaProblem::UnknownFunction { .. } => Localized::fixed(
                "the functions are min, max and if_zero_denominator; to multiply, write *",
                "関数は min、max、if_zero_denominator です。掛け算は * と書いてください",
            ),
            FormulaProblem::WrongArguments { .. } => Localized::fixed(
                "min and max take two or more arguments, if_zero_denominator takes two",
                "min と max は2個以上、if_zero_denominator は2個の引数を取ります",
            ),
            FormulaProblem::TooDeep { .. } => Localized::fixed(
                "split the formula into metrics that refer to one another",
                "式を複数の指標に分け、互いに参照してください",
            ),
        }
    }
}

/// Place and message in English, on one line.
impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position(), self.message())
    }
}

impl std::error::Error for FormulaError {}

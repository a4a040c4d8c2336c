//! The unit algebra: what a formula comes out as, before anything is computed.

use kpi_types::{FactName, Localized, TimeUnit, Unit};

use crate::formula::{Expression, Function, Node, Operator, Sign};
use crate::text::TextSpan;

/// The unit of a part of a formula. Finer than [`Unit`]: a literal zero fits anywhere, and a mean
/// of counts divides counts but need not be whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Zero,
    Number,
    Ratio,
    Count,
    MeanCount,
    Money,
    Score,
    Time(TimeUnit),
}

impl Shape {
    /// Of a unit this crate has no rule for, nothing is known.
    pub(crate) fn of(unit: Unit) -> Option<Self> {
        Some(match unit {
            Unit::Count => Self::Count,
            Unit::Number => Self::Number,
            Unit::Ratio => Self::Ratio,
            Unit::Money => Self::Money,
            Unit::Score => Self::Score,
            Unit::Duration(unit) => Self::Time(unit),
            _ => return None,
        })
    }

    /// The unit of a quantity of this shape.
    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::Zero | Self::Number | Self::MeanCount => Unit::Number,
            Self::Ratio => Unit::Ratio,
            Self::Count => Unit::Count,
            Self::Money => Unit::Money,
            Self::Score => Unit::Score,
            Self::Time(unit) => Unit::Duration(unit),
        }
    }

    fn label(self) -> Localized {
        match self {
            Self::Zero => Localized::fixed("zero", "0"),
            Self::Number => Localized::fixed("number", "数値"),
            Self::Ratio => Localized::fixed("ratio", "比率"),
            Self::Count => Localized::fixed("count", "件数"),
            Self::MeanCount => Localized::fixed("mean count", "平均件数"),
            Self::Money => Localized::fixed("money", "金額"),
            Self::Score => Localized::fixed("score", "スコア"),
            Self::Time(TimeUnit::Day) => Localized::fixed("days", "日数"),
            Self::Time(TimeUnit::Month) => Localized::fixed("months", "月数"),
            Self::Time(TimeUnit::Year) => Localized::fixed("years", "年数"),
        }
    }

    /// Sum, difference, smallest, largest, either.
    fn join(self, other: Self) -> Option<Self> {
        use Shape::{Count, MeanCount, Number, Ratio, Zero};
        Some(match (self, other) {
            (a, b) if a == b => a,
            (Zero, other) | (other, Zero) => other,
            (Ratio, Number) | (Number, Ratio) => Ratio,
            (Count, MeanCount) | (MeanCount, Count) => MeanCount,
            _ => return None,
        })
    }

    /// Either of two branches. A bare zero has no currency, so it is no amount of money here.
    fn either(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Zero, Self::Money) | (Self::Money, Self::Zero) => None,
            (a, b) => a.join(b),
        }
    }

    fn times(self, other: Self) -> Option<Self> {
        use Shape::{Count, MeanCount, Money, Number, Ratio, Score, Time, Zero};
        Some(match (self, other) {
            (Zero, b) => return Number.times(b),
            (a, Zero) => return a.times(Number),
            (Number, Number) => Number,
            (Number | Ratio, Number | Ratio) => Ratio,
            (Number | Ratio, Count | MeanCount) | (Count | MeanCount, Number | Ratio) => MeanCount,
            (Number | Ratio | Count | MeanCount, b @ (Money | Score | Time(_))) => b,
            (a @ (Money | Score | Time(_)), Number | Ratio | Count | MeanCount) => a,
            _ => return None,
        })
    }

    fn divided_by(self, other: Self) -> Option<Self> {
        use Shape::{Count, MeanCount, Money, Number, Ratio, Score, Time, Zero};
        Some(match (self, other) {
            (Zero, b) => return Number.divided_by(b),
            (a, Zero) => return a.divided_by(Number),
            (Number, Number) => Number,
            (Number | Ratio, Number | Ratio) => Ratio,
            (Count | MeanCount, Number | Ratio) => MeanCount,
            (a @ (Money | Score | Time(_)), Number | Ratio) => a,
            (Count | MeanCount, Count | MeanCount) => Ratio,
            (a @ (Number | Ratio | Money | Score | Time(_)), Count | MeanCount) => a,
            (a @ (Money | Score | Time(_)), b) if a == b => Ratio,
            _ => return None,
        })
    }

    /// Whether a metric may declare this unit for a formula of this shape.
    pub(crate) fn may_be_declared(self, declared: Unit) -> bool {
        match (self, declared) {
            (Self::Zero, unit) => unit != Unit::Money,
            (shape, unit) if shape != Self::MeanCount && shape.unit() == unit => true,
            (Self::Count | Self::MeanCount | Self::Ratio, Unit::Number) => true,
            (Self::Number | Self::Ratio, Unit::Score) | (Self::Number, Unit::Ratio) => true,
            _ => false,
        }
    }
}

/// Units that do not fit, and where.
#[derive(Debug, Clone)]
pub(crate) struct UnitIssue {
    pub(crate) span: TextSpan,
    pub(crate) message: Localized,
    pub(crate) remedy: Localized,
}

impl UnitIssue {
    fn operation(span: TextSpan, operation: Operation, left: Shape, right: Shape) -> Self {
        let (l, r) = (left.label(), right.label());
        let message = match operation {
            Operation::Either => Localized::new(
                format!("{} cannot stand in for {}", r.en, l.en),
                format!("{}の代わりに{}は使えません", l.ja, r.ja),
            ),
            Operation::Join => Localized::new(
                format!("{} and {} do not add up or compare", l.en, r.en),
                format!("{}と{}は足し引きも比較もできません", l.ja, r.ja),
            ),
            Operation::Times => Localized::new(
                format!("{} × {} has no unit", l.en, r.en),
                format!("{} × {} には単位がありません", l.ja, r.ja),
            ),
            Operation::DividedBy => Localized::new(
                format!("{} ÷ {} has no unit", l.en, r.en),
                format!("{} ÷ {} には単位がありません", l.ja, r.ja),
            ),
        };
        let remedy = match operation {
            Operation::Either => Localized::fixed(
                "give both branches one unit; for no money write 0 times an amount, so that it has a currency",
                "両方の単位をそろえてください。0円のような金額は、通貨が決まるように 0 * 金額 と書きます",
            ),
            Operation::Join => Localized::fixed(
                "bring both sides to one unit first, for example by dividing money by money",
                "金額を金額で割るなど、先に両辺の単位をそろえてください",
            ),
            _ => Localized::fixed(
                "divide like by like first; a ratio then goes with any unit",
                "先に同じ単位どうしを割って比率にしてください。比率はどの単位とも組み合わせられます",
            ),
        };
        Self { span, message, remedy }
    }

    /// The shape of a quotient, or why there is none.
    pub(crate) fn quotient(span: TextSpan, left: Shape, right: Shape) -> Result<Shape, Self> {
        left.divided_by(right)
            .ok_or_else(|| Self::operation(span, Operation::DividedBy, left, right))
    }

    pub(crate) fn declared(span: TextSpan, computed: Shape, declared: Unit) -> Self {
        let computed = computed.label();
        let declared_ja =
            Shape::of(declared).map_or_else(|| Localized::fixed("other", "その他"), Shape::label);
        Self {
            span,
            message: Localized::new(
                format!("the formula gives {}, declared is {declared}", computed.en),
                format!("式の単位は{}ですが、{}と宣言されています", computed.ja, declared_ja.ja),
            ),
            remedy: Localized::fixed(
                "declare the unit of the formula, or correct the formula",
                "式の単位を宣言するか、式を直してください",
            ),
        }
    }
}

#[derive(Clone, Copy)]
enum Operation {
    Join,
    Either,
    Times,
    DividedBy,
}

/// The shape of an expression. `None` when it is not known: because an issue was found in it, or
/// because a name in it is not known.
pub(crate) fn infer(
    expression: &Expression,
    shape_of: &dyn Fn(&FactName) -> Option<Shape>,
    issues: &mut Vec<UnitIssue>,
) -> Option<Shape> {
    match &expression.node {
        Node::Number(value) if value.is_zero() => Some(Shape::Zero),
        Node::Number(_) => Some(Shape::Number),
        Node::Time(_, unit) => Some(Shape::Time(*unit)),
        Node::Name(name) => shape_of(name),
        Node::Negate(operand) => infer(operand, shape_of, issues),
        Node::Sum(first, rest) => {
            let parts = rest.iter().map(|(Sign::Plus | Sign::Minus, term)| (Operation::Join, term));
            fold(first, parts, shape_of, issues)
        }
        Node::Product(first, rest) => {
            let parts = rest.iter().map(|(operator, factor)| {
                let operation = match operator {
                    Operator::Times => Operation::Times,
                    Operator::DividedBy => Operation::DividedBy,
                };
                (operation, factor)
            });
            fold(first, parts, shape_of, issues)
        }
        Node::Call(function, first, rest) => {
            let operation = match function {
                Function::Min | Function::Max => Operation::Join,
                Function::IfZeroDenominator => Operation::Either,
            };
            let parts = rest.iter().map(|argument| (operation, argument));
            fold(first, parts, shape_of, issues)
        }
    }
}

fn fold<'a>(
    first: &Expression,
    rest: impl Iterator<Item = (Operation, &'a Expression)>,
    shape_of: &dyn Fn(&FactName) -> Option<Shape>,
    issues: &mut Vec<UnitIssue>,
) -> Option<Shape> {
    let mut left = infer(first, shape_of, issues);
    for (operation, operand) in rest {
        let right = infer(operand, shape_of, issues);
        left = match (left, right) {
            (Some(l), Some(r)) => {
                let joined = match operation {
                    Operation::Join => l.join(r),
                    Operation::Either => l.either(r),
                    Operation::Times => l.times(r),
                    Operation::DividedBy => l.divided_by(r),
                };
                if joined.is_none() {
                    let span = first.span.join(operand.span);
                    issues.push(UnitIssue::operation(span, operation, l, r));
                }
                joined
            }
            _ => None,
        };
    }
    left
}

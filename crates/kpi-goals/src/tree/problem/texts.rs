//! The words for each problem, in English and Japanese.

use kpi_types::Localized;

use super::TreeProblem as P;
use crate::figure::shortened;
use crate::tree::NodeKind;
use crate::words::direction_ja;
use crate::{Effect, Problem};

fn both(en: impl Into<String>, ja: impl Into<String>) -> Localized {
    Localized::new(en.into(), ja.into())
}

const fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::Raises => "raises",
        Effect::Lowers => "lowers",
    }
}

/// The path of a circle, shortened in the middle where it is long.
fn circle(path: &[String]) -> String {
    const ENDS: usize = 6;
    if path.len() <= 2 * ENDS + 1 {
        return path.join(" → ");
    }
    let first = path.get(..ENDS).unwrap_or_default().join(" → ");
    let last = path.get(path.len() - ENDS..).unwrap_or_default().join(" → ");
    format!("{first} → … → {last}")
}

pub(super) fn message(problem: &P) -> Localized {
    match problem {
        P::Document(problem) => problem.message(),
        P::Empty => both("the tree has no node", "ツリーに節がありません"),
        P::NoKgi => both("the tree has no KGI", "ツリーにKGIがありません"),
        P::BadId { node } => both(
            format!("{:?} is not a node id", shortened(node)),
            format!("{:?} は節のIDとして使えません", shortened(node)),
        ),
        P::DuplicateNode { node, times } => both(
            format!("{times} nodes are called {node}"),
            format!("{node} という節が{times}個あります"),
        ),
        P::UnknownNode { child, .. } => both(
            format!("there is no node {:?}", shortened(child)),
            format!("{:?} という節はありません", shortened(child)),
        ),
        P::UnknownMetric { metric, .. } => both(
            format!("the catalog has no metric {:?}", shortened(metric)),
            format!("カタログに {:?} という指標はありません", shortened(metric)),
        ),
        P::Cycle { path } => both(
            format!("these nodes feed one another in a circle: {}", circle(path)),
            format!("節が循環しています: {}", circle(path)),
        ),
        P::WrongKind { kind, child, child_kind, .. } => both(
            format!("{child}, a {}, stands below a {}", child_kind.label().en, kind.label().en),
            format!("{child}({})が{}の下にあります", child_kind.label().ja, kind.label().ja),
        ),
        P::KgiWithoutKfs { node } => both(
            format!("the KGI {node} names no factor for its success (KFS)"),
            format!("KGI {node} に重要成功要因(KFS)がありません"),
        ),
        P::KfsWithoutKpi { node } => both(
            format!("the factor {node} has no KPI that measures it"),
            format!("KFS {node} を数値化したKPIがありません"),
        ),
        P::FeedsNothing { node, kind } => both(
            format!("the {} {node} leads to no KGI", kind.label().en),
            format!("{} {node} はどのKGIにもつながっていません", kind.label().ja),
        ),
        P::DuplicateOperand { child, .. } => {
            both(format!("{child} is named twice"), format!("{child} が2回書かれています"))
        }
        P::NoOperand { node } => both(
            format!("the identity of {node} names no node"),
            format!("{node} の計算式に節がありません"),
        ),
        P::NotMeasured { node, kind } => both(
            format!("the {} {node} has neither a metric nor a unit", kind.label().en),
            format!("{} {node} に指標も単位もありません", kind.label().ja),
        ),
        P::IdentityWithoutMeasure { node } => both(
            format!("{node} is computed from other nodes, but has no unit"),
            format!("{node} は他の節から計算されますが、単位がありません"),
        ),
        P::WordsMeasured { node } => both(
            format!("{node} is a factor in words and measured at the same time"),
            format!("{node} は言葉の要因なのに、単位や数値もあります"),
        ),
        P::WordsAsFigure { child, .. } => both(
            format!("{child} is in words and stands for several figures where one is needed"),
            format!("{child} は言葉の要因で、1つの数値が必要な所に複数の数値が入ります"),
        ),
        P::MetricUnit { metric, stated, catalog, .. } => both(
            format!("the unit is {stated}, but {metric} is measured in {catalog}"),
            format!("単位が {stated} ですが、{metric} の単位は {catalog} です"),
        ),
        P::MetricDirection { metric, stated, catalog, .. } => both(
            format!(
                "the direction is {}, but that of {metric} is {}",
                stated.name(),
                catalog.name()
            ),
            format!(
                "方向は「{}」とありますが、{metric} は「{}」指標です",
                direction_ja(*stated),
                direction_ja(*catalog)
            ),
        ),
        P::MetricGrain { metric, stated, .. } => both(
            format!("{metric} is not offered by {stated}"),
            format!("{metric} は {stated} では計算できません"),
        ),
        P::UnitDetail { unit, field, .. } => both(
            format!("{field} does not go with the unit {unit}"),
            format!("{field} は単位 {unit} には使えません"),
        ),
        P::Units { expected, found, child, .. } => {
            let of = child.as_ref().map_or(String::new(), |child| format!("{child}: "));
            both(
                format!("{of}units do not add up: {expected} is needed, this gives {found}"),
                format!("{of}単位が合いません。必要なのは {expected}、計算結果は {found} です"),
            )
        }
        P::DaysAndMonths { .. } => both(
            "a figure per day or week meets one per month, quarter or year",
            "日・週あたりの数値と、月・四半期・年あたりの数値が混ざっています",
        ),
        P::Currencies { left, right, .. } => {
            both(format!("{left} meets {right}"), format!("{left} と {right} が混ざっています"))
        }
        P::ConversionOverflow { .. } => both(
            "the conversion between these measures exceeds what fits",
            "単位の換算が扱える範囲を超えます",
        ),
        P::FormulaWithoutMetric { node } => both(
            format!("{node} asks for the catalog's formula, but names no metric"),
            format!("{node} はカタログの計算式を使いますが、指標がありません"),
        ),
        P::FormulaNotAnIdentity { metric, formula, .. } => both(
            format!("{metric} is no identity between figures of one period: {formula}"),
            format!("{metric} は同じ期間の数値の恒等式ではありません: {formula}"),
        ),
        P::FormulaOperands { metric, missing, extra, .. } => both(
            format!(
                "the formula of {metric} and these nodes differ: without a node [{}], without a name [{}]",
                missing.join(", "),
                extra.join(", ")
            ),
            format!(
                "{metric} の計算式と節が一致しません。節のない名前 [{}]、式にない節 [{}]",
                missing.join(", "),
                extra.join(", ")
            ),
        ),
        P::TooDeep { node, depth, most } => both(
            format!("{node} stands on level {depth}; more than {most} are hard to follow"),
            format!("{node} は{depth}段目にあります。{most}段を超えると追うのが困難です"),
        ),
        P::TooLarge { node } => both(
            format!("the factors in words under {node} spread out to too many nodes"),
            format!("{node} の下の言葉の要因を展開すると節が多すぎます"),
        ),
        P::MeasuredTooRarely { node, grain, parent, parent_grain } => both(
            format!("{node} is measured by {grain}, less often than {parent} ({parent_grain})"),
            format!("{node} の測定は {grain} ごとで、{parent}({parent_grain})より少ない頻度です"),
        ),
        P::StrengthAgainstEffect { child, effect, strength, .. } => both(
            format!(
                "{child} is said to have the effect {}, but the estimate is {}",
                effect_name(*effect),
                strength.point()
            ),
            format!(
                "{child} の効果は {} とされていますが、推定値は {} です",
                effect_name(*effect),
                strength.point()
            ),
        ),
        P::StrengthUnproven { child, strength, .. } => both(
            format!(
                "the strength of {child} may be zero: {} [{}, {}]",
                strength.point(),
                strength.lower(),
                strength.upper()
            ),
            format!(
                "{child} の効果は0かもしれません: {} [{}, {}]",
                strength.point(),
                strength.lower(),
                strength.upper()
            ),
        ),
        P::StrengthUnknown { child, .. } => both(
            format!("nothing says how strongly {child} works"),
            format!("{child} の効果の強さが書かれていません"),
        ),
        P::DirectionAgainstParent { node, parent } => both(
            format!("getting better at {node} makes {parent} worse"),
            format!("{node} が良くなると {parent} が悪くなります"),
        ),
    }
}

pub(super) fn remedy(problem: &P) -> Localized {
    match problem {
        P::Document(problem) => problem.remedy(),
        P::Empty => both(
            "start with the KGI: [[node]] with kind = \"kgi\"",
            "[[node]] に kind = \"kgi\" と書いてKGIから始めてください",
        ),
        P::NoKgi => both(
            "say which node is the final goal: kind = \"kgi\"",
            "最終目標の節に kind = \"kgi\" と書いてください",
        ),
        P::BadId { .. } => both("give it a short name", "短い名前を付けてください"),
        P::DuplicateNode { .. } => {
            both("give each node its own id", "節ごとに別のIDを付けてください")
        }
        P::UnknownNode { child, close, .. } => match close {
            Some(close) => both(format!("did you mean {close}?"), format!("{close} のことですか?")),
            None => both(
                format!("correct the name, or add the node {}", shortened(child)),
                format!("名前を直すか、節 {} を追加してください", shortened(child)),
            ),
        },
        P::UnknownMetric { .. } => both(
            "correct the name, define the metric in the catalog, or give the unit instead",
            "名前を直すか、カタログに定義するか、代わりに単位を書いてください",
        ),
        P::Cycle { .. } => both(
            "take out the edge that runs from effect back to cause",
            "結果から原因へ戻る線を1本外してください",
        ),
        P::WrongKind { .. } => both(
            "the order is KGI, KFS, KPI, assumption: turn the edge round or change the kind",
            "順序は KGI、KFS、KPI、前提 です。線の向きか種類を直してください",
        ),
        P::KgiWithoutKfs { .. } => both(
            "name what success hangs on, for example kind = \"kfs\" with words = [\"the KPI\"]",
            "成功の鍵となる要因を kind = \"kfs\" と words = [\"KPI\"] のように書いてください",
        ),
        P::KfsWithoutKpi { .. } => both(
            "add the KPI that turns the factor into a number",
            "要因を数値化したKPIを追加してください",
        ),
        P::FeedsNothing { kind, .. } => match kind {
            NodeKind::Kgi => both("give the KGI a place", "KGIの位置を決めてください"),
            _ => both(
                "connect it to what it serves, or stop tracking it",
                "何に貢献するのかをつなぐか、追うのをやめてください",
            ),
        },
        P::DuplicateOperand { .. } => both(
            "name it once; for a multiple use a product with an assumption",
            "1回だけ書いてください。倍数は前提との積で表します",
        ),
        P::NoOperand { .. } => {
            both("name the nodes it follows from", "計算の元になる節を書いてください")
        }
        P::NotMeasured { .. } => {
            both("give a metric of the catalog, or a unit", "カタログの指標か単位を書いてください")
        }
        P::IdentityWithoutMeasure { .. } => both(
            "give it a unit, or make it a factor in words: words = […]",
            "単位を書くか、言葉の要因 words = […] にしてください",
        ),
        P::WordsMeasured { .. } => both(
            "leave out unit, metric and figures, or use sum, product, ratio or formula",
            "単位・指標・数値を外すか、sum・product・ratio・formula を使ってください",
        ),
        P::WordsAsFigure { .. } => {
            both("give the factor a unit and a sum of its own", "要因に単位と sum を書いてください")
        }
        P::MetricUnit { catalog, .. } => both(
            format!("leave out unit, or write unit = \"{catalog}\""),
            format!("unit を外すか unit = \"{catalog}\" と書いてください"),
        ),
        P::MetricDirection { catalog, .. } => both(
            format!("leave out direction, or write direction = \"{}\"", catalog.name()),
            format!("direction を外すか direction = \"{}\" と書いてください", catalog.name()),
        ),
        P::MetricGrain { offered, .. } => {
            let names: Vec<&str> = offered.iter().map(|grain| grain.name()).collect();
            both(
                format!("use one of {}", names.join(", ")),
                format!("{} のいずれかにしてください", names.join("、")),
            )
        }
        P::UnitDetail { field, .. } => {
            both(format!("leave out {field}"), format!("{field} を外してください"))
        }
        P::Units { .. } => both(
            "complete the product (per shop × shops), or correct per, each and of",
            "積に足りない項(店舗あたり×店舗数など)を加えるか、per・each・of を直してください",
        ),
        P::DaysAndMonths { .. } => both(
            "measure both by days and weeks or both by months and years: a month has no fixed number of days",
            "日・週か、月・年のどちらかにそろえてください。月の日数は一定ではありません",
        ),
        P::Currencies { .. } => {
            both("bring both into one currency first", "先に1つの通貨へ換算してください")
        }
        P::ConversionOverflow { .. } => {
            both("split the product into smaller ones", "積を小さく分けてください")
        }
        P::FormulaWithoutMetric { .. } => both(
            "write metric = \"…\", or use sum, product or ratio",
            "metric = \"…\" を書くか、sum・product・ratio を使ってください",
        ),
        P::FormulaNotAnIdentity { .. } => both(
            "use a sum over nodes, or a hypothesis instead",
            "節の和で表すか、仮説(hypothesis)にしてください",
        ),
        P::FormulaOperands { .. } => both(
            "give each name of the formula one node whose metric or id is that name",
            "式の名前ごとに、指標かIDがその名前である節を1つ書いてください",
        ),
        P::TooDeep { .. } => {
            both("leave out levels that nobody acts on", "誰も動かさない段を省いてください")
        }
        P::TooLarge { .. } => both(
            "give the factors units and sums of their own",
            "要因に単位と sum を書いてください",
        ),
        P::MeasuredTooRarely { grain: _, parent_grain, .. } => both(
            format!("measure it at least by {parent_grain}, so that it can warn in time"),
            format!("早く気づけるよう、{parent_grain} 以上の頻度で測定してください"),
        ),
        P::StrengthAgainstEffect { .. } => both(
            "turn the effect round, or look at the data again",
            "効果の向きを直すか、データを見直してください",
        ),
        P::StrengthUnproven { .. } => {
            both("collect more history before relying on it", "頼る前にもっと実績を集めてください")
        }
        P::StrengthUnknown { .. } => both(
            "estimate it from history, for example as a slope with its interval",
            "過去の実績から、区間つきの傾きなどで推定してください",
        ),
        P::DirectionAgainstParent { .. } => both(
            "check direction and effect; if both are right, the two goals work against each other",
            "方向と効果を確かめてください。どちらも正しければ目標同士が対立しています",
        ),
    }
}

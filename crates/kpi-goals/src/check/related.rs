//! R: it leads to the KGI.

use std::collections::HashMap;

use kpi_metrics::{Definition, Direction, Target};
use kpi_types::Localized;

use super::case::Case;
use crate::FindingCode as Code;
use crate::SmartLetter::Related;
use crate::figure::shortened;
use crate::relations::chained;
use crate::{Association, Effect, GoalLevel, MetricHistory, Missing, PathToKgi, SmartRules};

/// Associations that were computed for an earlier goal of the same metrics, by where their histories
/// lie.
#[derive(Default)]
pub(super) struct Associations {
    known: HashMap<(*const MetricHistory, *const MetricHistory, u32), Option<Association>>,
}

impl Associations {
    fn of(
        &mut self,
        own: &MetricHistory,
        other: &MetricHistory,
        lag: u32,
        rules: &SmartRules,
    ) -> Option<Association> {
        let key = (std::ptr::from_ref(own), std::ptr::from_ref(other), lag);
        *self.known.entry(key).or_insert_with(|| own.association(other, lag, rules).ok())
    }
}

impl Case<'_, '_> {
    pub(super) fn related(&mut self, known: &mut Associations) {
        let Some(definition) = self.definition else {
            self.lacks_part(Related, "metric");
            return;
        };
        if self.draft.level == GoalLevel::Kgi {
            return;
        }
        let Some(relations) = self.check.relations else {
            self.lacks(Related, Missing::Tree);
            return;
        };
        for support in &self.draft.supports {
            if !relations.knows(&support.goal) {
                let parent = shortened(&support.goal);
                let message = Localized::new(
                    format!("it serves {parent:?}, which does not exist"),
                    format!("上位の目標 {parent:?} が存在しません"),
                );
                let remedy = Localized::fixed(
                    "name a goal or node that exists",
                    "存在する目標かノードを書いてください",
                );
                self.report(Code::ParentUnknown, "supports", message, remedy);
            }
        }
        let id = self.draft.id.as_deref().unwrap_or("");
        self.paths = relations.paths_to_kgi(id, definition.id());
        if self.paths.is_empty() {
            let message =
                Localized::fixed("no way leads from it to a KGI", "KGIにつながる道筋がありません");
            let remedy = Localized::fixed(
                "say which goal it serves with supports, or drop it",
                "supports でどの目標に貢献するか書くか、目標から外してください",
            );
            self.report(Code::Orphan, "supports", message, remedy);
            return;
        }
        let paths = std::mem::take(&mut self.paths);
        for path in &paths {
            self.signs(path);
        }
        if let Some(path) = paths.first() {
            self.together(definition, path, known);
        }
        self.paths = paths;
    }

    /// Whether reaching the goal pushes the KGI the way it should go.
    fn signs(&mut self, path: &PathToKgi) {
        let raises = match self.target {
            Some(Target::AtLeast(_)) => Effect::Raises,
            Some(Target::AtMost(_)) => Effect::Lowers,
            _ => return,
        };
        let (Some(influence), Some(kgi)) = (path.influence, self.kgi(path)) else { return };
        let pushed = match raises {
            Effect::Raises => influence,
            Effect::Lowers => chained(influence, Effect::Lowers),
        };
        let wanted = match kgi.direction() {
            Direction::HigherIsBetter => Effect::Raises,
            Direction::LowerIsBetter => Effect::Lowers,
            Direction::Neither => return,
        };
        if pushed == wanted {
            return;
        }
        let way = path.nodes.join(" → ");
        let (en, ja) = match pushed {
            Effect::Raises => ("raises", "上げます"),
            Effect::Lowers => ("lowers", "下げます"),
        };
        let (kgi, better) = (kgi.id(), kgi.direction().name());
        let message = Localized::new(
            format!("reaching it {en} {kgi}, of which {better} ({way})"),
            format!("達成すると {kgi}({better})を{ja}({way})"),
        );
        let remedy = Localized::fixed(
            "turn the target round, or correct the influence on the way",
            "目標の向きか、道筋の影響の向きを直してください",
        );
        let finding =
            self.finding(Code::SignInconsistent, "supports", message, remedy).because("path", way);
        self.file(finding);
    }

    fn kgi(&self, path: &PathToKgi) -> Option<&kpi_metrics::Definition> {
        self.check.catalog.metric(path.kgi_metric.as_ref()?)
    }

    /// How the metric moved with the KGI: shown, never called cause.
    fn together(&mut self, definition: &Definition, path: &PathToKgi, known: &mut Associations) {
        let Some(kgi) = &path.kgi_metric else { return };
        if kgi == definition.id() {
            return;
        }
        let (Some(own), Some(other)) = (self.history, self.check.history(kgi.as_str(), None))
        else {
            return;
        };
        // A lag of 5 months is no number of quarters: changes by quarter cannot be laid beside each other.
        let Some(lag) = path.lag.periods(own.grain()) else { return };
        let Some(found) = known.of(own, other, lag, &self.check.rules) else { return };
        self.association = Some(found);
        let better = |definition: &Definition| match definition.direction() {
            Direction::HigherIsBetter => 1,
            Direction::LowerIsBetter => -1,
            Direction::Neither => 0,
        };
        let expected: i8 = match path.influence {
            Some(Effect::Raises) => 1,
            Some(Effect::Lowers) => -1,
            None => self.kgi(path).map_or(0, better) * better(definition),
        };
        if expected == 0 || found.sign() == expected {
            return;
        }
        let correlation = found.correlation;
        let shown = format!(
            "{:.2} [{:.2}, {:.2}]",
            correlation.point(),
            correlation.lower(),
            correlation.upper()
        );
        let (code, message, remedy) = match found.sign() {
            0 => (
                Code::AssociationUnclear,
                Localized::new(
                    format!("the history does not show that it moves with {kgi}: {shown}"),
                    format!("履歴からは {kgi} と一緒に動くとは言えません: {shown}"),
                ),
                Localized::fixed(
                    "keep it as a hypothesis and look again when there is more history",
                    "仮説として扱い、履歴が増えたら見直してください",
                ),
            ),
            _ => (
                Code::AssociationOpposite,
                Localized::new(
                    format!("in the history it moved against {kgi}: {shown}"),
                    format!("履歴では {kgi} と逆に動いていました: {shown}"),
                ),
                Localized::fixed(
                    "find out why before relying on it; moving together is no cause, nor is this",
                    "頼る前に理由を調べてください。一緒に動くことも逆に動くことも、因果関係ではありません",
                ),
            ),
        };
        let finding = self
            .finding(code, "supports", message, remedy)
            .because("correlation", correlation)
            .because("pairs", correlation.n())
            .because("lag", found.lag);
        self.file(finding);
    }
}

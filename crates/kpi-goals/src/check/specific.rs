//! S: everybody who reads it understands the same.

use kpi_metrics::closest_name;
use kpi_types::{Grain, Localized, Segment};

use super::case::Case;
use crate::FindingCode as Code;
use crate::SmartLetter::{Measurable, Specific};
use crate::draft::present;
use crate::figure::shortened;

/// Owners who are nobody in particular.
const EVERYBODY: [&str; 14] = [
    "all",
    "everyone",
    "everybody",
    "team",
    "the team",
    "us",
    "we",
    "tbd",
    "全員",
    "みんな",
    "各自",
    "全社",
    "チーム",
    "未定",
];

impl Case<'_, '_> {
    pub(super) fn specific(&mut self) {
        self.named();
        self.metric();
        self.owned();
        self.worded();
    }

    fn named(&mut self) {
        if present(self.draft.id.as_ref()).is_none() {
            let message = Localized::fixed("the goal has no id", "目標にidがありません");
            let remedy = Localized::fixed(
                "give it a short name that stays, such as id = \"nrr_2027\"",
                "変わらない短い名前を付けてください(例: id = \"nrr_2027\")",
            );
            self.report(Code::IdMissing, "id", message, remedy);
        }
        if present(self.draft.subject.as_ref()).is_none() {
            let message = Localized::fixed(
                "nobody says whose figure it is",
                "誰の数値についての目標か書かれていません",
            );
            let remedy = Localized::fixed(
                "name the subject, such as subject = \"contracts of the standard plan\"",
                "対象を書いてください(例: subject = \"スタンダードプランの契約\")",
            );
            self.report(Code::SubjectMissing, "subject", message, remedy);
        }
        match present(self.draft.segment.as_ref()) {
            None => {
                let message = Localized::fixed(
                    "it does not say whether all customers are meant",
                    "全顧客が対象かどうか書かれていません",
                );
                let remedy = Localized::fixed(
                    "write segment = \"all\", or one segment such as \"plan=standard\"",
                    "segment = \"all\" か、\"plan=standard\" のようなセグメントを書いてください",
                );
                self.report(Code::SegmentMissing, "segment", message, remedy);
            }
            Some("all") => {}
            Some(text) => match text.parse::<Segment>() {
                Ok(segment) => self.segment = Some(segment),
                Err(_) => {
                    let text = shortened(text);
                    let message = Localized::new(
                        format!("{text:?} is not a segment"),
                        format!("{text:?} はセグメントではありません"),
                    );
                    let remedy = Localized::fixed(
                        "write all, or attribute=value",
                        "all か attribute=value の形で書いてください",
                    );
                    self.report(Code::BadValue, "segment", message, remedy);
                }
            },
        }
    }

    fn metric(&mut self) {
        let names = self.draft.metrics.as_slice();
        let name = match names {
            [name] if !name.trim().is_empty() => name.trim(),
            [] | [_] => {
                let message =
                    Localized::fixed("the goal names no metric", "目標に指標がありません");
                let remedy = Localized::fixed(
                    "name one metric of the catalog, such as metric = \"net_revenue_retention\"",
                    "カタログの指標を1つ書いてください(例: metric = \"net_revenue_retention\")",
                );
                self.report(Code::MetricMissing, "metric", message, remedy);
                self.lacks_part(Measurable, "metric");
                return;
            }
            _ => {
                let count = names.len();
                let all: Vec<String> = names.iter().take(5).map(|n| shortened(n)).collect();
                let all = all.join(", ");
                let message = Localized::new(
                    format!("one goal has {count} metrics: {all}"),
                    format!("1つの目標に指標が {count} 個あります: {all}"),
                );
                let remedy = Localized::fixed(
                    "make one goal of each metric",
                    "指標ごとに目標を分けてください",
                );
                let finding = self
                    .finding(Code::SeveralMetrics, "metric", message, remedy)
                    .because("metrics", count);
                self.file(finding);
                self.lacks_part(Measurable, "metric");
                return;
            }
        };
        let catalog = self.check.catalog;
        let Some(definition) = catalog.metric(name) else {
            let shown = shortened(name);
            let message = Localized::new(
                format!("the catalog has no metric {shown:?}"),
                format!("カタログに指標 {shown:?} がありません"),
            );
            let remedy = match closest_name(name, catalog.metrics().map(|m| m.id().as_str())) {
                Some(close) => Localized::new(
                    format!("did you mean {close}?"),
                    format!("{close} のことですか?"),
                ),
                None => Localized::fixed(
                    "use a metric of the catalog, or add a definition to it",
                    "カタログの指標を使うか、カタログに定義を追加してください",
                ),
            };
            self.report(Code::MetricUnknown, "metric", message, remedy);
            self.lacks_part(Measurable, "metric");
            return;
        };
        self.definition = Some(definition);
        self.history = self.check.history(name, self.segment.as_ref());
        let usual = || {
            let grains = definition.grains();
            let from_month = grains.iter().copied().find(|grain| *grain >= Grain::Month);
            from_month.or(grains.last().copied())
        };
        let of_history = self.history.map(crate::MetricHistory::grain);
        self.grain = self.draft.grain.or(of_history).or_else(usual);
    }

    fn owned(&mut self) {
        let Some(owner) = self.draft.owner() else {
            let message = Localized::fixed("nobody answers for the goal", "目標の責任者がいません");
            let remedy = Localized::fixed("name one person", "責任者を1人決めてください");
            self.report(Code::OwnerMissing, "owner", message, remedy);
            return;
        };
        let lower = owner.to_lowercase();
        if EVERYBODY.contains(&lower.as_str()) {
            let owner = shortened(owner);
            let message = Localized::new(
                format!("{owner:?} is everybody, so nobody answers for the goal"),
                format!("{owner:?} では、誰も責任を持たないことになります"),
            );
            let remedy = Localized::fixed("name one person", "責任者を1人決めてください");
            self.report(Code::OwnerShared, "owner", message, remedy);
        }
    }

    fn worded(&mut self) {
        let texts = [("statement", &self.draft.statement), ("subject", &self.draft.subject)];
        for (field, text) in texts {
            let Some(text) = text else { continue };
            for found in self.check.words.find(text) {
                let (word, place) = (&found.word, found.position);
                let message = Localized::new(
                    format!("{word:?} means something else to every reader"),
                    format!("「{word}」は読む人によって意味が変わります"),
                );
                let remedy = Localized::fixed(
                    "say which figure, how much and until when instead",
                    "代わりに、どの数値を、いつまでに、いくつにするかを書いてください",
                );
                let finding = self
                    .finding(Code::VagueWord, field, message, remedy)
                    .at(Some(place))
                    .because("word", word.as_str())
                    .because("column", place.column);
                self.file(finding);
            }
        }
        if self.draft.metrics.is_empty() {
            self.lacks_part(Specific, "metric");
        }
    }
}

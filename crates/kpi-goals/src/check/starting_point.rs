//! The baseline: measured, when, and from which facts.

use kpi_metrics::Definition;
use kpi_types::{Localized, Quantity, Unit};
use rust_decimal::Decimal;

use super::case::Case;
use crate::FindingCode as Code;
use crate::figure::{Reading, shortened};
use crate::target::shortfall;
use crate::words::grain_ja;

impl Case<'_, '_> {
    pub(super) fn start_from(&mut self, definition: &Definition, reading: Reading) {
        let Some(baseline) = &self.draft.baseline else {
            let message = Localized::fixed(
                "nobody measured where it starts from",
                "出発点となる現状値が測られていません",
            );
            let known = self.history.and_then(crate::MetricHistory::latest).copied();
            let remedy = match known {
                Some(point) => {
                    let label = self.check.calendar.label(point.period).unwrap_or_default();
                    Localized::new(
                        format!(
                            "the history ends with {} in {label}: write it as baseline",
                            point.value
                        ),
                        format!(
                            "履歴の最後は {label} の {} です。baseline に書いてください",
                            point.value
                        ),
                    )
                }
                None => Localized::fixed(
                    "measure it first and write baseline = { value, measured_on, facts }",
                    "まず測定し、baseline = { value, measured_on, facts } を書いてください",
                ),
            };
            let mut finding = self.finding(Code::BaselineMissing, "baseline", message, remedy);
            if let Some(point) = known {
                finding = finding.because("latest", point.value);
            }
            self.file(finding);
            return;
        };
        match baseline.value.read_as(reading) {
            Err(error) => self.unfit("baseline.value", &error, definition),
            Ok(value) => {
                self.baseline = Some(baseline.with_value(value));
                self.measured(definition, value);
            }
        }
    }

    /// When the baseline was measured, and from what.
    fn measured(&mut self, definition: &Definition, value: Quantity) {
        let Some(baseline) = &self.draft.baseline else { return };
        if baseline.facts.is_empty() {
            let message = Localized::fixed(
                "nobody says from which facts the baseline comes",
                "現状値の元になった事実が書かれていません",
            );
            let facts = self.fact_names(definition);
            let remedy = Localized::new(
                format!("name them; {} uses {facts}", definition.id()),
                format!("書いてください。{} は {facts} を使います", definition.id()),
            );
            self.report(Code::BaselineWithoutFacts, "baseline.facts", message, remedy);
        }
        let known = self.check.facts_of(definition.id());
        let strange = known.and_then(|known| {
            let unused = |fact: &&kpi_types::FactName| !known.facts.contains(*fact);
            baseline.facts.iter().find(unused)
        });
        if let Some(fact) = strange {
            let fact = shortened(fact.as_str());
            let message = Localized::new(
                format!("{} does not use the fact {fact}", definition.id()),
                format!("{} は事実 {fact} を使いません", definition.id()),
            );
            let facts = self.fact_names(definition);
            let remedy =
                Localized::new(format!("it uses {facts}"), format!("使うのは {facts} です"));
            let finding = self
                .finding(Code::BaselineFactUnknown, "baseline.facts", message, remedy)
                .because("fact", fact);
            self.file(finding);
        }
        let Some(date) = baseline.measured_on else {
            let message = Localized::fixed(
                "nobody says when the baseline was measured",
                "現状値をいつ測ったか書かれていません",
            );
            let remedy = Localized::fixed(
                "write measured_on, the last day it counts",
                "measured_on に、集計期間の最後の日を書いてください",
            );
            self.report(Code::BaselineUndated, "baseline.measured_on", message, remedy);
            return;
        };
        let as_of = self.check.as_of;
        if date > as_of {
            let message = Localized::new(
                format!("the baseline is of {date}, only {as_of} is known"),
                format!("現状値の日付 {date} は、データが分かっている最後の日 {as_of} より後です"),
            );
            let remedy = Localized::fixed(
                "a baseline is measured, not expected",
                "予想ではなく、測った値を書いてください",
            );
            let finding = self
                .finding(Code::BaselineInFuture, "baseline.measured_on", message, remedy)
                .because("measured_on", date)
                .because("as_of", as_of);
            self.file(finding);
            return;
        }
        let (Some(then), Some(now)) = (self.period_of(date), self.period_of(as_of)) else { return };
        let between = now.index().saturating_sub(then.index()).saturating_sub(1).max(0);
        let between = between.unsigned_abs();
        let most = self.check.rules.stale_after;
        if between > most {
            let grain = now.grain();
            let message = Localized::new(
                format!(
                    "the baseline is old: {between} full periods ({grain}) have passed since {date}"
                ),
                format!(
                    "現状値が古くなっています。{date} から{}単位で {between} 期間が過ぎました",
                    grain_ja(grain)
                ),
            );
            let remedy = Localized::fixed("measure it again", "測り直してください");
            let finding = self
                .finding(Code::BaselineStale, "baseline.measured_on", message, remedy)
                .because("periods", between)
                .because("most", most);
            self.file(finding);
        }
        let Some(point) = self.history.and_then(|history| history.value_in(then)) else { return };
        if !same_digits(value, point.value) {
            let known = point.value;
            let message = Localized::new(
                format!("the baseline is {value}, the history says {known}"),
                format!("現状値は {value} ですが、履歴では {known} です"),
            );
            let remedy = Localized::fixed(
                "find out which is right: another segment, policy or day of knowledge?",
                "セグメント・方針・時点の違いがないか、どちらが正しいか確かめてください",
            );
            let finding = self
                .finding(Code::BaselineDiffers, "baseline.value", message, remedy)
                .because("baseline", value)
                .because("history", known);
            self.file(finding);
        }
    }

    fn fact_names(&self, definition: &Definition) -> String {
        let facts = self.check.facts_of(definition.id()).into_iter().flat_map(|f| &f.facts);
        let names: Vec<&str> = facts.take(8).map(|fact| fact.as_str()).collect();
        names.join(", ")
    }

    /// How far the baseline is from the target; `None` without either.
    pub(super) fn baseline_shortfall(&self) -> Option<Decimal> {
        let (target, baseline) = (self.target?, self.baseline.as_ref()?);
        Some(shortfall(&target, baseline.value.value()))
    }
}

/// Whether a written figure is the other one rounded: they differ by at most half a unit of its last
/// digit, of a tenth of a percent for ratios.
fn same_digits(written: Quantity, known: Quantity) -> bool {
    if written.unit() != known.unit() {
        return false;
    }
    let least = if written.unit() == Unit::Ratio { 3 } else { 0 };
    let digits = written.value().normalize().scale().max(least);
    let apart = written.value().checked_sub(known.value());
    apart.is_some_and(|by| by.abs() <= Decimal::new(5, digits.saturating_add(1).min(28)))
}

//! A: with effort it can be reached, and without it cannot.

use kpi_metrics::{Direction, EvidenceValue, Target};
use kpi_types::{Localized, Quantity};
use rust_decimal::Decimal;

use super::BenchmarkStanding;
use super::case::Case;
use crate::FindingCode as Code;
use crate::SmartLetter::Achievable;
use crate::history::float;
use crate::target::bound;
use crate::{Missing, Outlook, TargetForm};

impl Case<'_, '_> {
    pub(super) fn achievable(&mut self) {
        let (Some(definition), Some(target)) = (self.definition, self.target) else {
            let field = if self.definition.is_none() { "metric" } else { "target" };
            self.lacks_part(Achievable, field);
            return;
        };
        self.noise(&target);
        self.standings(&target, definition.direction());
        let Some(period) = self.target_period() else {
            self.lacks_part(Achievable, "deadline");
            self.met_already(&target, None);
            return;
        };
        let Some(history) = self.history else {
            let metric = definition.id().to_string();
            self.lacks(Achievable, Missing::History { metric });
            self.met_already(&target, None);
            return;
        };
        match history.outlook(&target, period, &self.check.rules) {
            Ok(outlook) => {
                let likely = outlook.probability;
                self.likely(&target, &outlook);
                self.outlook = Some(outlook);
                self.met_already(&target, Some(likely));
            }
            Err(missing) => {
                self.lacks(Achievable, missing);
                self.met_already(&target, None);
            }
        }
    }

    fn likely(&mut self, target: &Target, outlook: &Outlook) {
        let rules = &self.check.rules;
        let share = |value: f64| EvidenceValue::Share(value);
        let percent = |value: f64| format!("{:.0} %", value * 100.0);
        let probability = percent(outlook.probability);
        if outlook.probability < rules.unlikely_below {
            let (periods, changes) = (outlook.periods, outlook.changes);
            let message = Localized::new(
                format!("the metric's own past gives it {probability}"),
                format!("この指標の過去から見た達成確率は {probability} です"),
            );
            let remedy = Localized::new(
                format!(
                    "lower the target, move the deadline, or say what will be different from \
                     the {changes} past changes over {periods} periods"
                ),
                format!(
                    "目標値か期限を見直すか、過去の {changes} 回({periods} 期間)の変化と何が違うのか説明してください"
                ),
            );
            let finding = self
                .finding(Code::Unlikely, "target", message, remedy)
                .because("probability", share(outlook.probability))
                .because("by_trend", share(outlook.by_trend))
                .because("by_changes", outlook.by_changes)
                .because("quantile", share(outlook.quantile))
                .because("forecast", outlook.forecast);
            self.file(finding);
        }
        let met = self.baseline_shortfall() == Some(Decimal::ZERO);
        if outlook.probability > rules.easy_above && !met {
            let message = Localized::new(
                format!("it comes by itself: the metric's own past gives it {probability}"),
                format!("何もしなくても達成する見込みです(過去から見た確率 {probability})"),
            );
            let remedy = Localized::fixed(
                "raise the target until it asks for effort",
                "努力が必要な水準まで目標値を上げてください",
            );
            let finding = self
                .finding(Code::TooEasy, "target", message, remedy)
                .because("probability", share(outlook.probability))
                .because("by_trend", share(outlook.by_trend))
                .because("by_changes", outlook.by_changes)
                .because("quantile", share(outlook.quantile));
            self.file(finding);
        }
        if let Some(best) = outlook.best_pace
            && outlook.needed_pace.abs() > best * outlook.needed_pace.signum()
        {
            let message = Localized::fixed(
                "the pace it needs was never seen over such a time",
                "必要なペースは、同じ長さの期間で過去に一度もありません",
            );
            let remedy = Localized::fixed(
                "say what makes it possible now, or set a milestone first",
                "今なぜ可能なのか説明するか、先に中間目標を設定してください",
            );
            let finding = self
                .finding(Code::PaceNeverSeen, "target", message, remedy)
                .because("needed_pace", EvidenceValue::Number(outlook.needed_pace))
                .because("median_pace", EvidenceValue::Number(outlook.median_pace))
                .because("best_pace", EvidenceValue::Number(best));
            self.file(finding);
        }
        let apart = (outlook.by_trend - outlook.by_changes.point()).abs();
        if apart > rules.disagreement_above {
            let (trend, changes) = (percent(outlook.by_trend), percent(outlook.by_changes.point()));
            let message = Localized::new(
                format!("the trend gives it {trend}, past changes {changes}"),
                format!(
                    "傾向からは {trend}、過去の変化からは {changes} と、見込みが分かれています"
                ),
            );
            let remedy = Localized::fixed(
                "look at the history: has something changed lately?",
                "履歴を見て、最近何かが変わったか確かめてください",
            );
            let finding = self
                .finding(Code::MethodsDisagree, "target", message, remedy)
                .because("by_trend", share(outlook.by_trend))
                .because("by_changes", outlook.by_changes)
                .because("target", bound(target, Decimal::ZERO));
            self.file(finding);
        }
    }

    /// A goal to stay where one is counts where staying is no matter of course.
    fn met_already(&mut self, target: &Target, likely: Option<f64>) {
        let staying = matches!(self.form, Some(TargetForm::Between { .. }));
        let hard = likely.is_some_and(|probability| probability <= 0.5);
        if staying || hard || self.baseline_shortfall() != Some(Decimal::ZERO) {
            return;
        }
        let Some(value) = self.baseline.as_ref().map(|baseline| baseline.value) else { return };
        let bound = bound(target, value.value());
        let message = Localized::new(
            format!("the baseline {value} meets the target {bound} already"),
            format!("現状値 {value} は、すでに目標値 {bound} を満たしています"),
        );
        let remedy = Localized::fixed(
            "choose a target beyond it, or a band to stay in",
            "現状を超える目標値か、維持する範囲を設定してください",
        );
        let mut finding = self
            .finding(Code::AlreadyMet, "target", message, remedy)
            .because("baseline", value)
            .because("target", bound);
        if let Some(probability) = likely {
            finding = finding.because("probability", EvidenceValue::Share(probability));
        }
        self.file(finding);
    }

    /// A target inside the interval of the baseline may be met by chance.
    fn noise(&mut self, target: &Target) {
        let Some(baseline) = &self.baseline else { return };
        let measured = baseline.measured_on.and_then(|day| self.period_of(day));
        let known = measured
            .and_then(|period| self.history?.value_in(period))
            .and_then(|point| point.interval);
        let Some(interval) = baseline.interval.or(known) else { return };
        let value = baseline.value;
        let wanted = bound(target, value.value());
        let inside = (interval.lower()..=interval.upper()).contains(&float(wanted));
        if !inside || self.baseline_shortfall() == Some(Decimal::ZERO) {
            return;
        }
        let message = Localized::new(
            format!("the target {wanted} lies inside the interval of the baseline {value}"),
            format!("目標値 {wanted} は、現状値 {value} の信頼区間の中にあります"),
        );
        let remedy = Localized::fixed(
            "it may be met by chance: aim beyond the interval, or measure more",
            "偶然でも達成しうるため、区間の外を目標にするか、測定数を増やしてください",
        );
        let finding = self
            .finding(Code::InsideNoise, "target", message, remedy)
            .because("target", wanted)
            .because("baseline", interval);
        self.file(finding);
    }

    fn standings(&mut self, target: &Target, direction: Direction) {
        let Some(definition) = self.definition else { return };
        let wanted: Quantity = bound(target, Decimal::ZERO);
        for benchmark in self.check.benchmarks(definition.id()) {
            let values = benchmark.values();
            let quantile = values.mid_rank(float(wanted)).unwrap_or(0.5);
            let name = benchmark.name().to_owned();
            let beyond = match direction {
                Direction::HigherIsBetter => quantile >= 1.0,
                Direction::LowerIsBetter => quantile <= 0.0,
                Direction::Neither => false,
            };
            let n = values.n();
            self.benchmarks.push(BenchmarkStanding { name: name.clone(), n, quantile });
            if beyond {
                let message = Localized::new(
                    format!("none of the {n} in {name} reaches {wanted}"),
                    format!("{name} の {n} 件のうち、{wanted} に達したものはありません"),
                );
                let remedy = Localized::fixed(
                    "see what the best of them do before promising more",
                    "それ以上を約束する前に、最も良い例の取り組みを確かめてください",
                );
                let finding = self
                    .finding(Code::BeyondBenchmark, "target", message, remedy)
                    .because("quantile", EvidenceValue::Share(quantile))
                    .because("values", n);
                self.file(finding);
            }
        }
    }
}

//! M: it is a number that is measured, with a starting point.

use kpi_metrics::{BenchmarkError, Definition, Direction, Target, ValueRange};
use kpi_types::{Localized, Quantity, Unit};
use rust_decimal::Decimal;

use super::case::Case;
use crate::FindingCode as Code;
use crate::figure::Reading;
use crate::history::float;
use crate::words::{direction_ja, grain_ja};
use crate::{Figure, FigureError, Milestone, TargetForm, TargetFormError};

impl Case<'_, '_> {
    pub(super) fn measurable(&mut self) {
        let Some(definition) = self.definition else {
            if self.draft.target.is_none() {
                self.no_target();
            }
            return;
        };
        self.stated(definition);
        let reading = self.reading(definition);
        self.start_from(definition, reading);
        self.aim(definition, reading);
        self.interim(reading);
        self.possible(definition);
        self.often(definition);
    }

    /// What the author believes about the metric, against the catalog.
    fn stated(&mut self, definition: &Definition) {
        let (unit, metric) = (definition.unit(), definition.id());
        if let Some(stated) = self.draft.unit
            && stated != unit
        {
            let message = Localized::new(
                format!("the goal says {stated}, {metric} is measured in {unit}"),
                format!("目標の単位は {stated} ですが、{metric} の単位は {unit} です"),
            );
            let remedy = Localized::new(
                format!("write unit = \"{unit}\", or name the metric that is meant"),
                format!("unit = \"{unit}\" と書くか、意図した指標を書いてください"),
            );
            let finding = self
                .finding(Code::UnitMismatch, "unit", message, remedy)
                .because("written", stated.name())
                .because("expected", unit.name());
            self.file(finding);
        }
        let direction = definition.direction();
        if let Some(stated) = self.draft.direction
            && stated != direction
        {
            let (stated, known) = (stated.name(), direction.name());
            let message = Localized::new(
                format!("the goal says {stated}, the catalog says {known} of {metric}"),
                format!("目標では {stated}、カタログでは {metric} は {known} です"),
            );
            let remedy = Localized::new(
                format!("write direction = \"{known}\", or leave the field out"),
                format!("direction = \"{known}\" と書くか、項目を消してください"),
            );
            self.report(Code::DirectionMismatch, "direction", message, remedy);
        }
        if let Some(grain) = self.draft.grain
            && !definition.grains().contains(&grain)
        {
            let offered: Vec<&str> = definition.grains().iter().map(|g| g.name()).collect();
            let offered = offered.join(", ");
            let message = Localized::new(
                format!("{metric} is not offered by {grain}"),
                format!("{metric} は{}単位では計算できません", grain_ja(grain)),
            );
            let remedy = Localized::new(
                format!("use one of {offered}"),
                format!("{offered} のいずれかを使ってください"),
            );
            self.report(Code::GrainNotOffered, "grain", message, remedy);
        }
    }

    /// A figure without unit is one of the metric, an amount without currency in that of the others.
    fn reading(&self, definition: &Definition) -> Reading {
        let target = self.draft.target.iter().flat_map(TargetForm::figures);
        let baseline = self.draft.baseline.iter().map(|baseline| baseline.value);
        let currency = target.chain(baseline).find_map(Figure::currency);
        let known = self.history.and_then(crate::MetricHistory::currency);
        Reading { unit: definition.unit(), currency: currency.or(known) }
    }

    fn no_target(&mut self) {
        let message = Localized::fixed("there is no target", "目標値がありません");
        let remedy = Localized::fixed(
            "write one, such as target = { at_least = \"110 %\" }",
            "書いてください(例: target = { at_least = \"110 %\" })",
        );
        self.report(Code::TargetMissing, "target", message, remedy);
    }

    pub(super) fn unfit(&mut self, field: &str, error: &FigureError, definition: &Definition) {
        let code = match error {
            FigureError::Currency { .. } | FigureError::NoCurrency => Code::CurrencyMismatch,
            _ => Code::UnitMismatch,
        };
        let ja = match error {
            FigureError::Currency { written, expected } => {
                format!("{expected} を使っている目標に {written} で書かれています")
            }
            FigureError::NoCurrency => "金額に通貨がありません".to_owned(),
            FigureError::NotWhole { value } => format!("{value} は整数ではありません"),
            _ => format!("{} の単位は {} です", definition.id(), definition.unit()),
        };
        let unit = definition.unit();
        let remedy = Localized::new(
            format!("write it in the unit of {}: {unit}", definition.id()),
            format!("{} の単位 {unit} で書いてください", definition.id()),
        );
        self.report(code, field, Localized::new(error.to_string(), ja), remedy);
    }

    fn aim(&mut self, definition: &Definition, reading: Reading) {
        let Some(written) = &self.draft.target else {
            self.no_target();
            return;
        };
        self.percent(written, definition);
        let form = match written.try_map(|figure| figure.read_as(reading)) {
            Ok(form) => form,
            Err(error) => return self.unfit("target", &error, definition),
        };
        self.form = Some(form);
        let baseline = self.baseline.as_ref().map(|baseline| baseline.value);
        match form.resolve(baseline) {
            Ok(target) => self.target = Some(target),
            Err(TargetFormError::NoBaseline { change }) => {
                let message = Localized::new(
                    format!("a change of {change} needs a baseline"),
                    format!("{change} の変化には、出発点となる現状値が必要です"),
                );
                let remedy = Localized::fixed(
                    "write the baseline, or the value to reach with at_least or at_most",
                    "baseline を書くか、at_least か at_most で到達値を書いてください",
                );
                self.report(Code::ChangeWithoutBaseline, "target", message, remedy);
            }
            Err(TargetFormError::Benchmark(BenchmarkError::Inverted { low, high })) => {
                let message = Localized::new(
                    format!("the lower bound {low} is above the upper bound {high}"),
                    format!("下限 {low} が上限 {high} を超えています"),
                );
                let remedy = Localized::fixed("swap them", "入れ替えてください");
                let finding = self
                    .finding(Code::BandInverted, "target", message, remedy)
                    .because("low", low)
                    .because("high", high);
                self.file(finding);
            }
            Err(error) => {
                let message =
                    Localized::new(error.to_string(), "目標値と現状値を足すことができません");
                let remedy = Localized::fixed(
                    "write both in one unit, and smaller",
                    "同じ単位で、より小さい値で書いてください",
                );
                self.report(Code::UnitMismatch, "target", message, remedy);
            }
        }
        self.pulls(definition);
    }

    /// Whether the form of the target fits the better direction.
    fn pulls(&mut self, definition: &Definition) {
        let against = matches!(
            (self.target, definition.direction()),
            (Some(Target::AtLeast(_)), Direction::LowerIsBetter)
                | (Some(Target::AtMost(_)), Direction::HigherIsBetter)
        );
        if !against {
            return;
        }
        let form = self.form.map_or("", |form| form.name());
        let (metric, direction) = (definition.id(), definition.direction());
        let message = Localized::new(
            format!("{form} pulls against {metric}, of which {}", direction.name()),
            format!("{form} は {metric}({}指標)の良い方向と逆です", direction_ja(direction)),
        );
        let remedy = match definition.direction() {
            Direction::LowerIsBetter => Localized::fixed(
                "use at_most, a negative change_by, or a band",
                "at_most、負の change_by、または範囲を使ってください",
            ),
            _ => Localized::fixed(
                "use at_least, a positive change_by, or a band",
                "at_least、正の change_by、または範囲を使ってください",
            ),
        };
        self.report(Code::DirectionMismatch, "target", message, remedy);
    }

    /// 110 where 110 % is meant.
    fn percent(&mut self, written: &TargetForm<Figure>, definition: &Definition) {
        if definition.unit() != Unit::Ratio {
            return;
        }
        let plain = |figure: &Figure| figure.unit().is_none();
        let Some(figure) = written.figures().filter(plain).max_by_key(|f| f.value().abs()) else {
            return;
        };
        let value = figure.value().abs();
        let suspicious = match self.history {
            Some(history) => {
                let top = history.points().iter().map(|point| float(point.value).abs());
                let top = top.fold(0.0, f64::max);
                value >= Decimal::TWO && float(Quantity::Number(value)) > 10.0 * top
            }
            None => value >= Decimal::TEN,
        };
        if suspicious {
            let (value, metric) = (figure.value(), definition.id());
            let message = Localized::new(
                format!("{metric} is a ratio, where {value} means {value}00 %"),
                format!("{metric} は比率なので、{value} は {value}00 % を意味します"),
            );
            let remedy = Localized::new(
                format!("write \"{value} %\" if that is meant"),
                format!("\"{value} %\" の意味なら、そう書いてください"),
            );
            let finding = self
                .finding(Code::PercentForRatio, "target", message, remedy)
                .because("written", Quantity::Number(value));
            self.file(finding);
        }
    }

    fn interim(&mut self, reading: Reading) {
        let mut read = Vec::with_capacity(self.draft.milestones.len());
        for milestone in &self.draft.milestones {
            match milestone.value.read_as(reading) {
                Ok(value) => read.push(Milestone { date: milestone.date, value }),
                Err(error) => {
                    if let Some(definition) = self.definition {
                        self.unfit("milestones", &error, definition);
                    }
                    return;
                }
            }
        }
        self.milestones = read;
    }

    /// What is counted, paid or timed is not negative, a share is at most all of it.
    fn possible(&mut self, definition: &Definition) {
        let facts = self.check.facts_of(definition.id());
        let (least, most) = match facts.map(|facts| facts.range) {
            Some(ValueRange::Share) => (Decimal::ZERO, Some(Decimal::ONE)),
            Some(ValueRange::NotNegative) => (Decimal::ZERO, None),
            _ => return,
        };
        let impossible = |value: &Quantity| {
            value.value() < least || most.is_some_and(|most| value.value() > most)
        };
        let wanted = match self.target {
            Some(Target::AtLeast(value) | Target::AtMost(value)) => [Some(value), None],
            Some(Target::Between(band)) => [Some(band.low()), Some(band.high())],
            None => [None, None],
        };
        if let Some(value) = wanted.into_iter().flatten().find(impossible) {
            let metric = definition.id();
            let range = match most {
                Some(_) => "0 – 100 %".to_owned(),
                None => "≥ 0".to_owned(),
            };
            let message = Localized::new(
                format!("{metric} cannot be {value}"),
                format!("{metric} が {value} になることはありません"),
            );
            let remedy = Localized::new(
                format!("write a value in {range}"),
                format!("{range} の値を書いてください"),
            );
            let finding = self
                .finding(Code::ImpossibleValue, "target", message, remedy)
                .because("value", value);
            self.file(finding);
        }
    }

    /// Whether enough measurements come before the deadline to steer by.
    fn often(&mut self, definition: &Definition) {
        let (Some(first), Some(last)) = (self.period_of(self.start), self.target_period()) else {
            return;
        };
        let count = i64::from(last.index()) - i64::from(first.index()) + 1;
        let least = i64::from(self.check.rules.least_measurements);
        if !(1..least).contains(&count) {
            return;
        }
        let grain = last.grain();
        let count = count.unsigned_abs();
        let message = Localized::new(
            format!("measured by {grain}, only {count} values come before the deadline"),
            format!("{}単位の測定では、期限までに {count} 回しか値が出ません", grain_ja(grain)),
        );
        let shorter = definition.grains().iter().rev().find(|offered| **offered < grain);
        let remedy = match shorter {
            Some(shorter) => Localized::new(
                format!("measure it by {shorter} as well, or take a later deadline"),
                format!("{}単位でも測るか、期限を延ばしてください", grain_ja(*shorter)),
            ),
            None => Localized::fixed("take a later deadline", "期限を延ばしてください"),
        };
        let finding = self
            .finding(Code::MeasuredTooSeldom, "grain", message, remedy)
            .because("measurements", count)
            .because("least", self.check.rules.least_measurements);
        self.file(finding);
    }
}

//! Cumulative metrics: several periods put together.

use kpi_types::{Period, Undefined};
use rust_decimal::Decimal;

use super::value::Value;
use super::{EvaluationError, Missing, Part, Site};
use crate::formula::Formula;
use crate::kind::{Aggregate, Window};

impl<'a> Site<'_, 'a> {
    pub(super) fn window(
        &mut self,
        input: &'a Formula,
        window: Window,
        aggregate: Aggregate,
    ) -> Result<Part, EvaluationError> {
        let (first, last) = self.bounds(window)?;
        let first = match aggregate {
            Aggregate::Last => last,
            Aggregate::Sum | Aggregate::Mean => first,
        };
        let mut sum: Option<Part> = None;
        let mut count = 0_u32;
        for period in first.through(last) {
            let part = self.expression(input.expression(), period)?;
            count = count.saturating_add(1);
            sum = Some(match sum {
                None => part,
                Some(sum) => self.combine(sum, part, Value::plus)?,
            });
        }
        let Some(sum) = sum else {
            let of = "periods".to_owned();
            let reason = Undefined::EmptyPopulation { of };
            return Ok(Err(Missing::new(reason, false)));
        };
        match aggregate {
            Aggregate::Sum | Aggregate::Last => Ok(sum),
            Aggregate::Mean => {
                let count = Ok(Value::Plain(Decimal::from(count)));
                self.divide(sum, count, || "periods".to_owned())
            }
        }
    }

    /// The first and the last period of a window.
    fn bounds(&self, window: Window) -> Result<(Period, Period), EvaluationError> {
        let out = |source| EvaluationError::Window { metric: self.metric.id().clone(), source };
        match window {
            Window::Trailing { periods, offset } => {
                let last = self.period.checked_add(-i32::from(offset)).map_err(out)?;
                let back = i32::from(periods) - 1;
                let first = last.checked_add(-back).map_err(out)?;
                Ok((first, last))
            }
            Window::ToDate { grain } => {
                let calendar = self.evaluator.context.calendar();
                let start = calendar.span(self.period).map_err(out)?.start();
                let longer = calendar.period_of(start, grain).map_err(out)?;
                let start = calendar.span(longer).map_err(out)?.start();
                let first = calendar.period_of(start, self.period.grain()).map_err(out)?;
                // The week of 1 January may have begun the year before.
                let early = calendar.span(first).map_err(out)?.start() < start;
                let first = match early {
                    true => first.checked_add(1).map_err(out)?,
                    false => first,
                };
                Ok((first.min(self.period), self.period))
            }
        }
    }
}

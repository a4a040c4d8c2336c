//! How every ledger of one report is looked at.

use crate::input::{Given, Inputs};
use chrono::NaiveDate;
use kpis::metrics::Catalog;
use kpis::revenue::{KpiError, KpiQuestion, Ledger, Rates, RevenueKpis, View, ViewError};
use kpis::types::{
    AttributeHistory, Calendar, Currency, Grain, Money, Period, ProductId, Quantity, Ratio,
    Segment, SegmentTiming, Unit,
};

/// Currency, calendar, segment, product, day of knowledge and given facts.
#[derive(Debug, Clone)]
pub(super) struct Lens<'a> {
    /// Converts into its currency; without it the book of `currency` alone.
    pub(super) rates: Option<&'a Rates>,
    pub(super) currency: Currency,
    pub(super) calendar: Calendar,
    pub(super) as_of: NaiveDate,
    pub(super) segment: Option<(&'a AttributeHistory, Segment, SegmentTiming)>,
    pub(super) product: Option<ProductId>,
    pub(super) inputs: &'a Inputs,
    pub(super) catalog: Catalog,
}

impl<'a> Lens<'a> {
    /// The view of a ledger.
    pub(super) fn view<'l>(&self, ledger: &'l Ledger<'_>) -> Result<View<'l>, ViewError>
    where
        'a: 'l,
    {
        let view = match self.rates {
            Some(rates) => ledger.view_reported_in(rates)?,
            None => ledger.view_in(self.currency)?,
        };
        let mut view = view.with_calendar(self.calendar).as_of(self.as_of);
        if let Some((history, segment, timing)) = &self.segment {
            view = view.segment(history, segment.clone(), *timing);
        }
        match &self.product {
            Some(product) => view.product(product),
            None => Ok(view),
        }
    }

    /// The KPIs of a view, with the facts the user gave.
    pub(super) fn kpis<'v>(
        &self,
        view: &'v View<'v>,
        periods: &[Period],
    ) -> anyhow::Result<RevenueKpis<'v>> {
        let mut kpis = view.kpis_by(self.catalog.clone())?;
        for given in &self.inputs.facts {
            let Some(figure) = self.figure(given)? else {
                continue;
            };
            kpis = match &given.period {
                None => kpis.given(&given.fact, figure)?,
                Some(label) => {
                    let period = self.calendar.parse(label).map_err(|error| {
                        anyhow::anyhow!("the fact {} is given for {label:?}: {error}", given.fact)
                    })?;
                    kpis.given_in(period, &given.fact, figure)?
                }
            };
        }
        for period in periods.iter().filter(|p| p.grain() > Grain::Month) {
            kpis = self.months_added_up(kpis, *period)?;
        }
        Ok(kpis)
    }

    /// A question to several ledgers, with the facts the user gave. Facts that cannot be given were
    /// refused when the page's own KPIs were made.
    pub(super) fn question(&self, metric: &str, period: Period) -> KpiQuestion {
        let mut question = KpiQuestion::new(metric, period).by(self.catalog.clone());
        for given in &self.inputs.facts {
            let figure = self.figure(given).ok().flatten();
            let of = given.period.as_ref().map(|label| self.calendar.parse(label));
            question = match (figure, of) {
                (Some(figure), None) => question.given(&given.fact, figure),
                (Some(figure), Some(Ok(of))) => question.given_in(of, &given.fact, figure),
                _ => question,
            };
        }
        question
    }

    /// Costs given by month, for a quarter or a year with all its months.
    fn months_added_up<'v>(
        &self,
        mut kpis: RevenueKpis<'v>,
        period: Period,
    ) -> anyhow::Result<RevenueKpis<'v>> {
        let span = self.calendar.span(period)?;
        let last = span.end().pred_opt().unwrap_or(span.end());
        let first = self.calendar.period_of(span.start(), Grain::Month)?;
        let months: Vec<Period> =
            first.through(self.calendar.period_of(last, Grain::Month)?).collect();
        let labels: Vec<String> =
            months.iter().map(|m| self.calendar.label(*m)).collect::<Result<_, _>>()?;
        let mut names: Vec<&str> = self.inputs.facts.iter().map(|g| g.fact.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let of = |label: &String| {
                let named =
                    |g: &&crate::input::Given| g.fact == name && g.period.as_ref() == Some(label);
                self.inputs.facts.iter().find(named)
            };
            let parts: Option<Vec<_>> = labels.iter().map(of).collect();
            let Some(parts) = parts else { continue };
            let mut sum: Option<Money> = None;
            for given in parts {
                let Some(Quantity::Money(part)) = self.figure(given)? else {
                    sum = None;
                    break;
                };
                sum = Some(sum.map_or(Ok(part), |sum| sum.checked_add(part))?);
            }
            if let Some(sum) = sum {
                kpis = kpis.given_in(period, name, Quantity::Money(sum))?;
            }
        }
        Ok(kpis)
    }

    /// A given fact in the unit the catalog declares, converted with the rate of its period's last
    /// day; `None` for money of the book of another currency.
    fn figure(&self, given: &Given) -> anyhow::Result<Option<Quantity>> {
        let Given { fact: name, value, currency, ends, .. } = given;
        let Some(fact) = self.catalog.fact(name) else {
            anyhow::bail!("the catalog has no fact {name:?} to be given");
        };
        Ok(match fact.unit() {
            Unit::Money => {
                let currency = currency.ok_or_else(|| {
                    anyhow::anyhow!("the fact {name} is money and needs a currency")
                })?;
                match self.rates {
                    _ if currency == self.currency => Some(*value),
                    Some(rates) => {
                        let rate = rates.rate(currency, ends.unwrap_or(self.as_of))?;
                        value.checked_mul(rate)
                    }
                    None => None,
                }
                .map(|value| Quantity::Money(Money::new(value, self.currency)))
            }
            Unit::Ratio => Some(Quantity::Ratio(Ratio::new(*value))),
            Unit::Score => Some(Quantity::Score(*value)),
            _ => Some(Quantity::Number(*value)),
        })
    }
}

/// A metric that the catalog does not offer for a kind of period has no place on the page.
pub(super) fn offered(catalog: &Catalog, metric: &str, grain: Grain) -> bool {
    catalog.metric(metric).is_some_and(|definition| definition.grains().contains(&grain))
}

/// An unknown metric, with the names there are.
pub(super) fn unknown_metric(catalog: &Catalog, metric: &str) -> anyhow::Error {
    let names: Vec<&str> = catalog.metrics().map(|m| m.id().as_str()).collect();
    anyhow::anyhow!("unknown metric {metric:?}: expected one of {}", names.join(", "))
}

/// Errors of the library as they are.
pub(super) fn plain(error: KpiError) -> anyhow::Error {
    anyhow::Error::new(error)
}

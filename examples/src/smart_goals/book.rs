//! The past of metrics, computed from the scorecard's book month by month.

use anyhow::Result;
use kpis::goals::MetricHistory;
use kpis::metrics::MetricId;
use kpis::revenue::Ledger;
use kpis::types::{Calendar, Grain, Zone};

use super::args::SmartGoalsArguments;
use crate::input::{BadCell, ListBy, Progress, read_book, read_rates};
use crate::scorecard::policy_named;

/// What is measured where no goal names a metric.
const USUAL: [&str; 8] = [
    "mrr",
    "customers",
    "arpa",
    "customer_churn_rate_opening",
    "mrr_churn_rate",
    "gross_revenue_retention",
    "net_revenue_retention",
    "net_new_mrr",
];

/// Every complete month of the book, for the metrics wanted or the usual ones.
pub(super) fn histories(
    asked: &SmartGoalsArguments,
    wanted: &[&str],
    calendar: Calendar,
) -> Result<(Vec<MetricHistory>, Vec<BadCell>)> {
    let columns = asked.fields.columns()?;
    let lists = (Zone::try_new("UTC")?, ListBy::Moment);
    let mut loaded = read_book(&asked.book, None, &columns, lists, Progress::Auto)?;
    let rates = match &asked.rates {
        Some(path) => read_rates(path, &columns, asked.rate_age, &mut loaded)?,
        None => None,
    };
    columns.check(&loaded.headers, &loaded.fields)?;
    let ledger = Ledger::try_new(&loaded.book, &policy_named("kpis")?)?;
    let view = match (&rates, ledger.currencies()) {
        (Some(rates), _) => ledger.view_reported_in(rates)?,
        (None, [_, _, ..]) => ledger.view_in(asked.currency)?,
        (None, _) => ledger.view()?,
    };
    let view = view.with_calendar(calendar);
    let Some((first, last)) = ledger.first_and_last_day() else {
        return Ok((Vec::new(), loaded.bad));
    };
    let as_of = asked.as_of.or(loaded.last_date()).unwrap_or(last);
    let view = view.as_of(as_of);
    let kpis = view.kpis()?;
    // The first month has no month before it.
    let first = calendar.period_of(first, Grain::Month)?.checked_add(1)?;
    let next = as_of.succ_opt().unwrap_or(as_of);
    let last = calendar.period_of(next, Grain::Month)?.checked_add(-1)?;
    let metrics: Vec<&str> = if wanted.is_empty() { USUAL.to_vec() } else { wanted.to_vec() };
    let mut histories = Vec::new();
    for metric in metrics {
        let mut measured = Vec::new();
        for month in first.through(last) {
            // A metric the ledger does not count has no past here.
            let Ok(measurement) = kpis.measure(metric, month) else { continue };
            measured.push(measurement);
        }
        let id = MetricId::try_new(metric)?;
        histories.extend(MetricHistory::from_measurements(id, &measured));
    }
    Ok((histories, loaded.bad))
}

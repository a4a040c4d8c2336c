//! From files to a history, and from the history to a forecast.

use anyhow::Result;
use chrono::NaiveDate;
use kpis::cohort::{
    RevenueBackTest, RevenueBackTestOptions, RevenueForecast, RevenueForecastOptions,
    RevenueHistory, RevenueMonths,
};
use kpis::revenue::{Ledger, Rates, View};
use kpis::types::{Calendar, Grain, Localized, Period};
use std::collections::BTreeSet;

use super::args::ForecastArguments;
use super::plain::{level, no_view, plain};
use crate::flags::BookArguments;
use crate::input::{BadCell, Loaded, Progress, read_book, read_rates, said};
use crate::scorecard::policy_named;

/// Files as they were read.
pub(super) struct Read {
    loaded: Loaded,
    rates: Option<Rates>,
    calendar: Calendar,
    name: Option<String>,
}

/// Everything the page shows.
pub(super) struct Found {
    pub(super) calendar: Calendar,
    /// The file; `None` for the made-up company.
    pub(super) name: Option<String>,
    pub(super) rows: u64,
    pub(super) as_of: NaiveDate,
    pub(super) remarks: Vec<Localized>,
    pub(super) history: RevenueHistory,
    pub(super) forecast: RevenueForecast,
    pub(super) back_test: Option<RevenueBackTest>,
}

pub(super) fn read(arguments: &ForecastArguments) -> Result<(Read, Vec<BadCell>)> {
    let zone = arguments.book.zone()?;
    let columns = arguments.book.fields.columns()?;
    let sample = arguments.book.files.is_empty();
    let (books, rates) = match sample {
        false => (arguments.book.files.clone(), arguments.book.rates.clone()),
        true => {
            let folder = BookArguments::sample_folder()?;
            let rates = arguments.book.rates.clone().unwrap_or_else(|| folder.join("rates.csv"));
            (vec![folder.join("contract_lines.csv")], Some(rates))
        }
    };
    let lists = (zone, arguments.book.list_by);
    let mut loaded = read_book(&books, arguments.book.door, &columns, lists, Progress::Auto)?;
    let rates = match &rates {
        Some(path) => read_rates(path, &columns, arguments.book.rate_age, &mut loaded)?,
        None => None,
    };
    columns.check(&loaded.headers, &loaded.fields)?;
    let bad = loaded.bad.clone();
    let name = (!sample).then(|| loaded.sources.files().join(", "));
    Ok((Read { loaded, rates, calendar: Calendar::utc().with_zone(zone), name }, bad))
}

pub(super) fn find(arguments: &ForecastArguments, read: &Read) -> Result<Found> {
    let Read { loaded, rates, calendar, name } = read;
    let Some(as_of) = arguments.book.as_of.or(loaded.last_date()) else {
        return Err(said(
            "there are no rows to forecast from",
            "予測に使えるデータの行がありません",
        ));
    };
    let last = last_month(arguments, *calendar, as_of)?;
    let ledger = Ledger::try_new(&loaded.book, &policy_named(&arguments.book.policy)?)?;
    let view = match (arguments.currency, rates) {
        (Some(currency), _) => ledger.view_in(currency),
        (None, Some(rates)) => ledger.view_reported_in(rates),
        (None, None) => ledger.view(),
    };
    let view = view.map_err(no_view)?.with_calendar(*calendar).as_of(as_of);
    let history = history(&view, &ledger, last, &listed(loaded, *calendar)?)?;
    let options = RevenueForecastOptions::default()
        .with_months(arguments.months)
        .map_err(|error| plain(error, *calendar))?
        .with_paths(arguments.paths)
        .with_seed(arguments.seed)
        .with_level(level(arguments.level)?);
    let forecast = history.forecast(options).map_err(|error| plain(error, *calendar))?;
    let back_test = match arguments.backtest {
        true => {
            let asked = RevenueBackTestOptions::default().with_forecast(options);
            Some(history.back_test(asked).map_err(|error| plain(error, *calendar))?)
        }
        false => None,
    };
    Ok(Found {
        calendar: *calendar,
        name: name.clone(),
        rows: loaded.rows,
        as_of,
        remarks: loaded.remarks.clone(),
        history,
        forecast,
        back_test,
    })
}

/// The month asked for, if it is over; the last one that is over otherwise.
fn last_month(
    arguments: &ForecastArguments,
    calendar: Calendar,
    as_of: NaiveDate,
) -> Result<Period> {
    let tomorrow = as_of.succ_opt().unwrap_or(as_of);
    let over = calendar.period_of(tomorrow, Grain::Month)?.checked_add(-1)?;
    let Some(label) = &arguments.month else { return Ok(over) };
    let asked = calendar.parse(label).map_err(|error| {
        said(
            format!("--month {label:?}: {error}"),
            format!("--month {label:?} は月として読めません(例: 2026-08)"),
        )
    })?;
    if asked.grain() != Grain::Month {
        return Err(said(
            format!("--month {label:?}: a forecast goes by months, such as 2026-08"),
            format!("--month {label:?}: 予測は月単位です(例: 2026-08)"),
        ));
    }
    if asked > over {
        return Err(said(
            format!(
                "--month {label}: the month is not over on {as_of}, the last day known: its \
                 newcomers and leavers are not all there yet"
            ),
            format!(
                "--month {label}: データが分かっている最後の日 {as_of} の時点で、この月はまだ終わっていません"
            ),
        ));
    }
    Ok(asked)
}

/// The months with a list of everybody, where records are lists; `None` where they are contracts or
/// changes, which hold until the next one.
fn listed(loaded: &Loaded, calendar: Calendar) -> Result<Option<BTreeSet<Period>>> {
    if loaded.has_lines || loaded.lists.is_empty() {
        return Ok(None);
    }
    let mut months = BTreeSet::new();
    for moment in loaded.lists.keys() {
        months.insert(calendar.period_of(calendar.date_of(*moment), Grain::Month)?);
    }
    Ok(Some(months))
}

/// A list holds until the next one, but a month without a list was not observed: what it would carry
/// over is not what somebody saw.
fn history(
    view: &View<'_>,
    ledger: &Ledger<'_>,
    last: Period,
    listed: &Option<BTreeSet<Period>>,
) -> Result<RevenueHistory> {
    let calendar = view.calendar();
    let Some((first_day, _)) = ledger.first_and_last_day() else {
        return Err(said("there are no recurring amounts", "経常的な金額がありません"));
    };
    let first = calendar.period_of(first_day, Grain::Month)?;
    let is_seen = |month: &Period| listed.as_ref().is_none_or(|listed| listed.contains(month));
    let mut months = RevenueMonths::<String>::new(view.currency());
    // A month before the records has nobody, which is said below.
    if first <= last {
        first.through(last).filter(is_seen).for_each(|month| months.observe_month(month.index()));
        for balance in view.customer_balances(first, last)? {
            if !is_seen(&balance.period) {
                continue;
            }
            let customer = balance.customer.as_str().to_owned();
            months
                .observe_period(customer, balance.period, balance.closing)
                .map_err(|error| plain(error, calendar))?;
        }
    }
    months.finish(last.index()).map_err(|error| plain(error, calendar))
}

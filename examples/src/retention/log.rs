//! Reading the log.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use csv::StringRecord;
use kpis::revenue::Allowed;
use kpis::types::Zone;
use rust_decimal::Decimal;

use super::args::RetentionArguments;
use super::{question, sample};
use crate::input::{BadCell, Progress, Rows, name_of};

/// The events that could be read.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// What was read.
    pub(super) name: String,
    pub(super) ids: Vec<String>,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub(super) seconds: Vec<i64>,
    /// What was paid, one an event; empty unless asked for.
    pub(super) amounts: Vec<Decimal>,
    /// The segment, one an event; empty unless asked for.
    pub(super) segments: Vec<String>,
    pub(super) blank_ids: u64,
    pub(super) made_up: bool,
}

pub(super) fn read(arguments: &RetentionArguments) -> anyhow::Result<(Log, Vec<BadCell>)> {
    question::check(arguments)?;
    let Some(path) = &arguments.file else { return Ok((sample::log(arguments)?, Vec::new())) };
    let mut rows = Rows::open_as(path, Progress::Auto, arguments.header.header())?;
    let of = |wanted: &str| arguments.header.column(&rows, wanted);
    let (id_at, time_at) = (of(&arguments.id)?, of(&arguments.time)?);
    let money = match &arguments.money {
        Some(asked) => Some(Factors::find(asked, &rows.header, of)?),
        None => None,
    };
    let segment_at = match &arguments.segment {
        Some(asked) => Some(of(asked)?),
        None => None,
    };
    let name = name_of(path);
    let (mut log, mut found) = (Log { name, ..Log::default() }, Vec::new());
    while let Some((line, row)) = rows.next_good(&mut found)? {
        let id = row.get(id_at).unwrap_or_default().trim();
        if id.is_empty() && arguments.leave_out_blank_ids {
            log.blank_ids += 1;
            continue;
        }
        let time = row.get(time_at).unwrap_or_default().trim();
        let instant = instant(time, arguments.zone);
        let bad = |column: &str, value: &str, allowed: &Allowed| {
            BadCell::new(&rows.file, line, column, value, allowed)
        };
        if id.is_empty() {
            found.push(bad(&arguments.id, id, &Allowed::Identifier));
        }
        if instant.is_none() {
            found.push(bad(&arguments.time, time, &Allowed::DateOrTime));
        }
        let mut amount = Some(Decimal::ZERO);
        if let Some(money) = &money {
            amount =
                money.product(&row, |name, value| found.push(bad(name, value, &Allowed::Number)));
        }
        let (Some(instant), Some(amount)) = (instant, amount) else { continue };
        if !id.is_empty() {
            if money.is_some() {
                log.amounts.push(amount);
            }
            if let Some(at) = segment_at {
                log.segments.push(row.get(at).unwrap_or_default().trim().to_owned());
            }
            log.ids.push(id.to_owned());
            log.seconds.push(instant.timestamp());
        }
    }
    Ok((log, found))
}

/// The column with the money, or the two whose product it is.
struct Factors(Vec<(String, usize)>);

impl Factors {
    /// A column of that very name goes before a product.
    fn find(
        asked: &str,
        header: &[String],
        of: impl Fn(&str) -> anyhow::Result<usize>,
    ) -> anyhow::Result<Self> {
        let whole = header.iter().any(|name| name.eq_ignore_ascii_case(asked));
        let names = match asked.split_once('*') {
            Some((one, other)) if !whole => vec![one.trim(), other.trim()],
            _ => vec![asked],
        };
        let found = names.into_iter().map(|name| Ok((name.to_owned(), of(name)?)));
        found.collect::<anyhow::Result<_>>().map(Self)
    }

    /// The amount of a row; what is no number, or makes the product too large, is `bad`.
    fn product(&self, row: &StringRecord, mut bad: impl FnMut(&str, &str)) -> Option<Decimal> {
        let mut product = Some(Decimal::ONE);
        for (name, at) in &self.0 {
            let text = row.get(*at).unwrap_or_default().trim();
            let factor = Decimal::from_str_exact(text).ok();
            let next = product.zip(factor).and_then(|(a, b)| a.checked_mul(b));
            if factor.is_none() || (product.is_some() && next.is_none()) {
                bad(name, text);
            }
            product = next;
        }
        product
    }
}

/// A date, an RFC 3339 time, or a time without a zone.
fn instant(text: &str, zone: Zone) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    let local = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let time = local.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let time = time.or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(12, 0, 0))?;
    // The day begins where the zone says; the time of day is added to it. On the two days a year on
    // which clocks change, times after the change are an hour off, and on the right day.
    let midnight = zone.start_of_day(time.date())?;
    let since = time.signed_duration_since(time.date().and_hms_opt(0, 0, 0)?);
    midnight.checked_add_signed(since)
}

impl Log {
    /// The first and the last day with an event.
    pub(super) fn days(&self, zone: Zone) -> Option<(NaiveDate, NaiveDate)> {
        let day = |seconds: &i64| Some(zone.date_of(DateTime::from_timestamp(*seconds, 0)?));
        let (first, last) = (self.seconds.iter().min()?, self.seconds.iter().max()?);
        let (first, last) = (day(first)?, day(last)?);
        Some((first, last))
    }

    /// The last day with events before the last one of all, where more than the whole log until
    /// then lies between them: one wrong year makes every window look long over.
    pub(super) fn stray_end(&self, zone: Zone) -> Option<NaiveDate> {
        let (first, last) = self.days(zone)?;
        let day = |seconds: &i64| Some(zone.date_of(DateTime::from_timestamp(*seconds, 0)?));
        // Days of a time zone never differ from those of UTC by more than one.
        let near = self.seconds.iter().max()? - 2 * 86_400;
        let before = self.seconds.iter().filter(|seconds| **seconds < near).max().and_then(day)?;
        let alone = last.signed_duration_since(before) > before.signed_duration_since(first);
        let far = last.signed_duration_since(before).num_days() > 366;
        (alone && far).then_some(before)
    }
}

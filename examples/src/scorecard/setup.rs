//! From arguments to everything a report needs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use kpis::goals::GoalDocument;
use kpis::metrics::Catalog;
use kpis::revenue::{Policy, PolicyField, Preset, Rates};
use kpis::types::{
    Calendar, Currency, Grain, Language, Period, ProductId, Segment, SegmentTiming, Zone,
};
use rust_decimal::Decimal;

use super::args::{Arguments, SegmentAt};
use super::goals;
use super::lens::Lens;
use crate::flags::BookArguments;
use crate::input::{
    Inputs, Known, Loaded, Progress, Segments, read_book, read_inputs, read_one_offs, read_rates,
    read_segments, read_totals, said,
};
use crate::shown::pick;

/// Data read, arguments understood.
pub(super) struct Setup {
    pub(super) language: Language,
    pub(super) loaded: Loaded,
    pub(super) rates: Option<Rates>,
    pub(super) segments: Segments,
    pub(super) inputs: Inputs,
    pub(super) policy: Policy,
    pub(super) catalog: Catalog,
    pub(super) calendar: Calendar,
    pub(super) as_of: NaiveDate,
    /// The moment up to which records count; `None` for all.
    pub(super) known: Option<DateTime<Utc>>,
    pub(super) period: Period,
    pub(super) sample: bool,
    pub(super) goals: Option<GoalDocument>,
    /// Totals published elsewhere.
    pub(super) totals: BTreeMap<DateTime<Utc>, Option<Decimal>>,
    segment: Option<(String, Segment)>,
    segment_at: SegmentTiming,
    product: Option<ProductId>,
    currency: Option<CurrencyChoice>,
}

#[derive(Debug, Clone, Copy)]
enum CurrencyChoice {
    Each,
    Only(Currency),
}

impl Setup {
    pub(super) fn read(arguments: &Arguments) -> Result<Self> {
        let language = arguments.shown.page.language();
        let policy = policy(&arguments.book.policy, &arguments.rule)?;
        if arguments.compare.is_some() && arguments.known_at.is_some() {
            return Err(said(
                "--compare explains what is known now: leave out --known-at",
                "--compare は現在の内容を説明します。--known-at を外してください",
            ));
        }
        let zone = arguments.book.zone()?;
        let fiscal =
            chrono::Month::try_from(arguments.fiscal_start).context("fiscal year start")?;
        let calendar = Calendar::utc().with_zone(zone).with_fiscal_start(fiscal);
        let columns = arguments.book.fields.columns()?;
        let files = Files::find(arguments)?;
        let lists = (zone, arguments.book.list_by);
        let mut loaded =
            read_book(&files.books, arguments.book.door, &columns, lists, Progress::Auto)?;
        if let Some(path) = &arguments.one_off {
            read_one_offs(&mut loaded, path, &columns, zone)?;
        }
        let rates = match &files.rates {
            Some(path) => read_rates(path, &columns, arguments.book.rate_age, &mut loaded)?,
            None => None,
        };
        let segments = match &files.segments {
            Some(path) => read_segments(path, &columns, &mut loaded)?,
            None => Segments::new(),
        };
        let catalog = Catalog::builtin()?;
        let inputs = match &files.inputs {
            Some(path) => {
                let known = Known { catalog: &catalog, calendar, rates: rates.as_ref() };
                read_inputs(path, &columns, &known, &mut loaded)?
            }
            None => Inputs::default(),
        };
        let totals = match &arguments.reconcile {
            Some(_) if loaded.lists.is_empty() && loaded.bad.is_empty() => {
                return Err(said(
                    "--reconcile needs a file of snapshots",
                    "--reconcile にはスナップショットのファイルが必要です",
                ));
            }
            Some(path) => read_totals(path, &columns, &mut loaded)?,
            None => BTreeMap::new(),
        };
        columns.check(&loaded.headers, &loaded.fields)?;
        let known = arguments.known_at.map(|day| end_of_day(zone, day));
        let last = loaded.last_date();
        let last = match arguments.known_at {
            Some(day) => last.map(|last| last.min(day)),
            None => last,
        };
        let as_of = match arguments.book.as_of.or(last) {
            Some(day) => day,
            None if loaded.bad.is_empty() => {
                return Err(said("there are no rows to report on", "データの行がありません"));
            }
            None => NaiveDate::default(),
        };
        let period = match &arguments.month {
            Some(label) => calendar.parse(label).with_context(|| format!("--month {label:?}"))?,
            None => default_month(calendar, as_of, loaded.first_date())?,
        };
        Ok(Self {
            language,
            segment: segment(arguments, &segments)?,
            segment_at: match arguments.segment_at {
                SegmentAt::Start => SegmentTiming::PeriodStart,
                SegmentAt::End => SegmentTiming::PeriodEnd,
            },
            product: arguments.product.as_ref().map(ProductId::try_new).transpose()?,
            currency: currency(arguments.currency.as_deref())?,
            loaded,
            rates,
            segments,
            inputs,
            policy,
            catalog,
            calendar,
            as_of,
            known,
            period,
            sample: files.sample,
            goals: arguments.goals.as_deref().map(goals::read).transpose()?,
            totals,
        })
    }

    /// One way to look at the book, or one for each currency.
    pub(super) fn lenses(&self) -> Vec<Lens<'_>> {
        let found = self.loaded.book.currencies();
        let lens = |rates, currency| Lens {
            rates,
            currency,
            calendar: self.calendar,
            as_of: self.as_of,
            segment: self.segment.as_ref().and_then(|(name, segment)| {
                Some((self.segments.get(name)?, segment.clone(), self.segment_at))
            }),
            product: self.product.clone(),
            inputs: &self.inputs,
            catalog: self.catalog.clone(),
        };
        match (self.currency, &self.rates) {
            (Some(CurrencyChoice::Only(currency)), _) => vec![lens(None, currency)],
            (None, Some(rates)) => vec![lens(Some(rates), rates.reporting())],
            _ => found.into_iter().map(|currency| lens(None, currency)).collect(),
        }
    }

    /// The same look at the customers of a segment alone.
    pub(super) fn narrowed<'a>(&'a self, lens: &Lens<'a>, segment: Option<&Segment>) -> Lens<'a> {
        let history = segment.and_then(|own| Some((own, self.segments.get(own.attribute())?)));
        match history {
            None => lens.clone(),
            Some((own, history)) => {
                let segment = Some((history, own.clone(), self.segment_at));
                Lens { segment, ..lens.clone() }
            }
        }
    }

    /// What narrows the report down: segment and product.
    pub(super) fn scope(&self) -> Vec<String> {
        let segment = self.segment.as_ref().map(|(_, segment)| {
            let at = match self.segment_at {
                SegmentTiming::PeriodEnd => {
                    pick(self.language, "as at the period's end", "期末時点")
                }
                _ => pick(self.language, "as at the period's start", "期首時点"),
            };
            format!("{segment} ({at})")
        });
        let product = self.product.as_ref().map(|p| format!("product={p}"));
        segment.into_iter().chain(product).collect()
    }
}

/// A preset by name with single rules changed.
pub(super) fn policy(name: &str, rules: &[String]) -> Result<Policy> {
    let Some(preset) = Preset::from_name(name) else {
        let names: Vec<&str> = Preset::ALL.iter().map(|p| p.name()).collect();
        let names = names.join(", ");
        return Err(said(
            format!("unknown policy {name:?}: expected one of {names}"),
            format!("計算ルール {name:?} はありません。使えるもの: {names}"),
        ));
    };
    let mut policy = Policy::preset(preset);
    let mut said = vec![preset.name().to_owned()];
    for rule in rules {
        let Some((field, value)) = rule.split_once('=') else {
            bail!("--rule {rule:?}: expected field=value");
        };
        let Some(field) = PolicyField::from_name(field.trim()) else {
            let names: Vec<&str> = PolicyField::ALL.iter().map(|f| f.name()).collect();
            bail!("--rule {rule:?}: no rule {field:?}: expected one of {}", names.join(", "));
        };
        policy.set(field, value.trim())?;
        said.push(format!("{field}={}", policy.value_of(field)));
    }
    Ok(policy.with_name(said.join(", ")))
}

/// The files to read.
struct Files {
    books: Vec<PathBuf>,
    rates: Option<PathBuf>,
    segments: Option<PathBuf>,
    inputs: Option<PathBuf>,
    sample: bool,
}

impl Files {
    fn find(arguments: &Arguments) -> Result<Self> {
        let (rates, segments, inputs) =
            (arguments.book.rates.clone(), arguments.segments.clone(), arguments.inputs.clone());
        if !arguments.book.files.is_empty() {
            let books = arguments.book.files.clone();
            return Ok(Self { books, rates, segments, inputs, sample: false });
        }
        let folder = BookArguments::sample_folder()?;
        let own = |name: &str| Some(folder.join(name));
        Ok(Self {
            books: vec![folder.join("contract_lines.csv")],
            rates: rates.or_else(|| own("rates.csv")),
            segments: segments.or_else(|| own("segments.csv")),
            inputs: inputs.or_else(|| own("inputs.csv")),
            sample: true,
        })
    }
}

fn segment(arguments: &Arguments, segments: &Segments) -> Result<Option<(String, Segment)>> {
    let Some(text) = &arguments.segment else {
        return Ok(None);
    };
    let segment: Segment = text.parse()?;
    let Some(history) = segments.get(segment.attribute()) else {
        let names: Vec<&str> = segments.keys().map(String::as_str).collect();
        bail!(
            "--segment {text:?}: no attribute {:?}: expected one of {}",
            segment.attribute(),
            if names.is_empty() {
                "none (give --segments FILE)".to_owned()
            } else {
                names.join(", ")
            }
        );
    };
    let values = history.distinct_values();
    if !values.contains(&segment.value()) {
        bail!("--segment {text:?}: nobody ever had it: expected one of {}", values.join(", "));
    }
    Ok(Some((segment.attribute().to_owned(), segment)))
}

fn currency(text: Option<&str>) -> Result<Option<CurrencyChoice>> {
    Ok(match text {
        None => None,
        Some(each) if each.eq_ignore_ascii_case("each") => Some(CurrencyChoice::Each),
        Some(code) => Some(CurrencyChoice::Only(Currency::try_new(code)?)),
    })
}

/// The last month that is over on a day; where the records begin later, the month they begin in.
fn default_month(calendar: Calendar, as_of: NaiveDate, first: Option<NaiveDate>) -> Result<Period> {
    let tomorrow = as_of.succ_opt().unwrap_or(as_of);
    let complete = calendar.period_of(tomorrow, Grain::Month)?.checked_add(-1)?;
    let Some(first) = first.filter(|first| *first <= as_of) else { return Ok(complete) };
    Ok(complete.max(calendar.period_of(first, Grain::Month)?))
}

/// The last moment of a day.
pub(super) fn end_of_day(zone: Zone, day: NaiveDate) -> DateTime<Utc> {
    let next = day.succ_opt().and_then(|next| zone.start_of_day(next));
    next.map_or(DateTime::<Utc>::MAX_UTC, |at| at - chrono::Duration::microseconds(1))
}

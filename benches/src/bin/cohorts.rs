//! Cohort jobs over columns; prints one JSON object for `peers/cohorts.py`.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use chrono::NaiveDate;
use kpis::cohort::{
    Actives, ActivesSpec, BgNbd, DecimalLifetimes, EventColumns, FitOptions, KaplanMeier,
    KaplanMeierOptions, ObservationEnd, PurchaseHistory, PurchaseSample, Retention, RetentionSpec,
    RiskTable, Status, TimeColumn, Weeks, WholeLifetimes,
};
use kpis::types::date_of_day;
use kpis_benches::{Run, column, peak_rss_bytes, write_out};
use rayon::prelude::*;
use serde_json::{Value, json};

type Answer = Result<Vec<Value>, Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let job = arguments.next().ok_or("the first argument is the job")?;
    let Run { data, runs } = Run::read(arguments)?;
    match job.as_str() {
        "grid" => run(runs, &Log::read(&data)?, Log::grid),
        "sum" => run(runs, &Log::read(&data)?, Log::sum),
        "actives" => run(runs, &Log::read(&data)?, Log::actives),
        "km-days" => run(runs, &Lifetimes::read(&data, "days.u32", u32::from_le_bytes)?, days),
        "km-decimals" => {
            run(runs, &Lifetimes::read(&data, "decimals.f64", f64::from_le_bytes)?, decimals)
        }
        "bgnbd" | "bgnbd-large" => run(runs, &Purchases::read(&data)?, Purchases::fit),
        other => Err(format!("unknown job {other}").into()),
    }
}

/// Times a job; what the answer looks like is worked out after the clock has stopped.
fn run<T, A: Rows>(
    runs: usize,
    input: &T,
    job: impl Fn(&T) -> Result<A, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let (mut seconds, mut answer, mut peak) = (Vec::new(), None, None);
    for _ in 0..runs {
        drop(answer.take());
        let start = Instant::now();
        let found = job(input)?;
        seconds.push(start.elapsed().as_secs_f64());
        answer = Some(found);
        // Later runs also find what the allocator keeps of those before.
        peak.get_or_insert_with(peak_rss_bytes);
    }
    let result = json!({
        "name": format!("kpis {}", env!("CARGO_PKG_VERSION")),
        "seconds": seconds,
        "peak_rss_bytes": peak,
        "rows": answer.ok_or("no run")?.rows()?,
    });
    Ok(write_out(&result.to_string())?)
}

/// An answer as the script compares it.
trait Rows {
    fn rows(self) -> Answer;
}

impl Rows for Vec<Value> {
    fn rows(self) -> Answer {
        Ok(self)
    }
}

/// Events, and the days they lie in.
struct Log {
    user: Vec<u64>,
    day: Vec<i32>,
    first: NaiveDate,
    last: NaiveDate,
    months: u32,
}

impl Log {
    fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let meta: Value = serde_json::from_slice(&std::fs::read(folder.join("meta.json"))?)?;
        let number =
            |name: &str| meta.get(name).and_then(Value::as_i64).ok_or("a number is missing");
        Ok(Self {
            user: column(&folder.join("user.u64"), u64::from_le_bytes)?,
            day: column(&folder.join("day.i32"), i32::from_le_bytes)?,
            first: date_of_day(i32::try_from(number("first_day")?)?)?,
            last: date_of_day(i32::try_from(number("stop_day")? - 1)?)?,
            months: u32::try_from(number("months")?)?,
        })
    }

    fn columns(&self) -> EventColumns<'_> {
        EventColumns::new(self.user.as_slice(), TimeColumn::Days(&self.day))
    }

    fn grid(&self) -> Answer {
        let end = ObservationEnd::Through(self.last);
        let spec = RetentionSpec::monthly(end).with_horizon(self.months - 1)?;
        let mut retention = Retention::try_new(spec)?;
        retention.observe_columns(&self.columns())?;
        let grid = retention.finish()?;
        let mut rows = Vec::new();
        let start =
            kpis::types::Calendar::utc().period_of(self.first, kpis::types::Grain::Month)?.index();
        for row in grid.cohorts() {
            let kpis::cohort::CohortKey::Period(period) = row.key() else { continue };
            let cells = (0..).zip(row.cells()).filter(|(_, cell)| cell.returned() > 0);
            rows.extend(cells.map(|(age, cell): (u32, _)| {
                json!([period.index() - start, age, cell.returned()])
            }));
        }
        Ok(rows)
    }

    /// What cannot be done faster: everything read once.
    fn sum(&self) -> Answer {
        const PART: usize = 1 << 16;
        let users = self
            .user
            .par_chunks(PART)
            .map(|part| part.iter().fold(0_u64, |sum, user| sum.wrapping_add(*user)));
        let users = users.reduce(|| 0, u64::wrapping_add);
        let days = self.day.par_chunks(PART).map(|part| {
            // Sums of 32 bits would not hold; a part of a column of days fits into 64.
            part.iter().map(|day| i64::from(*day)).sum::<i64>()
        });
        Ok(vec![json!([users, days.sum::<i64>()])])
    }

    fn actives(&self) -> Answer {
        let spec = ActivesSpec::new(self.first, ObservationEnd::Through(self.last));
        let mut actives = Actives::try_new(spec)?;
        actives.observe_columns(&self.columns())?;
        let trailing = actives.finish()?.trailing(28.try_into()?)?;
        Ok((0_u32..).zip(&trailing).map(|(day, t)| json!([day, t.active_so_far()])).collect())
    }
}

/// How long subjects stayed.
struct Lifetimes<T> {
    durations: Vec<T>,
    status: Vec<Status>,
}

impl<T> Lifetimes<T> {
    fn read<const N: usize>(
        folder: &Path,
        name: &str,
        read: impl Fn([u8; N]) -> T,
    ) -> Result<Self, Box<dyn Error>> {
        let durations = column(&folder.join(name), read)?;
        let codes = column(&folder.join("status.u8"), |[code]: [u8; 1]| code)?;
        let status = codes.into_iter().map(Status::try_from).collect::<Result<_, _>>()?;
        Ok(Self { durations, status })
    }
}

fn days(input: &Lifetimes<u32>) -> Result<KaplanMeier, Box<dyn Error>> {
    let mut stayed = WholeLifetimes::new();
    stayed.observe_columns(&input.durations, &input.status)?;
    Ok(curve(&stayed.finish()?))
}

fn decimals(input: &Lifetimes<f64>) -> Result<KaplanMeier, Box<dyn Error>> {
    let mut stayed = DecimalLifetimes::new();
    stayed.observe_columns(&input.durations, &input.status)?;
    Ok(curve(&stayed.finish()?))
}

/// The curve, with the interval of every step: lifelines computes them, too.
fn curve(table: &RiskTable) -> KaplanMeier {
    let curve = table.kaplan_meier(KaplanMeierOptions::lifelines());
    for step in curve.steps() {
        black_box(step.point().estimate().ok());
    }
    curve
}

impl Rows for KaplanMeier {
    fn rows(self) -> Answer {
        let times = (1..1000).map(|i| 1.5 * f64::from(i));
        let reached = times.take_while(|time| self.last_time().is_some_and(|last| *time <= last));
        reached
            .map(|time| {
                let point = self.survival_at(time)?;
                let (survival, estimate) = (point.survival(), point.estimate());
                let bounds = estimate.map_or((survival, survival), |e| (e.lower(), e.upper()));
                Ok(json!([time, survival, bounds.0, bounds.1]))
            })
            .collect()
    }
}

/// Customers as the BG/NBD model sees them.
struct Purchases {
    x: Vec<u32>,
    last: Vec<f64>,
    age: Vec<f64>,
}

impl Purchases {
    fn read(folder: &Path) -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            x: column(&folder.join("purchases.u32"), u32::from_le_bytes)?,
            last: column(&folder.join("last.f64"), f64::from_le_bytes)?,
            age: column(&folder.join("age.f64"), f64::from_le_bytes)?,
        })
    }

    fn fit(&self) -> Answer {
        let mut sample = PurchaseSample::<Weeks>::new();
        for ((x, last), age) in self.x.iter().zip(&self.last).zip(&self.age) {
            sample.observe(PurchaseHistory::try_new(u64::from(*x), *last, *age)?);
        }
        let fit = BgNbd::fit(&sample, &FitOptions::default())?;
        let model = fit.model();
        Ok(vec![json!([model.r(), model.alpha(), model.a(), model.b()])])
    }
}

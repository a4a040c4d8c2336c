//! Survey jobs over columns; prints one JSON object for `peers/survey.py`.

use std::error::Error;
use std::time::Instant;

use kpis::survey::{AnswerColumns, AnswerCounts, Item, NetMethod, NpsCounts, Scale, ScoreOptions};
use kpis_benches::{Run, column, peak_rss_bytes, write_out};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let job = arguments.next().ok_or("the first argument is the job")?;
    let Run { data, runs } = Run::read(arguments)?;
    match job.as_str() {
        "segments" => {
            let answers = column(&data.join("answer.u8"), u8::from_le_bytes)?;
            let segments = column(&data.join("segment.u16"), u16::from_le_bytes)?;
            let columns = AnswerColumns::new(&answers[..]).with_segments(&segments[..]);
            run(runs, || nps_by_segment(&columns))
        }
        "segments-wide" => {
            let answers = column(&data.join("answer.u8"), u8::from_le_bytes)?;
            let segments = column(&data.join("segment.u16"), u16::from_le_bytes)?;
            let segments: Vec<u32> = segments.into_iter().map(u32::from).collect();
            let columns = AnswerColumns::new(&answers[..]).with_segments(&segments[..]);
            run(runs, || nps_by_segment(&columns))
        }
        "bootstrap" => {
            let counts = column(&data.join("counts.u64"), u64::from_le_bytes)?;
            let [detractors, passives, promoters] = counts[..] else {
                return Err("three counts are needed".into());
            };
            let counts = NpsCounts::try_new(detractors, passives, promoters)?;
            let options = ScoreOptions::from(NetMethod::BootstrapPercentile);
            let options = options.with_replicates(10_000).with_seed(1);
            run(runs, || {
                let nps = counts.score(options)?.estimate();
                Ok(vec![json!([nps.point(), nps.lower(), nps.upper()])])
            })
        }
        other => Err(format!("unknown job {other}").into()),
    }
}

/// Segment, answers, NPS and both ends of its interval.
fn nps_by_segment(columns: &AnswerColumns<'_>) -> Result<Vec<Value>, Box<dyn Error>> {
    let mut counts = AnswerCounts::new(Item::new("nps", Scale::ZERO_TO_TEN));
    counts.observe_columns(columns)?;
    let mut rows = Vec::new();
    for group in counts.finish().groups() {
        let segment = group.segment().map(ToString::to_string).unwrap_or_default();
        let nps = group.distribution().nps(ScoreOptions::default())?.estimate();
        let segment: u32 = segment.parse()?;
        rows.push(json!([segment, nps.n(), nps.point(), nps.lower(), nps.upper()]));
    }
    Ok(rows)
}

fn run(
    runs: usize,
    job: impl Fn() -> Result<Vec<Value>, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let (mut seconds, mut rows) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let start = Instant::now();
        rows = job()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let result = json!({
        "name": format!("kpis {}", env!("CARGO_PKG_VERSION")),
        "seconds": seconds,
        "peak_rss_bytes": peak_rss_bytes(),
        "rows": rows,
    });
    Ok(write_out(&result.to_string())?)
}

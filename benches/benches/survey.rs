//! Survey jobs at sizes a laptop repeats often: `cargo bench -p kpis-benches --bench survey`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kpis::survey::{AnswerColumns, AnswerCounts, Item, NetMethod, NpsCounts, Scale, ScoreOptions};

const ANSWERS: u32 = 4_000_000;
const SEGMENTS: u32 = 1_000;

/// A number that looks random and is the same on every machine.
fn mix(seed: u32) -> u32 {
    let mut x = seed.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    x ^= x >> 15;
    x = x.wrapping_mul(0x2c1b_3c6d);
    x ^ (x >> 12)
}

fn counted(columns: &AnswerColumns<'_>) -> usize {
    let mut counts = AnswerCounts::new(Item::new("nps", Scale::ZERO_TO_TEN));
    if counts.observe_columns(columns).is_err() {
        return 0;
    }
    let answers = counts.finish();
    let scores = answers.groups().iter().map(|g| g.distribution().nps(ScoreOptions::default()));
    scores.filter(Result::is_ok).count()
}

fn survey(c: &mut Criterion) {
    let answers: Vec<u8> = (0..ANSWERS).map(|row| (mix(row) % 11) as u8).collect();
    let wide: Vec<u32> = (0..ANSWERS).map(|row| mix(row ^ 0x5555) % SEGMENTS).collect();
    let narrow: Vec<u16> = wide.iter().map(|segment| *segment as u16).collect();
    let few: Vec<u16> = narrow.iter().map(|segment| segment % 3).collect();
    let mut group = c.benchmark_group("nps");
    group.throughput(Throughput::Elements(ANSWERS.into())).sample_size(20);
    let columns = AnswerColumns::new(&answers[..]);
    group.bench_function("one segment", |b| b.iter(|| counted(black_box(&columns))));
    let columns = AnswerColumns::new(&answers[..]).with_segments(&few[..]);
    group.bench_function("3 segments of 16 bits", |b| b.iter(|| counted(black_box(&columns))));
    let columns = AnswerColumns::new(&answers[..]).with_segments(&narrow[..]);
    group.bench_function("1,000 segments of 16 bits", |b| b.iter(|| counted(black_box(&columns))));
    let columns = AnswerColumns::new(&answers[..]).with_segments(&wide[..]);
    group.bench_function("1,000 segments of 32 bits", |b| b.iter(|| counted(black_box(&columns))));
    group.finish();

    let Ok(counts) = NpsCounts::try_new(250_000, 300_000, 450_000) else { return };
    let mut group = c.benchmark_group("interval of 1 M answers");
    for method in NetMethod::ALL {
        let options = ScoreOptions::from(method).with_replicates(10_000);
        group.sample_size(10).bench_function(format!("{method:?}"), |b| {
            b.iter(|| black_box(counts).score(options));
        });
    }
    group.finish();
}

criterion_group!(benches, survey);
criterion_main!(benches);

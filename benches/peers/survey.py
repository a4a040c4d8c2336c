#!/usr/bin/env python3
"""NPS by segment with its interval, and the bootstrap of one NPS: the same jobs in DuckDB, Polars, NumPy and `kpis`.

    python survey.py --check               # small data, every engine against a slow oracle
    python survey.py                       # 100 M answers in 1,000 segments, one table
    python survey.py --jobs segments --skip-ours

What is timed, and what is fair: see `JOBS` below and the rules of README.md.
"""

import json
import math
import sys
import tempfile
from pathlib import Path

import script
from measure import Quiet, ensure_data
from script import Job, answers_of, compare, measure_job, print_jobs, rows_of

Z = 1.959963984540054
SHARES = (0.03, 0.01, 0.01, 0.02, 0.03, 0.08, 0.06, 0.12, 0.20, 0.20, 0.24)  # of the answers 0 to 10
CHUNK = 1_000_000
REPLICATES = 10_000


def adjusted_wald(n, promoters, detractors):
    """NPS in points with its adjusted Wald interval."""
    point, m = 100 * (promoters - detractors) / n, n + 3
    p, d = (promoters + 0.75) / m, (detractors + 0.75) / m
    reach = Z * math.sqrt((p + d - (p - d) ** 2) / m)
    return point, 100 * max(p - d - reach, -1), 100 * min(p - d + reach, 1)


# ------------------------------------------------------------------------------------------------------ data


def description(answers, segments, seed):
    return {"answers": answers, "segments": segments, "seed": seed}


def write(folder, meta):
    import numpy as np

    random = np.random.default_rng(meta["seed"])
    with open(folder / "answer.u8", "wb") as answers, open(folder / "segment.u16", "wb") as segments:
        for start in range(0, meta["answers"], CHUNK):
            size = min(CHUNK, meta["answers"] - start)
            answers.write(random.choice(11, size=size, p=SHARES).astype("u1").tobytes())
            segments.write(random.integers(0, meta["segments"], size=size).astype("<u2").tobytes())
    # The counts of one million answers, or of as many as there are.
    n = min(meta["answers"], 1_000_000)
    counts = np.array([n // 4, n - n // 4 - n * 9 // 20, n * 9 // 20], dtype="<u8")
    counts.tofile(folder / "counts.u64")
    (folder / "meta.json").write_text(json.dumps(meta))


def columns(folder):
    import numpy as np

    return np.fromfile(folder / "segment.u16", dtype="<u2"), np.fromfile(folder / "answer.u8", dtype="u1")


# --------------------------------------------------------------------------------------------------- engines

# As an analyst writes it: three counts.
PLAIN = """
SELECT segment, count(*) AS n, count(*) FILTER (answer >= 9) AS p, count(*) FILTER (answer <= 6) AS d
FROM answers GROUP BY segment"""
# One count by segment and answer in one key, then the bands of eleven thousand groups.
PACKED = """
SELECT k // 16 AS segment, sum(c) AS n, coalesce(sum(c) FILTER (k % 16 >= 9), 0) AS p,
  coalesce(sum(c) FILTER (k % 16 <= 6), 0) AS d
FROM (SELECT segment::INTEGER * 16 + answer AS k, count(*) AS c FROM answers GROUP BY k) GROUP BY 1"""
INTERVAL = """
WITH counts AS ({counts}),
shares AS (SELECT segment, n, 100 * (p - d) / n AS nps, n + 3 AS m,
  (p + .75) / (n + 3) AS pp, (d + .75) / (n + 3) AS dd FROM counts)
SELECT segment::INTEGER, n::BIGINT, nps,
  100 * greatest(pp - dd - {z} * sqrt((pp + dd - (pp - dd) ** 2) / m), -1),
  100 * least(pp - dd + {z} * sqrt((pp + dd - (pp - dd) ** 2) / m), 1)
FROM shares ORDER BY segment"""


def duckdb_by(counts, label):
    def load(folder, _meta, args):
        import duckdb

        con = duckdb.connect(config={"threads": args.threads, "memory_limit": args.memory_limit})
        con.execute("SET preserve_insertion_order = false")
        con.execute("CREATE TABLE answers (segment USMALLINT, answer UTINYINT)")
        segments, answers = columns(folder)
        for start in range(0, len(answers), CHUNK):
            part = {"segment": segments[start:start + CHUNK], "answer": answers[start:start + CHUNK]}
            con.execute("INSERT INTO answers SELECT segment, answer FROM part")
            del part
        query = INTERVAL.format(counts=counts, z=Z)
        return f"DuckDB, {label}", duckdb.__version__, lambda: con.execute(query).fetchall()

    return load


def polars(folder, _meta, args):
    import os

    os.environ["POLARS_MAX_THREADS"] = str(args.threads)
    import polars as pl

    segments, answers = columns(folder)
    frame = pl.DataFrame({"segment": segments, "answer": answers})
    key = pl.col("segment").cast(pl.UInt32) * 16 + pl.col("answer")
    count, answer = pl.col("c"), pl.col("k") % 16
    m = pl.col("n") + 3
    p, d = (pl.col("p") + 0.75) / m, (pl.col("d") + 0.75) / m
    reach = Z * ((p + d - (p - d) ** 2) / m).sqrt()
    query = (
        frame.lazy().group_by(key.alias("k")).agg(pl.len().cast(pl.Int64).alias("c"))
        .group_by((pl.col("k") // 16).alias("segment"))
        .agg(
            count.sum().alias("n"), count.filter(answer >= 9).sum().alias("p"),
            count.filter(answer <= 6).sum().alias("d"),
        )
        .sort("segment")
        .select(
            "segment", "n", 100 * (pl.col("p") - pl.col("d")) / pl.col("n"),
            (100 * (p - d - reach)).clip(-100, 100).alias("low"),
            (100 * (p - d + reach)).clip(-100, 100).alias("high"),
        )
    )
    return "Polars", pl.__version__, lambda: query.collect(engine=args.polars_engine).rows()


def numpy_bincount(folder, meta, _args):
    import numpy as np

    segments, answers = columns(folder)

    def run():
        keys = segments.astype(np.uint32) * 16 + answers
        table = np.bincount(keys, minlength=16 * meta["segments"]).reshape(-1, 16)
        rows = []
        for segment, counts in enumerate(table.tolist()):
            if n := sum(counts):
                rows.append([segment, n, *adjusted_wald(n, sum(counts[9:11]), sum(counts[:7]))])
        return rows

    return "NumPy, bincount", np.__version__, run


def numpy_multinomial(folder, _meta, _args):
    """Counts redrawn, not rows."""
    import numpy as np

    counts = np.fromfile(folder / "counts.u64", dtype="<u8").astype(np.int64)
    n = int(counts.sum())

    def run():
        drawn = np.random.default_rng(1).multinomial(n, counts / n, size=REPLICATES)
        scores = 100 * (drawn[:, 2] - drawn[:, 0]) / n
        low, high = np.quantile(scores, [0.025, 0.975], method="weibull")
        return [[100 * float(counts[2] - counts[0]) / n, float(low), float(high)]]

    return "NumPy, multinomial", np.__version__, run


def oracle_segments(folder, _meta):
    bands = {}
    segments, answers = columns(folder)
    for segment, answer in zip(segments.tolist(), answers.tolist(), strict=True):
        n, p, d = bands.get(segment, (0, 0, 0))
        bands[segment] = n + 1, p + (answer >= 9), d + (answer <= 6)
    return [[segment, n, *adjusted_wald(n, p, d)] for segment, (n, p, d) in sorted(bands.items())]


def oracle_bootstrap(folder, _meta):
    """The normal interval, which ten thousand replicates of many answers come near to."""
    import numpy as np

    d, passives, p = np.fromfile(folder / "counts.u64", dtype="<u8").tolist()
    n = d + passives + p
    score = (p - d) / n
    reach = Z * math.sqrt(((p + d) / n - score**2) / n)
    return [[100 * score, 100 * (score - reach), 100 * (score + reach)]]


PEERS = {
    "duckdb": duckdb_by(PACKED, "one key"),
    "duckdb-plain": duckdb_by(PLAIN, "plain SQL"),
    "polars": polars,
    "numpy": numpy_bincount,
}
JOBS = {
    "segments": Job("NPS with interval by segment, 16-bit segments", PEERS, oracle_segments, 1e-9, 1e-9),
    "segments-wide": Job(
        "the same with segments in 32 bits, which the peers are spared", {}, oracle_segments, 1e-9, 1e-9
    ),
    # Two bootstraps with seeds of their own differ by some hundredths of the interval.
    "bootstrap": Job(
        f"percentile bootstrap of one NPS, {REPLICATES:,} replicates",
        {"numpy": numpy_multinomial},
        oracle_bootstrap,
        absolute=0.4,
    ),
}


# ------------------------------------------------------------------------------------------------ measuring


def check(args):
    """All jobs on small data, against an oracle that takes the definition at its word."""
    for seed, (answers, segments) in enumerate(((200_000, 900), (3_000, 2_900), (40, 1)), 1):
        with tempfile.TemporaryDirectory() as folder:
            meta = description(answers, segments, seed)
            ensure_data(Path(folder), meta, write)
            for name in args.jobs:
                # Few answers give a bootstrap nothing to be near to.
                if name == "bootstrap" and answers < 100_000:
                    continue
                found = answers_of(measure_job(args, JOBS, name, Path(folder), 1, 0))
                compare(name, {"oracle": JOBS[name].oracle(Path(folder), meta), **found}, JOBS[name].near)
                print(f"same answer: {name}: {', '.join(['oracle', *found])} ({answers} answers, {segments} segments)", flush=True)


def full(args, folder):
    """Every job at its size, one table."""
    check(args)  # also compiles our side
    meta = description(args.answers, args.segments, args.seed)
    ensure_data(folder, meta, write)
    if args.generate_only:
        return
    quiet, rows, every = Quiet(args.threads, args.wait), [], []
    for name in args.jobs:
        results = measure_job(args, JOBS, name, folder, args.runs, args.warmup, quiet)
        compare(name, answers_of(results), JOBS[name].near)
        every += results.values()
        one_thread = name == "bootstrap"
        for _, row in rows_of(results, lambda r: 1 if one_thread or r["name"].startswith("NumPy") else args.threads):
            rows.append([name, *row])
    about = f"{args.answers:,} answers from 0 to 10 in {args.segments:,} segments, seed {args.seed}."
    print_jobs(args, JOBS, about, [], rows, quiet, every)


def parse(argv):
    options = script.parser(__file__, __doc__)
    options.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    options.add_argument("--answers", type=int, default=100_000_000)
    options.add_argument("--segments", type=int, default=1_000, help="1 to 65536 (default: 1000)")
    args = script.parse(options, argv, "survey", 5, 1, "12GB", ("duckdb", "polars", "numpy"), ("answers",))
    if not 1 <= args.segments <= 65_536:
        options.error("--segments must be 1 to 65536")
    return args


if __name__ == "__main__":
    script.main_of_jobs(parse(sys.argv[1:]), JOBS, check, full)

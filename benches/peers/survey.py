#!/usr/bin/env python3
"""NPS by segment with its interval, and the bootstrap of one NPS: the same jobs in DuckDB, Polars, NumPy and `kpis`.

    python survey.py --check               # small data, every engine against a slow oracle
    python survey.py                       # 100 M answers in 1,000 segments, one table
    python survey.py --jobs segments --skip-ours

What is timed, and what is fair: see `JOBS` below and the rules of README.md.
"""

import argparse
import json
import math
import shlex
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measure import REPOSITORY, Quiet, cells, ensure_data, machine, measure, print_table, timed

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


class Job:
    """A job: the peers that do it, and how near two answers have to be."""

    def __init__(self, about, peers, oracle, relative=0.0, absolute=0.0):
        self.about, self.peers, self.oracle = about, peers, oracle
        self.relative, self.absolute = relative, absolute

    def near(self, a, b):
        return abs(a - b) <= max(self.relative * max(abs(a), abs(b)), self.absolute)


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


def worker(args):
    """One engine in a process of its own: load, run, print one JSON object."""
    folder = Path(args.data)
    meta = json.loads((folder / "meta.json").read_text())
    job, peer = args.worker.split("/")
    began = time.perf_counter()
    name, version, run = JOBS[job].peers[peer](folder, meta, args)
    loaded = time.perf_counter() - began
    seconds, cpu_seconds, rows = timed(run, args.warmup + args.runs)
    out = {"name": name, "version": version, "load_seconds": loaded, "seconds": seconds}
    print(json.dumps(out | {"cpu_seconds": cpu_seconds, "rows": rows}))


def measure_job(args, name, folder, runs, warmup, before_each=lambda: None):
    results = {}
    if not args.skip_ours:
        before_each()
        command = [*shlex.split(args.ours), name, "--data", folder, "--runs", warmup + runs]
        results["ours"] = measure([*command, "--threads", args.threads], cwd=REPOSITORY, warmup=warmup)
    options = ["--runs", runs, "--warmup", warmup, "--threads", args.threads]
    options += ["--memory-limit", args.memory_limit, "--polars-engine", args.polars_engine]
    for peer in JOBS[name].peers:
        if args.peers is not None and peer.split("-")[0] not in args.peers:
            continue
        before_each()
        command = [sys.executable, __file__, "--worker", f"{name}/{peer}", "--data", folder, *options]
        results[peer] = measure(command, warmup=warmup)
    return results


def compare(name, answers):
    """Stops the script at the first figure in which two answers differ by more than the job allows."""
    (base, expected), *others = answers.items()
    for other, rows in others:
        if len(rows) != len(expected):
            sys.exit(f"{name}: {other} has {len(rows)} rows, {base} has {len(expected)}")
        for one, two in zip(expected, rows, strict=True):
            if not all(JOBS[name].near(a, b) for a, b in zip(one, two, strict=True)):
                sys.exit(f"{name}: {base} says {one}, {other} says {two}")


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
                results = measure_job(args, name, Path(folder), 1, 0)
                found = {engine: result["rows"] for engine, result in results.items()}
                compare(name, {"oracle": JOBS[name].oracle(Path(folder), meta), **found})
                print(f"same answer: {name}: oracle, {', '.join(found)} ({answers} answers, {segments} segments)", flush=True)


def full(args, folder):
    """Every job at its size, one table."""
    check(args)  # also compiles our side
    meta = description(args.answers, args.segments, args.seed)
    ensure_data(folder, meta, write)
    if args.generate_only:
        return
    quiet, rows, every = Quiet(args.threads, args.wait), [], []
    for name in args.jobs:
        results = measure_job(args, name, folder, args.runs, args.warmup, quiet)
        compare(name, {engine: result["rows"] for engine, result in results.items()})
        every += results.values()
        base = statistics.median(results["ours"]["seconds"]) if "ours" in results else None
        for result in results.values():
            threads = 1 if result["name"].startswith("NumPy") or name == "bootstrap" else args.threads
            rows.append([name, *cells(result, threads, base)])
    print(f"\n{args.answers:,} answers from 0 to 10 in {args.segments:,} segments, seed {args.seed}.\n")
    heads = "job|engine|version|threads|median s|runs s|CPU s|load s|peak RSS MiB|× ours"
    print_table(heads.split("|"), rows)
    print(f"\n{machine()}")
    for name in args.jobs:
        print(f"* {name}: {JOBS[name].about}")
    quiet.report(every)


def parse(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--answers", type=int, default=100_000_000)
    parser.add_argument("--segments", type=int, default=1_000, help="1 to 65536 (default: 1000)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder for the files, kept (default: a temporary folder)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=1, help="runs before the timed ones (default: 1)")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS",
                        help="before each engine, wait this long at most for a quiet machine (default: 0)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory-limit", default="12GB", help="of DuckDB (default: 12GB)")
    parser.add_argument("--polars-engine", choices=("streaming", "in-memory"), default="streaming")
    parser.add_argument("--peers", nargs="*", choices=("duckdb", "polars", "numpy"))
    parser.add_argument("--ours", default="cargo run --release -q -p kpis-benches --bin survey --",
                        help="command of our side, run at the root of the repository")
    parser.add_argument("--skip-ours", action="store_true")
    parser.add_argument("--check", action="store_true", help="only compare all engines with the oracle")
    parser.add_argument("--generate-only", action="store_true", help="write the files to --data and stop")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if not 1 <= args.segments <= 65_536:
        parser.error("--segments must be 1 to 65536")
    if min(args.answers, args.runs, args.threads) < 1 or args.warmup < 0:
        parser.error("--answers, --runs and --threads must be at least 1, --warmup at least 0")
    if args.generate_only and not args.data:
        parser.error("--generate-only needs --data")
    return args


def main():
    args = parse(sys.argv[1:])
    if args.worker:
        worker(args)
    elif args.check:
        check(args)
    elif args.data:
        full(args, args.data.resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            full(args, Path(folder))


if __name__ == "__main__":
    main()

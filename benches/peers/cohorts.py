#!/usr/bin/env python3
"""Cohorts, active users, survival and lifetimes: the same jobs in DuckDB, Polars, lifelines, lifetimes and `kpis`.

    python cohorts.py --check               # small data, every engine against a slow oracle
    python cohorts.py                       # 45 M events of 1 M users, 10 M lifetimes, one table
    python cohorts.py --jobs grid actives --skip-ours
    python cohorts.py --jobs bgnbd --cdnow CDNOW_master.txt

README.md says what is timed and what is fair.
"""

import argparse
import json
import shlex
import statistics
import sys
import tempfile
import time
from pathlib import Path

import cohort_data
import cohort_engines as engines
import cohort_oracle as oracle
from measure import MIB, REPOSITORY, Quiet, cells, ensure_data, machine, measure, print_table, timed


class Job:
    """A job: its data, the peers that do it, and how near two answers have to be."""

    def __init__(self, about, kind, peers, oracle, tolerance=0.0, only_checked=()):
        self.about, self.kind, self.peers, self.oracle = about, kind, peers, oracle
        self.tolerance, self.only_checked = tolerance, only_checked


JOBS = {
    "grid": Job(
        "cohorts by month of the first event: active users at every age",
        "log",
        {
            "duckdb": engines.duckdb_grid,
            "duckdb-plain": engines.duckdb_grid_plain,
            "polars": engines.polars_grid,
        },
        oracle.grid,
    ),
    "sum": Job("both columns of the log added up", "log", {"numpy": engines.numpy_sum}, oracle.sums),
    "actives": Job(
        f"users active in the last {engines.WINDOW} days, for every day",
        "log",
        {
            "duckdb": engines.duckdb_actives,
            "duckdb-plain": engines.duckdb_actives_plain,
            "polars": engines.polars_actives,
            "duckdb-naive": engines.duckdb_actives_naive,
        },
        oracle.actives,
        only_checked=("duckdb-naive",),
    ),
    "km-days": Job(
        "Kaplan-Meier with intervals, durations in whole days",
        "lifetimes",
        {"lifelines": engines.lifelines_days},
        oracle.survival_by_days,
        tolerance=1e-9,
    ),
    "km-decimals": Job(
        "Kaplan-Meier with intervals, durations in any decimals",
        "lifetimes",
        {"lifelines": engines.lifelines_decimals},
        oracle.survival_by_decimals,
        tolerance=1e-9,
    ),
    "bgnbd": Job(
        "BG/NBD fitted to CDNOW, or to customers drawn as there",
        "purchases",
        {"lifetimes": engines.lifetimes_fit, "lifetimes-counted": engines.lifetimes_counted},
        oracle.fit,
        tolerance=5e-3,
    ),
    "bgnbd-large": Job(
        "BG/NBD fitted to many customers, all different",
        "purchases",
        {"lifetimes": engines.lifetimes_fit},
        oracle.fit,
        tolerance=5e-3,
    ),
}
CHECKS = {  # size, and for logs users, months, order
    "log": ((20_000, 900, 36, "time"), (3_000, 2_900, 60, "random"), (500, 3, 5, "user"), (40, 40, 1, "time")),
    "lifetimes": ((5_000,), (300,), (12,)),
    "purchases": ((2_000,),),
}


# ------------------------------------------------------------------------------------------------ measuring


def worker(args):
    """One engine in a process of its own: load, run, print one JSON object."""
    folder = Path(args.data)
    meta = json.loads((folder / "meta.json").read_text())
    job, peer = args.worker.split("/")
    began = time.perf_counter()
    name, version, run, *rest = JOBS[job].peers[peer](folder, meta, args)
    loaded = time.perf_counter() - began
    answer = rest[0] if rest else lambda rows: rows
    seconds, cpu_seconds, rows = timed(run, args.warmup + args.runs)
    out = {"name": name, "version": version, "load_seconds": loaded, "seconds": seconds}
    print(json.dumps(out | {"cpu_seconds": cpu_seconds, "rows": answer(rows)}))


def measure_job(args, name, folder, runs, warmup, before_each=lambda: None, check=False):
    job, results = JOBS[name], {}
    if not args.skip_ours:
        before_each()
        command = [*shlex.split(args.ours), name, "--data", folder, "--runs", warmup + runs]
        results["ours"] = measure([*command, "--threads", args.threads], cwd=REPOSITORY, warmup=warmup)
    options = ["--runs", runs, "--warmup", warmup, "--threads", args.threads]
    options += ["--memory-limit", args.memory_limit, "--polars-engine", args.polars_engine]
    for peer in job.peers:
        if args.peers is not None and peer.split("-")[0] not in args.peers or peer in job.only_checked and not check:
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
            for a, b in zip(one, two, strict=True):
                near = abs(a - b) <= JOBS[name].tolerance * max(abs(a), abs(b))
                if not near:
                    sys.exit(f"{name}: {base} says {one}, {other} says {two}")


def check(args, kinds):
    """All jobs on small data, against an oracle that takes the definition at its word."""
    for kind, sizes in kinds.items():
        for seed, (size, *rest) in enumerate(sizes, 1):
            users, months, order = rest or (0, 0, "time")
            meta = cohort_data.description(kind, size, seed, users, months, order)
            with tempfile.TemporaryDirectory() as folder:
                ensure_data(Path(folder), meta, cohort_data.write)
                for name in args.jobs:
                    job = JOBS[name]
                    if job.kind == kind:
                        results = measure_job(args, name, Path(folder), 1, 0, check=True)
                        answers = {engine: result["rows"] for engine, result in results.items()}
                        believed = job.oracle(Path(folder), meta, answers)
                        compare(name, {"oracle": believed, **answers})
                        text = ", ".join(f"{key} {meta[key]}" for key in ("size", "users", "months", "order", "seed") if key in meta)
                        print(f"same answer: {name}: oracle, {', '.join(answers)} ({text})", flush=True)


def full(args, root):
    """Every job at its size, one table."""
    check(args, {kind: sizes[:1] for kind, sizes in CHECKS.items()})  # also compiles our side
    log = cohort_data.description("log", args.events, args.seed, args.users, args.months, args.order)
    lifetimes = cohort_data.description("lifetimes", args.subjects, args.seed)
    cdnow = str(args.cdnow.resolve()) if args.cdnow else None
    data = dict.fromkeys(("grid", "sum", "actives"), log) | dict.fromkeys(("km-days", "km-decimals"), lifetimes)
    data["bgnbd"] = cohort_data.description("purchases", 2_357, args.seed, cdnow=cdnow)
    data["bgnbd-large"] = cohort_data.description("purchases", args.customers, args.seed)
    quiet, rows, every = Quiet(args.threads, args.wait), [], []
    for name in args.jobs:
        meta = data[name]
        folder = root / ("small" if name == "bgnbd" else meta["kind"])
        ensure_data(folder, meta, cohort_data.write)
        if args.generate_only:
            continue
        results = measure_job(args, name, folder, args.runs, args.warmup, quiet)
        compare(name, {engine: result["rows"] for engine, result in results.items()})
        every += results.values()
        rows += table_rows(args, name, meta, folder, results)
    if args.generate_only:
        return
    print(f"\nLog: {args.events:,} events of {args.users:,} users in {args.months} months, rows by {args.order}. "
          f"Lifetimes: {args.subjects:,}. Customers: {data['bgnbd']['size']:,} or CDNOW, and {args.customers:,}. Seed {args.seed}.\n")
    heads = "job|engine|version|threads|median s|runs s|CPU s|load s|peak RSS MiB|besides the input, B each|× ours"
    print_table(heads.split("|"), rows)
    print(f"\n{machine()}")
    for name in args.jobs:
        print(f"* {name}: {JOBS[name].about}")
    quiet.report(every)


def table_rows(args, name, meta, folder, results):
    """The input of a job is the columns that it reads; what else the process held is shared out by user or subject."""
    names = {"km-days": ("days", "status"), "km-decimals": ("decimals", "status")}
    files = cohort_data.COLUMNS[meta["kind"]]
    input_bytes = sum((folder / files[column][0]).stat().st_size for column in names.get(name, files))
    each = meta.get("users") or (folder / next(iter(files.values()))[0]).stat().st_size // 4
    each = each if meta["kind"] != "lifetimes" else meta["size"]
    base = statistics.median(results["ours"]["seconds"]) if "ours" in results else None
    for result in results.values():
        threads = 1 if result["name"].startswith(("NumPy", "life")) else args.threads
        *row, ratio = cells(result, threads, base)
        yield [name, *row, f"{(result['peak_rss'] - input_bytes) / each:.1f}", ratio]


def parse(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--events", type=int, default=45_000_000)
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=36, help="1 to 60 (default: 36)")
    parser.add_argument("--order", choices=("time", "user", "random"), default="time",
                        help="order of the events in the files (default: time, as a log is written)")
    parser.add_argument("--subjects", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--cdnow", type=Path, help="CDNOW_master.txt, or a summary ID,frequency,recency,T")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path, help="folder for the files, kept (default: a temporary folder)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--warmup", type=int, default=1, help="runs before the timed ones (default: 1)")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS",
                        help="before each engine, wait this long at most for a quiet machine (default: 0)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory-limit", default="12GB", help="of DuckDB (default: 12GB)")
    parser.add_argument("--polars-engine", choices=("streaming", "in-memory"), default="streaming")
    parser.add_argument("--peers", nargs="*", choices=("duckdb", "polars", "numpy", "lifelines", "lifetimes"))
    parser.add_argument("--ours", default="cargo run --release -q -p kpis-benches --bin cohorts --",
                        help="command of our side, run at the root of the repository")
    parser.add_argument("--skip-ours", action="store_true")
    parser.add_argument("--check", action="store_true", help="only compare all engines with the oracle")
    parser.add_argument("--generate-only", action="store_true", help="write the files to --data and stop")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if not 1 <= args.months <= 60:
        parser.error("--months must be 1 to 60")
    if not 1 <= args.users <= args.events:
        parser.error("--users must be at least 1 and at most --events")
    if min(args.subjects, args.customers, args.runs, args.threads) < 1 or args.warmup < 0:
        parser.error("sizes, --runs and --threads must be at least 1, --warmup at least 0")
    if args.generate_only and not args.data:
        parser.error("--generate-only needs --data")
    return args


def main():
    args = parse(sys.argv[1:])
    if args.worker:
        worker(args)
    elif args.check:
        check(args, CHECKS)
    elif args.data:
        full(args, args.data.resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            full(args, Path(folder))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Cohorts, active users, survival and lifetimes: the same jobs in DuckDB, Polars, lifelines, lifetimes and `kpis`.

    python cohorts.py --check               # small data, every engine against a slow oracle
    python cohorts.py                       # 45 M events of 1 M users, 10 M lifetimes, one table
    python cohorts.py --jobs grid actives --skip-ours
    python cohorts.py --jobs bgnbd --cdnow CDNOW_master.txt

README.md says what is timed and what is fair.
"""

import sys
import tempfile
from pathlib import Path

import cohort_data
import cohort_engines as engines
import cohort_oracle as oracle
import script
from measure import Quiet, ensure_data
from script import Job, answers_of, compare, measure_job, print_jobs, rows_of

JOBS = {
    "grid": Job(
        "cohorts by month of the first event: active users at every age",
        {
            "duckdb": engines.duckdb_grid,
            "duckdb-plain": engines.duckdb_grid_plain,
            "polars": engines.polars_grid,
            "polars-plain": engines.polars_grid_plain,
        },
        oracle.grid,
        kind="log",
    ),
    "sum": Job("both columns of the log added up", {"numpy": engines.numpy_sum}, oracle.sums, kind="log"),
    "actives": Job(
        f"users active in the last {engines.WINDOW} days, for every day",
        {
            "duckdb": engines.duckdb_actives,
            "duckdb-plain": engines.duckdb_actives_plain,
            "polars": engines.polars_actives,
            "duckdb-naive": engines.duckdb_actives_naive,
        },
        oracle.actives,
        only_checked=("duckdb-naive",),
        kind="log",
    ),
    "km-days": Job(
        "Kaplan-Meier with intervals, durations in whole days",
        {"lifelines": engines.lifelines_days},
        oracle.survival_by_days,
        relative=1e-9,
        kind="lifetimes",
    ),
    "km-decimals": Job(
        "Kaplan-Meier with intervals, durations in any decimals",
        {"lifelines": engines.lifelines_decimals},
        oracle.survival_by_decimals,
        relative=1e-9,
        kind="lifetimes",
    ),
    "bgnbd": Job(
        "BG/NBD fitted to CDNOW, or to customers drawn as there",
        {"lifetimes": engines.lifetimes_fit, "lifetimes-counted": engines.lifetimes_counted},
        oracle.fit,
        relative=5e-3,
        kind="purchases",
    ),
    "bgnbd-large": Job(
        "BG/NBD fitted to many customers, all different",
        {"lifetimes": engines.lifetimes_fit},
        oracle.fit,
        relative=5e-3,
        kind="purchases",
    ),
}
CHECKS = {  # size, and for logs users, months, order
    "log": ((20_000, 900, 36, "time"), (3_000, 2_900, 60, "random"), (500, 3, 5, "user"), (40, 40, 1, "time")),
    "lifetimes": ((5_000,), (300,), (12,)),
    "purchases": ((2_000,),),
}


# ------------------------------------------------------------------------------------------------ measuring


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
                        answers = answers_of(measure_job(args, JOBS, name, Path(folder), 1, 0, check=True))
                        believed = job.oracle(Path(folder), meta, answers)
                        compare(name, {"oracle": believed, **answers}, job.near)
                        text = ", ".join(f"{key} {meta[key]}" for key in ("size", "users", "months", "order", "seed") if key in meta)
                        print(f"same answer: {name}: {', '.join(['oracle', *answers])} ({text})", flush=True)


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
        results = measure_job(args, JOBS, name, folder, args.runs, args.warmup, quiet)
        compare(name, answers_of(results), JOBS[name].near)
        every += results.values()
        rows += table_rows(args, name, meta, folder, results)
    if args.generate_only:
        return
    about = (
        f"Log: {args.events:,} events of {args.users:,} users in {args.months} months, rows by {args.order}. "
        f"Lifetimes: {args.subjects:,}. "
        f"Customers: {data['bgnbd']['size']:,} or CDNOW, and {args.customers:,}. Seed {args.seed}."
    )
    print_jobs(args, JOBS, about, ["besides the input, B each"], rows, quiet, every)


def table_rows(args, name, meta, folder, results):
    """The input of a job is the columns that it reads; what else the process held is shared out by user or subject."""
    names = {"km-days": ("days", "status"), "km-decimals": ("decimals", "status")}
    files = cohort_data.COLUMNS[meta["kind"]]
    input_bytes = sum((folder / files[column][0]).stat().st_size for column in names.get(name, files))
    each = meta.get("users") or (folder / next(iter(files.values()))[0]).stat().st_size // 4
    each = each if meta["kind"] != "lifetimes" else meta["size"]
    one_thread = ("NumPy", "life")
    for result, (*row, ratio) in rows_of(results, lambda r: 1 if r["name"].startswith(one_thread) else args.threads):
        yield [name, *row, f"{(result['peak_rss'] - input_bytes) / each:.1f}", ratio]


def parse(argv):
    options = script.parser(__file__, __doc__)
    options.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    options.add_argument("--events", type=int, default=45_000_000)
    options.add_argument("--users", type=int, default=1_000_000)
    options.add_argument("--months", type=int, default=36, help="1 to 60 (default: 36)")
    options.add_argument("--order", choices=("time", "user", "random"), default="time",
                         help="order of the events in the files (default: time, as a log is written)")
    options.add_argument("--subjects", type=int, default=10_000_000)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--cdnow", type=Path, help="CDNOW_master.txt, or a summary ID,frequency,recency,T")
    peers = ("duckdb", "polars", "numpy", "lifelines", "lifetimes")
    args = script.parse(options, argv, "cohorts", 3, 1, "12GB", peers, ("subjects", "customers"))
    if not 1 <= args.months <= 60:
        options.error("--months must be 1 to 60")
    if not 1 <= args.users <= args.events:
        options.error("--users must be at least 1 and at most --events")
    return args


if __name__ == "__main__":
    script.main_of_jobs(parse(sys.argv[1:]), JOBS, lambda args: check(args, CHECKS), full)

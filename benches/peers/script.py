"""What the scripts here share as programs: their options, one engine in a process of its own, all engines on one folder,
the comparison of their answers, one table, and the choice between checking and measuring."""

import argparse
import json
import shlex
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measure import REPOSITORY, cells, machine, measure, print_table, timed


class Job:
    """A job: what it is, the peers that do it, a slow oracle, and how near two answers have to be."""

    def __init__(self, about, peers, oracle, relative=0.0, absolute=0.0, kind=None, only_checked=()):
        self.about, self.peers, self.oracle = about, peers, oracle
        self.relative, self.absolute = relative, absolute
        self.kind, self.only_checked = kind, only_checked

    def near(self, a, b):
        return abs(a - b) <= max(self.relative * max(abs(a), abs(b)), self.absolute)


# --------------------------------------------------------------------------------------------------- options


def parser(script, about):
    found = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.set_defaults(script=script)
    return found


def parse(options, argv, ours, runs, warmup, memory, peers, sizes):
    """Adds what every script can be asked to its own options, and reads them. `ours` is the name of our program,
    `sizes` are the options that must be at least 1."""
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--data", type=Path, help="folder for the files, kept (default: a temporary folder)")
    options.add_argument("--runs", type=int, default=runs)
    options.add_argument("--warmup", type=int, default=warmup, help=f"runs before the timed ones (default: {warmup})")
    options.add_argument("--wait", type=float, default=0.0, metavar="SECONDS",
                         help="before each engine, wait this long at most for a quiet machine (default: 0)")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--memory-limit", default=memory, help=f"of DuckDB (default: {memory})")
    options.add_argument("--polars-engine", choices=("streaming", "in-memory"), default="streaming")
    options.add_argument("--peers", nargs="*", choices=peers)
    options.add_argument("--ours", default=f"cargo run --release -q -p kpis-benches --bin {ours} --",
                         help="command of our side, run at the root of the repository")
    options.add_argument("--skip-ours", action="store_true")
    options.add_argument("--check", action="store_true", help="only compare all engines with the oracle")
    options.add_argument("--generate-only", action="store_true", help="write the files to --data and stop")
    options.add_argument("--worker", help=argparse.SUPPRESS)
    args = options.parse_args(argv)
    for size in (*sizes, "runs", "threads"):
        if getattr(args, size) < 1:
            options.error(f"--{size} must be at least 1")
    if args.warmup < 0:
        options.error("--warmup must be at least 0")
    if args.skip_ours and args.peers == []:
        options.error("nothing to run")
    if args.generate_only and not args.data:
        options.error("--generate-only needs --data")
    return args


# ------------------------------------------------------------------------------------------------- measuring


def work(args, load):
    """One engine in a process of its own: load, run, print one JSON object. `load` gives the engine's name, its version,
    what is timed and, where that is no list of rows, what makes one of it."""
    folder = Path(args.data)
    meta = json.loads((folder / "meta.json").read_text())
    began = time.perf_counter()
    name, version, run, *rest = load(folder, meta, args)
    loaded = time.perf_counter() - began
    seconds, cpu_seconds, answer = timed(run, args.warmup + args.runs)
    rows = rest[0](answer) if rest else answer
    out = {"name": name, "version": version, "load_seconds": loaded, "seconds": seconds}
    print(json.dumps(out | {"cpu_seconds": cpu_seconds, "rows": rows}))


def measure_all(args, peers, folder, runs, warmup, job=None, before_each=lambda: None):
    """Our side and the peers, each in a process of its own: their results by name."""
    results = {}
    if not args.skip_ours:
        before_each()
        command = [*shlex.split(args.ours), *([job] if job else []), "--data", folder, "--runs", warmup + runs]
        results["ours"] = measure([*command, "--threads", args.threads], cwd=REPOSITORY, warmup=warmup)
    options = ["--runs", runs, "--warmup", warmup, "--threads", args.threads]
    options += ["--memory-limit", args.memory_limit, "--polars-engine", args.polars_engine]
    for peer in peers:
        before_each()
        worker = f"{job}/{peer}" if job else peer
        command = [sys.executable, args.script, "--worker", worker, "--data", folder, *options]
        results[peer] = measure(command, warmup=warmup)
    return results


def measure_job(args, jobs, name, folder, runs, warmup, before_each=lambda: None, check=False):
    """The same for a job: its peers, but for those not asked for and those that are only checked."""
    job = jobs[name]
    asked = [peer for peer in job.peers if args.peers is None or peer.split("-")[0] in args.peers]
    asked = [peer for peer in asked if check or peer not in job.only_checked]
    return measure_all(args, asked, folder, runs, warmup, name, before_each)


def answers_of(results):
    return {engine: result["rows"] for engine, result in results.items()}


def compare(name, answers, near=lambda a, b: a == b):
    """Stops the script at the first row in which two answers differ by more than is allowed."""
    (base, expected), *others = answers.items()
    for other, rows in others:
        if len(rows) != len(expected):
            sys.exit(f"{name}: {other} has {len(rows)} rows, {base} has {len(expected)}")
        for one, two in zip(expected, rows, strict=True):
            if not all(near(a, b) for a, b in zip(one, two, strict=True)):
                sys.exit(f"{name}: {base} says {one}, {other} says {two}")


def rows_of(results, threads_of, show=None):
    """What the table says about each engine; the last cell is the ratio to ours."""
    base = statistics.median(results["ours"]["seconds"]) if "ours" in results else None
    for result in results.values():
        yield result, cells(result, threads_of(result), base, *([show] if show else []))


def print_jobs(args, jobs, about, more_heads, rows, quiet, results):
    """One table of all jobs, and how quiet the machine was."""
    print(f"\n{about}\n")
    heads = "job|engine|version|threads|median s|runs s|CPU s|load s|peak RSS MiB".split("|")
    print_table([*heads, *more_heads, "× ours"], rows)
    print(f"\n{machine()}")
    for name in args.jobs:
        print(f"* {name}: {jobs[name].about}")
    quiet.report(results)


def main(args, load, check, full):
    """Does what was asked: one engine, the check, or all of it in a folder that is kept or not."""
    if args.worker:
        work(args, load(args.worker))
    elif args.check:
        check(args)
    elif args.data:
        full(args, args.data.resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            full(args, Path(folder))


def main_of_jobs(args, jobs, check, full):
    """The same for a script whose engines belong to jobs."""

    def load(worker):
        job, peer = worker.split("/")
        return jobs[job].peers[peer]

    main(args, load, check, full)

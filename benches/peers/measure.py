"""What the scripts here share: engines in processes of their own, peak memory as the kernel saw it, a look at how
quiet the machine is, and one Markdown table."""

import datetime as dt
import json
import multiprocessing
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from pathlib import Path

# numpy and the engines are imported only in the processes that use them: the peak memory of a child must not
# start at the size of its parent.

QUIET = 0.93  # the share of the cores that must be free
MIB = 1 << 20
REPOSITORY = Path(__file__).resolve().parents[2]


def run_apart(target, *args):
    """Calls a function in a process of its own, for work that must not add to the memory of this one."""
    child = multiprocessing.get_context("spawn").Process(target=target, args=args)
    child.start()
    child.join()
    if child.exitcode != 0:
        sys.exit(f"{target.__name__} failed")


def ensure_data(folder, meta, write):
    """Lets `write(folder, meta)` make the files unless the folder already holds exactly these."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "meta.json"
    if path.exists() and json.loads(path.read_text()) == meta:
        return
    path.unlink(missing_ok=True)
    run_apart(write, folder, meta)


def timed(run, runs):
    """Calls `run` so often: wall seconds, CPU seconds, the last answer."""
    seconds, cpu_seconds, answer = [], [], None
    for _ in range(runs):
        began, cpu = time.perf_counter(), time.process_time()
        answer = run()
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - cpu)
    return seconds, cpu_seconds, answer


def busy_seconds():
    """CPU time that the whole machine has spent since it started, where the system tells."""
    try:
        user, nice, system, _idle, _wait, irq, softirq, steal, *_ = (
            int(ticks) for ticks in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        )
    except OSError:
        return None
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def measure(command, cwd=None, warmup=0):
    """Runs a command. Its answer without the warm-up, with the peak resident memory that the kernel saw for it, and
    the cores that everything else on the machine took meanwhile."""
    command = [str(part) for part in command]
    began, busy = time.perf_counter(), busy_seconds()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=cwd)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"failed with {child.returncode}: {shlex.join(command)}")
    result = json.loads(out)
    if busy is not None:
        others = busy_seconds() - busy - usage.ru_utime - usage.ru_stime
        result["others"] = max(others, 0.0) / (time.perf_counter() - began)
    result["peak_rss"] = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    for key in ("seconds", "cpu_seconds"):
        result[key] = result.get(key, [])[warmup:]
    return result


def free_cores(threads):
    """How many cores this machine gives us right now, from half a second of spinning."""
    spin = "import time\nb,c=time.perf_counter(),time.process_time()\nwhile time.perf_counter()-b<.5:pass\n"
    spin += "print((time.process_time()-c)/(time.perf_counter()-b))"
    children = [
        subprocess.Popen([sys.executable, "-c", spin], stdout=subprocess.PIPE) for _ in range(threads)
    ]
    return sum(float(child.communicate()[0]) for child in children)


class Quiet:
    """Waits for a quiet machine before each engine, and tells afterwards whether it was."""

    def __init__(self, threads, wait):
        self.threads, self.wait, self.cores = threads, wait, []

    def __call__(self):
        give_up = time.monotonic() + self.wait
        while (free := free_cores(self.threads)) < QUIET * self.threads and time.monotonic() < give_up:
            time.sleep(1)
        self.cores.append(free)

    def report(self, results):
        self.cores.append(free_cores(self.threads))
        cores = ", ".join(f"{c:.2f}" for c in self.cores)
        print(f"Free cores before each engine and at the end: {cores} of {self.threads}.")
        others = max(result.get("others", 0.0) for result in results)
        print(f"Cores taken by other programs during the runs: {others:.2f} at most.")
        if others > 1 - QUIET or min(self.cores) < QUIET * self.threads:
            print("Warning: the machine was not quiet; do not quote these times.")


def cpu_model():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def machine():
    return (
        f"Machine: {cpu_model()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, {dt.date.today()}."
    )


def figure(seconds):
    """Seconds with three digits that tell something."""
    return f"{seconds:.2f}" if seconds >= 1 else f"{seconds:.3f}" if seconds >= 0.1 else f"{seconds:.4f}"


def cells(result, threads, base, show=figure):
    """What every table says about an engine: name, version, threads, median, runs, CPU, load, ratio to ours."""
    median = statistics.median(result["seconds"])
    cpu, load = result["cpu_seconds"], result.get("load_seconds")
    return [
        result["name"],
        result.get("version", "workspace"),
        threads,
        show(median),
        " ".join(show(s) for s in result["seconds"]),
        show(statistics.median(cpu)) if cpu else "–",
        f"{load:.2f}" if load is not None else "–",
        f"{result['peak_rss'] / MIB:.0f}",
        f"{median / base:.1f}" if base else "–",
    ]


def print_table(heads, rows):
    """A Markdown table; the first two columns and the list of runs are words, the rest numbers."""
    print("| " + " | ".join(heads) + " |")
    print("|" + "|".join("---" if head in WORDS else "--:" for head in heads) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")


WORDS = ("job", "engine", "version", "runs s")

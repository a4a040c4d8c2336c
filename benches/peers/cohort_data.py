"""Made-up data of the cohort jobs: a log of events, lifetimes, purchase histories. Seeded, the same everywhere."""

import datetime as dt
import json

FIRST_YEAR = 2023
PURCHASES = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}  # the paper's parameters of CDNOW, in weeks
COLUMNS = {
    "log": {"user": ("user.u64", "<u8"), "day": ("day.i32", "<i4")},
    "lifetimes": {
        "days": ("days.u32", "<u4"),
        "decimals": ("decimals.f64", "<f8"),
        "status": ("status.u8", "u1"),
    },
    "purchases": {
        "x": ("purchases.u32", "<u4"),
        "t_x": ("last.f64", "<f8"),
        "T": ("age.f64", "<f8"),
    },
}


def month_starts(months):
    """Days since 1970-01-01 of the first day of every month, and of the month after the last."""
    epoch = dt.date(1970, 1, 1)
    firsts = (dt.date(FIRST_YEAR + i // 12, i % 12 + 1, 1) for i in range(months + 1))
    return [(first - epoch).days for first in firsts]


def sparse(numbers):
    """Numbers from 0 on as ids all over 64 bits; one to one, and 0 stays 0."""
    import numpy as np

    x = numbers.astype(np.uint64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def log(events, users, months, seed, order):
    """Users join over time, stay for a while, some much busier than others; every user has an event."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(seed))
    first, *_, stop = month_starts(months)
    joined = first + 0.99 * (stop - first) * rng.random(users) ** 0.8
    left = np.minimum(joined + 1 + rng.exponential(300.0, users), stop)
    weight = rng.standard_gamma(1.0, users) * (left - joined)
    count = 1 + rng.multinomial(events - users, weight / weight.sum())
    user = np.repeat(np.arange(users, dtype=np.uint32), count)
    time = rng.random(events)
    time *= np.repeat(left - joined, count)
    time += np.repeat(joined, count)
    if order == "time":
        rows = np.argsort(time)
    elif order == "random":
        rows = rng.permutation(events)
    else:
        rows = slice(None)
    return {"user": sparse(user[rows]), "day": np.minimum(time[rows], stop - 0.5).astype(np.int32)}


def lifetimes(subjects, seed):
    """Weibull lifetimes censored by the end of the records, in days; whole ones are rounded up."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(seed))
    stays = 400.0 * rng.weibull(0.8, subjects)
    seen = 1500.0 * rng.random(subjects)
    decimals = np.minimum(stays, seen) + 1e-6
    return {"days": np.ceil(decimals), "decimals": decimals, "status": stays <= seen}


def purchases(customers, seed):
    """Customers as the BG/NBD model has them: a rate each, and a probability to leave after each repeat purchase."""
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(seed))
    rate = rng.gamma(PURCHASES["r"], 1 / PURCHASES["alpha"], customers)
    leave = rng.beta(PURCHASES["a"], PURCHASES["b"], customers)
    age = 27.0 + 12.0 * rng.random(customers)
    x, last = np.zeros(customers, np.uint32), np.zeros(customers)
    there = np.arange(customers)
    while there.size:
        next_one = last[there] + rng.exponential(1.0, there.size) / np.maximum(rate[there], 1e-300)
        bought = next_one <= age[there]
        there, next_one = there[bought], next_one[bought]
        x[there] += 1
        last[there] = next_one
        there = there[rng.random(there.size) >= leave[there]]
    return {"x": x, "t_x": last, "T": age}


def read_cdnow(path):
    """CDNOW as (x, t_x, T) in weeks: from the summary of the tenth, a table with a head, or from all orders up to
    1997-09-30 (several orders of a day are one purchase)."""
    import numpy as np

    with open(path) as lines:
        head = lines.readline()
    if "," in head:
        names = head.strip().split(",")
        table = np.loadtxt(path, delimiter=",", skiprows=1, usecols=range(4))
        assert names[0] == "ID" and names[3] == "T", f"{path}: columns {names}"
        return {"x": table[:, 1], "t_x": table[:, 2], "T": table[:, 3]}
    orders = np.loadtxt(path, skiprows=1, usecols=(0, 1), dtype=np.int64)
    end = dt.date(1997, 9, 30)
    days = {}
    for customer, date in orders.tolist():
        date = dt.date(date // 10_000, date // 100 % 100, date % 100)
        if date <= end:
            days.setdefault(customer, set()).add(date)
    rows = [(len(d) - 1, (max(d) - min(d)).days / 7, (end - min(d)).days / 7) for _, d in sorted(days.items())]
    x, last, age = np.array(rows).T
    return {"x": x, "t_x": last, "T": age}


def write(folder, meta):
    import numpy as np

    kind, size, seed = meta["kind"], meta["size"], meta["seed"]
    if kind == "log":
        data = log(size, meta["users"], meta["months"], seed, meta["order"])
    elif kind == "lifetimes":
        data = lifetimes(size, seed)
    elif meta["cdnow"]:
        data = read_cdnow(meta["cdnow"])
    else:
        data = purchases(size, seed)
    for name, (file, dtype) in COLUMNS[kind].items():
        np.ascontiguousarray(data[name], dtype=dtype).tofile(folder / file)
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n")


def read(folder, kind, name):
    import numpy as np

    file, dtype = COLUMNS[kind][name]
    return np.fromfile(folder / file, dtype=dtype)


def description(kind, size, seed, users=0, months=0, order="time", cdnow=None):
    meta = {"kind": kind, "size": size, "seed": seed, "generator": 1}
    if kind == "log":
        starts = month_starts(months)
        meta |= {"users": users, "months": months, "order": order, "first_day": starts[0], "stop_day": starts[-1]}
    elif kind == "purchases":
        meta |= {"cdnow": cdnow}
    return meta

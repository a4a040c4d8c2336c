"""The cohort jobs in DuckDB, Polars, NumPy, lifelines and lifetimes.

Every engine is a function of (folder, meta, args) that loads the data and gives back its name, its version and a
function to be timed. README.md says which forms were tried.
"""

import os
import warnings

from cohort_data import COLUMNS, FIRST_YEAR, read

WINDOW = 28
TIMES = [1.5 * i for i in range(1, 1000)]  # where survival curves are compared


# --------------------------------------------------------------------------------------------------- DuckDB

# As an analyst writes it: active months, first month, count.
GRID_PLAIN = """
WITH active AS (
  SELECT DISTINCT "user", datediff('month', DATE '{year}-01-01', DATE '1970-01-01' + day) AS m FROM log),
member AS (SELECT m, min(m) OVER (PARTITION BY "user") AS c FROM active)
SELECT c, m - c, count(*) FROM member GROUP BY ALL ORDER BY ALL
"""

# A user's months are the bits of an integer: no DISTINCT and no window, one hash table, and few groups after it.
GRID_BITS = """
WITH dated AS (SELECT "user", DATE '1970-01-01' + day AS d FROM log),
mask AS (
  SELECT bit_or(1::BIGINT << (12 * year(d) + month(d) - {base})::INTEGER) AS bits FROM dated GROUP BY "user")
SELECT bits & -bits AS first, {sums} FROM mask GROUP BY first ORDER BY first
"""

# An active day covers itself and the next 27, but only up to the user's next active day.
ACTIVES_GAPS = """
WITH gap AS (
  SELECT day, lead(day, 1, {stop}) OVER (PARTITION BY "user" ORDER BY day) AS next FROM log),
step AS (
  SELECT day, count(*) AS d FROM gap GROUP BY ALL UNION ALL
  SELECT least(day + {window}, next, {stop}), -count(*) FROM gap GROUP BY ALL),
days AS (SELECT range::INTEGER AS day FROM range({first}, {stop})),
sums AS (SELECT day, sum(d) AS d FROM step GROUP BY day)
SELECT day - {first}, (sum(coalesce(d, 0)) OVER (ORDER BY day))::BIGINT FROM days LEFT JOIN sums USING (day)
ORDER BY day
"""

# A user's days are the bits of a few wide integers. Shifts smear every bit over the days it covers; what runs over the
# end of a word is the beginning of the next.
ACTIVES_BITS = """
WITH word AS (
  SELECT "user", (day - {first}) // {wide} AS w, bit_or(1::HUGEINT << ((day - {first}) % {wide})) AS b
  FROM log GROUP BY ALL),
{smears},
part AS (
  SELECT "user", w, b & {full} AS b FROM {last} UNION ALL
  SELECT "user", w + 1, b >> {wide} FROM {last} WHERE b >> {wide} <> 0),
cover AS (SELECT w, bit_or(b) AS b FROM part GROUP BY "user", w)
SELECT w, {sums} FROM cover GROUP BY w ORDER BY w
"""

# Everything in the window, counted: what the other forms are checked against.
ACTIVES_NAIVE = """
SELECT range::INTEGER - {first}, count(DISTINCT "user") FROM range({first}, {stop})
LEFT JOIN log ON day BETWEEN range - {window} + 1 AND range GROUP BY ALL ORDER BY ALL
"""


def duckdb_log(folder, meta, args):
    import duckdb
    import numpy as np

    con = duckdb.connect(config={"threads": args.threads, "memory_limit": args.memory_limit})
    con.execute("SET preserve_insertion_order = false")
    con.execute('CREATE TABLE log ("user" UBIGINT NOT NULL, day INTEGER NOT NULL)')
    part = 1 << 20  # in parts, so that the load does not set the peak
    for at in range(0, meta["size"], part):
        chunk = {}
        for name, (file, kind) in COLUMNS["log"].items():
            skip = at * np.dtype(kind).itemsize
            chunk[name] = np.fromfile(folder / file, dtype=kind, count=part, offset=skip)
        con.execute("INSERT INTO log SELECT * FROM chunk")
    return con, duckdb.__version__


def duckdb_grid(folder, meta, args):
    con, version = duckdb_log(folder, meta, args)
    months = meta["months"]
    sums = ", ".join(f"sum((bits >> {m}) & 1)" for m in range(months))
    sql = GRID_BITS.format(base=12 * FIRST_YEAR + 1, sums=sums)

    def run():
        counted = {first.bit_length() - 1: counts for first, *counts in con.execute(sql).fetchall()}
        return [[c, m - c, counts[m]] for c, counts in sorted(counted.items()) for m in range(c, months) if counts[m]]

    return "DuckDB, tuned by hand", version, run


def duckdb_grid_plain(folder, meta, args):
    con, version = duckdb_log(folder, meta, args)
    sql = GRID_PLAIN.format(year=FIRST_YEAR)
    return "DuckDB, plain SQL", version, lambda: con.execute(sql).fetchall()


def actives_sql(meta, sql):
    return sql.format(first=meta["first_day"], stop=meta["stop_day"], window=WINDOW)


def duckdb_actives(folder, meta, args):
    con, version = duckdb_log(folder, meta, args)
    wide = 127 - WINDOW  # what a day covers still fits
    days = meta["stop_day"] - meta["first_day"]
    smears, last, covered = [], "word", 1
    while covered < WINDOW:
        by = min(covered, WINDOW - covered)
        smears.append(f'smear{by} AS (SELECT "user", w, b | (b << {by}) AS b FROM {last})')
        last, covered = f"smear{by}", covered + by
    sql = ACTIVES_BITS.format(
        first=meta["first_day"],
        wide=wide,
        smears=",\n".join(smears),
        full=(1 << wide) - 1,
        last=last,
        sums=", ".join(f"sum(((b >> {i}) & 1)::BIGINT)" for i in range(wide)),
    )

    def run():
        words = {w: counts for w, *counts in con.execute(sql).fetchall()}
        none = [0] * wide
        return [[day, words.get(day // wide, none)[day % wide]] for day in range(days)]

    return "DuckDB, tuned by hand", version, run


def duckdb_actives_plain(folder, meta, args):
    con, version = duckdb_log(folder, meta, args)
    sql = actives_sql(meta, ACTIVES_GAPS)
    return "DuckDB, plain SQL", version, lambda: con.execute(sql).fetchall()


def duckdb_actives_naive(folder, meta, args):
    con, version = duckdb_log(folder, meta, args)
    sql = actives_sql(meta, ACTIVES_NAIVE)
    return "DuckDB, naive", version, lambda: con.execute(sql).fetchall()


# --------------------------------------------------------------------------------------------------- Polars


def polars_log(folder, args):
    os.environ["POLARS_MAX_THREADS"] = str(args.threads)  # read when polars is imported
    import polars as pl

    assert pl.thread_pool_size() == args.threads
    return pl, pl.DataFrame({name: read(folder, "log", name) for name in COLUMNS["log"]})


def polars_grid(folder, meta, args):
    """A user's months as the bits of an integer, looked up by day."""
    pl, frame = polars_log(folder, args)
    first, stop, months, col = meta["first_day"], meta["stop_day"], meta["months"], pl.col

    def run():
        day = pl.int_range(first, stop, dtype=pl.Int32, eager=True).cast(pl.Date)
        month = day.dt.year() * 12 + day.dt.month() - (12 * FIRST_YEAR + 1)
        bit = pl.Series([1 << m for m in month], dtype=pl.Int64)
        counted = (
            frame.lazy()
            .select("user", bit=pl.lit(bit).gather((col.day - first).cast(pl.UInt32)))
            .group_by("user")
            .agg(bits=col.bit.bitwise_or())
            .group_by(first=col.bits & -col.bits)
            .agg((col.bits // (1 << m) & 1).sum().alias(str(m)) for m in range(months))
            .sort("first")
            .collect(engine=args.polars_engine)
        )
        grid = []
        for bits, *counts in counted.rows():
            c = bits.bit_length() - 1
            grid += [[c, m - c, counts[m]] for m in range(c, months) if counts[m]]
        return grid

    return "Polars, tuned by hand", pl.__version__, run


def polars_grid_plain(folder, meta, args):
    """As an analyst writes it, in the steps of `GRID_PLAIN`."""
    pl, frame = polars_log(folder, args)
    col = pl.col

    def run():
        date = col.day.cast(pl.Date)
        active = frame.lazy().select("user", m=date.dt.year() * 12 + date.dt.month() - (12 * FIRST_YEAR + 1)).unique()
        return (
            active.with_columns(c=col.m.min().over("user"))
            .group_by("c", k=col.m - col.c)
            .agg(n=pl.len())
            .sort("c", "k")
            .collect(engine=args.polars_engine)
            .rows()
        )

    return "Polars, plain", pl.__version__, run


def polars_actives(folder, meta, args):
    """Users get small numbers, so that user and day fit into one key of 32 bits; after one sort of the keys the next
    row is the user's next active day."""
    pl, frame = polars_log(folder, args)
    first, stop, col = meta["first_day"], meta["stop_day"], pl.col
    days = stop - first
    span = 1 << days.bit_length()
    key = pl.UInt32 if meta["users"] * span < 1 << 32 else pl.UInt64

    def run():
        log = frame.lazy()
        numbers = log.select("user").unique().with_row_index("number")
        keys = (
            log.join(numbers, on="user")
            .select(key=col.number.cast(key) * span + (col.day - first).cast(key))
            .sort("key")
        )
        after = col.key.shift(-1)
        gaps = keys.select(
            day=(col.key % span).cast(pl.Int32),
            next=pl.when(col.key // span == after // span).then((after % span).cast(pl.Int32)).otherwise(days),
        )
        till = pl.min_horizontal(col.day + WINDOW, "next")
        count = pl.len().cast(pl.Int64)
        steps = pl.concat([gaps.group_by("day").agg(d=count), gaps.group_by(day=till).agg(d=-count)])
        calendar = pl.LazyFrame({"day": pl.int_range(days, dtype=pl.Int32, eager=True)})
        return (
            calendar.join(steps.group_by("day").agg(col.d.sum()), on="day", how="left")
            .sort("day")
            .select("day", active=col.d.fill_null(0).cum_sum())
            .collect(engine=args.polars_engine)
            .rows()
        )

    return "Polars, tuned by hand", pl.__version__, run


# ----------------------------------------------------------------------------------- NumPy, lifelines, lifetimes


def numpy_sum(folder, meta, args):
    import numpy as np

    user, day = (read(folder, "log", name) for name in COLUMNS["log"])
    return "NumPy, one thread", np.__version__, lambda: [[int(user.sum()), int(day.sum(dtype=np.int64))]]


def lifelines_curve(folder, meta, args, column):
    import lifelines
    import numpy as np

    durations = read(folder, "lifetimes", column)
    happened = read(folder, "lifetimes", "status").astype(bool)

    def run():
        return lifelines.KaplanMeierFitter().fit(durations, happened)

    def answer(fitter):
        last = durations.max()
        times = np.array([t for t in TIMES if t <= last])
        at = fitter.survival_function_.index.searchsorted(times, side="right") - 1
        survival = fitter.survival_function_.to_numpy()[at, 0]
        interval = fitter.confidence_interval_.to_numpy()[at]
        return np.column_stack([times, survival, interval]).tolist()

    return "lifelines", lifelines.__version__, run, answer


def lifelines_days(folder, meta, args):
    return lifelines_curve(folder, meta, args, "days")


def lifelines_decimals(folder, meta, args):
    return lifelines_curve(folder, meta, args, "decimals")


def lifetimes_fit(folder, meta, args, counted=False):
    warnings.filterwarnings("ignore")
    import lifetimes
    import numpy as np

    x, last, age = (read(folder, "purchases", name).astype(float) for name in COLUMNS["purchases"])

    def run():
        fitter = lifetimes.BetaGeoFitter()
        if counted:
            rows, weights = np.unique(np.column_stack([x, last, age]), axis=0, return_counts=True)
            fitter.fit(*rows.T, weights=weights)
        else:
            fitter.fit(x, last, age)
        return [[float(fitter.params_[name]) for name in ("r", "alpha", "a", "b")]]

    name = "lifetimes, equal customers counted" if counted else "lifetimes"
    return name, lifetimes.__version__, run


def lifetimes_counted(folder, meta, args):
    return lifetimes_fit(folder, meta, args, counted=True)

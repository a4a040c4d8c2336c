#!/usr/bin/env python3
"""MRR movements by period ends: the same job in DuckDB, in Polars and in `kpis`, on the same files.

    python peers.py --check                 # small books, every engine against a slow oracle
    python peers.py                         # 10 M lines, 1 M customers, 60 months, one table
    python peers.py --skip-ours --lines 1000000 --customers 100000

README.md says what is timed and what is fair.
"""

import datetime as dt
import json
import os
import sys
import tempfile
from pathlib import Path

import script
from measure import MIB, Quiet, ensure_data, machine, print_table
from script import answers_of, measure_all, rows_of

# numpy, duckdb and polars are imported only in the processes that use them: see measure.py.

FIRST_YEAR = 2021
PRODUCTS = 8
STILL_RUNNING = 2_147_483_647
COLUMNS = {
    "customer": ("customer.u32", "<u4"),
    "product": ("product.u32", "<u4"),
    "amount_cents": ("amount_cents.i64", "<i8"),
    "start": ("start.i32", "<i4"),
    "end": ("end.i32", "<i4"),
}
ROW = (
    "month opening new reactivation upsell cross_sell contraction churn closing "
    "new_customers reactivated_customers churned_customers"
).split()
CHECKS = (  # lines, customers, months, seed, order
    (20_000, 2_000, 60, 1, "start"),
    (3_000, 20, 60, 2, "random"),
    (20_000, 5_000, 24, 3, "customer"),
    (600, 500, 4, 4, "start"),
    (40, 40, 1, 5, "start"),
)


def month_starts(months):
    """Days since 1970-01-01 of the first day of every month, and of the month after the last."""
    epoch = dt.date(1970, 1, 1)
    firsts = (dt.date(FIRST_YEAR + i // 12, i % 12 + 1, 1) for i in range(months + 1))
    return [(first - epoch).days for first in firsts]


# ------------------------------------------------------------------------------------------------- the data


def generate(lines, customers, months, seed, order):
    """A made-up book. Every customer has a story; each step of it writes one line.

    Steps: a plan change (the old line ends, the next line of the product starts the same day at another
    price), a product added, a fixed-term extra (two in five are shorter than three weeks). Between steps a product
    may be dropped, or the customer leaves altogether and comes back with the next step.
    """
    import numpy as np

    rng = np.random.Generator(np.random.PCG64(seed))
    first, *_, stop = month_starts(months)
    joined = np.sort(first + (0.97 * (stop - first) * rng.random(customers) ** 0.8).astype(np.int64))
    weight = rng.standard_gamma(2.0, customers) * (0.2 + (stop - joined) / (stop - first))
    count = 1 + rng.multinomial(lines - customers, weight / weight.sum())
    offset = np.cumsum(count) - count

    customer = np.repeat(np.arange(customers, dtype=np.uint32), count)
    product = np.zeros(lines, np.uint32)
    amount = np.zeros(lines, np.int64)
    start = np.zeros(lines, np.int32)
    end = np.full(lines, STILL_RUNNING, np.int32)
    running = np.full((customers, PRODUCTS), -1, np.int64)  # the line that runs, per customer and product
    now = joined.copy()

    popularity = np.cumsum([0.34, 0.20, 0.14, 0.11, 0.08, 0.06, 0.04, 0.03])
    popularity[-1] = 1.0
    list_price = np.array([2900, 4900, 1500, 9900, 900, 19900, 12500, 49900], np.int64)
    price_change = np.array([50, 75, 80, 90, 110, 120, 125, 150, 200], np.int64)  # percent

    def close(line, day):
        end[line] = np.maximum(day, start[line] + 1)

    def close_all(who, day):
        for p in range(PRODUCTS):
            line = running[who, p]
            close(line[line >= 0], day[line >= 0])
        running[who] = -1

    for step in range(int(count.max())):
        who = np.flatnonzero(count > step)
        size = who.size
        line = offset[who] + step
        before = now[who]
        if step > 0:
            gap = rng.exponential(1.0, size) * (stop - before) / (count[who] - step + 0.5)
            now[who] = np.minimum(before + gap.astype(np.int64), stop - 1)
        today = now[who]

        between = before + (rng.random(size) * (today - before)).astype(np.int64)
        fate = rng.random(size)
        leaves = fate < 0.07
        close_all(who[leaves], between[leaves])
        active = running[who] >= 0
        pick = np.argmax(rng.random((size, PRODUCTS), np.float32) * active, axis=1)
        drops = (fate > 0.86) & active.any(axis=1)
        close(running[who[drops], pick[drops]], between[drops])
        running[who[drops], pick[drops]] = -1

        kind = rng.random(size)
        old = running[who, pick]
        changes = (kind < 0.5) & (old >= 0) & (start[old] < today)
        bought = np.where(changes, pick, np.searchsorted(popularity, rng.random(size), side="right"))
        extra = ~changes & ((running[who, bought] >= 0) | (kind > 0.85))
        changed_price = np.maximum(amount[old] * price_change[rng.integers(0, 9, size)] // 100, 100)
        product[line] = bought
        amount[line] = np.where(changes, changed_price, list_price[bought] * rng.geometric(0.3, size))
        start[line] = today
        close(old[changes], today[changes])
        running[who[~extra], bought[~extra]] = line[~extra]
        term = np.where(rng.random(size) < 0.4, rng.integers(1, 21, size), rng.integers(30, 366, size))
        close(line[extra], (today + term)[extra])

    who = np.flatnonzero(rng.random(customers) < 0.4)
    close_all(who, now[who] + 1 + rng.exponential(250.0, who.size).astype(np.int64))
    fixed = np.flatnonzero((end == STILL_RUNNING) & (rng.random(lines) < 0.1))
    end[fixed] = np.maximum(start[fixed] + 365, stop + 30)

    rows = slice(None)  # by customer
    if order == "start":
        rows = np.argsort(start, kind="stable")
    elif order == "random":
        rows = rng.permutation(lines)
    values = (customer, product, amount, start, end)
    return {name: column[rows] for name, column in zip(COLUMNS, values, strict=True)}


def description(lines, customers, months, seed, order):
    return {
        "lines": lines,
        "customers": customers,
        "months": months,
        "products": PRODUCTS,
        "first_month": f"{FIRST_YEAR}-01",
        "seed": seed,
        "order": order,
        "still_running": STILL_RUNNING,
        "columns": {name: {"file": file, "type": kind} for name, (file, kind) in COLUMNS.items()},
        "generator": 1,
    }


def write_data(folder, meta):
    import numpy as np

    data = generate(*(meta[key] for key in ("lines", "customers", "months", "seed", "order")))
    for name, (file, kind) in COLUMNS.items():
        np.ascontiguousarray(data[name], dtype=kind).tofile(folder / file)
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n")


def read_column(folder, name):
    import numpy as np

    file, kind = COLUMNS[name]
    return np.fromfile(folder / file, dtype=kind)


# ----------------------------------------------------------------------------------------------- the oracle


def oracle(folder, meta):
    """The definition, word by word: what ran on the last day of each month, compared with the month before."""
    last_days = [first - 1 for first in month_starts(meta["months"])[1:]]
    columns = (read_column(folder, name).tolist() for name in COLUMNS)
    books = {}
    for customer, product, amount, start, end in zip(*columns, strict=True):
        books.setdefault(customer, []).append((product, amount, start, end))
    months = [dict.fromkeys(ROW, 0) | {"month": m} for m in range(len(last_days))]
    for lines in books.values():
        before, seen = {}, False
        for row, day in zip(months, last_days, strict=True):
            after = {}
            for product, amount, start, end in lines:
                if start <= day < end:
                    after[product] = after.get(product, 0) + amount
            was, total = sum(before.values()), sum(after.values())
            row["opening"] += was
            row["closing"] += total
            if was == 0 and total > 0:
                row["reactivation" if seen else "new"] += total
                row["reactivated_customers" if seen else "new_customers"] += 1
                seen = True
            elif was > 0 and total == 0:
                row["churn"] += was
                row["churned_customers"] += 1
            elif was > 0:
                for product in before.keys() | after.keys():
                    d = after.get(product, 0) - before.get(product, 0)
                    if d < 0:
                        row["contraction"] -= d
                    elif d > 0:
                        row["upsell" if before.get(product, 0) > 0 else "cross_sell"] += d
            before = after
    return [[row[name] for name in ROW] for row in months]


# --------------------------------------------------------------------------------------------------- DuckDB

# How it works. The months in which a customer (or one product of a customer) has anything are kept as the bits
# of one integer, so "was there anything a month ago" is a bit test and no window is needed: amounts are
# positive, hence T > 0 exactly when a line runs. Each line gives two events, its amount at the month it starts
# and minus its amount at the month it ends. At new, reactivation, churn, a product added and a product dropped all
# events of the group have one sign and are summed by month at once. Only where a product goes on, and has both
# starts and ends in the month, they are netted per customer, product and month first. Sums of cents are done as
# doubles, which are exact below 2^53 and cheaper here than the 128-bit integers of sum(BIGINT).
DUCKDB_SQL = """
WITH days AS (
  SELECT range::INTEGER AS day,
         datediff('month', DATE '{first_year}-01-01', DATE '1970-01-01' + range::INTEGER)::UTINYINT AS m,
         1::BIGINT << m::BIGINT AS bit
  FROM range({first}, {stop} + 1)),
ev AS (
  SELECT customer * {products} + product AS k, a.m AS ms, b.m AS me, a.bit AS sb, b.bit AS eb,
         amount_cents::DOUBLE AS amount
  FROM lines JOIN days a ON "start" = a.day JOIN days b ON least("end", {stop}) = b.day),
pair AS MATERIALIZED (
  SELECT k, bit_or(eb - sb) AS on_product, bit_or(sb) AS starts, bit_or(eb) AS ends FROM ev GROUP BY k),
account AS MATERIALIZED (
  SELECT k // {products} AS c, bit_or(on_product) AS on_customer FROM pair GROUP BY c),
masks AS (SELECT pair.*, on_customer FROM pair JOIN account ON k // {products} = c),
line AS MATERIALIZED (
  SELECT k, ms, me, amount,
    (CASE WHEN (on_customer << 1) & sb = 0 THEN if(on_customer & (sb - 1) = 0, {new}, {reactivation})
          WHEN (on_product << 1) & sb = 0 THEN {cross_sell}
          WHEN ends & sb = 0 THEN {upsell} ELSE {mixed} END)::UTINYINT AS kind_start,
    (CASE WHEN on_customer & eb = 0 THEN {churn}
          WHEN on_product & eb = 0 OR starts & eb = 0 THEN {contraction} ELSE {mixed} END)::UTINYINT AS kind_end
  FROM ev JOIN masks USING (k) WHERE eb <> sb),
netted AS (
  SELECT m, sum(d) AS d
  FROM (SELECT k, ms AS m, amount AS d FROM line WHERE kind_start = {mixed} UNION ALL
        SELECT k, me, -amount FROM line WHERE kind_end = {mixed})
  GROUP BY k, m),
moved AS (
  SELECT ms AS m, kind_start AS kind, sum(amount) AS d FROM line WHERE kind_start <> {mixed} GROUP BY ALL UNION ALL
  SELECT me, kind_end, -sum(amount) FROM line WHERE kind_end <> {mixed} GROUP BY ALL UNION ALL
  SELECT m, if(d > 0, {upsell}, {contraction}), sum(d) FROM netted GROUP BY ALL),
sums AS (
  SELECT m, sum(d) AS net,
    sum(d) FILTER (kind = {new}) AS new, sum(d) FILTER (kind = {reactivation}) AS reactivation,
    sum(d) FILTER (kind = {upsell}) AS upsell, sum(d) FILTER (kind = {cross_sell}) AS cross_sell,
    -sum(d) FILTER (kind = {contraction}) AS contraction, -sum(d) FILTER (kind = {churn}) AS churn
  FROM moved WHERE m < {months} GROUP BY m),
turn AS (
  SELECT on_customer & -on_customer AS first, on_customer & ~(on_customer << 1) & ~first AS again,
         (on_customer << 1) & ~on_customer AS gone
  FROM account WHERE on_customer <> 0),
month AS (SELECT range::UTINYINT AS m, 1::BIGINT << range AS bit FROM range({months})),
firsts AS (SELECT first AS bit, count(*) AS n FROM turn GROUP BY first),
agains AS (SELECT m, count(*) AS n FROM turn, month WHERE again & bit <> 0 GROUP BY m),
gones AS (SELECT m, count(*) AS n FROM turn, month WHERE gone & bit <> 0 GROUP BY m),
filled AS (
  SELECT month.m, coalesce(net, 0) AS net, sums.* EXCLUDE (m, net),
         firsts.n AS news, agains.n AS backs, gones.n AS lost
  FROM month LEFT JOIN sums USING (m) LEFT JOIN firsts USING (bit)
    LEFT JOIN agains USING (m) LEFT JOIN gones USING (m))
SELECT m, (sum(net) OVER w - net)::BIGINT, coalesce(new, 0)::BIGINT, coalesce(reactivation, 0)::BIGINT,
  coalesce(upsell, 0)::BIGINT, coalesce(cross_sell, 0)::BIGINT, coalesce(contraction, 0)::BIGINT,
  coalesce(churn, 0)::BIGINT, (sum(net) OVER w)::BIGINT,
  coalesce(news, 0), coalesce(backs, 0), coalesce(lost, 0)
FROM filled WINDOW w AS (ORDER BY m) ORDER BY m
"""


# The same job as an analyst writes it: changes per month, running sums per product and per customer. It has no
# limit on months and no trick; the form above is what it takes to be four times faster.
DUCKDB_PLAIN_SQL = """
WITH ev AS (
  SELECT customer, product, datediff('month', DATE '{first_year}-01-01', DATE '1970-01-01' + "start") AS m,
         amount_cents AS d FROM lines
  UNION ALL
  SELECT customer, product, datediff('month', DATE '{first_year}-01-01', DATE '1970-01-01' + "end"), -amount_cents
  FROM lines WHERE "end" < {stop}),
pm AS (SELECT customer, product, m, sum(d)::BIGINT AS d FROM ev WHERE m < {months} GROUP BY ALL),
pb AS (SELECT *, sum(d) OVER (PARTITION BY customer, product ORDER BY m) AS after FROM pm),
cm AS (SELECT customer, m, sum(d)::BIGINT AS d FROM pm GROUP BY ALL),
cb AS (SELECT *, sum(d) OVER (PARTITION BY customer ORDER BY m) AS after FROM cm),
cf AS (SELECT *, after - d AS before, min(m) FILTER (after > 0) OVER (PARTITION BY customer) AS first_m FROM cb),
customer_moves AS (
  SELECT m,
    sum(after) FILTER (before = 0 AND after > 0 AND m = first_m) AS new,
    sum(after) FILTER (before = 0 AND after > 0 AND m <> first_m) AS reactivation,
    sum(before) FILTER (before > 0 AND after = 0) AS churn,
    count(*) FILTER (before = 0 AND after > 0 AND m = first_m) AS news,
    count(*) FILTER (before = 0 AND after > 0 AND m <> first_m) AS backs,
    count(*) FILTER (before > 0 AND after = 0) AS lost,
    sum(d) AS net
  FROM cf GROUP BY m),
product_moves AS (
  SELECT pb.m,
    sum(pb.d) FILTER (pb.d > 0 AND pb.after > pb.d) AS upsell,
    sum(pb.d) FILTER (pb.d > 0 AND pb.after = pb.d) AS cross_sell,
    -sum(pb.d) FILTER (pb.d < 0) AS contraction
  FROM pb JOIN cf ON pb.customer = cf.customer AND pb.m = cf.m
  WHERE cf.before > 0 AND cf.after > 0 GROUP BY pb.m),
filled AS (
  SELECT range AS m, coalesce(net, 0) AS net, new, reactivation, upsell, cross_sell, contraction, churn,
         news, backs, lost
  FROM range({months}) LEFT JOIN customer_moves c ON range = c.m LEFT JOIN product_moves p ON range = p.m)
SELECT m, (sum(net) OVER w - net)::BIGINT, coalesce(new, 0)::BIGINT, coalesce(reactivation, 0)::BIGINT,
  coalesce(upsell, 0)::BIGINT, coalesce(cross_sell, 0)::BIGINT, coalesce(contraction, 0)::BIGINT,
  coalesce(churn, 0)::BIGINT, (sum(net) OVER w)::BIGINT,
  coalesce(news, 0), coalesce(backs, 0), coalesce(lost, 0)
FROM filled WINDOW w AS (ORDER BY m) ORDER BY m
"""


def duckdb_engine(folder, meta, args, plain):
    import duckdb
    import numpy as np

    con = duckdb.connect(config={"threads": args.threads, "memory_limit": args.memory_limit})
    con.execute("SET preserve_insertion_order = false")
    con.execute(
        "CREATE TABLE lines (customer UINTEGER NOT NULL, product UINTEGER NOT NULL,"
        ' amount_cents BIGINT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL)'
    )
    part = 1 << 20  # in parts, so that the load does not set the peak
    for at in range(0, meta["lines"], part):
        chunk = {}
        for name, (file, kind) in COLUMNS.items():
            skip = at * np.dtype(kind).itemsize
            chunk[name] = np.fromfile(folder / file, dtype=kind, count=part, offset=skip)
        con.execute("INSERT INTO lines SELECT * FROM chunk")
    first, *_, stop = month_starts(meta["months"])
    kinds = "new reactivation upsell cross_sell contraction churn mixed".split()
    sql = (DUCKDB_PLAIN_SQL if plain else DUCKDB_SQL).format(
        first=first,
        stop=stop,
        first_year=FIRST_YEAR,
        months=meta["months"],
        products=PRODUCTS,
        **{kind: number for number, kind in enumerate(kinds)},
    )
    name = "DuckDB, plain SQL" if plain else "DuckDB, tuned by hand"
    return name, duckdb.__version__, lambda: con.execute(sql).fetchall()


# --------------------------------------------------------------------------------------------------- Polars


def polars_engine(folder, meta, args):
    """Two sorts of packed keys and running sums. Every line is closed at the latest in the month after the last, so
    one running sum over the whole column falls back to 0 at the end of each group: no `over`, no join, no large
    group_by."""
    os.environ["POLARS_MAX_THREADS"] = str(args.threads)  # read when polars is imported
    import polars as pl

    assert pl.thread_pool_size() == args.threads
    frame = pl.DataFrame({name: read_column(folder, name) for name in COLUMNS})
    months, starts = meta["months"], month_starts(meta["months"])
    first, stop = starts[0], starts[-1]
    key = pl.UInt32 if meta["customers"] * PRODUCTS * 64 < 2**32 else pl.UInt64
    col = pl.col

    def run():
        day = pl.int_range(first, stop + 1, dtype=pl.Int32, eager=True).cast(pl.Date)
        month = (day.dt.year() * 12 + day.dt.month() - FIRST_YEAR * 12 - 1).cast(key)
        lines = (
            frame.lazy()
            .select(
                k=(col.customer.cast(key) * PRODUCTS + col("product").cast(key)) * 64,
                starts=pl.lit(month).gather((col.start - first).cast(pl.UInt32)),
                ends=pl.lit(month).gather((pl.min_horizontal("end", pl.lit(stop, pl.Int32)) - first).cast(pl.UInt32)),
                amount=col.amount_cents,
            )
            .filter(col.starts < col.ends)
        )
        pair = (
            pl.concat(
                [
                    lines.select(key=col.k + col.starts, d=col.amount),
                    lines.select(key=col.k + col.ends, d=-col.amount),
                ]
            )
            .sort("key")  # customer, product, month
            .with_columns(after=col.d.cum_sum(), last=(col.key != col.key.shift(-1)).fill_null(True))
            .filter("last")
            .select("key", "after", before=col.after.shift(1, fill_value=0))
            .select(
                key=col.key // 512 * 512 + col.key % 64 * 8 + col.key // 64 % 8,
                d=col.after - col.before,
                before=col.before,
            )
            .sort("key")  # customer, month, product
            .with_columns(total=col.d.cum_sum(), group=col.key // 8)
            .with_columns(
                head=(col.group != col.group.shift(1)).fill_null(True),
                tail=(col.group != col.group.shift(-1)).fill_null(True),
                first=(col.group // 64 != (col.group // 64).shift(1)).fill_null(True),
            )
            .with_columns(
                was=pl.when("head").then(col.total - col.d).forward_fill(),
                now=pl.when("tail").then(col.total).backward_fill(),
                first=pl.when("head").then(col.first).forward_fill(),
                m=(col.group % 64).cast(pl.Int32),
            )
            .filter(col.m < months)
        )
        joins, leaves = (col.was == 0) & (col.now > 0), (col.was > 0) & (col.now == 0)
        stays = (col.was > 0) & (col.now > 0)
        sums = pair.group_by("m").agg(
            net=col.d.sum(),
            new=col.d.filter(joins & col.first).sum(),
            reactivation=col.d.filter(joins & ~col.first).sum(),
            upsell=col.d.filter(stays & (col.d > 0) & (col.before > 0)).sum(),
            cross_sell=col.d.filter(stays & (col.d > 0) & (col.before == 0)).sum(),
            contraction=-col.d.filter(stays & (col.d < 0)).sum(),
            churn=-col.d.filter(leaves).sum(),
            new_customers=(col.head & joins & col.first).sum(),
            reactivated_customers=(col.head & joins & ~col.first).sum(),
            churned_customers=(col.head & leaves).sum(),
        )
        calendar = pl.LazyFrame({"m": pl.int_range(months, dtype=pl.Int32, eager=True)})
        return (
            calendar.join(sums, on="m", how="left")
            .fill_null(0)
            .sort("m")
            .with_columns(closing=col.net.cum_sum())
            .with_columns(opening=col.closing - col.net)
            .select("m", *ROW[1:])
            .collect(engine=args.polars_engine)
            .rows()
        )

    return "Polars", pl.__version__, run


def with_integers(engine):
    """Engines give integers in several types; an answer has one."""

    def load(folder, meta, args):
        name, version, run = engine(folder, meta, args)
        return name, version, run, lambda rows: [[int(value) for value in row] for row in rows]

    return load


ENGINES = {
    "duckdb": with_integers(lambda *given: duckdb_engine(*given, plain=False)),
    "polars": with_integers(polars_engine),
    "duckdb-plain": with_integers(lambda *given: duckdb_engine(*given, plain=True)),
}


# ------------------------------------------------------------------------------------------------ comparing


def books_that_do_not_close(rows):
    for row in rows:
        r = dict(zip(ROW, row, strict=True))
        gains = r["new"] + r["reactivation"] + r["upsell"] + r["cross_sell"]
        if r["opening"] + gains - r["contraction"] - r["churn"] != r["closing"]:
            yield r["month"]


def compare(answers):
    """Stops the script at the first month in which two answers differ, or in which one does not add up."""
    for name, rows in answers.items():
        for month in books_that_do_not_close(rows):
            sys.exit(f"{name}: the books of month {month} do not close")
    script.compare(" ".join(ROW), answers)


def asked(args):
    return ENGINES if args.peers is None else args.peers


def check(args, books):
    for book in books:
        meta = description(*book)
        with tempfile.TemporaryDirectory() as folder:
            ensure_data(Path(folder), meta, write_data)
            answers = {"oracle": oracle(Path(folder), meta)}
            answers |= answers_of(measure_all(args, asked(args), Path(folder), 1, 0))
            compare(answers)
        lines, customers, months, seed, order = book
        print(f"same answer: {', '.join(answers)} ({lines} lines, {customers} customers, {months} months, "
              f"seed {seed}, order {order})", flush=True)


def table(args, meta, results, input_bytes):
    print(f"\nMRR movements by period ends: {meta['lines']:,} lines, {meta['customers']:,} customers, "
          f"{meta['months']} months, rows by {meta['order']}, seed {meta['seed']}, "
          f"input {input_bytes / MIB:.0f} MiB\n")
    heads = "engine|version|threads|median s|runs s|CPU s|load s|peak RSS MiB|RSS ÷ input|× ours".split("|")
    rows = rows_of(results, lambda _: args.threads, "{:.2f}".format)
    print_table(heads, [[*row, f"{r['peak_rss'] / input_bytes:.1f}", ratio] for r, (*row, ratio) in rows])
    print(f"\n{machine()}")


def parse(argv):
    options = script.parser(__file__, __doc__)
    options.add_argument("--lines", type=int, default=10_000_000)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--months", type=int, default=60, help="1 to 60 (default: 60)")
    options.add_argument("--order", choices=("start", "customer", "random"), default="start",
                         help="order of the rows in the files (default: start, as a billing system writes them)")
    args = script.parse(options, argv, "movements", 3, 0, "8GB", list(ENGINES), ("lines", "customers"))
    if not 1 <= args.months <= 60:
        options.error("--months must be 1 to 60")
    if args.customers > args.lines:
        options.error("--customers must be at most --lines")
    return args


def full(args, folder):
    meta = description(args.lines, args.customers, args.months, args.seed, args.order)
    ensure_data(folder, meta, write_data)
    if args.generate_only:
        return
    check(args, CHECKS[:1])  # also compiles our side, so that no compiler is in its peak memory
    quiet = Quiet(args.threads, args.wait)
    results = measure_all(args, asked(args), folder, args.runs, args.warmup, before_each=quiet)
    compare(answers_of(results))
    table(args, meta, results, sum((folder / file).stat().st_size for file, _ in COLUMNS.values()))
    quiet.report(results.values())


if __name__ == "__main__":
    script.main(parse(sys.argv[1:]), ENGINES.get, lambda args: check(args, CHECKS), full)

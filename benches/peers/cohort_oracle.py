"""Slow answers that take the definitions at their word: plain Python, small data."""

import datetime as dt
from array import array
from collections import defaultdict
from fractions import Fraction
from math import exp, inf, lgamma, log, sqrt
from statistics import NormalDist

from cohort_data import COLUMNS, FIRST_YEAR
from cohort_engines import TIMES, WINDOW


def column(folder, kind, name):
    file, dtype = COLUMNS[kind][name]
    code = {"<u8": "Q", "<i4": "i", "<u4": "I", "<f8": "d", "u1": "B"}[dtype]
    values = array(code)
    values.frombytes((folder / file).read_bytes())
    return values.tolist()


def events(folder):
    return zip(column(folder, "log", "user"), column(folder, "log", "day"), strict=True)


def grid(folder, meta, answers):
    """Who was active in which month, then everybody by the first of them."""
    months = defaultdict(set)
    for user, day in events(folder):
        date = dt.date(1970, 1, 1) + dt.timedelta(day)
        months[user].add((date.year - FIRST_YEAR) * 12 + date.month - 1)
    counts = defaultdict(int)
    for active in months.values():
        for m in active:
            counts[min(active), m - min(active)] += 1
    return [[c, age, n] for (c, age), n in sorted(counts.items())]


def sums(folder, meta, answers):
    """Ids wrap around at 64 bits."""
    users, days = zip(*events(folder), strict=True)
    return [[sum(users) % (1 << 64), sum(days)]]


def actives(folder, meta, answers):
    """Everybody with an event in the window, day by day."""
    users = defaultdict(set)
    for user, day in events(folder):
        users[day - meta["first_day"]].add(user)
    days = range(meta["stop_day"] - meta["first_day"])
    return [[d, len(set().union(*(users.get(d - back, ()) for back in range(WINDOW))))] for d in days]


def survival_by_days(folder, meta, answers):
    return survival(folder, "days")


def survival_by_decimals(folder, meta, answers):
    return survival(folder, "decimals")


def survival(folder, name):
    """The product of fractions, Greenwood's variance, intervals symmetric for log(-log S)."""
    durations, status = column(folder, "lifetimes", name), column(folder, "lifetimes", "status")
    left, seen = defaultdict(int), defaultdict(int)
    for duration, happened in zip(durations, status, strict=True):
        seen[duration] += 1
        left[duration] += happened
    steps, share, variance, at_risk = [], Fraction(1), 0.0, len(durations)
    for time in sorted(seen):
        d = left[time]
        share *= Fraction(at_risk - d, at_risk)
        variance += d / (at_risk * (at_risk - d)) if d < at_risk else inf
        steps.append((time, float(share), variance))
        at_risk -= seen[time]
    z = NormalDist().inv_cdf(0.975)
    rows = []
    for at in TIMES:
        if at > steps[-1][0]:
            break
        reached = [step for step in steps if step[0] <= at]
        if not reached:
            rows.append([at, 1.0, 1.0, 1.0])
            continue
        _, s, v = reached[-1]
        if s in (0.0, 1.0):
            rows.append([at, s, s, s])
            continue
        move = z * sqrt(v) / log(s)
        rows.append([at, s, exp(log(s) * exp(-move)), exp(log(s) * exp(move))])
    return rows


def likelihood(rows, r, alpha, a, b):
    """Fader, Hardie and Lee (2005), equation 6, as it is printed."""
    total = 0.0
    for x, last, age in rows:
        rate = lgamma(r + x) - lgamma(r) + r * log(alpha)
        beta = lgamma(a + b) - lgamma(b)
        alive = lgamma(b + x) - lgamma(a + b + x) - (r + x) * log(alpha + age)
        if x == 0:
            total += rate + beta + alive
            continue
        gone = log(a) - log(b + x - 1) + lgamma(b + x) - lgamma(a + b + x) - (r + x) * log(alpha + last)
        top = max(alive, gone)
        total += rate + beta + top + log(exp(alive - top) + exp(gone - top))
    return total


def fit(folder, meta, answers):
    """A maximum cannot be looked up, but it can be tested: climb from every answer with ever smaller steps, one
    parameter after the other; where that leads is the answer."""
    rows = list(zip(*(column(folder, "purchases", name) for name in COLUMNS["purchases"]), strict=True))
    best = max((answer[0] for answer in answers.values()), key=lambda p: likelihood(rows, *p))
    height, step = likelihood(rows, *best), 0.01
    while step > 2e-4:
        moved = False
        for i in range(4):
            for factor in (1 + step, 1 / (1 + step)):
                there = [value * factor if j == i else value for j, value in enumerate(best)]
                if (found := likelihood(rows, *there)) > height:
                    best, height, moved = there, found, True
        step = step if moved else step / 2
    return [best]

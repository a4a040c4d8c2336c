//! The page: the past year and the coming months, what they rest on, how such forecasts did.

use anyhow::Result;
use kpis::cohort::{ForecastFigure, RevenueBackTest};
use kpis::types::{Grain, Language, Period};
use rust_decimal::Decimal;

use super::args::ForecastArguments;
use super::book::Found;
use super::judged::{Of, judged, name};
use crate::shown::{Align, grouped, heading, pad, pick, table, width};

/// Columns of the chart.
const CHART: f64 = 56.0;

/// Months of the past in the chart.
const BEFORE: usize = 12;

pub(super) fn number(value: f64, digits: u32) -> String {
    Decimal::from_f64_retain(value).map_or_else(|| value.to_string(), |v| grouped(v, digits))
}

fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0, 1))
}

impl Found {
    pub(super) fn label(&self, month: i32) -> Result<String> {
        Ok(self.calendar.label(Period::new(Grain::Month, month))?)
    }
}

pub(super) fn page(arguments: &ForecastArguments, found: &Found) -> Result<String> {
    let l = arguments.lang.language();
    let origin = found.label(found.history.last_month())?;
    let title = match l {
        Language::En => format!("Forecast from {origin}"),
        Language::Ja => format!("{origin} からの予測"),
    };
    let mut page = heading(&title).trim_start_matches('\n').to_owned();
    page += &data(found, l)?;
    page += &chart(found, l)?;
    page += &coming(found, l)?;
    page += &basis(found, l);
    if let Some(test) = &found.back_test {
        page += &tested(found, test, l)?;
    } else {
        page += pick(
            l,
            "\n--backtest shows how forecasts like this one did in the past.\n",
            "\n--backtest で、過去に同じ予測がどれだけ当たったかを表示します。\n",
        );
    }
    Ok(page)
}

fn data(found: &Found, l: Language) -> Result<String> {
    let made_up = pick(l, "a made-up company (examples/data)", "架空の会社(examples/data)");
    let name = found.name.as_deref().unwrap_or(made_up);
    let (rows, as_of) = (grouped(found.rows.into(), 0), found.as_of);
    let first = found.label(found.history.first_month())?;
    let (months, ever) = (found.history.months(), found.history.ever_customers());
    let ever = grouped(ever.into(), 0);
    let code = found.history.currency().code();
    let mut text = match l {
        Language::En => format!(
            "Data: {name}: {rows} rows, known up to {as_of}\n\
             History: {months} months from {first}, {ever} customers; amounts in {code}\n"
        ),
        Language::Ja => format!(
            "データ: {name}: {rows} 行、{as_of} まで\n\
             履歴: {first} から {months} か月、顧客 {ever} 社。金額の単位は {code}\n"
        ),
    };
    for remark in &found.remarks {
        text += &format!("{}\n", remark.text(l));
    }
    Ok(text)
}

/// The past year and the coming months as bars; the interval as a lighter end.
fn chart(found: &Found, l: Language) -> Result<String> {
    let past: Vec<f64> =
        found.history.mrr().map(|money| money.amount().try_into().unwrap_or(0.0)).collect();
    let skip = past.len().saturating_sub(BEFORE);
    let shown = past.get(skip..).unwrap_or_default();
    let ahead = found.forecast.months();
    let upper = ahead.iter().map(|m| m.mrr().total().estimate().upper());
    let largest = shown.iter().copied().chain(upper).fold(0.0, f64::max);
    let columns = |value: f64| (value / largest.max(f64::MIN_POSITIVE) * CHART).round() as usize;
    let mut text = heading(pick(
        l,
        "MRR: █ past, ▒ up to the lower end, ░ interval, | forecast",
        "MRR: █ 実績、▒ 下限まで、░ 区間、| 予測",
    ));
    let label_width = 9;
    for (value, back) in shown.iter().zip((0..shown.len()).rev()) {
        let back = i32::try_from(back).unwrap_or(0);
        let label = found.label(found.history.last_month() - back)?;
        let bar = "█".repeat(columns(*value));
        text += &format!("  {}{bar}\n", pad(&label, label_width));
    }
    for month in ahead {
        let estimate = month.mrr().total().estimate();
        let (low, point, high) =
            (columns(estimate.lower()), columns(estimate.point()), columns(estimate.upper()));
        let cell = |at: usize| match at {
            at if at + 1 == point => '|',
            at if at < low => '▒',
            _ => '░',
        };
        let bar: String = (0..high.max(point)).map(cell).collect();
        text += &format!("  {}{bar}\n", pad(&found.label(month.month())?, label_width));
    }
    Ok(text)
}

fn range(figure: ForecastFigure, digits: u32, l: Language) -> String {
    let e = figure.estimate();
    let to = pick(l, " to ", " ～ ");
    format!("{}{to}{}", number(e.lower(), digits), number(e.upper(), digits))
}

fn coming(found: &Found, l: Language) -> Result<String> {
    let options = found.forecast.options();
    let (level, paths) = (options.level(), grouped(options.paths().into(), 0));
    let seed = options.seed();
    let title = match l {
        Language::En => format!("The next {} months", options.months()),
        Language::Ja => format!("今後 {} か月", options.months()),
    };
    let interval = match l {
        Language::En => format!("{level} interval"),
        Language::Ja => format!("{level} 区間"),
    };
    let header = [
        (pick(l, "month", "月"), Align::Left),
        (pick(l, "customers", "顧客数"), Align::Right),
        (interval.as_str(), Align::Right),
        (pick(l, "existing", "既存"), Align::Right),
        (pick(l, "new", "新規"), Align::Right),
        ("MRR", Align::Right),
        (interval.as_str(), Align::Right),
        (pick(l, "existing", "既存"), Align::Right),
        (pick(l, "new", "新規"), Align::Right),
    ];
    // Whole units: more digits than the interval allows would only look exact.
    let digits = 0;
    let mut rows = Vec::new();
    let (heads, mrr) = (found.history.customers().next_back(), found.history.mrr().next_back());
    let now = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let blank = String::new;
    rows.push(vec![
        format!("{} {}", found.label(found.history.last_month())?, pick(l, "(known)", "(実績)")),
        now(heads.map(|n| grouped(n.into(), 0))),
        blank(),
        blank(),
        blank(),
        now(mrr.map(|m| grouped(m.amount(), digits))),
        blank(),
        blank(),
        blank(),
    ]);
    for month in found.forecast.months() {
        let (heads, mrr) = (month.customers(), month.mrr());
        let point = |figure: ForecastFigure| number(figure.estimate().point(), digits);
        rows.push(vec![
            found.label(month.month())?,
            point(heads.total()),
            range(heads.total(), 0, l),
            point(heads.existing()),
            point(heads.new_business()),
            point(mrr.total()),
            range(mrr.total(), digits, l),
            point(mrr.existing()),
            point(mrr.new_business()),
        ]);
    }
    let words = match l {
        Language::En => format!(
            "  Mean and interval of {paths} simulated paths (seed {seed}). The interval is the forecast; the\n  \
             point is only its middle. Existing: customers of today and earlier ones who come back.\n"
        ),
        Language::Ja => format!(
            "  {paths} 本のシミュレーション(シード {seed})の平均と区間です。予測は区間であり、\n  \
             点はその中ほどにすぎません。既存には、以前の顧客が戻る分も含みます。\n"
        ),
    };
    Ok(heading(&title) + &table(&header, &rows) + &words)
}

fn basis(found: &Found, l: Language) -> String {
    let basis = found.forecast.basis();
    let header = [
        (pick(l, "age in months", "経過月数"), Align::Left),
        (pick(l, "customer-months", "延べ月数"), Align::Right),
        (pick(l, "left", "解約"), Align::Right),
        (pick(l, "a month", "月率"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Right),
        (pick(l, "used", "使用値"), Align::Right),
    ];
    let to = pick(l, " to ", " ～ ");
    let none = || "-".to_owned();
    let rows: Vec<Vec<String>> = basis
        .ages
        .iter()
        .map(|age| {
            let ages = match age.to {
                Some(last) if last > age.from => format!("{}-{last}", age.from),
                Some(_) => age.from.to_string(),
                None => format!("{}+", age.from),
            };
            vec![
                ages,
                grouped(age.at_risk.into(), 0),
                grouped(age.left.into(), 0),
                age.observed.map_or_else(none, |e| percent(e.point())),
                age.observed.map_or_else(none, |e| {
                    format!("{}{to}{}", percent(e.lower()), percent(e.upper()))
                }),
                age.used.map_or_else(none, percent),
            ]
        })
        .collect();
    let trend = &basis.trend;
    let year: f64 = basis.newcomers.iter().rev().take(12).sum();
    let count = |n: u64| grouped(n.into(), 0);
    let (expanded, contracted) = (count(basis.expanded), count(basis.contracted));
    let growth = basis.growth.map_or_else(none, |growth| percent(growth - 1.0));
    let (returned, away) = (count(basis.returned), count(basis.away));
    let (window, year) = (basis.window, number(year, 0));
    let next = number(trend.point(1), 1);
    let later = number(trend.point(found.forecast.options().months()), 1);
    let (alpha, beta, phi) = (
        number(trend.parameters().level_weight(), 2),
        number(trend.parameters().trend_weight(), 2),
        number(trend.parameters().damping(), 2),
    );
    let (first, mean) =
        (count(basis.first_balances), basis.mean_first_balance.map_or_else(none, |m| number(m, 0)));
    let words = match l {
        Language::En => format!(
            "  Over {window} months. Used: pulled toward customers of other ages and sizes where few were seen.\n  \
             Stayed and grew {expanded} times, shrank {contracted} times: {growth} of MRR a month.\n  \
             Came back {returned} times in {away} customer-months of absence.\n  \
             Newcomers: {year} in the last 12 months; the damped trend says {next} next month, {later} in the\n  \
             last one (level weight {alpha}, trend weight {beta}, damping {phi}).\n  \
             They start like {first} earlier ones, at {mean} on average.\n  \
             Not in it: seasons, prices to be raised, contracts known to end, anything that never happened.\n"
        ),
        Language::Ja => format!(
            "  過去 {window} か月。使用値は、例が少ないところを他の年齢・規模の顧客に近づけたものです。\n  \
             継続中の増額 {expanded} 回、減額 {contracted} 回: MRR の月 {growth}。\n  \
             離脱中の延べ {away} か月のうち、復帰 {returned} 回。\n  \
             新規: 直近 12 か月で {year} 社。減衰トレンドは翌月 {next} 社、最終月 {later} 社\n  \
             (水準の重み {alpha}、傾向の重み {beta}、減衰 {phi})。\n  \
             新規の初月は過去 {first} 社の例から引き、平均 {mean} です。\n  \
             季節、値上げの予定、終了が決まっている契約、過去に起きなかったことは含みません。\n"
        ),
    };
    heading(pick(l, "What it rests on", "予測の根拠")) + &table(&header, &rows) + &words
}

fn tested(found: &Found, test: &RevenueBackTest, l: Language) -> Result<String> {
    let months = test.options().forecast().months();
    let title = match l {
        Language::En => format!("How the {months}-month forecast did at past quarters"),
        Language::Ja => format!("過去の四半期末における {months} か月予測の成績"),
    };
    let mut text = heading(&title);
    for of in Of::ALL {
        text += &format!("\n  {}\n", of.name(l));
        text += &origins(found, test, of, l)?;
        text += &scores(test, of, l)?;
    }
    let words = match l {
        Language::En => format!(
            "  Every forecast knew only the months up to its origin. Forecasts of {months} months made each\n  \
             quarter overlap: they share most of what happened, so the coverage is less certain than its\n  \
             interval says.\n"
        ),
        Language::Ja => format!(
            "  どの予測も、その起点までのデータだけを使っています。四半期ごとの {months} か月予測は期間が重なり、\n  \
             同じ出来事を共有するため、的中率は区間が示すより不確かです。\n"
        ),
    };
    Ok(text + &words)
}

fn origins(found: &Found, test: &RevenueBackTest, of: Of, l: Language) -> Result<String> {
    let level = test.options().forecast().level();
    let interval = match l {
        Language::En => format!("{level} interval"),
        Language::Ja => format!("{level} 区間"),
    };
    let header = [
        (pick(l, "made at", "起点"), Align::Left),
        (pick(l, "for", "対象"), Align::Left),
        (pick(l, "came", "実績"), Align::Right),
        (pick(l, "forecast", "予測"), Align::Right),
        (interval.as_str(), Align::Right),
        (pick(l, "held", "的中"), Align::Left),
        (pick(l, "error", "誤差"), Align::Right),
        (pick(l, "last value", "直近の値"), Align::Right),
        (pick(l, "last year's growth", "前年の成長率"), Align::Right),
    ];
    let to = pick(l, " to ", " ～ ");
    let mut rows = Vec::new();
    for row in test.rows() {
        let figure = of.figure(row);
        let off = |said: Option<f64>| match said {
            Some(said) if figure.actual != 0.0 => percent((said - figure.actual) / figure.actual),
            _ => "-".to_owned(),
        };
        let e = figure.forecast;
        let held = if figure.is_covered() { pick(l, "yes", "○") } else { pick(l, "no", "×") };
        rows.push(vec![
            found.label(row.origin)?,
            found.label(row.target)?,
            number(figure.actual, 0),
            number(e.point(), 0),
            format!("{}{to}{}", number(e.lower(), 0), number(e.upper(), 0)),
            held.to_owned(),
            off(Some(e.point())),
            off(Some(figure.last_value)),
            off(figure.last_years_growth.ok()),
        ]);
    }
    Ok(table(&header, &rows))
}

fn scores(test: &RevenueBackTest, of: Of, l: Language) -> Result<String> {
    let all = judged(test, of)?;
    let header = [
        (pick(l, "method", "方法"), Align::Left),
        (pick(l, "forecasts", "予測数"), Align::Right),
        (pick(l, "mean absolute error", "平均絶対誤差"), Align::Right),
        ("MAPE", Align::Right),
        (pick(l, "bias", "偏り"), Align::Right),
    ];
    let none = || "-".to_owned();
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|j| {
            vec![
                name(j.of, l).to_owned(),
                j.origins.to_string(),
                j.mean_absolute_error.map_or_else(none, |e| number(e, 1)),
                j.mean_absolute_percentage_error.map_or_else(none, percent),
                j.bias.map_or_else(none, |b| {
                    format!("{}{}", if b > 0.0 { "+" } else { "" }, number(b, 1))
                }),
            ]
        })
        .collect();
    let coverage = test.coverage(|row| of.figure(row))?;
    let held = test.rows().iter().filter(|row| of.figure(row).is_covered()).count();
    let (n, level) = (coverage.n(), test.options().forecast().level());
    let (low, high) = (percent(coverage.lower()), percent(coverage.upper()));
    let beaten: Vec<&str> = all
        .iter()
        .skip(1)
        .filter(|other| {
            all.first().is_some_and(|own| own.mean_absolute_error >= other.mean_absolute_error)
        })
        .map(|other| name(other.of, l))
        .collect();
    let verdict = match (beaten.as_slice(), l) {
        ([], Language::En) => "Nearer on average than both naive forecasts.".to_owned(),
        ([], Language::Ja) => "平均では、どちらの単純な予測よりも近い結果です。".to_owned(),
        (some, Language::En) => format!("Not nearer on average than {}.", some.join(" and ")),
        (some, Language::Ja) => format!("平均では「{}」より近くありません。", some.join("」「")),
    };
    let words = match l {
        Language::En => format!(
            "  {verdict}\n  The {level} interval held {held} of {n} times ({}; 95 % interval {low} to {high}).\n",
            percent(coverage.point())
        ),
        Language::Ja => format!(
            "  {verdict}\n  {level} 区間は {n} 回中 {held} 回的中しました({}、95% 区間 {low} ～ {high})。\n",
            percent(coverage.point())
        ),
    };
    debug_assert!(words.lines().all(|line| width(line) < 120));
    Ok(table(&header, &rows) + &words)
}

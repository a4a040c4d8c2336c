//! The page: the fits and whether they can be trusted, the customers, the total.

use anyhow::Result;
use kpis::cohort::Months;
use kpis::types::Language;
use serde_json::{Value, json};

use super::args::OrdersArguments;
use super::orders::Orders;
use super::value::{self, Fitted, Found};
use super::words::{self, count, estimate_json, number, percent};
use crate::input::BadCell;
use crate::shown::{Align, heading, pick, table};

/// The page, or JSON.
pub(super) fn shown(
    arguments: &OrdersArguments,
    orders: &Orders,
    bad: &[BadCell],
) -> Result<String> {
    let found = value::find(arguments, orders)?;
    arguments
        .shown
        .page
        .answer(|| Ok(json(arguments, orders, &found, bad)), || Ok(page(arguments, orders, &found)))
}

fn page(arguments: &OrdersArguments, orders: &Orders, found: &Found) -> String {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "What customers are still worth", "顧客の今後の価値"));
    page = page.trim_start_matches('\n').to_owned();
    let name = match orders.made_up {
        true => pick(l, "a made-up shop", "架空の店"),
        false => &orders.name,
    };
    let (all, customers, once) =
        (count(orders.bought()), count(found.customers), count(found.one_time));
    let end = found.end;
    page += &match l {
        Language::En => format!(
            "Data: {name}: {all} orders; {customers} customers by {end}, {once} of them with one purchase\n\
             Orders of one day are one purchase. The first purchase is not in a customer's mean spend.\n\
             The models count time in days.\n"
        ),
        Language::Ja => format!(
            "データ: {name}: 注文 {all} 件。{end} までの顧客 {customers} 人、うち購入1回のみ {once} 人\n\
             同じ日の注文は1回の購入とします。初回購入は平均購入額に含めません。\n\
             モデルの時間の単位は日です。\n"
        ),
    };
    page += &found.applied.lines(arguments.rules, end, l);
    page += &heading(pick(l, "How often they buy", "購入の頻度"));
    page += &fit(&found.buying, l);
    page += &heading(pick(l, "For how much", "購入の金額"));
    page += &fit(&found.spending, l);
    if let Some(correlation) = &found.correlation {
        let (r, around) = (number(correlation.point(), 2), number(correlation.lower(), 2));
        let upper = number(correlation.upper(), 2);
        page += &match l {
            Language::En => format!(
                "  Gamma-Gamma takes how much as independent of how often; their correlation here is {r} ({around} to {upper}).\n"
            ),
            Language::Ja => format!(
                "  Gamma-Gammaは頻度と金額の独立を仮定します。ここでの相関は {r}({around} ～ {upper})です。\n"
            ),
        };
    }
    if let Some(holdout) = &found.holdout {
        page += &heading(pick(l, "Against what came afterwards", "その後の実績との比較"));
        let (expected, actual) = (number(holdout.expected, 0), count(holdout.actual));
        let (days, error) = (holdout.days, number(holdout.mean_error, 2));
        page += &match l {
            Language::En => format!(
                "  In the {days} days after {end}: {expected} purchases expected, {actual} made.\n  \
                 A customer's own number is off by {error} on average.\n"
            ),
            Language::Ja => format!(
                "  {end} の後の {days} 日間: 予測 {expected} 回、実績 {actual} 回。\n  \
                 顧客1人あたりの平均誤差は {error} 回です。\n"
            ),
        };
    }
    page + &customers_table(arguments, found, l)
}

fn fit(fitted: &Fitted, l: Language) -> String {
    let header = [
        (fitted.name, Align::Left),
        (pick(l, "value", "値"), Align::Right),
        (pick(l, "standard error", "標準誤差"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Left),
    ];
    let to = pick(l, " to ", " ～ ");
    let rows: Vec<Vec<String>> = fitted
        .parameters
        .iter()
        .map(|p| {
            let around = p.estimate.map_or_else(
                || "-".to_owned(),
                |e| format!("{}{to}{}", number(e.lower(), 3), number(e.upper(), 3)),
            );
            let error = p.standard_error.map_or_else(|| "-".to_owned(), |e| number(e, 3));
            vec![p.name.to_owned(), number(p.value, 3), error, around]
        })
        .collect();
    let (ll, n) = (number(fitted.log_likelihood, 1), count(fitted.n));
    let status = words::status(&fitted.status, l);
    let line = match l {
        Language::En => format!("  n = {n}, log-likelihood {ll}; {status}\n"),
        Language::Ja => format!("  n = {n}、対数尤度 {ll}。{status}\n"),
    };
    table(&header, &rows) + &line
}

fn customers_table(arguments: &OrdersArguments, found: &Found, l: Language) -> String {
    let (months, currency) = (arguments.months, arguments.currency.code());
    let discount = found.discount.converted::<Months>(l);
    let title = match l {
        Language::En => {
            format!("Worth over the next {months} months, {currency}")
        }
        Language::Ja => format!("今後 {months} か月の価値({currency})"),
    };
    let header = [
        (pick(l, "customer", "顧客"), Align::Left),
        (pick(l, "repeats", "再購入"), Align::Right),
        (pick(l, "last", "最終購入"), Align::Left),
        (pick(l, "spend each", "購入単価"), Align::Right),
        (pick(l, "P(alive)", "生存確率"), Align::Right),
        (pick(l, "P(no purchase)", "購入なしの確率"), Align::Right),
        (pick(l, "purchases", "予測回数"), Align::Right),
        (pick(l, "value", "価値"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Left),
    ];
    let digits = arguments.currency.minor_units();
    let row = |c: &super::value::Customer| {
        let assumed = if c.alive_is_assumed { "*" } else { "" };
        vec![
            c.name.clone(),
            c.repeats.to_string(),
            c.last.to_string(),
            number(c.spend, digits),
            format!("{}{assumed}", percent(c.alive, 1)),
            percent(c.no_purchase, 1),
            number(c.purchases, 1),
            number(c.value, digits),
            c.interval.map_or_else(
                || "-".to_owned(),
                |e| words::between(e.lower(), e.upper(), digits, l),
            ),
        ]
    };
    let rows: Vec<Vec<String>> = found.valued.iter().take(arguments.top).map(row).collect();
    let top: f64 = found.valued.iter().take(arguments.top).map(|c| c.value).sum();
    let (total, share) =
        (number(found.total, digits), percent(top / found.total.max(f64::MIN_POSITIVE), 1));
    let each = number(found.total / found.customers.max(1) as f64, digits);
    let shown = rows.len();
    let around = found.total_interval.map_or_else(String::new, |(lower, upper)| {
        format!(" ({})", words::between(lower, upper, digits, l))
    });
    let words = match l {
        Language::En => format!(
            "  All {} customers together: {total}{around}; {each} each. The {shown} shown have {share}.\n  \
             Discount: {discount}.\n  \
             P(alive): that the customer will buy again at all. Where the model takes it as 1 after one\n  \
             purchase (*), look at P(no purchase): that nothing comes within the {months} months.\n  \
             Intervals are of what a customer like this brings on average; one alone scatters far more.\n  \
             Before margin. A model of the past: a change of prices or of the shop is not in it.\n",
            count(found.customers)
        ),
        Language::Ja => format!(
            "  全顧客 {} 人の合計: {total}{around}、1人あたり {each}。表示した {shown} 人で {share}。\n  \
             割引率: {discount}。\n  \
             生存確率は、今後も購入する可能性です。モデルが購入1回の顧客を1とみなす場合(*)は、\n  \
             {months} か月以内に購入がない確率を見てください。\n  \
             区間は同様の顧客の平均についてのもので、個々の顧客のばらつきははるかに大きくなります。\n  \
             粗利を掛ける前の額です。過去に基づくモデルであり、価格や店の変化は含みません。\n",
            count(found.customers)
        ),
    };
    let trusted = [&found.buying, &found.spending].iter().all(|fit| fit.status.is_converged());
    let warning = match trusted {
        true => "",
        false => pick(
            l,
            "  A fit above is not to be trusted, and neither are these figures.\n",
            "  上の当てはめに信頼できないものがあるため、これらの数値も信頼できません。\n",
        ),
    };
    heading(&title) + &table(&header, &rows) + warning + &words
}

fn json(arguments: &OrdersArguments, orders: &Orders, found: &Found, bad: &[BadCell]) -> Value {
    let fit = |fitted: &Fitted| {
        json!({
            "model": fitted.name,
            "n": fitted.n,
            "parameters": fitted.parameters,
            "log_likelihood": fitted.log_likelihood,
            "status": words::status_json(&fitted.status),
        })
    };
    let customers: Vec<Value> = found
        .valued
        .iter()
        .map(|c| {
            json!({
                "customer": c.name,
                "repeat_purchases": c.repeats,
                "last": c.last,
                "expected_spend": c.spend,
                "probability_alive": c.alive,
                "alive_by_construction": c.alive_is_assumed,
                "probability_of_no_purchase": c.no_purchase,
                "expected_purchases": c.purchases,
                "value": c.value,
                "value_interval": c.interval.map(|e| estimate_json(Some(&e))),
            })
        })
        .collect();
    let holdout = found.holdout.as_ref().map(|h| {
        json!({ "days": h.days, "expected": h.expected, "actual": h.actual, "mean_error": h.mean_error })
    });
    json!({
        "kind": "orders",
        "data": orders.name,
        "made_up": orders.made_up,
        "orders": orders.bought(),
        "rules": found.applied.json(arguments.rules.options()),
        "customers_seen": found.customers,
        "customers_with_one_purchase": found.one_time,
        "time_unit_of_the_model": "days",
        "discount": found.discount.json::<Months>(),
        "end": found.end,
        "months": arguments.months,
        "currency": arguments.currency.code(),
        "buying": fit(&found.buying),
        "spending": fit(&found.spending),
        "correlation": found.correlation.map(|r| estimate_json(Some(&r))),
        "total": found.total,
        "total_interval": found.total_interval.map(|(lower, upper)| json!({
            "level": 0.95, "lower": lower, "upper": upper,
        })),
        "customers": customers,
        "holdout": holdout,
        "bad_rows": bad,
    })
}

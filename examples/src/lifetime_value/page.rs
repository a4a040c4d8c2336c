//! The page: the fits and whether they can be trusted, the customers, the total.

use kpis::types::Language;
use serde_json::{Value, json};

use super::args::LifetimeValueArguments;
use super::orders::Orders;
use super::value::{Fitted, Found};
use crate::input::BadCell;
use crate::shown::{Align, grouped, heading, interval_of, pick, table};

fn number(value: f64, digits: u32) -> String {
    rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, digits))
}

fn percent(share: f64) -> String {
    format!("{} %", number(share * 100.0, 1))
}

pub(super) fn page(arguments: &LifetimeValueArguments, orders: &Orders, found: &Found) -> String {
    let l = arguments.lang.language();
    let mut page = heading(pick(l, "What customers are still worth", "顧客の今後の価値"));
    page = page.trim_start_matches('\n').to_owned();
    let name = match orders.made_up {
        true => pick(l, "a made-up shop", "架空の店"),
        false => &orders.name,
    };
    let count = |n: u64| grouped(n.into(), 0);
    let (all, customers, once) =
        (count(orders.rows.len() as u64), count(found.customers), count(found.one_time));
    let end = found.end;
    page += &match l {
        Language::En => format!(
            "Data: {name}: {all} orders; {customers} customers by {end}, {once} of them with one purchase\n\
             Orders of one day are one purchase. The first purchase is not in a customer's mean spend.\n"
        ),
        Language::Ja => format!(
            "データ: {name}: 注文 {all} 件。{end} までの顧客 {customers} 人、うち購入1回のみ {once} 人\n\
             同じ日の注文は1回の購入とします。初回購入は平均購入額に含めません。\n"
        ),
    };
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
    let (ll, n) = (number(fitted.log_likelihood, 1), grouped(fitted.n.into(), 0));
    let status = match (fitted.status.is_converged(), l) {
        (true, Language::En) => "converged: no step promises more".to_owned(),
        (true, Language::Ja) => "収束しました".to_owned(),
        (false, Language::En) => format!("not to be trusted: {}", fitted.status),
        (false, Language::Ja) => format!("信頼できません: {}", fitted.status),
    };
    let line = match l {
        Language::En => format!("  n = {n}, log-likelihood {ll}; {status}\n"),
        Language::Ja => format!("  n = {n}、対数尤度 {ll}。{status}\n"),
    };
    table(&header, &rows) + &line
}

fn customers_table(arguments: &LifetimeValueArguments, found: &Found, l: Language) -> String {
    let (months, currency) = (arguments.months, arguments.currency.code());
    let discount = percent(arguments.discount_per_year);
    let title = match l {
        Language::En => {
            format!("Worth over the next {months} months, {currency}, at {discount} a year")
        }
        Language::Ja => format!("今後 {months} か月の価値({currency}、割引率 年 {discount})"),
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
    ];
    let digits = arguments.currency.minor_units();
    let row = |c: &super::value::Customer| {
        let assumed = if c.alive_is_assumed { "*" } else { "" };
        vec![
            c.name.clone(),
            c.repeats.to_string(),
            c.last.to_string(),
            number(c.spend, digits),
            format!("{}{assumed}", percent(c.alive)),
            percent(c.no_purchase),
            number(c.purchases, 1),
            number(c.value, digits),
        ]
    };
    let rows: Vec<Vec<String>> = found.valued.iter().take(arguments.top).map(row).collect();
    let top: f64 = found.valued.iter().take(arguments.top).map(|c| c.value).sum();
    let (total, share) =
        (number(found.total, digits), percent(top / found.total.max(f64::MIN_POSITIVE)));
    let each = number(found.total / found.customers.max(1) as f64, digits);
    let shown = rows.len();
    let words = match l {
        Language::En => format!(
            "  All {} customers together: {total}; {each} each. The {shown} shown have {share}.\n  \
             P(alive): that the customer will buy again at all. Where the model takes it as 1 after one\n  \
             purchase (*), look at P(no purchase): that nothing comes within the {months} months.\n  \
             Before margin. A model of the past: a change of prices or of the shop is not in it.\n",
            grouped(found.customers.into(), 0)
        ),
        Language::Ja => format!(
            "  全顧客 {} 人の合計: {total}、1人あたり {each}。表示した {shown} 人で {share}。\n  \
             生存確率は、今後も購入する可能性です。モデルが購入1回の顧客を1とみなす場合(*)は、\n  \
             {months} か月以内に購入がない確率を見てください。\n  \
             粗利を掛ける前の額です。過去に基づくモデルであり、価格や店の変化は含みません。\n",
            grouped(found.customers.into(), 0)
        ),
    };
    heading(&title) + &table(&header, &rows) + &words
}

pub(super) fn json(arguments: &LifetimeValueArguments, found: &Found, bad: &[BadCell]) -> Value {
    let fit = |fitted: &Fitted| {
        json!({
            "model": fitted.name,
            "n": fitted.n,
            "parameters": fitted.parameters,
            "log_likelihood": fitted.log_likelihood,
            "status": fitted.status,
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
            })
        })
        .collect();
    let holdout = found.holdout.as_ref().map(|h| {
        json!({ "days": h.days, "expected": h.expected, "actual": h.actual, "mean_error": h.mean_error })
    });
    let language = arguments.lang.language();
    json!({
        "end": found.end,
        "months": arguments.months,
        "currency": arguments.currency.code(),
        "buying": fit(&found.buying),
        "spending": fit(&found.spending),
        "correlation": found.correlation.map(|r| json!({ "r": r.point(), "interval": interval_of(&r, language) })),
        "total": found.total,
        "customers": customers,
        "holdout": holdout,
        "bad_rows": bad,
    })
}

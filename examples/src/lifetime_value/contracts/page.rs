//! The page: the fits, the curves seen and projected, what customers are still worth.

use kpis::types::Language;

use super::super::words::{between, count, number, of_unit, percent, status};
use super::args::ContractsArguments;
use super::cohorts::Survivors;
use super::found::{Found, Group, Period};
use super::model::{Fitted, Projected};
use super::worth::worth;
use crate::shown::{Align, heading, interval_of, pick, table};

pub(super) fn page(arguments: &ContractsArguments, survivors: &Survivors, found: &Found) -> String {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "What contracts are still worth", "契約の今後の価値"));
    page = page.trim_start_matches('\n').to_owned();
    page += &source(arguments, survivors, found, l);
    for group in &found.groups {
        page += &heading(&title(group, survivors, l));
        page += &fits(group, l);
        page += &judged(group, l);
        page += &survival(group, survivors, l);
        page += &retention(group, l);
        page += &worth(arguments, survivors, found, group, l);
    }
    page
}

fn source(
    arguments: &ContractsArguments,
    survivors: &Survivors,
    found: &Found,
    l: Language,
) -> String {
    let name = survivors.name.as_deref();
    let name = name.unwrap_or_else(|| pick(l, "a made-up company", "架空の会社"));
    let customers: u64 = survivors.cohorts.iter().filter_map(|cohort| cohort.active.first()).sum();
    let (cohorts, customers) = (count(survivors.cohorts.len() as u64), count(customers));
    let one = of_unit(survivors.unit, l);
    let mut text = match l {
        Language::En => format!(
            "Data: {name}: cohorts: {cohorts}; customers at the start: {customers}\n\
             A renewal is due every {one}. Whoever has not yet decided is neither lost nor kept for ever.\n"
        ),
        Language::Ja => format!(
            "データ: {name}: コホート {cohorts}、開始時の顧客 {customers}\n\
             更新は {one}ごとです。更新判断がまだの顧客は、離脱とも永久の継続ともみなしません。\n"
        ),
    };
    if let Some(of) = arguments.percent_of {
        let of = count(of);
        text += &match l {
            Language::En => format!(
                "The file has percent, taken of {of} customers a cohort and rounded to whole customers.\n\
                 Intervals are as wide as that number makes them.\n"
            ),
            Language::Ja => format!(
                "ファイルはパーセントです。コホートあたり {of} 人とみなし、整数の顧客数に丸めました。\n\
                 区間の幅はこの人数で決まります。\n"
            ),
        };
    }
    if arguments.pool {
        text += pick(
            l,
            "All cohorts have one fit together: customers of one kind who came at different times.\n",
            "全コホートを、時期だけが違う同種の顧客として、まとめて当てはめます。\n",
        );
    }
    let discount = found.discount_text.get(usize::from(l == Language::Ja));
    let discount = discount.map(String::as_str).unwrap_or_default();
    text + &format!("{}: {discount}\n", pick(l, "Discount", "割引率"))
}

fn title(group: &Group, survivors: &Survivors, l: Language) -> String {
    let name = match &group.name {
        Some(name) => name.clone(),
        None => pick(l, "All cohorts together", "全コホート").to_owned(),
    };
    let (n, seen, until) = (count(group.customers), group.seen, group.fitted_until);
    let one = of_unit(survivors.unit, l);
    match (l, until < seen) {
        (Language::En, false) => {
            format!("{name}: {n} customers, renewals seen: {seen}, one a {one}")
        }
        (Language::En, true) => {
            format!("{name}: {n} customers, renewals seen: {seen}, fitted on: {until}")
        }
        (Language::Ja, false) => format!("{name}: 顧客 {n} 人、更新 {seen} 回を観測({one}ごと)"),
        (Language::Ja, true) => {
            format!("{name}: 顧客 {n} 人、更新 {seen} 回を観測、最初の {until} 回に当てはめ")
        }
    }
}

fn fits(group: &Group, l: Language) -> String {
    let header = [
        (pick(l, "model", "モデル"), Align::Left),
        (pick(l, "parameter", "パラメータ"), Align::Left),
        (pick(l, "value", "値"), Align::Right),
        (pick(l, "standard error", "標準誤差"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Left),
    ];
    let mut rows = Vec::new();
    for model in &group.models {
        let fitted = &model.fitted;
        for (at, p) in fitted.parameters.iter().enumerate() {
            let name = if at == 0 { fitted.name } else { "" };
            let around = p.estimate.map_or_else(dash, |e| between(e.lower(), e.upper(), 3, l));
            let error = p.standard_error.map_or_else(dash, |e| number(e, 3));
            rows.push(vec![name.to_owned(), p.name.to_owned(), parameter(p.value), error, around]);
        }
        if let Some(share) = &fitted.share {
            let churn = pick(l, "churn", "解約率").to_owned();
            let around = interval_of(share, l);
            let (name, value) = (fitted.name.to_owned(), percent(share.point(), 1));
            rows.push(vec![name, churn, value, dash(), around]);
        }
    }
    let lines: String = group.models.iter().map(|model| fit_line(&model.fitted, l)).collect();
    table(&header, &rows) + &lines
}

pub(super) fn dash() -> String {
    "-".to_owned()
}

/// Three decimals, and powers of ten for what ran away.
fn parameter(value: f64) -> String {
    match value {
        v if v != 0.0 && !(1e-3..1e7).contains(&v.abs()) => format!("{v:.2e}"),
        v => number(v, 3),
    }
}

fn fit_line(fitted: &Fitted, l: Language) -> String {
    let name = fitted.name;
    let likelihood = fitted.log_likelihood.map_or_else(String::new, |ll| match l {
        Language::En => format!("log-likelihood {}; ", number(ll, 1)),
        Language::Ja => format!("対数尤度 {}。", number(ll, 1)),
    });
    let said = match &fitted.status {
        Some(found) => status(found, l),
        None => fitted.message.text(l).to_owned(),
    };
    // A sentence a line.
    let said = said.replace(". ", ".\n       ").replace("。", "。\n       ");
    format!("  {name}: {likelihood}{}\n", said.trim_end())
}

/// Which model says more, and what the periods kept back say.
fn judged(group: &Group, l: Language) -> String {
    let mut text = String::new();
    if let Some(ratio) = &group.ratio {
        let p = match ratio.p_value() {
            p if p < 0.0001 => "p < 0.0001".to_owned(),
            p => format!("p = {p:.4}"),
        };
        let helps = ratio.p_value() < 0.05;
        text += &match (l, helps) {
            (Language::En, true) => format!(
                "  BdW's third parameter, c, earns its place ({p}, likelihood ratio): the single customer's\n  \
                 risk of leaving changes with age, so look at BdW first.\n"
            ),
            (Language::En, false) => format!(
                "  BdW's third parameter, c, is not needed to explain what was seen ({p}, likelihood ratio):\n  \
                 sBG is enough.\n"
            ),
            (Language::Ja, true) => format!(
                "  BdW の第 3 のパラメータ c は有効です({p}、尤度比)。個々の顧客の離脱しやすさが年数で\n  \
                 変わるため、BdW を優先して見てください。\n"
            ),
            (Language::Ja, false) => format!(
                "  BdW の第 3 のパラメータ c は、観測の説明に必要ありません({p}、尤度比)。sBG で十分です。\n"
            ),
        };
    }
    let errors: Vec<String> = group
        .models
        .iter()
        .filter_map(|model| {
            Some(format!("{} {}", model.fitted.name, number(model.mean_error? * 100.0, 1)))
        })
        .collect();
    if !errors.is_empty() {
        let (from, to, errors) = (group.fitted_until + 1, group.seen, errors.join(", "));
        text += &match l {
            Language::En => format!(
                "  Renewals {from} to {to} were kept back: the projected share was off by so many points on\n  \
                 average: {errors}\n"
            ),
            Language::Ja => format!(
                "  更新 {from} ～ {to} 回目は当てはめに使っていません。継続割合の予測との差(平均、ポイント): {errors}\n"
            ),
        };
    }
    text
}

fn header_of<'a>(
    first: &'a str,
    seen: &'a [(&'a str, Align)],
    l: Language,
) -> Vec<(&'a str, Align)> {
    let interval = pick(l, "95 % interval", "95% 区間");
    let mut header = vec![(first, Align::Right)];
    header.extend(seen);
    for name in ["sBG", "BdW"] {
        header.extend([(name, Align::Right), (interval, Align::Left)]);
    }
    header
}

fn share(of: &Option<Projected>, l: Language) -> [String; 2] {
    let Some(found) = of else { return [dash(), dash()] };
    let around = found.estimate.as_ref().map_or_else(dash, |e| interval_of(e, l));
    [percent(found.point, 1), around]
}

/// The number of a period; marked where the fit did not know it.
fn numbered(period: &Period, group: &Group) -> String {
    let mark = if period.number > group.fitted_until { "*" } else { " " };
    format!("{}{mark}", period.number)
}

fn survival(group: &Group, survivors: &Survivors, l: Language) -> String {
    let title = pick(l, "Still customers after so many renewals", "更新後も継続している割合");
    let seen = [(pick(l, "seen", "実績"), Align::Right)];
    let header = header_of(pick(l, "renewals", "更新回数"), &seen, l);
    let rows: Vec<Vec<String>> = group
        .periods
        .iter()
        .map(|period| {
            let seen = period.seen.map_or_else(dash, |seen| percent(seen, 1));
            let models = period.survival.iter().flat_map(|of| share(of, l));
            [numbered(period, group), seen].into_iter().chain(models).collect()
        })
        .collect();
    let one = of_unit(survivors.unit, l);
    let projected = group.periods.iter().any(|period| period.number > group.fitted_until);
    let note = match l {
        _ if !projected => String::new(),
        Language::En => format!("  * projected: not known to the fit. One renewal a {one}.\n"),
        Language::Ja => format!("  * 予測。当てはめに使っていません。更新は {one}ごとです。\n"),
    };
    small_heading(title) + &table(&header, &rows) + &note
}

fn retention(group: &Group, l: Language) -> String {
    let title = pick(
        l,
        "Who renews, of those whose renewal is due",
        "更新時期を迎えた顧客のうち更新する割合",
    );
    let interval = pick(l, "95 % interval", "95% 区間");
    let seen = [(pick(l, "seen", "実績"), Align::Right), (interval, Align::Left)];
    let header = header_of(pick(l, "renewal", "更新"), &seen, l);
    let rows: Vec<Vec<String>> = group
        .periods
        .iter()
        .filter(|period| period.number > 0)
        .map(|period| {
            let seen = period.renewed.map(|e| Projected { point: e.point(), estimate: Some(e) });
            let models = period.retention.iter().flat_map(|of| share(of, l));
            let first = std::iter::once(numbered(period, group));
            first.chain(share(&seen, l)).chain(models).collect()
        })
        .collect();
    small_heading(title) + &table(&header, &rows)
}

/// A heading inside a cohort's part.
pub(super) fn small_heading(text: &str) -> String {
    format!("\n  {text}\n")
}

//! What customers are still worth, by the renewals they have made.

use kpis::cohort::ResidualError;
use kpis::types::{Language, Localized};

use super::super::words::{between, number, of_unit, percent};
use super::args::ContractsArguments;
use super::cohorts::Survivors;
use super::found::{Found, Group, Model};
use super::model::Projected;
use super::page::{dash, small_heading};
use crate::shown::{Align, pick, table};

pub(super) fn worth(
    arguments: &ContractsArguments,
    survivors: &Survivors,
    found: &Found,
    group: &Group,
    l: Language,
) -> String {
    let margin = found.payment.map(|payment| payment.margin());
    let (currency, digits) = (arguments.currency().code(), arguments.currency().minor_units());
    let one = of_unit(survivors.unit, l);
    let title = match l {
        Language::En => format!(
            "Still to come: discounted expected residual lifetime (DERL) at {}",
            found.discount.text(l)
        ),
        Language::Ja => {
            format!("今後の支払い: 割引後の期待残存回数(DERL)、割引率 {}", found.discount.text(l))
        }
    };
    let worth_in = match l {
        Language::En => format!("worth, {currency}"),
        Language::Ja => format!("価値({currency})"),
    };
    let contract_period = match l {
        Language::En => format!("in contract {one}"),
        Language::Ja => "契約期間".to_owned(),
    };
    let interval = pick(l, "95 % interval", "95% 区間");
    let mut header = vec![
        (pick(l, "renewals made", "更新済み"), Align::Right),
        (&*contract_period, Align::Right),
    ];
    for name in
        [pick(l, "payments (sBG)", "支払回数 (sBG)"), pick(l, "payments (BdW)", "支払回数 (BdW)")]
    {
        header.push((name, Align::Right));
        if margin.is_some() {
            header.push((&*worth_in, Align::Right));
        }
        header.push((interval, Align::Left));
    }
    let mut rows = Vec::new();
    for tenure in &group.tenures {
        let mut row = vec![tenure.renewals.to_string(), (tenure.renewals + 1).to_string()];
        for of in &tenure.residual {
            let figure = of.as_ref().and_then(|of| of.as_ref().ok());
            let [payments, around] = amount(figure.copied(), 3, l);
            row.push(payments);
            // The interval of the last column before it.
            match margin {
                Some(margin) => row.extend(amount(figure.map(|f| f.times(margin)), digits, l)),
                None => row.push(around),
            }
        }
        rows.push(row);
    }
    let reasons = reasons(group, l);
    small_heading(&title)
        + &table(&header, &rows)
        + &reasons
        + &new_customer(group, margin, digits, currency, l)
        + &convention(one, found, arguments, l)
}

fn amount(of: Option<Projected>, digits: u32, l: Language) -> [String; 2] {
    let Some(found) = of else { return [dash(), dash()] };
    let around = found.estimate.map_or_else(dash, |e| between(e.lower(), e.upper(), digits, l));
    [number(found.point, digits), around]
}

/// Why there are no payments to come, once a model.
fn reasons(group: &Group, l: Language) -> String {
    let mut text = String::new();
    for (at, model) in group.models.iter().enumerate() {
        let of = group.tenures.first().and_then(|tenure| tenure.residual.get(at));
        let why: Option<Localized> = match of {
            Some(Some(Err(error))) => Some(ResidualError::message(error)),
            Some(None) => Some(Localized::fixed(
                "nothing to project with, see above",
                "予測に使えるモデルがありません(上を参照)",
            )),
            _ => None,
        };
        if let Some(why) = why {
            text += &format!("  {}: {}\n", model.fitted.name, why.text(l));
        }
    }
    text
}

fn new_customer(
    group: &Group,
    margin: Option<f64>,
    digits: u32,
    currency: &str,
    l: Language,
) -> String {
    let of_model = |model: &Model| {
        let figure = model.new_customer.as_ref()?.as_ref().ok()?;
        let [payments, around] = amount(Some(*figure), 3, l);
        let worth = margin.map_or_else(String::new, |margin| {
            let [worth, around] = amount(Some(figure.times(margin)), digits, l);
            match l {
                Language::En => format!("; worth {worth} {currency} ({around})"),
                Language::Ja => format!("、価値 {worth} {currency}({around})"),
            }
        });
        let name = model.fitted.name;
        Some(match l {
            Language::En => format!("    {name}: {payments} payments ({around}){worth}\n"),
            Language::Ja => format!("    {name}: {payments} 回({around}){worth}\n"),
        })
    };
    let models: String = group.models.iter().filter_map(of_model).collect();
    if models.is_empty() {
        return String::new();
    }
    let title =
        pick(l, "A new customer, the first payment included:", "新規顧客(最初の支払いを含む):");
    format!("  {title}\n{models}")
}

/// What the index counts, and what a value is.
fn convention(one: &str, found: &Found, arguments: &ContractsArguments, l: Language) -> String {
    let earned = found.payment.map(|payment| {
        let earned = number(payment.margin(), arguments.currency().minor_units());
        let amount =
            number(arguments.payment.unwrap_or_default(), arguments.currency().minor_units());
        let margin = percent(arguments.margin.unwrap_or(1.0), 1);
        (amount, margin, earned)
    });
    let mut text = match l {
        Language::En => format!(
            "  The index: a customer with n renewals made is in contract {one} n + 1 and stands before the\n  \
             next decision. The payment due there counts in full, if it comes, the one after it is\n  \
             discounted once: the n of Fader and Hardie's DERL is the contract {one}.\n"
        ),
        Language::Ja => "  数え方: 更新 n 回の顧客は第 n + 1 契約期間にいて、次の更新判断の直前です。そこで支払われる分は\n  \
             割り引かず、その次から 1 回ずつ割り引きます。Fader と Hardie の DERL の n は契約期間です。\n"
            .to_owned(),
    };
    if let Some((amount, margin, earned)) = earned {
        text += &match l {
            Language::En => format!(
                "  Worth: payments to come x {earned}, which is {margin} of {amount}. The interval is of the\n  \
                 mean customer; a single one scatters far more.\n"
            ),
            Language::Ja => format!(
                "  価値 = 今後の支払回数 x {earned}(支払額 {amount} の {margin})。区間は平均的な顧客のもので、\n  \
                 個々の顧客のばらつきははるかに大きくなります。\n"
            ),
        };
    } else {
        text += pick(
            l,
            "  With --payment and --margin the payments become a value in money.\n",
            "  --payment と --margin を指定すると金額になります。\n",
        );
    }
    text
}

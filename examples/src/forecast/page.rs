//! The page: the past year and the coming months, what they rest on, how such forecasts did.

mod basis;
mod chart;
mod coming;
mod tested;

use anyhow::Result;
use kpis::cohort::ForecastFigure;
use kpis::types::{Grain, Language, Period};
use rust_decimal::Decimal;

use super::args::ForecastArguments;
use super::book::Found;
use crate::shown::{grouped, heading, pick};

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
    let l = arguments.shown.page.language();
    let origin = found.label(found.history.last_month())?;
    let title = match l {
        Language::En => format!("Forecast from {origin}"),
        Language::Ja => format!("{origin} からの予測"),
    };
    let mut page = heading(&title).trim_start_matches('\n').to_owned();
    page += &data(found, l)?;
    page += &chart::chart(found, l)?;
    page += &coming::coming(found, l)?;
    page += &basis::basis(found, l);
    if let Some(test) = &found.back_test {
        page += &tested::tested(found, test, l)?;
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
    let unseen: Vec<i32> = found.history.not_observed().collect();
    if !unseen.is_empty() {
        let names = unseen.iter().map(|month| found.label(*month)).collect::<Result<Vec<_>>>()?;
        let (n, names) = (names.len(), names.join(", "));
        text += &match l {
            Language::En => format!(
                "Not observed, {n} of them: {names}. No list was taken; nobody counts as having left in\n\
                 them or come back after them, and newcomers first seen after them are shared among them.\n"
            ),
            Language::Ja => format!(
                "観測なし {n} か月: {names}。一覧がないため、この間の解約も直後の復帰も数えません。\n\
                 直後に初めて見えた新規顧客は、これらの月に均等に割り振ります。\n"
            ),
        };
    }
    for remark in &found.remarks {
        text += &format!("{}\n", remark.text(l));
    }
    Ok(text)
}

fn range(figure: ForecastFigure, digits: u32, l: Language) -> String {
    let e = figure.estimate();
    let to = pick(l, " to ", " ～ ");
    format!("{}{to}{}", number(e.lower(), digits), number(e.upper(), digits))
}

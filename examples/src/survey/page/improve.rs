//! What to improve first: the portfolio, ranked and drawn, and what it rests on.

use kpis::survey::{ImportanceMeasure, ItemStability, MissingRatings, Portfolio};
use kpis::types::Language;

use super::super::args::{SatisfactionOption, SurveyArguments};
use super::super::asked::figure_ja;
use super::super::drivers::Drivers;
use super::super::scatter;
use super::super::sheet::Sheet;
use super::count;
use crate::shown::{Align, pick, table};

pub(super) fn improve(
    arguments: &SurveyArguments,
    sheet: &Sheet,
    drivers: &Drivers,
    l: Language,
) -> String {
    let mut text = basis(arguments, drivers, l);
    for (name, share) in &sheet.not_items {
        let share = 100.0 * share;
        text += &match l {
            Language::En => format!(
                "  {name} fits --items and is none: {share:.0} % of its cells are off the scale.\n"
            ),
            Language::Ja => format!(
                "  {name} は --items に合いますが、{share:.0} % のセルが範囲外のため除きました。\n"
            ),
        };
    }
    for (_, why) in &drivers.dropped {
        let label = pick(l, "left out", "除外");
        text += &format!("  {label}: {}\n", why.text(l));
    }
    let portfolio = match &drivers.portfolio {
        Ok(portfolio) => portfolio,
        Err(why) => {
            let why =
                why.undefined().map_or_else(|| why.to_string(), |u| u.message().text(l).to_owned());
            return text + &format!("  -  {why}\n");
        }
    };
    text += &format!("\n{}", ranked(arguments, portfolio, drivers, l));
    if let Some(importance) = portfolio.importance() {
        for item in importance.collinear() {
            let (name, inflation) = (&item.item, item.variance_inflation);
            text += &match l {
                Language::En => format!(
                    "  {name} goes with the other items (variance inflation {inflation:.1}): how much \
                     of the importance is its own cannot be told.\n"
                ),
                Language::Ja => format!(
                    "  {name} は他の項目と強く関連しています(VIF {inflation:.1})。固有の重要度は区別できません。\n"
                ),
            };
        }
    }
    text.push('\n');
    text += &scatter::draw(portfolio, satisfaction(arguments), l);
    match &drivers.alpha {
        Ok(alpha) => {
            let found = alpha.estimate();
            let (lower, upper) = (found.lower(), found.upper());
            let to = pick(l, " to ", " ～ ");
            text += &format!(
                "\n  {} {:.3}   {lower:.3}{to}{upper:.3} ({}), n = {}\n  {}\n",
                pick(l, "Cronbach's alpha", "クロンバックの α"),
                found.point(),
                found.method().name(),
                count(found.n()),
                alpha.explanation().text(l)
            );
        }
        Err(why) => {
            let why =
                why.undefined().map_or_else(|| why.to_string(), |u| u.message().text(l).to_owned());
            text += &format!("\n  {} -   {why}\n", pick(l, "Cronbach's alpha", "クロンバックの α"));
        }
    }
    text
}

/// How satisfaction is shown.
fn satisfaction(arguments: &SurveyArguments) -> impl Fn(f64) -> String + use<> {
    let option = arguments.satisfaction;
    move |value| match option {
        SatisfactionOption::Mean => format!("{value:.2}"),
        SatisfactionOption::TopBoxes => format!("{:.1} %", 100.0 * value),
        SatisfactionOption::GoodMinusBad => format!("{:+.1} %", 100.0 * value),
    }
}

fn basis(arguments: &SurveyArguments, drivers: &Drivers, l: Language) -> String {
    let measure = arguments.importance.measure().label();
    let measure = measure.text(l).to_owned();
    let figure = match l {
        Language::En => arguments.figure().to_string(),
        Language::Ja => figure_ja(arguments.figure()),
    };
    let (complete, all) = (count(drivers.complete as u64), count(drivers.respondents as u64));
    let whose = match (arguments.missing_ratings(), l) {
        (MissingRatings::Pairwise, Language::En) => "everybody who answered what a figure needs",
        (MissingRatings::Pairwise, Language::Ja) => "各指標に必要な回答がある人",
        (_, Language::En) => "who answered everything",
        (_, Language::Ja) => "すべてに回答した人",
    };
    let overall = &drivers.overall;
    match l {
        Language::En => format!(
            "  Importance: {measure} ({overall}). Satisfaction: {figure}.\n  Whose answers: {whose} \
             ({complete} of {all} answered everything). An association, not a cause.\n"
        ),
        Language::Ja => format!(
            "  重要度: {measure}({overall})。満足度: {figure}。\n  対象: {whose}(全問回答は {all} 人中 {complete} 人)。関連であり因果ではありません。\n"
        ),
    }
}

fn ranked(
    arguments: &SurveyArguments,
    portfolio: &Portfolio,
    drivers: &Drivers,
    l: Language,
) -> String {
    let figure = satisfaction(arguments);
    let header = [
        ("", Align::Left),
        (pick(l, "item", "項目"), Align::Left),
        (pick(l, "n", "n"), Align::Right),
        (pick(l, "satisfaction", "満足度"), Align::Right),
        (pick(l, "importance", "重要度"), Align::Right),
        (pick(l, "interval", "区間"), Align::Right),
        (pick(l, "index", "改善度指数"), Align::Right),
        (pick(l, "interval", "区間"), Align::Right),
        (pick(l, "quadrant", "象限"), Align::Left),
        (pick(l, "stays", "再現率"), Align::Right),
    ];
    let to = pick(l, " to ", " ～ ");
    let rows = portfolio.ranked().into_iter().enumerate().map(|(rank, item)| {
        let stable = drivers.stability.as_ref().and_then(|stability| {
            stability.items().iter().find(|stable| stable.item() == item.item())
        });
        let of = |wanted: fn(&ItemStability) -> kpis::types::Estimate| stable.map(wanted);
        let dash = || "-".to_owned();
        let importance = match arguments.importance.measure() {
            // The one interval that Shapley shares have.
            ImportanceMeasure::Shapley => of(ItemStability::importance),
            _ => item.importance_interval(),
        };
        let n = portfolio
            .importance()
            .and_then(|importance| importance.items().iter().find(|row| row.item() == item.item()));
        vec![
            scatter::letter(rank).to_string(),
            item.item().to_owned(),
            n.map_or_else(dash, |row| count(row.n())),
            figure(item.satisfaction()),
            format!("{:.3}", item.importance()),
            importance.map_or_else(dash, |i| format!("{:.3}{to}{:.3}", i.lower(), i.upper())),
            format!("{:+.1}", item.improvement().value()),
            of(ItemStability::improvement)
                .map_or_else(dash, |i| format!("{:+.1}{to}{:+.1}", i.lower(), i.upper())),
            item.quadrant().label().text(l).to_owned(),
            stable.map_or_else(dash, |stable| format!("{:.0} %", 100.0 * stable.stays())),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let note = match l {
        Language::En => {
            "  stays: how often redrawn respondents see the item in the same quadrant\n"
        }
        Language::Ja => "  再現率: 回答者を再抽出したとき同じ象限になった割合\n",
    };
    table(&header, &rows) + note
}

//! Money by cohort and age: net retention, and the realised lifetime value of a member.

use kpis::cohort::{CellStatus, CohortRow, RetentionGrid, RevenueCell, RevenueFigures};
use kpis::types::{Currency, Language};
use rust_decimal::Decimal;

use super::super::args::RetentionArguments;
use super::heat_map::{used_columns, youngest};
use crate::shown::{Align, grouped, heading, money as amount, pick, table};

/// Both grids, where money was asked for.
pub(super) fn money(arguments: &RetentionArguments, grid: &RetentionGrid, l: Language) -> String {
    if arguments.money.is_none() {
        return String::new();
    }
    let (currency, base) = (arguments.currency(), arguments.base_age);
    let code = currency.code();
    let title = match l {
        Language::En => format!("Net revenue retention by age ({code} of age {base} = 100%)"),
        Language::Ja => format!("売上継続率 NDR × 経過期間(経過 {base} の {code} = 100%)"),
    };
    let base_of = |row: &CohortRow| {
        let at_base = row.revenue().get(base as usize).filter(|cell| cell.eligible() > 0);
        let figures = at_base.and_then(|cell| cell.in_currency(currency));
        figures.map_or_else(|| "–".to_owned(), |figures| amount(figures.base()))
    };
    let net = |figures: &RevenueFigures| {
        let ratio = figures.net_dollar_retention().ok()?;
        let percent = ratio.value().checked_mul(Decimal::ONE_HUNDRED)?;
        Some(format!("{}%", grouped(percent, 1)))
    };
    let worth = |figures: &RevenueFigures| figures.lifetime_value().ok().map(amount);
    let mut text = heading(&title);
    text += &grid_of(arguments, grid, (pick(l, "paid", "支払額"), &base_of), &net, l);
    text += &match l {
        Language::En => format!(
            "  Paid by the members who paid at age {base}, over what they paid then; refunds count where they \
             happen.\n  * still running: a figure is of those whose window is over\n"
        ),
        Language::Ja => format!(
            "  経過 {base} に支払ったメンバーの支払額を、その時の額で割ったもの。返金は返金された期間で引きます。\n  \
             * 観測中。値は期間が終わったメンバーのみのものです\n"
        ),
    };
    text += &heading(&match l {
        Language::En => format!("Realised lifetime value of a member by age ({code})"),
        Language::Ja => format!("1 人あたりの実現 LTV × 経過期間({code})"),
    });
    let size_of = |row: &CohortRow| grouped(row.size().into(), 0);
    text += &grid_of(arguments, grid, (pick(l, "size", "人数"), &size_of), &worth, l);
    text + pick(
        l,
        "  All paid up to the end of the age over all members, those who paid nothing included. Compare\n  \
         cohorts within a column: an older one had more time to pay.\n",
        "  その経過期間の終わりまでの支払額の合計 ÷ 全メンバー(支払のない人も含む)。比較は同じ列の中で\n  \
         行ってください。古いコホートほど支払う時間がありました。\n",
    )
}

/// A row for each cohort that is shown, with a figure at each age.
fn grid_of(
    arguments: &RetentionArguments,
    grid: &RetentionGrid,
    (name, second): (&str, &dyn Fn(&CohortRow) -> String),
    figure: &dyn Fn(&RevenueFigures) -> Option<String>,
    l: Language,
) -> String {
    let columns = used_columns(grid);
    let ages: Vec<String> = (0..columns).map(|age| age.to_string()).collect();
    let mut header = vec![(pick(l, "cohort", "開始"), Align::Left), (name, Align::Right)];
    header.extend(ages.iter().map(|age| (age.as_str(), Align::Right)));
    let row = |row: &CohortRow| {
        let cells = row.revenue().iter().take(ages.len());
        let mut texts = vec![row.label().to_owned(), second(row)];
        texts.extend(cells.map(|cell| of_cell(cell, arguments.currency(), figure)));
        texts
    };
    let rows: Vec<Vec<String>> = youngest(arguments, grid).iter().map(row).collect();
    table(&header, &rows)
}

/// A figure, marked where windows are still running; a dash where there is none.
fn of_cell(
    cell: &RevenueCell,
    currency: Currency,
    figure: &dyn Fn(&RevenueFigures) -> Option<String>,
) -> String {
    let found = cell.in_currency(currency).filter(|_| cell.eligible() > 0).and_then(figure);
    match (cell.status(), found) {
        (CellStatus::Partial { .. }, Some(found)) => format!("{found}*"),
        (CellStatus::Partial { .. }, None) => "*".to_owned(),
        (_, Some(found)) => found,
        (_, None) => "–".to_owned(),
    }
}

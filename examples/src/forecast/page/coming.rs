//! The coming months.

use anyhow::Result;
use kpis::cohort::{ForecastFigure, ForecastMonth};
use kpis::types::Language;

use super::{number, range};
use crate::forecast::book::Found;
use crate::shown::{Align, grouped, heading, pick, table};

pub(super) fn coming(found: &Found, l: Language) -> Result<String> {
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
    let now_known = found.history.totals().last();
    let heads = now_known.and_then(|month| month.customers());
    let mrr = now_known.and_then(|month| month.mrr());
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
             point is only its mean. Existing: customers of today and earlier ones who come back.\n"
        ),
        Language::Ja => format!(
            "  {paths} 本のシミュレーション(シード {seed})の平均と区間です。予測は区間であり、\n  \
             点はその平均にすぎません。既存には、以前の顧客が戻る分も含みます。\n"
        ),
    };
    let outside = |figure: ForecastFigure| {
        let e = figure.estimate();
        e.point() < e.lower() || e.point() > e.upper()
    };
    let skewed =
        |month: &ForecastMonth| outside(month.customers().total()) || outside(month.mrr().total());
    let note = match found.forecast.months().iter().any(skewed) {
        true => pick(
            l,
            "  Where a mean lies outside its interval, nearly all paths are alike and a few are far off.\n",
            "  平均が区間の外にある月では、ほとんどの経路が同じで、ごく一部が大きく離れています。\n",
        ),
        false => "",
    };
    Ok(heading(&title) + &table(&header, &rows) + &words + note)
}

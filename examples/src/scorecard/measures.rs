//! The KPIs of a period with change, interval, or the reason there is none.

use anyhow::Result;
use kpis::metrics::{Direction, Measurement};
use kpis::revenue::RevenueKpis;
use kpis::types::{Language, Period, Quantity, Unit};
use serde::Serialize;

use super::lens::{offered, plain};
use super::setup::Setup;
use crate::shown::{Change, Figure, change, interval_of, pick};

/// KPIs under one heading.
#[derive(Debug, Clone, Serialize)]
pub struct KpiGroup {
    /// The heading.
    pub name: String,
    /// The KPIs.
    pub kpis: Vec<KpiRow>,
}

/// One KPI.
#[derive(Debug, Clone, Serialize)]
pub struct KpiRow {
    /// The metric's id.
    pub metric: String,
    /// Its name.
    pub name: String,
    /// The period's figure.
    pub figure: Figure,
    /// The figure of the period before.
    pub previous: Figure,
    /// The change: percent for money, points for ratios.
    pub change: Change,
    /// Whether that is good; empty where it is neither or nothing changed.
    pub verdict: &'static str,
    /// The same in words.
    pub verdict_label: String,
    /// What was divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Figure>,
    /// By what it was divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Figure>,
    /// Its uncertainty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    /// Why a value that usually has an interval has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_interval: Option<String>,
}

/// An interval, with how it was found.
#[derive(Debug, Clone, Serialize)]
pub struct Interval {
    /// For people.
    pub shown: String,
    /// Lower bound.
    pub lower: f64,
    /// Upper bound.
    pub upper: f64,
    /// Confidence level.
    pub level: f64,
    /// Observations.
    pub n: u64,
    /// Method.
    pub method: &'static str,
}

type Group = (&'static str, &'static str, &'static [&'static str]);

const GROUPS: [Group; 6] = [
    (
        "Recurring revenue",
        "経常収益",
        &["mrr", "arr", "arr_contracted", "net_new_mrr", "mrr_growth_rate", "arpa"],
    ),
    (
        "Customers",
        "顧客",
        &["customers", "net_new_customers", "customer_churn_rate", "customer_retention_rate"],
    ),
    (
        "Keeping revenue",
        "収益の維持",
        &[
            "gross_revenue_churn_rate",
            "net_revenue_churn_rate",
            "gross_revenue_retention",
            "net_revenue_retention",
            "gross_revenue_retention_12m",
            "net_revenue_retention_12m",
        ],
    ),
    (
        "Growing with customers",
        "顧客内の拡大",
        &[
            "upsell_rate_customers",
            "upsell_rate_revenue",
            "cross_sell_rate_customers",
            "cross_sell_rate_revenue",
            "quick_ratio",
        ],
    ),
    (
        "Value and cost of a customer",
        "顧客の価値と費用",
        &[
            "ltv",
            "ltv_margin",
            "ltv_discounted",
            "cac",
            "ltv_to_cac",
            "cac_payback_months",
            "keep_to_win_cost_ratio",
        ],
    ),
    ("Dependence on few", "大口への依存", &["largest_customer_share", "top_10_customer_share"]),
];

pub(super) fn groups(
    setup: &Setup,
    kpis: &RevenueKpis<'_>,
    previous: Period,
) -> Result<Vec<KpiGroup>> {
    let mut groups = Vec::new();
    for (en, ja, metrics) in GROUPS {
        let mut rows = Vec::new();
        for metric in metrics {
            // Lists and changes do not know terms, so nothing is known to be contracted.
            let known = setup.loaded.has_lines || *metric != "arr_contracted";
            if known && offered(&setup.catalog, metric, setup.period.grain()) {
                rows.push(row(setup, kpis, metric, previous)?);
            }
        }
        if !rows.is_empty() {
            groups.push(KpiGroup { name: pick(setup.language, en, ja).to_owned(), kpis: rows });
        }
    }
    Ok(groups)
}

fn row(setup: &Setup, kpis: &RevenueKpis<'_>, metric: &str, previous: Period) -> Result<KpiRow> {
    let language = setup.language;
    let definition = setup.catalog.metric(metric);
    let unit = definition.map_or(Unit::Number, |d| d.unit());
    let now = kpis.measure(metric, setup.period).map_err(plain)?;
    let before = kpis.measure(metric, previous).map_err(plain)?;
    let figures = before.value().ok().zip(now.value().ok());
    let side = |figure: Option<Quantity>| figure.map(|f| Figure::of(f, language));
    let direction = definition.map_or(Direction::Neither, |d| d.direction());
    let verdict = figures.map_or("", |(a, b)| verdict(direction, a, b, language));
    Ok(KpiRow {
        metric: metric.to_owned(),
        name: definition.map_or_else(|| metric.to_owned(), |d| d.name().text(language).to_owned()),
        figure: Figure::measured(&now, unit, language),
        previous: Figure::measured(&before, unit, language),
        change: Change::between(figures, language),
        verdict,
        verdict_label: match verdict {
            "better" => pick(language, "better", "改善").to_owned(),
            "worse" => pick(language, "worse", "悪化").to_owned(),
            _ => String::new(),
        },
        numerator: side(now.numerator()),
        denominator: side(now.denominator()),
        no_interval: match (now.value(), now.interval()) {
            (Ok(_), None) => no_interval(metric, language),
            _ => None,
        },
        interval: interval(&now, language),
    })
}

fn no_interval(metric: &str, language: Language) -> Option<String> {
    let (en, ja) = match metric {
        "gross_revenue_retention"
        | "net_revenue_retention"
        | "gross_revenue_retention_12m"
        | "net_revenue_retention_12m" => {
            ("no interval: it takes two customers or more", "区間なし: 顧客が 2 社以上必要です")
        }
        "customer_churn_rate" | "customer_retention_rate" => (
            "no interval: those counted are no part of those they are divided by",
            "区間なし: 分子の顧客が分母に含まれないため",
        ),
        _ => return None,
    };
    Some(pick(language, en, ja).to_owned())
}

fn verdict(direction: Direction, from: Quantity, to: Quantity, language: Language) -> &'static str {
    let better = match direction {
        _ if !shows(&change(from, to, language)) => return "",
        Direction::HigherIsBetter => to.value() > from.value(),
        Direction::LowerIsBetter => to.value() < from.value(),
        Direction::Neither => return "",
    };
    match better {
        true => "better",
        false => "worse",
    }
}

/// Whether a change is more than zero after rounding.
fn shows(change: &str) -> bool {
    change.chars().any(|c| ('1'..='9').contains(&c))
}

fn interval(measured: &Measurement, language: Language) -> Option<Interval> {
    let estimate = measured.interval()?;
    Some(Interval {
        shown: interval_of(estimate, language),
        lower: estimate.lower(),
        upper: estimate.upper(),
        level: estimate.level(),
        n: estimate.n(),
        method: estimate.method().name(),
    })
}

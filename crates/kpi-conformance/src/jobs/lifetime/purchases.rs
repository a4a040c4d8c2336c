//! Models of repeat purchases and of spend.

use kpis::cohort::{
    BgNbd, Days, GammaGamma, Horizon, MbgNbd, MonthLength, Outlook, PurchaseHistory, PurchaseModel,
    SpendHistory, UnitOfTime, Weeks,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{JobError, inputs, outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    model: Kind,
    /// r, α, a, b, in weeks.
    parameters: [f64; 4],
    /// x, t_x, T and the weeks to come, customer by customer.
    #[serde(default)]
    customers: Vec<(u64, f64, f64, f64)>,
    /// Weeks after the first purchase of somebody new.
    #[serde(default)]
    new: Vec<f64>,
}

#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "BG/NBD")]
    Bg,
    #[serde(rename = "MBG/NBD")]
    Mbg,
}

#[derive(Serialize)]
struct Figures {
    alive: Vec<f64>,
    no_purchase: Vec<f64>,
    expected_purchases: Vec<f64>,
    expected_of_new: Vec<f64>,
}

pub(super) fn in_weeks(table: &Table) -> Result<Table, JobError> {
    compute::<Weeks>(table, 1.0)
}

/// The same model on a clock that ticks seven times as often.
pub(super) fn in_days(table: &Table) -> Result<Table, JobError> {
    compute::<Days>(table, 7.0)
}

fn compute<U: UnitOfTime>(table: &Table, scale: f64) -> Result<Table, JobError> {
    let given: Given = inputs(table)?;
    let [r, alpha, a, b] = given.parameters;
    match given.model {
        Kind::Bg => {
            let model = BgNbd::<U>::try_new(r, alpha * scale, a, b).map_err(JobError::refused)?;
            figures(&given, &model)
        }
        Kind::Mbg => {
            let model = MbgNbd::<U>::try_new(r, alpha * scale, a, b).map_err(JobError::refused)?;
            figures(&given, &model)
        }
    }
}

fn figures<U: UnitOfTime>(given: &Given, model: &impl PurchaseModel<U>) -> Result<Table, JobError> {
    // Between weeks and days no month is converted.
    let month = MonthLength::Gregorian;
    let weeks = |length| Horizon::<Weeks>::try_new(length).map_err(JobError::refused);
    let mut outlooks: Vec<Outlook> = Vec::new();
    for (x, last, age, time) in &given.customers {
        let history = PurchaseHistory::<Weeks>::try_new(*x, *last, *age);
        let history = history.map_err(JobError::refused)?.to::<U>(month);
        outlooks.push(model.outlook(&history, weeks(*time)?.to(month)));
    }
    let mut expected_of_new = Vec::new();
    for time in &given.new {
        expected_of_new.push(model.expected_purchases(weeks(*time)?.to(month)));
    }
    outcome(&Figures {
        alive: outlooks.iter().map(|o| o.alive).collect(),
        no_purchase: outlooks.iter().map(|o| o.no_purchase).collect(),
        expected_purchases: outlooks.iter().map(|o| o.expected_purchases).collect(),
        expected_of_new,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpendInputs {
    /// p, q, v.
    parameters: [f64; 3],
    /// Purchases and mean spend, customer by customer; no purchases asks for the mean of all.
    customers: Vec<(u64, f64)>,
}

#[derive(Serialize)]
struct Spends {
    expected_spend: Vec<f64>,
}

pub(super) fn spend(table: &Table) -> Result<Table, JobError> {
    let given: SpendInputs = inputs(table)?;
    let [p, q, v] = given.parameters;
    let model = GammaGamma::try_new(p, q, v).map_err(JobError::refused)?;
    let mut expected_spend = Vec::new();
    for (purchases, mean) in given.customers {
        let history = SpendHistory::try_new(purchases, mean).ok();
        let found = model.expected_spend(history.as_ref()).map_err(JobError::refused)?;
        expected_spend.push(found);
    }
    outcome(&Spends { expected_spend })
}

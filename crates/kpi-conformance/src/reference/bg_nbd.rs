//! The BG/NBD model of repeat purchases.

mod holdout;
mod predictions;

use std::collections::BTreeMap;

use kpis::cohort::{
    BgNbd, Days, Fit, FitIntervalScale, FitOptions, Horizon, MbgNbd, MonthLength, PurchaseHistory,
    PurchaseModel, PurchaseSample, Weeks,
};
use serde::Deserialize;
use serde_json::json;

use super::cdnow::{customers, date, inputs, named, orders, sample, weekly};
use super::checks::{abs, rel};
use super::{Case, CaseError, Checks};

pub(super) use holdout::run as holdout_bins;
pub(super) use predictions::run as predictions;

/// Names of the parameters in the order of the paper.
pub(super) const NAMES: [&str; 4] = ["r", "alpha", "a", "b"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FitInputs {
    data_file: String,
    columns: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FitExpected {
    published: Parameters,
    clvtools: Parameters,
    lifetimes_run: Lifetimes,
    btyd_run_rounded_csv: Btyd,
    btyd_run_unrounded: Btyd,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
    #[serde(rename = "LL")]
    log_likelihood: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifetimes {
    params: BTreeMap<String, f64>,
    se: BTreeMap<String, f64>,
    ci95: BTreeMap<String, [f64; 2]>,
    #[serde(rename = "LL_at_params")]
    log_likelihood: f64,
    n: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Btyd {
    params: [f64; 4],
    #[serde(rename = "LL")]
    log_likelihood: f64,
}

pub(super) fn fit(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "params": "rel 1e-3", "LL": "abs 0.01", "se": "rel 2e-2" }))?;
    let (given, want): (FitInputs, FitExpected) = (case.inputs()?, case.expected()?);
    if given.columns != "ID, frequency x, recency t_x (weeks), T (weeks)" {
        return Err(inputs(given.columns));
    }
    let rounded = sample::<Weeks>(&customers(case, &given.data_file)?);
    // The summary rounds times to two digits; the orders behind it do not.
    let table = orders(case, "data/CDNOW_sample.txt")?
        .finish(date("1997-09-30")?)
        .map_err(CaseError::refused)?;
    let of_csv = fitted(&rounded)?;
    let of_orders = fitted(&weekly(&table))?;
    let of = |p: &Parameters| [p.r, p.alpha, p.a, p.b];
    let run = named(&want.lifetimes_run.params, NAMES)?;
    for (who, parameters, value, fit) in [
        ("published", of(&want.published), want.published.log_likelihood, &of_orders),
        ("CLVTools", of(&want.clvtools), want.clvtools.log_likelihood, &of_orders),
        ("lifetimes", run, want.lifetimes_run.log_likelihood, &of_csv),
        (
            "BTYD, rounded",
            want.btyd_run_rounded_csv.params,
            want.btyd_run_rounded_csv.log_likelihood,
            &of_csv,
        ),
        (
            "BTYD, unrounded",
            want.btyd_run_unrounded.params,
            want.btyd_run_unrounded.log_likelihood,
            &of_orders,
        ),
    ] {
        for (found, want) in fit.parameters().iter().zip(parameters) {
            // Half a unit of the last digit printed, where that is coarser than the bound.
            let bound = if who == "published" { abs(5e-4) } else { rel(1e-3) };
            checks.near(&format!("{who}, {}", found.name), want, found.value, bound);
        }
        let bound = if who == "published" { 0.05 } else { 0.01 };
        checks.near(&format!("{who}, LL"), value, fit.log_likelihood(), abs(bound));
    }
    let given = model(run)?;
    let at_params = given.log_likelihood(&rounded);
    checks.near("LL at the parameters", want.lifetimes_run.log_likelihood, at_params, abs(0.01));
    checks.near("n", want.lifetimes_run.n, of_csv.n() as f64, abs(0.0));
    let errors = named(&want.lifetimes_run.se, NAMES)?;
    for (found, want_error) in of_csv.parameters().iter().zip(errors) {
        let name = found.name;
        let error = found.standard_error.unwrap_or(f64::NAN);
        checks.near(&format!("SE of {name}"), want_error, error, rel(2e-2));
        let ends = want.lifetimes_run.ci95.get(name).copied().unwrap_or([f64::NAN; 2]);
        let interval = found.estimate.map_or([f64::NAN; 2], |e| [e.lower(), e.upper()]);
        // An end is off by what value and standard error may be off.
        let bound = abs(1e-3 * found.value + 2e-2 * 1.96 * want_error);
        checks.ends(&format!("interval of {name}"), ends, interval, bound);
    }
    modified(&rounded, checks)?;
    // Rescaling time changes α only.
    let days: PurchaseSample<Days> = rounded
        .histories()
        .into_iter()
        .map(|(history, count)| (history.to::<Days>(MonthLength::Gregorian), count))
        .fold(PurchaseSample::new(), |mut all, (history, count)| {
            all.observe_many(history, count);
            all
        });
    let daily = BgNbd::<Days>::fit(&days, &FitOptions::default()).map_err(CaseError::refused)?;
    for ((found, want), name) in daily.parameters().iter().zip(run).zip(NAMES) {
        let scale = if name == "alpha" { 7.0 } else { 1.0 };
        checks.near(&format!("{name} in days"), want * scale, found.value, rel(1e-3));
    }
    Ok(())
}

/// The MBG/NBD model on the same customers. The tests of `lifetimes` assert .525, 6.183, .891,
/// 1.614; the digits, standard errors and log-likelihood here are those of SciPy 1.17.1
/// (Nelder-Mead, xatol 1e-11; second differences).
fn modified(sample: &PurchaseSample<Weeks>, checks: &mut Checks) -> Result<(), CaseError> {
    let fit = MbgNbd::fit(sample, &FitOptions::default()).map_err(CaseError::refused)?;
    let (values, errors) = (
        [0.52483799, 6.18299257, 0.89135609, 1.61399933],
        [0.08326411, 0.69559841, 0.15478504, 0.53747192],
    );
    for ((found, value), error) in fit.parameters().iter().zip(values).zip(errors) {
        let name = found.name;
        checks.near(&format!("MBG/NBD, {name}"), value, found.value, rel(1e-5));
        let own = found.standard_error.unwrap_or(f64::NAN);
        checks.near(&format!("MBG/NBD, SE of {name}"), error, own, rel(1e-3));
    }
    checks.near("MBG/NBD, LL", -9582.132684899903, fit.log_likelihood(), abs(1e-6));
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PmfInputs {
    params: [f64; 4],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PmfExpected {
    #[serde(rename = "P(X(2)=10)")]
    ten_in_two: f64,
    #[serde(rename = "P(X(39)=0)")]
    none: f64,
    #[serde(rename = "P(X(30)=11..20)")]
    eleven_to_twenty: Vec<f64>,
}

pub(super) fn pmf(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-5" }))?;
    let (given, want): (PmfInputs, PmfExpected) = (case.inputs()?, case.expected()?);
    let model = model(given.params)?;
    let mut check = |x: u64, t: f64, want: f64| -> Result<(), CaseError> {
        let found = model.purchase_probability(x, weeks(t)?);
        checks.near(&format!("P(X({t}) = {x})"), want, found, rel(1e-5));
        Ok(())
    };
    check(10, 2.0, want.ten_in_two)?;
    check(0, 39.0, want.none)?;
    (11..).zip(want.eleven_to_twenty).try_for_each(|(x, want)| check(x, 30.0, want))
}

pub(super) fn fitted(sample: &PurchaseSample<Weeks>) -> Result<Fit<BgNbd<Weeks>>, CaseError> {
    let options = FitOptions::default().with_interval(FitIntervalScale::Natural);
    let fit = BgNbd::fit(sample, &options).map_err(CaseError::refused)?;
    if fit.status().is_converged() { Ok(fit) } else { Err(CaseError::refused(fit.status())) }
}

pub(super) fn model([r, alpha, a, b]: [f64; 4]) -> Result<BgNbd<Weeks>, CaseError> {
    BgNbd::try_new(r, alpha, a, b).map_err(CaseError::refused)
}

pub(super) fn weeks(length: f64) -> Result<Horizon<Weeks>, CaseError> {
    Horizon::try_new(length).map_err(CaseError::refused)
}

pub(super) fn history(x: u64, last: f64, age: f64) -> Result<PurchaseHistory<Weeks>, CaseError> {
    PurchaseHistory::try_new(x, last, age).map_err(CaseError::refused)
}

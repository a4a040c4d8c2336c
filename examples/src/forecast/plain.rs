//! What the library refuses, in both languages, with months by name.

use anyhow::Result;
use kpis::cohort::{LeftOutReason, RevenueForecastError};
use kpis::revenue::ViewError;
use kpis::stats::ConfidenceLevel;
use kpis::types::{Calendar, Currency, Grain, Language, Period};

use crate::input::said;
use crate::shown::pick;

/// The level asked for.
pub(super) fn level(asked: f64) -> Result<ConfidenceLevel> {
    ConfidenceLevel::try_new(asked).map_err(|error| {
        said(
            format!("--level: {error}"),
            format!(
                "--level {asked}: 信頼水準は 0 と 1 の間の数です。95 % なら 0.95 と書いてください"
            ),
        )
    })
}

/// Why there is no book to look at, in the words of the command line.
pub(super) fn no_view(error: ViewError) -> anyhow::Error {
    let codes = |found: &[Currency]| {
        let codes: Vec<String> = found.iter().map(ToString::to_string).collect();
        codes.join(", ")
    };
    match &error {
        ViewError::SeveralCurrencies { found } => {
            let found = codes(found);
            said(
                format!(
                    "amounts are in {found}: choose one with --currency, or convert with --rates"
                ),
                format!(
                    "金額が {found} にまたがっています。--currency で一つ選ぶか、--rates で換算してください"
                ),
            )
        }
        ViewError::NoSuchCurrency { asked, found } => {
            let found = codes(found);
            said(
                format!("--currency {asked}: there are no such amounts: found {found}"),
                format!("--currency {asked}: その通貨の金額はありません。あるもの: {found}"),
            )
        }
        ViewError::Empty => said("there are no recurring amounts", "経常的な金額がありません"),
        _ => error.into(),
    }
}

/// A month by name.
pub(super) fn label(month: i32, calendar: Calendar) -> String {
    calendar.label(Period::new(Grain::Month, month)).unwrap_or_else(|_| month.to_string())
}

/// Why there is no forecast: English, Japanese.
fn texts(error: &RevenueForecastError, calendar: Calendar) -> (String, String) {
    use RevenueForecastError as E;
    let label = |month: &i32| label(*month, calendar);
    let english = error.to_string();
    match error {
        E::TooFewMonths { months: 1, needed } => (
            format!("one month of history is too few: at least {needed} are needed"),
            format!("履歴が 1 か月しかありません。少なくとも {needed} か月必要です"),
        ),
        E::TooFewMonths { months, needed } => (
            format!("{months} months of history are too few: at least {needed} are needed"),
            format!("履歴が {months} か月しかありません。少なくとも {needed} か月必要です"),
        ),
        E::TooFewSteps { steps, needed, window } => (
            format!(
                "only {steps} of the last {window} months were observed together with the month after \
                 them: at least {needed} are needed"
            ),
            format!(
                "直近 {window} か月のうち、翌月と続けて観測された月が {steps} しかありません。\
                 少なくとも {needed} 必要です"
            ),
        ),
        E::NotObserved { month } => (
            format!("{} was not observed: there is no list of that month", label(month)),
            format!("{} は観測されていません(その月の一覧がありません)", label(month)),
        ),
        E::NoCustomers { month } => (
            format!("there are no customers in {}", label(month)),
            format!("{} には顧客がいません", label(month)),
        ),
        E::TooFewPaths { paths, needed } => (
            format!("{paths} paths are too few for this level: at least {needed}"),
            format!(
                "この信頼水準には {paths} 本の経路では足りません。少なくとも {needed} 本必要です"
            ),
        ),
        E::NegativeRow { customer, month, amount, .. }
        | E::Negative { customer, month, amount } => (
            format!("customer {customer}, {}: mrr is {amount}: allowed is 0 or more", label(month)),
            format!(
                "顧客 {customer}、{}: mrr が {amount} です。0 以上でなければなりません",
                label(month)
            ),
        ),
        E::TooLarge { month } => (
            format!("the balances of {} are too large to be added up", label(month)),
            format!("{} の金額は大きすぎて合計できません", label(month)),
        ),
        E::TooManyMonths { first, last, most } => (
            format!("{} to {} is too long: at most {most} months", label(first), label(last)),
            format!("{} から {} は長すぎます。最大 {most} か月です", label(first), label(last)),
        ),
        E::Month { month, first, last } => (
            format!(
                "{} is not in the history of {} to {}",
                label(month),
                label(first),
                label(last)
            ),
            format!("{} は履歴({} から {})にありません", label(month), label(first), label(last)),
        ),
        E::Currency { customer, month, found, wanted } => (
            format!(
                "customer {customer}, {}: the amount is in {found}, not {wanted}",
                label(month)
            ),
            format!("顧客 {customer}、{}: 金額が {wanted} ではなく {found} です", label(month)),
        ),
        E::Ahead { months, most } => {
            (english, format!("{months} か月先は予測できません。1 から {most} か月です"))
        }
        E::Option { option, value, allowed } => {
            (english, format!("{option} の値 {value} は使えません(使える値: {allowed})"))
        }
        E::Newcomers(_) => (english, "新規顧客数の傾向を求められません(値が範囲外です)".to_owned()),
        E::Estimate(_) | E::Paths(_) | E::Score(_) => {
            (english, "計算した値が数値の範囲を超えました".to_owned())
        }
        _ => (english.clone(), format!("予測できません: {english}")),
    }
}

/// The same as an error.
pub(super) fn plain(error: RevenueForecastError, calendar: Calendar) -> anyhow::Error {
    let (english, japanese) = texts(&error, calendar);
    said(english, japanese)
}

/// Why a past forecast cannot be judged.
pub(super) fn left_out(reason: LeftOutReason, l: Language) -> &'static str {
    match reason {
        LeftOutReason::OriginNotObserved => {
            pick(l, "the month it starts from was not observed", "起点の月が観測されていません")
        }
        LeftOutReason::TargetNotObserved => {
            pick(l, "the month to forecast was not observed", "対象の月が観測されていません")
        }
        LeftOutReason::NoCustomers => pick(l, "there were no customers", "顧客がいませんでした"),
        LeftOutReason::TooFewSteps => pick(
            l,
            "too few months next to each other were observed by then",
            "その時点までに続けて観測された月が足りません",
        ),
        _ => "-",
    }
}

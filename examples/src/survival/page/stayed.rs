//! How long groups stay: medians and means.

use kpis::cohort::{NoInterval, ReachedTime, SurvivalQuantile};
use kpis::types::{Estimate, Language};

use super::super::args::SurvivalArguments;
use super::super::durations::Group;
use super::super::words::{names, no_interval, no_value, short};
use crate::shown::{Align, grouped, pick, table};

pub(in super::super) fn limit_of(arguments: &SurvivalArguments, groups: &[Group]) -> f64 {
    let shortest = groups.iter().filter_map(|group| group.curve.last_time());
    arguments.limit.unwrap_or_else(|| shortest.fold(f64::INFINITY, f64::min))
}

pub(super) fn stayed(arguments: &SurvivalArguments, groups: &[Group], l: Language) -> String {
    let limit = limit_of(arguments, groups);
    let mean = match l {
        Language::En => format!("mean up to {}", short(limit)),
        Language::Ja => format!("平均({} まで)", short(limit)),
    };
    let interval = pick(l, "95 % interval", "95% 区間");
    let header = [
        (pick(l, "group", "群"), Align::Left),
        (pick(l, "median", "中央値"), Align::Right),
        (interval, Align::Left),
        (&*mean, Align::Right),
        (interval, Align::Left),
    ];
    let mut all_reached = true;
    let rows: Vec<Vec<String>> = groups
        .iter()
        .zip(names(groups, l))
        .map(|(group, name)| {
            let found = group.curve.median();
            all_reached &= found.as_ref().is_ok_and(|median| median.time().at().is_some());
            let (median, around) = match found {
                Ok(median) => median_text(&median, limit, l),
                Err(why) => ("-".to_owned(), no_value(why, l)),
            };
            let (mean, spread) = match group.curve.restricted_mean(limit) {
                Ok(found) => (
                    span(found.mean(), limit),
                    found.estimate().map_or_else(
                        |why| match why {
                            NoInterval::NoEventYet => pick(
                                l,
                                "nobody left before the end of it",
                                "その期間の終わりまでに離脱がありません",
                            )
                            .to_owned(),
                            other => no_interval(other, l),
                        },
                        |e| plain(&e, limit, l),
                    ),
                ),
                Err(why) => ("-".to_owned(), no_value(why, l)),
            };
            vec![name, median, around, mean, spread]
        })
        .collect();
    let note = match l {
        _ if all_reached => "",
        Language::En => {
            "  A median that is not reached: fewer than half have left by the last time seen.\n"
        }
        Language::Ja => "  中央値が未到達: 最後の観測時点までに離脱したのは半数未満です。\n",
    };
    table(&header, &rows) + note
}

fn median_text(median: &SurvivalQuantile, limit: f64, l: Language) -> (String, String) {
    let open = pick(l, "not reached", "未到達");
    let end =
        |time: ReachedTime| time.at().map_or_else(|| open.to_owned(), |time| span(time, limit));
    let to = pick(l, " to ", " ～ ");
    // A median without a lower end: the curve falls past a half with no variance to tell from.
    if median.time().at().is_some() && median.lower().at().is_none() {
        return (end(median.time()), "-".to_owned());
    }
    if median.lower().at().is_none() {
        return (end(median.time()), open.to_owned());
    }
    (end(median.time()), format!("{}{to}{}", end(median.lower()), end(median.upper())))
}

fn plain(estimate: &Estimate, limit: f64, l: Language) -> String {
    let to = pick(l, " to ", " ～ ");
    format!("{}{to}{}", span(estimate.lower(), limit), span(estimate.upper(), limit))
}

/// Short times have two decimals.
fn span(value: f64, limit: f64) -> String {
    rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, if limit < 10.0 { 2 } else { 1 }))
}

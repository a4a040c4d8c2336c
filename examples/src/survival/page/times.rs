//! Who is still there after so long, and of those who stayed so long already.

use kpis::types::Language;

use super::super::args::SurvivalArguments;
use super::super::durations::Group;
use super::super::words::{names, no_interval, no_value, percent, short, unit};
use crate::shown::{Align, heading, interval_of, pad, pick, table, width};

pub(super) fn times(arguments: &SurvivalArguments, groups: &[Group], l: Language) -> String {
    let unit = unit(arguments, l);
    let header = [
        (pick(l, "group", "群"), Align::Left),
        (&*unit, Align::Right),
        (pick(l, "at risk", "リスク集合"), Align::Right),
        (pick(l, "still there", "継続"), Align::Right),
        (
            pick(l, "95 % interval (Greenwood, log-log)", "95% 区間(Greenwood、log-log)"),
            Align::Left,
        ),
    ];
    let mut rows = Vec::new();
    for (group, name) in groups.iter().zip(names(groups, l)) {
        let asked = asked_times(groups);
        let at_risk = group.curve.number_at_risk(&asked);
        for (time, at_risk) in asked.iter().zip(at_risk) {
            let point = group.curve.survival_at(*time);
            let (share, interval) = match &point {
                Ok(point) => (
                    percent(point.survival()),
                    point.estimate().map_or_else(|why| no_interval(why, l), |e| interval_of(&e, l)),
                ),
                Err(why) => ("-".to_owned(), no_value(*why, l)),
            };
            rows.push(vec![name.clone(), short(*time), short(at_risk.at_risk), share, interval]);
        }
    }
    if rows.is_empty() {
        return pick(
            l,
            "  Some group was not seen after time 0.\n",
            "  時点 0 より後の観測がない群があります\n",
        )
        .to_owned();
    }
    table(&header, &rows)
}

/// Up to five times within what every group was seen for.
fn asked_times(groups: &[Group]) -> Vec<f64> {
    let shortest = groups.iter().filter_map(|group| group.curve.last_time());
    let shortest = shortest.fold(f64::INFINITY, f64::min);
    let nice = [1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 60.0, 90.0, 180.0, 365.0, 730.0];
    let within: Vec<f64> = nice.into_iter().filter(|time| *time <= shortest).collect();
    if within.is_empty() && shortest > 0.0 && shortest.is_finite() {
        return [0.25, 0.5, 0.75, 1.0].map(|share| share * shortest).to_vec();
    }
    let first = within.len().saturating_sub(5);
    within.get(first..).unwrap_or_default().to_vec()
}

pub(super) fn conditional(
    arguments: &SurvivalArguments,
    groups: &[Group],
    given: f64,
    l: Language,
) -> String {
    let (time, unit) = (short(given), unit(arguments, l));
    let title = match l {
        Language::En => format!("Of those who stayed {time} {unit}, who stays as long again"),
        Language::Ja => format!("{time} {unit}続いた顧客が、さらに同じ期間続く割合"),
    };
    let mut text = heading(&title);
    let names = names(groups, l);
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    for (group, name) in groups.iter().zip(names) {
        let found = match group.curve.conditional_survival(given, given) {
            Ok(point) => {
                let around = point.estimate().map(|e| format!(" ({})", interval_of(&e, l)));
                format!("{}{}", percent(point.survival()), around.unwrap_or_default())
            }
            Err(why) => format!("- {}", no_value(why, l)),
        };
        text += &format!("  {}  {found}\n", pad(&name, widest));
    }
    text
}

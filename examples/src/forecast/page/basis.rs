//! What the forecast rests on.

use kpis::cohort::NeverSeen;
use kpis::types::Language;

use super::{number, percent};
use crate::forecast::book::Found;
use crate::shown::{Align, grouped, heading, pick, table};

pub(super) fn basis(found: &Found, l: Language) -> String {
    let basis = found.forecast.basis();
    let header = [
        (pick(l, "age in months", "経過月数"), Align::Left),
        (pick(l, "customer-months", "延べ月数"), Align::Right),
        (pick(l, "left", "解約"), Align::Right),
        (pick(l, "a month", "月率"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Right),
        (pick(l, "used", "使用値"), Align::Right),
    ];
    let to = pick(l, " to ", " ～ ");
    let none = || "-".to_owned();
    let rows: Vec<Vec<String>> = basis
        .ages
        .iter()
        .map(|age| {
            let ages = match age.to {
                Some(last) if last > age.from => format!("{}-{last}", age.from),
                Some(_) => age.from.to_string(),
                None => format!("{}+", age.from),
            };
            vec![
                ages,
                grouped(age.at_risk.into(), 0),
                grouped(age.left.into(), 0),
                age.observed.map_or_else(none, |e| percent(e.point())),
                age.observed.map_or_else(none, |e| {
                    format!("{}{to}{}", percent(e.lower()), percent(e.upper()))
                }),
                age.used.map_or_else(none, percent),
            ]
        })
        .collect();
    let trends = &basis.trends;
    let year: f64 = basis.newcomers.iter().rev().take(12).flatten().sum();
    let count = |n: u64| grouped(n.into(), 0);
    let (expanded, contracted) = (count(basis.expanded), count(basis.contracted));
    let growth = basis.growth.map_or_else(none, |growth| percent(growth - 1.0));
    let (returned, away) = (count(basis.returned), count(basis.away));
    let (window, year) = (basis.window, number(year, 0));
    let (left_shock, back_shock) = (percent(basis.leaving_shock), percent(basis.returning_shock));
    let next = number(trends.point(1), 1);
    let later = number(trends.point(found.forecast.options().months()), 1);
    let mut words = match l {
        Language::En => format!(
            "  From {window} steps from a month to the next. Used: pulled toward customers of other ages and\n  \
             sizes where few were seen. Months differ by {left_shock} in how many leave and by {back_shock} in how many\n  \
             come back, beyond chance.\n  \
             Stayed and grew {expanded} times, shrank {contracted} times: {growth} of MRR a month.\n  \
             Came back {returned} times in {away} customer-months of absence.\n  \
             Newcomers: {year} in the last 12 months; damped trends say {next} next month, {later} in the last\n  \
             one, on average over all that fit.\n"
        ),
        Language::Ja => format!(
            "  ある月から翌月への {window} 回の推移から。使用値は、例が少ないところを他の年齢・規模の顧客に\n  \
             近づけたものです。偶然を超える月ごとの差は、解約で {left_shock}、復帰で {back_shock} です。\n  \
             継続中の増額 {expanded} 回、減額 {contracted} 回: MRR の月 {growth}。\n  \
             離脱中の延べ {away} か月のうち、復帰 {returned} 回。\n  \
             新規: 直近 12 か月で {year} 社。減衰トレンド(当てはまるものの平均)は翌月 {next} 社、\n  \
             最終月 {later} 社。\n"
        ),
    };
    // Where nobody ever joined there is nothing to start like.
    if let Some(mean) = basis.mean_first_balance {
        let (first, mean) = (count(basis.first_balances), number(mean, 0));
        words += &match l {
            Language::En => {
                format!("  They start like {first} earlier ones, at {mean} on average.\n")
            }
            Language::Ja => {
                format!("  新規の初月は過去 {first} 社の例から引き、平均 {mean} です。\n")
            }
        };
    }
    words += pick(
        l,
        "  Not in it: seasons, prices to be raised, contracts known to end.\n",
        "  季節、値上げの予定、終了が決まっている契約は含みません。\n",
    );
    for never in &basis.never_seen {
        words += never_seen(*never, l);
    }
    heading(pick(l, "What it rests on", "予測の根拠")) + &table(&header, &rows) + &words
}

/// What the past has no example of.
fn never_seen(never: NeverSeen, l: Language) -> &'static str {
    match never {
        NeverSeen::Leaving => pick(
            l,
            "  Nobody ever left: the interval lets as many leave as so short a past cannot rule out.\n",
            "  解約は一度もありません。区間は、この期間では否定できない程度の解約を含みます。\n",
        ),
        NeverSeen::Returning => pick(
            l,
            "  Nobody ever came back: the forecast lets nobody come back.\n",
            "  復帰は一度もありません。予測も復帰を含みません。\n",
        ),
        NeverSeen::Joining => pick(
            l,
            "  Nobody ever joined: the forecast lets nobody join.\n",
            "  新規は一度もありません。予測も新規を含みません。\n",
        ),
        NeverSeen::Change => pick(
            l,
            "  No amount ever changed: the forecast changes none.\n",
            "  金額の変更は一度もありません。予測も変更を含みません。\n",
        ),
        _ => "",
    }
}

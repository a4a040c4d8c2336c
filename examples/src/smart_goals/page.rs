//! The page: a row of letters a goal, findings with remedies, how goals run, the agenda.

use kpis::goals::{Finding, Node, NodeKind, SmartLetter, Tree, Verdict, WeakestRule};
use kpis::metrics::MetricId;
use kpis::types::{Language, Localized, Ratio};
use rust_decimal::Decimal;

use super::args::SmartGoalsArguments;
use super::folder::Read;
use super::judged::Judged;
use crate::running;
use crate::shown::{Align, grouped, heading, pick, table};

pub(super) fn page(asked: &SmartGoalsArguments, read: &Read, judged: &Judged) -> String {
    let l = asked.shown.page.language();
    let (name, as_of) = (&read.name, judged.as_of);
    let title = match l {
        Language::En => format!("Goals of {name}, known up to {as_of}"),
        Language::Ja => format!("{name} の目標({as_of} 時点)"),
    };
    let mut page = heading(&title).trim_start_matches('\n').to_owned();
    page += &letters(judged, l);
    page += &found(read, judged, l);
    let title = pick(l, "How goals run", "目標の進み具合");
    page += &running::text(title, &judged.goals, &judged.tracked, judged.rule, l);
    if let Some(tree) = &read.tree {
        page += &adds_up(tree, l);
    }
    page += &staged(judged, l);
    page += &agenda(judged, l);
    page
}

fn letters(judged: &Judged, l: Language) -> String {
    let mark = |verdict: &Verdict| match verdict {
        Verdict::Met => "✓",
        Verdict::NotMet => "✗",
        Verdict::Unknown(_) => "?",
    };
    let initials: Vec<String> =
        SmartLetter::ALL.iter().map(|letter| letter.initial().to_string()).collect();
    let mut header = vec![(pick(l, "goal", "目標"), Align::Left)];
    header.extend(initials.iter().map(|initial| (initial.as_str(), Align::Left)));
    header.push((pick(l, "probability", "達成確率"), Align::Right));
    header.push((pick(l, "in history", "履歴での位置"), Align::Right));
    header.push((pick(l, "way to the KGI", "KGIへの道筋"), Align::Left));
    let rows: Vec<Vec<String>> = judged
        .reports
        .iter()
        .map(|report| {
            let mut row = vec![report.id().unwrap_or("–").to_owned()];
            row.extend(SmartLetter::ALL.map(|letter| mark(report.verdict(letter)).to_owned()));
            let outlook = report.outlook();
            row.push(outlook.map_or("–".to_owned(), |o| running::share(o.probability)));
            row.push(outlook.map_or("–".to_owned(), |o| running::share(o.quantile)));
            let path = report.paths().first().map(|path| path.nodes.join(" → "));
            row.push(path.unwrap_or_else(|| "–".to_owned()));
            row
        })
        .collect();
    let legend: Vec<String> = SmartLetter::ALL
        .iter()
        .map(|letter| format!("{} {}", letter.initial(), letter.label().text(l)))
        .collect();
    let mut text = format!(
        "{}\n{}\n",
        legend.join(pick(l, ", ", "、")),
        pick(l, "✓ met, ✗ not met, ? unknown", "✓ 満たす、✗ 満たさない、? 不明")
    );
    text += &table(&header, &rows);
    for report in &judged.reports {
        for letter in SmartLetter::ALL {
            if let Verdict::Unknown(missing) = report.verdict(letter) {
                let all: Vec<String> =
                    missing.iter().map(|m| m.message().text(l).to_owned()).collect();
                let id = report.id().unwrap_or("–");
                let why = all.join(pick(l, ", ", "、"));
                text += &format!("  ? {id} {}: {why}\n", letter.initial());
            }
        }
        if let Some(found) = report.association() {
            let e = found.correlation;
            let id = report.id().unwrap_or("–");
            let note =
                pick(l, "moved together with the KGI (no cause)", "KGIとの連動(因果関係ではない)");
            text += &format!(
                "  ρ {id}: {note} {:.2} [{:.2}, {:.2}], n = {}\n",
                e.point(),
                e.lower(),
                e.upper(),
                e.n()
            );
        }
    }
    text
}

fn found(read: &Read, judged: &Judged, l: Language) -> String {
    let of_goals = judged.reports.iter().flat_map(|report| report.findings());
    let all: Vec<&Finding> =
        read.document.findings().iter().chain(of_goals).chain(&judged.set).collect();
    let title = match l {
        Language::En => format!("Findings: {}", all.len()),
        Language::Ja => format!("指摘: {} 件", all.len()),
    };
    let mut text = heading(&title);
    if all.is_empty() {
        text += pick(l, "  none\n", "  なし\n");
    }
    for finding in all {
        for line in finding.render(l).lines() {
            text += &format!("  {line}\n");
        }
    }
    text
}

/// What the parts of each node come to, beside its target; and the weakest link of each goal.
fn adds_up(tree: &Tree, l: Language) -> String {
    let mut text = heading(pick(l, "The tree", "ツリー"));
    let number = |value: Decimal| grouped(value, if value.is_integer() { 0 } else { 4 });
    let way = |node: &Node| -> Vec<String> {
        let path = tree.path_to_kgi(node.id().as_str()).unwrap_or_default();
        path.iter().rev().map(|node| node.id().as_str().to_owned()).collect()
    };
    // Every node under the one it leads to.
    let mut nodes: Vec<(Vec<String>, &Node)> = tree.nodes().map(|n| (way(n), n)).collect();
    nodes.sort_by(|a, b| a.0.cmp(&b.0));
    for (way, node) in nodes {
        let target = node.target().map_or_else(|| "–".to_owned(), number);
        let actual = node.actual().map_or_else(|| "–".to_owned(), number);
        let depth = way.len().saturating_sub(1);
        let kind = match node.kind() {
            NodeKind::Assumption => node.kind().label().text(l).to_owned(),
            kind => kind.name().to_uppercase(),
        };
        let name = node.name();
        text += &format!("  {}{kind} {}", "  ".repeat(depth), name.text(l));
        text += &match l {
            Language::En => format!(": target {target}, actual {actual}\n"),
            Language::Ja => format!(": 目標 {target}、実績 {actual}\n"),
        };
    }
    for coverage in tree.coverage() {
        let (node, target) = (coverage.node(), number(coverage.target()));
        let share =
            coverage.ratio().map_or_else(|| "–".to_owned(), |r| format!("{:.0}", Ratio::new(r)));
        text += &match (coverage.planned(), l) {
            (Ok(planned), Language::En) => {
                format!("  {node}: its KPIs come to {} of {target}, {share}\n", number(planned))
            }
            (Ok(planned), Language::Ja) => {
                format!(
                    "  {node}: KPIから計算すると {}、目標 {target} の {share}\n",
                    number(planned)
                )
            }
            (Err(gap), _) => format!("  {node}: {}\n", gap.message().text(l)),
        };
        text += &needed(tree, node, coverage.target(), l);
        if let Some(short) = coverage.shortfall().filter(|short| !short.is_zero()) {
            text += &match l {
                Language::En => format!("    short by {}\n", number(short)),
                Language::Ja => format!("    不足 {}\n", number(short)),
            };
        }
    }
    for kgi in tree.kgis() {
        if let Ok(Some(link)) = tree.weakest_link(kgi.id().as_str(), WeakestRule::default()) {
            let (node, actual, target) =
                (link.node(), number(link.actual()), number(link.target()));
            text += &match l {
                Language::En => format!("  weakest link: {node}, {actual} of {target}\n"),
                Language::Ja => format!("  最も弱い箇所: {node}({actual}、目標 {target})\n"),
            };
        }
    }
    text
}

/// How much of each thing at the bottom makes a node's target add up, the others as planned. Where there
/// are many, none of them alone is the answer.
fn needed(tree: &Tree, root: &str, target: Decimal, l: Language) -> String {
    const MOST: usize = 12;
    let number = |value: Decimal| grouped(value, if value.is_integer() { 0 } else { 4 });
    let mut text = String::new();
    let bottom: Vec<&Node> = tree.nodes().filter(|node| node.identity().is_none()).collect();
    for node in bottom.iter().filter(|_| bottom.len() <= MOST) {
        let required = tree.required(root, target, node.id().as_str(), &tree.targets());
        // What feeds no figure of it, or feeds it twice, has no one answer.
        let Ok(required) = required else { continue };
        let (id, exact) = (required.node(), number(required.exact()));
        text += &match (required.whole(), l) {
            (Some(whole), Language::En) => {
                format!("    needed: {id} {} (exactly {exact})\n", number(whole))
            }
            (Some(whole), Language::Ja) => {
                format!("    必要: {id} {}(正確には {exact})\n", number(whole))
            }
            (None, Language::En) => format!("    needed: {id} {exact}\n"),
            (None, Language::Ja) => format!("    必要: {id} {exact}\n"),
        };
    }
    text
}

/// Early signs before late results, and the scenario planned backwards.
fn staged(judged: &Judged, l: Language) -> String {
    let mut text = heading(pick(l, "Stages", "段階"));
    let ids = |all: &[MetricId]| match all {
        [] => "–".to_owned(),
        all => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let header = [
        (pick(l, "stage", "段階"), Align::Left),
        (pick(l, "leading", "先行指標"), Align::Left),
        (pick(l, "lagging", "遅行指標"), Align::Left),
    ];
    let stages = judged.stages.stages().iter();
    let rows: Vec<Vec<String>> = stages
        .map(|of| vec![of.stage.label().text(l).to_owned(), ids(&of.leading), ids(&of.lagging)])
        .collect();
    text += &table(&header, &rows);
    let Some(plan) = &judged.plan else { return text };
    text += &heading(pick(l, "Backwards from the contract", "契約からの逆算"));
    text += &format!("{}\n", plan.feasibility().message().text(l));
    let header = [
        (pick(l, "stage", "段階"), Align::Left),
        (pick(l, "by", "期日"), Align::Left),
        (pick(l, "earliest", "最短"), Align::Left),
        (pick(l, "slack, working days", "余裕(営業日)"), Align::Right),
        (pick(l, "needed", "必要数"), Align::Right),
        (pick(l, "expected", "見込み"), Align::Right),
        (pick(l, "metric", "指標"), Align::Left),
    ];
    let rows: Vec<Vec<String>> = plan
        .milestones()
        .iter()
        .map(|m| {
            vec![
                m.stage().label().text(l).to_owned(),
                m.due().to_string(),
                m.earliest().to_string(),
                m.slack_working_days().to_string(),
                m.needed().map_or_else(|| "–".to_owned(), |n| n.to_string()),
                m.expected().to_string(),
                m.metric().map_or_else(|| "–".to_owned(), ToString::to_string),
            ]
        })
        .collect();
    text += &table(&header, &rows);
    text
}

fn agenda(judged: &Judged, l: Language) -> String {
    let mut text = heading(pick(l, "At the next review", "次の見直しで扱うこと"));
    if judged.agenda.is_empty() {
        return text + pick(l, "  nothing stands out\n", "  特にありません\n");
    }
    let header = [
        ("", Align::Right),
        (pick(l, "goal", "目標"), Align::Left),
        (pick(l, "why", "理由"), Align::Left),
        (pick(l, "review", "見直し日"), Align::Left),
        (pick(l, "where the trend leads", "傾向の行き先"), Align::Right),
    ];
    let label = |label: Localized| label.text(l).to_owned();
    let rows: Vec<Vec<String>> = (1..)
        .zip(&judged.agenda)
        .map(|(rank, item): (u32, _)| {
            let reasons: Vec<String> = item.reasons.iter().map(|r| label(r.label())).collect();
            vec![
                rank.to_string(),
                item.goal.clone(),
                reasons.join(pick(l, ", ", "、")),
                item.next_review.map_or_else(|| "–".to_owned(), |day| day.to_string()),
                running::shown(item.where_the_trend_leads, l),
            ]
        })
        .collect();
    text += &table(&header, &rows);
    text
}

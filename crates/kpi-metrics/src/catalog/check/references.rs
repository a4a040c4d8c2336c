//! Which metric needs which: cycles, and chains that are too long.

use std::collections::{BTreeMap, BTreeSet};

use kpi_types::Localized;

use crate::catalog::assembly::Assembly;
use crate::{Definition, Finding, FindingCode, Kind};

/// The most levels of formulas within formulas, over all references.
///
/// Evaluation walks down one level per step, so this bounds its stack.
const MAX_LEVELS: usize = 128;

/// Cycles and chains that are too long.
pub(super) fn findings(assembly: &Assembly) -> Vec<Finding> {
    let graph = Graph::of(assembly);
    let (levels, circular) = graph.levels();
    let mut findings: Vec<Finding> =
        cycles(&graph, &circular).iter().map(|cycle| cycle_finding(assembly, cycle)).collect();
    let too_deep = graph.needs.keys().filter(|id| {
        let deep = |id: &str| levels.get(id).is_some_and(|level| *level > MAX_LEVELS);
        // Only where it starts; what builds on it is too deep as well.
        deep(id) && !graph.needs_of(id).any(deep)
    });
    findings.extend(too_deep.map(|id| depth_finding(assembly, id)));
    findings
}

/// Metrics by id, each with the metrics it needs.
struct Graph<'a> {
    needs: BTreeMap<&'a str, Vec<&'a str>>,
    heights: BTreeMap<&'a str, usize>,
}

impl<'a> Graph<'a> {
    fn of(assembly: &'a Assembly) -> Self {
        let mut needs = BTreeMap::new();
        let mut heights = BTreeMap::new();
        for metric in assembly.metrics.values() {
            let names = metric.kind().names();
            let metrics = names.into_iter().map(|name| name.as_str());
            let known = metrics.filter(|name| assembly.metrics.contains_key(*name));
            needs.insert(metric.id().as_str(), known.collect());
            heights.insert(metric.id().as_str(), height(metric));
        }
        Self { needs, heights }
    }

    fn needs_of(&self, id: &str) -> impl Iterator<Item = &'a str> {
        self.needs.get(id).into_iter().flatten().copied()
    }

    /// How deep each metric goes, and the metrics that have no answer because they are on a cycle
    /// or build on one.
    fn levels(&self) -> (BTreeMap<&'a str, usize>, BTreeSet<&'a str>) {
        let mut needed_by: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        for (id, needs) in &self.needs {
            open.insert(id, needs.len());
            for need in needs {
                needed_by.entry(need).or_default().push(id);
            }
        }
        let mut ready: Vec<&'a str> =
            self.needs.iter().filter(|(_, needs)| needs.is_empty()).map(|(id, _)| *id).collect();
        let mut levels = BTreeMap::new();
        while let Some(id) = ready.pop() {
            let below = self.needs_of(id).filter_map(|need| levels.get(need)).max();
            let own = self.heights.get(id).copied().unwrap_or(1);
            let level = below.copied().unwrap_or(0_usize).saturating_add(own);
            levels.insert(id, level);
            for above in needed_by.get(id).into_iter().flatten() {
                if let Some(count) = open.get_mut(above) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push(above);
                    }
                }
            }
        }
        let all = self.needs.keys().copied();
        let circular = all.filter(|id| !levels.contains_key(id)).collect();
        (levels, circular)
    }
}

/// One cycle for every group of metrics that refer to one another.
fn cycles<'a>(graph: &Graph<'a>, circular: &BTreeSet<&'a str>) -> Vec<Vec<&'a str>> {
    let mut found = Vec::new();
    let mut visited: BTreeSet<&str> = BTreeSet::new();
    for start in circular {
        let mut path: Vec<&'a str> = Vec::new();
        let mut on_path: BTreeMap<&str, usize> = BTreeMap::new();
        let mut at = *start;
        loop {
            if let Some(from) = on_path.get(at) {
                found.push(path.split_off(*from));
                break;
            }
            if !visited.insert(at) {
                break;
            }
            on_path.insert(at, path.len());
            path.push(at);
            // Every metric here needs another one here, or it would have a level.
            match graph.needs_of(at).find(|need| circular.contains(need)) {
                Some(next) => at = next,
                None => break,
            }
        }
    }
    found
}

fn cycle_finding(assembly: &Assembly, cycle: &[&str]) -> Finding {
    let first = cycle.first().copied().unwrap_or_default();
    let around: Vec<&str> = cycle.iter().copied().chain([first]).collect();
    let around = around.join(" → ");
    let message = Localized::new(
        format!("the definitions go round in a circle: {around}"),
        format!("定義が循環しています: {around}"),
    );
    let remedy = Localized::fixed(
        "let one of them build on facts only",
        "いずれかの定義を事実だけから作ってください",
    );
    place(assembly, FindingCode::Cycle, first, message, remedy)
}

fn depth_finding(assembly: &Assembly, id: &str) -> Finding {
    let message = Localized::new(
        format!("formulas within formulas go more than {MAX_LEVELS} levels deep here"),
        format!("式の参照がここで {MAX_LEVELS} 段を超えています"),
    );
    let remedy = Localized::fixed(
        "shorten the chain of metrics that build on one another",
        "指標どうしの参照の連鎖を短くしてください",
    );
    place(assembly, FindingCode::TooDeep, id, message, remedy)
}

fn place(
    assembly: &Assembly,
    code: FindingCode,
    id: &str,
    message: Localized,
    remedy: Localized,
) -> Finding {
    let position = assembly.places.get(id).and_then(|p| p.get("id")).copied();
    Finding::new(code, format!("metric.{id}"), message, remedy).at(position)
}

/// Levels of a metric's own formulas.
fn height(metric: &Definition) -> usize {
    match metric.kind() {
        Kind::Simple { .. } | Kind::Conversion { .. } => 1,
        Kind::Derived { formula } => formula.expression().height(),
        Kind::Cumulative { input, .. } => input.expression().height(),
        Kind::Ratio { numerator, denominator } => {
            let numerator = numerator.expression().height();
            numerator.max(denominator.expression().height())
        }
    }
}

//! Where the columns of a survey's file stand.

use anyhow::Result;

use super::super::args::SurveyArguments;
use super::Sheet;
use crate::input::Rows;

/// Where the columns of one file stand.
pub(super) struct Places {
    /// The questions that are scored, then overall satisfaction; `None` where the file lacks it.
    pub(super) questions: Vec<Option<usize>>,
    pub(super) overall: Option<usize>,
    pub(super) weight: Option<usize>,
    pub(super) segment: Option<usize>,
    pub(super) wave: Option<usize>,
}

impl Places {
    /// A question may be missing in one of several files; what tells respondents apart may not.
    pub(super) fn find(arguments: &SurveyArguments, rows: &Rows, sheet: &Sheet) -> Result<Self> {
        let needed = |name: &Option<String>| -> Result<Option<usize>> {
            let Some(name) = name else { return Ok(None) };
            match find(&rows.header, name) {
                Some(at) => Ok(Some(at)),
                None => arguments.header.column(rows, name).map(Some),
            }
        };
        let scored = sheet.scored.iter().map(|(_, question)| find(&rows.header, &question.name));
        let overall =
            sheet.overall.as_ref().and_then(|question| find(&rows.header, &question.name));
        Ok(Self {
            questions: scored.chain([overall]).collect(),
            overall,
            weight: needed(&arguments.weight)?,
            segment: needed(&arguments.segment)?,
            wave: needed(&arguments.wave)?,
        })
    }
}

/// The first of several names, parted by commas, that a header has.
fn find(header: &[String], names: &str) -> Option<usize> {
    names.split(',').map(str::trim).find_map(|wanted| {
        header.iter().position(|name| name.trim_start_matches('*').eq_ignore_ascii_case(wanted))
    })
}

/// Whether a name fits a pattern, in which * stands for anything.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.trim().to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            let Some((_, after)) = rest.split_once(middle) else { return false };
            rest = after;
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("Q9*", "q9Food", true),
            ("Q9*", "Q10Safe", false),
            ("Q9", "Q9", true),
            ("Q9", "Q9A", false),
            ("*_rate", "food_rate", true),
            ("q*x*z", "qaxbz", true),
            ("q*x*z", "qaxb", false),
            ("*", "anything", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}

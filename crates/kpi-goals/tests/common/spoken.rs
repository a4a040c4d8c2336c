//! What every problem has to say.

use kpi_goals::{FindingCode, Problem};
use kpi_types::Language;

/// The problem of that code among those found, after a look at how it speaks: in both languages, with a
/// place, and as a finding that says the same.
pub(crate) fn spoken<P: Problem + std::fmt::Debug>(found: &[P], code: &str) -> FindingCode {
    let problem = found.iter().find(|problem| problem.code().as_str() == code);
    let problem = problem.unwrap_or_else(|| panic!("{code} not among {found:?}"));
    let finding = problem.finding();
    for text in [finding.message(), finding.remedy()] {
        assert!(text.is_complete() && !text.ja.is_ascii(), "{code}");
        assert_ne!(text.en, text.ja, "{code}");
    }
    assert_eq!((finding.code(), finding.level()), (problem.code(), problem.level()));
    let rendered = problem.render(Language::Ja);
    assert!(rendered.contains(code) && rendered.contains("対処"), "{rendered}");
    assert!(!finding.path().is_empty(), "{code}");
    problem.code()
}

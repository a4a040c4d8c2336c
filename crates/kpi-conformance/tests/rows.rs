//! Every cited row, on every path of its job.
use std::path::Path;

use kpi_conformance::{RowSet, jobs};

#[test]
fn every_row_on_every_path() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rows");
    let rows = RowSet::load(&folder, jobs::all()).unwrap_or_else(|error| panic!("{error}"));
    let report = rows.run();
    assert!(report.is_clean(), "\n{report}");
    let paths: usize = report.results.len();
    assert!(paths > rows.rows().len(), "every job has several paths");
}

#[test]
fn jobs_and_paths_have_names_of_their_own() {
    let mut names: Vec<String> = jobs::all()
        .iter()
        .flat_map(|job| job.paths.iter().map(|path| format!("{}/{}", job.name, path.name)))
        .collect();
    assert!(jobs::all().iter().all(|job| !job.paths.is_empty() && !job.about.is_empty()));
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
}

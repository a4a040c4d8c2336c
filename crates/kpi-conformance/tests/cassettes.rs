//! Recordings that are missing, wrong, packed or incomplete.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kpi_conformance::cassettes::{CassetteError, CassetteReport, run_folder};

/// A folder of recordings that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cassettes-{name}"));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("Metrics_All")).unwrap();
        Self(path)
    }

    fn record(self, file: &str, uri: &str, body: &str) -> Self {
        let text = format!(
            "---\nhttp_interactions:\n- request:\n    uri: {uri}\n  response:\n    body:\n      string: {body}\n"
        );
        fs::write(self.0.join("Metrics_All").join(file), text).unwrap();
        self
    }

    fn run(&self) -> CassetteReport {
        run_folder(&self.0).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ALL: &str = "https://api.example/v1/metrics/all?start-date=2026-01-01";

fn entries(february: &str) -> String {
    format!(
        r#"{{"entries":[{{"date":"2026-01-31","mrr":1000,"arr":12000,"customers":3,"arpa":333,"customer-churn-rate":2.5,"ltv":13320}},{february}],"summary":{{}}}}"#
    )
}

const FEBRUARY: &str = r#"{"date":"2026-02-28","mrr":1100,"mrr-percentage-change":10.0,"arr":13200,"customers":3,"arpa":367,"mrr-new-business":200,"mrr-expansion":50,"mrr-contraction":-30,"mrr-churn":-120,"mrr-reactivation":0,"mrr-churn-rate":10.0}"#;

#[test]
fn a_folder_that_is_missing_or_empty_is_an_error() {
    let nowhere = run_folder(&PathBuf::from("nowhere")).unwrap_err();
    assert!(matches!(nowhere, CassetteError::Unreadable { .. }), "{nowhere}");
    let empty = Folder::new("empty");
    let error = run_folder(&empty.0).unwrap_err();
    assert!(matches!(error, CassetteError::NoCassettes { .. }), "{error}");
}

#[test]
fn figures_that_fit_are_counted() {
    let good = Folder::new("good").record("a.yml", ALL, &format!("'{}'", entries(FEBRUARY)));
    let report = good.run();
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.agreed["arr is 12 times mrr"], 2);
    assert_eq!(report.agreed["arpa is mrr over customers"], 2);
    assert_eq!(report.agreed["opening and movements are closing"], 1);
}

#[test]
fn each_wrong_figure_is_found() {
    for (right, wrong, kind) in [
        ("13200", "13201", "arr is 12 times mrr"),
        (r#""arpa":367"#, r#""arpa":368"#, "arpa is mrr over customers"),
        (r#""mrr-percentage-change":10.0"#, r#""mrr-percentage-change":10.01"#, "change"),
        (
            r#""mrr-new-business":200"#,
            r#""mrr-new-business":201"#,
            "opening and movements are closing",
        ),
        (r#""mrr-churn-rate":10.0"#, r#""mrr-churn-rate":9.9"#, "net churn of the movements"),
    ] {
        let text = entries(FEBRUARY).replace(right, wrong);
        let report = Folder::new("wrong").record("a.yml", ALL, &format!("'{text}'")).run();
        let [finding] = report.findings.as_slice() else { panic!("{kind}: {report}") };
        assert!(finding.what.starts_with(kind), "{finding:?}");
        assert_eq!(finding.at, "2026-02-28");
    }
    let text = entries(FEBRUARY).replace("13320", "13321");
    let report = Folder::new("ltv").record("a.yml", ALL, &format!("'{text}'")).run();
    assert!(report.to_string().contains("FAIL   2026-01-31: ltv is arpa over churn"), "{report}");
}

#[test]
fn two_recordings_of_one_series_have_to_agree() {
    let arr = "https://api.example/v1/metrics/arr?start-date=2026-01-01";
    let other = r#"'{"entries":[{"date":"2026-01-31","arr":12000},{"date":"2026-02-28","arr":13300,"percentage-change":10.0}],"summary":{"current":12,"previous":10,"percentage-change":20.0}}'"#;
    let whole = format!("'{}'", entries(FEBRUARY));
    let report = Folder::new("two").record("a.yml", ALL, &whole).record("b.yml", arr, other).run();
    let [finding] = report.findings.as_slice() else { panic!("{report}") };
    assert_eq!(finding.what, "arr: 13300 here, 13200 in another recording");
    assert_eq!(report.agreed["change against the one before"], 3);
}

#[test]
fn bodies_in_base64_are_opened_compressed_or_not() {
    let uri = "https://api.example/v1/customers/cus_1/subscriptions";
    let body = r#"{"entries":[{"mrr":756,"arr":9072},{"activity-mrr":10,"activity-arr":121}]}"#;
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(body.as_bytes()).unwrap();
    for bytes in [body.as_bytes().to_vec(), packer.finish().unwrap()] {
        let packed = format!("!binary |-\n        {}", STANDARD.encode(bytes));
        let report = Folder::new("packed").record("a.yml", uri, &packed).run();
        assert_eq!(report.agreed["arr is 12 times mrr"], 1);
        assert_eq!(report.findings.len(), 1, "{report}");
        assert!(!report.is_clean());
        assert_eq!(report.missing().count(), 5);
    }
}

#[test]
fn what_cannot_be_read_is_a_finding() {
    for body in ["neither", "'{\"entries\": '", "!binary |-\n        H4sIAAAA"] {
        let report = Folder::new("unreadable").record("a.yml", ALL, body).run();
        let [finding] = report.findings.as_slice() else { panic!("{report}") };
        assert!(finding.what.starts_with("not a recording: "), "{finding:?}");
    }
    let folder = Folder::new("form");
    for text in ["", "a: [", "a: 1", "http_interactions:\n- request: 1\n"] {
        fs::write(folder.0.join("Metrics_All/a.yml"), text).unwrap();
        assert_eq!(folder.run().findings.len(), 1, "{text:?}");
    }
}

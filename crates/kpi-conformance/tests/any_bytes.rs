//! Whatever stands in a file, the scorecard answers with a page, a list of bad rows or an error;
//! it never panics.
//!
//! It stands here and not beside the scorecard, so that nobody who runs the example has to build
//! proptest first.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../../../examples/tests/common/mod.rs"]
mod common;

use common::{Temp, ran};
use proptest::prelude::*;

const HEADERS: [&str; 3] = [
    "contract,customer,product,price,currency,interval,start,end,quantity,discount,trial_end,status,recorded_at,line\n",
    "at,customer,mrr,currency\n",
    "date,customer,delta,currency\n",
];

/// Cells that are almost right, and some that are anything.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("k1".to_owned()),
        Just("USD".to_owned()),
        Just("JPY".to_owned()),
        Just("month".to_owned()),
        Just("4294967295 years".to_owned()),
        Just("once".to_owned()),
        Just("2026-01-31".to_owned()),
        Just("262142-12-31".to_owned()),
        Just("-262143-01-01".to_owned()),
        Just("2026-02-28T23:59:60Z".to_owned()),
        Just("100".to_owned()),
        Just("-0".to_owned()),
        Just("79228162514264337593543950335".to_owned()),
        Just("1e-28".to_owned()),
        Just("20% forever; 1 until 2026-06-30".to_owned()),
        Just("withdrawn".to_owned()),
        Just("past_due".to_owned()),
        "\\PC{0,12}",
    ]
}

fn almost_a_file() -> impl Strategy<Value = Vec<u8>> {
    let rows = prop::collection::vec(prop::collection::vec(cell(), 1..15), 0..6);
    (prop::sample::select(HEADERS.to_vec()), rows).prop_map(|(header, rows)| {
        let rows: Vec<String> = rows.iter().map(|cells| cells.join(",")).collect();
        format!("{header}{}\n", rows.join("\n")).into_bytes()
    })
}

fn survives(bytes: &[u8]) {
    let file = Temp::file("any.csv", bytes);
    for more in [&[][..], &["--skip-bad-rows"][..]] {
        let mut arguments = vec![file.path(), "--months", "2"];
        arguments.extend(more);
        let (code, out, err) = ran("scorecard", &arguments, kpis_examples::scorecard::run);
        assert!(code <= 2, "{err}");
        // A page, or the reason why there is none.
        let said = if code == 0 { out } else { err };
        assert!(!said.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn almost_files(bytes in almost_a_file()) {
        survives(&bytes);
    }

    #[test]
    fn broken_gzip(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        survives(&[&[0x1f, 0x8b, 8, 0][..], &bytes].concat());
    }
}

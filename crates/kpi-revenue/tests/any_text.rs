//! Whatever stands in a field, reading it gives a record or findings; a record always goes into a
//! book, and the book always makes a ledger or says why not.

use std::num::NonZeroU64;

use kpi_revenue::{
    Book, ChangeFields, Ledger, LineFields, LineOrCharge, Policy, PolicyField, SnapshotFields,
};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "", "k", "USD", "KWD", "XAU", "month", "2 weeks", "4294967295 years", "once",
            "2026-01-31", "262142-12-31", "-262143-01-01", "2024-02-29", "1", "-1", "0", "12.5",
            "79228162514264337", "79228162514264338", "1e28", "1_000", "0.0000000000000000000000000001",
            "100% forever", "1 until 262142-12-31", "50% once; 5 forever", "paused", "past_due",
            "withdrawn", "2026-01-31T09:00:00+09:00",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,10}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn contract_lines(cells in prop::collection::vec(text(), 17)) {
        let row = NonZeroU64::MIN;
        let of = |at: usize| cells[at].as_str();
        let fields = LineFields {
            line: of(0), contract: of(1), customer: of(2), product: of(3), plan: of(4),
            quantity: of(5), price: of(6), currency: of(7), interval: of(8), start: of(9),
            end: of(10), trial_end: of(11), discount: of(12), status: of(13),
            status_since: of(14), cancelled_on: of(15), recorded_at: of(16),
        };
        match fields.read(row) {
            Err(findings) => prop_assert!(!findings.is_empty()),
            Ok(LineOrCharge::OneOff(charge)) => Book::new().observe_one_off(&charge).unwrap(),
            Ok(LineOrCharge::Line(line)) => {
                let mut book = Book::new();
                book.observe_line(&line).unwrap();
                for timing in ["at_cancellation", "at_term_end", "days_after:4294967295"] {
                    let mut policy = Policy::default();
                    policy.set(PolicyField::ChurnTiming, timing).unwrap();
                    policy.set(PolicyField::Discounts, "all").unwrap();
                    policy.set(PolicyField::PastDue, "grace:4294967295").unwrap();
                    policy.set(PolicyField::MergeDays, "4294967295").unwrap();
                    let ledger = Ledger::try_new(&book, &policy).unwrap();
                    let view = ledger.view().unwrap();
                    let month = view.calendar().parse("2026-02").unwrap();
                    prop_assert!(view.totals(month, month).unwrap()[0].closes());
                }
            }
        }
    }

    #[test]
    fn snapshots_and_changes(cells in prop::collection::vec(text(), 6)) {
        let row = NonZeroU64::MIN;
        let of = |at: usize| cells[at].as_str();
        let (customer, product, currency, recorded_at) = (of(1), of(2), of(4), of(5));
        let mut book = Book::new();
        let fields =
            SnapshotFields { at: of(0), customer, product, mrr: of(3), currency, recorded_at };
        if let Ok(snapshot) = fields.read(row) {
            let _ = book.observe_snapshot(&snapshot);
        }
        let fields =
            ChangeFields { date: of(0), customer, product, delta: of(3), currency, recorded_at };
        if let Ok(change) = fields.read(row) {
            let _ = book.observe_change(&change);
        }
        let _ = Ledger::try_new(&book, &Policy::default());
    }

    #[test]
    fn policies(field in prop::sample::select(PolicyField::ALL.to_vec()), value in "\\PC{0,14}") {
        let _ = Policy::default().set(field, &value);
    }
}

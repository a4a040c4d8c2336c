//! Ease by contacts: rates, kinds, segments, every refusal, laws.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpi_survey::{
    GroupId, HelpKind, HelpNeedCounts, HelpNeedError, HelpNeedOptions, HelpOutcome, Scale,
};
use proptest::prelude::*;

fn options() -> HelpNeedOptions {
    HelpNeedOptions::try_new(Scale::ONE_TO_SEVEN, 5, &[0, 1, 3], 3).unwrap()
}

fn group(name: &str) -> Option<GroupId> {
    Some(GroupId::Text(name.into()))
}

#[test]
fn rates_by_kind_band_and_segment() {
    use HelpOutcome::{Left, NotKnown, Stayed};
    let mut counts = HelpNeedCounts::new(options());
    for (ease, contacts, outcome, times, segment) in [
        (6, 0, Stayed, 20, "small"),
        (7, 2, Left, 5, "small"),
        (4, 1, Left, 10, "small"),
        (1, 2, Stayed, 5, "large"),
        (5, 3, Stayed, 8, "large"),
        (5, 9, NotKnown, 2, "large"),
        (2, 4, Left, 10, "large"),
    ] {
        for _ in 0..times {
            counts.observe(ease, contacts, group(segment), outcome).unwrap();
        }
    }
    let all = counts.total();
    assert_eq!((all.customers(), all.segment()), (60, None));
    let sizes = HelpKind::ALL.map(|kind| all.customers_of(kind));
    assert_eq!(sizes, [25, 10, 15, 10]);
    let share = all.kind(HelpKind::Unheard).unwrap();
    // Wilson's formula with SciPy's norm.ppf.
    assert!(
        (share.lower() - 0.1577652253).abs() < 1e-9 && (share.upper() - 0.3723207008).abs() < 1e-9,
        "{share}"
    );
    assert_eq!(all.stayed(HelpKind::SelfReliant).unwrap().point(), 20.0 / 25.0);
    assert_eq!(all.stayed(HelpKind::HelpWorks).unwrap().n(), 8);
    let bands: Vec<_> = all.bands().iter().map(|b| (b.from(), b.to(), b.customers())).collect();
    assert_eq!(bands, [(0, Some(0), 20), (1, Some(2), 20), (3, None, 20)]);
    let easy: Vec<f64> = all.bands().iter().map(|b| b.easy().unwrap().point()).collect();
    assert_eq!(easy, [1.0, 0.25, 0.5]);
    assert_eq!(all.enough(0.8).unwrap().from(), 0);
    let more = all.many_less_few().unwrap();
    assert!((more.point() - (0.5 - 25.0 / 40.0)).abs() < 1e-12 && more.lower() < more.point());
    let segments = counts.by_segment();
    assert_eq!(segments[0].segment(), group("large").as_ref());
    assert_eq!((segments[0].customers(), segments[1].customers()), (25, 35));
    // Nobody small had many contacts.
    assert_eq!(segments[1].many_less_few(), Err(HelpNeedError::NoCustomers));
    assert_eq!(segments[1].bands()[2].easy(), Err(HelpNeedError::NoCustomers));
    assert_eq!(segments[1].stayed(HelpKind::HelpFails), Err(HelpNeedError::NoCustomers));
    assert_eq!(segments[0].enough(0.9), Err(HelpNeedError::NotReached { target: 0.9 }));
    for kind in HelpKind::ALL {
        assert!(kind.label().is_complete() && kind.suggestion().is_complete());
    }
}

#[test]
fn every_refusal() {
    let five = Scale::ONE_TO_FIVE;
    let refused =
        |easy, bands: &[u64], many| HelpNeedOptions::try_new(five, easy, bands, many).unwrap_err();
    assert_eq!(refused(1, &[0, 3], 3), HelpNeedError::EasyFrom { easy_from: 1, scale: five });
    assert_eq!(refused(6, &[0, 3], 3), HelpNeedError::EasyFrom { easy_from: 6, scale: five });
    for bands in [vec![], vec![1, 3], vec![0, 3, 3], (0..13).collect()] {
        assert_eq!(refused(4, &bands, 3), HelpNeedError::Bands { bands });
    }
    let many = refused(4, &[0, 3], 2);
    assert_eq!(many, HelpNeedError::ManyFrom { many_from: 2, bands: vec![0, 3] });
    assert_eq!(refused(4, &[0, 3], 0), HelpNeedError::ManyFrom { many_from: 0, bands: vec![0, 3] });
    let mut counts = HelpNeedCounts::new(options());
    let off = counts.observe(8, 0, None, HelpOutcome::NotKnown);
    assert_eq!(off, Err(HelpNeedError::OffScale { ease: 8, scale: Scale::ONE_TO_SEVEN }));
    let other = HelpNeedOptions::try_new(Scale::ONE_TO_SEVEN, 6, &[0, 1, 3], 3).unwrap();
    assert_eq!(counts.merge(&HelpNeedCounts::new(other)), Err(HelpNeedError::OtherOptions));
    let nobody = counts.total();
    assert_eq!(nobody.kind(HelpKind::Unheard), Err(HelpNeedError::NoCustomers));
    assert_eq!(nobody.enough(80.0), Err(HelpNeedError::Target { target: 80.0 }));
    assert!(HelpNeedError::NoCustomers.undefined().is_some());
    assert!(HelpNeedError::NotReached { target: 0.8 }.undefined().unwrap().message().is_complete());
    assert_eq!(many.undefined(), None);
}

proptest! {
    /// The four kinds are everybody once; so are the bands; merged parts are the whole.
    #[test]
    fn everybody_once(customers in proptest::collection::vec((1_u8..=7, 0_u64..9, 0_u8..3), 1..60), cut in 0_usize..60) {
        let outcomes = [HelpOutcome::Stayed, HelpOutcome::Left, HelpOutcome::NotKnown];
        let mut whole = HelpNeedCounts::new(options());
        let mut parts = [whole.clone(), whole.clone()];
        for (at, (ease, contacts, outcome)) in customers.iter().enumerate() {
            let outcome = outcomes[usize::from(*outcome)];
            for to in [&mut whole, &mut parts[usize::from(at < cut)]] {
                to.observe(*ease, *contacts, group(&(ease % 2).to_string()), outcome).unwrap();
            }
        }
        let [mut merged, rest] = parts;
        merged.merge(&rest).unwrap();
        prop_assert_eq!(&merged, &whole);
        let all = whole.total();
        let kinds: u64 = HelpKind::ALL.into_iter().map(|kind| all.customers_of(kind)).sum();
        prop_assert_eq!((kinds, all.customers()), (customers.len() as u64, customers.len() as u64));
        let segments: u64 = whole.by_segment().iter().map(|group| group.customers()).sum();
        prop_assert_eq!(segments, kinds);
        let shares: f64 = HelpKind::ALL.into_iter().map(|kind| all.kind(kind).unwrap().point()).sum();
        prop_assert!((shares - 1.0).abs() < 1e-12);
    }
}

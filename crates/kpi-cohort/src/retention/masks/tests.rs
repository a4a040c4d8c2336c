//! The table beside plain maps.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn keys_lead_back_to_ids(id: u64) {
        prop_assert_eq!(unmix(mix(id)), id);
    }

    /// Against the plain map, with few ids so that they meet, and zero among them.
    #[test]
    fn the_table_is_a_map(
        events in prop::collection::vec((0_u64..40, 0_u16..300, 0_u8..4), 0..400),
        cut in 0_usize..400,
    ) {
        let mut plain: BTreeMap<u64, BTreeMap<u8, Vec<u16>>> = BTreeMap::new();
        for (id, offset, lanes) in &events {
            for lane in 0..2 {
                if lanes & (1 << lane) != 0 {
                    plain.entry(*id).or_default().entry(lane).or_default().push(*offset);
                }
            }
        }
        let load = |events: &[(u64, u16, u8)]| {
            let mut masks = PeriodMasks::new(2);
            for block in events.chunks(7) {
                let ids: Vec<u64> = block.iter().map(|e| e.0).collect();
                let offsets: Vec<u16> = block.iter().map(|e| e.1).collect();
                let lanes: Vec<u8> = block.iter().map(|e| e.2).collect();
                masks.observe(&ids, &offsets, Some(&lanes));
            }
            masks
        };
        let cut = cut.min(events.len());
        let mut merged = load(&events[..cut]);
        merged.merge(&load(&events[cut..]), |id| id);
        for mut table in [load(&events), merged] {
            table.settle();
            for (id, lanes) in &plain {
                let masks = table.get(*id).unwrap();
                for lane in 0..2_u8 {
                    let mut bits = lanes.get(&lane).cloned().unwrap_or_default();
                    bits.sort_unstable();
                    bits.dedup();
                    let words = table.words();
                    let found: Vec<u16> = (0..words as u16 * 64)
                        .filter(|b| {
                            let word = masks[usize::from(lane) * words + usize::from(b / 64)];
                            word >> (b % 64) & 1 == 1
                        })
                        .collect();
                    prop_assert_eq!(&found, &bits);
                }
            }
        }
    }
}

/// More events than wait at once, in blocks sorted by several threads or by one: one answer.
/// Narrow and wide masks, one lane and two, with the id that has no slot among the ids.
#[test]
fn blocks_of_any_size() {
    for (lanes, most) in [(1, 60), (1, 300), (2, 60), (2, 300)] {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(FIRST).wrapping_add(1);
            state >> 33
        };
        let ids: Vec<u64> = (0..300_000).map(|_| next() % 5_000).collect();
        let offset =
            |drawn: u64| if drawn.is_multiple_of(11) { UNUSED } else { (drawn % most) as u16 };
        let offsets: Vec<u16> = (0..300_000).map(|_| offset(next())).collect();
        let roles: Vec<u8> = (0..300_000).map(|_| 1 + next() as u8 % ((1 << lanes) - 1)).collect();
        let load = |size: usize| {
            let mut masks = PeriodMasks::new(lanes);
            for rows in (0..300_000).step_by(size) {
                let rows = rows..300_000.min(rows + size);
                let lanes = Some(&roles[rows.clone()]);
                masks.observe(&ids[rows.clone()], &offsets[rows], lanes);
            }
            masks.settle();
            masks
        };
        let (large, small) = (load(300_000), load(1_000));
        let mut halves = load(70_000);
        halves.merge(&small, |id| id);
        assert_eq!(large.len(), small.len());
        assert_eq!(large.len(), halves.len());
        assert!(large.get(0).is_some());
        let mut seen = 0;
        small.for_each(|id, masks| {
            assert_eq!(large.get(id).as_deref(), Some(masks), "{id}");
            assert_eq!(halves.get(id).as_deref(), Some(masks), "{id}");
            seen += 1;
        });
        assert_eq!(seen, large.len());
    }
}

//! "Did you mean …?"

/// Longer names are not compared.
const LONGEST: usize = 64;

/// The closest of the known names, if one is close.
pub(super) fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let allowed = (name.len() / 3).clamp(1, 3);
    known
        .filter(|k| k.len() <= LONGEST && k.len().abs_diff(name.len()) <= allowed)
        .map(|k| (distance(name.as_bytes(), k.as_bytes()), k))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, k)| k)
}

/// Insertions, deletions and replacements between two names.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let (diagonal, above) = match pair {
                [diagonal, above] => (*diagonal, *above),
                _ => continue,
            };
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_not() {
        let known = ["opening_mrr", "closing_mrr", "arpa"];
        assert_eq!(closest("openning_mrr", known.into_iter()), Some("opening_mrr"));
        assert_eq!(closest("profit", known.into_iter()), None);
        assert_eq!(distance(b"kitten", b"sitting"), 3);
    }
}

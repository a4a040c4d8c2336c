//! "Did you mean …?"

/// Longer names are not compared.
const LONGEST: usize = 64;

/// The closest of the known names by insertions, deletions and replacements, if one is close: for
/// "did you mean …?".
///
/// Up to a third of the name may differ, at most three letters; of equally close ones the first by
/// name.
///
/// ```
/// use kpi_metrics::closest_name;
///
/// assert_eq!(closest_name("openning_mrr", ["opening_mrr", "arpa"]), Some("opening_mrr"));
/// assert_eq!(closest_name("profit", ["opening_mrr", "arpa"]), None);
/// ```
#[must_use]
pub fn closest_name<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let name: Vec<char> = name.chars().collect();
    let allowed = (name.len() / 3).clamp(1, 3);
    let close = |known: &'a str| {
        let letters: Vec<char> = known.chars().take(LONGEST + 1).collect();
        if letters.len() > LONGEST || letters.len().abs_diff(name.len()) > allowed {
            return None;
        }
        Some((distance(&name, &letters, allowed)?, known))
    };
    known.into_iter().filter_map(close).min().map(|(_, known)| known)
}

/// Insertions, deletions and replacements between two names; nothing where there are more than
/// allowed. Most names part in the first letters, so most walks end there.
fn distance(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut next = Vec::with_capacity(row.len());
        next.push(left);
        for (y, pair) in b.iter().zip(row.windows(2)) {
            let (diagonal, above) = match pair {
                [diagonal, above] => (*diagonal, *above),
                _ => continue,
            };
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            next.push(left);
        }
        if next.iter().all(|so_far| *so_far > allowed) {
            return None;
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_not() {
        let known = ["opening_mrr", "closing_mrr", "arpa"];
        assert_eq!(closest_name("openning_mrr", known), Some("opening_mrr"));
        assert_eq!(closest_name("profit", known), None);
        assert_eq!(closest_name("店補数", ["店舗数", "顧客数"]), Some("店舗数"));
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(distance(&letters("kitten"), &letters("sitting"), 3), Some(3));
        assert_eq!(distance(&letters("kitten"), &letters("sitting"), 2), None);
    }
}

//! Words that everybody reads as they like.

use std::collections::BTreeMap;

use kpi_metrics::Position;
use kpi_types::Language;

const ENGLISH: &str = include_str!("vague/en.txt");
const JAPANESE: &str = include_str!("vague/ja.txt");

/// Lists of vague words, English and Japanese.
///
/// English words are found as whole words whatever their case, Japanese ones as parts of the text.
/// The lists are data: a user adds and removes words. Of words that start at one place the longest
/// is reported.
///
/// ```
/// use kpi_goals::VagueWords;
/// use kpi_types::Language;
///
/// let words = VagueWords::builtin();
/// let found = words.find("Improve NRR soon");
/// assert_eq!((found[0].word.as_str(), found[0].position.column), ("Improve", 1));
/// assert_eq!((found[1].word.as_str(), found[1].position.column), ("soon", 13));
/// assert_eq!(words.find("解約率をなるべく下げる")[0].position.column, 5);
///
/// let ours = words.with(Language::En, "synergy").without("improve");
/// assert_eq!(ours.find("Improve synergy")[0].word, "synergy");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VagueWords {
    /// First word to the words of a phrase after it.
    english: BTreeMap<String, Vec<Vec<String>>>,
    /// First character to the rest.
    japanese: BTreeMap<char, Vec<String>>,
}

/// A vague word in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct VagueWord {
    /// As it stands in the text.
    pub word: String,
    /// Where.
    pub position: Position,
    /// Of which list.
    pub language: Language,
}

impl VagueWords {
    /// No words.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The lists that come with the crate.
    #[must_use]
    pub fn builtin() -> Self {
        Self::none().with_list(Language::En, ENGLISH).with_list(Language::Ja, JAPANESE)
    }

    /// Adds the words of a list, one a line; what follows a `#` is left out.
    #[must_use]
    pub fn with_list(self, language: Language, list: &str) -> Self {
        let words = list.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        words.filter(|word| !word.is_empty()).fold(self, |all, word| all.with(language, word))
    }

    /// Adds a word or phrase.
    #[must_use]
    pub fn with(mut self, language: Language, word: &str) -> Self {
        match language {
            Language::En => {
                let mut parts = word.split_whitespace().map(str::to_lowercase);
                if let Some(first) = parts.next() {
                    let rest: Vec<String> = parts.collect();
                    let phrases = self.english.entry(first).or_default();
                    if !phrases.contains(&rest) {
                        phrases.push(rest);
                        phrases.sort_by_key(|rest| std::cmp::Reverse(rest.len()));
                    }
                }
            }
            Language::Ja => {
                let mut characters = word.trim().chars();
                if let Some(first) = characters.next() {
                    let rest = characters.as_str().to_owned();
                    let words = self.japanese.entry(first).or_default();
                    if !words.contains(&rest) {
                        words.push(rest);
                        words.sort_by_key(|rest| std::cmp::Reverse(rest.len()));
                    }
                }
            }
        }
        self
    }

    /// Takes a word or phrase out of both lists.
    #[must_use]
    pub fn without(mut self, word: &str) -> Self {
        let parts: Vec<String> = word.split_whitespace().map(str::to_lowercase).collect();
        if let Some((first, rest)) = parts.split_first()
            && let Some(phrases) = self.english.get_mut(first)
        {
            phrases.retain(|phrase| phrase != rest);
        }
        let mut characters = word.trim().chars();
        if let Some(first) = characters.next()
            && let Some(words) = self.japanese.get_mut(&first)
        {
            words.retain(|rest| rest != characters.as_str());
        }
        self
    }

    /// The vague words of a text, in its order.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<VagueWord> {
        let mut found = Vec::new();
        let words = words_of(text);
        let (mut at, mut lower) = (0, String::new());
        while let Some((start, word)) = words.get(at) {
            lower.clear();
            lower.push_str(word);
            lower.make_ascii_lowercase();
            let length = self.english.get(lower.as_str()).and_then(|phrases| {
                phrases.iter().map(Vec::len).zip(phrases).find_map(|(n, rest)| {
                    let next = words.get(at + 1..at + 1 + n)?;
                    let same = |((_, word), wanted): (&(usize, &str), &String)| {
                        word.eq_ignore_ascii_case(wanted)
                    };
                    next.iter().zip(rest).all(same).then_some(n)
                })
            });
            if let Some(length) = length {
                let last = words.get(at + length).map_or(*start, |(s, w)| s + w.len());
                found.push(Hit { start: *start, end: last, language: Language::En });
                at += length;
            }
            at += 1;
        }
        let mut skip = 0;
        for (start, first) in text.char_indices() {
            if start < skip {
                continue;
            }
            let after = text.get(start + first.len_utf8()..).unwrap_or("");
            let words = self.japanese.get(&first).into_iter().flatten();
            if let Some(rest) = words.into_iter().find(|rest| after.starts_with(rest.as_str())) {
                skip = start + first.len_utf8() + rest.len();
                found.push(Hit { start, end: skip, language: Language::Ja });
            }
        }
        found.sort_by_key(|hit| hit.start);
        let word = |hit: Hit| VagueWord {
            word: text.get(hit.start..hit.end).unwrap_or("").to_owned(),
            position: position(text, hit.start),
            language: hit.language,
        };
        found.into_iter().map(word).collect()
    }
}

struct Hit {
    start: usize,
    end: usize,
    language: Language,
}

/// English words with their places. A hyphen joins.
fn words_of(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let letter = c.is_ascii_alphabetic() || (c == '-' && begun.is_some());
        match (begun, letter) {
            (None, true) => begun = Some(at),
            (Some(start), false) => {
                words.push((start, text.get(start..at).unwrap_or("")));
                begun = None;
            }
            _ => {}
        }
    }
    words
}

/// Line and column of a byte, both from 1.
fn position(text: &str, byte: usize) -> Position {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(start..).unwrap_or("").chars().count() + 1;
    Position { line: before.matches('\n').count() + 1, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        VagueWords::builtin().find(text).into_iter().map(|found| found.word).collect()
    }

    #[test]
    fn the_longest_phrase_wins_and_words_are_whole() {
        assert_eq!(words("as soon as possible"), ["as soon as possible"]);
        assert_eq!(words("strive to grow"), ["strive to"]);
        assert_eq!(words("Smoregasbord of tryst"), Vec::<String>::new());
        assert_eq!(words("World-class support"), ["World-class"]);
    }

    #[test]
    fn both_languages_stand_in_one_text() {
        let text = "NRRを\nなるべく improve する";
        let found = VagueWords::builtin().find(text);
        let places: Vec<_> = found.iter().map(|f| (f.word.as_str(), f.position)).collect();
        assert_eq!(
            places,
            [
                ("なるべく", Position { line: 2, column: 1 }),
                ("improve", Position { line: 2, column: 6 }),
            ]
        );
    }

    #[test]
    fn lists_are_read_without_comments() {
        let words = VagueWords::none().with_list(Language::Ja, "# comment\nふわっと # soft\n\n");
        assert_eq!(words.find("ふわっとした目標").len(), 1);
        assert_eq!(words.without("ふわっと").find("ふわっと").len(), 0);
    }
}

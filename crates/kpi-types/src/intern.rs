//! Texts as small numbers, for columns and hot loops.

use std::collections::HashMap;
use std::sync::Arc;

/// Numbers texts in the order they are first seen: 0, 1, 2, …
///
/// ```
/// use kpi_types::Interner;
///
/// let mut customers = Interner::new();
/// let a = customers.intern("acme")?;
/// let b = customers.intern("globex")?;
/// assert_eq!((a, b, customers.intern("acme")?), (0, 1, 0));
/// assert_eq!(customers.resolve(1), Some("globex"));
/// # Ok::<(), kpi_types::InternError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Interner {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

/// More different texts than a `u32` can number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than {} different identifiers", u32::MAX)]
pub struct InternError;

impl Interner {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of a text, given out on first sight.
    ///
    /// # Errors
    ///
    /// [`InternError`] when all numbers are taken.
    pub fn intern(&mut self, text: &str) -> Result<u32, InternError> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        let number = u32::try_from(self.texts.len()).map_err(|_| InternError)?;
        let shared: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&shared));
        self.numbers.insert(shared, number);
        Ok(number)
    }

    /// The number of a text that was seen before.
    #[must_use]
    pub fn number_of(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// The text of a number.
    #[must_use]
    pub fn resolve(&self, number: u32) -> Option<&str> {
        self.texts.get(number as usize).map(AsRef::as_ref)
    }

    /// How many texts were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True when none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Texts in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// Takes over the texts of another; the result maps its numbers to the ones here.
    ///
    /// # Errors
    ///
    /// [`InternError`] when all numbers are taken.
    pub fn absorb(&mut self, other: &Self) -> Result<Vec<u32>, InternError> {
        other.texts.iter().map(|text| self.intern(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absorbing_maps_numbers() {
        let mut one = Interner::new();
        one.intern("a").unwrap();
        let mut two = Interner::new();
        two.intern("b").unwrap();
        two.intern("a").unwrap();
        assert_eq!(one.absorb(&two).unwrap(), vec![1, 0]);
        assert_eq!(one.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(one.number_of("c"), None);
        assert!(InternError.to_string().contains("identifiers"));
    }
}

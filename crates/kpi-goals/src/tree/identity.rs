//! Edges that add up.

/// How a node's figure follows from other nodes, exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Identity {
    /// The sum of some nodes less others.
    Sum {
        /// Added.
        plus: Vec<String>,
        /// Taken off.
        minus: Vec<String>,
    },
    /// The product.
    Product {
        /// The factors.
        of: Vec<String>,
    },
    /// A quotient.
    Ratio {
        /// What is divided.
        numerator: String,
        /// By what.
        denominator: String,
    },
    /// The catalog's formula of the node's own metric. Each name in the formula is found among
    /// these nodes by their metric, or by their id.
    Formula {
        /// The nodes that stand for the names.
        of: Vec<String>,
    },
    /// A factor in words: not measured itself; these nodes stand in its place in the arithmetic of
    /// what it feeds.
    Words {
        /// What makes it measurable.
        of: Vec<String>,
    },
}

impl Identity {
    /// The nodes it names, in the order written.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let (first, second): (Vec<&String>, &[String]) = match self {
            Self::Sum { plus, minus } => (plus.iter().collect(), minus),
            Self::Product { of } | Self::Formula { of } | Self::Words { of } => {
                (of.iter().collect(), &[])
            }
            Self::Ratio { numerator, denominator } => (vec![numerator, denominator], &[]),
        };
        first.into_iter().chain(second).map(String::as_str)
    }

    /// The name in documents: `sum`, `product`, `ratio`, `formula`, `words`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sum { .. } => "sum",
            Self::Product { .. } => "product",
            Self::Ratio { .. } => "ratio",
            Self::Formula { .. } => "formula",
            Self::Words { .. } => "words",
        }
    }
}

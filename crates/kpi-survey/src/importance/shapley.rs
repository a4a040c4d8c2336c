//! Shapley's shares of R², over all sets of items.

use crate::symmetric::Symmetric;

/// The mean gain in R² of each item over all orders in which items can be added.
///
/// R² of all 2ᵖ sets, each from the set without its last item: one more line of Cholesky's factor,
/// whose solution adds its square to R².
pub(super) fn shares(matrix: &Symmetric, with_overall: &[f64]) -> Vec<f64> {
    let items = matrix.size();
    let mut explained = vec![0.0; 1 << items];
    let mut growing = Growing {
        matrix,
        with_overall,
        members: Vec::new(),
        lines: Vec::new(),
        explained: &mut explained,
    };
    growing.grow(0, 0, 0.0);
    // |S|! (p − |S| − 1)! ÷ p! = 1 ÷ (p C(p − 1, |S|)).
    let mut weight = vec![1.0 / items as f64; items];
    let mut choices = 1.0;
    for (size, cell) in weight.iter_mut().enumerate() {
        *cell /= choices;
        choices = choices * (items - 1 - size) as f64 / (size + 1) as f64;
    }
    let of = |set: usize| explained.get(set).copied().unwrap_or(f64::NAN);
    let share = |item: usize| -> f64 {
        let without = (0..1_usize << items).filter(|set| set & (1 << item) == 0);
        let gains = without.map(|set| {
            let size = set.count_ones() as usize;
            weight.get(size).copied().unwrap_or_default() * (of(set | 1 << item) - of(set))
        });
        gains.sum::<f64>().max(0.0)
    };
    (0..items).map(share).collect()
}

/// A set of items and the lines of its factor.
struct Growing<'a> {
    matrix: &'a Symmetric,
    with_overall: &'a [f64],
    members: Vec<usize>,
    /// L row by row, each followed by its cell of L⁻¹ r.
    lines: Vec<Vec<f64>>,
    explained: &'a mut [f64],
}

impl Growing<'_> {
    fn grow(&mut self, from: usize, set: usize, explained: f64) {
        if let Some(cell) = self.explained.get_mut(set) {
            *cell = explained;
        }
        for item in from..self.matrix.size() {
            let mut line: Vec<f64> = Vec::with_capacity(self.members.len() + 2);
            let mut left = self.with_overall.get(item).copied().unwrap_or(f64::NAN);
            let mut pivot = 1.0;
            for (member, known) in self.members.iter().zip(&self.lines) {
                let sum: f64 = line.iter().zip(known).map(|(a, b)| a * b).sum();
                let (diagonal, solved) = match known.get(line.len()..) {
                    Some([diagonal, solved]) => (*diagonal, *solved),
                    _ => (f64::NAN, f64::NAN),
                };
                let cell = (self.matrix.at(item, *member) - sum) / diagonal;
                left -= cell * solved;
                pivot -= cell * cell;
                line.push(cell);
            }
            let diagonal = pivot.sqrt();
            let solved = left / diagonal;
            line.extend([diagonal, solved]);
            self.members.push(item);
            self.lines.push(line);
            self.grow(item + 1, set | 1 << item, explained + solved * solved);
            self.members.pop();
            self.lines.pop();
        }
    }
}

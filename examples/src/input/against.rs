//! Records that do not fit together: bad rows that only the whole book shows.

use std::collections::BTreeSet;

use kpis::revenue::{Allowed, LedgerError};
use kpis::types::Localized;

use super::{BadCell, Loaded};

impl Loaded {
    /// Lists the rows that do not fit to the others and takes them out of the book. Of several
    /// versions of one line with one time the first stays.
    pub(super) fn check_rows_against_each_other(&mut self) {
        let Err(error) = self.book.check() else { return };
        let mut out = BTreeSet::new();
        for found in error.each() {
            let (rows, field, value, allowed) = match found {
                LedgerError::SameMoment { line, at, rows } => {
                    let [first, again @ ..] = rows.as_slice() else { continue };
                    let first = self.place_of(*first);
                    let message = Localized::new(
                        format!("a recorded_at other than {at}, which {first} has for this line"),
                        format!("{at} 以外の recorded_at(この line では {first} が同じ時刻です)"),
                    );
                    let allowed = Allowed::Other { code: "one_version_at_a_time", message };
                    (again, "line", line.clone(), allowed)
                }
                LedgerError::NegativeBalance { customer, date, balance, rows } => {
                    let message = Localized::new(
                        format!(
                            "changes of {customer} that stay at zero or more: up to {date} they \
                             add up to {balance}"
                        ),
                        format!(
                            "{customer} の合計が 0 以上となる増減({date} までの合計は {balance})"
                        ),
                    );
                    let allowed = Allowed::Other { code: "balance_zero_or_more", message };
                    (rows.as_slice(), "delta", String::new(), allowed)
                }
                _ => continue,
            };
            for row in rows {
                self.bad_row(*row, field, &value, &allowed);
                out.insert(*row);
            }
        }
        self.bad_rows += out.len() as u64;
        self.book.leave_out(&out);
    }

    fn place_of(&self, row: u64) -> String {
        let row = std::num::NonZeroU64::new(row).unwrap_or(std::num::NonZeroU64::MIN);
        self.sources.place(row)
    }

    fn bad_row(&mut self, row: u64, field: &str, value: &str, allowed: &Allowed) {
        let Some((at, line)) = self.sources.file_and_line(row) else { return };
        let Some((file, layout, header)) = self.files.get(at) else { return };
        let column = layout.column(header, field);
        let value = if value.is_empty() {
            self.deltas.get(&row).cloned().unwrap_or_default()
        } else {
            value.to_owned()
        };
        self.bad.push(BadCell::new(file, line, column, &value, allowed));
    }
}

//! Why a movement happened, read off the records on both sides of it.

use crate::book::{Book, LineRecord, NONE};
use crate::entry::{Door, Ends, Entry, Starts};
use crate::movement::{Cause, MovementKind};
use crate::walk::Point;

/// Finds causes in a book; without one (columns) only what the amounts themselves say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CauseOf<'a> {
    pub(crate) book: Option<&'a Book>,
}

/// A cause and the record that shows it.
pub(crate) struct Found {
    pub(crate) cause: Cause,
    pub(crate) source: Option<(Door, u32)>,
}

impl<'a> CauseOf<'a> {
    /// The cause of a movement of one holding (product and currency) in one event.
    pub(crate) fn of(
        self,
        kind: MovementKind,
        holding: (u32, u16),
        points: &[Point],
        entries: &[Entry],
    ) -> Found {
        let mine = |e: &&Entry| (e.product, e.currency) == holding;
        let side = |starts: bool| {
            let on_side = points.iter().filter(move |p| p.starts() == starts);
            on_side.filter_map(|p| entries.get(p.entry())).filter(mine)
        };
        let first = |starts| self.first_of(side(starts));
        match kind {
            MovementKind::New | MovementKind::Reactivation => {
                let entry = first(true);
                let trial = entry.is_some_and(|e| e.starts == Starts::TrialEnd);
                let cause = match kind {
                    _ if trial => Cause::TrialConverted,
                    MovementKind::New => Cause::Joined,
                    _ if entry.is_some_and(|e| self.was_paused(e, entries)) => Cause::Resumed,
                    _ => Cause::Returned,
                };
                found(cause, entry)
            }
            MovementKind::Churn => {
                let entry = first(false);
                found(entry.map_or(Cause::Expired, |e| end_cause(e.ends)), entry)
            }
            MovementKind::Fx => found(Cause::RateChanged, None),
            _ => self.change(kind, holding, points, entries),
        }
    }

    fn change(
        self,
        kind: MovementKind,
        holding: (u32, u16),
        points: &[Point],
        entries: &[Entry],
    ) -> Found {
        let of = |starts: bool| -> Vec<&Entry> {
            let on_side = points.iter().filter(|p| p.starts() == starts);
            let all = on_side.filter_map(|p| entries.get(p.entry()));
            all.filter(|e| (e.product, e.currency) == holding).collect()
        };
        let (ended, started) = (of(false), of(true));
        let pairs = started.iter().flat_map(|new| ended.iter().map(move |old| (*old, *new)));
        let best = pairs
            .filter_map(|(old, new)| Some((self.between(old, new)?, new)))
            .min_by(|a, b| a.0.cmp(&b.0).then_with(|| self.key(a.1).cmp(&self.key(b.1))));
        if let Some((cause, entry)) = best {
            return found(cause, Some(entry));
        }
        let other_currency = |e: &&Entry| e.product == holding.0 && e.currency != holding.1;
        let moved =
            points.iter().filter_map(|p| entries.get(p.entry())).any(|e| other_currency(&e));
        match kind {
            _ if moved => {
                found(Cause::CurrencyChanged, self.first_of(started.into_iter().chain(ended)))
            }
            MovementKind::CrossSell => found(Cause::ProductAdded, self.first_of(started)),
            MovementKind::Upsell => found(Cause::ContractAdded, self.first_of(started)),
            _ => {
                let entry = self.first_of(ended);
                let left = entries.iter().any(|e| {
                    (e.product, e.currency) == holding && {
                        let day = points.last().map_or(i32::MIN, |p| p.day());
                        e.from <= day && day < e.to
                    }
                });
                let cause = match entry.map(|e| e.ends) {
                    Some(Ends::PastDue) => Cause::PaymentFailed,
                    Some(Ends::Paused) => Cause::Paused,
                    _ if left => Cause::ContractEnded,
                    _ => Cause::ProductDropped,
                };
                found(cause, entry)
            }
        }
    }

    /// What changed from one entry to the next of the same contract; `None` for two contracts.
    fn between(self, old: &Entry, new: &Entry) -> Option<Cause> {
        if old.source == new.source && new.starts != Starts::Record {
            return Some(match new.starts {
                Starts::Pause => Cause::Paused,
                Starts::TrialEnd => Cause::TrialConverted,
                Starts::DiscountEnd | Starts::Record => Cause::DiscountEnded,
            });
        }
        let (Some(before), Some(after)) = (self.line(old), self.line(new)) else {
            return Some(Cause::AmountChanged);
        };
        if before.contract != after.contract {
            return None;
        }
        Some(if old.starts == Starts::Pause || old.ends == Ends::Paused {
            Cause::Resumed
        } else if before.plan != after.plan {
            Cause::PlanChanged
        } else if before.quantity != after.quantity {
            Cause::QuantityChanged
        } else if before.interval != after.interval {
            Cause::IntervalChanged
        } else if before.price != after.price {
            Cause::PriceChanged
        } else {
            Cause::DiscountChanged
        })
    }

    fn was_paused(self, entry: &Entry, entries: &[Entry]) -> bool {
        let Some(line) = self.line(entry) else {
            return false;
        };
        let same = |e: &&Entry| self.line(e).is_some_and(|l| l.contract == line.contract);
        let before = entries.iter().filter(|e| e.to <= entry.from).filter(same);
        before.max_by_key(|e| e.to).is_some_and(|e| e.ends == Ends::Paused)
    }

    /// The entry whose record comes first by contract and line, whatever order records came in.
    fn first_of<'e>(self, entries: impl IntoIterator<Item = &'e Entry>) -> Option<&'e Entry> {
        entries.into_iter().min_by(|a, b| (a.ends, self.key(a)).cmp(&(b.ends, self.key(b))))
    }

    fn key(self, entry: &Entry) -> (&'a str, &'a str, i32, i128) {
        let names = self.book.zip(self.line(entry)).map(|(book, line)| {
            let id = if line.line == NONE { None } else { book.line_ids.resolve(line.line) };
            (book.contracts.resolve(line.contract).unwrap_or_default(), id.unwrap_or_default())
        });
        let (contract, line) = names.unwrap_or_default();
        (contract, line, entry.from, entry.amount().steps())
    }

    fn line(self, entry: &Entry) -> Option<&'a LineRecord> {
        let book = self.book?;
        if entry.door == Door::Line { book.lines.get(entry.source as usize) } else { None }
    }
}

fn found(cause: Cause, entry: Option<&Entry>) -> Found {
    Found { cause, source: entry.map(|e| (e.door, e.source)) }
}

fn end_cause(ends: Ends) -> Cause {
    match ends {
        Ends::Cancelled => Cause::Cancelled,
        Ends::PastDue => Cause::PaymentFailed,
        Ends::Paused => Cause::Paused,
        Ends::Record | Ends::Repriced | Ends::Open => Cause::Expired,
    }
}

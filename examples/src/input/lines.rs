//! On which line of a file a record begins.

use std::collections::VecDeque;
use std::io::{self, Read};

/// A reader that remembers where lines with something on them begin.
///
/// A CSV reader counts the line ends it has passed. Before a record it may still have to pass the
/// second half of a CRLF, or blank lines, so its count is not the record's line.
#[derive(Debug)]
pub(super) struct Lines<R> {
    inner: R,
    /// Byte and line of the first byte of every line that is not blank and not yet passed.
    begins: VecDeque<(u64, u64)>,
    byte: u64,
    line: u64,
    blank: bool,
    after_cr: bool,
}

impl<R> Lines<R> {
    pub(super) const fn new(inner: R) -> Self {
        let begins = VecDeque::new();
        Self { inner, begins, byte: 0, line: 1, blank: true, after_cr: false }
    }

    /// The line of the first record that begins at a byte or later.
    pub(super) fn line_from(&mut self, byte: u64) -> Option<u64> {
        while self.begins.front().is_some_and(|(begin, _)| *begin < byte) {
            self.begins.pop_front();
        }
        self.begins.front().map(|(_, line)| *line)
    }

    fn see(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let second_half = self.after_cr && *byte == b'\n';
            self.after_cr = *byte == b'\r';
            match byte {
                b'\n' if second_half => {}
                b'\r' | b'\n' => (self.line, self.blank) = (self.line + 1, true),
                _ if self.blank => {
                    self.begins.push_back((self.byte, self.line));
                    self.blank = false;
                }
                _ => {}
            }
            self.byte += 1;
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.see(into.get(..n).unwrap_or_default());
        Ok(n)
    }
}

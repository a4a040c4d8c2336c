//! What the benches share: columns of contract lines from a folder of raw little-endian files.

use std::fs;
use std::io;
use std::path::Path;

/// Contract lines as the peers read them: five columns of one length.
pub struct Columns {
    /// Customer numbers.
    pub customer: Vec<u32>,
    /// Product numbers.
    pub product: Vec<u32>,
    /// Monthly price in cents.
    pub amount_cents: Vec<i64>,
    /// First day, since 1970-01-01.
    pub start: Vec<i32>,
    /// First day no longer covered; `i32::MAX` while running.
    pub end: Vec<i32>,
}

impl Columns {
    /// Reads the five files of a folder.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn read(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            customer: column(&folder.join("customer.u32"), u32::from_le_bytes)?,
            product: column(&folder.join("product.u32"), u32::from_le_bytes)?,
            amount_cents: column(&folder.join("amount_cents.i64"), i64::from_le_bytes)?,
            start: column(&folder.join("start.i32"), i32::from_le_bytes)?,
            end: column(&folder.join("end.i32"), i32::from_le_bytes)?,
        })
    }

    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customer.len()
    }

    /// True for no lines.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }

    /// Size of the columns in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.len() * (4 + 4 + 8 + 4 + 4)
    }
}

fn column<T, const N: usize>(path: &Path, read: impl Fn([u8; N]) -> T) -> io::Result<Vec<T>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks::<N>().0.iter().map(|chunk| read(*chunk)).collect())
}

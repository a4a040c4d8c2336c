//! What the benches share: columns from raw little-endian files, and the answer to the scripts.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// How a program is run: `--data DIR --runs N --threads T`.
pub struct Run {
    /// Where the columns are.
    pub data: PathBuf,
    /// How often the job is timed.
    pub runs: usize,
}

impl Run {
    /// Reads the arguments and starts so many threads.
    ///
    /// # Errors
    ///
    /// An argument that is not known, without a value or not a number.
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let (mut data, mut runs, mut threads) = (PathBuf::from("."), 3_usize, 2_usize);
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or("every argument needs a value")?;
            match name.as_str() {
                "--data" => data = value.into(),
                "--runs" => runs = value.parse()?,
                "--threads" => threads = value.parse()?,
                other => return Err(format!("unknown argument {other}").into()),
            }
        }
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
        Ok(Self { data, runs })
    }
}

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

/// Reads a file of little-endian values, part by part, so that it is never in memory twice.
///
/// # Errors
///
/// What the file system says.
pub fn column<T, const N: usize>(path: &Path, read: impl Fn([u8; N]) -> T) -> io::Result<Vec<T>> {
    let mut file = File::open(path)?;
    let values = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX) / N;
    let mut column = Vec::with_capacity(values);
    let mut part = vec![0; N << 15];
    while column.len() < values {
        let wanted = part.len().min((values - column.len()) * N);
        let bytes = part.get_mut(..wanted).unwrap_or_default();
        file.read_exact(bytes)?;
        column.extend(bytes.as_chunks::<N>().0.iter().map(|chunk| read(*chunk)));
    }
    Ok(column)
}

/// The most memory the process ever held, as the kernel counts it; 0 where it does not say.
#[must_use]
pub fn peak_rss_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}

/// Writes a line to where the scripts read it.
///
/// # Errors
///
/// What the pipe says.
pub fn write_out(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

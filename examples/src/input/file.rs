//! Opening files: plain or gzip, told apart by their first bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use csv::{ByteRecord, StringRecord};
use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};

use super::BadCell;

/// Whether to show how far reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A bar on standard error, for long files and only when that is a terminal.
    Auto,
    /// Never.
    Off,
}

/// Files shorter than this are read before anybody looks.
const LONG: u64 = 512 * 1024;

/// Opens a file, unpacks it if it is gzip.
///
/// # Errors
///
/// When it cannot be read.
pub fn open(path: &Path, progress: Progress) -> Result<Box<dyn BufRead>> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
    let meta = file.metadata().with_context(|| format!("cannot read {name}"))?;
    if meta.is_dir() {
        bail!("{name} is a folder: expected a .csv or .csv.gz file");
    }
    let counted: Box<dyn Read> = match progress {
        Progress::Auto if meta.len() > LONG && io::stderr().is_terminal() => {
            Box::new(progress_bar(meta.len(), path).wrap_read(file))
        }
        _ => Box::new(file),
    };
    let mut reader = BufReader::with_capacity(1 << 16, counted);
    let magic = reader.fill_buf().with_context(|| format!("cannot read {name}"))?;
    if magic.starts_with(&[0x1f, 0x8b]) {
        let unpacked = MultiGzDecoder::new(reader);
        return Ok(Box::new(BufReader::with_capacity(1 << 16, unpacked)));
    }
    Ok(Box::new(reader))
}

fn progress_bar(bytes: u64, path: &Path) -> ProgressBar {
    let bar = ProgressBar::new(bytes);
    let template = "{msg} {wide_bar} {bytes}/{total_bytes}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let name = path.file_name().unwrap_or(path.as_os_str());
    bar.set_message(name.to_string_lossy().into_owned());
    bar.with_finish(indicatif::ProgressFinish::AndClear)
}

/// The rows of a CSV file under its header.
pub struct Rows {
    /// The file's name.
    pub file: String,
    /// The names of its columns.
    pub header: Vec<String>,
    reader: csv::Reader<Box<dyn BufRead>>,
    raw: ByteRecord,
}

impl Rows {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is empty.
    pub fn open(path: &Path, progress: Progress) -> Result<Self> {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_reader(open(path, progress)?);
        let file = path.display().to_string();
        let found = reader.byte_headers().map_err(|e| unreadable(&file, &e))?;
        let header: Vec<String> = found
            .iter()
            .map(|name| {
                let text = String::from_utf8_lossy(name);
                text.trim_start_matches('\u{feff}').trim().to_owned()
            })
            .collect();
        if header.iter().all(String::is_empty) {
            bail!("{file} is empty: expected a line with the names of the columns");
        }
        Ok(Self { file, header, reader, raw: ByteRecord::new() })
    }

    /// The next row and its line; a row that is no row of this table is a bad cell.
    ///
    /// # Errors
    ///
    /// When the file cannot be read on: broken gzip, a disk error.
    pub fn next_row(&mut self) -> Result<Option<(u64, Result<StringRecord, BadCell>)>> {
        let more = self.reader.read_byte_record(&mut self.raw);
        if !more.map_err(|e| unreadable(&self.file, &e))? {
            return Ok(None);
        }
        let line = self.raw.position().map_or(0, csv::Position::line);
        let bad = |column: &str, value: String, allowed: String| {
            let (file, column) = (self.file.clone(), column.to_owned());
            BadCell { file, line, column, value, allowed }
        };
        if self.raw.len() != self.header.len() {
            let allowed = format!("{} fields, as in the header", self.header.len());
            let found = bad("(row)", format!("{} fields", self.raw.len()), allowed);
            return Ok(Some((line, Err(found))));
        }
        let record = StringRecord::from_byte_record(self.raw.clone()).map_err(|error| {
            let at = error.utf8_error().field();
            let column = self.header.get(at).map_or("(row)", String::as_str);
            let value = String::from_utf8_lossy(self.raw.get(at).unwrap_or_default());
            bad(column, value.into_owned(), "text in UTF-8".to_owned())
        });
        Ok(Some((line, record)))
    }
}

fn unreadable(file: &str, error: &csv::Error) -> anyhow::Error {
    if let csv::ErrorKind::Io(io) = error.kind() {
        let gzip = matches!(
            io.kind(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
        );
        if gzip {
            return anyhow::anyhow!("{file} is a broken gzip file: {io}");
        }
        return anyhow::anyhow!("cannot read {file}: {io}");
    }
    anyhow::anyhow!("cannot read {file}: {error}")
}

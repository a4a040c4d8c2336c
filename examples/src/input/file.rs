//! Opening files: plain or gzip, told apart by their first bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::Path;

use anyhow::Result;
use csv::{ByteRecord, StringRecord};
use flate2::bufread::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use kpis::revenue::Allowed;
use kpis::types::Localized;

use super::lines::Lines;
use super::{BadCell, said};

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
    let cannot = |what_en: &str, what_ja: &str, e: &io::Error| {
        said(format!("cannot {what_en} {name}: {e}"), format!("{name} を{what_ja}ません: {e}"))
    };
    let file = File::open(path).map_err(|e| cannot("open", "開け", &e))?;
    let meta = file.metadata().map_err(|e| cannot("read", "読め", &e))?;
    if meta.is_dir() {
        return Err(said(
            format!("{name} is a folder: expected a file"),
            format!("{name} はフォルダです。ファイルを指定してください"),
        ));
    }
    let counted: Box<dyn Read> = match progress {
        Progress::Auto if meta.len() > LONG && io::stderr().is_terminal() => {
            Box::new(progress_bar(meta.len(), path).wrap_read(file))
        }
        _ => Box::new(file),
    };
    let mut reader = BufReader::with_capacity(1 << 16, counted);
    let magic = reader.fill_buf().map_err(|e| cannot("read", "読め", &e))?;
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
    bar.set_message(name_of(path));
    bar.with_finish(indicatif::ProgressFinish::AndClear)
}

/// The rows of a CSV file under its header.
pub struct Rows {
    /// The file's name.
    pub file: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// What stands between columns.
    pub delimiter: u8,
    reader: csv::Reader<Lines<Box<dyn BufRead>>>,
    raw: ByteRecord,
    /// The names are the user's, and no row has been counted against them yet.
    unseen: bool,
}

/// Where the names of the columns come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Header {
    /// The first line of the file.
    InFile,
    /// The user; the first line of the file is a row.
    Given(Vec<String>),
}

impl Header {
    /// The names a user gives, or the first line where there are none.
    #[must_use]
    pub fn or_in_file(names: &[String]) -> Self {
        match names {
            [] => Self::InFile,
            names => Self::Given(names.iter().map(|name| name.trim().to_owned()).collect()),
        }
    }
}

impl Rows {
    /// Opens a file and reads its header. What stands between columns, `,`, `;` or a tab, is found
    /// from it.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is empty, is not in UTF-8 or has a column twice.
    pub fn open(path: &Path, progress: Progress) -> Result<Self> {
        Self::open_as(path, progress, Header::InFile)
    }

    /// The same, with the names of the columns from the file or the user.
    ///
    /// # Errors
    ///
    /// As [`Rows::open`].
    pub fn open_as(path: &Path, progress: Progress, header: Header) -> Result<Self> {
        let file = path.display().to_string();
        let mut bytes = open(path, progress)?;
        let head = bytes.fill_buf().map_err(|e| unreadable(&file, &e.into()))?;
        let wide = [&[0xff, 0xfe][..], &[0xfe, 0xff]].iter().any(|mark| head.starts_with(mark));
        if wide || head.iter().take(64).any(|byte| *byte == 0) {
            return Err(said(
                format!("{file} is in UTF-16: save it as UTF-8"),
                format!("{file} は UTF-16 です。UTF-8 で保存してください"),
            ));
        }
        let delimiter = delimiter_of(head);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter)
            .has_headers(header == Header::InFile)
            .from_reader(Lines::new(bytes));
        let unseen = header != Header::InFile;
        let header = match header {
            Header::Given(names) => names,
            Header::InFile => {
                let found = reader.byte_headers().map_err(|e| unreadable(&file, &e))?;
                found.iter().map(|name| column_name(&file, name)).collect::<Result<_>>()?
            }
        };
        check_names(&file, &header)?;
        Ok(Self { file, header, delimiter, reader, raw: ByteRecord::new(), unseen })
    }

    /// The next row that is one, and the line it begins on; those before it that are none go to the
    /// bad ones.
    ///
    /// # Errors
    ///
    /// As [`Rows::next_row`].
    pub fn next_good(&mut self, bad: &mut Vec<BadCell>) -> Result<Option<(u64, StringRecord)>> {
        while let Some((line, row)) = self.next_row()? {
            match row {
                Ok(row) => return Ok(Some((line, row))),
                Err(found) => bad.push(found),
            }
        }
        Ok(None)
    }

    /// The next row and the line it begins on; a row that is no row of this table is a bad cell.
    ///
    /// # Errors
    ///
    /// When the file cannot be read on: broken gzip, a disk error. When the names are the user's and
    /// the first row has another number of fields.
    pub fn next_row(&mut self) -> Result<Option<(u64, Result<StringRecord, BadCell>)>> {
        let more = self.reader.read_byte_record(&mut self.raw);
        if !more.map_err(|e| unreadable(&self.file, &e))? {
            return Ok(None);
        }
        if std::mem::take(&mut self.unseen) {
            check_count(&self.file, &self.header, self.raw.len())?;
        }
        let (byte, passed) = self.raw.position().map_or((0, 0), |at| (at.byte(), at.line()));
        let line = self.reader.get_mut().line_from(byte).unwrap_or(passed);
        let bad = |column: &str, value: &str, code: &'static str, en: String, ja: String| {
            let message = Localized::new(en, ja);
            BadCell::new(&self.file, line, column, value, &Allowed::Other { code, message })
        };
        let fields = self.header.len();
        if self.raw.len() != fields {
            let en = format!("{fields} fields, as in the header");
            let ja = format!("{fields} 列(見出しと同じ数)");
            let found = bad("(row)", &format!("{} fields", self.raw.len()), "fields", en, ja);
            return Ok(Some((line, Err(found))));
        }
        let record = StringRecord::from_byte_record(self.raw.clone()).map_err(|error| {
            let at = error.utf8_error().field();
            let column = self.header.get(at).map_or("(row)", String::as_str);
            let value = String::from_utf8_lossy(self.raw.get(at).unwrap_or_default());
            bad(column, &value, "utf8", "text in UTF-8".to_owned(), "UTF-8 の文字列".to_owned())
        });
        Ok(Some((line, record)))
    }
}

/// The name of a file without its folders.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A name in a header. What is no UTF-8 would be garbled in every message that follows.
fn column_name(file: &str, name: &[u8]) -> Result<String> {
    match std::str::from_utf8(name) {
        Ok(name) => Ok(name.trim_start_matches('\u{feff}').trim().to_owned()),
        Err(_) => Err(said(
            format!("the names of the columns of {file} are not in UTF-8: save it as UTF-8"),
            format!("{file} の列名が UTF-8 ではありません。UTF-8 で保存してください"),
        )),
    }
}

/// Refuses names that a user gives for another number of columns than the first row has.
pub(crate) fn check_count(file: &str, names: &[String], fields: usize) -> Result<()> {
    if names.len() == fields {
        return Ok(());
    }
    let (n, all) = (names.len(), names.join(", "));
    Err(said(
        format!("--columns names {n} columns ({all}), the first row of {file} has {fields}"),
        format!("--columns の列名は {n} 個({all})ですが、{file} の最初の行は {fields} 列です"),
    ))
}

/// Refuses a header without names, and one with a name twice.
pub(crate) fn check_names(file: &str, header: &[String]) -> Result<()> {
    if header.iter().all(String::is_empty) {
        return Err(said(
            format!("{file} is empty: expected a line with the names of the columns"),
            format!("{file} は空です。1 行目に列名が必要です"),
        ));
    }
    let lower = |name: &String| name.to_ascii_lowercase();
    let twice = header.iter().enumerate().find(|(at, name)| {
        !name.is_empty() && header.iter().take(*at).any(|h| lower(h) == lower(name))
    });
    match twice {
        Some((_, name)) => Err(said(
            format!("{file} has the column {name:?} twice: expected every name once"),
            format!("{file} に列 {name:?} が 2 つあります。列名は 1 つずつにしてください"),
        )),
        None => Ok(()),
    }
}

/// Of comma, semicolon and tab the one that the first line has most of, outside quotes.
fn delimiter_of(head: &[u8]) -> u8 {
    let begin = head.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or_default();
    let (mut counts, mut quoted) = ([(b',', 0), (b';', 0), (b'\t', 0)], false);
    for byte in head.iter().skip(begin) {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if quoted => {}
            other => counts.iter_mut().filter(|(d, _)| d == other).for_each(|(_, n)| *n += 1),
        }
    }
    let [first, rest @ ..] = counts;
    rest.into_iter().fold(first, |best, found| if found.1 > best.1 { found } else { best }).0
}

fn unreadable(file: &str, error: &csv::Error) -> anyhow::Error {
    if let csv::ErrorKind::Io(io) = error.kind() {
        let gzip = matches!(
            io.kind(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
        );
        if gzip {
            return said(
                format!("{file} is a broken gzip file: {io}"),
                format!("{file} は壊れた gzip ファイルです: {io}"),
            );
        }
        return said(format!("cannot read {file}: {io}"), format!("{file} を読めません: {io}"));
    }
    said(format!("cannot read {file}: {error}"), format!("{file} を読めません: {error}"))
}

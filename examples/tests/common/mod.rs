//! Running a program inside the test.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// Exit code, output and errors of a program.
pub(crate) fn ran(
    name: &str,
    arguments: &[&str],
    program: impl FnOnce(Vec<String>, &mut dyn Write, &mut dyn Write) -> u8,
) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once(name).chain(arguments.iter().copied()).map(str::to_owned).collect();
    let code = program(all, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (code, text(out), text(err))
}

/// A file that goes away with the test.
pub(crate) struct Temp {
    folder: PathBuf,
    path: String,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Temp {
    pub(crate) fn file(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("kpis-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        Self { path: path.to_str().unwrap().to_owned(), folder }
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

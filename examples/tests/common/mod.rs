//! Running the scorecard inside the test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run left behind.
#[allow(dead_code, reason = "not every test runs the scorecard")]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

#[allow(dead_code, reason = "not every test runs the scorecard")]
pub(crate) fn run(arguments: &[&str]) -> Ran {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("scorecard").chain(arguments.iter().copied());
    let code = kpis_examples::scorecard::run(all, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code, out: text(out), err: text(err) }
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

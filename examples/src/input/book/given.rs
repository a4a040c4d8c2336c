//! What is to be said about the files themselves.

use std::path::PathBuf;

use anyhow::Result;
use kpis::types::Localized;

use super::super::{name_of, said};

/// A file given twice is an error; two files with the same bytes are remarked.
pub(super) fn same_files(paths: &[PathBuf]) -> Result<Vec<Localized>> {
    let mut remarks = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    if paths.len() < 2 {
        return Ok(remarks);
    }
    for path in paths {
        let (Ok(real), Ok(meta)) = (path.canonicalize(), path.metadata()) else { continue };
        let name = path.display();
        if seen.contains(&real) {
            return Err(said(
                format!("{name} is given twice: every record would count twice"),
                format!("{name} が 2 回指定されています。すべての記録が二重に数えられます"),
            ));
        }
        // Only files of one length can be the same.
        let alike = |other: &PathBuf| other.metadata().is_ok_and(|m| m.len() == meta.len());
        let twin = seen.iter().filter(|o| alike(o)).find(|other| {
            std::fs::read(other).ok().is_some_and(|b| std::fs::read(&real).is_ok_and(|r| r == b))
        });
        if let Some(other) = twin {
            let (a, b) = (name_of(other), name_of(path));
            remarks.push(Localized::new(
                format!("{b} has the same content as {a}: its records count twice."),
                format!("{b} の内容は {a} と同じです。記録が二重に数えられています。"),
            ));
        }
        seen.push(real);
    }
    Ok(remarks)
}

pub(super) fn delimiter_remark(file: &str, delimiter: u8) -> Option<Localized> {
    let (en, ja) = match delimiter {
        b';' => ("semicolons", "セミコロン"),
        b'\t' => ("tabs", "タブ"),
        _ => return None,
    };
    Some(Localized::new(
        format!("The columns of {file} are separated by {en}."),
        format!("{file} の列は{ja}で区切られています。"),
    ))
}

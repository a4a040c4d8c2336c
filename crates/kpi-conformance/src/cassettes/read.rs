//! From recordings to answers.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use yaml_rust2::{Yaml, YamlLoader};

/// Why recordings cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CassetteError {
    /// The folder or file cannot be read.
    #[error("cannot read {path}: {why}")]
    Unreadable {
        /// Which.
        path: String,
        /// What the system says.
        why: String,
    },
    /// The folder has no recordings of metrics.
    #[error(
        "{path} holds no recordings of metrics: expected *.yml in folders with Metrics in their name"
    )]
    NoCassettes {
        /// The folder.
        path: String,
    },
    /// A file that is no recording.
    #[error("not a recording: {why}")]
    Form {
        /// What is wrong.
        why: String,
    },
}

/// An answer, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Body {
    pub(super) file: String,
    pub(super) uri: String,
    pub(super) json: Value,
}

impl Body {
    pub(super) fn has_figures(&self) -> bool {
        self.json.get("summary").is_some() || self.entries().next().is_some()
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Value> {
        self.json.get("entries").and_then(Value::as_array).into_iter().flatten()
    }

    /// Whether it is a series of metrics rather than somebody's activities or subscriptions.
    pub(super) fn is_series(&self) -> bool {
        self.uri.contains("/v1/metrics/")
    }
}

/// Recordings of metrics below a folder, by name.
pub(super) fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, CassetteError> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        let unreadable = |why: std::io::Error| unreadable(&next, &why);
        for entry in fs::read_dir(&next).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            if path.is_dir() {
                open.push(path);
            } else if name.ends_with(".yml") && name.contains("Metrics") {
                found.push((name, path));
            }
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(CassetteError::NoCassettes { path: folder.display().to_string() });
    }
    Ok(found)
}

fn unreadable(path: &Path, why: &std::io::Error) -> CassetteError {
    CassetteError::Unreadable { path: path.display().to_string(), why: why.to_string() }
}

/// The answers of one recording.
pub(super) fn bodies(name: &str, path: &Path) -> Result<Vec<Body>, CassetteError> {
    let text = fs::read_to_string(path).map_err(|why| unreadable(path, &why))?;
    let form = |why: &str| CassetteError::Form { why: why.to_owned() };
    let documents = YamlLoader::load_from_str(&text)
        .map_err(|why| CassetteError::Form { why: why.to_string() })?;
    let document = documents.first().ok_or_else(|| form("empty"))?;
    let interactions = field(document, &["http_interactions"]).and_then(Yaml::as_vec);
    let mut found = Vec::new();
    for each in interactions.ok_or_else(|| form("no http_interactions"))? {
        let uri = field(each, &["request", "uri"]).and_then(Yaml::as_str);
        let body = field(each, &["response", "body", "string"]).and_then(Yaml::as_str);
        let (Some(uri), Some(body)) = (uri, body) else {
            return Err(form("an interaction without request.uri or response.body.string"));
        };
        let json = json(body).map_err(|why| CassetteError::Form { why })?;
        found.push(Body { file: name.to_owned(), uri: uri.to_owned(), json });
    }
    Ok(found)
}

fn field<'y>(yaml: &'y Yaml, path: &[&str]) -> Option<&'y Yaml> {
    path.iter().try_fold(yaml, |at, name| at.as_hash()?.get(&Yaml::String((*name).to_owned())))
}

/// The JSON of a body: as it stands, or in Base64, compressed or not.
fn json(body: &str) -> Result<Value, String> {
    let text = if body.trim_start().starts_with(['{', '[']) {
        body.to_owned()
    } else {
        let packed: String = body.split_whitespace().collect();
        let bytes =
            STANDARD.decode(packed).map_err(|why| format!("neither JSON nor Base64: {why}"))?;
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
            let mut open = Vec::new();
            flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_end(&mut open)
                .map_err(|why| format!("cannot be decompressed: {why}"))?;
            open
        } else {
            bytes
        };
        String::from_utf8(bytes).map_err(|why| why.to_string())?
    };
    serde_json::from_str(&text).map_err(|why| why.to_string())
}

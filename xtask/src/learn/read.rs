//! Reads answers from files.
//!
//! In: files. Out: samples, one after the other: neither a file of many responses nor all of them are held at a time. A
//! file holds
//!
//! - a body, and is named by its operation, `listPets.json`, or by method and percent-encoded path,
//!   `GET %2Fpets%2F{id}.json`; a status and a running number can follow, `listPets.404.2.json`;
//! - or responses with their operations, one after the other or in a list, as the client's `on_deviation` gives them:
//!   `{"operation": "list_pets", "method": "GET", "path": "/pets", "status": 200, "body": […]}`;
//! - or a recording of a browser or proxy (HAR).
//!
//! Which operation is meant is not decided here.

use crate::specs::{self, at};
use base64::Engine as _;
use generator::diagnostic::Diagnostics;
use generator::document::is_method;
use generator::learn::{Sample, with_readable_tokens};
use generator::source::percent_decoded;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Value};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

/// What stands between a recording's name and the number of a response in it.
pub const ENTRY: &str = ", entry ";

/// Reports the files that are not there.
pub fn missing(dx: &mut Diagnostics, files: &[PathBuf]) {
    for path in files.iter().filter(|path| path.symlink_metadata().is_err()) {
        dx.error("unreadable-file", "there is no such file", at(path)).help("look for a mistake in its name");
    }
}

/// Gives every response in the files, and in those of folders, to `take`, one after the other; what cannot be read is
/// reported.
pub fn samples(dx: &mut Diagnostics, files: &[PathBuf], take: &mut dyn FnMut(&Sample)) {
    for path in files {
        match inside(path) {
            Ok(paths) => paths.iter().for_each(|path| file(dx, path, take)),
            Err(error) => {
                dx.error("unreadable-file", format!("the folder cannot be read: {error}"), at(path))
                    .help("make it a readable folder");
            }
        }
    }
}

/// The files of a folder, sorted; a file is itself.
fn inside(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        if path.is_file() && matches!(ending.as_deref(), Some("json" | "jsonl" | "ndjson" | "har")) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn file(dx: &mut Diagnostics, path: &Path, take: &mut dyn FnMut(&Sample)) {
    let reader = match open(path) {
        Ok(reader) => reader,
        Err(error) => {
            dx.error("unreadable-file", format!("the file cannot be read: {error}"), at(path))
                .help("make it a readable file");
            return;
        }
    };
    let origin = specs::shown(path);
    let named = by_name(path);
    let mut number = 0;
    for text in Deserializer::from_reader(reader).into_iter::<Box<RawValue>>() {
        let read = text.and_then(|text| answers(text.get(), &origin, &named, &mut number, take));
        if let Err(error) = read {
            dx.error("not-json", format!("the file is no JSON: {error}"), at(path))
                .help("give files with JSON bodies, lines of JSON, or recordings (HAR)");
            return;
        }
    }
}

/// The file, behind a byte order mark.
fn open(path: &Path) -> io::Result<BufReader<File>> {
    let mut reader = BufReader::new(File::open(path)?);
    if reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    Ok(reader)
}

/// A recording of a browser or proxy, of which only the calls are looked at.
#[derive(Deserialize)]
struct Recording<'text> {
    #[serde(borrow)]
    log: Log<'text>,
}

#[derive(Deserialize)]
struct Log<'text> {
    #[serde(borrow)]
    entries: Vec<&'text RawValue>,
}

/// Gives the responses in one JSON text. `number` counts the calls of the recordings in a file.
fn answers(
    text: &str,
    origin: &str,
    named: &Sample,
    number: &mut usize,
    take: &mut dyn FnMut(&Sample),
) -> serde_json::Result<()> {
    if let Ok(recording) = serde_json::from_str::<Recording>(text) {
        for entry in recording.log.entries {
            *number += 1;
            recorded(&format!("{origin}{ENTRY}{number}"), &value(entry.get())?).iter().for_each(&mut *take);
        }
        return Ok(());
    }
    match value(text)? {
        Value::Array(all) if !all.is_empty() && all.iter().all(is_answer) => {
            all.into_iter().for_each(|value| take(&answer(origin, value)));
        }
        value if is_answer(&value) => take(&answer(origin, value)),
        value => take(&Sample { origin: origin.to_owned(), body: value.to_string(), ..named.clone() }),
    }
    Ok(())
}

/// The value that a text is, with others in place of what no value can hold.
fn value(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&with_readable_tokens(text)))
}

/// Whether a value says itself which operation it answered. One without a body had a body that is no JSON.
fn is_answer(value: &Value) -> bool {
    let has = |key: &str| value.get(key).is_some_and(Value::is_string);
    let is_by_path = has("method") && has("path");
    let has_status = value.get("status").is_some_and(Value::is_u64);
    match value.get("body") {
        Some(_) => has("operation") || is_by_path,
        None => has("operation") && is_by_path && has_status,
    }
}

fn answer(origin: &str, mut value: Value) -> Sample {
    let body = value.get_mut("body").map(|body| body.take().to_string()).unwrap_or_default();
    let text = |key: &str| value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let status = value.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    Sample {
        origin: origin.to_owned(),
        operation: text("operation"),
        method: text("method"),
        path: text("path"),
        status,
        media_type: text("media_type"),
        body,
    }
}

/// One call of a recording; `None` if it has no JSON.
fn recorded(origin: &str, entry: &Value) -> Option<Sample> {
    let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str);
    let body = text("/response/content/text")?;
    let body = match text("/response/content/encoding") {
        Some("base64") => String::from_utf8(base64::engine::general_purpose::STANDARD.decode(body).ok()?).ok()?,
        Some(_) | None => body.to_owned(),
    };
    let media_type = text("/response/content/mimeType").filter(|text| !text.is_empty());
    let is_json = media_type.is_some_and(|media_type| media_type.to_ascii_lowercase().contains("json"))
        || (media_type.is_none() && value(&body).is_ok());
    is_json.then(|| Sample {
        origin: origin.to_owned(),
        operation: None,
        method: text("/request/method").map(str::to_owned),
        path: text("/request/url").map(str::to_owned),
        status: entry.pointer("/response/status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok()),
        media_type: media_type.map(str::to_owned),
        body,
    })
}

/// What a file's name says.
fn by_name(path: &Path) -> Sample {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut parts: Vec<&str> = name.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() < 10 && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut numbers = Vec::new();
    while parts.len() > 1 && numbers.len() < 2 && parts.last().is_some_and(is_number) {
        numbers.extend(parts.pop().and_then(|part| part.parse::<u32>().ok()));
    }
    let status =
        numbers.last().and_then(|number| u16::try_from(*number).ok()).filter(|number| (100..600).contains(number));
    let name = parts.join(".");
    let (method, path) = match method_and_path(&name) {
        Some((method, path)) => (Some(method), Some(path)),
        None => (None, None),
    };
    Sample { operation: Some(name), method, path, status, ..Sample::default() }
}

/// `GET %2Fpets`, with a space, `_` or `-` between.
fn method_and_path(name: &str) -> Option<(String, String)> {
    let (method, rest) = name.split_once([' ', '_', '-'])?;
    let method = method.to_ascii_lowercase();
    // OpenAPI 3.2 has one more method; earlier documents have it as an additional operation.
    let is_known = is_method(&method) || method == "query";
    let path = percent_decoded(rest);
    (is_known && path.starts_with('/')).then(|| (method.to_ascii_uppercase(), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn named(name: &str, operation: &str, method_and_path: Option<(&str, &str)>, status: Option<u16>) {
        let sample = by_name(Path::new(name));
        assert_eq!(sample.operation.as_deref(), Some(operation), "{name}");
        assert_eq!(sample.method.as_deref().zip(sample.path.as_deref()), method_and_path, "{name}");
        assert_eq!(sample.status, status, "{name}");
    }

    #[test]
    fn names_say_operation_status_and_number() {
        named("a/listPets.json", "listPets", None, None);
        named("list_pets.2.json", "list_pets", None, None);
        named("list_pets.404.json", "list_pets", None, Some(404));
        named("list_pets.404.17.json", "list_pets", None, Some(404));
        named("GET %2Fpets%2F{id}.json", "GET %2Fpets%2F{id}", Some(("GET", "/pets/{id}")), None);
        named("get_%2Fv1.1%2Fpets.201.3.json", "get_%2Fv1.1%2Fpets", Some(("GET", "/v1.1/pets")), Some(201));
        named("query_%2Fpets.json", "query_%2Fpets", Some(("QUERY", "/pets")), None);
        named("GETTING.json", "GETTING", None, None);
        named("getPets.json", "getPets", None, None);
        named("404.json", "404", None, None);
    }
}

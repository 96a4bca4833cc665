//! Multipart bodies, taken apart (RFC 2046, section 5.1; RFC 7578).
//!
//! In: the bytes of a body, and the parts that are expected. Out: a sentence if they differ.

use super::apart;
use crate::corpus::behaviour::expect::body::{Part, canonical};
use serde_json::Value;

/// Compares the parts of a body, in any order.
pub fn compare(found: &mut Vec<String>, expected: &[Part], documented: &str, content_type: &str, sent: &[u8]) {
    let Some(boundary) = content_type.strip_prefix(&format!("{documented}; boundary=")) else {
        found.push(format!("header content-type: expected `{documented}` with a boundary, sent `{content_type}`"));
        return;
    };
    let Some(mut parts) = parts(boundary.trim_matches('"'), sent) else {
        found.push(format!("body: `{}` is no multipart body", String::from_utf8_lossy(sent)));
        return;
    };
    parts.sort();
    if parts != expected {
        let (expected, parts) = apart(expected, &parts);
        let shown = |parts: &[Part]| parts.iter().map(shown).collect::<Vec<_>>().join(", ");
        found.push(format!("parts: expected {}, sent {}", shown(&expected), shown(&parts)));
    }
}

fn shown(part: &Part) -> String {
    let Part { name, file, media_type, content } = part;
    let content = String::from_utf8_lossy(content);
    format!("`{name}` (file {file:?}, type {media_type:?}): {content:?}")
}

/// The parts between the boundaries; `None` if the body is none.
fn parts(boundary: &str, body: &[u8]) -> Option<Vec<Part>> {
    let mut rest = body.strip_prefix(format!("--{boundary}").as_bytes())?;
    let delimiter = format!("\r\n--{boundary}");
    let mut parts = Vec::new();
    loop {
        if rest.strip_prefix(b"--").is_some_and(|end| end == b"\r\n" || end.is_empty()) {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, delimiter.as_bytes())?;
        let (part, after) = rest.split_at_checked(end)?;
        parts.push(read(part)?);
        rest = after.get(delimiter.len()..)?;
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

fn read(part: &[u8]) -> Option<Part> {
    let end = find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(part.get(..end)?).ok()?;
    let content = part.get(end + 4..)?;
    let mut read = Part::default();
    for line in head.split("\r\n") {
        let (name, value) = line.split_once(": ")?;
        match name.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                read.name = quoted(value, "; name=\"")?;
                read.file = quoted(value, "; filename=\"");
            }
            "content-type" => read.media_type = Some(value.to_owned()),
            _ => return None,
        }
    }
    let json = || serde_json::from_slice::<Value>(content).ok();
    let is_json = read.media_type.as_deref().is_some_and(|media_type| media_type.contains("json"));
    read.content = match json().filter(|_| is_json) {
        Some(value) => canonical(&value),
        None => content.to_vec(),
    };
    // What says nothing else is plain text.
    read.media_type = read.media_type.filter(|media_type| media_type != "text/plain");
    Some(read)
}

/// A parameter of `Content-Disposition`; quotes in it are escaped as the HTML standard says.
fn quoted(text: &str, start: &str) -> Option<String> {
    let (_, rest) = text.split_once(start)?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

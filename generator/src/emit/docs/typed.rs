//! Types in documentation, with links to models.

use super::inline;

/// A type such as `Vec<models::Pet>` as code in which each model is a link. It has no spaces.
pub fn linked_type(type_: &str) -> String {
    let parts = parts(type_);
    match parts.as_slice() {
        [Part::Link { name, path }] => format!("[`{name}`](crate::{path})"),
        parts if parts.iter().any(|part| matches!(part, Part::Link { .. })) => {
            format!("<code>{}</code>", parts.iter().map(in_html).collect::<String>())
        }
        _ => inline(type_),
    }
}

enum Part<'a> {
    Plain(&'a str),
    /// A model: `Pet`, at `models::Pet`.
    Link {
        name: &'a str,
        path: &'a str,
    },
}

/// A type's paths, and what is between them.
fn parts(type_: &str) -> Vec<Part<'_>> {
    let is_in_path = |char: char| char.is_alphanumeric() || char == '_' || char == ':';
    let mut rest = type_;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let is_path = rest.starts_with(is_in_path);
        let end = rest.find(|char| is_in_path(char) != is_path).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        let name = part.rsplit("::").next().unwrap_or(part);
        // Of the runtime, some are compiled only with a feature, where the page may be without it.
        let is_own = part.starts_with("models::");
        parts.push(if is_own { Part::Link { name, path: part } } else { Part::Plain(part) });
    }
    parts
}

fn in_html(part: &Part<'_>) -> String {
    match part {
        Part::Plain(text) => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Part::Link { name, path } => format!("[{name}](crate::{path})"),
    }
}

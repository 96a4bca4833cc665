//! Blocks of GitBook that refer to a document: `{% openapi-operation spec="shop" path="/pets" method="get" %}` with a link
//! to the document below it, and the older `{% openapi src="openapi.yaml" path="/pets" method="get" %}`.

use super::super::Form;
use super::{Reference, Target};
use crate::extract::fences::Contents;

/// GitBook's blocks.
pub(in super::super) struct Blocks;

impl Form for Blocks {
    fn references(&self, page: &str, contents: &Contents) -> Vec<Reference> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(start) = page.get(at..).and_then(|rest| rest.find("{%")).map(|start| at + start) {
            let Some(end) = page.get(start..).and_then(|rest| rest.find("%}")).map(|end| start + end + 2) else {
                break;
            };
            at = end;
            let is_shown = contents.fences.iter().any(|fence| fence.range.contains(&start));
            let tag = page.get(start + 2..end - 2).unwrap_or_default();
            if !is_shown && let Some((document, targets)) = block(tag, page.get(end..).unwrap_or_default()) {
                let reference = |target| Reference { document: document.clone(), target, range: start..end };
                found.extend(targets.into_iter().map(reference));
            }
        }
        found
    }
}

fn block(tag: &str, below: &str) -> Option<(String, Vec<Target>)> {
    let tag = tag.trim();
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let attribute = |key: &str| attribute(attributes, key);
    let targets = match name {
        "openapi-operation" | "openapi" | "swagger" => match (attribute("method"), attribute("path")) {
            (Some(method), Some(path)) => vec![Target::Operation(method.to_ascii_lowercase(), path.to_owned())],
            _ => vec![Target::Whole],
        },
        "openapi-webhook" => vec![Target::Webhook(attribute("name").unwrap_or_default().to_owned())],
        "openapi-schemas" => schemas(attribute("schemas").unwrap_or_default()),
        _ => return None,
    };
    let document = match name {
        // Without a source it describes the operation by itself.
        "swagger" => attribute("src")?,
        "openapi" => attribute("src").or_else(|| attribute("spec"))?,
        _ => link(below).or_else(|| attribute("spec")).unwrap_or_default(),
    };
    Some((document.to_owned(), targets))
}

/// The schemas in `Pet,Owner`.
fn schemas(names: &str) -> Vec<Target> {
    let named = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    let targets: Vec<Target> = named.map(|name| Target::Schema(name.to_owned())).collect();
    if targets.is_empty() { vec![Target::Schema(String::new())] } else { targets }
}

/// The value of `key="value"`, in quotes of either kind or in none.
fn attribute<'tag>(attributes: &'tag str, key: &str) -> Option<&'tag str> {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let quote = after.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (value, others) = match quote {
            Some(quote) => after.strip_prefix(quote)?.split_once(quote)?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        if name.trim() == key {
            return Some(value);
        }
        rest = others;
    }
    None
}

/// The URL of the link that stands between a block's beginning and its end.
fn link(below: &str) -> Option<&str> {
    let inside = below.split("{%").next().unwrap_or_default();
    let (_, after) = inside.split_once("](")?;
    let url = after.split(')').next().map(str::trim)?;
    // What GitBook puts in place of a document that is gone.
    Some(url).filter(|url| !url.is_empty() && !url.ends_with("broken-reference"))
}

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
            if !is_shown && let Some((document, target)) = block(tag, page.get(end..).unwrap_or_default()) {
                found.push(Reference { document, target, range: start..end });
            }
        }
        found
    }
}

fn block(tag: &str, below: &str) -> Option<(String, Target)> {
    let tag = tag.trim();
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let attribute = |key: &str| attribute(attributes, key);
    let target = match name {
        "openapi-operation" | "openapi" | "swagger" => match (attribute("method"), attribute("path")) {
            (Some(method), Some(path)) => Target::Operation(method.to_ascii_lowercase(), path.to_owned()),
            _ => Target::Whole,
        },
        "openapi-webhook" | "openapi-schemas" => Target::Other,
        _ => return None,
    };
    let document = match name {
        // Without a source it describes the operation by itself.
        "swagger" | "openapi" => attribute("src")?,
        _ => link(below).or_else(|| attribute("spec"))?,
    };
    Some((document.to_owned(), target))
}

/// The value of `key="value"`.
fn attribute<'tag>(attributes: &'tag str, key: &str) -> Option<&'tag str> {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, others) = after.split_once('"')?;
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

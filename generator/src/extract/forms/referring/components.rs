//! Components in MDX that refer to a document: Fumadocs' `<APIPage document={"./shop.yaml"} operations={[{"path": "/pets",
//! "method": "get"}]} webhooks={[{"name": "petMade", "method": "post"}]} />`.

use super::super::Form;
use super::{Reference, Target};
use crate::extract::fences::Contents;
use crate::extract::read::literal;
use serde_json::Value;

/// Fumadocs' component.
pub(in super::super) struct Components;

const NAME: &str = "<APIPage";
/// Lists and objects in each other; those of the component have two.
const MAX_DEPTH: usize = 16;

impl Form for Components {
    fn references(&self, page: &str, contents: &Contents) -> Vec<Reference> {
        let is_shown = |at: usize| contents.fences.iter().any(|fence| fence.range.contains(&at));
        let places = page.match_indices(NAME).filter(|(at, _)| !is_shown(*at));
        places.flat_map(|(at, _)| component(page.get(at + NAME.len()..).unwrap_or_default(), at)).collect()
    }
}

/// Whether a page says by a component which operations it refers to.
pub(super) fn is_in(page: &str) -> bool {
    page.contains(NAME)
}

/// What one component refers to. `text` begins behind its name, which is at `at`.
fn component(text: &str, at: usize) -> Vec<Reference> {
    let attributes = text.split("/>").next().unwrap_or_default();
    let range = at..at + NAME.len() + attributes.len();
    let document = match attribute(attributes, "document") {
        Some(Value::String(document)) => document,
        // A variable, or none: any document that has the operation.
        _ => String::new(),
    };
    let listed = |key: &str| match attribute(attributes, key) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    let operations = listed("operations").into_iter().filter_map(|item| operation(&item));
    let events = listed("webhooks").into_iter().map(|item| webhook(&item));
    let mut targets: Vec<Target> = operations.chain(events).collect();
    if targets.is_empty() && !document.is_empty() {
        targets.push(Target::Whole);
    }
    targets.into_iter().map(|target| Reference { document: document.clone(), target, range: range.clone() }).collect()
}

fn operation(item: &Value) -> Option<Target> {
    let (method, path) = (item.get("method")?.as_str()?, item.get("path")?.as_str()?);
    Some(Target::Operation(method.to_ascii_lowercase(), path.to_owned()))
}

fn webhook(item: &Value) -> Target {
    let name = item.get("name").and_then(Value::as_str).unwrap_or_default();
    Target::Webhook(name.to_owned())
}

/// The value of `key={VALUE}` or `key="VALUE"`, if it is one that YAML has in braces and brackets: JSON, or a literal of
/// JavaScript. Pages that are made to be copied have a list in quotes.
fn attribute(attributes: &str, key: &str) -> Option<Value> {
    let is_start = |at: usize| attributes.get(..at).is_some_and(|before| before.ends_with(char::is_whitespace));
    let (at, _) = attributes.match_indices(&format!("{key}=")).find(|(at, _)| is_start(*at))?;
    let after = attributes.get(at + key.len() + 1..)?;
    let inner = after.strip_prefix(['{', '"']).filter(|inner| inner.trim_start().starts_with('[')).unwrap_or(after);
    let inner = inner.strip_prefix('{').unwrap_or(inner).trim_start();
    let value = inner.get(..literal_end(inner)?)?;
    literal(value)
}

/// Where a list, an object or a text in quotes ends that begins a text.
fn literal_end(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, char) in text.char_indices() {
        match (quote, char) {
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => continue,
            (None, '"' | '\'' | '`') => {
                quote = Some(char);
                continue;
            }
            (None, '[' | '{') if depth < MAX_DEPTH => depth += 1,
            (None, '[' | '{') => return None,
            (None, ']' | '}') => depth = depth.checked_sub(1)?,
            (None, _) => {}
        }
        if depth == 0 {
            return Some(at + char.len_utf8());
        }
    }
    None
}

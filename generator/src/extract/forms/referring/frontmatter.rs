//! Front matter that refers to a document: `openapi: "shop POST /pets"`, `openapi-schema: Pet` (Mintlify), `api: {file:
//! shop.json, operationId: makePet}` (ReadMe's repositories), `_openapi: {method: GET, route: /pets}` (Fumadocs).

use super::super::Form;
use super::{Reference, Target, components, read, read_schema, unquoted};
use crate::extract::fences::Contents;
use std::ops::Range;

/// Front matter.
pub(in super::super) struct FrontMatter;

impl Form for FrontMatter {
    fn references(&self, page: &str, _: &Contents) -> Vec<Reference> {
        let Some((text, start)) = front_matter(page) else { return Vec::new() };
        let mut found = Vec::new();
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let range = at..at + line.trim_end().len();
            at += line.len();
            let Some((key, value)) = line.split_once(':') else { continue };
            let below = || text.get(at - start..).unwrap_or_default();
            found.extend(match (key, value.trim()) {
                ("openapi", value) if !value.is_empty() => read(unquoted(value), range),
                ("openapi-schema", value) if !value.is_empty() => read_schema(unquoted(value), range),
                ("api", "") => by_file(below(), range),
                // What a component says is more: also the document.
                ("_openapi", "") if !components::is_in(page) => by_route(below(), range),
                _ => None,
            });
        }
        found
    }
}

/// The text between the lines `---` at the beginning of a page, and where it begins.
fn front_matter(page: &str) -> Option<(&str, usize)> {
    let (first, rest) = page.split_once('\n').filter(|(first, _)| first.trim_end() == "---")?;
    let end = rest.find("\n---").map(|end| end + 1)?;
    Some((rest.get(..end)?, first.len() + 1))
}

/// A member of the indented lines.
fn member<'page>(below: &'page str, key: &str) -> Option<&'page str> {
    let own = below.lines().take_while(|line| line.starts_with(' '));
    own.filter_map(|line| line.trim().split_once(':')).find(|(name, _)| *name == key).map(|(_, value)| unquoted(value))
}

fn by_file(below: &str, range: Range<usize>) -> Option<Reference> {
    let document = member(below, "file")?.to_owned();
    let id = member(below, "operationId").filter(|id| !id.is_empty());
    let target = id.map_or(Target::Whole, |id| Target::Id(id.to_owned()));
    Some(Reference { document, target, range })
}

fn by_route(below: &str, range: Range<usize>) -> Option<Reference> {
    let (method, path) = (member(below, "method")?, member(below, "route"));
    let target = match (member(below, "webhook"), path) {
        (Some("true"), name) => Target::Webhook(name.unwrap_or_default().to_owned()),
        (_, path) => Target::Operation(method.to_ascii_lowercase(), path?.to_owned()),
    };
    Some(Reference { document: String::new(), target, range })
}

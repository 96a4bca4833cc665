//! The section `## Schemas` of a page of Scalar.
//!
//! In: the lines of the page. Out: a component for each heading in the section, `### Bell`. Scalar writes out the schemas of
//! operations where they stand, so the section says more than the operations only where a type is called like a component.

use super::super::super::prose::Line;
use super::super::tree::object;
use super::{item, schema};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use schema::Names;

/// What the section is called.
const TITLES: [&str; 3] = ["Schemas", "Models", "Components"];

/// The lines below each heading of the section.
pub(super) struct Section<'lines, 'page>(Vec<(&'lines Line<'page>, &'page str, &'lines [Line<'page>])>);

pub(super) fn section<'lines, 'page>(lines: &'lines [Line<'page>]) -> Section<'lines, 'page> {
    let mut found = Vec::new();
    let mut outer = None;
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        let Some((level, title)) = line.heading() else { continue };
        if TITLES.contains(&title) && outer.is_none_or(|outer| level <= outer) {
            outer = Some(level);
            continue;
        }
        outer = outer.filter(|outer| *outer < level);
        if outer == Some(level - 1) {
            let end = after.iter().position(|line| line.heading().is_some()).unwrap_or(after.len());
            let (own, others) = after.split_at(end);
            rest = others;
            if !own.iter().any(|line| ["Method", "Path"].iter().any(|key| item(line.text, key).is_some())) {
                found.push((line, title.trim_matches('`'), own));
            }
        }
    }
    Section(found)
}

impl<'page> Section<'_, 'page> {
    pub fn names(&self) -> Names<'page> {
        self.0.iter().map(|(_, name, _)| *name).collect()
    }

    /// The components; `None` if there are none. A note says if no operation refers to any of them.
    pub fn read(&self, dx: &mut Diagnostics, names: &Names, paths: &Node) -> Option<Node> {
        let (first, ..) = self.0.first()?;
        if !refers(paths) {
            let message = "these schemas are components; the text does not say which operations have them";
            dx.note("read-from-prose", message, first.place)
                .help("an overlay can put a `$ref` to one in place of what an operation writes out");
        }
        let mut schemas = Object::new();
        for (heading, name, lines) in &self.0 {
            let schema = schema::component(dx, names, heading.place, lines);
            schemas.entry((*name).to_owned()).or_insert(schema);
        }
        Some(object(first.place, [("schemas", object(first.place, schemas))]))
    }
}

fn refers(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => members.contains_key("$ref") || members.values().any(refers),
        Value::Array(elements) => elements.iter().any(refers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

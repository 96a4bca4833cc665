//! Says where pages differ: one warning for one place.
//!
//! In: the views that differ and what is different in them. Out: a warning at all of them, with what each says.

use super::view::View;
use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::document::{Node, Object, Value};
use crate::source::{Place, json_path};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// How telling it is that pages say different kinds of schema.
pub(super) const KINDS: u8 = 5;
/// How telling it is that a list of parameters, servers or credentials differs.
const LISTS: u8 = 4;

/// How much of a value a label shows, in characters.
const SHOWN: usize = 60;

/// Reports that views of one thing differ in some of their members. `done` says what was made of them.
pub(super) fn report(dx: &mut Diagnostics, what: &str, views: &[View], keys: &[String], done: &str) {
    if keys.is_empty() || views.len() < 2 {
        return;
    }
    let place = dx.sources.places.joined(views.iter().map(|view| view.place));
    let named: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let message = format!("pages differ in {} of {what}; {done}", named.join(", "));
    let action = confirmation(dx, place, json!({}));
    let all: Vec<(&String, BTreeSet<&str>)> = keys.iter().map(|key| (key, names(views, key))).collect();
    let labels: Vec<(String, Place)> = views.iter().map(|view| (label(view.node, &all), view.place)).collect();
    let diagnostic = dx.warning("differs-between-pages", message, place);
    for (label, place) in labels {
        diagnostic.related(label, place);
    }
    diagnostic.weight(keys.iter().map(|key| weight(key)).max().unwrap_or(0)).suggest(HELP, action);
}

/// How telling a difference in a member is: what a value is tells more than how long it may be.
fn weight(key: &str) -> u8 {
    match key {
        "type" | "$ref" | "in" | "name" | "scheme" | "flows" | "style" | "explode" => KINDS,
        "properties" | "items" | "additionalProperties" | "schema" | "content" => 4,
        _ if key.contains('/') || key.bytes().all(|byte| byte.is_ascii_digit()) => 4,
        "required" | "format" => 3,
        "enum" => 2,
        "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
        | "maxProperties" | "pattern" | "multipleOf" | "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" => 0,
        _ => 1,
    }
}

/// Takes back what was reported from an index on at exactly the places of something that gets a report of its own.
pub(super) fn drop_reports_at(dx: &mut Diagnostics, from: usize, place: Place) {
    let places = &dx.sources.places;
    let own: BTreeSet<(usize, String)> = places.resolve_all(place).into_iter().collect();
    let is_own = |diagnostic: &Diagnostic| {
        let At::Place(at) = diagnostic.at else { return false };
        diagnostic.code == "differs-between-pages" && places.resolve_all(at).iter().all(|found| own.contains(found))
    };
    let mut since = dx.list.split_off(from.min(dx.list.len()));
    since.retain(|diagnostic| !is_own(diagnostic));
    dx.list.append(&mut since);
}

/// What to do about a difference, before the overlay action.
pub(super) const HELP: &str = "fetch all pages again, so that they are of one state, or say in an overlay what is right; \
                               this confirms what was read";

/// The overlay action that confirms what was read; what its `update` holds corrects it. `nothing` is what changes nothing.
pub(super) fn confirmation(dx: &Diagnostics, place: Place, nothing: Json) -> Json {
    let target = json_path(dx.sources.places.steps(place).into_iter().flat_map(|(_, steps)| steps));
    json!({"target": target, "description": "What the pages say together is right", "update": nothing})
}

/// Reports that views have different lists, whose entries were united.
pub(super) fn report_lists(dx: &mut Diagnostics, what: &str, place: Place, lists: Vec<(String, Place)>) {
    let action = confirmation(dx, place, json!([]));
    let diagnostic =
        dx.warning("differs-between-pages", format!("pages differ in {what}; what any of them has is kept"), place);
    for (text, place) in lists {
        diagnostic.related(format!("here {}", shortened(&text)), place);
    }
    diagnostic.weight(LISTS).suggest(HELP, action);
}

/// The names of all that stands in a member of the views.
fn names<'doc>(views: &[View<'doc>], key: &str) -> BTreeSet<&'doc str> {
    let objects = views.iter().filter_map(|view| view.node.get(key)?.as_object());
    objects.flat_map(|object| object.keys().map(String::as_str)).collect()
}

/// What one view has where they differ.
fn label(node: &Node, keys: &[(&String, BTreeSet<&str>)]) -> String {
    let parts: Vec<String> = keys.iter().map(|(key, names)| member(node, key, names)).collect();
    format!("here {}", parts.join(", "))
}

fn member(node: &Node, key: &str, names: &BTreeSet<&str>) -> String {
    let Some(value) = node.get(key) else { return format!("no `{key}`") };
    if let Value::Object(members) = &value.value {
        let missing = missing(members, names);
        return if missing.is_empty() {
            format!("`{key}` has all of them")
        } else {
            format!("`{key}` lacks `{}`", shortened(&missing))
        };
    }
    format!("`{key}` is {}", shortened(&value.to_json().to_string()))
}

/// The names that an object lacks, as far as they are shown: many pages can lack many names.
fn missing(members: &Object, names: &BTreeSet<&str>) -> String {
    let mut text = String::new();
    for name in names.iter().filter(|name| !members.contains_key(**name)) {
        if !text.is_empty() {
            text.push_str("`, `");
        }
        text.push_str(name);
        if text.chars().count() > SHOWN {
            break;
        }
    }
    text
}

pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

//! The extensions that steer the generator: `x-rust-name`, `x-rust-type` and `x-paging`.
//!
//! In: fragments, and which pages are of others. Out: the fragments without the extensions of those pages
//! ([`leave_out`]), so that nobody but the maintainer names items; and, of the corrected document, where it chooses names
//! ([`check`]), with a message for each extension that is misspelled. `x-enum-varnames` and its like describe values, so
//! they count wherever they stand.

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Document, Node, Value, any_object};
use crate::ir::Chosen;
use crate::source::{Place, escape_pointer};
use std::collections::HashSet;

const NAME: &str = "x-rust-name";
const TYPE: &str = "x-rust-type";
const PAGING: &str = "x-paging";
/// How the names of extensions begin that can only be meant for this generator.
const OWN: &str = "x-rust";

/// Objects whose members are named by the author: their keys are no keywords.
const MAPS: [&str; 21] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mapping",
    "mediaTypes",
    "parameters",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securityDefinitions",
    "securitySchemes",
    "variables",
];
/// Members that hold data.
const DATA: [&str; 6] = ["const", "default", "enum", "example", "examples", "value"];

/// Takes the extensions that steer the generator out of pages that were fetched, and the overlays among these pages.
pub fn leave_out(
    dx: &mut Diagnostics,
    fragments: &mut [Document],
    overlays: &mut Vec<Document>,
    fetched: &HashSet<String>,
) {
    let pages = &dx.sources.pages;
    let is_fetched = |page: usize| pages.get(page).is_some_and(|page| fetched.contains(&page.path));
    let fragments_of_others = dx.sources.fragments.iter().enumerate().filter(|(_, it)| is_fetched(it.page));
    let of_others: HashSet<usize> = fragments_of_others.map(|(index, _)| index).collect();
    if of_others.is_empty() {
        return;
    }
    let is_of_others = |dx: &Diagnostics, place: Place| {
        dx.sources.places.resolve(place).is_some_and(|(fragment, _)| of_others.contains(&fragment))
    };
    overlays.retain(|overlay| {
        let is_left_out = is_of_others(dx, overlay.root.place);
        if is_left_out {
            let message = "the overlay was fetched, so it was not applied: others would steer the generator by it";
            dx.warning("fetched-overlay", message, overlay.root.place).help(HELP);
        }
        !is_left_out
    });
    let roots = fragments.iter().map(|fragment| &fragment.root);
    let is_any = any_object(roots, &|members| members.keys().any(|key| steers(key)));
    for fragment in fragments.iter_mut().filter(|_| is_any) {
        take_out(&mut fragment.root, false, &mut |key, node| {
            let is_taken = is_of_others(dx, node.place);
            if is_taken {
                let message = format!("`{key}` is in a page that was fetched, so it was ignored");
                dx.warning("fetched-extension", message, At::Key(node.place)).help(HELP);
            }
            is_taken
        });
    }
}

const HELP: &str =
    "write an overlay of your own that says the same; `--trust-extensions` applies what fetched pages say";

/// Removes the extensions that `is_taken` says.
fn take_out(node: &mut Node, is_map: bool, is_taken: &mut dyn FnMut(&str, &Node) -> bool) {
    match &mut node.value {
        Value::Object(members) => {
            let steers = |key: &str| !is_map && steers(key);
            if members.keys().any(|key| steers(key)) {
                members.retain(|key, member| !(steers(key) && is_taken(key, member)));
            }
            for (key, member) in members.iter_mut().filter(|(key, _)| is_map || !DATA.contains(&key.as_str())) {
                take_out(member, !is_map && MAPS.contains(&key.as_str()), is_taken);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| take_out(element, false, is_taken)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a key steers the generator, or is meant to.
pub fn steers(key: &str) -> bool {
    is_own(key) || key == PAGING
}

fn is_own(key: &str) -> bool {
    key.get(..OWN.len()).is_some_and(|start| start.eq_ignore_ascii_case(OWN))
}

/// Where the document chooses names. Extensions that are misspelled or hold no text are reported.
pub fn check(dx: &mut Diagnostics, document: &Document) -> Chosen {
    let mut chosen = Chosen::default();
    look(dx, &document.root, false, &mut Vec::new(), &mut chosen);
    chosen
}

fn look<'doc>(dx: &mut Diagnostics, node: &'doc Node, is_map: bool, way: &mut Vec<&'doc str>, chosen: &mut Chosen) {
    match &node.value {
        Value::Object(members) => {
            for (key, member) in members {
                if key == "tags" && !is_map {
                    tags(member, chosen);
                }
                match key.as_str() {
                    key if !is_map && is_own(key) => own(dx, key, member, way, chosen),
                    key if !is_map && DATA.contains(&key) => {}
                    key => {
                        way.push(key);
                        look(dx, member, !is_map && MAPS.contains(&key), way, chosen);
                        way.pop();
                    }
                }
            }
        }
        Value::Array(elements) => {
            // Pointers are made of keys only, which is enough: nothing in a list is found by its pointer.
            elements.iter().for_each(|element| look(dx, element, false, way, chosen));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn own(dx: &mut Diagnostics, key: &str, node: &Node, way: &[&str], chosen: &mut Chosen) {
    if ![NAME, TYPE].contains(&key) {
        let message = format!("`{key}` is no extension that the generator knows, so it was ignored");
        dx.warning("unknown-extension", message, At::Key(node.place))
            .help(format!("the extensions are `{NAME}`, `{TYPE}` and `{PAGING}`"));
        return;
    }
    match node.as_str() {
        None => {
            dx.warning("wrong-extension", format!("`{key}` holds no text, so it was ignored"), At::Key(node.place))
                .help(format!("for example: {{\"{key}\":\"{}\"}}", if key == NAME { "Pet" } else { "Vec<String>" }));
        }
        Some(name) if key == NAME => {
            let pointer: String = way.iter().flat_map(|step| ["/".to_owned(), escape_pointer(step)]).collect();
            chosen.names.entry(name.to_owned()).or_default().push((pointer, node.place));
        }
        Some(_) => {}
    }
}

/// The tags of an operation, or those that the document describes.
fn tags(node: &Node, chosen: &mut Chosen) {
    for tag in node.as_array().unwrap_or_default() {
        let name = tag.get("name").unwrap_or(tag);
        if let Some(text) = name.as_str().filter(|text| text.len() > Chosen::LONG) {
            chosen.long_tags.entry(text.to_owned()).or_insert(name.place);
        }
    }
}

//! The credentials of Mintlify's older pages.
//!
//! In: the alternatives, each `{title, parameters: {header: {Authorization: {type: http, scheme: bearer}}}}`. Out:
//! requirements, and the schemes that they name. A scheme is called as its alternative is; where one has several, as the
//! parts of that title (`key & secret`), or else as what carries each. A title that means another credential on another
//! page is no name: such a scheme is called as what it is.

use super::super::schemes;
use super::super::tree::{elements, list, members_of, object, text};
use crate::diagnostic::Diagnostics;
use crate::document::{Document, Node, Object, Value};
use crate::source::Place;
use std::collections::{BTreeMap, BTreeSet};

/// Names the schemes apart that pages call the same.
pub(super) fn settle(documents: &mut [&mut Document]) {
    let mut meanings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for document in documents.iter() {
        for (name, scheme) in schemes_of(&document.root).into_iter().flatten() {
            meanings.entry(name.clone()).or_default().insert(meaning(scheme));
        }
    }
    for document in documents {
        let several = schemes_of(&document.root)
            .into_iter()
            .flatten()
            .filter(|(name, _)| meanings.get(*name).is_some_and(|meanings| meanings.len() > 1));
        let names = several.filter_map(|(name, scheme)| Some((name.clone(), schemes::telling(scheme)?))).collect();
        schemes::rename(&mut document.root, &names);
    }
}

fn schemes_of(root: &Node) -> Option<&Object> {
    root.get("components")?.get("securitySchemes")?.as_object()
}

/// What a scheme is, without what only people read.
fn meaning(scheme: &Node) -> String {
    let mut scheme = scheme.clone();
    if let Some(members) = scheme.as_object_mut() {
        members.shift_remove("description");
        members.sort_keys();
    }
    scheme.to_json().to_string()
}

/// The requirements of some alternatives; `None` if they are none, which is reported.
pub(super) fn requirements(dx: &mut Diagnostics, alternatives: Node, schemes: &mut Object) -> Option<Node> {
    let place = alternatives.place;
    if alternatives.as_array().is_none() && alternatives.get("parameters").is_none() {
        let message = "`security` has to be a list of alternatives and is none; it was left out";
        dx.warning("wrong-value", message, place).help("an overlay can say the `security` of the operation");
        return None;
    }
    let alternatives = elements(alternatives).into_iter();
    let read = alternatives.filter_map(|alternative| requirement(dx, alternative, schemes));
    Some(list(place, read.collect::<Vec<_>>()))
}

fn requirement(dx: &mut Diagnostics, alternative: Node, schemes: &mut Object) -> Option<Node> {
    let place = alternative.place;
    let is_object = alternative.as_object().is_some();
    let mut given = members_of(dx, "security", Some(alternative));
    let title = given.shift_remove("title").and_then(|node| node.as_str().map(str::to_owned)).unwrap_or_default();
    let mut carried: Vec<(String, String, Node)> = Vec::new();
    for (location, group) in members_of(dx, "parameters", given.shift_remove("parameters")) {
        for (key, scheme) in members_of(dx, &location, Some(group)) {
            carried.push((location.clone(), key, scheme));
        }
    }
    let names = names(&title, &carried);
    let named = carried.into_iter().zip(names).map(|((location, key, scheme), name)| {
        schemes.insert(name.clone(), self::scheme(dx, &location, &key, scheme));
        (name, list(place, []))
    });
    // Without credentials it would say that none is needed.
    is_object.then(|| object(place, named.collect::<Vec<_>>()))
}

fn names(title: &str, carried: &[(String, String, Node)]) -> Vec<String> {
    let parts: Vec<&str> = title.split(" & ").map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() == carried.len() {
        return parts.into_iter().map(component_name).collect();
    }
    carried.iter().map(|(_, key, _)| component_name(key)).collect()
}

/// A name as components may have it (OpenAPI 3.0.3, section 4.7.7).
fn component_name(name: &str) -> String {
    let is_fine = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    name.chars().map(|character| if is_fine(character) { character } else { '_' }).collect()
}

fn scheme(dx: &mut Diagnostics, location: &str, key: &str, scheme: Node) -> Node {
    let place = scheme.place;
    let mut given = members_of(dx, key, Some(scheme));
    let kind = given.get("type").and_then(Node::as_str).unwrap_or("apiKey").to_owned();
    let is_authorization = location == "header" && key.eq_ignore_ascii_case("authorization");
    match kind.as_str() {
        "http" if given.contains_key("scheme") && is_authorization => {}
        // Its flows are not said.
        "oauth2" => {
            given.entry("flows".into()).or_insert_with(|| object::<String>(place, []));
        }
        "openIdConnect" if is_authorization => bearer(place, &mut given),
        "http" if is_authorization => bearer(place, &mut given),
        _ => {
            given.shift_remove("scheme");
            given.insert("type".into(), text(place, "apiKey"));
            given.insert("in".into(), text(place, location));
            given.insert("name".into(), text(place, key));
        }
    }
    Node::at(place, Value::object(given))
}

fn bearer(place: Place, given: &mut Object) {
    given.insert("type".into(), text(place, "http"));
    given.insert("scheme".into(), text(place, "bearer"));
}

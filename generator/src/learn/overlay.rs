//! The actions of an overlay that make one document of another.
//!
//! In: the document as it is, and as it should be. Out: actions of the OpenAPI Overlay Specification, in the order of
//! the document. What is added or set is an `update`; a schema that loses a keyword is emptied first and then set as a
//! whole, so that it keeps its place.

use super::{Deviation, Kind};
use crate::source::{Step, json_path, json_path_literal, json_path_step, json_pointer};
use serde_json::{Map, Value as Json, json};

/// The actions.
pub(super) fn actions(old: &Json, new: &Json, deviations: &[Deviation]) -> Vec<Json> {
    let mut difference = Difference { deviations, actions: Vec::new() };
    compare(&mut difference, &Place { pointer: String::new(), path: json_path([]) }, old, new);
    difference.actions
}

/// The text of an overlay with the actions after those that are there.
pub(super) fn text(existing: Option<&str>, actions: &[Json]) -> Result<String, String> {
    let empty = json!({
        "overlay": "1.0.0",
        "info": {"title": "What real responses showed", "version": "1.0.0"},
        "actions": [],
    });
    let mut overlay = match existing {
        None => empty,
        Some(text) => serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?,
    };
    let is_overlay = overlay.get("overlay").is_some();
    match overlay.get_mut("actions") {
        Some(Json::Array(known)) if is_overlay => known.extend(actions.iter().cloned()),
        _ => return Err("it is no overlay with a list of `actions`".to_owned()),
    }
    Ok(format!("{overlay:#}\n"))
}

struct Difference<'a> {
    deviations: &'a [Deviation],
    actions: Vec<Json>,
}

/// A node, as a JSON pointer and as a JSONPath.
struct Place {
    pointer: String,
    path: String,
}

impl Place {
    fn key(&self, key: &str) -> Place {
        self.step(Step::Key(key))
    }

    fn index(&self, index: usize) -> Place {
        self.step(Step::Index(index))
    }

    fn step(&self, step: Step<'_>) -> Place {
        let pointer = [self.pointer.as_str(), &json_pointer([step])].concat();
        Place { pointer, path: json_path_step(&self.path, step) }
    }
}

fn compare(difference: &mut Difference, place: &Place, old: &Json, new: &Json) {
    let (Json::Object(old), Json::Object(new)) = (old, new) else { return };
    if old == new {
        return;
    }
    if needs_replacing(old, new) {
        replace(difference, place, old, new);
        return;
    }
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        act(difference, place, place.key(key).path, None);
    }
    let mut update = Map::new();
    for (key, value) in new {
        match (old.get(key), value) {
            (None, value) => {
                update.insert(key.clone(), value.clone());
            }
            (Some(old), value) if old == value => {}
            (Some(Json::Array(old)), Json::Array(new)) if new.len() < old.len() => {
                removed(difference, place, key, old, new);
            }
            (Some(Json::Array(old)), Json::Array(new)) => {
                let added: Vec<Json> = new.iter().skip(old.len()).cloned().collect();
                if !added.is_empty() {
                    update.insert(key.clone(), Json::Array(added));
                }
            }
            (Some(Json::Object(_)), Json::Object(_)) => {}
            (Some(_), value) => {
                update.insert(key.clone(), value.clone());
            }
        }
    }
    if !update.is_empty() {
        act(difference, place, place.path.clone(), Some(Json::Object(update)));
    }
    for (key, value) in new {
        match (old.get(key), value) {
            (Some(Json::Array(old)), Json::Array(new)) if new.len() >= old.len() => {
                let list = place.key(key);
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    compare(difference, &list.index(index), old, new);
                }
            }
            (Some(old), new) => compare(difference, &place.key(key), old, new),
            (None, _) => {}
        }
    }
}

/// Whether updates alone cannot make one object of the other.
fn needs_replacing(old: &Map<String, Json>, new: &Map<String, Json>) -> bool {
    let loses = old.keys().any(|key| !new.contains_key(key) && key != "required" && key != "format");
    let changes = |(key, old): (&String, &Json)| match (old, new.get(key)) {
        (Json::Array(old), Some(Json::Array(new))) if new.len() < old.len() => {
            key != "required" || !old.iter().all(Json::is_string)
        }
        // An array is appended to; an element that is no object cannot be changed in its place.
        (Json::Array(old), Some(Json::Array(new))) => {
            old.iter().zip(new).any(|(old, new)| old != new && !(old.is_object() && new.is_object()))
        }
        (Json::Array(_), Some(_)) => true,
        (_, Some(_) | None) => false,
    };
    loses || old.iter().any(changes)
}

fn replace(difference: &mut Difference, place: &Place, old: &Map<String, Json>, new: &Map<String, Json>) {
    if !old.is_empty() {
        act(difference, place, format!("{}.*", place.path), None);
    }
    act(difference, place, place.path.clone(), Some(Json::Object(new.clone())));
}

/// Takes names out of a list of names.
fn removed(difference: &mut Difference, place: &Place, key: &str, old: &[Json], new: &[Json]) {
    for name in old.iter().filter(|name| !new.contains(name)).filter_map(Json::as_str) {
        let target = format!("{}[?@ == {}]", place.key(key).path, json_path_literal(name));
        act(difference, place, target, None);
    }
}

fn act(difference: &mut Difference, place: &Place, target: String, update: Option<Json>) {
    let mut action = Map::new();
    action.insert("target".to_owned(), Json::String(target));
    let seen = seen(difference.deviations, &place.pointer);
    if !seen.is_empty() {
        action.insert("description".to_owned(), Json::String(format!("Seen in responses: {}.", seen.join("; "))));
    }
    match update {
        Some(update) => action.insert("update".to_owned(), update),
        None => action.insert("remove".to_owned(), Json::Bool(true)),
    };
    difference.actions.push(Json::Object(action));
}

/// What was seen at a place, in words.
fn seen(deviations: &[Deviation], pointer: &str) -> Vec<String> {
    // A field is added to the properties of the schema that lacks it, and taken out of its list of required ones.
    let owner = ["/properties", "/required"].iter().find_map(|end| pointer.strip_suffix(end));
    let is_here = |deviation: &&Deviation| match deviation.kind {
        Kind::Undocumented | Kind::Missing => deviation.pointer == pointer || owner == Some(&deviation.pointer),
        Kind::OtherType
        | Kind::NoBranch
        | Kind::OutOfRange
        | Kind::Null
        | Kind::Unlisted
        | Kind::UndocumentedBody
        | Kind::Untyped => deviation.pointer == pointer,
    };
    let here = deviations.iter().filter(is_here);
    here.map(|deviation| {
        let types: Vec<&str> = deviation.seen.keys().copied().collect();
        let (name, types) = (&deviation.documented, types.join(", "));
        match deviation.kind {
            Kind::OtherType => format!("{types} instead of {name}"),
            Kind::NoBranch => "a discriminator value that names no branch".to_owned(),
            Kind::OutOfRange => "a greater or smaller integer".to_owned(),
            Kind::Null => "null".to_owned(),
            Kind::Unlisted => "further values".to_owned(),
            Kind::Missing => format!("without `{name}`"),
            Kind::Undocumented => format!("also `{name}` ({types})"),
            Kind::UndocumentedBody => format!("a body ({types}), where none is documented"),
            Kind::Untyped => format!("{types}, where nothing is documented"),
        }
    })
    .collect()
}

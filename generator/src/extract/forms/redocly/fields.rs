//! The fields that pages of Redocly list.
//!
//! In: the lines below a heading. Out: the fields ([`read`]), and what they are in an operation: parameters, the body of
//! the request, responses.

use super::super::super::prose::{self, Line};
use super::super::listed::{self, Field, of_fields, parameter};
use super::super::tree::{list, object, text};
use super::{Part, flag};
use crate::document::{Node, Object, Value};
use crate::source::Place;

/// The types that a field can have.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
/// How many spaces stand before a field.
const FIELD: usize = 2;
const LOCATIONS: [&str; 4] = ["path", "query", "header", "cookie"];

/// Reads the fields that some lines list.
pub(super) fn read<'page>(lines: &[Line<'page>]) -> Vec<Field<'page>> {
    let mut fields: Vec<Field> = Vec::new();
    let mut below: Vec<Line> = Vec::new();
    for line in lines {
        match field(line) {
            Some(next) => {
                if let Some(last) = fields.last_mut() {
                    describe(last, &below);
                }
                below.clear();
                fields.push(next);
            }
            None => below.push(*line),
        }
    }
    if let Some(last) = fields.last_mut() {
        describe(last, &below);
    }
    fields
}

/// `- `name` (string,null, required)`
fn field<'page>(line: &Line<'page>) -> Option<Field<'page>> {
    let (name, rest) = line.text.trim_start().strip_prefix("- `")?.rsplit_once("` (")?;
    let words = rest.strip_suffix(')')?;
    let mut types: Vec<&str> = words.split(',').map(str::trim).collect();
    let is_required = types.contains(&"required");
    types.retain(|word| *word != "required");
    let is_known = types.iter().all(|word| TYPES.contains(word) || *word == "any");
    // Where fields stand, it is one of which nothing more is known; elsewhere, a line of a description.
    if !is_known && line.indentation() != FIELD {
        return None;
    }
    if !is_known || types.contains(&"any") {
        types.clear();
    }
    let place = line.place;
    Some(Field {
        place,
        name,
        types,
        elements: None,
        is_required,
        description: String::new(),
        values: Vec::new(),
        example: None,
        default: None,
    })
}

/// Adds what stands below a field. Its last lines are `Enum: …`, `Example: …`.
fn describe(field: &mut Field, lines: &[Line]) {
    let mut said = Vec::new();
    for line in lines {
        let words = line.text.strip_prefix("    ").unwrap_or(line.text);
        match words.split_once(": ") {
            Some(("Enum", values)) => field.values = listed::values(line.place, values),
            Some(("Example", value)) => field.example = Some(listed::value(line.place, value)),
            Some(("Default", value)) => field.default = Some(listed::value(line.place, value)),
            _ => said.push(Line { text: words, place: line.place }),
        }
    }
    field.description = prose::text(&said);
}

pub(super) fn parameters(place: Place, parts: &[Part]) -> Option<Node> {
    let mut parameters = Vec::new();
    for part in parts {
        let Some(location) = location(part.title) else { continue };
        let tree = listed::Tree::of(&part.fields);
        parameters.extend(tree.outermost().iter().map(|field| parameter(location, field, &tree)));
    }
    (!parameters.is_empty()).then(|| list(place, parameters))
}

/// Where the parameters of a part are sent: `Query parameters`.
pub(super) fn location(title: &str) -> Option<&'static str> {
    let word = title.strip_suffix(" parameters")?.to_ascii_lowercase();
    LOCATIONS.into_iter().find(|location| *location == word)
}

/// The media type in `Request fields (application/json)`.
fn media_type(title: &str) -> Option<&str> {
    let (_, media_type) = title.strip_suffix(')')?.rsplit_once('(')?;
    Some(media_type).filter(|media_type| media_type.contains('/'))
}

pub(super) fn body(place: Place, parts: &[Part]) -> Option<Node> {
    let parts: Vec<&Part> = parts.iter().filter(|part| part.title.starts_with("Request ")).collect();
    let is_required = parts.iter().flat_map(|part| &part.fields).any(|field| field.is_required);
    let content = content(place, &parts)?;
    Some(object(place, flag(place, "required", is_required).into_iter().chain([("content".to_owned(), content)])))
}

fn content(place: Place, parts: &[&Part]) -> Option<Node> {
    let mut content = Object::new();
    for part in parts {
        let Some(media_type) = media_type(part.title) else { continue };
        let at = part.heading.place;
        let schema = of_fields(at, &part.fields);
        content.entry(media_type.to_owned()).or_insert_with(|| object(at, [("schema", schema)]));
    }
    (!content.is_empty()).then(|| Node::at(place, Value::Object(content)))
}

pub(super) fn responses(place: Place, parts: &[Part]) -> Node {
    let code = |part: &Part| {
        let code = part.title.strip_prefix("Response ")?.split(' ').next()?;
        let is_code = code == "default" || (code.len() == 3 && code.starts_with(|first: char| first.is_ascii_digit()));
        is_code.then(|| code.to_owned())
    };
    let mut responses = Object::new();
    for part in parts {
        let Some(code) = code(part).filter(|code| !responses.contains_key(code)) else { continue };
        let own: Vec<&Part> = parts.iter().filter(|other| self::same(other, &code)).collect();
        let at = part.heading.place;
        let content = content(at, &own).map(|content| ("content".to_owned(), content));
        responses.insert(code, object(at, [("description".to_owned(), text(at, ""))].into_iter().chain(content)));
    }
    if responses.is_empty() {
        responses.insert("default".into(), object(place, [("description", text(place, "unspecified"))]));
    }
    Node::at(place, Value::Object(responses))
}

fn same(part: &Part, code: &str) -> bool {
    part.title.strip_prefix("Response ").and_then(|rest| rest.split(' ').next()) == Some(code)
}

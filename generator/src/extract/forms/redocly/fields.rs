//! The fields that pages of Redocly list.
//!
//! In: the lines below a heading. Out: the fields ([`read`]), and what they are in an operation: parameters, the body of
//! the request, responses.

use super::super::super::prose::{self, Line};
use super::super::listed::{self, Field, of_fields, parameter};
use super::super::tree::{list, object, text, truth};
use super::super::{left_out, words};
use super::parts::{Kind, Part};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Place;

/// How much further than a field the lines about it are indented.
const DEEPER: usize = 2;

/// Whether a line begins a field: `- `name` (string,null, required)`.
pub(super) fn begins(line: &Line) -> bool {
    parts(line).is_some()
}

/// The name of a field, and the words behind it.
fn parts<'page>(line: &Line<'page>) -> Option<(&'page str, &'page str)> {
    let text = Some(line.text.trim_start()).filter(|_| !line.is_code)?;
    let (name, rest) = text.strip_prefix("- `")?.rsplit_once("` (")?;
    Some((name, rest.strip_suffix(')')?))
}

/// Reads the fields that some lines list, of which the first begins one.
pub(super) fn read<'page>(dx: &mut Diagnostics, lines: &[Line<'page>]) -> Vec<Field<'page>> {
    let outermost = lines.first().map_or(0, Line::indentation);
    let mut fields: Vec<Field> = Vec::new();
    let mut below: Vec<Line> = Vec::new();
    for line in lines {
        match field(dx, line, outermost) {
            Some(next) => {
                if let Some(last) = fields.last_mut() {
                    describe(last, &below, outermost);
                }
                below.clear();
                fields.push(next);
            }
            None => below.push(*line),
        }
    }
    if let Some(last) = fields.last_mut() {
        describe(last, &below, outermost);
    }
    let is_deep = |field: &&Field| field.name.matches('.').count() >= listed::DEEPEST;
    if let Some(first) = fields.iter().find(is_deep) {
        listed::cut(dx, first.place);
    }
    fields
}

fn field<'page>(dx: &mut Diagnostics, line: &Line<'page>, outermost: usize) -> Option<Field<'page>> {
    let (name, words) = parts(line)?;
    let place = line.place;
    let mut field = Field {
        place,
        name,
        types: Vec::new(),
        format: None,
        elements: None,
        is_required: false,
        is_deprecated: false,
        description: String::new(),
        values: Vec::new(),
        example: None,
        default: None,
    };
    let (mut unknown, mut is_any) = (Vec::new(), false);
    let words = words.split([',', '|']).flat_map(|words| words.split(" or ")).map(str::trim);
    for word in words.filter(|word| !word.is_empty()) {
        match (word, words::of(word)) {
            ("required", _) => field.is_required = true,
            ("optional", _) => {}
            ("deprecated", _) => field.is_deprecated = true,
            ("nullable", _) => add(&mut field.types, "null"),
            (_, Some(meant)) => {
                is_any |= meant.kind.is_none();
                meant.kind.into_iter().for_each(|kind| add(&mut field.types, kind));
                field.format = field.format.or(meant.format);
                field.elements = field.elements.or(meant.elements);
            }
            (word, None) => unknown.push(word),
        }
    }
    // Where fields stand, it is one of which nothing more is known; elsewhere, a line of a description.
    if !unknown.is_empty() && line.indentation() != outermost {
        return None;
    }
    for word in &unknown {
        let message = format!("`{word}` is no type that pages of this form have; any value fits");
        dx.warning("unknown-type", message, place).help("an overlay can say the type");
    }
    if !unknown.is_empty() || is_any {
        (field.types, field.format) = (Vec::new(), None);
    }
    Some(field)
}

fn add(types: &mut Vec<&'static str>, kind: &'static str) {
    if !types.contains(&kind) {
        types.push(kind);
    }
}

/// Adds what stands below a field. Its last lines are `Enum: …`, `Example: …`.
fn describe(field: &mut Field, lines: &[Line], outermost: usize) {
    let mut said = Vec::new();
    for line in lines {
        match line.text.trim_start().split_once(": ").filter(|_| !line.is_code) {
            Some(("Enum", values)) => field.values = listed::values(line.place, values),
            Some(("Example", value)) => field.example = Some(listed::value(line.place, value)),
            Some(("Default", value)) => field.default = Some(listed::value(line.place, value)),
            _ => {
                said.push(Line { text: line.dedented(outermost + DEEPER), ..*line });
            }
        }
    }
    field.description = prose::text(&said);
}

pub(super) fn parameters(place: Place, parts: &[Part]) -> Option<Node> {
    let mut parameters = Vec::new();
    for part in parts {
        let Kind::Parameters(location) = part.kind else { continue };
        let tree = listed::Tree::of(&part.fields);
        parameters.extend(tree.outermost().iter().map(|field| parameter(location, field, &tree)));
    }
    (!parameters.is_empty()).then(|| list(place, parameters))
}

pub(super) fn body(dx: &mut Diagnostics, place: Place, parts: &[Part]) -> Option<Node> {
    let own: Vec<(&Part, Option<&str>)> = parts
        .iter()
        .filter_map(|part| match part.kind {
            Kind::Body(media_type) => Some((part, media_type)),
            Kind::Parameters(_) | Kind::Response(..) => None,
        })
        .collect();
    let is_required = own.iter().flat_map(|(part, _)| &part.fields).any(|field| field.is_required);
    let content = content(dx, place, &own)?;
    let description = description(own.iter().map(|(part, _)| *part));
    let description = Some(description).filter(|said| !said.is_empty()).map(|said| ("description", text(place, said)));
    let required = is_required.then(|| ("required", truth(place, true)));
    Some(object(place, description.into_iter().chain(required).chain([("content", content)])))
}

/// The texts before the fields.
fn description<'a>(parts: impl Iterator<Item = &'a Part<'a>>) -> String {
    let said: Vec<&str> = parts.map(|part| part.lead.as_str()).filter(|lead| !lead.is_empty()).collect();
    said.join("\n\n")
}

/// The content that parts list, each with its media type. Fields without one are those of JSON.
fn content(dx: &mut Diagnostics, place: Place, parts: &[(&Part, Option<&str>)]) -> Option<Node> {
    let mut content = Object::new();
    for (part, media_type) in parts {
        let at = part.heading.place;
        let Some(media_type) = media_type.or((!part.fields.is_empty()).then_some("application/json")) else { continue };
        if content.contains_key(media_type) {
            left_out(dx, &format!("the page describes `{media_type}` of this body above, too"), at);
            continue;
        }
        content.insert(media_type.to_owned(), object(at, [("schema", of_fields(at, &part.fields))]));
    }
    (!content.is_empty()).then(|| Node::at(place, Value::object(content)))
}

pub(super) fn responses(dx: &mut Diagnostics, place: Place, parts: &[Part]) -> Node {
    let all: Vec<(&Part, &str, Option<&str>)> = parts
        .iter()
        .filter_map(|part| match part.kind {
            Kind::Response(code, media_type) => Some((part, code, media_type)),
            Kind::Parameters(_) | Kind::Body(_) => None,
        })
        .collect();
    let mut responses = Object::new();
    for (part, code, _) in &all {
        if responses.contains_key(*code) {
            continue;
        }
        let own = all.iter().filter(|(_, other, _)| other == code).map(|(part, _, media_type)| (*part, *media_type));
        let own: Vec<(&Part, Option<&str>)> = own.collect();
        let at = part.heading.place;
        let description = text(at, description(own.iter().map(|(part, _)| *part)));
        let content = content(dx, at, &own).map(|content| ("content", content));
        responses.insert((*code).to_owned(), object(at, [("description", description)].into_iter().chain(content)));
    }
    if responses.is_empty() {
        responses.insert("default".into(), object(place, [("description", text(place, "unspecified"))]));
    }
    Node::at(place, Value::object(responses))
}

//! Random small documents: a few components that refer to each other, and operations with parameters, bodies of several
//! kinds, responses and errors.

use super::random::Random;
use serde_json::{Map, Value as Json, json};

const NOUNS: &[&str] = &["Badge", "Crate", "Depot", "Event", "Folder", "Gauge"];
const PROPERTIES: &[&str] = &["id", "name", "status", "kind", "size", "owner", "created_at", "labels", "note", "type"];
const VALUES: &[&str] = &["on", "off", "idle", "not-found", "A+", "2nd"];
const PARAMETERS: &[&str] = &["page", "sort", "filter[name]", "since", "status", "X-Trace"];

/// A document.
pub fn document(random: &mut Random) -> Json {
    let number = 2 + random.below(3);
    let nouns: Vec<&str> = random.some(NOUNS, number).into_iter().copied().collect();
    let mut schemas = Map::new();
    for (index, noun) in nouns.iter().enumerate() {
        let component = component(random, &nouns[..index], index > 1);
        schemas.insert((*noun).to_owned(), component);
    }
    let mut paths = Map::new();
    for noun in &nouns {
        let place = noun.to_lowercase();
        paths.insert(format!("/{place}s"), collection(random, noun, &nouns));
        paths.insert(format!("/{place}s/{{id}}"), single(random, noun, &nouns));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Pairs", "version": "1"},
        "servers": [{"url": "https://pairs.example"}],
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

pub fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn component(random: &mut Random, known: &[&str], may_be_union: bool) -> Json {
    match random.below(6) {
        0 => enumeration(random),
        1 if may_be_union => {
            let branches: Vec<Json> = random.some(known, 2).into_iter().map(|name| reference(name)).collect();
            json!({ "oneOf": branches })
        }
        2 if !known.is_empty() => {
            let base = reference(known[random.below(known.len())]);
            json!({"allOf": [base, object(random, known, 0)]})
        }
        _ => object(random, known, 0),
    }
}

fn enumeration(random: &mut Random) -> Json {
    let number = 2 + random.below(3);
    json!({"type": "string", "enum": random.some(VALUES, number)})
}

/// An object with some properties, of which some are required.
pub fn object(random: &mut Random, known: &[&str], depth: usize) -> Json {
    let number = 2 + random.below(3);
    let names: Vec<&str> = random.some(PROPERTIES, number).into_iter().copied().collect();
    let mut properties = Map::new();
    for name in &names {
        properties.insert((*name).to_owned(), schema(random, known, depth + 1));
    }
    let required: Vec<&&str> = names.iter().filter(|_| random.one_in(3)).collect();
    match required.is_empty() {
        true => json!({"type": "object", "properties": properties}),
        false => json!({"type": "object", "properties": properties, "required": required}),
    }
}

/// Any schema.
pub fn schema(random: &mut Random, known: &[&str], depth: usize) -> Json {
    match random.below(14) {
        0 if depth < 3 => object(random, known, depth),
        1 if depth < 3 => json!({"type": "array", "items": schema(random, known, depth + 1)}),
        2 if depth < 3 => json!({"type": "object", "additionalProperties": schema(random, known, depth + 1)}),
        3 | 4 if !known.is_empty() => reference(known[random.below(known.len())]),
        5 | 6 => enumeration(random),
        7 => json!({"type": "string", "nullable": true}),
        8 => json!({}),
        _ => scalar(random),
    }
}

/// A schema of one piece of text.
pub fn scalar(random: &mut Random) -> Json {
    let all = [
        json!({"type": "integer"}),
        json!({"type": "integer", "format": "int32", "minimum": 0}),
        json!({"type": "number"}),
        json!({"type": "boolean"}),
        json!({"type": "string"}),
        json!({"type": "string", "maxLength": 9}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "string", "format": "uuid"}),
    ];
    random.pick(&all).clone()
}

/// A query parameter or a header.
pub fn parameter(random: &mut Random, name: &str) -> Json {
    let schema = match random.below(4) {
        0 => json!({"type": "array", "items": scalar(random)}),
        1 => enumeration(random),
        _ => scalar(random),
    };
    let place = if name.starts_with("X-") { "header" } else { "query" };
    json!({"name": name, "in": place, "required": random.one_in(4), "schema": schema})
}

pub fn parameters(random: &mut Random, number: usize) -> Vec<Json> {
    let names: Vec<&str> = random.some(PARAMETERS, number).into_iter().copied().collect();
    names.into_iter().map(|name| parameter(random, name)).collect()
}

/// `/badges`: a list, and what makes one.
fn collection(random: &mut Random, noun: &str, known: &[&str]) -> Json {
    let list = json!({"type": "array", "items": reference(noun)});
    let answer = match random.below(3) {
        0 => list,
        1 => json!({"type": "object", "properties": {"data": list, "total": {"type": "integer"}}}),
        _ => schema(random, known, 1),
    };
    let number = random.below(4);
    let found = parameters(random, number);
    let get = operation(random, ("List", noun), found, None, answer);
    let number = random.below(2);
    let (found, body) = (parameters(random, number), body(random, noun, known));
    let post = operation(random, ("Create", noun), found, Some(body), reference(noun));
    json!({"get": get, "post": post})
}

/// `/badges/{id}`
fn single(random: &mut Random, noun: &str, known: &[&str]) -> Json {
    let number = random.below(2);
    let found = parameters(random, number);
    let get = operation(random, ("Get", noun), found, None, reference(noun));
    let mut item = json!({
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
        "get": get,
    });
    if random.one_in(2) {
        item["delete"] = json!({"operationId": format!("Delete{noun}"), "responses": {"204": {"description": "Gone"}}});
    }
    if random.one_in(2) {
        let body = body(random, noun, known);
        let answer = schema(random, known, 1);
        item["patch"] = operation(random, ("Change", noun), Vec::new(), Some(body), answer);
    }
    item
}

fn body(random: &mut Random, noun: &str, known: &[&str]) -> Json {
    let (media_type, schema) = match random.below(6) {
        0 => ("application/x-www-form-urlencoded", flat(random)),
        1 => ("multipart/form-data", with_file(random)),
        2 => ("application/json", object(random, known, 1)),
        3 => ("text/plain", json!({"type": "string"})),
        _ => ("application/json", reference(noun)),
    };
    json!({"required": !random.one_in(3), "content": {media_type: {"schema": schema}}})
}

/// An object whose properties are texts.
pub fn flat(random: &mut Random) -> Json {
    let (one, other) = (scalar(random), scalar(random));
    json!({"type": "object", "required": ["name"], "properties": {"name": one, "note": other}})
}

fn with_file(random: &mut Random) -> Json {
    let mut schema = flat(random);
    schema["properties"]["file"] = json!({"type": "string", "format": "binary"});
    schema
}

/// An operation, sometimes with a header of its response, a documented error and a tag.
pub fn operation(
    random: &mut Random,
    (verb, noun): (&str, &str),
    parameters: Vec<Json>,
    body: Option<Json>,
    answer: Json,
) -> Json {
    let mut operation = json!({
        "operationId": format!("{verb}{noun}"),
        "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": answer}}}},
    });
    if !parameters.is_empty() {
        operation["parameters"] = Json::Array(parameters);
    }
    if let Some(body) = body {
        operation["requestBody"] = body;
    }
    if random.one_in(3) {
        operation["responses"]["200"]["headers"] = json!({"X-Total": {"schema": {"type": "integer"}}});
    }
    if random.one_in(2) {
        let schema = object(random, &[], 1);
        operation["responses"]["404"] =
            json!({"description": "None", "content": {"application/json": {"schema": schema}}});
    }
    if random.one_in(2) {
        operation["tags"] = json!([*random.pick(&["Yard", "Office"])]);
    }
    operation
}

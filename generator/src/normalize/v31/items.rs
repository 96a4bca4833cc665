//! `itemSchema` of 3.2 (a media type that comes in item by item) to 3.0.
//!
//! In: media types before their schemas are rewritten. Out: `{"itemSchema": S}` becomes
//! `{"schema": {"type": "array", "items": S}}`, which is how 3.0 describes such a body. An event of `text/event-stream`
//! is described whole there, `{"properties": {"event": …, "data": {"contentSchema": S}}}`: what is left of it is S,
//! what its data holds, since the rest is the same for all. A `schema` of the whole beside it says the same once more
//! and is replaced, except of JSON, which comes in as a whole.

use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value, is_method};
use crate::source::unescape_pointer;

/// What an event can have. Objects with other properties are described as the data itself.
const OF_EVENT: [&str; 5] = ["event", "data", "id", "retry", "comment"];

/// How many references are followed, one behind the other.
const MOST_REFERENCES: usize = 16;

pub(super) fn rewrite(dx: &mut Diagnostics, root: &mut Node) {
    let schemas = |root: &mut Node| -> Option<Value> {
        let node = root.get_mut("components")?.get_mut("schemas")?;
        Some(std::mem::replace(&mut node.value, Value::Null))
    };
    let schemas = schemas(root);
    walk(dx, schemas.as_ref(), root);
    if let Some(schemas) = schemas
        && let Some(node) = root.get_mut("components").and_then(|components| components.get_mut("schemas"))
    {
        node.value = schemas;
    }
}

fn walk(dx: &mut Diagnostics, schemas: Option<&Value>, node: &mut Node) {
    match &mut node.value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| walk(dx, schemas, element)),
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                match key.as_str() {
                    "schema" | "itemSchema" | "example" | "examples" | "default" => {}
                    key if key.starts_with("x-") && key != "x-webhooks" && !is_method(key) => {}
                    "content" => {
                        let media_types = member.as_object_mut().into_iter().flatten();
                        media_types.for_each(|(name, node)| media_type(dx, schemas, name, node));
                        walk(dx, schemas, member);
                    }
                    _ => walk(dx, schemas, member),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn media_type(dx: &mut Diagnostics, schemas: Option<&Value>, name: &str, node: &mut Node) {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let Some(members) = node.as_object_mut() else { return };
    let Some(item) = members.shift_remove("itemSchema") else { return };
    let is_whole = essence.starts_with("multipart/") || essence.ends_with("/json") || essence.ends_with("+json");
    if is_whole && members.contains_key("schema") {
        dx.warning("unsupported-keyword", "`itemSchema` beside the `schema` of a whole body was left out", item.place)
            .help("the body is read by its `schema`");
        return;
    }
    let place = item.place;
    let item = if essence == "text/event-stream" { data(schemas, &item).unwrap_or(item) } else { item };
    let list = [("type".to_owned(), Node::at(place, Value::String("array".to_owned()))), ("items".to_owned(), item)];
    members.insert("schema".to_owned(), Node::at(place, Value::object(Object::from_iter(list))));
}

/// What the data of events holds, if a schema is of whole events.
fn data(schemas: Option<&Value>, schema: &Node) -> Option<Node> {
    let event = resolved(schemas, schema)?.as_object()?;
    let branches = ["oneOf", "anyOf"].iter().find_map(|key| event.get(*key)?.as_array()).unwrap_or_default();
    let own = properties(event);
    if !is_event(own, branches.is_empty()) {
        return None;
    }
    let own = own.and_then(|properties| properties.get("data"));
    let mut found: Vec<Node> = Vec::new();
    for branch in branches {
        let properties = properties(resolved(schemas, branch)?.as_object()?);
        if !is_event(properties, false) {
            return None;
        }
        let of_branch = properties.and_then(|properties| properties.get("data")).or(own).map(content);
        found.extend(of_branch.filter(|node| !found.iter().any(|other| other.to_json() == node.to_json())).cloned());
    }
    match found.len() {
        0 => own.map(|own| content(own).clone()),
        1 => found.pop(),
        _ => {
            let list = Object::from_iter([("oneOf".to_owned(), Node::at(schema.place, Value::array(found)))]);
            Some(Node::at(schema.place, Value::object(list)))
        }
    }
}

/// True if these are properties of an event. An `id` and `data` that is no text may be the data of one too.
fn is_event(properties: Option<&Object>, whole: bool) -> bool {
    let Some(properties) = properties else { return !whole };
    let is_text = |data: &Node| {
        let is_string = data.get("type").and_then(Node::as_str) == Some("string");
        is_string || data.get("contentSchema").is_some() || data.get("contentMediaType").is_some()
    };
    properties.keys().all(|key| OF_EVENT.contains(&key.as_str()))
        && (properties.contains_key("event") || properties.get("data").map_or(!whole, is_text))
}

fn properties(schema: &Object) -> Option<&Object> {
    schema.get("properties").and_then(Node::as_object)
}

/// What is in a text.
fn content(data: &Node) -> &Node {
    data.get("contentSchema").unwrap_or(data)
}

fn resolved<'n>(schemas: Option<&'n Value>, schema: &'n Node) -> Option<&'n Node> {
    let mut schema = schema;
    for _ in 0..MOST_REFERENCES {
        let Some(reference) = schema.get("$ref").and_then(Node::as_str) else { return Some(schema) };
        let name = unescape_pointer(reference.strip_prefix("#/components/schemas/")?);
        let Some(Value::Object(schemas)) = schemas else { return None };
        schema = schemas.get(&name)?;
    }
    None
}

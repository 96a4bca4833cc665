//! Schemas of a page of Scalar.
//!
//! In: lines. Out: a schema. A line in code says the type, `` `string`, format: `date` — words ``; items of a list are
//! properties, and what is indented below one is its schema; `**Items:**` and `**Array of:**` begin the elements of a list,
//! `**Any of:**` and its like alternatives, which are told apart by the marks of their lists.

use super::super::super::prose::Line;
use super::super::tree::{list, members, object, text};
use crate::document::{Node, Object, Value};
use crate::source::Place;

/// How deeply schemas may be nested.
const DEEPEST: usize = 30;

/// The schema that some lines describe; any value, if they describe none.
pub(super) fn read(place: Place, lines: &[Line]) -> Node {
    let lines: Vec<Line> = lines.iter().copied().filter(|line| !line.text.is_empty()).collect();
    let indentation = lines.first().map_or(0, Line::indentation);
    nested(place, &lines, indentation, 0)
}

/// What begins at an indentation: a property, a type, or a word such as `Items`.
enum Begin<'page> {
    Property { mark: char, name: &'page str, is_required: bool },
    Type(&'page str),
    Word(&'page str),
}

fn begin<'page>(line: &Line<'page>) -> Option<Begin<'page>> {
    let words = line.text.trim_start();
    if let Some(word) = words.strip_prefix("**").and_then(|rest| rest.strip_suffix(":**")) {
        return Some(Begin::Word(word));
    }
    if words.starts_with('`') {
        return Some(Begin::Type(words));
    }
    let mark = words.chars().next().filter(|mark| "-*".contains(*mark))?;
    let (name, flags) = words.get(1..)?.trim_start().strip_prefix("**`")?.split_once('`')?;
    Some(Begin::Property { mark, name, is_required: flags.contains("required") })
}

fn nested(place: Place, lines: &[Line], indentation: usize, depth: usize) -> Node {
    let mut schema = Object::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first().filter(|_| depth < DEEPEST) {
        rest = after;
        if line.indentation() != indentation {
            continue;
        }
        match begin(line) {
            Some(Begin::Type(words)) => typed(&mut schema, line.place, words),
            Some(Begin::Word("Items" | "Array of")) => {
                schema.entry("type".into()).or_insert_with(|| text(line.place, "array"));
                schema.insert("items".into(), nested(line.place, after, indentation, depth + 1));
                rest = &[];
            }
            Some(Begin::Word("All of")) => {
                let all = nested(line.place, after, indentation, depth + 1);
                schema.extend(members(Some(all)));
                rest = &[];
            }
            Some(Begin::Word("Any of" | "One of")) => {
                schema.shift_remove("type");
                let branches = branches(line.place, after, indentation, depth + 1);
                schema.insert("anyOf".into(), list(line.place, branches));
                rest = &[];
            }
            Some(Begin::Property { name, is_required, .. }) => {
                let end = after.iter().position(|line| line.indentation() <= indentation).unwrap_or(after.len());
                let (below, others) = after.split_at(end);
                rest = others;
                let inner = below.first().map_or(0, Line::indentation);
                property(&mut schema, line.place, name, is_required, nested(line.place, below, inner, depth + 1));
            }
            Some(Begin::Word(_)) | None => {}
        }
    }
    unknown(&mut schema);
    Node::at(place, Value::Object(schema))
}

fn property(schema: &mut Object, place: Place, name: &str, is_required: bool, property: Node) {
    let is_object = |kind: &Node| kind.as_str().is_none_or(|kind| kind.contains("object"));
    if schema.get("type").is_none_or(|kind| !is_object(kind)) {
        schema.insert("type".into(), text(place, "object"));
    }
    let properties = schema.entry("properties".into()).or_insert_with(|| object::<String>(place, []));
    if let Some(properties) = properties.as_object_mut() {
        properties.entry(name.to_owned()).or_insert(property);
    }
    if is_required {
        let required = schema.entry("required".into()).or_insert_with(|| list(place, []));
        if let Value::Array(names) = &mut required.value
            && !names.iter().any(|known| known.as_str() == Some(name))
        {
            names.push(text(place, name));
        }
    }
}

/// An object without properties may be anything.
fn unknown(schema: &mut Object) {
    let is_bare = !["properties", "items", "anyOf", "format", "enum"].iter().any(|key| schema.contains_key(*key));
    if is_bare && schema.get("type").and_then(Node::as_str) == Some("object") {
        schema.shift_remove("type");
    }
}

/// Alternatives: lists with another mark than the one before, and types.
fn branches(place: Place, lines: &[Line], indentation: usize, depth: usize) -> Vec<Node> {
    let mut starts: Vec<usize> = Vec::new();
    let mut last = None;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.indentation() == indentation) {
        let mark = match begin(line) {
            Some(Begin::Property { mark, .. }) => Some(mark),
            Some(Begin::Type(_)) | None => None,
            // It belongs to the type above.
            Some(Begin::Word(_)) if last.is_some() => continue,
            Some(Begin::Word(_)) => None,
        };
        let is_same = mark.is_some() && last == Some(mark);
        // The properties of the type above.
        let is_below =
            mark.is_some() && last == Some(None) && starts.last() == Some(&(at - 1)) && !is_scalar(lines, at - 1);
        if !is_same && !is_below {
            starts.push(at);
        }
        last = Some(mark);
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let parts = starts.iter().zip(ends).filter_map(|(start, end)| lines.get(*start..end));
    parts.map(|part| nested(part.first().map_or(place, |line| line.place), part, indentation, depth)).collect()
}

fn is_scalar(lines: &[Line], at: usize) -> bool {
    lines.get(at).is_some_and(|line| !line.text.trim_start().starts_with("`object"))
}

/// `` `string | null`, format: `date`, possible values: `"a", "b"`, default: `1` — words``
fn typed(schema: &mut Object, place: Place, line: &str) {
    let (said, words) = line.split_once(" — ").unwrap_or((line, ""));
    let mut parts = said.split('`');
    parts.next();
    let kinds = parts.next().unwrap_or_default();
    let types: Vec<Node> =
        kinds.split('|').map(str::trim).filter(|kind| is_type(kind)).map(|kind| text(place, kind)).collect();
    match <[Node; 1]>::try_from(types) {
        Ok([only]) => drop(schema.insert("type".into(), only)),
        Err(none) if none.is_empty() => {}
        Err(several) => drop(schema.insert("type".into(), list(place, several))),
    }
    while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
        match key.trim_matches([' ', ',', ':']) {
            "format" => drop(schema.insert("format".into(), text(place, value))),
            "possible values" => {
                if let Ok(serde_json::Value::Array(values)) = serde_json::from_str(&["[", value, "]"].concat()) {
                    let values = values.into_iter().map(|value| Node::of_json(value, place));
                    schema.insert("enum".into(), list(place, values.collect::<Vec<_>>()));
                }
            }
            "default" => {
                let value = serde_json::from_str(value).ok().map(|value| Node::of_json(value, place));
                schema.extend(value.map(|value| ("default".to_owned(), value)));
            }
            _ => {}
        }
    }
    if !words.is_empty() {
        schema.insert("description".into(), text(place, unescaped(words)));
    }
}

fn is_type(kind: &str) -> bool {
    ["array", "boolean", "integer", "null", "number", "object", "string"].contains(&kind)
}

/// Markdown without its escapes.
fn unescaped(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        plain.push(character);
    }
    plain
}

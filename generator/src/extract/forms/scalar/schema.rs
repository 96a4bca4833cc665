//! Schemas of a page of Scalar.
//!
//! In: lines. Out: a schema. A line in code says the type, `` `string`, format: `date` — words ``; items of a list are
//! properties, and what is indented below one is its schema; `**Items:**` and `**Array of:**` begin the elements of a list,
//! `**Any of:**` and its like alternatives, which are told apart by the marks of their lists.

use super::super::super::prose::Line;
use super::super::tree::{list, members, object, text};
use super::super::{left_out, listed, words};
use super::item;
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::{Place, escape_pointer};
use std::collections::BTreeSet;

/// The names of the components.
pub(super) type Names<'page> = BTreeSet<&'page str>;

/// What schemas are read with.
struct Reader<'run> {
    dx: &'run mut Diagnostics,
    names: &'run Names<'run>,
}

/// The schema that some lines describe; any value, if they describe none.
pub(super) fn read(dx: &mut Diagnostics, names: &Names, place: Place, lines: &[Line]) -> Node {
    let lines: Vec<Line> = lines.iter().copied().filter(|line| !line.text.is_empty()).collect();
    let indentation = lines.first().map_or(0, Line::indentation);
    Reader { dx, names }.nested(place, &lines, indentation, 0)
}

/// The schema above the example of a body.
pub(super) fn body(dx: &mut Diagnostics, names: &Names, place: Place, lines: &[Line]) -> Node {
    let end = lines.iter().position(|line| line.text.starts_with("**Example")).unwrap_or(lines.len());
    read(dx, names, place, lines.get(..end).unwrap_or_default())
}

/// The schema of a component, whose type is an item of its own: `` - **Type:**`object` ``.
pub(super) fn component(dx: &mut Diagnostics, names: &Names, place: Place, lines: &[Line]) -> Node {
    let mut made = body(dx, names, place, lines);
    let kind = lines.iter().find(|line| item(line.text, "Type").is_some());
    let said = kind.and_then(|line| Some((line.place, line.text.split_once(":**")?.1.trim())));
    if let (Some((at, said)), Some(members)) = (said, made.as_object_mut().filter(|made| !made.contains_key("type"))) {
        Reader { dx, names }.typed(members, at, said);
        unknown(members);
    }
    made
}

/// Whether some lines describe a schema.
pub(super) fn describes(lines: &[Line]) -> bool {
    lines.iter().any(|line| matches!(begin(line), Some(Begin::Property { .. } | Begin::Type(_))))
}

/// What begins at an indentation: a property, a type, or a word such as `Items`.
enum Begin<'page> {
    Property { mark: char, name: &'page str, is_required: bool },
    Type(&'page str),
    Word(&'page str),
}

fn begin<'page>(line: &Line<'page>) -> Option<Begin<'page>> {
    let words = Some(line.text.trim_start()).filter(|_| !line.is_code)?;
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

impl Reader<'_> {
    fn nested(&mut self, place: Place, lines: &[Line], indentation: usize, depth: usize) -> Node {
        let mut schema = Object::new();
        let mut rest = lines;
        if depth >= listed::DEEPEST && !lines.is_empty() {
            listed::cut(self.dx, place);
            rest = &[];
        }
        while let Some((line, after)) = rest.split_first() {
            rest = after;
            if line.indentation() != indentation {
                rest = self.deeper(&mut schema, line, after, indentation, depth);
                continue;
            }
            match begin(line) {
                Some(Begin::Type(words)) => self.typed(&mut schema, line.place, words),
                Some(Begin::Word("Items" | "Array of")) => {
                    schema.entry("type".into()).or_insert_with(|| text(line.place, "array"));
                    schema.insert("items".into(), self.nested(line.place, after, indentation, depth + 1));
                    rest = &[];
                }
                Some(Begin::Word("All of")) => {
                    let all = self.nested(line.place, after, indentation, depth + 1);
                    schema.extend(members(Some(all)));
                    rest = &[];
                }
                Some(Begin::Word("Any of" | "One of")) => {
                    schema.shift_remove("type");
                    let branches = self.branches(line.place, after, indentation, depth + 1);
                    schema.insert("anyOf".into(), list(line.place, branches));
                    rest = &[];
                }
                Some(Begin::Property { name, is_required, .. }) => {
                    let end = after.iter().position(|line| line.indentation() <= indentation).unwrap_or(after.len());
                    let (below, others) = after.split_at(end);
                    rest = others;
                    let inner = below.first().map_or(0, Line::indentation);
                    let inside = self.nested(line.place, below, inner, depth + 1);
                    property(&mut schema, line.place, name, is_required, inside);
                }
                Some(Begin::Word(word)) if after.first().and_then(begin).is_some() => {
                    let what = format!("`{word}` is no word that pages of this form have for a part of a schema");
                    left_out(self.dx, &what, line.place);
                    rest = &[];
                }
                Some(Begin::Word(_)) | None => {}
            }
        }
        unknown(&mut schema);
        Node::at(place, Value::object(schema))
    }

    /// Takes what is indented further than it has to be. Returns the lines behind it.
    fn deeper<'lines, 'page>(
        &mut self,
        schema: &mut Object,
        line: &Line<'page>,
        after: &'lines [Line<'page>],
        indentation: usize,
        depth: usize,
    ) -> &'lines [Line<'page>] {
        let own = line.indentation();
        if own < indentation || begin(line).is_none() {
            return after;
        }
        let end = after.iter().position(|line| line.indentation() < own).unwrap_or(after.len());
        let (below, others) = after.split_at(end);
        let block: Vec<Line> = [*line].into_iter().chain(below.iter().copied()).collect();
        for (key, member) in members(Some(self.nested(line.place, &block, own, depth + 1))) {
            match (schema.get_mut(&key).and_then(Node::as_object_mut), member.value) {
                (Some(known), Value::Object(more)) => known.extend(more),
                (Some(_), _) => {}
                (None, value) => drop(schema.entry(key).or_insert(Node::at(member.place, value))),
            }
        }
        others
    }

    /// Alternatives: lists with another mark than the one before, and types.
    fn branches(&mut self, place: Place, lines: &[Line], indentation: usize, depth: usize) -> Vec<Node> {
        let starts = starts(lines, indentation);
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        let parts = starts.iter().zip(ends).filter_map(|(start, end)| lines.get(*start..end));
        parts.map(|part| self.nested(part.first().map_or(place, |line| line.place), part, indentation, depth)).collect()
    }

    /// `` `string | null`, format: `date`, possible values: `"a", "b"`, default: `1` — words``
    fn typed(&mut self, schema: &mut Object, place: Place, line: &str) {
        let (said, words) = line.split_once(" — ").unwrap_or((line, ""));
        let mut parts = said.split('`');
        parts.next();
        if let Some(kinds) = parts.next() {
            self.kinds(schema, place, kinds);
        }
        let mut last = "";
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            // A list may be in several pieces of code.
            let key = Some(key.trim_matches([' ', ',', ':'])).filter(|key| !key.is_empty()).unwrap_or(last);
            last = key;
            match key {
                "format" => drop(schema.insert("format".into(), text(place, value))),
                "possible values" => {
                    let values = schema.entry("enum".into()).or_insert_with(|| list(place, []));
                    if let Value::Array(values) = &mut values.value {
                        values.extend(listed::values(place, value));
                    }
                }
                "default" | "example" => drop(schema.insert(key.into(), listed::value(place, value))),
                _ => {}
            }
        }
        if !words.is_empty() {
            schema.insert("description".into(), text(place, unescaped(words)));
        }
    }

    /// `string | null`, `date`, or the name of a component.
    fn kinds(&mut self, schema: &mut Object, place: Place, kinds: &str) {
        let mut types: Vec<Node> = Vec::new();
        let mut referred: Vec<Node> = Vec::new();
        let mut is_any = false;
        for word in kinds.split('|').map(str::trim).filter(|word| !word.is_empty()) {
            let component = self.component(place, word);
            let Some(meant) = words::of(word).filter(|meant| meant.kind.is_some() || component.is_none()) else {
                match component {
                    Some(component) => referred.push(component),
                    None => is_any |= self.is_unknown(place, word),
                }
                continue;
            };
            is_any |= meant.kind.is_none();
            types.extend(meant.kind.map(|kind| text(place, kind)));
            schema.extend(meant.format.map(|format| ("format".to_owned(), text(place, format))));
            let said = meant.elements.map(|kind| object(place, [("type", text(place, kind))]));
            let is_list = meant.kind == Some("array") && !["array", "list"].contains(&word);
            let elements = said.or(component.filter(|_| is_list));
            if is_list && elements.is_none() {
                self.is_unknown(place, word);
            }
            schema.extend(elements.map(|elements| ("items".to_owned(), elements)));
        }
        if is_any {
            return;
        }
        let kind = match <[Node; 1]>::try_from(types) {
            Ok([only]) => Some(only),
            Err(several) => (!several.is_empty()).then(|| list(place, several)),
        };
        match (<[Node; 1]>::try_from(referred), kind) {
            (Ok([Node { value: Value::Object(only), .. }]), None) => schema.extend(only),
            (Ok([only]), kind) => both(schema, place, vec![only], kind),
            (Err(referred), kind) => both(schema, place, referred, kind),
        }
    }

    /// The component that a word names, alone or as the elements of a list.
    fn component(&self, place: Place, word: &str) -> Option<Node> {
        let is_part = |one: char| one.is_alphanumeric() || "._-".contains(one);
        let mut parts = word.split(|one| !is_part(one));
        let name = parts.find(|part| self.names.contains(part))?;
        let reference = ["#/components/schemas/", &escape_pointer(name)].concat();
        Some(object(place, [("$ref", text(place, reference))]))
    }

    /// Reports a word that is no type. Any value fits then.
    fn is_unknown(&mut self, place: Place, word: &str) -> bool {
        let message = format!("`{word}` is no type that pages of this form have; any value fits");
        self.dx.warning("unknown-type", message, place).help("an overlay can say the type");
        true
    }
}

/// Types, or else components.
fn both(schema: &mut Object, place: Place, mut referred: Vec<Node>, kind: Option<Node>) {
    match kind {
        Some(kind) if referred.is_empty() => drop(schema.insert("type".into(), kind)),
        kind => referred.extend(kind.map(|kind| object(place, [("type", kind)]))),
    }
    if !referred.is_empty() {
        schema.insert("anyOf".into(), list(place, referred));
    }
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

/// Where alternatives begin.
fn starts(lines: &[Line], indentation: usize) -> Vec<usize> {
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
    starts
}

fn is_scalar(lines: &[Line], at: usize) -> bool {
    lines.get(at).is_some_and(|line| !line.text.trim_start().starts_with("`object"))
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

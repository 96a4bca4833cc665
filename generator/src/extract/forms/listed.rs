//! Fields that a page lists, whose names have dots where they stand in others.
//!
//! In: fields. Out: schemas and parameters. `lines.price` is the property `price` of `lines` if there is a field `lines`, of its
//! elements if that is a list, and else a property whose name has a dot. `x.additionalProperties` are the values of a map.

use super::tree::{either, list, text, truth};
use crate::diagnostic::Diagnostics;
use crate::document::{Node, Object, Value};
use crate::source::Place;
use std::collections::{HashMap, HashSet};

/// A field, as its line and the lines below it say.
#[derive(Debug, Clone)]
pub(super) struct Field<'page> {
    pub place: Place,
    /// With dots, if it stands in another one.
    pub name: &'page str,
    /// `string`, `null`, …; none if any value fits.
    pub types: Vec<&'static str>,
    pub format: Option<String>,
    /// The type of the elements of a list, if it is said.
    pub elements: Option<&'static str>,
    pub is_required: bool,
    pub is_deprecated: bool,
    pub description: String,
    pub values: Vec<Node>,
    pub example: Option<Node>,
    pub default: Option<Node>,
}

impl Field<'_> {
    /// Whether a value can have others in it.
    fn holds(&self) -> bool {
        self.types.is_empty() || self.types.iter().any(|kind| ["array", "object"].contains(kind))
    }
}

/// What stands for the values of a map.
const VALUES: &str = "additionalProperties";
/// How deeply fields may stand in others.
pub(super) const DEEPEST: usize = 30;

/// Says that fields are nested too deeply to be read.
pub(super) fn cut(dx: &mut Diagnostics, place: Place) {
    let message =
        format!("fields that are nested more than {DEEPEST} levels deep are not read; any value is accepted there");
    dx.warning("too-deep", message, place).help("an overlay can say what is there");
}

/// Fields, by the field that they stand in; the outermost ones by no name.
pub(super) struct Tree<'fields> {
    inside: HashMap<&'fields str, Vec<&'fields Field<'fields>>>,
    /// The names of the fields that others can stand in.
    holding: HashSet<&'fields str>,
}

impl<'fields> Tree<'fields> {
    pub fn of(fields: &'fields [Field<'fields>]) -> Self {
        let names: HashSet<&str> = fields.iter().map(|field| field.name).collect();
        let mut tree: HashMap<&str, Vec<&Field>> = HashMap::new();
        for field in fields {
            tree.entry(parent(field.name, &names)).or_default().push(field);
        }
        let holding = fields.iter().filter(|field| field.holds()).map(|field| field.name).collect();
        Tree { inside: tree, holding }
    }

    /// The fields that stand in no other one.
    pub fn outermost(&self) -> &[&'fields Field<'fields>] {
        self.inside("")
    }

    fn inside(&self, name: &str) -> &[&'fields Field<'fields>] {
        self.inside.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The field that one stands in: the longest name that is there. None is the empty name.
fn parent<'page>(name: &'page str, names: &HashSet<&str>) -> &'page str {
    let mut before = name;
    let mut levels = 0;
    while let Some((longer, _)) = before.rsplit_once('.').filter(|_| levels < DEEPEST) {
        if names.contains(longer) {
            return longer;
        }
        before = longer;
        levels += 1;
    }
    ""
}

/// The object that some fields make up.
pub(super) fn of_fields(place: Place, fields: &[Field]) -> Node {
    let tree = Tree::of(fields);
    let mut members = Object::from_iter([("type".to_owned(), text(place, "object"))]);
    members.extend(object_members(place, &tree, "", 0));
    Node::at(place, Value::object(members))
}

/// Schema of a field, with those that stand in it.
pub(super) fn of_field(field: &Field, tree: &Tree, depth: usize) -> Node {
    let place = field.place;
    let is_list = field.types.contains(&"array");
    let mut members = Object::new();
    match field.types.as_slice() {
        [] => {}
        [only] => drop(members.insert("type".into(), text(place, *only))),
        several => {
            let types = several.iter().map(|kind| text(place, *kind));
            members.insert("type".into(), list(place, types.collect::<Vec<_>>()));
        }
    }
    if !field.description.is_empty() {
        members.insert("description".into(), text(place, field.description.clone()));
    }
    members.extend(field.format.as_ref().map(|format| ("format".to_owned(), text(place, format))));
    members.extend(field.is_deprecated.then(|| ("deprecated".to_owned(), truth(place, true))));
    // Of two fields of one name, the one that is no scalar has them.
    let is_scalar = !field.holds() && tree.holding.contains(field.name);
    let nested = if is_scalar { Object::new() } else { object_members(place, tree, field.name, depth) };
    let mut element = Object::new();
    element.extend(field.elements.map(|kind| ("type".to_owned(), text(place, kind))));
    if is_list && !nested.is_empty() {
        element.insert("type".into(), text(place, "object"));
        // A list or an object: either has them.
        if field.types.contains(&"object") {
            members.extend(nested.clone());
        }
        element.extend(nested);
    } else {
        members.extend(nested);
    }
    if !field.values.is_empty() {
        let target = if is_list { &mut element } else { &mut members };
        target.insert("enum".into(), list(place, field.values.clone()));
    }
    if is_list {
        members.insert("items".into(), Node::at(place, Value::object(element)));
    }
    members.extend(field.example.clone().map(|example| ("example".to_owned(), example)));
    members.extend(field.default.clone().map(|default| ("default".to_owned(), default)));
    Node::at(place, Value::object(members))
}

/// `properties`, `required` and `additionalProperties` of what has a name.
fn object_members(place: Place, tree: &Tree, name: &str, depth: usize) -> Object {
    let mut properties = Object::new();
    let mut required = Vec::new();
    let mut members = Object::new();
    let start = if name.is_empty() { 0 } else { name.len() + 1 };
    for field in tree.inside(name).iter().filter(|_| depth < DEEPEST) {
        let Some(name) = field.name.get(start..).filter(|name| !name.is_empty()) else { continue };
        let schema = of_field(field, tree, depth + 1);
        if name == VALUES {
            members.insert(VALUES.into(), schema);
            continue;
        }
        if field.is_required && !properties.contains_key(name) {
            required.push(text(field.place, name));
        }
        match properties.get_mut(name) {
            Some(known) => either(known, schema),
            None => drop(properties.insert(name.to_owned(), schema)),
        }
    }
    if !properties.is_empty() {
        members.insert("properties".into(), Node::at(place, Value::object(properties)));
    }
    if !required.is_empty() {
        members.insert("required".into(), list(place, required));
    }
    members
}

/// The parameter that a field is.
pub(super) fn parameter(location: &str, field: &Field, tree: &Tree) -> Node {
    let place = field.place;
    let is_required = location == "path" || field.is_required;
    let mut parameter = Object::from_iter([
        ("name".to_owned(), text(place, field.name)),
        ("in".to_owned(), text(place, location)),
        ("required".to_owned(), truth(place, is_required)),
    ]);
    let mut schema = of_field(field, tree, 0);
    for key in ["description", "deprecated"] {
        let said = schema.as_object_mut().and_then(|members| members.shift_remove(key));
        parameter.extend(said.map(|said| (key.to_owned(), said)));
    }
    let elements = schema.get_mut("items").filter(|_| location != "cookie").and_then(Node::as_object_mut);
    if let Some(elements) = elements.filter(|elements| elements.is_empty()) {
        // A parameter is text, whatever its elements are.
        elements.insert("type".into(), text(place, "string"));
    }
    parameter.insert("schema".into(), schema);
    Node::at(place, Value::object(parameter))
}

/// A value as the page shows it: JSON, or else text.
pub(super) fn value(place: Place, shown: &str) -> Node {
    match serde_json::from_str(shown) {
        Ok(value) => Node::of_json(value, place),
        Err(_) => text(place, shown),
    }
}

/// The values in `"a", "b"`.
pub(super) fn values(place: Place, shown: &str) -> Vec<Node> {
    match serde_json::from_str(&["[", shown, "]"].concat()) {
        Ok(serde_json::Value::Array(values)) => values.into_iter().map(|value| Node::of_json(value, place)).collect(),
        _ => shown.split(", ").map(|value| text(place, value)).collect(),
    }
}

//! An untyped OpenAPI tree whose nodes know where they came from.
//!
//! Like `serde_json::Value`, with a [`Place`] in every node. Numbers keep their text's exactness as far as
//! `serde_json::Number` does; keys keep the author's order.

mod look;
mod shared;

pub use crate::ir::ADDITIONAL_OPERATION;
use crate::ir::Method;
use crate::schema::Schemas;
use crate::source::{Place, unescape_pointer};
use indexmap::IndexMap;
pub use look::any_object;
use openapiv3::{OpenAPI, Operation};
use serde::{Serialize, Serializer};
use serde_json::Number;
pub use shared::Shared;

/// True if a member of a path item is an operation.
pub fn is_method(key: &str) -> bool {
    Method::of_key(key).is_some() || key.starts_with(ADDITIONAL_OPERATION)
}

/// The members of an object, in the author's order.
pub type Object = IndexMap<String, Node>;

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// An array.
    Array(Shared<Vec<Node>>),
    /// An object.
    Object(Shared<Object>),
}

impl Value {
    /// What tells an array or an object from all others that are there at this time, as [`Shared::identity`].
    pub fn identity(&self) -> Option<usize> {
        match self {
            Self::Object(members) => Some(members.identity()),
            Self::Array(elements) => Some(elements.identity()),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => None,
        }
    }

    /// Whether another tree has this array or object too.
    pub fn is_shared(&self) -> bool {
        match self {
            Self::Object(members) => members.is_shared(),
            Self::Array(elements) => elements.is_shared(),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => false,
        }
    }

    /// An array of these elements.
    pub fn array(elements: impl Into<Shared<Vec<Node>>>) -> Self {
        Self::Array(elements.into())
    }

    /// An object of these members.
    pub fn object(members: impl Into<Shared<Object>>) -> Self {
        Self::Object(members.into())
    }
}

/// One document: what every phase between `extract` and `lower` works on.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The root object.
    pub root: Node,
}

impl Document {
    /// A document that stands nowhere.
    pub fn of_json(root: serde_json::Value) -> Self {
        Self { root: Node::of_json(root, Place::NOWHERE) }
    }
}

/// A document in the types of OpenAPI 3.0: what `parse` makes of the tree, and `lower` reads.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// All that OpenAPI 3.0 has but the schemas: where one stands, there is what leads to it in `schemas`.
    pub openapi: OpenAPI,
    /// The schemas.
    pub schemas: Schemas,
    /// The operations of methods that path items do not have, by path and key (`x-additional-operation-QUERY`).
    pub additional: IndexMap<String, IndexMap<String, Operation>>,
    /// What the server sends by itself.
    pub received: Vec<Received>,
    /// Where the document is published, if it says so.
    pub url: Option<String>,
    /// How many values it has.
    pub size: usize,
}

/// Where the parts of a document stand, without what they are.
#[derive(Debug, Clone, Copy)]
pub struct Locations<'a>(&'a Node);

impl<'a> Locations<'a> {
    /// Those of a document.
    pub fn of(document: &'a Document) -> Self {
        Self(&document.root)
    }

    /// The place of what a JSON pointer leads to.
    pub fn get(self, pointer: &str) -> Option<Place> {
        self.0.pointer(pointer).map(|node| node.place)
    }

    /// The place of what a JSON pointer leads to, or of the nearest thing around it that is there.
    pub fn nearest(self, pointer: &str) -> Place {
        let mut pointer = pointer;
        loop {
            match (self.get(pointer), pointer.rfind('/')) {
                (Some(place), _) => return place,
                (None, Some(end)) => pointer = pointer.get(..end).unwrap_or_default(),
                (None, None) => return self.0.place,
            }
        }
    }
}

/// The extension of an encoding in the typed form that says something of a style: the typed form has its default otherwise.
pub const STYLED: &str = "x-styled";

/// A webhook, or a callback of an operation: what is documented for whoever receives it.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// The name, unique among the webhooks, or the callbacks of the operation.
    pub name: String,
    /// Of which operation, by path and key.
    pub operation: Option<(String, String)>,
    /// `x-rust-name`.
    pub rust_name: Option<String>,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// `requestBody`
    pub body: Option<openapiv3::ReferenceOr<openapiv3::RequestBody>>,
    /// Where its operation stands.
    pub pointer: String,
}

impl Document {
    /// The document as indented JSON text, with a line end at its end.
    pub fn to_text(&self) -> String {
        // Writing to memory fails for no node: all keys are strings.
        let mut text = serde_json::to_string_pretty(&self.root).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(truth) => serializer.serialize_bool(*truth),
            Value::Number(number) => number.serialize(serializer),
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(array) => serializer.collect_seq(array),
            Value::Object(object) => serializer.collect_map(object),
        }
    }
}

impl Node {
    /// A node that no page holds.
    pub fn new(value: Value) -> Self {
        Self { value, place: Place::NOWHERE }
    }

    /// A node at a place.
    pub fn at(place: Place, value: Value) -> Self {
        Self { value, place }
    }

    /// A JSON value, all of whose nodes are at one place.
    pub fn of_json(json: serde_json::Value, place: Place) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(truth) => Value::Bool(truth),
            serde_json::Value::Number(number) => Value::Number(number),
            serde_json::Value::String(text) => Value::String(text),
            serde_json::Value::Array(array) => {
                Value::Array(array.into_iter().map(|element| Self::of_json(element, place)).collect())
            }
            serde_json::Value::Object(object) => {
                Value::Object(object.into_iter().map(|(key, member)| (key, Self::of_json(member, place))).collect())
            }
        };
        Self { value, place }
    }

    /// What this names as a discriminator: the targets of its mapping, and the default one.
    pub fn discriminator_targets(&mut self) -> Vec<&mut Node> {
        let members = self.as_object_mut().into_iter().flat_map(Object::iter_mut);
        let targets = members.flat_map(|(key, member)| match key.as_str() {
            "mapping" => member.as_object_mut().into_iter().flat_map(Object::values_mut).collect(),
            "defaultMapping" | "x-defaultMapping" => vec![member],
            _ => Vec::new(),
        });
        targets.collect()
    }

    /// The member under a key, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// As [`Node::get`], to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_object_mut()?.get_mut(key)
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        if let Value::Object(object) = &self.value { Some(object) } else { None }
    }

    /// As [`Node::as_object`], to change them.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        if let Value::Object(object) = &mut self.value { Some(object) } else { None }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        if let Value::Array(array) = &self.value { Some(array) } else { None }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }

    /// The text of a scalar, as it would stand in JSON without quotes.
    pub fn scalar_text(&self) -> Option<String> {
        match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(truth) => Some(truth.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The truth, if this is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(truth) = self.value { Some(truth) } else { None }
    }

    /// The node that a JSON pointer names (RFC 6901, without a leading `#`).
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            node = match &node.value {
                Value::Object(object) => object.get(&unescape_pointer(token))?,
                Value::Array(array) => array.get(token.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
        }
        Some(node)
    }

    /// The node that keys and indices lead to.
    pub fn at_mut(&mut self, path: &[String]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, token| match &mut node.value {
            Value::Object(members) => members.get_mut(token),
            Value::Array(elements) => elements.get_mut(token.parse::<usize>().ok()?),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        })
    }

    /// The operations of a document: the path, the key of the method, and the operation.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Node)> {
        let items = self.get("paths").and_then(Node::as_object).into_iter().flatten();
        items.flat_map(|(path, item)| {
            let members = item.as_object().into_iter().flatten().filter(|(key, _)| is_method(key));
            members.map(move |(key, operation)| (path.as_str(), key.as_str(), operation))
        })
    }

    /// How many nodes there are, with this one.
    pub fn size(&self) -> usize {
        let inside: usize = match &self.value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
            Value::Array(array) => array.iter().map(Node::size).sum(),
            Value::Object(object) => object.values().map(Node::size).sum(),
        };
        inside + 1
    }

    /// The JSON value without its places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(truth) => serde_json::Value::Bool(*truth),
            Value::Number(number) => serde_json::Value::Number(number.clone()),
            Value::String(text) => serde_json::Value::String(text.clone()),
            Value::Array(array) => array.iter().map(Node::to_json).collect(),
            Value::Object(object) => object.iter().map(|(key, node)| (key.clone(), node.to_json())).collect(),
        }
    }
}

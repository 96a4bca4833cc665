//! Reads one document, JSON or YAML, into a tree with places.
//!
//! In: a fragment. Out: its root node; `None` if it cannot be read, which is reported. Both formats go through one
//! [`DeserializeSeed`], which gives every node its place, finds keys that stand twice in one object, resolves YAML's
//! merge keys, and bounds the depth and, against documents that YAML's aliases blow up, the number of nodes. It does not
//! know what the members mean, but for `components`: what stands there in the words of an earlier page is not read again
//! ([`Once`]).

mod once;
mod yaml;

use crate::diagnostic::{At, Diagnostics};
use crate::document::{Node, Object, Value};
use crate::source::{Fragment, Page, Place, Places, Syntax};
pub(super) use once::Once;
use once::Part;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// How deeply values may be nested. The bound of serde_json is 128, and this one has to be met first.
const DEEPEST: usize = 120;

/// A value in braces or brackets, as JSON, YAML and, for the most part, JavaScript write it.
pub(super) fn literal(text: &str) -> Option<serde_json::Value> {
    yaml::events(text).read(text, std::marker::PhantomData::<serde_json::Value>).ok()
}

/// Reads a fragment of a page; components in the words of an earlier one are taken from there.
pub(super) fn document<'pages>(
    dx: &mut Diagnostics,
    once: Option<&mut Once<'pages>>,
    page: &'pages Page,
    fragment: Fragment,
) -> Option<Node> {
    let root = dx.sources.places.root(dx.sources.fragments.len());
    let places = &mut dx.sources.places;
    let Outcome { result, repeated, refused } = match (fragment.text(&page.text), fragment.syntax) {
        (Cow::Borrowed(text), Syntax::Json) => read(once, places, root, text, Syntax::Json),
        (text, syntax) => read(None, places, root, &text, syntax),
    };
    let syntax = fragment.syntax;
    let whole = fragment.range.clone();
    let broken_at = result.as_ref().err().map(|broken| fragment.page_offset(broken.offset));
    let page_index = fragment.page;
    dx.sources.fragments.push(fragment);
    for (first, key) in repeated {
        dx.error(
            "duplicate-key",
            format!("the key `{key}` stands twice in one object; one of the two would be lost"),
            At::Key(first),
        )
        .related("first here", first)
        .help("remove one of the two, or ask the publisher which of them is meant");
    }
    match (result, refused) {
        (Ok(node), _) => return Some(node),
        (Err(_), Some(Refused::TooDeep(place))) => too_deep(dx, place.into()),
        (Err(_), Some(Refused::TooMany(place))) => {
            dx.error("too-large-expansion", "the aliases of this document expand to many times its size", place)
                .help("write the repeated parts out, or put them into `components`");
        }
        (Err(broken), None) => {
            let offset = broken_at.unwrap_or(whole.start);
            if broken.is_too_deep {
                too_deep(dx, At::Page(page_index, offset..offset + 1));
                return None;
            }
            let (code, name) = match syntax {
                Syntax::Json | Syntax::Prose => ("invalid-json", "JSON"),
                Syntax::Yaml => ("invalid-yaml", "YAML"),
            };
            dx.error(
                code,
                format!("the document is not valid {name}: {}", broken.message),
                At::Page(page_index, offset..offset + 1),
            )
            .help("mend the text there; a page that is published like this may be whole when it is fetched again");
        }
    }
    None
}

/// What came of reading a text.
struct Outcome {
    result: Result<Node, Broken>,
    /// The first value of each key that stands twice.
    repeated: Vec<(Place, String)>,
    refused: Option<Refused>,
}

fn read<'text>(
    once: Option<&mut Once<'text>>,
    places: &mut Places,
    root: Place,
    text: &'text str,
    syntax: Syntax,
) -> Outcome {
    let mut reader = Reader {
        text,
        merges: syntax == Syntax::Yaml,
        nodes_left: text.len().saturating_mul(2).saturating_add(10_000),
        once,
        places,
        repeated: Vec::new(),
        refused: None,
        broken: None,
    };
    let seed = Seed { reader: &mut reader, place: root, depth: 0, part: Part::Root };
    let result = match syntax {
        // Prose is not read here.
        Syntax::Json | Syntax::Prose => json(seed, text),
        Syntax::Yaml => yaml::events(text).read(text, seed),
    };
    let result = match (result, reader.broken) {
        (Err(_), Some(inside)) => Err(inside),
        (result, _) => result,
    };
    Outcome { result, repeated: reader.repeated, refused: reader.refused }
}

/// Why a library could not read the text, and where in it.
struct Broken {
    message: String,
    offset: usize,
    /// The library refuses how deeply values are nested.
    is_too_deep: bool,
}

fn too_deep(dx: &mut Diagnostics, at: At) {
    dx.error("too-deep", format!("values are nested more than {DEEPEST} levels deep"), at)
        .help("no API needs this; check whether the document is what its publisher meant");
}

fn json<'text>(seed: Seed<'_, '_, 'text>, text: &'text str) -> Result<Node, Broken> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    seed.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node)).map_err(|error| {
        let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let said = error.to_string();
        let message = said.rsplit_once(" at line ").map_or(said.as_str(), |(message, _)| message).to_owned();
        // What is wrong at a line's end is reported in column 0 of the next one.
        let end_before = text.get(..line_start).unwrap_or_default().trim_end().len();
        let offset = if error.column() == 0 { end_before.saturating_sub(1) } else { line_start + error.column() - 1 };
        Broken { message, offset, is_too_deep: false }
    })
}

enum Refused {
    TooDeep(Place),
    TooMany(Place),
}

struct Reader<'run, 'text> {
    text: &'text str,
    /// Nothing where components are read each time.
    once: Option<&'run mut Once<'text>>,
    places: &'run mut Places,
    /// YAML's `<<` is understood.
    merges: bool,
    nodes_left: usize,
    /// The first value of each key that stands twice.
    repeated: Vec<(Place, String)>,
    refused: Option<Refused>,
    /// What is wrong with a component, which is read apart.
    broken: Option<Broken>,
}

impl<'text> Reader<'_, 'text> {
    /// A component: as it was read where its text first stood, or read now.
    fn component<E: serde::de::Error>(&mut self, place: Place, depth: usize, text: &'text str) -> Result<Node, E> {
        let pointer = self.places.resolve(place).map_or_else(String::new, |(_, pointer)| pointer);
        let pointer = [once::version(self.text), &pointer].concat();
        if let Some(known) = self.once.as_ref().and_then(|once| once.get(&pointer, text)) {
            return Ok(Node::at(place, known.value.clone()));
        }
        let repeated = self.repeated.len();
        let seed = Seed { reader: self, place, depth, part: Part::Other };
        let node = match json(seed, text) {
            Ok(node) => node,
            Err(broken) => {
                let start = text.as_ptr().addr().saturating_sub(self.text.as_ptr().addr());
                self.broken = Some(Broken { offset: start + broken.offset, ..broken });
                return Err(E::custom("a component cannot be read"));
            }
        };
        // What is wrong with it is told of every page.
        if self.repeated.len() == repeated
            && let Some(once) = &mut self.once
        {
            once.keep(pointer, text, &node);
        }
        Ok(node)
    }
}

struct Seed<'run, 'reader, 'text> {
    reader: &'reader mut Reader<'run, 'text>,
    place: Place,
    depth: usize,
    part: Part,
}

impl<'text> DeserializeSeed<'text> for Seed<'_, '_, 'text> {
    type Value = Node;

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<Node, D::Error> {
        if self.depth > DEEPEST {
            self.reader.refused = Some(Refused::TooDeep(self.place));
            return Err(D::Error::custom("nested too deeply"));
        }
        if self.reader.nodes_left == 0 {
            self.reader.refused = Some(Refused::TooMany(self.place));
            return Err(D::Error::custom("too many nodes"));
        }
        self.reader.nodes_left -= 1;
        if self.part == Part::Schema && self.reader.once.is_some() {
            let raw: &RawValue = serde::Deserialize::deserialize(deserializer)?;
            return self.reader.component(self.place, self.depth, raw.get());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'text> Visitor<'text> for Seed<'_, '_, 'text> {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::at(self.place, Value::Null))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::at(self.place, Value::Bool(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::at(self.place, Value::Number(number.into())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::at(self.place, Value::Number(number.into())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        // Neither format gives infinity or NaN.
        let value = Number::from_f64(number).map_or(Value::Null, Value::Number);
        Ok(Node::at(self.place, value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::at(self.place, Value::String(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::at(self.place, Value::String(text)))
    }

    fn visit_seq<A: SeqAccess<'text>>(self, mut elements: A) -> Result<Node, A::Error> {
        let mut array = Vec::new();
        loop {
            let place = self.reader.places.index(self.place, array.len());
            let seed = Seed { reader: &mut *self.reader, place, depth: self.depth + 1, part: Part::Other };
            match elements.next_element_seed(seed)? {
                Some(node) => array.push(node),
                None => return Ok(Node::at(self.place, Value::array(array))),
            }
        }
    }

    fn visit_map<A: MapAccess<'text>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut object = Object::new();
        let mut merged = Vec::new();
        while let Some(key) = members.next_key_seed(Key)? {
            let place = self.reader.places.key(self.place, &key);
            let part = self.part.member(&key);
            let seed = Seed { reader: &mut *self.reader, place, depth: self.depth + 1, part };
            let node = members.next_value_seed(seed)?;
            if self.reader.merges && key == "<<" && is_merge(&node) {
                merged.push(node);
            } else if let Some(first) = object.get(&key) {
                let first: &Node = first;
                self.reader.repeated.push((first.place, key));
            } else {
                object.insert(key, node);
            }
        }
        for node in merged {
            merge(&mut object, node);
        }
        // Most objects have one member or two, and there is room for four.
        object.shrink_to_fit();
        Ok(Node::at(self.place, Value::object(object)))
    }
}

/// What YAML's `<<` can stand for: a mapping, or a list of mappings.
fn is_merge(node: &Node) -> bool {
    let mapping = |node: &Node| node.as_object().is_some();
    mapping(node) || node.as_array().is_some_and(|array| array.iter().all(mapping))
}

/// A key that is there wins; of several merged mappings the first that has it.
fn merge(object: &mut Object, node: Node) {
    match node.value {
        Value::Object(members) => {
            for (key, member) in members {
                object.entry(key).or_insert(member);
            }
        }
        Value::Array(mappings) => mappings.into_iter().for_each(|mapping| merge(object, mapping)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A key, as its text.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
}

//! Parameters as text: the styles of OpenAPI 3.0.4 ("Style Values", "Style Examples"), which are those of RFC 6570
//! and three more.
//!
//! In: a parameter's style and a value. Out: text for a path, a header or a cookie, or named pairs for a query or a
//! form. `null` is undefined: it is not sent, and neither is an empty list. What stands inside a list or an object and
//! is itself a list or an object is written as JSON, except in `deepObject`, and except for a list in an object whose
//! entries are pairs of their own: each element is a pair then, which is how servers read such a list back.

use crate::runtime::basics::percent::{self, Escape};
use crate::runtime::basics::split::split_before;
use crate::runtime::model::encode;
use crate::runtime::model::wire::View;
use crate::runtime::response::info::Style;
use serde_json::Value;

/// What of a parameter's description decides its text.
#[derive(Clone, Copy)]
pub(in crate::runtime) struct Shape<'a> {
    pub(in crate::runtime) name: &'a str,
    pub(in crate::runtime) style: Style,
    pub(in crate::runtime) explode: bool,
    pub(in crate::runtime) escape: Escape,
}

/// One `name=value` of a query or a form.
#[derive(Clone)]
pub(in crate::runtime) struct Pair {
    /// The parameter that it is of, not encoded: a later value of that replaces it.
    pub(in crate::runtime) owner: String,
    /// `name=value`, encoded.
    pub(in crate::runtime) text: String,
}

impl Pair {
    pub(in crate::runtime) fn new(name: &str, value: &str, escape: Escape) -> Self {
        let mut text = String::with_capacity(name.len() + value.len() + 1);
        escape.push_name(&mut text, name);
        escape.push(&mut text, value);
        Self { owner: name.to_owned(), text }
    }
}

/// A value, taken apart as far as a style can show it.
enum Flat {
    Undefined,
    Text(String),
    List(Vec<String>),
    Object(Vec<(String, String)>),
}

/// The name of a pair, not encoded.
pub(in crate::runtime) fn name_of(pair: &str) -> String {
    percent::decode(split_before(pair, "=").0)
}

/// The pairs that a value is in a query or a form.
pub(in crate::runtime) fn pairs(shape: Shape<'_>, value: View<'_>) -> Vec<Pair> {
    let mut pairs = expand(shape, value);
    for pair in &mut pairs {
        shape.name.clone_into(&mut pair.owner);
    }
    pairs
}

fn expand(shape: Shape<'_>, value: View<'_>) -> Vec<Pair> {
    match shape.style {
        Style::DeepObject => {
            let mut pairs = Vec::new();
            deep(&mut pairs, shape, shape.name.to_owned(), value);
            pairs
        }
        Style::Json => flat_pairs(shape, ",", json(value).map_or(Flat::Undefined, Flat::Text)),
        Style::Lists(delimiters) => list_pairs(shape, delimiters, value),
        _ if shape.explode && is_object(value) => entries(shape, value),
        Style::SpaceDelimited => flat_pairs(shape, delimiter(' ', shape.escape), flatten(value)),
        Style::PipeDelimited => flat_pairs(shape, delimiter('|', shape.escape), flatten(value)),
        Style::Form | Style::Cookie | Style::Simple | Style::Matrix | Style::Label => {
            flat_pairs(shape, ",", flatten(value))
        }
    }
}

/// The entries of an object, each by its own name; a list is its name repeated.
fn entries(shape: Shape<'_>, value: View<'_>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    each_property(value, &mut |name, value| match flatten(value) {
        list @ Flat::List(_) => pairs.extend(flat_pairs(Shape { name, ..shape }, "", list)),
        _ => pairs.extend(member(value).map(|text| Pair::new(name, &text, shape.escape))),
    });
    pairs
}

/// A delimiter as it stands between two elements. A comma needs no encoding.
fn delimiter(delimiter: char, escape: Escape) -> &'static str {
    match (delimiter, escape) {
        (' ', Escape::None) => " ",
        ('|', Escape::None) => "|",
        ('\t', Escape::None) => "\t",
        (' ', _) => "%20",
        ('|', _) => "%7C",
        ('\t', _) => "%09",
        _ => ",",
    }
}

/// One pair for a list of lists, or one for each element of an exploded list.
fn list_pairs(shape: Shape<'_>, delimiters: &str, value: View<'_>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut add = |value: View<'_>| {
        if let Some(list) = list_text(delimiters, shape.escape, value) {
            let text = format!("{}={list}", Escape::Strict.apply(shape.name));
            pairs.push(Pair { owner: shape.name.to_owned(), text });
        }
    };
    match plain(value) {
        View::Array(array) if shape.explode => encode::elements(array).for_each(add),
        View::Raw(Value::Array(items)) if shape.explode => items.iter().for_each(|item| add(View::Raw(item))),
        value => add(value),
    }
    pairs
}

/// A list of lists as text, each level with a delimiter of its own; `None` if there is nothing to send.
fn list_text(delimiters: &str, escape: Escape, value: View<'_>) -> Option<String> {
    let mut rest = delimiters.chars();
    let between = rest.next().map(|first| delimiter(first, escape));
    let mut joined: Option<String> = None;
    let mut add = |item: View<'_>| {
        let Some(item) = list_text(rest.as_str(), escape, item) else { return };
        match (&mut joined, between) {
            (Some(joined), Some(between)) => joined.extend([between, item.as_str()]),
            (joined, _) => *joined = Some(item),
        }
    };
    match plain(value) {
        View::Array(array) if between.is_some() => encode::elements(array).for_each(add),
        View::Raw(Value::Array(items)) if between.is_some() => items.iter().for_each(|item| add(View::Raw(item))),
        value => return member(value).map(|text| escape.apply(&text)),
    }
    joined
}

fn flat_pairs(shape: Shape<'_>, delimiter: &str, value: Flat) -> Vec<Pair> {
    let Shape { name, explode, escape, .. } = shape;
    let mut pairs = Vec::new();
    let mut parts = Vec::new();
    match value {
        Flat::Undefined => {}
        Flat::Text(text) => pairs.push(Pair::new(name, &text, escape)),
        Flat::List(items) => {
            for item in items {
                if explode {
                    pairs.push(Pair::new(name, &item, escape));
                } else {
                    parts.push(item);
                }
            }
        }
        Flat::Object(entries) => {
            for (key, value) in entries {
                parts.push(key);
                parts.push(value);
            }
        }
    }
    if !parts.is_empty() {
        pairs.push(delimited(name, delimiter, escape, &parts));
    }
    pairs
}

fn delimited(name: &str, delimiter: &str, escape: Escape, parts: &[String]) -> Pair {
    let mut text = String::new();
    escape.push_name(&mut text, name);
    for (index, part) in parts.iter().enumerate() {
        text.push_str(if index > 0 { delimiter } else { "" });
        escape.push(&mut text, part);
    }
    Pair { owner: name.to_owned(), text }
}

/// `name[key][key]=value`; a list is numbered from 0, which servers of every kind understand.
fn deep(pairs: &mut Vec<Pair>, shape: Shape<'_>, name: String, view: View<'_>) {
    let view = plain(view);
    if let View::Array(array) = view {
        for (index, item) in encode::elements(array).enumerate() {
            deep(pairs, shape, format!("{name}[{index}]"), item);
        }
    } else if let View::Raw(Value::Array(items)) = view {
        for (index, item) in items.iter().enumerate() {
            deep(pairs, shape, format!("{name}[{index}]"), View::Raw(item));
        }
    } else if is_object(view) {
        each_property(view, &mut |key, value| deep(pairs, shape, format!("{name}[{key}]"), value));
    } else if let Some(text) = scalar(view) {
        pairs.push(Pair::new(&name, &text, shape.escape));
    }
}

/// The text that a value is in a path or a header; `None` if there is nothing to send.
pub(in crate::runtime) fn text(shape: Shape<'_>, value: View<'_>) -> Option<String> {
    let Shape { name, style, explode, escape } = shape;
    let flat = match style {
        Style::Lists(delimiters) => return list_text(delimiters, escape, value),
        Style::Json => json(value).map_or(Flat::Undefined, Flat::Text),
        Style::Matrix
        | Style::Label
        | Style::Form
        | Style::Cookie
        | Style::Simple
        | Style::SpaceDelimited
        | Style::PipeDelimited
        | Style::DeepObject => flatten(value),
    };
    // What stands before the first part, and between two.
    let (first, between) = match (style, explode) {
        (Style::Matrix, true) => (";", ";"),
        (Style::Matrix, false) => (";", ","),
        (Style::Label, true) => (".", "."),
        (Style::Label, false) => (".", ","),
        _ => ("", ","),
    };
    let name = (style == Style::Matrix).then_some(name);
    let mut out = String::from(first);
    match flat {
        Flat::Undefined => return None,
        Flat::Text(text) => push_named(&mut out, name, &text, escape),
        Flat::List(items) if items.is_empty() => return None,
        Flat::Object(entries) if entries.is_empty() => return None,
        Flat::List(items) => {
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { between } else { "" });
                // Exploded, every element has the name; otherwise the first only.
                push_named(&mut out, name.filter(|_| explode || index == 0), item, escape);
            }
        }
        Flat::Object(entries) => {
            if let (Some(name), false) = (name, explode) {
                escape.push(&mut out, name);
                out.push('=');
            }
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(if index > 0 { between } else { "" });
                escape.push(&mut out, key);
                out.push_str(if explode { "=" } else { "," });
                escape.push(&mut out, value);
            }
        }
    }
    Some(out)
}

/// RFC 6570, section 3.2.7: an empty value has no `=`.
fn push_named(out: &mut String, name: Option<&str>, value: &str, escape: Escape) {
    if let Some(name) = name {
        escape.push(out, name);
        out.push_str(if value.is_empty() { "" } else { "=" });
    }
    escape.push(out, value);
}

/// What a value of a union or an enum is, as a plain value.
pub(in crate::runtime) fn plain(view: View<'_>) -> View<'_> {
    match view {
        View::Union(union) => plain(union.inner()),
        View::Unlisted(value) => View::Raw(value),
        other => other,
    }
}

fn flatten(view: View<'_>) -> Flat {
    let view = plain(view);
    match view {
        View::Array(array) => {
            let mut items = Vec::new();
            for element in encode::elements(array) {
                if let Some(text) = member(element) {
                    items.push(text);
                }
            }
            Flat::List(items)
        }
        View::Raw(Value::Array(elements)) => {
            let mut items = Vec::new();
            for element in elements {
                if let Some(text) = member(View::Raw(element)) {
                    items.push(text);
                }
            }
            Flat::List(items)
        }
        _ if is_object(view) => {
            let mut entries = Vec::new();
            each_property(view, &mut |key, value| {
                if let Some(text) = member(value) {
                    entries.push((key.to_owned(), text));
                }
            });
            Flat::Object(entries)
        }
        _ => scalar(view).map_or(Flat::Undefined, Flat::Text),
    }
}

fn is_object(view: View<'_>) -> bool {
    match plain(view) {
        View::Map(_) | View::Raw(Value::Object(_)) => true,
        View::Model(model) => model.undocumented().whole().is_none(),
        _ => false,
    }
}

/// All properties of an object that are there, in its order.
pub(in crate::runtime) fn each_property(view: View<'_>, show: &mut dyn FnMut(&str, View<'_>)) {
    match plain(view) {
        View::Map(map) => map.each(show),
        View::Raw(Value::Object(entries)) => {
            for (key, value) in entries {
                show(key, View::Raw(value));
            }
        }
        View::Model(model) => encode::each_entry(model, show),
        _ => {}
    }
}

/// What stands inside a list or an object.
fn member(view: View<'_>) -> Option<String> {
    match plain(view) {
        View::Array(_) | View::Map(_) | View::Model(_) | View::Raw(Value::Array(_) | Value::Object(_)) => {
            Some(encode::to_value(view).to_string())
        }
        _ => scalar(view),
    }
}

/// The text of a value that is no list and no object; `None` for `null`.
pub(in crate::runtime) fn scalar(view: View<'_>) -> Option<String> {
    Some(match plain(view) {
        View::Null | View::Raw(Value::Null) => return None,
        View::Bool(truth) | View::Raw(&Value::Bool(truth)) => truth.to_string(),
        View::Signed(number) => number.to_string(),
        View::Unsigned(number) => number.to_string(),
        View::Float(number) => float(&number.to_string(), number.is_finite()),
        View::Single(number) => float(&number.to_string(), number.is_finite()),
        View::Raw(Value::Number(number)) => number.to_string(),
        View::Text(text) | View::Secret(text) => text.to_owned(),
        View::Raw(Value::String(text)) => text.clone(),
        View::Array(_)
        | View::Map(_)
        | View::Model(_)
        | View::Union(_)
        | View::Unlisted(_)
        | View::Raw(Value::Array(_) | Value::Object(_)) => encode::to_value(view).to_string(),
    })
}

/// A number that JSON cannot hold is `null` there; here it would be no number for any server.
fn float(text: &str, is_finite: bool) -> String {
    if is_finite { text.to_owned() } else { String::from("null") }
}

fn json(value: View<'_>) -> Option<String> {
    match plain(value) {
        View::Null => None,
        view => Some(encode::to_value(view).to_string()),
    }
}

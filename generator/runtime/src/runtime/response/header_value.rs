//! Response headers as types: texts, lists and objects in the style `simple` (OpenAPI 3.0.4, "Style Values"), and JSON.
//!
//! `a, b` is a list. `role,admin,level,3` is an object, and with `explode` so is `role=admin,level=3`.

use super::media_type::put_text;
use crate::runtime::basics::split::{pieces, split_once, trim};
use crate::runtime::model::decode;
use crate::runtime::model::wire::{Documented, Field, Model, Target, Typed};
use crate::runtime::transport::headers::header_text;
use http::{HeaderMap, HeaderName};
use serde_json::{Map, Value};

/// A header as a type, `None` if it is not there or the type cannot hold it: a text where the type takes texts, else
/// what the text is as JSON, a number or a boolean.
pub fn typed_header<H: Typed>(headers: &HeaderMap, name: &str) -> Option<H> {
    let text = header_text(headers, name)?;
    decode::from_value(text.into()).ok().or_else(|| decode::from_slice(text.as_bytes()).ok())
}

/// A header that is a list or an object as a type, `None` if it is not there or the type cannot hold it.
#[inline]
pub fn list_header<H: Typed>(headers: &HeaderMap, name: &str, explode: bool) -> Option<H> {
    let text = joined(headers, name)?;
    let value = compound(H::blank().target(), &text, explode)?;
    decode::from_value(value).ok()
}

/// A header that is JSON as a type, `None` if it is not there or the type cannot hold it.
#[inline]
pub fn json_header<H: Typed>(headers: &HeaderMap, name: &str) -> Option<H> {
    let text = joined(headers, name)?;
    let mut value = H::blank();
    let is_read = decode::read_slice(text.as_bytes(), value.target()).is_ok() || put_text(value.target(), &text);
    is_read.then_some(value)
}

/// All lines of a header as one (RFC 9110, section 5.3).
fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut joined = String::new();
    let mut is_there = false;
    for line in headers.get_all(HeaderName::from_bytes(name.as_bytes()).ok()?) {
        joined.push_str(if is_there { "," } else { "" });
        joined.push_str(line.to_str().ok()?);
        is_there = true;
    }
    is_there.then_some(joined)
}

/// What a text is as JSON. `target` is a blank value of the type, and says of what type each part is.
fn compound(target: Target<'_>, text: &str, explode: bool) -> Option<Value> {
    match target {
        Target::Nullable(field) => compound(field.begin(), text, explode),
        Target::Array(array) => {
            let mut items = Vec::new();
            for (index, item) in parts(text).into_iter().enumerate() {
                let text = array.place(index).and_then(|place| typed(place, item));
                items.push(text.or_else(|| typed_as_json(item))?);
            }
            Some(Value::Array(items))
        }
        Target::Map(map) => {
            let mut entries = Map::new();
            for (key, text) in pairs(text, explode)? {
                let value = typed(map.insert(&key), &text).or_else(|| typed_as_json(&text))?;
                entries.insert(key, value);
            }
            Some(Value::Object(entries))
        }
        Target::Model(model) => {
            let mut entries = Map::new();
            for (key, text) in pairs(text, explode)? {
                let value = property(model, &key, &text);
                entries.insert(key, value);
            }
            Some(Value::Object(entries))
        }
        _ => Some(text.into()),
    }
}

fn property(model: &mut dyn Model, key: &str, text: &str) -> Value {
    let index = Documented::find(model.info().fields, key, 0);
    let field: Option<&mut dyn Field> = index.map(|index| model.field_mut(index));
    let is_text = field.is_none_or(|field| typed(field.begin(), text).is_some());
    if is_text { text.into() } else { typed_as_json(text).unwrap_or_else(|| text.into()) }
}

/// The text, if the place takes texts.
fn typed(target: Target<'_>, text: &str) -> Option<Value> {
    decode::read_value(text.into(), target).is_ok().then(|| text.into())
}

/// The number or boolean that a text is.
fn typed_as_json(text: &str) -> Option<Value> {
    decode::parse_text(text)
}

/// The pieces between commas, without space around them.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    if !trim(text).is_empty() {
        for piece in pieces(text, ",") {
            parts.push(trim(piece));
        }
    }
    parts
}

/// Keys and values; `None` if a key has no value.
fn pairs(text: &str, explode: bool) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut parts = parts(text).into_iter();
    while let Some(part) = parts.next() {
        let (key, value) = if explode { split_once(part, "=")? } else { (part, parts.next()?) };
        pairs.push((key.to_owned(), value.to_owned()));
    }
    Some(pairs)
}

//! Reading what has something inside: lists, maps and models.

use super::super::encode;
use super::super::wire::{Array, Documented, Map, Model};
use super::{Scratch, Seed, seed};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Reads an element of a list; the place is made only once there is an element.
struct ElementSeed<'t, 'r> {
    array: &'t mut dyn Array,
    scratch: &'r mut Scratch,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        seed(self.array.push(), self.scratch).deserialize(deserializer)
    }
}

pub(super) fn read_array<'de, A: SeqAccess<'de>>(
    array: &mut dyn Array,
    mut elements: A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let mut count = 0;
    while let Some(taken) = elements.next_element_seed(ElementSeed { array, scratch })? {
        if !taken {
            // One odd element: the list is kept raw as a whole, so that it keeps its length.
            let mut all = encode::array_to_values(array, count);
            all.push(scratch.refused.take());
            while let Some(element) = elements.next_element()? {
                all.push(element);
            }
            scratch.refused = Value::Array(all);
            return Ok(false);
        }
        count += 1;
    }
    Ok(true)
}

pub(super) fn read_model<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    first: Option<Key>,
    mut entries: A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let fields = model.info().fields;
    let mut order = scratch.take_order(fields);
    let mut key = first;
    // Where in the order the next field is noted: that of the field before it, plus one.
    let mut before = 0;
    // A field that is sent twice counts once: what was kept of it is forgotten.
    let mut has_kept = false;
    while let Some(known_or_not) = key {
        match known_or_not {
            Key::Field(index) => {
                if let Some(next) = order.next.get_mut(before) {
                    *next = index;
                }
                before = index + 1;
                let name = fields.get(index).map_or("", |field| field.name());
                if !read_field(model, index, &mut entries, scratch)? {
                    model.undocumented_mut().keep(name.to_owned(), scratch.refused.take());
                    has_kept = true;
                } else if has_kept {
                    model.undocumented_mut().forget(name);
                }
            }
            Key::Other(text) => read_other(model, text, &mut entries, scratch)?,
        }
        let expected = order.next.get(before).copied().unwrap_or(before);
        key = entries.next_key_seed(KeySeed { fields, expected })?;
    }
    scratch.orders.push(order);
    Ok(true)
}

/// Reads a field. False: it refused the value, and is absent.
fn read_field<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    index: usize,
    entries: &mut A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let documented = model.info().fields.get(index);
    let Some(field) = model.field_mut(index) else {
        scratch.refused = entries.next_value()?;
        return Ok(false);
    };
    // An undocumented null is no value of a field.
    let is_field = !documented.is_some_and(|documented| documented.can_be_null());
    let taken = entries.next_value_seed(Seed { target: field.begin(), scratch, is_field })?;
    if !taken {
        field.clear();
    }
    Ok(taken)
}

fn read_other<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    key: String,
    entries: &mut A,
    scratch: &mut Scratch,
) -> Result<(), A::Error> {
    let odd = match model.additional_mut() {
        Some(map) => {
            if entries.next_value_seed(seed(map.insert(&key), scratch))? {
                return Ok(());
            }
            map.remove(&key);
            scratch.refused.take()
        }
        None => entries.next_value()?,
    };
    model.undocumented_mut().keep(key, odd);
    Ok(())
}

pub(super) fn read_map<'de, A: MapAccess<'de>>(
    map: &mut dyn Map,
    first: Option<Key>,
    mut entries: A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let mut key = first.map(Key::into_text);
    while let Some(text) = key {
        if !entries.next_value_seed(seed(map.insert(&text), scratch))? {
            map.remove(&text);
            let mut all = encode::map_to_values(map);
            all.insert(text, scratch.refused.take());
            let next = entries.next_key()?;
            scratch.refused = read_raw(all, next, entries)?;
            return Ok(false);
        }
        key = entries.next_key()?;
    }
    Ok(true)
}

pub(super) fn read_raw<'de, A: MapAccess<'de>>(
    mut all: serde_json::Map<String, Value>,
    first: Option<String>,
    mut entries: A,
) -> Result<Value, A::Error> {
    let mut key = first;
    while let Some(text) = key {
        all.insert(text, entries.next_value()?);
        key = entries.next_key()?;
    }
    Ok(Value::Object(all))
}

/// A key of an object: a documented field by its index, or any other text.
pub(super) enum Key {
    Field(usize),
    Other(String),
}

impl Key {
    /// The text of a key that was read without documented fields.
    pub(super) fn into_text(self) -> String {
        match self {
            Key::Field(_) => String::new(),
            Key::Other(text) => text,
        }
    }
}

/// Reads a key.
pub(super) struct KeySeed {
    pub(super) fields: &'static [Documented],
    pub(super) expected: usize,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        match Documented::find(self.fields, key, self.expected) {
            Some(index) => Ok(Key::Field(index)),
            None => Ok(Key::Other(key.to_owned())),
        }
    }
}

//! Reading what has something inside: lists, maps and models.

use super::super::encode;
use super::super::wire::{Array, Documented, Map, Model, Target};
use super::{Scratch, Seed, seed};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Reads an element of a list; the place is made only once there is an element. Past the end of a tuple, it is refused.
struct ElementSeed<'t, 'r> {
    array: &'t mut dyn Array,
    index: usize,
    scratch: &'r mut Scratch,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        let mut beyond = Value::Null;
        let Some(target) = self.array.place(self.index) else {
            seed(Target::Raw(&mut beyond), self.scratch).deserialize(deserializer)?;
            self.scratch.refused = beyond;
            return Ok(false);
        };
        seed(target, self.scratch).deserialize(deserializer)
    }
}

pub(super) fn read_array<'de, A: SeqAccess<'de>>(
    array: &mut dyn Array,
    mut elements: A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let mut index = 0;
    while let Some(taken) = elements.next_element_seed(ElementSeed { array, index, scratch })? {
        if !taken {
            // One odd element: the list is kept raw as a whole, so that it keeps its length.
            let mut all = encode::array_to_values(array, index);
            all.push(scratch.refused.take());
            let rest: &mut dyn Array = &mut all;
            while elements.next_element_seed(ElementSeed { array: rest, index, scratch })?.is_some() {}
            scratch.refused = Value::Array(all);
            return Ok(false);
        }
        index += 1;
    }
    Ok(is_whole(array, index, scratch))
}

/// False: a tuple has more elements than were read, which are in the scratch.
pub(super) fn is_whole(array: &dyn Array, count: usize, scratch: &mut Scratch) -> bool {
    let is_whole = count >= array.count();
    if !is_whole {
        scratch.refused = Value::Array(encode::array_to_values(array, count));
    }
    is_whole
}

pub(super) fn read_model<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    first: Option<Key>,
    mut entries: A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let fields = model.info().fields;
    let is_nearest = std::mem::take(&mut scratch.is_nearest);
    let mut order = scratch.take_order(fields);
    let mut key = first;
    // Where in the order the next field is noted: that of the field before it, plus one.
    let mut before = 0;
    // A field that is sent twice counts once: what was kept of it is forgotten.
    let (mut has_kept, mut has_stale) = (false, false);
    while let Some(known_or_not) = key {
        match known_or_not {
            Key::Field(index) => {
                if let Some(next) = order.next.get_mut(before) {
                    *next = index;
                }
                before = index + 1;
                let name = fields.get(index).map_or("", |field| field.name());
                if read_field(model, index, &mut entries, scratch)? {
                    has_stale |= has_kept && model.undocumented().has(name);
                } else {
                    has_kept = true;
                    if !take_null(model, index, scratch) {
                        model.undocumented_mut().keep(name, scratch.refused.take());
                    }
                }
            }
            Key::Other => read_other(model, &mut entries, scratch)?,
        }
        let expected = order.next.get(before).copied().unwrap_or(before);
        key = next_key(&mut entries, fields, expected, scratch)?;
    }
    scratch.orders.push(order);
    scratch.is_nearest = is_nearest;
    if has_stale {
        forget_set_fields(model);
    }
    model.undocumented_mut().sort();
    Ok(true)
}

/// What was kept of fields that are set is forgotten.
fn forget_set_fields(model: &mut dyn Model) {
    let mut kept = std::mem::take(model.undocumented_mut());
    kept.forget(&|key| encode::field_is_set(model, key));
    *model.undocumented_mut() = kept;
}

/// Reads a field. False: it refused the value, and is absent.
fn read_field<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    index: usize,
    entries: &mut A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let field = model.field_mut(index);
    let taken = entries.next_value_seed(Seed { target: field.begin(), scratch, is_field: true })?;
    if !taken {
        field.clear();
    }
    Ok(taken)
}

/// Takes the `null` that a field refused, if it is documented: as the value of a field that takes any, else beside it.
pub(super) fn take_null(model: &mut dyn Model, index: usize, scratch: &Scratch) -> bool {
    let Some(documented) = model.info().fields.get(index) else { return false };
    if !scratch.refused.is_null() || !documented.can_be_null() {
        return false;
    }
    let field = model.field_mut(index);
    if !matches!(field.begin(), Target::Raw(_)) {
        field.clear();
        model.undocumented_mut().set_null(documented.name());
    }
    true
}

/// Reads what is no documented field; its key is in the scratch.
fn read_other<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    entries: &mut A,
    scratch: &mut Scratch,
) -> Result<(), A::Error> {
    let Some(map) = model.additional_mut() else {
        let place = model.undocumented_mut().place(&scratch.key);
        entries.next_value_seed(seed(Target::Raw(place), scratch))?;
        return Ok(());
    };
    let key = std::mem::take(&mut scratch.key);
    if !entries.next_value_seed(seed(map.insert(&key), scratch))? {
        map.remove(&key);
        model.undocumented_mut().keep(&key, scratch.refused.take());
    }
    scratch.key = key;
    Ok(())
}

pub(super) fn read_map<'de, A: MapAccess<'de>>(
    map: &mut dyn Map,
    first: Option<Key>,
    mut entries: A,
    scratch: &mut Scratch,
) -> Result<bool, A::Error> {
    let mut next = first;
    while next.is_some() {
        let key = std::mem::take(&mut scratch.key);
        if !entries.next_value_seed(seed(map.insert(&key), scratch))? {
            map.remove(&key);
            let mut all = encode::map_to_values(map);
            all.insert(key, scratch.refused.take());
            let next = next_key(&mut entries, &[], 0, scratch)?;
            read_object(&mut all, next, entries, scratch)?;
            scratch.refused = Value::Object(all);
            return Ok(false);
        }
        scratch.key = key;
        next = next_key(&mut entries, &[], 0, scratch)?;
    }
    Ok(true)
}

/// Reads all entries that are left into an object.
pub(super) fn read_object<'de, A: MapAccess<'de>>(
    all: &mut serde_json::Map<String, Value>,
    first: Option<Key>,
    mut entries: A,
    scratch: &mut Scratch,
) -> Result<(), A::Error> {
    let mut next = first;
    while next.is_some() {
        // Of a key that stands twice, the last value counts.
        let place = all.entry(std::mem::take(&mut scratch.key)).or_insert(Value::Null);
        entries.next_value_seed(seed(Target::Raw(place), scratch))?;
        next = next_key(&mut entries, &[], 0, scratch)?;
    }
    Ok(())
}

/// A key of an object: a documented field by its index, or any other text, which is in the scratch.
pub(super) enum Key {
    Field(usize),
    Other,
}

pub(super) fn next_key<'de, A: MapAccess<'de>>(
    entries: &mut A,
    fields: &'static [Documented],
    expected: usize,
    scratch: &mut Scratch,
) -> Result<Option<Key>, A::Error> {
    entries.next_key_seed(KeySeed { fields, expected, other: &mut scratch.key })
}

/// Reads a key.
struct KeySeed<'r> {
    fields: &'static [Documented],
    expected: usize,
    other: &'r mut String,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        match Documented::find(self.fields, key, self.expected) {
            Some(index) => Ok(Key::Field(index)),
            None => {
                self.other.clear();
                self.other.push_str(key);
                Ok(Key::Other)
            }
        }
    }
}

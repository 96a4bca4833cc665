//! Reading a JSON value that is in memory already: its parts are moved to their places, none is copied.

use super::super::encode;
use super::super::wire::{Array, Documented, Map, Model, Target};
use super::{Scratch, Seed, seed};
use serde::de::DeserializeSeed;
use serde_json::Value;

type Object = serde_json::Map<String, Value>;

impl Seed<'_, '_> {
    /// Takes a value. False: the place refused it, and it is in the scratch.
    pub(super) fn take(self, value: Value) -> bool {
        match (self.target, value) {
            (Target::Array(array), Value::Array(elements)) => take_array(array, elements, self.scratch),
            (Target::Map(map), Value::Object(entries)) => take_map(map, entries, self.scratch),
            (Target::Model(model), Value::Object(entries)) => take_model(model, entries, self.scratch),
            (Target::Nullable(field), value @ (Value::Array(_) | Value::Object(_))) => {
                Seed { target: field.begin(), scratch: self.scratch, is_field: self.is_field }.take(value)
            }
            (target, value @ (Value::Array(_) | Value::Object(_))) => {
                Seed { target, scratch: self.scratch, is_field: self.is_field }.whole(value)
            }
            (target, scalar) => {
                let kept = scalar.clone();
                let read = Seed { target, scratch: self.scratch, is_field: self.is_field }.deserialize(scalar);
                // Reading a value cannot fail as such; if it does all the same, nothing of it is lost.
                read.unwrap_or_else(|_| {
                    self.scratch.refused = kept;
                    false
                })
            }
        }
    }
}

fn take_array(array: &mut dyn Array, elements: Vec<Value>, scratch: &mut Scratch) -> bool {
    let mut elements = elements.into_iter();
    let mut count = 0;
    while let Some(element) = elements.next() {
        if !seed(array.push(), scratch).take(element) {
            // One odd element: the list is kept raw as a whole, so that it keeps its length.
            let mut all = encode::array_to_values(array, count);
            all.push(scratch.refused.take());
            all.extend(elements);
            scratch.refused = Value::Array(all);
            return false;
        }
        count += 1;
    }
    true
}

fn take_map(map: &mut dyn Map, entries: Object, scratch: &mut Scratch) -> bool {
    let mut entries = entries.into_iter();
    while let Some((key, value)) = entries.next() {
        if !seed(map.insert(&key), scratch).take(value) {
            map.remove(&key);
            let mut all = encode::map_to_values(map);
            all.insert(key, scratch.refused.take());
            all.extend(entries);
            scratch.refused = Value::Object(all);
            return false;
        }
    }
    true
}

fn take_model(model: &mut dyn Model, entries: Object, scratch: &mut Scratch) -> bool {
    let fields = model.info().fields;
    for (expected, (key, value)) in entries.into_iter().enumerate() {
        let index = Documented::find(fields, &key, expected);
        // An undocumented null is no value of a field.
        let is_field = !index.and_then(|index| fields.get(index)).is_some_and(Documented::can_be_null);
        let taken = match index.and_then(|index| model.field_mut(index)) {
            Some(field) => {
                let taken = Seed { target: field.begin(), scratch, is_field }.take(value);
                if !taken {
                    field.clear();
                }
                taken
            }
            None => match model.additional_mut() {
                Some(map) => {
                    let taken = seed(map.insert(&key), scratch).take(value);
                    if !taken {
                        map.remove(&key);
                    }
                    taken
                }
                None => {
                    scratch.refused = value;
                    false
                }
            },
        };
        if !taken {
            model.undocumented_mut().keep(key, scratch.refused.take());
        }
    }
    true
}

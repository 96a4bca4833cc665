//! Reading a JSON value that is in memory already: its parts are moved to their places, none is copied.

use super::super::encode;
use super::super::number;
use super::super::wire::{Array, Documented, Map, Model, Scalar, Target};
use super::inside::{is_whole, take_null};
use super::{Scratch, Seed, seed};
use serde_json::Value;

type Object = serde_json::Map<String, Value>;

impl Seed<'_, '_> {
    /// Takes a value. False: the place refused it, and it is in the scratch.
    pub(super) fn take(self, value: Value) -> bool {
        match (self.target, value) {
            (Target::Array(array), Value::Array(elements)) => take_array(array, elements, self.scratch),
            (Target::Map(map), Value::Object(entries)) => take_map(map, entries, self.scratch),
            (Target::Model(model), Value::Object(entries)) => take_model(model, entries, self.scratch),
            (Target::Nullable(field), value) if !value.is_null() => {
                Seed { target: field.begin(), scratch: self.scratch, is_field: self.is_field }.take(value)
            }
            (Target::Text(target), Value::String(text)) => {
                *target = text;
                true
            }
            (target, value) => Seed { target, scratch: self.scratch, is_field: self.is_field }.take_scalar(value),
        }
    }

    fn take_scalar(self, value: Value) -> bool {
        match (&self.target, &value) {
            (Target::Raw(_) | Target::Value(_) | Target::Union(_) | Target::Model(_), _)
            | (_, Value::Array(_) | Value::Object(_)) => self.whole(value),
            (_, Value::Null) => self.scalar(Scalar::Null),
            (_, Value::Bool(truth)) => self.scalar(Scalar::Bool(*truth)),
            (_, Value::Number(number)) => self.scalar(number::scalar(number, None)),
            (_, Value::String(text)) => self.scalar(Scalar::Text(text)),
        }
    }
}

fn take_array(array: &mut dyn Array, elements: Vec<Value>, scratch: &mut Scratch) -> bool {
    let mut elements = elements.into_iter();
    let mut count = 0;
    while let Some(element) = elements.next() {
        let taken = match array.place(count) {
            Some(target) => seed(target, scratch).take(element),
            None => {
                scratch.refused = element;
                false
            }
        };
        if !taken {
            // One odd element: the list is kept raw as a whole, so that it keeps its length.
            let mut all = encode::array_to_values(array, count);
            all.push(scratch.refused.take());
            all.extend(elements);
            scratch.refused = Value::Array(all);
            return false;
        }
        count += 1;
    }
    is_whole(array, count, scratch)
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
        let taken = match Documented::find(fields, &key, expected) {
            Some(index) => {
                let field = model.field_mut(index);
                let taken = Seed { target: field.begin(), scratch, is_field: true }.take(value);
                if !taken {
                    field.clear();
                }
                taken || take_null(model, index, scratch)
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
            model.undocumented_mut().keep(&key, scratch.refused.take());
        }
    }
    model.undocumented_mut().sort();
    true
}

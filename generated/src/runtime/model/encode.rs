//! Writing, comparing, printing and copying values through their views, once for all models.

use super::decode;
use super::number;
use super::wire::{Array, Documented, Map, Model, Scalar, Target, View, Wire};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// A value as JSON text.
///
/// # Errors
/// None that a value of this crate causes; a foreign type's `Serialize` can fail.
pub fn to_vec(value: &dyn Wire) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Written(value.view()))
}

/// A value as a JSON value.
pub fn to_value(view: View<'_>) -> Value {
    match view {
        View::Null => Value::Null,
        View::Bool(truth) => Value::Bool(truth),
        View::Signed(number) => Value::from(number),
        View::Unsigned(number) => Value::from(number),
        View::Float(number) => Value::from(number),
        View::Single(number) => Value::from(number::widened(number)),
        View::Text(text) | View::Secret(text) => Value::from(text),
        View::Array(array) => Value::Array(array_to_values(array, array.count())),
        View::Map(map) => Value::Object(map_to_values(map)),
        View::Model(model) => model_to_value(model),
        View::Union(union) => to_value(union.inner()),
        View::Raw(value) | View::Unlisted(value) => value.clone(),
    }
}

/// The elements of a list.
pub(in crate::runtime) struct Elements<'a> {
    array: &'a dyn Array,
    next: usize,
}

pub(in crate::runtime) fn elements(array: &dyn Array) -> Elements<'_> {
    Elements { array, next: 0 }
}

impl<'a> Iterator for Elements<'a> {
    type Item = View<'a>;

    fn next(&mut self) -> Option<View<'a>> {
        let element = self.array.get(self.next);
        self.next += 1;
        element
    }
}

/// The first elements of a list.
pub(in crate::runtime) fn array_to_values(array: &dyn Array, count: usize) -> Vec<Value> {
    let mut all = Vec::with_capacity(count);
    for element in elements(array) {
        if all.len() == count {
            break;
        }
        all.push(to_value(element));
    }
    all
}

pub(in crate::runtime) fn map_to_values(map: &dyn Map) -> serde_json::Map<String, Value> {
    let mut all = serde_json::Map::new();
    map.each(&mut |key, value| _ = all.insert(key.to_owned(), to_value(value)));
    all
}

fn model_to_value(model: &dyn Model) -> Value {
    if let Some(whole) = whole(model) {
        return whole.clone();
    }
    let mut all = Value::Object(serde_json::Map::new());
    each_entry(model, &mut |key, value| all[key] = to_value(value));
    all
}

/// What `Serialize` of a type does.
///
/// # Errors
/// Those of the data format.
#[inline]
pub fn serialize<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    Written(value.view()).serialize(serializer)
}

/// A view that serde writes.
struct Written<'a>(View<'a>);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            View::Null => serializer.serialize_unit(),
            View::Bool(truth) => serializer.serialize_bool(truth),
            View::Signed(number) => serializer.serialize_i64(number),
            View::Unsigned(number) => serializer.serialize_u64(number),
            View::Float(number) => serializer.serialize_f64(number),
            View::Single(number) => serializer.serialize_f64(number::widened(number)),
            View::Text(text) | View::Secret(text) => serializer.serialize_str(text),
            View::Array(array) => {
                let mut sequence = serializer.serialize_seq(Some(array.count()))?;
                for element in elements(array) {
                    sequence.serialize_element(&Written(element))?;
                }
                sequence.end()
            }
            View::Map(map) => {
                let mut entries = serializer.serialize_map(Some(map.count()))?;
                write(&mut entries, &mut |show| map.each(show))?;
                entries.end()
            }
            View::Model(model) => write_model(model, serializer),
            View::Union(union) => Written(union.inner()).serialize(serializer),
            View::Raw(value) | View::Unlisted(value) => value.serialize(serializer),
        }
    }
}

fn write_model<S: Serializer>(model: &dyn Model, serializer: S) -> Result<S::Ok, S::Error> {
    if let Some(whole) = whole(model) {
        return whole.serialize(serializer);
    }
    let mut entries = serializer.serialize_map(None)?;
    for (index, documented) in model.info().fields.iter().enumerate() {
        if let Some(view) = value_or_null(model, index, documented) {
            entries.serialize_entry(documented.name(), &Written(view))?;
        }
    }
    write(&mut entries, &mut |show| each_further(model, show))?;
    entries.end()
}

/// Writes what `each` shows. It shows to a closure, which cannot stop it: the first error is kept, and nothing is written
/// after it.
fn write<M: SerializeMap>(entries: &mut M, each: &mut dyn FnMut(Show<'_>)) -> Result<(), M::Error> {
    let mut written = Ok(());
    each(&mut |key, value| {
        if written.is_ok() {
            written = entries.serialize_entry(key, &Written(value));
        }
    });
    written
}

type Show<'a> = &'a mut dyn FnMut(&str, View<'_>);

/// Shows all entries of a model: its fields, and what it has further.
pub(in crate::runtime) fn each_entry(model: &dyn Model, show: Show<'_>) {
    for (index, documented) in model.info().fields.iter().enumerate() {
        if let Some(view) = value_or_null(model, index, documented) {
            show(documented.name(), view);
        }
    }
    each_further(model, show);
}

/// Shows the entries of a model that are no fields. What a field or a typed entry says wins over what stands raw under
/// the same key.
fn each_further(model: &dyn Model, show: Show<'_>) {
    let additional = model.additional();
    if let Some(additional) = additional {
        additional.each(&mut |key, value| {
            if !field_is_set(model, key) {
                show(key, value);
            }
        });
    }
    for (key, value) in model.undocumented().iter() {
        if !field_is_set(model, key) && additional.is_none_or(|additional| additional.find(key).is_none()) {
            show(key, View::Raw(value));
        }
    }
}

/// The value of a field, or the documented `null` in its place.
pub(in crate::runtime) fn value_or_null<'a>(
    model: &'a dyn Model,
    index: usize,
    documented: &Documented,
) -> Option<View<'a>> {
    match model.value(index) {
        None if documented.can_be_null() && model.undocumented().has_null(documented.name()) => Some(View::Null),
        value => value,
    }
}

/// What a model stands for that was sent as no object.
fn whole(model: &dyn Model) -> Option<&Value> {
    let undocumented = model.undocumented();
    undocumented.whole().filter(|_| undocumented.is_whole_only() && is_blank(model))
}

/// What the method `is_null` of a model does.
pub fn is_null(model: &dyn Model, key: &str) -> bool {
    match Documented::find(model.info().fields, key, 0).and_then(|index| model.value(index)) {
        Some(value) => matches!(value, View::Null | View::Raw(Value::Null)),
        None => model.undocumented().is_null(key),
    }
}

pub(in crate::runtime) fn field_is_set(model: &dyn Model, key: &str) -> bool {
    let index = Documented::find(model.info().fields, key, 0);
    index.is_some_and(|index| model.value(index).is_some())
}

fn is_blank(model: &dyn Model) -> bool {
    for (index, documented) in model.info().fields.iter().enumerate() {
        if value_or_null(model, index, documented).is_some() {
            return false;
        }
    }
    model.additional().is_none_or(|additional| additional.count() == 0)
}

/// What `PartialEq` of a model does.
pub fn same_model(one: &dyn Model, other: &dyn Model) -> bool {
    for (index, documented) in one.info().fields.iter().enumerate() {
        if !both_same(value_or_null(one, index, documented), value_or_null(other, index, documented)) {
            return false;
        }
    }
    both_same(one.additional().map(View::Map), other.additional().map(View::Map))
        && one.undocumented() == other.undocumented()
}

fn both_same(one: Option<View<'_>>, other: Option<View<'_>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Whether two values of the same type are equal.
pub fn same(one: View<'_>, other: View<'_>) -> bool {
    match (one, other) {
        (View::Null, View::Null) => true,
        (View::Bool(one), View::Bool(other)) => one == other,
        (View::Signed(one), View::Signed(other)) => one == other,
        (View::Unsigned(one), View::Unsigned(other)) => one == other,
        (View::Float(one), View::Float(other)) => one == other,
        (View::Single(one), View::Single(other)) => one == other,
        (View::Text(one) | View::Secret(one), View::Text(other) | View::Secret(other)) => one == other,
        (View::Array(one), View::Array(other)) => {
            for (index, one) in elements(one).enumerate() {
                if !both_same(Some(one), other.get(index)) {
                    return false;
                }
            }
            one.count() == other.count()
        }
        (View::Map(one), View::Map(other)) => {
            let mut equal = one.count() == other.count();
            one.each(&mut |key, value| {
                equal = equal && other.find(key).is_some_and(|other| same(value, other));
            });
            equal
        }
        (View::Model(one), View::Model(other)) => same_model(one, other),
        (View::Union(one), View::Union(other)) => one.branch() == other.branch() && same(one.inner(), other.inner()),
        (View::Raw(one) | View::Unlisted(one), View::Raw(other) | View::Unlisted(other)) => one == other,
        _ => false,
    }
}

/// What `Debug` of a model does: the fields that are there, and what is undocumented.
///
/// # Errors
/// Those of the formatter.
pub fn debug_model(model: &dyn Model, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut shown = f.debug_struct(model.info().name);
    for (index, documented) in model.info().fields.iter().enumerate() {
        if let Some(view) = value_or_null(model, index, documented) {
            shown.field(documented.name(), &Shown(view));
        }
    }
    if let Some(additional) = model.additional() {
        shown.field("additional_properties", &Shown(View::Map(additional)));
    }
    if !model.undocumented().is_empty() {
        shown.field("undocumented", model.undocumented());
    }
    shown.finish()
}

/// What `Debug` of a value does.
///
/// # Errors
/// Those of the formatter.
pub fn debug(value: &dyn Wire, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Shown(value.view()), f)
}

/// A view that is printed.
pub(in crate::runtime) struct Shown<'a>(pub(in crate::runtime) View<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            View::Null => f.write_str("null"),
            View::Bool(truth) => truth.fmt(f),
            View::Signed(number) => number.fmt(f),
            View::Unsigned(number) => number.fmt(f),
            View::Float(number) => number.fmt(f),
            View::Single(number) => number.fmt(f),
            View::Text(text) => text.fmt(f),
            View::Secret(_) => f.write_str("(secret)"),
            View::Array(array) => {
                let mut shown = f.debug_list();
                for element in elements(array) {
                    shown.entry(&Shown(element));
                }
                shown.finish()
            }
            View::Map(map) => {
                let mut shown = f.debug_map();
                map.each(&mut |key, value| {
                    shown.entry(&key, &Shown(value));
                });
                shown.finish()
            }
            View::Model(model) => debug_model(model, f),
            View::Union(union) => Shown(union.inner()).fmt(f),
            View::Raw(value) | View::Unlisted(value) => write!(f, "{value}"),
        }
    }
}

/// What `Clone` of a model does.
pub fn copy_of<M: Model + Default>(model: &M) -> M {
    let mut copy = M::default();
    // Called through a pointer: the compiler, before it decides about inlining, follows all direct calls, for each model.
    let deep: fn(&mut dyn Model, &dyn Model) = copy_model;
    deep(&mut copy, model);
    copy
}

fn copy_model(to: &mut dyn Model, from: &dyn Model) {
    for index in 0..from.info().fields.len() {
        if let Some(from) = from.value(index) {
            copy(to.field_mut(index).begin(), from);
        }
    }
    if let (Some(to), Some(from)) = (to.additional_mut(), from.additional()) {
        from.each(&mut |key, value| copy(to.insert(key), value));
    }
    to.undocumented_mut().clone_from(from.undocumented());
}

/// Makes a blank value a copy of another value of its type.
pub fn copy(to: Target<'_>, from: View<'_>) {
    match (to, from) {
        (Target::Bool(to), View::Bool(from)) => *to = from,
        (Target::Signed(to), View::Signed(from)) => *to = from,
        (Target::Float(to), View::Float(from)) => *to = from,
        (Target::Text(to), View::Text(from) | View::Secret(from)) => to.push_str(from),
        (Target::Raw(to), View::Raw(from)) => to.clone_from(from),
        (Target::Model(to), View::Model(from)) => copy_model(to, from),
        (Target::Array(to), View::Array(from)) => {
            for (index, element) in elements(from).enumerate() {
                if let Some(to) = to.place(index) {
                    copy(to, element);
                }
            }
        }
        (Target::Map(to), View::Map(from)) => from.each(&mut |key, value| copy(to.insert(key), value)),
        (Target::Union(to), View::Union(from)) => {
            to.select(from.branch());
            copy(to.inner_mut(), from.inner());
        }
        (Target::Nullable(to), View::Null) => to.clear(),
        (Target::Nullable(to), from) => copy(to.begin(), from),
        (Target::Scalar(to), from) => {
            to.put(match from {
                View::Bool(truth) => Scalar::Bool(truth),
                View::Signed(number) => Scalar::Signed(number),
                View::Unsigned(number) => i64::try_from(number).map_or(Scalar::Unsigned(number), Scalar::Signed),
                View::Float(number) => Scalar::Float(number),
                View::Single(number) => Scalar::Single(number),
                View::Text(text) | View::Secret(text) => Scalar::Text(text),
                View::Unlisted(Value::String(text)) => Scalar::Text(text),
                _ => Scalar::Null,
            });
        }
        // What is neither the same type nor a scalar is a whole value: as JSON.
        (to, from) => {
            let _ = decode::read_value(to_value(from), to);
        }
    }
}

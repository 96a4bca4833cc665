//! Reading JSON into values: serde's visitors, once for all models.
//!
//! [`from_slice`] reads a whole JSON text. A value of another type than documented is handed back raw to whoever
//! contains it; see [`Undocumented`](super::undocumented::Undocumented) for where it goes.

mod inside;
mod repair;
mod text;
mod value;

pub(in crate::runtime) use self::repair::Lost;
pub use self::text::{DecodeError, from_slice, read_slice};
pub(in crate::runtime) use self::text::{is_json, parse, parse_body, parse_text, read_body, without_mark};

use self::inside::{Key, next_key, read_array, read_map, read_model, read_object};
use super::number;
use super::values::{float, integer};
use super::wire::{Documented, Scalar, Target, Typed};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use std::fmt;

/// Reads a JSON value.
///
/// # Errors
/// The value, if the type cannot hold it. A model holds every value.
pub fn from_value<T: Typed>(value: Value) -> Result<T, Value> {
    let mut target = T::blank();
    read_value(value, target.target())?;
    Ok(target)
}

/// As [`from_value`], into a blank value.
///
/// # Errors
/// As [`from_value`].
pub fn read_value(value: Value, target: Target<'_>) -> Result<(), Value> {
    read_value_by(value, target, Mode::Whole)
}

/// As [`read_value`], with a way to choose the branches of unions.
pub(in crate::runtime) fn read_value_by(value: Value, target: Target<'_>, mode: Mode) -> Result<(), Value> {
    let mut scratch = Scratch { mode, ..Scratch::default() };
    if seed(target, &mut scratch).take(value) { Ok(()) } else { Err(scratch.refused) }
}

/// Reads any data format of serde: what `Deserialize` of a type does.
///
/// # Errors
/// Those of the format, and one if the type cannot hold the value. A model holds every value.
pub fn deserialize<'de, T: Typed, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    read(deserializer, value.target())?;
    Ok(value)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D, target: Target<'_>) -> Result<(), D::Error> {
    let mut scratch = Scratch::default();
    if seed(target, &mut scratch).deserialize(deserializer)? {
        return Ok(());
    }
    Err(D::Error::custom(format_args!("not of the documented type: found {}", kind_of(&scratch.refused))))
}

/// What kind of JSON value it is, for messages.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// How the branch of a union is chosen.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::runtime) enum Mode {
    /// By all that is inside of the value.
    #[default]
    Whole,
    /// By its outermost level: while a union around it is being decided.
    Glance,
}

/// What is handed along while a text is read.
#[derive(Default)]
struct Scratch {
    /// The value that was refused last.
    refused: Value,
    /// In which order the fields of the models were sent so far.
    orders: Vec<Order>,
    /// The key that was read last, if it is none of a documented field.
    key: String,
    mode: Mode,
    /// A float takes the number that is nearest, where no model is around it that could keep the number itself.
    is_nearest: bool,
}

/// After each field (and before the first) the one that followed it last time: in a list of models the keys are in the
/// same order in all of them, whatever order that is.
struct Order {
    fields: &'static [Documented],
    next: Vec<usize>,
}

impl Scratch {
    /// The float nearest to a number that none holds exactly, if there is nowhere else for the number.
    fn nearest(&self, scalar: Scalar<'_>) -> Option<f64> {
        if self.is_nearest { scalar.to_value().as_f64() } else { None }
    }

    fn take_order(&mut self, fields: &'static [Documented]) -> Order {
        for (index, order) in self.orders.iter().enumerate() {
            if std::ptr::eq(order.fields, fields) {
                return self.orders.swap_remove(index);
            }
        }
        let mut next = Vec::with_capacity(fields.len() + 1);
        for index in 0..=fields.len() {
            next.push(index);
        }
        Order { fields, next }
    }
}

/// Reads one value into its place. False: the place refused the value, which is in the scratch then.
struct Seed<'t, 'r> {
    target: Target<'t>,
    scratch: &'r mut Scratch,
    /// A model that is a field takes objects only: another value belongs to the model around it. As an element of a
    /// list it takes every value, so that the list keeps its length.
    is_field: bool,
}

fn seed<'t, 'r>(target: Target<'t>, scratch: &'r mut Scratch) -> Seed<'t, 'r> {
    Seed { target, scratch, is_field: false }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        match self.target {
            Target::Value(_) | Target::Union(_) => {
                let mut value = Value::Null;
                seed(Target::Raw(&mut value), self.scratch).deserialize(deserializer)?;
                // Through a pointer, as in `encode::copy_of`: the reading of unions would be followed for every model.
                let whole: fn(Self, Value) -> bool = Seed::whole;
                Ok(whole(self, value))
            }
            Target::Raw(_)
            | Target::Bool(_)
            | Target::Signed(_)
            | Target::Float(_)
            | Target::Text(_)
            | Target::Scalar(_)
            | Target::Array(_)
            | Target::Map(_)
            | Target::Model(_)
            | Target::Nullable(_) => deserializer.deserialize_any(self),
        }
    }
}

impl Seed<'_, '_> {
    fn large(self, text: &str) -> Result<bool, serde_json::Error> {
        let number: Number = text.parse()?;
        Ok(self.scalar(number::scalar(&number, Some(text))))
    }

    fn scalar(self, scalar: Scalar<'_>) -> bool {
        let taken = match (self.target, scalar) {
            (Target::Text(target), Scalar::Text(text)) => {
                *target = text.to_owned();
                true
            }
            (Target::Bool(target), Scalar::Bool(truth)) => {
                *target = truth;
                true
            }
            (Target::Signed(target), _) => put(target, integer(scalar).and_then(|number| i64::try_from(number).ok())),
            (Target::Float(target), _) => put(target, float(scalar).or_else(|| self.scratch.nearest(scalar))),
            (Target::Scalar(target), _) => target.put(scalar),
            (Target::Nullable(field), Scalar::Null) => {
                field.clear();
                true
            }
            (Target::Nullable(field), _) => {
                return Seed { target: field.begin(), scratch: self.scratch, is_field: self.is_field }.scalar(scalar);
            }
            (target @ (Target::Model(_) | Target::Raw(_) | Target::Value(_) | Target::Union(_)), _) => {
                let seed = Seed { target, scratch: self.scratch, is_field: self.is_field };
                return seed.whole(scalar.to_value());
            }
            (Target::Text(_) | Target::Bool(_) | Target::Array(_) | Target::Map(_), _) => false,
        };
        if !taken {
            self.scratch.refused = scalar.to_value();
        }
        taken
    }

    /// Offers a value that is read already.
    fn whole(self, value: Value) -> bool {
        // An undocumented null is no value of a field, whatever else the field takes.
        let taken = match self.target {
            _ if self.is_field && value.is_null() => Err(value),
            Target::Model(model) if !self.is_field => {
                model.undocumented_mut().set_whole(value);
                Ok(())
            }
            Target::Raw(target) => {
                *target = value;
                Ok(())
            }
            Target::Value(target) => target.put_value(value),
            Target::Union(union) => {
                super::union::read(union, value, self.scratch.mode);
                Ok(())
            }
            Target::Nullable(field) => {
                return Seed { target: field.begin(), scratch: self.scratch, is_field: self.is_field }.whole(value);
            }
            Target::Bool(_)
            | Target::Signed(_)
            | Target::Float(_)
            | Target::Text(_)
            | Target::Scalar(_)
            | Target::Array(_)
            | Target::Map(_)
            | Target::Model(_) => Err(value),
        };
        match taken {
            Ok(()) => true,
            Err(value) => {
                self.scratch.refused = value;
                false
            }
        }
    }
}

fn put<T>(target: &mut T, value: Option<T>) -> bool {
    value.map(|value| *target = value).is_some()
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_none<E>(self) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Bool(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Signed(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<bool, E> {
        Ok(self.scalar(i64::try_from(number).map_or(Scalar::Unsigned(number), Scalar::Signed)))
    }

    /// What serde_json's `Value` hands out for integers of more than 64 bits, where it keeps their digits.
    fn visit_i128<E: serde::de::Error>(self, number: i128) -> Result<bool, E> {
        self.large(&number.to_string()).map_err(E::custom)
    }

    fn visit_u128<E: serde::de::Error>(self, number: u128) -> Result<bool, E> {
        self.large(&number.to_string()).map_err(E::custom)
    }

    fn visit_f64<E>(self, number: f64) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Float(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<bool, E> {
        Ok(self.scalar(Scalar::Text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<bool, A::Error> {
        match self.target {
            Target::Array(array) => read_array(array, elements, self.scratch),
            Target::Nullable(field) => {
                Seed { target: field.begin(), scratch: self.scratch, is_field: self.is_field }.visit_seq(elements)
            }
            Target::Raw(_)
            | Target::Value(_)
            | Target::Union(_)
            | Target::Model(_)
            | Target::Bool(_)
            | Target::Signed(_)
            | Target::Float(_)
            | Target::Text(_)
            | Target::Scalar(_)
            | Target::Map(_) => {
                let mut all: Vec<Value> = Vec::new();
                read_array(&mut all, elements, self.scratch)?;
                Ok(self.whole(Value::Array(all)))
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<bool, A::Error> {
        if let Target::Nullable(field) = self.target {
            let inside = Seed { target: field.begin(), scratch: self.scratch, is_field: self.is_field };
            return inside.visit_map(entries);
        }
        let fields = if let Target::Model(model) = &self.target { model.info().fields } else { &[] };
        let first = next_key(&mut entries, fields, 0, self.scratch)?;
        if matches!(first, Some(Key::Other)) && self.scratch.key == number::TOKEN {
            let mut text = Value::Null;
            entries.next_value_seed(seed(Target::Raw(&mut text), self.scratch))?;
            let number: Number = text.as_str().unwrap_or_default().parse().map_err(A::Error::custom)?;
            return Ok(self.take(Value::Number(number)));
        }
        match self.target {
            Target::Model(model) => read_model(model, first, entries, self.scratch),
            Target::Map(map) => read_map(map, first, entries, self.scratch),
            Target::Raw(_)
            | Target::Value(_)
            | Target::Union(_)
            | Target::Bool(_)
            | Target::Signed(_)
            | Target::Float(_)
            | Target::Text(_)
            | Target::Scalar(_)
            | Target::Array(_)
            | Target::Nullable(_) => {
                let mut all = serde_json::Map::new();
                read_object(&mut all, first, entries, self.scratch)?;
                Ok(self.whole(Value::Object(all)))
            }
        }
    }
}

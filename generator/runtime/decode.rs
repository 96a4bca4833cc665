//! Reading JSON into values: serde's visitors, once for all models.
//!
//! [`from_slice`] reads a whole JSON text. A value of another type than documented is handed back raw to whoever
//! contains it; see [`Undocumented`](super::undocumented::Undocumented) for where it goes.

use super::encode;
use super::number;
use super::wire::{ArrayTarget, Documented, MapTarget, Model, ObjectTarget, Scalar, Typed, Wire};
use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Why a JSON text could not be read as a type.
#[derive(Debug)]
pub struct DecodeError {
    kind: DecodeErrorKind,
}

#[derive(Debug)]
enum DecodeErrorKind {
    Syntax(serde_json::Error),
    Type { found: &'static str },
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            DecodeErrorKind::Syntax(error) => write!(f, "not valid JSON: {error}"),
            DecodeErrorKind::Type { found } => write!(f, "not of the documented type: found {found}"),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            DecodeErrorKind::Syntax(error) => Some(error),
            DecodeErrorKind::Type { .. } => None,
        }
    }
}

/// Reads a JSON text.
///
/// # Errors
/// If the text is no JSON, or if the type cannot hold its value. A model holds every value.
pub fn from_slice<T: Typed>(text: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    read_slice(text, &mut value)?;
    Ok(value)
}

/// As [`from_slice`], into a value that is there.
///
/// # Errors
/// As [`from_slice`].
pub fn read_slice(text: &[u8], target: &mut dyn Wire) -> Result<(), DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let read = seed(target).deserialize(&mut deserializer).and_then(|read| deserializer.end().map(|()| read));
    match read {
        Ok(Ok(())) => Ok(()),
        Ok(Err(refused)) => Err(DecodeError { kind: DecodeErrorKind::Type { found: kind_of(&refused) } }),
        Err(error) => Err(DecodeError { kind: DecodeErrorKind::Syntax(error) }),
    }
}

/// Reads a JSON value.
///
/// # Errors
/// The value, if the type cannot hold it. A model holds every value.
pub fn from_value<T: Typed>(value: Value) -> Result<T, Value> {
    let mut target = T::blank();
    read_value(value, &mut target)?;
    Ok(target)
}

/// As [`from_value`], into a value that is there.
///
/// # Errors
/// As [`from_value`].
pub fn read_value(value: Value, target: &mut dyn Wire) -> Result<(), Value> {
    if target.wants_raw() {
        return target.put_raw(value);
    }
    // Reading a value cannot fail as such; if it does all the same, nothing of it is lost.
    let kept = value.clone();
    seed(target).deserialize(value).unwrap_or(Err(kept))
}

/// Reads any data format of serde: what `Deserialize` of a type does.
///
/// # Errors
/// Those of the format, and one if the type cannot hold the value. A model holds every value.
pub fn deserialize<'de, T: Typed, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    match seed(&mut value).deserialize(deserializer)? {
        Ok(()) => Ok(value),
        Err(refused) => Err(D::Error::custom(format_args!("not of the documented type: found {}", kind_of(&refused)))),
    }
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

/// Reads one value into its place; `Err` is the value, if the place refused it.
struct Seed<'w> {
    target: &'w mut dyn Wire,
    /// A model that is a field takes objects only: another value belongs to the model around it. As an element of a
    /// list it takes every value, so that the list keeps its length.
    is_field: bool,
}

fn seed(target: &mut dyn Wire) -> Seed<'_> {
    Seed { target, is_field: false }
}

fn field_seed(target: &mut dyn Wire) -> Seed<'_> {
    Seed { target, is_field: true }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Result<(), Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.target.wants_raw() {
            let value = Value::deserialize(deserializer)?;
            // An undocumented null is no value of a field, whatever else the field takes.
            if self.is_field && value.is_null() {
                return Ok(if self.target.put(Scalar::Null) { Ok(()) } else { Err(value) });
            }
            return Ok(self.target.put_raw(value));
        }
        deserializer.deserialize_any(self)
    }
}

impl Seed<'_> {
    fn scalar(self, scalar: Scalar<'_>) -> Result<(), Value> {
        if self.target.put(scalar) { Ok(()) } else { self.raw(scalar.to_value()) }
    }

    fn raw(self, value: Value) -> Result<(), Value> {
        if self.is_field && matches!(self.target.object(), ObjectTarget::Model(_)) {
            return Err(value);
        }
        self.target.put_raw(value)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Result<(), Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(self.scalar(Scalar::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(self.scalar(Scalar::Bool(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(self.scalar(Scalar::Signed(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(self.scalar(i64::try_from(number).map_or(Scalar::Unsigned(number), Scalar::Signed)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(self.scalar(Scalar::Float(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.scalar(Scalar::Text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Self::Value, A::Error> {
        if let Some(array) = self.target.array() {
            return read_array(array, elements);
        }
        let value = Value::deserialize(serde::de::value::SeqAccessDeserializer::new(elements))?;
        Ok(self.raw(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut fields: &'static [Documented] = &[];
        if let ObjectTarget::Model(model) = self.target.object() {
            fields = model.fields();
        }
        let first = entries.next_key_seed(KeySeed { fields, expected: 0 })?;
        if let Some(Key::Other(key)) = &first
            && key == number::TOKEN
        {
            return number::with_scalar(&entries.next_value::<String>()?, |scalar| self.scalar(scalar));
        }
        match self.target.object() {
            ObjectTarget::Model(model) => {
                read_model(model, first, entries)?;
                Ok(Ok(()))
            }
            ObjectTarget::Map(map) => read_map(map, first, entries),
            ObjectTarget::Raw => {
                let value = read_raw(Map::new(), first.map(Key::into_text), entries)?;
                Ok(self.target.put_raw(value))
            }
        }
    }
}

fn read_array<'de, A: SeqAccess<'de>>(
    array: &mut dyn ArrayTarget,
    mut elements: A,
) -> Result<Result<(), Value>, A::Error> {
    loop {
        let place = array.push();
        match elements.next_element_seed(seed(place))? {
            Some(Ok(())) => {}
            Some(Err(odd)) => {
                // One odd element: the list is kept raw as a whole, so that it keeps its length.
                array.pop();
                let mut all = encode::array_to_values(array.so_far());
                all.push(odd);
                while let Some(element) = elements.next_element()? {
                    all.push(element);
                }
                return Ok(Err(Value::Array(all)));
            }
            None => {
                array.pop();
                return Ok(Ok(()));
            }
        }
    }
}

fn read_model<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    first: Option<Key>,
    mut entries: A,
) -> Result<(), A::Error> {
    let fields = model.fields();
    let mut key = first;
    let mut expected = 0;
    while let Some(known_or_not) = key {
        match known_or_not {
            Key::Field(index) => {
                expected = index + 1;
                read_field(model, index, &mut entries)?;
            }
            Key::Other(text) => read_other(model, text, &mut entries)?,
        }
        key = entries.next_key_seed(KeySeed { fields, expected })?;
    }
    Ok(())
}

fn read_field<'de, A: MapAccess<'de>>(model: &mut dyn Model, index: usize, entries: &mut A) -> Result<(), A::Error> {
    let read = match model.field_mut(index) {
        Some(field) => {
            let read = entries.next_value_seed(field_seed(field.begin()))?;
            if read.is_err() {
                field.clear();
            }
            read
        }
        None => Err(entries.next_value()?),
    };
    let name = model.fields().get(index).map_or("", |field| field.name);
    match read {
        Ok(()) => model.undocumented_mut().forget(name),
        Err(odd) => model.undocumented_mut().keep(name.to_owned(), odd),
    }
    Ok(())
}

fn read_other<'de, A: MapAccess<'de>>(model: &mut dyn Model, key: String, entries: &mut A) -> Result<(), A::Error> {
    let odd = match model.additional_mut() {
        Some(map) => match entries.next_value_seed(seed(map.insert(&key)))? {
            Ok(()) => return Ok(()),
            Err(odd) => {
                map.remove(&key);
                odd
            }
        },
        None => entries.next_value()?,
    };
    model.undocumented_mut().keep(key, odd);
    Ok(())
}

fn read_map<'de, A: MapAccess<'de>>(
    map: &mut dyn MapTarget,
    first: Option<Key>,
    mut entries: A,
) -> Result<Result<(), Value>, A::Error> {
    let mut key = first.map(Key::into_text);
    while let Some(text) = key {
        if let Err(odd) = entries.next_value_seed(seed(map.insert(&text)))? {
            map.remove(&text);
            let mut all = encode::map_to_values(map.so_far());
            all.insert(text, odd);
            let next = entries.next_key()?;
            return Ok(Err(read_raw(all, next, entries)?));
        }
        key = entries.next_key()?;
    }
    Ok(Ok(()))
}

fn read_raw<'de, A: MapAccess<'de>>(
    mut all: Map<String, Value>,
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
enum Key {
    Field(usize),
    Other(String),
}

impl Key {
    /// The text of a key that was read without documented fields.
    fn into_text(self) -> String {
        match self {
            Key::Field(_) => String::new(),
            Key::Other(text) => text,
        }
    }
}

/// Reads a key. Servers send fields in their documented order more often than not, so that one is tried first.
struct KeySeed {
    fields: &'static [Documented],
    expected: usize,
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
        if self.fields.get(self.expected).is_some_and(|field| field.name == key) {
            return Ok(Key::Field(self.expected));
        }
        match self.fields.iter().position(|field| field.name == key) {
            Some(index) => Ok(Key::Field(index)),
            None => Ok(Key::Other(key.to_owned())),
        }
    }
}

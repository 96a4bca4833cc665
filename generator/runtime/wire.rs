//! The traits behind every model: how a value is seen when it is written, and how it takes what is read.
//!
//! All of it is object-safe, so that the code that decodes and encodes JSON exists once in the crate, not once per
//! model. A model adds a table of its fields and nothing else.

use super::undocumented::Undocumented;
use serde_json::{Number, Value};
use std::any::Any;

/// A value, seen from outside: what writing, comparing and printing work on.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Signed(i64),
    /// An integer.
    Unsigned(u64),
    /// A number.
    Float(f64),
    /// A number of single precision.
    Single(f32),
    /// A string.
    Text(&'a str),
    /// A string that is not shown to people.
    Secret(&'a str),
    /// A list.
    Array(&'a dyn ArrayView),
    /// An object with any keys.
    Map(&'a dyn MapView),
    /// A model.
    Model(&'a dyn Model),
    /// Any JSON value.
    Raw(&'a Value),
    /// A value of an enum that the documentation does not list.
    Unlisted(&'a Value),
}

/// A JSON value that is no array and no object, as it is read.
#[derive(Debug, Clone, Copy)]
pub enum Scalar<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Signed(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A number that none of the others holds exactly.
    Number(&'a Number),
    /// A string.
    Text(&'a str),
}

impl Scalar<'_> {
    /// The scalar as a JSON value.
    pub fn to_value(self) -> Value {
        match self {
            Scalar::Null => Value::Null,
            Scalar::Bool(truth) => Value::Bool(truth),
            Scalar::Signed(number) => Value::from(number),
            Scalar::Unsigned(number) => Value::from(number),
            Scalar::Float(number) => Value::from(number),
            Scalar::Number(number) => Value::Number(number.clone()),
            Scalar::Text(text) => Value::from(text),
        }
    }
}

/// Where an object that is read goes.
pub enum ObjectTarget<'a> {
    /// Not here: it is read as a raw value and offered to [`Wire::put_raw`].
    Raw,
    /// Into a model.
    Model(&'a mut dyn Model),
    /// Into a map.
    Map(&'a mut dyn MapTarget),
}

/// A type that can stand in JSON.
///
/// A value that is read starts as the type's blank and is offered what was sent by exactly one of the methods
/// `put`, `array`, `object` and `put_raw`. A type that cannot hold it exactly refuses; nothing is ever converted.
pub trait Wire: Any + Send + Sync {
    /// The value, to be written.
    fn view(&self) -> View<'_>;

    /// Takes a scalar. False: refused, and the value is unchanged.
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let _ = scalar;
        false
    }

    /// Takes an array, element by element. `None`: it is offered to [`Wire::put_raw`].
    fn array(&mut self) -> Option<&mut dyn ArrayTarget> {
        None
    }

    /// Takes an object.
    fn object(&mut self) -> ObjectTarget<'_> {
        ObjectTarget::Raw
    }

    /// Takes a JSON value as a whole.
    ///
    /// # Errors
    /// The value, if it is refused.
    fn put_raw(&mut self, value: Value) -> Result<(), Value> {
        Err(value)
    }

    /// True if everything, scalars too, is to be offered to [`Wire::put_raw`].
    fn wants_raw(&self) -> bool {
        false
    }

    /// Becomes a copy of another value of the same type; does nothing if the type is another.
    fn copy_from(&mut self, other: &dyn Wire);
}

/// A type whose values the runtime can make and copy.
pub trait Typed: Wire + Clone {
    /// The value before anything is read into it: zero, empty, absent.
    fn blank() -> Self;
}

/// A list, seen from outside.
pub trait ArrayView {
    /// How many elements it has.
    fn count(&self) -> usize;
    /// An element, `None` past the end.
    fn get(&self, index: usize) -> Option<&dyn Wire>;
}

/// A list that is read.
pub trait ArrayTarget {
    /// Adds an element and gives its place.
    fn push(&mut self) -> &mut dyn Wire;
    /// Removes the last element.
    fn pop(&mut self);
    /// The list so far.
    fn so_far(&self) -> &dyn ArrayView;
}

/// A map, seen from outside.
pub trait MapView {
    /// How many entries it has.
    fn count(&self) -> usize;
    /// Shows all entries in their order.
    fn each(&self, show: &mut dyn FnMut(&str, &dyn Wire));
    /// The value of a key.
    fn find(&self, key: &str) -> Option<&dyn Wire>;
}

/// A map that is read.
pub trait MapTarget {
    /// Adds an entry and gives its value's place.
    fn insert(&mut self, key: &str) -> &mut dyn Wire;
    /// Removes an entry.
    fn remove(&mut self, key: &str);
    /// The map so far.
    fn so_far(&self) -> &dyn MapView;
}

/// A field of a model: an `Option` of a type.
pub trait Field: Any + Send + Sync {
    /// The value, if it is there.
    fn view(&self) -> Option<View<'_>>;
    /// Puts the type's blank value there and gives its place.
    fn begin(&mut self) -> &mut dyn Wire;
    /// Takes the value away.
    fn clear(&mut self);
    /// Becomes a copy of the same field of another model.
    fn copy_from(&mut self, other: &dyn Field);
}

/// What the documentation says about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Documented {
    /// The key in JSON.
    pub name: &'static str,
    /// The documentation says that it is always there.
    pub required: bool,
}

impl Documented {
    /// A field that may be absent.
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }

    /// A field that the documentation says is always there.
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }
}

/// An object with documented fields.
pub trait Model: Wire {
    /// The name of the Rust type.
    fn name(&self) -> &'static str;
    /// The documented fields. Their indices are those of `field` and `field_mut`.
    fn fields(&self) -> &'static [Documented];
    /// A field, `None` past the end.
    fn field(&self, index: usize) -> Option<&dyn Field>;
    /// A field, `None` past the end.
    fn field_mut(&mut self, index: usize) -> Option<&mut dyn Field>;
    /// What was sent beyond or against the documentation.
    fn undocumented(&self) -> &Undocumented;
    /// What was sent beyond or against the documentation.
    fn undocumented_mut(&mut self) -> &mut Undocumented;
    /// Further entries, where the documentation gives them a type.
    fn additional(&self) -> Option<&dyn MapView> {
        None
    }
    /// Further entries, where the documentation gives them a type.
    fn additional_mut(&mut self) -> Option<&mut dyn MapTarget> {
        None
    }
}

//! The traits behind every model: how a value is seen when it is written, and how it takes what is read.
//!
//! All of it is object-safe, so that the code that decodes and encodes JSON exists once in the crate, not once per
//! model. A model adds a table of its fields and nothing else.

use super::open_enum::Constant;
use super::undocumented::Undocumented;
use super::union::Union;
use serde_json::{Number, Value};

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
    Array(&'a dyn Array),
    /// An object with any keys.
    Map(&'a dyn Map),
    /// A model.
    Model(&'a dyn Model),
    /// A value of one of several types.
    Union(&'a dyn Union),
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
    /// A number of single precision: when it is copied, never when it is read.
    Single(f32),
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
            Scalar::Single(number) => Value::from(super::number::widened(number)),
            Scalar::Number(number) => Value::Number(number.clone()),
            Scalar::Text(text) => Value::from(text),
        }
    }
}

/// Where a value that is read goes: the inside of a blank value. A place that cannot hold a value exactly refuses it;
/// nothing is ever converted.
pub enum Target<'a> {
    /// Booleans.
    Bool(&'a mut bool),
    /// Integers of 64 bits.
    Signed(&'a mut i64),
    /// Numbers.
    Float(&'a mut f64),
    /// Strings.
    Text(&'a mut String),
    /// Any scalar that the place takes.
    Scalar(&'a mut dyn ScalarTarget),
    /// Arrays, element by element.
    Array(&'a mut dyn Array),
    /// Objects with any keys.
    Map(&'a mut dyn Map),
    /// Objects; as an element of a list, any value.
    Model(&'a mut dyn Model),
    /// Any JSON value.
    Raw(&'a mut Value),
    /// JSON values as a whole.
    Value(&'a mut dyn ValueTarget),
    /// JSON values as a whole, into the branch that they fit.
    Union(&'a mut dyn Union),
    /// `null`, or what the inside takes.
    Nullable(&'a mut dyn Field),
}

impl Target<'_> {
    /// The same place, for a shorter time.
    pub(in crate::runtime) fn reborrow(&mut self) -> Target<'_> {
        match self {
            Target::Bool(place) => Target::Bool(place),
            Target::Signed(place) => Target::Signed(place),
            Target::Float(place) => Target::Float(place),
            Target::Text(place) => Target::Text(place),
            Target::Scalar(place) => Target::Scalar(&mut **place),
            Target::Array(place) => Target::Array(&mut **place),
            Target::Map(place) => Target::Map(&mut **place),
            Target::Model(place) => Target::Model(&mut **place),
            Target::Raw(place) => Target::Raw(place),
            Target::Value(place) => Target::Value(&mut **place),
            Target::Union(place) => Target::Union(&mut **place),
            Target::Nullable(place) => Target::Nullable(&mut **place),
        }
    }

    /// Takes away what was read before the text turned out to be unreadable.
    pub(in crate::runtime) fn reset(self) {
        match self {
            Target::Array(array) => array.clear(),
            Target::Map(map) => map.clear(),
            Target::Nullable(field) => field.clear(),
            Target::Text(text) => text.clear(),
            Target::Model(model) => {
                for index in 0..model.info().fields.len() {
                    model.field_mut(index).clear();
                }
                if let Some(map) = model.additional_mut() {
                    map.clear();
                }
                *model.undocumented_mut() = Undocumented::EMPTY;
            }
            // These take a value only once it is whole.
            Target::Bool(_)
            | Target::Signed(_)
            | Target::Float(_)
            | Target::Scalar(_)
            | Target::Raw(_)
            | Target::Value(_)
            | Target::Union(_) => {}
        }
    }
}

/// A type that can stand in JSON.
#[doc(hidden)]
pub trait Wire: Send + Sync + 'static {
    /// The value, to be written.
    fn view(&self) -> View<'_>;
    /// The inside of a blank value, to be read into.
    fn target(&mut self) -> Target<'_>;
}

/// A type whose values the runtime can make.
#[doc(hidden)]
pub trait Typed: Wire + Sized {
    /// The value before anything is read into it: zero, empty, absent.
    fn blank() -> Self;

    /// A text for an example.
    #[cfg(feature = "test-util")]
    fn sample() -> &'static str {
        "text"
    }
}

/// A place for scalars.
pub trait ScalarTarget {
    /// The documented values, if it is an enum.
    fn listed(&self) -> &'static [Constant] {
        &[]
    }
    /// Takes a scalar. False: refused, and the value is unchanged.
    fn put(&mut self, scalar: Scalar<'_>) -> bool;
}

/// A place for whole JSON values.
pub trait ValueTarget {
    /// The documented values.
    fn listed(&self) -> &'static [Constant] {
        &[]
    }
    /// Takes a value.
    ///
    /// # Errors
    /// The value, if it is refused.
    fn put_value(&mut self, value: Value) -> Result<(), Value>;
}

/// A list, or a tuple: a list of a fixed number of elements, each of a type of its own.
pub trait Array {
    /// How many elements it has.
    fn count(&self) -> usize;
    /// An element, `None` past the end.
    fn get(&self, index: usize) -> Option<View<'_>>;
    /// Makes the element at an index blank and gives its inside: a list adds it at its end, whatever the index. `None`: a
    /// tuple has no such element.
    fn place(&mut self, index: usize) -> Option<Target<'_>>;
    /// Removes all elements; those of a tuple become blank.
    fn clear(&mut self);
    /// A text for an example of an element.
    #[cfg(feature = "test-util")]
    fn sample(&self, index: usize) -> &'static str;
}

impl dyn Array + '_ {
    /// How many elements it always has, if it is a tuple. Of a blank value: a list gets an element by it.
    pub(in crate::runtime) fn fixed_length(&mut self) -> Option<usize> {
        if self.place(usize::MAX).is_none() { Some(self.count()) } else { None }
    }
}

/// A map.
pub trait Map {
    /// How many entries it has.
    fn count(&self) -> usize;
    /// Shows all entries in their order.
    fn each(&self, show: &mut dyn FnMut(&str, View<'_>));
    /// The value of a key.
    fn find(&self, key: &str) -> Option<View<'_>>;
    /// Adds a blank entry, in place of one that is there, and gives its inside.
    fn insert(&mut self, key: &str) -> Target<'_>;
    /// Removes an entry.
    fn remove(&mut self, key: &str);
    /// Removes all entries.
    fn clear(&mut self);
    /// A text for an example of a value.
    #[cfg(feature = "test-util")]
    fn sample(&self) -> &'static str;
}

/// A field of a model, or any other value that can be absent: an `Option`.
pub trait Field {
    /// The value, if it is there.
    fn view(&self) -> Option<View<'_>>;
    /// Puts a blank value there and gives its inside.
    fn begin(&mut self) -> Target<'_>;
    /// Takes the value away.
    fn clear(&mut self);
    /// A text for an example of the value.
    #[cfg(feature = "test-util")]
    fn sample(&self) -> &'static str;
    /// What was sent beyond or against the documentation, if this is that and no field.
    fn as_undocumented(&self) -> Option<&Undocumented> {
        None
    }
    /// What was sent beyond or against the documentation, if this is that and no field.
    fn as_undocumented_mut(&mut self) -> Option<&mut Undocumented> {
        None
    }
}

/// What the documentation says about a field: its key in JSON, and whether it is always there. A variant each, since a
/// list of them is then made by the compiler without running anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documented {
    /// It may be absent.
    Optional(&'static str),
    /// It is always there.
    Required(&'static str),
    /// It may be absent, and can be `null`.
    OptionalOrNull(&'static str),
    /// It is always there, and can be `null`.
    RequiredOrNull(&'static str),
}

impl Documented {
    /// The key in JSON.
    #[inline]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Optional(name) | Self::Required(name) | Self::OptionalOrNull(name) | Self::RequiredOrNull(name) => {
                name
            }
        }
    }

    /// The documentation says that it is always there.
    pub fn is_required(&self) -> bool {
        matches!(self, Self::Required(_) | Self::RequiredOrNull(_))
    }

    /// The documentation says that it can be `null`.
    pub fn can_be_null(&self) -> bool {
        matches!(self, Self::OptionalOrNull(_) | Self::RequiredOrNull(_))
    }

    /// The index of the field with a key, if there is one. Servers send fields in the same order more often than not,
    /// so `expected` is tried first.
    #[inline]
    pub(in crate::runtime) fn find(fields: &[Self], key: &str, expected: usize) -> Option<usize> {
        if fields.get(expected).is_some_and(|field| field.name() == key) {
            return Some(expected);
        }
        // Lengths and last bytes differ for nearly all other fields, and are faster to compare than texts.
        let last = key.as_bytes().last();
        let is_it = |name: &str| name.len() == key.len() && name.as_bytes().last() == last && name == key;
        fields.iter().position(|field| is_it(field.name()))
    }
}

/// What the documentation says about a model.
#[derive(Debug)]
pub struct ModelInfo {
    /// The name of the Rust type.
    pub name: &'static str,
    /// The documented fields. Their indices are those of `field` and `field_mut`.
    pub fields: &'static [Documented],
}

/// An object with documented fields.
#[doc(hidden)]
pub trait Model: Send + Sync + 'static {
    /// Its name and its documented fields.
    fn info(&self) -> &'static ModelInfo;
    /// A field. Past the last one, what was sent beyond or against the documentation.
    fn field(&self, index: usize) -> &dyn Field;
    /// A field. Past the last one, what was sent beyond or against the documentation.
    fn field_mut(&mut self, index: usize) -> &mut dyn Field;
    /// Further entries, where the documentation gives them a type.
    fn additional(&self) -> Option<&dyn Map> {
        None
    }
    /// Further entries, where the documentation gives them a type.
    fn additional_mut(&mut self) -> Option<&mut dyn Map> {
        None
    }
}

impl dyn Model + '_ {
    /// The value of a field, if it is there.
    pub fn value(&self, index: usize) -> Option<View<'_>> {
        self.field(index).view()
    }

    /// What was sent beyond or against the documentation.
    pub fn undocumented(&self) -> &Undocumented {
        let Some(undocumented) = self.field(usize::MAX).as_undocumented() else {
            unreachable!("no model has so many fields")
        };
        undocumented
    }

    /// What was sent beyond or against the documentation.
    pub fn undocumented_mut(&mut self) -> &mut Undocumented {
        let Some(undocumented) = self.field_mut(usize::MAX).as_undocumented_mut() else {
            unreachable!("no model has so many fields")
        };
        undocumented
    }
}

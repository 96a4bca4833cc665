//! Enums that stay open: a value that the documentation does not list is kept.

use super::decode::{self, kind_of};
use super::unlisted::Other;
use super::wire::{Scalar, ScalarTarget, ValueTarget, View};
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

/// A documented value of an enum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Constant {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// An integer.
    Signed(i64),
    /// An integer above `i64::MAX`.
    Unsigned(u64),
    /// A number.
    Float(f64),
    /// A string.
    Text(&'static str),
    /// An array or an object.
    Json(&'static Compound),
}

/// An array or an object among the documented values of an enum.
#[derive(Debug)]
pub struct Compound {
    text: &'static str,
    value: OnceLock<Value>,
}

impl Compound {
    /// The value that a JSON text is.
    pub const fn new(text: &'static str) -> Self {
        Self { text, value: OnceLock::new() }
    }

    /// The value.
    pub fn value(&self) -> &Value {
        self.value.get_or_init(|| decode::parse_text(self.text).unwrap_or_default())
    }
}

impl PartialEq for Compound {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Constant {
    /// The constant as a JSON value.
    pub fn to_value(self) -> Value {
        match self {
            Constant::Null => Value::Null,
            Constant::Bool(truth) => Value::from(truth),
            Constant::Signed(number) => Value::from(number),
            Constant::Unsigned(number) => Value::from(number),
            Constant::Float(number) => Value::from(number),
            Constant::Text(text) => Value::from(text),
            Constant::Json(compound) => compound.value().clone(),
        }
    }

    fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Constant::Signed(one), Value::Number(other)) => {
                other.as_i64() == Some(one) || other.as_f64() == Some(one as f64)
            }
            (Constant::Unsigned(one), Value::Number(other)) => other.as_u64() == Some(one),
            (Constant::Float(one), Value::Number(other)) => other.as_f64() == Some(one),
            (Constant::Text(one), Value::String(other)) => one == other,
            (one, other) => one.to_value() == *other,
        }
    }
}

/// An enum of documented values.
#[doc(hidden)]
pub trait OpenEnum: Send + Sync + Sized + 'static {
    /// The documented values, in the order of the variants.
    const LISTED: &'static [Constant];
    /// What is held in place of a documented value.
    type Other: Other;
    /// The variant of a documented value; past the last one, the variant for any other value.
    fn at(index: usize, other: Self::Other) -> Self;
    /// The index of the documented value, or the other value.
    fn position(&self) -> Result<usize, &Self::Other>;
}

/// How enums of texts are read.
impl<T: OpenEnum> ScalarTarget for T {
    fn listed(&self) -> &'static [Constant] {
        T::LISTED
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        let Scalar::Text(text) = scalar else { return false };
        let read = listed_text(text).map_or_else(|| T::Other::read(Value::from(text)).map(other), Ok);
        read.map(|read| *self = read).is_ok()
    }
}

/// How enums of other values are read.
impl<T: OpenEnum> ValueTarget for T {
    fn listed(&self) -> &'static [Constant] {
        T::LISTED
    }

    fn put_value(&mut self, value: Value) -> Result<(), Value> {
        *self = from_value(value)?;
        Ok(())
    }
}

/// The variant of a text.
pub fn from_text<T: OpenEnum>(text: &str) -> T {
    listed_text(text).unwrap_or_else(|| other(T::Other::of(Value::from(text))))
}

/// The variant of a documented text.
fn listed_text<T: OpenEnum>(text: &str) -> Option<T> {
    let is_it = |listed: &Constant| matches!(listed, Constant::Text(listed) if *listed == text);
    T::LISTED.iter().position(is_it).map(|index| T::at(index, T::Other::BLANK))
}

/// The text of a variant of an enum of strings.
pub fn as_text<T: OpenEnum>(value: &T) -> &str {
    match value.position() {
        Ok(index) => match T::LISTED.get(index) {
            Some(Constant::Text(text)) => text,
            _ => "",
        },
        Err(other) => other.value().as_str().unwrap_or(""),
    }
}

/// The variant of a JSON value.
///
/// # Errors
/// The value, if no documented value is of its JSON type, or there is no room for it.
pub fn from_value<T: OpenEnum>(value: Value) -> Result<T, Value> {
    if let Some(index) = T::LISTED.iter().position(|listed| listed.is(&value)) {
        return Ok(T::at(index, T::Other::BLANK));
    }
    if T::LISTED.iter().any(|listed| kind_of(&listed.to_value()) == kind_of(&value)) {
        return T::Other::read(value).map(other);
    }
    Err(value)
}

/// The JSON value of a variant.
pub fn to_value<T: OpenEnum>(value: &T) -> Value {
    match value.position() {
        Ok(index) => T::LISTED.get(index).map_or(Value::Null, |listed| listed.to_value()),
        Err(other) => other.value().clone(),
    }
}

/// The variant as it is viewed.
pub fn view<T: OpenEnum>(value: &T) -> View<'_> {
    match value.position() {
        Ok(index) => match T::LISTED.get(index) {
            Some(Constant::Bool(truth)) => View::Bool(*truth),
            Some(Constant::Signed(number)) => View::Signed(*number),
            Some(Constant::Unsigned(number)) => View::Unsigned(*number),
            Some(Constant::Float(number)) => View::Float(*number),
            Some(Constant::Text(text)) => View::Text(text),
            Some(Constant::Json(compound)) => View::Raw(compound.value()),
            Some(Constant::Null) | None => View::Null,
        },
        Err(other) => match other.value() {
            Value::String(text) if T::Other::IS_DOCUMENTED => View::Text(text),
            value => View::Unlisted(value),
        },
    }
}

/// A copy.
pub fn copy<T: OpenEnum>(value: &T) -> T {
    match value.position() {
        Ok(index) => T::at(index, T::Other::BLANK),
        Err(kept) => other(kept.clone()),
    }
}

/// Whether two variants are equal.
pub fn same<T: OpenEnum>(one: &T, other: &T) -> bool {
    let (one, other) = (one.position(), other.position());
    one.map_err(Other::value) == other.map_err(Other::value)
}

/// Feeds a variant to a hasher.
pub fn hash<T: OpenEnum, H: Hasher>(value: &T, state: &mut H) {
    match value.position() {
        Ok(index) => index.hash(state),
        Err(other) => other.value().to_string().hash(state),
    }
}

/// What `Debug` of an enum does: the JSON value.
///
/// # Errors
/// Those of the formatter.
pub fn debug<T: OpenEnum>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}", to_value(value))
}

/// The place that values are read into starts as an unlisted `null`.
pub fn blank<T: OpenEnum>() -> T {
    other(T::Other::BLANK)
}

fn other<T: OpenEnum>(value: T::Other) -> T {
    T::at(usize::MAX, value)
}

/// What equality of enums is.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! enum_equality {
    ($type:ident) => {
        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::open_enum::same(self, other)
            }
        }
        impl Eq for $type {}
    };
}

/// The order of two variants: that of the texts that are sent.
pub fn order<T: OpenEnum>(one: &T, other: &T) -> Ordering {
    match (view(one), view(other)) {
        (View::Text(one), View::Text(other)) => one.cmp(other),
        _ => to_value(one).to_string().cmp(&to_value(other).to_string()),
    }
}

/// How an enum is copied that holds [`Unlisted`](super::unlisted::Unlisted) values. Parameters of the type come first.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! enum_copy {
    ([$($parameters:tt)*] $type:ty) => {
        impl<$($parameters)*> Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }
        impl<$($parameters)*> Copy for $type {}
    };
}

/// Everything else that enums of strings and enums of other values have in common. Parameters of the type come first.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! enum_basics {
    ([$($parameters:tt)*] $type:ty) => {
        impl<$($parameters)*> PartialOrd for $type {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl<$($parameters)*> Ord for $type {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                $crate::runtime::open_enum::order(self, other)
            }
        }
        impl<$($parameters)*> ::std::hash::Hash for $type {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::runtime::open_enum::hash(self, state);
            }
        }
        impl<$($parameters)*> ::std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::runtime::open_enum::debug(self, f)
            }
        }
        impl<$($parameters)*> ::serde::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::encode::serialize(self, serializer)
            }
        }
        impl<'de, $($parameters)*> ::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::decode::deserialize(deserializer)
            }
        }
    };
}

/// What enums of strings have besides. Parameters of the type come first.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! enum_texts {
    ([$($parameters:tt)*] $type:ty) => {
        impl<$($parameters)*> $type {
            /// The text as it is sent.
            #[inline]
            pub fn as_str(&self) -> &str {
                $crate::runtime::open_enum::as_text(self)
            }
        }
        impl<$($parameters)*> $crate::runtime::Described for $type {
            type Kind = $crate::runtime::TextKind;
        }
        impl<$($parameters)*> ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl<$($parameters)*> From<&str> for $type {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::runtime::open_enum::from_text(text)
            }
        }
        impl<$($parameters)*> From<String> for $type {
            #[inline]
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }
        impl<$($parameters)*> ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;
            // `Self::Err` could be a variant.
            #[inline]
            fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }
    };
}

/// An enum of strings.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! string_enum {
    ($type:ident) => {
        $crate::runtime::enum_copy!([] $type);
        $crate::runtime::enum_equality!($type);
        $crate::runtime::enum_basics!([] $type);
        $crate::runtime::enum_texts!([] $type);
    };
}

/// An enum of strings beside which any other string is documented.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! any_text_enum {
    ($type:ident) => {
        impl Clone for $type {
            #[inline]
            fn clone(&self) -> Self {
                $crate::runtime::open_enum::copy(self)
            }
        }
        $crate::runtime::enum_equality!($type);
        $crate::runtime::enum_basics!([] $type);
        $crate::runtime::enum_texts!([] $type);
    };
}

/// An enum of values that are not all strings.
#[allow(unused_macros, reason = "not every API has one")]
macro_rules! value_enum {
    ($type:ident) => {
        $crate::runtime::enum_copy!([] $type);
        $crate::runtime::enum_equality!($type);
        $crate::runtime::enum_basics!([] $type);
        impl $type {
            /// The value as it is sent.
            #[inline]
            pub fn to_value(&self) -> ::serde_json::Value {
                $crate::runtime::open_enum::to_value(self)
            }
        }
        impl $crate::runtime::Described for $type {
            type Kind = $crate::runtime::ValueKind;
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.to_value() {
                    ::serde_json::Value::String(text) => f.pad(&text),
                    value => f.pad(&value.to_string()),
                }
            }
        }
        /// The value as it is sent. An error is a value of a JSON type that no documented value has.
        impl TryFrom<::serde_json::Value> for $type {
            type Error = ::serde_json::Value;
            #[inline]
            fn try_from(value: ::serde_json::Value) -> Result<Self, ::serde_json::Value> {
                $crate::runtime::open_enum::from_value(value)
            }
        }
        /// JSON text, or the text itself where it is none.
        impl ::std::str::FromStr for $type {
            type Err = ::serde_json::Value;
            #[inline]
            fn from_str(text: &str) -> Result<Self, ::serde_json::Value> {
                $crate::runtime::open_enum::from_json_text(text)
            }
        }
    };
}
#[allow(unused_imports, reason = "not every API has one")]
pub(crate) use {any_text_enum, enum_basics, enum_copy, enum_equality, enum_texts, string_enum, value_enum};

/// The variant of a value's JSON text, or of the text itself where it is no JSON.
///
/// # Errors
/// The value, if no documented value is of its JSON type.
pub fn from_json_text<T: OpenEnum>(text: &str) -> Result<T, Value> {
    let value = decode::parse_text(text).unwrap_or_else(|| Value::from(text));
    from_value(value).or_else(|_| from_value(Value::from(text)))
}

//! What a server sent beyond, or against, the documentation.

use super::wire::{Documented, Field, Model, Target, View};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;

/// What was sent beyond, or against, the documentation: raw JSON values by key.
///
/// Every model has one, as its field `undocumented`. It holds keys that the documentation does not have, and values
/// of another type than the documented one (then the model's field is `None`). It is written back with the model; a
/// field that is set wins over a raw value under the same key. It is also how a request sends a field that is
/// documented wrongly.
///
/// It also remembers which fields were sent, or are to be sent, as a documented `null`. Those are no entries of it.
#[derive(Clone, Default)]
pub struct Undocumented(Option<Box<Kept>>);

#[derive(Clone, Default)]
struct Kept {
    whole: Option<Value>,
    /// The fields that are documented as nullable, and are `null`.
    nulls: Vec<&'static str>,
    /// An object, or `null` if there is nothing. Only what serde_json does for a `Value` as a whole is used of it: that is
    /// compiled there, not in every client.
    entries: Value,
}

impl Undocumented {
    /// Nothing.
    pub const EMPTY: Self = Self(None);

    /// True if everything that was sent is as documented.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|kept| kept.whole.is_none() && kept.entries.is_null())
    }

    /// True if `null` was sent, or is to be sent, under a key, be that documented or not. A field that is set wins.
    pub fn is_null(&self, key: &str) -> bool {
        self.has_null(key) || self.get_raw(key).is_some_and(Value::is_null)
    }

    /// True if anything was kept under a key.
    pub(in crate::runtime) fn has(&self, key: &str) -> bool {
        self.has_null(key) || self.get_raw(key).is_some()
    }

    /// True if a field that is documented as nullable is `null`, unless it is set.
    pub(in crate::runtime) fn has_null(&self, key: &str) -> bool {
        self.0.as_ref().is_some_and(|kept| kept.nulls.contains(&key))
    }

    /// Remembers a documented `null`, in place of what was kept under the key; emitted code calls this.
    #[doc(hidden)]
    pub fn set_null(&mut self, key: &'static str) {
        if !self.has_null(key) {
            self.forget(&|other| other == key);
            self.0.get_or_insert_default().nulls.push(key);
        }
    }

    /// Remembers a documented `null` for a field that is not set; emitted code calls this.
    #[doc(hidden)]
    #[must_use]
    pub fn or_null(mut self, key: &'static str, is_set: bool) -> Self {
        if !is_set {
            self.set_null(key);
        }
        self
    }

    /// The raw value under a key.
    pub fn get_raw(&self, key: &str) -> Option<&Value> {
        self.0.as_ref()?.entries.get(key)
    }

    /// The value under a key, read as a type; `None` if the key is not there.
    ///
    /// # Errors
    /// If the value cannot be read as that type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, serde_json::Error> {
        self.get_raw(key).map(T::deserialize).transpose()
    }

    /// Keeps a value under a key, in place of one that is there.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        self.keep(&key.into(), value.into());
        self.sort();
    }

    /// Keeps a value of any type that serde can write.
    ///
    /// # Errors
    /// If the value has no JSON form.
    pub fn set<T: Serialize + ?Sized>(&mut self, key: impl Into<String>, value: &T) -> Result<(), serde_json::Error> {
        self.keep(&key.into(), serde_json::to_value(value)?);
        self.sort();
        Ok(())
    }

    /// Takes the value of a key away.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let value = self.0.as_mut()?.entries.get_mut(key)?.take();
        self.forget(&|other| other == key);
        Some(value)
    }

    fn entries(&self) -> Option<&Value> {
        self.0.as_ref().map(|kept| &kept.entries).filter(|entries| !entries.is_null())
    }

    /// All keys and values, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        let mut entries = self.0.as_ref().and_then(|kept| kept.entries.as_object()).map(|entries| entries.iter());
        std::iter::from_fn(move || entries.as_mut()?.next().map(|(key, value)| (key.as_str(), value)))
    }

    /// What was sent in place of an object, if it was no object at all.
    pub fn whole(&self) -> Option<&Value> {
        self.0.as_ref()?.whole.as_ref()
    }

    /// Makes the model that this belongs to stand for a value that is no object. It is written only while no field
    /// and no entry is set.
    pub fn set_whole(&mut self, value: Value) {
        self.0.get_or_insert_default().whole = Some(value);
    }

    pub(in crate::runtime) fn is_whole_only(&self) -> bool {
        self.0.as_ref().is_some_and(|kept| kept.entries.is_null())
    }

    pub(in crate::runtime) fn keep(&mut self, key: &str, value: Value) {
        *self.place(key) = value;
    }

    /// Where the value of a key stands.
    pub(in crate::runtime) fn place(&mut self, key: &str) -> &mut Value {
        let kept = self.0.get_or_insert_default();
        kept.nulls.retain(|null| *null != key);
        &mut kept.entries[key]
    }

    /// After all keys that were kept: objects are sorted anyway, but not where a crate of the build turns on the feature
    /// `preserve_order` of serde_json.
    pub(in crate::runtime) fn sort(&mut self) {
        if let Some(Value::Object(entries)) = self.0.as_mut().map(|kept| &mut kept.entries) {
            entries.sort_keys();
        }
    }

    /// Takes the values of some keys away.
    pub(in crate::runtime) fn forget(&mut self, is_stale: &dyn Fn(&str) -> bool) {
        let Some(kept) = &mut self.0 else { return };
        kept.nulls.retain(|key| !is_stale(key));
        if let Value::Object(entries) = kept.entries.take() {
            for (key, value) in entries {
                if !is_stale(&key) {
                    kept.entries[&*key] = value;
                }
            }
        }
    }
}

/// By what it holds. Documented nulls are fields, and compared as such.
impl PartialEq for Undocumented {
    fn eq(&self, other: &Self) -> bool {
        self.whole() == other.whole() && self.entries() == other.entries()
    }
}

/// It stands behind the fields of a model, and is read as what is no object.
impl Field for Undocumented {
    fn view(&self) -> Option<View<'_>> {
        self.whole().map(View::Raw)
    }
    fn begin(&mut self) -> Target<'_> {
        Target::Raw(self.0.get_or_insert_default().whole.get_or_insert_default())
    }
    fn clear(&mut self) {
        *self = Self::EMPTY;
    }
    #[cfg(feature = "test-util")]
    fn sample(&self) -> &'static str {
        ""
    }
    fn as_undocumented(&self) -> Option<&Undocumented> {
        Some(self)
    }
    fn as_undocumented_mut(&mut self) -> Option<&mut Undocumented> {
        Some(self)
    }
}

impl fmt::Debug for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(whole) = self.whole() {
            return write!(f, "{whole}");
        }
        let mut shown = f.debug_map();
        for (key, value) in self.iter() {
            shown.entry(&key, &super::encode::Shown(View::Raw(value)));
        }
        shown.finish()
    }
}

/// A field that the documentation says is always there, and is not, or not as documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingField {
    model: &'static str,
    field: &'static str,
    found: Option<&'static str>,
}

impl MissingField {
    /// The name of the model.
    pub fn model(&self) -> &'static str {
        self.model
    }

    /// The field's key in JSON.
    pub fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for MissingField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, field, found } = self;
        match found {
            Some(found) => write!(f, "the field `{field}` of {model} is not of the documented type: found {found}"),
            None => write!(f, "the field `{field}` of {model} is documented as required, but absent"),
        }
    }
}

impl std::error::Error for MissingField {}

/// What the accessor of a required field does, whose index in the model is given.
///
/// # Errors
/// If the field is absent; the error tells whether a value of another type was sent.
#[doc(hidden)]
pub fn required<'a, T>(value: &'a Option<T>, model: &dyn Model, index: usize) -> Result<&'a T, MissingField> {
    match value {
        Some(value) => Ok(value),
        None => Err(missing(model, index)),
    }
}

/// As [`required`], of a small value.
///
/// # Errors
/// As [`required`].
#[doc(hidden)]
pub fn required_copy<T: Copy>(value: Option<T>, model: &dyn Model, index: usize) -> Result<T, MissingField> {
    value.ok_or_else(|| missing(model, index))
}

/// As [`required`], of a text.
///
/// # Errors
/// As [`required`].
#[doc(hidden)]
pub fn required_text<'a>(value: &'a Option<String>, model: &dyn Model, index: usize) -> Result<&'a str, MissingField> {
    required(value, model, index).map(String::as_str)
}

/// As [`required`], of what is boxed for the sake of the model's size, not of its users.
///
/// # Errors
/// As [`required`].
#[doc(hidden)]
pub fn required_boxed<'a, T>(
    value: &'a Option<Box<T>>,
    model: &dyn Model,
    index: usize,
) -> Result<&'a T, MissingField> {
    required(value, model, index).map(|value| &**value)
}

/// The items of a page; none if its list is absent.
#[doc(hidden)]
pub fn items<T>(list: &Option<Vec<T>>) -> &[T] {
    list.as_deref().unwrap_or_default()
}

/// What the accessor of a required field does that can be `null`.
///
/// # Errors
/// As [`required`].
#[doc(hidden)]
pub fn required_or_null<T>(value: Option<T>, model: &dyn Model, index: usize) -> Result<Option<T>, MissingField> {
    if value.is_some() || model.undocumented().has_null(field(model, index)) {
        Ok(value)
    } else {
        Err(missing(model, index))
    }
}

fn missing(model: &dyn Model, index: usize) -> MissingField {
    let (field, undocumented) = (field(model, index), model.undocumented());
    let found = undocumented.get_raw(field).or(undocumented.whole()).map(super::decode::kind_of);
    MissingField { model: model.info().name, field, found }
}

/// The key of a field.
fn field(model: &dyn Model, index: usize) -> &'static str {
    model.info().fields.get(index).map_or("", Documented::name)
}

//! What an enum keeps of a value that the documentation does not list.
//!
//! An enum is `Copy`, so it cannot own such a value: [`Unlisted`] points to a copy that lives as long as the program, one
//! for all equal values. What is read from a response takes at most [`ROOM`] bytes there; a value that does not fit is
//! refused, and what is around the enum keeps the value raw, as it keeps a value of another type. Where any other text is
//! documented, an enum owns the text instead ([`AnyText`]) and is no `Copy`: such texts can be all different.

use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many bytes of undocumented values are kept of what is read, with what it takes to find them again.
const ROOM: usize = 256 * 1024;
/// The longest value that is kept of what is read, as JSON text.
const LONGEST: usize = 1024;
/// What a value takes beside its texts.
const OVERHEAD: usize = 96;

/// A value that the documentation does not list. It can be read, by `as_str` or `to_value` of its enum, and not made:
/// a value that is listed later breaks nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlisted(&'static Value);

/// A text of an enum beside which any other text is documented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnyText(Value);

/// What an enum holds in place of a documented value.
#[doc(hidden)]
pub trait Other: Clone + Send + Sync + 'static {
    /// The value is documented: any text is.
    const IS_DOCUMENTED: bool;
    /// `null`, in a place that is still to be read into.
    const BLANK: Self;
    /// Holds a value.
    fn of(value: Value) -> Self;
    /// Holds a value that was read.
    ///
    /// # Errors
    /// The value, if there is no room for it.
    fn read(value: Value) -> Result<Self, Value>;
    /// The value.
    fn value(&self) -> &Value;
}

impl Unlisted {
    /// The value.
    pub fn value(&self) -> &Value {
        self.0
    }
}

impl Other for Unlisted {
    const IS_DOCUMENTED: bool = false;
    const BLANK: Self = Self(&Value::Null);

    fn of(value: Value) -> Self {
        let text = value.to_string();
        let mut store = store();
        Self(store.find(&text).unwrap_or_else(|| store.keep(text, value)))
    }

    fn read(value: Value) -> Result<Self, Value> {
        let text = value.to_string();
        let mut store = store();
        if let Some(known) = store.find(&text) {
            return Ok(Self(known));
        }
        let size = OVERHEAD + 2 * text.len();
        if text.len() > LONGEST || store.read + size > ROOM {
            return Err(value);
        }
        store.read += size;
        Ok(Self(store.keep(text, value)))
    }

    fn value(&self) -> &Value {
        self.0
    }
}

impl Other for AnyText {
    const IS_DOCUMENTED: bool = true;
    const BLANK: Self = Self(Value::Null);

    fn of(value: Value) -> Self {
        Self(value)
    }

    fn read(value: Value) -> Result<Self, Value> {
        Ok(Self(value))
    }

    fn value(&self) -> &Value {
        &self.0
    }
}

/// The undocumented values of all enums.
struct Store {
    /// By their JSON texts.
    values: BTreeMap<String, &'static Value>,
    /// How many bytes those take that were read.
    read: usize,
}

impl Store {
    fn find(&self, text: &str) -> Option<&'static Value> {
        self.values.get(text).copied()
    }

    fn keep(&mut self, text: String, value: Value) -> &'static Value {
        let kept: &'static Value = Box::leak(Box::new(value));
        self.values.insert(text, kept);
        kept
    }
}

fn store() -> MutexGuard<'static, Store> {
    static STORE: Mutex<Store> = Mutex::new(Store { values: BTreeMap::new(), read: 0 });
    STORE.lock().unwrap_or_else(PoisonError::into_inner)
}

//! Models that are built by names, since positions would confuse their required fields.
//!
//! Emitted code adds a method for each field to the [`Builder`] of its model; what is missing is found here, once for all
//! models:
//!
//! ```text
//! let order = Order::builder().from("A").to("B").weight(2).count(1).build()?;
//! ```

use super::wire::Model;
use std::fmt;

/// Builds a model that is sent: a method for each field, then [`build`](Self::build).
#[derive(Debug, Clone)]
#[must_use = "`build` makes the model"]
pub struct Builder<M> {
    /// The fields that are set so far.
    #[doc(hidden)]
    pub model: M,
    required: &'static [&'static str],
}

impl<M: Model> Builder<M> {
    /// A builder that asks for the fields of these keys.
    #[doc(hidden)]
    #[inline]
    pub fn new(model: M, required: &'static [&'static str]) -> Self {
        Self { model, required }
    }

    /// The model.
    ///
    /// # Errors
    /// If required fields are not set; the error names them all.
    pub fn build(self) -> Result<M, MissingFields> {
        match missing(&self.model, self.required) {
            Some(missing) => Err(missing),
            None => Ok(self.model),
        }
    }
}

fn missing(model: &dyn Model, required: &[&'static str]) -> Option<MissingFields> {
    let info = model.info();
    let is_set = |key: &str| {
        let index = info.fields.iter().position(|field| field.name() == key);
        index.is_some_and(|index| model.value(index).is_some()) || model.undocumented().has_null(key)
    };
    let fields: Vec<&'static str> = required.iter().copied().filter(|key| !is_set(key)).collect();
    (!fields.is_empty()).then_some(MissingFields { model: info.name, fields })
}

/// Required fields that a [`Builder`] was not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFields {
    model: &'static str,
    fields: Vec<&'static str>,
}

impl MissingFields {
    /// The name of the model.
    pub fn model(&self) -> &'static str {
        self.model
    }

    /// The fields' keys in JSON.
    pub fn fields(&self) -> &[&'static str] {
        &self.fields
    }
}

impl fmt::Display for MissingFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list: Vec<String> = self.fields.iter().map(|field| format!("`{field}`")).collect();
        write!(f, "{} lacks what the documentation requires: {}", self.model, list.join(", "))
    }
}

impl std::error::Error for MissingFields {}

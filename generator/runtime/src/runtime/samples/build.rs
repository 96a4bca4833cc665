//! Values of any type for tests, from JSON and by one setter for all fields (feature `test-util`).

use crate::runtime::model::decode;
use crate::runtime::model::encode;
use crate::runtime::model::wire::Typed;
use serde::Serialize;
use serde_json::Value;

/// Builds values in tests, also those of models that only responses have.
///
/// ```text
/// let flow = Flow::from_json(json!({"id": 1, "name": "orders"}));
/// let draft = runtime::example::<Flow>().with("status", "draft");
/// ```
pub trait Build: Typed {
    /// The value that a JSON value is read as: as from a server, so that what is not as documented is kept as sent.
    ///
    /// # Panics
    /// If the JSON has no form, or the type cannot hold it. A model holds every value.
    fn from_json(json: impl Serialize) -> Self {
        let json = serde_json::to_value(json).expect("a value of a test has a JSON form");
        match decode::from_value(json) {
            Ok(value) => value,
            Err(refused) => panic!("not of the documented type: {refused}"),
        }
    }

    /// The same with another value under a key of its JSON object, a documented field or not.
    ///
    /// # Panics
    /// If it is no object, or as [`Build::from_json`].
    #[must_use]
    fn with(self, key: &str, value: impl Serialize) -> Self {
        let mut json = encode::to_value(self.view());
        let Value::Object(entries) = &mut json else { panic!("`{key}` is set in what is no object: {json}") };
        let value = serde_json::to_value(value).expect("a value of a test has a JSON form");
        entries.insert(key.to_owned(), value);
        Self::from_json(json)
    }
}

impl<T: Typed> Build for T {}

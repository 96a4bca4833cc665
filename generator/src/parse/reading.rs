//! Small readers: a member of an object as text, truth, count, list, …, with the repair of what is nearly right.
//!
//! In goes an object and a key, out comes a plain value or nothing; what had to be repaired or left out is reported
//! at its place. `{"maxLength": "5"}` read by [`count`] is 5 and a warning. Knows nothing of OpenAPI's objects.

use crate::diagnostic::{At, Diagnostic, Diagnostics};
use crate::document::{Node, Object, Value};
use crate::schema::Schemas;
use crate::source::Step;
use indexmap::IndexMap;
use serde_json::Number;
use std::collections::HashSet;

/// What reading a document needs to know: where it is, and what it has said already.
pub struct Reading<'dx, 'doc> {
    /// The sink.
    pub dx: &'dx mut Diagnostics,
    /// The way from the root to the current node.
    pub path: Vec<Step<'doc>>,
    /// Keywords that were reported as unknown, each with the kind of object.
    pub unknown: HashSet<(&'static str, &'doc str)>,
    /// See [`Typed::additional`](crate::document::Typed).
    pub additional: IndexMap<String, IndexMap<String, openapiv3::Operation>>,
    /// What was read so far outside of the components.
    pub schemas: Schemas,
}

impl<'doc> Reading<'_, 'doc> {
    /// Runs with one more step on the path.
    pub fn within<T>(&mut self, step: Step<'doc>, run: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let result = run(self);
        self.path.pop();
        result
    }

    /// Reports a repair.
    pub fn warn(&mut self, code: &'static str, message: impl Into<String>, at: impl Into<At>) -> &mut Diagnostic {
        self.dx.warning(code, message, at)
    }
}

/// What a value is, for messages.
pub fn kind_of(node: &Node) -> &'static str {
    match &node.value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Says that a member is not what belongs there, and that it is left out.
pub fn misplaced(rx: &mut Reading, key: &str, wanted: &str, node: &Node) {
    let message = format!("`{key}` is {}, not {wanted}; left out", kind_of(node));
    rx.warn("wrong-value", message, node.place);
}

fn repaired(rx: &mut Reading, key: &str, wanted: &str, node: &Node) {
    let message = format!("`{key}` is {}, not {wanted}; read as one", kind_of(node));
    rx.warn("repaired-value", message, node.place);
}

/// A text; numbers and booleans (YAML's unquoted `1.0`, `yes`) become their text.
pub fn text(rx: &mut Reading, object: &Object, key: &str) -> Option<String> {
    let node = object.get(key)?;
    match &node.value {
        Value::String(text) => return Some(text.clone()),
        Value::Null => return None,
        Value::Bool(_) | Value::Number(_) => {
            repaired(rx, key, "a string", node);
            return node.scalar_text();
        }
        Value::Array(_) | Value::Object(_) => misplaced(rx, key, "a string", node),
    }
    None
}

/// A truth; the strings `true` and `false` and the numbers 0 and 1 are read as one.
pub fn truth(rx: &mut Reading, object: &Object, key: &str) -> Option<bool> {
    let node = object.get(key)?;
    let meant = match &node.value {
        Value::Bool(truth) => return Some(*truth),
        Value::Null => return None,
        Value::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" | "" => Some(false),
            _ => None,
        },
        Value::Number(number) => number.as_f64().map(|number| number != 0.0),
        Value::Array(_) | Value::Object(_) => None,
    };
    match meant {
        Some(_) => repaired(rx, key, "a boolean", node),
        None => misplaced(rx, key, "a boolean", node),
    }
    meant
}

/// A number; a string that holds one is read as one.
pub fn number(rx: &mut Reading, object: &Object, key: &str) -> Option<Number> {
    let node = object.get(key)?;
    match &node.value {
        Value::Number(number) => return Some(number.clone()),
        Value::Null => return None,
        Value::String(text) => {
            if let Ok(number) = text.trim().parse::<Number>() {
                repaired(rx, key, "a number", node);
                return Some(number);
            }
            misplaced(rx, key, "a number", node);
        }
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => misplaced(rx, key, "a number", node),
    }
    None
}

/// A length or a number of things; `1.0` and `"1"` are 1.
pub fn count(rx: &mut Reading, object: &Object, key: &str) -> Option<usize> {
    let node = object.get(key)?;
    let number = number(rx, object, key)?;
    if let Some(count) = number.as_u64().and_then(|count| usize::try_from(count).ok()) {
        return Some(count);
    }
    match number.as_f64() {
        // Every whole number below 2^53 is exact.
        Some(float) if float >= 0.0 && float.fract() == 0.0 && float < 9_007_199_254_740_992.0 => Some(float as usize),
        Some(_) | None => {
            misplaced(rx, key, "a whole number from 0", node);
            None
        }
    }
}

/// An object; nothing for `null`.
pub fn object<'doc>(rx: &mut Reading, parent: &'doc Object, key: &str) -> Option<&'doc Object> {
    let node = parent.get(key)?;
    match &node.value {
        Value::Object(object) => Some(object),
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            misplaced(rx, key, "an object", node);
            None
        }
    }
}

/// The elements of a list; a single value where a list belongs is a list of one.
pub fn list<'doc>(rx: &mut Reading, parent: &'doc Object, key: &str) -> &'doc [Node] {
    let Some(node) = parent.get(key) else { return &[] };
    match &node.value {
        Value::Array(array) => array,
        Value::Null => &[],
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            repaired(rx, key, "a list", node);
            std::slice::from_ref(node)
        }
    }
}

/// A list of texts without repetitions; elements that are no text are left out.
pub fn texts(rx: &mut Reading, parent: &Object, key: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut texts = Vec::new();
    for node in list(rx, parent, key) {
        match node.scalar_text() {
            Some(text) => {
                if seen.insert(text.clone()) {
                    texts.push(text);
                } else {
                    rx.warn("repeated-value", format!("`{text}` is in `{key}` more than once"), node.place);
                }
            }
            None => misplaced(rx, key, "a list of strings", node),
        }
    }
    texts
}

/// The `x-` members.
pub fn extensions(object: &Object, wanted: &[&str]) -> indexmap::IndexMap<String, serde_json::Value> {
    let mut found = indexmap::IndexMap::new();
    if object.keys().any(|key| key.starts_with("x-")) {
        for key in wanted {
            if let Some(node) = object.get(*key) {
                found.insert((*key).to_owned(), node.to_json());
            }
        }
    }
    found
}

/// Reports, once per keyword and kind of object, what this version of OpenAPI does not have.
pub fn unknown_keys<'doc>(
    rx: &mut Reading<'_, 'doc>,
    object: &'doc Object,
    kind: &'static str,
    known: impl Fn(&str) -> bool,
) {
    for (key, node) in object {
        if !key.starts_with("x-") && !known(key) && rx.unknown.insert((kind, key)) {
            let message = format!("`{key}` means nothing in {kind}; ignored here and wherever else it stands");
            rx.warn("unknown-keyword", message, At::Key(node.place));
        }
    }
}

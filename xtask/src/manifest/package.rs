//! What the configuration file says about the package: its licence, where it is at home, and more.
//!
//! In: a manifest, and fields under Cargo's keys. Out: the manifest with these fields, and a sentence for each that
//! changed. A key that the configuration does not name is its owner's, and so are comments.

use super::{Edited, parsed, push_like_the_last, table, with_line_ends_of};
use toml_edit::{Array, Item, Value};

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A text.
    Text(String),
    /// Texts.
    List(Vec<String>),
}

/// The keys, each with whether it is a list.
pub const KEYS: [(&str, bool); 11] = [
    ("authors", true),
    ("categories", true),
    (DEFAULT_FEATURES, true),
    ("description", false),
    ("documentation", false),
    ("homepage", false),
    ("keywords", true),
    ("license", false),
    ("license-file", false),
    ("readme", false),
    ("repository", false),
];

/// The one key that is none of Cargo's: features that are on by default beside those that the API needs.
const DEFAULT_FEATURES: &str = "default-features";

/// The manifest with these fields of its package.
///
/// # Errors
/// A sentence that says what is wrong with the manifest.
pub fn with_fields(manifest: &str, fields: &[(String, Field)]) -> Result<Edited, String> {
    let mut edited = parsed(manifest)?;
    let mut changes = Vec::new();
    for (key, field) in fields {
        if let (DEFAULT_FEATURES, Field::List(features)) = (key.as_str(), field) {
            let all = table(edited.as_table_mut(), "features")?;
            changes.extend(add_defaults(all, features)?);
            continue;
        }
        let package = table(edited.as_table_mut(), "package")?;
        let mut wanted = value(field);
        let change = format!("`{key}` is {} now", wanted.to_string().trim());
        match package.get_mut(key).and_then(Item::as_value_mut) {
            Some(before) if is_same(before, field) => continue,
            // In place, so that the spacing of the line stays.
            Some(before) => {
                *wanted.decor_mut() = before.decor().clone();
                *before = wanted;
            }
            None => {
                package.insert(key, Item::Value(wanted));
            }
        }
        changes.push(change);
    }
    let text = if changes.is_empty() { manifest.to_owned() } else { with_line_ends_of(manifest, edited.to_string()) };
    Ok(Edited { text, changes, newer: Vec::new() })
}

fn is_same(before: &Value, field: &Field) -> bool {
    match field {
        Field::Text(text) => before.as_str() == Some(text),
        Field::List(list) => {
            let texts = before.as_array().map(|array| array.iter().map(Value::as_str).collect::<Vec<_>>());
            texts.is_some_and(|texts| texts.into_iter().eq(list.iter().map(|text| Some(text.as_str()))))
        }
    }
}

fn value(field: &Field) -> Value {
    match field {
        Field::Text(text) => text.as_str().into(),
        Field::List(list) => Value::Array(list.iter().collect()),
    }
}

fn add_defaults(all: &mut dyn toml_edit::TableLike, wanted: &[String]) -> Result<Vec<String>, String> {
    if let Some(unknown) = wanted.iter().find(|feature| !all.contains_key(feature)) {
        let known: Vec<&str> = all.iter().map(|(name, _)| name).filter(|name| *name != "default").collect();
        let near = crate::config::nearest(unknown, &known).map(|near| format!("; did you mean `{near}`?"));
        return Err(format!("it has no feature `{unknown}`{}", near.unwrap_or_default()));
    }
    let default = all.entry("default").or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let default = default.as_array_mut().ok_or("its feature `default` is not a list")?;
    let mut changes = Vec::new();
    for feature in wanted {
        if !default.iter().any(|known| known.as_str() == Some(feature)) {
            push_like_the_last(default, feature);
            changes.push(format!("the feature `{feature}` is on by default now"));
        }
    }
    Ok(changes)
}

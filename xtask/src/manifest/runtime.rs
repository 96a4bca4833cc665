//! What a client's manifest needs for the runtime: read from the manifest of the runtime's own package.
//!
//! There, everything is optional, so that the generator depends on the runtime's text alone; what the feature `client`
//! turns on, a client always has.

use super::{parsed, push_like_the_last};
use generator::RUNTIME_MANIFEST;
use toml_edit::{Array, InlineTable, Item, TableLike, Value};

/// The features that only the package of the runtime has.
const NOT_IN_CLIENTS: [&str; 2] = ["client", "sources"];

/// The runtime's features and dependencies, in the order in which a new manifest has them.
pub(super) struct Runtime {
    pub(super) features: Vec<Feature>,
    pub(super) dependencies: Vec<Dependency>,
}

pub(super) struct Feature {
    pub(super) name: String,
    pub(super) turns_on: Vec<String>,
    /// What stands above it in a new manifest.
    pub(super) comment: Option<String>,
}

pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) has_defaults: bool,
    pub(super) features: Vec<String>,
    pub(super) is_optional: bool,
}

/// # Errors
/// A sentence, if the manifest of the runtime is not in the form that is expected.
pub(super) fn read() -> Result<Runtime, String> {
    let manifest = parsed(RUNTIME_MANIFEST)?;
    let part =
        |name: &str| manifest.get(name).and_then(Item::as_table_like).ok_or(format!("the runtime has no {name}"));
    let (features, dependencies) = (part("features")?, part("dependencies")?);
    let comments =
        manifest.get("package").and_then(|package| package.get("metadata")?.get("features")?.as_table_like());
    let always = features.get("client").map(texts).unwrap_or_default();
    let feature = |(name, item): (&str, &Item)| {
        let turns_on = texts(item).into_iter().filter(|text| !NOT_IN_CLIENTS.contains(&text.as_str())).collect();
        let comment = comments.and_then(|all| all.get(name)?.as_str()).map(str::to_owned);
        Feature { name: name.to_owned(), turns_on, comment }
    };
    let dependency = |(name, item): (&str, &Item)| Dependency {
        name: name.to_owned(),
        version: item.get("version").and_then(Item::as_str).unwrap_or_default().to_owned(),
        has_defaults: item.get("default-features").and_then(Item::as_bool).unwrap_or(true),
        features: item.get("features").map(texts).unwrap_or_default(),
        is_optional: !always.contains(&format!("dep:{name}")),
    };
    let is_of_clients = |(name, _): &(&str, &Item)| !NOT_IN_CLIENTS.contains(name);
    Ok(Runtime {
        features: features.iter().filter(is_of_clients).map(feature).collect(),
        dependencies: dependencies.iter().map(dependency).collect(),
    })
}

pub(super) fn texts(item: &Item) -> Vec<String> {
    item.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Dependency {
    /// As it stands in a new manifest.
    pub(super) fn entry(&self) -> Value {
        let mut table = InlineTable::new();
        table.insert("version", self.version.as_str().into());
        if !self.has_defaults {
            table.insert("default-features", false.into());
        }
        if !self.features.is_empty() {
            table.insert("features", Value::Array(self.features.iter().collect()));
        }
        if self.is_optional {
            table.insert("optional", true.into());
        }
        if table.len() == 1 { self.version.as_str().into() } else { Value::InlineTable(table) }
    }
}

/// Adds texts that a list lacks; gives those that were added.
///
/// # Errors
/// A sentence, if there is something else than a list.
pub(super) fn complete(table: &mut dyn TableLike, key: &str, wanted: &[String]) -> Result<Vec<String>, String> {
    if wanted.is_empty() && !table.contains_key(key) {
        return Ok(Vec::new());
    }
    let list = table.entry(key).or_insert_with(|| Item::Value(Value::Array(Array::new()))).as_array_mut();
    let list = list.ok_or_else(|| format!("its `{key}` is not a list"))?;
    let is_there = |text: &String, list: &Array| list.iter().any(|value| value.as_str() == Some(text));
    let missing: Vec<String> = wanted.iter().filter(|text| !is_there(text, list)).cloned().collect();
    for text in &missing {
        push_like_the_last(list, text);
    }
    Ok(missing)
}

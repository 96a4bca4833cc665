//! The entries of the runtime in an existing manifest, brought to what the runtime of today needs.
//!
//! In: a manifest. Out: the same with every dependency and feature of the runtime, and a sentence for each change. What
//! an owner added to an entry stays. A version only ever rises: a newer one stays, and is told.

use super::runtime::{Dependency, Feature, Runtime, complete};
use super::{parsed, table, with_line_ends_of};
use toml_edit::{InlineTable, Item, TableLike, Value};

/// An edited manifest.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Edited {
    /// The manifest.
    pub text: String,
    /// What changed, a sentence each.
    pub changes: Vec<String>,
    /// The dependencies that are newer than what the runtime was made with, and stay so.
    pub newer: Vec<String>,
}

/// The manifest with the dependencies and the features that the runtime needs.
///
/// # Errors
/// A sentence that says what is wrong with the manifest.
pub fn with_runtime(manifest: &str) -> Result<Edited, String> {
    let runtime = super::runtime::read()?;
    let mut edited = parsed(manifest)?;
    let mut outcome = Edited::default();
    set_dependencies(table(edited.as_table_mut(), "dependencies")?, &runtime, &mut outcome)?;
    let has_lines = !edited.get("features").is_some_and(Item::is_inline_table);
    let features = table(edited.as_table_mut(), "features")?;
    for feature in runtime.features.iter().filter(|feature| feature.name != "default") {
        set_feature(features, feature, has_lines, &mut outcome)?;
    }
    if !outcome.changes.is_empty() {
        outcome.text = with_line_ends_of(manifest, edited.to_string());
    } else {
        manifest.clone_into(&mut outcome.text);
    }
    Ok(outcome)
}

fn set_dependencies(all: &mut dyn TableLike, runtime: &Runtime, outcome: &mut Edited) -> Result<(), String> {
    for wanted in &runtime.dependencies {
        let name = &wanted.name;
        if let Some(entry) = all.get_mut(name) {
            set_dependency(entry, wanted, outcome)
                .map_err(|problem| format!("in its dependency `{name}`, {problem}"))?;
            continue;
        }
        let is_it = |item: &Item| item.get("package").and_then(Item::as_str) == Some(name);
        if let Some((other, _)) = all.iter().find(|(_, item)| is_it(item)) {
            return Err(format!("its dependency `{other}` is `{name}`, which the client needs under its own name"));
        }
        all.insert(name, Item::Value(wanted.entry()));
        outcome.changes.push(format!("`{name}` was added"));
    }
    Ok(())
}

fn set_dependency(entry: &mut Item, wanted: &Dependency, outcome: &mut Edited) -> Result<(), String> {
    let mut changes = Vec::new();
    if let Some(value) = entry.as_value_mut().filter(|value| value.is_str()) {
        *value = as_table(value);
        set_parts(entry, wanted, &mut changes, outcome)?;
        if let Some(value) = entry.as_value_mut() {
            *value = as_text(value);
        }
    } else {
        set_parts(entry, wanted, &mut changes, outcome)?;
    }
    if !changes.is_empty() {
        if let Some(table) = entry.as_inline_table_mut() {
            table.fmt();
        }
        outcome.changes.push(format!("`{}`: {}", wanted.name, changes.join(", ")));
    }
    Ok(())
}

/// `"1"` as `{ version = "1" }`, with the comment behind it.
fn as_table(value: &Value) -> Value {
    let mut version = value.clone();
    version.decor_mut().clear();
    let mut table = InlineTable::new();
    table.insert("version", version);
    *table.decor_mut() = value.decor().clone();
    Value::InlineTable(table)
}

/// The other way round, if there is nothing but a version.
fn as_text(value: &Value) -> Value {
    let Some(version) = value.as_inline_table().filter(|table| table.len() == 1).and_then(|table| table.get("version"))
    else {
        return value.clone();
    };
    let mut version = version.clone();
    *version.decor_mut() = value.decor().clone();
    version
}

fn set_parts(
    entry: &mut Item,
    wanted: &Dependency,
    changes: &mut Vec<String>,
    outcome: &mut Edited,
) -> Result<(), String> {
    let entry = entry.as_table_like_mut().ok_or("there is neither a version nor a table")?;
    let is_true = |entry: &dyn TableLike, key: &str| entry.get(key).and_then(Item::as_bool) == Some(true);
    let is_inherited = is_true(entry, "workspace");
    // Of another package, or where the source decides, the version says nothing.
    let is_elsewhere = is_inherited || ["path", "git", "package"].iter().any(|key| entry.contains_key(key));
    if !is_elsewhere {
        set_version(entry, wanted, changes, outcome)?;
    }
    if wanted.has_defaults && entry.get("default-features").and_then(Item::as_bool) == Some(false) {
        entry.remove("default-features");
        changes.push("its default features are needed".to_owned());
    }
    for feature in complete(entry, "features", &wanted.features)? {
        changes.push(format!("the feature `{feature}` was added"));
    }
    match (is_true(entry, "optional"), wanted.is_optional) {
        (true, false) => {
            entry.remove("optional");
            changes.push("it is not optional".to_owned());
        }
        (false, true) => {
            entry.insert("optional", Item::Value(true.into()));
            changes.push("it is optional".to_owned());
        }
        (true, true) | (false, false) => {}
    }
    Ok(())
}

fn set_version(
    entry: &mut dyn TableLike,
    wanted: &Dependency,
    changes: &mut Vec<String>,
    outcome: &mut Edited,
) -> Result<(), String> {
    let before = match entry.get("version") {
        Some(item) => item.as_str().ok_or("`version` is not a text")?.to_owned(),
        None => String::new(),
    };
    if lowest(&before) > lowest(&wanted.version) {
        outcome.newer.push(format!("`{}`: {before}, newer than the runtime's {},", wanted.name, wanted.version));
        return Ok(());
    }
    if lowest(&before) == lowest(&wanted.version) {
        return Ok(());
    }
    let decor = entry.get("version").and_then(Item::as_value).map(|value| value.decor().clone());
    let mut value = Value::from(wanted.version.as_str());
    if let Some(decor) = decor {
        *value.decor_mut() = decor;
    }
    entry.insert("version", Item::Value(value));
    changes.push(if before.is_empty() {
        format!("the version {} was added", wanted.version)
    } else {
        format!("the version {before} became {}", wanted.version)
    });
    Ok(())
}

/// The lowest version that a requirement allows; that of `*` and of no requirement is the least of all.
fn lowest(requirement: &str) -> [u64; 3] {
    let first = requirement.split(',').next().unwrap_or_default();
    let digits = first.trim_start_matches(|character: char| "^~=<> ".contains(character) || character == 'v');
    let mut version = [0; 3];
    for (number, text) in version.iter_mut().zip(digits.split(['.', '-', '+'])) {
        *number = text.trim().parse().unwrap_or_default();
    }
    version
}

fn set_feature(
    features: &mut dyn TableLike,
    feature: &Feature,
    with_comments: bool,
    outcome: &mut Edited,
) -> Result<(), String> {
    let name = &feature.name;
    let is_new = add_feature(features, feature, with_comments);
    let added = complete(features, name, &feature.turns_on)?;
    if is_new {
        outcome.changes.push(format!("the feature `{name}` was added"));
    } else if !added.is_empty() {
        outcome.changes.push(format!("the feature `{name}` turns on {} too", added.join(", ")));
    }
    Ok(())
}

/// Adds a feature with its comment, if there can be one and the feature is not there.
pub(super) fn add_feature(features: &mut dyn TableLike, feature: &Feature, with_comments: bool) -> bool {
    if features.contains_key(&feature.name) {
        return false;
    }
    features.insert(&feature.name, Item::Value(feature.turns_on.iter().collect::<toml_edit::Array>().into()));
    if let (true, Some(comment), Some(mut key)) = (with_comments, &feature.comment, features.key_mut(&feature.name)) {
        key.leaf_decor_mut().set_prefix(format!("# {comment}\n"));
    }
    true
}

/// The table of the package's metadata that has what is recorded of the client.
const RECORDED: &str = "pages-to-crate";

/// What the table was called in clients of earlier versions.
const RECORDED_BEFORE: &str = "patchworks";

/// The manifest with the versions of the generator and of the runtime that wrote the client.
///
/// # Errors
/// A sentence that says what is wrong with the manifest.
pub fn with_versions(manifest: &str) -> Result<String, String> {
    with_metadata(manifest, &[("generator", generator::VERSION), ("runtime", generator::RUNTIME_VERSION)])
}

/// The manifest with the hash of the items that the generator makes of a document that it always has.
///
/// # Errors
/// A sentence that says what is wrong with the manifest.
pub fn with_items(manifest: &str, hash: &str) -> Result<String, String> {
    with_metadata(manifest, &[("items", hash)])
}

/// The hash that [`with_items`] recorded.
pub fn items(manifest: &str) -> Option<String> {
    let manifest = parsed(manifest).ok()?;
    let metadata = manifest.get("package")?.get("metadata")?;
    let recorded = metadata.get(RECORDED).or_else(|| metadata.get(RECORDED_BEFORE))?;
    recorded.get("items")?.as_str().map(str::to_owned)
}

fn with_metadata(manifest: &str, entries: &[(&str, &str)]) -> Result<String, String> {
    let mut edited = parsed(manifest)?;
    let package = table(edited.as_table_mut(), "package")?;
    let metadata = inner(package, "metadata")?;
    let mut is_changed = false;
    if let Some(before) = metadata.remove(RECORDED_BEFORE) {
        metadata.entry(RECORDED).or_insert(before);
        is_changed = true;
    }
    let known = inner(metadata, RECORDED)?;
    for (key, text) in entries {
        if known.get(key).and_then(Item::as_str) != Some(text) {
            known.insert(key, Item::Value((*text).into()));
            is_changed = true;
        }
    }
    Ok(if is_changed { with_line_ends_of(manifest, edited.to_string()) } else { manifest.to_owned() })
}

/// A table in a table of the package; a new one has no heading if there are only tables in it.
fn inner<'a>(parent: &'a mut dyn TableLike, key: &str) -> Result<&'a mut dyn TableLike, String> {
    let mut new = toml_edit::Table::new();
    new.set_implicit(true);
    let entry = parent.entry(key).or_insert(Item::Table(new));
    entry.as_table_like_mut().ok_or_else(|| format!("its `{key}` under `package` is not a table"))
}

/// The features that are on by default in a new manifest.
pub(super) fn defaults(runtime: &Runtime) -> toml_edit::Array {
    runtime.features.iter().filter(|feature| feature.name == "default").flat_map(|all| &all.turns_on).collect()
}

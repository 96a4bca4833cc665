//! The crate's `Cargo.toml`: created if there is none, otherwise kept but for what regen owns.
//!
//! In: the manifest's text, if there is one, and the features that the API asks for. Out: the text that the manifest
//! should have. In an existing manifest only the `tag-*` entries of `[features]` and their listing in `default`
//! change, what the runtime needs is completed under `[features]` and `[dependencies]`, and the versions that wrote the
//! client are recorded under `package.metadata.pages-to-crate`; of the package's own fields those change that the configuration
//! file names. Everything else, comments and spacing too, stays byte for byte.
//!
//! ```
//! use generator::features::{Features, TagFeature};
//!
//! let before = "[package]\nname = \"a\" # mine\n\n[features]\ndefault = [\"rustls\"]\nrustls = []\n";
//! let tag = TagFeature { name: "tag-flows".to_owned(), ..TagFeature::default() };
//! let after = xtask::manifest::with_features(before, &Features { tags: vec![tag], ..Features::default() })?;
//! assert!(after.contains("name = \"a\" # mine\n"));
//! assert!(after.contains("default = [\"rustls\", \"tag-flows\"]\n"));
//! assert!(after.contains("\nmultipart = []\n"));
//! assert!(after.contains("\ntag-flows = []\n"));
//! # Ok::<(), String>(())
//! ```

mod entries;
mod package;
mod runtime;

pub use entries::{Edited, items, with_items, with_runtime, with_versions};
use generator::features::{ALL_TYPES, Features, RuntimePart, TagFeature};
pub use package::{Field, KEYS as PACKAGE_KEYS, with_fields};
use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

/// The head of a new manifest; the rest is what the runtime needs.
const HEAD: &str = include_str!("manifest/head.toml");
const PREFIX: &str = "tag-";

/// The manifest of a new crate, a client of the API of a title. A `standalone` one is the root of a workspace of its own.
///
/// # Errors
/// A sentence, if the manifest of the runtime is not in the form that is expected.
pub fn created(package: &str, title: &str, standalone: bool, wanted: &Features) -> Result<String, String> {
    let mut manifest = parsed(HEAD)?;
    let head = table(manifest.as_table_mut(), "package")?;
    head.insert("name", Item::Value(package.into()));
    let title = generator::ir::in_sentence(&generator::visible::line(title));
    head.insert("description", Item::Value(format!("A client of {title}, generated from its documentation.").into()));
    let runtime = runtime::read()?;
    let features = table(manifest.as_table_mut(), "features")?;
    features.insert("default", Item::Value(Value::Array(entries::defaults(&runtime))));
    for feature in &runtime.features {
        entries::add_feature(features, feature, true);
    }
    let dependencies = table(manifest.as_table_mut(), "dependencies")?;
    for dependency in &runtime.dependencies {
        dependencies.insert(&dependency.name, Item::Value(dependency.entry()));
    }
    if standalone {
        manifest.insert("workspace", Item::Table(Table::new()));
    }
    with_versions(&with_features(&manifest.to_string(), wanted)?)
}

/// The name that a manifest gives its package.
pub fn package(manifest: &str) -> Option<String> {
    let manifest = manifest.parse::<DocumentMut>().ok()?;
    manifest.get("package")?.get("name")?.as_str().map(str::to_owned)
}

/// The features that a manifest declares, but for `default`.
pub fn features(manifest: &str) -> Vec<String> {
    let manifest = manifest.parse::<DocumentMut>().unwrap_or_default();
    let features = manifest.get("features").and_then(Item::as_table_like);
    let names = features.into_iter().flat_map(TableLike::iter).map(|(name, _)| name.to_owned());
    names.filter(|name| name != "default").collect()
}

/// The version that a manifest gives its package itself: not one that it has from its workspace.
pub fn version(manifest: &str) -> Option<String> {
    let manifest = manifest.parse::<DocumentMut>().ok()?;
    manifest.get("package")?.get("version")?.as_str().map(str::to_owned)
}

/// The licence that a manifest gives its package itself.
pub fn license(manifest: &str) -> Option<String> {
    let manifest = manifest.parse::<DocumentMut>().ok()?;
    manifest.get("package")?.get("license")?.as_str().map(str::to_owned)
}

/// The manifest with another version.
///
/// # Errors
/// A sentence, if the manifest has no version of its own.
pub fn with_version(manifest: &str, version: &str) -> Result<String, String> {
    let mut edited = parsed(manifest)?;
    let package = table(edited.as_table_mut(), "package")?;
    let value = package.get_mut("version").and_then(Item::as_value_mut).filter(|value| value.is_str());
    let value = value.ok_or("its `package.version` is not a text")?;
    let decor = value.decor().clone();
    *value = Value::from(version);
    *value.decor_mut() = decor;
    Ok(with_line_ends_of(manifest, edited.to_string()))
}

/// The manifest is the root of a workspace.
pub fn is_workspace(manifest: &str) -> bool {
    manifest.parse::<DocumentMut>().is_ok_and(|manifest| manifest.contains_key("workspace"))
}

/// The members that a workspace's manifest lists.
pub fn members(manifest: &str) -> Vec<String> {
    let manifest = manifest.parse::<DocumentMut>().unwrap_or_default();
    let members = manifest.get("workspace").and_then(|workspace| workspace.get("members")?.as_array());
    members.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The manifest with exactly these `tag-*` features, and with all parts of the runtime. The tags and the parts of the
/// API are on by default; whether other parts are is left as it is.
///
/// # Errors
/// A sentence that says what is wrong with the manifest.
pub fn with_features(manifest: &str, wanted: &Features) -> Result<String, String> {
    let mut edited = parsed(manifest)?;
    let has_lines = !edited.get("features").is_some_and(Item::is_inline_table);
    let features = table(edited.as_table_mut(), "features")?;
    let defaults_change = set_defaults(features, wanted)?;
    let parts_change = add_parts(features, has_lines)?;
    let types_change = entries::add_feature(features, &all_types(), has_lines);
    let tags_change = set_tags(features, &wanted.tags);
    if !defaults_change && !parts_change && !types_change && !tags_change {
        return Ok(manifest.to_owned());
    }
    Ok(with_line_ends_of(manifest, edited.to_string()))
}

fn all_types() -> runtime::Feature {
    let comment = "Types that no operation reaches; on by default where the documentation has no operations.";
    runtime::Feature { name: ALL_TYPES.to_owned(), turns_on: Vec::new(), comment: Some(comment.to_owned()) }
}

fn parsed(manifest: &str) -> Result<DocumentMut, String> {
    manifest.parse::<DocumentMut>().map_err(|error| format!("it is not TOML: {}", error.message()))
}

fn table<'a>(parent: &'a mut Table, key: &str) -> Result<&'a mut dyn TableLike, String> {
    parent
        .entry(key)
        .or_insert_with(toml_edit::table)
        .as_table_like_mut()
        .ok_or_else(|| format!("its `{key}` is not a table"))
}

fn is_owned(feature: &str) -> bool {
    feature.starts_with(PREFIX)
}

fn set_defaults(features: &mut dyn TableLike, wanted: &Features) -> Result<bool, String> {
    let parts = wanted.parts.iter().map(|part| part.feature());
    // Whoever names a former feature beside the default ones finds it there as long as it is deprecated.
    let tags = wanted.tags.iter().flat_map(|tag| std::iter::once(&tag.name).chain(&tag.former));
    let types = wanted.all_types.then_some(ALL_TYPES);
    let wanted: Vec<&str> = parts.chain(types).chain(tags.map(String::as_str)).collect();
    if wanted.is_empty() && !features.contains_key("default") {
        return Ok(false);
    }
    let defaults = features
        .entry("default")
        .or_insert_with(|| Item::Value(Value::Array(Array::new())))
        .as_array_mut()
        .ok_or("its feature `default` is not a list")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let before: Vec<String> = defaults.iter().map(text).collect();
    defaults.retain(|value| {
        let feature = text(value);
        !is_owned(&feature) || wanted.contains(&&*feature)
    });
    let missing: Vec<_> = wanted.iter().filter(|feature| !before.iter().any(|known| known == **feature)).collect();
    for feature in &missing {
        push_like_the_last(defaults, feature);
    }
    Ok(before.len() != defaults.len() || !missing.is_empty())
}

/// Adds an element that is laid out as the one before it, so that a list with one element a line stays one.
fn push_like_the_last(array: &mut Array, feature: &str) {
    let blank = |text: Option<&toml_edit::RawString>| {
        text.and_then(toml_edit::RawString::as_str).filter(|text| text.trim().is_empty()).unwrap_or_default().to_owned()
    };
    let last = array.len().checked_sub(1).and_then(|last| array.get_mut(last)).map(Value::decor_mut);
    let (prefix, suffix) = last.map_or_else(Default::default, |decor| {
        let layout = (blank(decor.prefix()), blank(decor.suffix()));
        if !layout.1.is_empty() {
            decor.set_suffix("");
        }
        layout
    });
    let is_first = array.is_empty();
    array.push(feature);
    let is_multi_line = prefix.contains('\n');
    if let Some(element) = array.iter_mut().last() {
        let prefix = if is_multi_line { prefix } else { String::from(if is_first { "" } else { " " }) };
        *element.decor_mut() = toml_edit::Decor::new(prefix, suffix);
    }
}

/// Adds the parts of the runtime that are missing, each with its comment if there can be one.
fn add_parts(features: &mut dyn TableLike, with_comments: bool) -> Result<bool, String> {
    let is_part = |name: &str| RuntimePart::ALL.iter().any(|part| part.feature() == name);
    let mut is_changed = false;
    for feature in runtime::read()?.features.iter().filter(|feature| is_part(&feature.name)) {
        is_changed |= entries::add_feature(features, feature, with_comments);
    }
    Ok(is_changed)
}

fn set_tags(features: &mut dyn TableLike, wanted: &[TagFeature]) -> bool {
    let is_wanted = |name: &str| wanted.iter().any(|tag| tag.name == name || tag.former.iter().any(|it| it == name));
    let is_stale = |name: &str| is_owned(name) && !is_wanted(name);
    let stale: Vec<String> = features.iter().map(|(name, _)| name.to_owned()).filter(|name| is_stale(name)).collect();
    for name in &stale {
        features.remove(name);
    }
    let mut changed = !stale.is_empty();
    for tag in wanted {
        let parts: Vec<&str> = tag.parts.iter().map(|part| part.feature()).collect();
        changed |= set_feature(features, &tag.name, &parts);
        for former in &tag.former {
            changed |= set_feature(features, former, &[&tag.name]);
        }
    }
    changed
}

/// Makes a feature turn on exactly these. True if it did not.
fn set_feature(features: &mut dyn TableLike, name: &str, on: &[&str]) -> bool {
    let is_there = features.get(name).and_then(Item::as_array);
    if is_there.is_some_and(|there| there.iter().map(Value::as_str).eq(on.iter().map(|part| Some(*part)))) {
        return false;
    }
    features.insert(name, Item::Value(Value::Array(on.iter().copied().collect())));
    true
}

/// The library writes every line end as a line feed.
fn with_line_ends_of(original: &str, edited: String) -> String {
    let feeds = original.matches('\n').count();
    if feeds > 0 && original.matches("\r\n").count() == feeds {
        return edited.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    edited
}

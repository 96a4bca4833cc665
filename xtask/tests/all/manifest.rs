//! What regen does to a `Cargo.toml`.

use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item, Value};
use xtask::manifest::{created, members, package, with_features};

fn edited(manifest: &str, features: &[&str]) -> String {
    let features: Vec<String> = features.iter().map(|feature| (*feature).to_owned()).collect();
    with_features(manifest, &features).unwrap()
}

#[test]
fn nothing_but_the_tag_features_changes() {
    let before = "\
# mine
[package]
name   =  \"a\"     # odd spacing
version='0.1.0'

[features]   # on
default = [ 'rustls',   \"tag-gone\", \"extra\" ] # mine
rustls = [\"dep:rustls\"]
tag-gone = []
tag-kept = []
extra = []
tagged = []

[[bench]]
name = \"b\"
[dependencies.serde] # no derive
version = \"1\"
";
    let after = "\
# mine
[package]
name   =  \"a\"     # odd spacing
version='0.1.0'

[features]   # on
default = [ 'rustls', \"extra\", \"tag-kept\", \"tag-new\" ] # mine
rustls = [\"dep:rustls\"]
tag-kept = []
extra = []
tagged = []
tag-new = []

[[bench]]
name = \"b\"
[dependencies.serde] # no derive
version = \"1\"
";
    let features = ["tag-kept", "tag-new"];
    assert_eq!(edited(before, &features), after);
    assert_eq!(edited(after, &features), after);
}

#[test]
fn a_list_with_one_feature_a_line_stays_one() {
    let before = "[features]\ndefault = [\n    \"rustls\",\n    \"tag-a\",\n]\ntag-a = []\n";
    let after = "[features]\ndefault = [\n    \"rustls\",\n    \"tag-a\",\n    \"tag-b\",\n]\ntag-a = []\ntag-b = []\n";
    assert_eq!(edited(before, &["tag-a", "tag-b"]), after);
    let without_comma = |text: &str| text.replace(",\n]", "\n]");
    assert_eq!(edited(&without_comma(before), &["tag-a", "tag-b"]), without_comma(after));
}

#[test]
fn a_manifest_without_features_gets_them_only_if_there_are_any() {
    let manifest = "[package]\nname = \"a\"";
    assert_eq!(edited(manifest, &[]), manifest);
    let with = edited(manifest, &["tag-a"]);
    assert_eq!(with, "[package]\nname = \"a\"\n\n[features]\ndefault = [\"tag-a\"]\ntag-a = []\n");
    assert_eq!(edited(&with, &[]), "[package]\nname = \"a\"\n\n[features]\ndefault = []\n");
}

#[test]
fn line_ends_stay_as_they_are() {
    let before = "[features]\r\ndefault = []\r\n# mine\r\nother = []\r\n";
    let after = "[features]\r\ndefault = [\"tag-a\"]\r\n# mine\r\nother = []\r\ntag-a = []\r\n";
    assert_eq!(edited(before, &["tag-a"]), after);
    assert_eq!(edited(before, &[]), before);
}

#[test]
fn what_cannot_be_edited_is_an_error() {
    let wanted = ["tag-a".to_owned()];
    for manifest in ["[package", "features = 1", "[features]\ndefault = \"x\"", "a = 1\na = 2"] {
        let problem = with_features(manifest, &wanted).unwrap_err();
        assert!(problem.len() > 10, "{problem}");
    }
}

#[test]
fn names_and_members_are_read() {
    assert_eq!(package("[package]\nname = \"a-b\"\n"), Some("a-b".to_owned()));
    assert_eq!(package("[workspace]"), None);
    assert_eq!(members("[workspace]\nmembers = [\"a\", \"b/c\"]\n"), ["a", "b/c"]);
}

/// The crate that regen creates and the one that is checked in hold the same runtime.
#[test]
fn a_new_manifest_has_what_the_checked_in_one_has() {
    let ours: DocumentMut = include_str!("../../../generated/Cargo.toml").parse().unwrap();
    let workspace: DocumentMut = include_str!("../../../Cargo.toml").parse().unwrap();
    let new: DocumentMut = created("fresh", false, &["tag-a".to_owned()]).unwrap().parse().unwrap();
    assert_eq!(new["package"]["name"].as_str(), Some("fresh"));
    for key in ["edition", "rust-version"] {
        assert_eq!(new["package"][key].as_str(), workspace["workspace"]["package"][key].as_str(), "{key}");
    }
    for key in ["dependencies", "features"] {
        assert_eq!(entries(&new, key), entries(&ours, key), "in [{key}]");
        assert!(!entries(&new, key).is_empty());
        let inherited: Vec<_> = entries(&new, key).into_values().filter(|text| text.contains("workspace")).collect();
        assert_eq!(inherited, [""; 0], "what a workspace gives is missing elsewhere");
    }
    assert!(new["features"]["tag-a"].as_array().is_some());
    assert!(new.get("workspace").is_none());
    let standalone: DocumentMut = created("fresh", true, &[]).unwrap().parse().unwrap();
    assert!(standalone["workspace"].as_table().is_some_and(toml_edit::Table::is_empty));
}

/// The entries of a table, but for the API's own.
fn entries(manifest: &DocumentMut, key: &str) -> BTreeMap<String, String> {
    let own = |name: &str| name.starts_with("tag-");
    let text = |item: &Item| match item.as_array() {
        Some(list) => format!("{:?}", list.iter().filter_map(Value::as_str).filter(|v| !own(v)).collect::<Vec<_>>()),
        None => item.to_string().trim().to_owned(),
    };
    let table = manifest.get(key).and_then(Item::as_table_like);
    let entries = table.into_iter().flat_map(|table| table.iter()).filter(|(name, _)| !own(name));
    entries
        .map(|(name, item)| (name.to_owned(), text(item)))
        .filter(|(name, text)| name != "default" || text != "[]")
        .collect()
}

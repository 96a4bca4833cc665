//! What regen does to a `Cargo.toml`.

use generator::features::{Features, RuntimePart, TagFeature};
use generator::source::Page;
use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item, Value};
use xtask::manifest::{created, members, package, with_features};

/// What is added to a manifest that has none of the parts.
const PARTS: &str = "\
# Streams of events and of lines of JSON; a tag whose operations respond with one turns it on.
events = []
# Multipart bodies; a tag whose operations take them turns it on.
multipart = []
# Sources of tokens: OAuth 2, logins with JSON, the caller's own; on by default where the documentation has tokens.
tokens = []
# The events that the server sends by itself, as an enum, with the types of their payloads; off by default.
webhooks = []
# Types that no operation reaches; on by default where the documentation has no operations.
all-types = []
";

/// Tags that need no part.
fn tags(names: &[&str]) -> Features {
    let tag = |name: &&str| TagFeature { name: (*name).to_owned(), ..TagFeature::default() };
    Features { tags: names.iter().map(tag).collect(), ..Features::default() }
}

fn edited(manifest: &str, features: &[&str]) -> String {
    with_features(manifest, &tags(features)).unwrap()
}

#[test]
fn nothing_but_the_features_of_the_api_changes() {
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
events = [ ] # mine

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
events = [ ] # mine
# Multipart bodies; a tag whose operations take them turns it on.
multipart = []
# Sources of tokens: OAuth 2, logins with JSON, the caller's own; on by default where the documentation has tokens.
tokens = []
# The events that the server sends by itself, as an enum, with the types of their payloads; off by default.
webhooks = []
# Types that no operation reaches; on by default where the documentation has no operations.
all-types = []
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
    let text = |more: &str, entries: &str| {
        format!("[features]\ndefault = [\n    \"rustls\",\n    \"tag-a\",{more}\n]\n{PARTS}tag-a = []\n{entries}")
    };
    let (before, after) = (text("", ""), text("\n    \"tag-b\",", "tag-b = []\n"));
    assert_eq!(edited(&before, &["tag-a", "tag-b"]), after);
    let without_comma = |text: &str| text.replace(",\n]", "\n]");
    assert_eq!(edited(&without_comma(&before), &["tag-a", "tag-b"]), without_comma(&after));
}

#[test]
fn a_manifest_without_features_gets_the_parts_and_a_default_if_there_is_one() {
    let manifest = "[package]\nname = \"a\"";
    assert_eq!(edited(manifest, &[]), format!("{manifest}\n\n[features]\n{PARTS}"));
    let with = edited(manifest, &["tag-a"]);
    assert_eq!(with, format!("{manifest}\n\n[features]\ndefault = [\"tag-a\"]\n{PARTS}tag-a = []\n"));
    assert_eq!(edited(&with, &[]), format!("{manifest}\n\n[features]\ndefault = []\n{PARTS}"));
}

#[test]
fn a_tag_turns_on_what_it_needs_and_what_has_no_tag_is_on_by_default() {
    let text = |default: &str, tag: &str| format!("[features]\ndefault = [{default}]\n{PARTS}tag-a = [{tag}]\n");
    let mut features = tags(&["tag-a"]);
    features.tags[0].parts = [RuntimePart::Multipart, RuntimePart::Events].into();
    let before = text("\"tag-a\"", "");
    assert_eq!(with_features(&before, &features).unwrap(), text("\"tag-a\"", "\"events\", \"multipart\""));
    features.parts = [RuntimePart::Tokens].into();
    let after = text("\"tag-a\", \"tokens\"", "\"events\", \"multipart\"");
    assert_eq!(with_features(&before, &features).unwrap(), after);
    assert_eq!(with_features(&after, &features).unwrap(), after);
    // What is on by default beyond that is the user's choice.
    assert_eq!(edited(&after, &["tag-a"]), text("\"tag-a\", \"tokens\"", ""));
    let more = text("\"events\", \"tag-a\"", "");
    assert_eq!(edited(&more, &["tag-a"]), more);
}

#[test]
fn features_in_one_line_stay_there() {
    let before = "features = { default = [], \"tag-a\" = [] }\n";
    let after = edited(before, &["tag-a"]);
    let table = "features = { default = [\"tag-a\"], \"tag-a\" = [], events = [], multipart = [], tokens = [], \
                 webhooks = [], all-types = [] }\n";
    let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(without_blanks(&after), without_blanks(table));
    assert_eq!(after.lines().count(), 1);
}

/// The features of the crate of a document: those of each tag, and what is on by default.
fn of_document(name: &str) -> (BTreeMap<String, String>, String) {
    let path = format!("{}/../generator/tests/cases/emit/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    let pages = vec![Page { path: format!("{name}.yaml"), text: std::fs::read_to_string(path).unwrap() }];
    let input = generator::Input { pages, package: "case".to_owned(), ..generator::Input::default() };
    let output = generator::generate(&input).unwrap_or_else(|dx| panic!("{:#?}", dx.list));
    let manifest: DocumentMut = created("case", "Case", false, &output.features).unwrap().parse().unwrap();
    let features = manifest["features"].as_table().unwrap();
    for part in RuntimePart::ALL.map(RuntimePart::feature) {
        assert!(features[part].as_array().is_some_and(toml_edit::Array::is_empty), "{manifest}");
        assert!(features.key(part).unwrap().leaf_decor().prefix().unwrap().as_str().unwrap().starts_with("# "));
    }
    let text = |item: &Item| item.to_string().trim().to_owned();
    let tags = features.iter().filter(|(feature, _)| feature.starts_with("tag-"));
    (tags.map(|(feature, item)| (feature.to_owned(), text(item))).collect(), text(&features["default"]))
}

#[test]
fn a_new_manifest_has_on_what_its_document_needs() {
    let (tags, default) = of_document("parts");
    let expected = [("tag-default", "[\"events\"]"), ("tag-pets", "[]"), ("tag-uploads", "[\"multipart\"]")];
    assert_eq!(tags, expected.map(|(feature, parts)| (feature.to_owned(), parts.to_owned())).into());
    assert_eq!(default, "[\"reqwest\", \"rustls\", \"tokens\", \"tag-default\", \"tag-pets\", \"tag-uploads\"]");
    let (tags, default) = of_document("shared_lists");
    assert_eq!(tags, [("tag-default".to_owned(), "[]".to_owned())].into());
    assert_eq!(default, "[\"reqwest\", \"rustls\", \"tag-default\"]");
}

#[test]
fn line_ends_stay_as_they_are() {
    let before = "[features]\r\ndefault = []\r\n# mine\r\nother = []\r\n";
    let parts = PARTS.replace('\n', "\r\n");
    let after = format!("[features]\r\ndefault = [\"tag-a\"]\r\n# mine\r\nother = []\r\n{parts}tag-a = []\r\n");
    assert_eq!(edited(before, &["tag-a"]), after);
    assert_eq!(edited(before, &[]), format!("{before}{parts}"));
    assert_eq!(edited(&after, &["tag-a"]), after);
}

#[test]
fn what_cannot_be_edited_is_an_error() {
    let wanted = tags(&["tag-a"]);
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
    let new: DocumentMut = created("fresh", "Fresh", false, &tags(&["tag-a"])).unwrap().parse().unwrap();
    assert_eq!(new["package"]["name"].as_str(), Some("fresh"));
    let description = "A client of the Fresh API, generated from its documentation.";
    assert_eq!(new["package"]["description"].as_str(), Some(description));
    for key in ["edition", "rust-version"] {
        assert_eq!(new["package"][key].as_str(), workspace["workspace"]["package"][key].as_str(), "{key}");
    }
    for key in ["dependencies", "features"] {
        assert_eq!(entries(&new, key), entries(&ours, key), "in [{key}]");
        assert_eq!(comments(&new, key), comments(&ours, key), "in [{key}]");
        assert!(!entries(&new, key).is_empty());
        let inherited: Vec<_> = entries(&new, key).into_values().filter(|text| text.contains("workspace")).collect();
        assert_eq!(inherited, [""; 0], "what a workspace gives is missing elsewhere");
    }
    assert!(new["features"]["tag-a"].as_array().is_some());
    assert!(new.get("workspace").is_none());
    let standalone: DocumentMut = created("fresh", "Fresh", true, &Features::default()).unwrap().parse().unwrap();
    assert!(standalone["workspace"].as_table().is_some_and(toml_edit::Table::is_empty));
}

/// The comments above the entries of a table.
fn comments(manifest: &DocumentMut, key: &str) -> BTreeMap<String, String> {
    let table = manifest[key].as_table().unwrap();
    let above = |name: &str| table.key(name)?.leaf_decor().prefix()?.as_str().map(|text| text.trim().to_owned());
    let all = table.iter().filter_map(|(name, _)| Some((name.to_owned(), above(name)?)));
    all.filter(|(_, text)| !text.is_empty()).collect()
}

/// The entries of a table, but for the API's own.
fn entries(manifest: &DocumentMut, key: &str) -> BTreeMap<String, String> {
    let own = |name: &str| name.starts_with("tag-");
    let is_asked_for = |name: &&str| own(name) || RuntimePart::ALL.iter().any(|part| part.feature() == *name);
    let text = |item: &Item| match item.as_array() {
        Some(list) => {
            format!("{:?}", list.iter().filter_map(Value::as_str).filter(|v| !is_asked_for(v)).collect::<Vec<_>>())
        }
        None => item.to_string().trim().to_owned(),
    };
    let table = manifest.get(key).and_then(Item::as_table_like);
    let entries = table.into_iter().flat_map(|table| table.iter()).filter(|(name, _)| !own(name));
    entries
        .map(|(name, item)| (name.to_owned(), text(item)))
        .filter(|(name, text)| name != "default" || text != "[]")
        .collect()
}

#[test]
fn a_former_feature_turns_on_the_one_of_now_and_both_are_default() {
    let mut features = tags(&["tag-new"]);
    features.tags[0].former = vec!["tag-old".to_owned()];
    let before = "[package]\nname = \"a\"\n\n[features]\ndefault = [\"tag-old\"]\ntag-old = []\n";
    let edited = with_features(before, &features).unwrap();
    let manifest: DocumentMut = edited.parse().unwrap();
    let list = |name: &str| manifest["features"][name].as_array().unwrap().to_string();
    assert_eq!((list("tag-old").trim(), list("tag-new").trim()), ("[\"tag-new\"]", "[]"));
    assert!(list("default").contains("tag-new") && list("default").contains("tag-old"), "{edited}");
    assert_eq!(with_features(&edited, &features).unwrap(), edited);
    assert!(!with_features(&edited, &tags(&["tag-new"])).unwrap().contains("tag-old"));
}

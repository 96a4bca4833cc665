//! The runtime's entries in a manifest that is there already.

use generator::features::Features;
use toml_edit::{DocumentMut, Item, Value};
use xtask::manifest::{Edited, created, with_runtime, with_versions};

/// A manifest of today, with other text in some places.
fn manifest(changes: &[(&str, &str)]) -> String {
    let mut text = created("a", "A", false, &Features::default()).unwrap();
    for (now, before) in changes {
        assert!(text.contains(now), "{text}");
        text = text.replace(now, before);
    }
    text
}

fn edited(before: &str) -> Edited {
    let edited = with_runtime(before).unwrap();
    let again = with_runtime(&edited.text).unwrap();
    assert_eq!((&again.text, again.changes), (&edited.text, Vec::new()), "once is enough");
    edited
}

#[test]
fn what_is_up_to_date_stays_byte_for_byte() {
    let before = manifest(&[("serde_json = {", "serde_json   = {"), ("bytes = \"1\"", "bytes = '1.0' # mine")]);
    assert_eq!(edited(&before), Edited { text: before, ..Edited::default() });
}

/// As of the first clients: without exact floats, without a transport in memory, with an older `reqwest`.
#[test]
fn an_older_manifest_gets_what_the_runtime_needs() {
    let now = manifest(&[]);
    let before = manifest(&[
        ("features = [\"float_roundtrip\", \"raw_value\"]", "features = [\"raw_value\"]"),
        (
            "# A transport in memory and example values, for the tests of crates that use this one.\ntest-util = []\n",
            "",
        ),
        (
            "reqwest = { version = \"0.13\", default-features = false, optional = true }\n",
            "reqwest = { version = \"0.12\", default-features = false, optional = true }\n",
        ),
        ("httpdate = \"1\"\n", ""),
        ("rustls = [\"reqwest\", \"reqwest/rustls\"]", "rustls = [\"reqwest\"]"),
    ]);
    let after = edited(&before);
    let expected = [
        "`reqwest`: the version 0.12 became 0.13",
        "`serde_json`: the feature `float_roundtrip` was added",
        "`httpdate` was added",
        "the feature `rustls` turns on reqwest/rustls too",
        "the feature `test-util` was added",
    ];
    let mut changes: Vec<_> = after.changes.iter().map(String::as_str).collect();
    changes.sort_unstable();
    let mut sorted = expected;
    sorted.sort_unstable();
    assert_eq!(changes, sorted);
    assert_eq!(entries(&after.text), entries(&now));
    assert!(after.text.contains("# A transport in memory"), "{}", after.text);
}

#[test]
fn what_an_owner_added_stays() {
    let before = manifest(&[
        (
            "serde_json = { version = \"1.0.129\", features = [\"float_roundtrip\", \"raw_value\"] }",
            "# mine\nserde_json = { version = \"1.0.100\", features = [\"preserve_order\"] } # for me",
        ),
        ("http = \"1\"", "mine = { path = \"mine\" }\nhttp = '0.2'   # odd"),
        ("events = []", "events = [\"mine\"] # mine"),
        ("tokens = []", "tokens = []\nmine = [\"dep:mine\"]"),
    ]);
    let after = edited(&before).text;
    for kept in [
        "# mine\nserde_json = { version = \"1.0.129\", features = [\"preserve_order\", \"float_roundtrip\", \"raw_value\"] } # for me\n",
        "mine = { path = \"mine\" }\nhttp = \"1\"   # odd\n",
        "events = [\"mine\"] # mine\n",
        "mine = [\"dep:mine\"]\n",
    ] {
        assert!(after.contains(kept), "{kept}\nis not in\n{after}");
    }
}

#[test]
fn inherited_and_other_sources_decide_their_versions() {
    let before = manifest(&[
        (
            "serde_json = { version = \"1.0.129\", features = [\"float_roundtrip\", \"raw_value\"] }",
            "serde_json = { workspace = true }",
        ),
        ("httpdate = \"1\"", "httpdate = { package = \"my-httpdate\", version = \"0.1\" }"),
        ("bytes = \"1\"", "bytes.workspace = true"),
        ("url = { version = \"2\", optional = true }", "url = { git = \"https://example.com/url\" }"),
    ]);
    let after = edited(&before);
    for kept in [
        "serde_json = { workspace = true, features = [\"float_roundtrip\", \"raw_value\"] }\n",
        "httpdate = { package = \"my-httpdate\", version = \"0.1\" }\n",
        "bytes.workspace = true\n",
        "url = { git = \"https://example.com/url\", optional = true }\n",
    ] {
        assert!(after.text.contains(kept), "{kept}\nis not in\n{}", after.text);
    }
    assert_eq!(after.changes.len(), 2, "{:?}", after.changes);
}

/// Cargo takes no package under two names, and the client calls it by its own.
#[test]
fn another_name_for_what_the_client_needs_is_an_error() {
    let before = manifest(&[("httpdate = \"1\"", "dates = { package = \"httpdate\", version = \"1\" }")]);
    let problem = with_runtime(&before).unwrap_err();
    assert!(problem.contains("`dates`") && problem.contains("`httpdate`"), "{problem}");
}

#[test]
fn a_newer_version_stays_and_is_told() {
    let before = manifest(&[
        ("reqwest = { version = \"0.13\"", "reqwest = { version = \"0.14\""),
        ("bytes = \"1\"", "bytes = \">=1.5, <3\""),
        ("http = \"1\"", "http = \"1.2.0-rc.1\""),
    ]);
    let after = edited(&before);
    assert_eq!((&after.text, after.changes), (&before, Vec::new()));
    let newer: Vec<_> = after.newer.iter().map(|text| text.split(':').next().unwrap()).collect();
    assert_eq!(newer, ["`bytes`", "`http`", "`reqwest`"]);
}

#[test]
fn switches_are_as_the_runtime_needs_them() {
    let before = manifest(&[
        ("http = \"1\"", "http = { version = \"1\", default-features = false, optional = true }"),
        ("uuid = { version = \"1\", default-features = false, features = [\"std\"], optional = true }", "uuid = \"*\""),
    ]);
    let after = edited(&before).text;
    assert!(after.contains("http = { version = \"1\" }\n"), "{after}");
    assert!(after.contains("uuid = { version = \"1\", features = [\"std\"], optional = true }\n"), "{after}");
}

#[test]
fn tables_of_every_form_are_completed() {
    let line = "serde_json = { version = \"1.0.129\", features = [\"float_roundtrip\", \"raw_value\"] }\n";
    let mut before = manifest(&[(line, "")]);
    before.push_str("\n[dependencies.serde_json] # mine\nversion = \"1\" # old\n");
    let after = edited(&before).text;
    let table = "[dependencies.serde_json] # mine\nversion = \"1.0.129\" # old\nfeatures = [\"float_roundtrip\", \"raw_value\"]\n";
    assert!(after.contains(table), "{after}");
    let windows = manifest(&[("httpdate = \"1\"\n", "")]).replace('\n', "\r\n");
    let after = edited(&windows).text;
    assert!(after.contains("httpdate = \"1\"\r\n"), "{after}");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
}

#[test]
fn what_is_no_dependency_is_an_error() {
    for (now, before) in [("bytes = \"1\"", "bytes = 1"), ("events = []", "events = \"x\"")] {
        let problem = with_runtime(&manifest(&[(now, before)])).unwrap_err();
        assert!(problem.contains(before.split(' ').next().unwrap()), "{problem}");
    }
    assert!(with_runtime("dependencies = 1\n").is_err());
}

#[test]
fn a_manifest_says_which_versions_wrote_the_client() {
    let expected = format!(
        "\n[package.metadata.pages-to-crate]\ngenerator = \"{}\"\nruntime = \"{}\"\n",
        generator::VERSION,
        generator::RUNTIME_VERSION
    );
    let new = manifest(&[]);
    assert!(new.contains(&expected), "{new}");
    assert_eq!(with_versions(&new).unwrap(), new);
    let old = new.replace(
        &expected,
        "\n[package.metadata.mine]\nkey = 1 # mine\n\n[package.metadata.patchworks]\nruntime = \"0.0.1\" # was\n",
    );
    let after = with_versions(&old).unwrap();
    let versions: DocumentMut = after.parse().unwrap();
    // What the table was called before.
    assert!(after.contains("runtime = ") && !after.contains("patchworks"), "{after}");
    let versions = &versions["package"]["metadata"]["pages-to-crate"];
    assert_eq!(versions["generator"].as_str(), Some(generator::VERSION));
    assert_eq!(versions["runtime"].as_str(), Some(generator::RUNTIME_VERSION));
    assert!(after.contains("key = 1 # mine\n"), "{after}");
    let renamed = with_versions(&new.replace("metadata.pages-to-crate", "metadata.patchworks")).unwrap();
    assert_eq!(renamed, new);
    let bare = with_versions("[package]\nname = \"a\"\n").unwrap();
    assert_eq!(bare, format!("[package]\nname = \"a\"\n{expected}"));
}

/// What a manifest says, without its layout.
fn entries(manifest: &str) -> Vec<String> {
    let manifest: DocumentMut = manifest.parse().unwrap();
    let mut all = Vec::new();
    for part in ["features", "dependencies"] {
        for (name, item) in manifest[part].as_table().unwrap().iter() {
            all.push(format!("{part} {name} {}", text(item)));
        }
    }
    all.sort_unstable();
    all
}

fn text(item: &Item) -> String {
    match item.as_table_like() {
        Some(table) => {
            let mut parts: Vec<_> = table.iter().map(|(key, item)| format!("{key}={}", text(item))).collect();
            parts.sort_unstable();
            parts.join(" ")
        }
        None => match item.as_value() {
            Some(Value::Array(list)) => {
                let mut texts: Vec<_> = list.iter().filter_map(Value::as_str).collect();
                texts.sort_unstable();
                format!("{texts:?}")
            }
            Some(value) => value.clone().decorated("", "").to_string(),
            None => String::new(),
        },
    }
}

//! `[package]` of the configuration file: what a client's manifest says about it, and that cargo packages it without a word.

use crate::common::{write, xtask};
use std::fs;
use std::path::Path;
use std::process::Command;
use xtask::manifest::{Field, with_fields};

const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets: {get: {summary: List pets, \
                    responses: {'204': {description: ok}}}}\n";

fn fields(list: &[(&str, Field)]) -> Vec<(String, Field)> {
    list.iter().map(|(key, field)| ((*key).to_owned(), field.clone())).collect()
}

fn text(text: &str) -> Field {
    Field::Text(text.to_owned())
}

fn list(texts: &[&str]) -> Field {
    Field::List(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[test]
fn only_what_is_configured_changes() {
    let before = "\
[package] # mine
name = \"a\"
license.workspace = true
homepage   = 'https://old.example' # moved soon
keywords = [
    \"one\", # first
    \"two\",
]
publish = false

[package.metadata.x]
y = 1

[features]
default = [\"rustls\"] # on
rustls = []
jiff = []
";
    let wanted = fields(&[
        ("license", text("MIT")),
        ("homepage", text("https://new.example")),
        ("keywords", list(&["one", "two"])),
        ("categories", list(&["api-bindings"])),
        ("default-features", list(&["jiff", "rustls"])),
    ]);
    let after = before
        .replace("license.workspace = true", "license = \"MIT\"")
        .replace("homepage   = 'https://old.example'", "homepage   = \"https://new.example\"")
        .replace("publish = false\n", "publish = false\ncategories = [\"api-bindings\"]\n")
        .replace("[\"rustls\"]", "[\"rustls\", \"jiff\"]");
    let edited = with_fields(before, &wanted).unwrap();
    assert_eq!(edited.text, after);
    assert_eq!(
        edited.changes,
        [
            "`license` is \"MIT\" now",
            "`homepage` is \"https://new.example\" now",
            "`categories` is [\"api-bindings\"] now",
            "the feature `jiff` is on by default now",
        ]
    );
    let again = with_fields(&after, &wanted).unwrap();
    assert!(again.text == after && again.changes.is_empty(), "{again:?}");
    assert_eq!(with_fields(before, &[]).unwrap().text, before);
    let problem = with_fields(before, &fields(&[("default-features", list(&["jif"]))])).unwrap_err();
    assert!(problem.contains("no feature `jif`; did you mean `jiff`?"), "{problem}");
}

/// What cargo says while it packages a crate.
fn packaged(folder: &Path) -> String {
    // The versions that the workspace has are on this machine.
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let target = folder.parent().unwrap().join("packed");
    let output = Command::new(env!("CARGO"))
        .args(["package", "--no-verify", "--offline", "--target-dir"])
        .arg(target)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

#[test]
fn a_configured_crate_is_packaged_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let file = |more: &str| {
        format!(
            "out = \"pets-client\"\n[package]\nlicense = \"MIT OR Apache-2.0\"\nrepository = \"https://example.com/pets\"\n\
             keywords = [\"pets\", \"api\"]\ncategories = [\"api-bindings\"]\nauthors = [\"A. Keeper <a@example.com>\"]\n\
             readme = \"README.md\"\ndocumentation = \"https://docs.rs/pets-client\"\n{more}"
        )
    };
    write(root, &[(".pages-to-crate.toml", "out = \"pets-client\"\n"), ("specs/pets.yaml", PETS)]);
    let regen = |arguments: &[&str]| {
        let output = xtask(root, arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    regen(&["regen"]);
    let manifest = root.join("pets-client/Cargo.toml");
    assert!(packaged(&root.join("pets-client")).contains("warning: manifest has no license"));

    // The configuration changes: so does the manifest, and nothing else in it.
    let mine = fs::read_to_string(&manifest).unwrap() + "\n[package.metadata.mine]\nkey = 1 # kept\n";
    fs::write(&manifest, mine).unwrap();
    write(root, &[(".pages-to-crate.toml", &file("")), ("pets-client/README.md", "# Pets\n")]);
    let check = xtask(root, &["regen", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    let said = regen(&["regen"]);
    assert!(said.contains("`license` is \"MIT OR Apache-2.0\" now"), "{said}");
    let now = fs::read_to_string(&manifest).unwrap();
    assert!(now.contains("key = 1 # kept") && now.contains("keywords = [\"pets\", \"api\"]"), "{now}");
    let said = packaged(&root.join("pets-client"));
    assert!(!said.contains("warning"), "{said}");
    regen(&["regen", "--check"]);

    // A key that the configuration no longer has belongs to the owner.
    write(root, &[(".pages-to-crate.toml", &file("").replace("license = ", "homepage = "))]);
    regen(&["regen"]);
    assert!(fs::read_to_string(&manifest).unwrap().contains("license = \"MIT OR Apache-2.0\""));

    // A new crate has all of it at once.
    fs::remove_dir_all(root.join("pets-client")).unwrap();
    write(root, &[(".pages-to-crate.toml", &file("default-features = [\"jiff\"]\n"))]);
    let said = regen(&["regen"]);
    assert!(!said.contains("is on by default now"), "{said}");
    let new = fs::read_to_string(&manifest).unwrap();
    assert!(new.contains("license = \"MIT OR Apache-2.0\"") && new.contains("\"jiff\"]"), "{new}");
    write(root, &[(".pages-to-crate.toml", &file("default-features = [\"jif\"]\n"))]);
    let output = xtask(root, &["regen"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `jiff`?"));
}

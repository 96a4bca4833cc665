//! What the client that is checked in asks of who depends on it.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use xtask::manifest;

/// The crates of the default build, and those of them that are below `reqwest`.
fn crates() -> (BTreeSet<String>, BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "patchworks-client", "--edges", "normal,build", "--no-dedupe"])
        .args(["--prefix", "depth", "--format", " {p}", "--locked", "--offline"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (mut all, mut below) = (BTreeSet::new(), BTreeSet::new());
    let mut is_below = false;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let (depth, package) = line.split_once(' ').unwrap();
        if depth == "1" {
            is_below = package.starts_with("reqwest ");
        }
        if is_below {
            below.insert(package.to_owned());
        }
        all.insert(package.to_owned());
    }
    (all, below)
}

#[test]
fn the_default_build_has_at_most_eight_crates_more_than_reqwest_with_rustls() {
    let (all, below) = crates();
    assert!(below.iter().any(|package| package.starts_with("rustls ")), "{below:?}");
    assert!(below.len() > 50, "{below:?}");
    let more: Vec<_> = all.difference(&below).collect();
    assert!(more.len() <= 8, "{} more: {more:?}", more.len());
}

#[test]
fn the_features_of_a_manifest_are_listed() {
    let text = "[features]\ndefault = [\"a\"]\na = []\nb = [\"dep:c\"]\ntag-x = []\n[dependencies]\nc = { version = \"1\", optional = true }\n";
    assert_eq!(manifest::features(text), ["a", "b", "tag-x"]);
    assert!(manifest::features("").is_empty());
    let checked_in = include_str!("../../../generated/Cargo.toml");
    let features = manifest::features(checked_in);
    for feature in ["reqwest", "rustls", "test-util", "tracing", "jiff"] {
        assert!(features.iter().any(|known| known == feature), "{features:?}");
    }
}

//! What the workspace depends on: licences that a user of the client can live with, and no crate twice without a reason.
//! That none was withdrawn from the registry is looked at when the packages are made.

use serde_json::Value as Json;
use spdx::{Expression, ParseMode};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// None of them asks for more than to be named.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// So many crates are compiled at most before the product's command runs for the first time.
const CRATES: usize = 130;

/// Crates of several versions, and who needs an older one.
const TWICE: &[(&str, &str)] = &[
    ("base64", "wiremock, in tests"),
    ("bit-set", "fancy-regex, of the validator of JSON Schema"),
    ("bit-vec", "bit-set"),
    ("getrandom", "ahash, of the validator of JSON Schema"),
    ("r-efi", "getrandom, on no platform that anybody uses"),
    ("syn", "derives of other crates, at build time"),
    ("untrusted", "the two TLS providers that rustls can have; one is compiled"),
    ("windows-sys", "ring, which is not compiled"),
];

fn packages() -> Vec<Json> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn is_fine(licence: &str) -> bool {
    let is_known = |wanted: &spdx::LicenseReq| wanted.license.id().is_some_and(|id| LICENCES.contains(&id.name));
    Expression::parse_mode(licence, ParseMode::LAX).is_ok_and(|expression| expression.evaluate(is_known))
}

#[test]
fn every_licence_is_one_that_is_listed() {
    let packages = packages();
    assert!(packages.len() > 100);
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_fine(licence), "{}: `{licence}`", package["name"]);
    }
    assert!(!is_fine("GPL-3.0-only") && !is_fine("MIT AND LGPL-2.1-or-later") && !is_fine(""));
}

#[test]
fn no_crate_is_there_twice_without_a_reason() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap().to_owned();
        versions.entry(text("name")).or_default().insert(text("version"));
    }
    let twice: Vec<&str> = versions.iter().filter(|(_, all)| all.len() > 1).map(|(name, _)| name.as_str()).collect();
    let listed: Vec<&str> = TWICE.iter().map(|(name, _)| *name).collect();
    assert_eq!(twice, listed, "a crate has several versions, or has not any more");
}

#[test]
fn the_command_is_built_of_few_crates() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal",
            "--package",
            "pages-to-crate",
            "--prefix",
            "none",
            "--no-dedupe",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let crates: BTreeSet<Vec<&str>> = text.lines().map(|line| line.split(' ').take(2).collect()).collect();
    assert!(crates.len() > 50 && crates.len() <= CRATES, "{} crates: {crates:#?}", crates.len());
}

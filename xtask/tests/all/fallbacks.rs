//! Each place in the generator where something stands for what is absent has a reason: `tests/data/fallbacks.txt` lists them.
//!
//! A broken invariant is no such place: that is an error, which `generator/src/invariants.rs` reports.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FALLBACKS: [&str; 3] = [".unwrap_or(", ".unwrap_or_default(", ".unwrap_or_else("];

#[test]
fn every_fallback_has_a_reason() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = fs::read_to_string(package.join("tests/data/fallbacks.txt")).unwrap();
    let (mut reason, mut known) = ("", BTreeMap::<&str, i32>::new());
    for line in listed.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("== ") {
            Some(text) => reason = text,
            None => {
                assert!(!reason.is_empty(), "without a reason: {line}");
                *known.entry(line).or_default() += 1;
            }
        }
    }
    let found = found(&package.join("../generator/src"));
    let mut counted = BTreeMap::<&str, i32>::new();
    found.iter().for_each(|line| *counted.entry(line).or_default() += 1);
    let new: Vec<_> = counted.iter().filter(|(line, count)| known.get(*line) != Some(count)).collect();
    let gone: Vec<_> = known.keys().filter(|line| !counted.contains_key(*line)).collect();
    assert!(new.is_empty(), "say in tests/data/fallbacks.txt why these cannot hide a broken invariant: {new:#?}");
    assert!(gone.is_empty(), "not there any more: {gone:#?}");
    assert!(found.len() > 100, "only {} were found", found.len());
}

/// The lines with a fallback, as often as they have one, each after its file; those of tests aside.
fn found(source: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![source.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_tests = path.file_stem().is_some_and(|name| name == "tests");
            if path.is_dir() && !is_tests {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_tests {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap();
                let name = path.strip_prefix(source).unwrap().display().to_string();
                for line in code.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                    let count: usize = FALLBACKS.iter().map(|fallback| line.matches(fallback).count()).sum();
                    found.extend(std::iter::repeat_n(format!("{name}: {line}"), count));
                }
            }
        }
    }
    found
}

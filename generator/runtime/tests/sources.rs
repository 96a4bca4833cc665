//! The sources as text are the files that are built and tested here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use this_crate::sources;

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder, by their paths from there.
fn files(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_file_of_the_runtime_is_a_source_byte_for_byte() {
    let root = package().join("src/runtime");
    let mut expected = BTreeMap::new();
    files(&root, &root, &mut expected);
    assert!(expected.len() > 50, "{}", expected.len());
    let listed: BTreeMap<_, _> =
        sources::FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    assert_eq!(listed.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert_eq!(listed.len(), sources::FILES.len(), "a file is listed twice");
    for (path, text) in &expected {
        assert!(listed[path] == *text, "{path}");
    }
}

#[test]
fn the_changelog_has_the_version_of_the_manifest() {
    let changelog = fs::read_to_string(package().join("CHANGELOG.md")).unwrap();
    assert!(changelog.contains(&format!("\n## {}\n", sources::VERSION)), "{}", sources::VERSION);
    assert!(sources::MANIFEST.contains("name = \"patchworks-runtime\""));
}

/// What the documentation shows is what callers use: whatever says that it is for emitted code is hidden.
#[test]
fn what_emitted_code_alone_calls_is_hidden() {
    let mut count = 0;
    for (path, text) in sources::FILES {
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        for (number, line) in lines.iter().enumerate() {
            if line.starts_with("///") && line.to_ascii_lowercase().contains("emitted code calls this") {
                let attributes =
                    lines[number..].iter().take_while(|line| line.starts_with("///") || line.starts_with("#["));
                assert!(attributes.clone().any(|line| *line == "#[doc(hidden)]"), "{path}:{}", number + 1);
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count}");
}

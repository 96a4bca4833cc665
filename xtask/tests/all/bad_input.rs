//! `cargo xtask regen` on what it cannot use: a message with code, place and help, exit status 1, nothing written.

use crate::common::{contents, write, xtask};
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../../specs/flow-callbacks.md");
const REGEN: &[&str] = &["regen", "--specs", "specs", "--out", "out", "--name", "client"];

/// Runs regen on a folder and expects it to fail with a code at a place, and to change nothing.
#[track_caller]
fn expect(folder: &Path, arguments: &[&str], code: &str, place: &str) {
    let before = contents(folder);
    let output = xtask(folder, arguments);
    let (shown, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{shown}\n{errors}");
    assert!(errors.contains(&format!("error[{code}]")), "{errors}");
    assert!(errors.contains(place), "the place is missing: {errors}");
    assert!(errors.contains("help"), "the help is missing: {errors}");
    assert_eq!(contents(folder), before, "something was written");
}

#[test]
fn no_specs_folder() {
    let folder = tempfile::tempdir().unwrap();
    expect(folder.path(), REGEN, "no-specs-folder", "specs");
}

#[test]
fn a_file_where_the_specs_folder_belongs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs", PAGE)]);
    expect(folder.path(), REGEN, "no-specs-folder", "specs");
}

#[test]
fn an_empty_specs_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("specs")).unwrap();
    expect(folder.path(), REGEN, "empty-specs", "specs");
    write(folder.path(), &[("specs/.hidden.md", PAGE), ("specs/page.txt", PAGE)]);
    expect(folder.path(), REGEN, "empty-specs", "specs");
}

#[test]
fn an_unreadable_file() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("specs/inner/folder.json/page.md", PAGE)]);
    expect(folder.path(), REGEN, "unreadable-file", "specs/inner/folder.json");
}

#[test]
fn a_file_that_is_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE)]);
    fs::write(folder.path().join("specs/wide.md"), b"\xff\xfe#\0").unwrap();
    expect(folder.path(), REGEN, "not-utf8", "specs/wide.md");
}

#[test]
fn a_file_where_a_folder_of_the_output_belongs() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("out", "mine")]);
    expect(folder.path(), REGEN, "output-not-a-folder", "out");
    let inner = ["regen", "--specs", "specs", "--out", "out/inner/crate"];
    expect(folder.path(), &inner, "output-not-a-folder", "out");
    write(folder.path(), &[("crate/src", "mine")]);
    let source = ["regen", "--specs", "specs", "--out", "crate"];
    expect(folder.path(), &source, "output-not-a-folder", "crate/src");
}

#[test]
fn a_folder_whose_name_cannot_name_a_package() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE)]);
    expect(folder.path(), &["regen", "--specs", "specs", "--out", "1 2"], "no-package-name", "1 2");
}

#[test]
fn names_that_are_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/page.md", PAGE), ("out/src/lib.rs", "")]);
    fs::write(folder.path().join("out/names.json"), b"\xff").unwrap();
    expect(folder.path(), REGEN, "not-utf8", "out/names.json");
}

#[test]
fn wrong_usage_is_status_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["regen", "--unknown"][..],
        &["regen", "--name", "not a name"],
        &["regen", "--specs"],
        &["unknown"],
        &[],
        // Neither inside the project nor told where to read and write.
        &["regen"],
    ] {
        let output = xtask(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty());
    }
    assert!(contents(folder.path()).values().all(Vec::is_empty));
}

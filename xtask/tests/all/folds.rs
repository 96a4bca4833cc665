//! How big changes are shown: one cause, one line. Every folder of `tests/data/folds` has two states of an API, and the
//! snapshot beside them what `diff` prints of them, what it prints with `--verbose`, the text for a pull request, and
//! the section of the changelog.

use crate::common::{write, xtask};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = xtask(folder, arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The changelog of a crate that was released in the old state and is regenerated in the new one.
fn changelog(folder: &Path) -> String {
    let arguments = ["regen", "--specs", "specs", "--out", "out", "--name", "harbour"];
    let specs = |state: &str| {
        let text = fs::read_to_string(folder.join(format!("{state}.yaml"))).unwrap();
        write(folder, &[("specs/api.yaml", &text)]);
    };
    specs("old");
    run(folder, &[&arguments[..], &["--bump"]].concat());
    specs("new");
    run(folder, &arguments);
    let text = fs::read_to_string(folder.join("out/CHANGELOG.md")).unwrap();
    let (_, section) = text.split_once("## Unreleased\n").unwrap();
    section.split_once("\n## ").unwrap().0.to_owned()
}

#[test]
fn one_cause_is_one_line() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/folds");
    for entry in fs::read_dir(&data).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        for state in ["old.yaml", "new.yaml"] {
            fs::copy(entry.path().join(state), folder.join(state)).unwrap();
        }
        let diff = |more: &[&str]| run(folder, &[&["diff", "old.yaml", "new.yaml"], more].concat());
        let (short, all) = (diff(&[]), diff(&["--verbose"]));
        let lines: Vec<&str> = short.lines().filter(|line| line.contains(", wire ")).collect();
        assert_eq!(lines.iter().collect::<BTreeSet<_>>().len(), lines.len(), "lines repeat each other: {short}");
        let number = all.split(' ').next().unwrap();
        let listed = all.lines().filter(|line| line.contains(", wire ")).count();
        assert_eq!(listed.to_string(), number, "`--verbose` has every change: {all}");
        let shown = format!(
            "{short}\n--verbose\n\n{all}\n--format markdown\n\n{}\nCHANGELOG.md\n{}",
            diff(&["--format", "markdown"]),
            changelog(folder)
        );
        insta::with_settings!({
            snapshot_path => &data, prepend_module_to_snapshot => false, omit_expression => true
        }, {
            insta::assert_snapshot!(entry.file_name().to_str().unwrap(), shown);
        });
    }
}

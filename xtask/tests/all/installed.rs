//! The program as it is called once it is installed: by its own name, outside of any workspace.

use crate::files::write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const NAME: &str = env!("CARGO_PKG_NAME");
const PAGE: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets: {get: {summary: List pets, \
                    responses: {'204': {description: ok}}}}\n";

fn installed(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pages-to-crate"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("CARGO_PKG_NAME")
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn help_messages_and_files_name_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(stdout(&installed(folder, &["--version"])), format!("{NAME} {}\n", env!("CARGO_PKG_VERSION")));
    assert!(stdout(&installed(folder, &["regen", "--help"])).contains(&format!("Usage: {NAME} regen")));

    write(folder, &[("specs/api.yaml", PAGE)]);
    let regen = ["regen", "--specs", "specs", "--out", "pets"];
    assert!(installed(folder, &regen).status.success());
    for file in ["src/lib.rs", ".regen-files"] {
        let text = fs::read_to_string(folder.join("pets").join(file)).unwrap();
        assert!(text.contains(&format!("`{NAME} regen`")) && !text.contains("cargo xtask"), "{file}: {text}");
    }
    let check = installed(folder, &[&regen[..], &["--check"]].concat());
    assert!(check.status.success(), "{}", stdout(&check));

    fs::write(folder.join("pets/src/api.rs"), "").unwrap();
    let check = stdout(&installed(folder, &[&regen[..], &["--check"]].concat()));
    assert!(check.contains(&format!("run `{NAME} regen`")), "{check}");
}
